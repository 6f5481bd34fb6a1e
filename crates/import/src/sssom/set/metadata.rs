//! What is said of a set: its prefixes, its definitions, its slots.

use std::collections::BTreeMap;

use passerelle_model::crosswalk::ExtensionDefinition;
use passerelle_model::{Place, codes};

use super::super::names::{Named, Undeclared, is_name};
use super::super::node::{Entry, Node};
use super::super::slots::{self, On, STRUCTURE};
use super::super::values::{cut, why};
use super::{At, Reading};

/// More than any real set defines: a definition is looked for in all of them.
const MAX_DEFINITIONS: usize = 1000;

impl Reading<'_> {
    /// Reads what is said of the set: documents, the one that counts more
    /// first.
    pub(in super::super) fn metadata(&mut self, documents: Vec<(At, Vec<Entry>)>) {
        let mut stated: Vec<(At, Entry)> = Vec::new();
        let (mut prefixes, mut extensions) = (Vec::new(), Vec::new());
        for (at, entries) in documents {
            for entry in entries {
                let mut at = at.clone();
                if let Some(line) = entry.line {
                    at.place = at.place.line(line);
                }
                match entry.name.as_str() {
                    "curie_map" => prefixes.push((at, entry.node)),
                    "extension_definitions" => extensions.push((at, entry.node)),
                    "mappings" => {
                        let message = "mappings stand in the table, not in the metadata";
                        self.tell(codes::SSSOM_METADATA, at.slot("mappings"), message);
                    }
                    _ => stated.push((at, entry)),
                }
            }
        }
        // Identifiers need prefixes, and values of other slots their types.
        for (at, node) in prefixes {
            self.prefixes(&at, node);
        }
        for (at, node) in extensions {
            self.extensions(&at, node);
        }
        for (at, entry) in stated {
            self.set_slot(&at, entry);
        }
    }

    /// The prefixes of a `curie_map`.
    fn prefixes(&mut self, at: &At, node: Node) {
        let entries = match node {
            Node::Map(entries) => entries,
            Node::Null => return,
            _ => {
                let message = "it is not a list of prefixes with what they stand for";
                self.tell(codes::SSSOM_METADATA, at.slot("curie_map"), message);
                return;
            }
        };
        for Entry { name, line, node } in entries {
            let mut place = at.slot("curie_map");
            if let Some(line) = line {
                place = place.line(line);
            }
            let namespace = match node {
                Node::Text(text) => Some(text),
                // As LinkML writes a map of objects.
                Node::Map(parts) => parts.into_iter().find_map(|part| match part.node {
                    Node::Text(text) if part.name == "prefix_url" => Some(text),
                    _ => None,
                }),
                Node::Null | Node::List(_) => None,
            };
            self.prefix(place, &name, namespace.as_deref().unwrap_or_default().trim());
        }
    }

    /// Declares one prefix.
    pub(in super::super) fn prefix(&mut self, place: Place, prefix: &str, namespace: &str) {
        let message = match self.names.declare(prefix, namespace) {
            Ok(()) => return,
            Err(Undeclared::Twice) => {
                let message = format!("the prefix `{}` is declared twice", cut(prefix));
                self.tell(codes::SSSOM_TWICE, place, message);
                return;
            }
            Err(Undeclared::TooMany) => {
                format!("the prefix `{prefix}` is one too many, and is not declared")
            }
            Err(Undeclared::Name) => format!("`{}` cannot be a prefix", cut(prefix)),
            Err(Undeclared::Namespace) => format!(
                "the prefix `{}` stands for `{}`, which is not an absolute IRI",
                cut(prefix),
                cut(namespace)
            ),
            Err(Undeclared::BuiltIn(meaning)) => {
                format!("the prefix `{prefix}` is built in and stands for `{meaning}`")
            }
        };
        self.tell(codes::SSSOM_PREFIX, place, message);
    }

    /// The definitions of slots that the standard does not know.
    fn extensions(&mut self, at: &At, node: Node) {
        let nodes = match node {
            Node::List(nodes) => nodes,
            Node::Null => return,
            node => vec![node],
        };
        let count = nodes.len();
        if count > MAX_DEFINITIONS {
            let message = format!("{count} slots are defined; only {MAX_DEFINITIONS} are read");
            self.tell(codes::SSSOM_EXTENSION, at.slot("extension_definitions"), message);
        }
        for (number, node) in nodes.into_iter().take(MAX_DEFINITIONS).enumerate() {
            let path = format!("extension_definitions[{number}]");
            match self.extension(node) {
                Ok(definition) => self.set.extensions.push(definition),
                Err(message) => self.tell(codes::SSSOM_EXTENSION, at.slot(&path), message),
            }
        }
    }

    fn extension(&self, node: Node) -> Result<ExtensionDefinition, String> {
        let Node::Map(parts) = node else { return Err("it is not a definition".to_owned()) };
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for Entry { name, node, .. } in parts {
            let text = match node {
                Node::Null => continue,
                Node::Text(text) => text,
                Node::List(_) | Node::Map(_) => {
                    return Err(format!("`{}` is not a text", cut(&name)));
                }
            };
            if !["slot_name", "property", "type_hint"].contains(&name.as_str()) {
                return Err(format!("a definition has no `{}`", cut(&name)));
            }
            found.insert(name, text);
        }
        let slot_name = found.remove("slot_name").unwrap_or_default();
        if !is_name(&slot_name) || STRUCTURE.contains(&slot_name.as_str()) {
            return Err(format!("`{}` cannot be the name of a slot", cut(&slot_name)));
        }
        if slots::find(&slot_name, On::Set).is_some() {
            return Err(format!("`{slot_name}` is a slot of the standard"));
        }
        let mut reference = |part: &str| match found.remove(part) {
            None => Ok(None),
            Some(text) => match self.names.expand(&text) {
                Ok(Named::Curie(iri) | Named::Iri(iri)) => Ok(Some(iri)),
                Err(unknown) => Err(why(&text, unknown)),
            },
        };
        let (property, type_hint) = (reference("property")?, reference("type_hint")?);
        for earlier in &self.set.extensions {
            if earlier.slot_name == slot_name {
                return Err(format!("the slot `{slot_name}` is defined twice"));
            }
            if property.is_some() && earlier.property == property {
                return Err(format!("`{slot_name}` has the property of `{}`", earlier.slot_name));
            }
        }
        Ok(ExtensionDefinition { slot_name, property, type_hint })
    }

    /// One slot of the set.
    fn set_slot(&mut self, at: &At, entry: Entry) {
        let fields = self.fields(&entry.name, &at.slot(&entry.name), On::Set);
        let place = at.slot(&entry.name);
        let Some(texts) = entry.node.into_texts() else {
            if !fields.is_empty() {
                let message = "it is neither a text nor a list of texts";
                self.tell(codes::SSSOM_METADATA, place, message);
            }
            return;
        };
        for field in fields {
            if self.set.slots.contains_key(&field.name) {
                if field.former.is_none() {
                    let message = format!("the slot `{}` is stated twice", field.name);
                    self.tell(codes::SSSOM_TWICE, place.clone(), message);
                }
            } else if let Ok(Some(value)) = self.value(&field, &place, texts.clone()) {
                self.set.slots.insert(field.name, value);
            }
        }
    }
}
