//! The blueprint office: what a blueprint with its bank promises.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};

use crate::app::App;
use crate::domain::draw::{Assessment, CellFigures, Objection};
use crate::formats::blueprint_picture::{self as picture, thousandths};
use crate::i18n::{self, Locale};
use crate::services::blueprints::{self, Assessed};
use crate::web::extract::{Staff, act, language};
use crate::web::pages::views::{
    BlueprintCell, BlueprintPage, BlueprintPicture, BlueprintSection, Chrome, Fact, Link, Tone,
};
use crate::web::pages::{Page, chrome, render, say};

use super::attached;

/// The blueprint of a sealed bank.
///
/// # Errors
/// When there is no such bank, it is another bureau's, or its item key is not here.
pub async fn of_bank(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let actor = staff.actor.clone();
    let bank = *id;
    let assessed = act(&app, move |context| blueprints::of_bank(context, &actor, bank)).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let back = Link::new(chrome.t("bank-back"), format!("/staff/banks/{bank}"));
    render(&app, &request, &page(chrome, &assessed, back))
}

/// The pictures of a sealed bank's blueprint.
///
/// # Errors
/// As [`of_bank`].
pub async fn picture_of_bank(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let assessed = act(&app, move |context| blueprints::of_bank(context, &staff.actor, *id)).await?;
    Ok(drawn(&assessed, language(&request)))
}

/// The blueprint of a checked bank.
///
/// # Errors
/// When there is no such check, or the bank has faults.
pub async fn of_check(app: Data<App>, request: HttpRequest, staff: Staff, token: Path<String>) -> Page {
    let (actor, name) = (staff.actor.clone(), token.clone());
    let assessed = act(&app, move |context| blueprints::of_check(context, &actor, &name)).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let back = Link::new(chrome.t("blueprint-back-check"), format!("/staff/banks/checks/{token}"));
    render(&app, &request, &page(chrome, &assessed, back))
}

/// The pictures of a checked bank's blueprint.
///
/// # Errors
/// As [`of_check`].
pub async fn picture_of_check(app: Data<App>, request: HttpRequest, staff: Staff, token: Path<String>) -> Page {
    let assessed = act(&app, move |context| blueprints::of_check(context, &staff.actor, &token)).await?;
    Ok(drawn(&assessed, language(&request)))
}

fn drawn(assessed: &Assessed, locale: Locale) -> actix_web::HttpResponse {
    let svg = picture::whole(&assessed.blueprint.title, &assessed.assessment, &|cell| assessed.name(cell), locale);
    attached("image/svg+xml", &format!("{}.svg", assessed.blueprint.title)).body(svg)
}

/// The page of an assessment.
#[must_use]
pub fn page(chrome: Chrome, assessed: &Assessed, back: Link) -> BlueprintPage {
    let (assessment, locale) = (&assessed.assessment, chrome.locale);
    let fine = assessment.against.is_empty();
    BlueprintPage {
        heading: chrome.t(if fine { "blueprint-fine" } else { "blueprint-refused" }),
        tone: if fine { Tone::Ok } else { Tone::Stop },
        against: assessment.against.iter().map(|objection| said(&chrome, assessed, objection)).collect(),
        facts: facts(&chrome, assessed),
        sections: sections(&chrome, assessed),
        pictures: vec![
            BlueprintPicture {
                title: chrome.t("picture-bounds"),
                words: bounds_words(locale, assessment),
                svg: picture::bounds(assessment, locale),
            },
            BlueprintPicture {
                title: chrome.t("picture-rungs"),
                words: chrome.t("blueprint-rungs-words"),
                svg: picture::rungs(assessment, &|cell| assessed.name(cell), locale),
            },
            BlueprintPicture {
                title: chrome.t("picture-common"),
                words: common_words(locale, assessment),
                svg: picture::common(assessment, locale),
            },
        ],
        how: chrome.t1("blueprint-how-text", "count", i64::from(assessment.simulation.tried)),
        seed: hex::encode(assessment.seed),
        svg: format!("{}/blueprint.svg", back.href),
        back,
        chrome,
    }
}

