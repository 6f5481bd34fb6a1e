//! The matcher of Passerelle.
//!
//! Vacancies are compiled once, candidates are scored against all of them in
//! parallel, and the pairs that are kept are explained. Every number comes
//! from a [`MatchingPolicy`](passerelle_model::MatchingPolicy); everything
//! is counted in whole numbers, so that the same input gives the same bytes
//! on any number of threads.
//!
//! ```
//! use passerelle_matching::{Candidate, CandidateSkill, CompiledVacancy, Matcher, Requirement};
//! use passerelle_model::*;
//! use passerelle_taxonomy::{Builder, Provenance};
//!
//! let mut builder = Builder::new();
//! builder.concept(&Iri::parse("urn:x:weld")?, ConceptKind::Skill, Status::Released);
//! let (taxonomy, _) = builder.build(Provenance::default());
//! let weld = taxonomy.find_iri("urn:x:weld").ok_or("absent")?;
//!
//! let matcher = Matcher::new(&taxonomy, MatchingPolicy::default())?;
//! let candidate = Candidate::new("P1", vec![CandidateSkill {
//!     concept: weld,
//!     resolved_by: ResolvedBy::Concept,
//!     proficiency: None,
//!     assurance: Assurance::Certified,
//! }]);
//! let vacancy = CompiledVacancy::new("V1", None, vec![Requirement {
//!     concept: weld,
//!     resolved_by: ResolvedBy::Concept,
//!     importance: Importance::Essential,
//!     weight: 2,
//!     minimum: Proficiency::INDEPENDENT,
//! }])?;
//! let pair = matcher.score(&candidate, &vacancy);
//! assert_eq!(pair.score.to_string(), "95.00 %");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it deliberately does not do: read records, or find the concept that
//! a text means. This is the reference scorer, plain and obviously right.
#![deny(clippy::indexing_slicing, clippy::panic, clippy::expect_used)]

mod candidate;
mod credit;
mod error;
mod explain;
mod matcher;
mod rank;
mod vacancy;

pub use candidate::{Candidate, CandidateSkill};
pub use error::Error;
pub use explain::Names;
pub use matcher::{Matcher, PairScore};
pub use rank::{RankBy, RankOptions, Ranked, Rankings};
pub use vacancy::{CompiledVacancy, Requirement};
