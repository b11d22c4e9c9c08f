//! Who stands in for a drawn examiner: the next in the order drawn; each line gives each candidate one sheet that counts.

use std::collections::BTreeMap;
use std::thread;

use jiangheng::domain::draw::replay_value;
use jiangheng::services::ceremony::{self, Relief};
use jiangheng::services::recusals::{self, NewDeclaration};
use jiangheng::services::{Actor, ServiceError, practical, results, sessions, sittings};
use serde_json::json;

use super::fixture::{County, EXAM, OPENS, fields, opening, refusal};
use super::tasks::{examiner, sheet};
use crate::rows;
use crate::support::on_both;

/// A session of three candidates who have sat, its five examiners in the order drawn.
struct Panel<'a> {
    county: &'a County<'a>,
    session: i64,
    order: Vec<Actor>,
}

impl<'a> Panel<'a> {
    fn new(county: &'a County<'a>) -> Self {
        let context = county.context;
        let session = sessions::plan(context, &county.admin, county.plan("S1")).unwrap();
        let convened = ["wushi", "zheng", "wang", "feng", "chen"].map(|login| examiner(county, session, login));
        let mut convened: BTreeMap<i64, Actor> = convened.into_iter().map(|one| (one.account_id, one)).collect();
        let candidates: Vec<_> = (1..=3).map(|order| county.register(session, order * 3, 0)).collect();
        county.open("S1", session);
        county.fixture.go_to(OPENS);
        for candidate in &candidates {
            county.sit(candidate);
        }
        county.fixture.go_to("2026-12-12T03:00:00Z");
        sittings::finish_session(context, &county.admin, session).unwrap();
        let evidence = ceremony::evidence(context, EXAM, "S1").unwrap();
        assert_eq!(replay_value(&evidence).unwrap().draws, 1);
        let taken = evidence["draws"][0]["taken"].as_array().unwrap();
        assert_eq!(taken.len(), 5, "an order of all");
        let id = |one: &serde_json::Value| one.as_str().unwrap()[1..].parse::<i64>().unwrap();
        let order = taken.iter().map(|one| convened.remove(&id(one)).unwrap()).collect();
        Self { county, session, order }
    }

    fn relieve(&self, who: usize, reason: &str) -> Result<Option<i64>, ServiceError> {
        let relief = Relief { account_id: self.order[who].account_id, reason: reason.into() };
        Ok(ceremony::relieve_examiner(self.county.context, &self.county.admin, self.session, &relief)?.instead)
    }

    fn panel(&self) -> Vec<i64> {
        recusals::of_session(self.county.context, &self.county.admin, self.session).unwrap().panel
    }

    fn ids(&self, places: &[usize]) -> Vec<i64> {
        places.iter().map(|place| self.order[*place].account_id).collect()
    }

    /// Signs for whoever this examiner is to mark, at most so many; how many there were to mark.
    fn sign(&self, who: usize, most: usize) -> usize {
        let (context, actor) = (self.county.context, &self.order[who]);
        let marking = practical::to_mark(context, actor, self.session).unwrap();
        let open: Vec<_> = marking.candidates.iter().filter(|one| one.signed.is_none()).collect();
        for one in open.iter().take(most) {
            practical::sign(context, actor, one.registration_id, sheet(&marking, &one.task)).unwrap();
        }
        open.len()
    }

    fn decide(&self) -> Result<usize, ServiceError> {
        Ok(results::decide(self.county.context, &self.county.admin, self.session)?.len())
    }

    fn to_mark(&self, who: usize) -> i64 {
        let board = jiangheng::services::overview::board(self.county.context, &self.order[who]).unwrap();
        board.next.iter().map(|next| next.to_mark).sum()
    }
}

#[test]
fn who_falls_ill_is_followed_by_the_next_who_marks_the_others() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let panel = Panel::new(&county);
        assert_eq!(panel.panel(), panel.ids(&[0, 1, 2]));
        assert_eq!(fields(panel.relieve(0, " ")), [("reason", "recusal-reason")]);
        assert_eq!(fields(panel.relieve(3, "病了")), [("account_id", "not-on-this-panel")]);
        assert_eq!(panel.sign(0, 1), 3, "one of three is marked, then the examiner falls ill");
        // Two of the bureau say so at once: one substitute comes.
        let answers: Vec<_> = thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| panel.relieve(0, "发烧")));
            both.map(|one| one.join().unwrap()).into()
        });
        let instead: Vec<_> = answers.iter().filter_map(|one| one.as_ref().ok().copied().flatten()).collect();
        assert_eq!(instead, panel.ids(&[3]), "{answers:?}");
        assert_eq!(panel.panel(), panel.ids(&[1, 2, 3]));
        let context = county.context;
        assert_eq!(refusal(practical::to_mark(context, &panel.order[0], panel.session)), "left-panel");
        assert_eq!(refusal(practical::to_mark(context, &panel.order[4], panel.session)), "not-drawn");
        assert_eq!((panel.sign(3, 0), panel.to_mark(3)), (2, 2), "the first candidate has this line's sheet");
        assert_eq!((panel.sign(1, 9), panel.sign(2, 9)), (3, 3));
        assert_eq!(refusal(panel.decide()), "practical-missing");
        assert_eq!(panel.sign(3, 9), 2);
        assert_eq!(panel.to_mark(3), 0);
        // The substitute can't mark whom the line has marked.
        let marking = practical::to_mark(context, &panel.order[1], panel.session).unwrap();
        let sheets = "SELECT registration_id AS number FROM practical_mark ORDER BY id LIMIT 1";
        let first = rows::number(&context.store, sheets);
        let twice = practical::sign(context, &panel.order[3], first, sheet(&marking, "t01"));
        assert_eq!(refusal(twice), "line-marked");
        assert_eq!(panel.decide().unwrap(), 3);
        assert_eq!(refusal(panel.relieve(1, "病了")), "marking-closed");
        for change in ["UPDATE panel_leave SET why = 'recused'", "DELETE FROM panel_leave"] {
            assert!(rows::run(&context.store, change).is_err(), "{change}");
        }
    });
}

