use proptest::prelude::*;

use super::*;

/// Moves some names to a code or a concept, and says what it was asked.
fn run(text: &[u8], is_table: bool) -> (Vec<u8>, Rewritten, Vec<String>) {
    let (mut out, mut asked) = (Vec::new(), Vec::new());
    let mut decide = |place: &Place, reference: Reference<'_>| {
        let field = place.field.as_deref().unwrap_or_default();
        asked.push(format!("{field}={}", reference.text));
        let new = |text: &str, is_code| Some(Replacement { text: text.to_owned(), is_code });
        match reference.text {
            "W1.1" => new("W2.2", true),
            "W1.2" | "x:old" | "isco:1" => new("x:new", false),
            "S1.1" => new("S1", true),
            _ => None,
        }
    };
    let done = if is_table {
        rewrite_csv("t", text, &mut out, &mut decide)
    } else {
        rewrite_jsonl("t", text, &mut out, &mut decide)
    };
    (out, done.unwrap(), asked)
}

/// Asserts what a file becomes.
#[track_caller]
fn check(text: &str, is_table: bool, expected: &str) {
    let (out, done, _) = run(text.as_bytes(), is_table);
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    assert!(done.issues.iter().all(|i| i.code == codes::CSV_DELIMITER), "{:?}", done.issues);
    assert_eq!(done.changed > 0, text != expected);
}

#[test]
fn only_the_strings_that_change_are_written_anew() {
    check(
        "\u{feff}{\"z\": 1.50, \"id\":\"P\",  \"skills\":[ {\"concept\":\"x:old\" ,\"note\":\"x:old\"},{\"text\":\"x:old\"}],\"big\":123456789012345678901234567890}\r\n\n{\"id\":\"Q\"}",
        false,
        "\u{feff}{\"z\": 1.50, \"id\":\"P\",  \"skills\":[ {\"concept\":\"x:new\" ,\"note\":\"x:old\"},{\"text\":\"x:old\"}],\"big\":123456789012345678901234567890}\r\n\n{\"id\":\"Q\"}",
    );
    check(
        "{\"skills\":[{\"code\":\"W1.1\"},{\"code\":\"W1.2\",\"proficiency\":3},{\"concept\":null,\"code\":\"W1.2\"}]}\n",
        false,
        "{\"skills\":[{\"code\":\"W2.2\"},{\"concept\":\"x:new\",\"proficiency\":3},{\"concept\":\"x:new\",\"code\":null}]}\n",
    );
    // A key and a value may be written with escapes.
    check(
        "{\"skills\":[{\"c\\u006fncept\":\"x:\\u006fld\"}]}",
        false,
        "{\"skills\":[{\"c\\u006fncept\":\"x:new\"}]}",
    );
    // What is named twice is rejected by those who read it, and not moved.
    let twice = "{\"skills\":[{\"concept\":\"x:old\",\"code\":\"W1.1\"}]}\n";
    check(twice, false, twice);
}

#[test]
fn every_field_that_names_a_concept_is_found() {
    let profile = br#"{"id":"P","skills":[{"concept":"a"},{"code":"b"},{"text":"-"}],"experience":[{"occupation":"c","from":"2020"}],"qualifications":[{"concept":"d","field":"e","title":"-"}],"licences":[{"profession":"f"}],"languages":[{"language":"-"}],"unknown":{"concept":"-"}}"#;
    let vacancy = br#"{"id":"V","title":"-","occupation":"a","requirements":[{"concept":"b"},{"code":"c"}],"qualification":{"field":"d"},"experience":{"months":1,"occupation":"e"},"licence":{"profession":"f"}}"#;
    assert_eq!(
        run(profile, false).2.join(" "),
        "skills[0].concept=a skills[1].code=b experience[0].occupation=c qualifications[0].concept=d qualifications[0].field=e licences[0].profession=f"
    );
    assert_eq!(
        run(vacancy, false).2.join(" "),
        "occupation=a requirements[0].concept=b requirements[1].code=c qualification.field=d experience.occupation=e licence.profession=f"
    );
    let profiles = b"id,skills,experience,qualifications,licences\nP,a:a|B1.1|words|;concept=c;proficiency=2,d;from=2020,;title=t;field=e|f,g;status=held\n";
    assert_eq!(
        run(profiles, true).2.join(" "),
        "skills[0].concept=a:a skills[1].code=B1.1 skills[3].concept=c experience[0].occupation=d qualifications[0].field=e qualifications[1].concept=f licences[0].profession=g"
    );
    let vacancies = b"id,requirements,occupation,field,experience_occupation,licence_profession\nV,a:a,b,c,d,e\n";
    assert_eq!(
        run(vacancies, true).2.join(" "),
        "requirements[0].concept=a:a occupation=b field=c experience_occupation=d licence_profession=e"
    );
}

