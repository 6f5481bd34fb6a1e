//! Laws of matching, over random graphs, candidates and vacancies.

use passerelle::model::{
    Assurance, ConceptKind, Importance, Iri, LanguageTag, MatchingPolicy, Proficiency, ResolvedBy,
    Status,
};
use passerelle_matching::{
    Candidate, CandidateSkill, CompiledVacancy, Matcher, Names, RankOptions, Requirement,
};
use passerelle_taxonomy::{Builder, Provenance, Taxonomy};
use proptest::prelude::*;

const SKILLS: usize = 12;

/// A graph of a dozen skills with random relations, and one skill that
/// nothing leads to.
fn graph(edges: &[(usize, usize, u8)]) -> Taxonomy {
    let mut builder = Builder::new();
    let skills: Vec<_> = (0..=SKILLS)
        .map(|at| {
            let iri = Iri::parse(&format!("urn:x:{at:02}")).unwrap();
            builder.concept(&iri, ConceptKind::Skill, Status::Released)
        })
        .collect();
    for &(from, to, how) in edges.iter().filter(|(from, to, _)| from != to) {
        match how {
            0 => builder.broader(skills[from], skills[to]),
            1 => builder.requires(skills[from], skills[to], Importance::Essential),
            _ => builder.requires(skills[from], skills[to], Importance::Optional),
        }
    }
    builder.build(Provenance::default()).0
}

fn edges() -> impl Strategy<Value = Vec<(usize, usize, u8)>> {
    prop::collection::vec((0..SKILLS, 0..SKILLS, 0..3u8), 0..20)
}

/// A skill, its proficiency and its assurance, by number.
type Held = (usize, u8, usize);

fn held() -> impl Strategy<Value = Vec<Held>> {
    prop::collection::vec((0..SKILLS, 0..5u8, 0..5usize), 0..8)
}

/// A skill, its weight and its minimum.
fn asked() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    prop::collection::vec((0..SKILLS, 1..6u8, 1..5u8), 1..8)
}

fn skill(taxonomy: &Taxonomy, (at, proficiency, assurance): Held) -> CandidateSkill {
    CandidateSkill {
        concept: taxonomy.find_iri(&format!("urn:x:{at:02}")).unwrap(),
        resolved_by: ResolvedBy::Concept,
        proficiency: Proficiency::try_from(i64::from(proficiency)).ok(),
        assurance: Assurance::ALL[assurance],
    }
}

fn candidate(taxonomy: &Taxonomy, id: &str, held: &[Held]) -> Candidate {
    Candidate::new(id, held.iter().map(|&h| skill(taxonomy, h)).collect())
}

fn vacancy(taxonomy: &Taxonomy, id: &str, asked: &[(usize, u8, u8)]) -> CompiledVacancy {
    let requirements = asked.iter().map(|&(at, weight, minimum)| Requirement {
        concept: taxonomy.find_iri(&format!("urn:x:{at:02}")).unwrap(),
        resolved_by: ResolvedBy::Concept,
        importance: Importance::Essential,
        weight,
        minimum: Proficiency::try_from(i64::from(minimum)).unwrap(),
    });
    CompiledVacancy::new(id, None, requirements.collect()).unwrap()
}

/// The score from the definition alone: every evidence tried for every
/// requirement, by the path between the two.
fn slow_credit_sum(matcher: &Matcher<'_>, candidate: &Candidate, vacancy: &CompiledVacancy) -> u64 {
    let policy = matcher.policy();
    let earned = vacancy.requirements().iter().map(|requirement| {
        let credits = candidate.skills().iter().filter_map(|skill| {
            let reach = matcher
                .taxonomy()
                .proximity(
                    skill.concept,
                    requirement.concept,
                    &policy.proximity,
                    &policy.evidence_priors,
                )?
                .reach;
            let held = skill.proficiency.unwrap_or(Proficiency::INDEPENDENT);
            let factors = [
                reach.proximity,
                reach.confidence,
                policy.sufficiency(held, requirement.minimum),
                policy.assurance.of(skill.assurance),
            ];
            Some(factors.into_iter().map(u64::from).product::<u64>() / 1_000_000)
        });
        u64::from(requirement.weight) * credits.max().unwrap_or(0)
    });
    earned.sum()
}

