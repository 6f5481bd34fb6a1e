//! Two crosswalks as one.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::crosswalk::{
    Crosswalk, CrosswalkMapping, ExtensionDefinition, SlotValue, Slots,
};
use passerelle_model::{Issue, Place, Prefix, codes};

use super::{derived_id, ends, ids, predicate_name};

/// Slots of a set that mean the same on each of its mappings.
///
/// # Source
/// SSSOM, *propagatable slots*; the two of ours behave alike.
const PROPAGATABLE: [&str; 22] = [
    "ext_object_classification",
    "ext_object_kind",
    "ext_object_language",
    "ext_subject_classification",
    "ext_subject_kind",
    "ext_subject_language",
    "mapping_date",
    "mapping_provider",
    "mapping_tool",
    "mapping_tool_version",
    "object_match_field",
    "object_preprocessing",
    "object_source",
    "object_source_version",
    "object_type",
    "predicate_type",
    "similarity_measure",
    "subject_match_field",
    "subject_preprocessing",
    "subject_source",
    "subject_source_version",
    "subject_type",
];

/// Slots with any number of values, which are joined.
const JOINED: [&str; 4] = ["creator_id", "creator_label", "mapping_set_source", "see_also"];

/// Joins two crosswalks.
///
/// The mappings of the first come first, each in its order, identical ones
/// once. What the sets say differently of themselves moves to their mappings
/// where it can ([SSSOM's propagatable slots]); creators and sources are
/// joined; anything else is left out, with an issue. A set of two with
/// different identifiers gets one of its own and names both as
/// `mapping_set_source`.
///
/// Nothing is decided: where the sets map one pair with different
/// predicates, both mappings stand, with an issue for each pair, ordered by
/// subject and object. Lines are not kept, for the result is of no file.
///
/// [SSSOM's propagatable slots]: https://mapping-commons.github.io/sssom/spec-model/#propagation-of-mapping-set-slots
pub fn merge(first: &Crosswalk, second: &Crosswalk) -> (Crosswalk, Vec<Issue>) {
    let mut issues = Vec::new();
    let (slots, moved) = set_slots(first, second, &mut issues);
    let mut seen = BTreeSet::new();
    let mut mappings = Vec::new();
    for part in [first, second] {
        for mapping in &part.mappings {
            let mut mapping = CrosswalkMapping { line: 0, ..mapping.clone() };
            for &name in &moved {
                if let (Some(value), None) = (part.slots.get(name), mapping.slots.get(name)) {
                    mapping.slots.insert(name.to_owned(), value.clone());
                }
            }
            if seen.insert(whole(&mapping)) {
                mappings.push(mapping);
            }
        }
    }
    conflicts(first, second, &mut issues);
    let merged = Crosswalk {
        prefixes: prefixes(first, second),
        slots,
        extensions: extensions(first, second),
        mappings,
    };
    (merged, issues)
}

/// The prefixes of both, sorted; the first one's where they differ.
pub(super) fn prefixes(first: &Crosswalk, second: &Crosswalk) -> Vec<Prefix> {
    let both = second.prefixes.iter().chain(&first.prefixes);
    let by_name: BTreeMap<&str, &Prefix> = both.map(|p| (p.prefix.as_str(), p)).collect();
    by_name.into_values().cloned().collect()
}

/// The definitions of the first, then those that only the second has.
fn extensions(first: &Crosswalk, second: &Crosswalk) -> Vec<ExtensionDefinition> {
    let mut all = first.extensions.clone();
    for extension in &second.extensions {
        if !all.iter().any(|known| known.slot_name == extension.slot_name) {
            all.push(extension.clone());
        }
    }
    all
}

/// What the merged set says of itself, and which slots move to the mappings.
fn set_slots<'a>(
    first: &'a Crosswalk,
    second: &'a Crosswalk,
    issues: &mut Vec<Issue>,
) -> (Slots, Vec<&'a str>) {
    let mut slots = Slots::new();
    let mut moved = Vec::new();
    let names: BTreeSet<&String> = first.slots.keys().chain(second.slots.keys()).collect();
    for name in names {
        let (one, other) = (first.slots.get(name), second.slots.get(name));
        if let (Some(value), true) = (one, one == other) {
            slots.insert(name.clone(), value.clone());
        } else if PROPAGATABLE.contains(&name.as_str()) {
            moved.push(name.as_str());
        } else if JOINED.contains(&name.as_str()) {
            slots.insert(name.clone(), joined([one, other]));
        } else if !matches!(name.as_str(), "mapping_set_id" | "mapping_set_title") {
            let of = |value: Option<&SlotValue>| match value {
                Some(value) => format!("`{}`", value.values().join("|")),
                None => "nothing".to_owned(),
            };
            let message = format!("`{name}`: {} and {}", of(one), of(other));
            issues.push(Issue::new(codes::MAP_MERGE_SLOT, Place::default().field(name), message));
        }
    }
    if first.id() != second.id() {
        slots.insert("mapping_set_id".to_owned(), derived_id("merged", &[first, second]).into());
        let sources = SlotValue::Many(ids(&[first, second]));
        let known = slots.get("mapping_set_source");
        let sources = joined([known, Some(&sources)]);
        slots.insert("mapping_set_source".to_owned(), sources);
    }
    if first.title() != second.title() {
        let title = format!("{}, with {}", first.title(), second.title());
        slots.insert("mapping_set_title".to_owned(), title.into());
    }
    (slots, moved)
}

/// The values of both, sorted, each once.
fn joined(parts: [Option<&SlotValue>; 2]) -> SlotValue {
    let values: BTreeSet<&String> =
        parts.into_iter().flatten().flat_map(SlotValue::values).collect();
    SlotValue::Many(values.into_iter().cloned().collect())
}

/// Everything that a mapping says, for telling identical ones.
fn whole(mapping: &CrosswalkMapping) -> (String, String, String, String, Slots) {
    let CrosswalkMapping { subject, predicate, object, justification, slots, line: _ } = mapping;
    (subject.clone(), predicate.clone(), object.clone(), justification.clone(), slots.clone())
}

/// Pairs of which the two sets say different things; what only one of the
/// sets says twice is not for the merge to find.
fn conflicts(first: &Crosswalk, second: &Crosswalk, issues: &mut Vec<Issue>) {
    type Said<'a> = BTreeSet<(&'a str, bool)>;
    let mut pairs: BTreeMap<(&str, &str), [Said<'_>; 2]> = BTreeMap::new();
    for (at, part) in [first, second].into_iter().enumerate() {
        for mapping in part.mappings.iter().filter(|m| !m.is_unmapped()) {
            let says = (predicate_name(mapping), mapping.is_negated());
            pairs.entry(ends(mapping)).or_default()[at].insert(says);
        }
    }
    for ((subject, object), [one, other]) in pairs {
        if one.is_empty() || other.is_empty() || one == other {
            continue;
        }
        let named = |said: &Said<'_>| {
            let names: Vec<String> = said
                .iter()
                .map(|(name, negated)| format!("{}{name}", if *negated { "not " } else { "" }))
                .collect();
            names.join(", ")
        };
        let message = format!("{subject} to {object}: {} and {}", named(&one), named(&other));
        issues.push(Issue::new(codes::MAP_MERGE_CONFLICT, Place::subject(subject), message));
    }
}
