//! Writes the seeds of every target into `corpus/`.
//!
//! Seeds are made, not kept: they follow the formats, which change, and a
//! snapshot is not for reading in a review anyway.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use passerelle_fuzz::{bundle, forge, lists, sample};
use passerelle_import::curriculum::{CSV_TEMPLATE, JSON_TEMPLATE, TOML_TEMPLATE};
use passerelle_import::standard::TEMPLATE;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

type Seeds = Vec<(String, Vec<u8>)>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (target, seeds) in [
        ("snapshot", snapshots()),
        ("esco_table", tables()),
        ("zip_bundle", zips()?),
        ("records", records()),
        ("record_table", record_tables()),
        ("policy", policies()),
        ("standard", standards()),
        ("curricula", curricula()),
        ("level_tables", level_tables()),
        ("code_list", code_lists()),
        ("skos", vocabularies()),
        ("sssom", texts(&MAPPING_SETS)),
        ("mapping_table", mapping_tables()),
        ("normalise", texts(&LABELS)),
    ] {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        for (name, content) in seeds {
            fs::write(folder.join(format!("seed-{name}")), content)?;
        }
    }
    Ok(())
}

/// One for each way in which the target reads its input.
fn snapshots() -> Seeds {
    let with_mode = |mode: u8, rest: &[u8]| [&[mode], rest].concat();
    let file = sample::snapshot();
    let sections = forge::sample_sections();
    let plain = forge::put_together(&forge::uncompressed(&sections));
    let mut seeds = vec![
        ("file".to_owned(), with_mode(0, &file)),
        ("repaired".to_owned(), with_mode(1, &file)),
        ("repaired-plain".to_owned(), with_mode(1, &plain)),
        ("sections".to_owned(), with_mode(2, &forge::frame(&sections))),
        ("edits".to_owned(), with_mode(3, &[3, 4, 8, 0, 1, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0])),
    ];
    for (at, section) in sections.chunks(1).enumerate() {
        seeds.push((format!("section-{at}"), with_mode(2, &forge::frame(section))));
    }
    seeds
}

fn tables() -> Seeds {
    let mut seeds = Seeds::new();
    for (at, (name, content)) in (0u8..).zip(bundle::FILES) {
        let with_choice = |choice: u8, text: &str| [&[choice], text.as_bytes()].concat();
        seeds.push((name.to_owned(), with_choice(at, content)));
        seeds.push((format!("{name}-beside"), with_choice(at | 0x80, content)));
        let saved_anew = format!("\u{feff}{}", content.replace(',', ";").replace('\n', "\r\n"));
        seeds.push((format!("{name}-semicolons"), with_choice(at, &saved_anew)));
    }
    seeds
}

fn zips() -> zip::result::ZipResult<Seeds> {
    let mut seeds = Seeds::new();
    for (name, method) in
        [("stored", CompressionMethod::Stored), ("deflated", CompressionMethod::Deflated)]
    {
        let options = SimpleFileOptions::default().compression_method(method);
        for (part, count) in [("one", 1), ("few", 4), ("all", bundle::FILES.len())] {
            let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
            writer.add_directory("ESCO", options)?;
            for (file, content) in &bundle::FILES[..count] {
                writer.start_file(format!("ESCO/{file}"), options)?;
                writer.write_all(content.as_bytes())?;
            }
            seeds.push((format!("{name}-{part}"), writer.finish()?.into_inner()));
        }
    }
    let empty = ZipWriter::new(Cursor::new(Vec::new())).finish()?.into_inner();
    seeds.push(("empty".to_owned(), empty));
    Ok(seeds)
}

/// Single lines, and the faults line by line and together.
fn records() -> Seeds {
    let mut seeds = texts(&RECORDS);
    for (name, file) in CORRIDOR_RECORDS {
        for (at, line) in file.lines().enumerate() {
            seeds.push((format!("{name}-{at:02}"), line.as_bytes().to_vec()));
        }
        let together: String = file.split_inclusive('\n').filter(|line| line.len() < 120).collect();
        seeds.push((name.to_owned(), together.into_bytes()));
    }
    seeds
}

/// The tables of the corridor as they are, saved anew by a spreadsheet, and
/// row by row; and small ones.
fn record_tables() -> Seeds {
    let mut seeds = texts(&RECORD_TABLES);
    for (name, file) in CORRIDOR_TABLES {
        let saved_anew = format!("\u{feff}{}", file.replace(',', "\t").replace('\n', "\r\n"));
        seeds.push((name.to_owned(), file.as_bytes().to_vec()));
        seeds.push((format!("{name}-tabs"), saved_anew.into_bytes()));
        let (header, rows) = file.split_once('\n').unwrap_or((file, ""));
        for (at, row) in rows.lines().enumerate() {
            seeds.push((format!("{name}-{at:02}"), format!("{header}\n{row}\n").into_bytes()));
        }
    }
    seeds
}

