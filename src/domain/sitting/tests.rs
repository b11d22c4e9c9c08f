use proptest::prelude::*;

use super::*;

const MINUTES: SittingMinutes = SittingMinutes { late: 30, leave: 30, breakdown: 45 };

fn terms() -> Terms {
    Terms { starts: "2026-12-12T01:00:00Z".parse().unwrap(), seconds: 90 * 60, minutes: MINUTES }
}

/// The instant so many minutes after the start.
fn minute(minutes: i64) -> Timestamp {
    later(terms().starts, minutes * 60)
}

fn after(events: &[(i64, Event)]) -> Sitting {
    try_after(events).unwrap()
}

fn try_after(events: &[(i64, Event)]) -> Result<Sitting, SittingError> {
    Sitting::replay(terms(), events.iter().map(|(at, event)| (minute(*at), *event)))
}

const CHECKED_IN: (i64, Event) = (-20, Event::CheckIn);
const PLEDGED: (i64, Event) = (-10, Event::Pledge);
const STARTED: (i64, Event) = (0, Event::Start);
const BY_CANDIDATE: Event = Event::Submit { by: SubmittedBy::Candidate };
const BY_TIME: Event = Event::Submit { by: SubmittedBy::Time };
const BY_FORCE: Event = Event::Submit { by: SubmittedBy::Force };

fn running() -> Sitting {
    after(&[CHECKED_IN, PLEDGED, STARTED])
}

#[test]
fn who_is_more_than_thirty_minutes_late_is_barred() {
    assert_eq!(after(&[(30, Event::CheckIn)]).state(), State::CheckedIn);
    assert_eq!(try_after(&[(31, Event::CheckIn)]), Err(SittingError::TooLate(minute(30))));
    assert_eq!(try_after(&[CHECKED_IN, (31, Event::Pledge)]), Err(SittingError::TooLate(minute(30))));
    assert_eq!(after(&[(31, Event::MarkAbsent)]).state(), State::Absent);
    assert_eq!(try_after(&[(30, Event::MarkAbsent)]), Err(SittingError::NotYet(minute(30))));
}

#[test]
fn an_unsigned_pledge_counts_as_absent_and_opens_no_paper() {
    assert_eq!(try_after(&[CHECKED_IN, STARTED]), Err(SittingError::State(State::CheckedIn)));
    assert_eq!(after(&[CHECKED_IN, (31, Event::MarkAbsent)]).state(), State::Absent);
    assert!(try_after(&[CHECKED_IN, PLEDGED, (31, Event::MarkAbsent)]).is_err());
    assert_eq!(after(&[CHECKED_IN, PLEDGED, (91, Event::MarkAbsent)]).state(), State::Absent);
}

#[test]
fn no_paper_opens_before_the_start() {
    assert_eq!(try_after(&[CHECKED_IN, PLEDGED, (-1, Event::Start)]), Err(SittingError::NotYet(minute(0))));
    assert_eq!(try_after(&[CHECKED_IN, PLEDGED, (90, Event::Start)]), Err(SittingError::TimeIsUp(minute(90))));
}

#[test]
fn a_late_candidate_ends_with_the_others() {
    let late = after(&[(29, Event::CheckIn), (30, Event::Pledge), (31, Event::Start)]);
    assert_eq!(late.deadline(), minute(90));
}

#[test]
fn handing_in_is_possible_from_the_thirtieth_minute_until_the_deadline() {
    assert_eq!(running().apply(minute(29), BY_CANDIDATE), Err(SittingError::TooEarly(minute(30))));
    let submitted = running().apply(minute(30), BY_CANDIDATE).unwrap();
    assert_eq!(submitted.state(), State::Submitted(SubmittedBy::Candidate));
    assert_eq!(submitted.apply(minute(31), BY_CANDIDATE), Err(SittingError::State(submitted.state())));
    assert_eq!(running().apply(minute(90), BY_CANDIDATE), Err(SittingError::TimeIsUp(minute(90))));
    assert_eq!(running().apply(minute(89), BY_TIME), Err(SittingError::TimeRemains(minute(90))));
    assert!(running().apply(minute(90), BY_TIME).is_ok() && running().apply(minute(5), BY_FORCE).is_ok());
}

