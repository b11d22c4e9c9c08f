//! The candidate's pages over a real socket: what each refusal says, what a form without script saves, whom the door lets
//! in, and the practice paper.

use jiangheng::services::{ServiceError, ceremony, sittings};

use super::server::{Answer, BROWSER, Server};
use crate::draw::fixture::{Candidate, County, DOOR, OPENS, ROOM_CODE, refusal};
use crate::support::on_both;

/// Somebody's browser: it keeps the cookies it is given.
struct Browser<'a> {
    server: &'a Server,
    cookies: Vec<(String, String)>,
}

impl<'a> Browser<'a> {
    fn new(server: &'a Server) -> Self {
        Self { server, cookies: vec![("__Host-jh_form".into(), BROWSER.into())] }
    }

    fn get(&mut self, path: &str) -> Answer {
        let answer = self.server.get(path).header("Cookie", &self.jar()).send();
        self.keep(answer)
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let jar = self.jar();
        let answer = self.server.post(path).header("Cookie", &jar).tokened_form(fields).send();
        self.keep(answer)
    }

    fn jar(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn keep(&mut self, answer: Answer) -> Answer {
        for set in answer.headers("set-cookie") {
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    fn knock(&mut self, candidate: &Candidate) -> Answer {
        let fields = [("admission", candidate.admission.as_str()), ("tail", &candidate.tail), ("room_code", ROOM_CODE)];
        self.post("/exam/sign-in", &fields)
    }

    /// Signs in by the pages, up to the waiting page or the paper.
    fn enter(&mut self, candidate: &Candidate) {
        assert_eq!(self.knock(candidate).sent_to(), "/exam/confirm");
        if self.post("/exam/confirm", &[]).sent_to() == "/exam/pledge" {
            assert_eq!(self.post("/exam/pledge", &[("agreed", "yes")]).sent_to(), "/exam/wait");
        }
    }
}

#[test]
fn each_refusal_at_the_door_says_what_to_do_and_keeps_what_was_typed() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let candidates: Vec<Candidate> = (1..=3).map(|order| county.register(session, 20 + order, 0)).collect();
        let server = Server::demo(fixture);
        let mut browser = Browser::new(&server);

        let empty = browser.post("/exam/sign-in", &[("admission", " "), ("tail", ""), ("room_code", "")]);
        for text in ["有 3 处需要改", "请输入准考证号。", "请输入证件号码的末四位。", "请输入考场口令", "autofocus"]
        {
            assert!(empty.page(422).contains(text), "{text}: {}", empty.body);
        }
        let early = browser.knock(&candidates[0]);
        assert!(early.page(422).contains("考场还没有开放"), "{}", early.body);
        for typed in [&candidates[0].admission, &candidates[0].tail, ROOM_CODE] {
            assert!(early.body.contains(&format!("value=\"{typed}\"")), "{typed}: {}", early.body);
        }

        county.open("S1", session);
        let mut late = Browser::new(&server);
        late.knock(&candidates[1]).sent_to();
        late.post("/exam/confirm", &[]).sent_to();
        browser.enter(&candidates[0]);
        fixture.go_to("2026-12-12T01:30:01Z");
        let answer = Browser::new(&server).knock(&candidates[2]);
        assert!(answer.page(422).contains("已过最迟入场时间 09:30，请找监考员。"), "{}", answer.body);
        let pledge = late.post("/exam/pledge", &[("agreed", "yes")]);
        assert!(pledge.page(422).contains("已过最迟入场时间 09:30，请找监考员。"), "{}", pledge.body);

        browser.get("/exam/paper").page(200);
        assert_eq!(browser.post("/exam/submit", &[]).sent_to(), "/exam/receipt");
        let again = Browser::new(&server).knock(&candidates[0]);
        assert!(again.page(422).contains("您已经交卷"), "{}", again.body);
        sittings::finish_session(county.context, &county.admin, session).unwrap();
        let over = Browser::new(&server).knock(&candidates[0]);
        assert!(over.page(422).contains("本场考试已经结束"), "{}", over.body);
        assert_eq!(browser.get("/exam/paper").sent_to(), "/exam?why=over");
        assert!(browser.get("/exam?why=over").page(200).contains("您已退出，请重新登录。"));
    });
}

