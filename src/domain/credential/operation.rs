//! What the public log records, and why a certificate is taken back.

use serde::{Deserialize, Serialize};

/// What a log leaf says happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A certificate was issued.
    Issue,
    /// A serial was burnt by an award that failed.
    Void,
    /// 撤销: final.
    Revoke,
    /// 暂停: can be lifted.
    Suspend,
    /// A suspension was lifted.
    Reinstate,
    /// 补发 (C6): the original number, noted.
    Reissue,
    /// A key came, was retired or was found compromised.
    Key,
    /// A status list was published.
    Status,
    /// A draw's manifest was committed.
    Manifest,
    /// A receipt for what was committed.
    Receipt,
    /// Evidence of a draw or session was published.
    Evidence,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Self; 11] = [
        Self::Issue,
        Self::Void,
        Self::Revoke,
        Self::Suspend,
        Self::Reinstate,
        Self::Reissue,
        Self::Key,
        Self::Status,
        Self::Manifest,
        Self::Receipt,
        Self::Evidence,
    ];

    /// The word in the leaf.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Void => "void",
            Self::Revoke => "revoke",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
            Self::Reissue => "reissue",
            Self::Key => "key",
            Self::Status => "status",
            Self::Manifest => "manifest",
            Self::Receipt => "receipt",
            Self::Evidence => "evidence",
        }
    }

    /// The operation of a word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.code() == code)
    }
}

/// The grounds on which a result is cancelled and its certificate revoked: exactly those of C5 (Hebei (六)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 不符合申报条件.
    Ineligible,
    /// 伪造申报条件.
    ForgedEligibility,
    /// 降低考核难度.
    LoweredDifficulty,
    /// 伪造试卷.
    ForgedPaper,
    /// 编造材料.
    FabricatedMaterial,
    /// 未经考核发证.
    WithoutExam,
    /// 滥发、倒卖证书.
    OverIssueOrResale,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 7] = [
        Self::Ineligible,
        Self::ForgedEligibility,
        Self::LoweredDifficulty,
        Self::ForgedPaper,
        Self::FabricatedMaterial,
        Self::WithoutExam,
        Self::OverIssueOrResale,
    ];

    /// A stable word for stores and interfaces.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ineligible => "ineligible",
            Self::ForgedEligibility => "forged_eligibility",
            Self::LoweredDifficulty => "lowered_difficulty",
            Self::ForgedPaper => "forged_paper",
            Self::FabricatedMaterial => "fabricated_material",
            Self::WithoutExam => "without_exam",
            Self::OverIssueOrResale => "over_issue_or_resale",
        }
    }

    /// The ground of a word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// The ground as a decision states it.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Ineligible => "不符合申报条件",
            Self::ForgedEligibility => "伪造申报条件",
            Self::LoweredDifficulty => "降低考核难度",
            Self::ForgedPaper => "伪造试卷",
            Self::FabricatedMaterial => "编造材料",
            Self::WithoutExam => "未经考核发放证书",
            Self::OverIssueOrResale => "滥发或倒卖证书",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_to_what_they_name() {
        for operation in Operation::ALL {
            assert_eq!(Operation::from_code(operation.code()), Some(operation));
            assert_eq!(serde_json::to_value(operation).unwrap(), operation.code());
        }
        for ground in Ground::ALL {
            assert_eq!(Ground::from_code(ground.code()), Some(ground));
            assert_eq!(serde_json::to_value(ground).unwrap(), ground.code());
        }
        assert_eq!(Operation::from_code("Issue"), None);
    }
}
