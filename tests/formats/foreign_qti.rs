//! QTI as other programs write it: packages in the shapes of TAO, of the standard's own examples and of Canvas, and everything
//! that is no plain choice.

use jiangheng::domain::bank::Column;
use jiangheng::formats::bank_file::{self, BankFile};

use crate::support::{PNG, cell, outcomes, zipped};

const TEMPLATE: &str =
    r#"<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>"#;

/// A manifest of these item files, as TAO writes it.
fn manifest(hrefs: &[&str]) -> String {
    let resources: String = hrefs
        .iter()
        .map(|href| format!(r#"<resource identifier="r{}" type="imsqti_item_xmlv2p2" href="{href}"><file href="{href}"/></resource>"#, href.len()))
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="MANIFEST-1"><metadata><schema>QTIv2.2 Package</schema><schemaversion>1.0.0</schemaversion></metadata><organizations/><resources>{resources}<resource identifier="t" type="imsqti_test_xmlv2p2" href="tests/t/test.xml"/></resources></manifest>"#
    )
}

fn package(items: &[(&str, String)], more: &[(&str, &[u8])]) -> BankFile {
    let hrefs: Vec<&str> = items.iter().map(|(href, _)| *href).collect();
    let manifest = manifest(&hrefs);
    let mut parts: Vec<(&str, &[u8])> = vec![("imsmanifest.xml", manifest.as_bytes())];
    parts.extend(items.iter().map(|(href, xml)| (*href, xml.as_bytes())));
    parts.extend(more);
    bank_file::read("tao.zip", &zipped(&parts)).unwrap()
}

/// An item of QTI 2: what is declared, what is in its body, how it is scored.
fn item(declared: &str, body: &str, scored: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i-1" title="x" adaptive="false" timeDependent="false">{declared}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/><itemBody>{body}</itemBody>{scored}</assessmentItem>"#
    )
}

fn declared(cardinality: &str, keys: &[&str]) -> String {
    let values: String = keys.iter().map(|key| format!("<value><![CDATA[{key}]]></value>")).collect();
    format!(
        r#"<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="identifier"><correctResponse>{values}</correctResponse></responseDeclaration>"#
    )
}

fn choice(attributes: &str, choices: &str) -> String {
    format!(
        r#"<div class="grid-row"><div class="col-12"><choiceInteraction responseIdentifier="RESPONSE" {attributes}>
            <prompt>下列说法
              正确的是</prompt>{choices}</choiceInteraction></div></div>"#
    )
}

const THREE: &str = r#"<simpleChoice identifier="c_1" fixed="false" showHide="show">甲</simpleChoice><simpleChoice identifier="c_2">乙</simpleChoice><simpleChoice identifier="c_3" fixed="true">丙</simpleChoice>"#;

/// What becomes of one item.
fn one(xml: &str) -> &'static str {
    let file = package(&[("i/qti.xml", xml.to_owned())], &[]);
    let [(_, outcome)] = outcomes(&file).try_into().unwrap();
    outcome
}

