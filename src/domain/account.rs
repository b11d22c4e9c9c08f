//! Accounts: roles, what each may do, login names and passwords.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::terms::Malformed;

/// What somebody is in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 人社局管理员.
    BureauAdministrator,
    /// 命题人.
    ItemWriter,
    /// 审题人.
    ItemReviewer,
    /// 考点负责人.
    CentreManager,
    /// 监考员.
    Invigilator,
    /// 考评员.
    Examiner,
    /// 督导员.
    Supervisor,
    /// 证书管理员.
    CertificateOfficer,
    /// 审计员.
    Auditor,
}

/// A use case that needs to be allowed. Candidates act by their ticket, not by a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Accounts and roles of the organisation.
    ManageAccounts,
    /// Policies, holidays, filings of bodies.
    ManagePolicies,
    /// Submit items for a bank.
    WriteItems,
    /// Judge somebody else's items.
    ReviewItems,
    /// Take a sealed bank in.
    ImportBank,
    /// Plan windows, sessions, who does what.
    PlanSession,
    /// Rooms, seats, workstations of a centre.
    ManageRooms,
    /// Register candidates.
    Register,
    /// Decide a registration that needs review, with a reason.
    DecideReview,
    /// Publish a manifest, take commitments and reveals, open a draw.
    ConductDraw,
    /// See a session's progress.
    WatchSession,
    /// Check candidates in, open, pause, extend, hand in, record malpractice.
    RunRoom,
    /// Make a sitting void (a second person confirms).
    VoidSitting,
    /// Mark a practical on the panels one belongs to.
    MarkPractical,
    /// Report on a supervised session.
    Supervise,
    /// Decide results, publish notices, decide re-checks.
    PublishResults,
    /// Award certificates.
    Award,
    /// Revoke, suspend, reinstate, reissue.
    Revoke,
    /// See a whole identity number; every look is logged.
    RevealIdentity,
    /// Read the audit trail, evidence, archives.
    ReadAudit,
    /// Back up and restore.
    BackUp,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 9] = [
        Self::BureauAdministrator,
        Self::ItemWriter,
        Self::ItemReviewer,
        Self::CentreManager,
        Self::Invigilator,
        Self::Examiner,
        Self::Supervisor,
        Self::CertificateOfficer,
        Self::Auditor,
    ];

    /// What the role may do: the one table.
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::BureauAdministrator => &[
                P::ManageAccounts,
                P::ManagePolicies,
                P::ImportBank,
                P::PlanSession,
                P::ManageRooms,
                P::Register,
                P::DecideReview,
                P::ConductDraw,
                P::WatchSession,
                P::PublishResults,
                P::RevealIdentity,
                P::ReadAudit,
                P::BackUp,
            ],
            Self::ItemWriter => &[P::WriteItems],
            Self::ItemReviewer => &[P::ReviewItems],
            Self::CentreManager => &[P::ManageRooms, P::Register, P::WatchSession],
            Self::Invigilator => &[P::WatchSession, P::RunRoom, P::VoidSitting],
            Self::Examiner => &[P::MarkPractical],
            Self::Supervisor => &[P::WatchSession, P::Supervise],
            Self::CertificateOfficer => &[P::Award, P::Revoke],
            Self::Auditor => &[P::ReadAudit],
        }
    }

    /// The name as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BureauAdministrator => "bureau_administrator",
            Self::ItemWriter => "item_writer",
            Self::ItemReviewer => "item_reviewer",
            Self::CentreManager => "centre_manager",
            Self::Invigilator => "invigilator",
            Self::Examiner => "examiner",
            Self::Supervisor => "supervisor",
            Self::CertificateOfficer => "certificate_officer",
            Self::Auditor => "auditor",
        }
    }

    /// The name in the field.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::BureauAdministrator => "人社局管理员",
            Self::ItemWriter => "命题人",
            Self::ItemReviewer => "审题人",
            Self::CentreManager => "考点负责人",
            Self::Invigilator => "监考员",
            Self::Examiner => "考评员",
            Self::Supervisor => "督导员",
            Self::CertificateOfficer => "证书管理员",
            Self::Auditor => "审计员",
        }
    }
}

impl FromStr for Role {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| Malformed::new(text, "a role, such as bureau_administrator or invigilator"))
    }
}

/// Whether a role may do something.
#[must_use]
pub fn allows(role: Role, permission: Permission) -> bool {
    role.permissions().contains(&permission)
}

/// Why a login name or a password was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// A login name of the wrong form.
    #[error("a login name is 3 to 32 of a–z, 0–9, `.`, `_`, `-` and begins with a letter")]
    LoginName,
    /// Fewer than 10 characters.
    #[error("the password has {0} characters; take at least 10, a short sentence for instance")]
    TooShort(usize),
    /// More than 128 characters.
    #[error("the password has {0} characters; at most 128 can be taken")]
    TooLong(usize),
    /// The login name, or the login name with a little around it.
    #[error("the password must not be built on the login name")]
    LoginNameAgain,
    /// One of those tried first.
    #[error("this password is among those tried first by whoever guesses; take another")]
    Common,
}

impl AccountError {
    /// The stable code that texts for people are looked up by.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::LoginName => "login-name",
            Self::TooShort(_) => "password-short",
            Self::TooLong(_) => "password-long",
            Self::LoginNameAgain => "password-login-name",
            Self::Common => "password-common",
        }
    }
}

/// The name somebody signs in by: 3 to 32 characters, small letters, digits, `.`, `_`, `-`; capitals are made small.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LoginName(String);

impl LoginName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LoginName {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Self, AccountError> {
        let name = text.trim().to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
        let begins = name.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        if begins && (3..=32).contains(&name.len()) && name.chars().all(plain) {
            Ok(Self(name))
        } else {
            Err(AccountError::LoginName)
        }
    }
}

