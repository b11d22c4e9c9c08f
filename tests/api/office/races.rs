//! Two at once, for real: threads on one item.

use std::sync::Barrier;
use std::thread;

use jiangheng::domain::account::Role;
use jiangheng::domain::bank::Column;
use jiangheng::domain::office::{EventKind, State};
use jiangheng::services::office::{self, How, PictureChange, Written};
use jiangheng::services::{Actor, ServiceError};

use super::fixture::{Office, letters, refusal, row};
use crate::support::on_both;

/// Runs everybody at once; what each answers, in order.
fn at_once<T: Send>(
    deeds: Vec<Box<dyn FnOnce() -> Result<T, ServiceError> + Send + '_>>,
) -> Vec<Result<T, ServiceError>> {
    let barrier = &Barrier::new(deeds.len());
    thread::scope(|scope| {
        let running: Vec<_> = deeds
            .into_iter()
            .map(|deed| {
                scope.spawn(move || {
                    barrier.wait();
                    deed()
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn reviewers(office: &Office<'_>) -> Vec<Actor> {
    (0..8)
        .map(|number| office.county.account(&format!("reviewer-{number}"), Role::ItemReviewer, office.county.bureau))
        .collect()
}

#[test]
fn of_eight_reviewers_at_once_exactly_one_decides() {
    on_both(|fixture| {
        let office = &Office::new(fixture);
        let context = office.context;
        let reviewers = reviewers(office);
        for round in 0..3 {
            let id = office.submitted(&format!("S-{round}"));
            let answered = at_once(
                reviewers
                    .iter()
                    .map(|who| {
                        Box::new(move || office::answer(context, who, id, 1, &letters("B")))
                            as Box<dyn FnOnce() -> _ + Send>
                    })
                    .collect(),
            );
            assert!(answered.iter().all(Result::is_ok), "{answered:?}");
            let decided = at_once(
                reviewers
                    .iter()
                    .enumerate()
                    .map(|(at, who)| {
                        Box::new(move || {
                            if at % 2 == 0 {
                                office::approve(context, who, id, 1, "好")
                            } else {
                                office::give_back(context, who, id, 1, "不好")
                            }
                        }) as Box<dyn FnOnce() -> _ + Send>
                    })
                    .collect(),
            );
            assert_eq!(decided.iter().filter(|one| one.is_ok()).count(), 1, "{decided:?}");
            for late in decided.into_iter().filter(Result::is_err) {
                assert_eq!(refusal(late), "office-decided");
            }
            let view = office.view(&office.writer, id);
            let of = |kind| view.history.iter().filter(|one| one.kind == kind).count();
            assert_eq!(of(EventKind::Answered), 8);
            assert_eq!(of(EventKind::Approved) + of(EventKind::Returned), 1);
        }
    });
}

#[test]
fn an_edit_and_an_approval_at_once_leave_no_unreviewed_text_approved() {
    on_both(|fixture| {
        let office = &Office::new(fixture);
        let context = office.context;
        for round in 0..8 {
            let code = format!("S-{round}");
            let id = office.submitted(&code);
            office::answer(context, &office.reviewer, id, 1, &letters("B")).unwrap();
            let mut typed = row(&code);
            typed.insert(Column::Key, "C".into());
            let edit = move || {
                let written = office::write(
                    context,
                    &office.writer,
                    office.project,
                    Some((id, 1)),
                    typed,
                    PictureChange::Keep,
                    How::Submit,
                )?;
                assert!(matches!(written, Written::Item(_)));
                Ok(())
            };
            let approve = move || office::approve(context, &office.reviewer, id, 1, "");
            let done = at_once::<()>(vec![Box::new(edit), Box::new(approve)]);
            let [edited, approved] = <[_; 2]>::try_from(done).unwrap();
            edited.unwrap();
            if approved.is_err() {
                assert_eq!(refusal(approved), "office-moved-on");
            }
            let view = office.view(&office.writer, id);
            assert_eq!((view.state, view.revision), (State::Submitted, 2), "the new text waits for its own review");
            let late = office::answer(context, &office.other, id, 1, &letters("B"));
            assert_eq!(refusal(late), "office-moved-on", "an answer belongs to the revision it was given for");
        }
    });
}

#[test]
fn two_writers_at_once_do_not_lose_each_others_text() {
    on_both(|fixture| {
        let office = &Office::new(fixture);
        let id = office.submitted("S-1");
        let deeds = [&office.writer, &office.second]
            .into_iter()
            .enumerate()
            .map(|(at, who)| {
                Box::new(move || {
                    let mut typed = row("S-1");
                    typed.insert(Column::Facility, format!("{}", 100 + at));
                    office.write(who, Some((id, 1)), typed, How::Write)
                }) as Box<dyn FnOnce() -> _ + Send>
            })
            .collect();
        let done: Vec<Result<i64, ServiceError>> = at_once(deeds);
        assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
        for late in done.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(late), "office-moved-on");
        }
        assert_eq!(office.view(&office.writer, id).revision, 2);
    });
}

#[test]
fn a_version_is_sealed_once_however_many_press_at_once() {
    on_both(|fixture| {
        let office = &Office::new(fixture);
        office.filled();
        let deeds = (0..4)
            .map(|at| {
                Box::new(move || {
                    office::seal(office.context, &office.county.admin, office.project, 1, &format!("2026.{at}"))
                }) as Box<dyn FnOnce() -> _ + Send>
            })
            .collect();
        let done: Vec<Result<String, ServiceError>> = at_once(deeds);
        assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
        for late in done.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(late), "office-version-there");
        }
        assert_eq!(office::versions(office.context, &office.writer, office.project).unwrap().len(), 1);
    });
}
