//! The document `D` that is signed: an Open Badges 3.0 credential in the form of W3C VC 2.0.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::award::{Award, kind_name_zh};
use crate::domain::terms::{Level, Marks};

/// The first context of every document: W3C Verifiable Credentials 2.0.
pub const VC_CONTEXT: &str = "https://www.w3.org/ns/credentials/v2";
/// The second: Open Badges 3.0.3.
pub const OPEN_BADGES_CONTEXT: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

/// The third: our own few terms, served by the issuer's host.
#[must_use]
pub fn context_url(host: &str) -> String {
    format!("https://{host}/contexts/jiangheng-v1.jsonld")
}

/// The `@context` of every document, exactly.
#[must_use]
pub fn contexts(host: &str) -> Value {
    json!([VC_CONTEXT, OPEN_BADGES_CONTEXT, context_url(host)])
}

/// The unsigned document of an award. A function of its facts alone; holds no floats: marks are texts with two
/// decimals, as Open Badges wants results.
#[must_use]
pub fn document(award: &Award) -> Value {
    let mut subject = json!({
        "type": ["AchievementSubject"],
        "identifier": [
            identity("name", &award.holder_name),
            identity("ext:maskedIdentityNumber", &award.id_masked),
        ],
        "achievement": achievement(award),
        "activityStartDate": instant(award.started),
        "activityEndDate": instant(award.ended),
        "licenseNumber": award.serial.as_str(),
        "awardingBody": award.body_name,
        "result": assessments(award).map(|(name, _, marks)| result(award, name, marks)).collect::<Vec<_>>(),
    });
    if let Some(fields) = subject.as_object_mut() {
        if award.level != Level::NONE {
            fields.insert("skillLevel".into(), award.level.number().into());
            fields.insert("skillLevelName".into(), level_name(award.level).into());
        }
        if let Some(photo) = award.photo {
            fields.insert("photoDigest".into(), hex::encode(photo).into());
        }
    }
    json!({
        "@context": contexts(&award.host),
        "id": format!("urn:uuid:{}", award.uuid),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title(award),
        "issuer": { "id": award.issuer_id, "type": ["Profile"], "name": award.issuer_name },
        "validFrom": instant(award.issued),
        "credentialSubject": subject,
        "credentialStatus": [status(award, "revocation"), status(award, "suspension")],
    })
}

fn achievement(award: &Award) -> Value {
    let mut fields = Map::new();
    fields.insert("id".into(), achievement_id(award).into());
    fields.insert("type".into(), json!(["Achievement"]));
    fields.insert("achievementType".into(), "Certification".into());
    fields.insert("name".into(), title(award).into());
    fields.insert("description".into(), format!("{}考核合格", award.occupation_name).into());
    fields.insert("criteria".into(), json!({ "narrative": "理论考试与技能考核成绩均达到合格线" }));
    fields.insert("humanCode".into(), award.occupation.as_str().into());
    fields.insert("specialization".into(), award.specialization.clone().into());
    fields.insert(
        "resultDescription".into(),
        assessments(award)
            .map(|(name, name_zh, _)| {
                json!({
                    "id": format!("{}:{name}", achievement_id(award)),
                    "type": ["ResultDescription"],
                    "name": name_zh,
                    "resultType": "RawScore",
                    "valueMin": "0",
                    "valueMax": "100",
                })
            })
            .collect(),
    );
    Value::Object(fields)
}

/// The assessments of an award, in order: name in identifiers, name in the field, marks.
fn assessments(award: &Award) -> impl Iterator<Item = (&'static str, &'static str, Marks)> {
    [("theory", "理论考试", award.theory), ("practical", "技能考核", award.practical)]
        .into_iter()
        .chain(award.review.map(|marks| ("review", "综合评审", marks)))
}

fn result(award: &Award, name: &str, marks: Marks) -> Value {
    json!({
        "type": ["Result"],
        "resultDescription": format!("{}:{name}", achievement_id(award)),
        "value": marks.to_string(),
    })
}

fn identity(kind: &str, value: &str) -> Value {
    json!({ "type": "IdentityObject", "hashed": false, "identityType": kind, "identityHash": value })
}

fn status(award: &Award, purpose: &str) -> Value {
    let list = format!("https://{}/status/{purpose}/{}", award.host, award.status_list);
    json!({
        "id": format!("{list}#{}", award.status_index),
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": award.status_index.to_string(),
        "statusListCredential": list,
    })
}

fn achievement_id(award: &Award) -> String {
    format!("https://{}/achievements/{}/{}", award.host, award.occupation, award.level.number())
}

fn title(award: &Award) -> String {
    let kind = kind_name_zh(award.kind);
    if award.level == Level::NONE {
        format!("{kind}：{}", award.specialization)
    } else {
        format!("{kind}：{} {}", award.specialization, level_name(award.level))
    }
}

fn level_name(level: Level) -> String {
    format!("{}（{}）", level.ordinal_zh(), level.name_zh())
}

/// A day as the instant at which it begins in China.
fn instant(day: Date) -> String {
    format!("{day}T00:00:00+08:00")
}

#[cfg(test)]
mod tests {
    use super::super::award::sample;
    use super::*;
    use crate::crypto::canonical;

    #[test]
    fn the_document_holds_the_facts_in_open_badges_fields_and_no_float() {
        let award = sample();
        let document = document(&award);
        let at = |pointer: &str| document.pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(at("/id"), "urn:uuid:317a0001-0203-4405-8607-08090a0b0c0d");
        assert_eq!(at("/credentialSubject/achievement/humanCode"), "4-10-01-05");
        assert_eq!(at("/credentialSubject/licenseNumber"), "S000199000001265000317");
        assert_eq!(at("/credentialSubject/activityStartDate"), "2026-04-18T00:00:00+08:00");
        assert_eq!(at("/credentialSubject/skillLevel"), 5);
        assert_eq!(at("/credentialSubject/result/0/value"), "82.50");
        assert_eq!(at("/credentialSubject/identifier/1/identityHash"), "110105********002X");
        assert_eq!(at("/credentialSubject/photoDigest"), hex::encode(crate::crypto::sha256(b"photo")));
        assert_eq!(at("/credentialStatus/0/statusPurpose"), "revocation");
        assert_eq!(at("/credentialStatus/1/statusPurpose"), "suspension");
        assert_eq!(at("/credentialStatus/1/statusListIndex"), "40917");
        assert_eq!(canonical::parse(&canonical::to_jcs(&document)).unwrap(), document);
    }

    #[test]
    fn a_certificate_without_level_photo_or_review_leaves_those_fields_out() {
        let mut award = sample();
        award.level = Level::NONE;
        award.photo = None;
        let document = document(&award);
        assert!(document.pointer("/credentialSubject/skillLevel").is_none());
        assert!(document.pointer("/credentialSubject/photoDigest").is_none());
        assert_eq!(document.pointer("/credentialSubject/result").and_then(Value::as_array).map(Vec::len), Some(2));
        award.review = Some(Marks::new(7000).unwrap());
        let reviewed = super::document(&award);
        assert_eq!(reviewed.pointer("/credentialSubject/result/2/value").unwrap(), "70.00");
    }
}
