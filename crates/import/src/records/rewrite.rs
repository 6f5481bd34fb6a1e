//! Records with other references to concepts, and nothing else changed.
//!
//! What names no concept is copied byte by byte: unknown fields, the order of
//! fields and columns, numbers of any length, lines that are no record. Of a
//! line of JSON only the strings that change are written anew; of a table,
//! the rows in which something changes.

use std::io::{BufRead, BufReader, Read, Write};
use std::ops::Range;
use std::path::Path;

use passerelle_model::{ConceptKind, Issue, Place, Profile, Severity, Vacancy, codes};
use passerelle_taxonomy::{Naming, Reference};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::cells::{self, Cell, Main};
use super::json::object_text;
use super::reader::open_file;
use super::{MAX_LINE_LEN, Record};
use crate::Error;
use crate::table::{Bytes, Column, Row, ShortRows, Table};

/// What to write in place of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The text.
    pub text: String,
    /// Whether it is a code; an IRI or CURIE otherwise.
    pub is_code: bool,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// How many records there are.
    pub records: u64,
    /// In how many of them something changed.
    pub changed: u64,
    /// What was found on the way, in the order of the file; a record that
    /// cannot be read is copied as it is.
    pub issues: Vec<Issue>,
}

/// Says what to write in place of a reference; nothing where it stays.
///
/// The place leads to the field and names the record.
pub type Decide<'d> = dyn FnMut(&Place, Reference<'_>) -> Option<Replacement> + 'd;

/// What a code of a requirement may be the code of.
const SKILLS_AND_WHOLES: &[ConceptKind] = &[
    ConceptKind::Skill,
    ConceptKind::Knowledge,
    ConceptKind::TransversalSkill,
    ConceptKind::Language,
    ConceptKind::SkillGroup,
    ConceptKind::LearningOutcome,
    ConceptKind::Field,
    ConceptKind::Qualification,
    ConceptKind::Unit,
];
const OCCUPATIONS: &[ConceptKind] =
    &[ConceptKind::Occupation, ConceptKind::OccupationGroup, ConceptKind::Qualification];
/// What a code of a skill may be the code of: what can be asked for, without
/// the two wholes at its end.
const SKILLS: &[ConceptKind] = SKILLS_AND_WHOLES.split_at(SKILLS_AND_WHOLES.len() - 2).0;
const WHOLES: &[ConceptKind] = SKILLS_AND_WHOLES.split_at(SKILLS_AND_WHOLES.len() - 2).1;
const FIELDS: &[ConceptKind] = &[ConceptKind::Field];

/// Every field of a profile or vacancy that names a concept.
const REFERENCES: [(&str, Naming, &[ConceptKind]); 12] = [
    // Of profiles.
    ("skills[].concept", Naming::Concept, &[]),
    ("skills[].code", Naming::Code, SKILLS),
    ("experience[].occupation", Naming::Any, OCCUPATIONS),
    ("qualifications[].concept", Naming::Any, WHOLES),
    ("qualifications[].field", Naming::Any, FIELDS),
    ("licences[].profession", Naming::Any, OCCUPATIONS),
    // Of vacancies; no path is in both with another meaning.
    ("occupation", Naming::Any, OCCUPATIONS),
    ("requirements[].concept", Naming::Concept, &[]),
    ("requirements[].code", Naming::Code, SKILLS_AND_WHOLES),
    ("qualification.field", Naming::Any, FIELDS),
    ("experience.occupation", Naming::Any, OCCUPATIONS),
    ("licence.profession", Naming::Any, OCCUPATIONS),
];

/// The reference that a field holds.
fn reference<'t>(path: &str, text: &'t str) -> Option<Reference<'t>> {
    let &(_, naming, kinds) = REFERENCES.iter().find(|(known, ..)| *known == path)?;
    (!text.trim().is_empty()).then_some(Reference { text, naming, kinds })
}

/// Copies a file of profiles or vacancies with other references: a table where
/// its name ends in `.csv` or `.tsv`, JSON lines otherwise; `name` is what to
/// call it in issues.
///
/// # Errors
/// [`Error::CannotRead`], [`Error::IsDirectory`], [`Error::FileType`] or
/// [`Error::Utf16`]; [`Error::Table`] where a table is none of profiles or
/// vacancies; [`Error::CannotWrite`].
pub fn rewrite(
    path: &Path,
    name: &str,
    out: &mut dyn Write,
    decide: &mut Decide<'_>,
) -> Result<Rewritten, Error> {
    let (file, is_table) = open_file(path)?;
    let done = if is_table {
        rewrite_csv(name, file, out, decide)
    } else {
        rewrite_jsonl(name, file, out, decide)
    };
    done.map_err(|error| match error {
        Error::CannotRead { source, .. } => Error::CannotRead { path: path.to_owned(), source },
        other => other,
    })
}

