//! What the public may learn of a certificate: nothing without the holder's name or the last four.

use std::sync::atomic::{AtomicI64, Ordering};

use jiangheng::services::award;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::server::Server;
use crate::award::fixture::{SESSION, county, document, name, officer};
use crate::support::{Fixture, START, on_both};

const SERIAL: &str = "S000141000001265000001";
const NONE: &str = "S000141000001265999999";

/// Wrong answers are remembered for a quarter of an hour, and all tests ask from the same address.
fn when_all_is_forgotten(fixture: &Fixture) {
    static TURN: AtomicI64 = AtomicI64::new(1);
    let turn = SignedDuration::from_mins(30) * i32::try_from(TURN.fetch_add(1, Ordering::SeqCst)).unwrap();
    fixture.go_to(&START.parse::<Timestamp>().unwrap().checked_add(turn).unwrap().to_string());
}

#[test]
fn an_unknown_serial_and_a_wrong_claim_get_the_same_answer() {
    on_both(|fixture| {
        county(fixture, 1);
        assert!(award::award_session(&fixture.context, &officer(), SESSION).unwrap()[0].awarded);
        let server = Server::real(fixture);
        let ask = |body: &Value| server.post("/api/v1/verifications").json(body).send();

        when_all_is_forgotten(fixture);
        let alike = |claim: &str, wrong: &str| {
            let [known, unknown] = [SERIAL, NONE].map(|serial| {
                let mut answer = ask(&json!({ "serial": serial, claim: wrong })).json();
                assert_eq!(answer["serial"].take(), json!(serial));
                assert!(answer["as_of"].take().is_string());
                answer
            });
            assert_eq!(known["standing"], json!("unknown"));
            assert_eq!(known, unknown);
        };
        alike("name", "林青木");
        when_all_is_forgotten(fixture);
        alike("tail", "0000");
        when_all_is_forgotten(fixture);
        let [known, unknown] = [SERIAL, NONE].map(|serial| {
            let answer = server.post("/verify").form(&[("serial", serial), ("claim", "林青木")]).send();
            answer.page(200).replace(serial, "…")
        });
        assert_eq!(known, unknown);
        assert!(!known.contains("林＊") && !known.contains("电工"), "{known}");
        for file in ["certificate.json", "qr.txt", "proof.txt"] {
            when_all_is_forgotten(fixture);
            let claim = json!({ "name": "林青木" });
            let [known, unknown] = [SERIAL, NONE].map(|serial| {
                server
                    .post(&format!("/api/v1/certificates/{serial}/{file}"))
                    .json(&claim)
                    .send()
                    .problem(404, "not-found")
            });
            assert_eq!(known, unknown);
        }
        when_all_is_forgotten(fixture);
        ask(&json!({ "serial": SERIAL })).problem(400, "bad-request");
        for right in
            [json!({ "serial": SERIAL, "name": name(1) }), json!({ "serial": SERIAL, "tail": document(1).tail() })]
        {
            assert_eq!(ask(&right).json()["standing"], json!("good"));
        }
        let holder = json!({ "name": name(1) });
        let file = server.post(&format!("/api/v1/certificates/{SERIAL}/certificate.json")).json(&holder).send();
        assert_eq!(
            (file.status, file.header("content-disposition")),
            (200, "attachment; filename=\"certificate.json\"")
        );
        server
            .post(&format!("/api/v1/certificates/{SERIAL}/sealing.key"))
            .json(&holder)
            .send()
            .problem(404, "not-found");
    });
}
