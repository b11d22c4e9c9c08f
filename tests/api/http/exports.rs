//! Checks that go on in the background, and items that are taken away in other formats.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;

use jiangheng::domain::account::Role;
use jiangheng::formats::bank_file;
use jiangheng::formats::exchange::Format;
use jiangheng::services::bank_checks::{self, MOST_TRIES};

use super::server::{Answer, Server, Session};
use crate::rows;
use crate::rules::fixture::{County, PASSWORD};
use crate::support::{Fixture, on_both};

const BLUEPRINT: &str = include_str!("../../../question_banks/6-31-01-03-5/blueprint.toml");

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/6-31-01-03-5")
}

/// Sends the sample county's bank to be checked; `once` is the name of the filling-in.
fn send(server: &Server, clerk: &Session, once: &str) -> Answer {
    let read = |name: &str| std::fs::read(folder().join(name)).unwrap();
    let mut parts = vec![
        ("once", None, once.as_bytes().to_vec()),
        ("bank", Some("电工.csv".to_owned()), read("bank.csv")),
        ("blueprint", Some("b.toml".to_owned()), BLUEPRINT.into()),
    ];
    for picture in std::fs::read_dir(folder().join("pictures")).unwrap().map(Result::unwrap) {
        let name = picture.file_name().into_string().unwrap();
        parts.push(("pictures", Some(name), std::fs::read(picture.path()).unwrap()));
    }
    let parts: Vec<_> = parts.iter().map(|(field, name, bytes)| (*field, name.as_deref(), bytes.as_slice())).collect();
    server.post("/staff/banks/check").cookie(clerk).files(&parts).send()
}

fn count(fixture: &Fixture, table: &str) -> i64 {
    rows::number(&fixture.context.store, &format!("SELECT COUNT(*) AS number FROM {table}"))
}

#[test]
fn a_check_goes_on_in_the_background_and_outlives_the_process() {
    on_both(|fixture| {
        let county = County::new(fixture);
        county.account("other", Role::BureauAdministrator, county.bureau);
        let server = Server::real(fixture);
        let (clerk, other) = (server.sign_in("liumin", PASSWORD), server.sign_in("other", PASSWORD));
        let place = send(&server, &clerk, "form-1").sent_to().to_owned();
        assert_eq!(send(&server, &clerk, "form-1").sent_to(), place, "a double click is one check");
        assert_eq!(count(fixture, "bank_check WHERE state = 'running'"), 1);
        let get = |who: &Session, path: &str| server.get(path).cookie(who).send();
        let waiting = get(&clerk, &place);
        assert!(waiting.page(200).contains("<progress") && waiting.body.contains("等待检查"), "{}", waiting.body);
        assert_eq!(waiting.header("refresh"), "1");
        get(&other, &place).page(404);
        for path in ["marks.xlsx", "blueprint", "export", "export/gift"] {
            assert_eq!(get(&clerk, &format!("{place}/{path}")).status, 409, "{path} before its end");
        }
        let seal = [("deed", "seal"), ("code", "dg5"), ("version", "1")];
        let early = server.post(&place).cookie(&clerk).form(&seal).send();
        assert!(early.page(200).contains("<progress"), "{}", early.body);
        assert_eq!(count(fixture, "bank_check WHERE bank_id IS NOT NULL"), 0);
        assert!(get(&clerk, &place).page(200).contains("<progress"));

        let second = send(&server, &other, "form-1").sent_to().to_owned();
        // Another process takes the checks up, the oldest first, as one does after a crash.
        let again = fixture.reopened();
        fixture.go_to("2026-11-23T01:01:00Z");
        bank_checks::work(&again).unwrap();
        let report = get(&clerk, &place);
        assert!(
            report.page(200).contains("533 行全部合格") && report.body.contains("533 题读入，0 题未收，0 题有说明"),
            "{}",
            report.body
        );
        assert!(report.body.contains("可以组卷；模拟 10000 份试卷"), "{}", report.body);
        assert!(get(&other, &second).page(200).contains("<progress"), "the second waits its turn");

        let stopped = server.post(&second).cookie(&other).form(&[("deed", "drop")]).send();
        assert_eq!(stopped.sent_to(), "/staff/banks");
        get(&other, &second).page(404);
        bank_checks::work(&again).unwrap();
        assert_eq!(count(fixture, "bank_check WHERE state = 'running'"), 0);

        let third = send(&server, &other, "form-2").sent_to().to_owned();
        let deadly = format!("UPDATE bank_check SET tries = {MOST_TRIES} WHERE state = 'running'");
        rows::run(&fixture.context.store, &deadly).unwrap();
        bank_checks::work(&again).unwrap();
        let given_up = get(&other, &third);
        assert!(given_up.page(200).contains("系统没能查完这份文件"), "{}", given_up.body);
        assert_eq!(count(fixture, "bank_check WHERE state = 'running' OR tries > 3"), 0);
        assert_eq!(count(fixture, "bank_check WHERE files_sealed IS NOT NULL"), 1, "its files are let go");

        let fourth = send(&server, &other, "form-3").sent_to().to_owned();
        rows::run(&fixture.context.store, "UPDATE bank_check SET files_sealed = report_sealed WHERE state = 'running'")
            .unwrap();
        bank_checks::work(&again).unwrap();
        assert!(get(&other, &fourth).page(200).contains("系统没能查完"), "files that don't open are no end of the job");
    });
}

