//! The lint: every fault of a bank at once.

use std::collections::{BTreeMap, BTreeSet};

use super::blueprint::Blueprint;
use super::code::Code;
use super::columns::Column;
use super::fault::{Fault, FaultKind};
use super::item::Item;
use super::picture::Pictures;
use super::row::{Context, Draft, read};
use super::sheet::{Cell, Row, Sheet, column_letters};
use super::words::likeness;
use super::{fault, plan};

/// The items of these sheets in row order, or every fault: of the rows, and where a blueprint is given, of the
/// blueprint and of the two together.
///
/// # Errors
/// All faults, by sheet and row, those of the blueprint last; never only the first.
pub fn lint(sheets: &[Sheet], blueprint: Option<&Blueprint>, pictures: &Pictures) -> Result<Vec<Item>, Vec<Fault>> {
    let content_points: Option<BTreeSet<&Code>> =
        blueprint.map(|blueprint| blueprint.content_points.iter().map(|point| &point.code).collect());
    let mut faults = Vec::new();
    let mut drafts = Vec::new();
    for sheet in sheets {
        let Some((header, rows)) = split(sheet) else { continue };
        let Some(columns) = columns(sheet, header, &mut faults) else { continue };
        outside(sheet, header, &rows, &mut faults);
        let context = Context { columns: &columns, content_points: content_points.as_ref(), pictures };
        drafts.extend(rows.into_iter().map(|row| read(&sheet.name, row, &context, &mut faults)));
    }
    if drafts.is_empty() && faults.is_empty() {
        let sheet = sheets.first().map(|sheet| sheet.name.clone()).unwrap_or_default();
        faults.push(Fault { sheet, row: None, column: None, kind: FaultKind::NoItems });
    }
    doubles(&drafts, &mut faults);
    let place = |name: &str| sheets.iter().position(|sheet| sheet.name == name);
    faults.sort_by_key(|fault| (place(&fault.sheet), fault.row, fault.column));
    if let Some(blueprint) = blueprint {
        faults.extend(plan::check(blueprint, &drafts));
    }
    if faults.is_empty() { Ok(drafts.into_iter().filter_map(|draft| draft.item).collect()) } else { Err(faults) }
}

/// The items of a bank in the making, or every fault of theirs and of the blueprint's own: all that [`lint`] finds, but for
/// cells that have too few items yet and a sum of facilities that is not reached yet. No item at all is none too few.
///
/// # Errors
/// As [`lint`].
pub fn lint_growing(sheets: &[Sheet], blueprint: &Blueprint, pictures: &Pictures) -> Result<Vec<Item>, Vec<Fault>> {
    let mut faults = match lint(sheets, Some(blueprint), pictures) {
        Ok(items) => return Ok(items),
        Err(faults) => faults,
    };
    faults.retain(|fault| match fault.kind {
        FaultKind::CellEmpty { .. } | FaultKind::CellTooThin { .. } | FaultKind::FacilitySumUnreachable { .. } => false,
        FaultKind::NoItems => !sheets.is_empty(),
        _ => true,
    });
    match (faults.is_empty(), sheets.is_empty()) {
        (false, _) => Err(faults),
        (true, true) => Ok(Vec::new()),
        (true, false) => lint(sheets, None, pictures),
    }
}

/// Whether two items ask the same of the same picture, as far as widths, punctuation and blanks are no difference.
#[must_use]
pub fn ask_the_same(one: &Item, other: &Item) -> bool {
    let picture = |item: &Item| item.picture.as_ref().map(|picture| picture.sha256.clone());
    likeness(&one.stem) == likeness(&other.stem) && picture(one) == picture(other)
}

/// The names of the pictures that the sheets ask for, so that whoever has the folder can fetch them before the lint.
#[must_use]
pub fn picture_names(sheets: &[Sheet]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for sheet in sheets {
        let Some((header, rows)) = split(sheet) else { continue };
        let Some(index) =
            columns(sheet, header, &mut Vec::new()).and_then(|columns| columns.get(&Column::Picture).copied())
        else {
            continue;
        };
        for row in rows {
            if let Some(Cell::Text(name)) = row.cells.get(index) {
                let name = name.trim();
                if super::picture::is_safe_name(name) {
                    names.insert(name.to_owned());
                }
            }
        }
    }
    names
}

/// The number of a sheet's header row, and where each column stands in it, from 0; `None` where there is no header.
#[must_use]
pub fn places(sheet: &Sheet) -> Option<(u32, BTreeMap<Column, usize>)> {
    let (header, _) = split(sheet)?;
    columns(sheet, header, &mut Vec::new()).map(|columns| (header.number, columns))
}