#[test]
fn rows_keep_their_columns_delimiter_and_line_ends() {
    check(
        "\u{feff}Notes;SKILLS;id\r\n\"a;b\";W1.1;P\r\n\r\n \"x\" ;\"weld;\"\"W1.1\"\"\";Q\r\n",
        true,
        "\u{feff}Notes;SKILLS;id\r\n\"a;b\";W2.2;P\r\n\r\n \"x\" ;\"weld;\"\"W1.1\"\"\";Q\r\n",
    );
    check(
        "id,skills,own\nP, weld | W1.1 ;proficiency=3|x:old;code=, 1 \nQ,W9.9,",
        true,
        "id,skills,own\nP, weld | W2.2 ;proficiency=3|x:old;code=, 1 \nQ,W9.9,",
    );
    // What does not say by itself that it is a code or a concept.
    check("id,skills\nP,S1.1;weight=2\n", true, "id,skills\nP,;code=S1;weight=2\n");
    check("id,skills\nP,;code=W1.2\n", true, "id,skills\nP,;concept=x:new\n");
    check(
        "id,requirements,occupation\nV,W1.1,isco:1",
        true,
        "id,requirements,occupation\nV,W2.2,x:new",
    );
}

#[test]
fn what_cannot_be_read_is_copied_and_told() {
    let told = |text: &[u8], is_table: bool| -> Vec<String> {
        let (out, done, _) = run(text, is_table);
        assert_eq!(out, text);
        let line = |i: &Issue| i.place.line.unwrap_or_default();
        done.issues.iter().map(|i| format!("{} {}", line(i), i.code)).collect()
    };
    assert_eq!(
        told(b"[1]\n{\"id\":\n{\"id\":\"\xe9\"}\n\n{}", false),
        ["1 PS-REC-001", "2 PS-REC-001", "3 PS-REC-007"]
    );
    assert_eq!(told(b"", false), ["0 PS-FILE-004"]);
    assert_eq!(told(b"", true), ["0 PS-FILE-004"]);
    assert_eq!(
        told(b"id,skills\nP\nQ,\xe9\nR,W9.9\nS,\"x\nT,y\n", true),
        ["2 PS-CSV-002", "3 PS-CSV-004", "5 PS-CSV-005"]
    );
    let mut long = b"{\"id\":\"".to_vec();
    long.resize(MAX_LINE_LEN + 1, b'x');
    long.extend_from_slice(b"\n{\"id\":\"Q\"}\n");
    assert_eq!(told(&long, false), ["1 PS-REC-005"]);
    let refused = rewrite_csv("t", &b"id,name\nP,x\n"[..], &mut Vec::new(), &mut |_, _| None);
    assert_eq!(refused.unwrap_err().code(), codes::CSV_NO_COLUMN);
}

proptest! {
    #[test]
    fn where_nothing_moves_every_byte_stays(
        start in prop::sample::select(vec!["", "\u{feff}", "id,skills\n", "\u{feff}id;requirements\r\n"]),
        text in "([a-zA-Z0-9{}\\[\\]\":,;|=\\\\\r\n ]|é){0,80}",
    ) {
        let text = format!("{start}{text}");
        for is_table in [false, true] {
            let mut out = Vec::new();
            let done = if is_table {
                rewrite_csv("t", text.as_bytes(), &mut out, &mut |_, _| None)
            } else {
                rewrite_jsonl("t", text.as_bytes(), &mut out, &mut |_, _| None)
            };
            if done.is_ok() && !text.trim_start_matches('\u{feff}').trim().is_empty() {
                prop_assert_eq!(String::from_utf8(out).unwrap(), text.as_str());
            }
        }
    }
}

#[test]
fn a_skill_is_any_kind_that_can_be_held() {
    for kind in ConceptKind::ALL {
        assert_eq!(SKILLS.contains(kind), kind.is_skill(), "{kind}");
    }
    assert_eq!(WHOLES, [ConceptKind::Qualification, ConceptKind::Unit]);
}
