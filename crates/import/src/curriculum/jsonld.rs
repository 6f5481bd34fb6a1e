//! CTDL-ASN in JSON-LD, as statements.
//!
//! A small reader for that vocabulary alone: its context is built in, or
//! written out in the file, with prefixes and plain definitions of terms.
//! Nothing is fetched.
//!
//! # Source
//! JSON-LD 1.1, W3C Recommendation of 16 July 2020, §3 and §4.

use std::collections::BTreeMap;

use passerelle_model::{Issue, LanguageTag, Severity, codes};
use serde_json::{Map, Value};

use super::ctdl::{NAMESPACES, Property, RDF_TYPE, Statements, read_frameworks};
use super::json::Text;
use super::{Reading, ctdl, short};

/// The contexts that are built in.
const KNOWN: [&str; 2] = [
    "http://credreg.net/ctdlasn/schema/context/json",
    "https://credreg.net/ctdlasn/schema/context/json",
];

/// What the terms of a document mean.
struct Context {
    /// Prefixes and terms with what they stand for.
    terms: BTreeMap<String, String>,
    vocabulary: Option<String>,
    language: Option<LanguageTag>,
}

impl Default for Context {
    fn default() -> Self {
        let terms = [("ceasn", NAMESPACES[0]), ("rdf", RDF_TYPE.trim_end_matches("type"))];
        Self {
            terms: terms.map(|(prefix, of)| (prefix.to_owned(), of.to_owned())).into(),
            vocabulary: None,
            language: None,
        }
    }
}

impl Context {
    /// Takes in what a file states.
    ///
    /// # Errors
    /// What is not built in.
    fn take(&mut self, stated: &Value) -> Result<(), String> {
        match stated {
            Value::Null => Ok(()),
            Value::String(url) if KNOWN.contains(&url.trim_end_matches('/')) => Ok(()),
            Value::String(url) => {
                Err(format!("the context `{}` is not built in, and not fetched", short(url)))
            }
            Value::Array(parts) => parts.iter().try_for_each(|part| match part {
                Value::Array(_) => Err("a context has a list in a list".to_owned()),
                part => self.take(part),
            }),
            Value::Object(terms) => {
                terms.iter().try_for_each(|(term, meaning)| self.define(term, meaning))
            }
            _ => Err("the context is neither a URL nor a list of terms".to_owned()),
        }
    }

    fn define(&mut self, term: &str, meaning: &Value) -> Result<(), String> {
        let unknown = || format!("the context says of `{}` what is not built in", short(term));
        match (term, meaning) {
            ("@vocab", Value::String(iri)) => self.vocabulary = Some(iri.clone()),
            ("@language", Value::String(tag)) => self.language = LanguageTag::parse(tag).ok(),
            ("@version", _) | ("@vocab" | "@language", Value::Null) => {}
            (_, Value::String(iri)) if !term.starts_with('@') => {
                self.terms.insert(term.to_owned(), iri.clone());
            }
            (_, Value::Object(definition)) if !term.starts_with('@') => {
                let is_plain = definition.iter().all(|(key, value)| match (key.as_str(), value) {
                    ("@id" | "@type", Value::String(_)) | ("@prefix", _) => true,
                    ("@container", Value::String(of)) => {
                        matches!(of.as_str(), "@language" | "@set" | "@list")
                    }
                    _ => false,
                });
                if !is_plain {
                    return Err(unknown());
                }
                if let Some(Value::String(iri)) = definition.get("@id") {
                    self.terms.insert(term.to_owned(), iri.clone());
                }
            }
            _ => return Err(unknown()),
        }
        Ok(())
    }

    /// The IRI of a term; nothing where it has no meaning.
    fn iri(&self, term: &str) -> Option<String> {
        // A term may stand for another, but not for ever.
        let mut iri = term.to_owned();
        for _ in 0..4 {
            let next = match self.terms.get(&iri) {
                Some(meaning) => meaning.clone(),
                None => self.full(&iri),
            };
            if next == iri {
                break;
            }
            iri = next;
        }
        if iri.contains(':') {
            return Some(iri);
        }
        self.vocabulary.as_ref().map(|vocabulary| {
            let vocabulary = self.full(vocabulary);
            format!("{vocabulary}{iri}")
        })
    }

    /// An IRI that may begin with a prefix, in full.
    fn full(&self, iri: &str) -> String {
        match iri.split_once(':') {
            Some((prefix, rest)) if !rest.starts_with("//") => match self.terms.get(prefix) {
                Some(namespace) => format!("{namespace}{rest}"),
                None => iri.to_owned(),
            },
            _ => iri.to_owned(),
        }
    }
}

/// Reads the frameworks of a document.
pub(super) fn read(reading: &mut Reading<'_>, text: &Text<'_>, part: &str) {
    let document: Value = match serde_json::from_str(part) {
        Ok(document) => document,
        Err(error) => return reading.issues.push(text.issue(reading.name, part, &error)),
    };
    let mut context = Context::default();
    if let Err(message) = document.get("@context").map_or(Ok(()), |stated| context.take(stated)) {
        let place = reading.place().line(text.line_of(part.trim_start())).field("@context");
        reading.issues.push(Issue::new(codes::CURRICULUM_CONTEXT, place, message));
        return;
    }
    let mut reader = Reader {
        context,
        statements: Statements::default(),
        unnamed: 0,
        to_do: Vec::new(),
        unread: BTreeMap::new(),
    };
    reader.nodes(&document);
    if reader.unread.contains_key("@context") {
        let place = reading.place().field("@context");
        let message = "a node has a context of its own, which is not built in";
        reading.issues.push(Issue::new(codes::CURRICULUM_CONTEXT, place, message));
        return;
    }
    for (key, count) in reader.unread {
        let message = format!("`{key}` is not read; it is there {count} times");
        let issue = Issue::new(codes::CURRICULUM_SHAPE, reading.place().field(key), message);
        reading.issues.push(Issue { severity: Severity::Warning, ..issue });
    }
    read_frameworks(reading, &reader.statements);
}

