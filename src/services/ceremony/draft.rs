//! The manifests that a closing roster publishes, of a session and of its plan, before anything is written.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::clock::local_day;
use crate::domain::ceremony::{Calendar, Deed};
use crate::domain::double_random::{self, Pool, Recused};
use crate::domain::draw::{DrawSpec, Manifest, assess};
use crate::services::recusals::{panel_pool, supervision_pool};
use crate::services::{Context, ServiceError, banks};
use crate::store::ceremony::{self, Contributor, Entrant};
use crate::store::sessions::{self as rows, BankHead, Room, Session};
use crate::store::{AnyConnection, instant};

use super::Ids;
use super::close::DEMO_EVENT;
use super::manifest::{Parts, build};
use super::plan;
use super::standing::{out_of_turn, standing};

/// What closing a roster is decided on.
pub(super) struct Facts {
    pub(super) session: Session,
    pub(super) roster: Vec<Entrant>,
    contributors: Vec<Contributor>,
    room: Room,
    head: BankHead,
    pool: Pool,
    pub(super) plan: Option<PlanFacts>,
}

/// The same of a session's plan.
pub(super) struct PlanFacts {
    pub(super) session: Session,
    contributors: Vec<Contributor>,
    supervisors: Pool,
}

/// A manifest ready to be published.
pub(super) struct Draft {
    /// Whose it is.
    pub(super) session: Session,
    pub(super) manifest: Manifest,
    pub(super) ids_sealed: Vec<u8>,
    /// The drawing that counts, and the one that does if that is cancelled.
    pub(super) events: (String, String),
    pub(super) contributors: Vec<String>,
    /// Who is left out of its draws of people.
    pub(super) recused: Vec<Recused>,
}

impl Facts {
    /// # Errors
    /// When the plan can't be closed with its session: `plan-…`.
    pub(super) fn read(
        context: &Context,
        connection: &mut AnyConnection,
        session: Session,
    ) -> Result<Self, ServiceError> {
        let plan = match plan::live(connection, session.id)? {
            Some(plan) => {
                let may = standing(context, connection, &plan)?.may(Deed::CloseRoster, context.now());
                may.map_err(|refused| match out_of_turn(refused) {
                    ServiceError::Refused(mut refusal) => {
                        refusal.message = format!("the plan {}: {}", plan.code, refusal.message);
                        if refusal.code == "contributors-too-few" {
                            refusal.code = "plan-contributors-too-few";
                        }
                        ServiceError::Refused(refusal)
                    }
                    other => other,
                })?;
                Some(PlanFacts {
                    contributors: ceremony::contributors(connection, plan.id)?,
                    supervisors: supervision_pool(connection, &session)?,
                    session: plan,
                })
            }
            None => None,
        };
        Ok(Self {
            pool: panel_pool(connection, session.id, session.body_id, session.centre_id)?,
            roster: ceremony::roster(connection, session.id)?,
            contributors: ceremony::contributors(connection, session.id)?,
            room: rows::room(connection, session.room_id)?.ok_or(ServiceError::NotFound("room"))?,
            head: rows::bank(connection, session.bank_id)?.ok_or(ServiceError::NotFound("bank"))?,
            plan,
            session,
        })
    }

    /// Whether what is decided on is still so.
    pub(super) fn are_those_of(&self, now: &Self) -> bool {
        let plan = |facts: &Self| {
            facts.plan.as_ref().map(|plan| (plan.session.id, plan.contributors.clone(), plan.supervisors.clone()))
        };
        (&self.roster, &self.contributors, &self.pool) == (&now.roster, &now.contributors, &now.pool)
            && plan(self) == plan(now)
    }

    /// The session's manifest, and how many of 10,000 simulated papers met its constraints.
    ///
    /// # Errors
    /// Nobody registered, more than there are seats, too late for the beacon, too few examiners, a blueprint whose papers
    /// could be foreseen.
    pub(super) fn draft(&self, context: &Context) -> Result<(Draft, u32), ServiceError> {
        self.check_roster()?;
        let panel = double_random::panel(&context.policy, &self.pool).map_err(|error| {
            let figures = json!({"wanted": error.wanted, "free": error.free, "convened": error.convened,
                    "recused": error.recused});
            ServiceError::refused_by_figures("E3", "panel-too-small", error.to_string(), figures)
        })?;
        let bank = banks::load(context, self.session.bank_id)?;
        let tasks = double_random::tasks(tasks_of(&self.session)?, self.roster.len());
        let draws = [Some(panel), tasks].into_iter().flatten().collect();
        let parts = (&self.session, Some(&bank.bank), Ids::fresh(&bank.bank)?, &self.contributors, draws);
        let draft = self.built(context, parts, self.pool.recused.clone())?;
        let accepted = judge(context, &draft.manifest)?;
        Ok((draft, accepted))
    }