/// The default with and without its comments, each of its sections, and
/// numbers that are no text.
fn policies() -> Seeds {
    let stated: Vec<&str> =
        POLICY.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let stated = stated.join("\n");
    let mut seeds = texts(&POLICIES);
    seeds.push(("whole".to_owned(), POLICY.into()));
    for (at, section) in stated.split("\n[").enumerate() {
        let section = if at == 0 { section.to_owned() } else { format!("[{section}") };
        seeds.push((format!("section-{at:02}"), section.into_bytes()));
    }
    seeds.push(("stated".to_owned(), stated.into_bytes()));
    // Numbers instead of a text: few, the least, the most, and some of each.
    let numbers = |first: u8, step: usize| (first..=250).step_by(step).collect::<Vec<u8>>();
    for (name, numbers) in [
        ("few", vec![99, 0, 0]),
        ("least", vec![0; 80]),
        ("most", vec![100; 80]),
        ("rising", numbers(1, 3)),
        ("falling", numbers(2, 3).into_iter().rev().collect()),
    ] {
        seeds.push((format!("numbers-{name}"), [vec![0], numbers].concat()));
    }
    seeds
}

/// A joint one and national ones, the template, and a joint one without its
/// units and cut off.
/// The fixtures and templates whole, regulations, and a framework in Turtle
/// and in JSON-LD.
fn curricula() -> Seeds {
    let named = CURRICULA.iter().map(|(name, file)| ((*name).to_owned(), file.as_bytes().to_vec()));
    named.chain(texts(&FRAMEWORKS)).collect()
}

fn standards() -> Seeds {
    let (head, _) =
        lists::STANDARD.split_once("[[standard.unit]]").unwrap_or((lists::STANDARD, ""));
    let (scheme, _) = head.split_once("[[standard]]").unwrap_or((head, ""));
    vec![
        ("whole".to_owned(), lists::STANDARD.into()),
        ("national".to_owned(), lists::NATIONAL.into()),
        ("template".to_owned(), TEMPLATE.into()),
        ("no-units".to_owned(), head.into()),
        ("no-standards".to_owned(), format!("standard = []\n{scheme}").into_bytes()),
        ("unfinished".to_owned(), scheme.into()),
    ]
}

/// The small tables as they are and saved anew by a spreadsheet, and those
/// that we ship, some rows at a time.
fn level_tables() -> Seeds {
    let mut seeds = Seeds::new();
    for (name, file) in lists::LEVEL_TABLES {
        let saved_anew = format!("\u{feff}{}", file.replace(',', ";").replace('\n', "\r\n"));
        seeds.push((name.to_owned(), file.into()));
        seeds.push((format!("{name}-semicolons"), saved_anew.into_bytes()));
    }
    for (name, file) in SHIPPED_LEVELS {
        let (header, rows) = file.split_once('\n').unwrap_or((file, ""));
        let rows: Vec<&str> = rows.split_inclusive('\n').collect();
        for (at, rows) in rows.chunks(12).enumerate() {
            let seed = format!("{header}\n{}", rows.concat());
            seeds.push((format!("{name}-{at:02}"), seed.into_bytes()));
        }
    }
    seeds
}

fn code_lists() -> Seeds {
    lists::all().into_iter().map(|(list, csv)| (list.file, csv.as_bytes().to_vec())).collect()
}

/// The fixtures whole, and their Turtle statement by statement.
fn vocabularies() -> Seeds {
    let mut seeds = texts(&RDF);
    for (name, file) in [("trades", TRADES), ("faults", FAULTY_SKOS)] {
        seeds.push((name.to_owned(), file.into()));
        let prefixes: String =
            file.split_inclusive('\n').filter(|line| line.starts_with('@')).collect();
        let statements = file.split(" .\n").filter(|statement| !statement.starts_with('@'));
        for (at, statement) in statements.enumerate() {
            let seed = format!("{prefixes}{} .\n", statement.trim_start());
            seeds.push((format!("{name}-{at:02}"), seed.into_bytes()));
        }
    }
    seeds.push(("trades-nt".to_owned(), TRADES_TO_ISCO.into()));
    seeds
}

