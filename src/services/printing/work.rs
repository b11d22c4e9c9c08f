//! Works off print runs, paper by paper. What is printed is kept at once, so a start goes on where the last one stopped.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::domain::ItemType;
use crate::domain::draw::DrawnSection;
use crate::formats::pdf::{KeyBook, KeyOfPaper, KeySection, Paper, PaperItem, PaperSection, PdfError, SeatList};
use crate::hall::SeatPaper;
use crate::services::ceremony::Drawn;
use crate::services::sessions::session as session_of;
use crate::services::{Context, ServiceError};
use crate::store::prints::{self as rows, PrintFile, PrintRun};
use crate::store::sessions::Session;
use crate::store::sittings::{Place, places as places_of};
use crate::store::{StoreError, instant};

use super::{MAX_FILE, SEATS, place as sealed_for};

/// Papers printed in one turn of the job: between turns the program can be stopped.
const TURN: usize = 5;

/// Why a run failed.
enum Failure {
    /// For whoever started it: a code, and what exactly.
    Told(&'static str, String),
    /// For the log.
    Internal(String),
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Refused(refusal) => Self::Told(refusal.code, String::new()),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<PdfError> for Failure {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::NoFonts(_) => Self::Told("no-fonts", String::new()),
            PdfError::NoGlyph { place, character } => {
                Self::Told("no-glyph", format!("{place}：{character} (U+{:04X})", u32::from(character)))
            }
            PdfError::Typeset(what) => Self::Internal(what),
        }
    }
}

/// Goes on with the oldest run that is not through: some papers a turn. A failure is kept with the run, which can then be
/// started again.
///
/// # Errors
/// When the database fails.
pub fn work(context: &Context) -> Result<(), ServiceError> {
    let Some(run) = context.store.read::<_, StoreError>(rows::running)? else { return Ok(()) };
    // A panic in a crate below would come again with every turn.
    let turned = catch_unwind(AssertUnwindSafe(|| turn(context, &run)))
        .unwrap_or_else(|_| Err(Failure::Internal("panicked".to_owned())));
    let Err(failure) = turned else { return Ok(()) };
    let (code, detail) = match failure {
        Failure::Told(code, detail) => (code, detail),
        Failure::Internal(what) => {
            tracing::error!(run = run.id, session = run.session_id, what, "a print run failed");
            ("internal", String::new())
        }
    };
    context.store.write::<_, StoreError>(|connection| {
        let done = rows::files(connection, run.id)?.iter().filter(|file| file.number != SEATS).count();
        let done = i64::try_from(done).unwrap_or(i64::MAX);
        rows::progress(connection, run.id, "failed", done, (code, &detail))
    })?;
    Ok(())
}

fn turn(context: &Context, run: &PrintRun) -> Result<(), Failure> {
    let (session, mut places, files) = context.store.read(|connection| {
        let session = session_of(connection, run.session_id)?;
        let places = places_of(connection, run.session_id)?;
        Ok::<_, ServiceError>((session, places, rows::files(connection, run.id)?))
    })?;
    places.sort_by_key(|place| place.seat);
    let drawn = Drawn::of(context, &session)?;
    let is_there = |number: &str| files.iter().any(|file| file.number == number);
    let mut done = files.iter().filter(|file| file.number != SEATS).count();
    for place in places.iter().filter(|place| !is_there(&place.admission_number)).take(TURN) {
        let pdf = context.press.paper(&paper(&drawn, &session, place)?)?;
        done += 1;
        keep(context, run, (&place.admission_number, place.seat), &pdf, ("running", done))?;
    }
    if done == places.len() {
        let pdf = context.press.seats(&seats(&drawn, &session, &places))?;
        keep(context, run, (SEATS, 0), &pdf, ("done", done))?;
    }
    Ok(())
}

fn keep(
    context: &Context,
    run: &PrintRun,
    (number, seat): (&str, i64),
    pdf: &[u8],
    (state, done): (&str, usize),
) -> Result<(), Failure> {
    if pdf.len() > MAX_FILE {
        return Err(Failure::Told("print-too-large", number.to_owned()));
    }
    let sealed = context.keys.sealing().seal(&sealed_for(run, number), pdf).map_err(ServiceError::from)?;
    let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let file = PrintFile { number: number.to_owned(), seat, bytes: whole(pdf.len()) };
    context.store.write::<_, StoreError>(|connection| {
        rows::keep(connection, run.id, &file, &sealed)?;
        rows::progress(connection, run.id, state, whole(done), ("", ""))
    })?;
    Ok(())
}