#[test]
fn a_package_of_another_program_reads_with_what_it_says_and_the_lint_names_the_rest() {
    let single = item(
        &declared("single", &["c_2"]),
        &choice(r#"shuffle="true" maxChoices="1" minChoices="0" orientation="vertical""#, THREE),
        TEMPLATE,
    );
    let stem = format!(
        "<p>看图：<img src=\"images/%E5%9B%BE%201.png\" alt=\"\"/></p>{}",
        choice(r#"shuffle="true" maxChoices="0""#, THREE)
    );
    let multiple = item(&declared("multiple", &["c_1", "c_3"]), &stem, TEMPLATE);
    let file = package(&[("a/qti.xml", single), ("b/qti.xml", multiple)], &[("b/images/图 1.png", PNG)]);
    assert_eq!(outcomes(&file), [("i-1".into(), "read"), ("i-1".into(), "item.note_moved")]);
    assert_eq!(cell(&file, 0, Column::Stem), "下列说法 正确的是");
    let row = |column| cell(&file, 1, column);
    assert_eq!(
        (row(Column::Kind), row(Column::Key), row(Column::FixedOptions)),
        ("多选".into(), "AC".into(), "C".into())
    );
    assert_eq!(row(Column::Stem), "看图：\n下列说法 正确的是");
    assert_eq!(row(Column::Picture), "b/images/图 1.png");
    assert!(file.pictures.contains_key("b/images/图 1.png"));
    let faults = jiangheng::domain::bank::lint(&file.sheets, None, &file.pictures).unwrap_err();
    let columns: Vec<_> =
        faults.iter().filter(|fault| fault.row == Some(2)).map(|fault| fault.column.unwrap()).collect();
    assert_eq!(columns, [Column::ContentPoint, Column::Facility]);
}

#[test]
fn qti_3_reads_in_its_own_spelling() {
    let xml = r#"<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="WATER" title="x" time-dependent="false">
      <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier"><qti-correct-response><qti-value>H</qti-value><qti-value>O</qti-value></qti-correct-response></qti-response-declaration>
      <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
      <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" min-choices="1" max-choices="3" shuffle="true">
        <qti-prompt>组成水的元素有</qti-prompt><qti-simple-choice identifier="H">氢</qti-simple-choice><qti-simple-choice identifier="He" fixed="true">氦</qti-simple-choice><qti-simple-choice identifier="O">氧</qti-simple-choice>
      </qti-choice-interaction></qti-item-body>
      <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/></qti-assessment-item>"#;
    let manifest = r#"<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="m"><resources><resource identifier="a" type="imsqti_item_xmlv3p0" href="items/a.xml"/></resources></manifest>"#;
    let zip = zipped(&[
        ("bank/imsmanifest.xml", manifest.as_bytes()),
        ("bank/items/a.xml", xml.as_bytes()),
        ("__MACOSX/._x", b""),
    ]);
    let file = bank_file::read("q3.zip", &zip).unwrap();
    assert_eq!(outcomes(&file), [("WATER".into(), "read")]);
    assert_eq!((cell(&file, 0, Column::Key), cell(&file, 0, Column::FixedOptions)), ("AC".into(), "B".into()));
    let alone = bank_file::read("one.xml", xml.as_bytes()).unwrap();
    assert_eq!(cell(&alone, 0, Column::Code), "WATER");
}

#[test]
fn two_options_that_say_right_and_wrong_are_true_or_false() {
    for (first, second, key) in
        [("正确", "错误", "正确"), ("×", "√", "错误"), ("True", "False", "正确"), ("F", "T", "错误")]
    {
        let choices = format!(
            r#"<simpleChoice identifier="a">{first}</simpleChoice><simpleChoice identifier="b">{second}</simpleChoice>"#
        );
        let xml = item(&declared("single", &["a"]), &choice(r#"shuffle="false" maxChoices="1""#, &choices), TEMPLATE);
        let file = package(&[("a.xml", xml)], &[]);
        assert_eq!((cell(&file, 0, Column::Kind), cell(&file, 0, Column::Key)), ("判断".into(), key.into()), "{first}");
        assert_eq!(cell(&file, 0, Column::Option('A')), "");
    }
}

#[test]
fn standard_scoring_is_known_in_all_its_forms_and_another_is_refused() {
    let written_out = |value: &str, otherwise: &str| {
        format!(
            r#"<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">{value}</baseValue></setOutcomeValue></responseIf>{otherwise}</responseCondition></responseProcessing>"#
        )
    };
    let nothing = r#"<responseElse><setOutcomeValue identifier="SCORE"><baseValue baseType="float">0.0</baseValue></setOutcomeValue></responseElse>"#;
    let something = nothing.replace("0.0", "0.5");
    let body = choice(r#"shuffle="true" maxChoices="1""#, THREE);
    let scored = |scoring: &str| one(&item(&declared("single", &["c_1"]), &body, scoring));
    assert_eq!(scored(&written_out("1", "")), "read");
    assert_eq!(scored(&written_out("2.5", nothing)), "read");
    assert_eq!(scored(&written_out("1", &something)), "item.scoring");
    assert_eq!(scored(&written_out("-1", nothing)), "item.scoring");
    assert_eq!(
        scored(&written_out("1", nothing).replace("variable identifier=\"RESPONSE\"", "variable identifier=\"OTHER\"")),
        "item.scoring"
    );
    assert_eq!(scored(r#"<responseProcessing template="http://example.org/own"/>"#), "item.scoring");
    assert_eq!(scored(""), "item.note_no_scoring");

    let map = |cardinality: &str, entries: &str| {
        let declaration = format!(
            r#"<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="identifier"><mapping defaultValue="0">{entries}</mapping></responseDeclaration>"#
        );
        let scoring = TEMPLATE.replace("match_correct", "map_response");
        one(&item(
            &declaration,
            &body.replace(
                "maxChoices=\"1\"",
                if cardinality == "single" { "maxChoices=\"1\"" } else { "maxChoices=\"0\"" },
            ),
            &scoring,
        ))
    };
    let entry = |key: &str, value: &str| format!(r#"<mapEntry mapKey="{key}" mappedValue="{value}"/>"#);
    assert_eq!(map("single", &(entry("c_1", "1") + &entry("c_2", "0"))), "read");
    assert_eq!(map("single", &(entry("c_1", "1") + &entry("c_2", "0.5"))), "item.partial_credit");
    assert_eq!(map("single", &(entry("c_1", "1") + &entry("c_2", "-1"))), "item.penalty");
    assert_eq!(map("multiple", &(entry("c_1", "1") + &entry("c_2", "1"))), "item.partial_credit");
    assert_eq!(map("single", &entry("c_1", "1e3")), "item.partial_credit");
}

#[test]
fn everything_that_is_no_plain_choice_is_refused_by_its_own_name() {
    let single = declared("single", &["c_1"]);
    let plain = choice(r#"shuffle="true" maxChoices="1""#, THREE);
    let other = |name: &str| item(&single, &format!(r#"<{name} responseIdentifier="RESPONSE"/>"#), TEMPLATE);
    let option = |inner: &str| {
        item(
            &single,
            &choice(
                r#"shuffle="true""#,
                &format!(
                    r#"<simpleChoice identifier="c_1">{inner}</simpleChoice><simpleChoice identifier="b">乙</simpleChoice>"#
                ),
            ),
            TEMPLATE,
        )
    };
    let with = |stem: &str| item(&single, &format!("{stem}{plain}"), TEMPLATE);
    let many: String =
        (1..=7).map(|number| format!(r#"<simpleChoice identifier="c_{number}">{number}</simpleChoice>"#)).collect();
    let cases = [
        (other("extendedTextInteraction"), "item.essay"),
        (other("textEntryInteraction"), "item.short_answer"),
        (other("inlineChoiceInteraction"), "item.cloze"),
        (other("matchInteraction"), "item.matching"),
        (other("sliderInteraction"), "item.interaction"),
        (other("hotspotInteraction"), "item.interaction"),
        (other("customInteraction"), "item.interaction"),
        (item(&single, &format!("{plain}{plain}"), TEMPLATE), "item.several_interactions"),
        (item(&format!("{single}{single}"), &plain, TEMPLATE), "item.several_interactions"),
        (item(&single, "<p>说明</p>", TEMPLATE), "item.no_interaction"),
        (with("").replace("adaptive=\"false\"", "adaptive=\"true\""), "item.adaptive"),
        (item(&format!("{single}<templateDeclaration identifier=\"X\"/>"), &plain, TEMPLATE), "item.template"),
        (
            item(&single, &choice(r#"shuffle="true" minChoices="2" maxChoices="1""#, THREE), TEMPLATE),
            "item.choice_limits",
        ),
        (
            item(&declared("multiple", &["c_1", "c_2"]), &choice(r#"shuffle="true" maxChoices="1""#, THREE), TEMPLATE),
            "item.choice_limits",
        ),
        (item(&single, &choice(r#"shuffle="true" maxChoices="2""#, THREE), TEMPLATE), "item.choice_limits"),
        (item(&declared("ordered", &["c_1"]), &plain, TEMPLATE), "item.syntax"),
        (item(&declared("single", &["c_9"]), &plain, TEMPLATE), "item.key_unknown"),
        (item(&declared("single", &[]), &plain, TEMPLATE), "item.no_key"),
        (item(&single, &choice(r#"shuffle="true""#, &many), TEMPLATE), "item.too_many_options"),
        (with("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi>x</mi></math>"), "item.math"),
        (with("<table><tr><td>1</td></tr></table>"), "item.table"),
        (with("<audio src=\"a.mp3\"/>"), "item.media"),
        (with("<object type=\"video/mp4\" data=\"a.mp4\"/>"), "item.media"),
        (with("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"), "item.svg"),
        (with("<feedbackBlock outcomeIdentifier=\"F\" identifier=\"a\" showHide=\"show\"/>"), "item.feedback"),
        (with("<rubricBlock view=\"candidate\">须知</rubricBlock>"), "item.markup"),
        (with("<p><img src=\"a.png\"/><img src=\"b.png\"/></p>"), "item.several_pictures"),
        (with("<p><img src=\"http://example.org/a.png\"/></p>"), "item.external"),
        (with("<p><img src=\"file:///etc/passwd\"/></p>"), "item.external"),
        (with("<p><img src=\"../../a.png\"/></p>"), "item.external"),
        (with("<p><img src=\"a.png\"/></p>"), "item.picture_missing"),
        (option("<img src=\"a.png\"/>"), "item.picture_in_option"),
        (option("x<sup>y</sup>"), "item.script"),
        (with(&format!("<p>{}</p>", "长".repeat(200_000))), "item.text_too_long"),
        ("<html/>".to_owned(), "item.syntax"),
        ("<assessmentItem>".to_owned(), "item.xml_malformed"),
        ("<!DOCTYPE x><assessmentItem/>".to_owned(), "item.xml_doctype"),
        ("<assessmentItem>&x;</assessmentItem>".to_owned(), "item.xml_entity"),
        ("<assessmentItem xmlns:xi=\"http://www.w3.org/2001/XInclude\"/>".to_owned(), "item.xml_external"),
        ("<?xml version=\"1.0\" encoding=\"GB2312\"?><assessmentItem/>".to_owned(), "item.xml_encoding"),
        ("<a>".repeat(300), "item.xml_limits"),
    ];
    for (xml, code) in cases {
        assert_eq!(one(&xml), code, "{}", xml.chars().take(600).collect::<String>());
    }
}

#[test]
fn what_can_be_taken_off_is_taken_off_and_noted() {
    let single = declared("single", &["c_1"]);
    let plain = choice(r#"shuffle="true" maxChoices="1""#, THREE);
    let with = |stem: &str| one(&item(&single, &format!("{stem}{plain}"), TEMPLATE));
    assert_eq!(with("<p>一<strong>二</strong></p>"), "item.note_formatting");
    assert_eq!(with("<ul><li>一</li></ul>"), "item.note_lists");
    assert_eq!(with("<p>m<sup>2</sup></p>"), "item.note_script");
    assert_eq!(with("<p><a href=\"http://example.org\">一</a></p>"), "item.note_links");
    assert_eq!(with("<rubricBlock view=\"scorer\">评分说明</rubricBlock>"), "item.note_extras");
    assert_eq!(one(&item(&single, &format!("<p>一</p>{plain}<p>二</p>"), TEMPLATE)), "item.note_moved");
    assert_eq!(one(&item(&single, &choice("maxChoices=\"1\"", THREE), TEMPLATE)), "item.note_order_kept");
    let feedback = format!(
        "{TEMPLATE}<modalFeedback outcomeIdentifier=\"F\" identifier=\"a\" showHide=\"show\">好</modalFeedback>"
    );
    assert_eq!(one(&item(&single, &plain, &feedback)), "item.note_extras");
}

#[test]
fn items_that_are_not_there_or_are_no_pictures_are_listed_and_the_others_read() {
    let single = declared("single", &["c_1"]);
    let plain = choice(r#"shuffle="true" maxChoices="1""#, THREE);
    let shown = |name: &str| item(&single, &format!("<p><img src=\"{name}\"/></p>{plain}"), TEMPLATE);
    let svg: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let mut hrefs = manifest(&["a.xml", "b2.xml", "c33.xml", "d444.xml"]);
    hrefs =
        hrefs.replace("</resources>", r#"<resource identifier="old" type="imsqti_xmlv1p2" href="a.xml"/></resources>"#);
    let (a, c, d) = (shown("p.png"), shown("p.svg"), item(&single, &plain, TEMPLATE));
    let zip = zipped(&[
        ("imsmanifest.xml", hrefs.as_bytes()),
        ("a.xml", a.as_bytes()),
        ("c33.xml", c.as_bytes()),
        ("d444.xml", d.as_bytes()),
        ("p.png", svg),
        ("p.svg", svg),
    ]);
    let file = bank_file::read("x.zip", &zip).unwrap();
    let codes: Vec<_> = outcomes(&file).into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, ["item.picture_unknown", "item.file_missing", "item.picture_unknown", "read", "item.qti1"]);
    assert_eq!((file.refused().count(), file.items[3].row, file.pictures.len()), (4, Some(2), 0));
}

#[test]
fn an_assessment_test_is_told_and_passed_over() {
    let single = declared("single", &["c_1"]);
    let file = package(&[("i/qti.xml", item(&single, &choice("", THREE), TEMPLATE))], &[]);
    assert_eq!(
        (file.items.len(), file.sheets[0].rows.len(), file.refused().count()),
        (2, 2, 0),
        "one item, and the test"
    );
    let test = &file.items[1];
    assert_eq!((test.place.as_str(), test.id.as_str(), test.row), ("tests/t/test.xml", "t", None));
    let [said] = test.outcome.said().try_into().unwrap();
    assert_eq!(said.code, "item.note_assessment_test");
    assert!(said.what.en.contains("was not read") && said.mend.zh.contains("双向细目表"), "{said:?}");
    assert_eq!(
        file.notes().last(),
        Some(test),
        "it stands among the notes, and is not counted as an item that was read"
    );
}

#[test]
fn whoever_watches_is_told_how_far_a_file_is() {
    let single = declared("single", &["c_1"]);
    let xml = item(&single, &choice("", THREE), TEMPLATE);
    let hrefs = ["a.xml", "bb.xml", "ccc.xml"];
    let manifest = manifest(&hrefs);
    let mut parts: Vec<(&str, &[u8])> = vec![("imsmanifest.xml", manifest.as_bytes())];
    parts.extend(hrefs.iter().map(|href| (*href, xml.as_bytes())));
    let seen = std::cell::RefCell::new(Vec::new());
    bank_file::read_watched("x.zip", &zipped(&parts), &|done, total| seen.borrow_mut().push((done, total))).unwrap();
    assert_eq!(seen.into_inner(), [(0, 3), (1, 3), (2, 3)]);
}
