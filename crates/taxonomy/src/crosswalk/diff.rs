//! What changed between two versions of a crosswalk.

use std::collections::BTreeMap;

use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping};
use serde::Serialize;

use super::{ends, predicate_name};

/// What changed between two crosswalks; each list is sorted by subject, then
/// object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CrosswalkDiff {
    /// What only the newer one states.
    pub added: Vec<DiffMapping>,
    /// What only the older one states.
    pub removed: Vec<DiffMapping>,
    /// What both state of a pair, but differently.
    pub changed: Vec<Changed>,
    /// How many mappings are in both.
    pub same: u64,
}

/// A mapping as a diff shows it: what counts as a change, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DiffMapping {
    /// The IRI of the subject, or its label where it is a literal.
    pub subject: String,
    /// The IRI of the object; as the subject.
    pub object: String,
    /// The predicate's name in SKOS, else its IRI.
    pub predicate: String,
    /// Whether the mapping is said not to hold.
    pub negated: bool,
    /// As stated, 0 to 1.
    pub confidence: Option<String>,
    /// What the subject is called.
    pub subject_label: Option<String>,
    /// What the object is called.
    pub object_label: Option<String>,
}

/// Two mappings of one pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// As the older one states it.
    pub before: DiffMapping,
    /// As the newer one states it.
    pub after: DiffMapping,
    /// What differs, in a fixed order; never empty.
    pub fields: Vec<MappingField>,
}

/// What can differ between two mappings of one pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MappingField {
    /// The predicate, or whether it is negated.
    Predicate,
    /// The stated confidence.
    Confidence,
    /// What the subject is called.
    SubjectLabel,
    /// What the object is called.
    ObjectLabel,
}

impl DiffMapping {
    fn of(mapping: &CrosswalkMapping) -> Self {
        let (subject, object) = ends(mapping);
        let slot = |name| mapping.slot(name).map(str::to_owned);
        Self {
            subject: subject.to_owned(),
            object: object.to_owned(),
            predicate: predicate_name(mapping).to_owned(),
            negated: mapping.is_negated(),
            confidence: slot("confidence"),
            subject_label: slot("subject_label"),
            object_label: slot("object_label"),
        }
    }

    fn differs_in(&self, other: &Self) -> Vec<MappingField> {
        let predicate = (&self.predicate, self.negated) != (&other.predicate, other.negated);
        [
            (MappingField::Predicate, predicate),
            (MappingField::Confidence, self.confidence != other.confidence),
            (MappingField::SubjectLabel, self.subject_label != other.subject_label),
            (MappingField::ObjectLabel, self.object_label != other.object_label),
        ]
        .into_iter()
        .filter_map(|(field, differs)| differs.then_some(field))
        .collect()
    }
}

/// Compares two crosswalks, mapping by mapping.
///
/// A pair of subject and object is the key. Where a pair is mapped more than
/// once, equal mappings cancel out and the rest are compared in the order of
/// their predicates; what is left over was added or removed. The order of
/// the files does not count.
pub fn diff(older: &Crosswalk, newer: &Crosswalk) -> CrosswalkDiff {
    let mut pairs: BTreeMap<(&str, &str), [Vec<DiffMapping>; 2]> = BTreeMap::new();
    for (at, crosswalk) in [older, newer].into_iter().enumerate() {
        for mapping in &crosswalk.mappings {
            pairs.entry(ends(mapping)).or_default()[at].push(DiffMapping::of(mapping));
        }
    }
    let mut found = CrosswalkDiff::default();
    for [mut before, mut after] in pairs.into_values() {
        before.retain(|mapping| {
            let Some(at) = after.iter().position(|other| other == mapping) else { return true };
            after.swap_remove(at);
            found.same += 1;
            false
        });
        before.sort_unstable();
        after.sort_unstable();
        let (mut before, mut after) = (before.into_iter(), after.into_iter());
        loop {
            match (before.next(), after.next()) {
                (Some(before), Some(after)) => {
                    let fields = before.differs_in(&after);
                    found.changed.push(Changed { before, after, fields });
                }
                (Some(before), None) => found.removed.push(before),
                (None, Some(after)) => found.added.push(after),
                (None, None) => break,
            }
        }
    }
    found
}
