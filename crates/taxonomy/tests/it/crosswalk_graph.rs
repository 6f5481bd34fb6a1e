//! Crosswalks in the graph: what becomes of the classifications, their
//! concepts and labels, and the mappings as reviewed.

use passerelle_model::crosswalk::{
    Crosswalk, CrosswalkMapping, NO_TERM_FOUND, Reviewed, ReviewedPart, SKOS, Slots,
};
use passerelle_model::{
    ConceptKind, Confidence, Direction, Issue, LabelRole, Prefix, Status, codes,
};
use passerelle_taxonomy::{Builder, Provenance, Scheme, Source, Taxonomy};

use crate::graph::tag;

const ESCO: &str = "http://data.europa.eu/esco/";
const REGISTER: &str = "urn:x:register";

/// The IRI of a short name: `o1` is an occupation of ESCO, `s1` a skill, `g1`
/// a group of ISCO-08, `n1` a concept of the register, `-` none.
fn expand(name: &str) -> String {
    match name.split_at(1) {
        ("o", local) => format!("{ESCO}occupation/{local}"),
        ("s", local) => format!("{ESCO}skill/{local}"),
        ("g", local) => format!("{ESCO}isco/C{local}"),
        ("n", local) => format!("{REGISTER}:{local}"),
        ("-", "") => NO_TERM_FOUND.to_owned(),
        _ => name.to_owned(),
    }
}

fn short(iri: &str) -> String {
    iri.replace(&format!("{ESCO}occupation/"), "o")
        .replace(&format!("{ESCO}skill/"), "s")
        .replace(&format!("{ESCO}isco/C"), "g")
        .replace(&format!("{REGISTER}:"), "n")
}

fn slots(stated: &[(&str, &str)]) -> Slots {
    stated.iter().map(|&(name, value)| (name.to_owned(), value.into())).collect()
}

/// A crosswalk of lines like `o1 broadMatch n1; subject_label=Maurer`; a
/// predicate without namespace is one of SKOS.
fn crosswalk(lines: &str) -> Crosswalk {
    let mappings = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let mut parts = line.split("; ");
        let words: Vec<&str> = parts.next().unwrap_or_default().split(' ').collect();
        let [subject, predicate, object] = words.as_slice() else { panic!("`{line}`") };
        let namespace = if predicate.contains(':') { "" } else { SKOS };
        let stated: Vec<(&str, &str)> =
            parts.map(|slot| slot.split_once('=').expect("a slot and its value")).collect();
        CrosswalkMapping {
            subject: expand(subject),
            predicate: format!("{namespace}{predicate}"),
            object: expand(object),
            slots: slots(&stated),
            ..CrosswalkMapping::default()
        }
    });
    Crosswalk {
        prefixes: vec![
            Prefix { prefix: "esco".to_owned(), namespace: ESCO.to_owned() },
            Prefix { prefix: "register".to_owned(), namespace: format!("{REGISTER}:") },
        ],
        slots: slots(&[
            ("mapping_set_id", "urn:x:set"),
            ("mapping_set_title", "ESCO – register"),
            ("mapping_set_version", "V2"),
            ("subject_source", "http://data.europa.eu/esco/concept-scheme/occupations"),
            ("ext_subject_kind", "occupation"),
            ("ext_subject_language", "de"),
            ("object_source", REGISTER),
            ("ext_object_classification", "Register der Berufe"),
            ("ext_object_kind", "occupation"),
            ("ext_object_language", "de"),
            ("license", "https://example.org/licence"),
            ("ext_file", "register.csv"),
            ("ext_file_blake3", "00ff"),
        ]),
        mappings: mappings.collect(),
        ..Crosswalk::default()
    }
}

fn taken(lines: &str, reviewed: &Reviewed) -> (Taxonomy, Vec<Issue>) {
    let mut builder = Builder::new();
    let mut issues = builder.crosswalk(&crosswalk(lines), reviewed, "register.csv");
    let (taxonomy, found) = builder.build(Provenance::default());
    issues.extend(found);
    (taxonomy, issues)
}

/// The taxonomy of a crosswalk that nothing is wrong with.
fn graph(lines: &str, reviewed: &Reviewed) -> Taxonomy {
    let (taxonomy, issues) = taken(lines, reviewed);
    assert_eq!(issues, []);
    taxonomy
}

