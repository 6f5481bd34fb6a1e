//! The slots of the standard, in one table.

use Kind::{Agreement, Cardinality, Date, EntityType, Modifier, Reference, Share, Text, Uri};
use On::{Both, Mapping, Propagated, Set};
use Since::{V1_0, V1_1};
use Values::{Many, One};

/// What a slot says something of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    /// The mapping set.
    Set,
    /// A mapping.
    Mapping,
    /// Either, each for itself.
    Both,
    /// A mapping; what the set states holds for all of its mappings.
    Propagated,
}

impl On {
    /// Whether the slot is one of the set's (`Set`) or a mapping's.
    pub(super) fn includes(self, owner: On) -> bool {
        self == owner || matches!(self, Self::Both | Self::Propagated)
    }
}

/// How many values a slot has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// At most one.
    One,
    /// Any number.
    Many,
}

/// What the values of a slot are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier: a CURIE when written, an IRI here.
    Reference,
    /// A URI, as it stands.
    Uri,
    /// Any text.
    Text,
    /// A day.
    Date,
    /// A number from 0 to 1.
    Share,
    /// A number from -1 to 1.
    Agreement,
    /// A type of entity.
    EntityType,
    /// `Not`.
    Modifier,
    /// `1:n`, for instance.
    Cardinality,
    /// The version of the standard.
    Version,
}

/// The version that brought a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Since {
    /// 1.0.
    V1_0,
    /// 1.1.
    V1_1,
}

/// A slot of the standard.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) name: &'static str,
    pub(super) on: On,
    pub(super) values: Values,
    pub(super) kind: Kind,
    pub(super) since: Since,
}

const fn slot(name: &'static str, on: On, values: Values, kind: Kind, since: Since) -> Slot {
    Slot { name, on, values, kind, since }
}

/// Every slot, in the order of the standard: what is of the set in that of
/// its class, what is of a mapping likewise. A slot that came to the set
/// later than to a mapping, or stands elsewhere there, has two rows.
///
/// # Source
/// SSSOM schema, classes *mapping set* and *mapping*: their slots but
/// `curie_map`, `mappings` and `extension_definitions`, which are no values.
pub(super) const SLOTS: &[Slot] = &[
    slot("sssom_version", Set, One, Kind::Version, V1_1),
    slot("mapping_set_id", Set, One, Uri, V1_0),
    slot("mapping_set_version", Set, One, Text, V1_0),
    slot("mapping_set_source", Set, Many, Uri, V1_0),
    slot("mapping_set_title", Set, One, Text, V1_0),
    slot("mapping_set_description", Set, One, Text, V1_0),
    slot("mapping_set_confidence", Set, One, Share, V1_1),
    slot("record_id", Mapping, One, Reference, V1_1),
    slot("subject_id", Mapping, One, Reference, V1_0),
    slot("subject_label", Mapping, One, Text, V1_0),
    slot("subject_category", Mapping, One, Text, V1_0),
    slot("predicate_id", Mapping, One, Reference, V1_0),
    slot("predicate_label", Mapping, One, Text, V1_0),
    slot("predicate_modifier", Mapping, One, Modifier, V1_0),
    slot("object_id", Mapping, One, Reference, V1_0),
    slot("object_label", Mapping, One, Text, V1_0),
    slot("object_category", Mapping, One, Text, V1_0),
    slot("mapping_justification", Mapping, One, Reference, V1_0),
    slot("author_id", Mapping, Many, Reference, V1_0),
    slot("author_label", Mapping, Many, Text, V1_0),
    slot("reviewer_id", Mapping, Many, Reference, V1_0),
    slot("reviewer_label", Mapping, Many, Text, V1_0),
    slot("creator_id", Both, Many, Reference, V1_0),
    slot("creator_label", Both, Many, Text, V1_0),
    slot("license", Both, One, Uri, V1_0),
    slot("subject_type", Propagated, One, EntityType, V1_0),
    slot("subject_source", Propagated, One, Reference, V1_0),
    slot("subject_source_version", Propagated, One, Text, V1_0),
    slot("object_type", Propagated, One, EntityType, V1_0),
    slot("object_source", Propagated, One, Reference, V1_0),
    slot("object_source_version", Propagated, One, Text, V1_0),
    slot("predicate_type", Propagated, One, EntityType, V1_1),
    slot("mapping_provider", Propagated, One, Uri, V1_0),
    slot("mapping_source", Mapping, One, Reference, V1_0),
    slot("mapping_cardinality", Mapping, One, Cardinality, V1_0),
    slot("cardinality_scope", Propagated, Many, Text, V1_1),
    slot("mapping_tool", Propagated, One, Text, V1_0),
    slot("mapping_tool_id", Propagated, One, Reference, V1_1),
    slot("mapping_tool_version", Propagated, One, Text, V1_0),
    slot("mapping_date", Propagated, One, Date, V1_0),
    slot("publication_date", Both, One, Date, V1_0),
    slot("review_date", Mapping, One, Date, V1_1),
    slot("confidence", Mapping, One, Share, V1_0),
    slot("reviewer_agreement", Mapping, One, Agreement, V1_1),
    slot("curation_rule", Mapping, Many, Reference, V1_0),
    slot("curation_rule_text", Mapping, Many, Text, V1_0),
    slot("subject_match_field", Propagated, Many, Reference, V1_0),
    slot("object_match_field", Propagated, Many, Reference, V1_0),
    slot("match_string", Mapping, Many, Text, V1_0),
    slot("subject_preprocessing", Propagated, Many, Reference, V1_0),
    slot("object_preprocessing", Propagated, Many, Reference, V1_0),
    slot("similarity_score", Mapping, One, Share, V1_0),
    slot("similarity_measure", Mapping, One, Text, V1_0),
    slot("similarity_measure", Set, One, Text, V1_1),
    slot("curation_rule", Set, Many, Reference, V1_1),
    slot("curation_rule_text", Set, Many, Text, V1_1),
    slot("see_also", Both, Many, Uri, V1_0),
    slot("issue_tracker", Set, One, Uri, V1_0),
    slot("issue_tracker_item", Mapping, One, Reference, V1_0),
    slot("other", Both, One, Text, V1_0),
    slot("comment", Both, One, Text, V1_0),
];

