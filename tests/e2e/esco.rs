//! The program on the real ESCO.

use serde_json::Value;

use crate::support::run;

#[test]
fn esco_is_imported_searched_and_matched() {
    let Some(zips) = passerelle_tests::esco("v1.1.1") else { return };
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("esco.snapshot");
    let snapshot = snapshot.to_str().unwrap();
    let [classification, relations] = zips.each_ref().map(|zip| zip.to_str().unwrap());
    let import = ["taxonomy", "import", "esco", classification, relations, "--out", snapshot];
    let found = run(&import).exits(0).says(&["warning PS-ESCO-001 (68)", "and 65 more"]);
    assert!(found.out().contains("175256    175187        69  together"), "{}", found.out());

    let hits =
        run(&["taxonomy", "search", "HGV driver", "--taxonomy", snapshot, "--format", "json"]);
    let hits: Value = serde_json::from_str(&hits.exits(0).out()).unwrap();
    assert_eq!(hits["schema_version"], 1);
    assert_eq!(hits["hits"][0]["label"], "cargo vehicle driver");

    // One profile with ESCO's words against two occupations of ESCO.
    let profiles = folder.path().join("profiles.jsonl");
    let vacancies = folder.path().join("vacancies.jsonl");
    std::fs::write(
        &profiles,
        "{\"id\":\"P\",\"skills\":[{\"text\":\"read standard blueprints\"},{\"text\":\"operate soldering equipment\"},{\"text\":\"apply arc welding techniques\"}]}\n",
    )
    .unwrap();
    std::fs::write(
        &vacancies,
        "{\"id\":\"welder\",\"occupation\":\"esco:occupation/7aedaa07-3884-4c5b-88f9-80997b2aa54b\"}\n\
         {\"id\":\"lawyer\",\"occupation\":\"esco:occupation/e75305db-9011-4ee0-ab62-8d41a98f807e\"}\n\
         {\"id\":\"nobody\",\"occupation\":\"esco:occupation/nowhere\"}\n",
    )
    .unwrap();
    let found = run(&[
        "match",
        profiles.to_str().unwrap(),
        vacancies.to_str().unwrap(),
        "--taxonomy",
        snapshot,
        "--by",
        "candidate",
        "--out",
        "-",
    ])
    .exits(1)
    .says(&["error PS-REC-013 (1)", "vacancies.jsonl:3", "warning PS-REC-014 (1)"]);
    let list: Value = serde_json::from_str(&found.out()).unwrap();
    assert_eq!(list["matches"][0]["id"], "welder");
}
