//! Reading SSSOM/TSV.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;

use passerelle_model::crosswalk::Crosswalk;
use passerelle_model::{Issue, Place, codes};

use super::node::{Entry, Node, parse_yaml};
use super::set::{At, Field, Reading, texts_of};
use super::slots::On;
use crate::Error;
use crate::table::{Behind, Column, ShortRows, Table};

/// Longer than any real metadata.
const MAX_METADATA_LEN: usize = 4 << 20;

/// More than any real table has: a short row is looked through for all.
const MAX_COLUMNS: usize = 1000;

/// Reads a mapping set in SSSOM/TSV, or with commas for tabs.
///
/// `name` is what to call the file in issues. The metadata stand before the
/// table, each line with `#` in front, or are given apart, with a name of
/// their own; where both are, what stands before the table counts more.
/// Values are kept where they stand: a slot of the set is not copied to its
/// mappings. Rows cost only themselves.
///
/// # Errors
/// [`Error::CannotRead`] where not even the metadata can be read,
/// [`Error::Utf16`], and [`Error::Table`] where there is nothing in it, the
/// metadata have no end, or the table lacks a column that every mapping needs.
///
/// # Examples
/// ```
/// let text = "#curie_map:\n#  x: http://example.org/\n\
///     #mapping_set_id: http://example.org/set\n#license: http://example.org/free\n\
///     subject_id\tpredicate_id\tobject_id\tmapping_justification\n\
///     x:1\tskos:exactMatch\tx:2\tsemapv:ManualMappingCuration\n";
/// let (set, issues) = passerelle_import::sssom::read_tsv("x.sssom.tsv", text.as_bytes(), None)?;
/// assert_eq!(set.mappings[0].object, "http://example.org/2");
/// assert!(issues.is_empty());
/// # Ok::<(), passerelle_import::Error>(())
/// ```
///
/// # Source
/// SSSOM, *The SSSOM/TSV serialisation format*.
pub fn read_tsv(
    name: &str,
    reader: impl Read,
    external_metadata: Option<(&str, &str)>,
) -> Result<(Crosswalk, Vec<Issue>), Error> {
    let mut reader = BufReader::new(reader);
    let head = Head::read(name, &mut reader)?;
    let comma = !head.header.contains(&b'\t');
    let mut reading = Reading::new(name);
    let mut documents = Vec::new();
    let embedded = head.metadata(&mut reading, name, comma);
    for (name, text) in
        embedded.as_deref().map(|text| (name, text)).into_iter().chain(external_metadata)
    {
        let at = At { place: Place::file(name), path: String::new() };
        documents.extend(document(&mut reading, name, text).map(|entries| (at, entries)));
    }
    reading.metadata(documents);

    let behind = Behind { lines: head.lines, delimiter: if comma { b',' } else { b'\t' } };
    let rest = Cursor::new(head.header).chain(reader);
    match Table::open_behind(name, rest, ShortRows::Allowed, Some(behind)) {
        Ok((table, issues)) => {
            reading.issues.extend(issues);
            mappings(&mut reading, table)?;
        }
        Err(issue) if issue.code == codes::FILE_EMPTY && embedded.is_some() => {
            let message = "nothing follows the metadata";
            reading.tell(codes::SSSOM_NO_MAPPINGS, Place::file(name), message);
        }
        Err(issue) => return Err(Error::Table { issue: Box::new(issue) }),
    }
    Ok(reading.finish())
}

/// The metadata of a text; none where it is not YAML, which is told.
fn document(reading: &mut Reading<'_>, name: &str, text: &str) -> Option<Vec<Entry>> {
    let place = Place::file(name);
    if text.len() > MAX_METADATA_LEN {
        reading.tell(codes::SSSOM_METADATA, place, too_long());
        return None;
    }
    match parse_yaml(text) {
        Ok(Node::Map(entries)) => Some(entries),
        Ok(Node::Null) => None,
        Ok(Node::Text(_) | Node::List(_)) => {
            let message = "the metadata are not a list of slots with their values";
            reading.tell(codes::SSSOM_METADATA, place.line(1), message);
            None
        }
        Err((line, message)) => {
            let message = format!("the metadata are not YAML that can be read: {message}");
            reading.tell(codes::SSSOM_METADATA, place.line(line), message);
            None
        }
    }
}

fn too_long() -> String {
    format!("the metadata have more than {} MiB", MAX_METADATA_LEN >> 20)
}

/// What stands before the rows.
struct Head {
    /// The lines of metadata without their mark; `None` where there are none.
    lines_of_metadata: Option<Vec<Vec<u8>>>,
    /// How many lines stand before the header.
    lines: u64,
    /// The header, or as much of it as was read.
    header: Vec<u8>,
}

