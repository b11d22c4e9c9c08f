//! The outbox as mails: into a folder, and through a real SMTP server.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use jiangheng::config::MailRoute;
use jiangheng::jobs::{Job, Runner};
use jiangheng::mail::{Delivered, Mailer, deliver_due};
use jiangheng::services::messages::{AdmissionTicket, CertificateLetter, Letter, ResultLetter, queue};
use jiangheng::services::{Context, ServiceError};
use jiangheng::store::StoreError;
use serde_json::Value;

use crate::rows;
use crate::support::on_both;

const FROM: &str = "匠衡 <noreply@example.org>";

fn ticket() -> AdmissionTicket {
    AdmissionTicket {
        name: "陈青禾".into(),
        admission_number: "26410000010001".into(),
        exam_title: "电工 五级（初级工）".into(),
        session: "2026 年 12 月第 1 场".into(),
        opens_at: "2026-12-12 09:00".into(),
        latest_start: "2026-12-12 09:30".into(),
        centre: "青禾县职业中专".into(),
        room: "机房 1".into(),
        seat: 7,
        bring: "身份证原件".into(),
    }
}

fn post<T: Letter>(context: &Context, recipient: &str, locale: &str, key: &str, letter: &T) -> bool {
    let now = context.now();
    let queued: Result<bool, StoreError> =
        context.store.write(|connection| queue(connection, recipient, locale, key, letter, now));
    queued.unwrap()
}

/// A real mail server: aiosmtpd as a child process.
struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u64,
}

impl Server {
    fn start() -> Self {
        let python = std::env::var("JIANGHENG_TEST_PYTHON").unwrap_or_else(|_| "python3".into());
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/api/smtp_server.py");
        let started = Command::new(&python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|error| panic!("{python}: {error}; the mail tests need Python 3"));
        let mut server = Self { lines: BufReader::new(child.stdout.take().unwrap()), child, port: 0 };
        let said = server.next();
        assert!(
            said["port"].is_u64(),
            "the mail tests need aiosmtpd: run scripts/setup, or `{python} -m pip install aiosmtpd`, and say \
             JIANGHENG_TEST_PYTHON=… if it is another Python"
        );
        server.port = said["port"].as_u64().unwrap();
        server
    }

    fn mailer(&self) -> Mailer {
        Mailer::new(&MailRoute::Smtp(format!("smtp://127.0.0.1:{}", self.port)), FROM).unwrap()
    }

    /// The next mail it took.
    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or(Value::Null)
    }

    fn stop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A header of a mail, unfolded, with its encoded words (RFC 2047, base64 in UTF-8) read.
fn header(mail: &str, name: &str) -> String {
    use base64::Engine as _;
    let head = mail.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default();
    let words =
        line.split(' ').map(|word| match word.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?=")) {
            Some(encoded) => (true, base64::prelude::BASE64_STANDARD.decode(encoded).unwrap()),
            None => (false, word.as_bytes().to_vec()),
        });
    let mut text = Vec::new();
    let mut last_encoded = true;
    for (encoded, bytes) in words {
        if !(text.is_empty() || encoded && last_encoded) {
            text.push(b' ');
        }
        text.extend(bytes);
        last_encoded = encoded;
    }
    String::from_utf8(text).unwrap()
}

/// The text of a mail, decoded.
fn body(mail: &str) -> String {
    use base64::Engine as _;
    let (_, body) = mail.split_once("\r\n\r\n").unwrap();
    match header(mail, "Content-Transfer-Encoding").as_str() {
        "base64" => {
            let packed: String = body.split_whitespace().collect();
            String::from_utf8(base64::prelude::BASE64_STANDARD.decode(packed).unwrap()).unwrap()
        }
        "quoted-printable" => {
            let joined = body.replace("=\r\n", "");
            let decoded = joined.replace('=', "%");
            percent_encoding::percent_decode_str(&decoded).decode_utf8().unwrap().into_owned()
        }
        _ => body.to_owned(),
    }
}

