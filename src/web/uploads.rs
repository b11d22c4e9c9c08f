//! Forms with files (RFC 7578), held in memory and nowhere else: the same token, session and origin as every form, and
//! limits that are kept while the body is read.
//!
//! A form that is too large is read to its end all the same, as far as that goes, and thrown away: a browser shows an
//! answer only after it has sent everything.

use std::future::Future;
use std::pin::Pin;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use super::errors::{Problem, WebError};
use super::extract::Staff;
use super::forms::{Posted, RESTORE, check_token, is_foreign, is_kept, last};

/// The most bytes of all files together: 64 MiB.
pub const MOST_BYTES: usize = 64 << 20;
/// The most files.
pub const MOST_FILES: usize = 500;
/// The most bytes of a text field: 16 KiB.
const MOST_TEXT: usize = 16 << 10;
/// The most text fields.
const MOST_TEXTS: usize = 40;
/// The most bytes that are read only to be thrown away: 256 MiB.
const MOST_THROWN_AWAY: usize = 256 << 20;
/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 200;

/// A file of a form.
#[derive(Debug)]
pub struct Upload {
    /// The field it was chosen in.
    pub field: String,
    /// Its name: what stands behind the last slash of what the browser says.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why the files of a form were thrown away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadFault {
    /// All together are too large.
    TooLarge,
    /// There are too many of them.
    TooMany,
    /// A file has no name that can be shown and kept.
    Name,
}

/// A form with files whose token was right.
pub struct PostedFiles<T> {
    /// Its text fields.
    pub fields: T,
    /// Its files; none where `fault` says why.
    pub files: Vec<Upload>,
    /// Why its files were thrown away.
    pub fault: Option<UploadFault>,
    /// Its text fields as they were posted, without the tokens and without passwords.
    pub kept: Vec<(String, String)>,
    /// The name of this filling-in.
    pub once: String,
    /// Whether the form only comes back after a new sign-in: to be shown, with the files to be chosen again.
    pub restoring: bool,
}

impl<T> PostedFiles<T> {
    /// Takes the files of a field out.
    pub fn take(&mut self, field: &str) -> Vec<Upload> {
        let (of_field, rest) = std::mem::take(&mut self.files).into_iter().partition(|file| file.field == field);
        self.files = rest;
        of_field
    }
}

/// A form with files of somebody of staff. The files of anybody else are never held.
pub struct StaffUpload<T> {
    /// Who posted it.
    pub staff: Staff,
    /// What was posted.
    pub posted: PostedFiles<T>,
}

impl<T: DeserializeOwned + 'static> FromRequest for StaffUpload<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let staff = Staff::from_request(request, payload);
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let staff = staff.await;
            let posted = read(&request, payload, staff.is_ok()).await;
            match (staff, posted) {
                (Ok(staff), Ok(posted)) => Ok(Self { staff, posted }),
                (Err(mut error), Ok::<PostedFiles<T>, _>(posted)) => {
                    if error.0.status == 401 {
                        error.0.kept = posted.kept;
                        // Something must be kept, so that the reader is told why the files have to be chosen again.
                        error.0.kept.push(("files".to_owned(), "again".to_owned()));
                    }
                    Err(error)
                }
                (Err(error), Err(_)) | (Ok(_), Err(error)) => Err(error),
            }
        })
    }
}

async fn read<T: DeserializeOwned + 'static>(
    request: &HttpRequest,
    mut payload: Payload,
    hold: bool,
) -> Result<PostedFiles<T>, WebError> {
    if is_foreign(request) {
        return Err(Problem::bad_request("this form came from another site").into());
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        return restored(request, &mut payload).await;
    }
    if !kind.starts_with("multipart/form-data") {
        let detail = "send this form as multipart/form-data";
        return Err(Problem::unreadable(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail).into());
    }
    let mut reader = Reader { hold, ..Reader::default() };
    let mut parts = Multipart::new(request.headers(), payload);
    while let Some(part) = parts.next().await {
        reader.take(part.map_err(|error| unreadable(&error))?).await?;
    }
    check_token(request, last(&reader.texts, "csrf"))?;
    let text = serde_urlencoded::to_string(&reader.texts).map_err(|error| Problem::internal(&error))?;
    let fields =
        serde_urlencoded::from_str(&text).map_err(|error| Problem::bad_request(format!("the form: {error}")))?;
    let (once, restoring) = (last(&reader.texts, "once").to_owned(), last(&reader.texts, RESTORE) == "yes");
    let kept = reader.texts.into_iter().filter(|(name, _)| is_kept(name)).collect();
    let files = if reader.fault.is_some() { Vec::new() } else { reader.files };
    Ok(PostedFiles { fields, files, fault: reader.fault, kept, once, restoring })
}

