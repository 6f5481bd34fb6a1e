//! The plain data of Passerelle.
//!
//! Every crate of the engine speaks in these types: identifiers and labels,
//! profiles and vacancies, what a match explains, the issues found in data,
//! and the policies that hold every number of a score. They carry no
//! behaviour beyond checking themselves, so that a file format, a schema and
//! a library call all mean the same thing.
//!
//! ```
//! use passerelle_model::{Iri, Prefixes};
//!
//! let prefixes = Prefixes::builtin();
//! let welder = prefixes.expand("isco:7212").ok_or("not a CURIE")?;
//! assert_eq!(welder, Iri::parse("http://data.europa.eu/esco/isco/C7212")?);
//! assert_eq!(prefixes.compact(&welder), "isco:7212");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it deliberately does not do: read files, look anything up, score.

mod code;
mod concept;
mod explanation;
mod iri;
mod issue;
mod language;
mod policy;
mod profile;
mod schema;
mod skill;
mod vacancy;

pub use code::{Code, CodeInfo, codes};
pub use concept::{
    ConceptKind, Confidence, ConfidenceOutOfRange, Importance, LabelRole, MappingPredicate,
    NoteKind, ReuseLevel, SchemeKind, Status, UnknownName,
};
pub use explanation::{
    Evidence, MatchBasis, MatchExplanation, MatchList, PathStep, RankedMatch, Relation,
    RequirementExplanation, ResolvedBy, SkillNamed, View,
};
pub use iri::{InvalidIri, Iri, Prefix, Prefixes};
pub use issue::{Issue, Place, Severity, one_line};
pub use language::{InvalidLanguageTag, LanguageTag};
pub use policy::{
    AssurancePolicy, MatchingPolicy, ProximityPolicy, TranslationPriors, WeightPolicy,
};
pub use profile::{Profile, SkillEvidence};
pub use schema::{SCHEMA_VERSION, SchemaName};
pub use skill::{Assurance, InvalidSkillRef, Proficiency, ProficiencyOutOfRange, Score, SkillRef};
pub use vacancy::{SkillRequirement, Vacancy};
