//! The integrity conditions: each is broken alone, in the smallest graph
//! that breaks it, and gives its own code and no other.

use passerelle_model::{Code, ConceptKind, Issue, LabelRole, SchemeKind, Status, codes};
use passerelle_taxonomy::{Source, Taxonomy};

use crate::graph::{Graph, certain_set, id, iri, names, tag};

/// Two trades in a scheme, with labels and notations: nothing is wrong.
const CLEAN: &str = "weld broader join, weld in trades, join in trades, \
                     weld notation 11, join notation 1";

fn found(issues: &[Issue]) -> Vec<(Code, &str)> {
    issues
        .iter()
        .map(|issue| {
            let subject = issue.place.subject.as_deref().unwrap_or_default();
            (issue.code, subject.trim_start_matches("urn:x:"))
        })
        .collect()
}

/// Spoils the clean graph and compares what building and checking report,
/// each as code and subject; two labels are the same where they differ only
/// in case.
fn check(
    spoil: impl FnOnce(&mut Graph),
    built: &[(Code, &str)],
    checked: &[(Code, &str)],
) -> Taxonomy {
    check_with(&str::to_lowercase, spoil, built, checked)
}

fn check_with(
    normalise: &dyn Fn(&str) -> String,
    spoil: impl FnOnce(&mut Graph),
    built: &[(Code, &str)],
    checked: &[(Code, &str)],
) -> Taxonomy {
    let mut graph = Graph::read(CLEAN);
    spoil(&mut graph);
    let (taxonomy, issues) = graph.build();
    assert_eq!(found(&issues), built, "while it was built: {issues:#?}");
    let counted: u64 = taxonomy.provenance().issues.values().sum();
    assert_eq!(counted, built.len() as u64, "the provenance counts other issues");

    let issues = taxonomy.check(normalise).expect("it is in memory");
    assert_eq!(found(&issues), checked, "when it was checked: {issues:#?}");
    let mut bytes = Vec::new();
    taxonomy.write_snapshot(&mut bytes).expect("memory takes what is written");
    let opened = Taxonomy::from_bytes(bytes).expect("it was just written");
    let again = opened.check(normalise).expect("it is whole");
    assert_eq!(again, issues, "a snapshot checks as its original");
    taxonomy
}

/// Checks statements that building has nothing against.
fn check_statements(statements: &str, checked: &[(Code, &str)]) {
    check(|graph| graph.say(statements), &[], checked);
}

#[test]
fn a_clean_graph_has_no_issues() {
    check_statements("", &[]);
}

#[test]
fn an_empty_graph_has_no_issues() {
    let taxonomy = Graph::read("").taxonomy();
    assert_eq!(taxonomy.check(&str::to_owned).unwrap(), []);
}

#[test]
fn s9_a_concept_is_no_concept_scheme() {
    let both = [(codes::SKOS_009, "both")];
    check(
        |graph| {
            graph.say("both broader join");
            graph.scheme("both", SchemeKind::ConceptScheme);
        },
        &both,
        &both,
    );
    // A scheme that nobody declares is one too.
    check(|graph| graph.say("both broader join, weld in both"), &both, &both);
}

#[test]
fn s13_a_text_has_one_role() {
    let roles = [
        (LabelRole::Preferred, LabelRole::Alternative),
        (LabelRole::Preferred, LabelRole::Hidden),
        (LabelRole::Alternative, LabelRole::Hidden),
    ];
    for (stronger, weaker) in roles {
        for order in [[stronger, weaker], [weaker, stronger]] {
            // French, for English has a preferred label of its own.
            let taxonomy = check(
                |graph| order.into_iter().for_each(|r| graph.label("weld", "fr", r, "souder")),
                &[(codes::SKOS_013, "weld")],
                &[],
            );
            let labels = taxonomy.labels(&tag("fr")).unwrap().unwrap();
            let kept: Vec<_> = labels.of(id(&taxonomy, "weld")).map(|l| (l.role, l.text)).collect();
            assert_eq!(kept, [(stronger, "souder")]);
        }
    }
}

#[test]
fn s13_one_text_in_two_languages_is_no_clash() {
    check(|graph| graph.label("weld", "nl", LabelRole::Alternative, "weld"), &[], &[]);
}

#[test]
fn s14_a_language_has_one_preferred_label() {
    let taxonomy = check(
        |graph| graph.label("weld", "en", LabelRole::Preferred, "arc welding"),
        &[(codes::SKOS_014, "weld")],
        &[],
    );
    let labels = taxonomy.labels(&tag("en")).unwrap().unwrap();
    let weld = id(&taxonomy, "weld");
    assert_eq!(labels.preferred(weld), Some("weld"), "the first stated stands");
    let other = labels.of(weld).nth(1).unwrap();
    assert_eq!((other.role, other.text), (LabelRole::Alternative, "arc welding"));
}

