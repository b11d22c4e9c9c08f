//! A crowd at one exam, for measuring: a demo store whose session has as many candidates as wanted, drawn like any other
//! and open at this moment. Rooms and filings don't limit it, since nobody of it exists.

use jiff::civil::Date;

use crate::clock::ShiftedClock;
use crate::domain::person::{DocumentKind, IdentityDocument, PersonName, ResidentId};
use crate::services::registrations;
use crate::services::{Context, ServiceError, people, sittings::SignIn};
use crate::store::meta;
use crate::store::registrations::{self as rows, NewRegistration};
use crate::store::{micros, rooms};

use super::county::{CANDIDATES, OCCUPATION, ROOM};
use super::seed::{commit_for_contributors, plan_session};
use super::steps::open_papers;
use super::{require_demo, set_up_county};

/// The most candidates a crowd has.
pub const MOST: usize = 200_000;

/// Sets a county up with one session, brings `candidates` people to it and opens its papers; what each signs in with.
///
/// # Errors
/// On a store that is not a new demo's; more than [`MOST`] candidates, or none.
pub fn crowd(context: &Context, clock: &ShiftedClock, candidates: usize) -> Result<Vec<SignIn>, ServiceError> {
    require_demo(context)?;
    if !(1..=MOST).contains(&candidates) {
        return Err(ServiceError::invalid("candidates", "candidates-range", format!("1 to {MOST} candidates")));
    }
    let (actor, county) = set_up_county(context)?;
    let room_id = county.room_id;
    let session_id = plan_session(context, &actor, county)?;
    let seats = i64::try_from(candidates).unwrap_or(i64::MAX);
    context.store.write(|connection| rooms::enlarge(connection, room_id, seats))?;
    // One goes the ordinary way; the others are like this one but for name and number.
    let [first, ..] = &CANDIDATES;
    let model = registrations::register(context, &actor, session_id, first.registration())?;
    let mut known = Vec::with_capacity(candidates);
    known.push((model.admission_number.clone(), first.document_number.to_owned()));
    let now = micros(context.now());
    context.store.write(|connection| {
        let verdict = rows::find(connection, model.registration_id)?.verdict;
        for number in 1..candidates {
            let document = IdentityDocument::parse(DocumentKind::ResidentId, &document_number(number))
                .map_err(|error| ServiceError::Internal(error.to_string()))?;
            let name =
                name_of(number).parse::<PersonName>().map_err(|error| ServiceError::Internal(error.to_string()))?;
            let birth_day = birth_day(&document)?;
            let person = people::find_or_add(context, connection, &document, &name, birth_day)?;
            let admission_number = format!("{:09}", 100_000_000 + number);
            let row = NewRegistration {
                person_id: person.id,
                session_id,
                occupation: OCCUPATION.0,
                level: OCCUPATION.1,
                admission_number: &admission_number,
                name: name.as_str(),
                email: "",
                locale: "zh-CN",
                channel: "person",
                subsidised: false,
                work_years: 3,
                letter_signed_at: now,
                verdict: &verdict,
                state: "open",
                extra_minutes: 0,
                large_print: false,
                seat: 0,
                created_at: now,
            };
            rows::insert(connection, &row)?;
            known.push((admission_number, document.canonical()));
        }
        Ok::<_, ServiceError>(())
    })?;
    commit_for_contributors(context, &actor, session_id, super::county::SESSION.1)?;
    open_papers(context, clock, session_id)?;
    context.store.write(|connection| meta::set(connection, "demo_seeded", "crowd"))?;
    let tail = |document: &str| document.get(document.len().saturating_sub(4)..).unwrap_or_default().to_owned();
    Ok(known
        .into_iter()
        .map(|(admission, document)| SignIn { admission, id_tail: tail(&document), room_code: ROOM.3.to_owned() })
        .collect())
}

/// 考生 and a number in Chinese digits.
fn name_of(number: usize) -> String {
    let digit =
        |one: char| one.to_digit(10).and_then(|at| "零一二三四五六七八九".chars().nth(usize::try_from(at).ok()?));
    let digits: String = number.to_string().chars().filter_map(digit).collect();
    format!("考生{digits}")
}

fn birth_day(document: &IdentityDocument) -> Result<Date, ServiceError> {
    match document {
        IdentityDocument::ResidentId(id) => Ok(id.birth_day()),
        _ => Err(ServiceError::NotFound("birth day")),
    }
}

/// A resident ID of the region that no place has, with its check character (GB 11643): a running number over days of birth.
fn document_number(number: usize) -> String {
    let (day, order) = (number / 900, number % 900 + 100);
    let body = format!("410099{:04}{:02}{:02}{order:03}", 1970 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
    let check = ResidentId::check_character(&body).unwrap_or('0');
    format!("{body}{check}")
}
