//! Laws that hold for whatever was read.

use std::fmt::Display;

use passerelle_import::esco;
use passerelle_model::{Issue, Severity};
use passerelle_taxonomy::Taxonomy;

/// Asserts that a text for people is one line.
///
/// A line ends where Unicode says that it must (UAX #14: LF, CR, VT, FF, NEL,
/// LS, PS): a terminal, a log or a spreadsheet breaks it at one of these.
///
/// # Panics
/// Where it is none.
#[track_caller]
pub fn assert_one_line(text: &impl Display) {
    let text = text.to_string();
    let ends =
        |c| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    assert!(!text.contains(ends), "more than one line: {text:?}");
    assert!(!text.is_empty(), "an empty text");
}

/// How many issues there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of severity info.
    pub info: usize,
    /// Of severity warning.
    pub warning: usize,
    /// Of severity error.
    pub error: usize,
}

/// Asserts that every message is one line, and counts the issues.
///
/// # Panics
/// Where a message has more than one line, or none.
#[track_caller]
pub fn assert_issues(issues: &[Issue]) -> Counts {
    let mut counts = Counts::default();
    for issue in issues {
        assert_one_line(&issue.message);
        match issue.severity {
            Severity::Info => counts.info += 1,
            Severity::Warning => counts.warning += 1,
            Severity::Error => counts.error += 1,
        }
    }
    counts
}

/// Asserts that no row of a bundle is lost without a word: rows are imported
/// or left out, and each that is left out has an issue with its line.
///
/// # Panics
/// Where a report does not add up.
#[track_caller]
pub fn assert_rows_add_up(report: &esco::Report) {
    assert_issues(&report.issues);
    for file in &report.files {
        assert_eq!(file.rows, file.imported + file.left_out, "{}", file.name);
        let explained = report
            .issues
            .iter()
            .filter(|i| i.place.file.as_ref() == Some(&file.name) && i.place.line.is_some())
            .count() as u64;
        assert!(explained >= file.left_out, "{}: {} of {file:?}", file.name, explained);
    }
    assert_eq!(report.rows(), report.files.iter().map(|f| f.rows).sum::<u64>());
}

/// Saves a taxonomy, loads it again, asserts that both say the same, and
/// gives the loaded one.
///
/// # Panics
/// Where a section of the taxonomy cannot be read, or what was written does
/// not come back.
#[track_caller]
pub fn saved_and_loaded(taxonomy: &Taxonomy) -> Taxonomy {
    let bytes = bytes_of(taxonomy);
    let loaded = Taxonomy::from_bytes(bytes.clone()).expect("what was written can be opened");
    assert!(
        loaded.same_content(taxonomy).expect("all sections were read before"),
        "what was written does not come back"
    );
    assert!(bytes_of(&loaded) == bytes, "written again, the bytes differ");
    loaded
}

fn bytes_of(taxonomy: &Taxonomy) -> Vec<u8> {
    let mut bytes = Vec::new();
    taxonomy.write_snapshot(&mut bytes).expect("memory takes what is written");
    bytes
}
