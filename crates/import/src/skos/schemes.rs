//! The schemes and collections of a file, and the source that it is.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use passerelle_model::{LabelRole, LanguageTag};
use passerelle_taxonomy::{FileDigest, Source};
use rustc_hash::FxHashSet;

use super::SkosOptions;
use super::describe::{Facts, text_of};
use super::statements::{Node, Object, Statement, Statements};
use super::vocabulary::Property;

/// A scheme or collection as it comes together; each title with its rank.
#[derive(Debug)]
pub(super) struct SchemeDraft {
    pub(super) node: Node,
    pub(super) titles: BTreeMap<LanguageTag, (u8, String)>,
    pub(super) prefix: Option<String>,
    pub(super) namespace: Option<String>,
    version: Option<String>,
    issued: Option<String>,
    publisher: Option<Object>,
    licence: Option<String>,
    /// How many concepts are in it.
    members: u64,
}

/// The schemes and collections by their IRIs, but those that are blank nodes.
pub(super) type Schemes<'a> = BTreeMap<&'a str, SchemeDraft>;

/// How good a title is that a property gives; the smaller, the better.
const PREFERRED_LABEL: u8 = 2;

pub(super) fn schemes_of<'a>(
    statements: &'a Statements,
    facts: &[Facts],
    options: &SkosOptions,
) -> Schemes<'a> {
    let nodes = &statements.nodes;
    let named = nodes.all().filter(|&node| {
        let facts = &facts[node.index()];
        (facts.scheme || facts.collection) && !nodes.is_blank(node)
    });
    let mut schemes: Schemes<'a> =
        named.map(|node| (nodes.name(node), SchemeDraft::new(node))).collect();
    let mut members: FxHashSet<(Node, Node)> = FxHashSet::default();
    for statement in &statements.list {
        let membership = match statement.property() {
            Property::InScheme | Property::TopConceptOf => {
                statement.node().map(|scheme| (statement.subject, scheme))
            }
            Property::HasTopConcept => statement.node().map(|top| (top, statement.subject)),
            _ => None,
        };
        if let Some((concept, scheme)) = membership
            && facts[concept.index()].is_concept()
            && !nodes.is_blank(concept)
            && members.insert((concept, scheme))
            && let Some(scheme) = schemes.get_mut(nodes.name(scheme))
        {
            scheme.members += 1;
        }
        let of = &facts[statement.subject.index()];
        // What labels a concept is no title, even where it is a scheme, too.
        let is_label = matches!(statement.property(), Property::Label(_) | Property::LabelNode(_));
        if (of.scheme || of.collection)
            && !(is_label && of.is_concept())
            && let Some(scheme) = schemes.get_mut(nodes.name(statement.subject))
        {
            scheme.take(statements, facts, options, statement);
        }
    }
    schemes
}

impl SchemeDraft {
    const fn new(node: Node) -> Self {
        Self {
            node,
            titles: BTreeMap::new(),
            prefix: None,
            namespace: None,
            version: None,
            issued: None,
            publisher: None,
            licence: None,
            members: 0,
        }
    }

    /// Takes in what a statement says of the scheme; the first stands.
    fn take(
        &mut self,
        statements: &Statements,
        facts: &[Facts],
        options: &SkosOptions,
        statement: &Statement,
    ) {
        let text = statement.text();
        let or_name = || match &statement.object {
            Object::Text(text, _) => text.to_string(),
            Object::Node(node) => statements.nodes.name(*node).to_owned(),
        };
        let rank = match statement.property() {
            Property::Title(rank) => rank,
            Property::Label(LabelRole::Preferred) | Property::LabelNode(LabelRole::Preferred) => {
                PREFERRED_LABEL
            }
            property => {
                let (place, value) = match property {
                    Property::Prefix => (&mut self.prefix, text.map(str::to_owned)),
                    Property::Namespace => (&mut self.namespace, Some(or_name())),
                    Property::Version => (&mut self.version, text.map(str::to_owned)),
                    Property::Issued => (&mut self.issued, text.map(str::to_owned)),
                    Property::Licence => (&mut self.licence, Some(or_name())),
                    Property::Publisher => {
                        self.publisher.get_or_insert_with(|| statement.object.clone());
                        return;
                    }
                    _ => return,
                };
                *place = place.take().or(value);
                return;
            }
        };
        if let Ok((language, title)) = text_of(statements, facts, statement) {
            let language = language.unwrap_or_else(|| options.language.clone());
            let known = self.titles.entry(language).or_insert_with(|| (u8::MAX, String::new()));
            if rank < known.0 {
                *known = (rank, title.to_owned());
            }
        }
    }
}

/// The source that a file is: its scheme with the most concepts, the first
/// by IRI of equal ones. Also gives the node that publishes it.
pub(super) fn source_of(
    name: &str,
    blake3: String,
    statements: &Statements,
    facts: &[Facts],
    schemes: &Schemes<'_>,
) -> (Source, Option<Node>) {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let files = vec![FileDigest { name: file.to_owned(), blake3 }];
    let main = schemes
        .iter()
        .filter(|(_, draft)| !facts[draft.node.index()].collection)
        .min_by_key(|(iri, draft)| (Reverse(draft.members), **iri));
    let Some((iri, draft)) = main else {
        return (Source { files, ..Source::named(file) }, None);
    };
    let title = draft.titles.get(&LanguageTag::english()).or_else(|| draft.titles.values().next());
    let title = title.map(|(_, title)| title.as_str()).filter(|title| !title.trim().is_empty());
    let (publisher, node) = match &draft.publisher {
        None => (String::new(), None),
        Some(Object::Text(text, _)) => (text.to_string(), None),
        Some(Object::Node(node)) => (name_of(statements, *node), Some(*node)),
    };
    let source = Source {
        name: title.unwrap_or(iri).to_owned(),
        version: draft.version.clone().or(draft.issued.clone()).unwrap_or_default(),
        publisher,
        licence: draft.licence.clone().unwrap_or_default(),
        url: (*iri).to_owned(),
        files,
    };
    (source, node)
}

/// The identifier of the one mapping set that a file is.
pub(super) fn mapping_set_id(source: &Source) -> String {
    if source.url.is_empty() {
        let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
        let name: String = source.name.chars().map(plain).collect();
        return format!("urn:passerelle:mapping-set:{name}");
    }
    let separator = if source.url.contains('#') { '-' } else { '#' };
    format!("{}{separator}mappings", source.url)
}

/// What a publisher is called: its first name, else its IRI.
fn name_of(statements: &Statements, publisher: Node) -> String {
    let mut names = statements.list.iter().filter(|statement| {
        statement.subject == publisher
            && matches!(
                statement.property(),
                Property::Name | Property::Title(_) | Property::Label(LabelRole::Preferred)
            )
    });
    let name = names.find_map(Statement::text);
    let or_iri = || {
        let nodes = &statements.nodes;
        if nodes.is_blank(publisher) { "" } else { nodes.name(publisher) }
    };
    name.unwrap_or_else(or_iri).to_owned()
}