fn put(out: &mut dyn Write, bytes: &[u8]) -> Result<(), Error> {
    out.write_all(bytes).map_err(|source| Error::CannotWrite { source })
}

/// As [`rewrite`], for lines of JSON.
///
/// # Errors
/// [`Error::CannotRead`] or [`Error::CannotWrite`].
pub fn rewrite_jsonl(
    name: &str,
    reader: impl Read,
    out: &mut dyn Write,
    decide: &mut Decide<'_>,
) -> Result<Rewritten, Error> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut done = Rewritten::default();
    let mut line = Vec::new();
    let mut number = 0;
    while let Some(length) = next_line(&mut reader, &mut line, name, out)? {
        number += 1;
        let place = Place::file(name).line(number);
        if length > MAX_LINE_LEN {
            done.records += 1;
            let message = format!("the line has {length} bytes, more than {MAX_LINE_LEN}");
            done.issues.push(Issue::new(codes::RECORD_TOO_LONG, place, message));
            continue;
        }
        let mark = if number == 1 && line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let (mark, record) = line.split_at(mark);
        if record.iter().all(u8::is_ascii_whitespace) {
            put(out, &line)?;
            continue;
        }
        done.records += 1;
        match rewrite_line(record, &place, decide) {
            Ok(None) => put(out, &line)?,
            Ok(Some(new)) => {
                done.changed += 1;
                put(out, mark)?;
                put(out, new.as_bytes())?;
            }
            Err(issue) => {
                done.issues.push(*issue);
                put(out, &line)?;
            }
        }
    }
    if number == 0 {
        let issue = Issue::new(codes::FILE_EMPTY, Place::file(name), "there is nothing in it");
        done.issues.push(issue);
    }
    Ok(done)
}

/// Reads a line with its end and gives its length without it, or nothing at
/// the end of the file. One that is too long to be a record is copied as it is.
fn next_line(
    reader: &mut impl BufRead,
    line: &mut Vec<u8>,
    name: &str,
    out: &mut dyn Write,
) -> Result<Option<usize>, Error> {
    line.clear();
    let (mut length, mut read) = (0, false);
    loop {
        let buffer =
            reader.fill_buf().map_err(|source| Error::CannotRead { path: name.into(), source })?;
        if buffer.is_empty() {
            return Ok(read.then_some(length));
        }
        read = true;
        let end = buffer.iter().position(|&b| b == b'\n');
        let taken = end.map_or(buffer.len(), |at| at + 1);
        let bytes = buffer.get(..taken).unwrap_or_default();
        length += end.unwrap_or(taken);
        line.extend_from_slice(bytes);
        if length > MAX_LINE_LEN {
            put(out, line)?;
            line.clear();
        }
        reader.consume(taken);
        if end.is_some() {
            return Ok(Some(length));
        }
    }
}

/// A change of a text: what to write in place of a range.
type Edit = (Range<usize>, String);

/// A text with edits made; they do not overlap.
fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut new = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for (range, put) in edits {
        new.push_str(text.get(at..range.start).unwrap_or_default());
        new.push_str(&put);
        at = range.end;
    }
    new.push_str(text.get(at..).unwrap_or_default());
    new
}

/// A line with other references; nothing where none changes.
fn rewrite_line(
    line: &[u8],
    place: &Place,
    decide: &mut Decide<'_>,
) -> Result<Option<String>, Box<Issue>> {
    let text = object_text(line, place)?;
    let refused = |error: &serde_json::Error| {
        let message = format!("it is not JSON (column {})", error.column());
        Box::new(Issue::new(codes::RECORD_JSON, place.clone(), message))
    };
    let members: Members<'_> = serde_json::from_str(text).map_err(|error| refused(&error))?;
    let place = match members.text("id").filter(|id| !id.trim().is_empty() && id.len() <= 100) {
        Some(id) => place.clone().about(id),
        None => place.clone(),
    };
    let mut edits = Vec::new();
    let mut walk = Walk { line: text, place: &place, decide, edits: &mut edits };
    walk.object(&members, "", "");
    Ok(if edits.is_empty() { None } else { Some(edited(text, edits)) })
}

