//! The server's own TLS, spoken to by another implementation (Python's ssl, which is OpenSSL).

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use jiangheng::config::TlsFiles;
use jiangheng::web::tls::server_config;

use super::server::Server;
use crate::support::on_both;

/// A certificate for 127.0.0.1 that signs itself, and its key.
fn certificate(folder: &Path, name: &str) -> TlsFiles {
    let files =
        TlsFiles { certificate: folder.join(format!("{name}.cert.pem")), key: folder.join(format!("{name}.key.pem")) };
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", &format!("/CN={name}"), "-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
        .arg(&files.key)
        .arg("-out")
        .arg(&files.certificate)
        .output()
        .expect("these tests need openssl: run scripts/setup");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    files
}

/// What Python gets from an address when it trusts one certificate alone: the answer's head, or why there was none.
fn asked(address: &str, trusted: &Path, version: &str) -> String {
    let script = "
import http.client, ssl, sys
address, trusted, version = sys.argv[1:]
context = ssl.create_default_context(cafile=trusted)
if version: context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
try:
    connection = http.client.HTTPSConnection(address, context=context, timeout=20)
    connection.request('GET', '/exam')
    answer = connection.getresponse()
    print(answer.status, connection.sock.version(), answer.headers)
except ssl.SSLError as error:
    print('refused:', error)
";
    let python = env::var("JIANGHENG_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let ran = Command::new(python).args(["-c", script, address]).arg(trusted).arg(version).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn the_server_speaks_tls_itself_and_its_cookies_and_headers_say_so() {
    on_both(|fixture| {
        let folder = fixture.folder.path();
        let (ours, another) = (certificate(folder, "ours"), certificate(folder, "another"));
        let server = Server::with_tls(fixture, ours.clone());
        let address = server.address();
        for (version, spoken) in [("", "TLSv1.3"), ("TLSv1_2", "TLSv1.2")] {
            let answer = asked(&address, &ours.certificate, version);
            assert!(answer.starts_with(&format!("200 {spoken}")), "{answer}");
            let answer = answer.to_lowercase();
            assert!(answer.contains("strict-transport-security: max-age="), "{answer}");
            assert!(answer.contains("set-cookie: __host-jh_form=") && answer.contains("; secure"), "{answer}");
        }
        assert!(asked(&address, &another.certificate, "").starts_with("refused:"), "a certificate nobody vouches for");
        let plain = Server::demo(fixture).get("/exam").send();
        assert_eq!(plain.status, 200);
    });
}

#[test]
fn a_certificate_that_cannot_be_used_is_named_with_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, another) = (certificate(folder.path(), "ours"), certificate(folder.path(), "another"));
    let says = |certificate: &Path, key: &Path| {
        let files = TlsFiles { certificate: certificate.to_owned(), key: key.to_owned() };
        server_config(&files).map(|_| ()).unwrap_err().to_string()
    };
    let missing = folder.path().join("nowhere.pem");
    let text = folder.path().join("text.pem");
    fs::write(&text, "not PEM").unwrap();
    assert!(says(&missing, &ours.key).contains("nowhere.pem"), "{}", says(&missing, &ours.key));
    assert!(says(&text, &ours.key).contains("there is no certificate in it"), "{}", says(&text, &ours.key));
    assert!(says(&ours.certificate, &missing).contains("nowhere.pem"));
    assert!(says(&ours.certificate, &text).contains("want a private key in PEM"));
    let other = says(&ours.certificate, &another.key);
    assert!(other.contains("another.key.pem") && other.contains("does not go with"), "{other}");
    assert!(server_config(&ours).is_ok());
}
