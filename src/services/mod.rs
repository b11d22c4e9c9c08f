//! A use case is a function here: it checks permission, opens one transaction on the store, asks the domain to decide,
//! writes the decision with its audit event and its outbox rows in that transaction, and returns. There is no second way.

pub mod accounts;
pub mod actor;
pub mod audit;
pub mod award;
pub mod bank_checks;
pub mod banks;
pub mod blueprints;
pub mod ceremony;
pub mod demo;
pub mod draws;
mod error;
pub mod exports;
pub mod invigilation;
pub mod issuer;
pub mod keyring;
pub mod lockdown;
pub mod log;
pub mod messages;
pub mod notices;
pub mod office;
pub mod overview;
pub mod people;
pub mod practical;
pub mod printing;
pub mod recusals;
pub mod registrations;
pub mod results;
pub mod sealing;
pub mod sessions;
pub mod sittings;
pub mod submissions;
pub mod supervision;
pub mod throttle;
pub mod trial;
pub mod verification;

use std::sync::Arc;

pub use actor::Actor;
pub use error::{FieldError, Refusal, ServiceError};
pub use keyring::Keyring;

use jiff::Timestamp;

use crate::clock::SharedClock;
use crate::domain::calendar::HolidayTable;
use crate::domain::occupation::OccupationTable;
use crate::domain::policy::Policy;
use crate::formats::pdf::Press;
use crate::hall::Hall;
use crate::store::Store;

/// What every use case works with. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: SharedClock,
    /// The keys.
    pub keys: Arc<Keyring>,
    /// The region's rules.
    pub policy: Arc<Policy>,
    /// The working days of the years we know.
    pub holidays: Arc<HolidayTable>,
    /// The occupations we know.
    pub occupations: Arc<OccupationTable>,
    /// The exam-day engine.
    pub hall: Hall,
    /// The public origin that certificates and QR codes name, such as `https://exam.example.org`.
    pub origin: Arc<str>,
    /// Whether the store was made by `jiangheng demo`.
    pub demo: bool,
    /// What is remembered of wrong answers.
    pub throttles: Arc<throttle::Throttles>,
    /// How far the checks of banks are.
    pub progress: Arc<bank_checks::Progress>,
    /// Prints documents.
    pub press: Arc<Press>,
}

impl Context {
    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
