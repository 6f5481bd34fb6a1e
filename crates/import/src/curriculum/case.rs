//! Packages of 1EdTech CASE: a document, items, and associations.

use passerelle_model::{Curriculum, Iri, Issue, Place, codes};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::json::{Member, Text, elements, said};
use super::tree::{Forest, Item};
use super::{Reading, short};

/// The document of a package, as far as it is of use here.
#[derive(Default, Deserialize)]
#[serde(default)]
struct CfDocument {
    #[serde(deserialize_with = "words")]
    identifier: Option<String>,
    #[serde(deserialize_with = "words")]
    uri: Option<String>,
    #[serde(deserialize_with = "words")]
    title: Option<String>,
    #[serde(deserialize_with = "words")]
    language: Option<String>,
    #[serde(deserialize_with = "words", rename = "officialSourceURL")]
    source: Option<String>,
}

/// An item of a package.
#[derive(Default, Deserialize)]
#[serde(default)]
struct CfItem {
    #[serde(deserialize_with = "words")]
    identifier: Option<String>,
    #[serde(deserialize_with = "words")]
    uri: Option<String>,
    #[serde(deserialize_with = "words", rename = "humanCodingScheme")]
    code: Option<String>,
    #[serde(deserialize_with = "words", rename = "fullStatement")]
    text: Option<String>,
    #[serde(deserialize_with = "words")]
    language: Option<String>,
}

/// A link between two items, or of an item with the document.
#[derive(Default, Deserialize)]
#[serde(default)]
struct CfAssociation {
    #[serde(deserialize_with = "words", rename = "associationType")]
    kind: Option<String>,
    #[serde(rename = "originNodeURI", alias = "originNodeIdentifier")]
    origin: CfNode,
    #[serde(rename = "destinationNodeURI", alias = "destinationNodeIdentifier")]
    destination: CfNode,
    #[serde(deserialize_with = "words", rename = "sequenceNumber")]
    sequence: Option<String>,
}

/// What an association leads to: an object, or in older packages its URI.
#[derive(Default)]
struct CfNode {
    identifier: Option<String>,
    uri: Option<String>,
}

impl<'de> Deserialize<'de> for CfNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let member = |key: &str| value.get(key).and_then(words_of);
        let whole = words_of(&value);
        Ok(Self {
            identifier: member("identifier").or_else(|| whole.clone()),
            uri: member("uri").or(whole),
        })
    }
}

/// A text where there is one; what else stands there is not of use.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(words_of(&Value::deserialize(deserializer)?))
}

fn words_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// What an association's end is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Node {
    Document,
    Item(usize),
}

/// Reads the framework of a package.
pub(super) fn read(reading: &mut Reading<'_>, text: &Text<'_>, members: &[Member<'_>]) {
    let Some(package) = Package::read(reading, text, members) else { return };
    let Package { document, items, links, matches, language } = package;
    let forest = forest(items, links);
    let mut curriculum = Curriculum {
        id: document.uri.or(document.identifier).unwrap_or_else(|| reading.stem()),
        title: document.title,
        source: document.source,
        ..Curriculum::default()
    };
    let line = members.first().map_or(1, |(_, value)| text.line_of(value.get()));
    let place = reading.place().line(line);
    match language.as_deref().map(str::parse).transpose() {
        Ok(language) => curriculum.language = language,
        Err(error) => {
            let place = place.clone().field("CFDocument.language");
            let message = format!("{error}, and left out");
            reading.issues.push(Issue::new(codes::CURRICULUM_VALUE, place, message));
        }
    }
    curriculum.modules = reading.modules(forest, matches);
    reading.add(curriculum, Vec::new(), &place, &|_| None);
}

/// A link of an item to what is above it; `None` is the document.
struct Link {
    parent: Option<usize>,
    child: usize,
    sequence: Option<f64>,
}

/// A package as it was read.
struct Package {
    document: CfDocument,
    items: Vec<Item>,
    links: Vec<Link>,
    /// What items match outside of the document.
    matches: Vec<(usize, String)>,
    language: Option<String>,
}

impl Package {
    fn read(reading: &mut Reading<'_>, text: &Text<'_>, members: &[Member<'_>]) -> Option<Self> {
        let member = |name: &str| members.iter().find(|(key, _)| key == name).map(|(_, raw)| *raw);
        let mut document = CfDocument::default();
        match member("CFDocument").map(|raw| (raw, serde_json::from_str(raw.get()))) {
            Some((_, Ok(read))) => document = read,
            Some((raw, Err(error))) => {
                reading.issues.push(text.issue(reading.name, raw.get(), &error));
                return None;
            }
            None => {
                let place = reading.place().field("CFDocument");
                let message = "the package has no document; it is called as the file is";
                reading.issues.push(Issue::new(codes::CURRICULUM_REFERENCE, place, message));
            }
        }
        let items = list(reading, text, member("CFItems"))?;
        let associations = list(reading, text, member("CFAssociations"))?;

        let mut nodes = FxHashMap::default();
        for name in [&document.identifier, &document.uri].into_iter().flatten() {
            nodes.insert(name.clone(), Node::Document);
        }
        let (items, languages) = read_items(reading, text, &items, &mut nodes);
        let mut package =
            Self { document, items, links: Vec::new(), matches: Vec::new(), language: None };
        // Where the document states no language, its items may all have one.
        let mut languages = languages.into_iter();
        let common = languages.next().flatten().filter(|first| {
            languages.all(|language| language.is_some_and(|l| l.eq_ignore_ascii_case(first)))
        });
        package.language = package.document.language.take().or(common);
        for raw in associations {
            match serde_json::from_str::<CfAssociation>(raw.get()) {
                Ok(association) => {
                    let line = text.line_of(raw.get());
                    package.association(reading, &association, &nodes, line);
                }
                Err(error) => {
                    let place = text.place(reading.name, raw.get(), &error);
                    let message = format!("it is no association: {}", said(&error));
                    reading.issues.push(Issue::new(codes::CURRICULUM_REFERENCE, place, message));
                }
            }
        }
        Some(package)
    }

    /// Takes an association; those that are neither of a tree nor a match of
    /// another framework are left aside.
    fn association(
        &mut self,
        reading: &mut Reading<'_>,
        association: &CfAssociation,
        nodes: &FxHashMap<String, Node>,
        line: u64,
    ) {
        let find = |node: &CfNode| {
            let mut names = [&node.identifier, &node.uri].into_iter().flatten();
            names.find_map(|name| nodes.get(name)).copied()
        };
        let (origin, destination) = (&association.origin, &association.destination);
        let ends = (find(origin), find(destination));
        let mut tell = |message: String| {
            let place = reading.place().line(line);
            reading.issues.push(Issue::new(codes::CURRICULUM_REFERENCE, place, message));
        };
        match association.kind.as_deref() {
            Some("isChildOf") => match ends {
                (Some(Node::Item(child)), Some(parent)) => {
                    let parent = match parent {
                        Node::Document => None,
                        Node::Item(parent) => Some(parent),
                    };
                    let number = association.sequence.as_ref().and_then(|text| text.parse().ok());
                    self.links.push(Link { parent, child, sequence: number });
                }
                (Some(Node::Document), _) => tell("the document stands below an item".to_owned()),
                (None, _) => {
                    tell(format!("there is no item {} to stand below another", named(origin)));
                }
                (_, None) => {
                    tell(format!("there is no item {} to stand below", named(destination)));
                }
            },
            Some("exactMatchOf") => {
                let (item, other) = match ends {
                    (Some(Node::Item(item)), None) => (item, destination),
                    (None, Some(Node::Item(item))) => (item, origin),
                    _ => return,
                };
                match other.uri.as_deref().map(Iri::parse) {
                    Some(Ok(iri)) => self.matches.push((item, iri.to_string())),
                    _ => tell(format!("what an item matches has no IRI: {}", named(other))),
                }
            }
            _ => {}
        }
    }
}

/// The elements of a member; nothing where it is no list.
fn list<'t>(
    reading: &mut Reading<'_>,
    text: &Text<'_>,
    member: Option<&'t RawValue>,
) -> Option<Vec<&'t RawValue>> {
    let Some(raw) = member.filter(|raw| raw.get() != "null") else { return Some(Vec::new()) };
    let (list, error) = elements(raw.get());
    if let Some(error) = error {
        reading.issues.push(text.issue(reading.name, raw.get(), &error));
        return None;
    }
    Some(list)
}

