//! Mails over SMTP: one connection for a batch.

use std::net::IpAddr;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use url::Url;

use super::{MailError, Unsent};

/// How long a server may take for anything.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Replies that say what is wrong with us or our settings, not with the message: 503 sequence, 530 and 53x
/// authentication.
const OURS: [&str; 5] = ["503", "530", "534", "535", "538"];

pub(super) struct Smtp {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
}

enum Security {
    Plain,
    StartTls(TlsParameters),
    Tls(TlsParameters),
}

impl Smtp {
    /// `smtp://host:port`, plain and therefore to loopback only; `smtp://…?tls=required` (STARTTLS, port 587);
    /// `smtps://…` (port 465). User and password in the address, percent-encoded.
    pub(super) fn new(address: &str) -> Result<Self, MailError> {
        let url = Url::parse(address)
            .map_err(|error| MailError::Route { given: "smtp".into(), why: format!("{error}; write smtps://HOST") })?;
        let wrong = |why: &str| MailError::Route { given: redacted(&url), why: why.to_owned() };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("it names no host"))?;
        let tls =
            || TlsParameters::new(host.trim_matches(['[', ']']).to_owned()).map_err(|error| wrong(&error.to_string()));
        let queries: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let required = match queries.as_slice() {
            [] => false,
            [(name, value)] if name == "tls" && value == "required" => true,
            _ => return Err(wrong("the only option is ?tls=required")),
        };
        let (security, port) = match url.scheme() {
            "smtps" => (Security::Tls(tls()?), 465),
            "smtp" if required => (Security::StartTls(tls()?), 587),
            "smtp" if is_loopback(host) => (Security::Plain, 25),
            "smtp" => return Err(wrong("a server on another machine needs smtps://… or smtp://…?tls=required")),
            _ => return Err(wrong("the scheme must be smtp:// or smtps://")),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let credentials = url.password().map(|password| Credentials::new(decoded(url.username()), decoded(password)));
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            security,
            credentials,
        })
    }

    /// A connection, secured and signed in.
    pub(super) fn connect(&self) -> Result<SmtpConnection, Unsent> {
        self.try_connect().map_err(|error| {
            Unsent::Unreachable(format!("mail server {}:{}: {}", self.host, self.port, in_full(&error)))
        })
    }

    fn try_connect(&self) -> Result<SmtpConnection, Error> {
        let hello = ClientId::default();
        let tls = match &self.security {
            Security::Tls(parameters) => Some(parameters),
            Security::Plain | Security::StartTls(_) => None,
        };
        let place = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(place, Some(TIMEOUT), &hello, tls, None)?;
        if let Security::StartTls(parameters) = &self.security {
            connection.starttls(parameters, &hello)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials)?;
        }
        Ok(connection)
    }
}

/// Sends one mail. After a failure the connection is closed.
pub(super) fn send(connection: &mut SmtpConnection, mail: &Message) -> Result<(), Unsent> {
    connection.send(mail.envelope(), &mail.formatted()).map(|_| ()).map_err(|error| {
        let text = in_full(&error);
        let ours = error.status().is_some_and(|code| OURS.contains(&code.to_string().as_str()));
        if error.is_client() || (error.is_permanent() && !ours) { Unsent::Never(text) } else { Unsent::Later(text) }
    })
}

fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn redacted(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_refused_unless_it_is_near_or_secured() {
        for (given, says) in [
            ("smtp://mail.example.org", "another machine"),
            ("smtp://10.0.0.1:25", "another machine"),
            ("smtp://u:secret@mail.example.org?tls=opportunistic", "only option"),
            ("smtp://mail.example.org?tls=required&x=1", "only option"),
            ("http://localhost", "scheme"),
            ("smtp:", "host"),
            ("nothing", "smtps://HOST"),
        ] {
            let error = Smtp::new(given).err().unwrap_or_else(|| panic!("{given}")).to_string();
            assert!(error.contains(says) && !error.contains("secret"), "{given}: {error}");
        }
        for (given, port) in [
            ("smtp://127.0.0.1:2525", 2525),
            ("smtp://localhost", 25),
            ("smtp://[::1]:26", 26),
            ("smtps://u:p%40ss@mail.example.org", 465),
            ("smtp://u:p@mail.example.org?tls=required", 587),
        ] {
            assert_eq!(Smtp::new(given).unwrap().port, port, "{given}");
        }
    }
}
