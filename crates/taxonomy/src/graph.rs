//! The graph itself: concepts by dense id, and what is known of each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use passerelle_model::{
    ConceptKind, Confidence, Importance, Iri, LabelRole, LanguageTag, LevelTables, Prefixes,
    ReuseLevel, Status,
};

use crate::csr::Csr;
use crate::error::Error;
use crate::ids::{ConceptId, SchemeId, id_of};
use crate::mapping::{Mapping, MappingSet, MappingSetId, MappingTable};
use crate::scheme::{Provenance, Scheme};
use crate::snapshot::{self, SectionInfo, Stored};
use crate::strings::StringTable;
use crate::texts::{LabelTable, NoteTable};

/// Marks an absent number in a column.
pub(crate) const ABSENT: u32 = u32::MAX;
/// Marks an absent reuse level in its column.
pub(crate) const NO_REUSE_LEVEL: u8 = u8::MAX;

/// What is in memory from the moment a taxonomy is there.
///
/// Every column has one entry for each concept; concepts are ordered by IRI.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Core {
    pub(crate) provenance: Provenance,
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) iris: StringTable,
    /// The empty text where there is none.
    pub(crate) notations: StringTable,
    pub(crate) kinds: Vec<ConceptKind>,
    pub(crate) statuses: Vec<Status>,
    /// Numbers of `ReuseLevel`, or `NO_REUSE_LEVEL`.
    pub(crate) reuse_levels: Vec<u8>,
    /// Hours, or `ABSENT`.
    pub(crate) hours: Vec<u32>,
    /// Ids of level concepts, or `ABSENT`.
    pub(crate) levels: Vec<u32>,
    pub(crate) members: Csr<SchemeId>,
    pub(crate) broader: Csr<ConceptId>,
    pub(crate) related: Csr<ConceptId>,
    pub(crate) essential: Csr<ConceptId>,
    pub(crate) optional: Csr<ConceptId>,
    pub(crate) parts: Csr<ConceptId>,
    pub(crate) replaced_by: Csr<ConceptId>,
    pub(crate) mappings: MappingTable,
}

/// The relations read backwards; made anew whenever a graph is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Inverses {
    broader: Csr<ConceptId>,
    essential: Csr<ConceptId>,
    optional: Csr<ConceptId>,
    parts: Csr<ConceptId>,
}

/// A table that is in memory, or still in the snapshot until it is asked
/// for.
#[derive(Debug, Default)]
pub(crate) struct Lazy<T> {
    cell: OnceLock<T>,
    stored: Option<Stored>,
}

impl<T> Lazy<T> {
    pub(crate) fn stored(stored: Stored) -> Self {
        Self { cell: OnceLock::new(), stored: Some(stored) }
    }

    fn get(&self, decode: impl FnOnce(&Stored) -> Result<T, Error>) -> Result<Option<&T>, Error> {
        if let (None, Some(stored)) = (self.cell.get(), &self.stored) {
            let table = decode(stored)?;
            return Ok(Some(self.cell.get_or_init(|| table)));
        }
        Ok(self.cell.get())
    }
}

impl<T> From<T> for Lazy<T> {
    fn from(table: T) -> Self {
        Self { cell: OnceLock::from(table), stored: None }
    }
}

/// A graph of concepts, with their labels and notes; never changes.
///
/// Cheap to share between threads by reference. Relations and identifiers
/// are in memory; the labels and notes of a language are read from the
/// snapshot when first asked for, which is why those calls can fail.
#[derive(Debug)]
pub struct Taxonomy {
    core: Core,
    inverses: Inverses,
    labels: BTreeMap<LanguageTag, Lazy<LabelTable>>,
    notes: BTreeMap<LanguageTag, Lazy<NoteTable>>,
    levels: Lazy<LevelTables>,
    by_notation: OnceLock<Vec<ConceptId>>,
    digest: OnceLock<[u8; 32]>,
    sections: Vec<SectionInfo>,
}

impl Taxonomy {
    pub(crate) fn new(
        core: Core,
        labels: BTreeMap<LanguageTag, Lazy<LabelTable>>,
        notes: BTreeMap<LanguageTag, Lazy<NoteTable>>,
        levels: Lazy<LevelTables>,
    ) -> Self {
        let inverses = Inverses {
            broader: core.broader.inverse(),
            essential: core.essential.inverse(),
            optional: core.optional.inverse(),
            parts: core.parts.inverse(),
        };
        Self {
            core,
            inverses,
            labels,
            notes,
            levels,
            by_notation: OnceLock::new(),
            digest: OnceLock::new(),
            sections: Vec::new(),
        }
    }

