//! The snapshot: what is written comes back, and nothing else does.

mod damage;
mod file;
mod forged;

use passerelle_model::{ConceptKind, LabelRole, NoteKind, ReuseLevel, SchemeKind, Status};
use passerelle_taxonomy::{Builder, FORMAT_VERSION, Provenance, Source, Taxonomy};
use proptest::prelude::*;

use crate::graph::{Graph, id, iri, names, tag};
use crate::statements::{Statement, World, provenance, worlds};

fn bytes_of(taxonomy: &Taxonomy) -> Vec<u8> {
    let mut bytes = Vec::new();
    taxonomy.write_snapshot(&mut bytes).expect("memory takes what is written");
    bytes
}

fn open(bytes: Vec<u8>) -> Taxonomy {
    Taxonomy::from_bytes(bytes).expect("it was just written")
}

fn same(one: &Taxonomy, other: &Taxonomy) -> bool {
    one.same_content(other).expect("both are whole")
}

/// A small taxonomy with something of everything.
fn sample() -> Taxonomy {
    let mut graph = Graph::read(
        "weld broader join, glue broader join, weld related glue, job is occupation, \
         job essential weld, job optional glue, course is qualification, course has-part unit, \
         unit is unit, eqf4 is level, old status deprecated, old replaced-by weld, \
         weld exactMatch solder 90, glue broadMatch stick, weld in trades, glue in green, \
         weld notation 7212",
    );
    graph.scheme("trades", SchemeKind::ConceptScheme);
    graph.scheme("green", SchemeKind::Collection);
    graph.label("weld", "en", LabelRole::Alternative, "fuse");
    graph.label("weld", "de", LabelRole::Preferred, "schweißen");
    // Ends in a letter of two bytes: a forged offset may lie inside it.
    graph.label("weld", "de", LabelRole::Alternative, "Schweiß");
    graph.label("weld", "de", LabelRole::Hidden, "schweissen");
    let (course, eqf4, weld) =
        (graph.concept("course"), graph.concept("eqf4"), graph.concept("weld"));
    graph.builder.hours(course, 400);
    graph.builder.level(course, eqf4);
    graph.builder.reuse_level(weld, ReuseLevel::CrossSector);
    graph.builder.note(weld, &tag("en"), NoteKind::Definition, "Melt and join.");
    graph.taxonomy()
}

/// Whatever was built comes back from memory, with the same digest and the
/// same bytes when written again, before and after its labels are touched.
fn check_round_trip(taxonomy: &Taxonomy) -> Result<(), TestCaseError> {
    let bytes = bytes_of(taxonomy);
    let opened = open(bytes.clone());
    prop_assert_eq!(opened.digest().ok(), taxonomy.digest().ok());
    prop_assert_eq!(&bytes_of(&open(bytes.clone())), &bytes, "written without being touched");
    prop_assert!(same(&opened, taxonomy));
    prop_assert!(same(taxonomy, &opened));
    prop_assert_eq!(
        opened.languages().collect::<Vec<_>>(),
        taxonomy.languages().collect::<Vec<_>>()
    );
    prop_assert_eq!(opened.relation_counts(), taxonomy.relation_counts());
    for c in taxonomy.concepts() {
        // Inverses are not stored but made anew.
        prop_assert_eq!(opened.narrower(c), taxonomy.narrower(c));
        prop_assert_eq!(opened.part_of(c), taxonomy.part_of(c));
        let (found, expected): (Vec<_>, Vec<_>) =
            (opened.mappings_from(c).collect(), taxonomy.mappings_from(c).collect());
        prop_assert_eq!(found, expected);
    }
    prop_assert_eq!(&bytes_of(&opened), &bytes, "written after being read");
    Ok(())
}

