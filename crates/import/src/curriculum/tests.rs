mod ctdl;
mod frameworks;
mod laws;

use std::fmt::Write as _;

use super::*;

/// Reads a file and compares what is kept of it – the id of each curriculum,
/// and the modules with the number of their outcomes – and the issues: code,
/// line, field.
#[track_caller]
fn check(name: &str, bytes: impl AsRef<[u8]>, expected: &str, issues: &[&str]) {
    let (curricula, found) = parse_curricula(name, bytes.as_ref());
    let mut kept = String::new();
    for curriculum in &curricula {
        let gap = if kept.is_empty() { "" } else { "; " };
        write!(kept, "{gap}{}:", curriculum.id).unwrap();
        for module in &curriculum.modules {
            write!(kept, " {} {}", module.id, module.outcomes.len()).unwrap();
        }
    }
    assert_eq!(kept, expected, "{found:#?}");
    let place = |place: &Place| {
        let line = place.line.map(|line| format!(" {line}")).unwrap_or_default();
        let field = place.field.as_ref().map(|field| format!(" {field}")).unwrap_or_default();
        format!("{line}{field}")
    };
    let found: Vec<String> =
        found.iter().map(|issue| format!("{}{}", issue.code, place(&issue.place))).collect();
    assert_eq!(found, issues);
}

/// The messages of the issues of a file.
fn messages(name: &str, text: &str) -> Vec<String> {
    parse_curricula(name, text.as_bytes()).1.iter().map(|issue| issue.message.to_string()).collect()
}

#[test]
fn templates_parse_without_issue() {
    check("t.toml", TOML_TEMPLATE, "brick-course: M1 3 M2 1", &[]);
    check("t.json", JSON_TEMPLATE, "brick-course: M1 3 M2 1", &[]);
    check("t.csv", CSV_TEMPLATE, "brick-course: M1 3 M2 1", &[]);
}

#[test]
fn every_key_of_the_template_is_commented() {
    let lines = TOML_TEMPLATE.lines().take_while(|line| !line.starts_with("id = \"M2\""));
    for key in ["id", "title", "language", "country", "eqf_level", "hours", "credits", "weeks"] {
        assert!(TOML_TEMPLATE.contains(&format!("{key} = ")), "{key}");
    }
    let uncommented: Vec<&str> =
        lines.filter(|line| line.contains(" = ") && !line.contains('#')).collect();
    assert!(uncommented.is_empty(), "{uncommented:?}");
}

#[test]
fn faults_of_toml_have_line_and_field() {
    let start = "id = \"a\"\n[[modules]]\nid = \"M1\"\n";
    let outcome = "outcomes = [{text = \"x\"}]\n";
    check("a.toml", format!("{start}{outcome}"), "a: M1 1", &[]);
    check(
        "a.toml",
        format!("{start}hours = -3\n{outcome}"),
        "",
        &["PS-CURR-002 4 modules[0].hours"],
    );
    check("a.toml", format!("{start}hour = 3\n{outcome}"), "", &["PS-CURR-002 4 modules[0].hour"]);
    check("a.toml", format!("{start}{outcome}["), "", &["PS-CURR-001 5"]);
    check("a.toml", "[[languages]]\nlanguage = \"de\"\nlevels = 3\nid = 1", "", &["PS-CURR-002 1"]);
    let more = "[[languages]]\nlanguage = \"de\"\nlevels = \"A1\"\n";
    check("a.toml", format!("{start}{outcome}{more}"), "", &["PS-CURR-002 7 languages[0].levels"]);
    let several = "id = \" \"\nhours_per_week = 0\n[[modules]]\nid = \"M\"\nhours = 20001\n\
        outcomes = [\n  {},\n  {concept = \"x:1\", code = \"1\"},\n  {text = \" \"},\n]\n\
        [[modules]]\nid = \"M\"\n[[modules]]\nid = \"\"\n";
    check(
        "a.toml",
        several,
        "",
        &[
            "PS-CURR-002 1 id",
            "PS-CURR-002 2 hours_per_week",
            "PS-CURR-002 5 modules[0].hours",
            "PS-CURR-002 7 modules[0].outcomes[0]",
            "PS-CURR-002 8 modules[0].outcomes[1]",
            "PS-CURR-002 9 modules[0].outcomes[2]",
            "PS-CURR-002 14 modules[2].id",
            "PS-CURR-004 12 modules[1].id",
        ],
    );
    assert!(messages("a.toml", &format!("{start}hours = -3\n"))[0].contains("not negative"));
}

