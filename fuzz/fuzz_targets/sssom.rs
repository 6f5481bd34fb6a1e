//! Any bytes as a mapping set in SSSOM/TSV, with and without external
//! metadata, and in JSON.
//!
//! What must hold:
//!
//! - Reading gives a set and issues, or an error of the kinds that it names;
//!   each in one line.
//! - However the reader cuts the bytes, the same is read.
//! - A mapping stands on a line of its own, has a predicate and a
//!   justification, and each side an identifier or, a literal, a label.
//! - Prefixes are sorted, each there once.
//! - What was read is written, as a table and in JSON, and read again as the
//!   same; written once more, it is the same bytes.

#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line};
use passerelle_import::Error;
use passerelle_import::sssom::{read_json, read_tsv, write_json, write_tsv};
use passerelle_model::Issue;
use passerelle_model::crosswalk::Crosswalk;

/// Metadata for tables that have none.
const METADATA: &str = "curie_map:\n  x: http://x.org/\nmapping_set_id: http://x.org/set\n\
    license: http://x.org/free\nextension_definitions:\n  - slot_name: ext_a\n\
    \x20   property: x:a\n    type_hint: linkml:Uriorcurie\n";

fuzz_target!(|data: &[u8]| {
    for metadata in [None, Some(("in.yml", METADATA))] {
        let Some((set, issues)) = checked(read_tsv("in.tsv", data, metadata)) else { continue };
        assert_eq!(
            read_tsv("in.tsv", Slow(data), metadata).expect("it was read at once"),
            (set.clone(), issues)
        );
        let lines = data.split(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
        assert!(set.mappings.is_sorted_by(|a, b| a.line < b.line));
        assert!(set.mappings.iter().all(|mapping| (2..=lines).contains(&mapping.line)));
        assert_set(set);
    }
    if let Some((set, _)) = checked(read_json("in.json", data)) {
        assert!(set.mappings.iter().all(|mapping| mapping.line == 0));
        assert_set(set);
    }
});

/// Gives a byte at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let few = buffer.len().min(1);
        self.0.read(&mut buffer[..few])
    }
}

/// What was read, where anything could be.
fn checked(read: Result<(Crosswalk, Vec<Issue>), Error>) -> Option<(Crosswalk, Vec<Issue>)> {
    match read {
        Ok((set, issues)) => {
            assert_issues(&issues);
            issues.iter().for_each(|issue| assert_one_line(issue));
            Some((set, issues))
        }
        Err(error) => {
            assert!(matches!(error, Error::Table { .. } | Error::Utf16 { .. }), "{error}");
            assert_one_line(&error);
            None
        }
    }
}

fn assert_set(mut set: Crosswalk) {
    assert!(set.prefixes.is_sorted_by(|a, b| a.prefix < b.prefix));
    for mapping in &set.mappings {
        assert!(!mapping.predicate.is_empty() && !mapping.justification.is_empty());
        assert!(!mapping.subject.is_empty() || mapping.slot("subject_label").is_some());
        assert!(!mapping.object.is_empty() || mapping.slot("object_label").is_some());
    }
    without_lines(&mut set);
    let table = table(&set);
    let (mut again, _) = read_tsv("again.tsv", &table[..], None).expect("it was written by us");
    without_lines(&mut again);
    assert_eq!(again, set);
    assert_eq!(self::table(&again), table);
    let json = json(&set);
    let (again, _) = read_json("again.json", &json[..]).expect("it was written by us");
    assert_eq!(again, set);
    assert_eq!(self::json(&again), json);
}

fn without_lines(set: &mut Crosswalk) {
    set.mappings.iter_mut().for_each(|mapping| mapping.line = 0);
}

fn table(set: &Crosswalk) -> Vec<u8> {
    let mut written = Vec::new();
    write_tsv(set, &mut written).expect("memory takes what is written");
    written
}

fn json(set: &Crosswalk) -> Vec<u8> {
    let mut written = Vec::new();
    write_json(set, &mut written).expect("memory takes what is written");
    written
}