fn said(chrome: &Chrome, assessed: &Assessed, objection: &Objection) -> String {
    match objection {
        Objection::Thin { rung, least } => {
            let cell = CellFigures {
                section: rung.section.clone(),
                cell: rung.cell.clone(),
                count: 0,
                pool: 0,
                rungs: Vec::new(),
            };
            let values = [
                ("cell", format!("{} {}", rung.cell, assessed.name(&cell)).into()),
                ("rung", count(rung.rung + 1).into()),
                ("items", count(rung.items).into()),
                ("least", count(*least).into()),
            ];
            i18n::text_with(chrome.locale, "blueprint-thin", &values)
        }
        Objection::Acceptance { accepted, tried } => {
            chrome.t2("blueprint-acceptance-low", "accepted", i64::from(*accepted), "tried", i64::from(*tried))
        }
    }
}

fn facts(chrome: &Chrome, assessed: &Assessed) -> Vec<Fact> {
    let Assessment { figures, simulation, .. } = &assessed.assessment;
    let drawn: usize = figures.cells.iter().map(|cell| cell.count).sum();
    let pool: usize = figures.cells.iter().map(|cell| cell.pool).sum();
    let smallest = figures.cells.iter().map(CellFigures::smallest_rung).min().unwrap_or_default();
    vec![
        Fact::new(chrome.t("bank-title"), assessed.blueprint.title.as_str()),
        Fact::new(
            chrome.t("blueprint-paper"),
            chrome.t2("blueprint-paper-of", "count", count(drawn), "pool", count(pool)),
        ),
        Fact::new(chrome.t("blueprint-smallest"), smallest.to_string()),
        Fact::new(
            chrome.t("blueprint-acceptance"),
            i18n::text_with(
                chrome.locale,
                "blueprint-acceptance-of",
                &[
                    ("share", percent(simulation.acceptance()).into()),
                    ("accepted", i64::from(simulation.accepted).into()),
                    ("tried", i64::from(simulation.tried).into()),
                ],
            ),
        ),
        Fact::new(chrome.t("blueprint-bound"), thousandths(figures.bound)),
    ]
}

fn sections(chrome: &Chrome, assessed: &Assessed) -> Vec<BlueprintSection> {
    let Assessment { figures, simulation, .. } = &assessed.assessment;
    let papers = u64::from(simulation.accepted).max(1);
    let cell = |cell: &CellFigures| {
        let met = simulation.most_met(|item| item.section == cell.section && item.cell == cell.cell);
        let (smallest, largest) = (cell.smallest_rung(), cell.largest_rung());
        let hardest = cell.rungs.first().map_or(0, |rung| rung.hardest);
        let easiest = cell.rungs.last().map_or(0, |rung| rung.easiest);
        BlueprintCell {
            id: cell.cell.clone(),
            name: assessed.name(cell),
            count: cell.count.to_string(),
            pool: cell.pool.to_string(),
            rungs: if smallest == largest { smallest.to_string() } else { format!("{smallest}–{largest}") },
            facility: format!("{hardest}–{easiest}"),
            exposure: percent(1000 / u64::try_from(smallest).unwrap_or(u64::MAX).max(1)),
            met: percent(met.map_or(0, |item| u64::from(item.papers) * 1000 / papers)),
        }
    };
    let section = |section: &crate::domain::bank::Section| BlueprintSection {
        title: i18n::text_with(
            chrome.locale,
            "blueprint-section",
            &[
                ("title", section.title.as_str().into()),
                ("count", i64::from(section.count()).into()),
                ("points", say::marks(Some(section.points.hundredths())).into()),
            ],
        ),
        cells: figures.cells.iter().filter(|one| one.section == section.id.as_str()).map(cell).collect(),
    };
    assessed.blueprint.sections.iter().map(section).collect()
}

fn bounds_words(locale: Locale, assessment: &Assessment) -> String {
    let figures = &assessment.figures;
    let values = [
        ("bound", thousandths(figures.bound).into()),
        ("plain", thousandths(figures.plain_spread).into()),
        ("spread", thousandths(figures.spread).into()),
    ];
    i18n::text_with(locale, "blueprint-bounds-words", &values)
}

fn common_words(locale: Locale, assessment: &Assessment) -> String {
    let mean = i64::try_from(assessment.simulation.mean_common()).unwrap_or(i64::MAX);
    let drawn: usize = assessment.figures.cells.iter().map(|cell| cell.count).sum();
    let most = assessment.simulation.common.keys().last().copied().unwrap_or_default();
    let values = [
        ("mean", format!("{}.{}", mean / 1000, mean % 1000 / 100).into()),
        ("drawn", count(drawn).into()),
        ("most", i64::from(most).into()),
    ];
    i18n::text_with(locale, "blueprint-common-words", &values)
}

/// Thousandths as a percentage.
fn percent(thousandths: u64) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
