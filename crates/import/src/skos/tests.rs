use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping, NO_TERM_FOUND};
use passerelle_model::{
    ConceptKind, Importance, Iri, Issue, LabelRole, MappingPredicate, NoteKind, ReuseLevel,
    SchemeKind, Severity, Status,
};
use passerelle_taxonomy::{Builder, Provenance, Scheme, Source, Taxonomy};

use super::*;

mod laws;

const FORMATS: [RdfFormat; 2] = [RdfFormat::Turtle, RdfFormat::NTriples];
const PREFIXES: &str = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . \
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dct: <http://purl.org/dc/terms/> . \
    @prefix esco: <http://data.europa.eu/esco/model#> . @prefix x: <urn:x:> .\n";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/skos").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap()
}

/// Reads bytes; what holds of every import is checked here.
fn import_all(bytes: impl Read, format: RdfFormat) -> (Taxonomy, SkosReport, Vec<Issue>) {
    let mut builder = Builder::new();
    let options = SkosOptions::default();
    let (report, mut issues) =
        import("in.ttl", bytes, format, &options, &mut builder).expect("memory can be read");
    assert_eq!(report.triples, report.used + report.unused + report.left_out, "{report:?}");
    let (taxonomy, more) = builder.build(Provenance::default());
    issues.extend(more);
    for issue in &issues {
        assert!(!issue.to_string().contains('\n'), "{issue}");
    }
    (taxonomy, report, issues)
}

fn places(issues: &[Issue]) -> Vec<(&str, u64)> {
    issues.iter().map(|i| (i.code.id(), i.place.line.unwrap_or_default())).collect()
}

/// Turtle after the usual prefixes, whose line is the first; gives what it
/// comes to.
#[track_caller]
fn check(turtle: &str, expected: &[(&str, u64)]) -> String {
    let text = format!("{PREFIXES}{turtle}");
    let (taxonomy, _, issues) = import_all(text.as_bytes(), RdfFormat::Turtle);
    assert_eq!(places(&issues), expected, "{issues:#?}");
    dump(&taxonomy)
}

/// All that SKOS can carry of a taxonomy, line by line.
fn dump(taxonomy: &Taxonomy) -> String {
    let mut text = String::new();
    for scheme in taxonomy.schemes() {
        writeln!(text, "{} {}: {:?} {:?}", scheme.kind, scheme.iri, scheme.title, scheme.prefix)
            .unwrap();
    }
    for c in taxonomy.concepts() {
        let name = taxonomy.iri(c).trim_start_matches("urn:x:");
        write!(text, "{name}: {} {}", taxonomy.kind(c), taxonomy.status(c)).unwrap();
        if let Some(notation) = taxonomy.notation(c) {
            write!(text, " {notation:?}").unwrap();
        }
        if let Some(hours) = taxonomy.hours(c) {
            write!(text, " {hours} h").unwrap();
        }
        if let Some(level) = taxonomy.reuse_level(c) {
            write!(text, " {level}").unwrap();
        }
        text.push('\n');
        for &scheme in taxonomy.in_schemes(c) {
            writeln!(text, "  in {}", taxonomy.schemes()[scheme.index()].iri).unwrap();
        }
        for language in taxonomy.languages() {
            for label in taxonomy.labels(language).unwrap().unwrap().of(c) {
                writeln!(text, "  {} {:?}@{language}", label.role, label.text).unwrap();
            }
        }
        for language in taxonomy.note_languages() {
            for note in taxonomy.notes(language).unwrap().unwrap().of(c) {
                writeln!(text, "  {} {:?}@{language}", note.kind, note.text).unwrap();
            }
        }
        let level = taxonomy.level(c);
        for (relation, others) in [
            ("broader", taxonomy.broader(c)),
            ("related", taxonomy.related(c)),
            ("essential", taxonomy.requires(c, Importance::Essential)),
            ("optional", taxonomy.requires(c, Importance::Optional)),
            ("has-part", taxonomy.parts(c)),
            ("replaced-by", taxonomy.replaced_by(c)),
            ("level", level.as_slice()),
        ] {
            for &other in others {
                writeln!(text, "  {relation} {}", taxonomy.iri(other)).unwrap();
            }
        }
        let mut mappings: Vec<String> = taxonomy
            .mappings()
            .iter()
            .filter(|m| m.subject == c)
            .map(|m| format!("  {} {}\n", m.predicate, taxonomy.iri(m.object)))
            .collect();
        mappings.sort_unstable();
        mappings.dedup();
        text.extend(mappings);
    }
    text
}

