//! Recusal (回避, E6): who is left out before the draw, and why.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::draw_id;

/// Why somebody is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Kin of a candidate.
    Kin,
    /// Works, or worked, where the candidates are assessed, or with a candidate.
    Employer,
    /// Taught the candidates.
    Taught,
}

impl Ground {
    /// The word it is stored by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kin => "kin",
            Self::Employer => "employer",
            Self::Taught => "taught",
        }
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Ground {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Kin, Self::Employer, Self::Taught].into_iter().find(|ground| ground.as_str() == text).ok_or(())
    }
}

/// Whom or what somebody is tied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// An organisation, by its row.
    Organisation(i64),
    /// A person, by its row.
    Person(i64),
}

/// What was declared, and not withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its row.
    pub id: i64,
    /// Who is tied.
    pub account_id: i64,
    /// How.
    pub ground: Ground,
    /// To whom.
    pub tie: Tie,
    /// In words.
    pub reason: String,
}

/// Somebody who could be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Someone {
    /// The account.
    pub account_id: i64,
    /// Where it belongs.
    pub organisation_id: i64,
}

/// A session as far as ties go.
#[derive(Debug, Clone, Copy)]
pub struct SessionSide<'a> {
    /// Organisations whose own people, now or before, are left out.
    pub apart: &'a [i64],
    /// Organisations whose teachers are left out.
    pub organisations: &'a [i64],
    /// The candidates, by their rows.
    pub people: &'a [i64],
}

/// Somebody who is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recused {
    /// Who.
    pub account_id: i64,
    /// Why.
    pub ground: Ground,
    /// The declaration it rests on; none where the account's own organisation says it.
    pub declaration: Option<i64>,
    /// The reason declared; empty where nothing was declared.
    pub reason: String,
}

/// Who may be drawn, and who may not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pool {
    /// The public ids of those who may, sorted by bytes.
    pub from: Vec<String>,
    /// Those who may not, each with one ground, in the order of accounts.
    pub recused: Vec<Recused>,
}

/// Parts the people who were convened into those who may be drawn and those who may not.
#[must_use]
pub fn pool(people: &[Someone], session: &SessionSide<'_>, declarations: &[Declaration]) -> Pool {
    let mut sorted = people.to_vec();
    sorted.sort_by_key(|one| one.account_id);
    sorted.dedup_by_key(|one| one.account_id);
    let mut pool = Pool::default();
    for one in sorted {
        match against(one, session, declarations) {
            Some(recused) => pool.recused.push(recused),
            None => pool.from.push(draw_id(one.account_id)),
        }
    }
    pool.from.sort();
    pool
}

fn against(one: Someone, session: &SessionSide<'_>, declarations: &[Declaration]) -> Option<Recused> {
    let declared = declarations.iter().find(|said| said.account_id == one.account_id && touches(said, session));
    if let Some(said) = declared {
        let (ground, reason) = (said.ground, said.reason.clone());
        return Some(Recused { account_id: one.account_id, ground, declaration: Some(said.id), reason });
    }
    session.apart.contains(&one.organisation_id).then(|| Recused {
        account_id: one.account_id,
        ground: Ground::Employer,
        declaration: None,
        reason: String::new(),
    })
}

fn touches(said: &Declaration, session: &SessionSide<'_>) -> bool {
    match (said.tie, said.ground) {
        (Tie::Person(person), _) => session.people.contains(&person),
        (Tie::Organisation(organisation), Ground::Taught) => session.organisations.contains(&organisation),
        (Tie::Organisation(organisation), Ground::Employer) => session.apart.contains(&organisation),
        // Nobody is kin of an organisation; the form refuses it.
        (Tie::Organisation(_), Ground::Kin) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: SessionSide<'_> = SessionSide { apart: &[20], organisations: &[10, 20], people: &[100, 101] };

    fn said(account_id: i64, ground: Ground, tie: Tie) -> Declaration {
        Declaration { id: account_id * 10, account_id, ground, tie, reason: format!("reason of {account_id}") }
    }

    fn someone(account_id: i64, organisation_id: i64) -> Someone {
        Someone { account_id, organisation_id }
    }

    #[test]
    fn each_ground_leaves_out_whom_it_touches_and_nobody_else() {
        let people: Vec<Someone> = (1..=8).map(|id| someone(id, 10)).chain([someone(9, 20)]).collect();
        let declared = [
            said(1, Ground::Kin, Tie::Person(100)),
            said(2, Ground::Kin, Tie::Person(999)),
            said(3, Ground::Taught, Tie::Organisation(10)),
            said(4, Ground::Taught, Tie::Organisation(30)),
            said(5, Ground::Employer, Tie::Organisation(20)),
            said(6, Ground::Employer, Tie::Organisation(10)),
            said(7, Ground::Taught, Tie::Person(101)),
        ];
        let parted = pool(&people, &SESSION, &declared);
        assert_eq!(parted.from, ["p2", "p4", "p6", "p8"]);
        let out: Vec<_> = parted.recused.iter().map(|one| (one.account_id, one.ground, one.declaration)).collect();
        assert_eq!(
            out,
            [
                (1, Ground::Kin, Some(10)),
                (3, Ground::Taught, Some(30)),
                (5, Ground::Employer, Some(50)),
                (7, Ground::Taught, Some(70)),
                (9, Ground::Employer, None),
            ]
        );
        assert_eq!(parted.recused[0].reason, "reason of 1");
    }

    #[test]
    fn nobody_is_in_a_pool_twice_and_the_order_of_the_rows_means_nothing() {
        let people = [someone(10, 1), someone(9, 1), someone(10, 1)];
        assert_eq!(pool(&people, &SESSION, &[]).from, ["p10", "p9"]);
        assert_eq!(pool(&[], &SESSION, &[]), Pool::default());
    }

    #[test]
    fn a_ground_is_read_by_its_word() {
        for ground in [Ground::Kin, Ground::Employer, Ground::Taught] {
            assert_eq!(ground.as_str().parse(), Ok(ground));
        }
        assert_eq!("friend".parse::<Ground>(), Err(()));
    }
}