proptest! {
    #[test]
    fn scores_are_what_the_definition_says(edges in edges(), held in held(), asked in asked()) {
        let taxonomy = graph(&edges);
        let matcher = Matcher::new(&taxonomy, MatchingPolicy::default()).unwrap();
        let (candidate, vacancy) = (candidate(&taxonomy, "c", &held), vacancy(&taxonomy, "v", &asked));
        let pair = matcher.score(&candidate, &vacancy);
        let sum = slow_credit_sum(&matcher, &candidate, &vacancy);
        prop_assert_eq!(pair.credit_sum, sum);
        prop_assert_eq!(u64::from(pair.score.millionths()), 10_000 * sum / vacancy.weight());
        let names = Names::new(&taxonomy, &LanguageTag::english()).unwrap();
        let why = matcher.explain(&candidate, &vacancy, &names);
        prop_assert_eq!(why.credit_sum, sum);
        let parts: u64 = why.requirements.iter().map(|r| r.contribution).sum();
        prop_assert_eq!(parts + why.remainder, u64::from(pair.score.millionths()));
    }

    #[test]
    fn more_or_better_evidence_never_lowers_a_score(
        edges in edges(), held in held(), asked in asked(), extra in (0..SKILLS, 0..5u8, 0..5usize),
    ) {
        let taxonomy = graph(&edges);
        let matcher = Matcher::new(&taxonomy, MatchingPolicy::default()).unwrap();
        let vacancy = vacancy(&taxonomy, "v", &asked);
        let before = matcher.score(&candidate(&taxonomy, "c", &held), &vacancy);
        let mut more = held.clone();
        more.push(extra);
        let after = matcher.score(&candidate(&taxonomy, "c", &more), &vacancy);
        prop_assert!(after.score >= before.score);
        let better: Vec<Held> = held.iter().map(|&(at, _, _)| (at, 4, 0)).collect();
        let after = matcher.score(&candidate(&taxonomy, "c", &better), &vacancy);
        prop_assert!(after.score >= before.score);
        // A skill that nothing leads to changes no score.
        let mut unrelated = held.clone();
        unrelated.push((SKILLS, 4, 0));
        let after = matcher.score(&candidate(&taxonomy, "c", &unrelated), &vacancy);
        prop_assert_eq!(after.score, before.score);
    }

    #[test]
    fn the_order_of_input_and_the_threads_leave_no_trace(
        edges in edges(),
        people in prop::collection::vec(held(), 1..100),
        posts in prop::collection::vec(asked(), 1..6),
        seed in 0..3u64,
    ) {
        let taxonomy = graph(&edges);
        let matcher = Matcher::new(&taxonomy, MatchingPolicy::default()).unwrap();
        let people: Vec<Candidate> = people
            .iter()
            .enumerate()
            .map(|(at, held)| candidate(&taxonomy, &format!("c{at}"), held))
            .collect();
        let posts: Vec<CompiledVacancy> = posts
            .iter()
            .enumerate()
            .map(|(at, asked)| vacancy(&taxonomy, &format!("v{at}"), asked))
            .collect();
        let options = RankOptions { top: 3, seed, rank_by: None };
        let run = |people: &[Candidate], threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let rankings = pool.install(|| matcher.rank(people, &posts, &options));
            let named = |list: &Vec<passerelle_matching::Ranked>| {
                list.iter().map(|r| (people[r.candidate].id().to_owned(), r.vacancy, r.pair)).collect::<Vec<_>>()
            };
            let mut by_candidate: Vec<_> = rankings
                .by_candidate
                .iter()
                .zip(people)
                .map(|(list, c)| (c.id().to_owned(), named(list)))
                .collect();
            by_candidate.sort_by(|a, b| a.0.cmp(&b.0));
            (by_candidate, rankings.by_vacancy.iter().map(named).collect::<Vec<_>>())
        };
        let expected = run(&people, 1);
        prop_assert_eq!(&run(&people, 2), &expected);
        let reversed: Vec<Candidate> = people.iter().rev().cloned().collect();
        prop_assert_eq!(&run(&reversed, 2), &expected);
        // Each list holds the best, in order.
        for (at, list) in expected.1.iter().enumerate() {
            let mut all: Vec<_> =
                people.iter().map(|c| matcher.score(c, &posts[at])).filter(|p| p.credit_sum > 0).collect();
            all.sort_by_key(|p| std::cmp::Reverse(p.score));
            let best: Vec<_> = all.iter().take(3).map(|p| p.score).collect();
            let listed: Vec<_> = list.iter().map(|(_, _, p)| p.score).collect();
            prop_assert_eq!(listed, best);
        }
    }
}
