//! The making of a mapping set, whatever it is written in.

mod metadata;

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::crosswalk::{
    Crosswalk, CrosswalkMapping, ExtensionDefinition, NO_TERM_FOUND, SEMAPV, SSSOM, SlotValue,
};
use passerelle_model::{Code, Issue, Place, Severity, codes};
use rustc_hash::FxHashSet;

use super::names::{Named, Names, Unknown, is_name};
use super::slots::{
    self, FORMER, Former, JUSTIFICATIONS, Kind, LITERAL, On, STRUCTURE, Since, Values,
};
use super::values::{self, Value, cut, parse, why};

/// The type of extension slots that hold identifiers.
const REFERENCE_TYPE: &str = "https://w3id.org/linkml/Uriorcurie";

/// A slot as a file states it, and how its values are read.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) values: Values,
    kind: Kind,
    former: Option<&'static Former>,
}

impl Field {
    /// Whether the slot was stated by a name from before 1.0.
    pub(super) fn is_former(&self) -> bool {
        self.former.is_some()
    }
}

/// Where a mapping or a set stands.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) place: Place,
    /// What stands before the name of a slot, `mappings[2].`.
    pub(super) path: String,
}

impl At {
    pub(super) fn slot(&self, name: &str) -> Place {
        self.place.clone().field(format!("{}{name}", self.path))
    }
}

/// A set on its way from a file.
#[derive(Debug)]
pub(super) struct Reading<'n> {
    name: &'n str,
    pub(super) issues: Vec<Issue>,
    set: Crosswalk,
    names: Names,
    /// What was told of a slot and is not told again.
    told: BTreeSet<(Code, String)>,
    /// Slots of a later version than 1.0.
    later: BTreeSet<&'static str>,
    /// Slots of the set that hold for its mappings, and how many of those
    /// state them, too.
    propagated: BTreeMap<String, u64>,
    record_ids: FxHashSet<String>,
}

impl<'n> Reading<'n> {
    pub(super) fn new(name: &'n str) -> Self {
        Self {
            name,
            issues: Vec::new(),
            set: Crosswalk::default(),
            names: Names::default(),
            told: BTreeSet::new(),
            later: BTreeSet::new(),
            propagated: BTreeMap::new(),
            record_ids: FxHashSet::default(),
        }
    }

    pub(super) fn tell(&mut self, code: Code, place: Place, message: impl Into<String>) {
        self.issues.push(Issue::new(code, place, message));
    }

    fn tell_once(&mut self, code: Code, slot: &str, place: Place, message: impl Into<String>) {
        if self.told.insert((code, slot.to_owned())) {
            self.tell(code, place, message);
        }
    }

    /// What a name means as a slot of the set or a mapping: one field as a
    /// rule; none where it cannot be one.
    pub(super) fn fields(&mut self, name: &str, place: &Place, owner: On) -> Vec<Field> {
        if let Some(former) = FORMER.iter().find(|former| former.name == name) {
            let now = former.now.iter().flat_map(|now| self.fields(now, place, owner));
            return now.map(|field| Field { former: Some(former), ..field }).collect();
        }
        let field = |values, kind| Field { name: name.to_owned(), values, kind, former: None };
        if let Some(slot) = slots::find(name, owner) {
            if !slot.on.includes(owner) {
                let on = if owner == On::Set { "a mapping" } else { "a mapping set" };
                let message = format!("`{name}` is a slot of {on}");
                self.tell_once(codes::SSSOM_MISPLACED, name, place.clone(), message);
            }
            if slot.since == Since::V1_1 {
                self.later.insert(slot.name);
            }
            return vec![field(slot.values, slot.kind)];
        }
        if !is_name(name) || STRUCTURE.contains(&name) {
            let message = format!("`{}` cannot be the name of a slot", cut(name));
            self.tell(codes::SSSOM_SLOT_NAME, place.clone(), message);
            return Vec::new();
        }
        let kind = kind_of(&self.set.extensions, name);
        if kind.is_none() {
            let message = format!("SSSOM has no slot `{name}`, and the set does not define it");
            self.tell_once(codes::SSSOM_UNDEFINED, name, place.clone(), message);
        }
        vec![field(Values::One, kind.unwrap_or(Kind::Text))]
    }

