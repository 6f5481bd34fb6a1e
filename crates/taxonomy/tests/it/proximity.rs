//! How near evidence is to a requirement: every number of the policy, and
//! the search against a slow reference.

use std::fmt::Write as _;

use passerelle_model::{
    ConceptKind, Confidence, Importance, MappingPredicate, ProximityPolicy, Relation, Status,
    TranslationPriors,
};
use passerelle_taxonomy::{
    Builder, ConceptId, Hop, MappingSet, Provenance, Proximity, Reach, Scratch, Step, Taxonomy,
    Translator,
};
use proptest::prelude::*;

use crate::graph::{Graph, certain_set, id, iri, name};

/// The best way from `evidence` to `asked` by the default policy, as
/// `proximity confidence: path`; empty where there is none.
fn describe(taxonomy: &Taxonomy, evidence: &str, asked: &str) -> String {
    let (policy, priors) = (ProximityPolicy::default(), TranslationPriors::evidence());
    let (evidence, asked) = (id(taxonomy, evidence), id(taxonomy, asked));
    let translator = Translator::new(taxonomy, priors);
    let Some(best) = taxonomy.proximity(evidence, asked, &policy, &translator) else {
        return String::new();
    };
    assert_eq!(best.reach.target, asked);
    let mut text = format!("{} {}:", best.reach.proximity, best.reach.confidence);
    for hop in &best.path {
        write!(text, " {:?} {}", hop.relation, name(taxonomy, hop.to))
            .expect("a text takes what is written");
    }
    text
}

/// Checks rows of evidence, requirement and what lies between.
fn check(statements: &str, rows: &[(&str, &str, &str)]) {
    let taxonomy = Graph::read(statements).taxonomy();
    for &(evidence, asked, expected) in rows {
        let found = describe(&taxonomy, evidence, asked);
        assert_eq!(found, expected, "from {evidence} to {asked} in: {statements}");
    }
}

#[test]
fn the_same_concept_is_a_hundred() {
    check("a broader b", &[("a", "a", "100 100:")]);
    // Better than any way round to itself.
    check("a broader b, b broader a, a essential a, a exactMatch a", &[("a", "a", "100 100:")]);
}

#[test]
fn narrower_evidence_is_90_then_80_then_nothing() {
    check(
        "a broader b, b broader c, c broader d",
        &[
            ("a", "b", "90 100: Broader b"),
            ("a", "c", "80 100: Broader b Broader c"),
            ("a", "d", ""),
        ],
    );
}

#[test]
fn broader_evidence_is_50_then_25_then_nothing() {
    check(
        "a broader b, b broader c, c broader d",
        &[
            ("d", "c", "50 100: Narrower c"),
            ("d", "b", "25 100: Narrower c Narrower b"),
            ("d", "a", ""),
        ],
    );
}

#[test]
fn requiring_essentially_is_80_and_30_back() {
    check(
        "a essential b, b essential c",
        &[
            ("a", "b", "80 100: RequiresEssential b"),
            ("b", "a", "30 100: RequiredByEssential a"),
            ("a", "c", ""),
            ("c", "a", ""),
        ],
    );
}

#[test]
fn requiring_optionally_is_25_both_ways() {
    check(
        "a optional b, b optional c",
        &[
            ("a", "b", "25 100: RequiresOptional b"),
            ("b", "a", "25 100: RequiredByOptional a"),
            ("a", "c", ""),
        ],
    );
}

#[test]
fn related_and_parts_are_worth_nothing() {
    check(
        "a related b, c has-part d",
        &[("a", "b", ""), ("b", "a", ""), ("c", "d", ""), ("d", "c", "")],
    );
}

/// A parent with as many children.
fn children(count: usize) -> String {
    (1..=count).map(|at| format!("c{at:02} broader p")).collect::<Vec<_>>().join(", ")
}

