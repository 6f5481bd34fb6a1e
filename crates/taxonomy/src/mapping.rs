//! Mappings between concepts of different schemes.

use passerelle_model::{Confidence, Direction, MappingPredicate};
use serde::{Deserialize, Serialize};

use crate::csr::Csr;
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
    /// Its version, where it states one.
    #[serde(default)]
    pub version: String,
    /// How its mappings came to be, as a CURIE of the Semantic Mapping
    /// Vocabulary: `semapv:ManualMappingCuration`.
    pub justification: String,
    /// The confidence of mappings that state none.
    pub default_confidence: Confidence,
    /// How its broad and narrow mappings are read, by a reviewed verdict; a
    /// part of them may be read the other way.
    #[serde(default = "as_published")]
    pub direction: Direction,
}

/// What a set of the snapshot's first format has.
const fn as_published() -> Direction {
    Direction::AsPublished
}

impl MappingSet {
    /// A set whose mappings are read as they are published.
    pub fn new(id: &str, title: &str, justification: &str, default_confidence: Confidence) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            version: String::new(),
            justification: justification.to_owned(),
            default_confidence,
            direction: Direction::AsPublished,
        }
    }
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
    /// Whether broad and narrow are read the other way than published, by the
    /// reviewed verdict on the set.
    pub swapped: bool,
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

    /// The predicate as its publisher states it, read the same way round.
    #[must_use]
    pub const fn published(self) -> MappingPredicate {
        if self.swapped { self.predicate.inverse() } else { self.predicate }
    }
}

/// Every mapping, with an index from both ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MappingTable {
    pub(crate) sets: Vec<MappingSet>,
    /// Sorted, without repetition.
    pub(crate) mappings: Vec<Mapping>,
    /// For each concept the sets that state that nothing corresponds to it.
    pub(crate) unmapped: Csr<MappingSetId>,
    /// Where the mappings from each concept start in `mappings`; one more
    /// than there are concepts.
    by_subject: Vec<u32>,
    /// Positions in `mappings` by their object.
    by_object: Csr<u32>,
}

impl MappingTable {
    pub(crate) fn new(
        concepts: usize,
        sets: Vec<MappingSet>,
        mut mappings: Vec<Mapping>,
        unmapped: Csr<MappingSetId>,
    ) -> Self {
        mappings.sort_unstable();
        let mut by_subject = vec![0; concepts + 1];
        for mapping in &mappings {
            by_subject[mapping.subject.index() + 1] += 1;
        }
        let mut sum = 0;
        for offset in &mut by_subject {
            sum += *offset;
            *offset = sum;
        }
        let objects =
            (0..id_of(mappings.len())).map(|at| (mappings[at as usize].object, at)).collect();
        let by_object = Csr::from_pairs(concepts, objects);
        Self { sets, mappings, unmapped, by_subject, by_object }
    }

    /// The mappings that start or end at a concept, each read from it, with
    /// its position.
    pub(crate) fn from(&self, concept: ConceptId) -> impl Iterator<Item = (u32, Mapping)> {
        let at = concept.index();
        let forward = self.by_subject[at]..self.by_subject[at + 1];
        let forward = forward.map(|at| (at, self.mappings[at as usize]));
        let backward = self.by_object.row(concept).iter();
        forward.chain(backward.map(|&at| (at, self.mappings[at as usize].inverse())))
    }

    pub(crate) fn confidence(&self, mapping: Mapping) -> Confidence {
        mapping
            .confidence
            .or_else(|| self.sets.get(mapping.set.index()).map(|set| set.default_confidence))
            .unwrap_or(Confidence::FULL)
    }

    /// The same, with every mapping as its publisher states it.
    pub(crate) fn into_published(self) -> Self {
        let concepts = self.by_subject.len().saturating_sub(1);
        let published = |m: Mapping| Mapping { predicate: m.published(), swapped: false, ..m };
        let mappings = self.mappings.into_iter().map(published).collect();
        let mut sets = self.sets;
        for set in &mut sets {
            set.direction = Direction::AsPublished;
        }
        Self::new(concepts, sets, mappings, self.unmapped)
    }
}
