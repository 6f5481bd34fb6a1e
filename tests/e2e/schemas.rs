//! What is written fits the published schemas, and so do the fixtures.

use serde_json::Value;

use crate::support::run;

fn schema(name: &str) -> jsonschema::Validator {
    let text = run(&["schema", name]).exits(0).out();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[track_caller]
pub(crate) fn fits(name: &str, lines: &str) {
    let schema = schema(name);
    assert!(!lines.is_empty());
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        if let Err(error) = schema.validate(&value) {
            panic!("{error} at {}", error.instance_path());
        }
    }
}

#[test]
fn fixtures_and_matches_fit_their_schemas() {
    let issues = tempfile::NamedTempFile::new().unwrap();
    let issues = issues.path().to_str().unwrap();
    let folder = crate::support::root().join("fixtures/corridor");
    let (profiles, vacancies) = (folder.join("profiles.jsonl"), folder.join("vacancies.jsonl"));
    fits("profile", &std::fs::read_to_string(&profiles).unwrap());
    fits("vacancy", &std::fs::read_to_string(&vacancies).unwrap());
    let files = [profiles.to_str().unwrap(), vacancies.to_str().unwrap()];
    for explain in ["full", "compact", "none"] {
        let options = ["--out", "-", "--issues", issues, "--quiet", "--explain", explain];
        let arguments = [&["match", files[0], files[1]], &options[..]].concat();
        fits("match", &run(&arguments).exits(0).out());
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("m.jsonl");
    run(&["match", files[0], files[1], "--out", out.to_str().unwrap()]).exits(0);
    let manifest = std::fs::read_to_string(folder.path().join("m.manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    fits("manifest", &manifest.to_string());
    let faults = "fixtures/corridor/with-faults.jsonl";
    let vacancies = "fixtures/corridor/vacancies-with-faults.jsonl";
    run(&["match", faults, vacancies, "--out", "-", "--issues", issues, "--quiet"]).exits(1);
    fits("issue", &std::fs::read_to_string(issues).unwrap());
}

#[test]
fn explanations_add_up_and_threads_leave_no_trace() {
    let files = ["fixtures/corridor/profiles.jsonl", "fixtures/corridor/vacancies.jsonl"];
    let on = |threads: &str| {
        run(&["match", files[0], files[1], "--out", "-", "--quiet", "--threads", threads])
            .exits(0)
            .out()
    };
    let lines = on("1");
    assert_eq!(lines, on("2"));
    for line in lines.lines() {
        let list: Value = serde_json::from_str(line).unwrap();
        for found in list["matches"].as_array().unwrap() {
            let why = &found["explanation"];
            let requirements = why["requirements"].as_array().unwrap();
            let number = |value: &Value| value.as_u64().unwrap();
            let sum = |field: &str| requirements.iter().map(|r| number(&r[field])).sum::<u64>();
            let components = why["components"].as_array().unwrap();
            let total = |field: &str| components.iter().map(|c| number(&c[field])).sum::<u64>();
            assert_eq!(total("contribution"), number(&found["score"]));
            assert_eq!(total("fit_contribution"), number(&found["fit"]));
            assert_eq!(components[0]["component"], "skills");
            let skills = number(&components[0]["contribution"]);
            assert_eq!(sum("contribution") + number(&why["remainder"]), skills);
            assert_eq!(sum("weight"), number(&why["vacancy_weight"]));
            let earned: u64 =
                requirements.iter().map(|r| number(&r["weight"]) * number(&r["credit"])).sum();
            assert_eq!(earned, number(&why["credit_sum"]));
            assert!(number(&why["remainder"]) < requirements.len() as u64);
        }
    }
}
