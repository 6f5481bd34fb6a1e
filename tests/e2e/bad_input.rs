//! What the program says of bad input: a stable code, a place, a remedy, the
//! right exit code, and no partial file under the final name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::bundle::{Bundle, SKILL_A, SKILL_B, SKILLS, text};
use crate::support::{digest, run};

#[test]
fn a_bundle_without_fault_is_imported_without_a_word() {
    let bundle = Bundle::new();
    assert_eq!(bundle.import().exits(0).err(), "");
    let found = run(&["taxonomy", "check", &text(&bundle.out())]).exits(0);
    assert_eq!(found.out(), "ESCO: sound\n");
}

#[test]
fn missing_empty_and_unknown_files_are_named() {
    Bundle::new().without("skillSkillRelations.csv").check(
        1,
        &["error PS-FILE-005 (1)", "there is no file `skillSkillRelations`", "both are needed"],
        "5",
    );
    Bundle::new().with("ISCOGroups_en.csv", "").check(
        1,
        &["error PS-FILE-004 (1)", "ISCOGroups_en.csv", "PS-ESCO-001 (1)"],
        "4",
    );
    Bundle::new().with("notes.csv", "a,b\n").check(0, &["info PS-FILE-006 (1)"], "5");
}

#[test]
fn marks_line_ends_delimiters_and_encodings_are_read_or_named() {
    let crlf = format!("\u{feff}{SKILLS}{SKILL_A}{SKILL_B}").replace('\n', "\r\n");
    Bundle::new().with("skills_en.csv", crlf).check(0, &[], "5");
    let semicolons = "conceptType;conceptUri;code;preferredLabel;status\nISCOGroup;http://data.europa.eu/esco/isco/C7212;7212;Welders;released\n";
    Bundle::new().with("ISCOGroups_en.csv", semicolons).check(
        0,
        &["warning PS-CSV-003 (1)", "ISCOGroups_en.csv:1: its delimiter is `;`"],
        "5",
    );
    let latin = b"KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/c,knowledge,,caf\xe9,,released,,\n";
    Bundle::new().and("skills_en.csv", latin).check(
        0,
        &["warning PS-CSV-004 (1)", "skills_en.csv:5 `preferredLabel`: the field is not UTF-8"],
        "5",
    );
    Bundle::new().with("skills_en.csv", "conceptUri,label\nx,y\n").check(
        1,
        &["error PS-CSV-001 (1)", "there is no column `preferredLabel`"],
        "3",
    );
}

#[test]
fn relations_that_make_no_sense_are_named_by_row() {
    Bundle::new()
        .and(
            "broaderRelationsSkillPillar.csv",
            "Skill,http://data.europa.eu/esco/skill/nowhere,SkillGroup,http://data.europa.eu/esco/skill/G\n",
        )
        .check(
            0,
            &["PS-ESCO-001 (1)", "broaderRelationsSkillPillar.csv:4 `conceptUri`", "skill/nowhere"],
            "5",
        );
    Bundle::new().and("skills_en.csv", SKILL_A).check(
        0,
        &["warning PS-ESCO-002 (1)", "skills_en.csv:5 `conceptUri`", "is described before"],
        "5",
    );
    Bundle::new()
        .and(
            "skillSkillRelations.csv",
            "http://data.europa.eu/esco/skill/a,x,vital,x,http://data.europa.eu/esco/skill/b\n",
        )
        .check(0, &["PS-CSV-006 (1)", "`vital` is neither essential nor optional"], "5");
}

#[test]
fn a_cycle_is_imported_and_named() {
    let bundle = Bundle::new().and(
        "broaderRelationsSkillPillar.csv",
        "SkillGroup,http://data.europa.eu/esco/skill/G,Skill,http://data.europa.eu/esco/skill/a\n",
    );
    let says = ["error PS-GRAPH-002 (1)", "a cycle of 2", "Remove one of the statements"];
    bundle.import().exits(1).says(&says);
    run(&["taxonomy", "check", &text(&bundle.out())]).exits(1).says(&says);
}

#[test]
fn a_line_of_100_mb_costs_the_rest_of_its_file_and_no_memory() {
    let mut long =
        b"KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/c,knowledge,,\"".to_vec();
    long.resize(100 << 20, b'x');
    Bundle::new().and("skills_en.csv", long).check(
        1,
        &["error PS-CSV-005 (1)", "skills_en.csv:5", "Look for a quotation mark"],
        "5",
    );
}

