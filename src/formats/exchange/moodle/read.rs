//! Reading a quiz question by question.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};

use crate::domain::ItemType;
use crate::domain::bank::{Code, MAX_PICTURE_BYTES, MediaType};

use super::super::draft::{Choice, Collector, Draft};
use super::super::html;
use super::super::markup::{Flat, Plain};
use super::super::report::{Note, Refusal};
use super::super::shares::{Shares, share};
use super::super::xml::Element;
use super::super::{Collected, ExchangeError, Watch};
use super::{content_point, tag};

/// Base64 with or without its padding, and with bits left over, as other programs write it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// How a reference to a file of the question begins.
const FILE: &str = "@@PLUGINFILE@@";

/// Reads a `<quiz>`.
pub(in super::super) fn read(name: &str, quiz: &Element, watch: Watch<'_>) -> Result<Collected, ExchangeError> {
    let mut collector = Collector::new(name);
    let mut point = String::new();
    let total = quiz.all("question").count();
    for (number, question) in quiz.all("question").enumerate() {
        watch(number, total);
        let kind = question.attribute("type").unwrap_or_default();
        if kind == "category" {
            let path = question.first("category").map(|category| category.text()).unwrap_or_default();
            point = content_point(&path);
            continue;
        }
        let id = named(question);
        let read = one(question, kind, &point, &mut collector);
        collector.take(format!("{name}:{}", question.line), id, read)?;
    }
    Ok(collector.finish())
}

/// What a question calls itself.
fn named(question: &Element) -> String {
    let number = question.first("idnumber").map(Element::text).unwrap_or_default();
    let name = question.first("name").map(Element::text).unwrap_or_default();
    let id = if number.trim().is_empty() { name } else { number };
    id.trim().chars().take(120).collect()
}

fn one(question: &Element, kind: &str, point: &str, collector: &mut Collector) -> Result<Draft, Refusal> {
    let is_choice = match kind {
        "multichoice" | "multichoiceset" => true,
        "truefalse" => false,
        "essay" => return Err(Refusal::Essay),
        "numerical" | "calculated" | "calculatedsimple" | "calculatedmulti" => return Err(Refusal::Numeric),
        "shortanswer" | "regexp" => return Err(Refusal::ShortAnswer),
        "matching" | "match" | "ddmatch" => return Err(Refusal::Matching),
        "cloze" | "multianswer" | "gapselect" | "ddwtos" => return Err(Refusal::Cloze),
        "description" => return Err(Refusal::Description),
        other => return Err(Refusal::QuestionType(other.chars().take(60).collect())),
    };
    let mut draft = Draft { content_point: point.to_owned(), ..Draft::default() };
    let id = named(question);
    if id.parse::<Code>().is_ok() {
        draft.code = id;
    }
    let stem = question.first("questiontext").map(plain).transpose()?;
    let stem = stem.ok_or_else(|| Refusal::Syntax("questiontext".into()))?;
    draft.stem = stem.text;
    draft.notes.extend(stem.notes);
    if let Some(feedback) = question.first("generalfeedback") {
        let Plain { text, reference, notes, pictures } = plain(feedback)?;
        (draft.explanation, draft.reference) = (text, reference);
        draft.notes.extend(notes);
        if !pictures.is_empty() {
            draft.notes.insert(Note::Extras);
        }
    }
    let mut fixed = None;
    for own in question.all("tags").flat_map(|tags| tags.all("tag")) {
        fixed = tag(&mut draft, &own.text()).or(fixed);
    }
    let answers: Vec<&Element> = question.all("answer").collect();
    if answers.iter().any(|answer| has_feedback(answer)) || has_hints(question) {
        draft.notes.insert(Note::Extras);
    }
    if is_choice {
        choice(question, kind, &answers, &mut draft)?
    } else {
        truth(&answers, &mut draft)?
    }
    match fixed {
        Some(fixed) => {
            for (option, letter) in draft.options.iter_mut().zip('A'..='Z') {
                option.fixed = fixed.contains(letter);
            }
        }
        None if is_choice && said(question, "shuffleanswers").is_some_and(|said| !is_true(&said)) => draft.keep_order(),
        None => {}
    }
    let mut pictures = stem.pictures.into_iter();
    if let Some(source) = pictures.next() {
        if pictures.next().is_some() {
            return Err(Refusal::SeveralPictures);
        }
        let (name, bytes) = picture(question, &source)?;
        draft.picture = collector.keep(&name, bytes, &mut draft.notes);
    }
    Ok(draft)
}

