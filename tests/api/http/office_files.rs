//! Files that go into a project and come out of it: all or nothing, and no key to whoever may review and hasn't answered.

use jiangheng::domain::account::Role;
use jiangheng::domain::bank::Column;
use jiangheng::domain::office::State;
use jiangheng::formats::bank_file;
use jiangheng::services::office::{self, How};

use super::server::{Answer, Server, Session};
use crate::office::fixture::{EXPLANATION, Office, REFERENCE, letters, row};
use crate::rows;
use crate::rules::fixture::PASSWORD;
use crate::support::on_both;

const HEADER: &str = "题目编码,题型,内容点,难度,题干,选项A,选项B,答案";

fn bring(server: &Server, who: &Session, project: i64, name: &str, bytes: &str, submit: bool) -> Answer {
    let mut parts: Vec<(&str, Option<&str>, &[u8])> = vec![("bank", Some(name), bytes.as_bytes())];
    if submit {
        parts.push(("submit", None, b"yes"));
    }
    server.post(&format!("/staff/office/{project}/import")).cookie(who).files(&parts).send()
}

#[test]
fn a_file_is_brought_into_a_project_whole_or_not_at_all() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        office.submitted("S-1");
        let server = Server::real(fixture);
        let (writer, reviewer) = (server.sign_in("writer2", PASSWORD), server.sign_in("reviewer", PASSWORD));
        let place = format!("/staff/office/{}", office.project);
        let get = |who: &Session, path: &str| server.get(&format!("{place}{path}")).cookie(who).send();
        let items = || rows::number(&fixture.context.store, "SELECT COUNT(*) AS number FROM office_item");
        assert!(get(&writer, "").page(200).contains(&format!("{place}/import")));
        assert!(get(&writer, "/import").page(200).contains("带入题目文件"));
        get(&reviewer, "/import").page(403);
        assert!(!get(&reviewer, "").page(200).contains(&format!("{place}/import")));

        let two = format!("{HEADER}\nN-1,单选,1.1,600,新题一？,甲,乙,A\nN-2,单选,2.1,600,新题二？,甲,乙,B\n");
        let asks = row("S-1")[&Column::Stem].clone();
        // Name and text of a file, what is said of it.
        let refused = [
            ("新.csv", format!("{two}S-1,单选,1.1,600,新题三？,甲,乙,A\n"), vec!["第 4 行", "已经有编码为 S-1 的题"]),
            (
                "新.csv",
                format!("{two}N-3,单选,1.1,600,{asks},甲,乙,A\n"),
                vec!["第 4 行", "N-3 和项目里的 S-1 问的是同一件事"],
            ),
            (
                "新.csv",
                format!("{two}N-3,单选,7.7,难,新题三？,甲,乙,E\n"),
                vec!["内容点 7.7 不在双向细目表中", "E 不在选项"],
            ),
            ("新.csv", format!("{two}N-1,单选,1.1,600,新题三？,甲,乙,A\n"), vec!["第 4 行", "N-1"]),
            (
                "新.gift",
                "::N-9::什么？{}\n\n// [id:N-8] [tag:facility:600]\n::N-8::对吗？{T}\n".to_owned(),
                vec!["1 · N-9", "论述"],
            ),
            ("新.xls", String::new(), vec!["旧的 .xls"]),
            ("新.csv", String::new(), vec!["id=\"bank-why\""]),
        ];
        for (name, text, says) in refused {
            let answer = bring(&server, &writer, office.project, name, &text, false);
            for told in says {
                assert!(answer.page(422).contains(told), "{told}: {}", answer.body);
            }
            assert!(answer.body.contains("把文件全部重新选一遍"), "{}", answer.body);
            assert_eq!(items(), 1, "{name}: nothing half done");
        }
        let nothing = server.post(&format!("{place}/import")).cookie(&writer).files(&[]).send();
        assert!(nothing.page(422).contains("请选择题库"), "{}", nothing.body);
        assert_eq!(bring(&server, &reviewer, office.project, "新.csv", &two, false).status, 403);
        assert_eq!(bring(&server, &writer, 999, "新.csv", &two, false).status, 404);
        assert_eq!(items(), 1);

        let done = bring(&server, &writer, office.project, "新.csv", &two, false).sent_to().to_owned();
        let told = server.get(&done).cookie(&writer).send();
        assert!(told.page(200).contains("带入了 2 题"), "{}", told.body);
        assert_eq!(items(), 3);
        assert_eq!(office.county.audited("office.bring").len(), 1);
        let again = bring(&server, &writer, office.project, "新.csv", &two, false);
        assert!(again.page(422).matches("已经有编码为 N-").count() == 2, "{}", again.body);
        let xml = "<quiz><question type=\"category\"><category><text>$course$/top/1.1</text></category></question>\
            <question type=\"truefalse\"><name><text>N-4</text></name><idnumber>N-4</idnumber><questiontext format=\"html\">\
            <text><![CDATA[<p><b>先验电</b>再接地？</p>]]></text></questiontext><answer fraction=\"100\"><text>true</text></answer>\
            <answer fraction=\"0\"><text>false</text></answer><tags><tag><text>facility:700</text></tag></tags></question></quiz>";
        let noted = bring(&server, &writer, office.project, "新.xml", xml, true).sent_to().to_owned();
        let told = server.get(&noted).cookie(&writer).send();
        assert!(told.page(200).contains("带入了 1 题") && told.body.contains("有说明"), "{}", told.body);
        let listed = office::items(
            office.context,
            &office.second,
            office.project,
            &jiangheng::store::office::Wanted { code: "N-".into(), ..Default::default() },
            jiangheng::store::page::Slice::of_page(1, 50),
        )
        .unwrap();
        let states: Vec<_> = listed.rows.iter().map(|item| (item.code.as_str(), item.state)).collect();
        assert_eq!(states, [("N-1", State::Draft), ("N-2", State::Draft), ("N-4", State::Submitted)]);
        let view = office.view(&office.second, listed.rows[0].id);
        assert!(view.is_writer && view.open.is_some());
        assert!(!office.view(&office.writer, listed.rows[0].id).is_writer, "whoever brought it wrote it");
    });
}

