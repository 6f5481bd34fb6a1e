//! `align`: forms of output, people, links, the cache, bad input.

use std::fs;
use std::path::Path;

use crate::schemas::fits;
use crate::support::{root, run};

const COURSE: &str = "fixtures/curricula/welding-course.toml";
const TO: [&str; 2] = ["--to", "joint:welder"];

fn align(arguments: &[&str], code: i32) -> crate::support::Run {
    run(&[&["align"], arguments, &TO[..]].concat()).exits(code)
}

#[test]
fn alignments_fit_their_schema_in_every_form_and_on_any_number_of_threads() {
    fits("curriculum", &course());
    let lines = align(&[COURSE, "--out", "-", "--quiet"], 0).out();
    fits("alignment", &lines);
    assert_eq!(lines, align(&[COURSE, "--out", "-", "--quiet", "--threads", "1"], 0).out());
    assert_eq!(lines, align(&[COURSE, "--out", "-", "--quiet", "--threads", "2"], 0).out());
    let folder = tempfile::tempdir().unwrap();
    for (name, says) in [
        ("a.json", "\"standards\": ["),
        ("a.jsonl", "\"standards\":["),
        ("a.csv", "subject,standard,unit"),
        ("a.md", "joint:welder"),
        ("a.txt", "joint:welder  Welder"),
    ] {
        let out = folder.path().join(name);
        align(&[COURSE, "--out", out.to_str().unwrap()], 0);
        assert!(fs::read_to_string(&out).unwrap().contains(says), "{name}");
    }
    let out = folder.path().join("a.pdf");
    align(&[COURSE, "--out", out.to_str().unwrap()], 2);
    let people = align(&["fixtures/corridor/profiles.jsonl", "--profiles", "--out", "-", "-q"], 0);
    assert_eq!(people.out().lines().count(), 40);
}

/// The course of the fixture, as the schema describes one.
fn course() -> String {
    let json = fs::read_to_string(root().join("fixtures/curricula/welding-course.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let one = value.get("curricula").and_then(|all| all.get(0)).unwrap_or(&value);
    one.to_string()
}

#[test]
fn bad_input_is_named_and_nothing_is_lost_without_a_word() {
    let says = |arguments: &[&str], code: i32, said: &str| {
        let found = align(arguments, code);
        assert!(found.err().contains(said), "{arguments:?}: {}", found.err());
    };
    says(&["fixtures/curricula/negative-hours.csv"], 1, "PS-CURR-002");
    says(&["fixtures/curricula/empty.toml"], 2, "PS-CURR-003");
    says(&["fixtures/curricula/circle.case.json"], 1, "PS-CURR-005");
    says(&["fixtures/curricula/unknown-context.jsonld"], 2, "PS-CURR-007");
    says(&["joint:nope"], 2, "`joint:nope` is no standard to align with");
    let unknown = run(&["align", COURSE, "--to", "joint:nope"]).exits(2).err();
    assert!(unknown.contains("PS-CURR-013"), "{unknown}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("c.toml");
    let text = fs::read_to_string(root().join(COURSE)).unwrap();
    fs::write(&file, text.replace("language = \"en\"", "language = \"fi\"")).unwrap();
    says(&[file.to_str().unwrap()], 0, "PS-CURR-012");
}

#[test]
fn what_people_judged_is_read_or_refused_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let links = path("links.csv");
    let header = "text,language,concept,predicate,verdict\n";
    let row = "keep a fire watch after hot work,en,joint:welder/W1.3,exact,confirmed\n";
    fs::write(&links, format!("{header}{row}")).unwrap();
    let coverage = |arguments: &[&str]| {
        let out = align(&[arguments, &["--out", "-", "-q"]].concat(), 0).out();
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        value["standards"][0]["coverage"]["confirmed"].as_u64().unwrap()
    };
    let before = coverage(&[COURSE]);
    assert!(coverage(&[COURSE, "--links", &links]) > before);
    // A row that is lost is an error, and a file that is none stops the run.
    let mut latin = fs::read(&links).unwrap();
    latin.extend_from_slice(b"sch\xf6n,de,joint:welder/W1.4,exact,confirmed\n");
    fs::write(&links, latin).unwrap();
    assert!(align(&[COURSE, "--links", &links], 1).err().contains("PS-CURR-014"));
    align(&[COURSE, "--links", folder.path().to_str().unwrap()], 2);
    align(&[COURSE, "--links", &path("none.csv")], 2);
    fs::write(&links, "a,b\n1,2\n").unwrap();
    align(&[COURSE, "--links", &links], 2);

    let suggestions = path("suggestions.csv");
    align(&[COURSE, "--suggestions", &suggestions], 0);
    align(&[COURSE, "--suggestions", &suggestions], 0);
    let judged =
        fs::read_to_string(&suggestions).unwrap().replacen(",suggested,", ",confirmed,", 1);
    fs::write(&suggestions, &judged).unwrap();
    align(&[COURSE, "--suggestions", &suggestions], 2);
    assert_eq!(fs::read_to_string(&suggestions).unwrap(), judged);
    align(&[COURSE, "--suggestions", &path("s.txt")], 2);

    let cache = path("cache.jsonl");
    let cold = align(&[COURSE, "--cache", &cache, "--out", "-", "-q"], 0).out();
    assert_eq!(cold, align(&[COURSE, "--cache", &cache, "--out", "-", "-q"], 0).out());
    fs::write(Path::new(&cache), "my notes\n").unwrap();
    align(&[COURSE, "--cache", &cache], 2);
    assert_eq!(fs::read_to_string(&cache).unwrap(), "my notes\n");
}

#[test]
fn a_standard_a_level_lower_is_covered_by_seventy_per_cent_and_hours_are_exact() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("c.toml");
    let text = "id = \"c\"\neqf_level = 2\n[[modules]]\nid = \"m\"\n[[modules.outcomes]]\nconcept = \"joint:welder\"\n";
    fs::write(&file, text).unwrap();
    let out = align(&[file.to_str().unwrap(), "--out", "-", "-q"], 0).out();
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["standards"][0]["coverage"]["confirmed"], 700_000);
}
