//! `jiangheng bank convert`: a bank in another format, with a report by item.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::super::files::{self, Draft};
use super::super::say;
use super::reading::read_bank;
use super::{Refused, as_json, fail, tell_faults};
use crate::domain::bank::{Fault, Item, Pictures, Sheet, lint};
use crate::formats::bank_file::BankFile;
use crate::formats::exchange::{self, Format, ItemNote, LeftOut, Outcome, Unsaid, Written};

#[derive(clap::Args)]
pub(super) struct Convert {
    /// The bank: .xlsx, .csv, .zip (QTI), .xml (Moodle, QTI) or .gift
    file: PathBuf,
    /// Where it goes; pictures of .xlsx and .csv go beside it under their own names
    #[arg(long)]
    out: PathBuf,
    /// The format, where the name of --out doesn't say it: .zip can be qti21, qti22 or qti30
    #[arg(long)]
    format: Option<FormatName>,
    /// Write what can be written, and list the items that are left out
    #[arg(long)]
    leave_out: bool,
    /// Print a JSON object instead of lines
    #[arg(long)]
    json: bool,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatName {
    Xlsx,
    Csv,
    Qti21,
    Qti22,
    Qti30,
    Moodle,
    Gift,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Xlsx => Self::Xlsx,
            FormatName::Csv => Self::Csv,
            FormatName::Qti21 => Self::Qti21,
            FormatName::Qti22 => Self::Qti22,
            FormatName::Qti30 => Self::Qti30,
            FormatName::Moodle => Self::Moodle,
            FormatName::Gift => Self::Gift,
        }
    }
}

