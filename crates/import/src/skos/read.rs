//! From the statements of a file to those of a builder.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{
    Code, ConceptKind, Iri, Issue, LabelRole, LanguageTag, NoteKind, Place, ReuseLevel, SchemeKind,
    Status, codes,
};
use passerelle_taxonomy::{Builder, Handle, MappingSet, MappingSetId, Scheme, SourceId};

use super::describe::{Facts, Lists, facts_of, text_of, truth};
use super::schemes::{Schemes, mapping_set_id, schemes_of, source_of};
use super::statements::{Count, Counts, Node, Object, Statement, Statements, count};
use super::vocabulary::{Class, Property, REUSE_LEVEL, SKILL_TYPE, kind_of_iri};
use super::{SkosOptions, SkosReport, short, some};

/// How many properties that are not read are named one by one.
const NAMED: usize = 100;

/// What became of a statement.
enum Outcome {
    /// The builder has it, or it helped to understand another.
    Used,
    /// It says nothing that is read of what it is about.
    Unused,
    /// It could not be used, which has been said or will be.
    LeftOut,
}

/// Gives a builder what the statements of one file say, in their order.
pub(super) fn emit(
    name: &str,
    blake3: String,
    statements: &Statements,
    options: &SkosOptions,
    builder: &mut Builder,
    issues: &mut Vec<Issue>,
) -> SkosReport {
    let facts = facts_of(statements);
    let schemes = schemes_of(statements, &facts, options);
    let (described, publisher) = source_of(name, blake3, statements, &facts, &schemes);
    let source = builder.source(described.clone());
    let mut emission = Emission {
        name,
        statements,
        facts,
        options,
        handles: vec![None; statements.nodes.len()],
        source,
        publisher,
        set: None,
        languages: BTreeSet::new(),
        counted: BTreeMap::new(),
        unused: statements.unused.clone(),
        report: SkosReport {
            name: name.to_owned(),
            source: described,
            triples: statements.triples,
            ..SkosReport::default()
        },
        builder,
        issues,
    };
    emission.schemes(&schemes);
    emission.concepts();
    let (lists, members) = emission.lists();
    for statement in &statements.list {
        match emission.statement(statement, &lists) {
            Outcome::Used => emission.report.used += 1,
            Outcome::Unused => {
                let property = format!("`{}`", statement.property_iri());
                count(&mut emission.unused, &property, statement.line);
            }
            Outcome::LeftOut => emission.report.left_out += 1,
        }
    }
    for (collection, member, line) in members {
        emission.member(collection, member, line);
    }
    emission.finish()
}

struct Emission<'a> {
    name: &'a str,
    statements: &'a Statements,
    facts: Vec<Facts>,
    options: &'a SkosOptions,
    /// Of the concepts of this file, by node.
    handles: Vec<Option<Handle>>,
    source: SourceId,
    /// Who publishes the source, where it is a node.
    publisher: Option<Node>,
    /// The mapping set, once there is a mapping.
    set: Option<MappingSetId>,
    languages: BTreeSet<LanguageTag>,
    /// What is told once for the whole file, by its code.
    counted: BTreeMap<Code, Count>,
    unused: Counts,
    report: SkosReport,
    builder: &'a mut Builder,
    issues: &'a mut Vec<Issue>,
}

impl<'a> Emission<'a> {
    fn schemes(&mut self, schemes: &Schemes<'_>) {
        for draft in schemes.values() {
            let Some(iri) = self.iri(draft.node) else { continue };
            let collection = self.facts[draft.node.index()].collection;
            let kind = if collection { SchemeKind::Collection } else { SchemeKind::ConceptScheme };
            let titles = draft.titles.iter();
            self.builder.scheme(Scheme {
                iri,
                kind,
                title: titles.map(|(tag, (_, title))| (tag.clone(), title.clone())).collect(),
                prefix: draft.prefix.clone().zip(draft.namespace.clone()),
            });
            self.report.schemes += 1;
        }
    }

