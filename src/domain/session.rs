//! Whether a session may be opened: the conditions of W1, C0, E2, E3 and of the draw over what is so now, each with its
//! clause and figures. The planner and the ceremony refuse on their own; this says beforehand what is still missing.

use std::collections::BTreeMap;

use super::policy::{Clause, Policy, Rule};
use super::registration::{Filing, SessionFacts, session_findings};
use super::verdict::Figure;

/// What is so of a session now.
#[derive(Debug, Clone)]
pub struct SessionNow {
    /// What is assessed, when, by whom.
    pub session: SessionFacts,
    /// What its body is filed for.
    pub filings: Vec<Filing>,
    /// The room's seats.
    pub seats: u32,
    /// The candidates who are registered.
    pub candidates: u32,
    /// The invigilators who are assigned.
    pub invigilators: u32,
    /// The practical examiners who are assigned.
    pub examiners: u32,
    /// The theory test's minutes.
    pub minutes: u32,
    /// Whether the bank's key is released to the server.
    pub key_released: bool,
    /// The contributors of the bureau who committed.
    pub inside: u32,
    /// The contributors from outside it who committed.
    pub outside: u32,
    /// Whether the secrets are opened, so that there are papers.
    pub opened: bool,
}

/// How a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// 符合.
    Met,
    /// 差 n.
    Short(u32),
    /// 不符合: nothing that more of something mends.
    Unmet,
    /// 还没到: its time has not come.
    NotYet,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The rule that asks for it.
    pub rule: Rule,
    /// What is asked for: a stable key of the texts, such as `seats`.
    pub name: &'static str,
    /// How it stands.
    pub standing: Standing,
    /// What the text needs, by key.
    pub figures: BTreeMap<&'static str, Figure>,
    /// What the rule rests on.
    pub clause: Clause,
}

/// Every condition of a session, in the order in which they are told.
#[must_use]
pub fn conditions(policy: &Policy, now: &SessionNow) -> Vec<Condition> {
    let mut told = vec![window(policy, now), filing(policy, now), minutes(policy, now), seats(policy, now)];
    told.extend([invigilators(policy, now), panel(policy, now), ratio(policy, now)]);
    told.extend([bank_key(policy, now), contributors(policy, now), papers(policy, now)]);
    told
}

/// Whether nothing stands in the way any more but time.
#[must_use]
pub fn is_ready(conditions: &[Condition]) -> bool {
    conditions.iter().all(|condition| matches!(condition.standing, Standing::Met | Standing::NotYet))
}

/// W1: the day lies in a window.
fn window(policy: &Policy, now: &SessionNow) -> Condition {
    let months = policy.windows.months.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    let figures = [("month", Figure::from(i64::from(now.session.opens.month()))), ("months", Figure::from(months))];
    condition(Rule::W1, "window", found(policy, now, Rule::W1), figures, &policy.windows.clause)
}

/// C0: the body is filed on the day.
fn filing(policy: &Policy, now: &SessionNow) -> Condition {
    let figures = [("body", Figure::from(now.session.body_name.as_str()))];
    condition(Rule::C0, "filing", found(policy, now, Rule::C0), figures, &policy.filing.clause)
}

fn found(policy: &Policy, now: &SessionNow, rule: Rule) -> Standing {
    let against = session_findings(policy, &now.session, &now.filings);
    if against.iter().any(|finding| finding.rule == rule) { Standing::Unmet } else { Standing::Met }
}

/// E2: the theory test is long enough.
fn minutes(policy: &Policy, now: &SessionNow) -> Condition {
    let least = policy.durations.theory_minutes;
    let figures = [("minutes", Figure::from(now.minutes)), ("least", Figure::from(least))];
    let standing = if now.minutes >= least { Standing::Met } else { Standing::Unmet };
    condition(Rule::E2, "minutes", standing, figures, &policy.durations.clause)
}