    /// The value of a slot, nothing where none is stated. What is wrong with
    /// it is told; an error where that was a value that had to be dropped.
    fn value(
        &mut self,
        field: &Field,
        place: &Place,
        texts: Vec<String>,
    ) -> Result<Option<SlotValue>, ()> {
        let mut sound = Vec::with_capacity(texts.len());
        let mut dropped = false;
        for text in texts {
            let text = now_called(field, text);
            match parse(field.kind, &text, &self.names) {
                Value::Nothing => {}
                Value::Dot => {
                    let message = "a full stop stands for nothing, and is read so";
                    self.tell_once(codes::SSSOM_DOT, &field.name, place.clone(), message);
                }
                Value::Sound(value) => sound.push(value),
                Value::Iri(value) => {
                    self.tell_iri(&field.name, place, &value);
                    sound.push(value);
                }
                Value::Odd(value, reason) => {
                    self.tell(codes::SSSOM_SIDE_REFERENCE, place.clone(), reason);
                    sound.push(value);
                }
                Value::Wrong(_) if field.kind == Kind::Modifier => dropped = true,
                Value::Wrong(reason) => {
                    dropped = true;
                    let message = format!("`{}` {reason}", cut(&text));
                    self.tell(codes::CSV_SIDE_VALUE, place.clone(), message);
                }
            }
        }
        if dropped && sound.is_empty() {
            return Err(());
        }
        if field.values == Values::Many {
            return Ok(if sound.is_empty() { None } else { Some(SlotValue::Many(sound)) });
        }
        let several = sound.len() > 1;
        if several {
            let message = format!("`{}` has one value and not a list", field.name);
            self.tell(codes::CSV_SIDE_VALUE, place.clone(), message);
            return Err(());
        }
        Ok(sound.pop().map(SlotValue::One))
    }

    fn tell_iri(&mut self, slot: &str, place: &Place, iri: &str) {
        let message = format!("`{}` is an IRI, not a CURIE", cut(iri));
        self.tell_once(codes::SSSOM_IRI, slot, place.clone(), message);
    }

    /// One mapping with the slots that it states; a slot that an earlier one
    /// states already is passed over.
    pub(super) fn mapping(&mut self, at: &At, line: u64, stated: Vec<(&Field, Vec<String>)>) {
        let mut mapping = CrosswalkMapping { line, ..CrosswalkMapping::default() };
        // Essential slots that are stated, soundly or not: there is no need
        // to say that they are missing.
        let mut seen = BTreeSet::new();
        let mut usable = true;
        let told = self.issues.len();
        for (field, texts) in stated {
            let name = field.name.as_str();
            let place = at.slot(name);
            if seen.contains(name) || mapping.slots.contains_key(name) {
                continue;
            }
            if let Some(slot) = essential_mut(&mut mapping, name) {
                match self.essential(field, &place, texts) {
                    Ok(None) => continue,
                    Ok(Some(iri)) => *slot = iri,
                    Err(()) => usable = false,
                }
                seen.insert(name);
                continue;
            }
            let first = texts.first().cloned().unwrap_or_default();
            match self.value(field, &place, texts) {
                Ok(Some(value)) => {
                    mapping.slots.insert(name.to_owned(), value);
                }
                Err(()) if field.kind == Kind::Modifier => {
                    let message = format!("`{}` is not the modifier `Not`", cut(&first));
                    self.tell(codes::SSSOM_MODIFIER, place, message);
                    usable = false;
                }
                Ok(None) | Err(()) => {}
            }
        }
        for (slot, value) in [
            ("subject_id", &mapping.subject),
            ("predicate_id", &mapping.predicate),
            ("object_id", &mapping.object),
            ("mapping_justification", &mapping.justification),
        ] {
            if !value.is_empty() || seen.contains(slot) {
                continue;
            }
            if let Some((slot, message)) = self.missing(&mapping, slot) {
                self.issues.push(Issue::new(codes::SSSOM_NEEDED, at.slot(slot), message));
                usable = false;
            }
        }
        if usable {
            self.keep(at, mapping);
        } else {
            // What is said of its other slots goes with it.
            let found = self.issues.split_off(told);
            self.issues.extend(found.into_iter().filter(|i| i.severity != Severity::Warning));
        }
    }

    /// The IRI of an essential slot, nothing where it is empty; what is wrong
    /// with it is told.
    fn essential(
        &mut self,
        field: &Field,
        place: &Place,
        texts: Vec<String>,
    ) -> Result<Option<String>, ()> {
        let name = field.name.as_str();
        let mut texts = texts.into_iter().filter(|text| !text.trim().is_empty());
        let Some(text) = texts.next() else { return Ok(None) };
        if texts.next().is_some() {
            let message = format!("`{name}` has one value and not a list");
            self.tell(codes::SSSOM_REFERENCE, place.clone(), message);
            return Err(());
        }
        let text = now_called(field, text);
        let text = text.trim();
        let iri = match self.names.expand(text) {
            Ok(Named::Curie(iri)) => iri,
            Ok(Named::Iri(iri)) => {
                self.tell_iri(name, place, &iri);
                iri
            }
            Err(unknown) => {
                let code = match unknown {
                    Unknown::Prefix(_) => codes::SSSOM_UNKNOWN_PREFIX,
                    Unknown::Form => codes::SSSOM_REFERENCE,
                };
                let message = why(text, unknown);
                self.tell(code, place.clone(), message);
                return Err(());
            }
        };
        let of_terms = matches!(name, "subject_id" | "object_id");
        if iri == NO_TERM_FOUND && !of_terms {
            let message = "`sssom:NoTermFound` stands for a subject or object only";
            self.tell(codes::SSSOM_REFERENCE, place.clone(), message);
            return Err(());
        }
        let strange = if of_terms {
            iri != NO_TERM_FOUND && iri.starts_with(SSSOM)
        } else {
            let justified = |term: &str| JUSTIFICATIONS.contains(&term);
            name == "mapping_justification" && !iri.strip_prefix(SEMAPV).is_some_and(justified)
        };
        if strange {
            let message = if of_terms {
                format!("`{}` is a term of SSSOM, but not `sssom:NoTermFound`", cut(text))
            } else {
                format!("`{}` is no justification that SSSOM knows", cut(text))
            };
            self.tell(codes::SSSOM_VOCABULARY, place.clone(), message);
        }
        Ok(Some(iri))
    }