    /// Declares every concept, so that statements may lead to any of them.
    fn concepts(&mut self) {
        for node in self.statements.nodes.all() {
            let facts = &self.facts[node.index()];
            if !facts.is_concept() || self.statements.nodes.is_blank(node) {
                continue;
            }
            let typed = facts.typed;
            let (stated, status) = (facts.kind(self.statements.nodes.name(node)), facts.status());
            let Some(iri) = self.iri(node) else { continue };
            let known = self.builder.find(iri.as_str());
            let kind = stated
                .or_else(|| known.map(|known| self.builder.kind(known)))
                .unwrap_or(self.options.kind);
            self.handles[node.index()] = Some(self.builder.concept(&iri, kind, status));
            self.report.concepts += 1;
            if !typed {
                self.count(codes::RDF_UNTYPED, 0);
            }
        }
    }

    /// The members of collections that are given as lists, with the line of
    /// the list.
    fn lists(&mut self) -> (Lists, Vec<(Node, Node, u64)>) {
        let mut lists = Lists::of(self.statements);
        let mut members = Vec::new();
        for statement in &self.statements.list {
            if let (Property::MemberList, Some(head)) = (statement.property(), statement.node()) {
                let taken = lists.take(head);
                members.extend(taken.into_iter().map(|m| (statement.subject, m, statement.line)));
            }
        }
        (lists, members)
    }

    fn statement(&mut self, statement: &'a Statement, lists: &Lists) -> Outcome {
        let property = statement.property();
        match property {
            Property::Type => self.class(statement),
            Property::ListFirst | Property::ListRest => {
                if lists.has_taken(statement.subject) {
                    Outcome::Used
                } else {
                    Outcome::Unused
                }
            }
            Property::LiteralForm | Property::LiteralLanguage => {
                let used = self.facts[statement.subject.index()].is_text_of;
                if used { Outcome::Used } else { Outcome::Unused }
            }
            Property::Member => match statement.node() {
                Some(member) => self.member(statement.subject, member, statement.line),
                None => self.wrong_object(statement),
            },
            Property::MemberList => match statement.node() {
                Some(_) if self.is_blank(statement.subject) => self.blank(statement.line),
                Some(_) => Outcome::Used,
                None => self.wrong_object(statement),
            },
            Property::HasTopConcept => match statement.node() {
                Some(concept) => self.in_scheme(concept, statement.subject, statement.line),
                None => self.wrong_object(statement),
            },
            Property::Mapping(_) => self.mapping(statement),
            _ if self.facts[statement.subject.index()].is_concept() => {
                match self.handles[statement.subject.index()] {
                    Some(concept) => self.of_concept(statement, property, concept),
                    None => self.blank(statement.line),
                }
            }
            _ => self.of_other(statement, property),
        }
    }

    fn class(&mut self, statement: &Statement) -> Outcome {
        match self.statements.class(statement) {
            None => self.wrong_object(statement),
            Some(Class::Helper) => Outcome::Used,
            Some(_) if self.is_blank(statement.subject) => self.blank(statement.line),
            Some(_) => Outcome::Used,
        }
    }

    fn of_concept(
        &mut self,
        statement: &'a Statement,
        property: Property,
        concept: Handle,
    ) -> Outcome {
        match property {
            Property::Label(role) | Property::LabelNode(role) => {
                self.label(statement, concept, role)
            }
            Property::Note(kind) => self.note(statement, concept, kind),
            Property::InScheme | Property::TopConceptOf => match statement.node() {
                Some(scheme) => self.in_scheme(statement.subject, scheme, statement.line),
                None => self.wrong_object(statement),
            },
            Property::Broader
            | Property::Narrower
            | Property::Related
            | Property::ReplacedBy
            | Property::Requires(_)
            | Property::RequiredBy(_)
            | Property::Level
            | Property::HasPart
            | Property::IsPartOf => self.relation(statement, property, concept),
            Property::SkillType => self.individual(statement, SKILL_TYPE),
            Property::ReuseLevel => {
                if let Some(level) = self.reuse_level(statement) {
                    self.builder.reuse_level(concept, level);
                    return Outcome::Used;
                }
                self.wrong_object(statement)
            }
            Property::Notation
            | Property::Kind
            | Property::Status
            | Property::Deprecated
            | Property::Hours => self.value(statement, property, concept),
            _ => self.of_other(statement, property),
        }
    }

