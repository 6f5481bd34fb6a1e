//! Translating, and matching across registers, as users run it.

use serde_json::Value;

use crate::schemas::fits;
use crate::support::run;

const REGISTERS: [&str; 4] = [
    "--crosswalk",
    "fixtures/crosswalks/tour-handwerk.csv",
    "--crosswalk",
    "fixtures/crosswalks/tour-metiers.csv",
];

fn translate(arguments: &[&str]) -> crate::support::Run {
    run(&[&["translate", "--to", "Registre des métiers", "--quiet"], arguments, &REGISTERS]
        .concat())
}

#[test]
fn a_whole_register_is_translated_as_the_schema_says() {
    let lines = translate(&["--from", "Handwerksregister", "--out", "-"]).exits(0).out();
    fits("translation", &lines);
    let sources: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["source"]["id"].to_string())
        .collect();
    assert_eq!(sources.len(), 6);
    assert!(sources.is_sorted());
    let single = translate(&["H 90-1", "--format", "json"]).exits(0).out();
    fits("translation", &single);
    let single: Value = serde_json::from_str(&single).unwrap();
    assert_eq!(single["not_mapped"]["reason"], "stated-unmapped");
}

#[test]
fn a_file_of_codes_loses_only_what_is_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let (codes, out) = (folder.path().join("codes.csv"), folder.path().join("out.csv"));
    std::fs::write(&codes, "code,name\nH 10-1,x\nH 77-7,y\nde-handwerksregister:H-30-1,z\n")
        .unwrap();
    let issues = folder.path().join("issues.jsonl");
    translate(&[
        codes.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--issues",
        issues.to_str().unwrap(),
    ])
    .exits(1);
    let rows = std::fs::read_to_string(&out).unwrap();
    let starts: Vec<&str> = rows.lines().filter_map(|row| row.split(',').next()).collect();
    let expected =
        ["source", "de-handwerksregister:H-10-1", "H 77-7", "de-handwerksregister:H-30-1"];
    assert_eq!(starts, expected);
    assert!(rows.contains("H 77-7,H 77-7,,,,,,,,,,,unknown,,"), "{rows}");
    let issues = std::fs::read_to_string(&issues).unwrap();
    let unknown = issues.lines().find(|line| line.contains("PS-TRN-001")).unwrap();
    assert!(unknown.contains("\"line\":3"), "{unknown}");
}

#[test]
fn what_cannot_be_translated_is_told() {
    translate(&["nothing"]).exits(2).says(&["nothing that is loaded has the id or code `nothing`"]);
    let unknown = ["translate", "H 10-1", "--to", "xx", "--quiet"];
    run(&[&unknown[..], &REGISTERS].concat())
        .exits(2)
        .says(&["no classification is called `xx`", "de-handwerksregister"]);
}

#[test]
fn a_register_counts_for_another_in_a_match() {
    let folder = tempfile::tempdir().unwrap();
    let (profiles, vacancies) = (folder.path().join("p.jsonl"), folder.path().join("v.jsonl"));
    let job =
        r#"{"id":"P","experience":[{"occupation":"H 10-1","from":"2020-01","to":"2021-12"}]}"#;
    let post = r#"{"id":"V","experience":{"months":24,"occupation":"M101"}}"#;
    std::fs::write(&profiles, job).unwrap();
    std::fs::write(&vacancies, post).unwrap();
    let on = |threads: &str| {
        let files = [profiles.to_str().unwrap(), vacancies.to_str().unwrap()];
        let options = ["--out", "-", "--quiet", "--threads", threads];
        run(&[&["match", files[0], files[1]], &options[..], &REGISTERS].concat()).exits(0).out()
    };
    let lines = on("1");
    assert_eq!(lines, on("2"));
    fits("match", &lines);
    // 70 % and 70 %: the confidence that is assumed of registers nobody has
    // reviewed.
    assert!(lines.contains("\"relevance\":49"), "{lines}");
}