fn choice(question: &Element, kind: &str, answers: &[&Element], draft: &mut Draft) -> Result<(), Refusal> {
    let is_single = kind == "multichoice" && said(question, "single").is_none_or(|said| is_true(&said));
    draft.kind = Some(if is_single { ItemType::Single } else { ItemType::Multiple });
    let mut shares = Vec::new();
    for answer in answers {
        let Plain { text, pictures, notes, .. } = plain(answer)?;
        if !pictures.is_empty() {
            return Err(Refusal::PictureInOption);
        }
        draft.notes.extend(notes);
        draft.options.push(Choice { text, right: false, fixed: false });
        shares.push(share(answer.attribute("fraction").unwrap_or("0")).ok_or(Refusal::PartialCredit)?);
    }
    let right = match (is_single, kind) {
        (true, _) => Shares(&shares).of_single()?,
        // All-or-nothing by a plug-in: each right option says 100.
        (false, "multichoiceset") => shares.iter().map(|share| *share > 0).collect(),
        (false, _) => {
            draft.notes.insert(Note::AllOrNothing);
            Shares(&shares).of_multiple()?
        }
    };
    for (option, right) in draft.options.iter_mut().zip(right) {
        option.right = right;
    }
    if is_single && draft.facility.is_empty() {
        draft.true_or_false();
    }
    Ok(())
}

fn truth(answers: &[&Element], draft: &mut Draft) -> Result<(), Refusal> {
    draft.kind = Some(ItemType::TrueFalse);
    let mut right = None;
    for answer in answers {
        let text = answer.first("text").map(Element::text).unwrap_or_default();
        let says = super::super::draft::truth(&text).ok_or_else(|| Refusal::Syntax("truefalse".into()))?;
        match share(answer.attribute("fraction").unwrap_or("0")) {
            Some(0) => {}
            Some(10_000_000) if right.is_none() => right = Some(says),
            Some(10_000_000) => return Err(Refusal::SeveralRight),
            _ => return Err(Refusal::PartialCredit),
        }
    }
    draft.truth = right.ok_or(Refusal::NoKey)?;
    Ok(())
}

/// The text of an element with a format: HTML but where it says otherwise.
fn plain(element: &Element) -> Result<Plain, Refusal> {
    let text = element.first("text").map(Element::text).unwrap_or_default();
    match element.attribute("format").unwrap_or("html") {
        "plain_text" | "2" => {
            let mut flat = Flat::default();
            flat.literal(&text);
            flat.finish()
        }
        "markdown" | "4" if !text.trim().is_empty() => Err(Refusal::Markdown),
        "moodle_auto_format" | "0" => html::read(&text, true).finish(),
        _ => html::read(&text, false).finish(),
    }
}

fn said(question: &Element, name: &str) -> Option<String> {
    question.first(name).map(|element| element.text().trim().to_lowercase())
}

fn is_true(text: &str) -> bool {
    matches!(text, "true" | "1")
}

fn has_feedback(answer: &Element) -> bool {
    answer.first("feedback").is_some_and(|feedback| !feedback.text().trim().is_empty())
}

fn has_hints(question: &Element) -> bool {
    question.all("hint").any(|hint| !hint.text().trim().is_empty())
}

/// The picture that a reference names, out of the question's own files.
fn picture(question: &Element, source: &str) -> Result<(String, Vec<u8>), Refusal> {
    let path = source.strip_prefix(FILE).ok_or_else(|| Refusal::External(source.chars().take(80).collect()))?;
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    let files = question.all("questiontext").flat_map(|text| text.all("file"));
    for file in files {
        let folder = file.attribute("path").unwrap_or("/");
        let own = format!("{folder}{}", file.attribute("name").unwrap_or_default());
        let own = own.trim_start_matches('/');
        if own != path {
            continue;
        }
        let shown = || own.to_owned();
        if file.attribute("encoding").is_some_and(|encoding| encoding != "base64") {
            return Err(Refusal::PictureEncoding(shown()));
        }
        let mut text = file.text();
        text.retain(|character| !character.is_ascii_whitespace());
        let most = usize::try_from(MAX_PICTURE_BYTES).unwrap_or(usize::MAX).saturating_mul(2);
        if text.len() > most {
            return Err(Refusal::PictureUnknown(shown()));
        }
        let bytes = BASE64.decode(text).map_err(|_| Refusal::PictureEncoding(shown()))?;
        return match MediaType::of(&bytes) {
            Some(_) => Ok((shown(), bytes)),
            None => Err(Refusal::PictureUnknown(shown())),
        };
    }
    Err(Refusal::PictureMissing(path))
}