/// Runs the command.
pub(super) fn run(args: &Convert) -> ExitCode {
    match convert(args) {
        Ok(done) => {
            if args.json {
                say(done.as_json().to_string())
            } else {
                done.tell()
            }
            if done.is_written { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            if args.json {
                say(json!({"ok": false, "written": false, "error": error.to_string()}).to_string());
            }
            fail(&error)
        }
    }
}

/// What became of a conversion.
struct Done {
    is_written: bool,
    count: usize,
    items: Vec<ItemNote>,
    faults: Vec<Fault>,
    left_out: Vec<LeftOut>,
}

fn convert(args: &Convert) -> Result<Done, Refused> {
    let named = args.out.file_name().and_then(|name| Format::of_name(&name.to_string_lossy()));
    let format = args.format.map(Format::from).or(named).ok_or_else(|| Refused::NoFormat(args.out.clone()))?;
    let (file, pictures) = read_bank(&args.file)?;
    let (rows, faults) = match lint(&file.sheets, None, &pictures) {
        Ok(items) => (Rows::Items(items), Vec::new()),
        // A spreadsheet takes rows as they are, so that people fill in what the other format didn't know.
        Err(faults) if format.has_pictures_beside() && is_one_sheet(&file) => (Rows::Sheet, faults),
        Err(faults) => (Rows::Items(sound(&file.sheets, &faults, &pictures)), faults),
    };
    let is_whole = file.refused().next().is_none() && (faults.is_empty() || matches!(rows, Rows::Sheet));
    let (written, count) = match &rows {
        Rows::Items(items) => {
            let written = exchange::write(items, &pictures, format)?;
            let count = items.len().saturating_sub(written.left_out.len());
            (written, count)
        }
        Rows::Sheet => {
            let sheet = file.sheets.first().cloned().unwrap_or_else(|| exchange_rows(&[]));
            let count = sheet.rows.len().saturating_sub(1);
            (Written { bytes: exchange::write_sheet(&sheet, format)?, left_out: Vec::new() }, count)
        }
    };
    let is_written = args.leave_out || (is_whole && written.left_out.is_empty());
    if is_written {
        save(args, format, &written, &pictures)?;
    }
    let count = if is_written { count } else { 0 };
    Ok(Done { is_written, count, items: file.items, faults, left_out: written.left_out })
}

enum Rows {
    Items(Vec<Item>),
    Sheet,
}

fn exchange_rows(items: &[Item]) -> Sheet {
    crate::domain::bank::rows_of(items)
}

/// Whether its rows can be written as they are: those of a workbook with several sheets have columns of their own each.
fn is_one_sheet(file: &BankFile) -> bool {
    file.sheets.len() == 1
}

/// The items of the rows that have no fault.
fn sound(sheets: &[Sheet], faults: &[Fault], pictures: &Pictures) -> Vec<Item> {
    let faulty: BTreeSet<(&str, u32)> =
        faults.iter().filter_map(|fault| Some((fault.sheet.as_str(), fault.row?))).collect();
    let kept: Vec<Sheet> = sheets
        .iter()
        .map(|sheet| {
            let rows = sheet.rows.iter().filter(|row| !faulty.contains(&(sheet.name.as_str(), row.number)));
            Sheet { name: sheet.name.clone(), rows: rows.cloned().collect() }
        })
        .collect();
    lint(&kept, None, pictures).unwrap_or_default()
}

fn save(args: &Convert, format: Format, written: &Written, pictures: &Pictures) -> Result<(), Refused> {
    let folder = args.out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = Vec::new();
    if format.has_pictures_beside() {
        for (name, picture) in pictures {
            if let crate::domain::bank::PictureFile::Bytes(bytes) = picture {
                let path = folder.join(name);
                // The bank that is converted in its own folder has its pictures there already.
                if std::fs::read(&path).is_ok_and(|there| there == *bytes) {
                    continue;
                }
                if let Some(parent) = path.parent() {
                    let failed = |source| files::FileError::Io { path: parent.to_owned(), source };
                    std::fs::create_dir_all(parent).map_err(failed)?;
                }
                beside.push((path, bytes));
            }
        }
    }
    let mut drafts = vec![Draft { path: &args.out, bytes: &written.bytes, secret: false }];
    drafts.extend(beside.iter().map(|(path, bytes)| Draft { path, bytes, secret: false }));
    files::write_all(&drafts, args.force)?;
    Ok(())
}

impl Done {
    fn counts(&self) -> (usize, usize, usize) {
        let of = |is: fn(&Outcome) -> bool| self.items.iter().filter(|item| is(&item.outcome)).count();
        (
            of(|outcome| matches!(outcome, Outcome::Read)),
            of(|outcome| matches!(outcome, Outcome::Noted(_))),
            of(|outcome| matches!(outcome, Outcome::Refused(_))),
        )
    }

    fn tell(&self) {
        let (read, noted, refused) = self.counts();
        say(format!(
            "{} 题：读入 {read}，有说明 {noted}，不能读入 {refused}。 {} items: {read} read, {noted} with a note, {refused} refused.",
            read + noted + refused,
            read + noted + refused
        ));
        self.items.iter().filter(|item| item.outcome != Outcome::Read).for_each(tell);
        tell_faults(&self.faults);
        for left in &self.left_out {
            tell_one("", left.code.as_str(), "漏下 left out", &left.said());
        }
        say(if self.is_written {
            format!("写出 {0} 题。 {0} items written.", self.count)
        } else {
            "没有写出任何文件；加 --leave-out 写出其余的题。 Nothing was written; --leave-out writes the rest."
                .to_owned()
        });
    }

    fn as_json(&self) -> Value {
        let (read, noted, refused) = self.counts();
        let left_out = |left: &LeftOut| json!({"id": left.code.as_str(), "said": [unsaid_as_json(&left.said())]});
        json!({
            "ok": self.is_written,
            "written": self.is_written,
            "count": self.count,
            "read": read,
            "noted": noted,
            "refused": refused,
            "items": self.items.iter().map(item_as_json).collect::<Vec<_>>(),
            "faults": self.faults.iter().map(as_json).collect::<Vec<_>>(),
            "left_out": self.left_out.iter().map(left_out).collect::<Vec<_>>(),
        })
    }
}

/// Tells what became of an item, in lines.
pub(super) fn tell(item: &ItemNote) {
    let what = match &item.outcome {
        Outcome::Read => "",
        Outcome::Noted(_) => "说明 note",
        Outcome::Refused(_) => "不能读入 refused",
        Outcome::PassedOver(_) => "没有读 passed over",
    };
    item.outcome.said().iter().for_each(|said| tell_one(&item.place, &item.id, what, said));
}

fn tell_one(place: &str, id: &str, what: &str, said: &Unsaid) {
    say(format!("{place} [{id}] {what}: {} | {} ({})", said.what.zh, said.what.en, said.code));
    say(format!("    怎么改：{} | {}", said.mend.zh, said.mend.en));
}

/// What became of an item, as JSON.
pub(super) fn item_as_json(item: &ItemNote) -> Value {
    let outcome = match &item.outcome {
        Outcome::Read => "read",
        Outcome::Noted(_) => "noted",
        Outcome::Refused(_) => "refused",
        Outcome::PassedOver(_) => "passed_over",
    };
    json!({
        "place": item.place,
        "id": item.id,
        "row": item.row,
        "outcome": outcome,
        "said": item.outcome.said().iter().map(unsaid_as_json).collect::<Vec<_>>(),
    })
}

fn unsaid_as_json(said: &Unsaid) -> Value {
    json!({
        "code": said.code,
        "message": {"zh": said.what.zh, "en": said.what.en},
        "mend": {"zh": said.mend.zh, "en": said.mend.en},
    })
}
