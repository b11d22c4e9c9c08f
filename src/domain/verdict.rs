//! What the domain decides, it explains: findings with the rule, the clause and the figures.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::policy::{Clause, Rule};

mod met;

/// How much a finding weighs; the heavier is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Said, and nothing more.
    Note,
    /// An officer decides, with a logged reason.
    Review,
    /// No.
    Refusal,
}

/// One figure or word of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Figure {
    /// A count, an age, hundredths.
    Number(i64),
    /// A day.
    Day(Date),
    /// A name, a serial.
    Text(String),
}

impl From<u32> for Figure {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<i64> for Figure {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Date> for Figure {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<String> for Figure {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Figure {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Day(day) => write!(f, "{} 年 {} 月 {} 日", day.year(), day.month(), day.day()),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// One reason, which a clerk can defend at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: Rule,
    /// How much it weighs.
    pub severity: Severity,
    /// What is the matter: a stable key of the texts, such as `d1-certificate`.
    pub message: String,
    /// What the text needs: names and figures by key.
    pub figures: BTreeMap<String, Figure>,
    /// What the rule rests on.
    pub clause: Clause,
    /// The first day on which this no longer stands in the way, where that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifts_on: Option<Date>,
}

impl Finding {
    /// A finding without figures; add them with [`Self::with`].
    #[must_use]
    pub fn new(rule: Rule, severity: Severity, message: &str, clause: &Clause) -> Self {
        Self {
            rule,
            severity,
            message: message.to_owned(),
            figures: BTreeMap::new(),
            clause: clause.clone(),
            lifts_on: None,
        }
    }

    /// Adds a figure.
    #[must_use]
    pub fn with(mut self, key: &str, figure: impl Into<Figure>) -> Self {
        self.figures.insert(key.to_owned(), figure.into());
        self
    }

    /// Says when it lifts.
    #[must_use]
    pub fn lifting(mut self, day: Option<Date>) -> Self {
        self.lifts_on = day;
        self
    }

    /// The message key as a stable code; `finding` for one that has no text.
    #[must_use]
    pub fn code(&self) -> &'static str {
        text_of(&self.message).map_or("finding", |text| text.0)
    }

    /// The finding as a Chinese sentence.
    #[must_use]
    pub fn sentence_zh(&self) -> String {
        self.filled(text_of(&self.message).map(|text| text.1), Figure::to_string)
    }

    /// The finding as an English sentence.
    #[must_use]
    pub fn sentence_en(&self) -> String {
        self.filled(text_of(&self.message).map(|text| text.2), |figure| match figure {
            Figure::Day(day) => day.to_string(),
            Figure::Text(text) => {
                PARTS.iter().find(|(zh, _)| zh == text).map_or(text.clone(), |(_, en)| (*en).to_owned())
            }
            Figure::Number(number) => number.to_string(),
        })
    }

    fn filled(&self, template: Option<&str>, show: impl Fn(&Figure) -> String) -> String {
        let mut sentence = template.unwrap_or(&self.message).to_owned();
        for (key, figure) in &self.figures {
            sentence = sentence.replace(&format!("{{{key}}}"), &show(figure));
        }
        sentence
    }
}

/// The parts of an assessment, which findings name.
const PARTS: [(&str, &str); 3] =
    [("理论考试", "Theory test"), ("技能考核", "Practical assessment"), ("综合评审", "Panel review")];

fn text_of(message: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    TEXTS.iter().chain(&met::TEXTS).find(|(key, _, _)| *key == message)
}

/// What each message key says; `{key}` stands for a figure.
const TEXTS: [(&str, &str, &str); 16] = [
    (
        "w1-outside",
        "{opens} 不在考核窗口内，考核只在每年 {months} 月组织。",
        "{opens} lies outside the windows; assessments are held in the months {months}.",
    ),
    (
        "c0-not-filed",
        "{body} 在 {opens} 没有该职业、该等级的评价备案。",
        "{body} is not filed for this occupation and level on {opens}.",
    ),
    ("w11-person", "考生的承诺书还没有签。", "The candidate's commitment letter is not signed."),
    ("w11-body", "评价机构的承诺书还没有签。", "The awarding body's commitment letter is not signed."),
    (
        "roster-closed",
        "报名已于 {closed} 截止，名单已锁定，请报下一场。",
        "Registration closed on {closed} and the roster is locked; take the next session.",
    ),
    (
        "q1-age",
        "考生须年满 {minimum} 周岁，开考当天为 {age} 周岁。",
        "The candidate must be {minimum}; on the day of the exam the age is {age}.",
    ),
    (
        "q1-route",
        "工作年限或下一等级证书不满足该等级的申报条件（现有本职业工作 {work_years} 年）。",
        "Years of work ({work_years}) or the lower certificate do not meet this level's conditions.",
    ),
    (
        "q1-unproved",
        "按本职业工作 {work_years} 年申报，请核对工作年限证明。",
        "{work_years} years of work are declared; check their proof.",
    ),
    (
        "d1-registration",
        "考生在该职业、该等级已有未结束的报名 {session}。",
        "The candidate has an open registration at this occupation and level: {session}.",
    ),
    (
        "d1-certificate",
        "考生已有该职业、该等级的有效证书 {serial}（{issued} 颁发）。",
        "The candidate holds a live certificate at this occupation and level: {serial} of {issued}.",
    ),
    (
        "d2-higher",
        "考生已有该职业更高等级的有效证书 {serial}，不能再报低等级。",
        "The candidate holds a live certificate of a higher level, {serial}; a lower one can't be taken.",
    ),
    (
        "d2-higher-subsidy",
        "考生已有该职业更高等级的有效证书 {serial}，不能再享受低等级补贴。",
        "The candidate holds a live certificate of a higher level, {serial}; a lower one is not subsidised.",
    ),
    (
        "d3-programmes",
        "考生今年已参加 {count} 个补贴项目，每年原则上不超过 {maximum} 个。",
        "The candidate has had {count} subsidised programmes this year; at most {maximum} are meant.",
    ),
    ("e1-absent", "{part}缺考。", "{part}: absent."),
    ("e1-below", "{part} {marks} 分，低于合格线 {cut} 分。", "{part}: {marks}, below the cut score of {cut}."),
    (
        "e1-star",
        "★ 安全项未做到：{criteria}，技能考核不合格。",
        "★ safety criteria not done: {criteria}; the practical assessment is failed.",
    ),
];
