//! The question bank office by its pages: what a reviewer is sent before answering, what is typed and kept, the whole way
//! to a sealed version.

use jiangheng::domain::bank::Column;
use jiangheng::services::office::{self, How};

use super::server::{Answer, Server, Session};
use crate::office::fixture::{BLUEPRINT, EXPLANATION, Office, REFERENCE, begun, project, row};
use crate::rules::fixture::PASSWORD;
use crate::support::on_both;

fn post(server: &Server, who: &Session, path: &str, fields: &[(&str, &str)]) -> Answer {
    server.post(path).cookie(who).form(fields).send()
}

#[test]
fn nothing_of_the_key_is_sent_to_a_reviewer_before_the_answer() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let (context, first) = (office.context, office.submitted("S-1"));
        // Another project has the same item but for what a reviewer must not know.
        let twin_project = begun(office::begin(context, &office.county.admin, project("dg6")).unwrap());
        let mut typed = row("S-1");
        typed.insert(Column::Key, "D".into());
        typed.insert(Column::Explanation, "别的解析".into());
        typed.insert(Column::Reference, "别的依据".into());
        typed.insert(Column::Facility, "123".into());
        let keep = office::PictureChange::Keep;
        let written = office::write(context, &office.writer, twin_project, None, typed, keep, How::Submit).unwrap();
        let office::Written::Item(twin) = written else { panic!("{written:?}") };

        let server = Server::real(fixture);
        let reviewer = server.sign_in("reviewer", PASSWORD);
        let get = |path: String| server.get(&path).cookie(&reviewer).send();
        let plain = |answer: &Answer, item: i64, project: i64| -> String {
            let body = answer
                .body
                .replace(&format!("/items/{item}"), "/items/#")
                .replace(&format!("/office/{project}"), "/office/#");
            let without = |text: &str, field: &str| {
                let mut parts = text.split(field);
                let head = parts.next().unwrap().to_owned();
                parts.fold(head, |text, part| text + part.split_once('"').unwrap().1)
            };
            without(&without(&body, "name=\"once\" value=\""), "name=\"csrf\" value=\"")
        };
        for query in ["", "?lang=en", "?done=written"] {
            let (one, other) =
                (get(format!("/staff/office/items/{first}{query}")), get(format!("/staff/office/items/{twin}{query}")));
            assert!(one.page(200).contains("name=\"answer\""), "{}", one.body);
            assert_eq!(
                plain(&one, first, office.project),
                plain(&other, twin, twin_project),
                "the pages tell the keys apart"
            );
        }
        let mut paths = vec![
            "/staff/office".to_owned(),
            format!("/staff/office/{}?q=S", office.project),
            format!("/staff/office/{}/next", office.project),
        ];
        for end in ["", "/picture", "/write", "/history", ".json"] {
            paths.push(format!("/staff/office/items/{first}{end}"));
        }
        for path in ["write", "seal", "bank.xlsx"] {
            paths.push(format!("/staff/office/{}/{path}", office.project));
        }
        for path in ["/staff/banks", "/staff/audit", "/api/v1/audit", "/api/v1/banks"] {
            paths.push(path.to_owned());
        }
        for path in paths {
            let answer = get(path.clone());
            for secret in [EXPLANATION, REFERENCE] {
                assert!(!answer.body.contains(secret), "{path} tells {secret}");
            }
        }
        let action = format!("/staff/office/items/{first}");
        let early = post(&server, &reviewer, &action, &[("deed", "approve"), ("seen", "1"), ("reason", "我看可以")]);
        let early = early.page(422);
        assert!(early.contains("请先作答") && !early.contains(EXPLANATION), "{early}");
        let none = post(&server, &reviewer, &action, &[("deed", "answer"), ("seen", "1")]);
        assert!(none.page(422).contains("id=\"answer-why\"") && !none.body.contains(EXPLANATION), "{}", none.body);
        let stale = post(&server, &reviewer, &action, &[("deed", "answer"), ("seen", "0"), ("answer", "B")]);
        assert!(stale.page(422).contains("新的一稿") && !stale.body.contains(EXPLANATION), "{}", stale.body);
        let writer_only = post(&server, &reviewer, &action, &[("deed", "join"), ("seen", "1")]);
        assert_eq!(writer_only.status, 403);

        let answered =
            post(&server, &reviewer, &action, &[("deed", "answer"), ("seen", "1"), ("answer", "C"), ("once", "a")]);
        assert_eq!(answered.sent_to(), action);
        let open = get(action.clone());
        for shown in [EXPLANATION, REFERENCE, "您答 C，标准答案 B", "value=\"approve\""] {
            assert!(open.page(200).contains(shown), "{shown}: {}", open.body);
        }
        let unexplained = post(&server, &reviewer, &action, &[("deed", "approve"), ("seen", "1"), ("reason", "")]);
        assert!(unexplained.page(422).contains("id=\"reason-why\""), "{}", unexplained.body);
        let done = post(&server, &reviewer, &action, &[("deed", "return"), ("seen", "1"), ("reason", "请改")]);
        assert_eq!(done.sent_to(), format!("/staff/office/{}/next?after={first}", office.project));
        assert_eq!(get(done.sent_to().to_owned()).sent_to(), format!("/staff/office/{}?done=reviewed", office.project));
    });
}

