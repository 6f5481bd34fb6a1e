//! What changes from one version of a taxonomy to another.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{
    ConceptKind, Confidence, Importance, LabelRole, LanguageTag, MappingPredicate, NoteKind,
};
use serde::Serialize;

use crate::error::Error;
use crate::graph::Taxonomy;
use crate::ids::ConceptId;
use crate::texts::{LabelTable, NoteTable};

/// Everything that two taxonomies say differently of their concepts.
///
/// Concepts are the same where their IRIs are. Lists are ordered by IRI.
/// Where they come from, what their schemes are called and who gave a label
/// is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TaxonomyDiff {
    /// How many concepts of each kind there are on which side; a concept that
    /// is on both is counted under its new kind.
    pub kinds: BTreeMap<ConceptKind, KindCounts>,
    /// How often each part of a concept changes, by its name.
    pub changes: BTreeMap<&'static str, ChangeCounts>,
    /// The concepts that only the new one has.
    pub added: Vec<ConceptNamed>,
    /// The concepts that only the old one has.
    pub removed: Vec<ConceptNamed>,
    /// The concepts that both have, and say different things of.
    pub changed: Vec<ConceptChanged>,
}

/// What became of the concepts of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KindCounts {
    /// Only in the new one.
    pub added: u64,
    /// Only in the old one.
    pub removed: u64,
    /// In both, not the same.
    pub changed: u64,
    /// In both, the same.
    pub unchanged: u64,
}

/// How often one part of a concept changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangeCounts {
    /// In how many concepts.
    pub concepts: u64,
    /// How many values are new; one that replaces another is one of them.
    pub added: u64,
    /// How many values are gone.
    pub removed: u64,
}

/// A concept of one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConceptNamed {
    /// Its IRI.
    pub iri: String,
    /// What it stands for.
    pub kind: ConceptKind,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notation: Option<String>,
    /// Its label for people.
    pub label: String,
    /// What it says it was replaced by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced_by: Vec<String>,
}

/// A concept of both, and how they differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConceptChanged {
    /// Its IRI.
    pub iri: String,
    /// What it stands for in the new one.
    pub kind: ConceptKind,
    /// Its label for people in the new one.
    pub label: String,
    /// The differences, ordered by what changes, then by language; never
    /// empty.
    pub changes: Vec<Change>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// A part of which there is one at most: `kind`, `status`, `notation`,
    /// `reuse-level`, `hours`, `level` (an IRI).
    Value {
        /// Which part.
        part: &'static str,
        /// What it was.
        old: Option<String>,
        /// What it is.
        new: Option<String>,
    },
    /// Labels or notes of one role or kind in one language.
    Texts {
        /// `preferred-label`, `alternative-label`, `hidden-label`,
        /// `description`, `definition` or `scope-note`.
        part: &'static str,
        /// The language.
        language: LanguageTag,
        /// The texts that are new, sorted.
        added: Vec<String>,
        /// The texts that are gone, sorted.
        removed: Vec<String>,
    },
    /// Links to other concepts: `in-scheme`, `broader`, `related`,
    /// `requires-essential`, `requires-optional`, `has-part`, `replaced-by`.
    Links {
        /// Which relation.
        part: &'static str,
        /// The IRIs that are new, sorted.
        added: Vec<String>,
        /// The IRIs that are gone, sorted.
        removed: Vec<String>,
    },
    /// Skills that are required still, but no longer as they were; they stand
    /// under neither of the two relations.
    Turned {
        /// The importance that they have now.
        new: Importance,
        /// The IRIs of the skills, sorted.
        skills: Vec<String>,
    },
    /// Mappings stated from the concept; one with another confidence is gone
    /// and new.
    Mappings {
        /// Those that are new, sorted.
        added: Vec<MappingNamed>,
        /// Those that are gone, sorted.
        removed: Vec<MappingNamed>,
    },
}

/// A mapping, without its subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MappingNamed {
    /// The IRI of what it leads to.
    pub object: String,
    /// How the two relate.
    pub predicate: MappingPredicate,
    /// The confidence as stated, in per cent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// The identifier of its set.
    pub set: String,
}

