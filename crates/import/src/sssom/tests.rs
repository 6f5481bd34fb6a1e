use passerelle_model::crosswalk::{
    Crosswalk, CrosswalkMapping, ExtensionDefinition, NO_TERM_FOUND, SlotValue, Slots,
};
use passerelle_model::{Issue, Prefix};
use proptest::prelude::*;

use super::slots::{Kind, LITERAL, On, SLOTS, Values};
use super::{read_json, read_tsv, write_json, write_tsv};

const HEAD: &str = "#curie_map:\n#  x: http://x.org/\n#mapping_set_id: http://x.org/set\n\
    #license: http://x.org/free\n";
const COLUMNS: &str = "subject_id\tpredicate_id\tobject_id\tmapping_justification";
const ROW: &str = "x:1\tskos:exactMatch\tx:2\tsemapv:LexicalMatching";

/// An issue as `line slot code`.
fn told(issue: &Issue) -> String {
    let line = issue.place.line.map_or_else(|| "-".to_owned(), |line| line.to_string());
    let field = issue.place.field.as_deref().unwrap_or("-");
    format!("{line} {field} {}", issue.code.id().trim_start_matches("PS-"))
}

/// Reads a table: the lines of the mappings that are kept, and the issues.
#[track_caller]
fn read(text: &str) -> (Crosswalk, Vec<String>) {
    match read_tsv("x.tsv", text.as_bytes(), None) {
        Ok((set, issues)) => (set, issues.iter().map(told).collect()),
        Err(error) => panic!("{error}"),
    }
}

#[track_caller]
fn check(text: &str, lines: &[u64], issues: &[&str]) -> Crosswalk {
    let (set, found) = read(text);
    let kept: Vec<u64> = set.mappings.iter().map(|mapping| mapping.line).collect();
    assert_eq!((kept.as_slice(), found), (lines, issues.iter().map(ToString::to_string).collect()));
    set
}

/// Reads a table of one mapping with these columns more.
#[track_caller]
fn check_row(columns: &str, cells: &str, kept: bool, issues: &[&str]) -> Option<CrosswalkMapping> {
    let text = format!("{HEAD}{COLUMNS}\t{columns}\n{ROW}\t{cells}\n");
    check(&text, if kept { &[6] } else { &[] }, issues).mappings.pop()
}

#[test]
fn a_table_is_read_with_its_metadata() {
    for mark in ["#", "# ", "#   "] {
        let text = format!("{HEAD}{COLUMNS}\n{ROW}\n\n{ROW}\n").replace('#', mark);
        let set = check(&text, &[6, 8], &[]);
        assert_eq!(set.id(), "http://x.org/set");
        assert_eq!(set.prefixes[0].prefix, "x");
        let mapping = &set.mappings[0];
        assert_eq!(mapping.subject, "http://x.org/1");
        assert_eq!(mapping.predicate, "http://www.w3.org/2004/02/skos/core#exactMatch");
        assert_eq!(mapping.object, "http://x.org/2");
        assert_eq!(mapping.justification, "https://w3id.org/semapv/vocab/LexicalMatching");
    }
    let text = format!("\u{feff}{HEAD}\n{COLUMNS}\n{ROW}\n").replace('\n', "\t\t\r\n");
    check(&text, &[7], &[]);
    let text = format!("{HEAD}{COLUMNS}\n{ROW}\n").replace('\t', ",");
    check(&text, &[6], &[]);
    let text = text.replace('\n', ",,,\n");
    check(&text, &[6], &[]);
}

#[test]
fn metadata_may_stand_apart() {
    let table = format!("{COLUMNS}\n{ROW}\n");
    let metadata = HEAD.replace('#', "");
    let outer = Some(("x.yml", metadata.as_str()));
    let (set, issues) = read_tsv("x.tsv", table.as_bytes(), outer).unwrap();
    assert_eq!((set.mappings[0].line, issues), (2, Vec::new()));
    // What stands before the table counts more.
    let text = format!("#license: http://x.org/own\n{table}");
    let (set, issues) = read_tsv("x.tsv", text.as_bytes(), outer).unwrap();
    assert_eq!(set.slot("license"), Some("http://x.org/own"));
    assert_eq!(told(&issues[0]), "4 license SSSOM-015");
    assert_eq!(issues[0].place.file.as_deref(), Some("x.yml"));
}

