//! S1: which institutions were supervised when, and which are due. For everybody to see.

use jiff::civil::Date;
use serde::Serialize;

use crate::clock::local_day;
use crate::domain::supervision::{Coverage, coverage, due};
use crate::store::{instant, supervision as rows};

use super::{Context, ServiceError};

/// An institution, and by when it is to be supervised.
#[derive(Debug, Clone, Serialize)]
pub struct Institution {
    /// Its name.
    pub name: String,
    /// `centre` or `awarding_body`.
    pub kind: String,
    /// How many sessions of it took place.
    pub sessions: i64,
    /// The day of the last one at which a supervisor was on duty.
    pub last: Option<Date>,
    /// By when the next visit is due.
    pub due: Option<Date>,
    /// How it stands.
    pub coverage: Coverage,
}

/// Every institution, and what the rule rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Supervision {
    /// At least once in so many years.
    pub years: u32,
    /// The clause.
    pub clause: String,
    /// Who is due first, first; then those that have held no session.
    pub institutions: Vec<Institution>,
}

/// Which institutions were supervised when, and which are due. Asks no permission: it is openly published.
///
/// # Errors
/// When the database fails.
pub fn institutions(context: &Context) -> Result<Supervision, ServiceError> {
    let figures = &context.policy.supervision;
    let today = local_day(context.now());
    let day = |at: Option<i64>| at.map(|at| local_day(instant(at)));
    let rows = context.store.read(rows::institutions)?;
    let mut institutions: Vec<Institution> = rows
        .into_iter()
        .map(|row| {
            let (first, last) = (day(row.first), day(row.last));
            let due = due(figures.years, first, last);
            Institution {
                name: row.name,
                kind: row.kind,
                sessions: row.sessions,
                last,
                due,
                coverage: coverage(today, due),
            }
        })
        .collect();
    institutions.sort_by_key(|one| (one.due.is_none(), one.due));
    Ok(Supervision { years: figures.years, clause: figures.clause.to_string(), institutions })
}

/// How many institutions are overdue.
///
/// # Errors
/// When the database fails.
pub fn overdue(context: &Context) -> Result<usize, ServiceError> {
    let all = institutions(context)?.institutions;
    Ok(all.iter().filter(|one| one.coverage == Coverage::Overdue).count())
}
