//! Banks by the pages: checked, put right, sealed, imported, their keys handed over; and what is refused on the way.

use std::io::{Cursor, Write as _};
use std::path::Path;

use jiangheng::crypto::seal::SealingKey;
use jiangheng::crypto::{Signer as _, SigningKey};
use jiangheng::domain::account::Role;
use jiangheng::formats::exchange::{self, Format};
use jiangheng::formats::package::Package;
use jiangheng::formats::xlsx;
use jiangheng::i18n::{self, Locale};
use jiangheng::services::bank_checks;

use super::server::{Answer, Server, Session};
use crate::banks::sample;
use crate::rows;
use crate::rules::fixture::{County, PASSWORD};
use crate::support::{Fixture, on_both};

type Parts = Vec<(&'static str, Option<String>, Vec<u8>)>;

const BLUEPRINT: &str = include_str!("../../../question_banks/6-31-01-03-5/blueprint.toml");
const HEADER: &str = "题目编码,题型,内容点,难度,题干,选项A,选项B,选项C,选项D,答案";

/// The sample county's bank as a clerk chooses it: the files' own names, without their folders.
fn county_files() -> Parts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/6-31-01-03-5");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let mut parts: Parts = vec![
        ("bank", Some("电工 五级.xlsx".into()), read("bank.xlsx")),
        ("blueprint", Some("blueprint.toml".into()), read("blueprint.toml")),
    ];
    for picture in std::fs::read_dir(folder.join("pictures")).unwrap().map(Result::unwrap) {
        let name = picture.file_name().into_string().unwrap();
        parts.push(("pictures", Some(name), std::fs::read(picture.path()).unwrap()));
    }
    parts
}

fn rows_of(bank: &str) -> Parts {
    vec![
        ("bank", Some("题库.csv".into()), format!("{HEADER}\n{bank}").into_bytes()),
        ("blueprint", Some("b.toml".into()), BLUEPRINT.into()),
    ]
}

fn send(server: &Server, clerk: &Session, address: &str, parts: &Parts) -> Answer {
    let parts: Vec<_> = parts.iter().map(|(field, name, bytes)| (*field, name.as_deref(), bytes.as_slice())).collect();
    server.post(address).cookie(clerk).files(&parts).send()
}

/// Takes a bank to be checked, and checks it as the job does.
fn check(server: &Server, clerk: &Session, parts: &Parts) -> Answer {
    let answer = send(server, clerk, "/staff/banks/check", parts);
    bank_checks::work(server.context()).unwrap();
    answer
}

/// The digest from which a blueprint's page simulates its candidates.
fn seed(page: &str) -> &str {
    page.rsplit_once("<code class=\"hash\">").and_then(|(_, rest)| rest.split_once('<')).unwrap().0
}

fn count(fixture: &Fixture, table: &str) -> i64 {
    rows::number(&fixture.context.store, &format!("SELECT COUNT(*) AS number FROM {table}"))
}