/// Every mapping as `subject predicate confidence object`, with `*` where it
/// is swapped and `?` where its confidence is the set's; then the unmapped.
fn shown(taxonomy: &Taxonomy) -> Vec<String> {
    let mappings = taxonomy.mappings().iter().map(|&m| {
        format!(
            "{} {}{} {}{} {}",
            short(taxonomy.iri(m.subject)),
            m.predicate,
            if m.swapped { "*" } else { "" },
            taxonomy.mapping_confidence(m).percent(),
            if m.confidence.is_none() { "?" } else { "" },
            short(taxonomy.iri(m.object)),
        )
    });
    let unmapped = taxonomy.concepts().filter(|&c| !taxonomy.stated_unmapped(c).is_empty());
    mappings.chain(unmapped.map(|c| format!("{} unmapped", short(taxonomy.iri(c))))).collect()
}

#[track_caller]
fn check(lines: &str, reviewed: &Reviewed, expected: &[&str]) -> Taxonomy {
    let taxonomy = graph(lines, reviewed);
    assert_eq!(shown(&taxonomy), expected);
    taxonomy
}

/// A concept as `kind status notation: schemes`.
#[track_caller]
fn concept(taxonomy: &Taxonomy, name: &str) -> String {
    let concept = taxonomy.find_iri(&expand(name)).expect("the concept is there");
    let schemes: Vec<&str> = taxonomy
        .in_schemes(concept)
        .iter()
        .map(|s| taxonomy.schemes()[s.index()].iri.as_str())
        .map(|iri| iri.rsplit(['/', ':']).next().unwrap_or(iri))
        .collect();
    format!(
        "{} {} {}: {}",
        taxonomy.kind(concept),
        taxonomy.status(concept),
        taxonomy.notation(concept).unwrap_or("-"),
        schemes.join(" "),
    )
}

/// A concept's labels in a language, the preferred one marked.
fn labels(taxonomy: &Taxonomy, name: &str, language: &str) -> Vec<String> {
    let concept = taxonomy.find_iri(&expand(name)).expect("the concept is there");
    let Some(table) = taxonomy.labels(&tag(language)).expect("it is in memory") else {
        return Vec::new();
    };
    let mark = |role| if role == LabelRole::Preferred { "!" } else { "" };
    table.of(concept).map(|label| format!("{}{}", label.text, mark(label.role))).collect()
}

fn same(one: &Taxonomy, other: &Taxonomy) -> bool {
    one.same_content(other).expect("both are whole")
}

fn as_it_is() -> Reviewed {
    Reviewed::default()
}

fn inverted() -> Reviewed {
    Reviewed { direction: Direction::Inverted, ..Reviewed::default() }
}

const OCCUPATIONS: &str = "http://data.europa.eu/esco/concept-scheme/occupations";

#[test]
fn the_classification_becomes_a_scheme_with_its_codes() {
    let taxonomy = graph(
        "o1 exactMatch n12.3\n g7112 narrowMatch n12.4; ext_object_code=12 4\n s1 closeMatch n12.5",
        &as_it_is(),
    );
    assert_eq!(concept(&taxonomy, "n12.3"), "occupation provisional 12.3: register");
    assert_eq!(concept(&taxonomy, "n12.4"), "occupation provisional 12 4: register");
    assert_eq!(concept(&taxonomy, "o1"), "occupation not-loaded -: occupations");
    assert_eq!(concept(&taxonomy, "g7112"), "occupation-group not-loaded 7112: isco");
    assert_eq!(concept(&taxonomy, "s1"), "skill not-loaded -: skills");
    let scheme = taxonomy.find_scheme(REGISTER).expect("it is declared");
    let scheme = &taxonomy.schemes()[scheme.index()];
    assert_eq!(scheme.title, [(tag("de"), "Register der Berufe".to_owned())].into());
    assert_eq!(scheme.prefix, Some(("register".to_owned(), format!("{REGISTER}:"))));
    // ESCO's scheme is not the crosswalk's to declare.
    let occupations = taxonomy.find_scheme(OCCUPATIONS).expect("it is used");
    assert_eq!(taxonomy.schemes()[occupations.index()].title, [].into());
    let set = &taxonomy.mapping_sets()[0];
    assert_eq!((set.id.as_str(), set.version.as_str()), ("urn:x:set", "V2"));
    assert_eq!(set.default_confidence, Confidence::UNREVIEWED);
    let source = &taxonomy.provenance().sources[0];
    assert_eq!(source.name, "ESCO – register");
    assert_eq!(source.licence, "https://example.org/licence");
    assert_eq!(source.files[0].name, "register.csv");
}

