//! A blueprint's assessment as a picture (SVG 1.1): the rungs of each cell with their items, how far two papers can
//! differ, and what two papers have in common. Colours stand beside form and number, never alone.

use std::fmt::Write as _;

use crate::domain::draw::{Assessment, CellFigures};
use crate::i18n::{Locale, text, text_with};

const WIDTH: i64 = 960;
/// Where the scale of facilities begins and ends.
const LEFT: i64 = 280;
const RIGHT: i64 = 800;
const ROW: i64 = 30;
const HEAD: i64 = 64;

const INK: &str = "#17252c";
const QUIET: &str = "#47575f";
const LINE: &str = "#d8d3c6";
const DAI: &str = "#11495a";
const TINTS: [&str; 2] = ["#c9dde1", "#e6eff1"];
const STAR: &str = "#b47700";

/// The rungs of every cell: a band from the rung's hardest item to its easiest, and a dot for each item, the larger the
/// more often simulated candidates met it. `name` gives the name of a cell's content point.
#[must_use]
pub fn rungs(assessed: &Assessment, name: &dyn Fn(&CellFigures) -> String, locale: Locale) -> String {
    let cells = &assessed.figures.cells;
    let (low, high) = scale(cells);
    let height = HEAD + ROW * count(cells.len()) + 24;
    let x = |facility: i64| LEFT + (facility - low) * (RIGHT - LEFT) / (high - low).max(1);
    let mut out = open(height, &text(locale, "picture-rungs"));
    word(&mut out, 16, 24, "start", QUIET, &text(locale, "picture-cell"));
    word(&mut out, LEFT, 24, "start", QUIET, &text(locale, "picture-harder"));
    word(&mut out, RIGHT, 24, "end", QUIET, &text(locale, "picture-easier"));
    word(&mut out, WIDTH - 16, 24, "end", QUIET, &text(locale, "picture-pool"));
    for facility in (low..=high).step_by(100) {
        let at = x(facility);
        let _ = write!(out, r#"<path stroke="{LINE}" d="M{at} {}V{}"/>"#, HEAD - 8, height - 16);
        word(&mut out, at, HEAD - 14, "middle", QUIET, &facility.to_string());
    }
    for (cell, top) in cells.iter().zip((HEAD..).step_by(30)) {
        let middle = top + ROW / 2;
        word(&mut out, 16, middle + 5, "start", INK, &label(cell, &name(cell)));
        for (place, rung) in cell.rungs.iter().enumerate() {
            let (from, to) = (x(rung.hardest) - 3, x(rung.easiest) + 3);
            let tint = if place % 2 == 0 { TINTS[0] } else { TINTS[1] };
            let _ = write!(
                out,
                r#"<rect x="{from}" y="{}" width="{}" height="20" rx="3" fill="{tint}" stroke="{DAI}" stroke-width=".6"/>"#,
                top + 5,
                to - from
            );
        }
        let here = |item: &&crate::domain::draw::Exposure| item.section == cell.section && item.cell == cell.cell;
        for item in assessed.simulation.exposure.iter().filter(here) {
            let share = u64::from(item.papers) * 100 / u64::from(assessed.simulation.accepted).max(1);
            let radius = 2 + share / 15;
            let _ = write!(
                out,
                r#"<circle cx="{}" cy="{middle}" r="{radius}" fill="{DAI}" fill-opacity=".75"/>"#,
                x(item.facility)
            );
        }
        let pool = format!("{} / {}", cell.count, cell.pool);
        word(&mut out, WIDTH - 16, middle + 5, "end", INK, &pool);
    }
    out.push_str("</svg>");
    out
}

/// How far two papers can differ in summed facility: what is proved, beside a plain draw's bound.
#[must_use]
pub fn bounds(assessed: &Assessment, locale: Locale) -> String {
    let figures = &assessed.figures;
    let (from, to) = (
        assessed.simulation.sums.keys().next().copied().unwrap_or_default(),
        assessed.simulation.sums.keys().last().copied().unwrap_or_default(),
    );
    let bars = [
        ("picture-seen", to - from, DAI),
        ("picture-bound", figures.bound, DAI),
        ("picture-spread", figures.spread, TINTS[0]),
        ("picture-range", figures.range, TINTS[0]),
        ("picture-plain", figures.plain_spread, STAR),
    ];
    let most = bars.iter().map(|(_, value, _)| *value).max().unwrap_or_default().max(1);
    let height = ROW * count(bars.len()) + 24;
    let mut out = open(height, &text(locale, "picture-bounds"));
    for ((key, value, colour), top) in bars.into_iter().zip((12..).step_by(30)) {
        word(&mut out, 16, top + 20, "start", INK, &text(locale, key));
        let width = (value * (RIGHT - 340) / most).max(2);
        let _ = write!(
            out,
            r#"<rect x="340" y="{}" width="{width}" height="18" rx="2" fill="{colour}" stroke="{INK}" stroke-width=".6"/>"#,
            top + 6
        );
        word(&mut out, 340 + width + 10, top + 20, "start", INK, &thousandths(value));
    }
    out.push_str("</svg>");
    out
}

/// How many items pairs of simulated papers have in common: a column for each number.
#[must_use]
pub fn common(assessed: &Assessment, locale: Locale) -> String {
    let simulation = &assessed.simulation;
    let first = simulation.common.keys().next().copied().unwrap_or_default();
    let last = simulation.common.keys().last().copied().unwrap_or_default();
    let most = simulation.common.values().max().copied().unwrap_or_default().max(1);
    let columns = i64::from(last - first) + 1;
    let step = ((WIDTH - 64) / columns).clamp(4, 48);
    let every = u32::try_from((36 / step).max(1)).unwrap_or(1);
    let mut out = open(220, &text(locale, "picture-common"));
    word(
        &mut out,
        16,
        24,
        "start",
        QUIET,
        &text_with(locale, "picture-pairs", &[("count", i64::from(simulation.pairs).into())]),
    );
    for (number, place) in (first..=last).zip(0..) {
        let pairs = simulation.common.get(&number).copied().unwrap_or_default();
        let tall = i64::from(pairs) * 140 / i64::from(most);
        let left = 32 + place * step;
        if tall > 0 {
            let _ = write!(
                out,
                r#"<rect x="{left}" y="{}" width="{}" height="{tall}" fill="{DAI}"/>"#,
                190 - tall,
                (step - 2).max(2)
            );
        }
        if number % every == 0 {
            word(&mut out, left + step / 2, 210, "middle", QUIET, &number.to_string());
        }
    }
    let _ = write!(out, r#"<path stroke="{INK}" d="M32 190H{}"/></svg>"#, 32 + columns * step);
    out
}

/// The three pictures below each other, as one file.
#[must_use]
pub fn whole(title: &str, assessed: &Assessment, name: &dyn Fn(&CellFigures) -> String, locale: Locale) -> String {
    let parts = [bounds(assessed, locale), rungs(assessed, name, locale), common(assessed, locale)];
    let mut body = String::new();
    let mut top = 60;
    for part in parts {
        let height = height_of(&part);
        let _ = write!(body, r#"<g transform="translate(0 {top})">{part}</g>"#);
        top += height + 24;
    }
    let mut out = open(top, title);
    let _ = write!(out, r##"<path fill="#fff" d="M0 0H{WIDTH}V{top}H0z"/>"##);
    let _ =
        write!(out, r#"<text x="16" y="36" font-size="22" font-weight="700" fill="{INK}">{}</text>"#, escaped(title));
    out.push_str(&body);
    out.push_str("</svg>");
    out
}

/// Thousandths as a decimal number: `1234` is `1.234`.
#[must_use]
pub fn thousandths(value: i64) -> String {
    format!("{}{}.{:03}", if value < 0 { "-" } else { "" }, (value / 1000).abs(), (value % 1000).abs())
}

/// Whole hundreds around every facility.
fn scale(cells: &[CellFigures]) -> (i64, i64) {
    let rungs = || cells.iter().flat_map(|cell| &cell.rungs);
    let low = rungs().map(|rung| rung.hardest).min().unwrap_or(0) / 100 * 100;
    let high = (rungs().map(|rung| rung.easiest).max().unwrap_or(1000) + 99) / 100 * 100;
    (low, high.max(low + 100))
}

/// `A-1.1 职业道德与法律法规`, cut to what fits.
fn label(cell: &CellFigures, name: &str) -> String {
    let whole = format!("{} {name}", cell.cell);
    let (mut cut, mut wide) = (String::new(), 0);
    for character in whole.chars() {
        wide += if character.is_ascii() { 8 } else { 15 };
        if wide > 240 {
            cut.push('…');
            return cut;
        }
        cut.push(character);
    }
    whole
}

fn open(height: i64, title: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" font-family="PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif" font-size="16"><title>{}</title>"#,
        escaped(title)
    )
}

fn height_of(svg: &str) -> i64 {
    let height = svg.split_once(" height=\"").and_then(|(_, rest)| rest.split_once('"'));
    height.and_then(|(height, _)| height.parse().ok()).unwrap_or_default()
}

fn word(out: &mut String, x: i64, y: i64, anchor: &str, colour: &str, words: &str) {
    let _ = write!(out, r#"<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{}</text>"#, escaped(words));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_keep_their_sign_and_their_noughts() {
        assert_eq!([35_830, 5, -1_400, 0].map(thousandths), ["35.830", "0.005", "-1.400", "0.000"]);
    }

    #[test]
    fn what_people_wrote_is_text_in_a_picture() {
        assert_eq!(escaped(r#"<script>"&"#), "&lt;script&gt;&quot;&amp;");
    }
}
