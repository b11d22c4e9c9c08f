//! `jiangheng bank blueprint FILE`: what a blueprint with its bank promises, in figures and as a picture.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::super::files::{self, Draft};
use super::super::say;
use super::reading::read_bank;
use super::{Refused, parse_blueprint, whole as whole_file};
use crate::domain::bank::{Bank, Blueprint};
use crate::domain::draw::{
    Assessment, CellFigures, DrawError, MINIMUM_RUNG, Manifest, Objection, assess, trial_manifest,
};
use crate::formats::blueprint_picture::{thousandths, whole};
use crate::i18n::Locale;

/// The most bytes a draw's manifest may have.
const MAX_MANIFEST: u64 = 64 * 1024 * 1024;

/// Arguments of `jiangheng bank blueprint`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// A bank (with its blueprint.toml beside it), a blueprint .toml (with bank.xlsx or bank.csv beside it), or the
    /// manifest .json of a draw
    file: PathBuf,
    /// The blueprint (双向细目表), TOML, where FILE is a bank
    #[arg(long)]
    blueprint: Option<PathBuf>,
    /// The bank, where FILE is a blueprint
    #[arg(long, conflicts_with = "blueprint")]
    bank: Option<PathBuf>,
    /// Print a JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Write the picture here
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// The picture's language
    #[arg(long, default_value = "zh-CN", value_parser = locale)]
    lang: Locale,
    /// Replace the picture if it exists
    #[arg(long)]
    force: bool,
}

fn locale(tag: &str) -> Result<Locale, String> {
    Locale::parse(tag).ok_or_else(|| format!("{tag} is neither zh-CN nor en"))
}