/// E3: the room is no larger than allowed, and has a seat for everybody.
fn seats(policy: &Policy, now: &SessionNow) -> Condition {
    let most = policy.rooms.seats;
    let standing = if now.seats > most { Standing::Unmet } else { enough(now.seats, now.candidates) };
    let figures = [
        ("seats", Figure::from(now.seats)),
        ("most", Figure::from(most)),
        ("candidates", Figure::from(now.candidates)),
    ];
    condition(Rule::E3, "seats", standing, figures, &policy.rooms.clause)
}

/// E3: so many invigilators in a room, and one for so many candidates.
fn invigilators(policy: &Policy, now: &SessionNow) -> Condition {
    let rooms = &policy.rooms;
    let wanted = rooms.invigilators.max(share(now.candidates, rooms.candidates_per_invigilator));
    let figures = [
        ("there", Figure::from(now.invigilators)),
        ("wanted", Figure::from(wanted)),
        ("each", Figure::from(rooms.candidates_per_invigilator)),
    ];
    condition(Rule::E3, "invigilators", enough(now.invigilators, wanted), figures, &rooms.clause)
}

/// E3: the panel is odd, and large enough.
fn panel(policy: &Policy, now: &SessionNow) -> Condition {
    let least = policy.rooms.examiners;
    let standing = match enough(now.examiners, least) {
        Standing::Met if now.examiners.is_multiple_of(2) => Standing::Short(1),
        other => other,
    };
    let figures = [("there", Figure::from(now.examiners)), ("least", Figure::from(least))];
    condition(Rule::E3, "panel", standing, figures, &policy.rooms.clause)
}

/// E3: one examiner for so many candidates.
fn ratio(policy: &Policy, now: &SessionNow) -> Condition {
    let each = policy.rooms.candidates_per_examiner;
    let wanted = share(now.candidates, each);
    let figures = [
        ("candidates", Figure::from(now.candidates)),
        ("there", Figure::from(now.examiners)),
        ("wanted", Figure::from(wanted)),
        ("each", Figure::from(each)),
    ];
    condition(Rule::E3, "ratio", enough(now.examiners, wanted), figures, &policy.rooms.clause)
}

/// The draw: the server can read the bank.
fn bank_key(policy: &Policy, now: &SessionNow) -> Condition {
    let standing = if now.key_released { Standing::Met } else { Standing::Unmet };
    condition(Rule::Draw, "bank-key", standing, [], &policy.draw.clause)
}

/// The draw: the bureau has committed, and enough others from outside it.
fn contributors(policy: &Policy, now: &SessionNow) -> Condition {
    let wanted = policy.draw.outside_contributors;
    let lacking = wanted.saturating_sub(now.outside) + u32::from(now.inside == 0);
    let standing = if lacking == 0 { Standing::Met } else { Standing::Short(lacking) };
    let figures =
        [("inside", Figure::from(now.inside)), ("outside", Figure::from(now.outside)), ("wanted", Figure::from(wanted))];
    condition(Rule::Draw, "contributors", standing, figures, &policy.draw.clause)
}

/// The draw: everybody's secret is opened, at the earliest so many minutes before the exam.
fn papers(policy: &Policy, now: &SessionNow) -> Condition {
    let standing = if now.opened { Standing::Met } else { Standing::NotYet };
    let figures = [("minutes", Figure::from(policy.draw.open_minutes))];
    condition(Rule::Draw, "papers", standing, figures, &policy.draw.clause)
}

