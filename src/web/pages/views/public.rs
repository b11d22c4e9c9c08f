//! Pages for everybody: home, notices, certificates, verification, errors, the demo's mails.

use askama::Template;

use crate::i18n::Locale;

use super::{Action, Banner, Chip, Chrome, Fact, Finder, FormErrors, Link, Pager, Tone};

/// `/`: three doors, then the notices and draws.
#[derive(Template)]
#[template(path = "pages/home.html")]
pub struct Home {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Notices running now, those shown.
    pub notices: Vec<HomeRow>,
    /// To the other notices.
    pub pager: Pager,
    /// Draws with a public page.
    pub draws: Vec<HomeRow>,
}

/// A line of the home page's lists.
#[derive(Clone, Debug)]
pub struct HomeRow {
    /// What it is: `电工（五级）成绩公示`.
    pub title: String,
    /// When and where.
    pub detail: String,
    /// Where it leads.
    pub href: String,
}

/// `/notices/{id}`: a public notice; names and identity numbers arrive masked.
#[derive(Template)]
#[template(path = "pages/notice.html")]
pub struct NoticePage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// `电工（五级）成绩公示`.
    pub title: String,
    /// First day, last day, how many working days, as one sentence.
    pub period: String,
    /// Whether the notice still runs.
    pub running: bool,
    /// Session, day, body, how to object.
    pub facts: Vec<Fact>,
    /// One row a candidate.
    pub rows: Vec<NoticeEntry>,
}

/// A candidate in a notice.
#[derive(Clone, Debug)]
pub struct NoticeEntry {
    /// Masked name.
    pub name: String,
    /// Masked identity number.
    pub identity: String,
    /// Theory marks, `84.00`, or a dash.
    pub theory: String,
    /// Practical marks, or a dash.
    pub practical: String,
    /// Passed, failed, absent.
    pub result: Chip,
}

/// `/certificates/{serial}`: the certificate on A4 landscape, bilingual whatever the reader's language.
#[derive(Template)]
#[template(path = "pages/certificate.html")]
pub struct CertificatePage {
    /// Head, foot, texts (the sheet itself has neither head nor foot).
    pub chrome: Chrome,
    /// `S000199000001265000317`.
    pub serial: String,
    /// The holder's name, in full: the page is the holder's.
    pub name: String,
    /// `110105＊＊＊＊＊＊＊＊002X`.
    pub identity: String,
    /// `2026 年 12 月 12 日至 13 日`.
    pub period: String,
    /// `电工`.
    pub occupation: String,
    /// `6-31-01-03`.
    pub occupation_code: String,
    /// `五级／初级工`; empty for a certificate without level.
    pub level_zh: String,
    /// `Level 5`.
    pub level_en: String,
    /// `84.00`.
    pub theory: String,
    /// `78.50`.
    pub practical: String,
    /// Who awards.
    pub body: String,
    /// `2026 年 12 月 25 日`.
    pub issued: String,
    /// The key's short name, `a1c47e02`.
    pub key: String,
    /// Its place in the public log, `10482`.
    pub log_index: String,
    /// The official address to check it at, without the scheme.
    pub verify_address: String,
    /// The QR code as inline SVG from `formats::qr`; put in as it is.
    pub qr_svg: String,
    /// Said above the sheet where it is not live: revoked, suspended.
    pub status: Option<Banner>,
    /// The certificate as a file; posted to, with `claim`.
    pub json_href: String,
    /// The name or last four that opened the page; forms on it post it again as `claim`.
    pub claim: String,
    /// Its check page.
    pub verify_href: String,
}

/// `/verify` and `/v/{serial}` without an answer yet: posts `serial` and `claim` (name or last four) to `/verify`.
#[derive(Template)]
#[template(path = "pages/verify_form.html")]
pub struct VerifyForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at `serial` or `claim`.
    pub errors: FormErrors,
    /// What was typed or came with the address.
    pub serial: String,
    /// What was typed.
    pub claim: String,
    /// After many wrong answers: how long to wait, in whole minutes.
    pub wait_minutes: Option<u32>,
}

/// The answer to a check. Never plain "valid".
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Signature valid, neither revoked nor suspended, as of the page's `as_of`.
    Good,
    /// Revoked for good: day and ground of C5.
    Revoked {
        /// `2027 年 3 月 8 日`.
        day: String,
        /// The ground, in the reader's language.
        ground: String,
    },
    /// Suspended until further notice.
    Suspended {
        /// Since which day.
        day: String,
    },
    /// The signature does not fit the content.
    Altered,
    /// No such certificate, or the claim does not fit: the same answer.
    Unknown,
    /// Signature valid, status not known now.
    NotNow {
        /// The last status and when, as one sentence; empty where there is none.
        last: String,
    },
}

impl Verdict {
    /// The key of the `h1`; `-text` and `-crumb` are built on it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Good => "verify-good",
            Self::Revoked { .. } => "verify-revoked",
            Self::Suspended { .. } => "verify-suspended",
            Self::Altered => "verify-altered",
            Self::Unknown => "verify-unknown",
            Self::NotNow { .. } => "verify-notnow",
        }
    }

    /// Class of the frame.
    pub fn frame(&self) -> &'static str {
        match self {
            Self::Good => "",
            Self::Revoked { .. } | Self::Altered => "stop",
            Self::Suspended { .. } | Self::NotNow { .. } => "warn",
            Self::Unknown => "unk",
        }
    }

    /// Class of the sign beside the `h1`.
    pub fn sign(&self) -> &'static str {
        match self {
            Self::Good => "tick",
            Self::Revoked { .. } | Self::Altered | Self::Suspended { .. } => "cross",
            Self::Unknown | Self::NotNow { .. } => "huh",
        }
    }
}

