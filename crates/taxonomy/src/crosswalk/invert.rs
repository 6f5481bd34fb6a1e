//! A to B read as B to A.

use passerelle_model::crosswalk::{
    Crosswalk, CrosswalkMapping, ExtensionDefinition, SlotValue, Slots, predicate_iri,
};
use passerelle_model::{Issue, Place, codes};

use super::{BOOLEAN, extension};

/// The slot of a set that is not as published but inverted.
pub const INVERTED: &str = "ext_inverted";

/// Predicates of other vocabularies that say the same both ways.
const SYMMETRIC: [&str; 3] = [
    "http://www.w3.org/2002/07/owl#equivalentClass",
    "http://www.w3.org/2002/07/owl#equivalentProperty",
    "http://www.w3.org/2002/07/owl#sameAs",
];

/// Reads a crosswalk from its objects.
///
/// Subjects and objects change places with every slot that speaks of one of
/// them, broad and narrow with one another, and the cardinality is turned.
/// The set keeps its identifier and states [`INVERTED`]; inverting again
/// takes that back. Mappings keep their order and lines. One whose predicate
/// has no inverse, such as `rdfs:subClassOf`, is left out, with an issue.
pub fn invert(crosswalk: &Crosswalk) -> (Crosswalk, Vec<Issue>) {
    let mut issues = Vec::new();
    let mut mappings = Vec::with_capacity(crosswalk.mappings.len());
    for mapping in &crosswalk.mappings {
        if let Some(inverse) = inverse_of(mapping) {
            mappings.push(inverse);
        } else {
            let message = format!(
                "{} to {}: `{}` has no inverse",
                mapping.subject, mapping.object, mapping.predicate
            );
            let place =
                Place { line: (mapping.line > 0).then_some(mapping.line), ..Place::default() };
            issues.push(Issue::new(
                codes::MAP_NOT_INVERTIBLE,
                place.about(mapping.subject.as_str()),
                message,
            ));
        }
    }
    let mut slots = turned(&crosswalk.slots);
    let mut extensions: Vec<ExtensionDefinition> =
        crosswalk.extensions.iter().map(turned_definition).collect();
    let ours = extension(INVERTED, BOOLEAN);
    if slots.remove(INVERTED).is_none() {
        slots.insert(INVERTED.to_owned(), "true".into());
        extensions.push(ours);
    } else {
        extensions.retain(|e| *e != ours);
    }
    let inverse = Crosswalk { prefixes: crosswalk.prefixes.clone(), slots, extensions, mappings };
    (inverse, issues)
}

fn inverse_of(mapping: &CrosswalkMapping) -> Option<CrosswalkMapping> {
    let mut slots = turned(&mapping.slots);
    let predicate = match mapping.predicate_kind() {
        Some(kind) if kind.inverse() != kind => {
            if let Some(SlotValue::One(label)) = slots.get("predicate_label") {
                match turned_label(label) {
                    Some(label) => slots.insert("predicate_label".to_owned(), label.into()),
                    None => slots.remove("predicate_label"),
                };
            }
            predicate_iri(kind.inverse())
        }
        Some(_) => mapping.predicate.clone(),
        None => {
            SYMMETRIC.contains(&mapping.predicate.as_str()).then(|| mapping.predicate.clone())?
        }
    };
    Some(CrosswalkMapping {
        subject: mapping.object.clone(),
        predicate,
        object: mapping.subject.clone(),
        justification: mapping.justification.clone(),
        slots,
        line: mapping.line,
    })
}

/// Slots with what they say of subject and object exchanged.
fn turned(slots: &Slots) -> Slots {
    let turn = |(name, value): (&String, &SlotValue)| {
        let value = match (name.as_str(), value) {
            ("mapping_cardinality", SlotValue::One(cardinality)) => {
                SlotValue::One(match cardinality.split_once(':') {
                    Some((subjects, objects)) => format!("{objects}:{subjects}"),
                    None => cardinality.clone(),
                })
            }
            ("cardinality_scope", SlotValue::Many(names)) => {
                SlotValue::Many(names.iter().map(|name| other_end(name)).collect())
            }
            _ => value.clone(),
        };
        (other_end(name), value)
    };
    slots.iter().map(turn).collect()
}

/// A definition for the other end; its property, too, where that is called
/// as the slot is.
fn turned_definition(definition: &ExtensionDefinition) -> ExtensionDefinition {
    let slot_name = other_end(&definition.slot_name);
    let bare = |name: &str| name.strip_prefix("ext_").unwrap_or(name).to_owned();
    let turned = |property: &String| {
        let namespace = property.strip_suffix(&bare(&definition.slot_name));
        namespace.map_or_else(|| property.clone(), |start| format!("{start}{}", bare(&slot_name)))
    };
    let property = definition.property.as_ref().map(turned);
    ExtensionDefinition { slot_name, property, type_hint: definition.type_hint.clone() }
}

/// The name of the slot that says the same of the other end.
fn other_end(name: &str) -> String {
    let (ours, bare) = name.strip_prefix("ext_").map_or(("", name), |bare| ("ext_", bare));
    if let Some(of_subject) = bare.strip_prefix("subject_") {
        format!("{ours}object_{of_subject}")
    } else if let Some(of_object) = bare.strip_prefix("object_") {
        format!("{ours}subject_{of_object}")
    } else {
        name.to_owned()
    }
}

/// The label of the inverse predicate, as far as it can be told from words.
pub(super) fn turned_label(label: &str) -> Option<String> {
    match (label.contains("broad"), label.contains("narrow")) {
        (true, false) => Some(label.replace("broad", "narrow")),
        (false, true) => Some(label.replace("narrow", "broad")),
        _ => None,
    }
}