impl TaxonomyDiff {
    /// Whether the two say the same of every concept.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

impl Change {
    /// What changes, as in [`TaxonomyDiff::changes`].
    pub const fn part(&self) -> &'static str {
        match self {
            Self::Value { part, .. } | Self::Texts { part, .. } | Self::Links { part, .. } => part,
            Self::Turned { new: Importance::Essential, .. } => "turned-essential",
            Self::Turned { new: Importance::Optional, .. } => "turned-optional",
            Self::Mappings { .. } => "mapping",
        }
    }

    /// How many values are new, and how many gone.
    fn counts(&self) -> (usize, usize) {
        match self {
            Self::Value { old, new, .. } => {
                (usize::from(new.is_some()), usize::from(old.is_some()))
            }
            Self::Texts { added, removed, .. } | Self::Links { added, removed, .. } => {
                (added.len(), removed.len())
            }
            Self::Turned { skills, .. } => (skills.len(), skills.len()),
            Self::Mappings { added, removed } => (added.len(), removed.len()),
        }
    }
}

/// Compares two taxonomies concept by concept, in one pass over both.
///
/// # Errors
/// Where the labels or notes of either cannot be read.
///
/// # Examples
/// ```
/// use passerelle_model::{ConceptKind, Iri, Status};
/// use passerelle_taxonomy::{Builder, Provenance, diff};
///
/// let of = |iris: &[&str]| {
///     let mut builder = Builder::new();
///     for iri in iris {
///         builder.concept(&Iri::parse(iri)?, ConceptKind::Skill, Status::Released);
///     }
///     Ok::<_, passerelle_model::InvalidIri>(builder.build(Provenance::default()).0)
/// };
/// let found = diff(&of(&["urn:x:a", "urn:x:b"])?, &of(&["urn:x:b", "urn:x:c"])?)?;
/// assert_eq!(found.removed[0].iri, "urn:x:a");
/// assert_eq!(found.added[0].iri, "urn:x:c");
/// assert!(found.changed.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn diff(old: &Taxonomy, new: &Taxonomy) -> Result<TaxonomyDiff, Error> {
    let (old, new) = (Side::new(old)?, Side::new(new)?);
    let mut found = TaxonomyDiff::default();
    let (mut olds, mut news) =
        (old.taxonomy.concepts().peekable(), new.taxonomy.concepts().peekable());
    // Concepts are ordered by IRI on both sides.
    loop {
        let order = match (olds.peek(), news.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(&o), Some(&n)) => old.taxonomy.iri(o).cmp(new.taxonomy.iri(n)),
        };
        let gone = if order.is_le() { olds.next() } else { None };
        let come = if order.is_ge() { news.next() } else { None };
        match (gone, come) {
            (Some(gone), None) => {
                found.kinds.entry(old.taxonomy.kind(gone)).or_default().removed += 1;
                found.removed.push(old.named(gone)?);
            }
            (None, Some(come)) => {
                found.kinds.entry(new.taxonomy.kind(come)).or_default().added += 1;
                found.added.push(new.named(come)?);
            }
            (Some(before), Some(after)) => {
                let changes = changes(&old, before, &new, after);
                let counts = found.kinds.entry(new.taxonomy.kind(after)).or_default();
                if changes.is_empty() {
                    counts.unchanged += 1;
                    continue;
                }
                counts.changed += 1;
                count(&mut found.changes, &changes);
                let ConceptNamed { iri, kind, label, .. } = new.named(after)?;
                found.changed.push(ConceptChanged { iri, kind, label, changes });
            }
            (None, None) => break,
        }
    }
    Ok(found)
}

/// Adds the changes of one concept to the counts.
fn count(counts: &mut BTreeMap<&'static str, ChangeCounts>, changes: &[Change]) {
    let mut last = None;
    for change in changes {
        let counts = counts.entry(change.part()).or_default();
        // Several languages of one part follow one another.
        counts.concepts += u64::from(last != Some(change.part()));
        last = Some(change.part());
        let (added, removed) = change.counts();
        counts.added += added as u64;
        counts.removed += removed as u64;
    }
}

/// A taxonomy with its texts at hand.
struct Side<'t> {
    taxonomy: &'t Taxonomy,
    labels: BTreeMap<&'t LanguageTag, &'t LabelTable>,
    notes: BTreeMap<&'t LanguageTag, &'t NoteTable>,
}

