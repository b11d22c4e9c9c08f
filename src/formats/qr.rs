//! The code on paper: `HTTPS://HOST/V#` and the decimal digits of `0x01 ‖ COSE_Sign1`, for phones and for
//! offline checkers.
//!
//! COSE_Sign1 (RFC 9052 section 4.2, untagged): protected `{1: -8, 4: kid}`, empty unprotected header, payload, 64
//! bytes of Ed25519. Deterministic CBOR (RFC 8949 section 4.2.1). The payload is a map of integer keys:
//!
//! | key | what | CBOR |
//! | --- | --- | --- |
//! | 1 | serial | text |
//! | 2 | holder's name | text |
//! | 3 | last four of the identity number | text |
//! | 4 | project: the trade or occupation | text |
//! | 5 | level, 0 for none | unsigned |
//! | 6 | day of issue, days since 1970-01-01 | unsigned |
//! | 7 | issuer's number in `keys.json` | unsigned |
//! | 8 | status list | unsigned |
//! | 9 | status index | unsigned |
//! | 10 | log index | unsigned |
//! | 11 | nonce | 8 bytes |

mod digits;

use jiff::Span;
use jiff::civil::{Date, date};
use minicbor::{Decoder, Encoder};
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use crate::crypto::{Digest, PublicKey, Signature, Signer, sha256};
use crate::domain::credential::{Award, Serial};
use crate::domain::terms::Level;

/// The first byte: this format.
const FORMAT: u8 = 0x01;
/// The day that day numbers count from.
const EPOCH: Date = date(1970, 1, 1);

/// What a code states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The certificate's number.
    pub serial: Serial,
    /// The holder's name.
    pub name: String,
    /// The last four characters of the identity number.
    pub id_tail: String,
    /// The trade or occupation.
    pub project: String,
    /// The level.
    pub level: Level,
    /// The day of issue, not before 1970.
    pub issued: Date,
    /// The issuer's number in `keys.json`.
    pub issuer: u32,
    /// Which status list.
    pub status_list: u32,
    /// The place in it.
    pub status_index: u32,
    /// The index of the log leaf that says `issue`.
    pub log_index: u64,
    /// The award's nonce.
    pub nonce: [u8; 8],
}

/// A code that was read and has the one form we accept. Not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The key it names: the first four bytes of its SHA-256.
    pub kid: [u8; 4],
    /// What it states.
    pub claims: Claims,
    signature: Signature,
}

/// Why a text is not a code, or a code can't be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// Not digits after the `#`, leading zeros, or too many.
    #[error("not a code: {0}")]
    Digits(&'static str),
    /// The bytes are not deterministic CBOR of this form.
    #[error("not a code of this format: {0}")]
    Form(String),
    /// The host can't stand in a code's address.
    #[error("{0:?} can't stand in a code: a host of letters, digits, dots, hyphens and a port is wanted")]
    Host(String),
    /// The facts are too long for any code.
    #[error("the certificate's texts are too long for a code")]
    TooLong,
}

impl Claims {
    /// What the code of an award states, once its log index is known.
    #[must_use]
    pub fn of(award: &Award, log_index: u64) -> Self {
        Self {
            serial: award.serial.clone(),
            name: award.holder_name.clone(),
            id_tail: award.id_tail.clone(),
            project: award.specialization.clone(),
            level: award.level,
            issued: award.issued,
            issuer: award.issuer_number,
            status_list: award.status_list,
            status_index: award.status_index,
            log_index,
            nonce: award.nonce,
        }
    }

    /// `H(Sig_structure)`, what the key of this `kid` signs: the log leaf's `qr`. Known before anything is signed.
    #[must_use]
    pub fn digest(&self, kid: [u8; 4]) -> Digest {
        sha256(&sig_structure(&protected(kid), &self.payload()))
    }

    /// Signs: returns the code's bytes.
    #[must_use]
    pub fn sign(&self, signer: &dyn Signer) -> Vec<u8> {
        let kid = signer.public_key().kid();
        let signature = signer.sign(&sig_structure(&protected(kid), &self.payload()));
        encode(kid, self, &signature)
    }