#[test]
fn answers_count_while_running_and_before_the_deadline_only() {
    let sitting = running();
    assert!(sitting.accepts_answer(minute(89)).is_ok());
    assert_eq!(sitting.accepts_answer(minute(90)), Err(SittingError::TimeIsUp(minute(90))));
    let paused = sitting.apply(minute(10), Event::Pause).unwrap();
    assert_eq!(paused.accepts_answer(minute(11)), Err(SittingError::State(State::Paused)));
}

#[test]
fn a_pause_loses_no_time_and_a_long_one_is_rescheduled() {
    let paused = running().apply(minute(40), Event::Pause).unwrap();
    assert_eq!(paused.remaining_seconds(minute(60)), 50 * 60);
    let back = paused.apply(minute(85), Event::Resume).unwrap();
    assert_eq!((back.deadline(), back.remaining_seconds(minute(85))), (minute(135), 50 * 60));
    assert_eq!(paused.apply(minute(86), Event::Resume), Err(SittingError::Reschedule(46)));
    let again = back.apply(minute(90), Event::Pause).unwrap();
    assert_eq!(again.apply(minute(91), Event::Resume), Err(SittingError::Reschedule(46)));
    let void = again.apply(minute(91), Event::Void { reason: VoidReason::Rescheduled }).unwrap();
    assert_eq!(void.state(), State::Voided(VoidReason::Rescheduled));
    assert_eq!(paused.apply(minute(200), BY_TIME), Err(SittingError::State(State::Paused)));
}

#[test]
fn adjustments_are_appended_and_never_take_back_more_than_was_given() {
    let adjust = |sitting: &Sitting, at, seconds| sitting.apply(minute(at), Event::Adjust { seconds });
    assert_eq!(adjust(&running(), 5, 0), Err(SittingError::Adjustment));
    assert_eq!(adjust(&running(), 5, -1), Err(SittingError::Adjustment));
    assert_eq!(adjust(&running(), 5, i64::MAX), Err(SittingError::Adjustment));
    let given = adjust(&running(), 5, 600).unwrap();
    assert_eq!(given.deadline(), minute(100));
    assert_eq!(adjust(&given, 6, -600).unwrap().deadline(), minute(90));
    assert_eq!(adjust(&running(), 90, 600), Err(SittingError::TimeIsUp(minute(90))));
}

#[test]
fn scoring_follows_handing_in_and_a_scored_sitting_can_only_be_voided() {
    let scored = running().apply(minute(40), BY_CANDIDATE).unwrap().apply(minute(41), Event::Score).unwrap();
    assert_eq!(scored.state(), State::Scored(SubmittedBy::Candidate));
    assert!(running().apply(minute(40), Event::Score).is_err());
    for event in [Event::CheckIn, Event::Start, Event::Score, BY_FORCE, Event::MarkAbsent] {
        assert!(scored.apply(minute(50), event).is_err(), "{event:?}");
    }
    assert!(scored.apply(minute(50), Event::Void { reason: VoidReason::Malpractice }).is_ok());
    assert_eq!(
        scored.apply(minute(40), Event::Void { reason: VoidReason::Mistake }),
        Err(SittingError::Backwards(minute(41)))
    );
}

#[test]
fn what_was_left_at_handing_in_is_left_again_after_reopening() {
    let handed_in = running().apply(minute(40), BY_CANDIDATE).unwrap();
    let again = handed_in.apply(minute(60), Event::Reopen { seconds: 0 }).unwrap();
    assert_eq!((again.state(), again.remaining_seconds(minute(60))), (State::Running, 50 * 60));
    assert_eq!(again.deadline(), minute(110));
    let out_of_time = running().apply(minute(90), BY_TIME).unwrap();
    assert_eq!(out_of_time.apply(minute(95), Event::Reopen { seconds: 0 }), Err(SittingError::NothingLeft));
    let five = out_of_time.apply(minute(95), Event::Reopen { seconds: 300 }).unwrap();
    assert_eq!(five.deadline(), minute(100));
    let hard_end = terms().hard_end();
    assert_eq!(hard_end, minute(90 + 240));
    assert_eq!(out_of_time.apply(minute(300), Event::Reopen { seconds: 3600 }), Err(SittingError::HardEnd(hard_end)));
    let scored = handed_in.apply(minute(41), Event::Score).unwrap();
    assert!(scored.apply(minute(42), Event::Reopen { seconds: 60 }).is_err());
    let paused = running().apply(minute(40), Event::Pause).unwrap().apply(minute(50), BY_FORCE).unwrap();
    let again = paused.apply(minute(60), Event::Reopen { seconds: 0 }).unwrap();
    assert_eq!(again.remaining_seconds(minute(60)), 50 * 60);
}