#[test]
fn sheets_of_who_is_recused_late_do_not_count_and_an_empty_order_changes_nothing() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let panel = Panel::new(&county);
        for who in [0, 1, 2] {
            panel.sign(who, 9);
        }
        let taught = NewDeclaration {
            account_id: Some(panel.order[1].account_id),
            ground: "taught".into(),
            organisation_id: Some(county.body),
            admission_number: None,
            reason: "教过这个班，忘了申报".into(),
        };
        recusals::declare(county.context, &county.admin, &taught).unwrap();
        assert_eq!(refusal(panel.decide()), "panel-recused", "nothing is decided by their sheets");
        assert_eq!(panel.relieve(1, "事后才申报").unwrap(), Some(panel.order[3].account_id));
        assert_eq!(refusal(panel.decide()), "practical-missing");
        assert_eq!(panel.sign(3, 9), 3, "none of the line's sheets counts");
        assert_eq!(panel.relieve(3, "病了").unwrap(), Some(panel.order[4].account_id));
        assert_eq!(panel.sign(4, 9), 0, "the substitute's sheets count");
        assert_eq!(refusal(panel.relieve(4, "病了")), "panel-nobody-left");
        assert_eq!(panel.panel(), panel.ids(&[0, 2, 4]));
        let logged = "SELECT detail AS said FROM audit_event WHERE action = 'ceremony.substitute' ORDER BY id";
        let logged = rows::texts(&county.context.store, logged);
        let first: serde_json::Value = serde_json::from_str(&logged[0]).unwrap();
        assert_eq!((logged.len(), &first["why"]), (2, &json!("recused")));
        // Who fell ill is recused afterwards: the sheets signed before don't count either, and somebody stands in already.
        let late = NewDeclaration { account_id: Some(panel.order[3].account_id), ..taught };
        recusals::declare(county.context, &county.admin, &late).unwrap();
        // An account that is barred by now hides nothing.
        let barred = format!("UPDATE account SET active = FALSE WHERE id = {}", panel.order[3].account_id);
        rows::run(&county.context.store, &barred).unwrap();
        assert_eq!(refusal(panel.decide()), "panel-recused");
        assert_eq!(panel.relieve(3, "病后又申报了回避").unwrap(), None);
        assert_eq!(panel.sign(4, 9), 3, "the substitute marks them all now");
        assert_eq!(panel.decide().unwrap(), 3);
    });
}

#[test]
fn a_panel_is_what_is_free_when_it_is_posted_and_is_replaced_while_the_exam_runs() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let session = sessions::plan(context, &county.admin, county.plan("S1")).unwrap();
        let convened = ["wushi", "zheng", "wang", "feng"].map(|login| examiner(&county, session, login));
        county.register(session, 3, 0);
        county.commit_all(session, "S1");
        let relieve = |account_id: i64| {
            let relief = Relief { account_id, reason: "病了".into() };
            ceremony::relieve_examiner(context, &county.admin, session, &relief)
        };
        assert_eq!(refusal(relieve(convened[0].account_id)), "marking-not-yet");
        county.close_and_draw(session);
        // Declared after the roster closed: the draw stays, and they are passed over when the panel is posted.
        let tie = NewDeclaration {
            account_id: None,
            ground: "taught".into(),
            organisation_id: Some(county.body),
            admission_number: None,
            reason: "教过这个班".into(),
        };
        let declared = recusals::declare(context, &convened[2], &tie).unwrap();
        ceremony::open(context, &county.admin, session, &opening()).unwrap();
        let panel = recusals::of_session(context, &county.admin, session).unwrap().panel;
        assert!(panel.len() == 3 && !panel.contains(&convened[2].account_id), "{panel:?}");
        // The secrets are sealed while the exam runs; the order is derived from them all the same.
        assert_eq!(refusal(relieve(panel[0])), "panel-nobody-left");
        let why = recusals::Withdrawal { reason: "填错了单位".into() };
        recusals::withdraw(context, &county.admin, declared, &why).unwrap();
        assert_eq!(
            relieve(panel[0]).unwrap().instead,
            Some(convened[2].account_id),
            "who was passed over is free again"
        );
    });
}