    fn payload(&self) -> Vec<u8> {
        let level = u8::try_from(self.level.number()).unwrap_or_default();
        let day = u32::try_from(self.issued.duration_since(EPOCH).as_hours() / 24).unwrap_or_default();
        cbor(|e| {
            e.map(11)?;
            e.u8(1)?.str(self.serial.as_str())?;
            e.u8(2)?.str(&self.name)?;
            e.u8(3)?.str(&self.id_tail)?;
            e.u8(4)?.str(&self.project)?;
            e.u8(5)?.u8(level)?;
            e.u8(6)?.u32(day)?;
            e.u8(7)?.u32(self.issuer)?;
            e.u8(8)?.u32(self.status_list)?;
            e.u8(9)?.u32(self.status_index)?;
            e.u8(10)?.u64(self.log_index)?;
            e.u8(11)?.bytes(&self.nonce)?;
            Ok(())
        })
    }
}

impl Code {
    /// Reads a scanned text: digits, or an address with the digits after its `#`. Everything before the `#` is
    /// ignored, for whoever prints a code chooses it.
    ///
    /// # Errors
    /// When the digits have leading zeros, or the bytes are not exactly what we would write: another format,
    /// trailing bytes, non-deterministic CBOR, unknown or missing keys.
    pub fn read(text: &str) -> Result<Self, QrError> {
        let digits = text.trim().rsplit_once('#').map_or(text.trim(), |(_, digits)| digits);
        let bytes = digits::to_bytes(digits)?;
        let code = decode(&bytes).map_err(|error| QrError::Form(error.to_string()))?;
        if encode(code.kid, &code.claims, &code.signature) == bytes {
            Ok(code)
        } else {
            Err(QrError::Form("not the one deterministic form".into()))
        }
    }

    /// Whether the signature is this key's over these claims.
    #[must_use]
    pub fn verifies(&self, key: &PublicKey) -> bool {
        key.kid() == self.kid
            && key.verifies(&sig_structure(&protected(self.kid), &self.claims.payload()), &self.signature)
    }
}

/// The text of a code: the official address in capitals, `#`, digits.
///
/// # Errors
/// When the host can't be written in a code's alphanumeric mode.
pub fn text(host: &str, code: &[u8]) -> Result<String, QrError> {
    Ok(format!("{}#{}", address(host)?, digits::of_bytes(code)))
}

/// Draws the code as SVG: alphanumeric, byte and numeric segments, error correction M, a quiet zone of 4 modules,
/// one unit a module.
///
/// # Errors
/// When the host can't stand in a code, or the code is too long.
pub fn svg(host: &str, code: &[u8]) -> Result<String, QrError> {
    let address = address(host)?;
    let segments = [
        QrSegment::make_alphanumeric(&address),
        QrSegment::make_bytes(b"#"),
        QrSegment::make_numeric(&digits::of_bytes(code)),
    ];
    let code = QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, Version::MIN, Version::MAX, None, false)
        .map_err(|_| QrError::TooLong)?;
    Ok(drawn(&code))
}

/// Draws any text as SVG, such as an address for a telephone to open: error correction M, a quiet zone of 4 modules, one
/// unit a module.
///
/// # Errors
/// When the text is too long for a code.
pub fn text_svg(text: &str) -> Result<String, QrError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| QrError::TooLong)?;
    Ok(drawn(&code))
}

fn drawn(code: &QrCode) -> String {
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                path.push_str(&format!("M{} {}h{}v1H{}z", start + 4, y + 4, x - start, start + 4));
            }
            x += 1;
        }
    }
    let side = size + 8;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    )
}

fn address(host: &str) -> Result<String, QrError> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    if host.is_empty() || !host.bytes().all(fits) {
        return Err(QrError::Host(host.to_owned()));
    }
    Ok(format!("HTTPS://{}/V", host.to_ascii_uppercase()))
}

fn encode(kid: [u8; 4], claims: &Claims, signature: &Signature) -> Vec<u8> {
    let mut out = vec![FORMAT];
    out.extend(cbor(|e| {
        e.array(4)?.bytes(&protected(kid))?.map(0)?.bytes(&claims.payload())?.bytes(&signature.0)?;
        Ok(())
    }));
    out
}