#[test]
fn metadata_that_are_wrong_are_told() {
    let table = format!("{COLUMNS}\n{ROW}\n");
    check(
        &format!("#license: u:x\n#This is a comment.\n#y: 2\n{table}"),
        &[],
        &[
            "3 - SSSOM-001",
            "5 subject_id SSSOM-006",
            "5 object_id SSSOM-006",
            "- mapping_set_id SSSOM-004",
            "- license SSSOM-004",
        ],
    );
    let head = "#mapping_set_id: u:x\n#license: u:y\n#curie_map:\n";
    let table = format!("{COLUMNS}\nskos:a\tskos:b\tskos:c\tsemapv:LexicalMatching\n");
    check(
        &format!(
            "{head}#  skos: http://x.org/\n#  a b: http://x.org/\n#  c: no\n#  d: u:d\n#  d: u:e\n{table}"
        ),
        &[10],
        &[
            "4 curie_map SSSOM-005",
            "5 curie_map SSSOM-005",
            "6 curie_map SSSOM-005",
            "8 curie_map SSSOM-015",
        ],
    );
    check(
        &format!(
            "{HEAD}#comment:\n#  a: b\n#1 2: x\n#mappings: 3\n#author_id: x:1\n#ext: [a, b]\n{COLUMNS}\n"
        ),
        &[],
        &[
            "8 mappings SSSOM-001",
            "5 comment SSSOM-001",
            "7 1 2 SSSOM-021",
            "9 author_id SSSOM-014",
            "10 ext SSSOM-013",
            "10 ext CSV-007",
        ],
    );
    check(HEAD, &[], &["- - SSSOM-003"]);
}

#[test]
fn a_line_of_metadata_that_is_not_utf_8_costs_only_itself() {
    let text = format!("#comment: ?\n{HEAD}{COLUMNS}\n{ROW}\n");
    let bytes: Vec<u8> = text.bytes().map(|b| if b == b'?' { 0xe9 } else { b }).collect();
    let (set, issues) = read_tsv("x.tsv", &bytes[..], None).unwrap();
    assert_eq!(issues.iter().map(told).collect::<Vec<_>>(), ["1 - SSSOM-001"]);
    assert_eq!((set.mappings.len(), set.slot("comment")), (1, None));
}

#[test]
fn what_is_no_table_is_an_error() {
    let refused = |text: &[u8]| read_tsv("x.tsv", text, None).unwrap_err().code().id();
    assert_eq!(refused(b""), "PS-FILE-004");
    assert_eq!(refused(b"\n\n"), "PS-FILE-004");
    assert_eq!(refused(b"\xff\xfea\0"), "PS-FILE-011");
    assert_eq!(refused(b"subject_id\tobject_id\nx:1\tx:2\n"), "PS-CSV-001");
    assert_eq!(refused(b"predicate_id\tmapping_justification\n"), "PS-CSV-001");
    assert_eq!(refused("a\t".repeat(2000).as_bytes()), "PS-CSV-005");
    assert_eq!(refused("#a: b\n".repeat(1 << 20).as_bytes()), "PS-SSSOM-001");
    assert_eq!(refused(&vec![b'#'; 5 << 20]), "PS-SSSOM-001");
}

#[test]
fn a_mapping_costs_only_itself() {
    let rows = "x:1\tnoMatch\t:NO_MATCH\tLexical\n\
        y:1\tskos:exactMatch\tx:2\tsemapv:LexicalMatching\n\
        \tskos:exactMatch\tx:2\tsemapv:LexicalMatching\n\
        x:1\tsssom:NoTermFound\tx:2\tsemapv:LexicalMatching\n\
        x:1\tskos:exactMatch\tsssom:NoTermFound\tsemapv:LexicalMatching\n\
        x:1\tskos:exactMatch\n\
        x:1\tskos:exactMatch\tx:2\tsemapv:Guess\n\
        http://y.org/1\tskos:exactMatch\tsssom:NoMapping\tsemapv:LexicalMatching\n";
    let set = check(
        &format!("{HEAD}{COLUMNS}\n{rows}"),
        &[10, 12, 13],
        &[
            "6 predicate_id SSSOM-007",
            "6 object_id SSSOM-006",
            "6 mapping_justification SSSOM-007",
            "7 subject_id SSSOM-006",
            "8 subject_id SSSOM-009",
            "9 predicate_id SSSOM-007",
            "11 object_id SSSOM-009",
            "11 mapping_justification SSSOM-009",
            "12 mapping_justification SSSOM-017",
            "13 subject_id SSSOM-011",
            "13 object_id SSSOM-017",
        ],
    );
    assert_eq!(set.mappings[0].object, NO_TERM_FOUND);
    assert!(set.mappings[0].is_unmapped());
}