#[test]
fn siblings_are_20_in_groups_of_up_to_12() {
    let sibling = "20 100: Broader p Sibling c02";
    check(&children(2), &[("c01", "c02", sibling)]);
    check(&children(12), &[("c01", "c02", sibling), ("c12", "c02", sibling)]);
    check(&children(13), &[("c01", "c02", ""), ("c13", "c02", "")]);
}

#[test]
fn a_group_of_siblings_has_one_kind() {
    let mixed = format!("{}, c13 is knowledge", children(13));
    // The thirteenth is no sibling of the others and does not count.
    check(&mixed, &[("c01", "c02", "20 100: Broader p Sibling c02"), ("c01", "c13", "")]);
    check(&mixed, &[("c13", "c01", "")]);
}

#[test]
fn a_large_group_does_not_spoil_a_small_one() {
    check(
        &format!("{}, c01 broader q, c02 broader q", children(13)),
        &[("c01", "c02", "20 100: Broader q Sibling c02"), ("c01", "c03", "")],
    );
}

#[test]
fn skills_knowledge_and_outcomes_have_siblings() {
    for kind in ["skill", "knowledge", "transversal-skill", "learning-outcome"] {
        let statements = format!("{}, c01 is {kind}, c02 is {kind}", children(2));
        check(&statements, &[("c01", "c02", "20 100: Broader p Sibling c02")]);
    }
}

#[test]
fn languages_fields_and_groups_have_no_siblings() {
    for kind in ["language", "field", "skill-group"] {
        let statements = format!("{}, c01 is {kind}, c02 is {kind}", children(2));
        check(&statements, &[("c01", "c02", ""), ("c01", "p", "90 100: Broader p")]);
    }
}

#[test]
fn only_skills_are_reached() {
    for kind in ["occupation", "occupation-group", "qualification", "unit", "level"] {
        let statements = format!(
            "a broader b, c broader b, b broader d, a essential e, b is {kind}, e is {kind}"
        );
        check(
            &statements,
            &[
                ("a", "b", ""),
                ("a", "e", ""),
                ("b", "b", ""),
                // A way may still lead over it.
                ("a", "d", "80 100: Broader b Broader d"),
                ("a", "c", "20 100: Broader b Sibling c"),
            ],
        );
    }
    check("a essential b, a is occupation", &[("a", "b", "80 100: RequiresEssential b")]);
}

#[test]
fn steps_of_two_kinds_are_never_mixed() {
    check(
        "a broader p, p essential r, p optional o, s broader p, t broader s, q broader g, \
         p broader g",
        &[
            ("a", "r", ""),
            ("a", "o", ""),
            ("r", "a", ""),
            // A sibling's child, a parent's sibling, a cousin.
            ("a", "t", ""),
            ("a", "q", ""),
            ("t", "a", ""),
            ("q", "s", ""),
        ],
    );
    check(
        "a essential b, b optional c, b broader d, e broader b",
        &[("a", "c", ""), ("a", "d", ""), ("a", "e", "")],
    );
}

#[test]
fn a_mapping_is_worth_prior_times_confidence_read_from_the_evidence() {
    let table = [
        ("exactMatch", "100: ExactMatch", "100: ExactMatch"),
        ("closeMatch", "90: CloseMatch", "90: CloseMatch"),
        // `s broadMatch o` makes evidence of s narrower than o: 85; and
        // evidence of o broader than s: 50.
        ("broadMatch", "85: BroadMatch", "50: NarrowMatch"),
        ("narrowMatch", "50: NarrowMatch", "85: BroadMatch"),
        ("relatedMatch", "25: RelatedMatch", "25: RelatedMatch"),
    ];
    for (predicate, forth, back) in table {
        let (forth, back) = (format!("100 {forth} o"), format!("100 {back} s"));
        check(&format!("s {predicate} o"), &[("s", "o", &forth), ("o", "s", &back)]);
    }
}

