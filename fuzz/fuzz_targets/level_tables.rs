//! Any bytes as a table of levels: as `frameworks.csv`, as `conversions.csv`
//! and as `language-tests.csv`.
//!
//! What must hold:
//!
//! - Reading gives issues, each in one line, and never an error or a panic.
//! - What is read has its frameworks sorted, no empty level, no blank in one,
//!   and no greatest score below the least.
//! - It becomes part of a builder, builds, checks, and survives saving: the
//!   tables come back as they were.
//! - Each row converts to what it says, in both directions; a conversion has
//!   few steps, each from where the last one led, and reaches no level twice.
//!   It decides only where every step is formal and sure enough, and no other
//!   level is reached.
//! - Each result of a test is found by its words and by its scores; what is
//!   not found is told in one line.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line, saved_and_loaded};
use passerelle_import::levels::{read_conversions, read_frameworks, read_tests};
use passerelle_model::{FactConfidence, LevelPath, LevelTables, TestBand, TestScore};
use passerelle_search::normalise;
use passerelle_taxonomy::{
    Builder, Provenance, Taxonomy, convert_level, find_test_bands, referencing_of,
};

/// As many rows are asked for, of all that are read: each answer looks at all.
const ASKED: usize = 16;

fuzz_target!(|data: &[u8]| {
    let mut read = LevelTables::default();
    assert_issues(&read_frameworks("frameworks.csv", data, &mut read));
    assert_issues(&read_conversions("conversions.csv", data, &mut read));
    assert_issues(&read_tests("language-tests.csv", data, &mut read));
    assert_sound(&read);

    let taxonomy = built(read.clone());
    let tables = taxonomy.level_tables().expect("they were in memory");
    let mut expected = LevelTables::default();
    expected.extend(read);
    assert_eq!(*tables, expected);
    for concept in taxonomy.concepts() {
        let stated = taxonomy.mappings_from(concept).next().is_some();
        let own = taxonomy.iri(concept).starts_with("http://data.europa.eu/snb/eqf/");
        assert!(stated || own || referencing_of(&taxonomy, concept).is_none());
    }
    convert_all(tables);
    find_all(tables);
});

fn assert_sound(read: &LevelTables) {
    assert!(read.frameworks.is_sorted_by(|a, b| a.id < b.id));
    for row in &read.conversions {
        for text in [&row.framework, &row.level, &row.to].into_iter().chain(&row.to_levels) {
            assert!(!text.is_empty() && !text.contains(char::is_whitespace), "{row:?}");
        }
    }
    for band in &read.tests {
        assert!(!band.test.is_empty() && !band.level.is_empty(), "{band:?}");
        if let (Some(least), Some(most)) = (band.min_score, band.max_score) {
            assert!(least <= most, "{band:?}");
        }
    }
}

fn built(tables: LevelTables) -> Taxonomy {
    let mut builder = Builder::new();
    builder.levels(tables);
    let (taxonomy, issues) = builder.build(Provenance::default());
    assert_issues(&issues);
    assert_issues(&taxonomy.check(&normalise).expect("it was built in memory"));
    saved_and_loaded(&taxonomy)
}

fn convert_all(tables: &LevelTables) {
    let sides = tables.conversions.iter().flat_map(|row| [&row.framework, &row.to]);
    let frameworks: BTreeSet<&String> = sides.collect();
    for row in tables.conversions.iter().take(ASKED) {
        for to in frameworks.iter().take(ASKED) {
            assert_paths(tables, &row.framework, &row.level, to);
        }
        if row.framework == row.to {
            // Nothing leads back to where it started.
            continue;
        }
        let forth = assert_paths(tables, &row.framework, &row.level, &row.to);
        for level in row.to_levels.iter().take(ASKED) {
            assert_direct(&forth, &row.to, level);
            let back = assert_paths(tables, &row.to, level, &row.framework);
            assert_direct(&back, &row.framework, &row.level);
        }
    }
}

/// Converts a level, and asserts what holds of every conversion.
fn assert_paths(tables: &LevelTables, framework: &str, level: &str, to: &str) -> Vec<LevelPath> {
    let paths = convert_level(tables, framework, level, to);
    assert!(paths.is_sorted_by_key(|path| (path.referencing, path.confidence)));
    let reached: BTreeSet<&str> = paths.iter().map(|path| path.level.as_str()).collect();
    assert_eq!(reached.len(), paths.len());
    for path in &paths {
        assert!((1..=3).contains(&path.steps.len()), "{path:?}");
        assert!(path.level.starts_with(&format!("{to}:")), "{path:?}");
        let mut at = format!("{framework}:{level}");
        for step in &path.steps {
            assert_eq!(step.from, at);
            at.clone_from(&step.to);
        }
        assert_eq!(path.level, at);
        let is_sure = path.steps.iter().all(|step| {
            step.referencing.is_formal() && step.fact.confidence != FactConfidence::Low
        });
        assert_eq!(path.decides, is_sure && paths.len() == 1, "{path:?}");
    }
    paths
}

/// Asserts that a level is reached in one step.
fn assert_direct(paths: &[LevelPath], framework: &str, level: &str) {
    let name = format!("{framework}:{level}");
    let path = paths.iter().find(|path| path.level == name);
    assert_eq!(path.map(|path| path.steps.len()), Some(1), "{name}");
}

fn find_all(tables: &LevelTables) {
    for band in tables.tests.iter().take(ASKED) {
        let TestBand { test, min_score, max_score, .. } = band;
        let assert_found = |result: &str| {
            let found = find_test_bands(tables, test, Some(result));
            let found = found.unwrap_or_else(|error| panic!("{error}: {band:?}"));
            assert!(found.contains(&band), "{band:?}");
        };
        assert_found(&band.band);
        for score in [min_score, max_score].into_iter().flatten() {
            let text = score.to_string();
            assert_eq!(text.parse::<TestScore>().as_ref(), Ok(score));
            // What has no least score is not found by a number.
            if min_score.is_some() {
                assert_found(&text);
            }
        }
        for (test, result) in [(test, None), (test, Some("§")), (&band.component, Some("§"))] {
            match find_test_bands(tables, test, result) {
                Ok(found) => assert!(!found.is_empty()),
                Err(error) => assert_one_line(&error),
            }
        }
    }
}
