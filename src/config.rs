//! Typed settings. Each has a default that runs: the embedded store, the loopback address, mails as files.

use std::net::SocketAddr;
use std::path::PathBuf;

use url::Url;

/// Where the server runs and what it uses.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The database's address.
    pub database: String,
    /// The folder of the keys.
    pub keys: PathBuf,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The origin under which the public reaches this server; certificates and QR codes name it.
    pub origin: String,
    /// Whether a proxy in front of us speaks TLS to the public.
    pub behind_proxy: bool,
    /// The certificate with which the server speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// Where mails go.
    pub mail: MailRoute,
    /// The sender of mails.
    pub mail_from: String,
    /// A policy file, or the built-in sample region.
    pub policy: Option<PathBuf>,
    /// A folder of font files for what is printed, or the system's fonts.
    pub fonts: Option<PathBuf>,
}

/// A certificate and its key, both PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The server's certificate, and those that lead to a known root after it.
    pub certificate: PathBuf,
    /// Its private key, without a password.
    pub key: PathBuf,
}

/// How mails leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// As `.eml` files in a folder: the embedded default.
    Folder(PathBuf),
    /// Over SMTP: `smtp://host:port`, `smtps://…` or `smtp://…?tls=required`, with user and password in it if needed.
    Smtp(String),
}

/// A setting that can't be.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("setting {name}: {why}")]
pub struct SettingError {
    /// The setting's name on the command line.
    pub name: &'static str,
    /// What is wrong and what to write instead.
    pub why: String,
}

impl Settings {
    /// Checks what one setting means for another.
    ///
    /// # Errors
    /// Plain http off loopback without a declared proxy; an origin that is none.
    pub fn check(&self) -> Result<(), SettingError> {
        let origin = Url::parse(&self.origin)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
            .filter(|url| url.path() == "/" && url.query().is_none() && url.fragment().is_none())
            .ok_or_else(|| SettingError {
                name: "origin",
                why: format!("{:?} is no origin; write https://HOST", self.origin),
            })?;
        let local = self.listen.ip().is_loopback();
        if !local && !self.behind_proxy && self.tls.is_none() {
            return Err(SettingError {
                name: "listen",
                why: format!(
                    "{} is not a loopback address, and this server would speak plain http there; \
                     give it a certificate with --tls-cert and --tls-key, or put a TLS proxy in front and say \
                     --behind-proxy",
                    self.listen
                ),
            });
        }
        if (self.behind_proxy || self.tls.is_some()) && origin.scheme() != "https" {
            return Err(SettingError {
                name: "origin",
                why: format!("{} is not how the public reaches a server with TLS; write https://HOST", self.origin),
            });
        }
        if origin.scheme() == "https" && !self.behind_proxy && self.tls.is_none() {
            return Err(SettingError {
                name: "origin",
                why: "nothing speaks TLS for an https:// origin; give --tls-cert and --tls-key, or say --behind-proxy"
                    .into(),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            database: "sqlite://x.db".into(),
            keys: "keys".into(),
            listen: "127.0.0.1:8080".parse().unwrap(),
            origin: "http://127.0.0.1:8080".into(),
            behind_proxy: false,
            tls: None,
            mail: MailRoute::Folder("mail".into()),
            mail_from: "noreply@example.org".into(),
            policy: None,
            fonts: None,
        }
    }

    #[test]
    fn plain_http_stays_on_loopback_or_behind_a_declared_proxy() {
        assert!(settings().check().is_ok());
        let open = Settings { listen: "0.0.0.0:8080".parse().unwrap(), ..settings() };
        assert_eq!(open.check().unwrap_err().name, "listen");
        let proxied = Settings { behind_proxy: true, ..open };
        assert_eq!(proxied.check().unwrap_err().name, "origin");
        let public = "https://exam.example.org".to_owned();
        assert!(Settings { origin: public.clone(), ..proxied }.check().is_ok());
        let unspoken = Settings { origin: public.clone(), ..settings() };
        assert_eq!(unspoken.check().unwrap_err().name, "origin", "nobody speaks TLS");
        let tls = Some(TlsFiles { certificate: "cert.pem".into(), key: "key.pem".into() });
        let own = Settings { listen: "0.0.0.0:443".parse().unwrap(), tls, ..settings() };
        assert_eq!(own.check().unwrap_err().name, "origin");
        assert!(Settings { origin: public, ..own }.check().is_ok());
        assert!(Settings { origin: "exam.example.org".into(), ..settings() }.check().is_err());
        assert!(Settings { origin: "https://exam.example.org/x".into(), ..settings() }.check().is_err());
    }
}