#[test]
fn s14_every_language_may_have_a_preferred_label() {
    check(
        |graph| {
            for language in ["en-gb", "fr"] {
                graph.label("weld", language, LabelRole::Preferred, "arc welding");
            }
        },
        &[],
        &[],
    );
}

#[test]
fn s27_what_is_related_is_not_in_line() {
    let weld = [(codes::SKOS_027, "weld")];
    let join = [(codes::SKOS_027, "join")];
    // The issue stands at the one that comes first.
    check_statements("weld related join", &join);
    check_statements("join related weld", &join);
    check_statements("zinc broader weld, join related zinc", &join);
    check_statements("zinc broader weld, weld related zinc", &weld);
    check_statements("alloy broader join, join related alloy", &[(codes::SKOS_027, "alloy")]);
    check_statements(
        "weld broader weld, weld related weld",
        &[(codes::GRAPH_CYCLE, "weld"), (codes::SKOS_027, "weld")],
    );
    check_statements("glue broader join, glue related weld", &[]);
}

#[test]
fn s37_a_collection_is_no_concept() {
    let both = [(codes::SKOS_037, "both")];
    check(
        |graph| {
            graph.say("both broader join");
            graph.scheme("both", SchemeKind::Collection);
        },
        &both,
        &both,
    );
}

#[test]
fn s37_a_collection_is_no_concept_scheme() {
    for (first, second) in [
        (SchemeKind::Collection, SchemeKind::ConceptScheme),
        (SchemeKind::ConceptScheme, SchemeKind::Collection),
    ] {
        let taxonomy = check(
            |graph| {
                graph.scheme("both", first);
                graph.scheme("both", second);
            },
            &[(codes::SKOS_037, "both")],
            &[],
        );
        let both = taxonomy.find_scheme("urn:x:both").unwrap();
        assert_eq!(taxonomy.schemes()[both.index()].kind, first, "the first stated stands");
    }
}

#[test]
fn s46_what_is_exact_is_not_broad_or_related() {
    let weld = [(codes::SKOS_046, "weld")];
    check_statements("weld exactMatch solder, weld broadMatch solder", &weld);
    check_statements("weld exactMatch solder, weld narrowMatch solder", &weld);
    check_statements("weld exactMatch solder, weld relatedMatch solder", &weld);
    // A mapping holds in both directions, whichever was stated.
    check_statements("weld exactMatch solder, solder broadMatch weld", &weld);
    check_statements(
        "solder exactMatch weld, weld relatedMatch solder",
        &[(codes::SKOS_046, "solder")],
    );
    check_statements("weld exactMatch solder, weld closeMatch solder", &[]);
    check_statements("weld exactMatch solder, weld broadMatch braze", &[]);
}

#[test]
fn s46_a_mapping_in_two_sets_is_one_issue() {
    check(
        |graph| {
            graph.say("weld exactMatch solder, weld broadMatch solder");
            graph.set = graph.builder.mapping_set(certain_set("urn:x:other-set"));
            graph.say("weld exactMatch solder");
        },
        &[],
        &[(codes::SKOS_046, "weld")],
    );
}

#[test]
fn an_orphan_hangs_in_no_hierarchy() {
    let orphan = [(codes::GRAPH_ORPHAN, "orphan")];
    check_statements("orphan in trades", &orphan);
    // These say nothing of where it belongs.
    check_statements("orphan related weld, orphan essential weld", &orphan);
    for kept in [
        "orphan broader join",
        "weld broader orphan",
        "orphan has-part weld",
        "weld has-part orphan",
        "weld exactMatch orphan",
        "orphan closeMatch weld",
        "orphan is level",
    ] {
        check_statements(kept, &[]);
    }
}

#[test]
fn a_cycle_is_reported_once_at_its_first_concept() {
    let cycle = |first| [(codes::GRAPH_CYCLE, first)];
    check_statements("weld broader weld", &cycle("weld"));
    check_statements("join broader weld", &cycle("join"));
    check_statements("a broader b, b broader c, c broader a", &cycle("a"));
    // What hangs below or above a cycle is not in it.
    check_statements("b broader c, c broader b, a broader b, c broader d", &cycle("b"));
    // Two cycles that meet are one knot.
    check_statements("a broader b, b broader a, b broader c, c broader b", &cycle("a"));
    check_statements(
        "a broader b, b broader a, c broader d, d broader c",
        &[(codes::GRAPH_CYCLE, "a"), (codes::GRAPH_CYCLE, "c")],
    );
}

#[test]
fn a_cycle_names_its_concepts() {
    let taxonomy = Graph::read("a broader b, b broader c, c broader a, below broader a").taxonomy();
    let issues = taxonomy.check(&str::to_owned).unwrap();
    assert_eq!(&*issues[0].message, "a cycle of 3: urn:x:a, urn:x:b, urn:x:c");
}

#[test]
fn two_labels_are_the_same_as_the_normaliser_says() {
    let spoil =
        |graph: &mut Graph| graph.say("Weld broader join, Weld in trades, Weld notation 12");
    // Capitals come before small letters, so `weld` is the second.
    check(spoil, &[], &[(codes::GRAPH_SAME_LABEL, "weld")]);
    check_with(&str::to_owned, spoil, &[], &[]);
}