#[test]
fn no_key_leaves_a_project_with_somebody_who_still_reviews() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        office.county.account("stranger", Role::CentreManager, office.county.centre);
        let first = office.submitted("S-1");
        let own = office.write(&office.county.admin, None, row("S-2"), How::Write).unwrap();
        assert_ne!(first, own);
        let server = Server::real(fixture);
        let sign_in = |login: &str| server.sign_in(login, PASSWORD);
        let (admin, writer, reviewer, stranger) =
            (sign_in("liumin"), sign_in("writer"), sign_in("reviewer"), sign_in("stranger"));
        let place = format!("/staff/office/{}", office.project);
        let get = |who: &Session, path: &str| server.get(&format!("{place}{path}")).cookie(who).send();
        let codes = |answer: &Answer| -> Vec<String> {
            let file = bank_file::read("x.csv", &answer.bytes).unwrap();
            file.items.into_iter().map(|item| item.id).collect()
        };
        let formats = ["xlsx", "csv", "qti21", "qti22", "qti30", "moodle", "gift"];
        for path in formats.iter().map(|format| format!("/export/{format}")).chain(["/export".to_owned()]) {
            for query in ["", "?which=good"] {
                let answer = get(&reviewer, &format!("{path}{query}"));
                assert_eq!(answer.status, 403, "{path}");
                assert!(!answer.body.contains(EXPLANATION));
                assert_eq!(get(&stranger, &format!("{path}{query}")).status, 404, "{path}");
            }
        }
        assert!(!get(&reviewer, "").page(200).contains("/export"));
        assert_eq!(codes(&get(&writer, "/export/csv")), ["S-1", "S-2"], "a writer reviews nothing");

        // The administrator may review: only what they wrote themselves goes out, until they have answered.
        let page = get(&admin, "/export");
        assert!(page.page(200).contains("共 1 题") && page.body.contains("另有 1 题没有导出"), "{}", page.body);
        assert_eq!(codes(&get(&admin, "/export/csv")), ["S-2"]);
        office::answer(office.context, &office.county.admin, first, 1, &letters("B")).unwrap();
        let open = get(&admin, "/export/csv");
        assert_eq!(codes(&open), ["S-1", "S-2"]);
        assert!(open.body.contains(EXPLANATION) && open.body.contains(REFERENCE));
        // A new revision is another question: its key is hidden again.
        let mut revised = row("S-1");
        revised.insert(Column::Explanation, "新的解析".into());
        office.write(&office.writer, Some((first, 1)), revised, How::Submit).unwrap();
        let hidden = get(&admin, "/export/csv");
        assert_eq!(codes(&hidden), ["S-2"]);
        assert!(!hidden.body.contains("新的解析"));

        let none = get(&admin, "/export?which=good");
        assert!(none.page(200).contains("没有可以导出的题"), "{}", none.body);
        office.filled();
        assert_eq!(codes(&get(&writer, "/export/csv?which=good")).len(), 9);
        assert!(get(&admin, "/export?which=good&lang=en").page(200).contains("9 more items are not exported"));
        get(&writer, "/export/pdf").page(404);
        assert!(office.county.audited("bank.export").len() >= 4);
    });
}
