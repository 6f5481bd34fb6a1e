//! The statements of a file that are read, with every name held once.

use std::collections::BTreeMap;
use std::rc::Rc;

use oxrdf::{NamedOrBlankNode, Term, Triple};
use passerelle_model::LanguageTag;
use rustc_hash::FxHashMap;

use super::vocabulary::{Class, PROPERTIES, Property, class_of};

/// A node of the file: a position in [`Nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Node(u32);

impl Node {
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The names of the nodes, in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    ids: FxHashMap<Rc<str>, Node>,
    names: Vec<Rc<str>>,
}

impl Nodes {
    /// The node with a name; that of a blank node starts with `_:`, which no
    /// IRI does.
    fn intern(&mut self, name: &str) -> Node {
        if let Some(&node) = self.ids.get(name) {
            return node;
        }
        let count = u32::try_from(self.names.len());
        let node = Node(count.expect("a file in memory has fewer than 2^32 nodes"));
        let name: Rc<str> = name.into();
        self.names.push(Rc::clone(&name));
        self.ids.insert(name, node);
        node
    }

    pub(super) fn name(&self, node: Node) -> &str {
        &self.names[node.index()]
    }

    pub(super) fn is_blank(&self, node: Node) -> bool {
        self.name(node).starts_with("_:")
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Every node, in the order of their first use.
    pub(super) fn all(&self) -> impl Iterator<Item = Node> + use<> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(Node)
    }
}

/// The language of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// It has no tag.
    None,
    /// A position among [`Statements::tags`].
    Tag(u32),
}

/// What a statement says of its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Node(Node),
    Text(Box<str>, Language),
}

/// A statement that is read.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) subject: Node,
    /// A position in the table of properties.
    property: u8,
    pub(super) object: Object,
    pub(super) line: u64,
}

impl Statement {
    pub(super) fn property(&self) -> Property {
        PROPERTIES[usize::from(self.property)].1
    }

    /// The property's IRI, as the file has it.
    pub(super) fn property_iri(&self) -> &'static str {
        PROPERTIES[usize::from(self.property)].0
    }

    /// The node that the statement leads to; nothing where it is a text.
    pub(super) const fn node(&self) -> Option<Node> {
        match self.object {
            Object::Node(node) => Some(node),
            Object::Text(..) => None,
        }
    }

    /// The text that the statement gives.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.object {
            Object::Text(text, _) => Some(text),
            Object::Node(_) => None,
        }
    }
}

/// How often something was met, and where first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub(super) times: u64,
    pub(super) line: u64,
}

/// Counts by what was met, sorted.
pub(super) type Counts = BTreeMap<String, Count>;

pub(super) fn count(counts: &mut Counts, what: &str, line: u64) {
    match counts.get_mut(what) {
        Some(count) => count.times += 1,
        None => {
            counts.insert(what.to_owned(), Count { times: 1, line });
        }
    }
}

/// What a file says, in its order.
#[derive(Debug)]
pub(super) struct Statements {
    pub(super) nodes: Nodes,
    pub(super) list: Vec<Statement>,
    /// The language tags met; nothing where one is not understood.
    pub(super) tags: Vec<(Box<str>, Option<LanguageTag>)>,
    tag_ids: FxHashMap<Box<str>, u32>,
    /// The statements that are not in the list.
    pub(super) unused: Counts,
    /// How many triples there were.
    pub(super) triples: u64,
    properties: FxHashMap<&'static str, u8>,
}

impl Statements {
    pub(super) fn new() -> Self {
        Self {
            nodes: Nodes::default(),
            list: Vec::new(),
            tags: Vec::new(),
            tag_ids: FxHashMap::default(),
            unused: Counts::new(),
            triples: 0,
            properties: (0..).zip(PROPERTIES).map(|(at, &(iri, _))| (iri, at)).collect(),
        }
    }

    /// Takes a triple in, or counts it.
    pub(super) fn add(&mut self, triple: &Triple, line: u64) {
        self.triples += 1;
        let predicate = triple.predicate.as_str();
        let Some(&property) = self.properties.get(predicate) else {
            count(&mut self.unused, &format!("`{predicate}`"), line);
            return;
        };
        if PROPERTIES[usize::from(property)].1 == Property::Type
            && let Term::NamedNode(class) = &triple.object
            && class_of(class.as_str()).is_none()
        {
            let what = format!("the class `{}`", class.as_str());
            count(&mut self.unused, &what, line);
            return;
        }
        let subject = match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => self.nodes.intern(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => self.nodes.intern(&node.to_string()),
        };
        let object = match &triple.object {
            Term::NamedNode(node) => Object::Node(self.nodes.intern(node.as_str())),
            Term::BlankNode(node) => Object::Node(self.nodes.intern(&node.to_string())),
            Term::Literal(literal) => {
                let language =
                    literal.language().map_or(Language::None, |tag| Language::Tag(self.tag(tag)));
                Object::Text(literal.value().into(), language)
            }
        };
        self.list.push(Statement { subject, property, object, line });
    }

    /// The class that a statement of type names.
    pub(super) fn class(&self, statement: &Statement) -> Option<Class> {
        class_of(self.nodes.name(statement.node()?))
    }

    fn tag(&mut self, tag: &str) -> u32 {
        if let Some(&id) = self.tag_ids.get(tag) {
            return id;
        }
        let id = u32::try_from(self.tags.len()).expect("fewer than 2^32 tags are in memory");
        self.tags.push((tag.into(), LanguageTag::parse(tag).ok()));
        self.tag_ids.insert(tag.into(), id);
        id
    }
}