    /// A statement about what is no concept: a scheme, or what describes it.
    fn of_other(&mut self, statement: &'a Statement, property: Property) -> Outcome {
        let facts = &self.facts[statement.subject.index()];
        let names = matches!(
            property,
            Property::Title(_) | Property::Name | Property::Label(LabelRole::Preferred)
        );
        let describes = names
            || matches!(
                property,
                Property::LabelNode(LabelRole::Preferred)
                    | Property::Publisher
                    | Property::Licence
                    | Property::Version
                    | Property::Issued
                    | Property::Prefix
                    | Property::Namespace
            );
        if !(facts.scheme || facts.collection) || !describes {
            // The name of a publisher is used, whoever that is.
            return if names && self.publisher == Some(statement.subject) {
                Outcome::Used
            } else {
                Outcome::Unused
            };
        }
        if self.is_blank(statement.subject) {
            return self.blank(statement.line);
        }
        match property {
            Property::Title(_) | Property::Label(_) | Property::LabelNode(_) => {
                self.text(statement).map_or(Outcome::LeftOut, |_| Outcome::Used)
            }
            _ => Outcome::Used,
        }
    }

    fn label(&mut self, statement: &'a Statement, concept: Handle, role: LabelRole) -> Outcome {
        let Some((language, text)) = self.text(statement) else { return Outcome::LeftOut };
        if text.trim().is_empty() {
            return self.wrong_object(statement);
        }
        self.builder.label(concept, &language, role, text, self.source);
        self.languages.insert(language);
        self.report.labels += 1;
        Outcome::Used
    }

    fn note(&mut self, statement: &'a Statement, concept: Handle, kind: NoteKind) -> Outcome {
        let Some((language, text)) = self.text(statement) else { return Outcome::LeftOut };
        self.builder.note(concept, &language, kind, text);
        Outcome::Used
    }

    /// The text of a statement, or of what it leads to, with its language.
    fn text(&mut self, statement: &'a Statement) -> Option<(LanguageTag, &'a str)> {
        match text_of(self.statements, &self.facts, statement) {
            Ok((Some(language), text)) => Some((language, text)),
            Ok((None, text)) => {
                self.count(codes::RDF_UNTAGGED, statement.line);
                Some((self.options.language.clone(), text))
            }
            Err(Some(tag)) => {
                let message = format!("`{}` is not a language tag", short(tag));
                self.issue(codes::RDF_LANGUAGE, statement, message);
                None
            }
            Err(None) => {
                self.wrong_object(statement);
                None
            }
        }
    }

    fn in_scheme(&mut self, concept: Node, scheme: Node, line: u64) -> Outcome {
        if self.is_blank(scheme) || self.is_blank(concept) {
            return self.blank(line);
        }
        let Some(handle) = self.known(concept) else { return self.unknown(concept, line) };
        // An IRI that is none has been reported with the schemes.
        let Ok(iri) = Iri::parse(self.statements.nodes.name(scheme)) else {
            return Outcome::LeftOut;
        };
        self.builder.in_scheme(handle, &iri);
        Outcome::Used
    }

    fn member(&mut self, collection: Node, member: Node, line: u64) -> Outcome {
        let facts = &self.facts[member.index()];
        if facts.collection && !facts.is_concept() {
            self.count(codes::RDF_NESTED, line);
            return Outcome::LeftOut;
        }
        self.in_scheme(member, collection, line)
    }