#[test]
fn side_slots_are_checked_and_kept_where_they_can_be() {
    let mapping = check_row(
        "confidence\tmapping_date\tsubject_type\tmapping_cardinality",
        "0.90\t2024-02-30\towl:Class\t1-n",
        true,
        &["6 mapping_date CSV-007", "6 mapping_cardinality CSV-007"],
    )
    .unwrap();
    assert_eq!(mapping.slot("confidence"), Some("0.9"));
    assert_eq!(mapping.slot("subject_type"), Some("owl class"));
    assert_eq!(mapping.slot("mapping_date"), None);
    let mapping = check_row(
        "author_id\tmapping_source\tlicense\tsubject_match_field",
        "x:1| y:2\tx\tfree\t.",
        true,
        &[
            "6 author_id SSSOM-008",
            "6 mapping_source SSSOM-008",
            "6 license SSSOM-008",
            "6 subject_match_field SSSOM-018",
        ],
    )
    .unwrap();
    let authors = ["http://x.org/1".to_owned(), "y:2".to_owned()];
    assert_eq!(mapping.slots["author_id"], SlotValue::Many(authors.to_vec()));
    assert_eq!(mapping.slot("mapping_source"), Some("x"));
    check_row("predicate_modifier", "NOT", true, &[]).unwrap();
    check_row(
        "predicate_modifier\tlicense",
        "perhaps\tfree",
        false,
        &["6 predicate_modifier SSSOM-010"],
    );
    check_row("confidence\tconfidence", "0.1\t0.2", true, &["5 confidence SSSOM-015"]);
    check_row("comment\tnew\tb c", " .\t.\tx", true, &["5 new SSSOM-013", "5 b c SSSOM-021"]);
    check_row("issue_tracker", "http://x.org/", true, &["5 issue_tracker SSSOM-014"]);
    check_row("review_date", "2024-01-02", true, &["- sssom_version SSSOM-016"]);
}

#[test]
fn slots_from_before_1_0_give_way_to_their_successors() {
    let head = HEAD;
    let row = "x:1\tskos:exactMatch\tx:2";
    let text = format!(
        "{head}match_type\tsubject_id\tpredicate_id\tobject_id\tmatch_term_type\tsemantic_similarity_score\nLexical\t{row}\tClassMatch\t0.5\nOdd\t{row}\tClassMatch\t2\n"
    );
    let set = check(&text, &[6], &["7 mapping_justification SSSOM-007"]);
    let mapping = &set.mappings[0];
    assert_eq!(mapping.justification, "https://w3id.org/semapv/vocab/LexicalMatching");
    assert_eq!(mapping.slot("object_type"), Some("owl class"));
    assert_eq!(mapping.slot("similarity_score"), Some("0.5"));
    let mapping = check_row("match_type", "Logical", true, &[]).unwrap();
    assert_eq!(mapping.justification, "https://w3id.org/semapv/vocab/LexicalMatching");
}

#[test]
fn literals_need_a_label_and_no_identifier() {
    let columns = "subject_label\tpredicate_id\tobject_id\tmapping_justification";
    let rows = "alice\tskos:exactMatch\tx:2\tsemapv:LexicalMatching\n\
        \tskos:exactMatch\tx:2\tsemapv:LexicalMatching\n";
    let text = format!("{HEAD}#subject_type: rdfs literal\n{columns}\n{rows}");
    let set = check(&text, &[7], &["8 subject_label SSSOM-009"]);
    assert_eq!(set.mappings[0].subject, "");
    let text = format!("{HEAD}{columns}\tsubject_type\n{}", rows.replace('\n', "\towl class\n"));
    check(&text, &[], &["6 subject_id SSSOM-009", "7 subject_id SSSOM-009"]);
}

