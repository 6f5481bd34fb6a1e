//! Several taxonomies as one.

use passerelle_model::{
    Code, ConceptKind, Importance, Issue, LabelRole, NoteKind, ReuseLevel, SchemeKind, Status,
    codes,
};
use passerelle_taxonomy::{Builder, Provenance, Source, Taxonomy};
use proptest::prelude::*;

use crate::graph::{Graph, id, iri, names, tag};
use crate::statements::{provenance, worlds};

/// What comes of absorbing taxonomies one after the other.
fn merge(taxonomies: &[&Taxonomy]) -> (Taxonomy, Vec<Issue>) {
    let mut builder = Builder::new();
    for taxonomy in taxonomies {
        builder.absorb(taxonomy).expect("it was built in memory");
    }
    builder.build(provenance())
}

/// Merges two graphs and checks the issues, each as code and subject.
fn check(one: &Taxonomy, other: &Taxonomy, expected: &[(Code, &str)]) -> Taxonomy {
    let (merged, issues) = merge(&[one, other]);
    let found: Vec<(Code, &str)> = issues
        .iter()
        .map(|issue| {
            let subject = issue.place.subject.as_deref().unwrap_or_default();
            (issue.code, subject.trim_start_matches("urn:x:"))
        })
        .collect();
    assert_eq!(found, expected, "{issues:#?}");
    merged
}

fn graph(source: &str, statements: &str) -> Taxonomy {
    Graph::from_source(source, statements).taxonomy()
}

fn same(one: &Taxonomy, other: &Taxonomy) -> bool {
    one.same_content(other).expect("both are in memory")
}

#[test]
fn one_iri_is_one_concept() {
    let one = graph("one", "weld broader join, weld essential cut, weld in a");
    let other = graph("two", "weld broader make, zinc broader weld, weld exactMatch w, weld in b");
    let merged = check(&one, &other, &[]);
    let weld = id(&merged, "weld");
    assert_eq!(merged.len(), 6);
    assert_eq!(names(&merged, merged.broader(weld)), ["join", "make"]);
    assert_eq!(names(&merged, merged.narrower(weld)), ["zinc"]);
    assert_eq!(merged.in_schemes(weld).len(), 2);
    assert_eq!(merged.mappings_from(weld).count(), 1);
    assert_eq!(names(&merged, merged.requires(weld, Importance::Essential)), ["cut"]);
}

#[test]
fn labels_and_notes_come_together() {
    let one = graph("one", "weld broader join");
    let mut other = Graph::from_source("two", "weld broader join");
    other.label("weld", "en", LabelRole::Alternative, "fuse");
    other.label("weld", "fr", LabelRole::Preferred, "souder");
    let weld = other.concept("weld");
    let note = "Melt and join.";
    other.builder.note(weld, &tag("en"), NoteKind::Definition, note);
    let merged = check(&one, &other.taxonomy(), &[]);
    let weld = id(&merged, "weld");

    let texts = |language| -> Vec<&str> {
        let table = merged.labels(&tag(language)).unwrap().unwrap();
        table.of(weld).map(|l| l.text).collect()
    };
    assert_eq!(texts("en"), ["weld", "fuse"]);
    assert_eq!(texts("fr"), ["souder"]);
    let notes = merged.notes(&tag("en")).unwrap().unwrap();
    assert_eq!(notes.of(weld).map(|n| n.text).collect::<Vec<_>>(), [note]);
    // Each label keeps its source, which has another number here.
    let fuse = merged.labels(&tag("en")).unwrap().unwrap().of(weld).nth(1).unwrap();
    assert_eq!(merged.provenance().sources[fuse.source.index()].name, "two");
}

/// A taxonomy with one concept called `weld`.
fn stated(kind: ConceptKind, status: Status) -> Taxonomy {
    let mut builder = Builder::new();
    builder.concept(&iri("weld"), kind, status);
    builder.build(Provenance::default()).0
}

#[test]
fn second_hand_knowledge_gives_way_whichever_comes_first() {
    let hearsay = stated(ConceptKind::Skill, Status::Provisional);
    for status in [Status::Released, Status::Deprecated] {
        let published = stated(ConceptKind::Knowledge, status);
        for (one, other) in [(&hearsay, &published), (&published, &hearsay)] {
            let merged = check(one, other, &[]);
            let weld = id(&merged, "weld");
            assert_eq!((merged.kind(weld), merged.status(weld)), (ConceptKind::Knowledge, status));
        }
    }
}

#[test]
fn two_kinds_are_an_issue_and_the_first_stands() {
    let skill = stated(ConceptKind::Skill, Status::Released);
    let knowledge = stated(ConceptKind::Knowledge, Status::Released);
    for (one, other) in [(&skill, &knowledge), (&knowledge, &skill)] {
        let merged = check(one, other, &[(codes::GRAPH_KIND, "weld")]);
        let weld = id(&merged, "weld");
        assert_eq!(merged.kind(weld), one.kind(id(one, "weld")));
    }
}

#[test]
fn two_kinds_at_second_hand_are_an_issue_too() {
    let skill = stated(ConceptKind::Skill, Status::Provisional);
    let knowledge = stated(ConceptKind::Knowledge, Status::Provisional);
    check(&skill, &knowledge, &[(codes::GRAPH_KIND, "weld")]);
    check(&knowledge, &skill, &[(codes::GRAPH_KIND, "weld")]);
}

#[test]
fn a_scheme_used_here_may_be_declared_a_collection_there() {
    let using = graph("one", "weld broader join, weld in green");
    let mut declaring = Graph::from_source("two", "");
    declaring.scheme("green", SchemeKind::Collection);
    let declaring = declaring.taxonomy();
    for (one, other) in [(&using, &declaring), (&declaring, &using)] {
        let merged = check(one, other, &[]);
        assert_eq!(merged.schemes()[0].kind, SchemeKind::Collection);
    }
}

