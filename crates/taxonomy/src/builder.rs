//! Making a taxonomy from statements in any order.

mod crosswalk;
mod levels;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{
    ConceptKind, Confidence, Importance, Iri, Issue, LabelRole, LanguageTag, LevelTables,
    MappingPredicate, NoteKind, Place, ReuseLevel, SchemeKind, Status, codes,
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::csr::Csr;
use crate::error::Error;
use crate::graph::{ABSENT, Core, Lazy, NO_REUSE_LEVEL, Taxonomy};
use crate::ids::{ConceptId, SchemeId, SourceId, id_of};
use crate::mapping::{Mapping, MappingSet, MappingSetId, MappingTable};
use crate::scheme::{FileDigest, Provenance, Scheme, Source};
use texts::{label_table, note_table};

/// A concept in a [`Builder`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(u32);

#[derive(Clone, Debug)]
struct Draft {
    iri: String,
    kind: ConceptKind,
    status: Status,
    notation: String,
    reuse_level: Option<ReuseLevel>,
    hours: Option<u32>,
    level: Option<Handle>,
}

#[derive(Clone, Debug)]
struct LabelDraft {
    concept: Handle,
    role: LabelRole,
    source: SourceId,
    text: String,
}

#[derive(Clone, Debug)]
struct MappingDraft {
    subject: Handle,
    object: Handle,
    predicate: MappingPredicate,
    confidence: Option<Confidence>,
    set: MappingSetId,
    swapped: bool,
}

/// Collects statements and makes a [`Taxonomy`] of them.
///
/// Statements may come in any order and more than once: the result depends
/// on their order only where two contradict one another (two preferred
/// labels, two kinds, two notations); then the first stands, and an issue
/// says so. A concept is named by the [`Handle`] that [`Builder::concept`]
/// gives.
#[derive(Debug, Default)]
pub struct Builder {
    concepts: Vec<Draft>,
    by_iri: FxHashMap<String, Handle>,
    sources: Vec<Source>,
    schemes: BTreeMap<String, Scheme>,
    members: Vec<(Handle, String)>,
    labels: BTreeMap<LanguageTag, Vec<LabelDraft>>,
    notes: BTreeMap<LanguageTag, Vec<(Handle, NoteKind, String)>>,
    broader: Vec<(Handle, Handle)>,
    related: Vec<(Handle, Handle)>,
    essential: Vec<(Handle, Handle)>,
    optional: Vec<(Handle, Handle)>,
    parts: Vec<(Handle, Handle)>,
    replaced_by: Vec<(Handle, Handle)>,
    mapping_sets: Vec<MappingSet>,
    mappings: Vec<MappingDraft>,
    unmapped: Vec<(Handle, MappingSetId)>,
    level_tables: LevelTables,
    issues: Vec<Issue>,
}

impl Builder {
    /// An empty builder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a source; the same source twice is one.
    ///
    /// # Panics
    /// After 65,535 sources.
    pub fn source(&mut self, source: Source) -> SourceId {
        let at = self.sources.iter().position(|s| *s == source).unwrap_or_else(|| {
            self.sources.push(source);
            self.sources.len() - 1
        });
        SourceId(u16::try_from(at).expect("a taxonomy has fewer than 65,536 sources"))
    }

    /// States which files a source was read from.
    pub fn source_files(&mut self, source: SourceId, files: Vec<FileDigest>) {
        self.sources[source.index()].files = files;
    }

    /// Declares a scheme or collection. Declared again, it gains titles in
    /// further languages and a prefix where it had none.
    pub fn scheme(&mut self, scheme: Scheme) {
        match self.schemes.get_mut(scheme.iri.as_str()) {
            None => {
                self.schemes.insert(scheme.iri.as_str().to_owned(), scheme);
            }
            Some(known) => {
                // Of a scheme that is only used nothing is known but its IRI.
                let only_used = |s: &Scheme| s.title.is_empty() && s.prefix.is_none();
                if only_used(known) {
                    known.kind = scheme.kind;
                } else if known.kind != scheme.kind && !only_used(&scheme) {
                    self.issues.push(Issue::new(
                        codes::SKOS_037,
                        Place::subject(scheme.iri.as_str()),
                        format!("it is a {} and a {}", known.kind, scheme.kind),
                    ));
                }
                for (language, title) in scheme.title {
                    known.title.entry(language).or_insert(title);
                }
                known.prefix = known.prefix.take().or(scheme.prefix);
            }
        }
    }