/// `/v/{serial}` with an answer.
#[derive(Template)]
#[template(path = "pages/verify_result.html")]
pub struct VerifyResult {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The answer.
    pub verdict: Verdict,
    /// `2026 年 12 月 28 日 15:42`.
    pub as_of: String,
    /// The serial asked for.
    pub serial: String,
    /// Signature, status and log in plain words; empty where nothing was found.
    pub checks: Vec<CheckRow>,
    /// Each check the server made, among the technical details.
    pub technical: Vec<CheckRow>,
    /// Signed fields only, masked; empty where nothing was found.
    pub facts: Vec<Fact>,
    /// Technical details, one sentence each.
    pub details: Vec<String>,
    /// Address of the certificate's JSON, posted to with `claim`, for the check in the browser and the download;
    /// `None` where not found.
    pub json_href: Option<String>,
    /// The claim that was right; empty where not found. Forms post it again.
    pub claim: String,
}

/// One check of a certificate.
#[derive(Clone, Debug)]
pub struct CheckRow {
    /// `Ok`, `Stop` or anything else for "not known".
    pub tone: Tone,
    /// `签名正确`.
    pub title: String,
    /// By whom, when.
    pub text: String,
}

impl CheckRow {
    /// Class of the sign.
    pub fn sign(&self) -> &'static str {
        match self.tone {
            Tone::Ok => "tick",
            Tone::Stop => "cross",
            _ => "huh",
        }
    }
}

/// `/V`: where the QR code leads. The script reads the fragment; without script the serial is asked for.
#[derive(Template)]
#[template(path = "pages/verify_qr.html")]
pub struct VerifyQr {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Always empty here; the form posts to `/verify`.
    pub errors: FormErrors,
    /// The words of each ground of a revocation: `ineligible=…|forged_paper=…`.
    pub grounds: String,
}

/// Any error: what happened, then what to do.
#[derive(Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// What happened: `页面没有找到`.
    pub title: String,
    /// What to do.
    pub text: String,
    /// For an internal error: the number to give the administrator, `8F3K-21`.
    pub incident: Option<String>,
    /// Where the button leads.
    pub back: Link,
    /// Whether it leads to a form that has to show again what was typed.
    pub keeps: bool,
}

impl ErrorPage {
    /// 404.
    pub fn not_found(chrome: Chrome) -> Self {
        Self::of(chrome, "page-error-not-found", None)
    }

    /// 403 for a page whose existence is no secret; `who` names those who may, empty where that is not known.
    pub fn not_allowed(chrome: Chrome, who: &str) -> Self {
        let text = if who.is_empty() {
            chrome.t("page-error-not-allowed-text")
        } else {
            chrome.t1("page-error-not-allowed-who", "who", who)
        };
        Self { text, ..Self::of(chrome, "page-error-not-allowed", None) }
    }

    /// 500: what was saved is safe; the number is the log's.
    pub fn internal(chrome: Chrome, incident: String) -> Self {
        Self::of(chrome, "page-error-internal", Some(incident))
    }

    /// What was refused, in its own words under the title `key`. Going back finds what was typed.
    pub fn refused(chrome: Chrome, key: &str, text: String, back: Link) -> Self {
        Self { title: chrome.t(key), text, incident: None, back, keeps: true, chrome }
    }

    fn of(chrome: Chrome, key: &str, incident: Option<String>) -> Self {
        let back = Link::new(chrome.t("page-error-back"), "/");
        Self { title: chrome.t(key), text: chrome.t(&format!("{key}-text")), incident, back, keeps: false, chrome }
    }
}

/// `/demo/mail`: the mails the demo has written.
#[derive(Template)]
#[template(path = "pages/mail_list.html")]
pub struct MailList {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Looks for mails by their address.
    pub finder: Finder,
    /// Newest first.
    pub mails: Vec<MailRow>,
    /// To the others.
    pub pager: Pager,
}

/// One mail in the list.
#[derive(Clone, Debug)]
pub struct MailRow {
    /// When it was written.
    pub when: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Where to read it.
    pub href: String,
}

/// `/demo/mail/{name}`: one mail.
#[derive(Template)]
#[template(path = "pages/mail.html")]
pub struct MailPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Its subject.
    pub subject: String,
    /// From, to, date.
    pub facts: Vec<Fact>,
    /// The body's text; line breaks are kept.
    pub text: String,
}

/// A page that only asks for one decision or tells one thing: title, sentences, one filled button.
#[derive(Template)]
#[template(path = "pages/message.html")]
pub struct MessagePage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The `h1`.
    pub title: String,
    /// Paragraphs.
    pub text: Vec<String>,
    /// The filled button, where there is something to do.
    pub action: Option<Action>,
    /// The way back.
    pub back: Option<Link>,
}

impl CertificatePage {
    /// The language of the frame around the sheet.
    pub fn is_chinese(&self) -> bool {
        self.chrome.locale == Locale::Zh
    }
}
