//! Writing letters: what the outbox holds, as a mail in its recipient's language.

use askama::Template;
use jiff::Timestamp;
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use serde::de::DeserializeOwned;

use super::Unsent;
use crate::crypto::sha256;
use crate::services::messages::{AdmissionTicket, CancelledLetter, CertificateLetter, Letter, ResultLetter};
use crate::store::outbox;

/// A letter as it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// How a message in the outbox reads in its recipient's language.
///
/// # Errors
/// Says why a letter can't be written: an unknown kind, or a payload of another form.
pub fn compose(message: &outbox::Message) -> Result<Written, String> {
    let text = text(message).map_err(|unsent| format!("{unsent:?}"))?;
    let (subject, body) = text.split_once('\n').unwrap_or((&text, ""));
    Ok(Written { subject: subject.trim().to_owned(), body: format!("{}\n", body.trim()) })
}

/// The mail of a message in the outbox.
pub(super) fn write(message: &outbox::Message, from: &Mailbox, now: Timestamp) -> Result<Message, Unsent> {
    let never = |error: &dyn std::fmt::Display| Unsent::Never(error.to_string());
    let to = message
        .recipient
        .trim()
        .parse()
        .map_err(|error| Unsent::Never(format!("{:?} is no mail address: {error}", message.recipient)))?;
    let Written { subject, body } = compose(message).map_err(Unsent::Never)?;
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject)
        .date(now.into())
        .message_id(Some(message_id(&message.dedup_key, from)))
        .with("Auto-Submitted", "auto-generated")
        .with("Content-Language", &message.locale)
        .header(ContentType::TEXT_PLAIN)
        .body(body.replace('\n', "\r\n"))
        .map_err(|error| never(&error))
}

/// `<…@host>`, the same for the same message however often it is sent.
fn message_id(dedup_key: &str, from: &Mailbox) -> String {
    let digest = hex::encode(sha256(dedup_key.as_bytes()));
    format!("<{}@{}>", digest.get(..32).unwrap_or(&digest), from.email.domain())
}

/// Subject, newline, body.
fn text(message: &outbox::Message) -> Result<String, Unsent> {
    let english = message.locale == "en";
    match (message.kind.as_str(), english) {
        (AdmissionTicket::KIND, false) => render(message, |letter| TicketZh { letter }.render()),
        (AdmissionTicket::KIND, true) => render(message, |letter| TicketEn { letter }.render()),
        (ResultLetter::KIND, false) => render(message, |letter| ResultZh { letter }.render()),
        (ResultLetter::KIND, true) => render(message, |letter| ResultEn { letter }.render()),
        (CertificateLetter::KIND, false) => render(message, |letter| CertificateZh { letter }.render()),
        (CertificateLetter::KIND, true) => render(message, |letter| CertificateEn { letter }.render()),
        (CancelledLetter::KIND, false) => render(message, |letter| CancelledZh { letter }.render()),
        (CancelledLetter::KIND, true) => render(message, |letter| CancelledEn { letter }.render()),
        (kind, _) => Err(Unsent::Never(format!("there is no letter of kind {kind:?}"))),
    }
}

fn render<T: DeserializeOwned>(
    message: &outbox::Message,
    write: impl Fn(T) -> askama::Result<String>,
) -> Result<String, Unsent> {
    let letter = serde_json::from_str(&message.payload).map_err(|error| Unsent::Never(error.to_string()))?;
    write(letter).map_err(|error| Unsent::Never(error.to_string()))
}

trait WithHeader {
    fn with(self, name: &'static str, value: &str) -> Self;
}

impl WithHeader for MessageBuilder {
    fn with(self, name: &'static str, value: &str) -> Self {
        self.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()))
    }
}

#[derive(Template)]
#[template(path = "mail/admission_ticket.zh-CN.txt")]
struct TicketZh {
    letter: AdmissionTicket,
}

#[derive(Template)]
#[template(path = "mail/admission_ticket.en.txt")]
struct TicketEn {
    letter: AdmissionTicket,
}

#[derive(Template)]
#[template(path = "mail/result.zh-CN.txt")]
struct ResultZh {
    letter: ResultLetter,
}

#[derive(Template)]
#[template(path = "mail/result.en.txt")]
struct ResultEn {
    letter: ResultLetter,
}

#[derive(Template)]
#[template(path = "mail/cancelled.zh-CN.txt")]
struct CancelledZh {
    letter: CancelledLetter,
}

