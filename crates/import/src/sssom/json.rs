//! Reading and writing mapping sets in JSON.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use passerelle_model::crosswalk::Crosswalk;
use passerelle_model::{Issue, Place, codes};
use serde::de::Deserialize;
use serde_json::Value as Json;

use super::names::{Names, is_name};
use super::node::{Entry, Node};
use super::read::read_all;
use super::set::{At, Reading};
use super::slots::{self, Kind, On, Values};
use super::values::cut;
use super::write::{Written, columns, set_slots};
use crate::Error;

/// Longer than any real mapping set.
const MAX_JSON_LEN: u64 = 1 << 30;

/// Reads a mapping set in JSON: one object with its slots, with the prefixes
/// in `curie_map` or `@context`, and with the list `mappings`.
///
/// Values mean what they mean in a table; numbers may be numbers, and a slot
/// of many values is a list. JSON has no lines here: the place of an issue is
/// a path, `mappings[3].object_id`, and [`CrosswalkMapping::line`] is 0.
///
/// # Errors
/// [`Error::CannotRead`], [`Error::Utf16`], and [`Error::Table`] where it is
/// not a JSON object.
///
/// # Source
/// SSSOM, *The JSON serialisation format*: the mapping set's class, written
/// out; the standard leaves the details open.
///
/// [`CrosswalkMapping::line`]: passerelle_model::crosswalk::CrosswalkMapping::line
pub fn read_json(name: &str, reader: impl Read) -> Result<(Crosswalk, Vec<Issue>), Error> {
    let bytes = read_all(name, reader, MAX_JSON_LEN)?;
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Error::Utf16 { path: name.into() });
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let refused = |place: Place, message: String| Error::Table {
        issue: Box::new(Issue::new(codes::SSSOM_JSON, place, message)),
    };
    let mut json = serde_json::Deserializer::from_slice(text);
    let parsed = Node::deserialize(&mut json).and_then(|node| json.end().map(|()| node));
    let entries = match parsed {
        Ok(Node::Map(entries)) => entries,
        Ok(_) => return Err(refused(Place::file(name), "it is not an object".to_owned())),
        Err(error) => {
            let place = Place::file(name).line(error.line().max(1) as u64);
            return Err(refused(place, format!("it is not JSON: {error}")));
        }
    };

    let mut reading = Reading::new(name);
    let at = At { place: Place::file(name), path: String::new() };
    let (mut metadata, mut mappings) = (Vec::new(), None);
    for entry in entries {
        match entry.name.as_str() {
            "@context" => context(&mut reading, &at, &entry.node),
            // What LinkML says of the object itself.
            "@type" | "@id" => {}
            "mappings" if mappings.is_none() => mappings = Some(entry.node),
            _ => metadata.push(entry),
        }
    }
    reading.metadata(vec![(at.clone(), metadata)]);
    match mappings {
        Some(Node::List(nodes)) => {
            for (number, node) in nodes.into_iter().enumerate() {
                mapping(&mut reading, &at, number, node);
            }
        }
        Some(Node::Null) | None => {
            let message = "it has no list `mappings`";
            reading.tell(codes::SSSOM_NO_MAPPINGS, at.slot("mappings"), message);
        }
        Some(_) => {
            let message = "`mappings` is not a list";
            reading.tell(codes::SSSOM_JSON, at.slot("mappings"), message);
        }
    }
    Ok(reading.finish())
}

/// The prefixes of a context of JSON-LD: names of what is clearly the start
/// of an IRI. What else it says is of no use here.
fn context(reading: &mut Reading<'_>, at: &At, node: &Node) {
    match node {
        Node::List(nodes) => nodes.iter().for_each(|node| context(reading, at, node)),
        Node::Map(entries) => {
            for Entry { name, node, .. } in entries {
                let Node::Text(namespace) = node else { continue };
                let is_start = namespace.contains("://") || namespace.starts_with("urn:");
                if is_name(name) && is_start && slots::find(name, On::Set).is_none() {
                    reading.prefix(at.slot("@context"), name, namespace.trim());
                }
            }
        }
        Node::Null | Node::Text(_) => {}
    }
}

