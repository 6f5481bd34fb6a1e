//! Reading records, a number at a time.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use passerelle_model::{Issue, Place, Severity, codes};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::cells::{self, Cell};
use super::file_type::{FileType, Format, open, unpacked};
use super::json::{Written, parse_record};
use super::protected::is_protected;
use super::{Located, MAX_LINE_LEN, Record, Records, is_plain};
use crate::Error;
use crate::table::{Column, Row, ShortRows, Table};

/// Some records of a file.
#[derive(Clone, Debug)]
pub struct Batch<T> {
    /// The records that can be used, in the order of the file.
    pub records: Vec<Located<T>>,
    /// How many were read, usable or not.
    pub read: u64,
    /// How many were rejected; each has an issue of severity error.
    pub rejected: u64,
    /// What was found, in the order of the file.
    pub issues: Vec<Issue>,
    /// How far the file has been read.
    pub read_to: ReadTo,
}

/// How far a file has been read: further than its last record, for it is read
/// in pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTo {
    /// The bytes that were read, packed as they are.
    pub bytes: u64,
    /// Their BLAKE3 digest, in hexadecimal.
    pub blake3: String,
}

/// A record or why there is none, with what was found in it either way.
#[derive(Debug)]
pub struct Parsed<T> {
    /// The record, or the issues that cost it.
    pub outcome: Result<Located<T>, Vec<Issue>>,
    /// What was found besides.
    pub issues: Vec<Issue>,
}

/// Reads the records of a file a number at a time, in parallel on the current
/// rayon pool: memory holds those, and sixteen bytes for each id.
pub struct RecordReader<'r, T> {
    name: String,
    source: Source<'r, T>,
    /// Digests of the ids so far.
    ids: FxHashSet<u128>,
    seen: Seen,
    len: Option<u64>,
    /// What was found before the first record.
    first: Vec<Issue>,
    blake3: Option<String>,
}

enum Source<'r, T> {
    Lines(Box<Lines<'r>>),
    Rows(Box<Rows<'r>>),
    Other(Box<Next<'r, T>>),
    Ended,
}

/// Gives up to so many records; fewer at the end alone.
type Next<'r, T> = dyn FnMut(usize) -> io::Result<Vec<Parsed<T>>> + Send + 'r;

/// A record as it was found, not yet read.
enum Raw {
    /// A line that may be one.
    Line(u64, Vec<u8>),
    /// A row of a table.
    Row(Row),
    /// None: why.
    Refused(Issue),
}

/// Lines, and the number of the last one.
struct Lines<'r> {
    reader: BufReader<Box<dyn Read + Send + 'r>>,
    number: u64,
}

/// A table with the columns that are known.
struct Rows<'r> {
    table: Table<Box<dyn Read + Send + 'r>>,
    columns: Vec<(Column, Cell, &'static str)>,
}

/// A reader that counts and digests what passes through it.
struct Counted<'r> {
    inner: Box<dyn Read + Send + 'r>,
    seen: Seen,
}

/// What has passed through a reader so far.
#[derive(Clone, Debug, Default)]
struct Seen {
    hasher: Arc<Mutex<blake3::Hasher>>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let mut hasher = self.seen.hasher.lock().unwrap_or_else(PoisonError::into_inner);
        hasher.update(buffer.get(..read).unwrap_or_default());
        self.seen.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<T> fmt::Debug for RecordReader<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordReader").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Opens a file of records that is neither packed nor Parquet, and says
/// whether its name makes it a table.
pub(super) fn open_file(path: &Path) -> Result<(BufReader<File>, bool), Error> {
    let Some(format) = is_plain(path) else {
        return Err(Error::FileType { path: path.to_owned() });
    };
    let mut file = BufReader::new(open(path)?);
    refuse_utf16(path, &mut file)?;
    Ok((file, format == Format::Table))
}

fn refuse_utf16(path: &Path, file: &mut impl BufRead) -> Result<(), Error> {
    let cannot_read = |source| Error::CannotRead { path: path.to_owned(), source };
    let start = file.fill_buf().map_err(cannot_read)?;
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(Error::Utf16 { path: path.to_owned() });
    }
    Ok(())
}