    /// What a mapping lacks where an essential slot is empty: a literal needs
    /// no identifier, but a label.
    fn missing(
        &self,
        mapping: &CrosswalkMapping,
        slot: &'static str,
    ) -> Option<(&'static str, String)> {
        let (type_slot, label) = match slot {
            "subject_id" => ("subject_type", "subject_label"),
            "object_id" => ("object_type", "object_label"),
            _ => return Some((slot, format!("`{slot}` is empty"))),
        };
        if self.set.slot_of(mapping, type_slot) != Some(LITERAL) {
            return Some((slot, format!("`{slot}` is empty")));
        }
        let lacks_label = mapping.slot(label).is_none();
        lacks_label.then(|| (label, format!("`{label}` is empty, and it is a literal")))
    }

    fn keep(&mut self, at: &At, mapping: CrosswalkMapping) {
        let id = mapping.slot("record_id");
        if let Some(id) = id.filter(|id| !self.record_ids.insert((*id).to_owned())) {
            let message = format!("an earlier mapping has the record_id `{}`", cut(id));
            self.tell(codes::SSSOM_RECORD_TWICE, at.slot("record_id"), message);
        }
        for name in mapping.slots.keys() {
            if self.set.slots.contains_key(name) && slots::is_propagated(name) {
                *self.propagated.entry(name.clone()).or_default() += 1;
            }
        }
        self.set.mappings.push(mapping);
    }

    /// The set, and what was found.
    pub(super) fn finish(mut self) -> (Crosswalk, Vec<Issue>) {
        for needed in ["mapping_set_id", "license"] {
            if self.set.slot(needed).is_none() {
                let message = format!("the set states no `{needed}`");
                self.tell(codes::SSSOM_INCOMPLETE, Place::file(self.name).field(needed), message);
            }
        }
        self.later.remove("sssom_version");
        if !self.later.is_empty() && self.set.slot("sssom_version") != Some("1.1") {
            let later: Vec<String> = self.later.iter().map(|slot| format!("`{slot}`")).collect();
            let message = format!("slots of SSSOM 1.1 are used: {}", later.join(", "));
            let place = Place::file(self.name).field("sssom_version");
            self.tell(codes::SSSOM_VERSION, place, message);
        }
        for (slot, count) in std::mem::take(&mut self.propagated) {
            let all = self.set.mappings.len();
            let message = format!("`{slot}` stands on the set and on {count} of {all} mappings");
            let place = Place::file(self.name).field(slot);
            self.tell(codes::SSSOM_SET_AND_MAPPING, place, message);
        }
        self.set.prefixes = self.names.into_declared();
        (self.set, self.issues)
    }

    /// Whether the set states a slot.
    pub(super) fn states(&self, slot: &str) -> bool {
        self.set.slot(slot).is_some()
    }
}

/// What the values of a slot are that a set defines; nothing where it does
/// not.
pub(super) fn kind_of(definitions: &[ExtensionDefinition], name: &str) -> Option<Kind> {
    let definition = definitions.iter().find(|definition| definition.slot_name == name)?;
    let is_reference = definition.type_hint.as_deref() == Some(REFERENCE_TYPE);
    Some(if is_reference { Kind::Reference } else { Kind::Text })
}

/// The slots that are fields of their own of a mapping.
pub(super) const ESSENTIAL: [&str; 4] =
    ["subject_id", "predicate_id", "object_id", "mapping_justification"];

fn essential_mut<'m>(mapping: &'m mut CrosswalkMapping, name: &str) -> Option<&'m mut String> {
    Some(match name {
        "subject_id" => &mut mapping.subject,
        "predicate_id" => &mut mapping.predicate,
        "object_id" => &mut mapping.object,
        "mapping_justification" => &mut mapping.justification,
        _ => return None,
    })
}

/// What a value of a slot from before 1.0 is called now.
fn now_called(field: &Field, text: String) -> String {
    let values = field.former.map_or(&[][..], |former| former.values);
    values.iter().find(|(then, _)| *then == text.trim()).map_or(text, |(_, now)| (*now).to_owned())
}

/// The texts of a cell, as the slot has them.
pub(super) fn texts_of(field: &Field, cell: &str) -> Vec<String> {
    match field.values {
        Values::Many => values::split(cell),
        Values::One => vec![cell.to_owned()],
    }
}
