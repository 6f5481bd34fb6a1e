//! Mappings between concepts of different schemes.

use passerelle_model::{Confidence, MappingPredicate};
use serde::{Deserialize, Serialize};

use crate::ids::{ConceptId, id_of};

/// A mapping set's position in [`Taxonomy::mapping_sets`](crate::Taxonomy::mapping_sets).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MappingSetId(pub(crate) u32);

impl MappingSetId {
    /// The position as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What mappings of one origin have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MappingSet {
    /// Its identifier.
    pub id: String,
    /// What it maps to what, for people.
    pub title: String,
    /// How its mappings came to be, as a CURIE of the Semantic Mapping
    /// Vocabulary: `semapv:ManualMappingCuration`.
    pub justification: String,
    /// The confidence of mappings that state none.
    pub default_confidence: Confidence,
}

/// One mapping: "subject predicate object".
///
/// # Source
/// SSSOM, slots `subject_id`, `predicate_id`, `object_id`, `confidence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mapping {
    /// The concept that is mapped.
    pub subject: ConceptId,
    /// The concept that it is mapped to.
    pub object: ConceptId,
    /// How the two relate: `Broad` says that the object is broader.
    pub predicate: MappingPredicate,
    /// As stated; absent where only the set's default applies.
    pub confidence: Option<Confidence>,
    /// The set it belongs to.
    pub set: MappingSetId,
}

impl Mapping {
    /// The same mapping read from its object.
    #[must_use]
    pub const fn inverse(self) -> Self {
        Self {
            subject: self.object,
            object: self.subject,
            predicate: self.predicate.inverse(),
            ..self
        }
    }
}

/// Every mapping, with an index from both ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MappingTable {
    pub(crate) sets: Vec<MappingSet>,
    /// Sorted, without repetition.
    pub(crate) mappings: Vec<Mapping>,
    /// Positions in `mappings`, ordered by object.
    by_object: Vec<u32>,
}

impl MappingTable {
    pub(crate) fn new(sets: Vec<MappingSet>, mut mappings: Vec<Mapping>) -> Self {
        mappings.sort_unstable();
        mappings.dedup();
        let mut by_object: Vec<u32> = (0..id_of(mappings.len())).collect();
        by_object.sort_by_key(|&at| mappings[at as usize].object);
        Self { sets, mappings, by_object }
    }

    /// The mappings that start or end at a concept, each read from it.
    pub(crate) fn from(&self, concept: ConceptId) -> impl Iterator<Item = Mapping> {
        let start = self.mappings.partition_point(|m| m.subject < concept);
        let forward = self.mappings[start..].iter().take_while(move |m| m.subject == concept);
        let first =
            self.by_object.partition_point(|&at| self.mappings[at as usize].object < concept);
        let backward = self.by_object[first..]
            .iter()
            .map(|&at| self.mappings[at as usize])
            .take_while(move |m| m.object == concept);
        forward.copied().chain(backward.map(Mapping::inverse))
    }

    pub(crate) fn confidence(&self, mapping: Mapping) -> Confidence {
        mapping
            .confidence
            .or_else(|| self.sets.get(mapping.set.index()).map(|set| set.default_confidence))
            .unwrap_or(Confidence::FULL)
    }
}