impl<T: Record> RecordReader<'static, T> {
    /// Opens a file of the type that its name says, but Parquet; `-` is
    /// standard input, with lines of JSON. `name` is what to call it in
    /// issues.
    ///
    /// # Errors
    /// [`Error::CannotRead`], [`Error::IsDirectory`], [`Error::FileType`] or
    /// [`Error::Utf16`]; [`Error::Table`] where a table lacks a column that is
    /// needed.
    pub fn open(path: &Path, name: &str) -> Result<Self, Error> {
        if path == Path::new("-") {
            return Ok(Self::jsonl(name, io::stdin()));
        }
        if path.is_dir() {
            return Err(Error::IsDirectory { path: path.to_owned() });
        }
        let FileType { format, packing } = FileType::of(path)?;
        if format == Format::Parquet {
            return Err(Error::FileType { path: path.to_owned() });
        }
        let file = open(path)?;
        let len = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|m| m.len());
        let (counted, seen) = Counted::new(file);
        let cannot_read = |source| Error::CannotRead { path: path.to_owned(), source };
        let mut content =
            BufReader::with_capacity(BUFFER, unpacked(counted, packing).map_err(cannot_read)?);
        refuse_utf16(path, &mut content)?;
        let mut reader = match format {
            Format::Table => Self::table(name, content, seen)?,
            _ => Self::lines(name, content, seen),
        };
        reader.len = len;
        Ok(reader)
    }
}

impl<'r, T: Record> RecordReader<'r, T> {
    /// Reads lines of JSON; `name` is what to call them in issues.
    pub fn jsonl(name: &str, reader: impl Read + Send + 'r) -> Self {
        let (reader, seen) = Counted::new(reader);
        Self::lines(name, reader, seen)
    }

    fn lines(name: &str, reader: impl Read + Send + 'r, seen: Seen) -> Self {
        let reader: Box<dyn Read + Send + 'r> = Box::new(reader);
        let reader = BufReader::with_capacity(BUFFER, reader);
        let lines = Lines { reader, number: 0 };
        Self::new(name, Source::Lines(Box::new(lines)), seen, Vec::new())
    }

    /// Takes records that something else reads, a Parquet file's rows: `next`
    /// gives up to so many, and fewer at the end alone. `read_to` is the whole
    /// file.
    pub fn rows(
        name: &str,
        read_to: ReadTo,
        first: Vec<Issue>,
        next: impl FnMut(usize) -> io::Result<Vec<Parsed<T>>> + Send + 'r,
    ) -> Self {
        let seen = Seen::default();
        seen.bytes.store(read_to.bytes, Ordering::Relaxed);
        let source = Source::Other(Box::new(next));
        let mut reader = Self::new(name, source, seen, first);
        reader.blake3 = Some(read_to.blake3);
        reader
    }

    /// Reads a table; `name` is what to call it in issues. The columns are
    /// those of the record's fields, as `docs/records-csv.md` describes them.
    ///
    /// # Errors
    /// [`Error::Table`] where it has no header, or lacks a column that is
    /// needed.
    pub fn csv(name: &str, reader: impl Read + Send + 'r) -> Result<Self, Error> {
        let (reader, seen) = Counted::new(reader);
        Self::table(name, reader, seen)
    }

