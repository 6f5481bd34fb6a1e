//! From ESCO v1.1.0 to v1.1.1: what changed, and what of it records survive.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use passerelle::model::{ConceptKind, LanguageTag, codes};
use passerelle::{
    EscoImport, MigrationReport, MoveCounts, Taxonomy, Way, diff, migrate_records, migration,
};
use serde_json::Value;

use crate::support::{esco, import};

fn both() -> Option<(EscoImport, &'static EscoImport)> {
    Some((import("v1.1.0")?, esco()?))
}

#[test]
fn the_diff_counts_what_the_files_hold() {
    let Some((old, new)) = both() else { return };
    let found = diff(&old.taxonomy, &new.taxonomy).unwrap();
    assert_eq!((found.added.len(), found.removed.len()), (427, 419));
    // All groups of skills were given new IRIs.
    let groups = found.kinds[&ConceptKind::SkillGroup];
    assert_eq!((groups.added, groups.removed, groups.changed), (427, 418, 0));
    let occupations = found.kinds[&ConceptKind::Occupation];
    assert_eq!((occupations.added, occupations.removed), (0, 1));
    for (part, concepts, added, removed) in CHANGES {
        let counts = found.changes[part];
        let counted = (counts.concepts, counts.added, counts.removed);
        assert_eq!(counted, (concepts, added, removed), "{part}");
    }
    assert_eq!(found.changes.len(), CHANGES.len());
    for list in [&found.added, &found.removed] {
        assert!(list.is_sorted_by(|a, b| a.iri < b.iri));
    }
    assert!(found.changed.is_sorted_by(|a, b| a.iri < b.iri));
    let back = diff(&new.taxonomy, &old.taxonomy).unwrap();
    assert_eq!((back.added, back.removed), (found.removed, found.added));
}

/// How many concepts change in which part, and how many values are new and
/// gone; counted independently over the CSV files.
const CHANGES: [(&str, u64, u64, u64); 9] = [
    ("alternative-label", 6, 4, 5),
    ("broader", 10_540, 10_496, 10_620),
    ("description", 86, 86, 86),
    ("in-scheme", 1_329, 1_329, 26),
    ("kind", 8, 8, 8),
    ("notation", 23, 23, 23),
    ("preferred-label", 2, 2, 2),
    ("requires-essential", 208, 31, 181),
    ("requires-optional", 271, 274, 121),
];

#[test]
fn a_version_does_not_differ_from_itself_and_moves_nothing() {
    let Some(esco) = esco() else { return };
    let taxonomy = &esco.taxonomy;
    assert!(diff(taxonomy, taxonomy).unwrap().is_empty());
    assert_eq!(migration(taxonomy, taxonomy).unwrap().away().count(), 0);
    for by_code in [false, true] {
        let lines = every_concept(taxonomy, by_code);
        let (out, report) = migrate(&lines, taxonomy, taxonomy);
        assert!(out == lines, "something is written anew");
        let kept = report.references.kept;
        assert_eq!(report.references, MoveCounts { kept, ..MoveCounts::default() });
        assert!(kept >= 4_000 && report.issues.is_empty());
    }
}

#[test]
fn every_concept_is_moved_to_its_like_or_told() {
    let Some((old, new)) = both() else { return };
    let (old, new) = (&old.taxonomy, &new.taxonomy);
    let english = LanguageTag::english();
    let moves = migration(old, new).unwrap();
    let mut ways: BTreeMap<String, u64> = BTreeMap::new();
    for (concept, found) in moves.away() {
        let way = match found {
            Ok((found, way)) => {
                assert_eq!(old.kind(concept), new.kind(found));
                if way == Way::Code {
                    assert_eq!(old.notation(concept), new.notation(found));
                    let label = |taxonomy: &Taxonomy, c| {
                        passerelle::normalise(taxonomy.display_label(c, &english).unwrap())
                    };
                    assert_eq!(label(old, concept), label(new, found));
                }
                format!("{way:?}")
            }
            Err(obstacle) => obstacle.code().to_string(),
        };
        *ways.entry(way).or_default() += 1;
    }
    let expected = [("Code", 403), ("Label", 1), ("PS-MIG-001", 1), ("PS-MIG-004", 14)];
    assert_eq!(ways, expected.map(|(way, count)| (way.to_owned(), count)).into());
}

#[test]
fn records_follow_their_concepts() {
    let Some((old, new)) = both() else { return };
    let (old, new) = (&old.taxonomy, &new.taxonomy);
    let lines = every_concept(old, false);
    let (out, report) = migrate(&lines, old, new);
    let counts = MoveCounts {
        kept: 17_742,
        by_code: 403,
        by_label: 1,
        not_moved: 15,
        ..MoveCounts::default()
    };
    assert_eq!((report.records, report.changed, report.references), (18_161, 404, counts));
    let changed = lines.lines().zip(out.lines()).filter(|(before, after)| before != after);
    assert_eq!(changed.count(), 404);
    // What is not an issue is there.
    let stuck: Vec<u64> = report
        .issues
        .iter()
        .filter(|issue| issue.code != codes::MIGRATE_BY_LABEL)
        .map(|issue| issue.place.line.unwrap())
        .collect();
    for (number, line) in (1..).zip(out.lines()) {
        let record: Value = serde_json::from_str(line).unwrap();
        let skill = &record["requirements"][0]["concept"];
        let iri = skill.as_str().or(record["occupation"].as_str()).unwrap();
        assert_eq!(new.find_iri(iri).is_none(), stuck.contains(&number), "{line}");
    }
    // Codes: 23 occupations have others, and one is found by its label.
    let (_, report) = migrate(&every_concept(old, true), old, new);
    let counts = report.references;
    assert_eq!((counts.by_code, counts.by_label, counts.not_moved), (23, 1, 15));
    assert_eq!((counts.kept, report.records), (4_226, 4_265));
}

/// A vacancy for each concept that asks for it, by IRI or by code.
fn every_concept(taxonomy: &Taxonomy, by_code: bool) -> String {
    let mut lines = String::new();
    for concept in taxonomy.concepts() {
        let name = match (by_code, taxonomy.notation(concept)) {
            (false, _) => taxonomy.iri(concept),
            (true, Some(code)) => code,
            (true, None) => continue,
        };
        let is_skill = taxonomy.kind(concept).is_skill();
        let field = if by_code { "code" } else { "concept" };
        let id = lines.len();
        let written = if is_skill {
            writeln!(lines, r#"{{"id":"V{id}","requirements":[{{"{field}":"{name}"}}]}}"#)
        } else {
            writeln!(lines, r#"{{"id":"V{id}","occupation":"{name}"}}"#)
        };
        written.unwrap();
    }
    lines
}

fn migrate(lines: &str, old: &Taxonomy, new: &Taxonomy) -> (String, MigrationReport) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("v.jsonl"), lines).unwrap();
    let moves = migration(old, new).unwrap();
    let out: &Path = &path("out.jsonl");
    let report = migrate_records(&path("v.jsonl"), &moves, &[new], Some(out), &mut std::io::sink());
    (fs::read_to_string(out).unwrap(), report.unwrap())
}
