//! Any bytes as a table of profiles, and as one of vacancies.
//!
//! What must hold:
//!
//! - A table without a header or a needed column is an error in one line;
//!   any other gives records and issues, the same at once, in batches, and
//!   however the reader cuts the bytes.
//! - Every row is kept or rejected; each rejected one has an issue of severity
//!   error with its line, and no kept one has. Where no cell is quoted, rows
//!   stand on the lines below the header that are not empty, one on each.
//! - Messages are one line; the whole issue, place included, is one too.
//! - No message holds a value of a record: a character that stands in none of
//!   our own texts stands in no message. The error of a table names its
//!   columns, which are no values.
//! - Records come in the order of the table, each with an id of its own.
//! - A kept record written as JSON is read again, without an issue.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::assert_one_line;
use passerelle_fuzz::records::{Kept, assert_lines, assert_records, read_every_way};
use passerelle_import::Error;
use passerelle_import::records::RecordReader;
use passerelle_model::{Profile, Vacancy, codes};

fuzz_target!(|data: &[u8]| {
    check::<Profile>(data);
    check::<Vacancy>(data);
});

fn check<T: Kept>(data: &[u8]) {
    let found = match read_every_way::<T>(data, |reader| RecordReader::csv("in.csv", reader)) {
        Ok(found) => found,
        Err(error) => {
            assert!(matches!(error, Error::Table { .. }), "{error}");
            let expected = [codes::CSV_NO_COLUMN, codes::CSV_ENCODING, codes::CSV_TOO_LONG];
            assert!(expected.contains(&error.code()), "{error}");
            assert_one_line(&error);
            return;
        }
    };
    let failed = assert_records(&found, data);
    if let Some(lines) = lines_of_rows(data) {
        assert_lines(&found, failed, &lines);
    }
}

/// The lines on which rows start, without that of the header; nothing where
/// a cell is quoted, and may hold the end of a line.
///
/// A line ends as in any editor: at a line feed, a carriage return, or both.
fn lines_of_rows(data: &[u8]) -> Option<BTreeSet<u64>> {
    let mut text = data;
    // One mark is passed over by us, a second one by the reader of tables.
    for _ in 0..2 {
        text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    }
    if text.contains(&b'"') {
        return None;
    }
    if text.iter().all(u8::is_ascii_whitespace) {
        return Some(BTreeSet::new());
    }
    let mut rows = BTreeSet::new();
    let mut number = 1;
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'\r' if text.get(at + 1) == Some(&b'\n') => {}
            b'\r' | b'\n' => number += 1,
            _ => {
                rows.insert(number);
            }
        }
    }
    rows.pop_first();
    Some(rows)
}
