//! The matcher of Passerelle.
//!
//! Vacancies are compiled once, candidates are scored against all of them in
//! parallel, and the pairs that are kept are explained. Every number comes
//! from a [`MatchingPolicy`](passerelle_model::MatchingPolicy); everything
//! is counted in whole numbers, so that the same input gives the same bytes
//! on any number of threads.
//!
//! | question | where |
//! |---|---|
//! | what is evidence worth for a requirement? | `credit` |
//! | what follows from a certificate, from a job? | `candidate` |
//! | what does a vacancy ask for? | `vacancy`, `template` |
//! | what do experience, qualification, language add? | `experience`, `component` |
//! | who is eligible, and what would make one so? | `gates` |
//! | is the work below what the person can do? | `deskilling` |
//! | who comes first? | `matcher`, `reference`; fast, `kernel` |
//! | why? | `explain` |
//!
//! ```
//! use passerelle_matching::{Matcher, ResolvedProfile, ResolvedVacancy, StatedRequirement, StatedSkill};
//! use passerelle_model::*;
//! use passerelle_taxonomy::{Builder, Provenance};
//!
//! let mut builder = Builder::new();
//! builder.concept(&Iri::parse("urn:x:weld")?, ConceptKind::Skill, Status::Released);
//! let (taxonomy, _) = builder.build(Provenance::default());
//! let weld = taxonomy.find_iri("urn:x:weld").ok_or("absent")?;
//!
//! let matcher = Matcher::new(&taxonomy, MatchingPolicy::default())?;
//! let candidate = matcher.candidate(ResolvedProfile {
//!     id: "P1".to_owned(),
//!     skills: vec![StatedSkill {
//!         concept: weld,
//!         resolved_by: ResolvedBy::Concept,
//!         proficiency: None,
//!         assurance: Assurance::Certified,
//!         last_used: None,
//!     }],
//!     ..ResolvedProfile::default()
//! });
//! let vacancy = matcher.vacancy(ResolvedVacancy {
//!     id: "V1".to_owned(),
//!     requirements: vec![StatedRequirement {
//!         concept: weld,
//!         resolved_by: ResolvedBy::Concept,
//!         importance: Importance::Essential,
//!         weight: None,
//!         minimum: None,
//!         must_have: true,
//!     }],
//!     ..ResolvedVacancy::default()
//! })?;
//! let pair = matcher.score(&candidate, &vacancy);
//! assert_eq!((pair.score.to_string(), pair.gates.failed()), ("95.00 %".to_owned(), 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it deliberately does not do: read records, or find the concept that
//! a text means. [`Matcher::score`] and [`ReferenceRanker`] are plain and
//! obviously right; [`Ranker`] gives the same lists from vectors.
#![deny(clippy::indexing_slicing, clippy::panic, clippy::expect_used)]

mod candidate;
mod component;
mod counts;
mod credit;
mod deskilling;
mod error;
mod experience;
mod explain;
mod gates;
mod isco;
mod kernel;
mod likeness;
mod list;
mod matcher;
mod policy;
mod rank;
mod reference;
mod remainder;
mod template;
mod vacancy;

pub use candidate::{
    Candidate, CandidateSkill, Licence, Origin, Qualification, ResolvedProfile, StatedSkill,
};
pub use counts::Counts;
pub use deskilling::level_drop;
pub use error::Error;
pub use experience::{ExperienceIn, Job, month_number, months_of};
pub use explain::{Brief, Gap, Known};
pub use gates::GateTally;
pub use isco::Occupation;
pub use kernel::{InstructionSet, Ranker};
pub use list::Tie;
pub use matcher::{Matcher, PairScore};
pub use policy::check as check_policy;
pub use rank::{OtherState, RankBy, RankOptions, Ranked, RankerState, Ranking};
pub use reference::ReferenceRanker;
pub use vacancy::{
    CompiledVacancy, ExperienceDemand, FieldDemand, LanguageDemand, LicenceDemand,
    QualificationDemand, Requirement, ResolvedVacancy, StatedRequirement, can_be_required,
};