#[test]
fn confidence_is_prior_times_stated_rounded_down() {
    // 85 · 87 = 7395 and 50 · 87 = 4350.
    check(
        "s broadMatch o 87",
        &[("s", "o", "100 73: BroadMatch o"), ("o", "s", "100 43: NarrowMatch s")],
    );
    check("s exactMatch o 1", &[("s", "o", "100 1: ExactMatch o")]);
    // 90 · 1 is less than one per cent.
    check("s closeMatch o 1", &[("s", "o", "")]);
    check("s exactMatch o 0", &[("s", "o", "")]);
}

#[test]
fn a_mapping_without_confidence_has_that_of_its_set() {
    let mut graph = Graph::read("");
    let half = MappingSet {
        default_confidence: Confidence::new(50).unwrap(),
        ..certain_set("urn:x:half")
    };
    graph.set = graph.builder.mapping_set(half);
    graph.say("s exactMatch o, s exactMatch p 70");
    let taxonomy = graph.taxonomy();
    assert_eq!(describe(&taxonomy, "s", "o"), "100 50: ExactMatch o");
    assert_eq!(describe(&taxonomy, "s", "p"), "100 70: ExactMatch p");
}

#[test]
fn steps_go_on_behind_a_mapping() {
    check(
        "s broadMatch o 80, o broader b, b broader c, c broader d, n broader o, m broader n, \
         o essential k, r essential o, o optional l, sib broader b",
        &[
            ("s", "o", "100 68: BroadMatch o"),
            ("s", "b", "90 68: BroadMatch o Broader b"),
            ("s", "c", "80 68: BroadMatch o Broader b Broader c"),
            ("s", "d", ""),
            ("s", "n", "50 68: BroadMatch o Narrower n"),
            ("s", "m", "25 68: BroadMatch o Narrower n Narrower m"),
            ("s", "k", "80 68: BroadMatch o RequiresEssential k"),
            ("s", "r", "30 68: BroadMatch o RequiredByEssential r"),
            ("s", "l", "25 68: BroadMatch o RequiresOptional l"),
            ("s", "sib", "20 68: BroadMatch o Broader b Sibling sib"),
        ],
    );
}

#[test]
fn a_translation_has_up_to_three_hops() {
    check(
        "b exactMatch o, o broadMatch p, p broader q, p exactMatch r, r exactMatch s",
        &[
            ("b", "p", "100 85: ExactMatch o BroadMatch p"),
            ("b", "q", "90 85: ExactMatch o BroadMatch p Broader q"),
            ("b", "s", ""),
        ],
    );
}

#[test]
fn a_translation_comes_first_or_to_an_entry_of_a_list() {
    // Steps, then a mapping: where the requirement has no relations of its
    // own, it is the requirement that is translated.
    check(
        "a in E, b in E, o in L, a broader b, b exactMatch o 80",
        &[("a", "o", "90 80: Broader b ExactMatch o")],
    );
    check(
        "a in E, b in E, o in L, q in L, a broader b, b exactMatch o, o broader q",
        &[("a", "o", "")],
    );
    check("a in E, b in E, o in E, a broader b, b exactMatch o", &[("a", "o", "")]);
    check("a broader b, b exactMatch o", &[("a", "o", "")]);
}

#[test]
fn the_path_worth_most_wins() {
    // Two hops up are worth more than one optional.
    check("a broader b, b broader c, a optional c", &[("a", "c", "80 100: Broader b Broader c")]);
    // A shortcut up the hierarchy.
    check("a broader b, b broader c, a broader c", &[("a", "c", "90 100: Broader c")]);
    // 90 · 100 is more than 100 · 85, less than 100 · 95.
    check("a broader b, a broadMatch b", &[("a", "b", "90 100: Broader b")]);
    check("a broader b, a exactMatch b 95", &[("a", "b", "100 95: ExactMatch b")]);
    // Of mappings of the same two concepts, the surest.
    check(
        "a broadMatch b, b exactMatch a 86, a closeMatch b 90",
        &[("a", "b", "100 86: ExactMatch b")],
    );
}

