//! The staff pages of a ceremony: who reads and who acts, each form right and wrong, numbers hidden until one's own are
//! entered, a link shown once.

use jiangheng::domain::account::Role;
use jiangheng::domain::draw;
use jiangheng::services::accounts::{self, NewAccount};
use jiangheng::services::{Context, ceremony};

use super::server::{Answer, Server, Session};
use crate::draw::fixture::{County, EXAM, OF_A_PLAN, PLAN_DRAWN, PLAN_OPENS, reading};
use crate::support::on_both;

const PASSWORD: &str = "秤砣虽小可压千斤呀。";
/// When the drawing that the manifest names happens.
const DRAWN: &str = "2026-12-10T13:30:00Z";

/// A reader of one session's ceremony.
struct Reader<'a> {
    server: &'a Server,
    account: Session,
    session: i64,
}

impl<'a> Reader<'a> {
    fn new(server: &'a Server, login: &str, session: i64) -> Self {
        Self { server, account: server.sign_in(login, PASSWORD), session }
    }

    fn path(&self, end: &str) -> String {
        format!("/staff/sessions/{}/ceremony{end}", self.session)
    }

    fn get(&self, end: &str) -> Answer {
        self.server.get(&self.path(end)).cookie(&self.account).send()
    }

    fn see(&self) -> String {
        self.get("").page(200).to_owned()
    }

    fn session(&self) -> String {
        let path = format!("/staff/sessions/{}", self.session);
        self.server.get(&path).cookie(&self.account).send().page(200).to_owned()
    }

    fn post(&self, end: &str, fields: &[(&str, &str)]) -> Answer {
        self.server.post(&self.path(end)).cookie(&self.account).form(fields).send()
    }

    /// The page on which a form comes back, with its error at a field.
    fn refused(&self, end: &str, fields: &[(&str, &str)], at: &str) -> String {
        let answer = self.post(end, fields);
        let page = answer.page(422);
        assert!(page.contains(&format!("id=\"{at}-why\"")), "{at}: {page}");
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
            assert!(page.contains(value), "{name} was typed as {value} and is gone: {page}");
        }
        page.to_owned()
    }

    fn done(&self, end: &str, fields: &[(&str, &str)]) {
        let answer = self.post(end, fields);
        assert_eq!(answer.sent_to(), format!("{}?done={}", self.path(""), end.trim_start_matches('/')));
    }
}

fn account(county: &County<'_>, login: &str, role: Role, organisation_id: i64) {
    let new = NewAccount {
        organisation_id,
        login: login.into(),
        name: login.into(),
        password: PASSWORD.into(),
        roles: vec![role],
    };
    accounts::create_account(county.context, &county.admin, new).unwrap();
}

fn commitment(code: &str, byte: u8) -> String {
    hex::encode(draw::commitment(EXAM, "S1", code, &[byte; 32]))
}

/// A session with a candidate, its commitments and receipts there, its roster closed on a drawing of the calendar.
fn closed(county: &County<'_>) -> i64 {
    let session = county.session("S1");
    county.register(session, 1, 0);
    county.commit_all(session, "S1");
    let real = Context { demo: false, ..county.context.clone() };
    ceremony::close_roster(&real, &county.admin, session).unwrap();
    session
}

fn numbers(first: u8) -> String {
    let all: Vec<String> = (0..20).map(|at| format!("{:02}", first + 4 * at)).collect();
    all.join(" ")
}