fn written(taxonomy: &Taxonomy, format: RdfFormat) -> (String, SkosWritten) {
    let mut bytes = Vec::new();
    let counts = write_taxonomy(taxonomy, None, format, &mut bytes).unwrap();
    (String::from_utf8(bytes).unwrap(), counts)
}

#[test]
fn statements_may_come_in_any_order() {
    let lines = [
        "x:weld a skos:Concept ; skos:prefLabel \"weld\"@en, \"schweißen\"@de .",
        "x:join a skos:Concept ; skos:narrower x:weld ; skos:notation \"J\" .",
        "x:weld skos:related x:glue .",
        "x:glue a skos:Concept ; skos:inScheme x:s ; owl:deprecated true ; dct:isReplacedBy x:join .",
        "x:s a skos:ConceptScheme ; dct:title \"S\"@en .",
    ];
    let expected = "concept-scheme urn:x:s: {LanguageTag(\"en\"): \"S\"} None\n\
        glue: skill deprecated\n  in urn:x:s\n  related urn:x:weld\n  replaced-by urn:x:join\n\
        join: skill released \"J\"\n\
        weld: skill released\n  preferred \"schweißen\"@de\n  preferred \"weld\"@en\n  \
        broader urn:x:join\n  related urn:x:glue\n";
    assert_eq!(check(&lines.join("\n"), &[]), expected);
    let backwards: Vec<&str> = lines.into_iter().rev().collect();
    assert_eq!(check(&backwards.join("\n"), &[]), expected);
}

#[test]
fn kinds_come_from_classes_namespaces_and_options() {
    let found = check(
        "x:a a esco:Occupation . \
         x:b a skos:Concept, esco:Skill ; \
           esco:skillType <http://data.europa.eu/esco/skill-type/knowledge> ; \
           esco:skillReuseLevel <http://data.europa.eu/esco/skill-reuse-level/cross-sectoral> . \
         x:a esco:relatedEssentialSkill x:b . \
         x:c a skos:Concept ; <urn:passerelle:skos:kind> \"unit\" ; \
           <urn:passerelle:skos:hours> 40 ; skos:closeMatch x:elsewhere . \
         <http://data.europa.eu/esco/isco/C7212> a skos:Concept .",
        &[],
    );
    assert_eq!(
        found,
        "http://data.europa.eu/esco/isco/C7212: occupation-group released\n\
         a: occupation released\n  essential urn:x:b\n\
         b: knowledge released cross-sector\n\
         c: unit released 40 h\n  closeMatch urn:x:elsewhere\n\
         elsewhere: unit provisional\n"
    );
}

#[test]
fn labels_and_notes_may_be_things_of_their_own() {
    let found = check(
        "@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .\n\
         x:a a skos:Concept ; xl:prefLabel x:l ; dct:description x:n ; skos:definition [ \
           <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> \"exactly\"@en ] .\n\
         x:l a xl:Label ; xl:literalForm \"plain\" .\n\
         x:n a esco:NodeLiteral ; esco:language \"fr\" ; esco:nodeLiteral \"texte\" .",
        &[("PS-RDF-005", 3)],
    );
    assert_eq!(
        found,
        "a: skill released\n  preferred \"plain\"@en\n  definition \"exactly\"@en\n  \
         description \"texte\"@fr\n"
    );
}

#[test]
fn lists_in_a_circle_and_deep_nesting_end() {
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    check(
        &format!(
            "x:c a skos:OrderedCollection ; skos:memberList x:1 .\n\
             x:1 <{rdf}first> x:a ; <{rdf}rest> x:2 . x:2 <{rdf}first> x:b ; <{rdf}rest> x:1 .\n\
             x:a a skos:Concept . x:b a skos:Concept ."
        ),
        &[],
    );
    let deep = 20_000;
    for (open, close) in [("[ skos:broader ", "]"), ("( ", ")")] {
        let text = format!(
            "{PREFIXES}x:a a skos:Concept ; skos:broader {}x:b{} .\nx:z a skos:Concept .",
            open.repeat(deep),
            close.repeat(deep)
        );
        let (taxonomy, _, _) = import_all(text.as_bytes(), RdfFormat::Turtle);
        assert!(taxonomy.find_iri("urn:x:z").is_some());
    }
    let mut nested = String::new();
    for at in 0..deep {
        writeln!(nested, "x:{at} a skos:Collection ; skos:member x:{} .", at + 1).unwrap();
    }
    check(&nested, &[("PS-GRAPH-009", 20_001), ("PS-RDF-010", 2), ("PS-RDF-003", 0)]);
}

