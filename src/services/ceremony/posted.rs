//! What the draws beside the papers gave, posted when the secrets are opened: from now on it is so.

use serde_json::json;

use crate::domain::double_random::{PANEL, account_of};
use crate::domain::draw::{Manifest, Master};
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::sessions::Session;
use crate::store::{AnyConnection, recusals};

use super::open::refused;

/// Posts what each draw of a session's manifest gave. A manifest from before such draws has none.
pub(super) fn post(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    actor: &Actor,
    (manifest, master): (&Manifest, &Master),
) -> Result<(), ServiceError> {
    for draw in manifest.draws() {
        let drawn = master.draw(manifest, &draw.id).map_err(refused)?;
        match draw.id.as_str() {
            PANEL => post_panel(context, connection, session, actor, &drawn)?,
            other => {
                return Err(ServiceError::Internal(format!(
                    "session {} draws {other}, which nobody posts",
                    session.id
                )));
            }
        }
    }
    Ok(())
}

/// Posts the examiners who were drawn: from now on only they mark.
fn post_panel(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    actor: &Actor,
    drawn: &[String],
) -> Result<(), ServiceError> {
    for (place, id) in (1..).zip(drawn) {
        let account =
            account_of(id).ok_or_else(|| ServiceError::Internal(format!("{id} in a panel of {}", session.id)))?;
        recusals::put_on_panel(connection, session.id, account, place)?;
    }
    let subject = format!("session/{}", session.id);
    Ok(audit::record(connection, actor, context.now(), "ceremony.panel", &subject, &json!({"taken": drawn}))?)
}