    /// The plan's manifest: the room's seats and the supervisors.
    ///
    /// # Errors
    /// Too late for the beacon, nobody to supervise.
    pub(super) fn draft_of_plan(&self, context: &Context, plan: &PlanFacts) -> Result<Draft, ServiceError> {
        let supervision = double_random::supervision(&context.policy, &plan.supervisors).map_err(|error| {
            let figures = json!({"wanted": error.wanted, "free": error.free, "all": error.all,
                    "recused": error.recused});
            ServiceError::refused_by_figures("S1", "supervision-too-small", error.to_string(), figures)
        })?;
        let seats = double_random::seats(&self.room.code, self.roster.len());
        let parts = (&plan.session, None, Ids::without_items()?, &plan.contributors, vec![seats, supervision]);
        self.built(context, parts, plan.supervisors.recused.clone()).map_err(|error| match error {
            ServiceError::Refused(mut refusal) if refusal.code == "beacon-too-late" => {
                refusal.code = "plan-beacon-too-late";
                ServiceError::Refused(refusal)
            }
            other => other,
        })
    }

    fn built(
        &self,
        context: &Context,
        (session, bank, ids, contributors, draws): (
            &Session,
            Option<&crate::domain::bank::Bank>,
            Ids,
            &Vec<Contributor>,
            Vec<DrawSpec>,
        ),
        recused: Vec<Recused>,
    ) -> Result<Draft, ServiceError> {
        let beacon = beacon(context, local_day(instant(session.opens_at)))?;
        let name = |key: &str| beacon.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let events = (name("event"), name("fallback"));
        let calendar = if session.plan_of.is_some() { Calendar::of_plan } else { Calendar::of };
        let opens = instant(self.session.opens_at);
        let manifest = build(
            context,
            &Parts {
                session,
                head: &self.head,
                bank,
                ids: &ids,
                roster: &self.roster,
                contributors,
                draws: &draws,
                deadlines: deadlines(&calendar(opens, &context.policy, Some(events.clone()))),
                beacon,
            },
        )?;
        Ok(Draft {
            ids_sealed: ids.seal(context, session.id)?,
            contributors: contributors.iter().map(|one| one.code.clone()).collect(),
            session: session.clone(),
            manifest,
            events,
            recused,
        })
    }

    fn check_roster(&self) -> Result<(), ServiceError> {
        let Self { roster, room, .. } = self;
        if roster.is_empty() {
            return Err(ServiceError::refused("roster-empty", "nobody is registered; there is nothing to close"));
        }
        if i64::try_from(roster.len()).map_or(true, |count| count > room.seats) {
            return Err(ServiceError::refused_by(
                "E3",
                "roster-too-long",
                format!("{} candidates, but {} has {} seats", roster.len(), room.name, room.seats),
            ));
        }
        Ok(())
    }
}

/// 快乐8, drawn every evening: the one two days before a draw opens, or else the evening before it. The demo has one of its
/// own, known beforehand.
fn beacon(context: &Context, opens: Date) -> Result<Value, ServiceError> {
    if context.demo {
        return Ok(
            json!({"event": DEMO_EVENT, "fallback": DEMO_EVENT, "groups": [{"take": 6, "of": 33}, {"take": 1, "of": 16}]}),
        );
    }
    let before = |days: i32| opens.checked_sub(days.days()).unwrap_or(Date::MIN);
    let (event, fallback) = (before(2), before(1));
    if local_day(context.now()) >= event {
        return Err(ServiceError::refused_by(
            "DRAW",
            "beacon-too-late",
            format!("the roster must close before the drawing of {event}; nobody may know its numbers beforehand"),
        ));
    }
    Ok(json!({
        "event": format!("kl8/{event}"),
        "fallback": format!("kl8/{fallback}"),
        "groups": [{"take": 20, "of": 80}],
    }))
}

/// Until when each step can be done, as the manifest publishes it.
fn deadlines(calendar: &Calendar) -> BTreeMap<&'static str, String> {
    let mut deadlines = BTreeMap::from([
        ("roster", calendar.roster_until.to_string()),
        ("open", calendar.open_from.to_string()),
        ("open_until", calendar.open_until.to_string()),
    ]);
    deadlines.extend(calendar.beacon.map(|drawn| ("receipts", drawn.to_string())));
    deadlines
}

/// How many practical tasks a session has.
fn tasks_of(session: &Session) -> Result<usize, ServiceError> {
    let more: Vec<Value> = serde_json::from_str(&session.more_schemes)
        .map_err(|error| ServiceError::Internal(format!("the tasks of session {}: {error}", session.id)))?;
    Ok(more.len() + 1)
}

/// Refuses a blueprint whose papers could be foreseen; how many simulated papers met the constraints.
fn judge(context: &Context, manifest: &Manifest) -> Result<u32, ServiceError> {
    let least = usize::try_from(context.policy.draw.rung_items).unwrap_or(usize::MAX);
    let assessed = assess(manifest, least);
    match assessed.against.first() {
        None => Ok(assessed.simulation.accepted),
        Some(objection) => Err(ServiceError::refused_by("DRAW", objection.code(), objection.to_string())),
    }
}
