//! A store that fails under the hall: nothing that failed is acknowledged, nothing acknowledged is lost, and it goes on by
//! itself.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use jiangheng::services::sittings::{self, OnTheirWay, Save, Soon};
use jiangheng::services::{Context, ServiceError};
use jiangheng::store::journal::{Hold, hold};
use jiangheng::store::{Store, StoreError};

use super::fixture::County;
use crate::rows;
use crate::support::on_both;

/// From now on the store has no room for an answer of this number.
fn fill_up_at(store: &Store, seq: i64) {
    if store.is_embedded() {
        let trigger = format!(
            "CREATE TRIGGER outage BEFORE INSERT ON response WHEN NEW.seq = {seq} \
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        );
        rows::run(store, &trigger).unwrap();
    } else {
        let function = "CREATE FUNCTION outage() RETURNS trigger LANGUAGE plpgsql AS \
                        $$ BEGIN RAISE EXCEPTION 'No space left on device'; END $$";
        rows::run(store, function).unwrap();
        let trigger = format!(
            "CREATE TRIGGER outage BEFORE INSERT ON response FOR EACH ROW WHEN (NEW.seq = {seq}) \
             EXECUTE FUNCTION outage()"
        );
        rows::run(store, &trigger).unwrap();
    }
}

fn make_room(store: &Store) {
    let drop = if store.is_embedded() { "DROP TRIGGER outage" } else { "DROP TRIGGER outage ON response" };
    rows::run(store, drop).unwrap();
}

fn on_its_way(context: &Context, token: &str, save: &Save) -> OnTheirWay {
    match sittings::save_soon(context, token, vec![save.clone()]).unwrap() {
        Soon::Waits(way) => way,
        Soon::NeedsStore(_) => panic!("the seat is as stored"),
    }
}

#[test]
fn an_answer_that_had_no_room_is_not_acknowledged_and_nothing_is_chained_to_it() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 1);
        let (context, (token, paper)) = (county.context, county.sit(&candidates[0]));
        let right = county.right(&paper);
        let before = sittings::save(context, &token, right[..2].to_vec()).unwrap();
        fill_up_at(&context.store, 3);
        let (held, is_held) = channel();
        let (go, may_go) = channel::<()>();
        thread::scope(|scope| {
            // The journal is kept from writing until the third answer stands in a batch, and the fourth behind it.
            scope.spawn(move || {
                let store = &context.store;
                let waited = store.write(|connection| {
                    hold(connection, session, Hold::Alone)?;
                    held.send(()).unwrap();
                    may_go.recv().unwrap();
                    Ok::<_, StoreError>(())
                });
                waited.unwrap();
            });
            is_held.recv().unwrap();
            let third = on_its_way(context, &token, &right[2]);
            thread::sleep(Duration::from_millis(200));
            let fourth = on_its_way(context, &token, &right[3]);
            go.send(()).unwrap();
            let system = actix_web::rt::System::new();
            let third = system.block_on(third.durable());
            assert!(matches!(third, Err(ServiceError::Unavailable(_))), "{:?}", third.err());
            let fourth = system.block_on(fourth.durable());
            assert!(matches!(fourth, Err(ServiceError::Busy { .. })), "{:?}", fourth.err());
        });
        assert_eq!(sittings::clock(context, &token).unwrap().last_seq, 2, "as the store has it");
        let again = sittings::save(context, &token, right[2..3].to_vec());
        assert!(matches!(again, Err(ServiceError::Unavailable(_))), "{again:?}");
        make_room(&context.store);
        let after = sittings::save(context, &token, right[2..6].to_vec()).unwrap();
        assert_eq!(sittings::save(context, &token, right[..2].to_vec()).unwrap(), before, "acknowledged as before");
        let restarted = fixture.reopened();
        let clock = sittings::clock(&restarted, &token).unwrap();
        assert_eq!((clock.last_seq, clock.answered), (6, 6));
        fixture.go_to("2026-12-12T03:00:00Z");
        assert_eq!(sittings::submit(&restarted, &token).unwrap().chain, after[3].chain);
    });
}