#[test]
fn an_auditor_reads_an_examiner_finds_nothing_and_each_form_asks_for_its_permission() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        account(&county, "shenji", Role::Auditor, county.admin.organisation_id);
        account(&county, "kaoping", Role::Examiner, county.body);
        account(&county, "dudao", Role::Supervisor, county.centre);
        let server = Server::real(fixture);
        let reader = |login: &str| Reader::new(&server, login, session);
        let forms = ["contributor", "custodian", "commitment", "receipt", "beacon", "secret", "call-off"];

        let auditor = reader("shenji");
        let page = auditor.see();
        assert!(page.contains("收齐各方的承诺"), "{page}");
        assert!(auditor.session().contains(&auditor.path("")), "the session's page leads there");
        for form in forms {
            assert!(!page.contains(&auditor.path(&format!("/{form}"))), "{form}: {page}");
            assert_eq!(auditor.get(&format!("/{form}")).status, 403, "{form}");
            assert_eq!(auditor.post(&format!("/{form}"), &[("reason", "试一试能不能取消")]).status, 403, "{form}");
        }
        assert_eq!(auditor.get("/links/00").status, 403);

        let examiner = reader("kaoping");
        for end in ["", "/call-off", "/links/00"] {
            assert_eq!(examiner.get(end).status, 404, "{end}");
        }
        let supervisor = reader("dudao");
        assert_eq!(supervisor.get("/beacon").sent_to(), supervisor.path(""), "theirs, and not yet");
        assert_eq!(supervisor.get("/secret").status, 403);

        let admin = reader("liumin");
        let page = admin.see();
        for form in ["contributor", "commitment", "call-off"] {
            assert!(page.contains(&admin.path(&format!("/{form}"))), "{form}: {page}");
        }
        for form in ["custodian", "receipt", "beacon", "secret"] {
            assert_eq!(admin.get(&format!("/{form}")).sent_to(), admin.path(""), "{form} is not due");
        }
        assert_eq!(admin.get("/nothing").status, 404);
        assert_eq!(server.get(&admin.path("")).send().status, 303, "whoever isn't signed in signs in");
    });
}

#[test]
fn a_link_is_shown_once_and_to_its_maker_alone() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let server = Server::real(fixture);
        let admin = Reader::new(&server, "liumin", session);
        let union = [("contributor", "union"), ("body", "县总工会"), ("person", "郑兰"), ("side", "outside")];
        admin.refused("/contributor", &[("contributor", "总工会"), ("body", "县总工会")], "contributor");
        admin.refused("/contributor", &[("contributor", "union"), ("person", "郑兰"), ("body", "")], "body");

        let fields = [&union[..], &[("once", "a")]].concat();
        let made = admin.post("/contributor", &fields);
        let place = made.sent_to().to_owned();
        assert!(place.starts_with(&admin.path("/links/")), "{place}");
        assert_eq!(admin.post("/contributor", &fields).sent_to(), place, "pressed twice, it is made once");
        account(&county, "second", Role::BureauAdministrator, county.admin.organisation_id);
        let show = |who: &Reader<'_>| server.get(&place).cookie(&who.account).send();
        let other = show(&Reader::new(&server, "second", session));
        assert!(!other.page(200).contains("https://exam.example.org/ceremony/"), "{}", other.body);
        let shown = show(&admin);
        let page = shown.page(200);
        assert!(page.contains("value=\"https://exam.example.org/ceremony/"), "{page}");
        assert!(page.contains("<svg") && page.contains("class=\"qr\"") && page.contains("当面"), "{page}");
        let again = show(&admin);
        assert!(again.page(200).contains("已经显示过") && !again.body.contains("org/ceremony/"), "{}", again.body);

        admin.refused("/contributor", &union, "contributor");
        admin.refused("/custodian", &[("contributor", "union"), ("body", "县公证处"), ("person", "")], "person");
        let keeper = [("contributor", "union"), ("body", "县公证处"), ("person", "周正")];
        let keeper = admin.post("/custodian", &keeper).sent_to().to_owned();
        let keeper = server.get(&keeper).cookie(&admin.account).send();
        let page = keeper.page(200);
        assert!(page.contains("周正") && page.contains("org/ceremony/"), "{page}");
        let page = admin.see();
        assert!(page.contains("县总工会 郑兰") && page.contains("县公证处 周正") && page.contains("还没办"), "{page}");
        assert!(!page.contains("org/ceremony/"), "the page shows no link again");
    });
}