    fn table(name: &str, reader: impl Read + Send + 'r, seen: Seen) -> Result<Self, Error> {
        let refused = |issue| Error::Table { issue: Box::new(issue) };
        let reader: Box<dyn Read + Send + 'r> = Box::new(reader);
        let (table, mut issues) = match Table::open(name, reader, ShortRows::Refused) {
            Ok(opened) => opened,
            // An empty file has no records; that is for the caller to judge.
            Err(issue) if issue.code == codes::FILE_EMPTY => {
                let mut reader = Self::new(name, Source::Ended, seen, vec![issue]);
                // All there is has been read to find that it is nothing.
                reader.blake3 = Some(reader.read_to().blake3);
                return Ok(reader);
            }
            Err(issue) => return Err(refused(issue)),
        };
        let layout = T::layout();
        for needed in layout.needed {
            table.required(needed).map_err(refused)?;
        }
        let mut columns: Vec<(Column, Cell, &'static str)> = Vec::new();
        for (header, column) in table.columns() {
            let place = || Place::file(name).line(1).field(header);
            let known = layout.columns.iter().find(|(n, _)| n.eq_ignore_ascii_case(header));
            match known {
                Some((known, _)) if columns.iter().any(|(_, _, n)| n == known) => {
                    let message = "the column is there twice";
                    issues.push(Issue::new(codes::RECORD_COLUMN_TWICE, place(), message));
                }
                Some(&(known, cell)) => columns.push((column, cell, known)),
                None if is_protected(header) => {
                    let message = "the column holds a protected attribute, and is not read";
                    issues.push(Issue::new(codes::RECORD_PROTECTED, place(), message));
                }
                None => {
                    let message = format!("a table of {} records has no such column", T::NAME);
                    issues.push(Issue::new(codes::RECORD_UNKNOWN_FIELD, place(), message));
                }
            }
        }
        let rows = Rows { table, columns };
        Ok(Self::new(name, Source::Rows(Box::new(rows)), seen, issues))
    }

    fn new(name: &str, source: Source<'r, T>, seen: Seen, first: Vec<Issue>) -> Self {
        Self {
            name: name.to_owned(),
            source,
            ids: FxHashSet::default(),
            seen,
            len: None,
            first,
            blake3: None,
        }
    }

    /// What to call the file before the user.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes were read so far.
    pub fn bytes_read(&self) -> u64 {
        self.seen.bytes.load(Ordering::Relaxed)
    }

    /// How many bytes there are, where that is known.
    pub fn len_bytes(&self) -> Option<u64> {
        self.len
    }

    /// The BLAKE3 digest of the whole, in hexadecimal, once it has been read.
    pub fn blake3(&self) -> Option<&str> {
        self.blake3.as_deref()
    }

    /// How far the file has been read.
    fn read_to(&self) -> ReadTo {
        let hasher = self.seen.hasher.lock().unwrap_or_else(PoisonError::into_inner);
        let digest = || hasher.finalize().to_hex().to_string();
        ReadTo { bytes: self.bytes_read(), blake3: self.blake3.clone().unwrap_or_else(digest) }
    }

    /// Reads up to so many records; nothing at the end.
    ///
    /// # Errors
    /// What the reader reports.
    pub fn next_batch(&mut self, limit: usize) -> io::Result<Option<Batch<T>>> {
        let mut batch = Batch {
            records: Vec::new(),
            read: 0,
            rejected: 0,
            issues: std::mem::take(&mut self.first),
            read_to: ReadTo::default(),
        };
        let found = self.found(limit, &mut batch.issues)?;
        batch.records.reserve(found.len());
        for parsed in found {
            self.put(parsed, &mut batch);
        }
        batch.read_to = self.read_to();
        let nothing = batch.read == 0 && batch.issues.is_empty();
        Ok(if nothing { None } else { Some(batch) })
    }

    /// Reads all the records there are.
    ///
    /// # Errors
    /// What the reader reports.
    pub fn read_all(mut self) -> io::Result<Records<T>> {
        let mut all = Records::of(&self.name, []);
        while let Some(batch) = self.next_batch(4096)? {
            all.records.extend(batch.records);
            all.read += batch.read;
            all.rejected += batch.rejected;
            all.issues.extend(batch.issues);
        }
        all.blake3 = self.blake3.unwrap_or_default();
        Ok(all)
    }

    /// The next records, whether they can be used or not.
    fn found(&mut self, limit: usize, issues: &mut Vec<Issue>) -> io::Result<Vec<Parsed<T>>> {
        let raw = match &mut self.source {
            Source::Ended => return Ok(Vec::new()),
            Source::Other(next) => {
                let found = next(limit)?;
                if found.len() < limit {
                    self.source = Source::Ended;
                }
                return Ok(found);
            }
            Source::Lines(lines) => {
                let raw = lines.take(&self.name, limit)?;
                if raw.is_empty() && lines.number == 0 {
                    let place = Place::file(&self.name);
                    issues.push(Issue::new(codes::FILE_EMPTY, place, "there is nothing in it"));
                }
                raw
            }
            Source::Rows(rows) => rows.take(limit),
        };
        let name = &self.name;
        let columns = match &self.source {
            Source::Rows(rows) => rows.columns.as_slice(),
            _ => &[],
        };
        let found: Vec<Parsed<T>> =
            raw.into_par_iter().map(|raw| parsed(name, columns, raw)).collect();
        if found.len() < limit {
            self.end()?;
        }
        Ok(found)
    }

    /// Puts a record into a batch, unless an earlier one has its id.
    fn put(&mut self, parsed: Parsed<T>, batch: &mut Batch<T>) {
        batch.issues.extend(parsed.issues);
        batch.read += 1;
        match parsed.outcome {
            Ok(located) => {
                let id = blake3::hash(located.record.id().as_bytes());
                let [low, ..] = id.as_bytes().as_chunks::<16>().0 else { return };
                if self.ids.insert(u128::from_le_bytes(*low)) {
                    batch.records.push(located);
                } else {
                    batch.rejected += 1;
                    let place = Place::file(&self.name).line(located.line).field("id");
                    let message = format!("an earlier {} has this id", T::NAME);
                    let place = place.about(located.record.id());
                    batch.issues.push(Issue::new(codes::RECORD_DUPLICATE_ID, place, message));
                }
            }
            Err(issues) => {
                batch.rejected += 1;
                batch.issues.extend(issues);
            }
        }
    }

    /// Reads what stands behind the last record, for the digest.
    fn end(&mut self) -> io::Result<()> {
        let mut inner = match std::mem::replace(&mut self.source, Source::Ended) {
            Source::Lines(lines) => lines.reader.into_inner(),
            Source::Rows(rows) => rows.table.into_inner(),
            Source::Other(_) | Source::Ended => return Ok(()),
        };
        io::copy(&mut inner, &mut io::sink())?;
        self.blake3 = Some(self.read_to().blake3);
        Ok(())
    }
}

impl<'r> Counted<'r> {
    fn new(inner: impl Read + Send + 'r) -> (Self, Seen) {
        let seen = Seen::default();
        (Self { inner: Box::new(inner), seen: seen.clone() }, seen)
    }
}

/// How much is read at once.
const BUFFER: usize = 1 << 16;

impl Lines<'_> {
    /// The next lines that are not blank.
    fn take(&mut self, name: &str, limit: usize) -> io::Result<Vec<Raw>> {
        let mut found = Vec::new();
        let mut line = Vec::new();
        while found.len() < limit {
            let Some(length) = next_line(&mut self.reader, &mut line)? else { break };
            self.number += 1;
            if self.number == 1 && line.starts_with(b"\xef\xbb\xbf") {
                line.drain(..3);
            }
            if length > MAX_LINE_LEN {
                let place = Place::file(name).line(self.number);
                let message = format!("the line has {length} bytes, more than {MAX_LINE_LEN}");
                found.push(Raw::Refused(Issue::new(codes::RECORD_TOO_LONG, place, message)));
            } else if !line.iter().all(u8::is_ascii_whitespace) {
                found.push(Raw::Line(self.number, line.clone()));
            }
        }
        Ok(found)
    }
}

