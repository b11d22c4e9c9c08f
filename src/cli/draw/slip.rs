//! `draw slip`, and `draw replay` of one: a candidate's paper alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use url::Url;

use super::{Refusal, in_file, read, write};
use crate::crypto::{Digest, canonical};
use crate::domain::draw::{DrawnPaper, Manifest, Master, Reveals, Slip, replay};

#[derive(clap::Args)]
pub(super) struct Args {
    /// The session's evidence, or - for standard input
    #[arg(long, value_name = "FILE")]
    evidence: PathBuf,
    /// The candidate's number
    #[arg(long, value_name = "NUMBER")]
    candidate: String,
    /// Where the session's page is, such as <https://exam.example>: writes the link of the QR code instead of JSON
    #[arg(long, value_name = "URL", value_parser = origin)]
    origin: Option<String>,
}

/// Writes a candidate's slip.
pub(super) fn write_one(args: &Args) -> Result<(), Refusal> {
    let refused = in_file(&args.evidence);
    let text = read(&args.evidence)?;
    let manifest = replay(&text).map_err(&refused)?.manifest;
    let reveals = canonical::parse(&text).map_err(Into::into).and_then(|evidence| Reveals::of_evidence(&evidence));
    let reveals = reveals.map_err(&refused)?;
    let slip = Master::derive(&manifest, &reveals).and_then(|master| Slip::of(&master, &manifest, &args.candidate));
    let slip = slip.map_err(&refused)?;
    let mut out = match &args.origin {
        Some(origin) => slip.to_text(origin).into_bytes(),
        None => canonical::to_jcs(&slip.value()),
    };
    out.push(b'\n');
    write(&out)
}

/// What a slip that holds shows.
pub(super) fn told(slip: &Slip, paper: &DrawnPaper, posted: bool) -> String {
    let mut said = format!(
        "slip of candidate {}, exam {}, session {}; manifest {}\npapers_root {}: {}\n",
        slip.candidate,
        slip.exam,
        slip.session,
        hex::encode(slip.manifest_hash),
        hex::encode(slip.papers_root),
        if posted {
            "the paper key is under this root, the one given as posted"
        } else {
            "compared with nothing: the slip proves only that it fits itself. Compare this root with the posted sheet, or \
             give it as --papers-root"
        }
    );
    said.push_str("This must have been on the desk (items with their options, in order):\n");
    let mut number = 0;
    for section in &paper.sections {
        let _ = writeln!(said, "section {}", section.id);
        for item in &section.items {
            number += 1;
            let _ = writeln!(said, "{number:>5}  {}  {}", item.id, item.options.join(" "));
        }
    }
    said
}

/// A slip in either form; a text takes the posted root as its own.
pub(super) enum Given<'a> {
    Json(&'a [u8]),
    Text(&'a str),
}

/// Checks a slip found in `file`.
pub(super) fn check(
    file: &Path,
    given: &Given<'_>,
    manifest_file: Option<&Path>,
    posted: Option<&Digest>,
) -> Result<(), Refusal> {
    let refused = in_file(file);
    let Some(manifest_file) = manifest_file else {
        return Err(Refusal::Usage("a slip is checked against its session's manifest: --manifest FILE".to_owned()));
    };
    let manifest = || Manifest::parse(&read(manifest_file)?).map_err(in_file(manifest_file));
    let (slip, manifest) = match given {
        Given::Json(text) => (Slip::parse(text).map_err(&refused)?, manifest()?),
        Given::Text(text) => {
            let Some(posted) = posted else {
                let needed = "the text of a slip's QR code lacks the root of all papers: --papers-root HEX, from the posted sheet";
                return Err(Refusal::Usage(needed.to_owned()));
            };
            let manifest = manifest()?;
            (Slip::from_text(text, &manifest, posted).map_err(&refused)?, manifest)
        }
    };
    let paper = slip.check(&manifest, posted).map_err(&refused)?;
    write(told(&slip, &paper, posted.is_some()).as_bytes())
}

/// An origin (RFC 6454): scheme, host, port where it is not the usual one.
fn origin(text: &str) -> Result<String, String> {
    const FORM: &str = "an origin is wanted, such as https://exam.example or http://127.0.0.1:8080, without a path";
    let url = Url::parse(text).map_err(|error| format!("{error}; {FORM}"))?;
    let origin = url.origin().ascii_serialization();
    let is_web = matches!(url.scheme(), "https" | "http");
    if is_web && text.trim_end_matches('/') == origin { Ok(origin) } else { Err(FORM.to_owned()) }
}