#[test]
fn a_mail_reaches_a_real_server_readable_in_both_languages() {
    let mut server = Server::start();
    on_both(|fixture| {
        let context = &fixture.context;
        assert!(post(context, "candidate@example.org", "zh-CN", "ticket/1", &ticket()));
        assert!(!post(context, "candidate@example.org", "zh-CN", "ticket/1", &ticket()), "said once");
        assert!(!post(context, " ", "zh-CN", "ticket/2", &ticket()), "nobody to write to");
        assert!(post(context, "candidate@example.org", "en", "ticket/3", &ticket()));
        let sent = deliver_due(context, &server.mailer()).unwrap();
        assert_eq!(sent, Delivered { sent: 2, retried: 0, failed: 0 });
        assert_eq!(deliver_due(context, &server.mailer()).unwrap(), Delivered::default());
        assert_eq!(rows::number(&context.store, "SELECT COUNT(sent_at) AS number FROM outbox"), 2);
    });
    let mails: Vec<Value> = (0..4).map(|_| server.next()).collect();
    let first = mails[0]["mail"].as_str().unwrap();
    assert_eq!(mails[0]["to"], serde_json::json!(["candidate@example.org"]));
    assert_eq!(mails[0]["from"], "noreply@example.org");
    assert_eq!(header(first, "Subject"), "准考证：电工 五级（初级工），2026-12-12 09:00 开考");
    assert_eq!(header(first, "From"), "匠衡 <noreply@example.org>");
    assert_eq!(header(first, "Auto-Submitted"), "auto-generated");
    assert!(header(first, "Date").starts_with("Mon, 23 Nov 2026 01:00:0"), "{}", header(first, "Date"));
    let text = body(first);
    assert!(text.starts_with("陈青禾，您好！\r\n") && text.contains("准考证号：26410000010001"), "{text}");
    let english = mails[1]["mail"].as_str().unwrap();
    assert!(header(english, "Subject").starts_with("Admission ticket: 电工 五级"), "{english}");
    assert!(body(english).starts_with("Dear 陈青禾,\r\n"));
    assert_eq!(mails[0]["connection"], mails[1]["connection"], "one connection for a batch");
    let repeated = mails[2]["mail"].as_str().unwrap();
    assert_eq!(header(first, "Message-ID"), header(repeated, "Message-ID"), "the same message is recognisable");
    assert_ne!(header(first, "Message-ID"), header(english, "Message-ID"));
}

#[test]
fn who_does_not_exist_is_given_up_and_who_is_busy_is_tried_again() {
    let mut server = Server::start();
    on_both(|fixture| {
        let context = &fixture.context;
        for (number, recipient) in
            ["nobody@example.org", "busy@example.org", "not an address", "candidate@example.org"].iter().enumerate()
        {
            post(context, recipient, "zh-CN", &format!("ticket/{number}"), &ticket());
        }
        let sent = deliver_due(context, &server.mailer()).unwrap();
        assert_eq!(sent, Delivered { sent: 1, retried: 1, failed: 2 });
        let failed = rows::texts(
            &context.store,
            "SELECT last_error AS said FROM outbox WHERE failed_at IS NOT NULL ORDER BY id",
        );
        assert!(failed[0].contains("no such mailbox") && failed[1].contains("no mail address"), "{failed:?}");
        let later = rows::texts(
            &context.store,
            "SELECT last_error AS said FROM outbox WHERE failed_at IS NULL AND sent_at IS NULL AND attempts = 1",
        );
        assert!(later.len() == 1 && later[0].contains("try again later"), "{later:?}");
    });
    assert_eq!(server.next()["to"], serde_json::json!(["candidate@example.org"]));
}