/// The statements of a document so far.
struct Reader<'d> {
    context: Context,
    statements: Statements,
    /// How many nodes have no name.
    unnamed: usize,
    /// Nodes that are still to be read, with their names.
    to_do: Vec<(String, &'d Map<String, Value>)>,
    /// Keywords that are not read, with how often they are there.
    unread: BTreeMap<&'d str, usize>,
}

impl<'d> Reader<'d> {
    /// Reads all nodes of a document.
    fn nodes(&mut self, document: &'d Value) {
        let mut parts = vec![(document, true)];
        while let Some((part, is_top)) = parts.pop() {
            match part {
                Value::Array(list) => parts.extend(list.iter().rev().map(|part| (part, false))),
                Value::Object(object) => {
                    parts.extend(object.get("@graph").map(|graph| (graph, false)));
                    if !is_top {
                        self.own_context(object);
                    }
                    let describes = |key: &&String| !matches!(key.as_str(), "@graph" | "@context");
                    if object.keys().any(|key| describes(&key)) {
                        self.named(object);
                    }
                }
                _ => {}
            }
        }
        while let Some((subject, object)) = self.to_do.pop() {
            self.node(&subject, object);
        }
    }

    /// Puts a node with those to be read; gives its name.
    fn named(&mut self, object: &'d Map<String, Value>) -> String {
        let name = if let Some(Value::String(id)) = object.get("@id") {
            self.context.full(id)
        } else {
            self.unnamed += 1;
            format!("_:unnamed-{}", self.unnamed)
        };
        self.to_do.push((name.clone(), object));
        name
    }

    /// Notes that a node states a context of its own.
    fn own_context(&mut self, object: &Map<String, Value>) {
        if object.contains_key("@context") {
            *self.unread.entry("@context").or_default() += 1;
        }
    }

    fn node(&mut self, subject: &str, object: &'d Map<String, Value>) {
        for (key, value) in object {
            match key.as_str() {
                "@id" | "@graph" | "@context" | "@index" => {}
                "@type" => self.values(subject, Property::Type, value),
                key if key.starts_with('@') => *self.unread.entry(key).or_default() += 1,
                key => {
                    let iri = self.context.iri(key);
                    match iri.as_deref().and_then(Property::of) {
                        Some(property) => self.values(subject, property, value),
                        None => self.nested(value),
                    }
                }
            }
        }
    }

    /// Reads the nodes that are described within a value that is not read.
    fn nested(&mut self, value: &'d Value) {
        let parts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for object in parts.iter().filter_map(Value::as_object) {
            if object.contains_key("@id") && object.len() > 1 {
                self.own_context(object);
                self.named(object);
            }
        }
    }

    /// Adds a statement for each value of a property.
    fn values(&mut self, subject: &str, property: Property, value: &'d Value) {
        let mut values = vec![(value, self.context.language.clone())];
        while let Some((value, language)) = values.pop() {
            match value {
                Value::Array(list) => {
                    values.extend(list.iter().map(|value| (value, language.clone())));
                }
                Value::String(text) => self.add(subject, property, text, language),
                Value::Number(number) => {
                    self.add(subject, property, &number.to_string(), None);
                }
                Value::Object(object) => {
                    let tag = |text: &str| LanguageTag::parse(text).ok();
                    if let Some(value) = object.get("@value") {
                        let stated = object.get("@language").and_then(Value::as_str);
                        let language = stated.map_or(language, tag);
                        values.push((value, language.filter(|_| !object.contains_key("@type"))));
                    } else if let Some(list) = object.get("@list").or_else(|| object.get("@set")) {
                        values.push((list, language));
                    } else if object.keys().any(|key| key.starts_with('@')) || property.is_link() {
                        self.own_context(object);
                        let is_described = object.len() > 1 || !object.contains_key("@id");
                        let name = match object.get("@id").and_then(Value::as_str) {
                            Some(id) if !is_described => self.context.full(id),
                            _ => self.named(object),
                        };
                        self.add(subject, property, &name, None);
                    } else {
                        // A map of languages.
                        values.extend(object.iter().map(|(key, value)| (value, tag(key))));
                    }
                }
                Value::Null | Value::Bool(_) => {}
            }
        }
    }

    fn add(
        &mut self,
        subject: &str,
        property: Property,
        text: &str,
        language: Option<LanguageTag>,
    ) {
        let value = match property {
            Property::Type => {
                let text = self.context.iri(text).unwrap_or_default();
                ctdl::Value { text, language: None }
            }
            _ if property.is_link() => {
                ctdl::Value { text: self.context.full(text), language: None }
            }
            _ => ctdl::Value { text: text.to_owned(), language },
        };
        self.statements.add(subject, property, value);
    }
}