fn decode(bytes: &[u8]) -> Result<Code, minicbor::decode::Error> {
    let wrong = minicbor::decode::Error::message;
    let Some((&FORMAT, cose)) = bytes.split_first() else { return Err(wrong("another format")) };
    let mut outer = Decoder::new(cose);
    if outer.array()? != Some(4) {
        return Err(wrong("not a COSE_Sign1 of four parts"));
    }
    let kid = kid_of(outer.bytes()?)?;
    if outer.map()? != Some(0) {
        return Err(wrong("the unprotected header is not empty"));
    }
    let claims = claims_of(outer.bytes()?)?;
    let signature = outer.bytes()?.try_into().map(Signature).map_err(|_| wrong("a signature has 64 bytes"))?;
    Ok(Code { kid, claims, signature })
}

fn kid_of(protected: &[u8]) -> Result<[u8; 4], minicbor::decode::Error> {
    let wrong = minicbor::decode::Error::message;
    let mut d = Decoder::new(protected);
    if d.map()? != Some(2) || d.u8()? != 1 || d.i8()? != -8 || d.u8()? != 4 {
        return Err(wrong("the protected header is not {1: -8, 4: kid}"));
    }
    d.bytes()?.try_into().map_err(|_| wrong("a kid has 4 bytes"))
}

fn claims_of(payload: &[u8]) -> Result<Claims, minicbor::decode::Error> {
    let wrong = minicbor::decode::Error::message;
    let mut d = Decoder::new(payload);
    if d.map()? != Some(11) {
        return Err(wrong("the payload has 11 entries"));
    }
    let mut expected = 0;
    let mut key = |d: &mut Decoder<'_>| {
        expected += 1;
        if d.u8()? == expected { Ok(()) } else { Err(wrong("an unknown key, or keys out of order")) }
    };
    key(&mut d)?;
    let serial = d.str()?.parse().map_err(|_| wrong("not a serial"))?;
    key(&mut d)?;
    let name = d.str()?.to_owned();
    key(&mut d)?;
    let id_tail = d.str()?.to_owned();
    key(&mut d)?;
    let project = d.str()?.to_owned();
    key(&mut d)?;
    let level = Level::new(d.u8()?.into()).map_err(|_| wrong("not a level"))?;
    key(&mut d)?;
    let issued = day(d.u32()?).ok_or_else(|| wrong("not a day"))?;
    key(&mut d)?;
    let issuer = d.u32()?;
    key(&mut d)?;
    let status_list = d.u32()?;
    key(&mut d)?;
    let status_index = d.u32()?;
    key(&mut d)?;
    let log_index = d.u64()?;
    key(&mut d)?;
    let nonce = d.bytes()?.try_into().map_err(|_| wrong("a nonce has 8 bytes"))?;
    Ok(Claims { serial, name, id_tail, project, level, issued, issuer, status_list, status_index, log_index, nonce })
}

fn day(number: u32) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(i64::from(number)).ok()?).ok()
}

fn protected(kid: [u8; 4]) -> Vec<u8> {
    cbor(|e| {
        e.map(2)?.u8(1)?.i8(-8)?.u8(4)?.bytes(&kid)?;
        Ok(())
    })
}

/// RFC 9052 section 4.4, with no external data.
fn sig_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    cbor(|e| {
        e.array(4)?.str("Signature1")?.bytes(protected)?.bytes(&[])?.bytes(payload)?;
        Ok(())
    })
}

type EncodeResult = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

