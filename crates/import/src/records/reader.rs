//! Reading records, a number at a time.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use passerelle_model::{Issue, Place, Severity, codes};
use rustc_hash::FxHashSet;
use serde_json::Map;

use super::cells::{self, Cell};
use super::json::{Written, parse_record};
use super::protected::is_protected;
use super::{Located, MAX_LINE_LEN, Record, Records, is_table, is_unknown_type};
use crate::Error;
use crate::table::{Column, Row, ShortRows, Table};

/// Endings of names that promise what is not read here; a later version may.
pub(super) const OTHER_TYPES: [&str; 12] =
    ["parquet", "gz", "zst", "xz", "bz2", "zip", "7z", "xls", "xlsx", "ods", "xml", "yaml"];

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
}

/// Reads the records of a file a number at a time: memory holds those, and
/// sixteen bytes for each id.
pub struct RecordReader<'r, T> {
    name: String,
    source: Source<'r>,
    /// Digests of the ids so far.
    ids: FxHashSet<u128>,
    bytes: Arc<AtomicU64>,
    len: Option<u64>,
    /// What was found before the first record.
    first: Vec<Issue>,
    blake3: Option<String>,
    kind: PhantomData<T>,
}

enum Source<'r> {
    Lines(Box<Lines<'r>>),
    Rows(Box<Rows<'r>>),
    Ended,
}

/// Lines, and the number of the last one.
struct Lines<'r> {
    reader: BufReader<Counted<'r>>,
    number: u64,
}

/// A table with the columns that are known.
struct Rows<'r> {
    table: Table<Counted<'r>>,
    columns: Vec<(Column, Cell, &'static str)>,
}

/// A reader that counts and digests what passes through it.
struct Counted<'r> {
    inner: Box<dyn Read + 'r>,
    hasher: Arc<Mutex<blake3::Hasher>>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let mut hasher = self.hasher.lock().unwrap_or_else(PoisonError::into_inner);
        hasher.update(buffer.get(..read).unwrap_or_default());
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Counted<'_> {
    /// The digest of the whole, once it has all been read.
    fn digest(mut self) -> io::Result<String> {
        io::copy(&mut self, &mut io::sink())?;
        let hasher = self.hasher.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(hasher.finalize().to_hex().to_string())
    }
}

impl<T> fmt::Debug for RecordReader<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordReader").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Opens a file of records, and says whether its name makes it a table.
pub(super) fn open_file(path: &Path) -> Result<(BufReader<File>, bool), Error> {
    if path.is_dir() {
        return Err(Error::IsDirectory { path: path.to_owned() });
    }
    if is_unknown_type(path) {
        return Err(Error::FileType { path: path.to_owned() });
    }
    let cannot_read = |source| Error::CannotRead { path: path.to_owned(), source };
    let mut file = BufReader::new(File::open(path).map_err(cannot_read)?);
    let start = file.fill_buf().map_err(cannot_read)?;
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(Error::Utf16 { path: path.to_owned() });
    }
    Ok((file, is_table(path)))
}

impl<T: Record> RecordReader<'static, T> {
    /// Opens a file: a table where its name ends in `.csv` or `.tsv`, JSON
    /// lines otherwise; `name` is what to call it in issues.
    ///
    /// # Errors
    /// [`Error::CannotRead`], [`Error::IsDirectory`], [`Error::FileType`] or
    /// [`Error::Utf16`]; [`Error::Table`] where a table lacks a column that is
    /// needed.
    pub fn open(path: &Path, name: &str) -> Result<Self, Error> {
        let (file, is_table) = open_file(path)?;
        let len =
            file.get_ref().metadata().ok().filter(std::fs::Metadata::is_file).map(|m| m.len());
        let mut reader = if is_table { Self::csv(name, file)? } else { Self::jsonl(name, file) };
        reader.len = len;
        Ok(reader)
    }
}

impl<'r, T: Record> RecordReader<'r, T> {
    /// Reads lines of JSON; `name` is what to call them in issues.
    pub fn jsonl(name: &str, reader: impl Read + 'r) -> Self {
        let bytes = Arc::default();
        let reader = BufReader::with_capacity(1 << 16, Counted::new(reader, &bytes));
        let lines = Lines { reader, number: 0 };
        Self::new(name, Source::Lines(Box::new(lines)), bytes, Vec::new())
    }