    fn relation(&mut self, statement: &Statement, property: Property, concept: Handle) -> Outcome {
        let Some(node) = statement.node() else { return self.wrong_object(statement) };
        let Some(other) = self.known(node) else {
            // Parts and wholes are stated of documents and much else, too.
            return match property {
                Property::HasPart | Property::IsPartOf => Outcome::Unused,
                _ if self.is_blank(node) => self.blank(statement.line),
                _ => self.unknown(node, statement.line),
            };
        };
        match property {
            Property::Broader => self.builder.broader(concept, other),
            Property::Narrower => self.builder.broader(other, concept),
            Property::Related => self.builder.related(concept, other),
            Property::ReplacedBy => self.builder.replaced_by(concept, other),
            Property::Requires(importance) => self.builder.requires(concept, other, importance),
            Property::RequiredBy(importance) => self.builder.requires(other, concept, importance),
            Property::Level => self.builder.level(concept, other),
            Property::IsPartOf => self.builder.has_part(other, concept),
            _ => self.builder.has_part(concept, other),
        }
        self.report.relations += 1;
        Outcome::Used
    }

    fn mapping(&mut self, statement: &Statement) -> Outcome {
        let Property::Mapping(predicate) = statement.property() else { return Outcome::Unused };
        let Some(object) = statement.node() else { return self.wrong_object(statement) };
        if self.is_blank(statement.subject) || self.is_blank(object) {
            return self.blank(statement.line);
        }
        let kind = |this: &Self, node| this.known(node).map(|handle| this.builder.kind(handle));
        let kinds = (kind(self, statement.subject), kind(self, object));
        let (Some(subject), Some(object)) =
            (self.mapped(statement.subject, kinds.1), self.mapped(object, kinds.0))
        else {
            return Outcome::LeftOut;
        };
        let set = self.set.unwrap_or_else(|| {
            let source = &self.report.source;
            self.builder.mapping_set(MappingSet::new(
                &mapping_set_id(source),
                &format!("mappings of {}", source.name),
                &self.options.justification,
                self.options.confidence,
            ))
        });
        self.set = Some(set);
        self.builder.mapping(subject, predicate, object, None, set);
        self.report.mappings += 1;
        Outcome::Used
    }

    /// An end of a mapping, which may well be of another vocabulary: then it
    /// is known at second hand, and likely to be what the other end is.
    fn mapped(&mut self, node: Node, other: Option<ConceptKind>) -> Option<Handle> {
        if let Some(handle) = self.known(node) {
            return Some(handle);
        }
        if self.facts[node.index()].is_concept() {
            // Its IRI is none, which has been reported.
            return None;
        }
        let iri = self.iri(node)?;
        let kind = kind_of_iri(iri.as_str()).or(other).unwrap_or(self.options.kind);
        let handle = self.builder.concept(&iri, kind, Status::Provisional);
        self.handles[node.index()] = Some(handle);
        Some(handle)
    }

    fn value(&mut self, statement: &Statement, property: Property, concept: Handle) -> Outcome {
        let Some(text) = statement.text() else { return self.wrong_object(statement) };
        let understood = match property {
            Property::Notation => {
                self.builder.notation(concept, text);
                !text.trim().is_empty()
            }
            Property::Kind => text.parse::<ConceptKind>().is_ok(),
            Property::Status => text.parse::<Status>().is_ok(),
            Property::Hours => match text.parse() {
                Ok(hours) => {
                    self.builder.hours(concept, hours);
                    true
                }
                Err(_) => false,
            },
            _ => truth(text).is_some(),
        };
        if understood { Outcome::Used } else { self.wrong_object(statement) }
    }

    fn individual(&mut self, statement: &Statement, namespace: &str) -> Outcome {
        let known = statement.node().map(|node| self.statements.nodes.name(node));
        if known.is_some_and(|name| name.starts_with(namespace)) {
            Outcome::Used
        } else {
            self.wrong_object(statement)
        }
    }

    fn reuse_level(&self, statement: &Statement) -> Option<ReuseLevel> {
        let name = self.statements.nodes.name(statement.node()?);
        match name.strip_prefix(REUSE_LEVEL)? {
            "cross-sectoral" => Some(ReuseLevel::CrossSector),
            name => name.parse().ok(),
        }
    }

    /// A concept of this file, or one that the builder knows already.
    fn known(&self, node: Node) -> Option<Handle> {
        self.handles[node.index()].or_else(|| self.builder.find(self.statements.nodes.name(node)))
    }

