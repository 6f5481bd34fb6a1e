//! A row of a table as the JSON object of a record.
//!
//! A cell holds a text, a number, a flag, a list (`DE|AT`) or entries:
//! entries are separated by `|`, the parts of an entry by `;`. Its first part
//! is its main value (`W6.3`, `isco:7212`, `de`), the others are the fields of
//! the JSON object, `proficiency=3`. A `\` keeps the sign after it from
//! separating.

use std::ops::Range;

use serde_json::{Map, Value};

/// The columns of a table of records.
#[derive(Debug)]
pub struct Layout {
    /// The columns that a table must have.
    pub(super) needed: &'static [&'static str],
    /// Every column, and what its cells hold.
    pub(super) columns: &'static [(&'static str, Cell)],
}

/// What a cell holds, and where in the record it goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell {
    Text(&'static str),
    Number(&'static str),
    Flag(&'static str),
    List(&'static str),
    Entries(&'static str, Main),
}

/// What the main value of an entry is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Main {
    /// A skill by concept, code or text.
    Skill,
    /// A field.
    Field(&'static str),
}

/// Puts a cell into a record; an empty one says nothing.
///
/// Gives what is wrong with the cell, without its value.
pub(super) fn put(record: &mut Map<String, Value>, cell: Cell, text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    match cell {
        Cell::Text(path) => insert(record, path, Value::from(text)),
        Cell::Number(path) => insert(record, path, number(text)),
        Cell::Flag(path) => insert(record, path, flag(text)),
        Cell::List(path) => {
            let list = split(text, '|').into_iter().map(|part| unescaped(part.trim()));
            insert(record, path, list.map(Value::from).collect());
        }
        Cell::Entries(path, main) => {
            let entries = split(text, '|').into_iter().filter(|entry| !entry.trim().is_empty());
            let entries: Result<Vec<Value>, String> = entries.map(|e| entry(e, main)).collect();
            insert(record, path, Value::from(entries?));
        }
    }
    Ok(())
}

/// One entry: `main;key=value;key=value`.
fn entry(text: &str, main: Main) -> Result<Value, String> {
    let mut object = Map::new();
    let mut seen = Vec::new();
    let mut parts = split(text, ';').into_iter().map(str::trim);
    let first = unescaped(parts.next().unwrap_or_default());
    if !first.is_empty() {
        let field = match main {
            Main::Field(name) => name,
            Main::Skill => skill_field(&first),
        };
        object.insert(field.to_owned(), Value::from(first));
    }
    for part in parts.filter(|part| !part.is_empty()) {
        let Some((key, value)) = part.split_once('=') else {
            return Err("a part after the first is not `key=value`".to_owned());
        };
        let (key, value) = (key.trim(), unescaped(value.trim()));
        if key.contains('.') {
            return Err("a part's key has a dot in it".to_owned());
        }
        let value = match key {
            "proficiency" | "minimum_proficiency" | "weight" | "eqf_level" | "hours_per_week" => {
                number(&value)
            }
            "must_have" | "gate" => flag(&value),
            _ => Value::from(value),
        };
        let path = match key {
            "listening" | "reading" | "spoken_interaction" | "spoken_production" | "writing" => {
                format!("skills.{key}")
            }
            key => key.to_owned(),
        };
        if object.contains_key(&path) || seen.contains(&path) {
            return Err("an entry states a part twice".to_owned());
        }
        seen.push(path.clone());
        insert(&mut object, &path, value);
    }
    Ok(Value::Object(object))
}

/// A part of an entry and where in its cell it stands, without the white
/// space around it.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) range: Range<usize>,
    /// Whether it is the main value, written without its key.
    pub(super) is_main: bool,
}

/// The parts of each entry of a cell that [`put`] reads; what is none is left
/// out.
pub(super) fn parts(text: &str, main: Main) -> Vec<Vec<Part>> {
    let place = |part: &str| {
        let start = part.as_ptr().addr() - text.as_ptr().addr();
        start..start + part.len()
    };
    let part = |(at, part): (usize, &str)| {
        let part = part.trim();
        let range = place(part);
        if at > 0 {
            let (key, value) = part.split_once('=')?;
            let (key, value) = (key.trim().to_owned(), unescaped(value.trim()));
            return Some(Part { key, value, range, is_main: false });
        }
        let value = unescaped(part);
        let key = match main {
            Main::Field(name) => name,
            Main::Skill => skill_field(&value),
        };
        (!value.is_empty()).then(|| Part { key: key.to_owned(), value, range, is_main: true })
    };
    let entries = split(text, '|').into_iter();
    entries
        .map(|entry| split(entry, ';').into_iter().enumerate().filter_map(part).collect())
        .collect()
}

/// A part as it is written in place of another: the main value where it says
/// by itself what it is, with its key otherwise.
pub(super) fn written(part: &Part, main: Main, key: &str, value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 8);
    let says_so = match main {
        Main::Field(_) => true,
        Main::Skill => skill_field(value) == key,
    };
    if !part.is_main {
        text.extend([key, "="]);
    } else if !says_so {
        text.extend([";", key, "="]);
    }
    for c in value.chars() {
        if matches!(c, '\\' | '|' | ';') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

/// Whether the main value of a skill is a concept (`joint:welder/W6.3`, an
/// IRI), a code (`W6.3`, `S1.2`) or words.
fn skill_field(text: &str) -> &'static str {
    let spaced = text.contains(char::is_whitespace);
    let prefix = text.split_once(':').map(|(prefix, _)| prefix);
    let is_name = |p: &str| {
        p.starts_with(|c: char| c.is_ascii_lowercase())
            && p.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    if !spaced && prefix.is_some_and(is_name) {
        return "concept";
    }
    let letters = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let numbered = letters.contains('.')
        && letters.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if text.len() - letters.len() <= 3 && numbered { "code" } else { "text" }
}

/// A number where it is one; what is none is left for the record to refuse.
fn number(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from)
}

fn flag(text: &str) -> Value {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Value::from(true),
        "false" | "no" | "0" => Value::from(false),
        _ => Value::from(text),
    }
}

/// Puts a value at a path, `season.from`.
fn insert(record: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            record.insert(path.to_owned(), value);
        }
        Some((outer, inner)) => {
            let nested = record.entry(outer).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(nested) = nested {
                insert(nested, inner, value);
            }
        }
    }
}