/// The members of a JSON object, in their order, as they are written.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'a> Members<'a> {
    fn find(&self, name: &str) -> Option<(&'a RawValue, &'a RawValue)> {
        self.0.iter().copied().find(|(key, _)| string(key).is_some_and(|key| key == name))
    }

    fn text(&self, name: &str) -> Option<String> {
        string(self.find(name)?.1)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

/// The text of a JSON string; nothing where it is another value.
fn string(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

/// A text as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Goes through a record and gathers what to change.
struct Walk<'w, 'd> {
    line: &'w str,
    place: &'w Place,
    decide: &'w mut Decide<'d>,
    edits: &'w mut Vec<Edit>,
}

impl Walk<'_, '_> {
    fn range(&self, raw: &RawValue) -> Range<usize> {
        // INVARIANT: every raw value is a part of the line.
        let start = raw.get().as_ptr().addr() - self.line.as_ptr().addr();
        start..start + raw.get().len()
    }

    /// `path` is as in [`REFERENCES`], `shown` with the positions in lists.
    fn object(&mut self, members: &Members<'_>, path: &str, shown: &str) {
        if matches!(path, "skills[]" | "requirements[]") && !names_one_way(members) {
            return;
        }
        for &(key, value) in &members.0 {
            let Some(name) = string(key) else { continue };
            let joined = |outer: &str| match outer {
                "" => name.clone(),
                outer => format!("{outer}.{name}"),
            };
            let (path, shown) = (joined(path), joined(shown));
            match string(value) {
                Some(text) => {
                    let Some(reference) = reference(&path, &text) else { continue };
                    let place = self.place.clone().field(shown);
                    if let Some(new) = (self.decide)(&place, reference) {
                        self.replace(members, key, value, &new);
                    }
                }
                None if leads_on(&path) => self.below(value, &path, &shown),
                None => {}
            }
        }
    }

    fn below(&mut self, value: &RawValue, path: &str, shown: &str) {
        if let Ok(members) = serde_json::from_str::<Members<'_>>(value.get()) {
            self.object(&members, path, shown);
        } else if let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(value.get()) {
            for (at, value) in list.into_iter().enumerate() {
                if let Ok(members) = serde_json::from_str::<Members<'_>>(value.get()) {
                    self.object(&members, &format!("{path}[]"), &format!("{shown}[{at}]"));
                }
            }
        }
    }

    fn replace(
        &mut self,
        members: &Members<'_>,
        key: &RawValue,
        value: &RawValue,
        new: &Replacement,
    ) {
        let turns = string(key).is_some_and(|key| key == "code") && !new.is_code;
        if !turns {
            self.edits.push((self.range(value), quoted(&new.text)));
        } else if let Some((_, empty)) = members.find("concept") {
            // It is there and says nothing.
            self.edits.push((self.range(empty), quoted(&new.text)));
            self.edits.push((self.range(value), "null".to_owned()));
        } else {
            self.edits.push((self.range(key), quoted("concept")));
            self.edits.push((self.range(value), quoted(&new.text)));
        }
    }
}

/// Whether a skill is named in exactly one way; any other is rejected by those
/// who read the record, and left as it is.
fn names_one_way(members: &Members<'_>) -> bool {
    let given = |name: &&str| members.text(name).is_some_and(|text| !text.trim().is_empty());
    ["concept", "code", "text"].iter().filter(|name| given(name)).count() == 1
}

/// Whether there are references below a path.
fn leads_on(path: &str) -> bool {
    REFERENCES.iter().any(|(known, ..)| {
        known.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '[']))
    })
}

