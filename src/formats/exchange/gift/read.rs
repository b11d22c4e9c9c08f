//! Reading GIFT question by question.

use crate::domain::ItemType;
use crate::domain::bank::Code;

use super::super::draft::{Choice, Collector, Draft, truth};
use super::super::html;
use super::super::markup::{Flat, Plain};
use super::super::moodle::{content_point, tag};
use super::super::report::{Note, Refusal};
use super::super::shares::{Shares, share};
use super::super::{Collected, ExchangeError, MAX_TEXT, Watch};
use super::parse::{Block, blocks, mark, pairs, split, unescaped};

/// What a gap in a sentence becomes.
const GAP: &str = "____";

/// Reads a file.
pub(in super::super) fn read(name: &str, text: &str, watch: Watch<'_>) -> Result<Collected, ExchangeError> {
    let mut collector = Collector::new(name);
    let mut point = String::new();
    let blocks = blocks(text);
    for (number, block) in blocks.iter().enumerate() {
        watch(number, blocks.len());
        if let Some(path) = &block.category {
            point = content_point(path);
        }
        if block.text.is_empty() {
            continue;
        }
        let id = named(block);
        let read = one(block, &id, &point);
        collector.take(format!("{name}:{}", block.line), id, read)?;
    }
    Ok(collector.finish())
}

/// What a question calls itself.
fn named(block: &Block) -> String {
    let id = pairs(&block.comments).into_iter().find(|(name, _)| *name == "id").map(|(_, id)| id.to_owned());
    let id = id.or_else(|| titled(&block.text).map(|(title, _)| unescaped(title))).unwrap_or_default();
    id.trim().chars().take(120).collect()
}

/// The title and what follows it.
fn titled(text: &str) -> Option<(&str, &str)> {
    split(text.trim_start().strip_prefix("::")?, "::")
}

fn one(block: &Block, id: &str, point: &str) -> Result<Draft, Refusal> {
    if block.text.len() > MAX_TEXT.saturating_mul(16) {
        return Err(Refusal::TextTooLong);
    }
    let text = titled(&block.text).map_or(block.text.as_str(), |(_, text)| text);
    let (stem, rest) = split(text, "{").ok_or(Refusal::Description)?;
    let (body, tail) = split(rest, "}").ok_or_else(|| Refusal::Syntax("{ … }".into()))?;
    if split(tail, "{").is_some() {
        return Err(Refusal::Cloze);
    }
    let (format, stem) = format(stem, "moodle");
    let (answers, feedback) = match split(body, "####") {
        Some((answers, feedback)) => (answers.trim(), feedback),
        None => (body.trim(), ""),
    };
    let mut draft = Draft { content_point: point.to_owned(), ..Draft::default() };
    let Plain { text, reference, notes, pictures } = plain(self::format(feedback, format))?;
    (draft.explanation, draft.reference) = (text, reference);
    draft.notes.extend(notes);
    if !pictures.is_empty() {
        draft.notes.insert(Note::Extras);
    }
    draft.stem = stem_of(format, stem, tail, &mut draft)?;
    let mut fixed = None;
    for (name, value) in pairs(&block.comments) {
        if name == "tag" {
            fixed = tag(&mut draft, value).or(fixed);
        }
    }
    if id.parse::<Code>().is_ok() {
        id.clone_into(&mut draft.code);
    }
    answer(answers, format, &mut draft)?;
    if let Some(fixed) = fixed {
        for (option, letter) in draft.options.iter_mut().zip('A'..='Z') {
            option.fixed = fixed.contains(letter);
        }
    }
    Ok(draft)
}

fn stem_of(format: &str, stem: &str, tail: &str, draft: &mut Draft) -> Result<String, Refusal> {
    let mut of = |text: &str| {
        let Plain { text, notes, pictures, .. } = plain((format, text))?;
        draft.notes.extend(notes);
        match pictures.into_iter().next() {
            Some(source) => Err(if source.contains("://") || source.starts_with("//") {
                Refusal::External(source.chars().take(80).collect())
            } else {
                Refusal::PictureMissing(source.chars().take(80).collect())
            }),
            None => Ok(text),
        }
    };
    let (stem, tail) = (of(stem)?, of(tail)?);
    if tail.is_empty() {
        return Ok(stem);
    }
    draft.notes.insert(Note::Gap);
    Ok(format!("{stem}{GAP}{tail}"))
}

