//! Handing in, the one end of every sitting, and what a candidate takes home.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use crate::crypto::digest::encode;
use crate::crypto::{Signer as _, canonical, multikey, sha256};
use crate::domain::sitting::{Event, SubmittedBy};
use crate::hall::{Change, Desk, Seat, by_name};
use crate::services::{Context, ServiceError};

use super::{candidate, commit, desk_of, held, sitting_refused};

/// What the signature of a receipt begins with, so that it is good for nothing else.
const RECEIPT: &[u8] = b"jiangheng/receipt/v1\n";

/// What a candidate takes home after handing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Short, to be written down: `7F3A-90C2-11DE`.
    pub receipt: String,
    /// Exam and session.
    pub session: String,
    /// 准考证号.
    pub admission_number: String,
    /// How many items have an answer.
    pub answered: usize,
    /// How many items the paper has.
    pub items: usize,
    /// When it was handed in.
    pub submitted_at: Timestamp,
    /// `candidate`, `time` or `force`.
    pub ended_by: String,
    /// `H(paper)` in hex: where the chain begins, and in the evidence afterwards.
    pub paper: String,
    /// The chain over all answers, in hex.
    pub chain: String,
    /// The server's signature over all of this.
    pub signed: Signed,
}

/// A signature: Ed25519 (RFC 8032) over `jiangheng/receipt/v1`, a line feed, and the JCS (RFC 8785) of the receipt without
/// `signed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// The public key, a multikey; `keys.json` says whose.
    pub key: String,
    /// The signature in multibase (base58-btc).
    pub signature: String,
}

/// Hands the paper in. A second time gives the same receipt; after the deadline the time has handed it in.
///
/// # Errors
/// Before the earliest leaving time (E4), or when the paper was never opened.
pub fn submit(context: &Context, token: &str) -> Result<Receipt, ServiceError> {
    let desk = desk_of(context, token)?;
    let mut seat = held(context, &desk, token)?;
    if seat.is_due(context.now()) {
        hand_in(context, &desk, &mut seat, SubmittedBy::Time)?;
    } else if seat.standing.submitted_at.is_none() {
        hand_in(context, &desk, &mut seat, SubmittedBy::Candidate)?;
    }
    Ok(receipt(context, &desk, &seat))
}

/// Hands a paper in, at the deadline itself where the time did it. The one end of every sitting: what was saved by then
/// counts.
///
/// # Errors
/// As `domain::sitting` refuses, or when the store fails.
pub(in crate::services) fn hand_in(
    context: &Context,
    desk: &Arc<Desk>,
    seat: &mut Seat,
    by: SubmittedBy,
) -> Result<(), ServiceError> {
    let actor = candidate(seat);
    hand_in_by(context, desk, seat, by, (actor, ""))
}

/// As [`hand_in`], by somebody of staff, for a reason.
///
/// # Errors
/// As [`hand_in`].
pub(in crate::services) fn hand_in_by(
    context: &Context,
    desk: &Arc<Desk>,
    seat: &mut Seat,
    by: SubmittedBy,
    (actor, reason): (crate::services::Actor, &str),
) -> Result<(), ServiceError> {
    let at = match by {
        SubmittedBy::Time => seat.standing.sitting.deadline(),
        SubmittedBy::Candidate | SubmittedBy::Force => context.now(),
    };
    let event = Event::Submit { by };
    let mut next = seat.standing.apply(at, event).map_err(sitting_refused)?;
    let (chain, instant) = (seat.chain(), at.to_string());
    let number = seat.admission_number.as_bytes();
    let seal = sha256(&encode(&[b"jiangheng/receipt", number, chain.as_bytes(), instant.as_bytes()]));
    let code = hex::encode_upper(seal);
    let groups: Vec<&str> = [0..4, 4..8, 8..12].into_iter().filter_map(|part| code.get(part)).collect();
    next.receipt = groups.join("-").into();
    let detail = json!({"by": by_name(by), "answered": seat.answered(), "chain": chain, "reason": reason});
    let happened = vec![next.happened(seat.sitting_id, at, event, &actor.name, reason)];
    commit(context, desk, seat, Change { next, happened, number: None }, (actor, "sitting.submit", detail))
}

fn receipt(context: &Context, desk: &Desk, seat: &Seat) -> Receipt {
    let standing = &seat.standing;
    let issuing = &context.keys.issuing;
    let mut receipt = Receipt {
        receipt: standing.receipt.to_string(),
        session: format!("{} {}", desk.session.exam, desk.session.code),
        admission_number: seat.admission_number.to_string(),
        answered: seat.answered(),
        items: seat.paper.len(),
        submitted_at: standing.submitted_at.unwrap_or_default(),
        ended_by: standing.ended_by.map(by_name).unwrap_or_default().to_owned(),
        paper: seat.paper.digest(),
        chain: seat.chain(),
        signed: Signed { key: multikey::encode_key(&issuing.public_key()), signature: String::new() },
    };
    receipt.signed.signature = multikey::encode_signature(&issuing.sign(&receipt.to_be_signed()));
    receipt
}

impl Receipt {
    /// What its signature is over.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        let facts = json!({
            "receipt": self.receipt, "session": self.session, "admission_number": self.admission_number,
            "answered": self.answered, "items": self.items, "submitted_at": self.submitted_at.to_string(),
            "ended_by": self.ended_by, "paper": self.paper, "chain": self.chain,
        });
        [RECEIPT, &canonical::to_jcs(&facts)].concat()
    }
}