impl TryFrom<String> for LoginName {
    type Error = AccountError;

    fn try_from(text: String) -> Result<Self, AccountError> {
        text.parse()
    }
}

impl From<LoginName> for String {
    fn from(name: LoginName) -> Self {
        name.0
    }
}

impl fmt::Display for LoginName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a new password will do, after NIST SP 800-63B: long rather than mixed, any character, blanks too, not
/// the login name and not one of the commonest.
///
/// # Errors
/// What is wrong with it.
pub fn check_password(login: &LoginName, password: &str) -> Result<(), AccountError> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let rest = lower.replace(login.as_str(), "");
    let first = lower.chars().next();
    if length < 10 {
        Err(AccountError::TooShort(length))
    } else if length > 128 {
        Err(AccountError::TooLong(length))
    } else if rest.len() < lower.len() && rest.chars().count() < 6 {
        Err(AccountError::LoginNameAgain)
    } else if COMMONEST.contains(&lower.as_str()) || lower.chars().all(|c| Some(c) == first) {
        Err(AccountError::Common)
    } else {
        Ok(())
    }
}

/// The commonest passwords of at least ten characters.
const COMMONEST: [&str; 36] = [
    "0123456789",
    "0987654321",
    "1111122222",
    "1122334455",
    "1234512345",
    "123456789a",
    "1234567890",
    "12345678900",
    "12345678910",
    "123456789123",
    "123456789qwe",
    "1234567891",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "5201314520",
    "9876543210",
    "a123456789",
    "aa123456789",
    "abc123456789",
    "abcd123456",
    "abcdefghij",
    "administrator",
    "admin123456",
    "admin12345",
    "iloveyou520",
    "password12",
    "password123",
    "password1234",
    "qazwsxedcrfv",
    "qq123456789",
    "qwertyuiop",
    "qwerty123456",
    "woaini1314520",
    "woaini520520",
    "zxcvbnm123",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const EVERY: [Permission; 21] = [
        Permission::ManageAccounts,
        Permission::ManagePolicies,
        Permission::WriteItems,
        Permission::ReviewItems,
        Permission::ImportBank,
        Permission::PlanSession,
        Permission::ManageRooms,
        Permission::Register,
        Permission::DecideReview,
        Permission::ConductDraw,
        Permission::WatchSession,
        Permission::RunRoom,
        Permission::VoidSitting,
        Permission::MarkPractical,
        Permission::Supervise,
        Permission::PublishResults,
        Permission::Award,
        Permission::Revoke,
        Permission::RevealIdentity,
        Permission::ReadAudit,
        Permission::BackUp,
    ];

    #[test]
    fn duties_that_must_not_meet_in_one_role_do_not() {
        for (one, other) in [
            (Permission::WriteItems, Permission::ReviewItems),
            (Permission::PublishResults, Permission::Award),
            (Permission::MarkPractical, Permission::Award),
            (Permission::MarkPractical, Permission::PublishResults),
            (Permission::RunRoom, Permission::MarkPractical),
            (Permission::RunRoom, Permission::ConductDraw),
            (Permission::Register, Permission::Award),
        ] {
            assert!(!Role::ALL.into_iter().any(|role| allows(role, one) && allows(role, other)), "{one:?} {other:?}");
        }
        assert_eq!(Role::Auditor.permissions(), [Permission::ReadAudit]);
    }

    #[test]
    fn every_permission_belongs_to_some_role_and_none_is_given_twice() {
        for permission in EVERY {
            assert!(Role::ALL.into_iter().any(|role| allows(role, permission)), "{permission:?}");
        }
        for role in Role::ALL {
            let set: BTreeSet<&Permission> = role.permissions().iter().collect();
            assert_eq!(set.len(), role.permissions().len(), "{role:?}");
            assert_eq!(role.as_str().parse::<Role>().unwrap(), role);
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
        assert!("root".parse::<Role>().is_err());
    }

    #[test]
    fn a_login_name_of_another_form_is_refused() {
        for wrong in ["", "ab", "1liumin", "liu min", "刘敏", "liumin@qinghe", &"a".repeat(33), "-liu"] {
            assert_eq!(wrong.parse::<LoginName>(), Err(AccountError::LoginName), "{wrong}");
        }
        assert_eq!(" LiuMin ".parse::<LoginName>().unwrap().as_str(), "liumin");
    }

    #[test]
    fn a_weak_password_is_refused_and_a_sentence_is_not() {
        let login: LoginName = "liumin.qinghe".parse().unwrap();
        for (weak, wanted) in [
            ("", AccountError::TooShort(0)),
            ("九个字的口令不够长", AccountError::TooShort(9)),
            ("liumin.qinghe", AccountError::LoginNameAgain),
            ("LiuMin.Qinghe2026", AccountError::LoginNameAgain),
            ("1234567890", AccountError::Common),
            ("QWERTYUIOP", AccountError::Common),
            ("aaaaaaaaaaaa", AccountError::Common),
        ] {
            assert_eq!(check_password(&login, weak), Err(wanted), "{weak}");
        }
        assert_eq!(check_password(&login, &"长".repeat(129)), Err(AccountError::TooLong(129)));
        for good in ["秤砣虽小可压千斤呀", "correct horse", "liumin.qinghe 爱喝毛尖茶"] {
            let long = format!("{good}。");
            assert_eq!(check_password(&login, &long), Ok(()), "{long}");
        }
    }

    #[test]
    fn the_list_of_commonest_holds_only_what_would_pass_otherwise() {
        for common in COMMONEST {
            assert!(common.chars().count() >= 10 && common == common.to_lowercase(), "{common}");
        }
    }
}
