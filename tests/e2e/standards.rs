//! `standard …` and `taxonomy import standard` on files with faults.

use std::fs;

use crate::support::run;

/// The template, with some of its words replaced, in a file of a name.
fn changed(folder: &tempfile::TempDir, name: &str, changes: &[(&str, &str)]) -> String {
    let mut text = run(&["standard", "new", "-"]).exits(0).out();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_template_is_checked_imported_and_sound() {
    let folder = tempfile::tempdir().unwrap();
    let file = changed(&folder, "ours.toml", &[]);
    run(&["standard", "check", &file]).exits(0);
    let out = folder.path().join("ours.snapshot");
    let out = out.to_str().unwrap();
    run(&["taxonomy", "import", "standard", &file, "--out", out]).exits(0);
    run(&["taxonomy", "check", out]).exits(0);
    run(&["standard", "show", "xx-demo:MAS-2", "--taxonomy", out]).exits(0);
    // A file that is there stays as it is.
    run(&["standard", "new", &file]).exits(2).says(&["it is there already"]);
}

#[test]
fn a_file_that_is_no_toml_costs_itself_only() {
    let folder = tempfile::tempdir().unwrap();
    let sound = changed(&folder, "sound.toml", &[]);
    let wrong = changed(&folder, "wrong.toml", &[("hours = 300", "huors = 300")]);
    let found = run(&["standard", "check", &wrong, &sound]).exits(1);
    assert!(found.out().contains("sound.toml: 1 standard, 2 units"), "{}", found.out());
    found.says(&["wrong.toml:", "unknown field `huors`"]);
    let out = folder.path().join("x.snapshot");
    let arguments = ["taxonomy", "import", "standard", &wrong, &sound, "--out"];
    run(&[&arguments[..], &[out.to_str().unwrap()]].concat())
        .exits(1)
        .says(&["unknown field `huors`"]);
    assert!(out.is_file());
}

#[test]
fn an_import_of_nothing_tells_every_reason() {
    let folder = tempfile::tempdir().unwrap();
    let changes = [("level = \"EQF:2\"", "level = \"XX:2\""), ("hours = 120", "hours = 0")];
    let file = changed(&folder, "faults.toml", &changes);
    let out = folder.path().join("x.snapshot");
    run(&["taxonomy", "import", "standard", &file, "--out", out.to_str().unwrap()])
        .exits(2)
        .says(&["PS-GRAPH-009", "`0` is not between 1 and 20000", "holds no standard"]);
    assert!(!out.exists());
}

#[test]
fn what_is_unknown_is_told_with_what_is_known() {
    run(&["level", "DE-NRQ:4", "--to", "EQF"]).exits(2).says(&["no framework", "DE-DQR"]);
    run(&["level", "DE-DQR:9", "--to", "EQF"]).exits(2).says(&["DE-DQR:8"]);
    run(&["language", "IELTS", "11"]).exits(2).says(&["5.5-6.5"]);
    run(&["language", "Goethe-Zertifikat B7"]).exits(2).says(&["Goethe-Zertifikat B1"]);
    run(&["standard", "show", "joint:nobody"]).exits(2).says(&["standard list"]);
    // A decimal comma is a decimal point.
    let comma = run(&["language", "IELTS", "6,5"]).exits(0).out();
    assert_eq!(comma, run(&["language", "IELTS", "6.5"]).exits(0).out());
}
