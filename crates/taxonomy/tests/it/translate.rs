//! Translation along mappings: each rule of the design.

mod laws;

use std::fmt::Write as _;

use passerelle_model::{SchemeKind, TranslationPriors};
use passerelle_taxonomy::{NotMapped, Outcome, Scheme, Scratch, Taxonomy, Translation, Translator};

use crate::graph::{Graph, id, iri, name};

/// What the design has for people who read a translation.
const PEOPLE: TranslationPriors =
    TranslationPriors { exact: 100, close: 90, broad: 70, narrow: 70, related: 25 };

/// A graph in which a concept called by a letter and a number is in the scheme
/// of that letter: `a1` in `A`.
fn taxonomy(statements: &str) -> Taxonomy {
    let mut graph = Graph::read(statements);
    let mut words: Vec<&str> = statements.split([',', ' ', '\n']).collect();
    words.sort_unstable();
    words.dedup();
    for word in words {
        if let [letter @ b'a'..=b'z', b'0'..=b'9'] = *word.as_bytes() {
            let concept = graph.concept(word);
            let scheme = char::from(letter.to_ascii_uppercase()).to_string();
            graph.builder.in_scheme(concept, &iri(&scheme));
        }
    }
    graph.taxonomy()
}

/// `target meaning confidence`, with `+` where it is composed and `!` where it
/// is beyond SKOS; the whole way behind it where there is more than one hop.
fn shown(taxonomy: &Taxonomy, translation: &Translation) -> String {
    let meaning = translation.meaning;
    let flag = |on: bool, mark: &'static str| if on { mark } else { "" };
    let way: Vec<&str> =
        translation.steps().map(|step| name(taxonomy, step.mapping.object)).collect();
    assert!(way.last().is_none_or(|last| *last == name(taxonomy, translation.target)));
    format!(
        "{} {}{}{} {}{}",
        name(taxonomy, translation.target),
        meaning.predicate,
        flag(meaning.composed, "+"),
        flag(meaning.beyond_skos, "!"),
        translation.confidence,
        if way.len() > 1 { format!(" ({})", way.join(" ")) } else { String::new() },
    )
}

fn answer(taxonomy: &Taxonomy, priors: &TranslationPriors, from: &str, into: &str) -> String {
    let translator = Translator::new(taxonomy, priors.clone());
    let schemes: Vec<_> = into
        .chars()
        .map(|scheme| taxonomy.find_scheme(iri(&scheme.to_string()).as_str()).expect("a scheme"))
        .collect();
    let target = translator.target(&schemes);
    match translator.translate(id(taxonomy, from), &target, &mut Scratch::default()) {
        Outcome::Mapped(all) => {
            all.iter().map(|one| shown(taxonomy, one)).collect::<Vec<_>>().join(", ")
        }
        Outcome::NotMapped { reason, nearest } => {
            let reason = match reason {
                NotMapped::Stated => "stated",
                NotMapped::NothingSaid => "nothing said",
                NotMapped::NoPath => "no path",
            };
            let nearest = nearest.map_or(String::new(), |nearest| {
                let way = match &nearest.way {
                    Some(way) => {
                        assert_eq!(way.target, nearest.concept);
                        shown(taxonomy, way)
                    }
                    None => format!("{} above", name(taxonomy, nearest.concept)),
                };
                format!("; nearest {way}, of {}", nearest.fan_out)
            });
            format!("{reason}{nearest}")
        }
    }
}

/// Checks rows of a concept, the scheme asked for, and the answer for
/// evidence.
#[track_caller]
fn check(statements: &str, rows: &[(&str, &str, &str)]) {
    check_for(&TranslationPriors::evidence(), statements, rows);
}

#[track_caller]
fn check_for(priors: &TranslationPriors, statements: &str, rows: &[(&str, &str, &str)]) {
    let taxonomy = taxonomy(statements);
    for &(from, into, expected) in rows {
        let found = answer(&taxonomy, priors, from, into);
        assert_eq!(found, expected, "{from} into {into} in: {statements}");
    }
}

#[test]
fn a_concept_of_the_scheme_is_its_own_translation() {
    check(
        "a1 closeMatch b1, b1 exactMatch a2",
        &[("a1", "A", "a1 exactMatch 100"), ("b1", "AB", "b1 exactMatch 100")],
    );
}

#[test]
fn one_hop_is_read_from_either_end() {
    for (predicate, forth, back) in [
        ("exactMatch", "exactMatch 100", "exactMatch 100"),
        ("closeMatch", "closeMatch 90", "closeMatch 90"),
        ("broadMatch", "broadMatch 85", "narrowMatch 50"),
        ("narrowMatch", "narrowMatch 50", "broadMatch 85"),
        ("relatedMatch", "relatedMatch 25", "relatedMatch 25"),
    ] {
        check(
            &format!("a1 {predicate} b1"),
            &[("a1", "B", &format!("b1 {forth}")), ("b1", "A", &format!("a1 {back}"))],
        );
    }
}

