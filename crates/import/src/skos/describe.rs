//! What the nodes of a file are, which shows only once all of it is known.

use passerelle_model::{ConceptKind, LabelRole, LanguageTag, Status};
use rustc_hash::FxHashMap;

use super::statements::{Language, Node, Object, Statement, Statements};
use super::vocabulary::{Class, Property, SKILL_TYPE, kind_of_iri};

/// What is known of a node.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "an RDF node may be all of these at once")]
pub(super) struct Facts {
    /// It is stated to be a concept.
    pub(super) typed: bool,
    /// Things are said of it that can be said of concepts only.
    pub(super) entailed: bool,
    /// It is more than the end of a mapping.
    described: bool,
    pub(super) scheme: bool,
    pub(super) collection: bool,
    pub(super) deprecated: bool,
    pub(super) status: Option<Status>,
    /// What it is stated to be.
    stated: Option<ConceptKind>,
    /// What its class says that it is.
    by_class: Option<ConceptKind>,
    knowledge: bool,
    /// The statement that gives its text.
    pub(super) literal: Option<usize>,
    /// The statement that gives the language of its text.
    pub(super) language: Option<usize>,
    /// Something has it as its label or note.
    pub(super) is_text_of: bool,
}

impl Facts {
    /// Whether it is a concept of this file.
    pub(super) fn is_concept(&self) -> bool {
        self.typed || (self.entailed && self.described && !self.scheme && !self.collection)
    }

    /// What the concept is, as far as it or its IRI shows.
    pub(super) fn kind(&self, iri: &str) -> Option<ConceptKind> {
        self.stated.or_else(|| {
            let kind = self.by_class.or_else(|| kind_of_iri(iri))?;
            Some(if kind == ConceptKind::Skill && self.knowledge {
                ConceptKind::Knowledge
            } else {
                kind
            })
        })
    }

    pub(super) fn status(&self) -> Status {
        if self.deprecated { Status::Deprecated } else { self.status.unwrap_or(Status::Released) }
    }
}

/// The facts of every node, by its position.
pub(super) fn facts_of(statements: &Statements) -> Vec<Facts> {
    let mut facts = vec![Facts::default(); statements.nodes.len()];
    for (at, statement) in statements.list.iter().enumerate() {
        let property = statement.property();
        match property {
            Property::Type => match statements.class(statement) {
                Some(Class::Concept(kind)) => {
                    let subject = &mut facts[statement.subject.index()];
                    subject.typed = true;
                    subject.by_class = subject.by_class.or(kind);
                }
                Some(Class::Scheme) => facts[statement.subject.index()].scheme = true,
                Some(Class::Collection) => facts[statement.subject.index()].collection = true,
                Some(Class::Helper) | None => {}
            },
            _ => learn(&mut facts, at, statement, property, statements),
        }
    }
    facts
}

fn learn(
    facts: &mut [Facts],
    at: usize,
    statement: &Statement,
    property: Property,
    statements: &Statements,
) {
    let object = statement.node();
    let name = object.map_or("", |node| statements.nodes.name(node));
    let subject = &mut facts[statement.subject.index()];
    match property {
        Property::Label(LabelRole::Alternative | LabelRole::Hidden) | Property::Notation => {
            subject.described = true;
        }
        // Anything may have a preferred label and a note, concept or not.
        Property::Label(LabelRole::Preferred) | Property::LabelNode(_) | Property::Note(_) => {
            subject.described = true;
            if let Some(object) = object {
                facts[object.index()].is_text_of = true;
            }
        }
        Property::Broader | Property::Narrower | Property::Related => {
            (subject.described, subject.entailed) = (true, true);
            if let Some(object) = object {
                facts[object.index()].entailed = true;
            }
        }
        Property::Mapping(_) => {
            subject.entailed = true;
            if let Some(object) = object {
                facts[object.index()].entailed = true;
            }
        }
        Property::InScheme | Property::TopConceptOf => {
            (subject.described, subject.entailed) = (true, true);
            if let Some(object) = object {
                facts[object.index()].scheme = true;
            }
        }
        Property::HasTopConcept => {
            subject.scheme = true;
            if let Some(object) = object {
                facts[object.index()].entailed = true;
            }
        }
        Property::Member | Property::MemberList => {
            subject.collection = true;
            if let (Some(object), Property::Member) = (object, property) {
                facts[object.index()].entailed = true;
            }
        }
        Property::Kind => subject.stated = statement.text().and_then(|kind| kind.parse().ok()),
        Property::Status => subject.status = statement.text().and_then(|name| name.parse().ok()),
        Property::SkillType => {
            subject.knowledge = name.strip_prefix(SKILL_TYPE) == Some("knowledge");
        }
        Property::Deprecated => subject.deprecated = statement.text().and_then(truth) == Some(true),
        Property::LiteralForm => subject.literal = subject.literal.or(Some(at)),
        Property::LiteralLanguage => subject.language = subject.language.or(Some(at)),
        _ => {}
    }
}

/// A truth value of XML Schema.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// The lists of a file, by their cells.
#[derive(Debug, Default)]
pub(super) struct Lists {
    first: FxHashMap<Node, Node>,
    rest: FxHashMap<Node, Node>,
}

impl Lists {
    pub(super) fn of(statements: &Statements) -> Self {
        let mut lists = Self::default();
        for statement in &statements.list {
            if let Some(object) = statement.node() {
                match statement.property() {
                    Property::ListFirst => lists.first.entry(statement.subject).or_insert(object),
                    Property::ListRest => lists.rest.entry(statement.subject).or_insert(object),
                    _ => continue,
                };
            }
        }
        lists
    }

    /// Takes the members of a list out; none are left for the next who asks,
    /// and so a list in a circle ends.
    pub(super) fn take(&mut self, head: Node) -> Vec<Node> {
        let mut members = Vec::new();
        let mut cell = Some(head);
        while let Some(at) = cell {
            members.extend(self.first.remove(&at));
            cell = self.rest.remove(&at);
        }
        members
    }

    /// Whether a cell has been taken out.
    pub(super) fn has_taken(&self, cell: Node) -> bool {
        !self.first.contains_key(&cell) && !self.rest.contains_key(&cell)
    }
}

/// The text of a statement, or of the node that it leads to; its language
/// where it names one.
///
/// What is no text fails: with the tag, where its language tag is none.
pub(super) fn text_of<'a>(
    statements: &'a Statements,
    facts: &[Facts],
    statement: &'a Statement,
) -> Result<(Option<LanguageTag>, &'a str), Option<&'a str>> {
    let (text, language, of_node) = match &statement.object {
        Object::Text(text, language) => (text, *language, None),
        Object::Node(node) => {
            let facts = &facts[node.index()];
            let literal = facts.literal.ok_or(None)?;
            let Object::Text(text, language) = &statements.list[literal].object else {
                return Err(None);
            };
            let stated = facts.language.and_then(|at| statements.list[at].text());
            (text, *language, stated)
        }
    };
    match language {
        Language::Tag(tag) => {
            let (name, tag) = &statements.tags[tag as usize];
            Ok((Some(tag.clone().ok_or(Some(&**name))?), text))
        }
        Language::None => match of_node {
            Some(name) => Ok((Some(LanguageTag::parse(name).map_err(|_| Some(name))?), text)),
            None => Ok((None, text)),
        },
    }
}