    pub(crate) fn with_stored(mut self, digest: [u8; 32], sections: Vec<SectionInfo>) -> Self {
        self.digest = OnceLock::from(digest);
        self.sections = sections;
        self
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// How the taxonomy came to be.
    pub fn provenance(&self) -> &Provenance {
        &self.core.provenance
    }

    /// The sections of the snapshot that it was opened from; empty where it
    /// was built in memory.
    pub fn sections(&self) -> &[SectionInfo] {
        &self.sections
    }

    /// The digest of its content: that of the snapshot's table, which holds
    /// the digest of every section. The same content has the same digest.
    ///
    /// Free for an opened snapshot; encodes the whole of a taxonomy that was
    /// built in memory, once.
    ///
    /// # Errors
    /// Where a section cannot be read to be encoded.
    pub fn digest(&self) -> Result<[u8; 32], Error> {
        if let Some(digest) = self.digest.get() {
            return Ok(*digest);
        }
        let digest = snapshot::digest(self)?;
        Ok(*self.digest.get_or_init(|| digest))
    }

    /// Keeps a digest that came up on the way, so that it need not be
    /// computed again.
    pub(crate) fn remember_digest(&self, digest: [u8; 32]) {
        self.digest.get_or_init(|| digest);
    }

    /// The digest in hexadecimal.
    ///
    /// # Errors
    /// As [`Taxonomy::digest`].
    pub fn digest_hex(&self) -> Result<String, Error> {
        Ok(blake3::Hash::from_bytes(self.digest()?).to_hex().to_string())
    }

    // Concepts.

    /// How many concepts there are.
    pub fn len(&self) -> usize {
        self.core.kinds.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.core.kinds.is_empty()
    }

    /// Every concept, in the order of their IRIs.
    pub fn concepts(&self) -> impl ExactSizeIterator<Item = ConceptId> + Clone + use<> {
        (0..id_of(self.len())).map(ConceptId)
    }

    /// The concepts of one kind, in the order of their IRIs.
    pub fn concepts_of(&self, kind: ConceptKind) -> impl Iterator<Item = ConceptId> + '_ {
        self.concepts().filter(move |&c| self.kind(c) == kind)
    }

    /// The concept with an IRI, in O(log n).
    pub fn find(&self, iri: &Iri) -> Option<ConceptId> {
        self.find_iri(iri.as_str())
    }

