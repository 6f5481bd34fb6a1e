use passerelle_model::codes;

use passerelle_model::{Issue, Profile};

use super::*;

#[track_caller]
fn check(text: &str, ids: &[&str], issues: &[(&str, u64, Option<&str>)]) {
    let found = parse_jsonl::<Profile>("p.jsonl", text.as_bytes()).unwrap();
    let found_ids: Vec<&str> = found.records.iter().map(|r| r.record.id.as_str()).collect();
    assert_eq!(found_ids, ids);
    let found_issues: Vec<_> = found
        .issues
        .iter()
        .map(|i| (i.code.id(), i.place.line.unwrap(), i.place.field.as_deref()))
        .collect();
    assert_eq!(found_issues, issues, "{:#?}", found.issues);
    assert_eq!(found.read, found.rejected + found.records.len() as u64);
}

#[test]
fn records_are_read_and_blank_lines_passed_over() {
    check(
        "\u{feff}{\"id\":\"a\"}\r\n\n{\"id\":\"b\",\"skills\":[{\"text\":\"weld\"}]}",
        &["a", "b"],
        &[],
    );
    let empty = parse_jsonl::<Profile>("p.jsonl", &b""[..]).unwrap();
    assert_eq!(empty.issues[0].code, codes::FILE_EMPTY);
    check("\n\n", &[], &[]);
}

#[test]
fn a_bad_record_costs_only_itself() {
    check(
        "{\"id\":\"a\"}\n{\"id\":\n{\"id\":\"a\"}\n[1]\n{\"skills\":[]}\n{\"id\":\"\"}\n{\"id\":\"z\"} x\n{\"id\":\"b\"}\n",
        &["a", "b"],
        &[
            ("PS-REC-001", 2, Some("id")),
            ("PS-REC-004", 3, Some("id")),
            ("PS-REC-001", 4, None),
            ("PS-REC-001", 5, None),
            ("PS-REC-006", 6, Some("id")),
            ("PS-REC-001", 7, None),
        ],
    );
}

#[test]
fn values_out_of_range_name_their_field() {
    check(
        "{\"id\":\"a\",\"skills\":[{\"text\":\"x\",\"proficiency\":-1}]}\n\
         {\"id\":\"b\",\"skills\":[{\"text\":\"x\",\"assurance\":\"sworn\"}]}\n\
         {\"id\":\"c\",\"skills\":[{\"text\":\"x\",\"code\":\"y\"},{}]}\n",
        &[],
        &[
            ("PS-REC-006", 1, Some("skills[0].proficiency")),
            ("PS-REC-006", 2, Some("skills[0].assurance")),
            ("PS-REC-008", 3, Some("skills[0]")),
            ("PS-REC-008", 3, Some("skills[1]")),
        ],
    );
}

#[test]
fn unknown_fields_are_reported_and_protected_ones_named_without_value() {
    let text = "{\"id\":\"a\",\"sex\":\"f\",\"hobby\":1,\"skills\":[{\"text\":\"x\",\"level\":2}]}";
    check(
        text,
        &["a"],
        &[
            ("PS-REC-003", 1, Some("sex")),
            ("PS-REC-002", 1, Some("hobby")),
            ("PS-REC-002", 1, Some("skills[0].level")),
        ],
    );
    let found = parse_jsonl::<Profile>("p", text.as_bytes()).unwrap();
    assert!(!found.issues[0].to_string().contains("`f`"));
    let text = "{\"id\":\"a\",\"skills\":\"my own \\\"words\\\"\"}";
    let found = parse_jsonl::<Profile>("p", text.as_bytes()).unwrap();
    let message = found.issues[0].to_string();
    assert!(message.contains("string, expected a list"), "{message}");
    assert!(!message.contains("words"), "{message}");
}

#[test]
fn messages_keep_values_to_themselves() {
    for (skill, field) in [
        ("\"assurance\":\"my boss, Ana `Cruz`, said so\"", "assurance"),
        ("\"language\":\"I speak Tagalog at home\"", "language"),
        ("\"proficiency\":\"Ana, expected\"", "proficiency"),
        ("\"assurance\":\"x at line 3 `, expected ` Ana\"", "assurance"),
        ("\"language\":\"a` is not ` Cruz\"", "language"),
    ] {
        let text = format!("{{\"id\":\"a\",\"skills\":[{{\"text\":\"x\",{skill}}}]}}");
        let found = parse_jsonl::<Profile>("p", text.as_bytes()).unwrap();
        let message = found.issues[0].to_string();
        assert!(message.contains(field), "{message}");
        for word in ["Ana", "Cruz", "Tagalog"] {
            assert!(!message.contains(word), "{message}");
        }
    }
}