    /// Declares a concept, or finds the one that has this IRI already.
    ///
    /// What is known only at second hand (`provisional`) gives way to what
    /// its publisher says, whichever comes first; what a crosswalk names and
    /// nobody has loaded gives way to both.
    pub fn concept(&mut self, iri: &Iri, kind: ConceptKind, status: Status) -> Handle {
        self.concept_at(iri.as_str(), kind, status)
    }

    fn concept_at(&mut self, iri: &str, kind: ConceptKind, status: Status) -> Handle {
        if let Some(&handle) = self.by_iri.get(iri) {
            let known = &mut self.concepts[handle.0 as usize];
            // How far what is said is from the publisher's own word.
            let removed = |status| match status {
                Status::Released | Status::Deprecated => 0,
                Status::Provisional => 1,
                Status::NotLoaded => 2,
            };
            if removed(status) < removed(known.status) {
                known.status = status;
                known.kind = kind;
            } else if known.kind != kind && removed(known.status) == removed(status) {
                self.issues.push(Issue::new(
                    codes::GRAPH_KIND,
                    Place::subject(iri),
                    format!("it is stated to be a {} and a {kind}", known.kind),
                ));
            }
            return handle;
        }
        let handle = Handle(id_of(self.concepts.len()));
        self.by_iri.insert(iri.to_owned(), handle);
        self.concepts.push(Draft {
            iri: iri.to_owned(),
            kind,
            status,
            notation: String::new(),
            reuse_level: None,
            hours: None,
            level: None,
        });
        handle
    }

    /// The concept that has an IRI, if it has been declared.
    pub fn find(&self, iri: &str) -> Option<Handle> {
        self.by_iri.get(iri).copied()
    }

    /// What a concept was declared to be.
    pub fn kind(&self, concept: Handle) -> ConceptKind {
        self.concepts[concept.0 as usize].kind
    }

    /// Changes what a concept is, where a later file knows better.
    pub fn set_kind(&mut self, concept: Handle, kind: ConceptKind) {
        self.concepts[concept.0 as usize].kind = kind;
    }

    /// The concept's code in its scheme; the first stated stands.
    pub fn notation(&mut self, concept: Handle, notation: &str) {
        let known = &mut self.concepts[concept.0 as usize];
        let notation = notation.trim();
        if known.notation.is_empty() {
            notation.clone_into(&mut known.notation);
        } else if !notation.is_empty() && notation != known.notation {
            self.issues.push(Issue::new(
                codes::GRAPH_NOTATION_CONFLICT,
                Place::subject(&known.iri),
                format!("`{}` is kept, `{notation}` is not", known.notation),
            ));
        }
    }

    /// How widely a skill is used; the first stated stands.
    pub fn reuse_level(&mut self, concept: Handle, level: ReuseLevel) {
        self.concepts[concept.0 as usize].reuse_level.get_or_insert(level);
    }

    /// The notional learning hours of a qualification or unit; the first
    /// stated stands.
    pub fn hours(&mut self, concept: Handle, hours: u32) {
        // The largest number stands for "none" in a snapshot.
        self.concepts[concept.0 as usize].hours.get_or_insert(hours.min(ABSENT - 1));
    }

    /// The level of a qualification or unit; the first stated stands.
    pub fn level(&mut self, concept: Handle, level: Handle) {
        self.concepts[concept.0 as usize].level.get_or_insert(level);
    }

    /// Puts a concept into a scheme, which is declared before or after.
    pub fn in_scheme(&mut self, concept: Handle, scheme: &Iri) {
        self.members.push((concept, scheme.as_str().to_owned()));
    }

    /// Adds a label, with single blanks between its words; a blank one is
    /// left out.
    pub fn label(
        &mut self,
        concept: Handle,
        language: &LanguageTag,
        role: LabelRole,
        text: &str,
        source: SourceId,
    ) {
        let mut words = text.split_whitespace();
        if let Some(first) = words.next() {
            let mut text = first.to_owned();
            for word in words {
                text.push(' ');
                text.push_str(word);
            }
            let label = LabelDraft { concept, role, source, text };
            entry(&mut self.labels, language).push(label);
        }
    }

