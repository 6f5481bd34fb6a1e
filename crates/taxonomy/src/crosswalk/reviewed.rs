//! A mapping set as a review says that it is meant.

use passerelle_model::Direction;
use passerelle_model::crosswalk::{
    Crosswalk, ExtensionDefinition, Reviewed, SlotValue, predicate_iri,
};

use super::extension;
use super::invert::turned_label;

/// The slot of a set that is not as published but as reviewed: how its broad
/// and narrow mappings were read, in words.
///
/// A set made of such sets states it for each of them, after its identifier.
pub const READ: &str = "ext_read";
/// The type of slots that hold words.
const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// Reads a crosswalk as a review says, and gives the number of mappings that
/// changed: broad and narrow change places where the set, or the part of it
/// that a mapping is in, means the opposite of what SKOS says.
///
/// The set states [`READ`] from then on; one that states it already stays as
/// it is, for it says what it means. [`super::invert`] keeps the slot, and
/// may come before or after.
pub fn read_as_reviewed(crosswalk: &mut Crosswalk, reviewed: &Reviewed) -> u64 {
    if crosswalk.slots.contains_key(READ) {
        return 0;
    }
    let mut changed = 0;
    for mapping in &mut crosswalk.mappings {
        let Some(kind) = mapping.predicate_kind().filter(|kind| kind.inverse() != *kind) else {
            continue;
        };
        if reviewed.direction_of(mapping) != Direction::Inverted {
            continue;
        }
        mapping.predicate = predicate_iri(kind.inverse());
        if let Some(SlotValue::One(label)) = mapping.slots.remove("predicate_label")
            && let Some(label) = turned_label(&label)
        {
            mapping.set("predicate_label", label);
        }
        changed += 1;
    }
    let mut read = reviewed.direction.to_string();
    for part in &reviewed.parts {
        read.push_str("; ");
        read.push_str(part.direction.as_str());
        read.push_str(" where the comment is `");
        read.push_str(&part.comment);
        read.push('`');
    }
    crosswalk.slots.insert(READ.to_owned(), read.into());
    crosswalk.extensions.push(definition());
    changed
}

/// How the sets that another is made of were read, each after its
/// identifier; nothing where all are as published.
pub(super) fn read_of(parts: &[&Crosswalk]) -> Option<String> {
    let told = parts.iter().filter_map(|part| Some((part.id(), part.slot(READ)?)));
    let told: Vec<String> = told.map(|(id, read)| format!("{id}: {read}")).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// The definition of [`READ`].
pub(super) fn definition() -> ExtensionDefinition {
    extension(READ, STRING)
}
