//! `recognise` and `law`: forms of output, cases from other sources, bad input.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::schemas::fits;
use crate::support::{root, run};

const CASES: &str = "fixtures/recognition/cases.jsonl";

#[test]
fn proposals_fit_their_schema_in_every_form_and_on_any_number_of_threads() {
    let cases = fs::read_to_string(root().join(CASES)).unwrap();
    fits("case", &cases);
    let lines = run(&["recognise", CASES, "--what-if", "--out", "-", "--quiet"]).exits(0).out();
    fits("proposal", &lines);
    assert_eq!(lines.lines().count(), cases.lines().count());
    for threads in ["1", "2"] {
        let options = ["--what-if", "--out", "-", "--quiet", "--threads", threads];
        let again = run(&[&["recognise", CASES], &options[..]].concat()).exits(0).out();
        assert_eq!(lines, again);
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, says) in [
        ("p.json", "\"outcome\": \"compensation\""),
        ("p.jsonl", "\"outcome\":\"compensation\""),
        ("p.md", "## Equivalence: compensation"),
        ("p.txt", "Equivalence: compensation"),
    ] {
        let out = folder.path().join(name);
        run(&["recognise", CASES, "--out", out.to_str().unwrap()]).exits(0);
        assert!(fs::read_to_string(&out).unwrap().contains(says), "{name}");
    }
    run(&["recognise", CASES, "--out", folder.path().join("p.html").to_str().unwrap()]).exits(2);
}

#[test]
fn one_undetermined_case_exits_with_3_and_says_what_each_answer_leads_to() {
    let case = "fixtures/recognition/physiotherapist.json";
    let found = run(&["recognise", case, "--format", "json"]).exits(3).out();
    let proposal: Value = serde_json::from_str(&found).unwrap();
    let missing = &proposal["equivalence"]["missing"][0];
    assert_eq!(missing["fact"], "home_regulated");
    assert_eq!(missing["answers"].as_array().unwrap().len(), 2);
    // Of several cases none decides the exit code.
    run(&["recognise", CASES, "--quiet"]).exits(0);
}