    fn is_blank(&self, node: Node) -> bool {
        self.statements.nodes.is_blank(node)
    }

    /// The IRI of a node; says so where the engine does not take it for one.
    fn iri(&mut self, node: Node) -> Option<Iri> {
        match Iri::parse(self.statements.nodes.name(node)) {
            Ok(iri) => Some(iri),
            Err(error) => {
                let place = Place::file(self.name);
                self.issues.push(Issue::new(codes::GRAPH_IRI, place, error.to_string()));
                None
            }
        }
    }

    fn blank(&mut self, line: u64) -> Outcome {
        self.count(codes::RDF_BLANK, line);
        Outcome::LeftOut
    }

    fn unknown(&mut self, node: Node, line: u64) -> Outcome {
        let message = format!("{} is not described", self.shown(node));
        let place = Place::file(self.name).line(line);
        self.issues.push(Issue::new(codes::GRAPH_UNKNOWN_REFERENCE, place, message));
        Outcome::LeftOut
    }

    fn wrong_object(&mut self, statement: &Statement) -> Outcome {
        let object = match &statement.object {
            Object::Node(node) => self.shown(*node),
            Object::Text(text, _) => format!("the text `{}`", short(text)),
        };
        let property = statement.property_iri();
        let message = format!("{object} cannot be the object of `{property}`");
        self.issue(codes::RDF_OBJECT, statement, message);
        Outcome::LeftOut
    }

    /// What to call a node before people; the labels of blank nodes differ
    /// from run to run.
    fn shown(&self, node: Node) -> String {
        if self.is_blank(node) {
            return "a blank node".to_owned();
        }
        format!("`{}`", short(self.statements.nodes.name(node)))
    }

    fn issue(&mut self, code: Code, statement: &Statement, message: String) {
        let subject = self.statements.nodes.name(statement.subject);
        let mut place = Place::file(self.name).line(statement.line);
        if !self.is_blank(statement.subject) {
            place = place.about(short(subject));
        }
        self.issues.push(Issue::new(code, place, message));
    }

    /// Counts what is told once for the whole file.
    fn count(&mut self, code: Code, line: u64) {
        let count = self.counted.entry(code).or_insert(Count { times: 0, line });
        count.times += 1;
    }

    fn finish(mut self) -> SkosReport {
        for (code, Count { times, line }) in std::mem::take(&mut self.counted) {
            let message = if code == codes::RDF_UNTAGGED {
                format!("{} read as `{}`", some(times, "text"), self.options.language)
            } else if code == codes::RDF_BLANK {
                format!("{} about blank nodes, or leading to one", some(times, "statement"))
            } else if code == codes::RDF_UNTYPED {
                format!("{} not stated to be `skos:Concept`", some(times, "concept"))
            } else {
                format!("{} within another", some(times, "collection"))
            };
            let place = Place::file(self.name);
            let place = if line == 0 { place } else { place.line(line) };
            self.issues.push(Issue::new(code, place, message));
        }
        let named = self.unused.iter().take(NAMED);
        for (what, Count { times, line }) in named {
            let place = Place::file(self.name).line(*line);
            let message = format!("{} not read, of {}", some(*times, "statement"), short(what));
            self.issues.push(Issue::new(codes::RDF_UNUSED, place, message));
        }
        let rest: u64 = self.unused.values().skip(NAMED).map(|count| count.times).sum();
        if rest > 0 {
            let message = format!("{} not read, of other properties", some(rest, "statement"));
            self.issues.push(Issue::new(codes::RDF_UNUSED, Place::file(self.name), message));
        }
        if self.report.concepts + self.report.mappings == 0 {
            let message = "it holds no SKOS concept and no mapping";
            self.issues.push(Issue::new(codes::RDF_NOTHING, Place::file(self.name), message));
        }
        self.report.unused = self.unused.values().map(|count| count.times).sum();
        self.report.languages = self.languages.into_iter().collect();
        self.report
    }
}
