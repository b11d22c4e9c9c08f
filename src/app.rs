//! Wiring: settings → store, clock, keys, hall, mailer; what handlers hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};

use crate::clock::{Clock as _, SharedClock, ShiftedClock, SteadyClock, SystemClock};
use crate::config::{SettingError, Settings};
use crate::formats::pdf::Press;
use crate::formats::region::{self, RegionError};
use crate::hall::Hall;
use crate::jobs::Job;
use crate::mail::{MailError, Mailer};
use crate::services::keyring::KeyError;
use crate::services::{Context, Keyring, ServiceError, award, bank_checks, ceremony, printing, sealing, sittings};
use crate::store::{SchemaState, Store, StoreError, meta};

/// The running program.
pub struct App {
    /// What use cases work with.
    pub context: Context,
    /// The settings it was started with.
    pub settings: Settings,
    /// Sends what the outbox holds.
    pub mailer: Arc<Mailer>,
    /// The demo county's clock, on a store made by `jiangheng demo`.
    pub demo_clock: Option<Arc<ShiftedClock>>,
    /// The time of a bureau's own store.
    pub steady: Arc<SteadyClock>,
}

/// The program can't be put together.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The policy file or the holiday table.
    #[error(transparent)]
    Policy(#[from] RegionError),
    /// The mail route.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// Picking up what was under way failed.
    #[error("{0}")]
    Resume(#[from] ServiceError),
    /// The store and the command don't belong together.
    #[error("{0}")]
    WrongStore(&'static str),
}

/// What kind of store a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A bureau's own.
    Real,
    /// The demo county's; the clock of a new one starts at this instant.
    Demo(Timestamp),
}

impl App {
    /// Puts the program together: opens the store, brings its schema up to date, reads the keys, resumes what a crash
    /// left half-way.
    ///
    /// # Errors
    /// Says which setting, file or store is the trouble and what to do about it.
    pub fn start(settings: Settings, purpose: Purpose) -> Result<Self, StartError> {
        settings.check()?;
        let store = Store::open(&settings.database)?;
        store.migrate()?;
        let demo_clock = demo_clock(&store, purpose)?;
        if let Purpose::Demo(_) = purpose {
            Keyring::create(&settings.keys, true)?;
        }
        let keys = Arc::new(Keyring::load(&settings.keys)?);
        let steady = Arc::new(SteadyClock::new(Arc::new(SystemClock)));
        let clock: SharedClock = match &demo_clock {
            Some(clock) => clock.clone(),
            None => steady.clone(),
        };
        let policy = match &settings.policy {
            Some(path) => region::policy_file(path)?,
            None => region::sample_policy(),
        };
        let context = Context {
            hall: Hall::new(store.clone()),
            store,
            clock,
            keys,
            policy: Arc::new(policy),
            holidays: Arc::new(region::holidays()),
            occupations: Arc::new(region::occupations()),
            origin: settings.origin.as_str().into(),
            demo: demo_clock.is_some(),
            throttles: Arc::default(),
            progress: Arc::default(),
            press: Arc::new(Press::new(settings.fonts.clone())),
        };
        sealing::mark_or_check(&context)?;
        award::resume(&context)?;
        ceremony::load_halls(&context)?;
        if let Some(latest) = context.hall.latest() {
            steady.not_before(latest);
        }
        let mailer = Arc::new(Mailer::new(&settings.mail, &settings.mail_from)?);
        Ok(Self { context, settings, mailer, demo_clock, steady })
    }

    /// The clock-driven work of this program.
    #[must_use]
    pub fn jobs(&self) -> Vec<Job> {
        let mut jobs = vec![
            Job::new("close-sittings", |context| sittings::close_due(context).map(|_| ())),
            Job::new("bank-checks-kept", bank_checks::clear),
            Job::apart("bank-checks", bank_checks::work),
            Job::new("prints-kept", printing::clear),
            Job::apart("printing", printing::work),
        ];
        if !self.context.store.is_embedded() {
            jobs.push(Job::new("other-nodes", sittings::follow_others));
        }
        if self.demo_clock.is_none() {
            let (clock, told) = (self.steady.clone(), AtomicBool::new(false));
            jobs.push(Job::new("clock", move |context| {
                keep_steady(context, &clock, &told);
                Ok(())
            }));
        }
        if let Some(clock) = self.demo_clock.clone() {
            jobs.push(Job::new("demo-clock", move |context| keep_demo_clock(context, &clock)));
        }
        jobs
    }

    /// Whether the schema is this program's.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_ready(&self) -> Result<bool, StoreError> {
        Ok(self.context.store.schema_state()? == SchemaState::Current)
    }
}

/// The demo clock stands still while the program is not running: it reads on from what it read last.
fn demo_clock(store: &Store, purpose: Purpose) -> Result<Option<Arc<ShiftedClock>>, StartError> {
    store.write(|connection| {
        let is_demo = meta::find(connection, meta::DEMO)?.is_some();
        match purpose {
            Purpose::Real if is_demo => {
                Err(StartError::WrongStore("this store was made by `jiangheng demo`; serve another one"))
            }
            Purpose::Real => {
                meta::set(connection, "purpose", "real")?;
                Ok(None)
            }
            Purpose::Demo(_) if !is_demo && meta::find(connection, "purpose")?.is_some() => {
                Err(StartError::WrongStore("this store was not made by `jiangheng demo`; the demo does not touch it"))
            }
            Purpose::Demo(start) => {
                meta::set(connection, meta::DEMO, "yes")?;
                let last = meta::find(connection, meta::DEMO_CLOCK)?
                    .and_then(|text| text.parse().ok())
                    .and_then(|micros| Timestamp::from_microsecond(micros).ok());
                let clock = ShiftedClock::starting_at(last.unwrap_or(start));
                meta::set(connection, meta::DEMO_CLOCK, &clock.now().as_microsecond().to_string())?;
                Ok(Some(Arc::new(clock)))
            }
        }
    })
}

/// How far the machine's clock may be off before it is told.
const DRIFT: SignedDuration = SignedDuration::from_secs(2);

/// Takes the machine's time over while nobody's exam runs; a step during one is told once, and moves no deadline.
fn keep_steady(context: &Context, clock: &SteadyClock, told: &AtomicBool) {
    let drift = clock.drift();
    if drift.abs() < DRIFT {
        told.store(false, Ordering::Relaxed);
        return;
    }
    if !context.hall.is_running() {
        tracing::warn!(seconds = drift.as_secs(), "this machine's clock was set; the server follows");
        clock.adopt();
    } else if !told.swap(true, Ordering::Relaxed) {
        tracing::warn!(seconds = drift.as_secs(), "this machine's clock was set while exams run; their time goes on");
    }
}

fn keep_demo_clock(context: &Context, clock: &ShiftedClock) -> Result<(), ServiceError> {
    let now = clock.now().as_microsecond().to_string();
    Ok(context.store.write(|connection| meta::set(connection, meta::DEMO_CLOCK, &now))?)
}