fn condition(
    rule: Rule,
    name: &'static str,
    standing: Standing,
    figures: impl IntoIterator<Item = (&'static str, Figure)>,
    clause: &Clause,
) -> Condition {
    Condition { rule, name, standing, figures: figures.into_iter().collect(), clause: clause.clone() }
}

/// How many it takes at one for `each`; none for nobody.
fn share(candidates: u32, each: u32) -> u32 {
    candidates.div_ceil(each.max(1))
}

fn enough(there: u32, wanted: u32) -> Standing {
    match wanted.saturating_sub(there) {
        0 => Standing::Met,
        lacking => Standing::Short(lacking),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::policy;
    use crate::domain::{CertificateKind, Level};

    fn now(candidates: u32, invigilators: u32, examiners: u32) -> SessionNow {
        let occupation: crate::domain::OccupationCode = "6-31-01-03".parse().unwrap();
        let level = Level::new(5).unwrap();
        let from = "2026-01-01".parse().unwrap();
        SessionNow {
            session: SessionFacts {
                occupation: occupation.clone(),
                level,
                kind: CertificateKind::SkillLevel,
                opens: "2026-12-12".parse().unwrap(),
                subsidised: false,
                body_name: "青禾县职业技能鉴定评价中心".to_owned(),
            },
            filings: vec![Filing { occupation, level, from, until: None }],
            seats: 30,
            candidates,
            invigilators,
            examiners,
            minutes: 90,
            key_released: true,
            inside: 1,
            outside: 2,
            opened: false,
        }
    }

    fn standing(now: &SessionNow, name: &str) -> Standing {
        let told = conditions(&policy(), now);
        told.iter().find(|condition| condition.name == name).unwrap().standing
    }

    #[test]
    fn a_session_with_everything_is_ready_and_waits_for_its_papers_alone() {
        let told = conditions(&policy(), &now(15, 2, 3));
        assert!(is_ready(&told), "{told:?}");
        assert_eq!(standing(&now(15, 2, 3), "papers"), Standing::NotYet);
        for condition in &told {
            assert!(!condition.clause.text.is_empty() && policy().clause(condition.rule) == Some(&condition.clause));
        }
    }

    #[test]
    fn invigilators_are_two_a_room_and_one_for_fifteen() {
        for (candidates, there, says) in [
            (0, 2, Standing::Met),
            (0, 0, Standing::Short(2)),
            (30, 2, Standing::Met),
            (31, 2, Standing::Short(1)),
            (46, 2, Standing::Short(2)),
        ] {
            assert_eq!(standing(&now(candidates, there, 3), "invigilators"), says, "{candidates} {there}");
        }
    }

    #[test]
    fn a_panel_is_odd_and_at_least_three_and_has_one_for_five() {
        for (examiners, says) in [(0, Standing::Short(3)), (2, Standing::Short(1)), (3, Standing::Met)] {
            assert_eq!(standing(&now(5, 2, examiners), "panel"), says, "{examiners}");
        }
        assert_eq!(standing(&now(5, 2, 4), "panel"), Standing::Short(1), "four can be two against two");
        assert_eq!(standing(&now(16, 2, 3), "ratio"), Standing::Short(1));
        assert_eq!(standing(&now(15, 2, 3), "ratio"), Standing::Met);
        assert!(!is_ready(&conditions(&policy(), &now(16, 2, 3))));
    }

    #[test]
    fn a_room_that_is_too_small_or_too_large_is_told_apart() {
        assert_eq!(standing(&now(33, 3, 7), "seats"), Standing::Short(3));
        assert_eq!(standing(&SessionNow { seats: 31, ..now(5, 2, 3) }, "seats"), Standing::Unmet);
    }

    #[test]
    fn a_day_outside_the_windows_and_a_body_that_is_not_filed_are_unmet() {
        let mut session = now(5, 2, 3);
        session.session.opens = "2026-11-30".parse().unwrap();
        assert_eq!(standing(&session, "window"), Standing::Unmet);
        assert_eq!(standing(&SessionNow { filings: Vec::new(), ..now(5, 2, 3) }, "filing"), Standing::Unmet);
        assert_eq!(standing(&SessionNow { minutes: 60, ..now(5, 2, 3) }, "minutes"), Standing::Unmet);
    }

    #[test]
    fn the_draw_needs_the_key_and_commitments_from_inside_and_outside() {
        assert_eq!(standing(&SessionNow { key_released: false, ..now(5, 2, 3) }, "bank-key"), Standing::Unmet);
        assert_eq!(standing(&SessionNow { outside: 1, ..now(5, 2, 3) }, "contributors"), Standing::Short(1));
        let nobody = SessionNow { inside: 0, outside: 0, ..now(5, 2, 3) };
        assert_eq!(standing(&nobody, "contributors"), Standing::Short(3));
    }
}