#[test]
fn a_review_may_name_the_prefix() {
    let reviewed = Reviewed { prefix: Some("xx-reg".to_owned()), ..Reviewed::default() };
    let taxonomy = graph("o1 exactMatch n1", &reviewed);
    let n1 = expand("n1");
    let prefixes = taxonomy.prefixes();
    let declared = prefixes.iter().find(|p| n1.starts_with(&p.namespace)).expect("it has one");
    assert_eq!(declared.prefix, "xx-reg");
}

#[test]
fn a_scheme_without_a_name_or_prefix_is_called_by_its_iri() {
    let mut plain = crosswalk("o1 exactMatch n1");
    plain.prefixes.clear();
    plain.slots.retain(|name, _| !name.starts_with("ext_"));
    let mut builder = Builder::new();
    assert_eq!(builder.crosswalk(&plain, &as_it_is(), "x"), []);
    let (taxonomy, issues) = builder.build(Provenance::default());
    assert_eq!(issues, []);
    let scheme = taxonomy.find_scheme(REGISTER).expect("it is declared");
    let scheme = &taxonomy.schemes()[scheme.index()];
    assert_eq!((scheme.display_title(), scheme.prefix.as_ref()), (REGISTER, None));
    // The code is what the IRI ends with.
    assert_eq!(concept(&taxonomy, "n1"), "occupation provisional 1: register");
}

#[test]
fn the_first_label_of_a_classification_is_preferred_and_escos_never() {
    let taxonomy = graph(
        "o1 exactMatch n1; subject_label=Maurer; object_label=Maurer/in; ext_object_label_fr=Maçon\n\
         o2 closeMatch n1; object_label=Maurer (Hochbau); ext_object_label_fr=Maçon\n\
         o1 closeMatch n2; subject_label=Steinmaurer",
        &as_it_is(),
    );
    assert_eq!(labels(&taxonomy, "n1", "de"), ["Maurer/in!", "Maurer (Hochbau)"]);
    assert_eq!(labels(&taxonomy, "n1", "fr"), ["Maçon!"]);
    assert_eq!(labels(&taxonomy, "o1", "de"), ["Maurer", "Steinmaurer"]);
    assert!(labels(&taxonomy, "n2", "de").is_empty());
}

#[test]
fn labels_without_a_language_are_undetermined() {
    let mut plain = crosswalk("o1 exactMatch n1; object_label=Maurer");
    plain.slots.remove("ext_object_language");
    let mut builder = Builder::new();
    assert_eq!(builder.crosswalk(&plain, &as_it_is(), "x"), []);
    let taxonomy = builder.build(Provenance::default()).0;
    assert_eq!(labels(&taxonomy, "n1", "und"), ["Maurer!"]);
}

#[test]
fn what_esco_says_of_its_own_stands_whenever_it_comes() {
    let lines = "s1 exactMatch n1; subject_label=schweißen\n g7112 broadMatch n1";
    let esco = |builder: &mut Builder| {
        let source = builder.source(Source::named("ESCO"));
        let [skill, group] = ["s1", "g7112"].map(|name| {
            let iri = passerelle_model::Iri::parse(&expand(name)).expect("it is an IRI");
            let kind =
                if name == "s1" { ConceptKind::Knowledge } else { ConceptKind::OccupationGroup };
            builder.concept(&iri, kind, Status::Released)
        });
        builder.label(skill, &tag("de"), LabelRole::Preferred, "Schweißtechnik", source);
        builder.notation(group, "7112");
        for (concept, scheme) in [(skill, "skills"), (group, "isco")] {
            let scheme = format!("{ESCO}concept-scheme/{scheme}");
            let scheme = passerelle_model::Iri::parse(&scheme).expect("it is an IRI");
            builder.in_scheme(concept, &scheme);
            let title = scheme.as_str().to_owned();
            let kind = passerelle_model::SchemeKind::ConceptScheme;
            builder.scheme(Scheme::new(scheme, kind, &title));
        }
    };
    let mut built = [true, false].map(|first| {
        let mut builder = Builder::new();
        if first {
            esco(&mut builder);
        }
        assert_eq!(builder.crosswalk(&crosswalk(lines), &as_it_is(), "register.csv"), []);
        if !first {
            esco(&mut builder);
        }
        let (taxonomy, issues) = builder.build(Provenance::default());
        assert_eq!(issues, []);
        taxonomy
    });
    let [before, after] = &mut built;
    assert!(same(before, after), "the order makes a difference");
    assert_eq!(concept(before, "s1"), "knowledge released -: skills");
    assert_eq!(concept(before, "g7112"), "occupation-group released 7112: isco");
    assert_eq!(labels(before, "s1", "de"), ["Schweißtechnik!", "schweißen"]);
}