#[test]
fn a_curriculum_of_a_list_costs_itself_only() {
    let one = |id: &str, rest: &str| {
        format!(
            "{{\"id\":\"{id}\",\"modules\":[{{\"id\":\"M\",\"outcomes\":[{{\"text\":\"x\"}}]{rest}}}]}}"
        )
    };
    let (a, b) = (one("a", ""), one("b", ""));
    let bad = one("c", ",\n\"hours\":-1");
    let list = format!("[\n{a},\n{bad},\n{a},\n{{\"id\":\"e\"}},\n{b}]");
    let issues = ["PS-CURR-002 4 modules[0].hours", "PS-CURR-004 5 id", "PS-CURR-003 6"];
    check("a.json", &list, "a: M 1; b: M 1", &issues);
    check(
        "a.json",
        &list[..list.len() - 3],
        "a: M 1",
        &[issues[0], issues[1], issues[2], "PS-CURR-001 7"],
    );
    let bad = bad.replace('\n', "");
    let lines = format!("{a}\n\n{bad}\n{{\n{b}\n");
    let issues = ["PS-CURR-002 3 modules[0].hours", "PS-CURR-001 4"];
    check("a.jsonl", &lines, "a: M 1; b: M 1", &issues);
    check("a.json", &lines, "a: M 1; b: M 1", &issues);
    let bytes = [lines.as_bytes(), b"\xff\n"].concat();
    check("a.jsonl", &bytes, "a: M 1; b: M 1", &[issues[0], issues[1], "PS-CURR-001 6"]);
    check("a.json", "[]", "", &["PS-CURR-003"]);
    check("a.json", "[3]", "", &["PS-CURR-001 1"]);
    check("a.json", "3", "", &["PS-CURR-001 1"]);
}

#[test]
fn faults_of_json_have_line_and_field() {
    let text = "{\n\"id\": \"a\",\n\"modules\": [\n{\"id\": \"M\", \"outcomes\": [\n{}, \n\
        {\"text\": \"x\"}]},\n{\"id\": \"M\",\n\"outcomes\": []}]}";
    check(
        "a.json",
        text,
        "",
        &["PS-CURR-002 5 modules[0].outcomes[0]", "PS-CURR-004 7 modules[1].id"],
    );
    check("a.json", text.replace("{}, ", ""), "a: M 1", &["PS-CURR-004 7 modules[1].id"]);
    check("a.json", &text[..40], "", &["PS-CURR-001 4"]);
    let unknown = "{\"id\":\"a\",\"modules\":[],\n\"languages\":[{\"language\":\"de\",\"x\":1}]}";
    check("a.json", unknown, "", &["PS-CURR-003 1", "PS-CURR-002 2 languages[0].x"]);
}

