//! A crosswalk as the lint looks at it.

use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping};
use passerelle_model::{Code, ConceptKind, Issue, LanguageTag, MappingPredicate, Place, Prefixes};
use rustc_hash::{FxHashMap, FxHashSet};

use super::LintContext;
use super::wording::{Wording, Words};
use crate::graph::Taxonomy;
use crate::ids::{ConceptId, id_of};

/// The namespace of the groups of ISCO-08 in ESCO.
const ISCO: &str = "http://data.europa.eu/esco/isco/C";
/// The namespace of ESCO's occupations.
const ESCO_OCCUPATION: &str = "http://data.europa.eu/esco/occupation/";

/// A concept's position in [`View::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(u32);

/// A concept at either end of a mapping.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) iri: &'a str,
    /// As the first of its mappings calls it.
    pub(super) label: Option<&'a str>,
    pub(super) wording: Wording,
    /// Where the taxonomy knows it.
    pub(super) concept: Option<ConceptId>,
    pub(super) level: Level,
}

/// Whether a concept stands for one thing or for several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// An occupation, a skill.
    Single,
    /// A group of such.
    Group,
    /// Something that has others below it by its code: `7512.1` beside
    /// `7512.1.99`; a group, or an occupation with specialities.
    Parent,
    /// Not known.
    Unknown,
}

impl Level {
    /// Whether others lie below it.
    pub(super) fn has_members(self) -> bool {
        matches!(self, Self::Group | Self::Parent)
    }
}

/// A mapping between two concepts, with a predicate of SKOS, that is said to
/// hold.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) mapping: &'a CrosswalkMapping,
    pub(super) subject: NodeId,
    pub(super) object: NodeId,
    pub(super) predicate: MappingPredicate,
}

/// A crosswalk with what is known of its concepts.
pub(super) struct View<'a> {
    pub(super) crosswalk: &'a Crosswalk,
    pub(super) taxonomy: Option<&'a Taxonomy>,
    pub(super) nodes: Vec<Node<'a>>,
    /// In the order of the file.
    pub(super) rows: Vec<Row<'a>>,
    /// Whether labels of the two ends may be compared.
    pub(super) one_language: bool,
    /// Whether words of that language are made of others, the head last.
    pub(super) compounds: bool,
    file: Option<&'a str>,
    prefixes: Prefixes,
    known: FxHashMap<&'a str, NodeId>,
}

