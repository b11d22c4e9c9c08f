//! The candidate's pages: sign in, is it you, pledge, wait, the paper, the receipt; and a paper to practise on. All work
//! without script.

pub mod door;
pub mod paper;
pub mod practice;
pub(super) mod sheet;

use actix_web::web::Data;

use crate::app::App;
use crate::services::sittings::{self, Phase, Whereabouts};
use crate::web::errors::WebError;
use crate::web::extract::{Seat, act};

use super::views::Chrome;

/// Every field of a form, in order.
type Pairs = Vec<(String, String)>;

async fn whereabouts(app: &Data<App>, seat: &Seat) -> Result<Whereabouts, WebError> {
    let token = seat.0.clone();
    act(app, move |context| sittings::whereabouts(context, &token)).await
}

/// Where somebody belongs.
fn place_of(phase: Phase) -> &'static str {
    match phase {
        Phase::SignedIn => "/exam/pledge",
        Phase::Pledged => "/exam/wait",
        Phase::Running => "/exam/paper",
        Phase::Submitted => "/exam/receipt",
    }
}

/// `第 3 考场 17 号`.
fn seat_of(chrome: &Chrome, room: &str, seat: i64) -> String {
    chrome.t2("seat-in-room", "room", room, "seat", seat)
}
