//! The page of a ceremony's guest, in every state and with what was wrong.

use askama::Template as _;
use jiangheng::web::pages::views::*;

use super::Samples;

const PLACE: &str = "/ceremony/Zm9yLWV4YW1wbGU";

impl Samples {
    pub(super) fn guest_pages(&self, add: &mut dyn FnMut(&str, Result<String, askama::Error>)) {
        for state in GuestState::ALL {
            add(&format!("guest-{}", state.name()), self.guest(state, None).render());
        }
        let wrong = |field, zh: &str, en: &str| Some((field, self.l(zh, en)));
        let form = wrong(
            "commitment",
            "承诺值是 64 位小写十六进制数。请原样粘贴。",
            "A commitment is 64 lowercase hex digits. Please paste it as it is.",
        );
        let of_plan = GuestPage { is_plan: true, ..self.guest(GuestState::Commit, None) };
        add("guest-commit-plan", of_plan.render());
        add("guest-commit-wrong", self.guest(GuestState::Commit, form).render());
        let secret = wrong(
            "secret",
            "密值与承诺值不符，什么也没有开启。请核对是哪一方的、哪一场的。",
            "The secret is not its commitment's; nothing was opened.",
        );
        add("guest-open-wrong", self.guest(GuestState::Open, secret).render());
    }

    fn guest(&self, state: GuestState, wrong: Option<(&'static str, String)>) -> GuestPage {
        let chrome = self.chrome(PLACE);
        let keeps = matches!(state, GuestState::Wait | GuestState::Keep | GuestState::Kept);
        let committed = state != GuestState::Commit && state != GuestState::Wait;
        let values = [
            ("name", "县总工会".into()),
            ("roster", self.l("12 月 5 日 24:00 前", "5 December, midnight").into()),
            ("from", self.l("12 月 12 日 08:30", "12 December 08:30").into()),
            ("until", self.l("12 月 12 日 09:30", "12 December 09:30").into()),
            ("reason", self.l("考点停电", "the centre has no power").into()),
        ];
        let said =
            |end: &str| jiangheng::i18n::text_with(self.locale, &format!("guest-{}{end}", state.name()), &values);
        let mut errors = FormErrors::none();
        let refused = wrong.is_some();
        if let Some((field, text)) = wrong {
            errors.add(field, text);
        }
        let mut facts = vec![
            Fact::new(chrome.t("fact-session"), "EX-2026-001 · S1"),
            Fact::new(chrome.t("guest-opens"), self.l("2026 年 12 月 12 日 09:00", "12 December 2026 09:00")),
            Fact::new(chrome.t("guest-who"), if keeps { "县公证处 周正（union）" } else { "县总工会（union）" }),
        ];
        if committed {
            facts.push(Fact::code(chrome.t("rite-field-commitment"), "84ae626a571e21700878a701b740044e".repeat(2)));
            facts.push(Fact::new(chrome.t("rite-receipts"), "1 / 2　县图书馆 陈静"));
        }
        GuestPage {
            title: self.l("电工（五级）理论考试抽题", "Electrician, level 5: the draw of the theory test"),
            is_plan: false,
            role: if keeps {
                chrome.t2("guest-custodian", "who", "县公证处 周正", "name", "县总工会")
            } else {
                chrome.t1("guest-contributor", "body", "县总工会")
            },
            now: said(""),
            text: said("-text"),
            facts,
            draw: committed.then(|| Link::new(chrome.t("link-draw"), "/draws/EX-2026-001/S1")),
            over: state.is_over(),
            work: state.form().map(|form| GuestWork {
                form,
                action: format!("{PLACE}/{form}"),
                exam: "EX-2026-001".into(),
                session: "S1".into(),
                contributor: "union".into(),
                commitment: if committed { "84ae626a571e21700878a701b740044e".repeat(2) } else { String::new() },
            }),
            banner: (state == GuestState::Committed && !refused).then(|| Banner {
                tone: Tone::Ok,
                title: chrome.t("guest-done-commit"),
                text: String::new(),
            }),
            errors,
            chrome,
        }
    }
}
