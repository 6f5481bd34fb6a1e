//! `taxonomy diff` and `taxonomy migrate` as their users run them.

use std::fs;

use serde_json::Value;

use crate::bundle::{Bundle, SKILL_A, SKILLS, text};
use crate::support::run;

/// A bundle whose group has another IRI, whose occupation has another code
/// and one of whose skills is gone.
fn newer() -> Bundle {
    Bundle::new()
        .with("skills_en.csv", format!("{SKILLS}{SKILL_A}"))
        .with("skillGroups_en.csv", "conceptType,conceptUri,preferredLabel,status,code\nSkillGroup,http://data.europa.eu/esco/skill/6f,Working with metal,released,S9\n")
        .with("occupations_en.csv", "conceptType,conceptUri,iscoGroup,preferredLabel,status,code\nOccupation,http://data.europa.eu/esco/occupation/w,7212,welder,released,7212.4\n")
        .with("skillsHierarchy_en.csv", "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,Level 2 URI,Level 2 preferred term,Level 3 URI,Level 3 preferred term\nhttp://data.europa.eu/esco/skill/6f,Working with metal\n")
        .with("broaderRelationsSkillPillar.csv", "conceptType,conceptUri,broaderType,broaderUri\nSkill,http://data.europa.eu/esco/skill/a,SkillGroup,http://data.europa.eu/esco/skill/6f\n")
        .without("skillSkillRelations.csv")
        .with("skillSkillRelations.csv", "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n")
}

struct Versions {
    old: Bundle,
    new: Bundle,
}

impl Versions {
    fn new() -> Self {
        let (old, new) = (Bundle::new(), newer());
        old.import().exits(0);
        new.import().exits(0);
        Self { old, new }
    }

    /// The arguments that migrate a file of the old bundle's folder.
    fn migrate(&self, file: &str, out: &str, options: &[&str]) -> Vec<String> {
        let file = text(&self.old.folder().join(file));
        let (from, to) = (text(&self.old.out()), text(&self.new.out()));
        let fixed = ["taxonomy", "migrate", &file, "--from", &from, "--to", &to, "--out", out];
        fixed.iter().chain(options).map(|&word| word.to_owned()).collect()
    }

    fn run(&self, file: &str, out: &str, options: &[&str]) -> crate::support::Run {
        let arguments = self.migrate(file, out, options);
        run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.old.folder().join(name), content).unwrap();
    }

    fn out(&self, name: &str) -> String {
        text(&self.new.folder().join(name))
    }
}

#[test]
fn differences_are_counted_named_and_make_exit_code_1() {
    let versions = Versions::new();
    let (old, new) = (text(&versions.old.out()), text(&versions.new.out()));
    let shown = run(&["taxonomy", "diff", &old, &new]).exits(1).out();
    for part in [
        "old: ESCO (5 concepts)",
        "        1         2         2         1  together",
        "        1         1         1  notation",
        "        1         0         1  requires-optional",
        "removed (2)\n  esco:skill/G  working with metal\n  esco:skill/b  types of metal\n",
        "changed (2)\n  esco:occupation/w  welder: notation\n",
    ] {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }
    let found = run(&["taxonomy", "diff", &old, &new, "--format", "json"]).exits(1).out();
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["schema_version"], 2);
    assert_eq!(found["diff"]["kinds"]["occupation"]["changed"], 1);
    let change = &found["diff"]["changed"][0]["changes"][0];
    assert_eq!((&change["part"], &change["old"]), (&"notation".into(), &"7212.3".into()));
    let same = run(&["taxonomy", "diff", &old, &old]).exits(0).out();
    assert!(same.ends_with("the same in every concept\n"), "{same}");
}

const PROFILES: &str = "{\"own\": 1.0, \"id\":\"P1\",\"skills\":[{\"concept\":\"esco:skill/G\"},{\"code\":\"W6.3\"},{\"text\":\"weld metal\"}],\"experience\":[{\"occupation\":\"7212.3\",\"from\":\"2020\"},{\"occupation\":\"welder\",\"from\":\"2020\"}]}\n";