fn mapping(reading: &mut Reading<'_>, set: &At, number: usize, node: Node) {
    let at = At { place: set.place.clone(), path: format!("mappings[{number}].") };
    let Node::Map(entries) = node else {
        let place = set.slot(&format!("mappings[{number}]"));
        reading.tell(codes::SSSOM_JSON, place, "the mapping is not an object");
        return;
    };
    let (mut stated, mut seen) = (Vec::new(), BTreeSet::new());
    for Entry { name, node, .. } in entries {
        let place = at.slot(&name);
        if name == "@type" {
            continue;
        }
        if !seen.insert(name.clone()) {
            let message = format!("the slot `{}` is stated twice", cut(&name));
            reading.tell(codes::SSSOM_TWICE, place, message);
            continue;
        }
        let fields = reading.fields(&name, &place, On::Mapping);
        let Some(texts) = node.into_texts() else {
            let message = "it is neither a text nor a list of texts";
            // A modifier of any shape may turn the mapping around.
            if name == "predicate_modifier" {
                reading.tell(codes::SSSOM_MODIFIER, place, message);
                return;
            }
            reading.tell(codes::CSV_SIDE_VALUE, place, message);
            continue;
        };
        stated.extend(fields.into_iter().map(|field| (field, texts.clone())));
    }
    // What is of before 1.0 gives way to its successor.
    stated.sort_by_key(|(field, _)| field.is_former());
    let stated = stated.iter().map(|(field, texts)| (field, texts.clone())).collect();
    reading.mapping(&at, 0, stated);
}

/// Writes a mapping set in JSON, one mapping on each line.
///
/// What [`write_tsv`](super::write_tsv) says of order, abbreviation and
/// identity holds here, too.
///
/// # Errors
/// What `out` reports.
pub fn write_json(set: &Crosswalk, out: &mut dyn Write) -> io::Result<()> {
    let names = Names::of(&set.prefixes);
    writeln!(out, "{{")?;
    write!(out, "  \"curie_map\": ")?;
    let prefixes =
        names.declared().iter().map(|p| (p.prefix.as_str(), Json::from(p.namespace.as_str())));
    object(out, prefixes)?;
    for slot in set_slots(set) {
        let Some(value) = set.slots.get(slot.name) else { continue };
        write!(out, ",\n  {}: ", Json::from(slot.name))?;
        write!(out, "{}", json(&slot, slot.of(value, &names)))?;
    }
    if !set.extensions.is_empty() {
        write!(out, ",\n  \"extension_definitions\": [")?;
        for (at, definition) in set.extensions.iter().enumerate() {
            write!(out, "{}", if at == 0 { "\n    " } else { ",\n    " })?;
            let abbreviated = |iri: &Option<String>| iri.as_ref().map(|iri| names.abbreviate(iri));
            let parts = [
                ("slot_name", Some(definition.slot_name.clone())),
                ("property", abbreviated(&definition.property)),
                ("type_hint", abbreviated(&definition.type_hint)),
            ];
            let parts = parts.into_iter();
            object(out, parts.filter_map(|(part, text)| Some((part, Json::from(text?)))))?;
        }
        write!(out, "\n  ]")?;
    }
    write!(out, ",\n  \"mappings\": [")?;
    let columns = columns(set);
    for (at, mapping) in set.mappings.iter().enumerate() {
        write!(out, "{}", if at == 0 { "\n    " } else { ",\n    " })?;
        let stated = columns.iter().map(|column| (column, column.texts(mapping, &names)));
        let stated = stated.filter(|(_, texts)| !texts.is_empty());
        object(out, stated.map(|(column, texts)| (column.name, json(column, texts))))?;
    }
    writeln!(out, "{}", if set.mappings.is_empty() { "]" } else { "\n  ]" })?;
    writeln!(out, "}}")?;
    out.flush()
}

/// An object on one line, in the order given.
fn object<'e>(
    out: &mut dyn Write,
    entries: impl Iterator<Item = (&'e str, Json)>,
) -> io::Result<()> {
    write!(out, "{{")?;
    for (at, (name, value)) in entries.enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        write!(out, "{comma}{}: {value}", Json::from(name))?;
    }
    write!(out, "}}")
}

fn json(slot: &Written<'_>, texts: Vec<String>) -> Json {
    let one = |text: String| match slot.kind {
        Kind::Share | Kind::Agreement => match text.parse::<f64>() {
            Ok(number) => Json::from(number),
            Err(_) => Json::from(text),
        },
        _ => Json::from(text),
    };
    let mut values = texts.into_iter().map(one);
    match slot.values {
        Values::Many => values.collect(),
        Values::One => values.next().unwrap_or_default(),
    }
}