#[test]
fn of_equal_paths_the_shortest_wins() {
    check("a broader b, b broader c, a essential c", &[("a", "c", "80 100: RequiresEssential c")]);
}

#[test]
fn of_equal_and_equally_long_paths_the_first_in_order_wins() {
    for statements in [
        "a broader p, a broader q, p broader c, q broader c, b broader p, b broader q",
        "b broader q, b broader p, q broader c, p broader c, a broader q, a broader p",
    ] {
        check(
            statements,
            &[
                ("a", "c", "80 100: Broader p Broader c"),
                ("c", "a", "25 100: Narrower p Narrower a"),
                ("a", "b", "20 100: Broader p Sibling b"),
            ],
        );
    }
    // Of ways worth the same, the surer; of equally sure ones, exact before
    // the others.
    check("a exactMatch b 80, a essential b", &[("a", "b", "80 100: RequiresEssential b")]);
    check("a relatedMatch b 100, a exactMatch b 25", &[("a", "b", "100 25: ExactMatch b")]);
    // Two ways over mappings to different concepts.
    check(
        "a exactMatch m, a exactMatch n, n broader b, m broader b",
        &[("a", "b", "90 100: ExactMatch m Broader b")],
    );
}

#[test]
fn reach_tells_the_same_numbers_as_the_path() {
    // Both ways are worth 8000; the explanation and the score must not name
    // different ones.
    let taxonomy = Graph::read("a exactMatch b 80, a essential b").taxonomy();
    let (policy, priors) = (ProximityPolicy::default(), TranslationPriors::evidence());
    let (a, b) = (id(&taxonomy, "a"), id(&taxonomy, "b"));
    let translator = Translator::new(&taxonomy, priors);
    let reached = taxonomy.reach(a, &policy, &translator);
    let best = taxonomy.proximity(a, b, &policy, &translator).unwrap();
    assert_eq!(reached.iter().find(|r| r.target == b), Some(&best.reach));
}

#[test]
fn reach_lists_each_skill_once_in_order() {
    let taxonomy = Graph::read(
        "a broader b, a essential c, d broader b, a exactMatch b, a exactMatch z 90, y broader z",
    )
    .taxonomy();
    let (policy, priors) = (ProximityPolicy::default(), TranslationPriors::evidence());
    let reached: Vec<(&str, u16)> = taxonomy
        .reach(id(&taxonomy, "a"), &policy, &Translator::new(&taxonomy, priors))
        .iter()
        .map(|r| (name(&taxonomy, r.target), r.worth()))
        .collect();
    // d is 50 through the mapping to b, better than 20 as a sibling.
    let expected =
        [("a", 10_000), ("b", 10_000), ("c", 8000), ("d", 5000), ("y", 4500), ("z", 9000)];
    assert_eq!(reached, expected);
}

/// What a random graph is made of; concepts by number.
#[derive(Clone, Debug)]
struct Drawn {
    kinds: Vec<ConceptKind>,
    broader: Vec<(usize, usize)>,
    essential: Vec<(usize, usize)>,
    optional: Vec<(usize, usize)>,
    mappings: Vec<(usize, MappingPredicate, usize, Option<u8>)>,
}

fn graphs() -> impl Strategy<Value = Drawn> {
    let kind = prop_oneof![
        6 => Just(ConceptKind::Skill),
        2 => Just(ConceptKind::Knowledge),
        1 => prop::sample::select(ConceptKind::ALL),
    ];
    prop::collection::vec(kind, 1..9).prop_flat_map(|kinds| {
        let n = kinds.len();
        let pairs = move |most| prop::collection::vec((0..n, 0..n), 0..most);
        // Confidences that make for equal products.
        let confidence = prop::option::of(prop::sample::select(vec![0, 1, 50, 80, 90, 100]));
        let predicate = prop::sample::select(MappingPredicate::ALL);
        let mappings = prop::collection::vec((0..n, predicate, 0..n, confidence), 0..5);
        (Just(kinds), pairs(14), pairs(4), pairs(4), mappings).prop_map(
            |(kinds, broader, essential, optional, mappings)| Drawn {
                kinds,
                broader,
                essential,
                optional,
                mappings,
            },
        )
    })
}

