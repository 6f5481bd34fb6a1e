//! What `match` writes: the same bytes whatever the threads, the form of the
//! input or where the output goes.

use std::fs;

use serde_json::Value;

use crate::bundle::text;
use crate::support::{digest, run};

const FILES: [&str; 2] = ["fixtures/corridor/profiles.jsonl", "fixtures/corridor/vacancies.jsonl"];
const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn matches(options: &[&str]) -> String {
    let arguments = [&["match"], &FILES[..], &DAY, &["--out", "-", "--quiet"], options].concat();
    run(&arguments).exits(0).out()
}

#[test]
fn a_file_and_a_stream_hold_the_same_and_the_manifest_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(&folder.path().join("m.jsonl"));
    run(&[&["match"], &FILES[..], &DAY, &["--out", &out]].concat()).exits(0);
    let lines = fs::read_to_string(&out).unwrap();
    assert_eq!(lines, matches(&[]));
    let manifest = fs::read_to_string(folder.path().join("m.manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["output"]["file"], "m.jsonl");
    assert_eq!(manifest["output"]["blake3"], digest(&lines));
    assert_eq!(manifest["output"]["lines"], 55);
    assert_eq!(manifest["run"]["basis"]["as_of"], "2026-11-23");
    assert_eq!(manifest["rejects"]["lines"], 0);
    let input = fs::read_to_string(crate::support::root().join(FILES[0])).unwrap();
    assert_eq!(manifest["run"]["profiles"]["blake3"], digest(&input));
    // Every pair is counted, in the lists as in the manifest.
    let counts = |list: &Value| -> u64 {
        ["eligible", "near_misses", "ineligible"].iter().map(|k| list[*k].as_u64().unwrap()).sum()
    };
    assert_eq!(counts(&manifest["run"]["outcomes"]), 600);
    for line in lines.lines() {
        let list: Value = serde_json::from_str(line).unwrap();
        let others = if list["view"] == "candidate" { 15 } else { 40 };
        assert_eq!(counts(&list["counts"]), others);
    }
}

#[test]
fn views_and_limits_are_kept() {
    let views = |options: &[&str]| -> (usize, usize) {
        let out = matches(options);
        let of = |view: &str| {
            out.lines().filter(|l| l.contains(&format!("\"view\":\"{view}\""))).count()
        };
        (of("candidate"), of("vacancy"))
    };
    assert_eq!(views(&["--by", "candidate"]), (40, 0));
    assert_eq!(views(&["--by", "vacancy"]), (0, 15));
    let out = matches(&["--top", "2", "--near-misses", "1", "--explain", "none"]);
    for line in out.lines() {
        let list: Value = serde_json::from_str(line).unwrap();
        let len = |key: &str| list[key].as_array().unwrap().len();
        assert!(len("matches") <= 2 && len("near_misses") <= 1);
        assert!(!line.contains("explanation"));
    }
    assert_ne!(matches(&["--rank", "score"]), matches(&["--rank", "fit"]));
}

#[test]
fn a_table_comes_out_where_its_name_asks_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(&folder.path().join("m.csv"));
    let tables = ["fixtures/corridor/profiles.csv", "fixtures/corridor/vacancies.csv"];
    run(&[&["match"], &tables[..], &DAY, &["--out", &out]].concat()).exits(0);
    let table = fs::read_to_string(&out).unwrap();
    let mut rows = table.lines();
    let header: Vec<&str> = rows.next().unwrap().split(',').collect();
    assert_eq!(header[..5], ["view", "id", "list", "rank", "match_id"]);
    let first = rows.next().unwrap();
    assert!(first.starts_with("candidate,P01,match,1,V01,"), "{first}");
    assert!(table.contains(",near-miss,"), "{table}");

    // Rows and lines of the same records match alike.
    let keep = |text: String, ids: &[&str]| -> String {
        let has =
            |line: &&str| ids.iter().any(|id| line.starts_with(&format!("{{\"id\":\"{id}\"")));
        text.lines().filter(has).map(|line| format!("{line}\n")).collect::<Vec<_>>().concat()
    };
    let root = crate::support::root();
    let lines = |name: &str, ids: &[&str]| {
        let path = folder.path().join(format!("{name}.jsonl"));
        let all = fs::read_to_string(root.join(format!("fixtures/corridor/{name}.jsonl"))).unwrap();
        fs::write(&path, keep(all, ids)).unwrap();
        text(&path)
    };
    let profiles = lines("profiles", &["P01", "P10", "P11", "P24", "P32", "P37"]);
    let vacancies = lines("vacancies", &["V01", "V08", "V10", "V13"]);
    let of = |files: [&str; 2]| {
        run(&[&["match"], &files[..], &DAY, &["--out", "-", "--quiet"]].concat()).exits(0).out()
    };
    assert_eq!(of(tables), of([&profiles, &vacancies]));
}

#[test]
fn the_order_of_the_files_changes_no_list() {
    let folder = tempfile::tempdir().unwrap();
    let root = crate::support::root();
    let reversed = |name: &str| {
        let all = fs::read_to_string(root.join(name)).unwrap();
        let lines: Vec<&str> = all.lines().rev().collect();
        let path = folder.path().join(name.rsplit('/').next().unwrap());
        fs::write(&path, lines.join("\n")).unwrap();
        text(&path)
    };
    let (profiles, vacancies) = (reversed(FILES[0]), reversed(FILES[1]));
    let other =
        run(&[&["match", &profiles, &vacancies], &DAY[..], &["--out", "-", "--quiet"]].concat());
    let mut other: Vec<String> = other.exits(0).out().lines().map(str::to_owned).collect();
    let straight = matches(&[]);
    let mut straight: Vec<String> = straight.lines().map(str::to_owned).collect();
    other.sort_unstable();
    straight.sort_unstable();
    assert_eq!(other, straight);
}
