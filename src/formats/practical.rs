//! A marking scheme from its TOML file, `practical.toml` beside a county's bank.

use crate::domain::practical::{Scheme, SchemeFault};

/// Why a marking scheme was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SchemeFileError {
    /// Not TOML, or not these entries; the message names line and column.
    #[error("the marking scheme can't be read: {0}")]
    Form(Box<toml::de::Error>),
    /// Criteria that can't be judged by.
    #[error("the marking scheme has {} faults: {}", .0.len(), listed(.0))]
    Faults(Vec<SchemeFault>),
}

/// Reads and validates a marking scheme.
///
/// # Errors
/// When it is not a scheme's TOML (with line and column), or can't be judged by (all faults).
pub fn read_scheme(text: &str) -> Result<Scheme, SchemeFileError> {
    let scheme: Scheme = toml::from_str(text).map_err(|error| SchemeFileError::Form(Box::new(error)))?;
    scheme.validate().map_err(SchemeFileError::Faults)?;
    Ok(scheme)
}

fn listed(faults: &[SchemeFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEME: &str = r#"
title = "点动控制线路"
occupation = "6-31-01-03"
level = 5
minutes = 60
total = 100

[[criterion]]
id = "C1"
title = "布线"
marks = 100
faults = [{ id = "F1", title = "每处", deduct = 10 }]
"#;

    #[test]
    fn the_sample_banks_schemes_are_read() {
        let schemes = [
            (include_str!("../../question_banks/6-31-01-03-5/practical.toml"), 6),
            (include_str!("../../question_banks/4-10-01-05-5/practical.toml"), 4),
        ];
        for (text, steps) in schemes {
            let scheme = read_scheme(text).unwrap();
            let stars = scheme.criteria.iter().filter(|criterion| criterion.star).count();
            assert_eq!((stars, scheme.criteria.len(), scheme.total.hundredths()), (3, 9, 10_000));
            let named: std::collections::BTreeSet<_> =
                scheme.criteria.iter().map(|criterion| &criterion.step).collect();
            assert_eq!(named.len(), steps);
        }
    }

    #[test]
    fn a_scheme_is_read_or_refused_with_the_place() {
        assert_eq!(read_scheme(SCHEME).unwrap().criteria.len(), 1);
        let unknown = read_scheme(&SCHEME.replace("deduct", "deducts")).unwrap_err().to_string();
        assert!(unknown.contains("deducts") && unknown.contains("line 12"), "{unknown}");
        assert!(matches!(read_scheme(&SCHEME.replace("= 10 }", "= 1000 }")), Err(SchemeFileError::Faults(_))));
        for wrong in
            ["", "criterion = 1", &SCHEME.replace("= 10 }", "= 0.5 }"), &SCHEME.replace("level = 5", "level = 9")]
        {
            assert!(matches!(read_scheme(wrong), Err(SchemeFileError::Form(_))), "{wrong}");
        }
    }
}
