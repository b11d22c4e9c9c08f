//! One struct for each page: plain fields, already masked and formatted, so that a template only places them.
//!
//! A handler fills the struct and calls `render()` ([`askama::Template`]). Texts come from [`Chrome`], which knows
//! the reader's language. Forms post to the addresses named at each struct; every form carries the hidden field
//! `csrf`, and a button that was pressed without script sends its own name.

mod accounts;
mod banks;
mod blueprint;
mod board;
mod candidate;
mod chrome;
mod draw;
mod examiner;
mod exports;
mod guest;
mod lockdown;
mod office;
mod parts;
mod printing;
mod public;
mod recusals;
mod registration;
mod room_record;
mod slip;
mod staff;
mod staff_ceremony;
mod supervision;

pub use accounts::*;
pub use banks::*;
pub use blueprint::*;
pub use board::*;
pub use candidate::*;
pub use chrome::*;
pub use draw::*;
pub use examiner::*;
pub use exports::*;
pub use guest::*;
pub use lockdown::*;
pub use office::*;
pub use parts::*;
pub use printing::*;
pub use public::*;
pub use recusals::*;
pub use registration::*;
pub use room_record::*;
pub use slip::*;
pub use staff::*;
pub use staff_ceremony::*;
pub use supervision::*;
