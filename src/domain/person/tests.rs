use proptest::prelude::*;

use super::*;

const EXAMPLE: &str = "11010519491231002X";

fn id(text: &str) -> Result<ResidentId, PersonError> {
    text.parse()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_mistyped_resident_id_is_refused_with_what_is_wrong() {
    for (text, wanted) in [
        ("", PersonError::IdLength(0)),
        ("110105491231002", PersonError::IdLength(15)),
        ("11010519491231002X0", PersonError::IdLength(19)),
        ("1101051949123100２X", PersonError::FullWidth),
        ("11010519491231002Ｘ", PersonError::FullWidth),
        ("X1010519491231002X", PersonError::IdCharacter { position: 1 }),
        ("01010519491231002X", PersonError::IdCharacter { position: 1 }),
        ("1101051949123100-X", PersonError::IdCharacter { position: 17 }),
        ("11010519491231002Y", PersonError::IdCharacter { position: 18 }),
        ("110105194913310021", PersonError::IdBirthDate("19491331".to_owned())),
        ("110105190002290021", PersonError::IdBirthDate("19000229".to_owned())),
        ("110105194912310003", PersonError::IdOrder),
        ("110105194912310021", PersonError::IdCheck),
    ] {
        assert_eq!(id(text), Err(wanted), "{text}");
    }
}

#[test]
fn the_standards_example_is_accepted_and_a_small_x_made_capital() {
    let parsed = id(" 11010519491231002x ").unwrap();
    assert_eq!(parsed.reveal(), EXAMPLE);
    assert_eq!(parsed.birth_day(), day("1949-12-31"));
    assert_eq!(parsed.tail(), "002X");
    assert_eq!(format!("{parsed:?}"), "ResidentId(＊＊＊＊ 002X)");
}

#[test]
fn other_documents_have_their_own_forms() {
    let parse = IdentityDocument::parse;
    for wrong in ["", "E123", "E1234-5678", "ABCDEFGH", "E12345678901234567890", "Ｅ12345678"] {
        assert!(parse(DocumentKind::Passport, wrong).is_err(), "{wrong}");
    }
    assert_eq!(parse(DocumentKind::Passport, "e12345678").unwrap().reveal(), "E12345678");
    for wrong in ["", "证", "FRA3110010101", "FR53110010101230", "81000019900101001A", "810000199013010010"] {
        assert!(parse(DocumentKind::ResidencePermit, wrong).is_err(), "{wrong}");
    }
    let old = parse(DocumentKind::ResidencePermit, "fra110010101234").unwrap();
    assert_eq!((old.masked().as_str(), old.birth_day()), ("＊＊＊＊ 1234", None));
    let number = format!("81000019900101001{}", ResidentId::check_character("81000019900101001").unwrap());
    assert_eq!(parse(DocumentKind::ResidencePermit, &number).unwrap().birth_day(), Some(day("1990-01-01")));
}

#[test]
fn a_document_survives_its_canonical_text() {
    let document = IdentityDocument::parse(DocumentKind::ResidentId, EXAMPLE).unwrap();
    assert_eq!(document.canonical(), format!("resident_id:{EXAMPLE}"));
    assert_eq!(IdentityDocument::from_canonical(&document.canonical()).unwrap(), document);
    assert_eq!(IdentityDocument::from_canonical("library_card:7"), Err(PersonError::DocumentKind));
    assert_eq!(IdentityDocument::from_canonical(EXAMPLE), Err(PersonError::DocumentKind));
}

#[test]
fn names_are_cleaned_and_masked() {
    let name = |text: &str| text.parse::<PersonName>();
    assert_eq!(name(" \u{3000} "), Err(PersonError::NameEmpty));
    assert_eq!(name(&"王".repeat(51)), Err(PersonError::NameLength(51)));
    for hidden in ["王\u{0}兰", "王\n兰", "王\u{200B}兰", "王\u{202E}兰"] {
        assert_eq!(name(hidden), Err(PersonError::NameCharacter), "{hidden:?}");
    }
    assert_eq!(name("　阿依古丽•买买提 ").unwrap().as_str(), "阿依古丽·买买提");
    for (whole, shown) in [("王", "＊"), ("王兰", "王＊"), ("王玉兰", "王＊兰"), ("欧阳玉兰", "欧＊＊兰")]
    {
        assert_eq!(name(whole).unwrap().masked(), shown);
    }
}

#[test]
fn an_age_is_completed_on_the_birthday() {
    assert_eq!(age_on(day("2010-12-13"), day("2026-12-12")), Some(15));
    assert_eq!(age_on(day("2010-12-12"), day("2026-12-12")), Some(16));
    assert_eq!(age_on(day("2008-02-29"), day("2026-02-28")), Some(17));
    assert_eq!(age_on(day("2008-02-29"), day("2026-03-01")), Some(18));
    assert_eq!(age_on(day("2027-01-01"), day("2026-12-12")), None);
    assert_eq!(reaches_age_on(day("2008-02-29"), 18), Some(day("2026-03-01")));
}

#[test]
fn an_admission_number_is_up_to_twenty_digits() {
    for wrong in ["", " 1", "12a", "１２", "123456789012345678901"] {
        assert!(wrong.parse::<AdmissionNumber>().is_err(), "{wrong}");
    }
    assert_eq!("000123".parse::<AdmissionNumber>().unwrap().as_str(), "000123");
}

/// A synthetic resident ID of the demo county's region code, which no place in China has.
fn any_id() -> impl Strategy<Value = String> {
    (1930i16..2012, 1i8..=12, 1i8..=28, 1u16..1000).prop_map(|(year, month, day, order)| {
        let first17 = format!("410099{year:04}{month:02}{day:02}{order:03}");
        let check = ResidentId::check_character(&first17).unwrap();
        format!("{first17}{check}")
    })
}

proptest! {
    #[test]
    fn every_single_wrong_digit_is_found(valid in any_id(), place in 0usize..18, digit in 0u8..10) {
        prop_assert!(id(&valid).is_ok());
        let mut bytes = valid.clone().into_bytes();
        bytes[place] = b'0' + digit;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(id(&changed).is_ok(), changed == valid);
    }

    #[test]
    fn every_swap_of_two_neighbours_is_found(valid in any_id(), place in 0usize..17) {
        let mut bytes = valid.clone().into_bytes();
        bytes.swap(place, place + 1);
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(id(&changed).is_ok(), changed == valid);
    }

    #[test]
    fn masks_show_the_last_four_and_nothing_else(valid in any_id()) {
        let document = IdentityDocument::parse(DocumentKind::ResidentId, &valid).unwrap();
        let expected = format!("＊＊＊＊ {}", &valid[14..]);
        prop_assert_eq!(document.masked(), expected.clone());
        prop_assert_eq!(format!("{document:?}"), format!("resident_id({expected})"));
    }

    #[test]
    fn a_masked_name_shows_at_most_its_two_ends(text in "\\PC{1,60}") {
        if let Ok(name) = text.parse::<PersonName>() {
            let masked = name.masked();
            let shown = masked.chars().filter(|c| *c != '＊').count();
            prop_assert!(shown <= 2);
            prop_assert_eq!(masked.chars().count(), name.as_str().chars().count());
            let again: PersonName = name.as_str().parse().unwrap();
            prop_assert_eq!(again, name);
        }
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in "\\PC{0,40}") {
        let _ = id(&text);
        let _ = IdentityDocument::from_canonical(&text);
        for kind in [DocumentKind::Passport, DocumentKind::ResidencePermit] {
            let _ = IdentityDocument::parse(kind, &text);
        }
    }
}
