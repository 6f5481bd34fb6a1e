//! Crosswalks as SKOS: nothing but mappings, and what to call their ends.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping, SEMAPV};
use passerelle_model::{Issue, LabelRole, MappingPredicate, Place, codes};
use rustc_hash::{FxHashMap, FxHashSet};

use super::describe::facts_of;
use super::parse::read_triples;
use super::schemes::{mapping_set_id, schemes_of, source_of};
use super::statements::{Language, Node, Object, Statement, Statements};
use super::vocabulary::{Property, term};
use super::write::{Triples, mapping_iri};
use super::{RdfFormat, SkosOptions, short, some};
use crate::Error;

/// Reads the mappings of a file as a crosswalk, in the order of the file.
///
/// A mapping stated twice is one, as everywhere in RDF. Labels of the ends,
/// where the file has them, become `subject_label` and `object_label`: in
/// English, else without a language, else in the first of the others by
/// text. The set is named after the file's scheme, else after the file.
///
/// # Errors
/// [`Error`] where the reader fails or the file is UTF-16.
pub fn read_crosswalk(
    name: &str,
    reader: impl Read,
    format: RdfFormat,
) -> Result<(Crosswalk, Vec<Issue>), Error> {
    let mut issues = Vec::new();
    let mut statements = Statements::new();
    let file = read_triples(name, reader, format, &mut issues, &mut |triple, line| {
        statements.add(&triple, line);
    })?;
    let mut crosswalk = Crosswalk { prefixes: file.prefixes, ..Crosswalk::default() };
    let facts = facts_of(&statements);
    let schemes = schemes_of(&statements, &facts, &SkosOptions::default());
    let (source, _) = source_of(name, file.blake3, &statements, &facts, &schemes);
    let id = mapping_set_id(&source);
    crosswalk.slots.insert("mapping_set_id".to_owned(), id.into());
    let title = format!("mappings of {}", source.name);
    crosswalk.slots.insert("mapping_set_title".to_owned(), title.into());
    for (slot, value) in [("mapping_set_version", source.version), ("license", source.licence)] {
        if !value.is_empty() {
            crosswalk.slots.insert(slot.to_owned(), value.into());
        }
    }

    let labels = labels_of(&statements);
    let mut seen: FxHashSet<(Node, MappingPredicate, Node)> = FxHashSet::default();
    let mut read = 0;
    for statement in &statements.list {
        let Property::Mapping(predicate) = statement.property() else { continue };
        read += 1;
        let place = Place::file(name).line(statement.line);
        let Some(object) = statement.node() else {
            let text = short(statement.text().unwrap_or_default());
            let message = format!("the text `{text}` cannot be the object of a mapping");
            issues.push(Issue::new(codes::RDF_OBJECT, place, message));
            continue;
        };
        if statements.nodes.is_blank(statement.subject) || statements.nodes.is_blank(object) {
            let message = "one end of a mapping is a blank node";
            issues.push(Issue::new(codes::RDF_BLANK, place, message));
            continue;
        }
        if !seen.insert((statement.subject, predicate, object)) {
            continue;
        }
        let mut mapping = CrosswalkMapping {
            subject: statements.nodes.name(statement.subject).to_owned(),
            predicate: mapping_iri(predicate).to_owned(),
            object: statements.nodes.name(object).to_owned(),
            justification: format!("{SEMAPV}UnspecifiedMatching"),
            line: statement.line,
            ..CrosswalkMapping::default()
        };
        for (slot, end) in [("subject_label", statement.subject), ("object_label", object)] {
            if let Some((_, label)) = labels.get(&end) {
                mapping.set(slot, *label);
            }
        }
        crosswalk.mappings.push(mapping);
    }
    let others = statements.triples - read;
    if others > 0 {
        let message = format!("{} that state no mapping", some(others, "statement"));
        issues.push(Issue::new(codes::RDF_UNUSED, Place::file(name), message));
    }
    if crosswalk.mappings.is_empty() {
        let message = "it holds no mapping";
        issues.push(Issue::new(codes::RDF_NOTHING, Place::file(name), message));
    }
    Ok((crosswalk, issues))
}

/// The best label of each node, with its rank.
fn labels_of(statements: &Statements) -> FxHashMap<Node, (u8, &str)> {
    let mut labels: FxHashMap<Node, (u8, &str)> = FxHashMap::default();
    for statement in &statements.list {
        let Some((rank, text)) = label_of(statements, statement) else { continue };
        let best = labels.entry(statement.subject).or_insert((rank, text));
        *best = (*best).min((rank, text));
    }
    labels
}

fn label_of<'a>(statements: &'a Statements, statement: &'a Statement) -> Option<(u8, &'a str)> {
    let property = match statement.property() {
        Property::Label(LabelRole::Preferred) => 0,
        Property::Title(_) => 3,
        _ => return None,
    };
    let Object::Text(text, language) = &statement.object else { return None };
    let language = match language {
        Language::None => 1,
        Language::Tag(at) => {
            let (_, tag) = &statements.tags[*at as usize];
            if tag.as_ref().is_some_and(|tag| tag.primary() == "en") { 0 } else { 2 }
        }
    };
    Some((property + language, &**text)).filter(|(_, text)| !text.trim().is_empty())
}

/// What is written of one end of mappings.
#[derive(Default)]
struct End<'a> {
    labels: BTreeSet<&'a str>,
    mappings: BTreeSet<(MappingPredicate, &'a str)>,
}

/// Writes a crosswalk as SKOS, and gives the number of mappings that SKOS
/// cannot state: those of other predicates, negated ones, those that state
/// that there is no counterpart, and those with an end that is no IRI.
///
/// The same mappings give the same bytes: sorted, each once. The ends have
/// their labels as `rdfs:label` (the first by text, where there are several),
/// for a crosswalk does not know what their publishers prefer.
///
/// # Errors
/// [`Error::CannotWrite`] where the writer fails.
pub fn write_crosswalk(
    crosswalk: &Crosswalk,
    format: RdfFormat,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    let mut ends: BTreeMap<&str, End<'_>> = BTreeMap::new();
    let mut left_out = 0;
    for mapping in &crosswalk.mappings {
        let is_iri = |iri: &str| oxrdf::NamedNodeRef::new(iri).is_ok();
        let (subject, object) = (mapping.subject.as_str(), mapping.object.as_str());
        let stated =
            !mapping.is_unmapped() && !mapping.is_negated() && is_iri(subject) && is_iri(object);
        let Some(predicate) = mapping.predicate_kind().filter(|_| stated) else {
            left_out += 1;
            continue;
        };
        ends.entry(subject).or_default().mappings.insert((predicate, object));
        for (end, slot) in [(subject, "subject_label"), (object, "object_label")] {
            let end = ends.entry(end).or_default();
            end.labels.extend(mapping.slot(slot));
        }
    }
    let mut triples = Triples::new(format, crosswalk.prefixes.iter(), out);
    let mut write = || {
        for (iri, end) in &ends {
            if let Some(label) = end.labels.first() {
                triples.text(iri, term!(rdfs "label"), label, None)?;
            }
            for (predicate, object) in &end.mappings {
                triples.node(iri, mapping_iri(*predicate), object)?;
            }
        }
        Ok(())
    };
    write().and_then(|()| triples.finish()).map_err(|source| Error::CannotWrite { source })?;
    Ok(left_out)
}
