//! The beacon: a public drawing of numbered balls that nobody who knows the secrets can steer.

use super::DrawError;
use super::reader::Node;

/// The fewest outcomes a beacon may have: 24 bits.
const FEWEST_OUTCOMES: u128 = 1 << 24;

/// The drawing that a manifest names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beacon {
    /// The event, such as `ssq/2026001`.
    pub event: String,
    /// The event that counts only if the operator publicly cancelled the first.
    pub fallback: String,
    /// The groups of numbers drawn, in the order they are written.
    pub groups: Vec<BeaconGroup>,
}

/// `take` different numbers of 1…`of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeaconGroup {
    /// How many are drawn.
    pub take: u64,
    /// The largest number.
    pub of: u64,
}

/// What was drawn, as written into the reveals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeaconValue {
    /// The event that happened.
    pub event: String,
    /// The numbers, such as `1.2.3.4.5.6./7./`.
    pub value: String,
}

impl Beacon {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, DrawError> {
        node.keys(&["event", "fallback", "groups"], &[])?;
        let groups = node.field("groups")?.list(|group| {
            group.keys(&["take", "of"], &[])?;
            let (take, of) = (group.field("take")?, group.field("of")?.count()?);
            match take.count()? {
                wanted if wanted == 0 || wanted > of => Err(DrawError::NotInPool { path: take.path, wanted, pool: of }),
                take => Ok(BeaconGroup { take, of }),
            }
        })?;
        if outcomes(&groups) < FEWEST_OUTCOMES {
            return Err(DrawError::WeakBeacon { path: node.field("groups")?.path });
        }
        let [event, fallback] = [node.field("event")?, node.field("fallback")?];
        Ok(Self { event: name(&event)?, fallback: name(&fallback)?, groups })
    }

    /// Checks that `value` is of one of the two events and one of its outcomes; `path` is where it was found.
    ///
    /// # Errors
    /// Another event; numbers that are none of its outcomes.
    pub fn check(&self, value: &BeaconValue, path: &str) -> Result<(), DrawError> {
        if value.event != self.event && value.event != self.fallback {
            return Err(DrawError::OtherEvent {
                path: format!("{path}/event"),
                given: value.event.clone(),
                event: self.event.clone(),
                fallback: self.fallback.clone(),
            });
        }
        self.check_outcome(&value.value).map_err(|reason| DrawError::NoOutcome {
            path: format!("{path}/value"),
            given: value.value.clone(),
            reason,
        })
    }

    /// Numbers as people write them, in the form of the reveals: each group's numbers ascending, without leading zeros. What
    /// can't be the drawing's numbers comes out as it is, for [`Beacon::check`] to say why.
    #[must_use]
    pub fn written(&self, numbers: &str) -> String {
        let mut read: Vec<u64> = Vec::new();
        for part in numbers.split(|character: char| !character.is_ascii_digit()).filter(|part| !part.is_empty()) {
            let Ok(number) = part.parse() else { return numbers.trim().to_owned() };
            read.push(number);
        }
        let wanted = self.groups.iter().map(|group| group.take).sum::<u64>();
        if u64::try_from(read.len()) != Ok(wanted) {
            return numbers.trim().to_owned();
        }
        let mut rest = read.into_iter();
        let mut value = String::new();
        for group in &self.groups {
            let mut drawn: Vec<u64> = (0..group.take).filter_map(|_| rest.next()).collect();
            drawn.sort_unstable();
            value.extend(drawn.iter().map(|number| format!("{number}.")));
            value.push('/');
        }
        value
    }

    fn check_outcome(&self, value: &str) -> Result<(), String> {
        let body = value.strip_suffix('/').ok_or("each group ends with /")?;
        let parts: Vec<&str> = body.split('/').collect();
        if parts.len() != self.groups.len() {
            return Err(format!("{} groups instead of {}", parts.len(), self.groups.len()));
        }
        for (place, (part, group)) in parts.iter().zip(&self.groups).enumerate() {
            group.check(part).map_err(|reason| format!("group {}: {reason}", place + 1))?;
        }
        Ok(())
    }
}

impl BeaconValue {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, DrawError> {
        node.keys(&["event", "value"], &[])?;
        Ok(Self { event: node.field("event")?.text()?.to_owned(), value: node.field("value")?.text()?.to_owned() })
    }
}