/// A form that comes back after a new sign-in has its text fields alone.
async fn restored<T: DeserializeOwned + 'static>(
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<PostedFiles<T>, WebError> {
    let Posted { fields, kept, once, restoring } = Posted::<T>::from_request(request, payload).await?;
    if restoring {
        return Ok(PostedFiles { fields, files: Vec::new(), fault: None, kept, once, restoring });
    }
    Err(Problem::bad_request("send this form as multipart/form-data").into())
}

/// What has been read of a form.
#[derive(Default)]
struct Reader {
    hold: bool,
    texts: Vec<(String, String)>,
    files: Vec<Upload>,
    fault: Option<UploadFault>,
    held: usize,
    thrown_away: usize,
}

impl Reader {
    async fn take(&mut self, mut part: Field) -> Result<(), WebError> {
        let field = part.name().unwrap_or_default().to_owned();
        match part.content_disposition().and_then(|said| said.get_filename()).map(ToOwned::to_owned) {
            None => self.text(field, &mut part).await,
            // A browser posts a nameless file for a field in which nothing was chosen.
            Some(name) if name.is_empty() => self.throw_away(&mut part).await,
            Some(name) => self.file(field, &name, &mut part).await,
        }
    }

    async fn text(&mut self, field: String, part: &mut Field) -> Result<(), WebError> {
        let bytes = part.bytes(MOST_TEXT).await.map_err(|_| too_large())?.map_err(|error| unreadable(&error))?;
        if self.texts.len() >= MOST_TEXTS {
            return Err(too_large());
        }
        let text =
            String::from_utf8(bytes.to_vec()).map_err(|_| Problem::bad_request("a field of the form is not UTF-8"))?;
        self.texts.push((field, text));
        Ok(())
    }

    async fn file(&mut self, field: String, said: &str, part: &mut Field) -> Result<(), WebError> {
        if !self.hold || self.fault.is_some() {
            return self.throw_away(part).await;
        }
        if self.files.len() >= MOST_FILES {
            self.fault = Some(UploadFault::TooMany);
        }
        let Some(name) = own_name(said) else {
            self.fault = Some(UploadFault::Name);
            return self.throw_away(part).await;
        };
        let mut bytes = Vec::new();
        while let Some(piece) = part.next().await {
            let piece = piece.map_err(|error| unreadable(&error))?;
            self.held = self.held.saturating_add(piece.len());
            if self.held > MOST_BYTES {
                self.fault = Some(UploadFault::TooLarge);
            }
            if self.fault.is_some() {
                self.files = Vec::new();
                return self.throw_away(part).await;
            }
            bytes.extend_from_slice(&piece);
        }
        self.files.push(Upload { field, name, bytes });
        Ok(())
    }

    async fn throw_away(&mut self, part: &mut Field) -> Result<(), WebError> {
        while let Some(piece) = part.next().await {
            let piece = piece.map_err(|error| unreadable(&error))?;
            self.thrown_away = self.thrown_away.saturating_add(piece.len());
            if self.thrown_away > MOST_THROWN_AWAY {
                return Err(too_large());
            }
        }
        Ok(())
    }
}

/// A file's own name, without the folders that some browsers say; `None` for one that nobody could read.
fn own_name(said: &str) -> Option<String> {
    let name = said.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let plain = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !matches!(name, "." | "..")
        && !name.chars().any(|c| {
            c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
    plain.then(|| name.to_owned())
}

fn too_large() -> WebError {
    Problem::unreadable(StatusCode::PAYLOAD_TOO_LARGE, "the form is larger than this address takes").into()
}

fn unreadable(error: &impl std::fmt::Display) -> WebError {
    Problem::bad_request(format!("the form: {error}")).into()
}

#[cfg(test)]
mod tests {
    use super::own_name;

    #[test]
    fn a_files_name_is_its_own_and_one_that_nobody_can_read_is_none() {
        for (said, name) in [
            ("bank.xlsx", "bank.xlsx"),
            ("C:\\题库\\电工.xlsx", "电工.xlsx"),
            ("题库/图 1.png", "图 1.png"),
            ("../../etc/passwd", "passwd"),
        ] {
            assert_eq!(own_name(said).as_deref(), Some(name));
        }
        let long = "长".repeat(201);
        for said in ["", "/", "a/..", "..", "a\nb.csv", "gpj.\u{202e}exe", "a\u{200b}.csv", &long] {
            assert_eq!(own_name(said), None, "{said:?}");
        }
    }
}