#[test]
fn a_faulty_case_costs_only_itself() {
    let found = run(&["recognise", "fixtures/recognition/with-faults.jsonl"]).exits(1);
    let (out, err) = (found.out(), found.err());
    assert!(out.contains("1 case, 5 not examined"), "{out}");
    for said in [
        "PS-CASE-001",
        "with-faults.jsonl:2 `lanuages`",
        "`age` belongs elsewhere: `immigration`",
        "it states one of `differences`, `covers`, and `fact` with `value`",
        "the work ends before it begins",
        "an earlier case has this id",
    ] {
        assert!(err.contains(said), "{said}\n{err}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("c.json");
    for (text, said) in [
        ("", "it ends before it is whole"),
        ("{", "it ends before it is whole"),
        ("\u{0}\u{1}", "PS-CASE-001"),
        (r#"{"id":"a","destination":"ZZ"}"#, "`ZZ` is not a country"),
        (r#"{"id":"a","destination":"DE","as_of":"2026-02-30"}"#, "`as_of`"),
        (r#"{"id":"a","destination":"DE","circumstances":{"home_regulated":3}}"#, "cannot be `3`"),
        (r#"{"id":"a","destination":"DE","immigration":{"age":-1}}"#, "cannot be `-1`"),
        (
            r#"{"id":"a","destination":"DE","circumstances":{"home_regulate":true}}"#,
            "is it `home_regulated",
        ),
        (r#"{"id":"a","destination":"DE","target":{"isco":"74"}}"#, "four digits"),
    ] {
        fs::write(&file, text).unwrap();
        let err = run(&["recognise", file.to_str().unwrap()]).exits(2).err();
        assert!(err.contains(said), "{text}: {err}");
    }
    run(&["recognise", folder.path().to_str().unwrap()]).exits(2);
    run(&["recognise", "no-such-file.json"]).exits(2);
}

#[test]
fn a_case_comes_from_a_match_or_from_a_credential() {
    let files = ["fixtures/corridor/profiles.jsonl", "fixtures/corridor/vacancies.jsonl"];
    let pair = ["recognise", "--from-match", "P13", "V01", files[0], files[1], "--case-only"];
    let case = run(&pair).exits(0).out();
    let case: Value = serde_json::from_str(&case).unwrap();
    assert!(case["target"]["isco"].as_str().is_some_and(|isco| isco.len() == 4), "{case}");
    run(&["recognise", "--from-match", "P13", "none", files[0], files[1]]).exits(2);

    let Some(data) = passerelle_tests::data() else { return };
    let credential = data.join("formats/elm/Sample-MC-Annex1-unsigned.jsonld");
    let of = |file: &Path| {
        run(&[
            "recognise",
            "--from-credential",
            file.to_str().unwrap(),
            "--destination",
            "DE",
            "--case-only",
        ])
    };
    let case = of(&credential).exits(0).out();
    let held = &serde_json::from_str::<Value>(&case).unwrap()["qualifications"][0];
    assert_eq!((&held["country"], &held["hours"]), (&"IE".into(), &60.into()));
    assert_eq!(held["outcomes"].as_array().map(Vec::len), Some(4));
    assert!(!case.contains("andromeda"), "nothing personal is read");
    let folder = tempfile::tempdir().unwrap();
    let damaged = folder.path().join("c.jsonld");
    fs::write(&damaged, r#"{"@context":"https://schema.org"}"#).unwrap();
    assert!(of(&damaged).err().contains("PS-CASE-010"));
}

/// A copy of the law with one file changed.
fn changed(file: &str, change: impl Fn(&str) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("taxonomies/law"), folder.path());
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let new = change(&text);
    assert_ne!(text, new, "{file} was not changed");
    fs::write(&path, new).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn law_check_finds_what_is_wrong() {
    run(&["law", "check"]).exits(0);
    run(&["law", "check", "taxonomies/law"]).exits(0);
    let check = |file: &str, from: &str, to: &str, code: &str| {
        let folder = changed(file, |text| text.replacen(from, to, 1));
        let found = run(&["law", "check", folder.path().to_str().unwrap()]).exits(1);
        assert!(found.err().contains(code), "{file} {from}: {}", found.err());
    };
    // A case for which no rule applies.
    check(
        "de/pflbg.toml",
        "when = { differences_remain = true }",
        "when = { differences_remain = true, differences = false }",
        "PS-LAW-008",
    );
    // A rule that those before it leave nothing to.
    check("de/pflbg.toml", "when = { differences = false }", "when = {}", "PS-LAW-007");
    // Language in a rule on equivalence.
    check(
        "de/pflbg.toml",
        "when = { differences = false }",
        "when = { language_met = true }",
        "PS-LAW-003",
    );
    check(
        "de/pflbg.toml",
        "when = { differences = false }",
        "when = { age = { at_most = 40 } }",
        "PS-LAW-003",
    );
    check("de/pflbg.toml", "confidence = \"high\"", "confidence = \"low\"", "PS-LAW-009");
    check(
        "de/pflbg.toml",
        "law = [\"PflBG, § 40(1)–(2)\"]",
        "law = [\"Pflegegesetz, § 40\"]",
        "PS-LAW-004",
    );
    check("de/pflbg.toml", "law = [\"PflBG, § 40(1)–(2)\"]", "law = []", "PS-LAW-004");
    check("de/pflbg.toml", "DE-D7-SAME", "DE-D8-SAME", "PS-LAW-005");
    check("de/pflbg.toml", "differences = false", "differencies = false", "PS-LAW-002");
    check("de/pflbg.toml", "differences = false", "differences = 3", "PS-LAW-002");
    check("de/router.toml", "go = \"de-baeo\"", "go = \"de-bao\"", "PS-LAW-006");
    check("de/router.toml", "go = \"de-baeo\"", "go = \"de\"", "PS-LAW-006");
    check("de/professions.csv", "doctor,", "nurse,", "PS-LAW-010");
    check("de/professions.csv", ",yes,yes,", ",sometimes,yes,", "PS-LAW-001");
    check("facts.toml", "type = \"flag\"", "type = \"flags\"", "PS-LAW-001");
    check("de/points-chancenkarte.toml", "group = \"german\"", "group = \"deutsch\"", "PS-LAW-001");
}

#[test]
fn rules_facts_and_destinations_are_shown() {
    let shown = run(&["law", "show", "DE-D2"]).exits(0).out();
    assert!(shown.contains("BQFG, § 7(2)"), "{shown}");
    assert!(run(&["law", "show", "facts"]).exits(0).out().contains("home_regulated"));
    assert!(run(&["law", "show", "AT"]).exits(0).out().contains("electrician"));
    assert!(run(&["law", "list"]).exits(0).out().contains("ca-fsw"));
    assert!(run(&["law", "show", "DE-D99"]).exits(2).err().contains("no rule"));
    for arguments in [&["law", "list"][..], &["law", "show", "facts"], &["law", "show", "DE-D2"]] {
        let json = run(&[arguments, &["--format", "json"]].concat()).exits(0).out();
        let value: Value = serde_json::from_str(&json).unwrap();
        assert!(value["schema_version"].is_u64());
    }
}
