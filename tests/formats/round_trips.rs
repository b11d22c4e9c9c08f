//! Out and in again: the same items, to the last character.

use jiangheng::domain::bank::{Item, PictureFile, Pictures, lint};
use jiangheng::formats::bank_file;
use jiangheng::formats::exchange::{self, Format};

use crate::support::{JPEG, PNG, named, sample};

/// Writes and reads, and sees that everything came back but what was left out.
fn goes_round(items: &[Item], pictures: &Pictures, format: Format) {
    let written = exchange::write(items, pictures, format).unwrap();
    let left_out: Vec<_> = written.left_out.iter().map(|left| &left.code).collect();
    let kept: Vec<Item> = items.iter().filter(|item| !left_out.contains(&&item.code)).cloned().collect();
    let file = bank_file::read(&named(format), &written.bytes).unwrap();
    assert_eq!(file.refused().count(), 0, "{format:?}");
    let came = if format.has_pictures_beside() { pictures.clone() } else { file.pictures.clone() };
    let again = lint(&file.sheets, None, &came).unwrap_or_else(|faults| panic!("{format:?}: {faults:?}"));
    for (before, after) in kept.iter().zip(&again) {
        assert_eq!(before, after, "{format:?}");
    }
    assert_eq!(kept.len(), again.len(), "{format:?}");
    for item in &again {
        if let Some(picture) = &item.picture {
            assert_eq!(came.get(&picture.name), pictures.get(&picture.name), "{format:?}");
        }
    }
    assert_eq!(file.items.len(), kept.len());
    let twice = exchange::write(&again, &came, format).unwrap();
    if format != Format::Xlsx {
        assert!(twice.bytes == written.bytes, "{format:?}: written twice, it differs");
    }
}

#[test]
fn the_sample_bank_goes_round_in_every_format() {
    let (items, pictures) = sample();
    assert!(items.len() > 150 && pictures.len() > 10);
    for format in Format::ALL {
        goes_round(&items, &pictures, format);
    }
}

#[test]
fn gift_leaves_out_the_items_with_pictures_and_says_so() {
    let (items, pictures) = sample();
    let written = exchange::write(&items, &pictures, Format::Gift).unwrap();
    let shown = items.iter().filter(|item| item.picture.is_some()).count();
    assert_eq!((written.left_out.len(), shown > 10), (shown, true));
    assert_eq!(written.left_out[0].said().code, "item.left_out_picture");
}

/// Texts that one format or another takes for its own marks.
const ODD: [&str; 28] = [
    "{ } ~ = # : \\ < & \" ' ]]> -->",
    "a -> b {=c ~d} %50%e ####f",
    "=1+1",
    "'=1",
    "@SUM(A1)",
    "-5 ℃",
    "＝＋－＠",
    "两  个　空　格   三个",
    "第一行\n第二行\n\n隔一行\n 缩进",
    "行末空格 \n下一行",
    "[html]<b>粗</b>",
    "[plain]x",
    "// 注 [id:x]",
    "::题::",
    "$CATEGORY: x",
    "\\n 不是换行 \\\\ \\{",
    "<p>段</p><br/><img src=\"x.png\">",
    "&lt; &#32; &nbsp; &amp;amp;",
    "<![CDATA[x]]>",
    "🙂👩‍🔧 𠮷 ｶﾅ",
    "１２３ＡＢＣ，。（　）",
    "√ × Ω ± 10⁻³ m² ≤ ≥",
    "x<y>z",
    "100% %2F %%",
    "_x0041_ 下划线",
    "@@PLUGINFILE@@/a.png",
    "a\u{a0}b\u{2003}c",
    "TRUE",
];

