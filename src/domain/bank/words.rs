//! Comparing what people type: full-width and half-width forms and white space are not differences.

/// The text with full-width ASCII as ASCII and every white space as a plain space.
pub(super) fn fold_width(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// What two texts are compared by: widths folded, Chinese punctuation as its ASCII counterpart, no white space at
/// all. Case stays: mA and MA are different currents.
pub(super) fn likeness(text: &str) -> String {
    text.chars().map(fold).filter(|character| !character.is_whitespace()).collect()
}

fn fold(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(character).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(character)
        }
        '。' => '.',
        '、' => ',',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '【' => '[',
        '】' => ']',
        '—' | '–' => '-',
        other if other.is_whitespace() => ' ',
        other => other,
    }
}

/// A message in the languages of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    pub(super) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_and_spaces_are_no_difference_and_case_is() {
        assert_eq!(likeness("电压为２２０Ｖ，（　）。"), likeness("电压为 220V,( )."));
        assert_ne!(likeness("10 mA"), likeness("10 MA"));
        assert_eq!(fold_width("Ａ　b"), "A b");
    }
}
