//! The ceremony's pages for whoever holds a link: what each form takes, what it says of anything else, and that a secret is
//! nowhere before its time.

use diesel::prelude::*;
use jiangheng::domain::draw;
use jiangheng::services::ceremony::{self, Cancellation, Invitation};
use jiangheng::store::StoreError;
use jiangheng::store::schema::{audit_event, contributor, submission};
use serde_json::json;

use super::server::Server;
use crate::draw::fixture::{County, EXAM};
use crate::rules::fixture::PASSWORD;
use crate::support::on_both;

/// The address of a link's page.
fn invited(county: &County<'_>, session: i64, role: &str, whose: &str, (body, name): (&str, &str)) -> String {
    let new = Invitation {
        role: role.into(),
        contributor: whose.into(),
        body: body.into(),
        name: name.into(),
        outside: true,
    };
    let link = ceremony::invite(county.context, &county.admin, session, &new).unwrap();
    link.url[link.url.find("/ceremony/").unwrap()..].to_owned()
}

#[test]
fn a_contributor_commits_and_opens_and_two_custodians_keep_by_their_links() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        for (code, byte, outside) in [("bureau", 1, false), ("discipline", 2, true)] {
            let new = county.commitment(code, "S1", byte, outside);
            let commitment = new.commitment.clone();
            ceremony::commit(county.context, &county.admin, session, new).unwrap();
            for keeper in [("县档案馆", code), ("县司法局", "吴平")] {
                county.receive(session, code, keeper, &commitment).unwrap();
            }
        }
        let server = Server::real(fixture);
        let get = |path: &str| server.get(path).send();
        let post = |path: &str, field: (&str, &str)| server.post(path).form(&[field]).send();
        let union = invited(&county, session, "contributor", "union", ("县总工会", ""));
        let keeper = invited(&county, session, "custodian", "union", ("县公证处", "周正"));
        let (commit, receive, open) = (format!("{union}/commit"), format!("{keeper}/receive"), format!("{union}/open"));
        let right = hex::encode(draw::commitment(EXAM, "S1", "union", &[3; 32]));

        for nobody in ["/ceremony/bm9ib2R5", "/ceremony/%E9%92%A5", &format!("{union}x")] {
            assert_eq!(get(nobody).status, 404, "{nobody}");
            assert_eq!(post(&format!("{nobody}/commit"), ("commitment", &right)).status, 404, "{nobody}");
        }
        let page = get(&union);
        assert!(
            page.page(200).contains("请生成密值") && page.body.contains("data-contributor=\"union\""),
            "{}",
            page.body
        );
        assert!(get(&keeper).page(200).contains("还没有提交承诺"));
        assert_eq!(post(&format!("{union}/nothing"), ("commitment", &right)).status, 404);
        assert_eq!(post(&format!("{union}/receive"), ("commitment", &right)).status, 404, "another's form");
        assert_eq!(post(&format!("{keeper}/commit"), ("commitment", &right)).status, 404, "another's form");
        let foreign = server.post(&commit).bare_form(&[("commitment", &right)]).send();
        assert_eq!(foreign.status, 409, "without the browser's token");

        let wrong = post(&commit, ("commitment", "00ab"));
        assert!(wrong.page(422).contains("id=\"commitment-why\""), "{}", wrong.body);
        let spaced: Vec<&str> = (0..8).map(|at| &right[at * 8..at * 8 + 8]).collect();
        assert_eq!(post(&commit, ("commitment", &spaced.join(" "))).sent_to(), format!("{union}?done=commit"));
        let page = get(&format!("{union}?done=commit"));
        assert!(page.page(200).contains("承诺已登记") && page.body.contains(&right), "{}", page.body);
        assert_eq!(post(&commit, ("commitment", &right)).sent_to(), union, "pressed twice, it is done once");
        assert!(!get(&format!("{union}?done=open")).page(200).contains("已经开启"), "thanks are for what was done");

        let other = post(&receive, ("commitment", &"ab".repeat(32)));
        assert!(other.page(422).contains("id=\"commitment-why\""), "{}", other.body);
        assert_eq!(post(&receive, ("commitment", &right)).sent_to(), format!("{keeper}?done=receive"));
        assert_eq!(post(&receive, ("commitment", &right)).sent_to(), keeper);
        let page = get(&keeper);
        assert!(page.page(200).contains("1 / 2") && page.body.contains("县公证处 周正"), "{}", page.body);
        let second = invited(&county, session, "custodian", "union", ("县图书馆", "陈静"));
        post(&format!("{second}/receive"), ("commitment", &right)).sent_to();

        let secret = hex::encode([3; 32]);
        let early = post(&open, ("secret", &secret));
        assert!(early.page(422).contains("banner stop"), "{}", early.body);
        assert!(!early.body.contains(&secret), "a secret is never said again");
        county.close_and_draw(session);
        let page = get(&union);
        assert!(page.page(200).contains("请开启密值") && page.body.contains(&open), "{}", page.body);
        let wrong = post(&open, ("secret", &"09".repeat(32)));
        assert!(
            wrong.page(422).contains("id=\"secret-why\"") && wrong.body.contains("什么也没有开启"),
            "{}",
            wrong.body
        );
        let scanned = format!("EXAM-SEED-SECRET/V1:{EXAM}:S1:union:{secret}");
        assert_eq!(post(&open, ("secret", &scanned)).sent_to(), format!("{union}?done=open"));
        assert!(get(&union).page(200).contains("密值已开启"));
        assert_eq!(post(&open, ("secret", &scanned)).sent_to(), union);

        let (stored, trail, kept) = county
            .context
            .store
            .read::<_, StoreError>(|connection| {
                let stored: Vec<String> = contributor::table.select(contributor::secret).load(connection)?;
                let trail: Vec<String> = audit_event::table.select(audit_event::detail).load(connection)?;
                let kept: i64 = submission::table.count().get_result(connection)?;
                Ok((stored, trail, kept))
            })
            .unwrap();
        assert!(stored.iter().chain(&trail).all(|text| !text.contains(&secret)), "no secret is stored in the clear");
        assert_eq!(kept, 0);
    });
}

#[test]
fn links_are_made_by_whoever_runs_the_ceremony_and_say_when_it_was_called_off() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let server = Server::real(fixture);
        let path = format!("/api/v1/sessions/{session}/invitations");
        let union = json!({"role": "contributor", "contributor": "union", "body": "县总工会", "outside": true});
        let (admin, manager) = (server.sign_in("liumin", PASSWORD), server.sign_in("linzhang", PASSWORD));
        let post = |who, body| server.post(&path).bearer(who).json(body).send();
        assert_eq!(server.post(&path).json(&union).send().status, 401);
        assert_eq!(post(&manager, &union).status, 403, "{}", post(&manager, &union).body);
        let wrong = json!({"role": "friend", "contributor": "总工会", "body": "", "outside": true});
        post(&admin, &wrong).problem(422, "invalid");
        let made = post(&admin, &union).json();
        let url = made["url"].as_str().unwrap();
        assert!(url.starts_with("https://exam.example.org/ceremony/"), "{url}");
        post(&admin, &union).problem(409, "contributor-known");
        let page = &url["https://exam.example.org".len()..];
        assert!(server.get(page).send().page(200).contains("县总工会"));
        let reason = Cancellation { reason: "考点停电，改期举行".into() };
        ceremony::cancel(county.context, &county.admin, session, &reason).unwrap();
        let answer = server.get(page).send();
        assert!(
            answer.page(200).contains("本场已取消") && answer.body.contains("考点停电，改期举行"),
            "{}",
            answer.body
        );
    });
}