impl Drawn {
    fn build(&self) -> Taxonomy {
        let mut builder = Builder::new();
        let set = builder.mapping_set(certain_set("urn:x:set"));
        let at: Vec<_> = self
            .kinds
            .iter()
            .enumerate()
            .map(|(n, &kind)| builder.concept(&iri(&n.to_string()), kind, Status::Released))
            .collect();
        for &(one, other) in &self.broader {
            builder.broader(at[one], at[other]);
        }
        for &(one, other) in &self.essential {
            builder.requires(at[one], at[other], Importance::Essential);
        }
        for &(one, other) in &self.optional {
            builder.requires(at[one], at[other], Importance::Optional);
        }
        for &(subject, predicate, object, percent) in &self.mappings {
            let confidence = percent.and_then(|p| Confidence::new(p).ok());
            builder.mapping(at[subject], predicate, at[object], confidence, set);
        }
        builder.build(Provenance::default()).0
    }
}

/// The default policy, or one with other numbers that fall as they should.
fn policies() -> impl Strategy<Value = ProximityPolicy> {
    let falling = || {
        prop::collection::vec(0..=100u8, 0..4).prop_map(|mut worth| {
            worth.sort_unstable_by(|a, b| b.cmp(a));
            worth
        })
    };
    let single = || 0..=100u8;
    let drawn = (falling(), falling(), single(), single(), single(), single(), 0..4u32).prop_map(
        |(narrower, broader, requires, required, optional, sibling, group)| ProximityPolicy {
            same: 100,
            evidence_narrower: narrower,
            evidence_broader: broader,
            requires_essential: requires,
            required_by_essential: required,
            optional,
            sibling,
            sibling_group_max: group,
        },
    );
    prop_oneof![Just(ProximityPolicy::default()), drawn]
}

/// Every walk that the rules allow, from the statements alone: no index, no
/// list of what has been seen.
struct Reference<'t> {
    taxonomy: &'t Taxonomy,
    policy: &'t ProximityPolicy,
    found: Vec<Proximity>,
}