#[test]
fn commitments_and_receipts_on_paper_are_taken_and_what_is_wrong_is_said_at_its_field() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let server = Server::real(fixture);
        let admin = Reader::new(&server, "liumin", session);
        let right = commitment("union", 3);
        let spaced: Vec<&str> = (0..8).map(|at| &right[at * 8..at * 8 + 8]).collect();
        let spaced = spaced.join(" ").to_uppercase();
        let base = [("contributor", "union"), ("body", "县总工会"), ("side", "outside")];
        let with = |value: &'static str| [&base[..], &[("commitment", value)]].concat();
        admin.refused("/commitment", &with("00ab"), "commitment");
        let paper = [&base[..], &[("commitment", spaced.as_str())]].concat();
        admin.done("/commitment", &paper);
        admin.refused("/commitment", &paper, "contributor");
        let copied =
            [("contributor", "press"), ("body", "县融媒体中心"), ("side", "outside"), ("commitment", right.as_str())];
        admin.refused("/commitment", &copied, "commitment");
        let page = admin.see();
        assert!(page.contains(&format!("title=\"{right}\"")) && page.contains("0 / 2"), "{page}");

        let receipt = |body: &'static str, person: &'static str, commitment: &str| {
            let fields = [("contributor", "union"), ("body", body), ("person", person), ("commitment", commitment)];
            fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let given = |fields: &[(String, String)], at: &str| {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            match at {
                "" => admin.done("/receipt", &fields),
                at => drop(admin.refused("/receipt", &fields, at)),
            }
        };
        // Of one contributor alone whoever keeps its secret keeps them all; so there is another.
        for (code, byte, outside) in [("bureau", 1, false), ("discipline", 2, true)] {
            let new = county.commitment(code, "S1", byte, outside);
            ceremony::commit(county.context, &county.admin, session, new).unwrap();
        }
        given(&receipt("县总工会", "郑兰", &right), "body");
        given(&receipt("县公证处", "", &right), "person");
        given(&receipt("县公证处", "周正", &commitment("union", 4)), "commitment");
        given(&receipt("县公证处", "周正", &right), "");
        given(&receipt("县公证处", "别人", &right), "body");
        assert!(admin.see().contains("1 / 2") && admin.see().contains("县公证处 周正"));
        county.register(session, 1, 0);
        let page = admin.see();
        assert!(page.contains("value=\"close-roster\""), "the roster is closed from here: {page}");
        assert!(admin.session().contains("回执"), "the session's list of tasks has them");
    });
}

#[test]
fn nobody_sees_the_others_numbers_before_entering_their_own() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = closed(&county);
        let server = Server::real(fixture);
        let admin = Reader::new(&server, "liumin", session);
        assert_eq!(admin.get("/beacon").sent_to(), admin.path(""), "before the drawing there is no form");
        assert!(admin.session().contains("等公共随机数开奖"));
        fixture.go_to(DRAWN);
        let (admin, manager) = (Reader::new(&server, "liumin", session), Reader::new(&server, "linzhang", session));
        for reader in [&admin, &manager] {
            let page = reader.session();
            assert!(page.contains(&format!("class=\"btn main\" href=\"{}\"", reader.path(""))), "{page}");
        }
        assert!(admin.get("/beacon").page(200).contains("快乐8"));
        let right = numbers(1);
        admin.refused("/beacon", &[("event", "kl8/2026-12-10"), ("numbers", "1 2 3 81")], "numbers");
        admin.refused("/beacon", &[("event", "kl8/2026-12-11"), ("numbers", right.as_str())], "event");
        let enter = |who: &Reader<'_>, numbers: &str| {
            who.done("/beacon", &[("event", "kl8/2026-12-10"), ("numbers", numbers)]);
        };
        enter(&admin, &right.replace(' ', "，"));
        assert!(admin.see().contains(&right), "what was understood is shown to whoever entered it");
        assert!(admin.see().contains("等第二个人录入"));
        assert!(!admin.session().contains(&format!("class=\"btn main\" href=\"{}\"", admin.path(""))));
        let hidden = manager.see();
        assert!(hidden.contains("刘敏") && hidden.contains("号码暂不显示") && !hidden.contains(&right), "{hidden}");
        account(&county, "shenji", Role::Auditor, county.admin.organisation_id);
        let auditor = Reader::new(&server, "shenji", session);
        assert!(!auditor.see().contains(&right));

        let wrong = numbers(2);
        enter(&manager, &wrong);
        let page = manager.see();
        assert!(page.contains(&right) && page.contains(&wrong) && page.contains("不一致"), "{page}");
        assert!(manager.session().contains("两人录得不一致"));
        assert!(!auditor.see().contains(&wrong));
        enter(&manager, &right);
        for reader in [&admin, &manager, &auditor] {
            let page = reader.see();
            assert!(page.contains(&right) && page.contains("两人一致"), "{page}");
        }
        let late = manager.post("/beacon", &[("event", "kl8/2026-12-10"), ("numbers", right.as_str())]);
        assert!(late.page(422).contains("已经一致并锁定"), "{}", late.body);
    });
}