impl<'t> Side<'t> {
    fn new(taxonomy: &'t Taxonomy) -> Result<Self, Error> {
        let (mut labels, mut notes) = (BTreeMap::new(), BTreeMap::new());
        for tag in taxonomy.languages() {
            labels.extend(taxonomy.labels(tag)?.map(|table| (tag, table)));
        }
        for tag in taxonomy.note_languages() {
            notes.extend(taxonomy.notes(tag)?.map(|table| (tag, table)));
        }
        Ok(Self { taxonomy, labels, notes })
    }

    fn named(&self, concept: ConceptId) -> Result<ConceptNamed, Error> {
        let taxonomy = self.taxonomy;
        Ok(ConceptNamed {
            iri: taxonomy.iri(concept).to_owned(),
            kind: taxonomy.kind(concept),
            notation: taxonomy.notation(concept).map(str::to_owned),
            label: taxonomy.display_label(concept, &LanguageTag::english())?.to_owned(),
            replaced_by: self.iris(taxonomy.replaced_by(concept)).map(str::to_owned).collect(),
        })
    }

    fn iris(&self, concepts: &'t [ConceptId]) -> impl Iterator<Item = &'t str> + use<'t> {
        let taxonomy = self.taxonomy;
        concepts.iter().map(|&c| taxonomy.iri(c))
    }

    /// The parts of which a concept has one at most.
    fn values(&self, c: ConceptId) -> [(&'static str, Option<String>); 6] {
        let taxonomy = self.taxonomy;
        [
            ("kind", Some(taxonomy.kind(c).to_string())),
            ("status", Some(taxonomy.status(c).to_string())),
            ("notation", taxonomy.notation(c).map(str::to_owned)),
            ("reuse-level", taxonomy.reuse_level(c).map(|level| level.to_string())),
            ("hours", taxonomy.hours(c).map(|hours| hours.to_string())),
            ("level", taxonomy.level(c).map(|level| taxonomy.iri(level).to_owned())),
        ]
    }

    /// The links of a concept but its requirements, each list sorted by IRI.
    fn links(&self, c: ConceptId) -> [(&'static str, Vec<&'t str>); 5] {
        let taxonomy = self.taxonomy;
        let schemes = taxonomy.in_schemes(c).iter();
        [
            ("in-scheme", schemes.map(|s| taxonomy.schemes()[s.index()].iri.as_str()).collect()),
            ("broader", self.iris(taxonomy.broader(c)).collect()),
            ("related", self.iris(taxonomy.related(c)).collect()),
            ("has-part", self.iris(taxonomy.parts(c)).collect()),
            ("replaced-by", self.iris(taxonomy.replaced_by(c)).collect()),
        ]
    }

    fn requires(&self, c: ConceptId, importance: Importance) -> Vec<&'t str> {
        self.iris(self.taxonomy.requires(c, importance)).collect()
    }

    /// The labels of a role in a language, sorted.
    fn label_texts(&self, language: &LanguageTag, role: LabelRole, c: ConceptId) -> Vec<&'t str> {
        let own = self.labels.get(language).into_iter().flat_map(|table| table.of(c));
        own.filter(|label| label.role == role).map(|label| label.text).collect()
    }

    /// The notes of a kind in a language, sorted.
    fn note_texts(&self, language: &LanguageTag, kind: NoteKind, c: ConceptId) -> Vec<&'t str> {
        let own = self.notes.get(language).into_iter().flat_map(|table| table.of(c));
        own.filter(|note| note.kind == kind).map(|note| note.text).collect()
    }

    /// The mappings stated from a concept, sorted.
    fn mappings(&self, c: ConceptId) -> Vec<MappingNamed> {
        let all = self.taxonomy.mappings();
        let start = all.partition_point(|m| m.subject < c);
        let own = all.iter().skip(start).take_while(|m| m.subject == c);
        let mut named: Vec<MappingNamed> = own
            .map(|m| MappingNamed {
                object: self.taxonomy.iri(m.object).to_owned(),
                predicate: m.predicate,
                confidence: m.confidence.map(Confidence::percent),
                set: self
                    .taxonomy
                    .mapping_sets()
                    .get(m.set.index())
                    .map_or_else(String::new, |set| set.id.clone()),
            })
            .collect();
        named.sort();
        named
    }
}