#[test]
fn whoever_is_signed_in_elsewhere_is_told_before_that_place_closes() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 1);
        let server = Server::demo(fixture);
        let told = "您已在第 1 考场 1 号登录。在这里继续，那边会关闭。";

        let mut first = Browser::new(&server);
        first.knock(&candidates[0]).sent_to();
        let page = first.get("/exam/confirm");
        assert!(page.page(200).contains("王玉兰") && !page.body.contains(told), "{}", page.body);
        first.post("/exam/confirm", &[]).sent_to();
        first.post("/exam/pledge", &[("agreed", "yes")]).sent_to();
        first.get("/exam/paper").page(200);
        first.knock(&candidates[0]).sent_to();
        assert!(!first.get("/exam/confirm").page(200).contains(told), "the same browser is not elsewhere");

        let mut second = Browser::new(&server);
        second.knock(&candidates[0]).sent_to();
        assert!(second.get("/exam/confirm").page(200).contains(told));
        first.get("/exam/paper").page(200);
        assert_eq!(second.post("/exam/leave", &[]).sent_to(), "/exam?why=help");
        assert!(second.get("/exam?why=help").page(200).contains("举手请监考员来"));
        first.get("/exam/paper").page(200);

        second.knock(&candidates[0]).sent_to();
        let jar = second.cookies.clone();
        assert_eq!(second.post("/exam/confirm", &[]).sent_to(), "/exam/paper");
        let mut pressed_twice = Browser { server: &server, cookies: jar };
        assert_eq!(pressed_twice.post("/exam/confirm", &[]).sent_to(), "/exam/paper");
        second.get("/exam/paper").page(200);
        pressed_twice.get("/exam/paper").page(200);
        let closed = first.get("/exam/paper");
        assert!(closed.page(409).contains("您在另一台电脑上继续了考试，这里已关闭。"), "{}", closed.body);
    });
}

#[test]
fn a_ticket_is_good_for_ten_minutes_and_until_somebody_else_comes_in() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 2);
        let server = Server::demo(fixture);
        let mut slow = Browser::new(&server);
        slow.knock(&candidates[0]).sent_to();
        let mut quick = Browser::new(&server);
        quick.knock(&candidates[0]).sent_to();
        quick.post("/exam/confirm", &[]).sent_to();
        assert_eq!(slow.post("/exam/confirm", &[]).sent_to(), "/exam?why=moved");
        assert!(slow.get("/exam?why=moved").page(200).contains("请再输一次"));

        slow.knock(&candidates[1]).sent_to();
        fixture.go_to("2026-12-12T01:10:30Z");
        assert_eq!(slow.get("/exam/confirm").sent_to(), "/exam?why=moved");
        assert_eq!(slow.post("/exam/confirm", &[]).sent_to(), "/exam?why=moved");
        let mut forger = Browser::new(&server);
        forger.cookies.push(("__Host-jh_door".into(), "1.0.1797000000.00.ff".into()));
        assert_eq!(forger.post("/exam/confirm", &[]).sent_to(), "/exam?why=moved");
    });
}

#[test]
fn an_older_device_hears_elsewhere_after_a_restart_too_and_a_forged_token_does_not() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 1);
        let (older, _) = county.sit(&candidates[0]);
        let (last, _) = county.sit(&candidates[0]);
        let context = fixture.reopened();
        ceremony::load_halls(&context).unwrap();
        let code = |token: &str| refusal(sittings::clock(&context, token));
        assert_eq!(code(&older), "elsewhere");
        assert_eq!(sittings::clock(&context, &last).unwrap().state, "running");
        let forged = older.replacen(".1.", ".0.", 1);
        assert_ne!(forged, older);
        let answer = sittings::clock(&context, &forged);
        assert!(matches!(answer, Err(ServiceError::NotSignedIn)), "{answer:?}");
    });
}

