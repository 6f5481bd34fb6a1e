//! A crosswalk: a mapping set outside of a graph, as it is read, written,
//! composed and checked.

use std::collections::BTreeMap;

use crate::{Confidence, Direction, MappingPredicate, Prefix};

/// The namespace of SKOS.
pub const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
/// The namespace of SSSOM.
pub const SSSOM: &str = "https://w3id.org/sssom/";
/// The namespace of the Semantic Mapping Vocabulary.
pub const SEMAPV: &str = "https://w3id.org/semapv/vocab/";
/// What stands in place of a subject or object where a set states that there
/// is none: a first-class answer, not a gap.
pub const NO_TERM_FOUND: &str = "https://w3id.org/sssom/NoTermFound";

/// The value of a slot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlotValue {
    /// Of a slot with one value. References to entities are IRIs, dates are
    /// `2026-11-23`, numbers in the shortest form.
    One(String),
    /// Of a slot with any number of values, in the order stated.
    Many(Vec<String>),
}

impl SlotValue {
    /// Every value; one where there is one.
    pub fn values(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl From<&str> for SlotValue {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

impl From<String> for SlotValue {
    fn from(value: String) -> Self {
        Self::One(value)
    }
}

/// Slots by name, those of the standard and others alike.
pub type Slots = BTreeMap<String, SlotValue>;

/// A slot that the standard does not know, as a file defines it.
///
/// # Source
/// SSSOM, *extension definition*.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExtensionDefinition {
    /// The slot's name.
    pub slot_name: String,
    /// The property that it stands for, an IRI.
    pub property: Option<String>,
    /// The type of its values, an IRI.
    pub type_hint: Option<String>,
}

/// A mapping set with its mappings, in the order of its file.
///
/// Slots that say the same of every mapping (`subject_source`, for instance)
/// may stand on the set or on each mapping; [`Crosswalk::slot_of`] looks in
/// both.
///
/// # Source
/// SSSOM 1.0, *mapping set*, with the slots that 1.1 added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crosswalk {
    /// The prefixes that its file declares, sorted; identifiers are whole
    /// IRIs here and are abbreviated by them when written.
    pub prefixes: Vec<Prefix>,
    /// What is said of the set: `mapping_set_id`, `license` and so on.
    pub slots: Slots,
    /// The definitions of slots that the standard does not know.
    pub extensions: Vec<ExtensionDefinition>,
    /// The mappings, in the order of the file.
    pub mappings: Vec<CrosswalkMapping>,
}

/// One mapping of a crosswalk: "subject predicate object".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrosswalkMapping {
    /// The IRI of what is mapped, or [`NO_TERM_FOUND`]; empty where the
    /// subject is a literal, which then is its label.
    pub subject: String,
    /// The IRI of the predicate.
    pub predicate: String,
    /// The IRI of what it is mapped to; as the subject.
    pub object: String,
    /// How the mapping came to be: an IRI, of the Semantic Mapping Vocabulary
    /// as a rule.
    pub justification: String,
    /// Everything else that is said of it.
    pub slots: Slots,
    /// The line that it starts on in its file; 0 where it is of no file.
    pub line: u64,
}

/// What is known of a mapping set beyond what it says of itself: the verdict
/// of a review.
///
/// # Source
/// `taxonomies/crosswalk-manifest.toml`, which states the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// How its broad and narrow mappings are read.
    pub direction: Direction,
    /// Mappings that are read otherwise; the first that fits counts.
    pub parts: Vec<ReviewedPart>,
    /// The confidence of mappings that state none.
    pub default_confidence: Confidence,
    /// The prefix of the national classification's CURIEs.
    pub prefix: Option<String>,
}

/// A part of a mapping set that is read otherwise than the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewedPart {
    /// What the comment of its mappings says.
    pub comment: String,
    /// How they are read.
    pub direction: Direction,
}

impl Default for Reviewed {
    /// Of a set that nobody has reviewed: read as published, and with the
    /// confidence that makes no claim beyond an official source's.
    fn default() -> Self {
        Self {
            direction: Direction::AsPublished,
            parts: Vec::new(),
            default_confidence: Confidence::UNREVIEWED,
            prefix: None,
        }
    }
}