/// How a concept of both differs.
fn changes(old: &Side<'_>, before: ConceptId, new: &Side<'_>, after: ConceptId) -> Vec<Change> {
    let mut found = Vec::new();
    for ((part, old), (_, new)) in old.values(before).into_iter().zip(new.values(after)) {
        if old != new {
            found.push(Change::Value { part, old, new });
        }
    }
    texts(old, before, new, after, &mut found);
    for ((part, old), (_, new)) in old.links(before).into_iter().zip(new.links(after)) {
        links(part, apart(&old, &new), &mut found);
    }
    requirements(old, before, new, after, &mut found);
    let (added, removed) = apart(&old.mappings(before), &new.mappings(after));
    if !added.is_empty() || !removed.is_empty() {
        found.push(Change::Mappings { added, removed });
    }
    found
}

/// Labels and notes, by part, then by language.
fn texts(
    old: &Side<'_>,
    before: ConceptId,
    new: &Side<'_>,
    after: ConceptId,
    found: &mut Vec<Change>,
) {
    let mut compare = |part, language: &LanguageTag, old: &[&str], new: &[&str]| {
        let (added, removed) = apart(old, new);
        if !added.is_empty() || !removed.is_empty() {
            let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
            let (added, removed) = (owned(added), owned(removed));
            found.push(Change::Texts { part, language: language.clone(), added, removed });
        }
    };
    for (part, role) in [
        ("preferred-label", LabelRole::Preferred),
        ("alternative-label", LabelRole::Alternative),
        ("hidden-label", LabelRole::Hidden),
    ] {
        for language in of_either(&old.labels, &new.labels) {
            let (old, new) =
                (old.label_texts(language, role, before), new.label_texts(language, role, after));
            compare(part, language, &old, &new);
        }
    }
    for (part, kind) in [
        ("description", NoteKind::Description),
        ("definition", NoteKind::Definition),
        ("scope-note", NoteKind::ScopeNote),
    ] {
        for language in of_either(&old.notes, &new.notes) {
            let (old, new) =
                (old.note_texts(language, kind, before), new.note_texts(language, kind, after));
            compare(part, language, &old, &new);
        }
    }
}

/// The languages of either table, sorted.
fn of_either<'t, T>(
    old: &BTreeMap<&'t LanguageTag, T>,
    new: &BTreeMap<&'t LanguageTag, T>,
) -> BTreeSet<&'t LanguageTag> {
    old.keys().chain(new.keys()).copied().collect()
}

fn links(part: &'static str, (added, removed): (Vec<&str>, Vec<&str>), found: &mut Vec<Change>) {
    if !added.is_empty() || !removed.is_empty() {
        let owned = |iris: Vec<&str>| iris.into_iter().map(str::to_owned).collect();
        found.push(Change::Links { part, added: owned(added), removed: owned(removed) });
    }
}

/// Requirements; a skill that only goes from essential to optional or back
/// is told once, as turned.
fn requirements(
    old: &Side<'_>,
    before: ConceptId,
    new: &Side<'_>,
    after: ConceptId,
    found: &mut Vec<Change>,
) {
    let of =
        |importance| apart(&old.requires(before, importance), &new.requires(after, importance));
    let mut essential = of(Importance::Essential);
    let mut optional = of(Importance::Optional);
    let to_essential = in_both(&mut essential.0, &mut optional.1);
    let to_optional = in_both(&mut optional.0, &mut essential.1);
    links("requires-essential", essential, found);
    links("requires-optional", optional, found);
    for (new, skills) in
        [(Importance::Essential, to_essential), (Importance::Optional, to_optional)]
    {
        if !skills.is_empty() {
            let skills = skills.into_iter().map(str::to_owned).collect();
            found.push(Change::Turned { new, skills });
        }
    }
}

/// Takes what two sorted lists have in common out of both.
fn in_both<'t>(one: &mut Vec<&'t str>, other: &mut Vec<&'t str>) -> Vec<&'t str> {
    let (common, rest): (Vec<_>, Vec<_>) =
        one.iter().copied().partition(|item| other.binary_search(item).is_ok());
    *one = rest;
    other.retain(|item| common.binary_search(item).is_err());
    common
}

/// What only the second of two sorted lists has, and what only the first.
fn apart<T: Ord + Clone>(old: &[T], new: &[T]) -> (Vec<T>, Vec<T>) {
    let only = |these: &[T], those: &[T]| -> Vec<T> {
        these.iter().filter(|item| those.binary_search(item).is_err()).cloned().collect()
    };
    if old == new { (Vec::new(), Vec::new()) } else { (only(new, old), only(old, new)) }
}
