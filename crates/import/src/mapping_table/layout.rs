//! Where a table's metadata end, where its header is, and what its columns
//! hold.

use passerelle_model::LanguageTag;

use super::language;
use super::text::{DELIMITERS, Record, records};

/// No table has more rows above its header.
const MAX_METADATA: usize = 60;

/// One of the two classifications of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Subject,
    Object,
}

/// What a column says of a classification's concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Uri,
    Code,
    /// A label, in the language that the header names, if any.
    Label(Option<LanguageTag>),
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Concept(Side, Role),
    Relation,
    Note,
    /// Known to identify nothing: a page, a description.
    Nothing,
    Unknown,
}

/// What the rows on top say of one classification.
#[derive(Clone, Debug, Default)]
pub(super) struct Classification {
    pub(super) name: String,
    pub(super) concept_type: String,
    pub(super) version: String,
    pub(super) languages: String,
    pub(super) page: String,
}

/// How a table is laid out.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) project: String,
    pub(super) author: String,
    pub(super) version: String,
    pub(super) date: String,
    pub(super) classifications: [Classification; 2],
    /// The header as published, and what its columns hold.
    pub(super) header: Vec<String>,
    pub(super) columns: Vec<Holds>,
    /// The position of the header among the records.
    pub(super) header_at: usize,
    pub(super) header_line: u64,
    /// How many fields the delimiter makes of the header's line.
    delimited: usize,
}

/// Finds the header, with the delimiter that makes most fields of its line.
///
/// Where rows are quoted as a whole, any other delimiter finds it as well, as
/// one field read again, and would then cut labels that hold it.
pub(super) fn find(bytes: &[u8]) -> Option<Layout> {
    let found = DELIMITERS.iter().rev().filter_map(|&delimiter| find_with(bytes, delimiter));
    found.max_by_key(|layout| layout.delimited)
}

fn find_with(bytes: &[u8], delimiter: u8) -> Option<Layout> {
    let found = records(head(bytes), delimiter, None);
    let mut layout = Layout {
        delimiter,
        project: String::new(),
        author: String::new(),
        version: String::new(),
        date: String::new(),
        classifications: [Classification::default(), Classification::default()],
        header: Vec::new(),
        columns: Vec::new(),
        header_at: 0,
        header_line: 0,
        delimited: 0,
    };
    for (at, record) in found.into_iter().enumerate().take(MAX_METADATA) {
        let columns = columns(&record, &layout.classifications);
        if is_header(&columns) {
            layout.columns = columns;
            layout.delimited = record.delimited;
            layout.header = record.fields.unwrap_or_default();
            layout.header_at = at;
            layout.header_line = record.line;
            return Some(layout);
        }
        layout.metadata(&record);
    }
    None
}

/// The first lines, which hold the metadata and the header.
fn head(bytes: &[u8]) -> &[u8] {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    match ends.map(|(at, _)| at + 1).nth(2 * MAX_METADATA) {
        Some(end) => &bytes[..end],
        None => bytes,
    }
}

impl Layout {
    /// Takes in a row above the header: a key and its value.
    fn metadata(&mut self, record: &Record) {
        let Some(fields) = &record.fields else { return };
        let mut filled = fields.iter().filter(|field| !field.is_empty());
        let (Some(key), Some(value)) = (filled.next(), filled.next()) else { return };
        let key = plain(key);
        let first = [&mut self.project, &mut self.author, &mut self.version, &mut self.date];
        let names = ["name", "author", "version", "version date"];
        if let Some(of) = key.strip_prefix("mapping project ") {
            if let Some((_, into)) = names.iter().zip(first).find(|(name, _)| **name == of) {
                into.clone_from(value);
            }
            return;
        }
        let Some((side, of)) = classification(&key) else { return };
        let about = &mut self.classifications[side as usize];
        match of {
            "name" => about.name.clone_from(value),
            "concept type" => about.concept_type.clone_from(value),
            "version" => about.version.clone_from(value),
            "language" | "languages" => {
                // Two languages may stand in two cells.
                about.languages.clone_from(value);
                for more in filled {
                    about.languages.push(' ');
                    about.languages.push_str(more);
                }
            }
            "landing page" => about.page.clone_from(value),
            _ => {}
        }
    }
}

impl Classification {
    /// The languages of its labels, in the order stated.
    pub(super) fn languages(&self) -> Vec<LanguageTag> {
        self.languages.split([',', ';', '/', '|', '&', ' ']).filter_map(language).collect()
    }

    /// Whether it is ESCO, by its page or its name: as a word (`ESCOv1.1`),
    /// for `ESCOSTAR` is Danish.
    pub(super) fn is_esco(&self) -> bool {
        let page = self.page.to_lowercase();
        ["ec.europa.eu/esco", "esco.ec.europa.eu"].iter().any(|esco| page.contains(esco))
            || plain(&self.name)
                .split(|c: char| !c.is_alphabetic())
                .any(|word| matches!(word, "esco" | "escov"))
    }
}