    /// As [`Taxonomy::find`], for an IRI at hand as text.
    pub fn find_iri(&self, iri: &str) -> Option<ConceptId> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.core.iris.get(middle).cmp(iri) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(ConceptId(id_of(middle))),
            }
        }
        None
    }

    /// The concepts with a notation, in the order of their IRIs.
    ///
    /// Sorts the notations when first called.
    pub fn find_notation(&self, notation: &str) -> &[ConceptId] {
        let sorted = self.by_notation.get_or_init(|| {
            let mut sorted: Vec<ConceptId> =
                self.concepts().filter(|&c| self.notation(c).is_some()).collect();
            sorted.sort_by_key(|&c| (self.notation(c), c));
            sorted
        });
        let start = sorted.partition_point(|&c| self.notation(c) < Some(notation));
        let end = sorted.partition_point(|&c| self.notation(c) <= Some(notation));
        &sorted[start..end]
    }

    /// The concept at a position, if there is one.
    pub fn concept_at(&self, position: u32) -> Option<ConceptId> {
        ((position as usize) < self.len()).then_some(ConceptId(position))
    }

    /// The concept's IRI.
    pub fn iri(&self, concept: ConceptId) -> &str {
        self.core.iris.get(concept.index())
    }

    /// What the concept stands for.
    pub fn kind(&self, concept: ConceptId) -> ConceptKind {
        self.core.kinds[concept.index()]
    }

    /// Where the concept stands in its publisher's life cycle.
    pub fn status(&self, concept: ConceptId) -> Status {
        self.core.statuses[concept.index()]
    }

    /// The concept's code in its scheme: `7212`, `S1.2`, `W3.2`.
    pub fn notation(&self, concept: ConceptId) -> Option<&str> {
        Some(self.core.notations.get(concept.index())).filter(|text| !text.is_empty())
    }

    /// How widely the skill is used.
    pub fn reuse_level(&self, concept: ConceptId) -> Option<ReuseLevel> {
        ReuseLevel::from_number(self.core.reuse_levels[concept.index()])
    }

    /// The notional learning hours of a qualification or unit.
    pub fn hours(&self, concept: ConceptId) -> Option<u32> {
        Some(self.core.hours[concept.index()]).filter(|&hours| hours != ABSENT)
    }

    /// The level of a qualification or unit: a concept of kind `level`.
    pub fn level(&self, concept: ConceptId) -> Option<ConceptId> {
        Some(self.core.levels[concept.index()]).filter(|&l| l != ABSENT).map(ConceptId)
    }

    /// What a deprecated concept was replaced by; empty where nothing is
    /// said.
    pub fn replaced_by(&self, concept: ConceptId) -> &[ConceptId] {
        self.core.replaced_by.row(concept)
    }

    // Schemes.

    /// Every scheme and collection, ordered by IRI.
    pub fn schemes(&self) -> &[Scheme] {
        &self.core.schemes
    }

    /// The scheme with an IRI.
    pub fn find_scheme(&self, iri: &str) -> Option<SchemeId> {
        let at = self.core.schemes.binary_search_by(|s| s.iri.as_str().cmp(iri)).ok()?;
        Some(SchemeId(id_of(at)))
    }

    /// The schemes that a concept is in, ordered by IRI.
    pub fn in_schemes(&self, concept: ConceptId) -> &[SchemeId] {
        self.core.members.row(concept)
    }

    /// The concepts of a scheme, in the order of their IRIs.
    pub fn members(&self, scheme: SchemeId) -> impl Iterator<Item = ConceptId> + '_ {
        self.concepts().filter(move |&c| self.in_schemes(c).binary_search(&scheme).is_ok())
    }

    /// The concepts of a scheme that have nothing broader in it, in the
    /// order of their IRIs.
    pub fn top_concepts(&self, scheme: SchemeId) -> impl Iterator<Item = ConceptId> + '_ {
        self.members(scheme).filter(move |&c| {
            !self.broader(c).iter().any(|&b| self.in_schemes(b).binary_search(&scheme).is_ok())
        })
    }

    /// The built-in prefixes and those of the schemes.
    pub fn prefixes(&self) -> Prefixes {
        let mut prefixes = Prefixes::builtin();
        for (prefix, namespace) in self.core.schemes.iter().filter_map(|s| s.prefix.as_ref()) {
            prefixes.declare(prefix, namespace);
        }
        prefixes
    }

    // Relations; every list is sorted by IRI and has no repetition.

    /// The concepts directly broader than `concept`.
    pub fn broader(&self, concept: ConceptId) -> &[ConceptId] {
        self.core.broader.row(concept)
    }

    /// The concepts directly narrower than `concept`.
    pub fn narrower(&self, concept: ConceptId) -> &[ConceptId] {
        self.inverses.broader.row(concept)
    }

    /// The concepts that have to do with `concept`; symmetric.
    pub fn related(&self, concept: ConceptId) -> &[ConceptId] {
        self.core.related.row(concept)
    }

    /// The skills that an occupation or skill asks for.
    pub fn requires(&self, concept: ConceptId, importance: Importance) -> &[ConceptId] {
        match importance {
            Importance::Essential => self.core.essential.row(concept),
            Importance::Optional => self.core.optional.row(concept),
        }
    }

    /// The occupations and skills that ask for a skill.
    pub fn required_by(&self, concept: ConceptId, importance: Importance) -> &[ConceptId] {
        match importance {
            Importance::Essential => self.inverses.essential.row(concept),
            Importance::Optional => self.inverses.optional.row(concept),
        }
    }

    /// The units of a qualification, the outcomes of a unit.
    pub fn parts(&self, concept: ConceptId) -> &[ConceptId] {
        self.core.parts.row(concept)
    }

    /// The wholes that a unit or outcome is part of.
    pub fn part_of(&self, concept: ConceptId) -> &[ConceptId] {
        self.inverses.parts.row(concept)
    }

    /// How many statements each relation has, by name; for people.
    pub fn relation_counts(&self) -> [(&'static str, usize); 7] {
        let core = &self.core;
        [
            ("broader", core.broader.len()),
            ("related", core.related.len() / 2),
            ("requires essentially", core.essential.len()),
            ("requires optionally", core.optional.len()),
            ("has part", core.parts.len()),
            ("replaced by", core.replaced_by.len()),
            ("mapped to", core.mappings.mappings.len()),
        ]
    }

    // Mappings.

    /// Every mapping set.
    pub fn mapping_sets(&self) -> &[MappingSet] {
        &self.core.mappings.sets
    }

    /// Every mapping as stated, ordered by subject, object, predicate.
    pub fn mappings(&self) -> &[Mapping] {
        &self.core.mappings.mappings
    }

    /// The mappings that start or end at a concept, each read from it: those
    /// stated from it first, then those stated to it, inverted.
    pub fn mappings_from(&self, concept: ConceptId) -> impl Iterator<Item = Mapping> + '_ {
        self.core.mappings.from(concept).map(|(_, mapping)| mapping)
    }

    /// The mapping sets which state that nothing corresponds to a concept.
    pub fn stated_unmapped(&self, concept: ConceptId) -> &[MappingSetId] {
        self.core.mappings.unmapped.row(concept)
    }

    /// The same taxonomy with every mapping read as its publisher states it,
    /// whatever was found about its direction.
    #[must_use]
    pub fn into_published(mut self) -> Self {
        self.core.mappings = std::mem::take(&mut self.core.mappings).into_published();
        self.digest = OnceLock::new();
        self
    }

    /// A mapping's confidence: as stated, or its set's default.
    pub fn mapping_confidence(&self, mapping: Mapping) -> Confidence {
        self.core.mappings.confidence(mapping)
    }

    // Labels and notes.

    /// The languages that have labels, sorted.
    pub fn languages(&self) -> impl Iterator<Item = &LanguageTag> {
        self.labels.keys()
    }

    /// The languages that have notes, sorted.
    pub fn note_languages(&self) -> impl Iterator<Item = &LanguageTag> {
        self.notes.keys()
    }

    /// The labels of a language; nothing where it has none.
    ///
    /// Decompresses them when first called: about 15 ms for ESCO in English.
    ///
    /// # Errors
    /// [`Error::Damaged`] or [`Error::CannotRead`] where the snapshot's
    /// section cannot be used.
    pub fn labels(&self, language: &LanguageTag) -> Result<Option<&LabelTable>, Error> {
        self.labels
            .get(language)
            .map_or(Ok(None), |lazy| lazy.get(|stored| stored.labels(&self.core)))
    }

    /// The notes of a language; nothing where it has none.
    ///
    /// # Errors
    /// As [`Taxonomy::labels`].
    pub fn notes(&self, language: &LanguageTag) -> Result<Option<&NoteTable>, Error> {
        self.notes
            .get(language)
            .map_or(Ok(None), |lazy| lazy.get(|stored| stored.notes(&self.core)))
    }

    /// The tables of levels; empty where there are none.
    ///
    /// Decompresses them when first called.
    ///
    /// # Errors
    /// As [`Taxonomy::labels`].
    pub fn level_tables(&self) -> Result<&LevelTables, Error> {
        static NONE: LevelTables =
            LevelTables { frameworks: Vec::new(), conversions: Vec::new(), tests: Vec::new() };
        Ok(self.levels.get(Stored::levels)?.unwrap_or(&NONE))
    }

    /// What to call a concept before people: its preferred label in the
    /// language, or in English, or in any language; else its IRI.
    ///
    /// # Errors
    /// As [`Taxonomy::labels`].
    pub fn display_label(&self, concept: ConceptId, language: &LanguageTag) -> Result<&str, Error> {
        let english = LanguageTag::english();
        for tag in [language, &english].into_iter().chain(self.languages()) {
            if let Some(label) = self.labels(tag)?.and_then(|table| table.preferred(concept)) {
                return Ok(label);
            }
        }
        // A concept of a version that is not loaded has the labels of a
        // crosswalk only, and those are alternative.
        for tag in [language, &english].into_iter().chain(self.languages()) {
            let alternative = self.labels(tag)?.and_then(|table| {
                table.of(concept).find(|label| label.role == LabelRole::Alternative)
            });
            if let Some(label) = alternative {
                return Ok(label.text);
            }
        }
        Ok(self.iri(concept))
    }

    /// Whether two taxonomies say the same in every respect.
    ///
    /// # Errors
    /// Where a section of either cannot be read.
    pub fn same_content(&self, other: &Self) -> Result<bool, Error> {
        if self.core != other.core
            || !self.labels.keys().eq(other.labels.keys())
            || !self.notes.keys().eq(other.notes.keys())
            || self.level_tables()? != other.level_tables()?
        {
            return Ok(false);
        }
        for tag in self.labels.keys() {
            if self.labels(tag)? != other.labels(tag)? {
                return Ok(false);
            }
        }
        for tag in self.notes.keys() {
            if self.notes(tag)? != other.notes(tag)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