/// The parts between separators; one after a `\` does not separate.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == separator {
            parts.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str, main: Main) -> String {
        let mut record = Map::new();
        match put(&mut record, Cell::Entries("x", main), text) {
            Ok(()) => record.remove("x").map_or_else(String::new, |v| v.to_string()),
            Err(message) => message,
        }
    }

    #[test]
    fn entries_become_objects() {
        assert_eq!(
            entries(
                "W6.3;proficiency=3;assurance=certified | weld metal|joint:welder/W1.1",
                Main::Skill
            ),
            "[{\"assurance\":\"certified\",\"code\":\"W6.3\",\"proficiency\":3},{\"text\":\"weld metal\"},{\"concept\":\"joint:welder/W1.1\"}]"
        );
        assert_eq!(
            entries("de;level=B1;writing=A2", Main::Field("language")),
            "[{\"language\":\"de\",\"level\":\"B1\",\"skills\":{\"writing\":\"A2\"}}]"
        );
        assert_eq!(
            entries(r"cut \| paste;must_have=yes", Main::Skill),
            "[{\"must_have\":true,\"text\":\"cut | paste\"}]"
        );
        assert_eq!(entries("W6.3;3", Main::Skill), "a part after the first is not `key=value`");
        for twice in ["W6.3;weight=2;weight=3", "W6.3;code=W6.4", "de;writing=A1;writing=B1"] {
            assert_eq!(entries(twice, Main::Skill), "an entry states a part twice");
        }
    }

    #[test]
    fn a_skill_is_a_concept_a_code_or_words() {
        for (text, field) in [
            ("http://data.europa.eu/esco/skill/1", "concept"),
            ("joint:welder/W1.1", "concept"),
            ("W1.1", "code"),
            ("S1.2.3", "code"),
            ("7212.3", "code"),
            ("HTML5", "text"),
            ("weld: overhead", "text"),
            ("C++", "text"),
            ("v1.2", "text"),
        ] {
            assert_eq!(skill_field(text), field, "{text}");
        }
    }
}
