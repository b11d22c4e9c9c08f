//! A contributor's sealed envelope on paper: a page for each of the two custodians, folded so that the secret is inside.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;
use zeroize::Zeroizing;

use super::world::Document;
use super::{PdfError, Press, sheet};
use crate::domain::draw::SecretFile;

/// How many custodians get a page.
const CUSTODIANS: usize = 2;

impl Press {
    /// The sheet of a secret. Holds it, as a QR code and in groups for typing.
    ///
    /// # Errors
    /// Without fonts.
    pub fn envelope(&self, secret: &SecretFile, at: Timestamp) -> Result<Vec<u8>, PdfError> {
        let digits = Zeroizing::new(hex::encode(**secret.secret()));
        let commitment = hex::encode(secret.commitment());
        let groups = |text: &str, size: usize| -> Vec<String> {
            text.as_bytes().chunks(size).map(|group| String::from_utf8_lossy(group).into_owned()).collect()
        };
        self.print(Document {
            template: "envelope.typ",
            data: json!({
                "title": format!("exam-seed/v1 {}", secret.contributor()),
                "exam": secret.exam(),
                "session": secret.session(),
                "contributor": secret.contributor(),
                "commitment": groups(&commitment, 8),
                "secret": groups(&digits, 4),
                "copies": CUSTODIANS,
            }),
            files: BTreeMap::from([("qr-1.svg".to_owned(), sheet::qr(&secret.qr_text())?)]),
            texts: Vec::new(),
            ident: format!("envelope/{commitment}"),
            at,
        })
    }
}
