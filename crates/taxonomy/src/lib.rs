//! The concept graph of Passerelle.
//!
//! A [`Taxonomy`] holds concepts of any number of schemes – occupations,
//! skills, units, outcomes, fields, levels –, the relations inside a scheme
//! and the mappings between schemes. It is made by a [`Builder`], saved as a
//! snapshot that opens in milliseconds, and never changes after that.
//!
//! ```
//! use passerelle_model::{ConceptKind, Iri, LabelRole, LanguageTag, Status};
//! use passerelle_taxonomy::{Builder, Provenance, Source};
//!
//! let english = LanguageTag::english();
//! let mut builder = Builder::new();
//! let source = builder.source(Source::named("example"));
//! let weld = builder.concept(&Iri::parse("urn:x:weld")?, ConceptKind::Skill, Status::Released);
//! let join = builder.concept(&Iri::parse("urn:x:join")?, ConceptKind::Skill, Status::Released);
//! builder.label(weld, &english, LabelRole::Preferred, "weld metal", source);
//! builder.label(join, &english, LabelRole::Preferred, "join materials", source);
//! builder.broader(weld, join);
//!
//! let (taxonomy, issues) = builder.build(Provenance::default());
//! assert!(issues.is_empty());
//! let weld = taxonomy.find_iri("urn:x:weld").ok_or("absent")?;
//! let join = taxonomy.broader(weld)[0];
//! let labels = taxonomy.labels(&english)?.ok_or("no English labels")?;
//! assert_eq!(labels.preferred(join), Some("join materials"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it deliberately does not do: read foreign formats (`import`), find a
//! concept by words (`search`), score anything (`matching`).

pub mod atomic_file;
mod builder;
mod check;
mod closure;
mod composition;
pub mod crosswalk;
mod csr;
mod diff;
mod error;
mod graph;
mod ids;
mod levels;
mod mapping;
mod migrate;
mod names;
mod proximity;
mod scheme;
mod snapshot;
mod strings;
mod texts;
mod translate;
mod whole;

pub use builder::{Builder, Handle};
pub use closure::Closure;
pub use composition::Composed;
pub use diff::{
    Change, ChangeCounts, ConceptChanged, ConceptNamed, KindCounts, MappingNamed, TaxonomyDiff,
    diff,
};
pub use error::Error;
pub use graph::Taxonomy;
pub use ids::{ConceptId, SchemeId, SourceId};
pub use levels::{NoBand, convert_level, find_test_bands, level_iri, referencing_of};
pub use mapping::{Mapping, MappingSet, MappingSetId};
pub use migrate::{Migration, Move, Naming, Obstacle, Reference, Way};
pub use names::Names;
pub use proximity::{Hop, Proximity, Reach, ReachByGroup, SiblingGroup};
pub use scheme::{FileDigest, Provenance, Scheme, Source};
pub use snapshot::{FORMAT_VERSION, SectionInfo};
pub use texts::{Label, LabelTable, Note, NoteTable};
pub use translate::{
    MAX_HOPS, Nearest, NotMapped, Outcome, Scratch, Step, Target, Translation, Translator,
};
pub use whole::{Leaf, UnitMapping, in_code_order, is_whole, leaves, level_of, proficiency_of};