/// What stands between the braces, without the general feedback.
fn answer(text: &str, format: &str, draft: &mut Draft) -> Result<(), Refusal> {
    if text.is_empty() {
        return Err(Refusal::Essay);
    }
    if text.starts_with('#') {
        return Err(Refusal::Numeric);
    }
    let begins = |rest: &str| rest.starts_with(['=', '~']);
    let Some(first) = mark(text, begins) else { return true_or_false(text, draft) };
    if !text.get(..first).unwrap_or_default().trim().is_empty() {
        return Err(Refusal::Syntax(text.chars().take(40).collect()));
    }
    if mark(text, |rest| rest.starts_with('~')).is_none() {
        let pairs = mark(text, |rest| rest.starts_with("->")).is_some();
        return Err(if pairs { Refusal::Matching } else { Refusal::ShortAnswer });
    }
    let (mut shares, mut is_single) = (Vec::new(), false);
    let mut rest = text.get(first..).unwrap_or_default();
    while let Some(sign) = rest.chars().next() {
        let body = rest.get(1..).unwrap_or_default();
        let end = mark(body, begins).unwrap_or(body.len());
        let (own, next) = body.split_at(end);
        rest = next;
        is_single |= sign == '=';
        let (own, weight) = weighted(own.trim_start())?;
        shares.push(weight.unwrap_or(if sign == '=' { 10_000_000 } else { 0 }));
        let (own, feedback) = split(own, "#").unwrap_or((own, ""));
        if !feedback.trim().is_empty() {
            draft.notes.insert(Note::Extras);
        }
        let Plain { text, notes, pictures, .. } = plain(self::format(own, format))?;
        if !pictures.is_empty() {
            return Err(Refusal::PictureInOption);
        }
        draft.notes.extend(notes);
        draft.options.push(Choice { text, right: false, fixed: false });
    }
    let right = if is_single { Shares(&shares).of_single()? } else { Shares(&shares).of_multiple()? };
    draft.kind = Some(if is_single { ItemType::Single } else { ItemType::Multiple });
    if !is_single {
        draft.notes.insert(Note::AllOrNothing);
    }
    for (option, right) in draft.options.iter_mut().zip(right) {
        option.right = right;
    }
    if is_single && draft.facility.is_empty() {
        draft.true_or_false();
    }
    Ok(())
}

fn true_or_false(text: &str, draft: &mut Draft) -> Result<(), Refusal> {
    let (word, feedback) = split(text, "#").unwrap_or((text, ""));
    if !feedback.trim().is_empty() {
        draft.notes.insert(Note::Extras);
    }
    draft.kind = Some(ItemType::TrueFalse);
    draft.truth = truth(word).ok_or_else(|| Refusal::Syntax(word.trim().chars().take(40).collect()))?;
    Ok(())
}

/// A weight in per cent before an answer.
fn weighted(text: &str) -> Result<(&str, Option<i64>), Refusal> {
    let Some((weight, rest)) = text.strip_prefix('%').and_then(|text| text.split_once('%')) else {
        return Ok((text, None));
    };
    share(weight).map(|share| (rest, Some(share))).ok_or(Refusal::PartialCredit)
}

/// The format that a text names in front, or the one that holds otherwise; and the text.
fn format<'a>(text: &'a str, otherwise: &'a str) -> (&'a str, &'a str) {
    let text = text.trim();
    for name in ["html", "plain", "moodle", "markdown"] {
        let rest =
            text.strip_prefix('[').and_then(|rest| rest.strip_prefix(name)).and_then(|rest| rest.strip_prefix(']'));
        if let Some(rest) = rest {
            return (name, rest.trim());
        }
    }
    (otherwise, text)
}

fn plain((format, text): (&str, &str)) -> Result<Plain, Refusal> {
    let text = unescaped(text.trim());
    match format {
        "plain" => {
            let mut flat = Flat::default();
            flat.literal(&text);
            flat.finish()
        }
        "markdown" if !text.is_empty() => Err(Refusal::Markdown),
        "html" => html::read(&text, false).finish(),
        _ => html::read(&text, true).finish(),
    }
}