#[derive(Template)]
#[template(path = "mail/cancelled.en.txt")]
struct CancelledEn {
    letter: CancelledLetter,
}

#[derive(Template)]
#[template(path = "mail/certificate.zh-CN.txt")]
struct CertificateZh {
    letter: CertificateLetter,
}

#[derive(Template)]
#[template(path = "mail/certificate.en.txt")]
struct CertificateEn {
    letter: CertificateLetter,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(locale: &str, kind: &str, payload: serde_json::Value) -> outbox::Message {
        outbox::Message {
            id: 1,
            kind: kind.into(),
            dedup_key: "ticket/1".into(),
            recipient: "candidate@example.org".into(),
            locale: locale.into(),
            payload: payload.to_string(),
            attempts: 0,
        }
    }

    fn ticket() -> serde_json::Value {
        serde_json::json!({
            "name": "陈青禾", "admission_number": "26410000010001", "exam_title": "电工 五级（初级工）",
            "session": "2026 年 12 月第 1 场", "opens_at": "2026-12-12 09:00", "latest_start": "2026-12-12 09:30",
            "centre": "青禾县职业中专", "room": "机房 1", "seat": 7, "bring": "身份证原件",
        })
    }

    #[test]
    fn a_letter_is_whole_in_both_languages() {
        for (locale, says) in [("zh-CN", "陈青禾，您好！"), ("en", "Dear 陈青禾,")] {
            let text = text(&message(locale, "admission_ticket", ticket())).unwrap();
            for fact in [says, "26410000010001", "2026-12-12 09:30", "青禾县职业中专", "身份证原件"] {
                assert!(text.contains(fact), "{fact}: {text}");
            }
            assert!(!text.contains("{{") && !text.lines().next().unwrap().is_empty());
            for passed in [true, false] {
                let result = serde_json::json!({
                    "name": "陈青禾", "exam_title": "电工", "theory": "86.50", "practical": "72.00", "passed": passed,
                    "sentence": "……", "recheck_until": "2026-12-25",
                });
                let text = self::text(&message(locale, "result", result)).unwrap();
                assert!(text.contains("86.50") && text.contains("2026-12-25"));
                assert_eq!(text.contains("未合格") || text.contains("not passed"), !passed);
            }
            let certificate = serde_json::json!({
                "name": "陈青禾", "serial": "S000041000001265000001", "project": "电工 五级",
                "url": "https://exam.example.org/v/S000041000001265000001",
            });
            assert!(self::text(&message(locale, "certificate", certificate)).unwrap().contains("/v/S0000"));
            let cancelled = serde_json::json!({
                "name": "陈青禾", "admission_number": "26410000010001", "exam_title": "电工 五级",
                "opens_at": "2026-12-12 09:00", "reason": "一方密值未能按时开启",
            });
            assert!(self::text(&message(locale, "cancelled", cancelled)).unwrap().contains("一方密值未能按时开启"));
        }
    }

    #[test]
    fn what_cant_be_written_or_addressed_is_never_sent() {
        let from = super::super::mailbox("匠衡 <noreply@example.org>").unwrap();
        let write = |message: &outbox::Message| write(message, &from, Timestamp::UNIX_EPOCH);
        for wrong in [
            message("zh-CN", "advertisement", ticket()),
            message("zh-CN", "result", ticket()),
            outbox::Message { recipient: "no address".into(), ..message("en", "admission_ticket", ticket()) },
            outbox::Message {
                recipient: "a@b.example\r\nBcc: c@d.example".into(),
                ..message("en", "admission_ticket", ticket())
            },
        ] {
            assert!(matches!(write(&wrong), Err(Unsent::Never(_))), "{wrong:?}");
        }
    }

    #[test]
    fn a_repeat_is_recognisable_and_a_name_cant_add_headers() {
        let from = super::super::mailbox("匠衡 <noreply@example.org>").unwrap();
        let mut payload = ticket();
        payload["exam_title"] = "电工\r\nBcc: other@example.org".into();
        let first =
            write(&message("zh-CN", "admission_ticket", payload.clone()), &from, Timestamp::UNIX_EPOCH).unwrap();
        let second = write(&message("zh-CN", "admission_ticket", payload), &from, Timestamp::UNIX_EPOCH).unwrap();
        let bytes = String::from_utf8(first.formatted()).unwrap();
        assert_eq!(bytes.as_bytes(), second.formatted());
        let head = bytes.split("\r\n\r\n").next().unwrap();
        assert!(!head.contains("Bcc") && head.contains("@example.org>"), "{head}");
    }
}