#[test]
fn extensions_are_defined_or_text() {
    let definitions = "#extension_definitions:\n\
        #  - slot_name: ext_a\n#    property: x:a\n#    type_hint: linkml:Uriorcurie\n\
        #  - slot_name: ext_b\n#    property: x:a\n\
        #  - slot_name: ext_a\n\
        #  - slot_name: comment\n\
        #  - slot_name: ext_c\n#    property: y:c\n\
        #  - property: x:d\n\
        #  - slot_name: ext_d\n#    colour: red\n\
        #  - ext_e\n";
    let text = format!("{HEAD}{definitions}{COLUMNS}\text_a\text_b\n{ROW}\tx:3\ta|b\n");
    let (set, found) = read(&text);
    let refused = (1..=7).map(|at| format!("5 extension_definitions[{at}] SSSOM-012"));
    let expected: Vec<String> = refused.chain(["19 ext_b SSSOM-013".to_owned()]).collect();
    assert_eq!(found, expected);
    assert_eq!(set.extensions.len(), 1);
    assert_eq!(set.mappings[0].slot("ext_a"), Some("http://x.org/3"));
    assert_eq!(set.mappings[0].slot("ext_b"), Some("a|b"));
}

#[test]
fn sets_and_mappings_are_compared() {
    let text = format!(
        "{HEAD}#mapping_tool: y\n#comment: z\n{COLUMNS}\tmapping_tool\tcomment\trecord_id\n\
        {ROW}\ta\tb\tx:r\n{ROW}\t\t\tx:r\n"
    );
    check(
        &text,
        &[8, 9],
        &["9 record_id SSSOM-020", "- sssom_version SSSOM-016", "- mapping_tool SSSOM-019"],
    );
}

#[test]
fn json_is_read_like_a_table() {
    let text = r#"{
        "@context": {"x": "http://x.org/", "@vocab": "u:v", "comment": "http://y.org/", "n": "rdfs:label"},
        "mapping_set_id": "http://x.org/set", "license": "http://x.org/free", "creator_id": "x:c",
        "mappings": [
            {"subject_id": "x:1", "predicate_id": "skos:exactMatch", "object_id": "x:2",
             "mapping_justification": "semapv:LexicalMatching", "confidence": 0.50, "author_id": ["x:a"], "new": true},
            {"subject_id": "x:1", "predicate_id": ["skos:exactMatch", "x:3"], "confidence": [0.1, 0.2]},
            {"subject_id": "x:1", "predicate_id": "skos:exactMatch", "object_id": "x:2",
             "mapping_justification": "semapv:LexicalMatching", "predicate_modifier": {}},
            3
        ]}"#;
    let (set, issues) = read_json("x.json", text.as_bytes()).unwrap();
    let found: Vec<String> = issues.iter().map(told).collect();
    assert_eq!(
        found,
        [
            "- mappings[0].new SSSOM-013",
            "- mappings[1].predicate_id SSSOM-007",
            "- mappings[1].object_id SSSOM-009",
            "- mappings[1].mapping_justification SSSOM-009",
            "- mappings[2].predicate_modifier SSSOM-010",
            "- mappings[3] SSSOM-002",
        ]
    );
    assert_eq!(set.mappings.len(), 1);
    assert_eq!(set.prefixes.len(), 1);
    assert_eq!(set.mappings[0].slot("confidence"), Some("0.5"));
    assert_eq!(set.slots["creator_id"], SlotValue::Many(vec!["http://x.org/c".to_owned()]));
    let refused = |text: &str| told_error(&read_json("x.json", text.as_bytes()).unwrap_err());
    assert_eq!(refused("{\n\"a\""), "x.json:2: PS-SSSOM-002");
    assert_eq!(refused("[]"), "x.json: PS-SSSOM-002");
    assert_eq!(refused(&"[".repeat(100_000)), "x.json:1: PS-SSSOM-002");
}