#[test]
fn time_is_given_before_the_start_too_and_never_beyond_the_hard_end() {
    let given = after(&[CHECKED_IN, (-5, Event::Adjust { seconds: 600 })]);
    assert_eq!((given.state(), given.deadline()), (State::CheckedIn, minute(100)));
    let most = running().apply(minute(1), Event::Adjust { seconds: 240 * 60 }).unwrap();
    assert_eq!(most.deadline(), terms().hard_end());
    let beyond = most.apply(minute(2), Event::Adjust { seconds: 60 });
    assert_eq!(beyond, Err(SittingError::HardEnd(terms().hard_end())));
}

#[test]
fn identity_and_seat_change_no_state_once_somebody_is_in() {
    let seen = after(&[(-20, Event::Verify), PLEDGED, STARTED, (5, Event::Move { from: 3, to: 9 })]);
    assert_eq!((seen.state(), seen.is_verified()), (State::Running, true));
    assert_eq!(try_after(&[(31, Event::Verify)]), Err(SittingError::TooLate(minute(30))));
    assert!(!running().is_verified() && running().apply(minute(3), Event::Verify).unwrap().is_verified());
}

#[test]
fn a_decided_sitting_is_final() {
    let scored = running().apply(minute(40), BY_CANDIDATE).unwrap().apply(minute(41), Event::Score).unwrap();
    let closed = scored.apply(minute(50), Event::Close).unwrap();
    assert_eq!(closed.state(), State::Final(SubmittedBy::Candidate));
    assert!(closed.apply(minute(51), Event::Void { reason: VoidReason::Malpractice }).is_err());
}

#[test]
fn states_and_events_survive_json() {
    let sitting = running().apply(minute(40), BY_CANDIDATE).unwrap();
    let json = serde_json::to_string(&sitting).unwrap();
    assert_eq!(serde_json::from_str::<Sitting>(&json).unwrap(), sitting);
    assert_eq!(serde_json::to_string(&BY_TIME).unwrap(), r#"{"event":"submit","by":"time"}"#);
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::CheckIn),
        Just(Event::Pledge),
        Just(Event::Start),
        Just(Event::Pause),
        Just(Event::Resume),
        (-900i64..900).prop_map(|seconds| Event::Adjust { seconds }),
        Just(BY_CANDIDATE),
        Just(BY_TIME),
        Just(BY_FORCE),
        Just(Event::Score),
        Just(Event::Close),
        Just(Event::Verify),
        (0i64..900).prop_map(|seconds| Event::Reopen { seconds }),
        Just(Event::MarkAbsent),
        Just(Event::Void { reason: VoidReason::Malpractice }),
    ]
}

proptest! {
    #[test]
    fn whatever_comes_the_deadline_stays_within_what_was_given(steps in proptest::collection::vec((0i64..12, any_event()), 0..40)) {
        let mut sitting = Sitting::new(terms());
        let mut at = minute(-30);
        for (minutes, event) in steps {
            at = later(at, minutes * 60);
            if let Ok(next) = sitting.apply(at, event) {
                prop_assert!(!sitting.state().is_over() || matches!(next.state(), State::Voided(_) | State::Final(_)));
                sitting = next;
            }
            let deadline = sitting.deadline();
            prop_assert!(deadline >= terms().planned_end());
            prop_assert!(deadline <= terms().hard_end());
            prop_assert!(sitting.accepts_answer(at).is_err() || sitting.remaining_seconds(at) > 0);
        }
    }
}
