//! How dates, times, marks and problems are said to people.

use jiff::{Timestamp, civil::Date};

use crate::clock;
use crate::domain::account::{self, Permission, Role};
use crate::domain::{Level, Marks};
use crate::i18n::{self, Locale};
use crate::web::errors::Problem;

/// `2026 年 12 月 12 日` or `12 December 2026`.
#[must_use]
pub fn day(locale: Locale, day: Date) -> String {
    match locale {
        Locale::Zh => format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day()),
        Locale::En => day.strftime("%-d %B %Y").to_string(),
    }
}

/// A stored day, `YYYY-MM-DD`; what is no day is said as it is.
#[must_use]
pub fn stored_day(locale: Locale, text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), |found| day(locale, found))
}

/// `12 月 12 日` or `12 Dec`: where the year goes without saying.
#[must_use]
pub fn short_day(locale: Locale, day: Date) -> String {
    match locale {
        Locale::Zh => format!("{} 月 {} 日", day.month(), day.day()),
        Locale::En => day.strftime("%-d %b").to_string(),
    }
}

/// `12 月 12 日 09:00` or `12 Dec, 09:00`, local.
#[must_use]
pub fn short_instant(locale: Locale, instant: Timestamp) -> String {
    let (day, time) = (short_day(locale, clock::local_day(instant)), time(instant));
    match locale {
        Locale::Zh => format!("{day} {time}"),
        Locale::En => format!("{day}, {time}"),
    }
}

/// The end of a stretch of time: the day alone where that ends with it, `12 月 5 日 17:00` else.
#[must_use]
pub fn until(locale: Locale, instant: Timestamp) -> String {
    let local = clock::local(instant);
    let midnight = local.time() == jiff::civil::Time::midnight();
    match local.date().yesterday() {
        Ok(day) if midnight => short_day(locale, day),
        _ => short_instant(locale, instant),
    }
}

/// Names one after another; past three, how many there are.
#[must_use]
pub fn names(locale: Locale, names: &[String]) -> String {
    let between = if locale == Locale::Zh { "、" } else { ", " };
    match names {
        [] => i18n::text(locale, "names-nobody"),
        [first, second, third, _, ..] => {
            let shown = [first.as_str(), second, third].join(between);
            let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
            i18n::text_with(locale, "names-more", &[("names", shown.into()), ("count", count.into())])
        }
        few => few.join(between),
    }
}

/// `2026 年 12 月 12 日 09:00` or `12 December 2026, 09:00`, local.
#[must_use]
pub fn instant(locale: Locale, instant: Timestamp) -> String {
    let date = day(locale, clock::local_day(instant));
    let time = time(instant);
    match locale {
        Locale::Zh => format!("{date} {time}"),
        Locale::En => format!("{date}, {time}"),
    }
}

/// The same to the second.
#[must_use]
pub fn instant_to_the_second(locale: Locale, instant: Timestamp) -> String {
    let (day, time) = (day(locale, clock::local_day(instant)), time_to_the_second(instant));
    match locale {
        Locale::Zh => format!("{day} {time}"),
        Locale::En => format!("{day}, {time}"),
    }
}

/// A name with what it is known by besides: `县总工会（union）`, `County union (union)`.
#[must_use]
pub fn aside(locale: Locale, name: &str, besides: &str) -> String {
    match locale {
        Locale::Zh => format!("{name}（{besides}）"),
        Locale::En => format!("{name} ({besides})"),
    }
}

/// `09:00`, local.
#[must_use]
pub fn time(instant: Timestamp) -> String {
    clock::local(instant).strftime("%H:%M").to_string()
}

/// `09:00:12`, local.
#[must_use]
pub fn time_to_the_second(instant: Timestamp) -> String {
    clock::local(instant).strftime("%H:%M:%S").to_string()
}

/// `84.00`, or a dash.
#[must_use]
pub fn marks(hundredths: Option<i64>) -> String {
    hundredths.and_then(|count| Marks::new(count).ok()).map_or_else(|| "—".to_owned(), |marks| marks.to_string())
}

/// `电工（五级）` or `电工 (level 5)`: occupations keep their Chinese names.
#[must_use]
pub fn project(locale: Locale, occupation: &str, level: i64) -> String {
    let level = Level::new(level).unwrap_or(Level::NONE);
    match locale {
        _ if level == Level::NONE => occupation.to_owned(),
        Locale::Zh => format!("{occupation}（{}）", level.ordinal_zh()),
        Locale::En => format!("{occupation} (level {})", level.number()),
    }
}

/// What happened and what to do, in the reader's language as far as `locales/` knows the code.
#[must_use]
pub fn problem(locale: Locale, problem: &Problem) -> String {
    let fields: Vec<String> = problem.fields.iter().map(|one| field_error(locale, one.code, &one.message)).collect();
    if !fields.is_empty() {
        return fields.join(" ");
    }
    if let Some(seconds) = problem.retry_after {
        return i18n::text_with(locale, "refusal-busy", &[("seconds", seconds.into())]);
    }
    let key = format!("refusal-{}", problem.code);
    let dated = format!("{key}-at");
    if let Some(at) = instant_of(problem).filter(|_| i18n::has(locale, &dated)) {
        return i18n::text_with(locale, &dated, &[("time", time(at).into())]);
    }
    let figured = format!("{key}-figures");
    if let Some(figures) = figures_of(problem).filter(|_| i18n::has(locale, &figured)) {
        return i18n::text_with(locale, &figured, &figures);
    }
    if i18n::has(locale, &key) { i18n::text(locale, &key) } else { problem.detail.clone() }
}

/// The counts that a refusal turns on, where its verdict gives any.
fn figures_of(problem: &Problem) -> Option<Vec<(&str, i18n::Value<'static>)>> {
    let all = problem.verdict.as_ref()?.as_object()?;
    let figures: Vec<_> =
        all.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_i64()?.into()))).collect();
    (!figures.is_empty()).then_some(figures)
}

/// The instant that a refusal turns on, where its verdict gives one.
fn instant_of(problem: &Problem) -> Option<Timestamp> {
    problem.verdict.as_ref()?.get("at")?.as_str()?.parse().ok()
}

/// The key of a text about a ceremony: the plan's own, where it is a plan's and there is one.
pub fn of_draw(locale: Locale, is_plan: bool, key: &str) -> String {
    let own = format!("plan-{key}");
    if is_plan && i18n::has(locale, &own) { own } else { key.to_owned() }
}

/// Who may do this: `局管理员、考点负责人`.
#[must_use]
pub fn who_may(locale: Locale, permission: Permission) -> String {
    let roles = Role::ALL.into_iter().filter(|role| account::allows(*role, permission));
    let names: Vec<String> = roles.map(|role| i18n::text(locale, &format!("who-{role}"))).collect();
    names.join(if locale == Locale::Zh { "、" } else { ", " })
}

/// What is wrong with a field, in the reader's language.
#[must_use]
pub fn field_error(locale: Locale, code: &str, message: &str) -> String {
    let key = format!("error-{code}");
    if i18n::has(locale, &key) { i18n::text(locale, &key) } else { message.to_owned() }
}
