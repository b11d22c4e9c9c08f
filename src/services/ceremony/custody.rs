//! Custodians' receipts: each secret is kept sealed by two people of different bodies, and nobody keeps all of them.

use serde::{Deserialize, Serialize};

use crate::domain::ceremony::Deed;
use crate::domain::credential::Operation;
use crate::domain::draw;
use crate::services::sessions::{lock_with_plan, session_or_plan};
use crate::services::{Context, FieldError, ServiceError, audit, log};
use crate::store::custody::{self, Receipt};
use crate::store::{StoreError, ceremony, micros};

use super::hands::{By, guest_of};
use super::standing::{out_of_turn, standing};

/// A custodian's word that they checked a secret against its commitment and keep it sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReceipt {
    /// Whose secret.
    pub contributor: String,
    /// The custodian's body.
    pub body: String,
    /// The custodian's name.
    pub custodian: String,
    /// The commitment that the secret was checked against, as it stands on the envelope.
    pub commitment: String,
}

/// Takes a receipt, until the drawing happens, and puts it into the log.
///
/// # Errors
/// Out of time; another commitment than the contributor gave; a custodian of the contributor's own body, of the other
/// custodian's body, or who keeps every other secret.
pub fn receive<'a>(
    context: &Context,
    by: impl Into<By<'a>>,
    session_id: i64,
    new: &NewReceipt,
) -> Result<(), ServiceError> {
    let by = by.into();
    check_form(new)?;
    context.store.write(|connection| {
        let session = lock_with_plan(connection, session_id)?;
        let actor = by.allowed(connection, &session, "custodian", &new.contributor)?;
        let ceremony = standing(context, connection, &session)?;
        let (body, custodian) = (new.body.trim(), new.custodian.trim());
        let now = context.now();
        ceremony.may(Deed::Receive { code: &new.contributor, body, custodian }, now).map_err(out_of_turn)?;
        let there = ceremony::contributors(connection, session_id)?;
        let given = new.commitment.trim();
        let mut commitment = [0; 32];
        let known = there.iter().any(|one| one.code == new.contributor && one.commitment == given);
        if !known || hex::decode_to_slice(given, &mut commitment).is_err() {
            return Err(ServiceError::invalid(
                "commitment",
                "receipt-other-commitment",
                format!("the commitment on the envelope is not the one that {} gave", new.contributor),
            ));
        }
        let receipt = Receipt {
            contributor: new.contributor.clone(),
            body: body.to_owned(),
            custodian: custodian.to_owned(),
            received_at: micros(now),
        };
        custody::insert_receipt(connection, session_id, &receipt).map_err(|error| match error {
            StoreError::Duplicate(_) => {
                ServiceError::refused("custodian-same-body", "this body keeps this secret already")
            }
            other => other.into(),
        })?;
        let document = draw::Receipt {
            exam: session.exam.clone(),
            session: session.code.clone(),
            contributor: new.contributor.clone(),
            body: body.to_owned(),
            custodian: custodian.to_owned(),
            commitment,
            received_at: now,
        }
        .value();
        log::append_document(connection, context, Operation::Receipt, crate::crypto::canonical::digest(&document))?;
        let subject = format!("session/{session_id}");
        Ok(audit::record(connection, &actor, now, "ceremony.receive", &subject, &document)?)
    })?;
    log::checkpoint(context)?;
    Ok(())
}

/// As [`receive`], by whoever holds a custodian's link: who and whose is the link's.
///
/// # Errors
/// As [`receive`]; [`ServiceError::NotFound`] for another link.
pub fn receive_by_link(context: &Context, token: &str, commitment: &str) -> Result<(), ServiceError> {
    let (guest, _) = context.store.read(|connection| {
        let guest = guest_of(connection, token)?;
        if guest.role != "custodian" {
            return Err(ServiceError::NotFound("link"));
        }
        let session = session_or_plan(connection, guest.session_id)?;
        Ok::<_, ServiceError>((guest, session))
    })?;
    let new = NewReceipt {
        contributor: guest.contributor,
        body: guest.body,
        custodian: guest.name,
        commitment: commitment.to_owned(),
    };
    receive(context, By::Guest(token), guest.session_id, &new)
}

fn check_form(new: &NewReceipt) -> Result<(), ServiceError> {
    let mut errors = Vec::new();
    for (field, code, text) in
        [("body", "contributor-name", &new.body), ("custodian", "custodian-name", &new.custodian)]
    {
        if !(1..=100).contains(&text.trim().chars().count()) {
            errors.push(FieldError { field, code, message: "a name has 1 to 100 characters".into() });
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(errors)) }
}