#[test]
fn a_form_changes_what_it_shows_and_nothing_else() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 1);
        let (token, paper) = county.sit(&candidates[0]);
        let mut saves = county.right(&paper);
        let multiple = paper.sections.iter().flat_map(|section| &section.items).find(|item| item.multiple).unwrap();
        let at = saves.iter().position(|save| save.item == multiple.id).unwrap();
        saves.swap(0, at);
        saves.truncate(2);
        for (save, seq) in saves.iter_mut().zip(1..) {
            save.seq = seq;
        }
        sittings::save(county.context, &token, saves.clone()).unwrap();
        let server = Server::demo(fixture);
        let mut browser = Browser::new(&server);
        browser.cookies.push(("__Host-jh_seat".into(), token.clone()));
        let now = |item: &str| {
            let paper = sittings::paper(county.context, &token).unwrap();
            let found = paper.sections.into_iter().flat_map(|section| section.items).find(|one| one.id == item);
            found.unwrap().answer
        };
        let (first, other) = (&saves[0], &saves[1]);
        let shown = now(&first.item).join(" ");
        let (marker, answer) = (format!("s.{}", first.item), format!("a.{}", first.item));
        assert!(browser.get("/exam/paper").page(200).contains(&format!("name=\"{marker}\" value=\"")));

        // Says nothing of any item: nothing is taken back.
        assert_eq!(browser.post("/exam/save", &[]).sent_to(), "/exam/paper?saved=yes");
        assert_eq!((now(&first.item).len(), now(&other.item).len()), (first.answer.len(), other.answer.len()));
        // A stale page that showed it empty and left it so: nothing is taken back.
        browser.post("/exam/save", &[(&marker, "")]).sent_to();
        assert_eq!(now(&first.item).len(), first.answer.len());
        // Shown as chosen, and cleared: taken back, and only this one.
        browser.post("/exam/save", &[(&marker, &shown)]).sent_to();
        assert_eq!((now(&first.item).len(), now(&other.item).len()), (0, other.answer.len()));
        browser.post("/exam/save", &[(&marker, ""), (&answer, &first.answer[0])]).sent_to();
        assert_eq!(now(&first.item), [first.answer[0].clone()]);
    });
}

#[test]
fn handing_in_too_early_saves_and_says_from_when_and_after_it_no_paper_comes_back() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 1);
        let server = Server::demo(fixture);
        let mut browser = Browser::new(&server);
        browser.enter(&candidates[0]);
        assert_eq!(browser.get("/exam/wait").sent_to(), "/exam/paper");
        let page = browser.get("/exam/paper");
        let item = page.page(200).split("name=\"a.").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let option = page.body.split(&format!("name=\"a.{item}\" value=\"")).nth(1).unwrap();
        let option = option.split('"').next().unwrap();
        let chosen = (format!("a.{item}"), format!("s.{item}"));
        let fields = [(chosen.0.as_str(), option), (chosen.1.as_str(), "")];
        assert_eq!(browser.post("/exam/submit", &fields).sent_to(), "/exam/paper?early=yes");
        let told = browser.get("/exam/paper?early=yes");
        assert!(told.page(200).contains("09:30 以后才能交卷。") && told.body.contains("checked"), "{}", told.body);
        fixture.go_to("2026-12-12T01:30:00Z");
        assert_eq!(browser.post("/exam/submit", &[]).sent_to(), "/exam/receipt");
        assert_eq!(browser.post("/exam/submit", &fields).sent_to(), "/exam/receipt", "a second press is harmless");
        let receipt = browser.get("/exam/receipt");
        assert!(receipt.page(200).contains("您的 1 道题答案已全部收到"), "{}", receipt.body);
        assert!(receipt.body.contains("09:30:00") && receipt.body.contains("王玉兰"));
        for path in ["/exam/paper", "/exam/wait", "/exam/pledge", "/exam/confirm"] {
            assert_eq!(browser.get(path).sent_to(), "/exam/receipt", "{path}");
        }
        assert_eq!(browser.post("/exam/save", &fields).sent_to(), "/exam/receipt");
    });
}

