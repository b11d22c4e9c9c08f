//! The last look before signing: a second statement of what a document must be, written apart from what builds it.

use jiff::civil::Date;
use serde_json::Value;

use super::award::Award;
use super::document::{OPEN_BADGES_CONTEXT, VC_CONTEXT};
use super::serial::{Numbering, Numbers};
use crate::domain::terms::{Level, Marks};

/// The entries of one status list (Bitstring Status List 1.0).
const LIST_SIZE: u32 = 131_072;

/// What a document is measured against.
#[derive(Debug, Clone)]
pub struct LintFacts<'a> {
    /// The recorded award.
    pub award: &'a Award,
    /// The numbering template of this certificate type.
    pub numbering: &'a Numbering,
    /// What the serial was made of.
    pub numbers: &'a Numbers,
    /// The cut score in each assessment, in hundredths (E1).
    pub pass: Marks,
    /// The last day of the public notice (N1); it must be over on the day of issue.
    pub notice_ends: Date,
    /// Today, local.
    pub today: Date,
}

/// One thing that bars the signing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LintError {
    /// A field is missing, has another form, or differs from the record.
    #[error("{pointer}: {problem}")]
    Field {
        /// JSON pointer (RFC 6901) into the document.
        pointer: String,
        /// What is wrong.
        problem: String,
    },
    /// A field that no document has.
    #[error("{0}: unknown field")]
    Unknown(String),
    /// The serial is not the one its numbers make.
    #[error("serial {given}: the template makes {made}")]
    Numbering {
        /// The serial recorded.
        given: String,
        /// The serial made, or why none can be.
        made: String,
    },
    /// Days in the wrong order.
    #[error("dates: {0}")]
    Dates(String),
    /// A mark below the cut score, or a review missing (E1).
    #[error("result: {0}")]
    NotPassed(String),
    /// N1: the public notice is not over.
    #[error("the public notice runs until {ends}; issue is possible from the day after")]
    NoticeNotOver {
        /// The notice's last day.
        ends: Date,
    },
    /// An identity number in clear.
    #[error("{0}: holds what looks like a whole identity number")]
    IdentityInClear(String),
}

impl LintError {
    /// A stable name that the interface translates.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Field { .. } => "lint-field",
            Self::Unknown(_) => "lint-unknown-field",
            Self::Numbering { .. } => "lint-numbering",
            Self::Dates(_) => "lint-dates",
            Self::NotPassed(_) => "lint-not-passed",
            Self::NoticeNotOver { .. } => "lint-notice-not-over",
            Self::IdentityInClear(_) => "lint-identity-in-clear",
        }
    }
}