#[test]
fn two_and_three_hops_compose() {
    for (path, expected) in [
        ("exact exact", "exactMatch 100"),
        ("exact broad", "broadMatch 85"),
        ("broad exact", "broadMatch 85"),
        ("broad broad", "broadMatch+ 72"),
        ("narrow narrow", "narrowMatch+ 25"),
        ("close broad", "broadMatch+ 76"),
        ("broad close", "broadMatch+ 76"),
        ("close narrow", "narrowMatch+ 45"),
        ("narrow close", "narrowMatch+ 45"),
        ("exact exact exact", "exactMatch 100"),
        ("broad broad broad", "broadMatch+ 61"),
        ("narrow narrow narrow", "narrowMatch+ 12"),
        ("close exact narrow", "narrowMatch+ 45"),
    ] {
        let hops: Vec<&str> = path.split(' ').collect();
        let stops = ["b1", "c1", "d1"];
        let mut statements = String::new();
        let mut from = "a1";
        for (hop, to) in hops.iter().zip(stops) {
            write!(statements, "{from} {hop}Match {to}, ").expect("a text takes it");
            from = to;
        }
        let way = stops[..hops.len()].join(" ");
        let into = from[..1].to_uppercase();
        check(&statements, &[("a1", &into, &format!("{from} {expected} ({way})"))]);
    }
}

#[test]
fn a_path_has_three_hops_at_most() {
    check(
        "a1 exactMatch b1, b1 exactMatch c1, c1 exactMatch d1, d1 exactMatch e1",
        &[
            ("a1", "D", "d1 exactMatch 100 (b1 c1 d1)"),
            ("a1", "E", "no path"),
            ("b1", "E", "e1 exactMatch 100 (c1 d1 e1)"),
        ],
    );
}

#[test]
fn a_path_never_visits_a_scheme_twice() {
    check(
        "a1 exactMatch b1, b1 exactMatch a2, a2 exactMatch c1, b1 exactMatch b2, b2 exactMatch d1",
        &[("a1", "C", "no path"), ("b1", "C", "c1 exactMatch 100 (a2 c1)"), ("a1", "D", "no path")],
    );
}

#[test]
fn a_concept_in_no_scheme_is_visited_once() {
    let taxonomy = taxonomy("x exactMatch y, y exactMatch b1");
    let translator = Translator::new(&taxonomy, TranslationPriors::evidence());
    let found = translator.translate_anywhere(id(&taxonomy, "x"), &mut Scratch::default());
    let found: Vec<&str> = found.iter().map(|t| name(&taxonomy, t.target)).collect();
    assert_eq!(found, ["b1", "y"]);
}

#[test]
fn close_may_follow_close_once() {
    check(
        "a1 closeMatch b1, b1 closeMatch c1, c1 closeMatch d1, c1 exactMatch e1, c1 broadMatch f1, \
         c1 relatedMatch g1",
        &[
            ("a1", "C", "c1 closeMatch+! 81 (b1 c1)"),
            ("a1", "D", "nothing said; nearest b1 closeMatch 90, of 1"),
            ("a1", "E", "e1 closeMatch+! 81 (b1 c1 e1)"),
            ("a1", "F", "f1 broadMatch+! 68 (b1 c1 f1)"),
            ("a1", "G", "g1 relatedMatch+! 20 (b1 c1 g1)"),
        ],
    );
    // Exact between them makes no difference; broad before them does.
    check(
        "a1 closeMatch b1, b1 exactMatch c1, c1 closeMatch d1, e1 broadMatch a1",
        &[
            ("a1", "D", "d1 closeMatch+! 81 (b1 c1 d1)"),
            ("e1", "C", "c1 broadMatch+ 76 (a1 b1 c1)"),
        ],
    );
    check(
        "a1 broadMatch b1, b1 closeMatch c1, c1 closeMatch d1",
        &[("a1", "D", "d1 broadMatch+ 68 (b1 c1 d1)")],
    );
}

#[test]
fn up_and_down_again_is_not_mapped() {
    check(
        "a1 broadMatch b1, b1 narrowMatch c1, b1 narrowMatch c2, b1 relatedMatch d1",
        &[
            ("a1", "C", "nothing said; nearest b1 broadMatch 85, of 2"),
            ("a1", "D", "d1 relatedMatch+ 21 (b1 d1)"),
        ],
    );
    // Down and up again: nothing on the way includes the source.
    check("a1 narrowMatch b1, b1 broadMatch c1", &[("a1", "C", "nothing said")]);
    // What the broader concept translates to may be two hops further.
    check(
        "a1 broadMatch b1, b1 narrowMatch c1, c1 exactMatch d1, c1 narrowMatch d2",
        &[("a1", "D", "nothing said; nearest b1 broadMatch 85, of 2")],
    );
    // Of two the surest.
    check(
        "a1 broadMatch b1 80, b1 narrowMatch d1, a1 broadMatch c1, c1 narrowMatch d1, \
         c1 narrowMatch d2, c1 closeMatch b1",
        &[("a1", "D", "nothing said; nearest c1 broadMatch 85, of 2")],
    );
}