/// What a set has that is no value of a slot, and no slot may be called.
pub(super) const STRUCTURE: [&str; 3] = ["curie_map", "mappings", "extension_definitions"];

/// The slot with a name on a set or a mapping; where the standard has it only
/// on the other, that one.
pub(super) fn find(name: &str, owner: On) -> Option<&'static Slot> {
    let named = || SLOTS.iter().filter(|slot| slot.name == name);
    named().find(|slot| slot.on.includes(owner)).or_else(|| named().next())
}

/// Whether what the set states in a slot holds for its mappings.
pub(super) fn is_propagated(name: &str) -> bool {
    let on = |owner| SLOTS.iter().any(|slot| slot.name == name && slot.on == owner);
    on(Propagated) || ["similarity_measure", "curation_rule", "curation_rule_text"].contains(&name)
}

/// A slot of a version before 1.0.
#[derive(Debug)]
pub(super) struct Former {
    pub(super) name: &'static str,
    /// The slots that took its place.
    pub(super) now: &'static [&'static str],
    /// What its values are called now; none where they are the same.
    pub(super) values: &'static [(&'static str, &'static str)],
}

/// # Source
/// SSSOM/TSV, *Compatibility with pre-1.0 versions*.
pub(super) const FORMER: &[Former] = &[
    Former {
        name: "match_type",
        now: &["mapping_justification"],
        values: &[
            ("Lexical", "semapv:LexicalMatching"),
            ("Logical", "semapv:LogicalMatching"),
            ("HumanCurated", "semapv:ManualMappingCuration"),
            ("Complex", "semapv:CompositeMatching"),
            ("Unspecified", "semapv:UnspecifiedMatching"),
            ("SemanticSimilarity", "semapv:SemanticSimilarityThresholdMatching"),
        ],
    },
    Former {
        name: "match_term_type",
        now: &["subject_type", "object_type"],
        values: &[
            ("ConceptMatch", "skos concept"),
            ("ClassMatch", "owl class"),
            ("ObjectPropertyMatch", "owl object property"),
            ("IndividualMatch", "owl named individual"),
            ("DataPropertyMatch", "owl data property"),
            ("TermMatch", "rdfs literal"),
        ],
    },
    Former { name: "semantic_similarity_score", now: &["similarity_score"], values: &[] },
    Former { name: "semantic_similarity_measure", now: &["similarity_measure"], values: &[] },
];

/// The types of entities, each with what it means.
///
/// # Source
/// SSSOM schema, `entity_type_enum`.
pub(super) const ENTITY_TYPES: [(&str, &str); 12] = [
    ("owl class", "owl:Class"),
    ("owl object property", "owl:ObjectProperty"),
    ("owl data property", "owl:DataProperty"),
    ("owl annotation property", "owl:AnnotationProperty"),
    ("owl named individual", "owl:NamedIndividual"),
    ("skos concept", "skos:Concept"),
    ("rdfs resource", "rdfs:Resource"),
    ("rdfs class", "rdfs:Class"),
    (LITERAL, "rdfs:Literal"),
    ("rdfs datatype", "rdfs:Datatype"),
    ("rdf property", "rdf:Property"),
    ("composed entity expression", "sssom:ComposedEntityExpression"),
];

/// The type of what has no identifier, only a label.
pub(super) const LITERAL: &str = "rdfs literal";

/// # Source
/// SSSOM schema, `mapping_cardinality_enum`.
pub(super) const CARDINALITIES: [&str; 7] = ["1:1", "1:n", "n:1", "n:n", "1:0", "0:1", "0:0"];

/// What justifies a mapping, in the Semantic Mapping Vocabulary.
///
/// # Source
/// SSSOM schema, slot `mapping_justification`.
pub(super) const JUSTIFICATIONS: [&str; 13] = [
    "BackgroundKnowledgeBasedMatching",
    "CompositeMatching",
    "InstanceBasedMatching",
    "LexicalMatching",
    "LexicalSimilarityThresholdMatching",
    "LogicalReasoning",
    "ManualMappingCuration",
    "MappingChaining",
    "MappingInversion",
    "MappingReview",
    "SemanticSimilarityThresholdMatching",
    "StructuralMatching",
    "UnspecifiedMatching",
];
