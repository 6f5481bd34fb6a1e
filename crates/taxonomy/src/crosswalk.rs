//! What can be done with mapping sets as documents, outside of a graph.
//!
//! Every operation takes [`Crosswalk`]s and leaves them as they are; what it
//! makes is in a fixed order that depends on its input alone.
//!
//! ```
//! use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping, SKOS};
//! use passerelle_taxonomy::crosswalk::{invert, stats};
//!
//! let mapping = CrosswalkMapping {
//!     subject: "urn:x:welder".into(),
//!     predicate: format!("{SKOS}broadMatch"),
//!     object: "urn:y:metal-worker".into(),
//!     ..Default::default()
//! };
//! let set = Crosswalk { mappings: vec![mapping], ..Default::default() };
//! let (inverse, issues) = invert(&set);
//! assert!(issues.is_empty());
//! assert_eq!(inverse.mappings[0].predicate, format!("{SKOS}narrowMatch"));
//! assert_eq!(stats(&inverse).by_predicate["narrowMatch"], 1);
//! ```

mod compose;
mod diff;
mod invert;
mod lint;
mod merge;
mod reviewed;
mod stats;

use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping, ExtensionDefinition};

pub use compose::{Composition, VIA, compose};
pub use diff::{Changed, CrosswalkDiff, DiffMapping, MappingField, diff};
pub use invert::{INVERTED, invert};
pub use lint::{
    Direction, DirectionReport, EvidenceKind, Example, LintContext, LintReport, Verdict, Votes,
    lint,
};
pub use merge::merge;
pub use reviewed::{READ, read_as_reviewed};
pub use stats::{Cardinality, CrosswalkStats, Fan, stats};

/// The namespace of the slots that the standard does not know.
const SLOTS: &str = "urn:passerelle:slot:";
/// The type of slots that are true or not.
const BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
/// The type of slots that name concepts.
const REFERENCE: &str = "https://w3id.org/linkml/Uriorcurie";

/// The definition of a slot of ours, `ext_via` for instance.
fn extension(slot: &str, type_hint: &str) -> ExtensionDefinition {
    ExtensionDefinition {
        slot_name: slot.to_owned(),
        property: Some(format!("{SLOTS}{}", slot.trim_start_matches("ext_"))),
        type_hint: Some(type_hint.to_owned()),
    }
}

/// The two ends of a mapping; a literal is its label.
fn ends(mapping: &CrosswalkMapping) -> (&str, &str) {
    let end = |id: &'_ str, label: &'static str| id.is_empty().then(|| mapping.slot(label));
    (
        end(&mapping.subject, "subject_label").flatten().unwrap_or(&mapping.subject),
        end(&mapping.object, "object_label").flatten().unwrap_or(&mapping.object),
    )
}

/// What to call the predicate: its name in SKOS, else its IRI.
fn predicate_name(mapping: &CrosswalkMapping) -> &str {
    mapping.predicate_kind().map_or(&mapping.predicate, |predicate| predicate.as_str())
}

/// The identifier of a set made of others: the same sets, the same operation
/// and so the same identifier.
fn derived_id(operation: &str, parts: &[&Crosswalk]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.id().as_bytes());
        hasher.update(b"\n");
    }
    let hex = hasher.finalize().to_hex();
    format!("urn:passerelle:crosswalk:{operation}:{}", &hex[..16])
}

/// The identifiers of sets, sorted, each once, unnamed sets left out.
fn ids(parts: &[&Crosswalk]) -> Vec<String> {
    let mut ids: Vec<String> =
        parts.iter().map(|p| p.id().to_owned()).filter(|id| !id.is_empty()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests;
