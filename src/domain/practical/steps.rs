//! The steps in which a scheme is judged: a screen of the examiner's form each.

use super::{Criterion, Marks, Scheme};

/// Criteria that are judged together, ★ ones first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    /// Its title; `None` for the ★ criteria of a scheme that names no step for them.
    pub title: Option<&'a str>,
    /// What is judged in it.
    pub criteria: Vec<&'a Criterion>,
}

impl Step<'_> {
    /// Whether a ★ criterion is among them.
    #[must_use]
    pub fn has_star(&self) -> bool {
        self.criteria.iter().any(|criterion| criterion.star)
    }

    /// What its criteria are worth.
    #[must_use]
    pub fn full(&self) -> Marks {
        self.criteria.iter().fold(Marks::ZERO, |sum, criterion| sum.plus(criterion.marks))
    }
}

impl Scheme {
    /// The steps, in the order in which the scheme first names them. Criteria without a step: the ★ ones make the first
    /// step together, each of the others one of its own.
    #[must_use]
    pub fn steps(&self) -> Vec<Step<'_>> {
        let mut steps: Vec<Step<'_>> = Vec::new();
        let (loose_stars, others): (Vec<_>, Vec<_>) =
            self.criteria.iter().partition(|criterion| criterion.star && criterion.step.is_empty());
        if !loose_stars.is_empty() {
            steps.push(Step { title: None, criteria: loose_stars });
        }
        for criterion in others {
            if criterion.step.is_empty() {
                steps.push(Step { title: Some(&criterion.title), criteria: vec![criterion] });
                continue;
            }
            match steps.iter_mut().find(|step| {
                step.title == Some(criterion.step.as_str()) && step.criteria.iter().all(|one| !one.step.is_empty())
            }) {
                Some(step) => step.criteria.push(criterion),
                None => steps.push(Step { title: Some(&criterion.step), criteria: vec![criterion] }),
            }
        }
        for step in &mut steps {
            step.criteria.sort_by_key(|criterion| !criterion.star);
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(criteria: &[(&str, bool, &str)]) -> Scheme {
        let criteria: Vec<_> = criteria
            .iter()
            .map(|(id, star, step)| {
                serde_json::json!({"id": id, "star": star, "title": format!("the {id}"), "step": step,
                    "marks": if *star { 0 } else { 1000 }})
            })
            .collect();
        serde_json::from_value(serde_json::json!({"title": "t", "occupation": "6-31-01-03", "level": 5, "minutes": 60,
            "total": 10000, "criterion": criteria}))
        .unwrap()
    }

    fn told(scheme: &Scheme) -> Vec<(Option<String>, Vec<String>)> {
        let ids = |step: &Step<'_>| step.criteria.iter().map(|one| one.id.clone()).collect();
        scheme.steps().iter().map(|step| (step.title.map(str::to_owned), ids(step))).collect()
    }

    fn step(title: &str, ids: &[&str]) -> (Option<String>, Vec<String>) {
        let title = (!title.is_empty()).then(|| title.to_owned());
        (title, ids.iter().map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn a_scheme_without_steps_has_its_stars_first_and_then_one_step_a_criterion() {
        let plain = scheme(&[("C1", false, ""), ("S1", true, ""), ("C2", false, ""), ("S2", true, "")]);
        assert_eq!(told(&plain), [step("", &["S1", "S2"]), step("the C1", &["C1"]), step("the C2", &["C2"])]);
    }

    #[test]
    fn named_steps_keep_the_schemes_order_and_have_their_stars_first() {
        let named = scheme(&[("C1", false, "布线"), ("S1", true, "试车"), ("C2", false, "试车"), ("S2", true, "布线")]);
        assert_eq!(told(&named), [step("布线", &["S2", "C1"]), step("试车", &["S1", "C2"])]);
        let mixed = scheme(&[("C1", false, "布线"), ("S1", true, ""), ("C2", false, "")]);
        assert_eq!(told(&mixed), [step("", &["S1"]), step("布线", &["C1"]), step("the C2", &["C2"])]);
    }

    #[test]
    fn every_criterion_is_in_exactly_one_step() {
        let sample: Scheme =
            toml::from_str(include_str!("../../../question_banks/6-31-01-03-5/practical.toml")).unwrap();
        let steps = sample.steps();
        let mut ids: Vec<&str> = steps.iter().flat_map(|step| &step.criteria).map(|one| one.id.as_str()).collect();
        ids.sort_unstable();
        let mut all: Vec<&str> = sample.criteria.iter().map(|one| one.id.as_str()).collect();
        all.sort_unstable();
        assert_eq!(ids, all);
        assert_eq!(steps.iter().map(Step::full).fold(Marks::ZERO, Marks::plus), sample.total);
        assert!(steps.len() > 3 && steps.iter().all(|step| step.title.is_some()), "{steps:#?}");
    }
}