#[test]
fn a_clean_bank_is_sealed_and_its_key_goes_into_other_hands() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let before = count(fixture, "bank");
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let get = |path: &str| server.get(path).cookie(&clerk).send();
        let checked = check(&server, &clerk, &county_files());
        let place = checked.sent_to().to_owned();
        let report = get(&place);
        assert!(report.page(200).contains("<h1>533 行全部合格，可以封存。</h1>"), "{}", report.body);
        assert!(report.body.contains("电工 五级.xlsx") && report.body.contains("单选 "), "{}", report.body);
        assert_eq!(count(fixture, "bank"), before, "only checked");
        let blueprint = get(&format!("{place}/blueprint"));
        assert!(blueprint.page(200).contains("职业道德与法律法规"), "{}", blueprint.body);

        let post = |fields: &[(&str, &str)]| server.post(&place).cookie(&clerk).form(fields).send();
        let wrong = post(&[("deed", "seal"), ("code", "电工"), ("version", "")]);
        for told in ["id=\"code-why\"", "id=\"version-why\"", "value=\"电工\""] {
            assert!(wrong.page(422).contains(told), "{told}: {}", wrong.body);
        }
        for _ in 0..2 {
            let sealed = post(&[("deed", "seal"), ("code", "dg5"), ("version", "2026.1"), ("once", "form-1")]);
            assert_eq!(sealed.sent_to(), place, "twice is once");
        }
        assert_eq!(count(fixture, "bank"), before + 1);
        assert_eq!(count(fixture, "bank_check WHERE files_sealed IS NOT NULL"), 0, "the files are let go");
        let sealed = get(&place);
        assert!(sealed.page(200).contains("题库已封存并导入") && sealed.body.contains("下载题目密钥"));
        let key = post(&[("deed", "key")]);
        assert!(key.header("content-disposition").contains("attachment; filename=\"dg5-2026.1.item-key.txt\""));
        assert!(key.body.trim().len() == 64 && !sealed.body.contains(key.body.trim()));
        assert_eq!(post(&[("deed", "key")]).body, key.body, "a broken download can be done again");
        let bank = post(&[("deed", "drop"), ("once", "form-2")]).sent_to().to_owned();
        get(&place).page(404);
        post(&[("deed", "key")]).page(404);
        assert_eq!(count(fixture, "bank_check"), 0, "nothing of the key stays");
        for action in ["bank.import", "bank.seal", "bank.take_key"] {
            assert!(!county.audited(action).is_empty(), "{action}");
        }
        assert!(!county.audited("bank.seal").concat().contains(key.body.trim()));

        get(&format!("{bank}/blueprint")).page(409);
        assert!(get(&bank).page(200).contains("未交付"));
        assert!(get(&format!("{bank}/package.zip")).bytes.starts_with(b"PK\x03\x04"));
        let hand_in = |parts: &Parts| send(&server, &clerk, &format!("{bank}/key"), parts);
        assert!(hand_in(&vec![]).page(422).contains("请选择密钥文件，或者粘贴密钥。"));
        let other = hand_in(&vec![("secret_key", None, "07".repeat(32).into_bytes())]);
        assert!(other.page(422).contains("打不开这个题库包") && !other.body.contains("0707"), "{}", other.body);
        let torn = hand_in(&vec![("file", Some("k.txt".into()), b"\xff\x00".to_vec())]);
        assert!(torn.page(422).contains("64 位的十六进制"), "{}", torn.body);
        let large = hand_in(&vec![("file", Some("k.txt".into()), vec![b'a'; 2000])]);
        assert!(large.page(422).contains("id=\"file-why\""), "{}", large.body);
        let right = hand_in(&vec![("file", Some("k.txt".into()), key.bytes)]);
        assert_eq!(right.sent_to(), bank);
        assert!(get(&bank).page(200).contains("已交付"));
        let figures = get(&format!("{bank}/blueprint"));
        assert!(
            figures.page(200).contains("可以按这份细目表组卷") && figures.body.contains("<svg"),
            "{}",
            figures.body
        );
        assert_eq!(seed(&figures.body), seed(&blueprint.body), "sealed or not, the same bank has the same figures");
        let picture = get(&format!("{bank}/blueprint.svg"));
        assert!(picture.header("content-type").starts_with("image/svg+xml") && picture.body.starts_with("<svg"));
        assert_eq!(get(&format!("{bank}/key")).sent_to(), bank);
        let list = get("/staff/banks");
        assert!(list.page(200).contains("dg5 · 版本 2026.1") && list.body.contains("533"), "{}", list.body);

        let again = check(&server, &clerk, &county_files());
        let again = again.sent_to();
        let same = [("deed", "seal"), ("code", "dg5"), ("version", "2026.1")];
        let same = server.post(again).cookie(&clerk).form(&same).send();
        assert!(
            same.page(422).contains("这个版本已经导入过了") && same.body.contains("value=\"dg5\""),
            "{}",
            same.body
        );
        assert_eq!(count(fixture, "bank"), before + 1);
    });
}