#[test]
fn a_file_with_faults_costs_only_the_faulty_statements() {
    let (taxonomy, report, issues) =
        import_all(read("with-faults.ttl").as_bytes(), RdfFormat::Turtle);
    let mut found = places(&issues);
    found.sort_by_key(|&(code, line)| (line, code));
    assert_eq!(
        found,
        [
            ("PS-RDF-009", 0),
            ("PS-RDF-001", 7),
            ("PS-RDF-001", 8),
            ("PS-RDF-006", 9),
            ("PS-RDF-008", 10),
            ("PS-RDF-008", 11),
            ("PS-GRAPH-009", 12),
            ("PS-RDF-005", 12),
            ("PS-RDF-007", 13),
            ("PS-RDF-010", 16),
            ("PS-RDF-004", 17),
            ("PS-RDF-004", 17),
            ("PS-RDF-004", 17),
            ("PS-RDF-008", 18),
            ("PS-RDF-001", 19),
        ],
        "{issues:#?}"
    );
    for name in ["sound", "no-dot", "after", "tag", "object", "text", "nowhere", "untyped", "last"]
    {
        assert!(taxonomy.find_iri(&format!("urn:x:{name}")).is_some(), "{name}");
    }
    assert_eq!((report.concepts, report.unused), (10, 4));
}

/// Where lines of N-Triples are not read.
#[track_caller]
fn check_lines(lines: &[&[u8]], expected: &[(&str, u64)]) {
    let sound = b"<urn:x:a> <http://www.w3.org/2004/02/skos/core#broader> <urn:x:a> .";
    let text = [&[&sound[..]], lines, &[&sound[..]]].concat().join(&b"\n"[..]);
    for format in FORMATS {
        let (_, report, issues) = import_all(&*text, format);
        let mut found = places(&issues);
        found.retain(|(code, _)| *code == "PS-RDF-001");
        assert_eq!(found, expected, "{format}: {issues:#?}");
        assert_eq!(report.relations, 2, "{format}");
    }
}

#[test]
fn a_syntax_error_costs_its_line() {
    check_lines(&[b"<urn:x:a> <urn:p> \"open ."], &[("PS-RDF-001", 2)]);
    check_lines(
        &[b"<urn:x:a> <urn:p> \"open .", b"<urn:x:a> <urn:p> \"b\" ."],
        &[("PS-RDF-001", 2)],
    );
    check_lines(
        &[b"<urn:x:a> <urn:p> \"\xff\" .", b"<urn:x:a> <urn:p> \"b\" ."],
        &[("PS-RDF-001", 2)],
    );
    check_lines(&[b"<urn:x:a> <urn:p> \"\\q\" ."], &[("PS-RDF-001", 2)]);
    check_lines(
        &[b"<a b> <urn:p> <urn:x:a> .", b"", b"<urn:x:a> <b ."],
        &[("PS-RDF-001", 2), ("PS-RDF-001", 4)],
    );
    check_lines(
        &[b"\x00 .", b"<urn:x:a> \"p\" <urn:x:a> ."],
        &[("PS-RDF-001", 2), ("PS-RDF-001", 3)],
    );
}

#[test]
fn a_file_of_errors_is_not_read_to_its_end() {
    let text = "<urn:x:a> <b\n".repeat(3_000);
    let (_, _, issues) = import_all(text.as_bytes(), RdfFormat::NTriples);
    let count = |code| issues.iter().filter(|issue| issue.code.id() == code).count();
    assert_eq!((count("PS-RDF-001"), count("PS-RDF-002")), (101, 1));
    let open = format!("<urn:x:a> <urn:p> \"\"\"{}", "long\n".repeat(4_000_000));
    let (_, _, issues) = import_all(open.as_bytes(), RdfFormat::Turtle);
    assert_eq!(places(&issues)[0].0, "PS-RDF-002");
}

