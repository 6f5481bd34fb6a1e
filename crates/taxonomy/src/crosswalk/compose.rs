//! A to B with B to C gives A to C.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use passerelle_model::crosswalk::{
    Crosswalk, CrosswalkMapping, ExtensionDefinition, SEMAPV, SlotValue, Slots, predicate_iri,
};
use rustc_hash::FxHashMap;

use super::reviewed::{READ, definition, read_of};
use super::{BOOLEAN, REFERENCE, derived_id, extension, ids};
use crate::composition::Composed;

/// The slot that names the concepts between the two ends, in their order.
pub const VIA: &str = "ext_via";
/// The slot that marks what SKOS itself does not conclude.
const COMPOSED: &str = "ext_composed";
/// The slot that marks one likeness after another.
const BEYOND_SKOS: &str = "ext_beyond_skos";
/// What stands for a licence that cannot be told.
///
/// # Source
/// SSSOM, the default of `license` in its reference implementation.
const UNSPECIFIED_LICENCE: &str = "https://w3id.org/sssom/license/unspecified";

/// What composing two crosswalks gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composition {
    /// The composed mappings, sorted by subject and object, one for each
    /// pair.
    pub crosswalk: Crosswalk,
    /// How many paths lead from a subject of the first set to an object of
    /// the second.
    pub paths: u64,
    /// How many of them say nothing: broad then narrow, for instance.
    pub ended: u64,
    /// How many mappings of the first set end where none of the second
    /// starts.
    pub unmet: u64,
}

/// Composes two crosswalks: the objects of the first meet the subjects of the
/// second.
///
/// The predicates compose as [`Composed::then`] says. What states that
/// something has no counterpart, or that a mapping does not hold, is not
/// composed, and neither are predicates of other vocabularies. Of several
/// paths between two concepts the one with the highest confidence is kept,
/// then the one with the strongest predicate, then the first by the IRIs on
/// its way; a confidence that is not stated comes last.
///
/// A composed mapping states what both say of its ends, [`VIA`], the flags
/// `ext_composed` and `ext_beyond_skos` where they are true, and a
/// confidence where both state one: their product, rounded down to a whole
/// per cent. Its justification is `semapv:MappingChaining`. The set names
/// both as `mapping_set_source`, keeps a licence that both share, and says
/// with [`READ`] where they were read as reviewed.
///
/// Takes time in the number of paths.
pub fn compose(first: &Crosswalk, second: &Crosswalk) -> Composition {
    let mut onward: FxHashMap<&str, Vec<(&CrosswalkMapping, Composed)>> = FxHashMap::default();
    for mapping in &second.mappings {
        if let Some(read) = read(mapping) {
            onward.entry(&mapping.subject).or_default().push((mapping, read));
        }
    }
    let mut composition = Composition::default();
    let mut best: BTreeMap<(&str, &str), Path<'_>> = BTreeMap::new();
    for start in &first.mappings {
        let Some(so_far) = read(start) else { continue };
        let Some(next) = onward.get(start.object.as_str()) else {
            composition.unmet += 1;
            continue;
        };
        for &(end, then) in next {
            composition.paths += 1;
            let Some(says) = so_far.then(then) else {
                composition.ended += 1;
                continue;
            };
            let path = Path { start, end, says, confidence: product(start, end) };
            best.entry((&start.subject, &end.object))
                .and_modify(|kept| {
                    if path.rank() < kept.rank() {
                        *kept = path;
                    }
                })
                .or_insert(path);
        }
    }
    let mappings = best.into_values().map(|path| path.mapping()).collect();
    composition.crosswalk = Crosswalk { mappings, ..set(first, second) };
    composition
}

/// One way from a subject of the first set to an object of the second.
#[derive(Clone, Copy)]
struct Path<'a> {
    start: &'a CrosswalkMapping,
    end: &'a CrosswalkMapping,
    says: Composed,
    confidence: Option<u8>,
}

impl<'a> Path<'a> {
    /// The better path has the lower rank.
    fn rank(&self) -> (Reverse<Option<u8>>, Composed, Vec<&'a str>) {
        (Reverse(self.confidence), self.says, self.via())
    }