#[test]
fn protected_attributes_are_found_however_they_are_written() {
    check(
        "{\"id\":\"a\",\"dateOfBirth\":1,\"marital-status\":1,\"Nationalities\":[],\"person\":{\"Gender\":1,\"x\":[{\"DOB\":2}]}}",
        &["a"],
        &[
            ("PS-REC-003", 1, Some("Nationalities")),
            ("PS-REC-003", 1, Some("dateOfBirth")),
            ("PS-REC-003", 1, Some("marital-status")),
            ("PS-REC-003", 1, Some("person.Gender")),
            ("PS-REC-003", 1, Some("person.x[0].DOB")),
            ("PS-REC-002", 1, Some("person")),
        ],
    );
}

#[test]
fn a_line_too_long_is_rejected_and_not_kept() {
    let mut text = b"{\"id\":\"a\"}\n".to_vec();
    text.resize(100 << 20, b'x');
    text.extend_from_slice(b"\n{\"id\":\"b\"}\n");
    let found = parse_jsonl::<Profile>("p", text.as_slice()).unwrap();
    assert_eq!((found.records.len(), found.rejected), (2, 1));
    assert_eq!(found.issues[0].code, codes::RECORD_TOO_LONG);
    let broken = parse_jsonl::<Profile>("p", &b"{\"id\":\"\xff\"}"[..]).unwrap();
    assert_eq!(broken.issues[0].code, codes::RECORD_ENCODING);
}

#[test]
fn periods_levels_and_countries_are_checked() {
    check(
        "{\"id\":\"a\",\"experience\":[{\"from\":\"2020-05\",\"to\":\"2020-04\"}]}\n\
         {\"id\":\"b\",\"languages\":[{\"language\":\"de\",\"level\":\"B3\"}]}\n\
         {\"id\":\"c\",\"languages\":[{\"language\":\"de\"}]}\n\
         {\"id\":\"d\",\"destinations\":[\"DE\",\"UK\"]}\n\
         {\"id\":\"e\",\"qualifications\":[{\"eqf_level\":9}]}\n\
         {\"id\":\"f\",\"availability\":{\"from\":\"2024-13\"}}\n",
        &[],
        &[
            ("PS-REC-016", 1, Some("experience[0].to")),
            ("PS-REC-006", 2, Some("languages[0].level")),
            ("PS-REC-006", 3, Some("languages[0]")),
            ("PS-REC-006", 4, Some("destinations[1]")),
            ("PS-REC-006", 5, Some("qualifications[0].eqf_level")),
            ("PS-REC-006", 6, Some("availability.from")),
        ],
    );
}

/// Reads a table of profiles and gives ids, and codes with their lines.
fn table(text: &str) -> (Vec<String>, Vec<(String, u64)>) {
    let found = RecordReader::<Profile>::csv("p.csv", text.as_bytes()).unwrap();
    let found = found.read_all().unwrap();
    assert_eq!(found.blake3, blake3::hash(text.as_bytes()).to_hex().as_str());
    let ids = found.records.iter().map(|r| r.record.id.clone()).collect();
    let line = |issue: &Issue| (issue.code.to_string(), issue.place.line.unwrap_or(0));
    (ids, found.issues.iter().map(line).collect())
}