#[test]
fn rows_cost_themselves_only() {
    let header = "module,hours,optional,concept,code,text\n";
    check("x/a.csv", format!("{header}M,3,yes,,,t\nM,,,x:1,,\n"), "a: M 2", &[]);
    // Module cells stand on the first row, or on each.
    let rows = "M,3,,,,t\n,,,,,u\nM,4,no,,1,\nN,,maybe,,,v\n,,,x:1,1,\n,,,,,\nN,,,,,\n";
    check(
        "a.csv",
        format!("{header}{rows}"),
        "a: M 3 N 1",
        &[
            "PS-CURR-002 4 hours",
            "PS-CURR-002 5 optional",
            "PS-CURR-002 6 concept",
            "PS-CURR-002 8 text",
        ],
    );
    check(
        "a.csv",
        format!("{header},,,,,t\nM,-3,,,,t\nM,30000,,,,u\n"),
        "a: M 2",
        &["PS-CURR-002 2 module", "PS-CURR-002 3 hours", "PS-CURR-002 4 hours"],
    );
    check(
        "a.csv",
        "module,text,x,text\nM,t,1,2\n",
        "a: M 1",
        &["PS-CSV-007 1 x", "PS-CSV-007 1 text"],
    );
    check("a.csv", "text\nt\n", "", &["PS-CSV-001 1"]);
    check("a.csv", "module\nM\n", "", &["PS-CSV-001 1"]);
    check("a.csv", "module,text\n", "", &["PS-CURR-003"]);
    // A row that is lost may have begun a module.
    let rows: &[u8] = b"module,text\nM,t\nN,\xff\n,u\nN,v\n";
    check("a.csv", rows, "a: M 1 N 1", &["PS-CSV-004 3 text", "PS-CURR-002 4 module"]);
    check("a.tsv", "module\ttext\nM\tt\n", "a: M 1", &[]);
    check("a.csv", "module;text\nM;t\n", "a: M 1", &["PS-CSV-003 1"]);
}

#[test]
fn a_table_has_several_curricula() {
    let text = "curriculum,language,country,curriculum_eqf_level,module,credits,text\n\
        a,de,DE,4,M,2.5,t\nb,xx_yy,UK,9,M,0,u\na,fr,,,N,,v\n,,,,,,w\nb,,,,,,x\n";
    check(
        "a.csv",
        text,
        "a: M 1 N 2; b: M 1",
        &[
            "PS-CURR-002 3 language",
            "PS-CURR-002 3 country",
            "PS-CURR-002 3 curriculum_eqf_level",
            "PS-CURR-002 3 credits",
            "PS-CURR-002 4 language",
            "PS-CURR-002 6 module",
        ],
    );
    let (curricula, _) = parse_curricula("a.csv", text.as_bytes());
    let a = &curricula[0];
    assert_eq!(a.language.as_ref().map(passerelle_model::LanguageTag::as_str), Some("de"));
    assert_eq!(a.modules[0].credits.map(passerelle_model::CreditPoints::hundredths), Some(250));
}

#[test]
fn files_that_are_none_say_so() {
    for name in ["a.toml", "a.json", "a.jsonl", "a.csv"] {
        check(name, "", "", &["PS-FILE-004"]);
        check(name, "\u{feff} \n", "", &["PS-FILE-004"]);
        check(name, b"\xff\xfea\0", "", &["PS-FILE-011"]);
    }
    check("a.toml", b"id = 1\n\xff", "", &["PS-CURR-001 2"]);
    check("a.json", b"{\n\n\xff", "", &["PS-CURR-001 3"]);
    check("a.doc", "x", "", &["PS-FILE-010"]);
    check("a.toml", format!("\u{feff}{TOML_TEMPLATE}"), "brick-course: M1 3 M2 1", &[]);
    check("a.csv", format!("\u{feff}{CSV_TEMPLATE}"), "brick-course: M1 3 M2 1", &[]);
    check("a.json", format!("\u{feff}{JSON_TEMPLATE}"), "brick-course: M1 3 M2 1", &[]);
}