    /// Adds a note; a blank one is left out.
    pub fn note(&mut self, concept: Handle, language: &LanguageTag, kind: NoteKind, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            entry(&mut self.notes, language).push((concept, kind, text.to_owned()));
        }
    }

    /// States that `broader` is directly broader than `concept`.
    pub fn broader(&mut self, concept: Handle, broader: Handle) {
        self.broader.push((concept, broader));
    }

    /// States that two concepts have to do with one another.
    pub fn related(&mut self, one: Handle, other: Handle) {
        self.related.push((one, other));
        self.related.push((other, one));
    }

    /// States that an occupation or skill asks for a skill. Where both are
    /// stated, essential stands.
    pub fn requires(&mut self, concept: Handle, skill: Handle, importance: Importance) {
        match importance {
            Importance::Essential => self.essential.push((concept, skill)),
            Importance::Optional => self.optional.push((concept, skill)),
        }
    }

    /// States that a unit is part of a qualification, or an outcome of a
    /// unit.
    pub fn has_part(&mut self, whole: Handle, part: Handle) {
        self.parts.push((whole, part));
    }

    /// States what a deprecated concept was replaced by.
    pub fn replaced_by(&mut self, concept: Handle, successor: Handle) {
        self.replaced_by.push((concept, successor));
    }

    /// Declares a mapping set; the same set twice is one.
    pub fn mapping_set(&mut self, set: MappingSet) -> MappingSetId {
        let at = self.mapping_sets.iter().position(|s| *s == set).unwrap_or_else(|| {
            self.mapping_sets.push(set);
            self.mapping_sets.len() - 1
        });
        MappingSetId(id_of(at))
    }

    /// Adds a mapping.
    pub fn mapping(
        &mut self,
        subject: Handle,
        predicate: MappingPredicate,
        object: Handle,
        confidence: Option<Confidence>,
        set: MappingSetId,
    ) {
        let swapped = false;
        self.mappings.push(MappingDraft { subject, object, predicate, confidence, set, swapped });
    }

    /// States that a set has nothing that corresponds to a concept.
    pub fn unmapped(&mut self, concept: Handle, set: MappingSetId) {
        self.unmapped.push((concept, set));
    }

    /// Adds all that another taxonomy says.
    ///
    /// # Errors
    /// Where a section of it cannot be read.
    pub fn absorb(&mut self, other: &Taxonomy) -> Result<(), Error> {
        let core = other.core();
        let sources: Vec<SourceId> =
            core.provenance.sources.iter().map(|s| self.source(s.clone())).collect();
        for scheme in &core.schemes {
            self.scheme(scheme.clone());
        }
        let handles: Vec<Handle> = other
            .concepts()
            .map(|c| {
                // A graph's IRIs were checked when they came into it.
                self.concept_at(other.iri(c), other.kind(c), other.status(c))
            })
            .collect();
        let at = |c: ConceptId| handles[c.index()];
        for c in other.concepts() {
            let handle = at(c);
            self.notation(handle, other.notation(c).unwrap_or_default());
            if let Some(level) = other.reuse_level(c) {
                self.reuse_level(handle, level);
            }
            if let Some(hours) = other.hours(c) {
                self.hours(handle, hours);
            }
            if let Some(level) = other.level(c) {
                self.level(handle, at(level));
            }
            for &scheme in other.in_schemes(c) {
                self.in_scheme(handle, &core.schemes[scheme.index()].iri);
            }
            for (from, into) in [
                (&core.broader, &mut self.broader),
                (&core.related, &mut self.related),
                (&core.essential, &mut self.essential),
                (&core.optional, &mut self.optional),
                (&core.parts, &mut self.parts),
                (&core.replaced_by, &mut self.replaced_by),
            ] {
                into.extend(from.row(c).iter().map(|&to| (handle, at(to))));
            }
        }
        let sets: Vec<MappingSetId> =
            other.mapping_sets().iter().map(|set| self.mapping_set(set.clone())).collect();
        for m in other.mappings() {
            let set = sets[m.set.index()];
            self.mappings.push(MappingDraft {
                subject: at(m.subject),
                object: at(m.object),
                predicate: m.predicate,
                confidence: m.confidence,
                set,
                swapped: m.swapped,
            });
        }
        for c in other.concepts() {
            for set in other.stated_unmapped(c) {
                self.unmapped(at(c), sets[set.index()]);
            }
        }
        self.level_tables.extend(other.level_tables()?.clone());
        for language in other.languages() {
            if let Some(table) = other.labels(language)? {
                for c in other.concepts() {
                    for l in table.of(c) {
                        self.label(at(c), language, l.role, l.text, sources[l.source.index()]);
                    }
                }
            }
        }
        for language in other.note_languages() {
            if let Some(table) = other.notes(language)? {
                for c in other.concepts() {
                    for note in table.of(c) {
                        self.note(at(c), language, note.kind, note.text);
                    }
                }
            }
        }
        Ok(())
    }

