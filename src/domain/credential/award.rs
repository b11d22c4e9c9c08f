//! The facts that one certificate states.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Serial;
use crate::crypto::Digest;
use crate::domain::terms::{CertificateKind, Level, Marks, OccupationCode};

/// Everything that is signed about one award, recorded in one transaction before anything is signed. The document,
/// the code and the log leaf are functions of it (and of the log index), so that a resumed award is identical.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// When it was recorded; the proof's `created`.
    pub recorded_at: Timestamp,
    /// The certificate's number.
    pub serial: Serial,
    /// Random: blinds the document's digest in the public log.
    pub uuid: Uuid,
    /// Random: blinds the code's digest in the public log.
    pub nonce: [u8; 8],
    /// The holder's name.
    pub holder_name: String,
    /// The holder's identity number, masked for display: at least four characters are `*`.
    pub id_masked: String,
    /// The last four characters of the identity number.
    pub id_tail: String,
    /// The occupation of 职业分类大典 2022.
    pub occupation: OccupationCode,
    /// The occupation's name.
    pub occupation_name: String,
    /// The trade or direction within it (工种); the occupation's name where it has none.
    pub specialization: String,
    /// The level; [`Level::NONE`] for kinds that have none.
    pub level: Level,
    /// The kind of certificate (C4).
    pub kind: CertificateKind,
    /// The theory result, in hundredths.
    pub theory: Marks,
    /// The practical result, in hundredths.
    pub practical: Marks,
    /// The panel review's result, for levels 2 and 1 (E1).
    pub review: Option<Marks>,
    /// The first day of the training or assessment (C1).
    pub started: Date,
    /// The last day of it.
    pub ended: Date,
    /// The day of issue, local.
    pub issued: Date,
    /// The awarding body's name (C1).
    pub body_name: String,
    /// Who signs: the issuer's URL, which `keys.json` names.
    pub issuer_id: String,
    /// The issuer's name.
    pub issuer_name: String,
    /// The issuer's number in codes, which `keys.json` names.
    pub issuer_number: u32,
    /// The host that serves contexts, status lists and the page: `example.org` or `example.org:8443`.
    pub host: String,
    /// Which status list.
    pub status_list: u32,
    /// The place in it, 0…131071, drawn at random among the unused.
    pub status_index: u32,
    /// SHA-256 of the printed photo's file, if there is one.
    pub photo: Option<Digest>,
}

/// The stable word of a certificate kind, as in the log.
#[must_use]
pub fn kind_code(kind: CertificateKind) -> &'static str {
    match kind {
        CertificateKind::VocationalQualification => "vocational_qualification",
        CertificateKind::SkillLevel => "skill_level",
        CertificateKind::SpecificSkill => "specific_skill",
        CertificateKind::SpecialOperation => "special_operation",
        CertificateKind::SpecialEquipment => "special_equipment",
        CertificateKind::Completion => "completion",
    }
}

/// The kind of a word.
#[must_use]
pub fn kind_from_code(code: &str) -> Option<CertificateKind> {
    [
        CertificateKind::VocationalQualification,
        CertificateKind::SkillLevel,
        CertificateKind::SpecificSkill,
        CertificateKind::SpecialOperation,
        CertificateKind::SpecialEquipment,
        CertificateKind::Completion,
    ]
    .into_iter()
    .find(|kind| kind_code(*kind) == code)
}

/// The name of a certificate kind as it is printed.
#[must_use]
pub fn kind_name_zh(kind: CertificateKind) -> &'static str {
    match kind {
        CertificateKind::VocationalQualification => "职业资格证书",
        CertificateKind::SkillLevel => "职业技能等级证书",
        CertificateKind::SpecificSkill => "专项职业能力证书",
        CertificateKind::SpecialOperation => "特种作业操作证",
        CertificateKind::SpecialEquipment => "特种设备作业人员证",
        CertificateKind::Completion => "培训合格证书",
    }
}

/// A synthetic award for tests here and in `formats`.
#[cfg(test)]
pub(crate) fn sample() -> Award {
    use jiff::civil::date;
    Award {
        recorded_at: "2026-04-30T02:00:00Z".parse().unwrap(),
        serial: "S000199000001265000317".parse().unwrap(),
        uuid: Uuid::from_bytes([0x31, 0x7a, 0, 1, 2, 3, 0x44, 5, 0x86, 7, 8, 9, 10, 11, 12, 13]),
        nonce: [1, 2, 3, 4, 5, 6, 7, 8],
        holder_name: "林青禾".into(),
        id_masked: "110105********002X".into(),
        id_tail: "002X".into(),
        occupation: "4-10-01-05".parse().unwrap(),
        occupation_name: "养老护理员".into(),
        specialization: "养老护理员".into(),
        level: Level::new(5).unwrap(),
        kind: CertificateKind::SkillLevel,
        theory: Marks::new(8250).unwrap(),
        practical: Marks::new(7600).unwrap(),
        review: None,
        started: date(2026, 4, 18),
        ended: date(2026, 4, 19),
        issued: date(2026, 4, 30),
        body_name: "青禾县职业技能评价中心".into(),
        issuer_id: "https://exam.example/issuers/1".into(),
        issuer_name: "青禾县人力资源和社会保障局".into(),
        issuer_number: 1,
        host: "exam.example".into(),
        status_list: 0,
        status_index: 40_917,
        photo: Some(crate::crypto::sha256(b"photo")),
    }
}