#[test]
fn what_lies_between_check_and_seal_is_sealed_hidden_and_gone_after_an_hour() {
    on_both(|fixture| {
        let county = County::new(fixture);
        county.account("other", Role::BureauAdministrator, county.bureau);
        let server = Server::real(fixture);
        let (clerk, other) = (server.sign_in("liumin", PASSWORD), server.sign_in("other", PASSWORD));
        let parts = rows_of("QX-1,单选,1.1,难,青禾县的题干,甲,乙,丙,丁,E\n");
        let place = check(&server, &clerk, &parts).sent_to().to_owned();
        assert!(server.get(&place).cookie(&clerk).send().page(200).contains("E 不在选项"));
        let kept: Vec<u8> = county.write(|connection| {
            use diesel::prelude::*;
            use jiangheng::store::schema::bank_check::dsl;
            let (report, files): (Vec<u8>, Option<Vec<u8>>) =
                dsl::bank_check.select((dsl::report_sealed, dsl::files_sealed)).first(connection)?;
            Ok([report, files.unwrap()].concat())
        });
        for secret in ["QX-1", "青禾县的题干", "不在选项"] {
            assert!(!kept.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{secret} lies open");
        }
        for path in [place.clone(), format!("{place}/marks.xlsx")] {
            server.get(&path).cookie(&other).send().page(404);
        }
        server.post(&place).cookie(&other).form(&[("deed", "drop")]).send().page(404);
        bank_checks::clear(&fixture.context).unwrap();
        assert_eq!(count(fixture, "bank_check"), 1);
        fixture.go_to("2026-11-23T02:30:00Z");
        server.get(&place).cookie(&clerk).send().page(404);
        bank_checks::clear(&fixture.context).unwrap();
        assert_eq!(count(fixture, "bank_check"), 0);
    });
}

#[test]
fn faults_are_told_by_sheet_and_row_paged_filtered_and_marked_in_the_workbook() {
    on_both(|fixture| {
        let county = County::new(fixture);
        assert!(county.room > 0);
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let bank: String = (1..=70).map(|n| format!("S-{n},单选,1.1,难,第 {n} 题问什么,甲,乙,丙,丁,E\n")).collect();
        let mut parts = rows_of(&bank);
        parts.push(("pictures", Some("没人用.png".into()), b"\x89PNG\r\n\x1a\n".to_vec()));
        let checked = check(&server, &clerk, &parts);
        let place = checked.sent_to();
        let get = |query: &str| server.get(&format!("{place}{query}")).cookie(&clerk).send();
        let first = get("");
        let page = first.page(200);
        let total = page.split("发现 ").nth(1).unwrap().split(' ').next().unwrap().parse::<usize>().unwrap();
        assert!(total > 140 && page.contains("处问题，题库没有导入。"), "{total}");
        for told in [
            "第 37 行",
            "标准答案 E 不在选项 A–D 中",
            "题库.csv",
            "没人用.png",
            "双向细目表",
            "rel=\"next\"",
            &format!("第 1–50 行，共 {total} 行"),
        ] {
            let found = page.contains(told) || get("?page=2").body.contains(told) || get("?page=9").body.contains(told);
            assert!(found, "{told}: {page}");
        }
        assert!(!page.contains("封存题库"), "not while it has faults");
        let keys = get("?column=key");
        assert_eq!(keys.page(200).matches("标准答案 E 不在选项").count(), 50);
        assert!(
            keys.body.contains("第 1–50 行，共 70 行") && keys.body.contains("?column=key&#38;page=2"),
            "{}",
            keys.body
        );
        assert_eq!(get("?column=key&page=2").page(200).matches("标准答案 E 不在选项").count(), 20);
        for odd in ["?column=%3Cscript%3E", "?page=-1", "?page=99999999999999999999", "?column=key&page=0"] {
            get(odd).page(200);
        }
        assert!(get("?lang=en").page(200).contains("nothing was imported"));
        let marked = server.get(&format!("{place}/marks.xlsx?lang=zh")).cookie(&clerk).send();
        assert!(
            marked.header("content-type").contains("spreadsheetml")
                && marked.header("content-disposition").contains("UTF-8''")
        );
        let sheets = xlsx::read(&marked.bytes).unwrap();
        assert_eq!(sheets.len(), 2, "the rows, and the blueprint's faults");
        assert!(format!("{:?}", sheets[0].rows[36]).contains("E 不在选项 A–D 中"));
        let sealed =
            server.post(place).cookie(&clerk).form(&[("deed", "seal"), ("code", "a"), ("version", "1")]).send();
        assert_eq!(sealed.status, 422, "{}", sealed.body);

        let mut again = rows_of("");
        again[0] = ("bank", Some("again.xlsx".into()), marked.bytes);
        let again = check(&server, &clerk, &again);
        let again = server.get(again.sent_to()).cookie(&clerk).send();
        assert!(again.page(200).contains(&format!("发现 {total} 处问题")), "the marks are no faults: {}", again.body);
    });
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

type Unread<'a> = (&'a str, &'a [u8], &'a [u8], &'a str, &'a str);

#[test]
fn files_that_cannot_be_read_are_named_with_what_to_do_and_are_not_kept() {
    on_both(|fixture| {
        let county = County::new(fixture);
        assert!(county.room > 0);
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let doctype = zipped("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a/>");
        let bomb = zipped("xl/worksheets/sheet1.xml", &vec![b' '; (200 << 20) + 1]);
        let half = county_files().remove(0).2;
        let good = BLUEPRINT.as_bytes();
        let long = "x\n".repeat(20_001);
        let wide = format!("{HEADER}\n{}\n", ",".repeat(64));
        let short = BLUEPRINT.lines().filter(|line| !line.starts_with("minutes")).collect::<Vec<_>>().join("\n");
        let torn = BLUEPRINT.replacen("minutes = 90", "minutes = ninety", 1);
        let misspelt = BLUEPRINT.replacen("minutes", "minuten", 1);
        // Name and bytes of the bank, bytes of the blueprint, the field that is wrong, what is said there.
        let cases: Vec<Unread<'_>> = vec![
            ("bank.xls", b"\xd0\xcf\x11\xe0", good, "bank", "旧的 .xls"),
            ("bank", b"x", good, "bank", "应当是 .xlsx 或 .csv 表格"),
            ("bank.xlsx", b"", good, "bank", "打不开"),
            ("bank.xlsx", &half[..half.len() / 2], good, "bank", "可能已损坏"),
            ("bank.xlsx", b"code,type\n", good, "bank", "可能已损坏"),
            ("bank.xlsx", &doctype, good, "bank", "不安全的内容"),
            ("bank.xlsx", &bomb, good, "bank", "大得不正常"),
            ("bank.csv", &half, good, "bank", "其实是 Excel 工作簿"),
            ("bank.csv", b"code,type\n\xcc\xe2,\xc4\xbf\n", good, "bank", "第 2 行不是 UTF-8 编码，像是 GBK"),
            ("bank.csv", b"a,\0b\n", good, "bank", "UTF-16"),
            ("bank.zip", b"PK\x03\x04", good, "bank", "可能没有传完或已损坏"),
            ("bank.zip", &doctype, good, "bank", "没有 imsmanifest.xml"),
            ("bank.xml", b"<!DOCTYPE quiz><quiz/>", good, "bank", "“bank.xml”里有不安全的内容"),
            ("bank.xml", b"<rss/>", good, "bank", "以 &#60;rss&#62; 开头"),
            ("bank.gift", b"\xcc\xe2{T}", good, "bank", "不是 UTF-8 编码"),
            ("bank.csv", b"code\n\xff\xff\n", good, "bank", "第 2 行不是 UTF-8"),
            ("bank.csv", long.as_bytes(), good, "bank", "超过 20000 行"),
            ("bank.csv", wide.as_bytes(), good, "bank", "第 2 行超过 64 列"),
            ("bank.csv", b"a\n", misspelt.as_bytes(), "blueprint", "的“minuten”不是规定的项目"),
            ("bank.csv", b"a\n", short.as_bytes(), "blueprint", "缺少“minutes”"),
            ("bank.csv", b"a\n", torn.as_bytes(), "blueprint", "双向细目表第 5 行不对"),
            ("bank.csv", b"a\n", b"\xff\xfe", "blueprint", "不是 UTF-8 编码"),
            ("bank.csv", b"a\n", &[b'#'; 300 << 10], "blueprint", "超过 256 KB"),
        ];
        for (name, bank, blueprint, field, says) in cases {
            let parts: Parts = vec![
                ("bank", Some(name.into()), bank.to_vec()),
                ("blueprint", Some("b.toml".into()), blueprint.to_vec()),
            ];
            let place = check(&server, &clerk, &parts).sent_to().to_owned();
            let answer = server.get(&place).cookie(&clerk).send();
            let page = answer.page(200);
            assert!(page.contains(&format!("id=\"{field}-why\"")) && page.contains(says), "{name} {says}: {page}");
            assert!(page.contains("把文件全部重新选一遍"), "{name}");
        }
        let chosen = |parts: Parts, says: &str| {
            let answer = check(&server, &clerk, &parts);
            assert!(answer.page(422).contains(says), "{says}: {}", answer.body);
        };
        chosen(vec![], "有 2 处需要改");
        chosen(vec![("bank", Some(String::new()), Vec::new())], "请选择题库。");
        let mut twice = rows_of("");
        twice.push(("bank", Some("b.csv".into()), b"x".to_vec()));
        chosen(twice, "只能选一个文件");
        let mut odd = rows_of("");
        odd.push(("pictures", Some("图\u{202e}gnp.exe".into()), b"x".to_vec()));
        chosen(odd, "看不见的字符");
        let mut many = rows_of("");
        many.extend((0..500).map(|n| ("pictures", Some(format!("{n}.png")), b"x".to_vec())));
        chosen(many, "超过 500 个");
        let mut large = rows_of("");
        large.push(("pictures", Some("大.png".into()), vec![0; 65 << 20]));
        chosen(large, "超过 64 MB");
        assert_eq!(count(fixture, "bank_check WHERE files_sealed IS NOT NULL OR state = 'running'"), 0);
    });
}