#[test]
fn the_trades_are_read_whole() {
    let (taxonomy, report, issues) = import_all(read("trades.ttl").as_bytes(), RdfFormat::Turtle);
    assert_eq!(places(&issues), []);
    assert_eq!((report.concepts, report.labels, report.mappings, report.schemes), (10, 24, 8, 2),);
    assert_eq!((report.unused, report.left_out), (0, 0));
    let source = &taxonomy.provenance().sources[0];
    assert_eq!(
        [&source.name, &source.version, &source.publisher, &source.licence, &source.url],
        [
            "Trades of Exampleland",
            "2026",
            "Office of Trades",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            "https://example.org/trades/scheme"
        ]
    );
    assert_eq!(
        source.files[0].blake3,
        blake3::hash(read("trades.ttl").as_bytes()).to_hex().as_str()
    );
    let set = &taxonomy.mapping_sets()[0];
    assert_eq!(set.id, "https://example.org/trades/scheme#mappings");
    let isco = taxonomy.find_iri("http://data.europa.eu/esco/isco/C7212").unwrap();
    assert_eq!(taxonomy.kind(isco), ConceptKind::OccupationGroup);
    assert_eq!(taxonomy.status(isco), Status::Provisional);
    let scheme = taxonomy.find_scheme("https://example.org/trades/scheme").unwrap();
    assert_eq!(taxonomy.top_concepts(scheme).count(), 2);
    let heights = taxonomy.find_scheme("https://example.org/trades/heights").unwrap();
    assert_eq!(taxonomy.members(heights).count(), 2);
}

#[test]
fn the_mappings_of_the_trades_are_a_crosswalk() {
    let text = read("trades.ttl");
    let (crosswalk, issues) =
        read_crosswalk("trades.ttl", text.as_bytes(), RdfFormat::Turtle).unwrap();
    assert_eq!(places(&issues), [("PS-RDF-004", 0)]);
    assert_eq!(crosswalk.id(), "https://example.org/trades/scheme#mappings");
    assert_eq!(crosswalk.title(), "mappings of Trades of Exampleland");
    assert_eq!(crosswalk.slot("mapping_set_version"), Some("2026"));
    assert!(crosswalk.prefixes.iter().any(|p| p.prefix == "isco"));
    let first = &crosswalk.mappings[0];
    assert_eq!((first.line, first.slot("subject_label")), (19, Some("Metal joining")));
    assert_eq!(first.predicate_kind(), Some(MappingPredicate::Close));

    let mut bytes = Vec::new();
    assert_eq!(write_crosswalk(&crosswalk, RdfFormat::NTriples, &mut bytes).unwrap(), 0);
    let lines = String::from_utf8(bytes).unwrap();
    assert_eq!(lines, read("trades-to-isco.nt"));
    // Written in either format and read again, it says the same.
    for format in FORMATS {
        let mut bytes = Vec::new();
        write_crosswalk(&crosswalk, format, &mut bytes).unwrap();
        let (again, _) = read_crosswalk("again", bytes.as_slice(), format).unwrap();
        let said = |crosswalk: &Crosswalk| {
            let mut said: Vec<_> = crosswalk
                .mappings
                .iter()
                .map(|m| {
                    (m.subject.clone(), m.predicate.clone(), m.object.clone(), m.slots.clone())
                })
                .collect();
            said.sort();
            said
        };
        assert_eq!(said(&again), said(&crosswalk));
    }
}

