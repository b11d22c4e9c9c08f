//! The parts of the points that options earn, in Moodle XML and in GIFT.

use super::report::Refusal;

/// The whole, in units of a hundred-thousandth of a per cent: Moodle gives five decimals.
const WHOLE: i64 = 10_000_000;

/// The parts that the options of one question earn.
pub(super) struct Shares<'a>(pub(super) &'a [i64]);

impl Shares<'_> {
    /// Which option of a single choice is right.
    pub(super) fn of_single(&self) -> Result<Vec<bool>, Refusal> {
        let right: Vec<bool> = self.0.iter().map(|share| *share == WHOLE).collect();
        let count = right.iter().filter(|right| **right).count();
        if self.0.iter().any(|share| *share > 0 && *share != WHOLE) {
            Err(Refusal::PartialCredit)
        } else if count == 0 {
            Err(Refusal::NoKey)
        } else if count > 1 {
            Err(Refusal::SeveralRight)
        } else if self.0.iter().any(|share| *share < 0) {
            Err(Refusal::Penalty)
        } else {
            Ok(right)
        }
    }

    /// Which options of a multiple response are right: they share the points equally, and each wrong one earns nothing or costs
    /// the same.
    pub(super) fn of_multiple(&self) -> Result<Vec<bool>, Refusal> {
        let right: Vec<bool> = self.0.iter().map(|share| *share > 0).collect();
        let count = i64::try_from(right.iter().filter(|right| **right).count()).unwrap_or(i64::MAX);
        if count == 0 {
            return Err(Refusal::NoKey);
        }
        let exact = WHOLE / count;
        // People write 33.333 or 33 for a third.
        let is_equal = self.0.iter().filter(|share| **share > 0).all(|share| (share - exact).abs() < WHOLE / 100);
        let mut wrong = self.0.iter().filter(|share| **share <= 0);
        let first = wrong.next().copied().unwrap_or(0);
        if is_equal && wrong.all(|share| *share == first) { Ok(right) } else { Err(Refusal::PartialCredit) }
    }
}

/// A decimal per cent between -100 and 100, in hundred-thousandths; further decimals are cut off.
pub(super) fn share(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 12 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: String = part.chars().chain(std::iter::repeat('0')).take(5).collect();
    let value = whole.parse::<i64>().ok()? * 100_000 + part.parse::<i64>().ok()?;
    (value <= WHOLE).then_some(sign * value)
}

/// The share of each of `count` right options, as Moodle knows it: at most five decimals, no superfluous zeros.
pub(super) fn written(count: usize) -> String {
    let count = i64::try_from(count).unwrap_or(1).max(1);
    let share = (WHOLE + count / 2) / count;
    let (whole, part) = (share / 100_000, share % 100_000);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:05}").trim_end_matches('0').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_and_written_as_moodle_knows_them() {
        for (text, value) in
            [("100", 10_000_000), ("33.33333", 3_333_333), ("-50", -5_000_000), ("0", 0), ("16.6", 1_660_000)]
        {
            assert_eq!(share(text), Some(value), "{text}");
        }
        for text in ["", "x", "1e2", "101", "1000", "-", ".5", "5.5.5", "NaN", "--1"] {
            assert_eq!(share(text), None, "{text}");
        }
        let all: Vec<String> = (1..=6).map(written).collect();
        assert_eq!(all, ["100", "50", "33.33333", "25", "20", "16.66667"]);
    }

    #[test]
    fn other_splits_than_equal_ones_are_refused() {
        let of = |texts: &[&str]| texts.iter().map(|text| share(text).unwrap()).collect::<Vec<_>>();
        assert_eq!(Shares(&of(&["0", "100", "0"])).of_single(), Ok(vec![false, true, false]));
        assert_eq!(Shares(&of(&["50", "100"])).of_single(), Err(Refusal::PartialCredit));
        assert_eq!(Shares(&of(&["-25", "100"])).of_single(), Err(Refusal::Penalty));
        assert_eq!(Shares(&of(&["100", "100"])).of_single(), Err(Refusal::SeveralRight));
        assert_eq!(Shares(&of(&["0", "0"])).of_single(), Err(Refusal::NoKey));
        assert_eq!(Shares(&of(&["33.33333", "33", "33.3", "-100"])).of_multiple(), Ok(vec![true, true, true, false]));
        assert_eq!(Shares(&of(&["50", "25", "25"])).of_multiple(), Err(Refusal::PartialCredit));
        assert_eq!(Shares(&of(&["50", "50", "-50", "0"])).of_multiple(), Err(Refusal::PartialCredit));
        assert_eq!(Shares(&of(&["100", "100"])).of_multiple(), Err(Refusal::PartialCredit));
        assert_eq!(Shares(&of(&["0"])).of_multiple(), Err(Refusal::NoKey));
    }
}