#[test]
fn zips_that_are_cut_off_are_refused_and_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (zip, out) = (folder.path().join("esco.zip"), folder.path().join("out.snapshot"));
    fs::write(&zip, b"PK\x03\x04 the start of an archive").unwrap();
    run(&["taxonomy", "import", "esco", &text(&zip), "--out", &text(&out)]).exits(2).says(&[
        "error PS-ZIP-001",
        "is not a whole zip archive",
        "Fetch the archive again",
    ]);
    run(&["taxonomy", "import", "esco", "/no/such/file.zip", "--out", &text(&out)])
        .exits(2)
        .says(&["error PS-FILE-001", "/no/such/file.zip"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something is left");
}

#[test]
fn output_that_cannot_be_written_leaves_nothing() {
    let bundle = Bundle::new();
    let input = text(bundle.folder());
    let import = |out: &str| run(&["taxonomy", "import", "esco", &input, "--out", out]);
    import("/no/such/folder/out.snapshot")
        .exits(2)
        .says(&["error PS-FILE-003", "Check free space"]);
    import(&input).exits(2).says(&["error PS-FILE-002", "is a directory"]);
    if Path::new("/dev/full").exists() {
        import("/dev/full").exits(2).says(&["error PS-FILE-003", "No space left"]);
    }
    let profiles = "fixtures/corridor/profiles.jsonl";
    let vacancies = "fixtures/corridor/vacancies.jsonl";
    run(&["match", profiles, vacancies, "--out", "/no/such/folder/m"])
        .exits(2)
        .says(&["PS-FILE-003"]);
    run(&["match", profiles, vacancies, "--out", "fixtures"]).exits(2).says(&["PS-FILE-002"]);
}

#[test]
fn snapshots_that_are_none_say_why() {
    let bundle = Bundle::new();
    bundle.import().exits(0);
    let whole = fs::read(bundle.out()).unwrap();
    let check = |bytes: &[u8], says: &[&str]| {
        let path = bundle.folder().join("bad.snapshot");
        fs::write(&path, bytes).unwrap();
        run(&["taxonomy", "check", &text(&path)]).exits(2).says(says);
    };
    check(b"", &["error PS-SNAP-001"]);
    check(b"conceptUri,label\n", &["error PS-SNAP-001", "is not a Passerelle snapshot"]);
    check(&whole[..whole.len() - 1], &["error PS-SNAP-003", "is cut off", "Copy the file again"]);
    let mut newer = whole.clone();
    newer[8] = 99;
    check(&newer, &["error PS-SNAP-002", "snapshot format 99", "Update Passerelle"]);
    let mut damaged = whole.clone();
    *damaged.last_mut().unwrap() ^= 1;
    check(&damaged, &["error PS-SNAP-004", "is damaged in its notes en"]);
    run(&["taxonomy", "info", "fixtures"]).exits(2).says(&["error PS-FILE-002"]);
}

#[test]
fn bad_records_cost_only_themselves() {
    let faults = "fixtures/corridor/with-faults.jsonl";
    let vacancies = "fixtures/corridor/vacancies-with-faults.jsonl";
    let folder = tempfile::tempdir().unwrap();
    let out = text(&folder.path().join("m.jsonl"));
    let found = run(&["match", faults, vacancies, "--out", &out]).exits(1).says(&[
        "error PS-REC-001 (2)",
        "with-faults.jsonl:7 `skills[1].code`",
        "error PS-REC-004 (2)",
        "with-faults.jsonl:9 `id` (F01): an earlier profile has this id",
        "error PS-REC-006",
        "error PS-REC-008 (3)",
        "error PS-REC-013 (1)",
        "error PS-REC-016 (3)",
        "with-faults.jsonl:5 `experience[0].to` (F05): it goes 2024-05 to 2023-11",
        "warning PS-REC-002 (2)",
        "warning PS-REC-003 (4)",
        "warning PS-REC-009 (3)",
        "warning PS-REC-017",
        "warning PS-REC-018 (1)",
        "warning PS-REC-019 (2)",
    ]);
    assert!(found.out().contains("32 records rejected"), "{}", found.out());
    // Everything read is used or has its reject; nothing personal is told.
    let lines = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let manifest: Value = serde_json::from_str(&lines("m.manifest.json")).unwrap();
    let rejects = lines("m.rejects.jsonl");
    for (side, file) in [("profiles", faults), ("vacancies", vacancies)] {
        let counts = &manifest["run"][side];
        let number = |key: &str| counts[key].as_u64().unwrap();
        assert_eq!(number("read"), number("used") + number("rejected"));
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        let rejected: BTreeSet<u64> = rejects
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter(|issue| issue["place"]["file"] == name)
            .map(|issue| issue["place"]["line"].as_u64().unwrap())
            .collect();
        assert_eq!(rejected.len() as u64, number("rejected"), "{name}");
    }
    assert!(rejects.contains("expected one of `A1`") && !rejects.contains("B3"));
    assert_eq!(manifest["output"]["blake3"], digest(&lines("m.jsonl")));
    assert_eq!(manifest["rejects"]["blake3"], digest(&rejects));
}

#[test]
fn too_many_rejects_stop_the_run_and_are_kept() {
    let faults = "fixtures/corridor/with-faults.jsonl";
    let vacancies = "fixtures/corridor/vacancies.jsonl";
    let folder = tempfile::tempdir().unwrap();
    let out = text(&folder.path().join("m.jsonl"));
    run(&["match", faults, vacancies, "--out", &out, "--max-errors", "3"])
        .exits(1)
        .says(&["error PS-RUN-001", "the run stops at 4 rejected records, where 3 are allowed"]);
    let left = || -> Vec<String> {
        let entries = fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(left(), ["m.rejects.jsonl"]);
    run(&["match", faults, vacancies, "--out", &out, "--max-errors", "16"]).exits(1);
    assert_eq!(left(), ["m.jsonl", "m.manifest.json", "m.rejects.jsonl"]);
    // No manifest tells of lists and rejects that are not of one run.
    run(&["match", faults, vacancies, "--out", &out, "--max-errors", "3"]).exits(1);
    assert_eq!(left(), ["m.jsonl", "m.rejects.jsonl"]);
}

#[test]
fn files_that_hold_nothing_or_nonsense_say_so() {
    let vacancies = "fixtures/corridor/vacancies.jsonl";
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        text(&path)
    };
    let out = text(&folder.path().join("out.jsonl"));
    let check = |profiles: &str, says: &[&str]| {
        run(&["match", profiles, vacancies, "--out", &out]).exits(2).says(says);
        assert!(!Path::new(&out).exists());
    };
    check(
        &file("empty.jsonl", b""),
        &["error PS-REC-015", "holds no usable profile", "error PS-FILE-004"],
    );
    check(&file("empty.csv", b""), &["error PS-REC-015", "error PS-FILE-004"]);
    check(
        &file("column.csv", b"id,name\nP1,x\n"),
        &[
            "error PS-CSV-001",
            "column.csv:1: there is no column `skills`; the columns are id, name",
        ],
    );
    check("fixtures", &["error PS-FILE-002"]);
    check("/no/such/file", &["error PS-FILE-001"]);
    check(&file("p.xlsx", b"PK"), &["error PS-FILE-010", "Use .jsonl, .csv or .parquet"]);
    check(&file("p.parquet", b"PAR1"), &["error PS-FILE-001"]);
    check(&file("utf16.jsonl", b"\xff\xfe{\0"), &["error PS-FILE-011", "Save the file as UTF-8"]);
    let sound = file("sound.jsonl", b"{\"id\":\"P1\"}");
    let packed = text(&folder.path().join("m.parquet.gz"));
    run(&["match", &sound, vacancies, "--out", &packed]).exits(2).says(&["error PS-FILE-010"]);
    // An open quotation mark costs the row, which takes in all that follow.
    let quote = file("quote.csv", b"id,skills\nP1,W6.3\nP2,\"W6.3\nP3,W6.4\n");
    let found = run(&["match", &quote, vacancies, "--out", &out]).exits(1);
    let found = found.says(&["error PS-CSV-005 (1)", "quote.csv:3: a quotation mark in the row"]);
    assert!(found.out().starts_with("1 profile against 15 vacancies"), "{}", found.out());
    fs::remove_file(&out).unwrap();

    // A line of 100 MB costs itself, and neither memory nor its neighbours.
    let mut long = b"{\"id\":\"P1\",\"skills\":[{\"code\":\"W6.3\"}]}\n{\"id\":\"".to_vec();
    long.resize(100 << 20, b'x');
    long.extend_from_slice(b"\n{\"id\":\"P3\",\"skills\":[{\"code\":\"W6.3\"}]}\n");
    let long = file("long.jsonl", &long);
    let found = run(&["match", &long, vacancies, "--out", &out]).exits(1);
    let found = found.says(&["error PS-REC-005 (1)", "long.jsonl:2: the line has 104857"]);
    assert!(found.out().starts_with("2 profiles against 15 vacancies"), "{}", found.out());
}

#[test]
fn no_output_takes_the_place_of_an_input() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |name: &str| {
        let path = folder.path().join(name);
        fs::copy(crate::support::root().join("fixtures/corridor").join(name), &path).unwrap();
        text(&path)
    };
    let (profiles, vacancies) = (copy("profiles.jsonl"), copy("vacancies.jsonl"));
    let before = fs::read(&profiles).unwrap();
    let refused = |options: &[&str]| {
        run(&[&["match", &profiles, &vacancies], options].concat())
            .exits(2)
            .says(&["error PS-RUN-002"]);
    };
    refused(&["--out", &profiles]);
    refused(&["--out", "-", "--rejects", &vacancies]);
    let out = text(&folder.path().join("m.jsonl"));
    refused(&["--out", &out, "--manifest", &out]);
    let around = text(&folder.path().join(".").join("m.jsonl"));
    refused(&["--out", &out, "--manifest", &around]);
    refused(&["--out", &out, "--issues", &out]);
    refused(&["--out", &out, "--issues", &profiles]);
    let policy = text(&folder.path().join("policy.toml"));
    fs::write(&policy, "").unwrap();
    refused(&["--out", &policy, "--policy", &policy]);
    run(&["explain", "P01", "V01", &profiles, &vacancies, "--issues", &vacancies])
        .exits(2)
        .says(&["error PS-RUN-002"]);
    assert_eq!(fs::read(&profiles).unwrap(), before);
}

