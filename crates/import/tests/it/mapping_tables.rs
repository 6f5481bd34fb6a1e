//! The tables of `fixtures/crosswalks`, each with its exact outcome.

use std::fmt::Write as _;
use std::path::Path;

use passerelle_import::mapping_table::{MappingTable, import};
use passerelle_model::MappingPredicate;

fn read(name: &str) -> MappingTable {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/crosswalks");
    let file = std::fs::File::open(folder.join(name)).expect("the fixture is there");
    import(name, file, &|_| None).expect("the fixture is a table")
}

/// Identifiers without what they have in common.
fn short(iri: &str) -> String {
    let iri = iri
        .replace("http://data.europa.eu/esco/", "esco:")
        .replace("https://w3id.org/sssom/NoTermFound", "-");
    match iri.strip_prefix("urn:passerelle:national:").and_then(|rest| rest.rsplit_once(':')) {
        Some((_, code)) => code.to_owned(),
        // The first part of a UUID says enough.
        None => iri
            .split_once('-')
            .filter(|(first, _)| first.contains(':'))
            .map_or(iri.clone(), |(first, _)| first.to_owned()),
    }
}

/// Each mapping as `line subject predicate object`, with its labels by
/// language and its comment; then each row left out as `line code`.
fn shown(table: &MappingTable) -> Vec<String> {
    let mappings = table.crosswalk.mappings.iter().map(|mapping| {
        let predicate = mapping.predicate_kind().map_or("?", MappingPredicate::as_str);
        let (subject, object) = (short(&mapping.subject), short(&mapping.object));
        let mut text = format!("{} {subject} {predicate} {object}", mapping.line);
        for (name, value) in &mapping.slots {
            write!(text, "; {name}={}", value.values().join("|")).expect("a text takes it");
        }
        text
    });
    let report = &table.report;
    let left_out = report.issues.iter().filter(|i| report.left_out.contains_key(i.code.id()));
    let left_out = left_out.map(|i| format!("{} {}", i.place.line.unwrap_or(0), i.code));
    mappings.chain(left_out).collect()
}

/// Checks a fixture: its identifier, classifications, languages, what is
/// known of it as a whole, then its mappings and the rows left out.
#[track_caller]
fn check(name: &str, expected: &[&str]) {
    let table = read(name);
    let report = &table.report;
    let slot = |name: &str| table.crosswalk.slot(name).unwrap_or("?");
    let mut found = vec![
        slot("mapping_set_id").trim_start_matches("urn:passerelle:crosswalk:").to_owned(),
        format!("{} to {}", slot("subject_source"), slot("object_source"))
            .replace("urn:passerelle:national:", "")
            .replace("http://data.europa.eu/esco/concept-scheme/", "esco "),
        format!("{} to {}", slot("ext_subject_language"), slot("ext_object_language")),
    ];
    let other = report.issues.iter().filter(|i| !report.left_out.contains_key(i.code.id()));
    found.extend(
        other.map(|i| format!("{} {}", i.code, i.place.field.as_deref().unwrap_or_default())),
    );
    found.extend(shown(&table));
    assert_eq!(found, expected, "{:?}", report.left_out);
    let left_out: u64 = report.left_out.values().sum();
    assert_eq!(report.mappings() + report.unmapped + left_out, report.rows);
    assert_eq!(report.mappings() + report.unmapped, table.crosswalk.mappings.len() as u64);
}

#[test]
fn semicolons_with_commas_in_labels() {
    check(
        "semicolons.csv",
        &[
            "esco-sample-register-a:31.12.2024",
            "esco occupations to cs:sample-register-a",
            "cs to cs",
            "17 esco:occupation/f2cc5978 narrowMatch 01101; object_label=Důstojníci, letectvo, piloti; subject_label=důstojník letectva, pilot",
            "18 esco:occupation/b223f402 exactMatch 01102; comment=ověřeno; 2024; object_label=Poručíci, velitelé čet; subject_label=poručík; velitel čety",
            "19 esco:isco/C3322 exactMatch 33221; comment=přes ISCO; object_label=Obchodní zástupci, bez dalšího určení; subject_label=Obchodní zástupci",
            "20 - relatedMatch 33222; object_label=Ostatní \"zástupci\"",
            "21 PS-XWALK-002",
        ],
    );
}

#[test]
fn rows_quoted_as_a_whole() {
    check(
        "quoted-rows.csv",
        &[
            "esco-to-sample-register-b:1.0",
            "esco occupations to hr:sample-register-b",
            "hr to hr",
            "9 esco:occupation/14031d4a broadMatch B-1; object_label=Prodavač; trgovački predstavnik; ostalo; posebno; subject_label=prodavač",
            "10 esco:occupation/93e4e70b closeMatch B-2; object_label=Voditelj \"prometa\", cestovni; subject_label=voditelj, promet",
            "11 PS-XWALK-003",
        ],
    );
}

