//! Any bytes as a file of profiles, and as one of vacancies.
//!
//! What must hold:
//!
//! - Reading gives records and issues, however the reader cuts the bytes.
//! - Every record read is kept or rejected; each rejected one has an issue of
//!   severity error with its line, and no kept one has.
//! - Messages are one line; the whole issue, place included, is one too.
//! - No message holds a value of a record: a character that stands in none of
//!   our own texts stands in no message.
//! - Records come in the order of the file, each with an id of its own.
//! - A kept record written out again is read again, without an issue.

#![no_main]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::io::BufReader;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line};
use passerelle_import::records::{Record, parse_jsonl};
use passerelle_model::{Profile, Severity, Vacancy};
use serde::Serialize;

/// Stands for what a person would not want in a log; in the dictionary.
const PRIVATE: char = '§';

fuzz_target!(|data: &[u8]| {
    check::<Profile>(data);
    check::<Vacancy>(data);
});

fn check<T: Record + Serialize + PartialEq + Debug>(data: &[u8]) {
    let found = parse_jsonl::<T>("in.jsonl", data).expect("memory can be read");
    assert_eq!(found.read, found.records.len() as u64 + found.rejected);
    assert_eq!(found.blake3, blake3::hash(data).to_hex().as_str());
    assert_issues(&found.issues);
    for issue in &found.issues {
        assert_one_line(issue);
        assert!(!issue.message.contains(PRIVATE), "a value in a message: {issue}");
    }

    let failed: BTreeSet<u64> = found
        .issues
        .iter()
        .filter(|issue| issue.severity == Severity::Error)
        .map(|issue| issue.place.line.expect("an issue of a record has a line"))
        .collect();
    assert_eq!(failed.len() as u64, found.rejected, "{:?}", found.issues);
    assert!(found.records.iter().all(|r| !failed.contains(&r.line)));
    assert!(found.records.is_sorted_by(|a, b| a.line < b.line));
    let ids: BTreeSet<&str> = found.records.iter().map(|r| r.record.id()).collect();
    assert_eq!(ids.len(), found.records.len());

    let cut = BufReader::with_capacity(7, data);
    let same = parse_jsonl::<T>("in.jsonl", cut).expect("memory can be read");
    assert_eq!((&same.records, same.read), (&found.records, found.read));
    assert_eq!((&same.issues, &same.blake3), (&found.issues, &found.blake3));

    for located in &found.records {
        let line = serde_json::to_vec(&located.record).expect("a record is plain data");
        let again = parse_jsonl::<T>("out.jsonl", line.as_slice()).expect("memory can be read");
        assert!(again.issues.is_empty(), "{:?}", again.issues);
        assert_eq!(again.records.first().map(|r| &r.record), Some(&located.record));
    }
}