#[test]
fn a_row_is_a_record() {
    let text = "ID,skills,Sex,shoe size,experience,destinations\n\
        a,W6.3;proficiency=3|weld metal,f,44,isco:7212;from=2020-01;to=2021-12;hours_per_week=40,de|AT\n\
        b,W6.3;proficiency=7,,,,\n\
        a,,,,,\n\
        c,W6.3;3,,,,\n\
        d,W6.3\n\
        e,,,,,\n";
    let (ids, issues) = table(text);
    assert_eq!(ids, ["a", "e"]);
    let expected = [
        ("PS-REC-003", 1),
        ("PS-REC-002", 1),
        ("PS-REC-006", 3),
        ("PS-REC-004", 4),
        ("PS-REC-023", 5),
        ("PS-CSV-002", 6),
    ];
    assert_eq!(issues, expected.map(|(code, line)| (code.to_owned(), line)));
    let found = RecordReader::<Profile>::csv("p.csv", text.as_bytes()).unwrap();
    let first = found.read_all().unwrap().records.swap_remove(0).record;
    let json = "{\"id\":\"a\",\"skills\":[{\"code\":\"W6.3\",\"proficiency\":3},{\"text\":\"weld metal\"}],\
        \"experience\":[{\"occupation\":\"isco:7212\",\"from\":\"2020-01\",\"to\":\"2021-12\",\"hours_per_week\":40}],\
        \"destinations\":[\"DE\",\"AT\"]}";
    let same = parse_jsonl::<Profile>("p", json.as_bytes()).unwrap();
    assert_eq!(Some(&first), same.records.first().map(|r| &r.record));
}

#[test]
fn a_table_without_a_column_is_refused_and_an_empty_one_has_no_records() {
    let error = RecordReader::<Profile>::csv("p.csv", &b"id,name\nx,y\n"[..]).unwrap_err();
    assert_eq!(error.code(), codes::CSV_NO_COLUMN);
    assert!(error.to_string().contains("p.csv:1: there is no column `skills`"), "{error}");
    assert_eq!(table(""), (vec![], vec![("PS-FILE-004".to_owned(), 0)]));
    assert_eq!(table("\n \n"), (vec![], vec![("PS-FILE-004".to_owned(), 0)]));
}

#[test]
fn batches_are_the_whole() {
    let lines = |n: u8| format!("{{\"id\":\"{n}\"}}\n{{\"id\":\"0\"}}\n");
    let text = (0..10).map(lines).collect::<Vec<String>>().concat();
    let whole = parse_jsonl::<Profile>("p", text.as_bytes()).unwrap();
    let mut reader = RecordReader::<Profile>::jsonl("p", text.as_bytes());
    let (mut records, mut rejected) = (Vec::new(), 0);
    while let Some(batch) = reader.next_batch(3).unwrap() {
        assert!(batch.read <= 3);
        records.extend(batch.records);
        rejected += batch.rejected;
    }
    assert_eq!((records, rejected), (whole.records, whole.rejected));
    assert_eq!(reader.blake3(), Some(whole.blake3.as_str()));
    assert_eq!(reader.bytes_read(), text.len() as u64);
}

#[test]
fn messages_speak_of_records_not_of_rust() {
    let text = "{\"id\":\"a\",\"skills\":{}}\n{\"id\":\"b\",\"experience\":[{\"from\":\"2020-01\",\"hours_per_week\":\"x\"}]}\n";
    let found = parse_jsonl::<Profile>("p", text.as_bytes()).unwrap();
    let messages: Vec<String> = found.issues.iter().map(ToString::to_string).collect();
    assert!(messages[0].contains("invalid type: an object, expected a list"), "{messages:?}");
    assert!(messages[1].contains("invalid type: string, expected a whole number"), "{messages:?}");
    // A record that cannot be used is still called by its id.
    assert!(messages[1].contains("(b)"), "{messages:?}");
}

#[test]
fn a_field_that_is_no_name_is_not_shown() {
    for text in [
        "{\"id\":\"a\",\"Ana Cruz, 12 May\":1}",
        "{\"id\":\"a\",\"x\":{\"Ana Cruz\":[{\"sex\":1}]}}",
        "{\"id\":\"a\",\"Ana Cruz\":[1,",
        "{\"id\":\"a\",\"skills\":[{\"text\":\"x\",\"proficiency\":436601234567}]}",
        "{\"id\":\"a\",\"skills\":[{\"text\":\"x\",\"proficiency\":\"06601234567\"}]}",
    ] {
        let found = parse_jsonl::<Profile>("p", text.as_bytes()).unwrap();
        assert!(!found.issues.is_empty(), "{text}");
        for issue in &found.issues {
            let told = issue.to_string();
            assert!(!told.contains("Cruz") && !told.contains("6601234567"), "{told}");
        }
    }
}
