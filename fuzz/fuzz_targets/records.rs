//! Any bytes as a file of profiles, and as one of vacancies.
//!
//! What must hold:
//!
//! - Reading gives records and issues, the same at once, in batches, and
//!   however the reader cuts the bytes.
//! - Every record read is kept or rejected; each rejected one has an issue of
//!   severity error with its line, and no kept one has.
//! - Records stand on the lines that are not blank, one on each.
//! - Messages are one line; the whole issue, place included, is one too.
//! - No message holds a value of a record: a character that stands in none of
//!   our own texts stands in no message, and in no field that it names.
//! - Records come in the order of the file, each with an id of its own.
//! - A kept record written out again is read again, without an issue.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::records::{Kept, PRIVATE, assert_lines, assert_records, read_every_way};
use passerelle_import::records::RecordReader;
use passerelle_model::{Profile, Vacancy};

fuzz_target!(|data: &[u8]| {
    check::<Profile>(data);
    check::<Vacancy>(data);
});

fn check<T: Kept>(data: &[u8]) {
    let found = read_every_way::<T>(data, |reader| Ok(RecordReader::jsonl("in.jsonl", reader)));
    let found = found.expect("lines have no header that could be wrong");
    let failed = assert_records(&found, data);
    let fields = || found.issues.iter().filter_map(|issue| issue.place.field.as_ref());
    assert!(fields().all(|field| !field.contains(PRIVATE)), "{:?}", found.issues);
    let text = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    let lines: BTreeSet<u64> = text
        .split(|&byte| byte == b'\n')
        .zip(1..)
        .filter(|(line, _)| !line.iter().all(u8::is_ascii_whitespace))
        .map(|(_, number)| number)
        .collect();
    assert_lines(&found, failed, &lines);
}
