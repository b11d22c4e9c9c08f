//! Registering at the counter, as the pages do it: what is wrong is said at its field, what was decided is explained.

use jiangheng::domain::account::Role;
use jiangheng::services::accounts::{self, NewOrganisation, OrganisationKind};

use super::server::{Answer, Server, Session};
use crate::rows;
use crate::rules::fixture::{County, PASSWORD, identity};
use crate::support::{Fixture, on_both};

fn registered(fixture: &Fixture) -> i64 {
    rows::number(&fixture.context.store, "SELECT COUNT(*) AS number FROM registration")
}

/// A counter: a server, a clerk, a session.
struct Counter<'a> {
    server: &'a Server,
    clerk: &'a Session,
    session: i64,
}

impl Counter<'_> {
    fn send(&self, changed: &[(&str, &str)]) -> Answer {
        let number = identity("19710304", 7);
        let mut fields = vec![
            ("name", "王玉兰"),
            ("document_kind", "resident_id"),
            ("document_number", number.as_str()),
            ("locale", "zh-CN"),
            ("channel", "person"),
            ("letters_signed", "yes"),
        ];
        fields.retain(|(name, _)| changed.iter().all(|(other, _)| name != other));
        fields.extend(changed);
        let address = format!("/staff/sessions/{}/register", self.session);
        self.server.post(&address).cookie(self.clerk).form(&fields).send()
    }
}

#[test]
fn each_wrong_field_is_said_at_the_field_and_what_was_typed_stays() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let counter = Counter { server: &server, clerk: &clerk, session: county.session("S1", 5) };
        let number = identity("19710304", 7);
        let swapped = format!("{}8{}", &number[..16], &number[17..]);
        for (field, typed, says) in [
            ("name", " ", "请填写姓名"),
            ("document_number", "", "请填写证件号码"),
            ("document_number", "4100991971030400", "您输了 16 位"),
            ("document_number", "41009919710304O022", "第 15 位不对"),
            ("document_number", "410099197102300027", "第 7 至 14 位"),
            ("document_number", &swapped, "有一位输错了"),
            ("email", "nobody", "邮箱地址不对"),
            ("work_years", "三", "请填整数"),
            ("extra_minutes", "121", "0 至 120 分钟"),
            ("locale", "fr", "请选择语言"),
        ] {
            let answer = counter.send(&[(field, typed)]);
            let page = answer.page(422);
            assert!(page.contains(&format!("id=\"{field}-why\"")), "{field} {typed}: {page}");
            assert!(page.contains(says), "{typed}: {says}: {page}");
            assert!(page.contains(&format!("href=\"#{field}\"")), "the summary leads to {field}");
            if !matches!(field, "name" | "locale") {
                assert!(page.contains(&format!("value=\"{typed}\"")), "{field} {typed} stays: {page}");
                assert!(page.contains("value=\"王玉兰\""), "the rest stays too");
            }
            assert!(
                page.contains("id=\"letters_signed\" name=\"letters_signed\" type=\"checkbox\" value=\"yes\" checked")
            );
        }
        let both = counter.send(&[("name", ""), ("work_years", "x"), ("extra_minutes", "y"), ("email", "z")]);
        assert!(both.page(422).contains("有 4 处需要改"), "all at once: {}", both.body);
        assert_eq!(registered(fixture), 0);
    });
}

#[test]
fn a_passport_asks_for_the_birth_day_and_takes_it_as_people_write_it() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let counter = Counter { server: &server, clerk: &clerk, session: county.session("S1", 5) };
        let passport = [("document_kind", "passport"), ("document_number", "E12345678")];
        for birth in ["", "1971", "1971-02-30"] {
            let answer = counter.send(&[&passport[..], &[("birth_day", birth)]].concat());
            assert!(answer.page(422).contains("id=\"birth_day-why\""), "{birth}: {}", answer.body);
        }
        let differs = counter.send(&[("birth_day", "1971-03-05")]);
        assert!(differs.page(422).contains("出生日期与证件号码不一致"), "{}", differs.body);
        let made = counter.send(&[&passport[..], &[("birth_day", "1971年3月4日")]].concat());
        let shown = server.get(made.sent_to()).cookie(&clerk).send();
        assert!(shown.page(200).contains("＊＊＊＊ 5678") && !shown.body.contains("E12345678"), "{}", shown.body);
    });
}

