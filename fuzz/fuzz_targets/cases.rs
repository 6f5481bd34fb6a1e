//! Any bytes as recognition cases, and as a credential.
//!
//! What must hold:
//!
//! - Reading gives cases and issues, each in one line, and never a panic;
//!   reading again gives the same.
//! - What is read is a case or has an issue; ids are unique.
//! - A case written as JSON and read again is the same, without an issue.
//! - A credential gives a case without a qualification only with an issue.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::assert_issues;
use passerelle_import::case::parse_cases;
use passerelle_import::elm::parse_credential;

fuzz_target!(|data: &[u8]| {
    for lines in [true, false] {
        let found = parse_cases("in", data, lines);
        assert_issues(&found.issues);
        assert!(found.cases.len() as u64 + found.issues.len() as u64 >= found.read);
        let again = parse_cases("in", data, lines);
        assert_eq!((&again.cases, &again.issues), (&found.cases, &found.issues));
        let ids: BTreeSet<&str> = found.cases.iter().map(|c| c.record.id.as_str()).collect();
        assert_eq!(ids.len(), found.cases.len());
        for case in &found.cases {
            let written = serde_json::to_vec(&case.record).unwrap();
            let read = parse_cases("in", &written, false);
            assert!(read.issues.is_empty(), "{:?}", read.issues);
            assert_eq!(read.cases[0].record, case.record);
        }
    }
    let Ok(destination) = "DE".parse() else { return };
    let (case, issues) = parse_credential("in", data, destination);
    assert_issues(&issues);
    assert!(!case.qualifications.is_empty() || !issues.is_empty());
});