/// Reads the items, and the language of each.
fn read_items(
    reading: &mut Reading<'_>,
    text: &Text<'_>,
    list: &[&RawValue],
    nodes: &mut FxHashMap<String, Node>,
) -> (Vec<Item>, Vec<Option<String>>) {
    let (mut items, mut languages) = (Vec::with_capacity(list.len()), Vec::new());
    let mut uris = Vec::new();
    for (raw, position) in list.iter().zip(1..) {
        let line = text.line_of(raw.get());
        let item: CfItem = match serde_json::from_str(raw.get()) {
            Ok(item) => item,
            Err(error) => {
                let place = text.place(reading.name, raw.get(), &error);
                let message = format!("it is no item: {}", said(&error));
                reading.issues.push(Issue::new(codes::CURRICULUM_ITEM, place, message));
                continue;
            }
        };
        let own = item.identifier.or_else(|| item.uri.clone());
        let id = own.unwrap_or_else(|| format!("item-{position}"));
        if nodes.contains_key(&id) {
            let place = Place::file(reading.name).line(line).about(short(&id));
            let message = "an earlier item or the document has this identifier";
            reading.issues.push(Issue::new(codes::CURRICULUM_DUPLICATE, place, message));
            continue;
        }
        nodes.insert(id.clone(), Node::Item(items.len()));
        uris.extend(item.uri.map(|uri| (uri, items.len())));
        languages.push(item.language);
        let (code, text) = (item.code, item.text);
        items.push(Item { id, code, text, concept: None, line: Some(line) });
    }
    for (uri, at) in uris {
        nodes.entry(uri).or_insert(Node::Item(at));
    }
    (items, languages)
}

fn named(node: &CfNode) -> String {
    let name = node.identifier.as_ref().or(node.uri.as_ref());
    name.map_or_else(|| "without a name".to_owned(), |name| format!("`{}`", short(name)))
}

/// The tree that the links make; links with a number come first, by it.
fn forest(items: Vec<Item>, mut links: Vec<Link>) -> Forest {
    links.sort_by(|a, b| {
        let number = |link: &Link| link.sequence.unwrap_or(f64::INFINITY);
        number(a).total_cmp(&number(b)).then(a.child.cmp(&b.child))
    });
    let mut forest = Forest { children: vec![Vec::new(); items.len()], items, ..Forest::default() };
    let mut seen = FxHashSet::default();
    for Link { parent, child, .. } in links {
        if !seen.insert((parent, child)) {
            continue;
        }
        match parent {
            None => forest.roots.push(child),
            Some(parent) => forest.children.get_mut(parent).into_iter().for_each(|c| c.push(child)),
        }
    }
    forest
}