#[test]
fn a_way_of_four_hops_is_no_path() {
    check(
        "a1 broadMatch b1, b1 broadMatch c1, c1 broadMatch d1, d1 narrowMatch e1",
        &[
            ("a1", "E", "no path"),
            ("b1", "E", "nothing said; nearest d1 broadMatch+ 72 (c1 d1), of 1"),
        ],
    );
}

#[test]
fn related_is_the_last_hop_or_none() {
    check(
        "a1 relatedMatch b1, b1 exactMatch c1, b1 relatedMatch d1, d1 exactMatch e1",
        &[
            ("a1", "B", "b1 relatedMatch 25"),
            ("a1", "C", "nothing said"),
            ("c1", "A", "a1 relatedMatch 25 (b1 a1)"),
            ("a1", "D", "nothing said"),
            ("a1", "E", "nothing said"),
        ],
    );
    check("a1 narrowMatch b1, b1 relatedMatch c1", &[("a1", "C", "c1 relatedMatch+ 12 (b1 c1)")]);
}

#[test]
fn a_group_of_occupations_ends_a_path() {
    let statements = "g1 is occupation-group, a1 is occupation, a1 exactMatch g1, \
                      g1 narrowMatch b1, g1 narrowMatch b2, g1 exactMatch c1";
    check(
        statements,
        &[
            ("a1", "G", "g1 exactMatch 100"),
            ("a1", "B", "nothing said; nearest g1 exactMatch 100, of 2"),
            ("a1", "C", "nothing said; nearest g1 exactMatch 100, of 1"),
            // It may be where a path starts.
            ("g1", "B", "b1 narrowMatch 50, b2 narrowMatch 50"),
            ("g1", "A", "a1 exactMatch 100"),
        ],
    );
}

#[test]
fn what_is_stated_to_have_no_counterpart_is_not_mapped() {
    check(
        "a1 unmapped nothing, a2 unmapped nothing, a2 exactMatch b2, a3 unmapped nothing, \
         a3 broadMatch c1, c1 narrowMatch b2, a1 broader a2",
        &[
            ("a1", "B", "stated; nearest a2 above, of 1"),
            // What a mapping says stands.
            ("a2", "B", "b2 exactMatch 100"),
            ("a3", "B", "nothing said; nearest c1 broadMatch 85, of 1"),
        ],
    );
}

#[test]
fn the_nearest_above_is_the_first_level_that_translates() {
    check(
        "a1 broader a3, a1 broader a2, a2 broader a4, a3 broader a5, a5 exactMatch c1, \
         c1 narrowMatch b1, c1 narrowMatch b2, a4 exactMatch b3, a5 broader a1, a6 broader a6, \
         b9 related a6",
        &[
            ("a1", "B", "no path; nearest a4 above, of 1"),
            ("a3", "B", "no path; nearest a5 above, of 2"),
            ("a6", "B", "no path"),
        ],
    );
    // What is above may be in the scheme asked for, as ISCO's groups are above
    // ESCO's occupations.
    check("a1 broader b1, b1 exactMatch c1", &[("a1", "BC", "no path; nearest b1 above, of 1")]);
}

#[test]
fn a_mapping_without_confidence_has_its_sets() {
    check(
        "other default 70, a1 exactMatch b1, a2 exactMatch b2 90, a3 exactMatch b3 0, \
         third default 55, b1 exactMatch c1",
        &[
            ("a1", "B", "b1 exactMatch 70"),
            ("a2", "B", "b2 exactMatch 90"),
            // What is worth nothing says nothing.
            ("a3", "B", "nothing said"),
            // 38.5: one floor.
            ("a1", "C", "c1 exactMatch 38 (b1 c1)"),
        ],
    );
}

#[test]
fn confidence_is_floored_once() {
    // 0.99³ = 0.970299; floored at each hop it would be 96.
    check(
        "a1 exactMatch b1 99, b1 exactMatch c1 99, c1 exactMatch d1 99",
        &[("a1", "D", "d1 exactMatch 97 (b1 c1 d1)")],
    );
    // 0.1 · 0.1 · 0.5 = 0.005: less than a per cent is nothing.
    check(
        "a1 exactMatch b1 10, b1 exactMatch c1 10, c1 narrowMatch d1",
        &[
            ("a1", "C", "c1 exactMatch 1 (b1 c1)"),
            ("a1", "D", "nothing said; nearest b1 exactMatch 10, of 1"),
        ],
    );
}

