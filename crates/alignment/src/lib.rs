//! How far a curriculum or a person covers a standard, and what is missing.
//!
//! An [`Aligner`] compiles standards once and holds [`Subject`]s against them:
//! modules with outcomes that were linked to concepts, by the curriculum
//! itself, by somebody who confirmed it, or by words that only suggest it.
//! Every figure comes twice, without and with what is suggested, and every
//! cell carries the evidence behind it. All is counted in whole numbers.
//!
//! | question | file |
//! |---|---|
//! | who or what is aligned? | `subject` |
//! | what does a standard ask for? | `standard` |
//! | what does a concept cover? | `reach` |
//! | how far is an outcome, a unit, a standard covered? | `coverage` |
//! | how many hours go where? | `hours` |
//! | in words that people can check? | `explain` |
//! | which units would help most? | `supplement` |
//!
//! ```
//! use passerelle_alignment::{Aligner, Link, Subject, SubjectModule, SubjectOutcome};
//! use passerelle_model::{ConceptKind, Iri, MatchingPolicy, Status, SubjectKind};
//! use passerelle_taxonomy::{Builder, Provenance};
//!
//! let mut builder = Builder::new();
//! let standard = Iri::parse("urn:x:s")?;
//! let whole = builder.concept(&standard, ConceptKind::Qualification, Status::Released);
//! let unit = builder.concept(&Iri::parse("urn:x:s/u")?, ConceptKind::Unit, Status::Released);
//! builder.has_part(whole, unit);
//! for iri in ["urn:x:s/u1", "urn:x:s/u2"] {
//!     let outcome = Iri::parse(iri)?;
//!     let outcome = builder.concept(&outcome, ConceptKind::LearningOutcome, Status::Released);
//!     builder.has_part(unit, outcome);
//! }
//! let (taxonomy, _) = builder.build(Provenance::default());
//!
//! let policy = MatchingPolicy::default();
//! let aligner = Aligner::new(&taxonomy, &policy);
//! let find = |iri| taxonomy.find_iri(iri).ok_or("not there");
//! let standard = aligner.compile(find("urn:x:s")?).ok_or("no standard")?;
//! let links = vec![Link::stated(find("urn:x:s/u1")?)];
//! let outcomes = vec![SubjectOutcome { text: None, links }];
//! let module = SubjectModule { id: "M1".into(), outcomes, ..SubjectModule::default() };
//! let subject = Subject::new("C1", SubjectKind::Curriculum, vec![module]);
//! let figures = aligner.coverage(&subject, &[standard]);
//! assert_eq!(figures.standards[0].coverage.confirmed.to_string(), "50.00 %");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it deliberately does not do: find out what a text means (links are
//! arguments), weigh who vouches for something, or decide.
#![deny(clippy::indexing_slicing, clippy::panic, clippy::expect_used)]

mod coverage;
mod explain;
mod hours;
mod reach;
mod standard;
mod subject;
mod supplement;

pub use coverage::{Aligner, CellCoverage, Coverage, StandardFigures};
pub use standard::{Cell, CompiledStandard, CompiledUnit};
pub use subject::{Link, Subject, SubjectModule, SubjectOutcome};
pub use supplement::{SupplementPlan, Value};
