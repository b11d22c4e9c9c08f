//! Why a step of a ceremony can't be done.

use jiff::Timestamp;

use super::Stage;

/// Why a step of a ceremony can't be done now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The ceremony is at another stage.
    #[error("{}", out_of_order(*stage))]
    OutOfOrder {
        /// Where it is.
        stage: Stage,
    },
    /// Before its time.
    #[error("{step}: not before {from}")]
    TooEarly {
        /// The step.
        step: &'static str,
        /// From when on.
        from: Timestamp,
    },
    /// After its deadline.
    #[error("{step}: the time for it ended at {until}; the session has to be called off and planned again")]
    TooLate {
        /// The step.
        step: &'static str,
        /// When it ended.
        until: Timestamp,
    },
    /// Somebody committed twice.
    #[error("contributor {code} has given its commitment already")]
    Known {
        /// The contributor.
        code: String,
    },
    /// Nobody of this id committed.
    #[error("no contributor {code} committed to this session")]
    Unknown {
        /// The id.
        code: String,
    },
    /// Too few contributors, or too few who weren't left out.
    #[error(
        "the draw needs the bureau's commitment and {wanted} from outside it; {inside} of the bureau and {outside} from outside are missing"
    )]
    TooFew {
        /// Of the bureau, missing.
        inside: usize,
        /// From outside it, missing.
        outside: usize,
        /// From outside, wanted.
        wanted: usize,
    },
    /// A contributor keeps its own envelope.
    #[error("{body} gave this secret itself; the custodian is of another body")]
    OwnCustodian {
        /// The body.
        body: String,
    },
    /// Two custodians of one body.
    #[error("{body} keeps the secret of {code} already; the second custodian is of another body")]
    SameBody {
        /// The contributor.
        code: String,
        /// The body.
        body: String,
    },
    /// One person would hold every secret.
    #[error("{custodian} keeps every other secret of this session; nobody may hold all of them")]
    HoldsAll {
        /// The custodian.
        custodian: String,
    },
    /// The manifest names no drawing.
    #[error("the manifest of this session names no drawing; it is not publicly random")]
    NoBeacon,
    /// Another drawing.
    #[error("{event:?} is neither the drawing named, {named}, nor the one in its stead, {fallback}")]
    OtherEvent {
        /// What was given.
        event: String,
        /// The one named.
        named: String,
        /// The one in its stead.
        fallback: String,
    },
    /// Two people agreed already.
    #[error("two people have entered the same numbers; they are settled and don't change any more")]
    BeaconSettled,
    /// Nobody, or one person alone, has entered the drawing's numbers.
    #[error("two people have not yet entered the same numbers of the drawing; that comes before the secrets")]
    BeaconMissing,
    /// Left out for want of receipts.
    #[error("contributor {code} is left out: two custodians' receipts were not there before the drawing")]
    Excluded {
        /// The contributor.
        code: String,
    },
    /// The session has a plan, or had one.
    #[error("this session has a plan of its own already; a session has one")]
    PlanKnown,
    /// The plan was drawn: it can't be called off by itself.
    #[error("the plan is drawn, seats and supervisors are told; only the session as a whole can be called off now")]
    PlanDrawn,
    /// The plan comes before the session's secrets.
    #[error("the plan of this session is not drawn yet, so nobody has a seat; draw it first, or call it off")]
    PlanFirst,
    /// Opened already.
    #[error("contributor {code} has opened its secret already")]
    Opened {
        /// The contributor.
        code: String,
    },
}

fn out_of_order(stage: Stage) -> &'static str {
    match stage {
        Stage::Gathering => "the roster of this session is still open; close it first",
        Stage::Closed => {
            "the roster of this session is closed and its manifest published; nothing of it changes any more"
        }
        Stage::Opened => "the secrets of this session are opened and its papers derived",
        Stage::Sat => "the theory test of this session is over",
        Stage::Cancelled => "this session was called off",
    }
}

impl Refused {
    /// A stable name in kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfOrder { .. } => "ceremony-out-of-order",
            Self::TooEarly { step: "opening", .. } => "opening-too-early",
            Self::TooEarly { .. } => "beacon-too-early",
            Self::TooLate { step: "commitments", .. } => "commitment-too-late",
            Self::TooLate { step: "roster", .. } => "roster-too-late",
            Self::TooLate { step: "receipts", .. } => "receipt-too-late",
            Self::TooLate { step: "beacon", .. } => "beacon-entry-too-late",
            Self::TooLate { step: "plan", .. } => "plan-too-late",
            Self::TooLate { .. } => "opening-too-late",
            Self::Known { .. } => "contributor-known",
            Self::Unknown { .. } => "contributor-unknown",
            Self::TooFew { .. } => "contributors-too-few",
            Self::OwnCustodian { .. } => "custodian-own",
            Self::SameBody { .. } => "custodian-same-body",
            Self::HoldsAll { .. } => "custodian-holds-all",
            Self::NoBeacon => "no-beacon",
            Self::OtherEvent { .. } => "other-event",
            Self::BeaconMissing => "beacon-missing",
            Self::BeaconSettled => "beacon-settled",
            Self::Excluded { .. } => "contributor-excluded",
            Self::PlanKnown => "plan-known",
            Self::PlanDrawn => "plan-drawn",
            Self::PlanFirst => "plan-first",
            Self::Opened { .. } => "secret-opened",
        }
    }
}
