//! Laws of a file of records, whatever its format.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::io::{self, Read};

use passerelle_import::Error;
use passerelle_import::records::{Record, RecordReader, Records, parse_jsonl};
use passerelle_model::Severity;
use serde::Serialize;

use crate::{assert_issues, assert_one_line};

/// Stands for what a person would not want in a log; in the dictionaries.
pub const PRIVATE: char = '§';

/// How to open a file of one format.
pub type Open<T> = for<'r> fn(Box<dyn Read + Send + 'r>) -> Result<RecordReader<'r, T>, Error>;

/// A record that can be compared and written.
pub trait Kept: Record + Serialize + PartialEq + Debug {}

impl<T: Record + Serialize + PartialEq + Debug> Kept for T {}

/// Gives a few bytes at a time, as a pipe may.
#[derive(Debug)]
struct Cut<'d>(&'d [u8]);

impl Read for Cut<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let few = buffer.len().min(7);
        self.0.read(&mut buffer[..few])
    }
}

/// Reads a file whole, in batches, and in pieces; asserts that all say the
/// same, and gives it.
///
/// # Errors
/// Where the file is none that can be opened; so then for the pieces.
///
/// # Panics
/// Where two ways differ.
#[track_caller]
pub fn read_every_way<T: Kept>(data: &[u8], open: Open<T>) -> Result<Records<T>, Error> {
    let whole = open(Box::new(data)).map(all);
    let cut = open(Box::new(Cut(data))).map(all);
    match (&whole, &cut) {
        (Ok(whole), Ok(cut)) => assert_same(cut, whole),
        (Err(whole), Err(cut)) => assert_eq!(cut.to_string(), whole.to_string()),
        (whole, cut) => panic!("in pieces {cut:?}, whole {whole:?}"),
    }
    let whole = whole?;
    for limit in 1..=3 {
        let mut reader = open(Box::new(data)).expect("it was opened before");
        let mut batches = Records::of(reader.name(), []);
        while let Some(batch) = reader.next_batch(limit).expect("memory can be read") {
            assert!(batch.read <= limit as u64);
            assert_eq!(batch.read, batch.records.len() as u64 + batch.rejected);
            batches.records.extend(batch.records);
            batches.read += batch.read;
            batches.rejected += batch.rejected;
            batches.issues.extend(batch.issues);
        }
        reader.blake3().expect("it has been read").clone_into(&mut batches.blake3);
        assert_same(&batches, &whole);
        assert_eq!(reader.bytes_read(), data.len() as u64);
    }
    Ok(whole)
}

fn all<T: Kept>(reader: RecordReader<'_, T>) -> Records<T> {
    reader.read_all().expect("memory can be read")
}

#[track_caller]
fn assert_same<T: Kept>(found: &Records<T>, whole: &Records<T>) {
    assert_eq!(found.issues, whole.issues);
    assert_eq!(found.records, whole.records);
    assert_eq!((found.read, found.rejected), (whole.read, whole.rejected));
    assert_eq!(found.blake3, whole.blake3);
}

/// Asserts what must hold of records and issues, however they were written;
/// gives the lines on which a record was rejected.
///
/// # Panics
/// Where it does not hold.
#[track_caller]
pub fn assert_records<T: Kept>(found: &Records<T>, data: &[u8]) -> BTreeSet<u64> {
    assert_eq!(found.read, found.records.len() as u64 + found.rejected);
    assert_eq!(found.blake3, blake3::hash(data).to_hex().as_str());
    assert_issues(&found.issues);
    for issue in &found.issues {
        assert_one_line(issue);
        assert!(!issue.message.contains(PRIVATE), "a value in a message: {issue}");
    }
    let errors = || found.issues.iter().filter(|issue| issue.severity == Severity::Error);
    // Only a file without records has an error that is about none of them.
    assert!(found.read == 0 || errors().all(|issue| issue.place.line.is_some()));
    let failed: BTreeSet<u64> = errors().filter_map(|issue| issue.place.line).collect();
    assert!(found.records.iter().all(|r| !failed.contains(&r.line)), "{:?}", found.issues);
    assert!(failed.len() as u64 <= found.rejected, "{:?}", found.issues);
    assert!(errors().count() as u64 >= found.rejected, "{:?}", found.issues);
    assert!(found.records.is_sorted_by(|a, b| a.line <= b.line));
    let ids: BTreeSet<&str> = found.records.iter().map(|r| r.record.id()).collect();
    assert_eq!(ids.len(), found.records.len());

    let mut lines = Vec::new();
    for located in &found.records {
        serde_json::to_writer(&mut lines, &located.record).expect("a record is plain data");
        lines.push(b'\n');
    }
    if !lines.is_empty() {
        let again = parse_jsonl::<T>("out.jsonl", lines.as_slice()).expect("memory can be read");
        assert!(again.issues.is_empty(), "{:?}", again.issues);
        let again: Vec<&T> = again.records.iter().map(|r| &r.record).collect();
        let kept: Vec<&T> = found.records.iter().map(|r| &r.record).collect();
        assert_eq!(again, kept);
    }
    failed
}

/// Asserts that records, kept and rejected, stand on these lines and on no
/// others, one on each.
///
/// # Panics
/// Where they do not.
#[track_caller]
pub fn assert_lines<T: Kept>(found: &Records<T>, mut failed: BTreeSet<u64>, lines: &BTreeSet<u64>) {
    assert!(found.records.is_sorted_by(|a, b| a.line < b.line));
    assert_eq!(failed.len() as u64, found.rejected, "{:?}", found.issues);
    failed.extend(found.records.iter().map(|r| r.line));
    assert_eq!(&failed, lines, "{:?}", found.issues);
}