#[test]
fn a_package_of_items_is_checked_and_sealed_and_a_refused_item_is_a_line_of_the_report() {
    on_both(|fixture| {
        let county = County::new(fixture);
        assert!(county.room > 0);
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let (signer, item_key) = (SigningKey::from_seed(&[7; 32]), SealingKey::new([9; 32]));
        let package = Package::open(&sample(&signer, &item_key), &[signer.public_key()]).unwrap();
        let county_bank = package.unseal(&item_key).unwrap();
        let items = county_bank.bank.items();
        let written = |format| exchange::write(items, &county_bank.pictures, format).unwrap().bytes;
        let upload = |name: &str, bytes: Vec<u8>| {
            let parts: Parts =
                vec![("bank", Some(name.into()), bytes), ("blueprint", Some("b.toml".into()), BLUEPRINT.into())];
            check(&server, &clerk, &parts).sent_to().to_owned()
        };
        let seal = |place: &str| {
            server.post(place).cookie(&clerk).form(&[("deed", "seal"), ("code", "q"), ("version", "1")]).send()
        };
        let quiz = String::from_utf8(written(Format::Moodle)).unwrap();
        let essay = "<question type=\"essay\"><name><text>论述&lt;1&gt;</text></name></question></quiz>";
        let place = upload("题库.xml", quiz.replace("</quiz>", essay).into_bytes());
        let report = server.get(&place).cookie(&clerk).send();
        assert!(report.page(200).contains("发现 1 处问题，题库没有导入"), "{}", report.body);
        for told in ["是简答或论述题", "改写成单选、多选或判断题", "论述&#60;1&#62;", "题读入时有说明", "1 题未收"]
        {
            assert!(report.body.contains(told), "{told}: {}", report.body);
        }
        let part = |query: &str| server.get(&format!("{place}{query}")).cookie(&clerk).send();
        let notes = part("?column=-note");
        assert!(notes.page(200).contains("这里全部选对才得分"), "{}", notes.body);
        assert!(!notes.body.contains("是简答或论述题") && part("?column=-refused").body.contains("是简答或论述题"));
        assert_eq!(seal(&place).status, 422, "not without the refused item");
        assert_eq!(part("/export").status, 409, "nor is it taken away as if it were whole");
        let marked = server.get(&format!("{place}/marks.xlsx?lang=zh")).cookie(&clerk).send();
        assert!(format!("{:?}", xlsx::read(&marked.bytes).unwrap()[1]).contains("是简答或论述题"));

        let place = upload("包.zip", written(Format::Qti30));
        let report = server.get(&place).cookie(&clerk).send();
        assert!(report.page(200).contains("533 行全部合格"), "{}", report.body);
        assert_eq!(seal(&place).sent_to(), place, "its pictures came inside");
    });
}