impl Reference<'_> {
    fn best(
        taxonomy: &Taxonomy,
        evidence: ConceptId,
        policy: &ProximityPolicy,
        priors: &TranslationPriors,
    ) -> Vec<Proximity> {
        let mut search = Reference { taxonomy, policy, found: Vec::new() };
        search.inside(evidence, 100, &[]);
        // Translations have a reference of their own.
        let translator = Translator::new(taxonomy, priors.clone());
        for found in translator.translate_anywhere(evidence, &mut Scratch::default()) {
            let hop = |step: &Step| Hop {
                relation: match step.mapping.predicate {
                    MappingPredicate::Exact => Relation::ExactMatch,
                    MappingPredicate::Close => Relation::CloseMatch,
                    MappingPredicate::Broad => Relation::BroadMatch,
                    MappingPredicate::Narrow => Relation::NarrowMatch,
                    MappingPredicate::Related => Relation::RelatedMatch,
                },
                to: step.mapping.object,
            };
            let base: Vec<Hop> = found.steps().map(hop).collect();
            search.inside(found.target, found.confidence, &base);
        }
        // Best first, so that the first of each target is kept.
        search.found.sort_by(|a, b| {
            let worth = |p: &Proximity| (p.reach.worth(), p.reach.confidence);
            (a.reach.target, worth(b), a.path.len(), &a.path).cmp(&(
                b.reach.target,
                worth(a),
                b.path.len(),
                &b.path,
            ))
        });
        search.found.dedup_by_key(|found| found.reach.target);
        search.found
    }

    fn offer(&mut self, target: ConceptId, proximity: u8, confidence: u8, path: &[Hop]) {
        if self.taxonomy.kind(target).is_skill() && proximity > 0 && confidence > 0 {
            let reach = Reach { target, proximity, confidence };
            self.found.push(Proximity { reach, path: path.to_vec() });
        }
    }

    fn inside(&mut self, start: ConceptId, confidence: u8, base: &[Hop]) {
        self.offer(start, self.policy.same, confidence, base);
        for (relation, worth) in [
            (Relation::Broader, self.policy.evidence_narrower.clone()),
            (Relation::Narrower, self.policy.evidence_broader.clone()),
            (Relation::RequiresEssential, vec![self.policy.requires_essential]),
            (Relation::RequiredByEssential, vec![self.policy.required_by_essential]),
            (Relation::RequiresOptional, vec![self.policy.optional]),
            (Relation::RequiredByOptional, vec![self.policy.optional]),
        ] {
            let mut ways = vec![base.to_vec()];
            for proximity in worth {
                let mut longer = Vec::new();
                for way in &ways {
                    // At the start the last hop is the mapping, if any.
                    let from = way.last().map_or(start, |hop| hop.to);
                    for to in self.taxonomy.concepts().filter(|&to| self.leads(from, relation, to))
                    {
                        longer.push([way.as_slice(), &[Hop { relation, to }]].concat());
                    }
                }
                for way in &longer {
                    self.offer(way[way.len() - 1].to, proximity, confidence, way);
                }
                ways = longer;
            }
        }
        self.siblings(start, confidence, base);
    }

    fn siblings(&mut self, start: ConceptId, confidence: u8, base: &[Hop]) {
        let taxonomy = self.taxonomy;
        let kind = taxonomy.kind(start);
        let alike = [
            ConceptKind::Skill,
            ConceptKind::Knowledge,
            ConceptKind::TransversalSkill,
            ConceptKind::LearningOutcome,
        ];
        if !alike.contains(&kind) {
            return;
        }
        for parent in taxonomy.concepts().filter(|p| taxonomy.broader(start).contains(p)) {
            let group: Vec<ConceptId> = taxonomy
                .concepts()
                .filter(|&c| taxonomy.kind(c) == kind && taxonomy.broader(c).contains(&parent))
                .collect();
            if group.len() > self.policy.sibling_group_max as usize {
                continue;
            }
            for to in group.into_iter().filter(|&c| c != start) {
                let hops = [
                    Hop { relation: Relation::Broader, to: parent },
                    Hop { relation: Relation::Sibling, to },
                ];
                self.offer(to, self.policy.sibling, confidence, &[base, &hops].concat());
            }
        }
    }

    fn leads(&self, from: ConceptId, relation: Relation, to: ConceptId) -> bool {
        let t = self.taxonomy;
        match relation {
            Relation::Broader => t.broader(from).contains(&to),
            Relation::Narrower => t.broader(to).contains(&from),
            Relation::RequiresEssential => t.requires(from, Importance::Essential).contains(&to),
            Relation::RequiredByEssential => t.requires(to, Importance::Essential).contains(&from),
            Relation::RequiresOptional => t.requires(from, Importance::Optional).contains(&to),
            Relation::RequiredByOptional => t.requires(to, Importance::Optional).contains(&from),
            _ => false,
        }
    }
}

proptest! {
    #[test]
    fn proximity_and_reach_equal_the_reference(drawn in graphs(), policy in policies()) {
        let taxonomy = drawn.build();
        let priors = TranslationPriors::evidence();
        let translator = Translator::new(&taxonomy, priors.clone());
        for evidence in taxonomy.concepts() {
            let expected = Reference::best(&taxonomy, evidence, &policy, &priors);
            let found: Vec<Proximity> = taxonomy
                .concepts()
                .filter_map(|asked| taxonomy.proximity(evidence, asked, &policy, &translator))
                .collect();
            prop_assert_eq!(&found, &expected);
            let expected: Vec<Reach> = expected.iter().map(|p| p.reach).collect();
            prop_assert_eq!(taxonomy.reach(evidence, &policy, &translator), expected);
        }
    }
}