/// The tables of the fixtures, read either way, and cut off after each line.
fn mapping_tables() -> Seeds {
    let mut seeds = Seeds::new();
    for (name, file) in MAPPING_TABLES {
        let with_choice = |choice: u8, text: &str| [&[choice], text.as_bytes()].concat();
        seeds.push((name.to_owned(), with_choice(0, file)));
        seeds.push((format!("{name}-inverted"), with_choice(1, file)));
        let lines: Vec<&str> = file.split_inclusive('\n').collect();
        for count in 1..lines.len() {
            seeds.push((format!("{name}-{count:02}"), with_choice(1, &lines[..count].concat())));
        }
    }
    seeds
}

fn texts(texts: &[&str]) -> Seeds {
    texts
        .iter()
        .enumerate()
        .map(|(at, text)| (format!("{at:02}"), text.as_bytes().into()))
        .collect()
}

const TRADES: &str = include_str!("../../fixtures/skos/trades.ttl");
const FAULTY_SKOS: &str = include_str!("../../fixtures/skos/with-faults.ttl");
const TRADES_TO_ISCO: &str = include_str!("../../fixtures/skos/trades-to-isco.nt");

const RDF: [&str; 4] = [
    "",
    "\u{feff}<urn:x:a> <http://www.w3.org/2004/02/skos/core#prefLabel> \"\\u0061\\\"\"@en-GB .\r\n",
    "[] a [ ] . ( 1 2.5 3e0 true ) <urn:p> \"\"\"a\nb\"\"\" .",
    "_:a <http://www.w3.org/2004/02/skos/core#exactMatch> _:b .\n",
];

const CORRIDOR_RECORDS: [(&str, &str); 4] = [
    ("profiles", include_str!("../../fixtures/corridor/profiles.jsonl")),
    ("vacancies", include_str!("../../fixtures/corridor/vacancies.jsonl")),
    ("profile-faults", include_str!("../../fixtures/corridor/with-faults.jsonl")),
    ("vacancy-faults", include_str!("../../fixtures/corridor/vacancies-with-faults.jsonl")),
];

const CORRIDOR_TABLES: [(&str, &str); 2] = [
    ("profiles", include_str!("../../fixtures/corridor/profiles.csv")),
    ("vacancies", include_str!("../../fixtures/corridor/vacancies.csv")),
];

const CURRICULA: [(&str, &str); 9] = [
    ("template-toml", TOML_TEMPLATE),
    ("template-json", JSON_TEMPLATE),
    ("template-csv", CSV_TEMPLATE),
    ("course-toml", include_str!("../../fixtures/curricula/welding-course.toml")),
    ("course-json", include_str!("../../fixtures/curricula/welding-course.json")),
    ("course-csv", include_str!("../../fixtures/curricula/welding-course.csv")),
    ("faults-csv", include_str!("../../fixtures/curricula/negative-hours.csv")),
    ("case", include_str!("../../fixtures/curricula/circle.case.json")),
    ("context", include_str!("../../fixtures/curricula/unknown-context.jsonld")),
];

const FRAMEWORKS: [&str; 4] = [
    "{\"A 1\": {\"recs\": [{\"no\": \"1\", \"title\": \"a- b\", \"weeks\": 104, \"stmts\": [\"c\", \"d\"]}, {\"no\": \"1\", \"stmts\": []}]}}",
    "{\"@context\": [\"https://credreg.net/ctdlasn/schema/context/json\", {\"x\": \"urn:x:\"}], \"@graph\": [{\"@id\": \"x:F\", \"@type\": \"ceasn:CompetencyFramework\", \"ceasn:name\": {\"en\": \"f\"}, \"ceasn:hasTopChild\": [\"x:1\"]}, {\"@id\": \"x:1\", \"ceasn:competencyText\": {\"en\": \"a\"}, \"ceasn:hasChild\": {\"@id\": \"x:2\", \"ceasn:competencyText\": {\"@value\": \"b\"}, \"ceasn:listID\": \"2\"}}]}",
    "@prefix c: <http://purl.org/ctdlasn/terms/> .\n<urn:F> a c:CompetencyFramework ; c:name \"f\"@en .\n<urn:1> c:competencyText \"a\"@en-US ; c:isTopChildOf <urn:F> ; c:hasChild <urn:2>, [ c:competencyText \"c\" ] .\n<urn:2> c:competencyText \"b\" ; c:listID \"1.2\" ; c:exactAlignment <urn:x> ; c:isChildOf <urn:1> .\n",
    "{\"CFDocument\": {\"identifier\": \"D\"}, \"CFItems\": [{\"identifier\": \"a\", \"fullStatement\": \"x\"}, {\"identifier\": \"b\", \"fullStatement\": \"y\"}], \"CFAssociations\": [{\"associationType\": \"isChildOf\", \"originNodeURI\": \"a\", \"destinationNodeURI\": {\"identifier\": \"b\"}, \"sequenceNumber\": 1}, {\"associationType\": \"exactMatchOf\", \"originNodeURI\": \"a\", \"destinationNodeURI\": \"urn:x:1\"}]}",
];