#[test]
fn uuids_and_the_national_classification_first() {
    check(
        "uuids-national-first.csv",
        &[
            "sample-register-c-esco",
            "sv:sample-register-c-2012 to esco occupations",
            "sv to sv",
            "11 2654-A exactMatch esco:occupation/f2cc5978; ext_subject_code=2654 A; object_label=regissör; subject_label=Regissör",
            "12 2654-B closeMatch esco:occupation/b223f402; ext_subject_code=2654 B; object_label=inspicient; subject_label=Inspicient",
            "13 2655 broadMatch esco:occupation/14031d4a; object_label=skådespelare; subject_label=Skådespelare",
            "14 9629 exactMatch esco:isco/C9629; comment=published as exactISCO; subject_label=Övriga",
            "15 9630 relatedMatch -; subject_label=Okända",
            "16 PS-XWALK-004",
        ],
    );
}

#[test]
fn two_languages_that_the_header_names() {
    check(
        "two-languages-in-header.csv",
        &[
            "sample-register-d",
            "esco occupations to fr:sample-register-d",
            "fr to fr",
            "9 esco:occupation/bc659adc broadMatch D0001; ext_object_label_nl=Natuurkundige, kosmologie; ext_subject_label_nl=kosmoloog; object_label=Physicien, cosmologie; subject_label=cosmologiste",
            "10 esco:occupation/bc659adc closeMatch D0002; ext_object_label_nl=Sterrenkundige; ext_subject_label_nl=kosmoloog; subject_label=cosmologiste",
        ],
    );
}

#[test]
fn two_languages_that_only_the_metadata_name() {
    check(
        "two-languages-in-metadata.csv",
        &[
            "sample-register-e",
            "esco occupations to fi:sample-register-e",
            "fi to fi",
            "9 esco:occupation/f2cc5978 broadMatch E-1.10; ext_object_code=E 1.10; ext_object_label_sv=Officerare; ext_subject_label_sv=flygofficer; object_label=Upseerit; subject_label=ilmavoimien upseeri",
            "10 esco:occupation/b223f402 exactMatch E-1.20; ext_object_code=E 1.20; ext_subject_label_sv=löjtnant; object_label=Luutnantit; subject_label=luutnantti",
        ],
    );
}

#[test]
fn tabs_capitals_and_other_spellings() {
    check(
        "tabs-other-spellings.csv",
        &[
            "sample-register-f:f-2",
            "esco occupations to el:sample-register-f",
            "el to el",
            "PS-XWALK-006 WAGE GROUP",
            "8 esco:occupation/f2cc5978 exactMatch Φ-01; object_label=Αξιωματικοί; subject_label=αξιωματικός, αεροπορία",
            "9 esco:occupation/b223f402 broadMatch Φ-02; comment=κατά προσέγγιση; object_label=Αξιωματικοί; στρατός; subject_label=υπολοχαγός",
        ],
    );
}

#[test]
fn faults_of_every_kind() {
    check(
        "faults.csv",
        &[
            "sample-register-g",
            "esco occupations to lv:sample-register-g",
            "und to lv",
            "PS-XWALK-007 Classification 1 PrefLabel",
            "12 esco:occupation/f2cc5978 exactMatch G1; object_label=Virsnieks; subject_label=officer",
            "14 esco:occupation/b223f402 exactMatch G3; object_label=Leitnants; subject_label=lieutenant",
            "20 esco:occupation/14031d4a broadMatch G6; object_label=Aģents pārdošanā; subject_label=sales agent",
            "28 - relatedMatch G10; object_label=Citi",
            "29 esco:occupation/bc659adc relatedMatch -; subject_label=cosmologist",
            "13 PS-CSV-002",
            "15 PS-CSV-002",
            "16 PS-XWALK-002",
            "18 PS-XWALK-002",
            "19 PS-CSV-002",
            "22 PS-XWALK-003",
            "23 PS-XWALK-003",
            "24 PS-XWALK-004",
            "25 PS-XWALK-004",
            "26 PS-XWALK-005",
            "27 PS-XWALK-003",
            "30 PS-CSV-002",
        ],
    );
}

#[test]
fn columns_called_by_the_names_of_the_classifications() {
    check(
        "own-column-names.csv",
        &[
            "sample-register-h",
            "is:sample-register-h to esco skills",
            "is to is",
            "10 http://register.example/h/1001 broadMatch esco:skill/00064735; object_label=sjóða; subject_label=Suða",
            "11 PS-XWALK-004",
        ],
    );
}