#[test]
fn secrets_brought_to_the_hall_are_opened_one_by_one_and_a_session_is_called_off_with_its_reason() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        county.commit_all(session, "S1");
        county.close_and_draw(session);
        let server = Server::real(fixture);
        let admin = Reader::new(&server, "liumin", session);
        let secret = |byte: u8| hex::encode([byte; 32]);
        admin.refused("/secret", &[("contributor", "union"), ("secret", "xyz")], "secret");
        let wrong = secret(9);
        let refused = admin.refused("/secret", &[("contributor", "union"), ("secret", wrong.as_str())], "secret");
        assert!(refused.contains("什么也没有开启"));
        let groups = "0202 ".repeat(16);
        admin.done("/secret", &[("contributor", "discipline"), ("secret", groups.as_str())]);
        let scanned = format!("exam-seed-secret/v1 {EXAM} S1 bureau {}", secret(1));
        admin.done("/secret", &[("contributor", "bureau"), ("secret", scanned.as_str())]);
        let page = admin.see();
        assert!(page.contains("还差：union 单位"), "{page}");
        assert!(admin.session().contains("还差：union 单位"));
        let form = admin.get("/secret");
        assert!(form.page(200).contains("value=\"union\"") && !form.body.contains("value=\"bureau\""));

        let form = admin.get("/call-off");
        let form = form.page(200);
        assert!(form.contains("1 名考生") && form.contains("已开启的 2 份密值"), "{form}");
        admin.refused("/call-off", &[("reason", "停")], "reason");
        admin.done("/call-off", &[("reason", "县总工会的密值未能按时开启")]);
        let page = admin.see();
        assert!(page.contains("本场已取消") && page.contains("县总工会的密值未能按时开启"), "{page}");
        assert!(!page.contains(&admin.path("/call-off")) && !page.contains(&admin.path("/secret")));
        let again = admin.post("/call-off", &[("reason", "再取消一次试试看")]);
        assert!(again.page(422).contains("banner stop"), "{}", again.body);

        let page = admin.session();
        assert!(page.contains("本场已取消") && !page.contains("aria-current=\"step\""), "{page}");
        assert!(!page.contains("class=\"cards tasks\""), "nobody has to do anything");
        let list =
            |query: &str| server.get(&format!("/staff{query}")).cookie(&admin.account).send().page(200).to_owned();
        let here = format!("href=\"/staff/sessions/{session}\"");
        assert!(list("?state=cancelled").contains(&here) && !list("?state=planned").contains(&here));
        assert!(!list("").contains("class=\"next-card"), "nothing is next over all sessions");
        for end in ["register", "practical", "print"] {
            let answer = server.get(&format!("/staff/sessions/{session}/{end}")).cookie(&admin.account).send();
            assert!(answer.status < 500, "{end}: {} {}", answer.status, answer.body);
        }
    });
}

#[test]
fn the_last_secret_derives_the_papers() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        county.commit_all(session, "S1");
        county.close_and_draw(session);
        let server = Server::real(fixture);
        let admin = Reader::new(&server, "liumin", session);
        for (code, byte) in [("bureau", 1), ("discipline", 2), ("union", 3)] {
            let secret = hex::encode([byte; 32]);
            admin.done("/secret", &[("contributor", code), ("secret", secret.as_str())]);
        }
        let page = admin.see();
        assert!(page.contains("等考试") && !page.contains("各方全部开封以后公布"), "{page}");
        assert!(page.contains(&admin.path("/call-off")), "until it is over it can be called off");
        assert_eq!(admin.get("/secret").sent_to(), admin.path(""));
    });
}

#[test]
fn what_can_t_go_on_leads_to_calling_it_off() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        fixture.go_to("2026-12-05T16:00:00Z");
        let server = Server::real(fixture);
        let admin = Reader::new(&server, "liumin", session);
        assert!(admin.session().contains("名单没有按时封存"));
        let page = admin.see();
        let main = format!("class=\"btn main\" href=\"{}\"", admin.path("/call-off"));
        assert!(page.contains("办不下去了") && page.contains(&main), "{page}");
        let manager = Reader::new(&server, "linzhang", session);
        let page = manager.see();
        assert!(page.contains("办不下去了") && !page.contains("class=\"btn main\""), "{page}");
    });
}

