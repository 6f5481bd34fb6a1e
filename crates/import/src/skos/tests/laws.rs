//! What is written comes back, and anything is read.

use passerelle_taxonomy::MappingSet;
use proptest::prelude::*;

use super::*;

/// Local names that Turtle must escape, or cannot abbreviate.
const NAMES: [&str; 8] = ["a", "b.", "c/d?e#f", "1%20", "ü日", "(x)'~-", "a:b", "%41_@=&;,$!*+"];
const TAGS: [&str; 4] = ["en", "de", "pt-br", "zh-hant"];

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab]{1,2}",
        "[a\"'\\\\\n\r\t .<>@^{}|`%ß\u{65e5}\u{1F600}\u{0}\u{7f}\u{85}\u{2028}\u{feff}]{0,8}",
        any::<String>(),
    ]
}

/// Taxonomies of a few concepts, with something of everything.
fn taxonomies() -> impl Strategy<Value = Taxonomy> {
    let count = NAMES.len();
    let facts = (
        prop::sample::select(ConceptKind::ALL),
        prop::sample::select(Status::ALL),
        texts(),
        prop::option::of(prop::sample::select(ReuseLevel::ALL)),
        prop::option::of(0..5000_u32),
        prop::option::of(0..count),
    );
    let label = (0..count, 0..TAGS.len(), prop::sample::select(LabelRole::ALL), texts());
    let note = (0..count, 0..TAGS.len(), prop::sample::select(NoteKind::ALL), texts());
    let relation = (0..8_usize, 0..count, 0..count);
    let mapping = (0..count, prop::sample::select(MappingPredicate::ALL), 0..count, 0..2_usize);
    let title = (0..3_usize, 0..TAGS.len(), "[a-z\"\\\\ ]{0,3}x");
    (
        prop::collection::vec(facts, count..=count),
        prop::collection::vec(label, 0..24),
        prop::collection::vec(note, 0..8),
        prop::collection::vec(relation, 0..24),
        prop::collection::vec(mapping, 0..8),
        prop::collection::vec(title, 0..4),
    )
        .prop_map(|(facts, labels, notes, relations, mappings, titles)| {
            let mut builder = Builder::new();
            let source = builder.source(Source::named("x"));
            let tag = |at: usize| LanguageTag::parse(TAGS[at]).unwrap();
            let scheme = |at: usize| Scheme {
                iri: Iri::parse(&format!("urn:s:{at}")).unwrap(),
                kind: [SchemeKind::ConceptScheme, SchemeKind::Collection][at % 2],
                title: BTreeMap::default(),
                prefix: (at == 0).then(|| ("x".to_owned(), "urn:x:".to_owned())),
            };
            for at in 0..3 {
                builder.scheme(scheme(at));
            }
            for (at, language, text) in titles {
                let title = [(tag(language), text)].into();
                builder.scheme(Scheme { title, ..scheme(at) });
            }
            let concepts: Vec<_> = NAMES
                .iter()
                .zip(&facts)
                .map(|(name, facts)| builder.concept(&iri(name), facts.0, facts.1))
                .collect();
            for (&concept, (_, _, notation, reuse, hours, level)) in concepts.iter().zip(&facts) {
                builder.notation(concept, notation);
                if let Some(reuse) = reuse {
                    builder.reuse_level(concept, *reuse);
                }
                if let Some(hours) = hours {
                    builder.hours(concept, *hours);
                }
                if let Some(level) = level {
                    builder.level(concept, concepts[*level]);
                }
            }
            for (concept, language, role, text) in labels {
                builder.label(concepts[concept], &tag(language), role, &text, source);
            }
            for (concept, language, kind, text) in notes {
                builder.note(concepts[concept], &tag(language), kind, &text);
            }
            for (relation, one, other) in relations {
                let (one, other) = (concepts[one], concepts[other]);
                match relation {
                    0 => builder.broader(one, other),
                    1 => builder.related(one, other),
                    2 => builder.requires(one, other, Importance::Essential),
                    3 => builder.requires(one, other, Importance::Optional),
                    4 => builder.has_part(one, other),
                    5 => builder.replaced_by(one, other),
                    at => builder.in_scheme(one, &scheme(at - 6).iri),
                }
            }
            for (subject, predicate, object, set) in mappings {
                let set = builder.mapping_set(MappingSet::new(
                    &format!("urn:set:{set}"),
                    "a set",
                    "semapv:ManualMappingCuration",
                    Confidence::FULL,
                ));
                builder.mapping(concepts[subject], predicate, concepts[object], None, set);
            }
            builder.build(Provenance::default()).0
        })
}