#[test]
fn the_pages_carry_an_item_from_its_writer_to_a_sealed_version() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let server = Server::real(fixture);
        let sign_in = |login: &str| server.sign_in(login, PASSWORD);
        let (admin, writer, reviewer) = (sign_in("liumin"), sign_in("writer"), sign_in("reviewer"));
        let get = |who: &Session, path: &str| server.get(path).cookie(who).send();
        assert!(get(&reviewer, "/staff").page(200).contains("/staff/office"), "the landing leads there");
        get(&writer, "/staff/office/new").page(403);
        assert!(get(&admin, "/staff/office/new").page(200).contains("name=\"blueprint\""));

        let files =
            |parts: &[(&str, Option<&str>, &[u8])]| server.post("/staff/office/new").cookie(&admin).files(parts).send();
        let nothing = files(&[("code", None, b"dg7")]);
        assert!(
            nothing.page(422).contains("id=\"blueprint-why\"") && nothing.body.contains("value=\"dg7\""),
            "{}",
            nothing.body
        );
        let bank = "题目编码,题型,内容点,难度,题干,选项A,选项B,答案\nS-1,单选,7.7,600,题,甲,乙,A\n";
        let blueprint = ("blueprint", Some("b.toml"), BLUEPRINT.as_bytes());
        let faulty = files(&[("code", None, b"dg7"), blueprint, ("bank", Some("b.csv"), bank.as_bytes())]);
        assert!(faulty.page(422).contains("内容点 7.7 不在双向细目表中"), "{}", faulty.body);
        let made = files(&[("code", None, b"dg7"), blueprint]);
        let place = made.sent_to().split('?').next().unwrap().to_owned();
        let number = place.rsplit('/').next().unwrap().parse::<i64>().unwrap();
        assert!(get(&writer, &place).page(200).contains("还缺 3"));

        let mut fields = vec![
            ("code", "S-1"),
            ("type", "single"),
            ("content_point", "1.1"),
            ("facility", "难"),
            ("stem", "应当怎样做？"),
            ("option_a", "先送电"),
            ("option_b", "先验电"),
            ("key", "E"),
            ("explanation", EXPLANATION),
            ("deed", "submit"),
        ];
        let write = |fields: &[(&str, &str)]| {
            let parts: Vec<_> = fields.iter().map(|(name, value)| (*name, None, value.as_bytes())).collect();
            server.post(&format!("{place}/write")).cookie(&writer).files(&parts).send()
        };
        let wrong = write(&fields);
        for kept in [
            "id=\"key-why\"",
            "id=\"facility-why\"",
            "value=\"难\"",
            "value=\"先验电\"",
            "应当怎样做？</textarea>",
            EXPLANATION,
        ] {
            assert!(wrong.page(422).contains(kept), "{kept}: {}", wrong.body);
        }
        fields[3].1 = "600";
        fields[7].1 = "B";
        fields[9].1 = "look";
        let preview = write(&fields);
        assert!(preview.page(200).contains("id=\"preview-title\""), "{}", preview.body);
        fields[9].1 = "submit";
        let item = write(&fields).sent_to().split('?').next().unwrap().to_owned();
        assert!(get(&writer, &item).page(200).contains("待审题"));
        let own = post(&server, &writer, &item, &[("deed", "answer"), ("seen", "1"), ("answer", "B")]);
        assert_eq!(own.status, 403, "a writer's role does not review");

        assert_eq!(get(&reviewer, &format!("{place}/next")).sent_to(), item);
        post(&server, &reviewer, &item, &[("deed", "answer"), ("seen", "1"), ("answer", "B")]).sent_to();
        post(&server, &reviewer, &item, &[("deed", "approve"), ("seen", "1"), ("reason", "")]).sent_to();
        assert!(get(&writer, &item).page(200).contains("审题通过"));
        let not_yet = get(&admin, &format!("{place}/seal"));
        assert!(
            not_yet.page(200).contains("还不能封存") && !not_yet.body.contains("name=\"version\""),
            "{}",
            not_yet.body
        );
        get(&reviewer, &format!("{place}/seal")).page(403);
        assert_eq!(get(&reviewer, "/staff/office/items/999999").status, 404);
        assert_ne!(number, office.project);

        office.filled();
        let seal = format!("/staff/office/{}/seal", office.project);
        assert!(get(&admin, &seal).page(200).contains("第 1 版可以封存：9 题"));
        let bad = post(&server, &admin, &seal, &[("number", "1"), ("version", "第一版")]);
        assert!(bad.page(422).contains("id=\"version-why\"") && bad.body.contains("value=\"第一版\""), "{}", bad.body);
        let sealed = post(&server, &admin, &seal, &[("number", "1"), ("version", "2026.1")]).sent_to().to_owned();
        assert!(sealed.starts_with("/staff/banks/checks/"));
        assert!(get(&admin, &sealed).page(200).contains("下载题目密钥"));
        let key = post(&server, &admin, &sealed, &[("deed", "key")]);
        assert_eq!(key.body.trim().len(), 64);
        let bank = post(&server, &admin, &sealed, &[("deed", "drop")]).sent_to().to_owned();
        assert!(get(&admin, &bank).page(200).contains("命题审题项目封存的第 1 版"));
        let view = get(&writer, &format!("/staff/office/{}", office.project));
        assert!(view.page(200).contains("2026.1") && view.body.contains("最新"), "{}", view.body);
    });
}