#[test]
fn a_plan_is_made_on_the_page_drawn_on_its_own_and_shown_to_everybody_afterwards() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let candidate = county.register(session, 1, 0);
        county.commit_all(session, "S1");
        for login in ["weidong", "changqing"] {
            account(&county, login, Role::Supervisor, county.admin.organisation_id);
        }
        account(&county, "shenji", Role::Auditor, county.admin.organisation_id);
        let server = Server::real(fixture);
        let admin = Reader::new(&server, "liumin", session);
        let auditor = Reader::new(&server, "shenji", session);
        assert!(auditor.see().contains("本场没有安排抽签") && !auditor.see().contains(&admin.path("/plan")));
        assert_eq!(auditor.post("/plan", &[]).status, 403);
        assert!(admin.see().contains(&admin.path("/plan")));
        assert!(admin.get("/plan").page(200).contains("2026 年 12 月 9 日"), "it says when it is drawn");
        assert_eq!(admin.get("/relief").sent_to(), admin.path(""), "nobody is drawn yet");
        admin.done("/plan", &[]);
        assert!(admin.post("/plan", &[]).page(422).contains("已经有座位和督导员的抽签"));
        let plan = ceremony::view(county.context, &county.admin, session).unwrap().0.plan.unwrap();
        let of_plan = Reader { session: plan.id, account: server.sign_in("liumin", PASSWORD), ..admin };
        let admin = Reader::new(&server, "liumin", session);
        assert!(admin.see().contains(&of_plan.path("")));
        let page = of_plan.see();
        assert!(page.contains("座位和督导员抽签：") && page.contains(&admin.path("")), "{page}");
        assert!(!page.contains(&of_plan.path("/plan")), "a plan has no plan");
        let there = server.get(&format!("/staff/sessions/{}", plan.id)).cookie(&admin.account).send();
        assert_eq!(there.status, 404, "a plan is no session");
        let refused = server.post(&format!("/staff/sessions/{session}/step")).cookie(&admin.account);
        assert!(refused.form(&[("deed", "close-roster")]).send().body.contains("还缺出密方的承诺"));

        assert!(admin.session().contains("收齐座位抽签的承诺"), "the session's page says so first");
        county.commit_all(plan.id, &plan.code);
        assert!(of_plan.see().contains("等封存名单") && admin.session().contains("value=\"close-roster\""));
        ceremony::close_roster(county.context, &county.admin, session).unwrap();
        fixture.go_to(PLAN_DRAWN);
        let due = Reader::new(&server, "liumin", session);
        assert!(due.session().contains("录入座位抽签的公共随机数"));
        for actor in [&county.admin, &county.manager] {
            ceremony::enter_beacon(county.context, actor, plan.id, &reading()).unwrap();
        }
        fixture.go_to(PLAN_OPENS);
        let admin = Reader::new(&server, "liumin", session);
        let of_plan = Reader { session: plan.id, account: server.sign_in("liumin", PASSWORD), ..admin };
        let admin = Reader::new(&server, "liumin", session);
        for (code, byte) in [("bureau", 1), ("discipline", 2), ("union", 3)] {
            of_plan.done("/secret", &[("contributor", code), ("secret", &hex::encode([byte + OF_A_PLAN; 32]))]);
        }
        assert!(of_plan.see().contains("座位和督导员已抽出"));
        assert!(!of_plan.see().contains(&of_plan.path("/call-off")), "told is told");
        let view = ceremony::view(county.context, &county.admin, session).unwrap().0;
        let (first, name) = view.supervisors.first().unwrap().clone();
        assert!(admin.see().contains(&format!("督导员：{name}")));
        let id = first.to_string();
        admin.refused("/relief", &[("supervisor", id.as_str()), ("reason", "")], "reason");
        admin.done("/relief", &[("supervisor", id.as_str()), ("reason", "发烧，不能到场")]);
        let second = ceremony::view(county.context, &county.admin, session).unwrap().0.supervisors;
        assert!(second.len() == 1 && second[0].0 != first, "{second:?}");

        let public = |code: &str| server.get(&format!("/draws/{EXAM}/{code}")).send().page(200).to_owned();
        assert!(public("S1").contains(&format!("/draws/{EXAM}/S1-plan")));
        assert!(public("S1-plan").contains("现在：已经抽出") && !public("S1-plan").contains("抽签结果"));
        county.draw_and_open(session);
        fixture.go_to("2026-12-12T03:00:00Z");
        jiangheng::services::sittings::finish_session(county.context, &county.admin, session).unwrap();
        let page = public("S1-plan");
        assert!(page.contains("抽签结果") && page.contains("weidong") && page.contains(&candidate.admission), "{page}");
        assert!(page.contains("1 号") && !page.contains("/slip\""), "a plan has no slips: {page}");
        assert!(public("S1").contains("@panel"));
    });
}
