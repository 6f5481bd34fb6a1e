//! Profiles and vacancies: one JSON object on each line, or one row of a CSV
//! table; packed in gzip or Zstandard or not.
//!
//! A record that cannot be used costs only itself. Fields that the type does
//! not know are reported; protected attributes among them are named as such,
//! without their value. No message holds more of a record than its id.

mod cells;
mod file_type;
mod json;
mod kinds;
mod protected;
mod reader;
mod rewrite;

use passerelle_model::Issue;

pub use file_type::{FileType, Format, Packing, pack, packed, unpacked};
pub use json::read_record;
pub(crate) use json::{field_path, in_words, tracked_path};
pub use kinds::Record;
pub use protected::is_protected;
pub use reader::{Batch, Parsed, ReadTo, RecordReader};
pub use rewrite::{Decide, Replacement, Rewritten, rewrite, rewrite_csv, rewrite_jsonl};

use crate::Error;
use std::io::{self, BufRead};
use std::path::Path;

/// Longer than any real record; a line that is longer is passed over without
/// being kept in memory.
pub const MAX_LINE_LEN: usize = 8 << 20;

/// A record and the line it was on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The line, from 1.
    pub line: u64,
    /// The record.
    pub record: T,
}

/// The records of a file.
#[derive(Clone, Debug)]
pub struct Records<T> {
    /// What to call the file before the user.
    pub name: String,
    /// The records that can be used, in the order of the file.
    pub records: Vec<Located<T>>,
    /// How many records the file has, usable or not.
    pub read: u64,
    /// How many were rejected; each has an issue of severity error.
    pub rejected: u64,
    /// What was found, in the order of the file.
    pub issues: Vec<Issue>,
    /// The BLAKE3 digest of the file, in hexadecimal.
    pub blake3: String,
}

impl<T> Records<T> {
    /// Records that are at hand, numbered from 1 as if each stood on a line
    /// of its own; they have no digest.
    pub fn of(name: &str, records: impl IntoIterator<Item = T>) -> Self {
        let records: Vec<Located<T>> =
            records.into_iter().zip(1..).map(|(record, line)| Located { line, record }).collect();
        Self {
            name: name.to_owned(),
            read: records.len() as u64,
            records,
            rejected: 0,
            issues: Vec::new(),
            blake3: String::new(),
        }
    }
}

/// Reads all records of a file of the type that its name says, but Parquet;
/// `name` is what to call it in issues.
///
/// # Errors
/// As [`RecordReader::open`].
pub fn read<T: Record>(path: &Path, name: &str) -> Result<Records<T>, Error> {
    let cannot_read = |source| Error::CannotRead { path: path.to_owned(), source };
    RecordReader::open(path, name)?.read_all().map_err(cannot_read)
}

/// What to call a file in issues: the last part of its path.
pub fn name_of(path: &Path) -> String {
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |n| n.to_string_lossy());
    name.into_owned()
}

/// Whether a file's name makes it a table that is not packed.
pub fn is_table(path: &Path) -> bool {
    is_plain(path).is_some_and(|format| format == Format::Table)
}

/// How a file is written that is neither packed nor Parquet; nothing for
/// another.
pub fn is_plain(path: &Path) -> Option<Format> {
    let of = FileType::of(path).ok()?;
    (of.packing == Packing::None && of.format != Format::Parquet).then_some(of.format)
}

/// Reads records from anything that has lines of JSON.
///
/// # Errors
/// What `reader` reports.
pub fn parse_jsonl<T: Record>(name: &str, reader: impl BufRead + Send) -> io::Result<Records<T>> {
    RecordReader::jsonl(name, reader).read_all()
}

#[cfg(test)]
mod tests;