    /// Makes the taxonomy, with an issue for every statement that could not
    /// stand as it was made.
    ///
    /// `provenance` gets this builder's sources and the number of its
    /// issues; what it says of issues already is kept.
    pub fn build(mut self, mut provenance: Provenance) -> (Taxonomy, Vec<Issue>) {
        let concepts = self.concepts.len();
        let mut order: Vec<Handle> = (0..id_of(concepts)).map(Handle).collect();
        order.sort_unstable_by(|a, b| {
            self.concepts[a.0 as usize].iri.cmp(&self.concepts[b.0 as usize].iri)
        });
        let mut ids = vec![ConceptId(0); concepts];
        for (at, handle) in order.iter().enumerate() {
            ids[handle.0 as usize] = ConceptId(id_of(at));
        }
        let id = |handle: Handle| ids[handle.0 as usize];
        let source_ids = self.sort_sources();
        let set_ids = self.sort_mapping_sets();
        let members = self.schemes_and_members(&ids);
        let essential: FxHashSet<(Handle, Handle)> = self.essential.iter().copied().collect();
        self.optional.retain(|pair| !essential.contains(pair));
        let sorted: Vec<&Draft> = order.iter().map(|h| &self.concepts[h.0 as usize]).collect();
        let rows = |pairs: &[(Handle, Handle)]| {
            Csr::from_pairs(concepts, pairs.iter().map(|&(a, b)| (id(a), id(b))).collect())
        };
        let mut core = Core {
            iris: sorted.iter().map(|d| d.iri.as_str()).collect(),
            notations: sorted.iter().map(|d| d.notation.as_str()).collect(),
            kinds: sorted.iter().map(|d| d.kind).collect(),
            statuses: sorted.iter().map(|d| d.status).collect(),
            reuse_levels: sorted
                .iter()
                .map(|d| d.reuse_level.map_or(NO_REUSE_LEVEL, ReuseLevel::number))
                .collect(),
            hours: sorted.iter().map(|d| d.hours.unwrap_or(ABSENT)).collect(),
            levels: sorted.iter().map(|d| d.level.map_or(ABSENT, |l| id(l).0)).collect(),
            members,
            broader: rows(&self.broader),
            related: rows(&self.related),
            essential: rows(&self.essential),
            optional: rows(&self.optional),
            parts: rows(&self.parts),
            replaced_by: rows(&self.replaced_by),
            mappings: MappingTable::default(),
            schemes: Vec::new(),
            provenance: Provenance::default(),
        };
        core.schemes = std::mem::take(&mut self.schemes).into_values().collect();
        let unmapped = self.unmapped.iter().map(|&(c, set)| (id(c), set_ids[set.index()]));
        let mut mappings: Vec<Mapping> = self
            .mappings
            .iter()
            .map(|m| Mapping {
                subject: id(m.subject),
                object: id(m.object),
                predicate: m.predicate,
                confidence: m.confidence,
                set: set_ids[m.set.index()],
                swapped: m.swapped,
            })
            .collect();
        mappings.sort_unstable();
        mappings.dedup();
        let sets = std::mem::take(&mut self.mapping_sets);
        let unmapped = Csr::from_pairs(concepts, unmapped.collect());
        core.mappings = MappingTable::new(concepts, sets, mappings, unmapped);

        let labels = std::mem::take(&mut self.labels)
            .into_iter()
            .map(|(language, mut drafts)| {
                for draft in &mut drafts {
                    draft.source = source_ids[draft.source.index()];
                }
                let table = label_table(&ids, drafts, &language, &core, &mut self.issues);
                (language, Lazy::from(table))
            })
            .collect();
        let notes = std::mem::take(&mut self.notes)
            .into_iter()
            .map(|(language, drafts)| (language, Lazy::from(note_table(&ids, drafts))))
            .collect();

        let mut issues = self.issues;
        issues.sort_by(|a, b| {
            (&a.place, a.code.id(), &a.message).cmp(&(&b.place, b.code.id(), &b.message))
        });
        provenance.sources = self.sources;
        for issue in &issues {
            *provenance.issues.entry(issue.code.id().to_owned()).or_default() += 1;
        }
        core.provenance = provenance;
        let levels = Lazy::from(self.level_tables);
        (Taxonomy::new(core, labels, notes, levels), issues)
    }