#[test]
fn of_two_preferred_labels_the_first_taxonomys_stands() {
    let called = |source, label| {
        let mut graph = Graph::from_source(source, "");
        graph.builder.concept(&iri("weld"), ConceptKind::Skill, Status::Released);
        graph.label("weld", "en", LabelRole::Preferred, label);
        graph.taxonomy()
    };
    let (one, other) = (called("one", "weld metal"), called("two", "join by melting"));
    for (first, second, kept, lowered) in [
        (&one, &other, "weld metal", "join by melting"),
        (&other, &one, "join by melting", "weld metal"),
    ] {
        let merged = check(first, second, &[(codes::GRAPH_LABEL_CONFLICT, "weld")]);
        let table = merged.labels(&tag("en")).unwrap().unwrap();
        let labels: Vec<_> = table.of(id(&merged, "weld")).map(|l| (l.role, l.text)).collect();
        assert_eq!(labels, [(LabelRole::Preferred, kept), (LabelRole::Alternative, lowered)]);
        assert_eq!(merged.provenance().issues[codes::GRAPH_LABEL_CONFLICT.id()], 1);
    }
    check(&one, &called("three", "weld metal"), &[]);
}

#[test]
fn of_two_numbers_the_first_taxonomys_stands() {
    let stated = |hours, reuse_level, level: &str, notation| {
        let mut graph = Graph::read("weld broader join");
        let (weld, level) = (graph.concept("weld"), graph.concept(level));
        graph.builder.notation(weld, notation);
        graph.builder.hours(weld, hours);
        graph.builder.reuse_level(weld, reuse_level);
        graph.builder.level(weld, level);
        graph.taxonomy()
    };
    let one = stated(100, ReuseLevel::Transversal, "level-1", "A");
    let other = stated(200, ReuseLevel::CrossSector, "level-2", "B");
    let (merged, _) = merge(&[&one, &other]);
    let weld = id(&merged, "weld");
    assert_eq!(merged.notation(weld), Some("A"));
    // The documentation of `Builder`: where statements contradict one
    // another, the first stands.
    assert_eq!(merged.hours(weld), Some(100));
    assert_eq!(merged.reuse_level(weld), Some(ReuseLevel::Transversal));
    assert_eq!(merged.level(weld), Some(id(&merged, "level-1")));
}

#[test]
fn what_only_the_second_knows_is_added() {
    let one = graph("one", "weld broader join");
    let mut other = Graph::from_source("two", "weld notation 7212");
    let weld = other.concept("weld");
    other.builder.hours(weld, 40);
    let other = other.taxonomy();
    for (first, second) in [(&one, &other), (&other, &one)] {
        let merged = check(first, second, &[]);
        let weld = id(&merged, "weld");
        assert_eq!((merged.notation(weld), merged.hours(weld)), (Some("7212"), Some(40)));
    }
}

#[test]
fn the_same_source_is_named_once() {
    let one = graph("shared", "weld broader join");
    let other = graph("shared", "glue broader join");
    let merged = check(&one, &other, &[]);
    assert_eq!(merged.provenance().sources, [Source::named("shared")]);
    assert_eq!(merged.mapping_sets().len(), 1);

    let other = graph("another", "glue broader join");
    let merged = check(&one, &other, &[]);
    let expected = [Source::named("another"), Source::named("shared")];
    assert_eq!(merged.provenance().sources, expected);

    let newer = Source { version: "2".to_owned(), ..Source::named("shared") };
    let mut builder = Builder::new();
    assert_ne!(builder.source(Source::named("shared")), builder.source(newer));
}

#[test]
fn essential_wins_over_optional_across_taxonomies() {
    let essential = graph("one", "weld essential cut");
    let optional = graph("two", "weld optional cut");
    for (one, other) in [(&essential, &optional), (&optional, &essential)] {
        let merged = check(one, other, &[]);
        let weld = id(&merged, "weld");
        let cut = [id(&merged, "cut")];
        assert_eq!(merged.requires(weld, Importance::Essential), cut);
        assert_eq!(merged.requires(weld, Importance::Optional), []);
    }
}

#[test]
fn a_damaged_section_is_an_error() {
    let mut bytes = Vec::new();
    graph("one", "weld broader join").write_snapshot(&mut bytes).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let damaged = Taxonomy::from_bytes(bytes).unwrap();
    let error = Builder::new().absorb(&damaged).unwrap_err();
    assert_eq!(error.code(), codes::SNAPSHOT_DAMAGED);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn absorbing_into_nothing_is_the_identity_however_often(world in worlds(false)) {
        let (original, issues) = world.build();
        prop_assert_eq!(issues, vec![]);
        for times in 1..=3 {
            let (merged, issues) = merge(&vec![&original; times]);
            prop_assert_eq!(issues, vec![]);
            prop_assert!(same(&merged, &original), "absorbed {} times", times);
        }
    }

    #[test]
    fn absorbing_parts_is_building_the_whole(
        world in worlds(false),
        cut in any::<prop::sample::Index>(),
    ) {
        let (whole, _) = world.build();
        let (head, tail) = world.statements.split_at(cut.index(world.statements.len()));
        let (head, tail) = (world.build_of(head).0, world.build_of(tail).0);
        for parts in [[&head, &tail], [&tail, &head]] {
            let (merged, issues) = merge(&parts);
            prop_assert_eq!(issues, vec![]);
            prop_assert!(same(&merged, &whole));
            prop_assert_eq!(merged.digest().unwrap(), whole.digest().unwrap());
        }
    }
}
