//! The candidate's door: a wrong tail says nothing, guessing waits, and a neighbour does not.

use serde_json::json;

use super::server::{Answer, Server};
use crate::draw::fixture::{Candidate, County, ROOM_CODE};
use crate::support::on_both;

#[test]
fn a_wrong_tail_says_nothing_and_guessing_waits_at_most_a_minute() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 4);
        // Wrong tries are remembered in the process, and both databases give the same admission numbers.
        let turn = if fixture.context.store.is_embedded() { 0 } else { 2 };
        let (guessed, neighbour) = (&candidates[turn], &candidates[turn + 1]);
        let server = Server::demo(fixture);
        let sign_in = |candidate: &Candidate, tail: &str| -> Answer {
            let body = json!({ "admission": candidate.admission, "id_tail": tail, "room_code": ROOM_CODE });
            server.post("/api/v1/hall/sign-in").json(&body).send()
        };

        let wrong = sign_in(guessed, "0000");
        let problem = wrong.problem(409, "sign-in-unknown");
        assert!(!wrong.body.contains("王玉兰") && wrong.header("set-cookie").is_empty(), "{problem}");
        let form = [("admission", guessed.admission.as_str()), ("tail", "0000"), ("room_code", ROOM_CODE)];
        let page = server.post("/exam/sign-in").form(&form).send();
        assert!(
            page.page(422).contains("准考证号或证件末四位不对")
                && page.body.contains(&format!("value=\"{}\"", guessed.admission))
        );
        // So many that the wait is far longer than what this test takes.
        for minute in 0..7 {
            fixture.go_to(&format!("2026-12-12T01:0{minute}:00Z"));
            sign_in(guessed, "0001").problem(409, "sign-in-unknown");
        }

        let held = sign_in(guessed, &guessed.tail);
        held.problem(503, "busy");
        let wait: u32 = held.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        let page = server.post("/exam/sign-in").form(&form).send();
        assert!(page.page(422).contains("秒后再试") && page.body.contains("value=\"0000\""), "{}", page.body);
        assert_eq!(sign_in(neighbour, &neighbour.tail).status, 200, "the same address, another candidate");

        fixture.go_to("2026-12-12T01:09:00Z");
        let right = sign_in(guessed, &guessed.tail);
        assert_eq!((right.status, right.json()["name"].as_str()), (200, Some("王玉兰")));
        let cookie = right.header("set-cookie");
        assert!(
            cookie.starts_with("__Host-jh_seat=") && cookie.contains("HttpOnly") && cookie.contains("Secure"),
            "{cookie}"
        );
    });
}

#[test]
fn a_seats_cookie_alone_changes_nothing_by_the_api() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 1);
        let (token, _) = county.sit(&candidates[0]);
        let server = Server::demo(fixture);
        let cookie = format!("__Host-jh_seat={token}");
        server.post("/api/v1/hall/submit").header("Cookie", &cookie).send().problem(400, "bad-request");
        let early =
            server.post("/api/v1/hall/submit").header("Cookie", &cookie).header("X-Requested-With", "jiangheng");
        let problem = early.send().problem(409, "sitting-too-early");
        assert_eq!(problem["rule"], json!("E4"));
        let save = |body: &str| {
            let request = server.post("/api/v1/hall/responses").header("Authorization", &format!("Bearer {token}"));
            request.body("application/json", body).send()
        };
        for body in ["{}", "[1]", "{\"seq\":\"1\"}", "{\"seq\":1,\"item\":\"x\",\"answer\":[],\"extra\":1}"] {
            let problem = save(body).problem(400, "bad-request");
            assert!(problem["detail"].as_str().unwrap().contains("{seq, item, answer"), "{problem}");
        }
        save("{\"seq\":1,\"item\":\"../x\",\"answer\":[]}").problem(422, "invalid");
    });
}

#[test]
fn a_centre_behind_one_address_gets_in_while_one_of_its_people_guesses_and_a_scan_is_paced() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 3);
        let server = Server::demo(fixture);
        let sign_in = |from: &str, admission: &str, tail: &str| -> Answer {
            let body = json!({ "admission": admission, "id_tail": tail, "room_code": ROOM_CODE });
            server.post("/api/v1/hall/sign-in").header("X-Forwarded-For", from).json(&body).send()
        };
        // What stands before the address that the proxy appended is whatever the client wrote.
        let forged = |last: &str, n: usize| format!("203.0.113.{n}, {last}");
        for n in 0..4 {
            sign_in(&forged("198.51.100.7", n), &candidates[0].admission, "0000").problem(409, "sign-in-unknown");
        }
        sign_in(&forged("198.51.100.7", 9), &candidates[0].admission, "0000").problem(503, "busy");
        assert_eq!(sign_in("198.51.100.7", &candidates[1].admission, &candidates[1].tail).status, 200, "a neighbour");
        assert_eq!(sign_in("192.0.2.1", &candidates[0].admission, &candidates[0].tail).status, 200, "elsewhere");

        let wrong = (0..70).map(|n| sign_in("198.51.100.7", &format!("9{n:08}"), "0000").status);
        let paced = wrong.filter(|status| *status == 503).count();
        assert!(paced >= 5, "of seventy wrong numbers from one address {paced} were told to wait");
        let waits = sign_in("198.51.100.7", "900000000", "0000");
        assert_eq!(waits.header("retry-after"), "1", "{}", waits.body);
        fixture.go_to("2026-12-12T01:02:00Z");
        let right = sign_in("198.51.100.7", &candidates[2].admission, &candidates[2].tail);
        assert_eq!(right.status, 200, "a second later whoever knows the answer is in: {}", right.body);
        assert_eq!(sign_in("2001:db8:1:2::7", &candidates[2].admission, "0000").status, 409);
    });
}
