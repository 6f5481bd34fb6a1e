//! Frameworks in CTDL-ASN, whatever they are written in.
//!
//! Both readers give statements, and nothing depends on their order: the same
//! framework in Turtle and in JSON-LD gives the same curriculum.
//!
//! # Source
//! Credential Engine, CTDL Profile of ASN-DL, `http://purl.org/ctdlasn/terms/`.

mod graph;
mod language;

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{NamedOrBlankNode, Term};
use passerelle_model::{Curriculum, Issue, LanguageTag, codes};
use rustc_hash::FxHashMap;

use self::graph::Graph;
use super::Reading;
use crate::skos::{RdfFormat, read_triples};

/// The namespaces that the terms are written in.
pub(super) const NAMESPACES: [&str; 2] =
    ["http://purl.org/ctdlasn/terms/", "https://purl.org/ctdlasn/terms/"];
pub(super) const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// The properties that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Property {
    Type,
    Name,
    Text,
    InLanguage,
    Source,
    Code,
    ListId,
    HasTopChild,
    HasChild,
    IsTopChildOf,
    IsChildOf,
    IsPartOf,
    ExactAlignment,
}

impl Property {
    /// The property with an IRI, if it is read.
    pub(super) fn of(iri: &str) -> Option<Self> {
        if iri == RDF_TYPE {
            return Some(Self::Type);
        }
        Some(match term(iri)? {
            "name" => Self::Name,
            "competencyText" => Self::Text,
            "inLanguage" => Self::InLanguage,
            "source" => Self::Source,
            "codedNotation" => Self::Code,
            "listID" => Self::ListId,
            "hasTopChild" => Self::HasTopChild,
            "hasChild" => Self::HasChild,
            "isTopChildOf" => Self::IsTopChildOf,
            "isChildOf" => Self::IsChildOf,
            "isPartOf" => Self::IsPartOf,
            "exactAlignment" => Self::ExactAlignment,
            _ => return None,
        })
    }

    /// Whether its values are nodes.
    pub(super) fn is_link(self) -> bool {
        self >= Self::HasTopChild || self == Self::Type
    }
}

/// The last part of an IRI of the vocabulary.
fn term(iri: &str) -> Option<&str> {
    NAMESPACES.iter().find_map(|namespace| iri.strip_prefix(namespace))
}

/// The value of a statement: a node, or a text with its language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Value {
    pub(super) language: Option<LanguageTag>,
    pub(super) text: String,
}

/// What is said of a node, by property.
type Facts = BTreeMap<Property, BTreeSet<Value>>;

/// The statements of a file, by what they are about.
#[derive(Default)]
pub(super) struct Statements {
    nodes: BTreeMap<String, Facts>,
}

impl Statements {
    pub(super) fn add(&mut self, subject: &str, property: Property, value: Value) {
        if value.text.trim().is_empty() {
            return;
        }
        let facts = match self.nodes.get_mut(subject) {
            Some(facts) => facts,
            None => self.nodes.entry(subject.to_owned()).or_default(),
        };
        facts.entry(property).or_default().insert(value);
    }
}

/// Reads the frameworks of Turtle or N-Triples.
pub(super) fn read_rdf(reading: &mut Reading<'_>, bytes: &[u8], format: RdfFormat) {
    let mut statements = Statements::default();
    // Nodes without a name are numbered as they come: the parser's names for
    // them differ from one run to the next.
    let mut unnamed: FxHashMap<String, String> = FxHashMap::default();
    let mut blank = |name: &str| {
        let number = unnamed.len() + 1;
        unnamed.entry(name.to_owned()).or_insert_with(|| format!("_:b{number}")).clone()
    };
    let read = read_triples(reading.name, bytes, format, &mut reading.issues, &mut |triple, _| {
        let Some(property) = Property::of(triple.predicate.as_str()) else { return };
        let subject = match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(node) => blank(node.as_str()),
        };
        let (text, language) = match &triple.object {
            Term::NamedNode(node) => (node.as_str().to_owned(), None),
            Term::BlankNode(node) => (blank(node.as_str()), None),
            Term::Literal(literal) => (literal.value().to_owned(), literal.language()),
        };
        let language = language.and_then(|tag| LanguageTag::parse(tag).ok());
        statements.add(&subject, property, Value { language, text });
    });
    if let Err(error) = read {
        let issue = Issue::new(error.code(), reading.place(), error.to_string());
        reading.issues.push(issue);
    }
    read_frameworks(reading, &statements);
}

/// Reads each framework of a file.
pub(super) fn read_frameworks(reading: &mut Reading<'_>, statements: &Statements) {
    let none = Facts::new();
    let (mut frameworks, mut items) = (Vec::new(), Vec::new());
    for (iri, facts) in &statements.nodes {
        if is_a(facts, "CompetencyFramework") {
            frameworks.push((iri.as_str(), facts));
        } else if is_item(facts) {
            items.push((iri.as_str(), facts));
        }
    }
    if frameworks.is_empty() && items.is_empty() {
        let message = "there is no competency framework in it";
        reading.issues.push(Issue::new(codes::CURRICULUM_SHAPE, reading.place(), message));
        return;
    }
    let stem = reading.stem();
    if frameworks.is_empty() {
        let whole: BTreeSet<&str> =
            items.iter().flat_map(|(_, facts)| texts(facts, Property::IsPartOf)).collect();
        let is_item = |iri: &str| items.iter().any(|(item, _)| *item == iri);
        let named = whole.first().filter(|iri| whole.len() == 1 && !is_item(iri));
        frameworks.push((named.copied().unwrap_or(&stem), &none));
        let message = "the framework itself is not in the file; its items are read";
        reading.issues.push(Issue::new(codes::CURRICULUM_REFERENCE, reading.place(), message));
    }
    for (curriculum, forest, matches) in Graph::new(reading, frameworks, items).frameworks(reading)
    {
        let modules = reading.modules(forest, matches);
        let curriculum = Curriculum { modules, ..curriculum };
        reading.add(curriculum, Vec::new(), &reading.place(), &|_| None);
    }
}

fn is_a(facts: &Facts, class: &str) -> bool {
    texts(facts, Property::Type).any(|iri| term(iri) == Some(class))
}

/// Whether a node is an item: it says so, or has what only items have.
fn is_item(facts: &Facts) -> bool {
    use Property::{HasChild, IsChildOf, IsTopChildOf, Text};
    is_a(facts, "Competency")
        || [Text, HasChild, IsChildOf, IsTopChildOf].iter().any(|p| facts.contains_key(p))
}

fn values(facts: &Facts, property: Property) -> impl Iterator<Item = &Value> {
    facts.get(&property).into_iter().flatten()
}

fn texts(facts: &Facts, property: Property) -> impl Iterator<Item = &str> {
    values(facts, property).map(|value| value.text.trim())
}