/// The first row that has anything, and the filled rows below it.
fn split(sheet: &Sheet) -> Option<(&Row, Vec<&Row>)> {
    let mut rows = sheet.rows.iter().filter(|row| !row.is_blank());
    let header = rows.next()?;
    Some((header, rows.collect()))
}

/// Where each column stands; `None` where the first row is no header at all.
fn columns(sheet: &Sheet, header: &Row, faults: &mut Vec<Fault>) -> Option<BTreeMap<Column, usize>> {
    let mut columns = BTreeMap::new();
    let mut found = Vec::new();
    for (index, cell) in header.cells.iter().enumerate() {
        let name = match cell {
            Cell::Text(text) if text.trim().is_empty() => continue,
            Cell::Text(text) => text.trim(),
            Cell::Unreadable(_) => "",
        };
        match Column::of_header(name) {
            None => found.push(FaultKind::ColumnUnknown(name.chars().take(40).collect())),
            Some(column) if columns.contains_key(&column) => found.push(FaultKind::ColumnDoubled(column)),
            Some(column) => {
                columns.insert(column, index);
            }
        }
    }
    // A key such as `B` in an item's row also reads as an option's column: that alone makes no header.
    if columns.keys().all(|column| matches!(column, Column::Option(_))) {
        found = vec![FaultKind::HeaderMissing];
    } else {
        let missing = Column::ALL.into_iter().filter(|column| column.is_required() && !columns.contains_key(column));
        found.extend(missing.map(FaultKind::ColumnMissing));
    }
    let sheet = sheet.name.clone();
    let row = Some(header.number);
    faults.extend(found.into_iter().map(|kind| Fault { sheet: sheet.clone(), row, column: None, kind }));
    (!columns.is_empty()).then_some(columns)
}

/// Columns that have content but no header: named once each, at the first row that has it.
fn outside(sheet: &Sheet, header: &Row, rows: &[&Row], faults: &mut Vec<fault::Fault>) {
    let mut named = BTreeSet::new();
    for row in rows {
        for (index, cell) in row.cells.iter().enumerate() {
            let headed = header.cells.get(index).is_some_and(|cell| !cell.is_blank());
            if !headed && !cell.is_blank() && named.insert(index) {
                let kind = FaultKind::CellOutsideColumns(column_letters(index));
                faults.push(Fault { sheet: sheet.name.clone(), row: Some(row.number), column: None, kind });
            }
        }
    }
}

