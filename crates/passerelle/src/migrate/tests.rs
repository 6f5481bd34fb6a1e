use passerelle_model::crosswalk::{CrosswalkMapping, predicate_iri};
use passerelle_model::{ConceptKind, Iri, LabelRole, LanguageTag, MappingPredicate, Status};
use passerelle_taxonomy::{Builder, Provenance, Source};

use super::*;

/// A taxonomy of skills, each a name, a code and a label.
fn of(skills: &[(&str, &str, &str)]) -> Taxonomy {
    let mut builder = Builder::new();
    let source = builder.source(Source::named("test"));
    for (name, code, label) in skills {
        let iri = Iri::parse(&format!("urn:x:{name}")).unwrap();
        let concept = builder.concept(&iri, ConceptKind::Skill, Status::Released);
        builder.notation(concept, code);
        builder.label(concept, &LanguageTag::english(), LabelRole::Preferred, label, source);
    }
    builder.build(Provenance::default()).0
}

fn pair() -> (Taxonomy, Taxonomy) {
    let old = of(&[("a", "S1.1", "weld"), ("b", "S1.2", "solder"), ("c", "S1.3", "climb")]);
    let new = of(&[("a", "S2.1", "weld"), ("d", "S9.9", "Solder"), ("e", "S1.3", "position")]);
    (old, new)
}

/// What a file of records becomes, and the report.
fn run(name: &str, content: &str) -> (String, MigrationReport) {
    let folder = tempfile::tempdir().unwrap();
    let (path, out) = (folder.path().join(name), folder.path().join(format!("out-{name}")));
    std::fs::write(&path, content).unwrap();
    let (old, new) = pair();
    let joint = of(&[("joint", "W1.1", "grind")]);
    let migration = migration(&old, &new).unwrap();
    let report =
        migrate_records(&path, &migration, &[&new, &joint], Some(&out), &mut std::io::sink());
    let report = report.unwrap();
    (std::fs::read_to_string(out).unwrap(), report)
}

#[test]
fn references_are_moved_counted_and_told() {
    let skills = r#"{"concept":"urn:x:a"},{"code":"S1.1"},{"concept":"urn:x:b"},{"concept":"urn:x:c"},{"code":"S1.3"},{"concept":"urn:x:d"},{"code":"W1.1"},{"concept":"urn:x:z"},{"text":"S1.1"}"#;
    let (out, report) = run("p.jsonl", &format!("{{\"id\":\"P\",\"skills\":[{skills}]}}\n"));
    let moved = skills.replace(r#""code":"S1.1""#, r#""code":"S2.1""#).replace("x:b", "x:d");
    assert_eq!(out, format!("{{\"id\":\"P\",\"skills\":[{moved}]}}\n"));
    let counts = MoveCounts {
        kept: 1,
        by_successor: 0,
        by_code: 1,
        by_label: 1,
        not_moved: 2,
        elsewhere: 2,
        unknown: 1,
    };
    assert_eq!((report.records, report.changed, report.references), (1, 1, counts));
    let made: Vec<(&str, &str)> =
        report.moves.iter().map(|m| (m.from.as_str(), m.to.as_str())).collect();
    assert_eq!(made, [("urn:x:a", "urn:x:a"), ("urn:x:b", "urn:x:d")]);
    let told: Vec<String> = report.issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "info PS-MIG-008: urn:x:b is moved to urn:x:d by its label at p.jsonl:1 `skills[2].concept` (P)",
            "error PS-MIG-004: urn:x:c: its code `S1.3` is now that of urn:x:e (`position`) at p.jsonl:1 `skills[3].concept` (P)",
            "error PS-MIG-004: urn:x:c: its code `S1.3` is now that of urn:x:e (`position`) at p.jsonl:1 `skills[4].code` (P)",
            "warning PS-MIG-007: it names no concept of a loaded taxonomy at p.jsonl:1 `skills[7].concept` (P)",
        ]
    );
    assert!(!report.is_whole());
}

#[test]
fn tables_are_moved_alike() {
    let (out, report) = run("p.csv", "own;id;skills\nx;P;S1.1;\ny;Q;weld|urn:x:b\n");
    assert_eq!(out, "own;id;skills\nx;P;S2.1;\ny;Q;weld|urn:x:d\n");
    assert_eq!((report.records, report.changed), (2, 2));
    assert!(report.is_whole());
}

#[test]
fn a_file_keeps_its_type_and_its_place() {
    let (old, new) = pair();
    let migration = migration(&old, &new).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.csv");
    std::fs::write(&path, "id,skills\n").unwrap();
    let to = |out: &str| {
        let out = folder.path().join(out);
        let done = migrate_records(&path, &migration, &[], Some(&out), &mut std::io::sink());
        done.map_err(|error| error.code())
    };
    assert_eq!(to("out.jsonl"), Err(codes::FILE_TYPE));
    assert_eq!(to("out.csv.gz"), Err(codes::FILE_TYPE));
    assert_eq!(to("p.csv"), Err(codes::OUTPUT_IS_INPUT));
    assert_eq!(to("nowhere/out.csv"), Err(codes::CANNOT_WRITE));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "something is left");
    assert!(to("out.csv").is_ok());
}

#[test]
fn both_sides_of_a_mapping_are_moved() {
    let (old, new) = pair();
    let mapping = |subject: &str, object: &str, line| CrosswalkMapping {
        subject: subject.to_owned(),
        object: object.to_owned(),
        predicate: predicate_iri(MappingPredicate::Exact),
        line,
        ..CrosswalkMapping::default()
    };
    let mut crosswalk = Crosswalk {
        mappings: vec![
            mapping("urn:x:b", "urn:x:a", 7),
            mapping("urn:other:1", "urn:x:c", 8),
            mapping("urn:x:b", NO_TERM_FOUND, 9),
        ],
        ..Crosswalk::default()
    };
    let report = migrate_crosswalk(&mut crosswalk, "m.tsv", &migration(&old, &new).unwrap());
    assert_eq!(crosswalk.mappings[0], mapping("urn:x:d", "urn:x:a", 7));
    assert_eq!(crosswalk.mappings[1], mapping("urn:other:1", "urn:x:c", 8));
    assert_eq!(crosswalk.mappings[2], mapping("urn:x:d", NO_TERM_FOUND, 9));
    assert_eq!((report.records, report.changed), (3, 2));
    let counts = report.references;
    assert_eq!((counts.kept, counts.by_label, counts.not_moved, counts.elsewhere), (1, 2, 1, 1));
    let stuck = report.issues.iter().find(|i| i.severity == Severity::Error).unwrap();
    assert_eq!(stuck.place, Place::file("m.tsv").line(8).field("object_id").about("urn:x:c"));
}
