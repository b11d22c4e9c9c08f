//! `bank convert`, and that `bank lint` takes every format through the same door.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jiangheng")).arg("bank").args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

fn sample() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/6-31-01-03-5/bank.xlsx").to_str().unwrap().to_owned()
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_sample_bank_is_converted_there_and_back_and_passes_its_lint_in_every_format() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    let mut from = sample();
    for (name, format) in [
        ("a.zip", Some("qti21")),
        ("b.xml", None),
        ("c.zip", Some("qti30")),
        ("d.zip", Some("qti22")),
        ("e/f.csv", None),
    ] {
        let out = at(name);
        fs::create_dir_all(Path::new(&out).parent().unwrap()).unwrap();
        let mut arguments = vec!["convert", &from, "--out", &out, "--json"];
        arguments.extend(format.iter().flat_map(|format| ["--format", format]));
        let done = run(&arguments);
        assert!(done.status.success(), "{done:?}");
        let answer = json(&done);
        assert_eq!((answer["count"].as_u64(), answer["refused"].as_u64()), (Some(533), Some(0)), "{name}");
        let lint = run(&["lint", &out, "--json"]);
        assert_eq!(json(&lint)["rows"], 533, "{name}");
        from = out;
    }
    let home = run(&["convert", &from, "--out", &at("e/home.xlsx")]);
    assert!(home.status.success() && String::from_utf8(home.stdout).unwrap().contains("533 items written"));
    let before = fs::read(Path::new(&sample()).with_file_name("bank.csv")).unwrap();
    let before = String::from_utf8(before).unwrap();
    let after = fs::read_to_string(&from).unwrap();
    assert_eq!(before.lines().count(), after.trim_start_matches('\u{feff}').lines().count());
}

#[test]
fn an_item_that_cannot_go_along_stops_the_conversion_unless_it_may_be_left_out() {
    let folder = TempDir::new().unwrap();
    let out = text(&folder.path().join("bank.gift"));
    let refused = run(&["convert", &sample(), "--out", &out]);
    let said = String::from_utf8(refused.stdout.clone()).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("GIFT 不能带图片") && said.contains("--leave-out") && !Path::new(&out).exists(), "{said}");
    let answer = json(&run(&["convert", &sample(), "--out", &out, "--leave-out", "--json"]));
    let left = answer["left_out"].as_array().unwrap().len();
    assert_eq!(answer["count"].as_u64().unwrap(), 533 - u64::try_from(left).unwrap());
    assert!(left > 10 && Path::new(&out).exists());
    let again = run(&["convert", &sample(), "--out", &out, "--leave-out"]);
    assert_eq!(again.status.code(), Some(1), "nothing is replaced unasked");
}

#[test]
fn refused_items_are_listed_and_nothing_is_imported_without_them() {
    let folder = TempDir::new().unwrap();
    let from = folder.path().join("mixed.gift");
    let own = "// [id:S-1] [tag:facility:650]\n$CATEGORY: top/1.1\n\n// [id:S-2] [tag:facility:650]\n::S-2::题{=a ~b}\n\n::E::说说{}\n";
    fs::write(&from, own).unwrap();
    let from = text(&from);
    let lint = run(&["lint", &from, "--json"]);
    let answer = json(&lint);
    assert_eq!((lint.status.code(), &answer["imported"]), (Some(1), &Value::Bool(false)));
    assert_eq!(
        (&answer["refused"][0]["id"], &answer["refused"][0]["said"][0]["code"]),
        (&"E".into(), &"item.essay".into())
    );
    assert_eq!(answer["faults"].as_array().unwrap().len(), 0);
    let lines = String::from_utf8(run(&["lint", &from]).stdout).unwrap();
    assert!(
        lines.contains("mixed.gift:7 [E]") && lines.contains("是简答或论述题") && lines.contains("怎么改"),
        "{lines}"
    );
    let out = text(&folder.path().join("rest.xml"));
    assert_eq!(run(&["convert", &from, "--out", &out]).status.code(), Some(1));
    assert!(!Path::new(&out).exists());
    let rest = json(&run(&["convert", &from, "--out", &out, "--leave-out", "--json"]));
    assert_eq!((rest["count"].as_u64(), rest["refused"].as_u64()), (Some(1), Some(1)));
}

#[test]
fn what_another_format_did_not_know_goes_into_a_spreadsheet_to_be_filled_in() {
    let folder = TempDir::new().unwrap();
    let from = folder.path().join("plain.gift");
    fs::write(&from, "题一{=a ~b}\n\n题二{T}\n").unwrap();
    let out = text(&folder.path().join("fill.csv"));
    let done = json(&run(&["convert", &text(&from), "--out", &out, "--json"]));
    assert_eq!((&done["ok"], done["count"].as_u64()), (&Value::Bool(true), Some(2)));
    assert_eq!(done["faults"].as_array().unwrap().len(), 6, "code, content point and facility of both");
    assert!(fs::read_to_string(&out).unwrap().contains("题二"));
    let out = text(&folder.path().join("x.xml"));
    assert_eq!(run(&["convert", &text(&from), "--out", &out]).status.code(), Some(1));
    assert_eq!(run(&["convert", &text(&from), "--out", &text(&folder.path().join("x.zip"))]).status.code(), Some(1));
}