#[test]
fn an_esco_that_is_absorbed_later_knows_better() {
    let crosswalk = graph("o1 exactMatch n1", &as_it_is());
    let mut builder = Builder::new();
    let iri = passerelle_model::Iri::parse(&expand("o1")).expect("it is an IRI");
    let own = builder.concept(&iri, ConceptKind::Occupation, Status::Deprecated);
    builder.notation(own, "7112.1");
    let esco = builder.build(Provenance::default()).0;
    for order in [[&crosswalk, &esco], [&esco, &crosswalk]] {
        let mut builder = Builder::new();
        for one in order {
            builder.absorb(one).expect("it is in memory");
        }
        let (merged, issues) = builder.build(Provenance::default());
        assert_eq!(issues, []);
        assert_eq!(concept(&merged, "o1"), "occupation deprecated 7112.1: occupations");
    }
}

#[test]
fn a_concept_of_another_crosswalk_keeps_what_is_known_of_it() {
    let mut builder = Builder::new();
    assert_eq!(builder.crosswalk(&crosswalk("o1 exactMatch n1"), &as_it_is(), "one"), []);
    let mut second = crosswalk("n1 closeMatch urn:x:third:9");
    second.slots.extend(slots(&[
        ("mapping_set_id", "urn:x:second"),
        ("subject_source", REGISTER),
        ("object_source", "urn:x:third"),
    ]));
    second
        .prefixes
        .push(Prefix { prefix: "third".to_owned(), namespace: "urn:x:third:".to_owned() });
    assert_eq!(builder.crosswalk(&second, &as_it_is(), "two"), []);
    let (taxonomy, issues) = builder.build(Provenance::default());
    assert_eq!(issues, []);
    assert_eq!(concept(&taxonomy, "n1"), "occupation provisional 1: register");
    assert_eq!(concept(&taxonomy, "urn:x:third:9"), "occupation provisional 9: third");
    let third = taxonomy.find_scheme("urn:x:third").expect("it is declared");
    let prefix = taxonomy.schemes()[third.index()].prefix.as_ref().map(|(name, _)| name.as_str());
    assert_eq!(prefix, Some("third"));
}

#[test]
fn a_stated_confidence_is_kept_and_a_default_assumed() {
    check(
        "o1 exactMatch n1; confidence=0.845\n o2 exactMatch n2\n o3 exactMatch n3; confidence=much",
        &as_it_is(),
        &["o1 exactMatch 84 n1", "o2 exactMatch 70? n2", "o3 exactMatch 70? n3"],
    );
    let sure = Confidence::new(93).expect("a percentage");
    check(
        "o1 exactMatch n1; confidence=0.5\n o2 exactMatch n2",
        &Reviewed { default_confidence: sure, ..Reviewed::default() },
        &["o1 exactMatch 50 n1", "o2 exactMatch 93? n2"],
    );
}

#[test]
fn a_review_turns_what_is_published_the_wrong_way_round() {
    let lines = "o1 broadMatch n1\n o1 exactMatch n2\n o2 narrowMatch n1\n o3 closeMatch n3";
    let turned = check(
        lines,
        &inverted(),
        &[
            "o1 narrowMatch* 70? n1",
            "o1 exactMatch 70? n2",
            "o2 broadMatch* 70? n1",
            "o3 closeMatch 70? n3",
        ],
    );
    assert_eq!(turned.mapping_sets()[0].direction, Direction::Inverted);
    // As published it is what the crosswalk without a review says.
    let plain = graph(lines, &as_it_is());
    assert!(!same(&turned, &plain));
    assert!(same(&turned.into_published(), &plain));
    let again = graph(lines, &as_it_is()).into_published();
    assert!(same(&again, &plain));
}

