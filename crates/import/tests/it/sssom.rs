//! The examples of the standard, and the test data of its first tool.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use passerelle_import::sssom::{read_json, read_tsv, write_json, write_tsv};
use passerelle_model::crosswalk::Crosswalk;
use passerelle_model::{Issue, Severity};

/// A file, its mappings, and its issues by code.
type Expected = (&'static str, usize, &'static [(&'static str, usize)]);

const FILES: [Expected; 36] = [
    // On purpose without a sound justification in any row.
    ("py-bad_basic.tsv", 0, &[("PS-SSSOM-007", 11), ("PS-SSSOM-008", 1)]),
    ("py-basic.tsv", 141, &[("PS-SSSOM-019", 1)]),
    ("py-basic3.tsv", 11, &[("PS-SSSOM-019", 1)]),
    ("py-basic6.tsv", 0, &[("PS-SSSOM-007", 11), ("PS-SSSOM-008", 1)]),
    // `noMatch` and `:NO_MATCH` in every row.
    (
        "py-bosch-wd-matches.tsv",
        0,
        &[
            ("PS-SSSOM-004", 1),
            ("PS-SSSOM-006", 947),
            ("PS-SSSOM-007", 947),
            ("PS-SSSOM-013", 1),
            ("PS-SSSOM-018", 2),
        ],
    ),
    ("py-cob-to-external.tsv", 89, &[("PS-SSSOM-013", 1)]),
    ("py-trailing-tabs.sssom.tsv", 8, &[]),
    ("spec-cardinality-scope-empty.sssom.tsv", 6, &[]),
    ("spec-cardinality-scope-predicate+object_source.sssom.tsv", 6, &[("PS-SSSOM-016", 1)]),
    ("spec-cardinality-scope-predicate.sssom.tsv", 6, &[("PS-SSSOM-016", 1)]),
    ("spec-cardinality-with-unmapped-entities.sssom.tsv", 4, &[]),
    ("spec-cardinality.sssom.tsv", 9, &[]),
    ("spec-composite-entities.sssom.tsv", 3, &[]),
    ("spec-curation_rule-propagated.sssom.tsv", 3, &[("PS-SSSOM-016", 1)]),
    ("spec-curation_rule.sssom.tsv", 3, &[]),
    ("spec-curation_rule_text-propagated.sssom.tsv", 3, &[("PS-SSSOM-016", 1)]),
    ("spec-curation_rule_text.sssom.tsv", 3, &[]),
    ("spec-curation_rule_text2.sssom.tsv", 8, &[]),
    ("spec-curie_map.sssom.tsv", 3, &[]),
    ("spec-cxsmiles_pipe.sssom.tsv", 1, &[]),
    ("spec-extension-slots.sssom.tsv", 4, &[("PS-SSSOM-013", 2)]),
    ("spec-foodie-inc-2022-05-01.sssom.tsv", 5, &[("PS-SSSOM-017", 1), ("PS-SSSOM-019", 2)]),
    ("spec-issue_tracker.sssom.tsv", 3, &[]),
    ("spec-issue_tracker_item.sssom.tsv", 3, &[]),
    ("spec-literals.sssom.tsv", 4, &[]),
    ("spec-mapping_set_confidence.sssom.tsv", 2, &[]),
    ("spec-mapping_tool_id.sssom.tsv", 2, &[("PS-SSSOM-016", 1)]),
    ("spec-mp-hp-exact-0.0.1.sssom.tsv", 42, &[]),
    ("spec-no_term_found.sssom.tsv", 2, &[]),
    ("spec-pipe-escaping.sssom.tsv", 2, &[]),
    ("spec-predicate-types.sssom.tsv", 4, &[("PS-SSSOM-016", 1)]),
    ("spec-record-ids.sssom.tsv", 3, &[]),
    ("spec-review_date.sssom.tsv", 1, &[("PS-SSSOM-016", 1)]),
    ("spec-reviewer_agreement.sssom.tsv", 3, &[("PS-SSSOM-016", 1)]),
    ("spec-similarity_score.sssom.tsv", 3, &[]),
    ("spec-version.sssom.tsv", 2, &[("PS-SSSOM-004", 1)]),
];

#[test]
fn published_sets_are_read_and_written_back() -> Result<(), Box<dyn Error>> {
    let Some(folder) = passerelle_tests::data().map(|data| data.join("formats/sssom")) else {
        return Ok(());
    };
    for (name, mappings, expected) in FILES {
        let text = fs::read(folder.join(name))?;
        let (set, issues) = read_tsv(name, &text[..], None)?;
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for issue in &issues {
            *found.entry(issue.code.id()).or_default() += 1;
        }
        let found: Vec<(&str, usize)> = found.into_iter().collect();
        assert_eq!((set.mappings.len(), found.as_slice()), (mappings, expected), "{name}");
        check_rows(name, &text, &set, &issues);
        check_identity(name, set)?;
    }
    for entry in fs::read_dir(&folder)? {
        let file = entry?.file_name();
        assert!(FILES.iter().any(|(name, ..)| file == *name), "{}", file.display());
    }
    Ok(())
}

/// Every row is kept or has an error with its line.
#[track_caller]
fn check_rows(name: &str, text: &[u8], set: &Crosswalk, issues: &[Issue]) {
    let lines = String::from_utf8_lossy(text);
    let rows = lines.lines().zip(1..).filter(|(line, _)| !line.starts_with('#'));
    for (_, line) in rows.skip(1).filter(|(line, _)| !line.trim().is_empty()) {
        let kept = set.mappings.iter().filter(|mapping| mapping.line == line).count();
        let refused = issues
            .iter()
            .any(|issue| issue.severity == Severity::Error && issue.place.line == Some(line));
        assert_eq!((kept, refused), (usize::from(!refused), refused), "{name}:{line}");
    }
}

/// What is written is read as the same, and written as the same bytes.
#[track_caller]
fn check_identity(name: &str, mut set: Crosswalk) -> Result<(), Box<dyn Error>> {
    let mut written = Vec::new();
    write_tsv(&set, &mut written)?;
    let (mut again, _) = read_tsv(name, &written[..], None)?;
    for mapping in set.mappings.iter_mut().chain(&mut again.mappings) {
        mapping.line = 0;
    }
    assert_eq!(again, set, "{name}");
    let mut twice = Vec::new();
    write_tsv(&again, &mut twice)?;
    assert_eq!(twice, written, "{name}");
    written.clear();
    write_json(&set, &mut written)?;
    let (again, _) = read_json(name, &written[..])?;
    assert_eq!(again, set, "{name}");
    Ok(())
}