#[test]
fn records_are_moved_and_the_rest_of_them_stays() {
    let versions = Versions::new();
    versions.write("p.jsonl", PROFILES);
    let out = versions.out("p.jsonl");
    let shown = versions.run("p.jsonl", &out, &[]).exits(0).out();
    assert!(shown.starts_with("1 record, 1 written anew\n"), "{shown}");
    assert!(shown.contains("        2  moved by code\n"), "{shown}");
    assert!(shown.contains("        1  of another taxonomy\n"), "{shown}");
    let moved = PROFILES.replace("esco:skill/G", "esco:skill/6f").replace("7212.3", "7212.4");
    assert_eq!(fs::read_to_string(&out).unwrap(), moved);
    // Standard output holds the records, and nothing else.
    assert_eq!(versions.run("p.jsonl", "-", &[]).exits(0).out(), moved);

    let json = versions.run("p.jsonl", &out, &["--format", "json"]).exits(0).out();
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["report"]["references"]["by_code"], 2);
    assert_eq!(json["report"]["moves"][0]["to"], "http://data.europa.eu/esco/occupation/w");

    // What was moved is moved no further.
    versions.write("p.jsonl", &moved);
    versions.run("p.jsonl", &out, &["--strict"]).exits(0);
    assert_eq!(fs::read_to_string(&out).unwrap(), moved);
}

#[test]
fn what_cannot_be_moved_is_kept_told_and_makes_exit_code_1() {
    let versions = Versions::new();
    let table =
        "id;skills;own\r\nP1;esco:skill/b;x\r\nP2;esco:skill/G|esco:skill/z;y\r\nP3;short\r\n";
    versions.write("p.csv", table);
    let out = versions.out("p.csv");
    let told = versions.run("p.csv", &out, &[]).exits(1).says(&[
        "error PS-MIG-001 (1)",
        "p.csv:2 `skills[0].concept` (P1): http://data.europa.eu/esco/skill/b: it has no successor",
        "warning PS-MIG-007 (1)",
        "p.csv:3 `skills[1].concept` (P2): it names no concept of a loaded taxonomy",
        "error PS-CSV-002 (1)",
    ]);
    assert!(told.out().starts_with("3 records, 1 written anew\n"), "{}", told.out());
    assert_eq!(fs::read_to_string(&out).unwrap(), table.replace("skill/G", "skill/6f"));
    // Without the embedded default, its codes are of no loaded taxonomy.
    versions.write("p.jsonl", PROFILES);
    let out = versions.out("p.jsonl");
    versions
        .run("p.jsonl", &out, &["--no-default", "--strict"])
        .exits(1)
        .says(&["warning PS-MIG-007 (1)", "p.jsonl:1 `skills[1].code` (P1)"]);
}

#[test]
fn bad_input_leaves_nothing() {
    let versions = Versions::new();
    versions.write("p.jsonl", PROFILES);
    versions.write("p.csv", "id,name\nP1,x\n");
    let out = versions.out("out.jsonl");
    let refused = |file: &str, out: &str, options: &[&str], says: &[&str]| {
        versions.run(file, out, options).exits(2).says(says);
    };
    refused("nowhere.jsonl", &out, &[], &["error PS-FILE-001", "nowhere.jsonl"]);
    refused("", &out, &[], &["error PS-FILE-002"]);
    refused("p.jsonl", &versions.out("out.csv"), &[], &["error PS-FILE-010"]);
    refused("p.csv", &versions.out("out.csv"), &[], &["error PS-CSV-001", "no column `skills`"]);
    let (file, from) = (text(&versions.old.folder().join("p.jsonl")), text(&versions.old.out()));
    for taken in [&file, &from, &text(&versions.new.out())] {
        refused("p.jsonl", taken, &[], &["error PS-RUN-002"]);
    }
    refused("p.jsonl", &out, &["--issues", &out], &["error PS-RUN-002"]);
    let broken = ["taxonomy", "migrate", &file, "--from", &file, "--to", &from, "--out", &out];
    run(&broken).exits(2).says(&["error PS-SNAP-001"]);
    run(&["taxonomy", "diff", &from, &file]).exits(2).says(&["error PS-SNAP-001"]);
    run(&["taxonomy", "diff", &from]).exits(2).says(&["<NEW>"]);
    assert!(!std::path::Path::new(&out).exists());
    assert_eq!(fs::read_to_string(&file).unwrap(), PROFILES);
}