    /// The concepts between the two ends.
    fn via(&self) -> Vec<&'a str> {
        let inside = |mapping: &'a CrosswalkMapping| {
            mapping.slots.get(VIA).map_or(&[][..], SlotValue::values)
        };
        let before = inside(self.start).iter().map(String::as_str);
        let after = inside(self.end).iter().map(String::as_str);
        before.chain([self.start.object.as_str()]).chain(after).collect()
    }

    fn mapping(&self) -> CrosswalkMapping {
        let mut slots = side(&self.start.slots, "subject_");
        slots.extend(side(&self.end.slots, "object_"));
        let mut mapping = CrosswalkMapping {
            subject: self.start.subject.clone(),
            predicate: predicate_iri(self.says.predicate),
            object: self.end.object.clone(),
            justification: format!("{SEMAPV}MappingChaining"),
            slots,
            line: 0,
        };
        let via = self.via().into_iter().map(str::to_owned).collect();
        mapping.set(VIA, SlotValue::Many(via));
        if self.says.composed {
            mapping.set(COMPOSED, "true");
        }
        if self.says.beyond_skos {
            mapping.set(BEYOND_SKOS, "true");
        }
        if let Some(percent) = self.confidence {
            mapping.set("confidence", (f64::from(percent) / 100.0).to_string());
        }
        mapping
    }
}

/// What a mapping says in a path; nothing where it must not be composed.
fn read(mapping: &CrosswalkMapping) -> Option<Composed> {
    let literal = mapping.subject.is_empty() || mapping.object.is_empty();
    if literal || mapping.is_unmapped() || mapping.is_negated() {
        return None;
    }
    let flag = |slot: &str| mapping.slot(slot) == Some("true");
    Some(Composed {
        predicate: mapping.predicate_kind()?,
        composed: flag(COMPOSED),
        beyond_skos: flag(BEYOND_SKOS),
    })
}

/// The product of two stated confidences, in whole per cent, rounded down
/// once.
fn product(one: &CrosswalkMapping, other: &CrosswalkMapping) -> Option<u8> {
    let stated = |mapping: &CrosswalkMapping| -> Option<f64> {
        let value = mapping.slot("confidence")?.parse().ok()?;
        (0.0..=1.0).contains(&value).then_some(value)
    };
    // 0.58 × 0.5 is 28.999… per cent in binary; it is meant as 29.
    let percent = (stated(one)? * stated(other)? * 100.0 + 1e-9).floor();
    (0..=100).rev().find(|&whole| f64::from(whole) <= percent)
}

/// What is said of one end: the slots `subject_…` or `object_…`, and those of
/// ours.
fn side(slots: &Slots, which: &str) -> Slots {
    slots
        .iter()
        .filter(|(name, _)| is_of(name, which))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn is_of(slot: &str, which: &str) -> bool {
    slot.strip_prefix("ext_").unwrap_or(slot).starts_with(which)
}

/// The composed set, without its mappings.
fn set(first: &Crosswalk, second: &Crosswalk) -> Crosswalk {
    let mut slots = side(&first.slots, "subject_");
    slots.extend(side(&second.slots, "object_"));
    let mut state = |name: &str, value: SlotValue| slots.insert(name.to_owned(), value);
    state("mapping_set_id", derived_id("composed", &[first, second]).into());
    state("mapping_set_title", format!("{}, then {}", first.title(), second.title()).into());
    let sources = ids(&[first, second]);
    if !sources.is_empty() {
        state("mapping_set_source", SlotValue::Many(sources));
    }
    let licence = first.slot("license").filter(|&licence| second.slot("license") == Some(licence));
    state("license", licence.unwrap_or(UNSPECIFIED_LICENCE).into());
    if let Some(read) = read_of(&[first, second]) {
        state(READ, read.into());
    }
    Crosswalk {
        prefixes: super::merge::prefixes(first, second),
        slots,
        extensions: extensions(first, second),
        mappings: Vec::new(),
    }
}

/// The definitions of what a composed mapping may state, sorted.
fn extensions(first: &Crosswalk, second: &Crosswalk) -> Vec<ExtensionDefinition> {
    let of_end = |crosswalk: &Crosswalk, which: &'static str| {
        let all = crosswalk.extensions.clone().into_iter();
        all.filter(move |extension| is_of(&extension.slot_name, which))
    };
    let ours =
        [extension(VIA, REFERENCE), extension(COMPOSED, BOOLEAN), extension(BEYOND_SKOS, BOOLEAN)];
    let mut all: Vec<_> =
        of_end(first, "subject_").chain(of_end(second, "object_")).chain(ours).collect();
    if read_of(&[first, second]).is_some() {
        all.push(definition());
    }
    all.sort_unstable();
    all.dedup_by(|a, b| a.slot_name == b.slot_name);
    all
}