#[test]
fn what_skos_cannot_state_of_a_crosswalk_is_counted() {
    let mapping = |subject: &str, predicate: &str, object: &str| CrosswalkMapping {
        subject: subject.to_owned(),
        predicate: predicate.to_owned(),
        object: object.to_owned(),
        ..CrosswalkMapping::default()
    };
    let exact = "http://www.w3.org/2004/02/skos/core#exactMatch";
    let mut negated = mapping("urn:x:a", exact, "urn:x:c");
    negated.set("predicate_modifier", "Not");
    let crosswalk = Crosswalk {
        mappings: vec![
            mapping("urn:x:b", exact, "urn:x:a"),
            mapping("urn:x:a", exact, "urn:x:b"),
            mapping("urn:x:a", exact, "urn:x:b"),
            mapping("urn:x:a", exact, NO_TERM_FOUND),
            negated,
            mapping("urn:x:a", "http://www.w3.org/2002/07/owl#sameAs", "urn:x:b"),
            mapping("", exact, "urn:x:b"),
        ],
        ..Crosswalk::default()
    };
    let mut bytes = Vec::new();
    assert_eq!(write_crosswalk(&crosswalk, RdfFormat::NTriples, &mut bytes).unwrap(), 4);
    let expected = format!("<urn:x:a> <{exact}> <urn:x:b> .\n<urn:x:b> <{exact}> <urn:x:a> .\n");
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn a_file_without_mappings_or_with_odd_ones_says_so() {
    let text = format!(
        "{PREFIXES}x:a skos:exactMatch \"b\", x:c, x:c .\n_:b skos:broadMatch x:c .\nx:a skos:exactMatch x:c .\n"
    );
    let (crosswalk, issues) =
        read_crosswalk("a b/ü.ttl", text.as_bytes(), RdfFormat::Turtle).unwrap();
    assert_eq!(places(&issues), [("PS-RDF-008", 2), ("PS-RDF-007", 3)]);
    assert_eq!(crosswalk.mappings.len(), 1);
    assert_eq!(crosswalk.id(), "urn:passerelle:mapping-set:ü.ttl");
    let (_, issues) = read_crosswalk("x", io::empty(), RdfFormat::NTriples).unwrap();
    assert_eq!(places(&issues), [("PS-RDF-003", 0)]);
    let utf16 = read_crosswalk("x", &b"\xff\xfe<\0"[..], RdfFormat::Turtle);
    assert_eq!(utf16.unwrap_err().code().id(), "PS-FILE-011");
}

#[test]
fn one_scheme_is_written_without_what_leads_out_of_it() {
    let text = format!(
        "{PREFIXES}x:a a skos:Concept ; skos:inScheme x:s ; skos:broader x:b ; skos:related x:c .\n\
         x:b a skos:Concept ; skos:inScheme x:s ; skos:exactMatch x:c .\n\
         x:c a skos:Concept ; skos:inScheme x:t ; skos:broadMatch x:a ; skos:closeMatch x:d .\n\
         x:d a skos:Concept ."
    );
    let (taxonomy, _, _) = import_all(text.as_bytes(), RdfFormat::Turtle);
    let scheme = taxonomy.find_scheme("urn:x:s");
    let mut bytes = Vec::new();
    let counts = write_taxonomy(&taxonomy, scheme, RdfFormat::Turtle, &mut bytes).unwrap();
    assert_eq!(counts, SkosWritten { triples: 12, left_out: 1 });
    let prologue = "@prefix ";
    let text = String::from_utf8(bytes).unwrap();
    let body: Vec<&str> = text.lines().filter(|line| !line.starts_with(prologue)).collect();
    assert_eq!(
        body.join("\n"),
        "<urn:x:s> a skos:ConceptScheme .\n\
         <urn:x:a> a skos:Concept ;\n\tpsr:kind \"skill\" ;\n\tskos:inScheme <urn:x:s> ;\n\t\
         skos:broader <urn:x:b> .\n\
         <urn:x:b> a skos:Concept ;\n\tpsr:kind \"skill\" ;\n\tskos:inScheme <urn:x:s> ;\n\t\
         skos:topConceptOf <urn:x:s> ;\n\tskos:narrower <urn:x:a> ;\n\tskos:exactMatch <urn:x:c> .\n\
         <urn:x:c> skos:broadMatch <urn:x:a> ."
    );
}

#[test]
fn a_tag_or_iri_that_rdf_refuses_is_left_out_and_counted() {
    let mut builder = Builder::new();
    let source = builder.source(Source::named("x"));
    let weld = builder.concept(&iri("weld"), ConceptKind::Skill, Status::Released);
    let tag = LanguageTag::parse("zh-hant-x-abcdefghij").unwrap();
    builder.label(weld, &tag, LabelRole::Preferred, "weld", source);
    let odd = Iri::parse("http://[").unwrap();
    let odd = builder.concept(&odd, ConceptKind::Skill, Status::Released);
    builder.related(weld, odd);
    let (taxonomy, _) = builder.build(Provenance::default());
    for format in FORMATS {
        let (text, counts) = written(&taxonomy, format);
        assert_eq!(counts, SkosWritten { triples: 2, left_out: 5 }, "{text}");
    }
}

#[test]
fn the_samples_of_other_vocabularies_are_read() {
    let Some(folder) = passerelle_tests::data().map(|folder| folder.join("formats/ctdl-asn"))
    else {
        return;
    };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Some(format) = RdfFormat::of_path(&path) else { continue };
        let (taxonomy, report, issues) = import_all(std::fs::File::open(&path).unwrap(), format);
        assert!(report.triples > 100 && taxonomy.is_empty(), "{}", path.display());
        assert!(issues.iter().any(|issue| issue.code.id() == "PS-RDF-003"));
        let graver = issues.iter().filter(|issue| issue.severity > Severity::Info);
        assert_eq!(graver.count(), 1, "{issues:#?}");
    }
}

fn iri(local: &str) -> Iri {
    Iri::parse(&format!("urn:x:{local}")).unwrap()
}