#[test]
fn every_reason_why_a_file_is_not_read_has_words_in_both_languages() {
    let sources = [
        include_str!("../../../src/formats/bank_file.rs"),
        include_str!("../../../src/formats/xlsx.rs"),
        include_str!("../../../src/formats/csv_bank.rs"),
        include_str!("../../../src/formats/exchange/mod.rs"),
    ];
    let codes: Vec<String> = sources
        .iter()
        .flat_map(|source| source.split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap()))
        .filter(|code| code.contains('.') && *code != "csv.not_utf8")
        .map(|code| format!("file-{}", code.replace(['.', '_'], "-")))
        .chain(["file-csv-gbk".into(), "file-csv-not-utf8".into()])
        .collect();
    assert!(codes.len() > 12, "{codes:?}");
    for key in codes {
        assert!(i18n::has(Locale::Zh, &key) && i18n::has(Locale::En, &key), "{key}");
    }
}

#[test]
fn a_faulty_cell_is_a_line_of_the_report_and_a_bad_picture_too() {
    on_both(|fixture| {
        let county = County::new(fixture);
        assert!(county.room > 0);
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, name) in (0..).zip(format!("{HEADER},图片").split(',')) {
            sheet.write(0, column, name).unwrap();
        }
        for (column, text) in [(0, "S-1"), (1, "单选"), (2, "1.1"), (5, "甲"), (6, "乙"), (9, "A"), (10, "p/大.png")]
        {
            sheet.write(1, column, text).unwrap();
        }
        sheet.write(1, 3, 500).unwrap();
        sheet.write_formula(1, 4, "=WEBSERVICE(\"http://x\")").unwrap();
        let mut parts = rows_of("");
        parts[0] = ("bank", Some("b.xlsx".into()), workbook.save_to_buffer().unwrap());
        parts.push(("pictures", Some("大.png".into()), vec![0x89; (2 << 20) + 1]));
        let checked = check(&server, &clerk, &parts);
        let report = server.get(checked.sent_to()).cookie(&clerk).send();
        let page = report.page(200);
        assert!(page.contains("公式") && page.contains("p/大.png") && !page.contains("WEBSERVICE"), "{page}");
    });
}

