use passerelle_model::Severity;
use passerelle_taxonomy::{Builder, Provenance};

use super::*;

const MINIMAL: &str = r#"
[scheme]
prefix = "xx"
title = "X"
publisher = "X"
unit_codes = "scheme"
[source.a]
title = "A"
basis = "verified"
confidence = "high"
[[standard]]
code = "S1"
title = { en = "One" }
source = "a"
[[standard.unit]]
code = "U 1"
title = { en = "Unit one" }
[[standard]]
code = "S2"
title = { en = "Two" }
source = "a"
[[standard.unit]]
code = "U 1"
[[standard.unit]]
id = "more"
title = { en = "Unit two" }
"#;

/// The codes and fields of the issues of a file that was changed.
#[track_caller]
fn check(from: &str, to: &str, expected: &[(&str, &str)]) {
    assert!(from.is_empty() || MINIMAL.contains(from), "{from}");
    let text = if from.is_empty() { MINIMAL.to_owned() } else { MINIMAL.replacen(from, to, 1) };
    let found = match parse_standards("x.toml", &text) {
        Ok(file) => file.check("x.toml"),
        Err(issue) => vec![issue],
    };
    let told = found.iter().filter(|i| i.severity > Severity::Info);
    let found: Vec<(&str, &str)> =
        told.map(|i| (i.code.id(), i.place.field.as_deref().unwrap_or_default())).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_template_is_without_fault() {
    let file = parse_standards("template.toml", TEMPLATE).unwrap();
    assert_eq!(file.check("template.toml"), []);
    assert_eq!(file.standard[0].total_hours(), Some(300));
}

#[test]
fn faults_are_named_with_their_field() {
    check("", "", &[]);
    check("code = \"S1\"", "", &[("PS-STD-004", "id")]);
    check("prefix = \"xx\"", "prefix = \"X X\"", &[("PS-STD-004", "scheme.prefix")]);
    check("prefix = \"xx\"", "prefix = \"esco\"", &[("PS-STD-004", "scheme.prefix")]);
    check("code = \"S2\"", "id = \"S1\"", &[("PS-STD-003", "id")]);
    check("code = \"S1\"", "code = \"S?1\"", &[("PS-STD-004", "id")]);
    check("source = \"a\"", "source = \"b\"", &[("PS-STD-007", "source")]);
    check("source = \"a\"", "source = \"a\"\nhours = 0", &[("PS-STD-004", "hours")]);
    check("source = \"a\"", "source = \"a\"\nhours = -3", &[("PS-STD-004", "")]);
    check("source = \"a\"", "source = \"a\"\nhuors = 3", &[("PS-STD-004", "")]);
    check("id = \"more\"", "code = \"U 1\"", &[("PS-STD-003", "unit"), ("PS-STD-003", "title")]);
    check("id = \"more\"", "", &[("PS-STD-004", "unit")]);
    check("\"Unit one\"", "\" \"", &[("PS-STD-004", "title"), ("PS-STD-004", "title")]);
    // One IRI would be two things.
    check("code = \"U 1\"", "code = \"S1\"", &[("PS-STD-003", "unit"), ("PS-STD-004", "title")]);
    let outcome = "[[standard.unit.outcome]]\ncode = \"a?\"\ntext = { en = \"X\" }\n[[standard]]\ncode = \"S2\"";
    check("[[standard]]\ncode = \"S2\"", outcome, &[("PS-STD-004", "outcome")]);
    let dates = "source = \"a\"\nvalid_from = \"2026-02-01\"\nvalid_until = \"2026-01-01\"";
    check("source = \"a\"", dates, &[("PS-STD-004", "valid_until")]);
    let hours = "source = \"a\"\nhours = 10\n[[standard.unit]]\nid = \"x\"\nhours = 11\ntitle = { en = \"X\" }";
    check("source = \"a\"", hours, &[("PS-STD-008", "hours")]);
}

#[test]
fn what_is_not_known_is_told() {
    let file = parse_standards("x.toml", MINIMAL).unwrap();
    let found = file.check("x.toml");
    let codes: Vec<&str> = found.iter().map(|i| i.code.id()).collect();
    assert_eq!(codes, ["PS-STD-009", "PS-STD-009"]);
    assert_eq!(&*found[0].message, "1 of 1 units state no hours");
    let mut bare = file;
    bare.standard[0].unit.clear();
    bare.standard.truncate(1);
    assert_eq!(bare.check("x.toml")[0].code.id(), "PS-STD-010");
}

#[test]
fn standards_that_share_a_code_share_the_unit() {
    let file = parse_standards("x.toml", MINIMAL).unwrap();
    let mut builder = Builder::new();
    assert_eq!(file.add_to("x.toml", &mut builder), []);
    let (taxonomy, issues) = builder.build(Provenance::default());
    assert_eq!(issues, []);
    let at = |iri: &str| taxonomy.find_iri(iri).unwrap();
    let unit = at("urn:passerelle:xx:U-1");
    assert_eq!(taxonomy.notation(unit), Some("U 1"));
    assert_eq!(taxonomy.part_of(unit), [at("urn:passerelle:xx:S1"), at("urn:passerelle:xx:S2")]);
    assert_eq!(taxonomy.parts(at("urn:passerelle:xx:S2")).len(), 2);
    assert_eq!(taxonomy.part_of(at("urn:passerelle:xx:S2/more")).len(), 1);
}

#[test]
fn unknown_references_are_named() {
    let text = MINIMAL.replacen(
        "source = \"a\"",
        "source = \"a\"\nlevel = \"XX-QF:3\"\nisco08 = [\"99999\"]",
        1,
    );
    let file = parse_standards("x.toml", &text).unwrap();
    let (empty, _) = Builder::new().build(Provenance::default());
    let found = file.check_references("x.toml", &empty);
    let fields: Vec<_> = found.iter().map(|i| i.place.field.as_deref().unwrap()).collect();
    assert_eq!(fields, ["level", "isco08"]);
}