const MAPPING_TABLES: [(&str, &str); 8] = [
    ("semicolons", include_str!("../../fixtures/crosswalks/semicolons.csv")),
    ("quoted-rows", include_str!("../../fixtures/crosswalks/quoted-rows.csv")),
    ("uuids", include_str!("../../fixtures/crosswalks/uuids-national-first.csv")),
    ("two-in-header", include_str!("../../fixtures/crosswalks/two-languages-in-header.csv")),
    ("two-in-metadata", include_str!("../../fixtures/crosswalks/two-languages-in-metadata.csv")),
    ("tabs", include_str!("../../fixtures/crosswalks/tabs-other-spellings.csv")),
    ("own-names", include_str!("../../fixtures/crosswalks/own-column-names.csv")),
    ("faults", include_str!("../../fixtures/crosswalks/faults.csv")),
];

const RECORD_TABLES: [&str; 8] = [
    "",
    "id,name\nx,y\n",
    "id,skills\na,W6.3;proficiency=3|weld metal\na,\nb,W6.3;3\nc\nd,,\n",
    "ID;Sex;requirements;shoe size;id\nv;f;W6.3|S1;44;w\n",
    "id,skills,languages,destinations\na,\"cut \\| paste;language=en\",de;level=B1;writing=A2,de|AT\n§,§,§,§\n",
    "id,requirements,places,season_from,season_to\nv,,0,2027-05,2027-04\nw,x;weight=9,x,2027,\n",
    "\u{feff}id,skills,availability,available_from\r\na,,,2027-13\r\nb,\"x\r\ny\",,2027-01\r\n",
    "id,requirements,wage_minor_units,wage_currency,wage_per,may_change_employer\nv,,1,€,hour,§\nw,,1,EUR,hour,yes\n",
];

const SHIPPED_LEVELS: [(&str, &str); 3] = [
    ("shipped-frameworks", include_str!("../../taxonomies/levels/frameworks.csv")),
    ("shipped-conversions", include_str!("../../taxonomies/levels/conversions.csv")),
    ("shipped-tests", include_str!("../../taxonomies/levels/language-tests.csv")),
];

const POLICY: &str = include_str!("../../crates/passerelle/data/policy.toml");

const POLICIES: [&str; 7] = [
    "",
    "version = \"ours-3\"\n[assurance]\ntested = 90\n",
    "shares = { skills = 0, experience = 0, qualification = 0, language = 100 }",
    "shares.skills = 100\nshares.experience = 0\nshares.qualification = 0\nshares.language = 0\n",
    "sufficiency = [1, 2]\n[shares",
    "[shares]\nskills = 60\n\n[inferred]\nassurance = 90 # too much\n",
    "[proximity]\nsame = 1\nevidence_narrower = [\n  255,\n  0,\n]\nskill = 3\n",
];

const RECORDS: [&str; 12] = [
    "{\"id\":\"a\"}\n\n{\"id\":\"b\",\"skills\":[{\"text\":\"weld\"}]}\n",
    "\u{feff}{\"id\":\"a\",\"skills\":[{\"text\":\"weld\",\"language\":\"en\",\"proficiency\":3,\"assurance\":\"tested\"},{\"concept\":\"esco:skill/1\"},{\"code\":\"W3.2\"}]}\r\n",
    "{\"id\":\"v\",\"title\":\"welder\",\"occupation\":\"esco:occupation/1\",\"requirements\":[{\"text\":\"weld\",\"importance\":\"essential\",\"weight\":5,\"minimum_proficiency\":2},{\"code\":\"S1\",\"importance\":\"optional\"}]}\n",
    "{\"id\":\"a\",\"sex\":\"f\",\"hobby\":1,\"skills\":[{\"text\":\"x\",\"level\":2}]}",
    "{\"id\":\"a\"}\n{\"id\":\n{\"id\":\"a\"}\n[1]\n{\"skills\":[]}\n{\"id\":\"\"}\n{\"id\":\"z\"} x\n",
    "{\"id\":\"c\",\"skills\":[{\"text\":\"x\",\"code\":\"y\"},{}]}\n{\"id\":\"d\",\"requirements\":[{\"text\":\"x\",\"weight\":9}]}",
    "{\"id\":\"a\",\"skills\":[{\"text\":\"x\",\"assurance\":\"sworn\",\"language\":\"xxxx\"}]}",
    "{\"id\":\"a\",\"skills\":\"§\"}\n{\"id\":\"§\",\"skills\":[{\"assurance\":\"§\"}]}\n{\"id\":\"b\",\"skills\":[{\"language\":\"§\"}]}",
    "{\"id\":\"a\",\"requirements\":[{\"importance\":\"§\"}]}\n{\"id\":\"b\",\"§\":[{\"sex\":\"§\"}],\"skills\":[{\"level\":\"§\",\"text\":\"x\"}]}",
    "{\"id\":\"a\",\"skills\":[{\"assurance\":\"§, expected x\"}]}\n{\"id\":\"b\",\"skills\":[{\"language\":\"§` is not x\"}]}",
    "{\"id\":\"a\",\"skills\":[{\"assurance\":\"§ at line 3 column 4\"}]}",
    "{\"id\":\"a\",\"destinations\":[\"§\"]}\n{\"id\":\"b\",\"availability\":{\"from\":\"§\"}}\n{\"id\":\"c\",\"experience\":[{\"occupation\":\"§\"}]}",
];