fn odd_items() -> (Vec<Item>, Pictures) {
    let mut items = Vec::new();
    let png = PictureFile::Bytes(PNG.to_vec());
    let jpeg = PictureFile::Bytes(JPEG.to_vec());
    let pictures: Pictures = [("items/电路 1.png", png.clone()), ("a.b_c-d.jpeg", jpeg), ("p/q/图.png", png)]
        .map(|(n, p)| (n.to_owned(), p))
        .into();
    let names: Vec<&String> = pictures.keys().collect();
    for (number, text) in (0usize..).zip(ODD.map(|text| text.replace('\u{200d}', ""))) {
        let other = |by: usize| ODD[(number + by) % ODD.len()].replace('\u{200d}', "");
        let code = if number == 4 {
            "jiangheng.package".to_owned()
        } else {
            format!("{}{number}", ["-", "9.", "i.", "S_", "a"][number % 5])
        };
        let kind = ["single", "multiple", "true_false"][number % 3];
        let facility = [0, 650, 1000][number % 3];
        let key = if number % 3 == 1 { vec!["A", "B", "D"] } else { vec!["C"] };
        let explanation = if number.is_multiple_of(2) { other(3) } else { String::new() };
        let reference = if number % 5 < 3 { other(4) } else { String::new() };
        let mut value = serde_json::json!({
            "code": code,
            "type": kind,
            "content_point": format!("{}.1", number / 5),
            "facility": facility,
            "stem": format!("{text} {number}"),
            "options": [
                {"letter": "A", "text": text},
                {"letter": "B", "text": other(1), "fixed": true},
                {"letter": "C", "text": other(2)},
                {"letter": "D", "text": "以上说法都正确"},
            ],
            "key": key,
            "enemy_group": (number.is_multiple_of(4)).then_some("g-1"),
            "picture": null,
            "explanation": explanation,
            "reference": reference,
        });
        if number % 3 == 2 {
            value["options"] = serde_json::json!([{"letter": "T", "text": "正确"}, {"letter": "F", "text": "错误"}]);
            value["key"] = serde_json::json!([if number.is_multiple_of(2) { "T" } else { "F" }]);
        }
        if number % 6 < 3 {
            let name = names[number % 3];
            let PictureFile::Bytes(bytes) = &pictures[name] else { panic!() };
            let media = if name.ends_with("jpeg") { "image/jpeg" } else { "image/png" };
            let sha256 = hex::encode(jiangheng::crypto::sha256(bytes));
            value["picture"] = serde_json::json!({"name": name, "sha256": sha256, "media": media});
        }
        items.push(serde_json::from_value(value).unwrap());
    }
    let sheet = jiangheng::domain::bank::rows_of(&items);
    assert_eq!(lint(&[sheet], None, &pictures).unwrap(), items, "the odd items are a bank");
    (items, pictures)
}

#[test]
fn odd_texts_odd_codes_and_odd_names_go_round_in_every_format() {
    let (items, pictures) = odd_items();
    for format in Format::ALL {
        goes_round(&items, &pictures, format);
    }
}

#[test]
fn a_bank_wanders_through_all_formats_and_comes_home_as_it_was() {
    let (items, pictures) = odd_items();
    let (mut there, mut own) = (items.clone(), pictures.clone());
    for format in [Format::Qti21, Format::Moodle, Format::Qti30, Format::Xlsx, Format::Qti22, Format::Csv] {
        let written = exchange::write(&there, &own, format).unwrap();
        let file = bank_file::read(&named(format), &written.bytes).unwrap();
        if !format.has_pictures_beside() {
            own = file.pictures.clone();
        }
        there = lint(&file.sheets, None, &own).unwrap();
    }
    assert_eq!(there, items);
    assert_eq!(own, pictures);
}

#[test]
fn a_single_choice_between_right_and_wrong_stays_a_single_choice() {
    let (items, _) = sample();
    let mut item = items[0].clone();
    item.options.truncate(2);
    item.options[0].text = "正确".into();
    item.options[1].text = "错误".into();
    item.key = ['A'].into();
    item.picture = None;
    for format in Format::ALL {
        goes_round(std::slice::from_ref(&item), &Pictures::new(), format);
    }
}

#[test]
fn pictures_whose_names_differ_in_case_alone_do_not_fit_one_package() {
    let (items, _) = sample();
    let mut two = vec![items[0].clone(), items[1].clone()];
    let mut pictures = Pictures::new();
    for (item, (name, bytes)) in two.iter_mut().zip([("A.png", PNG), ("a.PNG", JPEG)]) {
        pictures.insert(name.into(), PictureFile::Bytes(bytes.to_vec()));
        let media = jiangheng::domain::bank::MediaType::of(bytes).unwrap();
        let sha256 = hex::encode(jiangheng::crypto::sha256(bytes));
        item.picture = Some(jiangheng::domain::bank::Picture { name: name.into(), sha256, media });
    }
    let written = exchange::write(&two, &pictures, Format::Qti30).unwrap();
    assert_eq!(written.left_out.len(), 1);
    assert_eq!(written.left_out[0].said().code, "item.left_out_picture_name");
    goes_round(&two, &pictures, Format::Qti30);
    goes_round(&two, &pictures, Format::Moodle);
}