    /// Puts the sources into an order of their own, so that the order of
    /// statements leaves no trace, and gives the new id of each.
    fn sort_sources(&mut self) -> Vec<SourceId> {
        let mut sorted = self.sources.clone();
        sorted.sort();
        let new = |source| sorted.partition_point(|s| s < source);
        let ids = self
            .sources
            .iter()
            .map(|source| SourceId(u16::try_from(new(source)).expect("counted when declared")))
            .collect();
        self.sources = sorted;
        ids
    }

    /// As [`Builder::sort_sources`], for mapping sets.
    fn sort_mapping_sets(&mut self) -> Vec<MappingSetId> {
        let mut sorted = self.mapping_sets.clone();
        sorted.sort();
        let new = |set| sorted.partition_point(|s| s < set);
        let ids = self.mapping_sets.iter().map(|set| MappingSetId(id_of(new(set)))).collect();
        self.mapping_sets = sorted;
        ids
    }

    /// Declares the schemes that concepts are in without anybody having said
    /// what they are, and gives the memberships.
    fn schemes_and_members(&mut self, ids: &[ConceptId]) -> Csr<SchemeId> {
        let undeclared: BTreeSet<&String> = self
            .members
            .iter()
            .map(|(_, s)| s)
            .filter(|s| !self.schemes.contains_key(*s))
            .collect();
        let undeclared: Vec<Scheme> = undeclared
            .into_iter()
            .filter_map(|iri| Iri::parse(iri).ok())
            .map(|iri| Scheme {
                iri,
                kind: SchemeKind::ConceptScheme,
                title: BTreeMap::new(),
                prefix: None,
            })
            .collect();
        for scheme in undeclared {
            self.schemes.insert(scheme.iri.as_str().to_owned(), scheme);
        }
        for draft in &self.concepts {
            if let Some(scheme) = self.schemes.get(&draft.iri) {
                let code = match scheme.kind {
                    SchemeKind::ConceptScheme => codes::SKOS_009,
                    SchemeKind::Collection => codes::SKOS_037,
                };
                self.issues.push(Issue::new(
                    code,
                    Place::subject(&draft.iri),
                    format!("it is a concept and a {}", scheme.kind),
                ));
            }
        }
        let positions: FxHashMap<&str, SchemeId> = self
            .schemes
            .keys()
            .enumerate()
            .map(|(at, iri)| (iri.as_str(), SchemeId(id_of(at))))
            .collect();
        let pairs = self
            .members
            .iter()
            .filter_map(|(c, s)| Some((ids[c.0 as usize], *positions.get(s.as_str())?)))
            .collect();
        Csr::from_pairs(ids.len(), pairs)
    }
}

fn entry<'a, T>(
    map: &'a mut BTreeMap<LanguageTag, Vec<T>>,
    language: &LanguageTag,
) -> &'a mut Vec<T> {
    if !map.contains_key(language) {
        map.insert(language.clone(), Vec::new());
    }
    map.get_mut(language).expect("it was just put there")
}