impl Reviewed {
    /// How one mapping of the set is read.
    pub fn direction_of(&self, mapping: &CrosswalkMapping) -> Direction {
        let comment = mapping.slot("comment").unwrap_or_default();
        let part = self.parts.iter().find(|part| part.comment == comment);
        part.map_or(self.direction, |part| part.direction)
    }
}

/// The first value of a slot.
fn first<'a>(slots: &'a Slots, name: &str) -> Option<&'a str> {
    slots.get(name)?.values().first().map(String::as_str).filter(|value| !value.is_empty())
}

impl Crosswalk {
    /// The first value of a slot of the set.
    pub fn slot(&self, name: &str) -> Option<&str> {
        first(&self.slots, name)
    }

    /// The set's identifier.
    pub fn id(&self) -> &str {
        self.slot("mapping_set_id").unwrap_or_default()
    }

    /// What to call the set before people: its title, else its identifier.
    pub fn title(&self) -> &str {
        self.slot("mapping_set_title").unwrap_or_else(|| self.id())
    }

    /// The first value of a mapping's slot, else of the set's.
    pub fn slot_of<'a>(&'a self, mapping: &'a CrosswalkMapping, name: &str) -> Option<&'a str> {
        mapping.slot(name).or_else(|| self.slot(name))
    }
}

impl CrosswalkMapping {
    /// The first value of a slot of the mapping itself.
    pub fn slot(&self, name: &str) -> Option<&str> {
        first(&self.slots, name)
    }

    /// States a slot.
    pub fn set(&mut self, name: &str, value: impl Into<SlotValue>) {
        self.slots.insert(name.to_owned(), value.into());
    }

    /// What the predicate means in SKOS; nothing where it is another
    /// vocabulary's.
    pub fn predicate_kind(&self) -> Option<MappingPredicate> {
        predicate_of(self.predicate.strip_prefix(SKOS)?)
    }

    /// The confidence, rounded down to a whole per cent.
    pub fn confidence(&self) -> Option<Confidence> {
        let stated: f64 = self.slot("confidence")?.parse().ok()?;
        // A stated 0.29 is 28.999… in binary; it is meant as 29.
        let percent = (stated * 100.0 + 1e-9).floor();
        (0..=100u8).find(|&p| f64::from(p) >= percent).and_then(|p| Confidence::new(p).ok())
    }

    /// Whether it states that something has no counterpart.
    pub fn is_unmapped(&self) -> bool {
        self.subject == NO_TERM_FOUND || self.object == NO_TERM_FOUND
    }

    /// Whether it states that the mapping does *not* hold.
    pub fn is_negated(&self) -> bool {
        self.slot("predicate_modifier") == Some("Not")
    }
}

/// The mapping predicate with a name, whatever its case and prefix:
/// `skos:broadMatch`, `broadmatch`.
pub fn predicate_of(name: &str) -> Option<MappingPredicate> {
    let name = name.trim();
    let name =
        name.get(..5).filter(|p| p.eq_ignore_ascii_case("skos:")).map_or(name, |_| &name[5..]);
    MappingPredicate::ALL.iter().copied().find(|p| p.as_str().eq_ignore_ascii_case(name))
}

/// The IRI of a mapping predicate in SKOS.
pub fn predicate_iri(predicate: MappingPredicate) -> String {
    format!("{SKOS}{predicate}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predicates_are_known_by_name_and_iri() {
        for &predicate in MappingPredicate::ALL {
            let mapping =
                CrosswalkMapping { predicate: predicate_iri(predicate), ..Default::default() };
            assert_eq!(mapping.predicate_kind(), Some(predicate));
        }
        assert_eq!(predicate_of(" skos:broadMatch"), Some(MappingPredicate::Broad));
        assert_eq!(predicate_of("NARROWMATCH"), Some(MappingPredicate::Narrow));
        assert_eq!(predicate_of("no relation"), None);
        assert_eq!(predicate_of("é"), None);
    }

    #[test]
    fn confidence_is_rounded_down() {
        let percent = |text: &str| {
            let mut mapping = CrosswalkMapping::default();
            mapping.set("confidence", text);
            mapping.confidence().map(Confidence::percent)
        };
        assert_eq!(percent("0.845"), Some(84));
        assert_eq!(percent("0.29"), Some(29));
        assert_eq!(percent("1"), Some(100));
        assert_eq!(percent("0"), Some(0));
        assert_eq!(percent("NaN"), None);
        assert_eq!(percent("much"), None);
    }
}
