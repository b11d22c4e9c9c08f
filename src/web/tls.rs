//! The server's own TLS: rustls on ring, TLS 1.2 and 1.3, one certificate. A renewed certificate is taken up without a
//! restart: the files are looked at again once a minute.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::ring as provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::config::TlsFiles;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(60);

/// The certificate or its key can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {why}")]
pub struct TlsError {
    /// Which file.
    pub file: String,
    /// What is wrong with it and what to do.
    pub why: String,
}

/// What a listener with TLS needs.
///
/// # Errors
/// Says which of the two files is missing, malformed, empty or does not belong to the other.
pub fn server_config(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    let kept = Kept { pair: Arc::new(read(files)?), changed: changed(files), looked: Instant::now() };
    let resolver = Renewed { files: files.clone(), every: EVERY, kept: Mutex::new(kept) };
    config(Arc::new(resolver), &files.certificate)
}

fn config(resolver: Arc<Renewed>, file: &Path) -> Result<ServerConfig, TlsError> {
    let versions = ServerConfig::builder_with_provider(Arc::new(provider::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(file, error.to_string()))?;
    Ok(versions.with_no_client_auth().with_cert_resolver(resolver))
}

/// A certificate that is read again when its files change.
#[derive(Debug)]
struct Renewed {
    files: TlsFiles,
    every: Duration,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    pair: Arc<CertifiedKey>,
    changed: Option<(SystemTime, SystemTime)>,
    looked: Instant,
}

impl ResolvesServerCert for Renewed {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

impl Renewed {
    fn current(&self) -> Arc<CertifiedKey> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.looked.elapsed() >= self.every {
            kept.looked = Instant::now();
            let changed = changed(&self.files);
            if changed != kept.changed {
                match read(&self.files) {
                    Ok(pair) => {
                        kept.pair = Arc::new(pair);
                        kept.changed = changed;
                        tracing::info!("the renewed certificate is in use");
                    }
                    // Half written, perhaps: the old one serves on, and the next look tries again.
                    Err(error) => tracing::warn!(%error, "the certificate changed and can't be used yet"),
                }
            }
        }
        Arc::clone(&kept.pair)
    }
}

fn changed(files: &TlsFiles) -> Option<(SystemTime, SystemTime)> {
    let at = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    at(&files.certificate).zip(at(&files.key))
}

fn read(files: &TlsFiles) -> Result<CertifiedKey, TlsError> {
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(&files.certificate).and_then(Iterator::collect).map_err(|error| {
            wrong(&files.certificate, format!("want certificates in PEM, the server's own first: {error}"))
        })?;
    if chain.is_empty() {
        return Err(wrong(&files.certificate, "there is no certificate in it; want PEM, the server's own first"));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| wrong(&files.key, format!("want a private key in PEM, without a password: {error}")))?;
    let pair = CertifiedKey::from_der(chain, key, &provider::default_provider()).map_err(|error| {
        wrong(&files.key, format!("this key does not go with {}: {error}", files.certificate.display()))
    })?;
    Ok(pair)
}

fn wrong(file: &Path, why: impl Into<String>) -> TlsError {
    TlsError { file: file.display().to_string(), why: why.into() }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn make(files: &TlsFiles, name: &str) {
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
            .args(["-subj", &format!("/CN={name}"), "-keyout"])
            .arg(&files.key)
            .arg("-out")
            .arg(&files.certificate)
            .output()
            .expect("this test needs openssl: run scripts/setup");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }

    #[test]
    fn a_renewed_certificate_is_taken_up_and_a_half_written_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let files = TlsFiles { certificate: folder.path().join("cert.pem"), key: folder.path().join("key.pem") };
        make(&files, "first");
        let kept = Kept { pair: Arc::new(read(&files).unwrap()), changed: changed(&files), looked: Instant::now() };
        let first = kept.pair.cert.clone();
        let served = Renewed { files: files.clone(), every: Duration::ZERO, kept: Mutex::new(kept) };
        assert_eq!(served.current().cert, first);
        fs::write(&files.certificate, "-----BEGIN CERTIFICATE-----\nMIIB").unwrap();
        assert_eq!(served.current().cert, first, "half written");
        make(&files, "second");
        let second = served.current().cert.clone();
        assert_ne!(second, first);
        fs::remove_file(&files.key).unwrap();
        assert_eq!(served.current().cert, second, "gone for a moment");
    }
}
