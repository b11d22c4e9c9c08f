//! The code of a printed sheet: whose it is, which of how many, and a check part bound to the candidate's paper, so that
//! a sheet can't be exchanged unnoticed. Documented for others in `docs/printing.md`.

use crate::crypto::digest::encode;
use crate::crypto::{Digest, sha256};

/// What a code begins with: the form's name and version.
const FORM: &str = "JH1";
/// RFC 4648's Base32.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// How many characters the check part has, five bits each.
const CHECK: u32 = 8;

/// What a sheet is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    /// The questions (试卷), one code for the whole booklet.
    Paper,
    /// An answer sheet (答题卡).
    Answers,
}

impl SheetKind {
    fn letter(self) -> &'static str {
        match self {
            Self::Paper => "P",
            Self::Answers => "A",
        }
    }
}

/// A printed sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetCode<'a> {
    /// The exam's id in exam-seed/v1.
    pub exam: &'a str,
    /// The session's id there.
    pub session: &'a str,
    /// The candidate's number (准考证号).
    pub candidate: &'a str,
    /// What it is part of.
    pub kind: SheetKind,
    /// Which sheet of its kind, from 1.
    pub number: usize,
    /// How many there are of its kind.
    pub of: usize,
}

impl SheetCode<'_> {
    /// `JH1/<exam>/<session>/<candidate>/<P or A><n>.<m>/<check>`. None of the ids holds a `/`. `check` is the first 40
    /// bits of `H(E("jiangheng/sheet/v1", everything before the check with its last "/", H(paper)))` in Base32.
    ///
    /// `key_hash` is `H(paper)` of the candidate's paper: it is in the evidence after the exam, and the check part does
    /// not give it away before.
    #[must_use]
    pub fn text(&self, key_hash: &Digest) -> String {
        let Self { exam, session, candidate, kind, number, of } = self;
        let head = format!("{FORM}/{exam}/{session}/{candidate}/{}{number}.{of}/", kind.letter());
        let check = check(&head, key_hash);
        head + &check
    }
}

/// Whether a code that was read off a sheet belongs to the paper whose key hashes to `key_hash`.
#[must_use]
pub fn sheet_code_fits(code: &str, key_hash: &Digest) -> bool {
    code.rfind('/').is_some_and(|at| {
        let (head, given) = code.split_at(at + 1);
        head.starts_with("JH1/") && head.matches('/').count() == 5 && check(head, key_hash) == given
    })
}

fn check(head: &str, key_hash: &Digest) -> String {
    let digest = sha256(&encode(&[b"jiangheng/sheet/v1", head.as_bytes(), key_hash]));
    let bits = digest.iter().take(5).fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte));
    (0..CHECK)
        .rev()
        .filter_map(|place| ALPHABET.get(usize::try_from((bits >> (place * 5)) & 31).ok()?))
        .map(|byte| char::from(*byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: SheetCode<'_> = SheetCode {
        exam: "QH-2026-12",
        session: "S1",
        candidate: "000010001",
        kind: SheetKind::Answers,
        number: 1,
        of: 1,
    };

    #[test]
    fn a_code_says_whose_sheet_it_is_and_fits_one_paper_alone() {
        let code = SHEET.text(&[7; 32]);
        assert!(code.starts_with("JH1/QH-2026-12/S1/000010001/A1.1/"), "{code}");
        assert!(sheet_code_fits(&code, &[7; 32]));
        assert!(!sheet_code_fits(&code, &[8; 32]));
        assert!(!sheet_code_fits(&code.replace("000010001", "000010002"), &[7; 32]));
        assert!(!sheet_code_fits(&code.replace("A1.1", "A1.2"), &[7; 32]));
        assert!(!sheet_code_fits("", &[7; 32]) && !sheet_code_fits("JH1/AAAAAAAA", &[7; 32]));
    }

    #[test]
    fn every_part_is_in_the_check() {
        let check = |sheet: SheetCode<'_>| sheet.text(&[7; 32]).rsplit('/').next().unwrap().to_owned();
        let first = check(SHEET);
        assert_eq!(first.len(), 8);
        assert_ne!(first, check(SheetCode { kind: SheetKind::Paper, ..SHEET }));
        assert_ne!(first, check(SheetCode { number: 2, of: 2, ..SHEET }));
        assert_ne!(first, check(SheetCode { session: "S2", ..SHEET }));
        assert_ne!(first, check(SheetCode { candidate: "000010002", ..SHEET }));
    }
}
