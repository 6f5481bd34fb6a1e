//! Closures are what a naive search finds, cycles included.

use std::collections::BTreeSet;

use passerelle_model::{ConceptKind, Importance, Status};
use passerelle_taxonomy::{Builder, Closure, ConceptId, Handle, Provenance, Taxonomy};
use proptest::prelude::*;

use crate::graph::{Graph, id, iri, names};

/// Pairs of concepts by number.
type Edges = Vec<(usize, usize)>;

/// How many concepts there are, and edges between them, self loops and
/// repetitions included.
fn graphs() -> impl Strategy<Value = (usize, Edges)> {
    (1..12usize).prop_flat_map(|n| (Just(n), prop::collection::vec((0..n, 0..n), 0..30)))
}

/// A graph in which `state` states each edge; ids are in the order of the
/// numbers.
fn build(n: usize, edges: &Edges, state: impl Fn(&mut Builder, Handle, Handle)) -> Taxonomy {
    let mut builder = Builder::new();
    let handles: Vec<_> = (0..n)
        .map(|at| builder.concept(&iri(&format!("{at:02}")), ConceptKind::Skill, Status::Released))
        .collect();
    for &(from, to) in edges {
        state(&mut builder, handles[from], handles[to]);
    }
    builder.build(Provenance::default()).0
}

/// For each concept, what can be reached by at least one edge: edges are
/// added up until nothing changes.
fn fix_point(n: usize, edges: &Edges) -> Vec<BTreeSet<usize>> {
    let mut above = vec![BTreeSet::new(); n];
    loop {
        let before = above.clone();
        for &(from, to) in edges {
            let further = above[to].clone();
            above[from].insert(to);
            above[from].extend(further);
        }
        if above == before {
            return above;
        }
    }
}

fn numbers(concepts: &[ConceptId]) -> Vec<usize> {
    concepts.iter().map(|c| c.index()).collect()
}

proptest! {
    #[test]
    fn closures_equal_a_naive_search((n, edges) in graphs()) {
        let taxonomy = build(n, &edges, Builder::broader);
        let above = fix_point(n, &edges);
        let upside_down = edges.iter().map(|&(a, b)| (b, a)).collect();
        let below = fix_point(n, &upside_down);
        let closure = Closure::of_broader(&taxonomy);
        for c in taxonomy.concepts() {
            let at = c.index();
            let expected: Vec<usize> = above[at].iter().copied().collect();
            prop_assert_eq!(&numbers(&taxonomy.ancestors(c)), &expected);
            prop_assert_eq!(&numbers(closure.ancestors(c)), &expected);
            let expected: Vec<usize> = below[at].iter().copied().collect();
            prop_assert_eq!(numbers(&taxonomy.descendants(c)), expected);
            for other in taxonomy.concepts() {
                prop_assert_eq!(closure.is_above(other, c), above[at].contains(&other.index()));
            }
        }
        let pairs: usize = above.iter().map(BTreeSet::len).sum();
        prop_assert_eq!(closure.len(), pairs);
        prop_assert_eq!(closure.is_empty(), pairs == 0);
    }

    #[test]
    fn every_relation_agrees_with_its_inverse((n, edges) in graphs()) {
        let rows = |edges: &Edges| -> Vec<Vec<usize>> {
            let row = |c| edges.iter().filter(|e| e.0 == c).map(|e| e.1).collect::<BTreeSet<_>>();
            (0..n).map(|c| row(c).into_iter().collect()).collect()
        };
        let forward = rows(&edges);
        let backward = rows(&edges.iter().map(|&(a, b)| (b, a)).collect());
        let check = |taxonomy: &Taxonomy,
                     there: &dyn Fn(ConceptId) -> Vec<usize>,
                     back: &dyn Fn(ConceptId) -> Vec<usize>| {
            prop_assert_eq!(&taxonomy.concepts().map(there).collect::<Vec<_>>(), &forward);
            prop_assert_eq!(&taxonomy.concepts().map(back).collect::<Vec<_>>(), &backward);
            Ok(())
        };
        let t = build(n, &edges, Builder::broader);
        check(&t, &|c| numbers(t.broader(c)), &|c| numbers(t.narrower(c)))?;
        let t = build(n, &edges, Builder::has_part);
        check(&t, &|c| numbers(t.parts(c)), &|c| numbers(t.part_of(c)))?;
        for importance in [Importance::Essential, Importance::Optional] {
            let t = build(n, &edges, |b, one, other| b.requires(one, other, importance));
            check(
                &t,
                &|c| numbers(t.requires(c, importance)),
                &|c| numbers(t.required_by(c, importance)),
            )?;
        }
    }

    #[test]
    fn related_is_symmetric((n, edges) in graphs()) {
        let taxonomy = build(n, &edges, Builder::related);
        let pairs = taxonomy.concepts().flat_map(|a| taxonomy.concepts().map(move |b| (a, b)));
        for (one, other) in pairs {
            let stated = edges.contains(&(one.index(), other.index()))
                || edges.contains(&(other.index(), one.index()));
            prop_assert_eq!(taxonomy.related(one).contains(&other), stated);
        }
    }
}

#[test]
fn what_is_stated_essential_and_optional_is_essential() {
    for statements in ["a essential b, a optional b", "a optional b, a essential b"] {
        let taxonomy = Graph::read(statements).taxonomy();
        let (a, b) = (id(&taxonomy, "a"), id(&taxonomy, "b"));
        assert_eq!(taxonomy.requires(a, Importance::Essential), [b]);
        assert_eq!(taxonomy.requires(a, Importance::Optional), []);
        assert_eq!(taxonomy.required_by(b, Importance::Optional), []);
    }
}

#[test]
fn a_concept_is_its_own_ancestor_only_in_a_cycle() {
    let taxonomy = Graph::read("a broader b, b broader c, c broader b").taxonomy();
    let above = |name| names(&taxonomy, &taxonomy.ancestors(id(&taxonomy, name)));
    assert_eq!(above("a"), ["b", "c"]);
    assert_eq!(above("b"), ["b", "c"]);
}