#[test]
fn a_sealed_package_is_imported_or_refused_in_words() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let before = count(fixture, "bank");
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let import = |name: &str, bytes: &[u8]| {
            send(&server, &clerk, "/staff/banks/import", &vec![("package", Some(name.into()), bytes.to_vec())])
        };
        let item_key = SealingKey::new([5; 32]);
        let package = sample(&county.context.keys.bank, &item_key);
        let stranger = sample(&SigningKey::from_seed(&[3; 32]), &item_key);
        let cases: [(&[u8], &str); 5] = [
            (b"", "不完整或者已损坏"),
            (&package[..package.len() / 2], "不完整或者已损坏"),
            (&stranger, "不在信任名单里"),
            (&zipped("../evil", b"x"), "不该有的内容"),
            (&zipped("manifest.json", b"{}"), "不该有的内容"),
        ];
        for (bytes, says) in cases {
            let answer = import("p.zip", bytes);
            assert!(answer.page(422).contains("id=\"package-why\"") && answer.body.contains(says), "{}", answer.body);
        }
        let nothing = send(&server, &clerk, "/staff/banks/import", &vec![]);
        assert!(nothing.page(422).contains("请选择题库包"));
        rows::run(&fixture.context.store, "UPDATE organisation SET rank = 'township' WHERE kind = 'bureau'").unwrap();
        let lesser = import("p.zip", &package);
        assert!(lesser.page(422).contains("只有县级以上的主管部门"), "{}", lesser.body);
        let clean = check(&server, &clerk, &county_files());
        let seal = [("deed", "seal"), ("code", "dg5"), ("version", "1")];
        let lesser = server.post(clean.sent_to()).cookie(&clerk).form(&seal).send();
        assert!(lesser.page(422).contains("只有县级以上的主管部门"), "{}", lesser.body);
        assert_eq!(count(fixture, "bank"), before);
        rows::run(&fixture.context.store, "UPDATE organisation SET rank = 'county' WHERE kind = 'bureau'").unwrap();
        let made = import("p.zip", &package);
        assert!(server.get(made.sent_to()).cookie(&clerk).send().page(200).contains("未交付"));
        let again = import("p.zip", &package);
        assert!(again.page(422).contains("已经导入过了"), "{}", again.body);
        assert_eq!(count(fixture, "bank"), before + 1);
    });
}