impl Head {
    /// Reads up to the first line that is neither blank nor metadata, and
    /// with it.
    fn read(name: &str, reader: &mut impl BufRead) -> Result<Self, Error> {
        let mut head = Self { lines_of_metadata: None, lines: 0, header: Vec::new() };
        let (mut lines, mut marked, mut len) = (Vec::new(), false, 0);
        loop {
            let mut line = Vec::new();
            let most = MAX_METADATA_LEN as u64 + 1;
            let read = (&mut *reader).take(most).read_until(b'\n', &mut line);
            if let Err(source) = read {
                return Err(Error::CannotRead { path: PathBuf::from(name), source });
            }
            if head.lines == 0 {
                if line.starts_with(b"\xff\xfe") || line.starts_with(b"\xfe\xff") {
                    return Err(Error::Utf16 { path: PathBuf::from(name) });
                }
                if line.starts_with(b"\xef\xbb\xbf") {
                    line.drain(..3);
                }
            }
            let content = line.strip_prefix(b"#");
            let blank = line.iter().all(u8::is_ascii_whitespace);
            if line.is_empty() || (content.is_none() && !blank) {
                head.header = line;
                break;
            }
            len += line.len();
            if len > MAX_METADATA_LEN {
                let place = Place::file(name).line(head.lines + 1);
                let issue = Issue::new(codes::SSSOM_METADATA, place, too_long());
                return Err(Error::Table { issue: Box::new(issue) });
            }
            marked |= content.is_some();
            head.lines += 1;
            lines.push(content.unwrap_or_default().to_vec());
        }
        head.lines_of_metadata = marked.then_some(lines);
        Ok(head)
    }

    /// The metadata as YAML, on the lines of the file; a line that is not
    /// UTF-8 is told and left out. A spreadsheet fills up lines with
    /// delimiters, which are no part of it.
    fn metadata(&self, reading: &mut Reading<'_>, name: &str, comma: bool) -> Option<String> {
        let mut text = String::new();
        for (line, number) in self.lines_of_metadata.as_ref()?.iter().zip(1..) {
            if let Ok(line) = std::str::from_utf8(line) {
                let line = line.trim_end();
                let filled = |c| comma && matches!(c, ',' | ' ');
                text.push_str(line.trim_end_matches(filled));
            } else {
                let place = Place::file(name).line(number);
                reading.tell(codes::SSSOM_METADATA, place, "the line is not UTF-8");
            }
            text.push('\n');
        }
        Some(text)
    }
}

/// A column and what it holds.
struct Stated {
    column: Column,
    field: Field,
}

fn mappings<R: Read>(reading: &mut Reading<'_>, mut table: Table<R>) -> Result<(), Error> {
    let header: Vec<(String, Column)> =
        table.columns().map(|(name, column)| (name.to_owned(), column)).collect();
    let place = table.header_place();
    if header.len() > MAX_COLUMNS {
        let message = format!("the header has more than {MAX_COLUMNS} columns");
        let issue = Issue::new(codes::CSV_TOO_LONG, place, message);
        return Err(Error::Table { issue: Box::new(issue) });
    }
    let mut stated: Vec<Stated> = Vec::new();
    for (at, (name, column)) in header.iter().enumerate() {
        let place = place.clone().field(name.as_str());
        // A spreadsheet leaves empty columns behind the last one.
        if name.is_empty() {
            continue;
        }
        if header.iter().take(at).any(|(earlier, _)| earlier == name) {
            reading.tell(codes::SSSOM_TWICE, place, "the column is there twice");
            continue;
        }
        let fields = reading.fields(name, &place, On::Mapping);
        stated.extend(fields.into_iter().map(|field| Stated { column: *column, field }));
    }
    // What is of before 1.0 gives way to its successor.
    stated.sort_by_key(|stated| stated.field.is_former());
    let has = |name: &str| stated.iter().any(|stated| stated.field.name == name);
    for (needed, instead) in [
        ("subject_id", Some(("subject_type", "subject_label"))),
        ("predicate_id", None),
        ("object_id", Some(("object_type", "object_label"))),
        ("mapping_justification", None),
    ] {
        let literals = instead.is_some_and(|(type_slot, label)| {
            has(label) && (has(type_slot) || reading.states(type_slot))
        });
        if !has(needed) && !literals {
            let found: Vec<&str> = header.iter().take(20).map(|(name, _)| name.as_str()).collect();
            let message =
                format!("there is no column `{needed}`; the columns are {}", found.join(", "));
            let issue = Issue::new(codes::CSV_NO_COLUMN, place, message);
            return Err(Error::Table { issue: Box::new(issue) });
        }
    }
    while let Some(row) = table.next_row() {
        let row = match row {
            Ok(row) => row,
            Err(issue) => {
                reading.issues.push(issue);
                continue;
            }
        };
        let at = At { place: table.place(&row), path: String::new() };
        let cells = stated.iter().filter(|stated| !row.raw(stated.column).is_empty());
        let cells = cells.map(|s| (&s.field, texts_of(&s.field, row.raw(s.column)))).collect();
        reading.mapping(&at, row.line, cells);
    }
    Ok(())
}

/// Reads all of a text, up to a length.
pub(super) fn read_all(name: &str, reader: impl Read, most: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = reader.take(most + 1).read_to_end(&mut bytes);
    let source = match read {
        Ok(read) if read as u64 <= most => return Ok(bytes),
        Ok(_) => io::Error::from(io::ErrorKind::FileTooLarge),
        Err(source) => source,
    };
    Err(Error::CannotRead { path: PathBuf::from(name), source })
}