#[test]
fn extra_time_moves_this_candidates_own_end_and_large_print_starts_in_the_second_size() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let plain = county.register(session, 3, 0);
        let helped = county.register_with(session, 6, 30, true);
        county.open("S1", session);
        fixture.go_to(OPENS);
        let server = Server::demo(fixture);
        let sit = |candidate: &Candidate| {
            let mut browser = Browser::new(&server);
            browser.enter(candidate);
            let page = browser.get("/exam/paper").page(200).to_owned();
            let token = &browser.cookies.iter().find(|(name, _)| name == "__Host-jh_seat").unwrap().1;
            let clock = server.get("/api/v1/hall/clock").header("Authorization", &format!("Bearer {token}")).send();
            (page, clock.json())
        };
        let ((page, clock), (large, longer)) = (sit(&plain), sit(&helped));
        let end = |clock: &serde_json::Value| clock["ends_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        assert_eq!(end(&longer).duration_since(end(&clock)).as_mins(), 30);
        assert_eq!(longer["remaining_seconds"].as_i64().unwrap() - clock["remaining_seconds"].as_i64().unwrap(), 1800);
        assert!(page.contains("<body class=\"exam\">") && large.contains("<body class=\"exam size-2\">"));

        fixture.clock.advance_to(end(&clock));
        sittings::close_due(county.context).unwrap();
        let state = |candidate: &Candidate| sittings::sign_in(county.context, candidate.sign_in(), DOOR).map(|_| ());
        assert_eq!(refusal(state(&plain)), "sitting-handed-in");
        assert!(state(&helped).is_ok(), "half an hour is left");
    });
}

#[test]
fn anybody_practises_without_signing_in_and_nothing_is_kept() {
    on_both(|fixture| {
        let server = Server::demo(fixture);
        let mut browser = Browser::new(&server);
        let page = browser.get("/practice").page(200).to_owned();
        assert_eq!(page.matches("<fieldset class=\"item\"").count(), 5);
        for text in
            ["这是练习，不计分、不保存。", "action=\"/practice\"", "/assets/js/exam.js", "data-practice=\"yes\""]
        {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(!page.contains("/exam/save") && !page.contains("/exam/submit"));
        let picture = page.split("<img src=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(server.get(picture).send().header("content-type"), "image/svg+xml");

        let fields = [("a.p1", "B"), ("a.p5", "A"), ("a.p5", "D"), ("a.p9", "A"), ("a.p4", "<b>")];
        let done = browser.post("/practice", &fields);
        for text in ["您答了 2 题，共 5 题", "B 12 个月", "A 苹果　D 香蕉", "没有作答", "再练一次", "回执号"]
        {
            assert!(done.page(200).contains(text), "{text}: {}", done.body);
        }
        assert!(browser.get("/practice?lang=en").page(200).contains("How many months are there in a year?"));
        let sign_in = browser.get("/exam").page(200).to_owned();
        assert!(sign_in.contains("href=\"/practice\""));
        server.post("/practice").bare_form(&fields).send().page(409);
    });
}

#[test]
fn whoever_practises_while_waiting_is_brought_back_in_time() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let candidate = county.register(session, 9, 0);
        county.open("S1", session);
        let server = Server::demo(fixture);
        let mut browser = Browser::new(&server);
        browser.enter(&candidate);
        let wait = browser.get("/exam/wait").page(200).to_owned();
        for text in
            ["href=\"/practice\"", "/assets/js/wait.js", "data-opens=\"2026-12-12T01:00:00Z\"", "第 1 考场 1 号"]
        {
            assert!(wait.contains(text), "{text}: {wait}");
        }
        let refresh = wait.find("http-equiv=\"refresh\"").unwrap();
        assert!(wait[..refresh].ends_with("<noscript><meta "), "only where no script runs: {wait}");
        let page = browser.get("/practice").page(200).to_owned();
        for text in ["09:00 开考", "data-opens=\"2026-12-12T01:00:00Z\"", "url=/exam/wait", "/assets/js/wait.js"] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(browser.post("/practice", &[]).page(200).contains("href=\"/exam/wait\""));
        fixture.go_to("2026-12-12T00:58:00Z");
        assert!(!browser.get("/exam/wait").page(200).contains("/practice"), "no time is left for it");
        fixture.go_to(OPENS);
        assert_eq!(browser.get("/exam/wait").sent_to(), "/exam/paper");
    });
}
