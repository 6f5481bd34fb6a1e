use passerelle_model::crosswalk::NO_TERM_FOUND;

use super::*;

/// The metadata of a table, and its header and rows.
fn table(rows: &str) -> String {
    format!(
        "Mapping project name,ESCO - Example,,\nMapping project version,N/A,,\n\
         Mapping project version date,07/06/2022,,\nClassification 1 Name,ESCO,,\n\
         Classification 1 Concept type,occupation,,\nClassification 1 Language,de,,\n\
         Classification 2 Name,National Register 2,,\nClassification 2 Language,German,,\n,,,\n{rows}"
    )
}

const UUID: &str = "f2cc5978-e45c-4f28-b859-7f89221b0505";

fn read(text: &str) -> MappingTable {
    import("t.csv", text.as_bytes(), &|_| None).unwrap()
}

/// Each mapping as `subject predicate object`, shortened; then what was left
/// out with its line.
fn shown(read: &MappingTable) -> Vec<String> {
    let short = |iri: &str| {
        iri.replace("http://data.europa.eu/esco/", "esco:")
            .replace("urn:passerelle:national:de:national-register-2:", "nr:")
            .replace(UUID, "U")
    };
    let mappings = read.crosswalk.mappings.iter().map(|m| {
        let predicate = m.predicate_kind().map_or("?", MappingPredicate::as_str);
        format!("{} {} {predicate} {}", m.line, short(&m.subject), short(&m.object))
    });
    let issues =
        read.report.issues.iter().filter(|i| read.report.left_out.contains_key(i.code.id()));
    mappings.chain(issues.map(|i| format!("{} {}", i.place.line.unwrap_or(0), i.code))).collect()
}

#[track_caller]
fn check(rows: &str, expected: &[&str]) {
    check_text(&table(rows), expected);
}

#[track_caller]
fn check_text(text: &str, expected: &[&str]) {
    let read = read(text);
    assert_eq!(shown(&read), expected, "{:?}", read.report);
    let left_out: u64 = read.report.left_out.values().sum();
    assert_eq!(read.report.mappings() + read.report.unmapped + left_out, read.report.rows);
}

const HEADER: &str = "Classification 1 URI,Classification 1 PrefLabel,Classification 2 ID,Classification 2 PrefLabel,Mapping relation,Editorial note\n";

#[test]
fn rows_are_mappings_statements_of_none_or_issues() {
    let esco = format!("http://data.europa.eu/esco/occupation/{UUID}");
    check(
        &format!(
            "{HEADER}{esco},Maurer,B 11-2,Maurer,skos:exactMatch,\n\
             http://data.europa.eu/esco/isco/C7112,Maurer,B 11,Bau,narrowMatch,per ISCO\n\
             ,,,,,\n\
             ,,B 12,Andere,,no relation\n\
             ,,B 13,Weitere,No Relation,\n\
             {esco},Maurer,B 11-2,Maurer,exactMatch,\n\
             {esco},Maurer,B 14,Maurer,sameAs,\n\
             {esco},Maurer,,Maurer,broadMatch,\n\
             {esco},Maurer,B 15,Maurer,,\n\
             {esco},Maurer,B 16,Maurer,no relation,\n\
             {esco},Maurer,B 17,Maurer,closeMatch,a,b\n\
             {esco},Maurer,B 18,Maurer,closeMatch\n\
             {esco},Maurer,B 19,Maurer\n\
             no iri <x>,Maurer,B 20,Maurer,closeMatch,\n"
        ),
        &[
            "11 esco:occupation/U exactMatch nr:B-11-2",
            "12 esco:isco/C7112 narrowMatch nr:B-11",
            "14 https://w3id.org/sssom/NoTermFound relatedMatch nr:B-12",
            "15 https://w3id.org/sssom/NoTermFound relatedMatch nr:B-13",
            "22 esco:occupation/U closeMatch nr:B-18",
            "13 PS-XWALK-002",
            "16 PS-XWALK-005",
            "17 PS-XWALK-003",
            "18 PS-XWALK-004",
            "19 PS-XWALK-003",
            "20 PS-XWALK-003",
            "21 PS-CSV-002",
            "23 PS-CSV-002",
            "24 PS-XWALK-004",
        ],
    );
}

#[test]
fn a_quotation_mark_out_of_place_costs_its_row_only() {
    let esco = format!("http://data.europa.eu/esco/occupation/{UUID}");
    check(
        &format!(
            "{HEADER}{esco},Maurer,B 1,\"Maurer\"\",exactMatch,\n\
             {esco},\"Maurer\",B 2,\"Maurer\",exactMatch,\n\
             {esco},Maurer,B 3,\"Maurer, auch \"\"Polier\"\"\",exactMatch,\n\
             {esco},Maurer,B 4,\"never closed,exactMatch,\n\
             {esco},Maurer,B 5,Maurer,exactMatch,\n"
        ),
        &[
            "12 esco:occupation/U exactMatch nr:B-2",
            "13 esco:occupation/U exactMatch nr:B-3",
            "15 esco:occupation/U exactMatch nr:B-5",
            "11 PS-CSV-002",
            "14 PS-CSV-002",
        ],
    );
}