impl BeaconGroup {
    fn check(self, part: &str) -> Result<(), String> {
        let body = part.strip_suffix('.').ok_or("each number is followed by .")?;
        let (mut drawn, mut last) = (0, 0);
        for text in body.split('.') {
            let number = text
                .parse::<u64>()
                .ok()
                .filter(|number| number.to_string() == text && (1..=self.of).contains(number))
                .ok_or_else(|| format!("{text:?} is no number from 1 to {} without leading zeros", self.of))?;
            if number <= last {
                return Err(format!("{number} after {last}; the numbers of a group ascend"));
            }
            (drawn, last) = (drawn + 1, number);
        }
        if drawn == self.take { Ok(()) } else { Err(format!("{drawn} numbers instead of {}", self.take)) }
    }

    /// How many outcomes the group has, `take` of `of`; never above the bound of [`outcomes`] by more than one step.
    fn outcomes(self) -> u128 {
        let (take, of) = (u128::from(self.take.min(self.of - self.take)), u128::from(self.of));
        let mut ways = 1;
        for step in 0..take {
            ways = ways * (of - step) / (step + 1);
            if ways >= FEWEST_OUTCOMES {
                break;
            }
        }
        ways
    }
}

/// The product over the groups, counted only as far as the bound needs.
fn outcomes(groups: &[BeaconGroup]) -> u128 {
    groups.iter().fold(1, |ways: u128, group| if ways >= FEWEST_OUTCOMES { ways } else { ways * group.outcomes() })
}

fn name(node: &Node<'_>) -> Result<String, DrawError> {
    match node.text()? {
        "" => Err(node.malformed("the name of a public drawing")),
        name => Ok(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn double_colour() -> Beacon {
        let groups = vec![BeaconGroup { take: 6, of: 33 }, BeaconGroup { take: 1, of: 16 }];
        Beacon { event: "ssq/2026001".into(), fallback: "ssq/2026002".into(), groups }
    }

    #[test]
    fn a_value_has_each_groups_numbers_ascending_and_ended() {
        let beacon = double_colour();
        assert_eq!(beacon.check_outcome("1.2.3.4.5.6./7./"), Ok(()));
        assert_eq!(beacon.check_outcome("1.9.13.24.32.33./16./"), Ok(()));
        for wrong in [
            "",
            "/",
            "//",
            "1.2.3.4.5.6./7.",
            "1.2.3.4.5.6/7./",
            "1.2.3.4.5.6./7",
            "1.2.3.4.5./7./",
            "1.2.3.4.5.6.7./7./",
            "2.1.3.4.5.6./7./",
            "1.1.3.4.5.6./7./",
            "01.2.3.4.5.6./7./",
            "+1.2.3.4.5.6./7./",
            "0.2.3.4.5.6./7./",
            "1.2.3.4.5.34./7./",
            "1.2.3.4.5.6./17./",
            "1.2.3.4.5.6./7./8./",
            "1.2.3.4.5.6./7./ ",
            "1,2,3,4,5,6,/7,/",
            "1..3.4.5.6./7./",
        ] {
            assert!(beacon.check_outcome(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_written_as_people_read_them_off() {
        let beacon = double_colour();
        for given in ["06 05 04 03 02 01 + 07", "1,2,3,4,5,6|7", "1.2.3.4.5.6./7./"] {
            assert_eq!(beacon.written(given), "1.2.3.4.5.6./7./", "{given}");
        }
        assert_eq!(beacon.written(" 1 2 3 "), "1 2 3");
        assert_eq!(beacon.written("99999999999999999999 2 3 4 5 6 7"), "99999999999999999999 2 3 4 5 6 7");
    }

    #[test]
    fn outcomes_are_counted_up_to_24_bits() {
        let group = |take, of| BeaconGroup { take, of };
        assert_eq!(outcomes(&[group(6, 33), group(1, 16)]), 17_721_088);
        assert!(outcomes(&[group(6, 33)]) < FEWEST_OUTCOMES);
        assert!(outcomes(&[group(20, 80)]) >= FEWEST_OUTCOMES);
        assert!(outcomes(&[group(1 << 52, 1 << 53)]) >= FEWEST_OUTCOMES);
        assert_eq!(outcomes(&[group(80, 80)]), 1);
        assert_eq!(outcomes(&[]), 1);
    }
}
