//! What the program says of bad input: a stable code, a place, a remedy, the
//! right exit code, and no partial file under the final name.

use std::fs;
use std::path::Path;

use crate::bundle::{Bundle, SKILL_A, SKILL_B, SKILLS, text};
use crate::support::run;

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
    let profiles = "fixtures/first-match/profiles.jsonl";
    let vacancies = "fixtures/first-match/vacancies.jsonl";
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
    let faults = "fixtures/first-match/with-faults.jsonl";
    let vacancies = "fixtures/first-match/vacancies.jsonl";
    let found = run(&["match", faults, vacancies, "--out", "-"]).exits(1).says(&[
        "5 records rejected",
        "error PS-REC-001",
        "with-faults.jsonl:3",
        "error PS-REC-004",
        "error PS-REC-006",
        "`skills[0].proficiency`: proficiency `-1` is not 1 (guided)",
        "error PS-REC-008",
        "warning PS-REC-003 (2)",
        "warning PS-REC-010",
    ]);
    assert!(found.out().contains("\"id\":\"F1\"") && found.out().contains("\"id\":\"F5\""));
    assert!(!found.err().contains("chess") && !found.err().contains("`f`"));

    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.jsonl");
    fs::write(&empty, "").unwrap();
    let out = text(&folder.path().join("out.jsonl"));
    run(&["match", &text(&empty), vacancies, "--out", &out])
        .exits(2)
        .says(&["error PS-REC-015", "holds no usable profile"]);
    run(&["match", "fixtures", vacancies, "--out", &out]).exits(2).says(&["error PS-FILE-002"]);
    assert!(!Path::new(&out).exists());
    run(&["match", faults, vacancies]).exits(2).says(&["--out"]);
    run(&["taxonomy", "search", "weld", "--kind", "job"]).exits(2).says(&["is not a concept kind"]);
    run(&["taxonomy", "concept", "nowhere:1"]).exits(2).says(&["no concept has the id or code"]);
    run(&["schema", "nothing"]).exits(2).says(&["is not a schema"]);
}
