//! Recognition of qualifications: which law applies to a case, what it leads
//! to, and why.
//!
//! The law is data: stages of rules, tables of professions, points. A rule
//! names facts and what they must be; the engine derives the facts from the
//! evidence of a case and tries the rules one after another. What is not known
//! is asked, and where every answer leads to the same it is no question. The
//! four results – equivalence, licence, immigration, confidence – never mix:
//! a rule on equivalence that reads a language is refused when the law is read.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use passerelle_recognition::Law;
//!
//! // The law that ships is in `taxonomies/law/`; without it there is none.
//! assert!(Law::read(&BTreeMap::new()).is_err());
//! ```
//!
//! What it deliberately does not do: decide, look anything up, or know a
//! person's name.
#![deny(clippy::indexing_slicing, clippy::panic, clippy::expect_used)]

mod check_case;
mod check_law;
mod comparison;
mod condition;
mod derive;
mod evaluate;
mod facts;
mod law;
mod points;
mod recogniser;
mod time;
mod what_if;

pub use check_case::{can_be_examined, check_case};
pub use check_law::check_law;
pub use comparison::{Comparison, UnitCompared, UnitState};
pub use derive::Evidence;
pub use facts::{Fact, FactGroup, Vocabulary};
pub use law::{
    Act, Law, PointsSystem, Profession, Regulation, Rule, RuleThen, Stage, StageGroup, Unreadable,
};
pub use recogniser::{Outcome, Recogniser};
pub use what_if::what_if;

use derive::experience::months_of;
use passerelle_model::{CaseExperience, Date, RecognitionPolicy};

/// Whether a period of work is long enough to make up for the outcomes that it
/// lists.
pub fn counts_for_outcomes(
    period: &CaseExperience,
    as_of: Date,
    policy: &RecognitionPolicy,
) -> bool {
    period.certified && months_of(period, as_of) >= i32::from(policy.work_months_for_outcomes)
}