fn told_error(error: &crate::Error) -> String {
    let place = error.to_string().split(": ").next().unwrap_or_default().to_owned();
    format!("{place}: {}", error.code())
}

#[test]
fn a_set_is_written_in_the_order_of_the_standard() {
    let text = "#sssom_version: \"1.1\"\n#curie_map:\n#  x: http://x.org/\n\
        #mapping_set_id: http://x.org/set\n#mapping_set_confidence: 0.8\n\
        #creator_id:\n#  - x:c\n#license: http://x.org/free\n#mapping_date: 2024-02-29\n\
        #comment: \"a: b\\\\c\"\n#extension_definitions:\n#  - slot_name: ext_a\n#    property: x:a\n\
        #ext_a: \"1\"\n\
        subject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_label\tconfidence\tcomment\text_a\n\
        x:1\tskos:exactMatch\tx:2\tsemapv:LexicalMatching\ta\\|b|c\t0.5\t\"a \"\"b\"\"\nc\"\t2\n";
    let set = check(text, &[16], &[]);
    let mut written = Vec::new();
    write_tsv(&set, &mut written).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), text);
}

/// Without lines: what is written has others.
fn plain(mut set: Crosswalk) -> Crosswalk {
    set.mappings.iter_mut().for_each(|mapping| mapping.line = 0);
    set
}

#[track_caller]
fn written_and_read(set: &Crosswalk) {
    let (mut table, mut json) = (Vec::new(), Vec::new());
    write_tsv(set, &mut table).unwrap();
    write_json(set, &mut json).unwrap();
    let (again, issues) = read_tsv("x.tsv", &table[..], None).unwrap();
    assert_eq!(&plain(again), set, "{issues:?}\n{}", String::from_utf8_lossy(&table));
    let (again, issues) = read_json("x.json", &json[..]).unwrap();
    assert_eq!(&again, set, "{issues:?}\n{}", String::from_utf8_lossy(&json));
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("|"),
        Just("\\"),
        Just("\""),
        Just("\t"),
        Just("\n"),
        Just("\r"),
        Just("\r\n"),
        Just(" "),
        Just("#"),
        Just(": "),
        Just("- "),
        Just("'"),
        Just("x:1"),
        Just("skos:a"),
        Just("a"),
        Just("é"),
        Just("null"),
        Just("~"),
        Just("1.0"),
        Just("."),
        Just("yes"),
        Just("\u{0}"),
        Just("\u{85}"),
        Just("\u{2028}"),
        Just("\u{feff}"),
        Just("\u{1f600}"),
        Just(","),
        Just("\u{ffff}"),
        Just("{"),
        Just("["),
        Just("&a"),
        Just("*a"),
        Just("---"),
        Just("%"),
    ];
    prop_oneof![
        prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat()),
        any::<String>().prop_filter("an empty text says nothing", |text| !text.is_empty()),
    ]
}

fn iri() -> impl Strategy<Value = String> {
    prop_oneof![
        "http://x\\.org/[a-z0-9_:/#|()']{1,8}".prop_map(|iri| iri.replace('|', "-")),
        "http://x\\.org/y_[0-9]{1,3}",
        "http://elsewhere\\.org/[a-z]{1,3}",
        "urn:a:[a-z]{1,3}",
        Just(NO_TERM_FOUND.to_owned()),
    ]
}

fn value(kind: Kind, values: Values) -> BoxedStrategy<SlotValue> {
    let one = match kind {
        Kind::Text => text().boxed(),
        Kind::Reference => {
            prop_oneof![3 => iri(), 1 => Just("no reference".to_owned()), 1 => Just("z:1".to_owned())].boxed()
        }
        Kind::Uri => prop_oneof![iri(), Just("a|b\\c d".to_owned())].boxed(),
        Kind::Date => Just("2024-02-29".to_owned()).boxed(),
        Kind::Share => (0.0..=1.0f64).prop_map(|n| n.to_string()).boxed(),
        Kind::Agreement => (-1.0..=1.0f64).prop_map(|n| n.to_string()).boxed(),
        Kind::EntityType => prop_oneof![Just(LITERAL), Just("owl class")].prop_map(str::to_owned).boxed(),
        Kind::Modifier => Just("Not".to_owned()).boxed(),
        Kind::Cardinality => Just("1:n".to_owned()).boxed(),
        Kind::Version => Just("1.1".to_owned()).boxed(),
    };
    match values {
        Values::One => one.prop_map(SlotValue::One).boxed(),
        Values::Many => prop::collection::vec(one, 1..4).prop_map(SlotValue::Many).boxed(),
    }
}