#[test]
fn the_same_label_is_fine_where_something_else_tells_concepts_apart() {
    // Another scheme, another kind, another level of the hierarchy.
    check_statements("Weld broader join, Weld in hobbies, Weld notation 12", &[]);
    check_statements("Weld broader join, Weld in trades, Weld notation 12, Weld is knowledge", &[]);
    check_statements("Weld broader join, Weld in trades, Weld notation 110", &[]);
}

#[test]
fn a_same_label_is_found_behind_one_of_another_scheme() {
    check_statements(
        "GLUE broader join, GLUE in hobbies, \
         Glue broader join, Glue in trades, glue broader join, glue in trades",
        &[(codes::GRAPH_SAME_LABEL, "glue")],
    );
}

#[test]
fn a_concept_needs_a_label() {
    check(
        |graph| {
            let bare = graph.builder.concept(&iri("bare"), ConceptKind::Skill, Status::Released);
            graph.say("bare broader join");
            // A blank label is none.
            graph.builder.label(bare, &tag("en"), LabelRole::Preferred, " \t", graph.source);
        },
        &[],
        &[(codes::GRAPH_NO_LABEL, "bare")],
    );
}

#[test]
fn a_label_in_any_language_and_role_is_enough() {
    check(
        |graph| {
            graph.builder.concept(&iri("bare"), ConceptKind::Skill, Status::Released);
            graph.say("bare broader join");
            graph.label("bare", "mt", LabelRole::Hidden, "iwweldja");
        },
        &[],
        &[],
    );
}

#[test]
fn a_deprecated_concept_names_its_successor() {
    check_statements(
        "old status deprecated, old broader join",
        &[(codes::GRAPH_NO_SUCCESSOR, "old")],
    );
    check_statements("old status deprecated, old broader join, old replaced-by weld", &[]);
}

#[test]
fn a_notation_belongs_to_one_concept_of_a_scheme() {
    let zinc = [(codes::GRAPH_SAME_NOTATION, "zinc")];
    check_statements("zinc broader join, zinc in trades, zinc notation 11", &zinc);
    check_statements("zinc broader join, zinc in hobbies, zinc notation 11", &[]);
    // ESCO's fields and groups count from 1 each.
    check_statements(
        "zinc broader join, zinc in trades, zinc notation 11, zinc is skill-group",
        &[],
    );
}

#[test]
fn a_shared_notation_is_reported_once_however_many_schemes_share_it() {
    check_statements(
        "yarn broader join, yarn in trades, yarn notation 1, yarn in green, join in green, \
         zinc broader join, zinc in trades, zinc notation 11, zinc in green, weld in green",
        &[(codes::GRAPH_SAME_NOTATION, "yarn"), (codes::GRAPH_SAME_NOTATION, "zinc")],
    );
}

#[test]
fn two_kinds_are_an_issue_and_the_first_stands() {
    let taxonomy = check(
        |graph| {
            graph.builder.concept(&iri("weld"), ConceptKind::Knowledge, Status::Released);
        },
        &[(codes::GRAPH_KIND, "weld")],
        &[],
    );
    assert_eq!(taxonomy.kind(id(&taxonomy, "weld")), ConceptKind::Skill);
}

#[test]
fn two_notations_are_an_issue_and_the_first_stands() {
    let mut graph = Graph::read(CLEAN);
    graph.say("weld notation 99");
    let (taxonomy, issues) = graph.build();
    assert_eq!(taxonomy.notation(id(&taxonomy, "weld")), Some("11"));
    // The documentation of `Builder` promises an issue; it names no code.
    assert_eq!(issues.len(), 1, "{issues:#?}");
}

#[test]
fn a_label_said_twice_clashes_once() {
    check(
        |graph| {
            for _ in 0..2 {
                graph.label("weld", "en", LabelRole::Alternative, "weld");
            }
        },
        &[(codes::SKOS_013, "weld")],
        &[],
    );
}

#[test]
fn preferred_labels_of_two_sources_are_a_conflict_of_taxonomies() {
    check(
        |graph| {
            graph.source = graph.builder.source(Source::named("second"));
            graph.label("weld", "en", LabelRole::Preferred, "arc welding");
        },
        &[(codes::GRAPH_LABEL_CONFLICT, "weld")],
        &[],
    );
}

#[test]
fn top_concepts_have_nothing_broader_in_their_scheme() {
    let taxonomy =
        Graph::read("weld broader join, join broader make, weld in s, join in s, make in t")
            .taxonomy();
    let top = |scheme| {
        let scheme = taxonomy.find_scheme(iri(scheme).as_str()).unwrap();
        taxonomy.top_concepts(scheme).collect::<Vec<_>>()
    };
    assert_eq!(names(&taxonomy, &top("s")), ["join"]);
    assert_eq!(names(&taxonomy, &top("t")), ["make"]);
}