/// Statements of every property about few nodes, and scraps between them.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop::sample::select(vec![
        "x:a", " a ", "\"open", "'", "\"\"\"", "@en", "^^", " .\n", ";", ",", "[", "]", "(", ")",
        "<a b>", "@prefix ", "@base ", "y: ", "\\", "\\q", "#", "\n", "\r", "\r\n", "1.5e", "%",
        "\u{feff}", "\0", "é", "{", "<<", "|}", "<", ">",
    ]);
    let node = || prop::sample::select(vec!["<urn:x:a>", "<urn:x:b>", "<urn:x:c>", "_:d", "_:e"]);
    let text = prop::sample::select(vec![
        "\"a\"",
        "\"b\"@en",
        "\"c\"@de",
        "\" \"@en",
        "\"\"",
        "\"x\"@english",
        "\"true\"",
        "\"7\"",
        "\"provisional\"",
        "\"unit\"",
        "\"en\"",
    ]);
    let class = prop::sample::select(vec!["Concept", "ConceptScheme", "Collection", "Other"])
        .prop_map(|class| format!("<http://www.w3.org/2004/02/skos/core#{class}>"));
    let property = prop::sample::select(vocabulary::PROPERTIES).prop_map(|(iri, _)| iri);
    let object = prop_oneof![node().prop_map(str::to_owned), text.prop_map(str::to_owned)];
    let statement = prop_oneof![
        (node(), class).prop_map(|(subject, class)| {
            format!("{subject} <{}> {class} .\n", vocabulary::PROPERTIES[0].0)
        }),
        (node(), property, object)
            .prop_map(|(subject, property, object)| format!("{subject} <{property}> {object} .\n")),
    ];
    let piece = prop_oneof![20 => statement, 1 => scrap.prop_map(str::to_owned)];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A reader that gives few bytes at a time.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let few = buffer.len().min(3);
        self.0.read(&mut buffer[..few])
    }
}

/// What comes of any bytes is written and comes back.
fn check_any(bytes: &[u8], format: RdfFormat) -> Result<(), TestCaseError> {
    let (taxonomy, _, issues) = import_all(bytes, format);
    let (dripped, _, same) = import_all(Drip(bytes), format);
    prop_assert_eq!(dump(&dripped), dump(&taxonomy));
    prop_assert_eq!(places(&same), places(&issues));
    check_round_trip(&taxonomy)?;
    let (crosswalk, _) = read_crosswalk("in.ttl", bytes, format).unwrap();
    let mut written = Vec::new();
    let left_out = write_crosswalk(&crosswalk, format, &mut written).unwrap();
    prop_assert_eq!(left_out, 0);
    let (again, _) = read_crosswalk("in.ttl", written.as_slice(), format).unwrap();
    prop_assert_eq!(again.mappings.len(), crosswalk.mappings.len());
    Ok(())
}

fn check_round_trip(taxonomy: &Taxonomy) -> Result<(), TestCaseError> {
    for format in FORMATS {
        let (text, counts) = written(taxonomy, format);
        prop_assert_eq!(counts.left_out, 0);
        let (again, report, issues) = import_all(text.as_bytes(), format);
        prop_assert_eq!(dump(&again), dump(taxonomy), "{}\n{}", format, text);
        prop_assert_eq!((report.triples, report.left_out), (counts.triples, 0));
        // An IRI that is both a concept and a collection stays so.
        let graver = issues.iter().find(|issue| {
            let code = issue.code.id();
            issue.severity > Severity::Info && code != "PS-RDF-003" && !code.starts_with("PS-SKOS")
        });
        prop_assert!(graver.is_none(), "{:?}", graver);
        prop_assert_eq!(written(&again, format).0, text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_written_comes_back(taxonomy in taxonomies()) {
        check_round_trip(&taxonomy)?;
    }

    #[test]
    fn any_scraps_are_read(scraps in scraps()) {
        check_any(format!("{PREFIXES}{scraps}").as_bytes(), RdfFormat::Turtle)?;
        check_any(scraps.as_bytes(), RdfFormat::NTriples)?;
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in FORMATS {
            check_any(&bytes, format)?;
        }
    }
}
