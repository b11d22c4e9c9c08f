//! Staff accounts: roles, what each may do, and what a sign-in name and a password must be.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::terms::Malformed;

/// A role of staff, held in one organisation (domain.md section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 管理员: organisations, accounts, filings, banks, sessions, registrations, results, notices.
    BureauAdministrator,
    /// 命题人.
    ItemWriter,
    /// 审题人.
    ItemReviewer,
    /// 考点管理员: rooms, tickets, the exam day at one centre.
    CentreManager,
    /// 监考员.
    Invigilator,
    /// 考评员.
    Examiner,
    /// 督导员.
    Supervisor,
    /// 证书管理员: awards.
    CertificateOfficer,
    /// 审计员: reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// All roles, in the order they are listed to people.
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

    /// The name under which it is stored and named in the API.
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
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| Malformed::new(text, "a role"))
    }
}

/// What a use case asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Create organisations and accounts, grant roles.
    ManageAccounts,
    /// File bodies for occupations (C0).
    ManageFilings,
    /// Import question banks and release their keys.
    ManageBanks,
    /// Begin projects of the question bank office and seal their versions.
    RunOffice,
    /// Write items.
    WriteItems,
    /// Review items that others wrote.
    ReviewItems,
    /// Plan sessions, assign staff to them.
    PlanSessions,
    /// Close rosters, take commitments, open secrets, publish evidence.
    RunCeremony,
    /// Enter what the beacon gave: two people do, each by themselves.
    EnterBeacon,
    /// Register candidates and withdraw them.
    RegisterCandidates,
    /// See registrations, marks and results.
    ViewSessions,
    /// Print a session's papers and take them.
    PrintPapers,
    /// Check candidates in, close a room.
    Invigilate,
    /// Give practical marks.
    MarkPractical,
    /// Decide results and publish notices.
    DecideResults,
    /// Award certificates.
    Award,
    /// Read the audit trail.
    ReadAudit,
}

/// The one table of who may do what.
#[must_use]
pub fn allows(role: Role, permission: Permission) -> bool {
    use Permission as P;
    match role {
        Role::BureauAdministrator => !matches!(permission, P::MarkPractical | P::Award | P::Invigilate),
        Role::ItemWriter => matches!(permission, P::ManageBanks | P::WriteItems),
        Role::ItemReviewer => matches!(permission, P::ReviewItems),
        Role::CentreManager => {
            matches!(
                permission,
                P::RegisterCandidates | P::ViewSessions | P::PrintPapers | P::Invigilate | P::EnterBeacon
            )
        }
        Role::Invigilator => matches!(permission, P::ViewSessions | P::Invigilate),
        Role::Examiner => matches!(permission, P::MarkPractical),
        Role::Supervisor => matches!(permission, P::ViewSessions | P::EnterBeacon),
        Role::CertificateOfficer => matches!(permission, P::Award | P::ViewSessions),
        Role::Auditor => matches!(permission, P::ReadAudit | P::ViewSessions),
    }
}

/// Why a sign-in name or a password is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialFault {
    /// The sign-in name has another form.
    #[error("a sign-in name has 3 to 32 characters: lower-case letters, digits, dot, hyphen")]
    LoginForm,
    /// Fewer than [`PASSWORD_LENGTH`] characters.
    #[error("a password has at least {PASSWORD_LENGTH} characters")]
    TooShort,
    /// More than 128 characters.
    #[error("a password has at most 128 characters")]
    TooLong,
    /// Among the first that anybody tries.
    #[error("this password is among the first that anybody would try; take another")]
    Common,
}

impl CredentialFault {
    /// A stable code for the texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::LoginForm => "login-form",
            Self::TooShort => "password-short",
            Self::TooLong => "password-long",
            Self::Common => "password-common",
        }
    }
}

/// The fewest characters of a password (NIST SP 800-63B: length, not composition).
pub const PASSWORD_LENGTH: usize = 10;

const COMMON: [&str; 8] = [
    "1234567890",
    "0123456789",
    "1111111111",
    "password123",
    "qwertyuiop",
    "administrator",
    "a123456789",
    "0000000000",
];

/// Checks a sign-in name.
///
/// # Errors
/// When it does not have the form.
pub fn check_login(login: &str) -> Result<(), CredentialFault> {
    let well = (3..=32).contains(&login.len())
        && login.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    if well { Ok(()) } else { Err(CredentialFault::LoginForm) }
}

/// Checks a password for the account `login`.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_password(login: &str, password: &str) -> Result<(), CredentialFault> {
    let length = password.chars().count();
    if length < PASSWORD_LENGTH {
        return Err(CredentialFault::TooShort);
    }
    if length > 128 {
        return Err(CredentialFault::TooLong);
    }
    let lower = password.to_lowercase();
    let mut characters = password.chars();
    let first = characters.next();
    let monotone = characters.all(|character| Some(character) == first);
    if monotone || lower.contains(login) || COMMON.contains(&lower.as_str()) {
        return Err(CredentialFault::Common);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_marks_does_not_decide_and_whoever_decides_does_not_award() {
        for role in Role::ALL {
            let duties = [Permission::MarkPractical, Permission::DecideResults, Permission::Award];
            assert!(duties.into_iter().filter(|duty| allows(role, *duty)).count() <= 1, "{role}");
            assert_eq!(role.as_str().parse::<Role>().unwrap(), role);
        }
    }

    #[test]
    fn an_auditor_reads_and_changes_nothing() {
        let all = [
            Permission::ManageAccounts,
            Permission::ManageFilings,
            Permission::ManageBanks,
            Permission::RunOffice,
            Permission::WriteItems,
            Permission::ReviewItems,
            Permission::PlanSessions,
            Permission::RunCeremony,
            Permission::RegisterCandidates,
            Permission::PrintPapers,
            Permission::Invigilate,
            Permission::MarkPractical,
            Permission::DecideResults,
            Permission::Award,
        ];
        assert!(all.into_iter().all(|permission| !allows(Role::Auditor, permission)));
        assert!(allows(Role::Auditor, Permission::ReadAudit));
    }

    #[test]
    fn a_password_is_refused_for_its_length_or_its_fame() {
        assert_eq!(check_password("admin", "short"), Err(CredentialFault::TooShort));
        assert_eq!(check_password("admin", &"长".repeat(129)), Err(CredentialFault::TooLong));
        for common in ["1234567890", "aaaaaaaaaaaa", "Admin-2026-x", "PASSWORD123"] {
            assert_eq!(check_password("admin", common), Err(CredentialFault::Common), "{common}");
        }
        assert_eq!(check_password("admin", "青禾县的稻子熟了十月"), Ok(()));
        assert!(check_login("Zhang San").is_err() && check_login("zhang.san").is_ok());
    }
}