fn cbor(write: impl FnOnce(&mut Encoder<Vec<u8>>) -> EncodeResult) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    write(&mut encoder).expect("writing into memory does not fail");
    encoder.into_writer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SigningKey;
    use crate::domain::credential::sample;

    fn key() -> SigningKey {
        SigningKey::from_seed(&[3; 32])
    }

    fn code() -> Vec<u8> {
        Claims::of(&sample(), 512).sign(&key())
    }

    #[test]
    fn a_code_changed_in_any_digit_is_refused() {
        let digits = digits::of_bytes(&code());
        let public = key().public_key();
        for place in 0..digits.len() {
            for digit in b'0'..=b'9' {
                let mut changed = digits.clone().into_bytes();
                if changed[place] == digit {
                    continue;
                }
                changed[place] = digit;
                let changed = String::from_utf8(changed).unwrap();
                assert!(!Code::read(&changed).is_ok_and(|code| code.verifies(&public)), "{place} → {digit}");
            }
        }
        for wrong in [
            format!("0{digits}"),
            format!("{digits}0"),
            digits[1..].to_owned(),
            format!("{digits} 1"),
            String::new(),
            "#".into(),
            "-1".into(),
            "９".into(),
            "9".repeat(2001),
        ] {
            assert!(Code::read(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn bytes_of_another_form_are_refused() {
        let good = code();
        let refused = |bytes: &[u8]| Code::read(&digits::of_bytes(bytes)).is_err();
        assert!(!refused(&good));
        let mut trailing = good.clone();
        trailing.push(0);
        assert!(refused(&trailing), "trailing byte");
        let mut other = good.clone();
        other[0] = 2;
        assert!(refused(&other), "another format byte");

        let (kid, claims) = (key().public_key().kid(), Claims::of(&sample(), 512));
        let wrap = |protected: &[u8], unprotected: bool, payload: &[u8]| {
            let mut out = vec![FORMAT];
            out.extend(cbor(|e| {
                e.array(4)?.bytes(protected)?;
                if unprotected {
                    e.map(1)?.u8(4)?.bytes(&kid)?;
                } else {
                    e.map(0)?;
                }
                e.bytes(payload)?.bytes(&[0; 64])?;
                Ok(())
            }));
            out
        };
        let payload = claims.payload();
        assert!(!refused(&wrap(&protected(kid), false, &payload)));
        assert!(refused(&wrap(&protected(kid), true, &payload)), "unprotected header");
        let mut long_key = payload.clone();
        long_key.splice(1..2, [0x18, 1]);
        assert!(refused(&wrap(&protected(kid), false, &long_key)), "integer not in its shortest form");
        let mut unknown = payload.clone();
        unknown[1] = 12;
        assert!(refused(&wrap(&protected(kid), false, &unknown)), "unknown key");
        let mut more = payload.clone();
        more[0] = 0xac;
        more.extend([12, 0]);
        assert!(refused(&wrap(&protected(kid), false, &more)), "one key more");
        let mut inside = payload;
        inside.push(0);
        assert!(refused(&wrap(&protected(kid), false, &inside)), "trailing byte in the payload");
        let es256 = cbor(|e| {
            e.map(2)?.u8(1)?.i8(-7)?.u8(4)?.bytes(&kid)?;
            Ok(())
        });
        assert!(refused(&wrap(&es256, false, &claims.payload())), "another algorithm");
    }

    #[test]
    fn a_code_reads_back_whatever_stands_before_the_hash() {
        let award = sample();
        let text = text(&award.host, &code()).unwrap();
        assert!(text.starts_with("HTTPS://EXAM.EXAMPLE/V#"));
        assert!((160..=185).contains(&code().len()), "{}", code().len());
        let read = Code::read(&text).unwrap();
        assert_eq!(read.claims, Claims::of(&award, 512));
        assert!(read.verifies(&key().public_key()));
        assert!(!read.verifies(&SigningKey::from_seed(&[4; 32]).public_key()));
        let (_, digits) = text.split_once('#').unwrap();
        assert_eq!(Code::read(&format!("https://forged.example/v#x#{digits}")).unwrap(), read);
        assert_eq!(code(), code());
        assert!(super::text("exam.example/x", &code()).is_err());
    }

    #[test]
    fn the_drawing_has_a_quiet_zone_and_an_ordinary_size() {
        let drawing = svg("exam.example", &code()).unwrap();
        let side: u32 = drawing.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert!((57 + 8 - 8..=61 + 8).contains(&side), "{side}");
        assert!(drawing.contains("M4 4h7v1H4z"));
        assert!(!drawing.contains("M3 ") && !drawing.contains("M0 1"));
    }
}