/// A statement, taken out or said otherwise, makes another taxonomy.
fn without(world: &World, at: usize) -> Vec<Statement> {
    let mut fewer = world.statements.clone();
    fewer.remove(at);
    fewer
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn what_is_written_comes_back(world in worlds(true)) {
        check_round_trip(&world.build().0)?;
    }

    #[test]
    fn the_order_of_statements_does_not_matter(
        (world, shuffled) in worlds(true).prop_flat_map(|world| {
            let statements = Just(world.statements.clone()).prop_shuffle();
            (Just(world), statements)
        })
    ) {
        let (one, issues) = world.build();
        let (other, same_issues) = world.build_of(&shuffled);
        prop_assert_eq!(issues, same_issues);
        prop_assert_eq!(bytes_of(&one), bytes_of(&other));
    }

    #[test]
    fn saying_everything_twice_changes_nothing(world in worlds(false)) {
        let twice = [world.statements.as_slice(), world.statements.as_slice()].concat();
        let (once, _) = world.build();
        prop_assert_eq!(bytes_of(&once), bytes_of(&world.build_of(&twice).0));
    }

    #[test]
    fn the_digest_is_that_of_the_content(
        world in worlds(true),
        at in any::<prop::sample::Index>(),
    ) {
        let (one, _) = world.build();
        let (other, _) = world.build_of(&without(&world, at.index(world.statements.len())));
        let equal = one.digest().unwrap() == other.digest().unwrap();
        prop_assert_eq!(same(&one, &other), equal);
        prop_assert_eq!(bytes_of(&one) == bytes_of(&other), equal);
    }
}

#[test]
fn the_sample_comes_back() {
    check_round_trip(&sample()).unwrap();
}

#[test]
fn an_empty_taxonomy_comes_back() {
    let empty = Builder::new().build(Provenance::default()).0;
    check_round_trip(&empty).unwrap();
    assert!(open(bytes_of(&empty)).is_empty());
}

#[test]
fn the_order_of_sources_does_not_matter() {
    let build = |names: [&str; 2]| {
        let mut builder = Builder::new();
        let weld = builder.concept(&iri("weld"), ConceptKind::Skill, Status::Released);
        for name in names {
            let source = builder.source(Source::named(name));
            builder.label(weld, &tag("en"), LabelRole::Alternative, name, source);
        }
        bytes_of(&builder.build(provenance()).0)
    };
    assert!(build(["one", "two"]) == build(["two", "one"]), "the bytes differ");
}

#[test]
fn a_language_with_few_labels_in_a_large_graph_comes_back() {
    // Its offsets are the same number over and over, which compresses to
    // less than a thousandth.
    let mut builder = Builder::new();
    let source = builder.source(Source::named("example"));
    for at in 0..40_000 {
        let concept =
            builder.concept(&iri(&format!("{at:05}")), ConceptKind::Skill, Status::Released);
        if at == 0 {
            builder.label(concept, &tag("mt"), LabelRole::Preferred, "iwweldja", source);
        }
    }
    let taxonomy = builder.build(provenance()).0;
    let opened = Taxonomy::from_bytes(bytes_of(&taxonomy)).unwrap();
    assert!(same(&opened, &taxonomy));
}

#[test]
fn sections_are_listed_with_their_languages() {
    let opened = open(bytes_of(&sample()));
    let listed: Vec<&str> = opened.sections().iter().map(|s| s.name.as_str()).collect();
    assert_eq!(
        listed,
        [
            "provenance",
            "schemes",
            "concepts",
            "relations",
            "mappings",
            "readings",
            "labels de",
            "labels en",
            "notes en",
        ]
    );
    assert!(sample().sections().is_empty(), "it was built in memory");
}

#[test]
fn look_ups_work_in_an_opened_snapshot() {
    let opened = open(bytes_of(&sample()));
    let weld = id(&opened, "weld");
    assert_eq!(opened.find_notation("7212"), [weld]);
    assert_eq!(opened.find_notation("721"), []);
    assert_eq!(names(&opened, opened.broader(weld)), ["join"]);
    assert_eq!(opened.display_label(weld, &tag("de")).unwrap(), "schweißen");
    assert_eq!(opened.display_label(weld, &tag("fr")).unwrap(), "weld");
    assert!(opened.labels(&tag("fr")).unwrap().is_none());
    let course = id(&opened, "course");
    assert_eq!(
        (opened.hours(course), opened.level(course)),
        (Some(400), Some(id(&opened, "eqf4")))
    );
}

#[test]
fn the_file_starts_with_its_magic_and_version() {
    let bytes = bytes_of(&sample());
    assert_eq!(&bytes[..8], b"PSRLTAX\0");
    assert_eq!(bytes[8..12], FORMAT_VERSION.to_le_bytes());
}