impl<'a> View<'a> {
    pub(super) fn new(crosswalk: &'a Crosswalk, context: &LintContext<'a>) -> Self {
        let mut prefixes = Prefixes::builtin();
        for prefix in &crosswalk.prefixes {
            prefixes.declare(&prefix.prefix, &prefix.namespace);
        }
        let language = |slot| crosswalk.slot(slot).map(primary);
        let (of_subjects, of_objects) =
            (language("ext_subject_language"), language("ext_object_language"));
        let mut view = Self {
            crosswalk,
            taxonomy: context.taxonomy,
            nodes: Vec::new(),
            rows: Vec::new(),
            // Where nothing is said of either, words that recur still tell
            // something; where only one is known, they tell less than they
            // cost.
            one_language: of_subjects == of_objects,
            compounds: of_subjects.as_deref().is_some_and(is_compounding),
            file: context.file,
            prefixes,
            known: FxHashMap::default(),
        };
        let words = [
            Words::of(of_subjects.as_deref(), context.normalise),
            Words::of(of_objects.as_deref(), context.normalise),
        ];
        let mut known: FxHashMap<&str, NodeId> = FxHashMap::default();
        for mapping in &crosswalk.mappings {
            let literal = mapping.subject.is_empty() || mapping.object.is_empty();
            let (false, Some(predicate)) = (
                literal || mapping.is_unmapped() || mapping.is_negated(),
                mapping.predicate_kind(),
            ) else {
                continue;
            };
            let mut node = |iri: &'a str, label: &str, words: &Words| {
                *known.entry(iri).or_insert_with(|| {
                    let label = mapping.slot(label);
                    let concept = context.taxonomy.and_then(|t| t.find_iri(iri));
                    view.nodes.push(Node {
                        iri,
                        label,
                        wording: label
                            .map(|label| words.read(label, context.normalise))
                            .unwrap_or_default(),
                        concept,
                        level: level(iri, context.taxonomy.zip(concept)),
                    });
                    NodeId(id_of(view.nodes.len() - 1))
                })
            };
            let subject = node(&mapping.subject, "subject_label", &words[0]);
            let object = node(&mapping.object, "object_label", &words[1]);
            view.rows.push(Row { mapping, subject, object, predicate });
        }
        view.known = known;
        view.mark_parents();
        view
    }

    /// The concept with an IRI, where the crosswalk mentions it.
    pub(super) fn find(&self, iri: &str) -> Option<NodeId> {
        self.known.get(iri).copied()
    }

    pub(super) fn node(&self, id: NodeId) -> &Node<'a> {
        &self.nodes[id.0 as usize]
    }

    /// The rows with one of the predicates.
    pub(super) fn rows_with(
        &self,
        predicates: &'static [MappingPredicate],
    ) -> impl Iterator<Item = &Row<'a>> {
        self.rows.iter().filter(move |row| predicates.contains(&row.predicate))
    }

    /// Whether an end of a row is a standard or a part of one, by what the
    /// crosswalk says of it, or else the loaded taxonomy.
    pub(super) fn is_of_a_standard(&self, row: &Row<'_>) -> bool {
        let part = |id: NodeId, slot: &str| {
            let stated = self.crosswalk.slot_of(row.mapping, slot);
            let known = || {
                let (taxonomy, concept) = self.taxonomy.zip(self.node(id).concept)?;
                Some(taxonomy.kind(concept))
            };
            let kind = stated.and_then(|kind| kind.parse().ok()).or_else(known);
            matches!(
                kind,
                Some(ConceptKind::Qualification | ConceptKind::Unit | ConceptKind::LearningOutcome)
            )
        };
        part(row.subject, "ext_subject_kind") || part(row.object, "ext_object_kind")
    }

    /// A concept as messages name it: `` `welder` (isco:7212) ``.
    pub(super) fn name(&self, id: NodeId) -> String {
        let node = self.node(id);
        let iri = self.prefixes.compact_str(node.iri);
        node.label.map_or_else(|| iri.clone(), |label| format!("`{label}` ({iri})"))
    }

    /// As [`View::name`], for a concept of the taxonomy that the crosswalk
    /// may not mention.
    pub(super) fn name_of(&self, taxonomy: &Taxonomy, concept: ConceptId) -> String {
        let iri = taxonomy.iri(concept);
        let short = self.prefixes.compact_str(iri);
        // A section that cannot be read costs the label here, no more:
        // whoever asks for the labels themselves is told.
        match taxonomy.display_label(concept, &LanguageTag::english()) {
            Ok(label) if label != iri => format!("`{label}` ({short})"),
            _ => short,
        }
    }

    /// A finding on one mapping.
    pub(super) fn on(&self, row: &Row<'_>, code: Code, message: impl Into<String>) -> Issue {
        let line = Some(row.mapping.line).filter(|&line| line > 0);
        let place = Place { line, ..self.whole() }.about(row.mapping.subject.as_str());
        Issue::new(code, place, message)
    }

    /// The crosswalk as a whole.
    pub(super) fn whole(&self) -> Place {
        Place { file: self.file.map(str::to_owned), ..Place::default() }
    }

    /// Codes with parts, such as `7212.1`, say which of them have others below
    /// them: those that others begin with.
    fn mark_parents(&mut self) {
        let mut parents: FxHashSet<&str> = FxHashSet::default();
        for iri in self.nodes.iter().map(|node| node.iri) {
            let start = code_start(iri);
            let ends = iri[start..].match_indices(['.', '-']).map(|(at, _)| start + at);
            parents.extend(ends.map(|end| &iri[..end]));
        }
        for node in &mut self.nodes {
            if node.level == Level::Unknown && parents.contains(node.iri) {
                node.level = Level::Parent;
            }
        }
    }
}

/// Where the code begins that an IRI ends with.
fn code_start(iri: &str) -> usize {
    iri.rfind(['/', '#', ':']).map_or(0, |at| at + 1)
}

fn level(iri: &str, known: Option<(&Taxonomy, ConceptId)>) -> Level {
    use ConceptKind::{
        Field, Knowledge, Language, LearningOutcome, Occupation, OccupationGroup, Qualification,
        Skill, SkillGroup, TransversalSkill, Unit,
    };
    match known.map(|(taxonomy, concept)| taxonomy.kind(concept)) {
        Some(OccupationGroup | SkillGroup | Field) => Level::Group,
        Some(
            Occupation | Skill | Knowledge | TransversalSkill | Language | LearningOutcome
            | Qualification | Unit,
        ) => Level::Single,
        None if iri.starts_with(ISCO) => Level::Group,
        None if iri.starts_with(ESCO_OCCUPATION) => Level::Single,
        Some(ConceptKind::Level) | None => Level::Unknown,
    }
}

/// The primary language, for comparing.
fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or(tag).trim().to_lowercase()
}

/// Germanic languages but English, and Finnic ones.
fn is_compounding(language: &str) -> bool {
    matches!(language, "de" | "nl" | "da" | "sv" | "no" | "nb" | "nn" | "is" | "et" | "fi")
}
