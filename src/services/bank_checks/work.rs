//! Works off the checks that were asked for, the oldest first. A check that a crash cut off is begun again by the next start;
//! one that was begun [`MOST_TRIES`] times without coming to an end is given up with words for whoever asked.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::store::bank_checks as rows;

use super::report::Promise;
use super::{Opened, Report, Stage, Unread, files_of, oldest, place};
use crate::services::{Context, ServiceError, blueprints};

/// How often a check is begun.
pub const MOST_TRIES: i64 = 3;

/// Goes on with the oldest check that is not through.
///
/// # Errors
/// When the database fails.
pub fn work(context: &Context) -> Result<(), ServiceError> {
    let since = oldest(context);
    let Some((token, tries)) = context.store.read(|connection| rows::running(connection, since))? else {
        return Ok(());
    };
    let file = || files_of(context, &token).map(|files| files.bank.name).unwrap_or_default();
    let report = if tries >= MOST_TRIES {
        tracing::error!(tries, "a check of a bank never came to its end and is given up");
        Report::unread(&file(), vec![Unread::given_up()])
    } else {
        context.store.write(|connection| rows::begin(connection, &token))?;
        // A panic in a crate below would come again with every turn.
        let checked = catch_unwind(AssertUnwindSafe(|| checked(context, &token)))
            .unwrap_or_else(|_| Err(ServiceError::Internal("panicked".to_owned())));
        match checked {
            Ok(report) => report,
            // Whoever asked let it go meanwhile.
            Err(ServiceError::NotFound(_)) => {
                context.progress.end(&token);
                return Ok(());
            }
            Err(ServiceError::Store(error)) => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, "a check of a bank failed");
                Report::unread(&file(), vec![Unread::given_up()])
            }
        }
    };
    let bytes = serde_json::to_vec(&report).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let sealed = context.keys.sealing().seal(&place(&token, "report"), &bytes)?;
    context.store.write(|connection| rows::finish(connection, &token, &sealed, report.unread.is_empty()))?;
    context.progress.end(&token);
    Ok(())
}

fn checked(context: &Context, token: &str) -> Result<Report, ServiceError> {
    let files = files_of(context, token)?;
    let stage = |stage: Stage| context.progress.set(token, stage);
    let opened = match Opened::watched(&files, &stage) {
        Ok(opened) => opened,
        Err(errors) => return Ok(Report::unread(&files.bank.name, errors.iter().map(Unread::of).collect())),
    };
    let (file, used) = (files.bank.name.as_str(), opened.pictures.len());
    let checked = (&opened.checked, opened.file.items.as_slice());
    let mut report = Report::of(file, &opened.blueprint, checked, used, opened.unused);
    if let (Ok(bank), 0) = (&opened.checked, report.total) {
        stage(Stage::Simulating);
        let assessment = blueprints::assessed(context, bank)?.assessment;
        report.promise = Some(Promise {
            against: assessment.against.len(),
            accepted: assessment.simulation.accepted,
            tried: assessment.simulation.tried,
        });
    }
    Ok(report)
}