#[test]
fn checking_first_tells_every_rule_and_writes_nothing() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let counter = Counter { server: &server, clerk: &clerk, session: county.session("S1", 5) };
        let answer = counter.send(&[("deed", "check"), ("extra_minutes", "30"), ("large_print", "yes")]);
        let page = answer.page(200);
        assert!(page.contains("<h1>可以报名。</h1>"), "{page}");
        for told in
            ["在考核窗口内", "已备案该职业", "承诺书都已签署", "55 周岁", "没有未结束的报名", "已参加 0 个补贴项目"]
        {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert_eq!(page.matches("<blockquote").count(), 8, "each with its clause");
        assert!(page.contains("运政办发〔2020〕14号") && page.contains("版本 qinghe-2026"), "{page}");
        for kept in ["name=\"extra_minutes\" value=\"30\"", "name=\"large_print\" value=\"yes\""] {
            assert!(page.contains(kept), "{kept}: {page}");
        }
        let refused = counter.send(&[("deed", "check"), ("letters_signed", "")]);
        assert!(refused.page(200).contains("<h1>现在不能报名。</h1>"), "{}", refused.body);
        assert!(refused.body.contains("没有登记，什么都没有存下来"));
        let young = identity("20101213", 7);
        let later = counter.send(&[("deed", "check"), ("document_number", &young)]);
        assert!(later.page(200).contains("<h1>现在不能报名，2026 年 12 月 13 日起可以。</h1>"), "{}", later.body);
        assert!(later.body.contains("2026 年 12 月 13 日起不再受这一条限制"));
        let wrong = counter.send(&[("deed", "check"), ("name", "")]);
        assert!(wrong.page(422).contains("请填写姓名"));
        assert_eq!(registered(fixture), 0);
        assert_eq!(rows::number(&fixture.context.store, "SELECT COUNT(*) AS number FROM person"), 0);
    });
}

#[test]
fn a_review_is_passed_by_an_officer_with_a_reason_and_others_learn_who_can() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S4", 4);
        county.account("manager", Role::CentreManager, county.centre);
        let server = Server::real(fixture);
        let (officer, manager) = (server.sign_in("liumin", PASSWORD), server.sign_in("manager", PASSWORD));
        let by = |clerk| Counter { server: &server, clerk, session };

        let told = by(&manager).send(&[("work_years", "6")]);
        let page = told.page(422);
        assert!(page.contains("<h1>需要复核。</h1>") && page.contains("人社局负责安排场次的管理员"), "{page}");
        assert!(!page.contains("name=\"review_reason\""), "{page}");
        let tried = [("work_years", "6"), ("deed", "review"), ("review_reason", "看过了")];
        by(&manager).send(&tried).page(403);

        let asked = by(&officer).send(&[("work_years", "6")]);
        let page = asked.page(422);
        assert!(page.contains("name=\"review_reason\"") && page.contains("name=\"work_years\" value=\"6\""), "{page}");
        let blank = by(&officer).send(&[("work_years", "6"), ("deed", "review"), ("review_reason", "  ")]);
        assert!(blank.page(422).contains("id=\"review_reason-why\"") && blank.body.contains("请写明放宽的理由"));
        let long = "理".repeat(501);
        let long = by(&officer).send(&[("work_years", "6"), ("deed", "review"), ("review_reason", &long)]);
        assert!(long.page(422).contains("理由最多 500 个字") && long.body.contains("理理理"), "kept");
        assert_eq!(registered(fixture), 0);

        let passed = [("work_years", "6"), ("deed", "review"), ("review_reason", "已核对社保记录 6 年")];
        let made = by(&officer).send(&passed);
        let shown = server.get(made.sent_to()).cookie(&officer).send();
        assert!(shown.page(200).contains("已核对社保记录 6 年") && shown.body.contains("需要复核"), "{}", shown.body);
        assert!(county.audited("registration.create").concat().contains("已核对社保记录"));
    });
}

