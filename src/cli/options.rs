//! Options that several commands share.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::config::{MailRoute, Settings, TlsFiles};

/// Which store, and which keys.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct StoreOptions {
    /// The database: sqlite://PATH or postgres://…
    #[arg(long, env = "JIANGHENG_DATABASE", default_value = "sqlite://data/jiangheng.db", hide_env_values = true)]
    pub(super) database: String,
    /// The folder of the keys. Back it up apart from the database: without sealing.key identity numbers stay sealed
    #[arg(long, env = "JIANGHENG_KEYS", default_value = "data/keys")]
    pub(super) keys: PathBuf,
}

/// How to serve.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ServeOptions {
    /// The address to listen on. Off loopback only with --tls-cert, or behind a TLS proxy, said with --behind-proxy
    #[arg(long, env = "JIANGHENG_LISTEN", default_value = "127.0.0.1:8080")]
    pub(super) listen: SocketAddr,
    /// The origin under which the public reaches this server, https://HOST; certificates and QR codes name it.
    /// Default: http:// or, with --tls-cert, https:// and the listening address
    #[arg(long, env = "JIANGHENG_ORIGIN")]
    pub(super) origin: Option<String>,
    /// A proxy in front speaks TLS to the public, and appends the address it saw to X-Forwarded-For
    #[arg(long, env = "JIANGHENG_BEHIND_PROXY")]
    pub(super) behind_proxy: bool,
    #[command(flatten)]
    pub(super) tls: TlsOptions,
    /// Where mails go: smtp://…, smtps://…, or a folder for .eml files
    #[arg(long, env = "JIANGHENG_MAIL", default_value = "data/mail", hide_env_values = true)]
    pub(super) mail: String,
    /// The sender of mails
    #[arg(long, env = "JIANGHENG_MAIL_FROM", default_value = "匠衡 <noreply@localhost>")]
    pub(super) mail_from: String,
    /// The region's policy file; default: the built-in sample region
    #[arg(long, env = "JIANGHENG_POLICY")]
    pub(super) policy: Option<PathBuf>,
    /// A folder of font files that cover Chinese, for printed papers; default: the system's fonts
    #[arg(long, env = "JIANGHENG_FONTS", value_name = "DIR")]
    pub(super) fonts: Option<PathBuf>,
}

/// The server's own TLS.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct TlsOptions {
    /// The server's certificate, PEM, with those that lead to a known root after it; a renewed file is taken up by itself
    #[arg(long, env = "JIANGHENG_TLS_CERT", requires = "tls_key", value_name = "FILE")]
    pub(super) tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM, without a password
    #[arg(long, env = "JIANGHENG_TLS_KEY", requires = "tls_cert", value_name = "FILE")]
    pub(super) tls_key: Option<PathBuf>,
}

impl TlsOptions {
    /// The files, where TLS is wanted.
    pub(super) fn files(&self) -> Option<TlsFiles> {
        let (certificate, key) = self.tls_cert.clone().zip(self.tls_key.clone())?;
        Some(TlsFiles { certificate, key })
    }

    /// The origin of a listening address where none was given.
    pub(super) fn origin(&self, listen: SocketAddr) -> String {
        let scheme = if self.tls_cert.is_some() { "https" } else { "http" };
        format!("{scheme}://{listen}")
    }
}

/// The settings that both groups of options amount to.
pub(super) fn settings(store: &StoreOptions, serve: &ServeOptions) -> Settings {
    let mail = if serve.mail.starts_with("smtp://") || serve.mail.starts_with("smtps://") {
        MailRoute::Smtp(serve.mail.clone())
    } else {
        MailRoute::Folder(PathBuf::from(&serve.mail))
    };
    Settings {
        database: store.database.clone(),
        keys: store.keys.clone(),
        listen: serve.listen,
        origin: serve.origin.clone().unwrap_or_else(|| serve.tls.origin(serve.listen)),
        behind_proxy: serve.behind_proxy,
        tls: serve.tls.files(),
        mail,
        mail_from: serve.mail_from.clone(),
        policy: serve.policy.clone(),
        fonts: serve.fonts.clone(),
    }
}