/// Codes and stems that more than one row has. Two items may ask the same of different pictures.
fn doubles<'a>(drafts: &'a [Draft<'a>], faults: &mut Vec<Fault>) {
    let mut codes: BTreeMap<&Code, &Draft<'_>> = BTreeMap::new();
    let mut stems: BTreeMap<(String, Option<&String>), &Draft<'_>> = BTreeMap::new();
    for draft in drafts {
        let mut fault = |column, kind| {
            faults.push(Fault { sheet: draft.sheet.to_owned(), row: Some(draft.row), column: Some(column), kind });
        };
        if let Some(code) = &draft.code {
            match codes.get(code) {
                Some(first) => {
                    fault(Column::Code, FaultKind::CodeDoubled { code: code.to_string(), other: first.row });
                }
                None => {
                    codes.insert(code, draft);
                }
            }
        }
        if let Some(stem) = &draft.stem {
            let likeness = (likeness(stem), draft.picture.as_ref());
            match stems.get(&likeness) {
                Some(first) => {
                    let (other_sheet, other) = (first.sheet.to_owned(), first.row);
                    fault(Column::Stem, FaultKind::StemDoubled { other_sheet, other });
                }
                None => {
                    stems.insert(likeness, draft);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::PictureFile;
    use super::super::sheet::Unreadable;
    use super::super::{Bank, ContentPoint, FacilitySum, PoolCell, Section};
    use super::*;
    use crate::domain::terms::{Facility, ItemType, Marks};

    const HEADER: &str =
        "题目编码|题型|内容点|难度|题干|选项A|选项B|选项C|选项D|选项E|选项F|答案|互斥组|图片|解析|依据";
    const ROWS: [&str; 9] = [
        "S-1|单选|1.1|500|题一|甲|乙|丙|丁|||B||||",
        "S-2|单选|1.1|600|题二|甲|乙|丙|丁|||A|g1|p/a.png|因为|标准",
        "S-3|单选|1.1|700|题三|甲|乙||||| b ||||",
        "J-1|判断|1.1|500|题四|||||||正确||||",
        "J-2|判断|1.1|600|题五|||||||×||||",
        "J-3|判断题|1.1|７００|题六|||||||F||||",
        "M-1|多选|1.1|500|题七|甲|乙|丙||||ＡＣ||||",
        "M-2|多选|1.1|600|题八|甲|乙|丙|丁|戊|己|A、B,F||||",
        "M-3|多选|1.1|700|题九|甲|乙|丙||||abc||||",
    ];

    fn cells(line: &str) -> Vec<Cell> {
        line.split('|').map(|text| Cell::Text(text.to_owned())).collect()
    }

    fn sheet() -> Sheet {
        let rows = std::iter::once(&HEADER).chain(&ROWS).zip(1..);
        Sheet { name: "题库".into(), rows: rows.map(|(line, number)| Row { number, cells: cells(line) }).collect() }
    }

    fn pictures() -> Pictures {
        let png = PictureFile::Bytes(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01...".to_vec());
        [("p/a.png".to_owned(), png)].into()
    }

    fn blueprint() -> Blueprint {
        let section = |id: &str, kind| Section {
            id: id.parse().unwrap(),
            title: id.to_owned(),
            kind,
            points: Marks::new(200).unwrap(),
            shuffle_items: true,
            shuffle_options: true,
            cells: vec![PoolCell { id: "1".parse().unwrap(), content_point: "1.1".parse().unwrap(), count: 1 }],
        };
        Blueprint {
            title: "电工".into(),
            occupation: "6-31-01-03".parse().unwrap(),
            level: crate::domain::Level::new(5).unwrap(),
            minutes: 90,
            total: Marks::new(600).unwrap(),
            facility_sum: Some(FacilitySum { target: 1800, tolerance: 100 }),
            content_points: vec![ContentPoint { code: "1.1".parse().unwrap(), name: "安全".into() }],
            sections: vec![
                section("A", ItemType::Single),
                section("B", ItemType::TrueFalse),
                section("C", ItemType::Multiple),
            ],
        }
    }

    /// The codes of all faults, with their rows.
    fn faults(sheet: &Sheet, blueprint: &Blueprint) -> Vec<(&'static str, Option<u32>)> {
        match lint(std::slice::from_ref(sheet), Some(blueprint), &pictures()) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(|fault| (fault.code(), fault.row)).collect(),
        }
    }

    fn with(row: u32, column: &str, text: &str) -> Sheet {
        let mut sheet = sheet();
        let index = HEADER.split('|').position(|name| name == column).unwrap();
        sheet.rows[usize::try_from(row).unwrap() - 1].cells[index] = Cell::Text(text.to_owned());
        sheet
    }

    #[test]
    fn a_row_is_refused_for_exactly_what_is_wrong_with_it() {
        let long = "长".repeat(2001);
        for (row, column, text, code) in [
            (2, "题目编码", "", "bank.empty"),
            (2, "题目编码", "题 1", "bank.code_malformed"),
            (3, "题目编码", "S-1", "bank.code_doubled"),
            (2, "内容点", "", "bank.empty"),
            (2, "内容点", "1.2", "bank.content_point_unknown"),
            (2, "难度", "", "bank.empty"),
            (2, "难度", "0.65", "bank.facility_not_integer"),
            (2, "难度", "难", "bank.facility_not_integer"),
            (2, "难度", "1001", "bank.facility_out_of_range"),
            (2, "难度", "-1", "bank.facility_out_of_range"),
            (2, "题干", " 　\n", "bank.empty"),
            (2, "题干", &long, "bank.text_too_long"),
            (2, "题干", "看不见\u{200b}的字", "bank.control_character"),
            (2, "题干", "反\u{202e}转", "bank.control_character"),
            (5, "题干", "题 一", "bank.stem_doubled"),
            (2, "选项B", "甲 ", "bank.options_alike"),
            (2, "选项C", "", "bank.option_gap"),
            (5, "选项A", "正确", "bank.options_on_true_false"),
            (2, "答案", "", "bank.key_missing"),
            (2, "答案", "E", "bank.key_not_an_option"),
            (2, "答案", "乙", "bank.key_malformed"),
            (2, "答案", "AB", "bank.keys_of_single"),
            (2, "答案", "BB", "bank.key_repeats"),
            (5, "答案", "A", "bank.key_malformed"),
            (8, "答案", "A", "bank.keys_of_multiple"),
            (3, "互斥组", "第一组", "bank.code_malformed"),
            (3, "图片", "p/b.png", "bank.picture_missing"),
            (3, "图片", "../a.png", "bank.picture_outside"),
            (3, "图片", "/etc/a.png", "bank.picture_outside"),
        ] {
            let found: BTreeSet<_> = faults(&with(row, column, text), &blueprint()).into_iter().collect();
            let of_rows: Vec<_> = found.iter().filter(|(_, row)| row.is_some()).collect();
            assert_eq!(of_rows, [&(code, Some(row))], "{column} {text:?}");
        }
    }

    #[test]
    fn a_clean_bank_comes_out_as_it_was_meant_and_back_as_it_was() {
        let bank = Bank::check(&[sheet()], &blueprint(), &pictures()).unwrap();
        let item = |code: &str| bank.item(&code.parse().unwrap()).unwrap();
        assert_eq!(item("J-2").key, ['F'].into());
        assert_eq!(item("J-3").facility, Facility::new(700).unwrap());
        assert_eq!(item("M-2").key, ['A', 'B', 'F'].into());
        assert_eq!(item("S-3").options.len(), 2);
        assert_eq!(item("S-2").picture.as_ref().unwrap().media.name(), "image/png");
        assert_eq!(Bank::of_items(bank.items(), &blueprint(), &pictures()).unwrap(), bank);
        let [section, ..] = bank.blueprint().sections.as_slice() else { panic!() };
        assert_eq!(bank.pool(section, &section.cells[0]).len(), 3);
    }

    #[test]
    fn options_that_keep_their_place_are_named_by_letter_and_others_are_no_options() {
        let of = |row: u32, letters: &str| {
            let mut sheet = with(2, "选项D", "以上都对");
            sheet.rows[0].cells.push(Cell::Text("固定选项".into()));
            sheet.rows[usize::try_from(row).unwrap() - 1].cells.push(Cell::Text(letters.into()));
            lint(&[sheet], None, &pictures())
        };
        let items = of(2, "ｂ、D").unwrap();
        let fixed = |by: fn(&super::super::OptionText) -> bool| items[0].options.iter().map(by).collect::<Vec<_>>();
        assert_eq!(fixed(|option| option.fixed), [false, true, false, false], "D says so itself");
        assert_eq!(fixed(super::super::OptionText::is_fixed), [false, true, false, true]);
        let json = serde_json::to_string(&items[0].options).unwrap();
        assert_eq!(json.matches("fixed").count(), 1, "an option that isn't fixed keeps its bytes: {json}");
        for (row, letters, code) in [
            (2, "E", "bank.fixed_not_an_option"),
            (2, "第二项", "bank.fixed_malformed"),
            (5, "A", "bank.fixed_on_true_false"),
        ] {
            let found = of(row, letters).unwrap_err();
            assert_eq!(found.iter().map(Fault::code).collect::<Vec<_>>(), [code], "{letters}");
        }
    }

    #[test]
    fn all_faults_are_named_at_once_in_the_order_of_rows() {
        let mut sheet = with(4, "答案", "E");
        sheet.rows[1].cells[3] = Cell::Text("9999".into());
        sheet.rows[1].cells[4] = Cell::Unreadable(Unreadable::Formula);
        sheet.rows[8].cells[1] = Cell::Text("简答".into());
        assert_eq!(
            faults(&sheet, &blueprint()),
            [
                ("bank.facility_out_of_range", Some(2)),
                ("bank.cell_formula", Some(2)),
                ("bank.key_not_an_option", Some(4)),
                ("bank.type_unknown", Some(9)),
                ("bank.cell_too_thin", None),
            ]
        );
        let found = lint(&[with(2, "答案", "E")], None, &pictures()).unwrap_err();
        assert_eq!(found[0].message().zh, "第 2 行：标准答案 E 不在选项 A–D 中");
        assert_eq!(found[0].message().en, "row 2: key E is not among options A–D");
    }

    #[test]
    fn headers_are_missing_unknown_doubled_or_in_english() {
        let header = |header: &str| {
            let mut sheet = sheet();
            sheet.rows[0].cells = cells(header);
            faults(&sheet, &blueprint())
        };
        assert_eq!(header(&HEADER.replace("解析", "备注")), [("bank.column_unknown", Some(1))]);
        assert_eq!(header(&HEADER.replace("解析", "依据")), [("bank.column_doubled", Some(1))]);
        assert_eq!(header(&HEADER.replace("解析", "")), [("bank.cell_outside_columns", Some(3))]);
        let missing = header(&HEADER.replace("难度", "解析"));
        assert!(missing.contains(&("bank.column_missing", Some(1))), "{missing:?}");
        assert_eq!(header(ROWS[0]).first(), Some(&("bank.header_missing", Some(1))));
        let english = "code|Type|content point|Facility|STEM|option_a|Option B|option_c|option_d|option_e|option_f|key|\
                       enemy_group|picture|explanation|reference";
        assert_eq!(header(english), []);
        let empty = Sheet { name: "空".into(), rows: Vec::new() };
        assert_eq!(lint(&[empty], None, &pictures()).unwrap_err()[0].code(), "bank.no_items");
        let bare = Sheet { name: "空".into(), rows: vec![Row { number: 1, cells: cells(HEADER) }] };
        assert_eq!(lint(&[bare], None, &pictures()).unwrap_err()[0].code(), "bank.no_items");
    }

    #[test]
    fn a_blueprint_that_does_not_hold_together_is_refused() {
        type Change = fn(&mut Blueprint);
        let cases: [(Change, &str); 9] = [
            (|plan| plan.total = Marks::new(601).unwrap(), "bank.points_not_total"),
            (|plan| plan.minutes = 0, "bank.blueprint_empty"),
            (|plan| plan.content_points.extend(plan.content_points.clone()), "bank.blueprint_doubled"),
            (|plan| plan.sections[1].id = plan.sections[0].id.clone(), "bank.blueprint_doubled"),
            (|plan| plan.sections[0].cells[0].content_point = "9".parse().unwrap(), "bank.cell_content_point_unknown"),
            (|plan| plan.sections[1].kind = ItemType::Single, "bank.cells_overlap"),
            (|plan| plan.sections[0].cells[0].count = 2, "bank.cell_too_thin"),
            (|plan| plan.sections[0].cells[0].count = u32::MAX, "bank.cell_too_thin"),
            (
                |plan| plan.facility_sum = Some(FacilitySum { target: 2300, tolerance: 199 }),
                "bank.facility_sum_unreachable",
            ),
        ];
        for (change, code) in cases {
            let mut plan = blueprint();
            change(&mut plan);
            let found = faults(&sheet(), &plan);
            assert!(found.contains(&(code, None)), "{code}: {found:?}");
        }
        let mut plan = blueprint();
        plan.content_points.push(ContentPoint { code: "2".parse().unwrap(), name: "空".into() });
        plan.sections[0].cells[0].content_point = "2".parse().unwrap();
        assert_eq!(faults(&sheet(), &plan), [("bank.cell_empty", None)]);
    }

    #[test]
    fn pictures_are_known_by_their_bytes() {
        for (file, code) in [
            (PictureFile::Bytes(b"GIF89a".to_vec()), "bank.picture_unknown"),
            (PictureFile::Bytes(Vec::new()), "bank.picture_unknown"),
            (PictureFile::TooLarge(9_000_000), "bank.picture_too_large"),
            (PictureFile::Outside, "bank.picture_outside"),
        ] {
            let pictures = [("p/a.png".to_owned(), file)].into();
            let found = lint(&[sheet()], Some(&blueprint()), &pictures).unwrap_err();
            assert_eq!(found.iter().map(Fault::code).collect::<Vec<_>>(), [code]);
        }
    }

    #[test]
    fn two_items_may_ask_the_same_of_different_pictures() {
        let mut sheet = with(4, "题干", "题二");
        assert_eq!(faults(&sheet, &blueprint()), []);
        sheet.rows[3].cells[13] = Cell::Text("p/a.png".into());
        assert_eq!(faults(&sheet, &blueprint()), [("bank.stem_doubled", Some(4))]);
    }

    #[test]
    fn a_growing_bank_may_lack_items_and_nothing_else() {
        let mut sheet = sheet();
        sheet.rows.truncate(3);
        let items = lint_growing(std::slice::from_ref(&sheet), &blueprint(), &pictures()).unwrap();
        assert_eq!(items.iter().map(|item| item.code.as_str()).collect::<Vec<_>>(), ["S-1", "S-2"]);
        assert_eq!(lint_growing(&[], &blueprint(), &pictures()), Ok(Vec::new()));
        sheet.rows[2].cells[2] = Cell::Text("9.9".into());
        let found = lint_growing(&[sheet], &blueprint(), &pictures()).unwrap_err();
        assert_eq!(found.iter().map(Fault::code).collect::<Vec<_>>(), ["bank.content_point_unknown"]);
        let mut wrong = blueprint();
        wrong.minutes = 0;
        let found = lint_growing(&[], &wrong, &pictures()).unwrap_err();
        assert_eq!(found.iter().map(Fault::code).collect::<Vec<_>>(), ["bank.blueprint_empty"]);
        assert!(ask_the_same(&items[0], &Item { stem: "题 一".into(), ..items[0].clone() }));
        assert!(!ask_the_same(&items[1], &Item { picture: None, ..items[1].clone() }));
    }
}