#[test]
fn priors_depend_on_the_use() {
    let statements = "a1 broadMatch b1, a2 narrowMatch b2, a3 broadMatch b3, b3 closeMatch c3";
    check_for(
        &PEOPLE,
        statements,
        &[
            ("a1", "B", "b1 broadMatch 70"),
            ("a2", "B", "b2 narrowMatch 70"),
            ("a3", "C", "c3 broadMatch+ 63 (b3 c3)"),
        ],
    );
    check(statements, &[("a1", "B", "b1 broadMatch 85"), ("a2", "B", "b2 narrowMatch 50")]);
}

#[test]
fn the_best_comes_first_then_by_iri() {
    check(
        "a1 closeMatch b4 85, a1 broadMatch b3 90, a1 exactMatch b2 76, a1 exactMatch b1 76, \
         a1 relatedMatch b0, a1 narrowMatch b5",
        &[(
            "a1",
            "B",
            "b1 exactMatch 76, b2 exactMatch 76, b4 closeMatch 76, b3 broadMatch 76, \
             b5 narrowMatch 50, b0 relatedMatch 25",
        )],
    );
}

#[test]
fn of_several_paths_to_one_target_the_best_counts() {
    // The surest, however long.
    check(
        "a1 narrowMatch b1, a1 exactMatch c1 90, c1 exactMatch b1 90",
        &[("a1", "B", "b1 exactMatch 81 (c1 b1)")],
    );
    // Of equals the shortest, then what says most, then by IRI.
    check(
        "a1 exactMatch c1, c1 exactMatch b1, a1 exactMatch b1",
        &[("a1", "B", "b1 exactMatch 100")],
    );
    check(
        "a1 closeMatch c1, c1 exactMatch b1, a1 exactMatch d1 90, d1 exactMatch b1",
        &[("a1", "B", "b1 exactMatch 90 (d1 b1)")],
    );
    check(
        "a1 exactMatch d1, d1 exactMatch b1, a1 exactMatch c2, c2 exactMatch b1, \
         a1 exactMatch c1, c1 exactMatch b1",
        &[("a1", "B", "b1 exactMatch 100 (c1 b1)")],
    );
    // By IRIs, not by what leads to them.
    check(
        "a1 exactMatch c1 90, a1 closeMatch c1, c1 exactMatch d2, d2 closeMatch b1, \
         c1 exactMatch d1 90, d1 exactMatch b1, c1 exactMatch d3 90, d3 exactMatch b1",
        &[("a1", "B", "b1 exactMatch 81 (c1 d1 b1)")],
    );
}

#[test]
fn a_path_that_has_arrived_goes_no_further() {
    check(
        "a1 exactMatch b1, b1 exactMatch c1",
        &[("a1", "BC", "b1 exactMatch 100"), ("a1", "C", "c1 exactMatch 100 (b1 c1)")],
    );
}

#[test]
fn a_concept_is_at_home_in_the_largest_of_its_schemes() {
    let mut graph = Graph::read(
        "a1 in A, a2 in A, a1 in Z, b1 in B, b1 in C, c1 in D, a1 exactMatch b1, a1 in collection, \
         a2 in collection, c1 in collection, b1 in collection",
    );
    graph.scheme("collection", SchemeKind::Collection);
    let taxonomy = graph.taxonomy();
    let evidence = TranslationPriors::evidence();
    assert_eq!(answer(&taxonomy, &evidence, "b1", "A"), "a1 exactMatch 100");
    assert_eq!(answer(&taxonomy, &evidence, "b1", "Z"), "no path");
    // Of equally large ones, the first by IRI.
    assert_eq!(answer(&taxonomy, &evidence, "a1", "B"), "b1 exactMatch 100");
    assert_eq!(answer(&taxonomy, &evidence, "a1", "C"), "no path");
}

#[test]
fn a_concept_is_at_home_where_its_prefix_is() {
    // As ISCO-08's groups, which ESCO has in a larger scheme of its own too.
    let mut graph = Graph::read("i1 in E, i1 in I, e1 in E, e2 in E, n1 in N, n1 exactMatch i1");
    for (name, prefix) in [("I", Some(("i", "urn:x:i"))), ("E", None), ("N", None)] {
        graph.builder.scheme(Scheme {
            prefix: prefix.map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())),
            ..Scheme::new(iri(name), SchemeKind::ConceptScheme, name)
        });
    }
    let taxonomy = graph.taxonomy();
    assert_eq!(answer(&taxonomy, &PEOPLE, "n1", "I"), "i1 exactMatch 100");
    assert!(answer(&taxonomy, &PEOPLE, "n1", "E").starts_with("no path"));
}