#[test]
fn a_full_room_and_a_closed_roster_keep_what_was_typed_for_another_session() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (first, second) = (county.session("S1", 5), county.session("S2", 5));
        rows::run(&fixture.context.store, "UPDATE room SET seats = 1").unwrap();
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let counter = Counter { server: &server, clerk: &clerk, session: first };
        counter.send(&[]).sent_to();
        let other = identity("19800101", 8);
        let full = counter.send(&[("document_number", &other), ("name", "李春"), ("extra_minutes", "20")]);
        let page = full.page(422);
        assert!(page.contains("<h1>本场座位已满</h1>") && page.contains("李春的内容都还在"), "{page}");
        assert!(page.contains(&format!("action=\"/staff/sessions/{second}/register\"")), "{page}");
        assert!(page.contains(&format!("name=\"document_number\" value=\"{other}\"")), "{page}");
        let there = Counter { session: second, ..counter };
        let shown = there.send(&[("document_number", &other), ("extra_minutes", "20"), ("restore", "yes")]);
        assert!(shown.page(200).contains(&format!("value=\"{other}\"")) && shown.body.contains("value=\"20\""));
        assert_eq!(registered(fixture), 1, "shown, not carried out");

        county.move_session(first, "roster_closed");
        let address = format!("/staff/sessions/{first}/register");
        let closed = server.get(&address).cookie(&clerk).send();
        assert!(closed.page(200).contains("<h1>本场报名已截止</h1>"), "{}", closed.body);
        assert!(closed.body.contains(&format!("href=\"/staff/sessions/{second}/register\"")), "{}", closed.body);
        let late = Counter { session: first, ..there }.send(&[("document_number", &other), ("name", "李春")]);
        assert!(late.page(422).contains("李春的内容都还在"), "{}", late.body);
        assert_eq!(registered(fixture), 1);
    });
}

#[test]
fn a_registration_is_shown_with_its_verdict_withdrawn_once_and_hidden_from_strangers() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1", 5);
        let other = NewOrganisation {
            code: "000002".into(),
            name: "青禾县第二考点".into(),
            kind: OrganisationKind::Centre,
            rank: String::new(),
        };
        let other = accounts::create_organisation(county.context, &county.admin, other).unwrap();
        county.account("elsewhere", Role::CentreManager, other);
        county.account("auditor", Role::Auditor, county.bureau);
        let server = Server::real(fixture);
        let clerk = server.sign_in("liumin", PASSWORD);
        let counter = Counter { server: &server, clerk: &clerk, session };
        let made = counter.send(&[("email", "wang@example.org"), ("extra_minutes", "30"), ("large_print", "yes")]);
        let place = made.sent_to().to_owned();
        let shown = server.get(&place).cookie(&clerk).send();
        let page = shown.page(200);
        for told in [
            "<h1>已报名。</h1>",
            "000010001",
            "＊＊＊＊",
            "30 分钟",
            "准考证会发到考生的邮箱",
            "再登记一名",
            "在考核窗口内",
            &format!("{place}/withdraw"),
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let (stranger, auditor) = (server.sign_in("elsewhere", PASSWORD), server.sign_in("auditor", PASSWORD));
        let foreign = server.get(&place).cookie(&stranger).send();
        let missing = server.get("/staff/registrations/999").cookie(&stranger).send();
        let bare = |answer: &Answer, address: &str| answer.page(404).replace(address, "…");
        assert_eq!(bare(&foreign, &place), bare(&missing, "/staff/registrations/999"));
        let withdrawal = format!("{place}/withdraw");
        server.get(&withdrawal).cookie(&stranger).send().page(404);
        server.post(&withdrawal).cookie(&stranger).form(&[]).send().page(404);
        Counter { clerk: &stranger, ..counter }.send(&[]).page(404);
        let read = server.get(&place).cookie(&auditor).send();
        assert!(!read.page(200).contains("/withdraw"), "who may not is not asked");
        server.post(&withdrawal).cookie(&auditor).form(&[]).send().page(403);

        assert!(server.get(&withdrawal).cookie(&clerk).send().page(200).contains("确定为这名考生退考吗"));
        for _ in 0..2 {
            let gone = server.post(&withdrawal).cookie(&clerk).form(&[("once", "form-9")]).send();
            assert_eq!(gone.sent_to(), place, "twice is once");
        }
        let shown = server.get(&place).cookie(&clerk).send();
        assert!(shown.page(200).contains("<h1>已退考</h1>") && !shown.body.contains(&withdrawal), "{}", shown.body);
        assert!(server.get(&withdrawal).cookie(&clerk).send().page(200).contains("现在不能退考"));
        server.post(&withdrawal).cookie(&clerk).form(&[("once", "form-10")]).send().page(409);
    });
}