const MAPPING_SETS: [&str; 10] = [
    "",
    "#curie_map:\n#  x: http://x.org/\n#mapping_set_id: http://x.org/set\n#license: http://x.org/free\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\nx:1\tskos:exactMatch\tx:2\tsemapv:LexicalMatching\t0.90\nx:3\tskos:broadMatch\tsssom:NoTermFound\tsemapv:MappingReview\t\n",
    "# sssom_version: \"1.1\"\r\n# creator_id: x\r\n# comment: >-\r\n#   a\r\n#   b\r\nrecord_id,subject_id,predicate_id,object_id,mapping_justification\r\nskos:r,skos:a,skos:b,skos:c,semapv:d\r\n",
    "#extension_definitions:\n#  - slot_name: ext_a\n#    property: skos:a\n#    type_hint: linkml:Uriorcurie\n#ext_a: skos:b\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\text_a\text_b\nskos:a\tskos:b\tskos:c\tsemapv:d\towl:e\t.\n",
    "#subject_type: rdfs literal\nsubject_label\tpredicate_id\tobject_id\tmapping_justification\tauthor_label\n\"a \"\"b\"\"\n\tc\"\tskos:b\tskos:c\tsemapv:d\te\\|f|g\\\\|h\\i\n",
    "match_type\tsubject_id\tpredicate_id\tobject_id\tmatch_term_type\tpredicate_modifier\nLexical\tskos:a\tskos:b\tskos:c\tClassMatch\tNot\nOdd\tx:a\tnoMatch\t:c\t.\tno\n",
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_id\tmapping_date\tlicense\nhttp://x.org/1\tskos:b\turn:a:b\tsemapv:d\tx:1| y \t2024-02-30\tfree\n",
    "#a: [b, {c: &d e}]\n#f: *d\nsubject_id\tpredicate_id\n",
    "{\"@context\": {\"x\": \"http://x.org/\"}, \"license\": \"u:l\", \"mappings\": [{\"subject_id\": \"x:1\", \"predicate_id\": \"skos:a\", \"object_id\": \"x:2\", \"mapping_justification\": \"semapv:d\", \"confidence\": 0.5, \"author_id\": [\"x:a\"], \"new\": true}]}",
    "{\"curie_map\": {\"x\": {\"prefix_url\": \"http://x.org/\"}}, \"extension_definitions\": [{\"slot_name\": \"e\"}], \"e\": 1, \"mappings\": [3, {}, {\"subject_label\": \" a\", \"subject_type\": \"rdfs literal\", \"predicate_id\": \"skos:a\", \"object_id\": \"x:2\", \"mapping_justification\": \"semapv:d\", \"predicate_modifier\": [\"Not\"]}]}",
];

const LABELS: [&str; 16] = [
    "weld metal",
    "WELD  METALS!",
    "wedl metl",
    "schweißen",
    "Schweißer/-in (m/w/d)",
    "VerkäuferIn",
    "Électricien(ne)",
    "driver's licence – C++ / C#",
    "infirmier·ère",
    "7212",
    "c7212",
    "ﬁtter № 2",
    "Søren Łódź İstanbul ǅ ῼ",
    "Παράδειγμα ЁЛКА العَرَبِيَّة עִבְרִית",
    "join mat",
    "a\u{308}\u{34f}\u{323} ﷺ 한국어",
];