/// Reads a line without its end into `line` and gives its length, or nothing
/// at the end of the file. Of a line that is too long only the length is
/// kept.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<usize>> {
    line.clear();
    let mut length = 0;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(if length == 0 { None } else { Some(length) });
        }
        let end = buffer.iter().position(|&b| b == b'\n');
        let taken = end.unwrap_or(buffer.len());
        length += taken;
        if length <= MAX_LINE_LEN {
            line.extend_from_slice(buffer.get(..taken).unwrap_or_default());
        } else {
            line.clear();
        }
        reader.consume(taken + usize::from(end.is_some()));
        if end.is_some() {
            return Ok(Some(length));
        }
    }
}

impl Rows<'_> {
    /// The next rows.
    fn take(&mut self, limit: usize) -> Vec<Raw> {
        let rows = std::iter::from_fn(|| self.table.next_row()).take(limit);
        let raw = rows.map(|row| match row {
            Ok(row) => Raw::Row(row),
            // What is a warning where rows are many and official costs a
            // person's record here.
            Err(issue) => Raw::Refused(Issue { severity: Severity::Error, ..issue }),
        });
        raw.collect()
    }
}

/// Reads what was found as a record.
fn parsed<T: Record>(name: &str, columns: &[(Column, Cell, &'static str)], raw: Raw) -> Parsed<T> {
    let mut issues = Vec::new();
    let outcome = match raw {
        Raw::Refused(issue) => Err(vec![issue]),
        Raw::Line(line, text) => {
            let place = Place::file(name).line(line);
            let record = parse_record(&text, Written::Json, &place, &mut issues);
            record.map(|record| Located { line, record })
        }
        Raw::Row(row) => {
            let place = Place::file(name).line(row.line);
            let record = object(&row, columns, &place).and_then(|object| {
                let text = object.to_string();
                parse_record(text.as_bytes(), Written::Cells, &place, &mut issues)
            });
            record.map(|record| Located { line: row.line, record })
        }
    };
    Parsed { outcome, issues }
}

/// A row as the object of a record.
fn object(
    row: &Row,
    columns: &[(Column, Cell, &'static str)],
    place: &Place,
) -> Result<serde_json::Value, Vec<Issue>> {
    let mut record = Map::new();
    for &(column, cell, header) in columns {
        if let Err(message) = cells::put(&mut record, cell, row.get(column)) {
            let place = place.clone().field(header);
            return Err(vec![Issue::new(codes::RECORD_CELL, place, message)]);
        }
    }
    Ok(serde_json::Value::Object(record))
}
