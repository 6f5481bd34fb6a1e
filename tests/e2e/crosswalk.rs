//! Crosswalks as files: imported, looked over, compared, made of others.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::bundle::text;
use crate::support::{Run, run};

/// ESCO to Austria's occupations: a sample with the identifier of a set that
/// the manifest reads as inverted.
const BERUFE: &str = "fixtures/crosswalks/cli-berufe.csv";
/// ESCO to France's, likewise.
const METIERS: &str = "fixtures/crosswalks/cli-metiers.csv";
/// SSSOM with commas, of which the manifest knows nothing.
const COMMAS: &str = "fixtures/crosswalks/cli-with-commas.csv";

fn crosswalk(arguments: &[&str]) -> Run {
    run(&[&["crosswalk"], arguments].concat())
}

fn json(arguments: &[&str], code: i32) -> Value {
    let run = crosswalk(&[arguments, &["--format", "json"]].concat()).exits(code);
    let value: Value = serde_json::from_str(&run.out()).unwrap();
    assert_eq!(value["schema_version"], 2, "{value}");
    value
}

/// Files in a folder of their own.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        text(&self.0.path().join(name))
    }

    fn write(&self, name: &str, content: &str) -> String {
        fs::write(self.0.path().join(name), content).unwrap();
        self.path(name)
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

#[test]
fn a_table_and_what_is_exported_from_it_translate_alike() {
    let folder = Folder::new();
    let (tsv, json_file) = (folder.path("b.sssom.tsv"), folder.path("b.json"));
    let found = crosswalk(&["import", BERUFE, "--out", &tsv]).exits(0);
    assert!(found.out().contains("6 mappings written to"), "{}", found.out());
    assert!(found.out().ends_with("as published\n"), "{}", found.out());
    crosswalk(&["export", &tsv, "--out", &json_file]).exits(0);
    // As published: it is the engine that reads it as reviewed.
    let rows = fs::read_to_string(&tsv).unwrap();
    let brick = rows.lines().find(|row| row.contains("Hausmaurer/in")).unwrap();
    assert!(brick.contains("skos:broadMatch"), "{brick}");
    let translated = |file: &str| {
        let to = ["--to", "esco", "--format", "json", "--crosswalk", file];
        run(&[&["translate", "at-ams:160102"], &to[..]].concat()).exits(0).out()
    };
    let expected = translated(BERUFE);
    let value: Value = serde_json::from_str(&expected).unwrap();
    let hop = &value["translations"][0];
    assert_eq!(hop["predicate"], "broadMatch", "a house bricklayer is a bricklayer");
    for file in [&tsv, &json_file] {
        assert_eq!(translated(file), expected);
    }
    let snapshot = |table: &str| {
        let out = folder.path("s.snapshot");
        json(&["import", table, "--out", &out], 0)["snapshot"]["digest"].clone()
    };
    assert_eq!(snapshot(&tsv), snapshot(BERUFE));
}

#[test]
fn every_output_of_an_import_goes_by_its_name() {
    let folder = Folder::new();
    let many = folder.path("many/");
    let value = json(&["import", BERUFE, METIERS, COMMAS, "--out", &many], 0);
    assert_eq!(value["tables"][0]["left_out"]["PS-XWALK-002"], 1);
    assert_eq!(value["tables"][2]["left_out"], Value::Null);
    assert_eq!((&value["rows"], &value["mappings"]), (&14.into(), &11.into()));
    let names = ["cli-berufe.sssom.tsv", "cli-metiers.sssom.tsv", "cli-with-commas.sssom.tsv"];
    for (name, written) in names.iter().zip(value["written"].as_array().unwrap()) {
        assert_eq!(written.as_str().unwrap(), format!("{many}{name}"));
        crosswalk(&[
            "diff",
            written.as_str().unwrap(),
            &format!("fixtures/crosswalks/{}", name.replace(".sssom.tsv", ".csv")),
        ])
        .exits(0);
    }
    for name in ["b.tsv", "b.json", "b.ttl", "b.nt", "b.snapshot"] {
        crosswalk(&["import", METIERS, "--out", &folder.path(name)]).exits(0);
        assert!(Path::new(&folder.path(name)).is_file(), "{name}");
    }
    let shown = crosswalk(&["import", COMMAS, "--out", "-"]).exits(0);
    assert!(shown.out().starts_with("#curie_map:\n"), "{}", shown.out());
    assert!(shown.err().contains("2 mappings written to standard output"), "{}", shown.err());
}

#[test]
fn names_that_nothing_can_be_written_under_are_refused_before_reading() {
    let folder = Folder::new();
    for name in ["x.xlsx", "x.csv", "x", "x.tsv.gz"] {
        let out = folder.path(name);
        crosswalk(&["import", "nowhere.csv", "--out", &out]).exits(2).says(&[
            "error PS-FILE-010",
            name,
            ".snapshot, .sssom.tsv",
        ]);
        crosswalk(&["export", "nowhere.csv", "--out", &out]).exits(2).says(&[
            "error PS-FILE-010",
            name,
            "ends in .sssom.tsv, .tsv, .json, .ttl or .nt",
        ]);
    }
    let one = folder.path("one.sssom.tsv");
    crosswalk(&["import", BERUFE, METIERS, "--out", &one])
        .exits(2)
        .says(&["holds one crosswalk, and 2 tables are given", "name a folder"]);
    crosswalk(&["import", BERUFE, BERUFE, "--out", &folder.path("twice/")])
        .exits(2)
        .says(&["error PS-RUN-002"]);
    crosswalk(&["merge", BERUFE, "--out", &one]).exits(2).says(&["2 values required"]);
    crosswalk(&["lint", "x.xlsx"])
        .exits(2)
        .says(&["PS-FILE-010", ".csv, .tsv, .json, .ttl or .nt"]);
    crosswalk(&["stats", "nowhere.tsv"]).exits(2).says(&["PS-FILE-001", "nowhere.tsv"]);
    run(&["taxonomy", "info", "--crosswalk", "x.xlsx"]).exits(2).says(&["PS-FILE-010"]);
    assert_eq!(folder.names(), Vec::<String>::new());

    // An output never takes an input's place.
    let copy = folder.write("copy.tsv", &crosswalk(&["export", BERUFE, "--out", "-"]).out());
    let before = fs::read(&copy).unwrap();
    for command in ["export", "invert", "import"] {
        crosswalk(&[command, &copy, "--out", &copy]).exits(2).says(&["error PS-RUN-002"]);
    }
    crosswalk(&["merge", BERUFE, &copy, "--out", &copy]).exits(2).says(&["PS-RUN-002"]);
    crosswalk(&["compose", &copy, METIERS, "--out", &copy]).exits(2).says(&["PS-RUN-002"]);
    crosswalk(&["lint", &copy, "--issues", &copy]).exits(2).says(&["PS-RUN-002"]);
    assert_eq!(fs::read(&copy).unwrap(), before);
}

#[test]
fn bad_crosswalks_are_told_apart_and_leave_nothing() {
    let folder = Folder::new();
    let out = folder.path("out.json");
    for (name, content, says) in [
        ("empty.csv", "", "PS-FILE-004"),
        ("other.csv", "a,b\n1,2\n", "PS-XWALK-001"),
        ("lacking.csv", "subject_id,predicate_id\n", "PS-CSV-001"),
        ("lacking.tsv", "subject_id\tobject_id\n", "PS-CSV-001"),
        ("list.json", "[]", "PS-SSSOM-002"),
        ("cut.json", "{\"mappings\": [", "PS-SSSOM-002"),
        ("wide.ttl", "\u{feff}", "PS-RDF-003"),
    ] {
        let file = folder.write(name, content);
        let run = crosswalk(&["export", &file, "--out", &out]);
        if says == "PS-RDF-003" {
            // Nothing is wrong with its syntax: an empty set is written.
            run.exits(1).says(&[says]);
            fs::remove_file(&out).unwrap();
        } else {
            run.exits(2).says(&[says, name]);
        }
        assert!(!Path::new(&out).exists(), "{name}");
    }
}

#[test]
fn the_lint_tells_findings_and_compares_its_verdict() {
    let found = crosswalk(&["lint", BERUFE]).exits(1);
    for part in [
        "cli-berufe.csv: ESCO - Austria Occupations (7 mappings)",
        "broadMatch: undetermined (2 rows); the review stands alone",
        "    labels         0 as published,      2 inverted",
        "inverted, line 15: `Maurer/Maurerin`",
        "reviewed: inverted; of 150 rows judged blind, 7 as published, 44 inverted",
        "warning PS-LINT-002 (1): a concept is exactly the same as several",
        "line 18: `Dachdecker/Dachdeckerin`",
    ] {
        assert!(found.out().contains(part), "`{part}` is not in:\n{}", found.out());
    }
    // A part of ESCO tells nothing of what is missing in the whole.
    assert!(!found.out().contains("PS-LINT-006"), "{}", found.out());
    // What was wrong in reading is told beside, and counts for nothing here.
    assert!(found.err().contains("warning PS-XWALK-003 (1)"), "{}", found.err());

    let folder = Folder::new();
    let issues = folder.path("issues.jsonl");
    let value = json(&["lint", BERUFE, COMMAS, "--issues", &issues], 1);
    let [berufe, commas] = [&value["files"][0], &value["files"][1]];
    assert_eq!(berufe["agreement"]["broad"], "undecided");
    assert_eq!(berufe["reviewed"]["direction"], "inverted");
    assert_eq!(berufe["direction"]["narrow"]["rows"], 1);
    assert_eq!(berufe["counts"]["PS-LINT-002"], 1);
    assert_eq!(commas["agreement"]["narrow"], "not-reviewed");
    let kept = fs::read_to_string(&issues).unwrap();
    assert_eq!(kept.matches("PS-LINT-002").count(), 1);
    assert_eq!(kept.matches("PS-XWALK-003").count(), 1);
    // Information alone is no finding to stop for.
    crosswalk(&["lint", COMMAS]).exits(0);
}

#[test]
fn sets_are_turned_composed_and_merged() {
    let folder = Folder::new();
    let inverse = folder.path("at-esco.sssom.tsv");
    crosswalk(&["invert", BERUFE, "--out", &inverse]).exits(0);
    let out = folder.path("at-fr.sssom.tsv");
    let composed = |options: &[&str]| {
        let files = ["compose", &inverse, METIERS, "--out", &out];
        json(&[&files[..], options].concat(), 0)
    };
    let value = composed(&[]);
    assert_eq!(value["sources"][0]["read"], "inverted");
    assert_eq!(value["sources"][0]["turned"], 3);
    let written = fs::read_to_string(&out).unwrap();
    assert!(
        written.contains(
            "ext_read: \"urn:passerelle:crosswalk:esco-austria-occupations:v2.0: inverted; "
        ),
        "{written}"
    );
    let row = |written: &str| {
        let found = written.lines().find(|row| row.contains("Hausmaurer/in"));
        found.unwrap_or_default().to_owned()
    };
    assert!(row(&written).contains("skos:broadMatch"), "{written}");
    // It is read again without a word, and not turned again.
    assert_eq!(crosswalk(&["stats", &out]).exits(0).err().matches("warning").count(), 0);

    let value = composed(&["--as-published"]);
    assert_eq!(value["sources"][0]["read"], Value::Null);
    let written = fs::read_to_string(&out).unwrap();
    assert!(row(&written).contains("skos:narrowMatch") && !written.contains("ext_read"));

    let nothing = crosswalk(&["compose", BERUFE, METIERS, "--out", "-"]).exits(0);
    nothing.says(&["0 paths", "`crosswalk invert` turns a set round"]);

    let merged = folder.path("merged.json");
    crosswalk(&["merge", BERUFE, METIERS, "--out", &merged])
        .exits(0)
        .says(&["warning PS-MAP-004 (2)", "cli-metiers.csv"]);
    let skos = folder.path("b.ttl");
    crosswalk(&["export", BERUFE, "--out", &skos, "--strict"]).exits(1).says(&[
        "warning PS-MAP-005 (1)",
        "1 of 7 mappings are not written",
        "PS-MAP-004 (1)",
    ]);
}

#[test]
fn versions_are_compared() {
    let folder = Folder::new();
    let table = fs::read_to_string(crate::support::root().join(BERUFE)).unwrap();
    let changed = table
        .replace("Hausmaurer/in,skos:broadMatch", "Hausmaurer/in,skos:closeMatch")
        .replace(",160103,", ",160999,");
    let new = folder.write("new.csv", &changed);
    let found = crosswalk(&["diff", BERUFE, &new]).exits(1).out();
    assert!(found.contains("1 added, 1 removed, 1 changed, 5 the same"), "{found}");
    assert!(found.contains("Hausmaurer/in: predicate now closeMatch"), "{found}");
    let value = json(&["diff", BERUFE, &new], 1);
    assert_eq!(value["diff"]["changed"][0]["fields"][0], "predicate");
    crosswalk(&["diff", BERUFE, BERUFE]).exits(0);
}

#[test]
fn official_tables_and_their_exports_give_the_same_snapshot() {
    let Some(data) = passerelle_tests::data() else { return };
    let mut tables: Vec<PathBuf> =
        fs::read_dir(data.join("crosswalks")).unwrap().map(|entry| entry.unwrap().path()).collect();
    tables.sort();
    assert_eq!(tables.len(), 13);
    let folder = Folder::new();
    let (exports, snapshot) = (folder.path("exports/"), folder.path("s.snapshot"));
    let import = |tables: &[PathBuf], out: &str| {
        let tables: Vec<String> = tables.iter().map(|table| text(table)).collect();
        let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
        json(&[&["import", "--quiet", "--out", out], &tables[..]].concat(), 0)
    };
    let written = import(&tables, &exports);
    let exported: Vec<PathBuf> =
        written["written"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().into()).collect();
    let from_tables = import(&tables, &snapshot)["snapshot"]["digest"].clone();
    assert_eq!(import(&exported, &snapshot)["snapshot"]["digest"], from_tables);
}

/// The tables of `docs/crosswalks/lint.md`, row by row.
#[test]
fn what_is_written_of_the_official_tables_holds() {
    let (Some(data), Some(zips)) = (passerelle_tests::data(), passerelle_tests::esco("v1.1.1"))
    else {
        return;
    };
    let folder = Folder::new();
    let esco = folder.path("esco.snapshot");
    let [classification, relations] = zips.each_ref().map(|zip| text(zip));
    let import = ["taxonomy", "import", "esco", &classification, &relations, "--out", &esco];
    run(&[&import[..], &["--no-index", "--quiet"]].concat()).exits(0);
    let mut tables: Vec<String> = fs::read_dir(data.join("crosswalks"))
        .unwrap()
        .map(|entry| text(&entry.unwrap().path()))
        .collect();
    tables.sort();
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let found = json(&[&["lint", "--quiet", "--taxonomy", &esco], &tables[..]].concat(), 1);
    let page = fs::read_to_string(crate::support::root().join("docs/crosswalks/lint.md")).unwrap();
    let mut expected = Vec::new();
    for file in found["files"].as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        for predicate in ["broad", "narrow"] {
            let direction = &file["direction"][predicate];
            let mut cells = vec![format!("`{name}`"), grouped(&direction["rows"])];
            for votes in direction["evidence"].as_array().unwrap() {
                let [published, inverted] = ["as_published", "inverted"].map(|side| &votes[side]);
                cells.push(format!("{} / {}", grouped(published), grouped(inverted)));
            }
            for word in [&direction["verdict"], &file["agreement"][predicate]] {
                cells.push(word.as_str().unwrap().to_owned());
            }
            expected.push(format!("| {} |", cells.join(" | ")));
        }
        let review = &file["reviewed"];
        let verdict = review["direction"].as_str().unwrap();
        let [judged, published, inverted] =
            ["judged", "as_published", "inverted"].map(|count| grouped(&review[count]));
        expected.push(format!("| `{name}` | {verdict} | {judged} | {published} | {inverted} |"));
        let counts = (1..=10).map(|code| grouped(&file["counts"][format!("PS-LINT-{code:03}")]));
        expected.push(format!("| `{name}` | {} |", counts.collect::<Vec<_>>().join(" | ")));
    }
    assert_eq!(expected.len(), 13 * 4);
    for row in expected {
        assert!(page.lines().any(|line| line == row), "not in docs/crosswalks/lint.md:\n{row}");
    }
}

/// A count as the page writes it; absent ones are 0.
fn grouped(count: &Value) -> String {
    let digits = count.as_u64().unwrap_or(0).to_string();
    let (start, end) = digits.split_at(digits.len().saturating_sub(3));
    if start.is_empty() { end.to_owned() } else { format!("{start},{end}") }
}