/// A header or key in lower case, with single blanks for whatever separates
/// its words.
fn plain(text: &str) -> String {
    let apart = ['_', '\u{a0}', '\u{feff}', '(', ')', '[', ']', '@', ':'];
    let text = text.replace(apart, " ").to_lowercase();
    let words = text.split_whitespace().filter(|word| !matches!(*word, "-" | "–"));
    words.collect::<Vec<_>>().join(" ")
}

/// The classification that a key names, and what is left of the key.
fn classification(key: &str) -> Option<(Side, &str)> {
    let number = key.strip_prefix("classification")?.trim_start();
    [("1", Side::Subject), ("2", Side::Object)]
        .into_iter()
        .find_map(|(name, side)| Some((side, number.strip_prefix(name)?.trim_start())))
}

/// What each column of a header holds; `about` are the metadata above it.
fn columns(record: &Record, about: &[Classification; 2]) -> Vec<Holds> {
    let Some(fields) = &record.fields else { return Vec::new() };
    let mut columns: Vec<Holds> =
        fields.iter().map(|header| holds(&plain(header), about)).collect();
    // What is left over names a classification by nothing that the metadata
    // say; it is the one that no other column is of.
    let has = |columns: &[Holds], side| {
        columns
            .iter()
            .any(|holds| matches!(holds, Holds::Concept(of, Role::Uri | Role::Code) if *of == side))
    };
    let missing = match (has(&columns, Side::Subject), has(&columns, Side::Object)) {
        (true, false) => Side::Object,
        (false, true) => Side::Subject,
        _ => return columns,
    };
    for (holds, header) in columns.iter_mut().zip(fields) {
        if *holds == Holds::Unknown {
            *holds = holds_of(missing, &plain(header));
        }
    }
    columns
}

fn is_header(columns: &[Holds]) -> bool {
    let identified = |side| {
        columns
            .iter()
            .any(|holds| matches!(holds, Holds::Concept(of, Role::Uri | Role::Code) if *of == side))
    };
    columns.contains(&Holds::Relation) && identified(Side::Subject) && identified(Side::Object)
}

fn holds(header: &str, about: &[Classification; 2]) -> Holds {
    let words: Vec<&str> = header.split(' ').collect();
    let relation = words.iter().any(|word| matches!(*word, "relation" | "relationship"))
        || header.contains("type of match")
        || header.contains("type of mapping")
        || matches!(header, "match type" | "mapping type" | "predicate" | "mapping predicate");
    if relation {
        return Holds::Relation;
    }
    if header.ends_with("note") || header.ends_with("notes") || header.contains("comment") {
        return Holds::Note;
    }
    side_of(header, about).map_or(Holds::Unknown, |(side, of)| holds_of(side, of))
}

/// The classification that a column is of, and what is left of its header:
/// by number, by the name that the metadata give, or as ESCO.
fn side_of<'a>(header: &'a str, about: &[Classification; 2]) -> Option<(Side, &'a str)> {
    if let Some(found) = classification(header) {
        return Some(found);
    }
    let sides = [Side::Subject, Side::Object];
    let named =
        sides.into_iter().filter(|side| !about[*side as usize].is_esco()).find_map(|side| {
            let name = plain(&about[side as usize].name);
            let rest = header.strip_prefix(&name).filter(|_| !name.is_empty())?;
            rest.strip_prefix(' ').map(|rest| (side, rest))
        });
    if named.is_some() {
        return named;
    }
    let esco = header.split(' ').any(|word| matches!(word, "esco" | "isco"));
    let side = sides.into_iter().find(|side| about[*side as usize].is_esco())?;
    esco.then_some((side, header))
}

/// What a column says of a side's concept, by what its header says beside the
/// side.
fn holds_of(side: Side, of: &str) -> Holds {
    let words: Vec<&str> = of.split(' ').collect();
    let (language, words) = match words.as_slice() {
        [before @ .., last] if !before.is_empty() && !matches!(*last, "id" | "uri" | "url") => {
            match language(last) {
                Some(tag) => (Some(tag), before),
                None => (None, words.as_slice()),
            }
        }
        all => (None, all),
    };
    let joined = words.concat();
    let role = match words.last().copied().unwrap_or_default() {
        "uri" | "iri" => Role::Uri,
        "id" | "code" | "notation" | "identifier" | "kod" => Role::Code,
        "label" | "title" | "name" | "preflabel" | "term" => Role::Label(language),
        "url" | "link" | "page" | "description" | "definition" => return Holds::Nothing,
        _ if joined.ends_with("preflabel") => Role::Label(language),
        _ => return Holds::Unknown,
    };
    Holds::Concept(side, role)
}
