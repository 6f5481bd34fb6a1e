//! What YAML and JSON have in common: texts, lists and maps.

use std::fmt;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value of a document, with all scalars as text: what a number or a date
/// is depends on the slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Nothing.
    Null,
    /// A text, number or truth value.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Names and values, in the order of the document.
    Map(Vec<Entry>),
}

/// A name with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// The line of the name; nothing where lines are not counted.
    pub(super) line: Option<u64>,
    pub(super) node: Node,
}

impl Node {
    /// The texts of a text or a list of texts; nothing where it is another.
    pub(super) fn into_texts(self) -> Option<Vec<String>> {
        match self {
            Self::Null => Some(Vec::new()),
            Self::Text(text) => Some(vec![text]),
            Self::List(nodes) => nodes
                .into_iter()
                .filter(|node| *node != Self::Null)
                .map(|node| if let Self::Text(text) = node { Some(text) } else { None })
                .collect(),
            Self::Map(_) => None,
        }
    }
}

/// Deeper than any metadata; the walk below is as deep.
const MAX_DEPTH: usize = 16;

/// Reads a document of YAML: the line of a fault, and what it is.
///
/// Tags and the names of anchors are passed over. An alias is a fault: SSSOM
/// has none, and a few of them can unfold to any size.
pub(super) fn parse_yaml(text: &str) -> Result<Node, (u64, String)> {
    if let Some((before, _)) = text.split_once('\0') {
        let line = before.matches('\n').count() as u64 + 1;
        return Err((line, "there is a null character in it".to_owned()));
    }
    let mut events = Events { parser: Parser::new_from_str(text), line: 1 };
    let mut root = None;
    while let Some(event) = events.next()? {
        match event {
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::Nothing => {}
            _ if root.is_some() => {
                return Err((events.line, "a second document begins".to_owned()));
            }
            event => root = Some(events.node(event, 0)?),
        }
    }
    Ok(root.unwrap_or(Node::Null))
}

struct Events<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    line: u64,
}

impl<'t> Events<'t> {
    fn next(&mut self) -> Result<Option<Event<'t>>, (u64, String)> {
        match self.parser.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => {
                self.line = (span.start.line() as u64).max(1);
                Ok(Some(event))
            }
            Some(Err(error)) => {
                Err(((error.marker().line() as u64).max(1), error.info().to_owned()))
            }
        }
    }

    fn expect(&mut self) -> Result<Event<'t>, (u64, String)> {
        self.next()?.ok_or_else(|| (self.line, "the text ends too early".to_owned()))
    }

    fn node(&mut self, event: Event<'t>, depth: usize) -> Result<Node, (u64, String)> {
        if depth > MAX_DEPTH {
            return Err((self.line, format!("it is more than {MAX_DEPTH} levels deep")));
        }
        match event {
            Event::Scalar(text, style, ..) => Ok(match (&*text, style) {
                ("" | "~" | "null" | "Null" | "NULL", ScalarStyle::Plain) => Node::Null,
                _ => Node::Text(text.into_owned()),
            }),
            Event::SequenceStart(..) => {
                let mut nodes = Vec::new();
                loop {
                    match self.expect()? {
                        Event::SequenceEnd => return Ok(Node::List(nodes)),
                        event => nodes.push(self.node(event, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    let name = match self.expect()? {
                        Event::MappingEnd => return Ok(Node::Map(entries)),
                        Event::Scalar(text, ..) => text.into_owned(),
                        _ => return Err((self.line, "a name is not a text".to_owned())),
                    };
                    let line = Some(self.line);
                    let value = self.expect()?;
                    let node = self.node(value, depth + 1)?;
                    entries.push(Entry { name, line, node });
                }
            }
            Event::Alias(_) => Err((self.line, "it has an alias, which SSSOM forbids".to_owned())),
            _ => Err((self.line, "it is not a value".to_owned())),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyNode;

        impl<'de> Visitor<'de> for AnyNode {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Text(value.to_string()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
                Ok(Node::Text(value.to_string()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
                Ok(Node::Text(value.to_string()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
                Ok(Node::Text(value.to_string()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Node, E> {
                Ok(Node::Text(value.to_owned()))
            }

            fn visit_string<E>(self, value: String) -> Result<Node, E> {
                Ok(Node::Text(value))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
                let mut nodes = Vec::new();
                while let Some(node) = seq.next_element()? {
                    nodes.push(node);
                }
                Ok(Node::List(nodes))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut entries = Vec::new();
                while let Some((name, node)) = map.next_entry()? {
                    entries.push(Entry { name, line: None, node });
                }
                Ok(Node::Map(entries))
            }
        }

        deserializer.deserialize_any(AnyNode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: &Node) -> String {
        match node {
            Node::Null => "-".to_owned(),
            Node::Text(text) => format!("{text:?}"),
            Node::List(nodes) => {
                format!("[{}]", nodes.iter().map(shown).collect::<Vec<_>>().join(" "))
            }
            Node::Map(entries) => {
                let entries = entries.iter().map(|e| format!("{}={}", e.name, shown(&e.node)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = parse_yaml(text);
        let found = found.map_or_else(|(line, why)| format!("{line}: {why}"), |node| shown(&node));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn scalars_stay_text() {
        check(
            "a: 1.10\nb: 2020-05-30\nc: yes\nd: 'x'\ne:\nf: \"\"\n",
            r#"{a="1.10" b="2020-05-30" c="yes" d="x" e=- f=""}"#,
        );
        check("a:\n  - x\n  - y: 1\n", r#"{a=["x" {y="1"}]}"#);
        check("a: >-\n  x\n  y\n", r#"{a="x y"}"#);
        check("a: \"\\0\\x07\\u2028\\U0001F600\\t\\\\\"\n", "{a=\"\\0\\u{7}\\u{2028}😀\\t\\\\\"}");
        check("", "-");
    }

    #[test]
    fn faults_have_their_line() {
        check("a: 1\nb: *x\n", "2: while parsing node, found unknown anchor");
        check("a: &x 1\nb: *x\n", "2: it has an alias, which SSSOM forbids");
        check("a: 1\n---\nb: 1\n", "3: a second document begins");
        check("a: \0\n", "1: there is a null character in it");
        assert!(parse_yaml("a: [").is_err());
        assert!(parse_yaml("a: 1\nThis is a comment.\nb: 2\n").is_err());
    }

    #[test]
    fn depth_is_limited() {
        assert!(parse_yaml(&"[".repeat(100_000)).is_err());
        assert!(parse_yaml(&"- ".repeat(100_000)).is_err());
        assert!(parse_yaml(&"{a: ".repeat(50)).is_err());
        let nested: String = (0..50).map(|depth| " ".repeat(depth) + "a:\n").collect();
        assert!(parse_yaml(&nested).is_err());
    }
}
