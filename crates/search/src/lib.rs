//! Text search over a taxonomy: from words to concepts.
//!
//! An [`Index`] is made from a [`Taxonomy`](passerelle_taxonomy::Taxonomy),
//! in memory for a small one and stored beside its snapshot for a large one.
//! It looks up labels and codes, forgives typing errors, completes what is
//! being typed, and *resolves* a text: says which one concept it means, or
//! that it is ambiguous, or that nothing fits.
//!
//! ```
//! use passerelle_model::{ConceptKind, Iri, LabelRole, LanguageTag, Status};
//! use passerelle_search::{Filter, Index, Resolution};
//! use passerelle_taxonomy::{Builder, Provenance, Source};
//!
//! let mut builder = Builder::new();
//! let source = builder.source(Source::named("example"));
//! let iri = Iri::parse("urn:x:colour")?;
//! let concept = builder.concept(&iri, ConceptKind::Skill, Status::Released);
//! let english = LanguageTag::english();
//! builder.label(concept, &english, LabelRole::Preferred, "mix colours", source);
//! let (taxonomy, _) = builder.build(Provenance::default());
//!
//! let index = Index::in_memory(&taxonomy)?;
//! let hits = index.search(&taxonomy, "mixing color", &Filter::default(), 10)?;
//! assert_eq!(hits[0].label, "mix colours");
//! let resolved = index.resolve(&taxonomy, "Mix colours!", &Filter::default(), &[])?;
//! assert!(matches!(resolved, Resolution::Resolved { score: 100, .. }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it deliberately does not do: translate, or compare words of
//! different languages.

mod error;
mod index;
mod lookup;
mod normalise;
mod resolve;
mod similarity;
mod suggest;
mod tokens;

pub use error::Error;
pub use index::Index;
pub use lookup::{Filter, Hit, merge_hits};
pub use normalise::normalise;
pub use resolve::{Resolution, resolve_hits};
pub use suggest::{Suggester, Suggestion, Topic};