#[test]
fn a_line_that_is_too_long_is_passed_over() {
    let long = "x".repeat(crate::records::MAX_LINE_LEN + 1);
    let good = JSON_TEMPLATE.replace('\n', "");
    check("a.jsonl", format!("{long}\n{good}\n"), "brick-course: M1 3 M2 1", &["PS-CURR-001 1"]);
    let row = format!("module,text\nM,t\nM,\"{}\n", "x".repeat(17 << 20));
    check("a.csv", row, "a: M 1", &["PS-CSV-005 3"]);
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let bytes = vec![b' '; usize::try_from(MAX_FILE_LEN).unwrap() + 1];
    check("a.json", bytes, "", &["PS-CURR-001"]);
}

#[test]
fn files_are_told_from_what_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    let read = || read_curricula(&path, "a.toml").map(|(curricula, _)| curricula.len());
    assert!(matches!(read(), Err(Error::CannotRead { .. })));
    std::fs::write(&path, TOML_TEMPLATE).unwrap();
    assert_eq!(read().unwrap(), 1);
    std::fs::write(&path, b"\xfe\xffid").unwrap();
    assert!(matches!(read(), Err(Error::Utf16 { .. })));
    assert!(matches!(read_curricula(folder.path(), "x"), Err(Error::IsDirectory { .. })));
    let other = folder.path().join("a.parquet");
    assert!(matches!(read_curricula(&other, "x"), Err(Error::FileType { .. })));
}

#[test]
fn regulations_are_told_by_their_content() {
    let text = "{\"A 2020\": {\"file\": \"a\", \"recs\": [\
        {\"no\": \"1\", \"title\": \"Arbeits- schutz\", \"n\": 1, \"weeks\": 100, \"stmts\": [\"a\"]},\
        {\"no\": \"1\", \"title\": \"\", \"weeks\": 4, \"stmts\": [\"b\", \" \"]}], \"total\": 2},\n\
        \"B\": {\"recs\": [{\"no\": \"1\", \"weeks\": 3, \"stmts\": [\"a\"]}]},\n\
        \"C\": {\"recs\": 3}}";
    let issues = ["PS-CURR-002 3", "PS-CURR-009"];
    check("r.json", text, "A 2020: 1/1 1 2/1 1; B: 1/1 1", &issues);
    let (curricula, issues) = parse_curricula("r.json", text.as_bytes());
    let modules = |at: usize| curricula[at].modules.iter();
    assert!(modules(0).map(|module| module.weeks).eq([Some(100), Some(4)]));
    assert!(modules(1).all(|module| module.weeks.is_none()));
    assert_eq!(curricula[0].modules[0].title.as_deref(), Some("Arbeitsschutz"));
    assert!(issues[1].message.contains("1 of 3"), "{}", issues[1]);
    check(
        "r.json",
        &text[..text.len() - 12],
        "A 2020: 1/1 1 2/1 1; B: 1/1 1",
        &["PS-CURR-009", "PS-CURR-001 3"],
    );
}

#[test]
fn nothing_is_too_deep_or_too_long() {
    let deep = "[".repeat(200_000);
    check("a.json", &deep, "", &["PS-CURR-001 1"]);
    check("a.json", format!("{deep}{}", "]".repeat(200_000)), "", &["PS-CURR-001 1"]);
    let objects = format!("{}1{}", "{\"CFItems\":".repeat(50_000), "}".repeat(50_000));
    check("a.json", &objects, "", &["PS-CURR-006 CFDocument", "PS-CURR-001 1"]);
    let nodes = objects.replace("CFItems", "@graph");
    check("a.json", &nodes, "", &["PS-CURR-001 1"]);
    check("a.toml", format!("id = {deep}"), "", &["PS-CURR-001 1"]);
    let (_, issues) = parse_curricula("a.toml", format!("{}x = 1", "a.".repeat(50_000)).as_bytes());
    assert_eq!(issues.len(), 1);
    let empty = "{},".repeat(50_000);
    let many =
        format!("{{\"id\":\"a\",\"modules\":[{{\"id\":\"M\",\"outcomes\":[{empty}{{}}]}}]}}");
    assert_eq!(parse_curricula("a.json", many.as_bytes()).1.len(), 50_001);
}