#[test]
fn a_server_that_is_down_is_tried_ever_more_rarely_and_given_up_after_a_day() {
    let mut server = Server::start();
    let mailer = server.mailer();
    server.stop();
    on_both(|fixture| {
        let context = &fixture.context;
        post(context, "candidate@example.org", "zh-CN", "ticket/1", &ticket());
        let mut waited = Vec::new();
        for _ in 0..11 {
            let sent = deliver_due(context, &mailer).unwrap();
            assert_eq!(sent, Delivered { sent: 0, retried: 1, failed: 0 });
            assert_eq!(deliver_due(context, &mailer).unwrap(), Delivered::default(), "not due again at once");
            let due = rows::number(&context.store, "SELECT due_at AS number FROM outbox");
            let due = jiff::Timestamp::from_microsecond(due).unwrap();
            waited.push(due.duration_since(context.now()).as_secs().div_euclid(60) + 1);
            fixture.clock.advance_to(due);
        }
        assert_eq!(waited, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        assert_eq!(deliver_due(context, &mailer).unwrap(), Delivered { sent: 0, retried: 0, failed: 1 });
        assert_eq!(deliver_due(context, &mailer).unwrap(), Delivered::default());
        let error = &rows::texts(&context.store, "SELECT last_error AS said FROM outbox")[0];
        assert!(error.contains("127.0.0.1"), "{error}");
    });
}

#[test]
fn without_a_server_mails_are_files_in_the_order_they_were_queued() {
    on_both(|fixture| {
        let context = &fixture.context;
        let folder = fixture.folder.path().join("mail");
        let mailer = Mailer::new(&MailRoute::Folder(folder.clone()), FROM).unwrap();
        let result = ResultLetter {
            name: "陈青禾".into(),
            exam_title: "电工 五级（初级工）".into(),
            theory: "86.50".into(),
            practical: "72.00".into(),
            passed: true,
            sentence: "两项都达到 60 分，合格。".into(),
            recheck_until: "2026-12-25".into(),
        };
        let certificate = CertificateLetter {
            name: "陈青禾".into(),
            serial: "S000041000001265000001".into(),
            project: "电工 五级（初级工）".into(),
            url: "https://exam.example.org/v/S000041000001265000001".into(),
        };
        post(context, "a@example.org", "zh-CN", "ticket/1", &ticket());
        post(context, "a@example.org", "zh-CN", "result/1/1", &result);
        post(context, "a@example.org", "en", "certificate/1", &certificate);
        assert_eq!(deliver_due(context, &mailer).unwrap(), Delivered { sent: 3, retried: 0, failed: 0 });
        let mut names: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        let kinds: Vec<&str> = names.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(kinds, ["0000000001-admission_ticket.eml", "0000000002-result.eml", "0000000003-certificate.eml"]);
        let mail = std::fs::read_to_string(&names[1]).unwrap();
        assert_eq!(header(&mail, "Subject"), "考试成绩：电工 五级（初级工）");
        assert!(body(&mail).contains("理论考试：86.50 分") && body(&mail).contains("公示"), "{}", body(&mail));
        let mail = std::fs::read_to_string(&names[2]).unwrap();
        assert!(body(&mail).contains("https://exam.example.org/v/S000041000001265000001\r\n"), "{}", body(&mail));
    });
}

#[test]
fn the_jobs_run_on_past_each_others_errors_until_they_are_stopped() {
    on_both(|fixture| {
        let context = &fixture.context;
        let folder = fixture.folder.path().join("mail");
        let mailer = Arc::new(Mailer::new(&MailRoute::Folder(folder.clone()), FROM).unwrap());
        post(context, "a@example.org", "zh-CN", "ticket/1", &ticket());
        let turns = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&turns);
        let jobs = vec![
            Job::new("fails", |_| Err(ServiceError::Internal("always".into()))),
            Job::new("panics", |_| panic!("this panic is part of the test")),
            Job::new("counts", move |_| {
                counted.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }),
        ];
        let runner = Runner::start(context.clone(), mailer, jobs);
        let mail = folder.join("0000000001-admission_ticket.eml");
        let deadline = Instant::now() + Duration::from_secs(20);
        while !(turns.load(Ordering::SeqCst) >= 2 && mail.exists()) {
            assert!(Instant::now() < deadline, "the jobs didn't run: {turns:?}, {}", mail.exists());
            std::thread::yield_now();
        }
        runner.stop();
        let after = turns.load(Ordering::SeqCst);
        std::thread::yield_now();
        assert_eq!(turns.load(Ordering::SeqCst), after);
    });
}