/// The codes of the items in a file that was taken away; a table comes in a zip with its pictures.
fn items(format: Format, bytes: &[u8]) -> usize {
    let name = format!("x.{}", format.extension());
    if !format.has_pictures_beside() {
        return bank_file::read(&name, bytes).unwrap().items.len();
    }
    // Unpacked as people do: our own reader takes no workbook within a zip.
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entries: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let mut inside = Vec::new();
        entry.read_to_end(&mut inside).unwrap();
        entries.insert(entry.name().unwrap().into_owned(), inside);
    }
    let pictures = entries.keys().filter(|name| name.ends_with(".png")).count();
    assert!(pictures > 20, "{pictures} pictures beside the table");
    let table = entries.iter().find(|(name, _)| name.ends_with(format.extension())).unwrap();
    bank_file::read(&name, table.1).unwrap().items.len()
}

#[test]
fn a_checked_bank_is_taken_away_in_every_format_by_whoever_checked_it_alone() {
    on_both(|fixture| {
        let county = County::new(fixture);
        county.account("other", Role::BureauAdministrator, county.bureau);
        let server = Server::real(fixture);
        let (clerk, other) = (server.sign_in("liumin", PASSWORD), server.sign_in("other", PASSWORD));
        let place = send(&server, &clerk, "form-1").sent_to().to_owned();
        bank_checks::work(server.context()).unwrap();
        let get = |who: &Session, path: &str| server.get(&format!("{place}{path}")).cookie(who).send();
        assert!(get(&clerk, "").page(200).contains(&format!("{place}/export")));
        let offered = get(&clerk, "/export");
        let page = offered.page(200);
        assert!(page.contains("共 533 题，带标准答案") && page.contains("GIFT 不能带图片"), "{page}");
        let left: usize = page.split("漏下 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert!(left >= 30 && page.matches("漏下 ").count() == 1, "only GIFT leaves items out: {page}");
        assert!(get(&clerk, "/export?lang=en").page(200).contains("GIFT holds no pictures"));
        for format in Format::ALL {
            let file = get(&clerk, &format!("/export/{}", format.name()));
            assert_eq!(file.status, 200, "{}", format.name());
            assert!(file.header("content-disposition").contains("attachment; "), "{}", format.name());
            let expected = if format == Format::Gift { 533 - left } else { 533 };
            assert_eq!(items(format, &file.bytes), expected, "{}", format.name());
            get(&other, &format!("/export/{}", format.name())).page(404);
        }
        get(&other, "/export").page(404);
        get(&clerk, "/export/docx").page(404);
        let audited = county.audited("bank.export");
        assert_eq!(audited.len(), 7, "{audited:?}");
        assert!(audited[6].contains(&format!("\"left_out\":{left}")), "{audited:?}");

        let seal = [("deed", "seal"), ("code", "dg6"), ("version", "1")];
        server.post(&place).cookie(&clerk).form(&seal).send().sent_to();
        for path in ["/export", "/export/csv"] {
            get(&clerk, path).page(404);
        }
        assert_eq!(county.audited("bank.export").len(), 7, "a sealed bank is not taken away");
    });
}