#[test]
fn policies_are_checked_and_shown() {
    let shown = run(&["policy", "show"]).exits(0).out();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.toml");
    let check = |policy: &str, exit: i32, says: &[&str]| {
        fs::write(&path, policy).unwrap();
        run(&["policy", "check", &text(&path)]).exits(exit).says(says);
    };
    check(&shown, 0, &[]);
    check("", 0, &[]);
    check("[shares]\nskills = 60\n", 1, &["error PS-POL-002 (1)", "the `shares` add up to 90"]);
    check("[inferred]\nassurance = 80\n", 1, &["policy.toml:2", "between 0 and 70"]);
    check("[shares]\nskill = 70\n", 1, &["error PS-POL-001 (1)", "policy.toml:2", "unknown field"]);
    check("shares = ", 1, &["error PS-POL-001 (1)"]);
    run(&["policy", "check", "/no/such/policy"]).exits(2).says(&["error PS-FILE-001"]);

    // A policy changes what a run says of itself, and its numbers.
    fs::write(&path, "version = \"ours\"\n[assurance]\ncertified = 90\n").unwrap();
    let of = |options: &[&str]| -> Value {
        let files = ["fixtures/corridor/profiles.jsonl", "fixtures/corridor/vacancies.jsonl"];
        let explain = [&["explain", "P01", "V01", files[0], files[1], "--format", "json"], options];
        serde_json::from_str(&run(&explain.concat()).exits(0).out()).unwrap()
    };
    let (default, ours) = (of(&[]), of(&["--policy", &text(&path)]));
    assert_eq!(default["schema_version"], 2);
    assert!(default["match"]["score"].as_u64() > ours["match"]["score"].as_u64());
    let shown = run(&["policy", "show", "--policy", &text(&path)]).exits(0).out();
    assert!(shown.contains("certified = 90") && shown.contains("version = \"ours\""));
}

#[test]
fn bad_usage_is_told() {
    let (profiles, vacancies) =
        ("fixtures/corridor/profiles.jsonl", "fixtures/corridor/vacancies.jsonl");
    run(&["match", profiles, vacancies]).exits(2).says(&["--out"]);
    run(&["explain", "P99", "V01", profiles, vacancies])
        .exits(2)
        .says(&["error PS-RUN-003", "`profiles.jsonl` holds no usable profile `P99`"]);
    run(&["taxonomy", "search", "weld", "--kind", "job"]).exits(2).says(&["is not a concept kind"]);
    run(&["taxonomy", "concept", "nowhere:1"]).exits(2).says(&["no concept has the id or code"]);
    run(&["schema", "nothing"]).exits(2).says(&["is not a schema"]);
}