#[test]
fn a_form_with_files_is_guarded_like_every_form() {
    on_both(|fixture| {
        let county = County::new(fixture);
        county.account("examiner", Role::Examiner, county.body);
        county.account("manager", Role::CentreManager, county.centre);
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let bank = ("bank", Some("b.csv"), b"x".as_slice());
        for path in ["/staff/banks/check", "/staff/banks/import", "/staff/banks/1/key"] {
            let post = || server.post(path).cookie(&clerk);
            post().bare_files(&[bank]).send().page(409);
            post().bare_files(&[("csrf", None, b"x"), bank]).send().page(409);
            post().header("Origin", "https://evil.example").files(&[bank]).send().page(400);
            post().header("Sec-Fetch-Site", "cross-site").files(&[bank]).send().page(400);
            post().form(&[("bank", "x")]).send().page(400);
            post().body("application/json", "{}").send().page(415);
            post().body("multipart/form-data", "x").send().page(400);
            post().body("multipart/form-data; boundary=limit", "--limit\r\nbroken").send().page(400);
            let nobody = server.post(path).files(&[bank]).send();
            assert!(nobody.page(401).contains("您已退出"), "{}", nobody.body);
        }
        for login in ["examiner", "manager"] {
            let other = server.sign_in(login, PASSWORD);
            for path in ["/staff/banks", "/staff/banks/check", "/staff/banks/import"] {
                server.get(path).cookie(&other).send().page(403);
            }
            server.post("/staff/banks/check").cookie(&other).files(&[bank]).send().page(403);
            for path in ["/staff/banks/1", "/staff/banks/1/key", "/staff/banks/1/package.zip", "/staff/banks/999"] {
                server.get(path).cookie(&other).send().page(404);
            }
        }
        fixture.go_to("2026-11-24T12:00:00Z");
        let late = server.post("/staff/banks/check").cookie(&clerk).files(&[bank]).send();
        let page = late.page(401);
        assert!(page.contains("您已退出") && page.contains("name=\"kept\" value=\"files=again\""), "{page}");
        let sign_in =
            [("login", "liumin"), ("password", PASSWORD), ("next", "/staff/banks/check"), ("kept", "files=again")];
        let back = server.post("/staff/sign-in").form(&sign_in).send();
        assert!(back.page(200).contains("action=\"/staff/banks/check\""), "{}", back.body);
        let token = back.header("set-cookie").split(['=', ';']).nth(1).unwrap().to_owned();
        let restored = [("files", "again"), ("restore", "yes")];
        let shown = server.post("/staff/banks/check").cookie(&Session { token }).form(&restored).send();
        assert!(shown.page(200).contains("请重新选择文件"), "{}", shown.body);
        assert_eq!(count(fixture, "bank_check"), 0);
    });
}