#[test]
fn a_part_of_a_set_may_be_read_otherwise() {
    let part = |comment: &str, direction| ReviewedPart { comment: comment.to_owned(), direction };
    let lines = "o1 broadMatch n1\n g1 broadMatch n1; comment=per ISCO\n g2 broadMatch n1; comment=per ISCO!";
    check(
        lines,
        &Reviewed { parts: vec![part("per ISCO", Direction::AsPublished)], ..inverted() },
        &["g1 broadMatch 70? n1", "g2 narrowMatch* 70? n1", "o1 narrowMatch* 70? n1"],
    );
    // The first part that fits counts.
    let parts =
        vec![part("per ISCO", Direction::Inverted), part("per ISCO", Direction::AsPublished)];
    check(
        lines,
        &Reviewed { parts, ..as_it_is() },
        &["g1 narrowMatch* 70? n1", "g2 broadMatch 70? n1", "o1 broadMatch 70? n1"],
    );
}

#[test]
fn what_is_unmapped_is_a_statement_on_the_other_side() {
    let taxonomy = check(
        "- relatedMatch n1\n o1 exactMatch -\n o2 exactMatch n2",
        &inverted(),
        &["o2 exactMatch 70? n2", "o1 unmapped", "n1 unmapped"],
    );
    assert_eq!(taxonomy.len(), 4);
    assert_eq!(concept(&taxonomy, "n1"), "occupation provisional 1: register");
}

#[test]
fn what_skos_has_no_word_for_is_counted() {
    let (taxonomy, issues) = taken(
        "o1 exactMatch n1\n o2 exactMatch n2; predicate_modifier=Not\n\
         o3 http://www.w3.org/2002/07/owl#sameAs n3\n |x exactMatch n4\n\
         o5 mappingRelation n5\n - exactMatch -",
        &as_it_is(),
    );
    assert_eq!(shown(&taxonomy), ["o1 exactMatch 70? n1"]);
    let [issue] = issues.as_slice() else { panic!("{issues:?}") };
    assert_eq!(issue.code, codes::XWALK_UNUSED);
    assert_eq!(&*issue.message, "5 of 6 mappings are left out");
    assert_eq!(issue.place.file.as_deref(), Some("register.csv"));
}

#[test]
fn a_crosswalk_of_literals_has_labels_instead_of_concepts() {
    let mut literal = crosswalk("o1 exactMatch n1");
    literal.mappings[0].subject = String::new();
    literal.mappings[0].set("subject_label", "Maurer");
    let mut builder = Builder::new();
    let issues = builder.crosswalk(&literal, &as_it_is(), "x");
    assert_eq!(issues.len(), 1);
    assert!(builder.build(Provenance::default()).0.mappings().is_empty());
}

#[test]
fn a_snapshot_keeps_all_of_it() {
    let taxonomy = graph(
        "o1 broadMatch n1; confidence=0.8\n o2 narrowMatch n1; object_label=Maurer\n\
         - relatedMatch n2\n o3 exactMatch -\n g7112 broadMatch n3; comment=per ISCO",
        &Reviewed {
            parts: vec![ReviewedPart {
                comment: "per ISCO".to_owned(),
                direction: Direction::AsPublished,
            }],
            prefix: Some("xx".to_owned()),
            ..inverted()
        },
    );
    let mut bytes = Vec::new();
    taxonomy.write_snapshot(&mut bytes).expect("memory takes what is written");
    let opened = Taxonomy::from_bytes(bytes.clone()).expect("it was just written");
    assert!(same(&opened, &taxonomy));
    assert_eq!(shown(&opened), shown(&taxonomy));
    assert_eq!(opened.mapping_sets(), taxonomy.mapping_sets());
    assert!(same(&opened.into_published(), &taxonomy.into_published()));
}

#[test]
fn taken_twice_or_merged_with_itself_it_is_the_same() {
    let lines = "o1 broadMatch n1; object_label=Maurer; subject_label=Maurer\n\
                 o2 narrowMatch n1; object_label=Polier; confidence=0.8\n - relatedMatch n2";
    let once = graph(lines, &inverted());
    let mut twice = Builder::new();
    for _ in 0..2 {
        assert_eq!(twice.crosswalk(&crosswalk(lines), &inverted(), "register.csv"), []);
    }
    let (twice, issues) = twice.build(Provenance::default());
    assert_eq!(issues, []);
    assert!(same(&twice, &once));
    let mut merged = Builder::new();
    for _ in 0..2 {
        merged.absorb(&once).expect("it is in memory");
    }
    let (merged, issues) = merged.build(Provenance::default());
    assert_eq!(issues, []);
    assert!(same(&merged, &once));
}