/// Prints the figures; exit code 1 if papers must not be drawn by it.
pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Refused> {
    let Subject { title, blueprint, manifest } = subject(args)?;
    let assessed = assess(&manifest, MINIMUM_RUNG);
    let name = |cell: &CellFigures| {
        let point = blueprint.as_ref().and_then(|blueprint| blueprint.content_point(&cell.section, &cell.cell));
        point.map(|point| point.name.clone()).unwrap_or_default()
    };
    if args.json {
        say(as_json(&assessed).to_string());
    } else {
        table(&title, &assessed, &name);
    }
    if let Some(path) = &args.svg {
        let picture = whole(&title, &assessed, &name, args.lang);
        files::write_all(&[Draft { path, bytes: picture.as_bytes(), secret: false }], args.force)?;
    }
    Ok(if assessed.against.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is assessed.
struct Subject {
    title: String,
    blueprint: Option<Blueprint>,
    manifest: Manifest,
}

fn subject(args: &Args) -> Result<Subject, Refused> {
    let draw = |source: DrawError| Refused::Manifest { path: args.file.clone(), source: Box::new(source) };
    let extension = args.file.extension().map(|extension| extension.to_ascii_lowercase()).unwrap_or_default();
    let beside = |name: &str| args.file.with_file_name(name);
    let (bank, blueprint) = match extension.to_str() {
        Some("json") => {
            let manifest = Manifest::parse(&files::read(&args.file, MAX_MANIFEST)?).map_err(draw)?;
            let title = format!("{} {}", manifest.exam(), manifest.session());
            return Ok(Subject { title, blueprint: None, manifest });
        }
        Some("toml") => {
            let found = [beside("bank.xlsx"), beside("bank.csv")].into_iter().find(|path| path.is_file());
            let bank = args.bank.clone().or(found).ok_or_else(|| Refused::NoBank(args.file.clone()))?;
            (bank, args.file.clone())
        }
        _ => (args.file.clone(), args.blueprint.clone().unwrap_or_else(|| beside("blueprint.toml"))),
    };
    let blueprint = parse_blueprint(&blueprint)?;
    let (file, pictures) = read_bank(&bank)?;
    let bank = whole_file(Bank::check(&file.sheets, &blueprint, &pictures), &file)?;
    let manifest = trial_manifest(&bank).map_err(draw)?;
    Ok(Subject { title: blueprint.title.clone(), blueprint: Some(blueprint), manifest })
}

fn table(title: &str, assessed: &Assessment, name: &dyn Fn(&CellFigures) -> String) {
    let Assessment { figures, simulation, .. } = assessed;
    let papers = u64::from(simulation.accepted).max(1);
    let percent = |thousandths: u64| format!("{}.{} %", thousandths / 10, thousandths % 10);
    say(format!("{title}\n"));
    say(
        "section/cell 单元 · 内容点 | drawn 抽题 | pool 题量 | items a rung 每档题数 | facility 难度 | exposure 曝光: 1/|rung| 上限, simulated 模拟最高",
    );
    for cell in &figures.cells {
        let met = simulation.most_met(|item| item.section == cell.section && item.cell == cell.cell);
        let (hardest, easiest) = (cell.rungs.first(), cell.rungs.last());
        say(format!(
            "{}/{} {} | {} | {} | {}–{} | {}–{} | {} | {}",
            cell.section,
            cell.cell,
            name(cell),
            cell.count,
            cell.pool,
            cell.smallest_rung(),
            cell.largest_rung(),
            hardest.map_or(0, |rung| rung.hardest),
            easiest.map_or(0, |rung| rung.easiest),
            percent(1000 / u64::try_from(cell.smallest_rung()).unwrap_or(u64::MAX).max(1)),
            percent(met.map_or(0, |item| u64::from(item.papers) * 1000 / papers)),
        ));
    }
    let pool: usize = figures.cells.iter().map(|cell| cell.pool).sum();
    let drawn: usize = figures.cells.iter().map(|cell| cell.count).sum();
    let sums = (simulation.sums.keys().next(), simulation.sums.keys().last());
    say(format!("\na paper has 每份试卷 {drawn} of 取自 {pool} items 题"));
    say(format!(
        "difference of two papers in summed facility 两份试卷难度总和之差: proved at most 已证明不超过 {} (rungs 各档 {} ≤ cells 各单元 {}), a plain draw 不分档 {}; seen 模拟所见 {}",
        thousandths(figures.bound),
        thousandths(figures.spread),
        thousandths(figures.range),
        thousandths(figures.plain_spread),
        thousandths(sums.1.unwrap_or(&0) - sums.0.unwrap_or(&0)),
    ));
    say(format!(
        "{} of {} simulated papers meet the constraints 模拟试卷符合约束: {}",
        simulation.accepted,
        simulation.tried,
        percent(simulation.acceptance())
    ));
    say(format!(
        "items in common of two papers 两份试卷的相同题: mean 平均 {} (without constraints 不计约束 {}), at most seen 所见最多 {} in {} pairs 对",
        thousandths(i64::try_from(simulation.mean_common()).unwrap_or(i64::MAX)),
        thousandths(i64::try_from(figures.common).unwrap_or(i64::MAX)),
        simulation.common.keys().last().unwrap_or(&0),
        simulation.pairs
    ));
    say(format!("seed 种子 H(manifest) {}", hex::encode(assessed.seed)));
    if assessed.against.is_empty() {
        say("\nPapers may be drawn by this blueprint. 可以按这份细目表组卷。");
    }
    for objection in &assessed.against {
        say(format!("\nREFUSED 不能使用 ({}): {objection}", objection.code()));
    }
}

fn as_json(assessed: &Assessment) -> serde_json::Value {
    let Assessment { seed, figures, simulation, against } = assessed;
    let cells: Vec<_> = figures
        .cells
        .iter()
        .map(|cell| {
            let rungs: Vec<_> = cell
                .rungs
                .iter()
                .map(|rung| json!({"items": rung.items, "hardest": rung.hardest, "easiest": rung.easiest}))
                .collect();
            json!({"section": cell.section, "cell": cell.cell, "count": cell.count, "pool": cell.pool, "rungs": rungs})
        })
        .collect();
    let exposure: Vec<_> = simulation
        .exposure
        .iter()
        .map(|item| json!({"item": item.item, "section": item.section, "cell": item.cell, "rung": item.rung, "of": item.of, "papers": item.papers}))
        .collect();
    json!({
        "ok": against.is_empty(),
        "seed": hex::encode(seed),
        "cells": cells,
        "bound": figures.bound,
        "spread": figures.spread,
        "range": figures.range,
        "plain_spread": figures.plain_spread,
        "simulated": simulation.tried,
        "accepted": simulation.accepted,
        "exposure": exposure,
        "sums": simulation.sums,
        "common": {"mean_thousandths": simulation.mean_common(), "unconstrained_thousandths": figures.common,
                   "pairs": simulation.pairs, "by_count": simulation.common},
        "against": against.iter().map(|objection: &Objection| json!({"code": objection.code(), "message": objection.to_string()})).collect::<Vec<_>>(),
    })
}
