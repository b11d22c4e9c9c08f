//! The demo county: set up once, and carried through its year by "next step", which moves the clock on and does what
//! the absent people would do.

pub mod bank;
pub mod county;
mod crowd;
mod office;
mod seed;
mod steps;

pub use crowd::{MOST as MOST_OF_A_CROWD, crowd};
pub use seed::{County, seed, set_up_county};
pub use steps::{Stage, advance, answers, next, session, stage};

use super::{Actor, Context, ServiceError};

/// The fixed beacon of the demo: it is in its name that it is not publicly random.
pub use super::ceremony::{DEMO_BEACON_VALUE as BEACON_VALUE, DEMO_EVENT as BEACON_EVENT};

/// Refuses on a store that was not made by `jiangheng demo`.
///
/// # Errors
/// [`ServiceError::NotFound`]: such an address does not exist there.
fn require_demo(context: &Context) -> Result<(), ServiceError> {
    if context.demo { Ok(()) } else { Err(ServiceError::NotFound("page")) }
}

/// Somebody of the demo's staff, as a step acts for them.
fn acting(context: &Context, login: &str) -> Result<Actor, ServiceError> {
    super::accounts::actor_of_login(context, login)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Role;
    use crate::domain::person::{DocumentKind, IdentityDocument};

    #[test]
    fn the_countys_people_have_numbers_of_a_region_that_does_not_exist() {
        for sample in &county::CANDIDATES {
            assert!(sample.document_number.starts_with("410099"));
            assert!(
                IdentityDocument::parse(DocumentKind::ResidentId, sample.document_number).is_ok(),
                "{}",
                sample.name
            );
        }
    }

    #[test]
    fn every_duty_of_the_main_job_has_somebody() {
        let roles: Vec<Role> = county::OFFICIALS.iter().map(|one| one.role).collect();
        for needed in [Role::Examiner, Role::CertificateOfficer, Role::Invigilator, Role::Auditor] {
            assert!(roles.contains(&needed), "{needed}");
        }
        assert_eq!(roles.iter().filter(|role| **role == Role::Examiner).count(), 3, "E3: odd, at least 3");
    }
}