/// A candidate's paper: the very one that the hall shows at the seat.
fn paper(drawn: &Drawn, session: &Session, place: &Place) -> Result<Paper, ServiceError> {
    let own = drawn.paper_of(place)?;
    let small = SeatPaper::new(&drawn.paper, &own).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let sections = small.sections(&drawn.paper).map(|(section, items)| PaperSection {
        title: section.title.clone(),
        kind: section.kind,
        points: section.points.hundredths(),
        items: items
            .into_iter()
            .map(|item| PaperItem {
                number: item.place + 1,
                stem: item.text.stem.clone(),
                picture: item.text.picture.clone(),
                options: item.options().into_iter().map(|option| option.text.to_owned()).collect(),
            })
            .collect(),
    });
    Ok(Paper {
        title: drawn.paper.title.clone(),
        exam: session.exam.clone(),
        session: session.code.clone(),
        room: room(drawn),
        seat: place.seat,
        name: place.name.clone(),
        number: place.admission_number.clone(),
        minutes: session.minutes + place.extra_minutes,
        large: place.large_print,
        sample: false,
        key_hash: own.key_hash,
        at: instant(session.opens_at),
        sections: sections.collect(),
    })
}

fn seats(drawn: &Drawn, session: &Session, places: &[Place]) -> SeatList {
    let place = |place: &Place| crate::formats::pdf::Place {
        seat: place.seat,
        name: place.name.clone(),
        number: place.admission_number.clone(),
        large: place.large_print,
        extra: place.extra_minutes,
    };
    SeatList {
        title: drawn.paper.title.clone(),
        session: names(session),
        room: room(drawn),
        at: instant(session.opens_at),
        places: places.iter().map(place).collect(),
    }
}

/// The key of all papers of a session that is over.
pub(super) fn key(context: &Context, session: &Session, places: &[Place]) -> Result<Vec<u8>, ServiceError> {
    let drawn = Drawn::of(context, session)?;
    let papers = places.iter().map(|place| {
        let own = drawn.paper_of(place)?;
        let mut first = 1;
        let sections = own.sections.iter().filter_map(|section| {
            let text = drawn.paper.sections.iter().find(|one| one.id == section.id)?;
            let keys = right_options(&drawn, text.kind, section);
            let (title, points) = (text.title.clone(), text.points.hundredths());
            let key = KeySection { title, kind: text.kind, points, first, keys };
            first += key.keys.len();
            Some(key)
        });
        Ok::<_, ServiceError>(KeyOfPaper {
            number: place.admission_number.clone(),
            seat: place.seat,
            sections: sections.collect(),
        })
    });
    let book = KeyBook {
        title: drawn.paper.title.clone(),
        session: names(session),
        room: room(&drawn),
        sample: false,
        at: instant(session.opens_at),
        papers: papers.collect::<Result<_, ServiceError>>()?,
    };
    context.press.key(&book).map_err(|error| match error {
        PdfError::NoFonts(_) => ServiceError::refused("print-no-fonts", error.to_string()),
        other => ServiceError::Internal(other.to_string()),
    })
}

/// The right options of each item as places in the drawn order; for true/false 0 is 对 and 1 is 错.
fn right_options(drawn: &Drawn, kind: ItemType, section: &DrawnSection) -> Vec<Vec<usize>> {
    let known = section.items.iter().filter_map(|item| {
        let ids = drawn.ids.items.get(&item.id)?;
        Some((item, ids, drawn.bank.bank.item(&ids.code)?))
    });
    known
        .map(|(item, ids, source)| {
            if kind == ItemType::TrueFalse {
                return vec![usize::from(!source.key.contains(&'T'))];
            }
            let right = ids.key(source);
            (0..).zip(&item.options).filter(|(_, id)| right.contains(*id)).map(|(place, _)| place).collect()
        })
        .collect()
}

fn names(session: &Session) -> String {
    format!("{} · {}", session.exam, session.code)
}

fn room(drawn: &Drawn) -> String {
    format!("{} {}", drawn.paper.centre, drawn.paper.room).trim().to_owned()
}