/// As [`rewrite`], for a table.
///
/// # Errors
/// [`Error::Table`] where it is none of profiles or vacancies;
/// [`Error::CannotRead`] or [`Error::CannotWrite`].
pub fn rewrite_csv(
    name: &str,
    reader: impl Read,
    out: &mut dyn Write,
    decide: &mut Decide<'_>,
) -> Result<Rewritten, Error> {
    let refused = |issue| Error::Table { issue: Box::new(issue) };
    let mut done = Rewritten::default();
    let opened = Table::open_with(name, reader, ShortRows::Refused, Bytes::Kept);
    let (mut table, issues) = match opened {
        Ok(opened) => opened,
        Err(issue) if issue.code == codes::FILE_EMPTY => {
            done.issues.push(issue);
            return Ok(done);
        }
        Err(issue) => return Err(refused(issue)),
    };
    done.issues = issues;
    let columns = columns(&table).map_err(refused)?;
    let id = table.optional("id");
    if table.has_mark() {
        put(out, b"\xef\xbb\xbf")?;
    }
    put(out, &table.take_bytes())?;
    while let Some(row) = table.next_row() {
        let bytes = table.take_bytes();
        done.records += 1;
        let row = match row {
            Ok(row) => row,
            Err(issue) => {
                done.issues.push(Issue { severity: Severity::Error, ..issue });
                put(out, &bytes)?;
                continue;
            }
        };
        let place = table.place(&row);
        let place = match row.get_optional(id) {
            id if id.is_empty() || id.len() > 100 => place,
            id => place.about(id),
        };
        let changed = rewrite_row(&row, &columns, &place, decide);
        if changed.is_empty() {
            put(out, &bytes)?;
            continue;
        }
        done.changed += 1;
        let new = table
            .encode(&row, &changed)
            .map_err(|error| Error::CannotWrite { source: std::io::Error::other(error) })?;
        let is_end = |b: &u8| matches!(b, b'\r' | b'\n');
        let before = bytes.iter().take_while(|b| is_end(b)).count();
        let after = bytes.len() - bytes.iter().rev().take_while(|b| is_end(b)).count();
        put(out, bytes.get(..before).unwrap_or_default())?;
        put(out, &new)?;
        put(out, bytes.get(after..).unwrap_or_default())?;
    }
    let (rest, mut unread) = table.into_rest();
    put(out, &rest)?;
    loop {
        let buffer =
            unread.fill_buf().map_err(|source| Error::CannotRead { path: name.into(), source })?;
        if buffer.is_empty() {
            return Ok(done);
        }
        put(out, buffer)?;
        let length = buffer.len();
        unread.consume(length);
    }
}

/// The columns of a table that hold references: of a table of profiles where
/// it has their skills, of vacancies where it has their requirements.
fn columns<R: Read>(table: &Table<R>) -> Result<Vec<(String, Column, Cell)>, Issue> {
    let layout = match table.required("skills") {
        Ok(_) => Profile::layout(),
        Err(issue) => match table.optional("requirements") {
            Some(_) => Vacancy::layout(),
            None => return Err(issue),
        },
    };
    let mut columns: Vec<(String, Column, Cell)> = Vec::new();
    for (header, column) in table.columns() {
        let known = layout.columns.iter().find(|(name, _)| name.eq_ignore_ascii_case(header));
        // Of two columns of one name only the first is read.
        if let Some(&(name, cell)) = known
            && columns.iter().all(|(known, ..)| known != name)
        {
            columns.push((name.to_owned(), column, cell));
        }
    }
    Ok(columns)
}

/// The cells of a row that change.
fn rewrite_row(
    row: &Row,
    columns: &[(String, Column, Cell)],
    place: &Place,
    decide: &mut Decide<'_>,
) -> Vec<(Column, String)> {
    let mut changed = Vec::new();
    for (header, column, cell) in columns {
        let text = row.raw(*column);
        let new = match *cell {
            Cell::Text(path) => {
                let place = place.clone().field(header);
                let new = reference(path, text.trim()).and_then(|found| decide(&place, found));
                new.map(|new| new.text)
            }
            Cell::Entries(path, main) => rewrite_entries(text, path, main, |at, key, reference| {
                let place = place.clone().field(format!("{header}[{at}].{key}"));
                decide(&place, reference)
            }),
            Cell::Number(_) | Cell::Flag(_) | Cell::List(_) => None,
        };
        changed.extend(new.map(|new| (*column, new)));
    }
    changed
}

/// A cell of entries with other references; nothing where none changes.
fn rewrite_entries(
    text: &str,
    path: &str,
    main: Main,
    mut decide: impl FnMut(usize, &str, Reference<'_>) -> Option<Replacement>,
) -> Option<String> {
    let mut edits = Vec::new();
    let entries = cells::parts(text, main);
    // An empty entry is none of the record's list.
    for (at, parts) in entries.iter().filter(|parts| !parts.is_empty()).enumerate() {
        let is_skill = matches!(main, Main::Skill);
        let ways =
            parts.iter().filter(|part| matches!(part.key.as_str(), "concept" | "code" | "text"));
        if is_skill && ways.count() != 1 {
            continue;
        }
        for part in parts {
            let found = reference(&format!("{path}[].{}", part.key), &part.value);
            let Some(new) = found.and_then(|found| decide(at, &part.key, found)) else { continue };
            let key = match (is_skill, new.is_code) {
                (true, true) => "code",
                (true, false) => "concept",
                (false, _) => &part.key,
            };
            edits.push((part.range.clone(), cells::written(part, main, key, &new.text)));
        }
    }
    if edits.is_empty() { None } else { Some(edited(text, edits)) }
}

#[cfg(test)]
mod tests;