    /// Reads a table; `name` is what to call it in issues. The columns are
    /// those of the record's fields, as `docs/records-csv.md` describes them.
    ///
    /// # Errors
    /// [`Error::Table`] where it has no header, or lacks a column that is
    /// needed.
    pub fn csv(name: &str, reader: impl Read + 'r) -> Result<Self, Error> {
        let bytes = Arc::default();
        let refused = |issue| Error::Table { issue: Box::new(issue) };
        let reader = Counted::new(reader, &bytes);
        let hasher = Arc::clone(&reader.hasher);
        let (table, mut issues) = match Table::open(name, reader, ShortRows::Refused) {
            Ok(opened) => opened,
            // An empty file has no records; that is for the caller to judge.
            Err(issue) if issue.code == codes::FILE_EMPTY => {
                let mut reader = Self::new(name, Source::Ended, bytes, vec![issue]);
                // All there is has been read to find that it is nothing.
                let digest = hasher.lock().unwrap_or_else(PoisonError::into_inner).finalize();
                reader.blake3 = Some(digest.to_hex().to_string());
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
        Ok(Self::new(name, Source::Rows(Box::new(rows)), bytes, issues))
    }

    fn new(name: &str, source: Source<'r>, bytes: Arc<AtomicU64>, first: Vec<Issue>) -> Self {
        Self {
            name: name.to_owned(),
            source,
            ids: FxHashSet::default(),
            bytes,
            len: None,
            first,
            blake3: None,
            kind: PhantomData,
        }
    }

    /// What to call the file before the user.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes were read so far.
    pub fn bytes_read(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// How many bytes there are, where that is known.
    pub fn len_bytes(&self) -> Option<u64> {
        self.len
    }

    /// The BLAKE3 digest of the whole, in hexadecimal, once it has been read.
    pub fn blake3(&self) -> Option<&str> {
        self.blake3.as_deref()
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
        };
        while batch.read < limit as u64 && self.next_record(&mut batch)? {}
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

    /// Reads one record into a batch; says whether there was one.
    fn next_record(&mut self, batch: &mut Batch<T>) -> io::Result<bool> {
        let outcome = match &mut self.source {
            Source::Ended => return Ok(false),
            Source::Lines(lines) => {
                let found = lines.next_record::<T>(&self.name, &mut batch.issues)?;
                if found.is_none() && lines.number == 0 {
                    let place = Place::file(&self.name);
                    batch.issues.push(Issue::new(
                        codes::FILE_EMPTY,
                        place,
                        "there is nothing in it",
                    ));
                }
                match found {
                    Some(outcome) => outcome,
                    None => return self.end(),
                }
            }
            Source::Rows(rows) => match rows.next_record::<T>(&self.name, &mut batch.issues) {
                Some(outcome) => outcome,
                None => return self.end(),
            },
        };
        batch.read += 1;
        match outcome {
            Ok(located) => {
                let id = blake3::hash(located.record.id().as_bytes());
                let [low, ..] = id.as_bytes().as_chunks::<16>().0 else { return Ok(true) };
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
        Ok(true)
    }

    fn end(&mut self) -> io::Result<bool> {
        let inner = match std::mem::replace(&mut self.source, Source::Ended) {
            Source::Lines(lines) => lines.reader.into_inner(),
            Source::Rows(rows) => rows.table.into_inner(),
            Source::Ended => return Ok(false),
        };
        self.blake3 = Some(inner.digest()?);
        Ok(false)
    }
}

impl<'r> Counted<'r> {
    fn new(reader: impl Read + 'r, bytes: &Arc<AtomicU64>) -> Self {
        Self { inner: Box::new(reader), hasher: Arc::default(), bytes: Arc::clone(bytes) }
    }
}

/// A record, or why there is none.
type Outcome<T> = Result<Located<T>, Vec<Issue>>;

impl Lines<'_> {
    /// The next line that is not blank, as a record; nothing at the end.
    fn next_record<T: Record>(
        &mut self,
        name: &str,
        issues: &mut Vec<Issue>,
    ) -> io::Result<Option<Outcome<T>>> {
        let mut line = Vec::new();
        while let Some(length) = next_line(&mut self.reader, &mut line)? {
            self.number += 1;
            if self.number == 1 && line.starts_with(b"\xef\xbb\xbf") {
                line.drain(..3);
            }
            if length <= MAX_LINE_LEN && line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let place = Place::file(name).line(self.number);
            if length > MAX_LINE_LEN {
                let message = format!("the line has {length} bytes, more than {MAX_LINE_LEN}");
                return Ok(Some(Err(vec![Issue::new(codes::RECORD_TOO_LONG, place, message)])));
            }
            let record = parse_record(&line, Written::Json, &place, issues);
            return Ok(Some(record.map(|record| Located { line: self.number, record })));
        }
        Ok(None)
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
    fn next_record<T: Record>(
        &mut self,
        name: &str,
        issues: &mut Vec<Issue>,
    ) -> Option<Outcome<T>> {
        let row: Row = match self.table.next_row()? {
            Ok(row) => row,
            // What is a warning where rows are many and official costs a
            // person's record here.
            Err(issue) => {
                return Some(Err(vec![Issue { severity: Severity::Error, ..issue }]));
            }
        };
        let place = Place::file(name).line(row.line);
        let mut record = Map::new();
        for &(column, cell, header) in &self.columns {
            if let Err(message) = cells::put(&mut record, cell, row.get(column)) {
                let place = place.clone().field(header);
                return Some(Err(vec![Issue::new(codes::RECORD_CELL, place, message)]));
            }
        }
        let text = serde_json::Value::Object(record).to_string();
        let parsed = parse_record(text.as_bytes(), Written::Cells, &place, issues);
        Some(parsed.map(|record| Located { line: row.line, record }))
    }
}