fn slots(owner: On) -> impl Strategy<Value = Slots> {
    let known: Vec<_> = SLOTS
        .iter()
        .filter(|slot| slot.on.includes(owner))
        .filter(|slot| !super::set::ESSENTIAL.contains(&slot.name))
        .map(|slot| (slot.name, slot.kind, slot.values))
        .chain([("ext_a", Kind::Reference, Values::One), ("ext_b", Kind::Text, Values::One)])
        .collect();
    let one = prop::sample::select(known)
        .prop_flat_map(|(name, kind, values)| (Just(name.to_owned()), value(kind, values)));
    prop::collection::vec(one, 0..6).prop_map(|slots| slots.into_iter().collect())
}

fn mapping() -> impl Strategy<Value = CrosswalkMapping> {
    let literal = (any::<bool>(), text());
    (iri(), iri(), iri(), slots(On::Mapping), literal).prop_map(
        |(subject, predicate, object, slots, (literal, label))| {
            let mut mapping = CrosswalkMapping {
                subject,
                predicate: predicate.replace("sssom/NoTermFound", "sssom/Other"),
                object,
                justification: "https://w3id.org/semapv/vocab/LexicalMatching".to_owned(),
                slots,
                line: 0,
            };
            if literal {
                mapping.subject.clear();
                mapping.set("subject_type", LITERAL);
                mapping.set("subject_label", label);
            }
            mapping
        },
    )
}

fn set() -> impl Strategy<Value = Crosswalk> {
    let prefixes = [("orcid", "https://orcid.org/"), ("x", "http://x.org/"), ("y", "urn:y:")];
    let prefixes = prop::sample::subsequence(prefixes.to_vec(), 0..=3);
    let mappings = prop::collection::vec(mapping(), 0..4);
    (prefixes, slots(On::Set), any::<bool>(), mappings).prop_map(
        |(prefixes, slots, defined, mappings)| Crosswalk {
            prefixes: prefixes
                .into_iter()
                .map(|(prefix, namespace)| Prefix {
                    prefix: prefix.to_owned(),
                    namespace: namespace.to_owned(),
                })
                .collect(),
            slots,
            extensions: defined
                .then(|| ExtensionDefinition {
                    slot_name: "ext_a".to_owned(),
                    property: Some("http://x.org/a".to_owned()),
                    type_hint: Some("https://w3id.org/linkml/Uriorcurie".to_owned()),
                })
                .into_iter()
                .collect(),
            mappings,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_written_is_read_as_the_same(set in set()) {
        written_and_read(&set);
    }

    #[test]
    fn any_text_is_read_without_panic(text in text(), rest in text()) {
        for text in [text.clone(), format!("#{text}\n{COLUMNS}\n{ROW}\n{rest}")] {
            if let Ok((set, issues)) = read_tsv("x.tsv", text.as_bytes(), None) {
                prop_assert!(issues.iter().all(|issue| !issue.to_string().contains('\n')));
                written_and_read(&plain(set));
            }
            let _ = read_json("x.json", text.as_bytes());
        }
    }
}

#[test]
fn empty_values_are_not_written() {
    let mut set = read(&format!("{HEAD}{COLUMNS}\n{ROW}\n")).0;
    let bytes = |set: &Crosswalk| {
        let (mut table, mut json) = (Vec::new(), Vec::new());
        write_tsv(set, &mut table).unwrap();
        write_json(set, &mut json).unwrap();
        (table, json)
    };
    let before = bytes(&set);
    set.slots.insert("comment".to_owned(), SlotValue::from(""));
    set.slots.insert("creator_id".to_owned(), SlotValue::Many(Vec::new()));
    set.mappings[0].set("author_id", SlotValue::Many(vec![String::new()]));
    set.mappings[0].set("comment", "");
    assert_eq!(bytes(&set), before);
}