#[test]
fn semicolons_whole_rows_in_quotes_and_bare_uuids_are_read() {
    let plain = table(&format!(
        "{HEADER}{UUID},Maurer,B 1,Maurer,exactMatch,\n{UUID},\"Maurer, Polier\",B 2,Maurer,closeMatch,\n"
    ));
    let expected =
        ["11 esco:occupation/U exactMatch nr:B-1", "12 esco:occupation/U closeMatch nr:B-2"];
    check_text(&plain, &expected);
    // The same with semicolons, and a comma that needs no quotes then.
    let semicolons = plain.replace("\"Maurer, Polier\"", "Maurer/Polier").replace(',', ";");
    check_text(&semicolons, &expected);
    // Every row one field in quotes, its own quotes doubled.
    let as_one_field = |end: &str| -> String {
        let rows = plain.lines().map(|line| format!("\"{}\"{end}", line.replace('"', "\"\"")));
        rows.collect::<Vec<_>>().concat()
    };
    let quoted = as_one_field("\n");
    check_text(&quoted, &expected);
    // The same, with the empty columns of a spreadsheet behind.
    let spread = as_one_field(";;;\r\n");
    check_text(&spread, &expected);
    check_text(&format!("\u{feff}{plain}"), &expected);
}

#[test]
fn headers_differ_in_case_order_and_names() {
    let row = format!(
        "exactISCO,47-2021.00,Brickmasons,x,http://data.europa.eu/esco/isco/C7112,Bricklayers\n{}",
        ""
    );
    let text = format!(
        "Classification 1 Name,O*NET,\nClassification 1 Concept type,Occupation,\n\
         Classification 1 Language,English,\nClassification 2 Name,ESCO,\n\
         Classification 2 Language,English,\n\
         Type of Match,O*NET Id,O*NET Title,O*NET Description,ESCO or ISCO URI,ESCO or ISCO Title\n{row}"
    );
    let read = read(&text);
    assert_eq!(
        shown(&read),
        ["7 urn:passerelle:national:en:o-net:47-2021.00 exactMatch esco:isco/C7112"]
    );
    let mapping = &read.crosswalk.mappings[0];
    assert_eq!(mapping.slot("subject_label"), Some("Brickmasons"));
    assert_eq!(mapping.slot("comment"), Some("published as exactISCO"));
    check(
        &format!(
            "MAPPING RELATION,classification 2 Prefered label,Classification_2_ID,classification 1 id\n\
             closeMatch,Maurer,B 1,http://data.europa.eu/esco/occupation/{UUID}\n"
        ),
        &["11 esco:occupation/U closeMatch nr:B-1"],
    );
}

#[test]
fn labels_of_two_languages_are_kept_apart() {
    let text = format!(
        "Classification 1 Name,ESCO,\nClassification 1 Language,fr,\nClassification 2 Name,Registre,\n\
         Classification 2 Language,fr / nl,\n\
         Classification 1 URI,Classification 1 PrefLabel,Classification 2 ID,Classification 2 PrefLabel FR,Classification 2 PrefLabel NL,Mapping relation\n\
         {UUID},maçon,12,Maçon,Metselaar,exactMatch\n"
    );
    let read = read(&text);
    assert_eq!(read.crosswalk.slot("ext_object_language"), Some("fr"));
    let mapping = &read.crosswalk.mappings[0];
    assert_eq!(mapping.slot("object_label"), Some("Maçon"));
    assert_eq!(mapping.slot("ext_object_label_nl"), Some("Metselaar"));
}

#[test]
fn codes_of_esco_need_a_loaded_esco() {
    let rows = "Classification 1 ID,Classification 2 ID,Mapping relation\n\
                2654.1.7,B 1,exactMatch\nC7112,B 2,closeMatch\n9999.1,B 3,closeMatch\n";
    let find = |code: &str| {
        (code == "2654.1.7").then(|| format!("http://data.europa.eu/esco/occupation/{UUID}"))
    };
    let read = import("t.csv", table(rows).as_bytes(), &find).unwrap();
    assert_eq!(
        shown(&read),
        [
            "11 esco:occupation/U exactMatch nr:B-1",
            "12 esco:isco/C7112 closeMatch nr:B-2",
            "13 PS-XWALK-004"
        ]
    );
}

#[test]
fn metadata_become_slots() {
    let read = read(&table(&format!("{HEADER},,B 1,Andere,no relation,\n")));
    let slot = |name| read.crosswalk.slot(name).unwrap_or_default();
    assert_eq!(slot("mapping_set_id"), "urn:passerelle:crosswalk:esco-example:07-06-2022");
    assert_eq!(slot("mapping_set_title"), "ESCO - Example");
    assert_eq!(slot("object_source"), "urn:passerelle:national:de:national-register-2");
    assert_eq!(slot("subject_source"), "http://data.europa.eu/esco/concept-scheme/occupations");
    assert_eq!(slot("ext_object_language"), "de");
    // The seventh of June or the sixth of July: nobody says.
    assert_eq!((slot("publication_date"), slot("ext_published")), ("", "07/06/2022"));
    assert_eq!(read.crosswalk.mappings[0].subject, NO_TERM_FOUND);
}

#[test]
fn what_is_no_table_is_refused() {
    let code = |text: &[u8]| import("t.csv", text, &|_| None).unwrap_err().code().id();
    assert_eq!(code(b""), "PS-FILE-004");
    assert_eq!(code(b"\n \n"), "PS-FILE-004");
    assert_eq!(code(b"a,b,c\n1,2,3\n"), "PS-XWALK-001");
    assert_eq!(code(b"\xff\xfea\0"), "PS-FILE-011");
}