/// Checks the unsigned document against the record and the rules: schema, fields, numbering, dates, result passed,
/// notice over.
///
/// # Errors
/// Everything found, not only the first.
pub fn lint(document: &Value, facts: &LintFacts<'_>) -> Result<(), Vec<LintError>> {
    let mut found = Vec::new();
    fields(document, facts.award, &mut found);
    privacy(document, &mut found);
    numbering(facts, &mut found);
    dates(facts, &mut found);
    result(facts, &mut found);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// Leaf by leaf: every expected one is there and equal, and there is no other.
fn fields(document: &Value, award: &Award, found: &mut Vec<LintError>) {
    let mut leaves = Vec::new();
    collect(document, String::new(), &mut leaves);
    let expected = expected(award);
    for (pointer, wanted) in &expected {
        match leaves.iter().find(|(at, _)| at == pointer) {
            None => found.push(field(pointer, "missing")),
            Some((_, value)) => {
                if let Some(problem) = wanted.differs(value) {
                    found.push(field(pointer, &problem));
                }
            }
        }
    }
    for (pointer, _) in leaves {
        if !expected.iter().any(|(at, _)| *at == pointer) {
            found.push(LintError::Unknown(pointer));
        }
    }
    if award.status_index >= LIST_SIZE {
        found.push(field("/credentialStatus/0/statusListIndex", "beyond the list's 131072 entries"));
    }
    if !award.issuer_id.starts_with(&format!("https://{}/", award.host)) {
        found.push(field("/issuer/id", "not under the host that serves the contexts"));
    }
    for (pointer, name) in [
        ("/credentialSubject/identifier/0/identityHash", &award.holder_name),
        ("/credentialSubject/achievement/specialization", &award.specialization),
        ("/credentialSubject/awardingBody", &award.body_name),
        ("/issuer/name", &award.issuer_name),
    ] {
        if name.trim().is_empty() {
            found.push(field(pointer, "is empty"));
        }
    }
    let hidden = award.id_masked.chars().filter(|c| matches!(c, '*' | '＊')).count();
    if hidden < 4 || !award.id_masked.ends_with(&award.id_tail) || award.id_tail.chars().count() != 4 {
        found.push(field("/credentialSubject/identifier/1/identityHash", "not masked, or not ending in the last four"));
    }
}

/// What a leaf must be.
enum Wanted {
    Is(Value),
    Text,
    Flag(bool),
}

impl Wanted {
    fn differs(&self, value: &Value) -> Option<String> {
        match self {
            Self::Is(wanted) if wanted != value => Some(format!("is {value}, the record says {wanted}")),
            Self::Flag(wanted) if value.as_bool() != Some(*wanted) => Some(format!("is {value}, not {wanted}")),
            Self::Text if value.as_str().is_none_or(|text| text.trim().is_empty()) => Some("is empty".into()),
            _ => None,
        }
    }
}

fn expected(award: &Award) -> Vec<(String, Wanted)> {
    let text = |value: &str| Wanted::Is(value.into());
    let day = |day: Date| Wanted::Is(format!("{day}T00:00:00+08:00").into());
    let achievement = format!("https://{}/achievements/{}/{}", award.host, award.occupation, award.level.number());
    let mut out: Vec<(String, Wanted)> = [
        ("/@context/0", text(VC_CONTEXT)),
        ("/@context/1", text(OPEN_BADGES_CONTEXT)),
        ("/@context/2", Wanted::Is(format!("https://{}/contexts/jiangheng-v1.jsonld", award.host).into())),
        ("/id", Wanted::Is(format!("urn:uuid:{}", award.uuid.hyphenated()).into())),
        ("/type/0", text("VerifiableCredential")),
        ("/type/1", text("OpenBadgeCredential")),
        ("/name", Wanted::Text),
        ("/issuer/id", text(&award.issuer_id)),
        ("/issuer/type/0", text("Profile")),
        ("/issuer/name", text(&award.issuer_name)),
        ("/validFrom", day(award.issued)),
        ("/credentialSubject/type/0", text("AchievementSubject")),
        ("/credentialSubject/activityStartDate", day(award.started)),
        ("/credentialSubject/activityEndDate", day(award.ended)),
        ("/credentialSubject/licenseNumber", text(award.serial.as_str())),
        ("/credentialSubject/awardingBody", text(&award.body_name)),
        ("/credentialSubject/achievement/id", text(&achievement)),
        ("/credentialSubject/achievement/type/0", text("Achievement")),
        ("/credentialSubject/achievement/achievementType", text("Certification")),
        ("/credentialSubject/achievement/name", Wanted::Text),
        ("/credentialSubject/achievement/description", Wanted::Text),
        ("/credentialSubject/achievement/criteria/narrative", Wanted::Text),
        ("/credentialSubject/achievement/humanCode", text(award.occupation.as_str())),
        ("/credentialSubject/achievement/specialization", text(&award.specialization)),
    ]
    .into_iter()
    .map(|(pointer, wanted)| (pointer.to_owned(), wanted))
    .collect();
    for (place, (kind, value)) in
        [("name", &award.holder_name), ("ext:maskedIdentityNumber", &award.id_masked)].into_iter().enumerate()
    {
        let at = format!("/credentialSubject/identifier/{place}");
        out.push((format!("{at}/type"), text("IdentityObject")));
        out.push((format!("{at}/hashed"), Wanted::Flag(false)));
        out.push((format!("{at}/identityType"), text(kind)));
        out.push((format!("{at}/identityHash"), text(value)));
    }
    let marks =
        [Some(("theory", award.theory)), Some(("practical", award.practical)), award.review.map(|m| ("review", m))];
    for (place, (name, marks)) in marks.into_iter().flatten().enumerate() {
        let at = format!("/credentialSubject/result/{place}");
        let id = format!("{achievement}:{name}");
        out.push((format!("{at}/type/0"), text("Result")));
        out.push((format!("{at}/resultDescription"), text(&id)));
        out.push((format!("{at}/value"), text(&marks.to_string())));
        let at = format!("/credentialSubject/achievement/resultDescription/{place}");
        out.push((format!("{at}/id"), text(&id)));
        out.push((format!("{at}/type/0"), text("ResultDescription")));
        out.push((format!("{at}/name"), Wanted::Text));
        out.push((format!("{at}/resultType"), text("RawScore")));
        out.push((format!("{at}/valueMin"), text("0")));
        out.push((format!("{at}/valueMax"), text("100")));
    }
    for (place, purpose) in ["revocation", "suspension"].into_iter().enumerate() {
        let at = format!("/credentialStatus/{place}");
        let list = format!("https://{}/status/{purpose}/{}", award.host, award.status_list);
        out.push((format!("{at}/id"), text(&format!("{list}#{}", award.status_index))));
        out.push((format!("{at}/type"), text("BitstringStatusListEntry")));
        out.push((format!("{at}/statusPurpose"), text(purpose)));
        out.push((format!("{at}/statusListIndex"), text(&award.status_index.to_string())));
        out.push((format!("{at}/statusListCredential"), text(&list)));
    }
    if award.level != Level::NONE {
        out.push(("/credentialSubject/skillLevel".into(), Wanted::Is(award.level.number().into())));
        out.push(("/credentialSubject/skillLevelName".into(), Wanted::Text));
    }
    if let Some(photo) = award.photo {
        out.push(("/credentialSubject/photoDigest".into(), Wanted::Is(hex::encode(photo).into())));
    }
    out
}

/// No run of 15 or more digits (17 and a check character included) anywhere but in numbers we make ourselves.
fn privacy(document: &Value, found: &mut Vec<LintError>) {
    let mut leaves = Vec::new();
    collect(document, String::new(), &mut leaves);
    for (pointer, value) in leaves {
        let ours = ["/credentialSubject/licenseNumber", "/credentialSubject/photoDigest", "/id"];
        let longest = value.as_str().map_or(0, longest_digit_run);
        if longest >= 15 && !ours.contains(&pointer.as_str()) {
            found.push(LintError::IdentityInClear(pointer));
        }
    }
}

fn longest_digit_run(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

fn numbering(facts: &LintFacts<'_>, found: &mut Vec<LintError>) {
    let given = facts.award.serial.to_string();
    match facts.numbering.serial(facts.numbers) {
        Ok(made) if made == facts.award.serial => {}
        Ok(made) => found.push(LintError::Numbering { given, made: made.to_string() }),
        Err(error) => found.push(LintError::Numbering { given, made: format!("none: {error}") }),
    }
    if facts.numbers.year != facts.award.issued.year() {
        found.push(LintError::Dates(format!("numbered in {}, issued on {}", facts.numbers.year, facts.award.issued)));
    }
    if facts.numbers.level != facts.award.level {
        found.push(field("/credentialSubject/skillLevel", "differs from the level in the number"));
    }
}

fn dates(facts: &LintFacts<'_>, found: &mut Vec<LintError>) {
    let award = facts.award;
    if award.started > award.ended {
        found.push(LintError::Dates(format!("begins on {} and ends on {}", award.started, award.ended)));
    }
    if award.ended > award.issued {
        found.push(LintError::Dates(format!("ends on {} and is issued on {}", award.ended, award.issued)));
    }
    if award.issued != facts.today {
        found.push(LintError::Dates(format!("issued on {}, but today is {}", award.issued, facts.today)));
    }
    if facts.notice_ends >= award.issued {
        found.push(LintError::NoticeNotOver { ends: facts.notice_ends });
    }
}

fn result(facts: &LintFacts<'_>, found: &mut Vec<LintError>) {
    let award = facts.award;
    for (name, marks) in
        [("theory", Some(award.theory)), ("practical", Some(award.practical)), ("review", award.review)]
    {
        if let Some(marks) = marks.filter(|marks| *marks < facts.pass) {
            found.push(LintError::NotPassed(format!("{name} {marks} is below {}", facts.pass)));
        }
    }
    if matches!(award.level.number(), 1 | 2) && award.review.is_none() {
        found.push(LintError::NotPassed("levels 2 and 1 need a panel review".into()));
    }
}

fn field(pointer: &str, problem: &str) -> LintError {
    LintError::Field { pointer: pointer.to_owned(), problem: problem.to_owned() }
}

/// Every leaf with its pointer. Empty arrays and objects count as leaves, so that none hides.
fn collect(value: &Value, at: String, out: &mut Vec<(String, Value)>) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            for (place, item) in items.iter().enumerate() {
                collect(item, format!("{at}/{place}"), out);
            }
        }
        Value::Object(entries) if !entries.is_empty() => {
            for (key, item) in entries {
                collect(item, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), out);
            }
        }
        leaf => out.push((at, leaf.clone())),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::super::award::sample;
    use super::super::document::document;
    use super::super::serial::Registrar;
    use super::*;

    fn numbers() -> Numbers {
        Numbers {
            registrar: Registrar::SocialBody,
            body: "0001".into(),
            province: "99".into(),
            site: "000001".into(),
            year: 2026,
            level: Level::new(5).unwrap(),
            sequence: 317,
        }
    }

    fn check(award: &Award, document: &Value, notice_ends: Date) -> Vec<&'static str> {
        let facts = LintFacts {
            award,
            numbering: &Numbering::skill_level(),
            numbers: &numbers(),
            pass: Marks::new(6000).unwrap(),
            notice_ends,
            today: date(2026, 4, 30),
        };
        lint(document, &facts).err().unwrap_or_default().iter().map(LintError::code).collect()
    }

    #[test]
    fn an_award_that_breaks_a_rule_is_not_signed() {
        let notice = date(2026, 4, 29);
        let cases: [(fn(&mut Award), &str); 13] = [
            (|a| a.theory = Marks::new(5999).unwrap(), "lint-not-passed"),
            (|a| a.practical = Marks::ZERO, "lint-not-passed"),
            (|a| a.review = Some(Marks::new(100).unwrap()), "lint-not-passed"),
            (|a| a.started = date(2026, 4, 20), "lint-dates"),
            (|a| a.ended = date(2026, 5, 1), "lint-dates"),
            (|a| a.issued = date(2026, 4, 29), "lint-dates"),
            (|a| a.serial = "S000199000001265000318".parse().unwrap(), "lint-numbering"),
            (|a| a.status_index = 131_072, "lint-field"),
            (|a| a.holder_name = "11010519491231002X".into(), "lint-identity-in-clear"),
            (|a| a.id_masked = "11010519491231002X".into(), "lint-field"),
            (|a| a.id_tail = "0021".into(), "lint-field"),
            (|a| a.specialization = String::new(), "lint-field"),
            (|a| a.issuer_id = "https://other.example/issuers/1".into(), "lint-field"),
        ];
        for (change, code) in cases {
            let mut award = sample();
            change(&mut award);
            assert!(check(&award, &document(&award), notice).contains(&code), "{code}: {award:?}");
        }
        let award = sample();
        assert_eq!(check(&award, &document(&award), date(2026, 4, 30)), ["lint-notice-not-over"]);
        assert_eq!(check(&award, &document(&award), notice), [""; 0]);
    }

    #[test]
    fn every_leaf_changed_removed_or_added_is_found() {
        let award = sample();
        let good = document(&award);
        let mut leaves = Vec::new();
        collect(&good, String::new(), &mut leaves);
        assert!(leaves.len() > 60, "{}", leaves.len());
        for (pointer, _) in &leaves {
            let mut changed = good.clone();
            *changed.pointer_mut(pointer).unwrap() = Value::Null;
            assert_eq!(check(&award, &changed, date(2026, 4, 29)), ["lint-field"], "{pointer}");
        }
        let mut added = good.clone();
        added["credentialSubject"]["narrative"] = json!("more");
        assert_eq!(check(&award, &added, date(2026, 4, 29)), ["lint-unknown-field"]);
        let mut emptied = good;
        emptied["evidence"] = json!([]);
        assert_eq!(check(&award, &emptied, date(2026, 4, 29)), ["lint-unknown-field"]);
    }
}
