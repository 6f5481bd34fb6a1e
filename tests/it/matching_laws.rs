//! Laws of matching, over random graphs, candidates and vacancies.

use std::collections::BTreeMap;

use passerelle::model::{
    Assurance, CefrLevel, CefrSkills, ConceptKind, Country, Detail, EqfLevel, Importance, Iri,
    LanguageKnown, LanguageTag, LevelBasis, MatchingPolicy, Proficiency, ResolvedBy, Status,
};
use passerelle_matching::{
    Candidate, CompiledVacancy, ExperienceDemand, ExperienceIn, FieldDemand, Job, LanguageDemand,
    Matcher, Occupation, Qualification, QualificationDemand, RankOptions, Ranker, Ranking,
    ResolvedProfile, ResolvedVacancy, StatedRequirement, StatedSkill,
};
use passerelle_taxonomy::{Builder, ConceptId, Names, Provenance, Taxonomy, Translator};
use proptest::prelude::*;

const SKILLS: usize = 12;
const OCCUPATIONS: usize = 3;
const ISCO: &str = "http://data.europa.eu/esco/isco/C";

fn skill_iri(at: usize) -> Iri {
    Iri::parse(&format!("urn:x:s{at:02}")).unwrap()
}

/// A dozen skills with random relations, a skill that nothing leads to, and
/// three occupations that need some of the skills, in three unit groups.
fn graph(edges: &[(usize, usize, u8)]) -> Taxonomy {
    let mut builder = Builder::new();
    let skills: Vec<_> = (0..=SKILLS)
        .map(|at| builder.concept(&skill_iri(at), ConceptKind::Skill, Status::Released))
        .collect();
    for &(from, to, how) in edges.iter().filter(|(from, to, _)| from != to) {
        match how {
            0 => builder.broader(skills[from], skills[to]),
            1 => builder.requires(skills[from], skills[to], Importance::Essential),
            _ => builder.requires(skills[from], skills[to], Importance::Optional),
        }
    }
    for (at, code) in ["7212", "7213", "5120"].into_iter().enumerate() {
        let group = Iri::parse(&format!("{ISCO}{code}")).unwrap();
        let group = builder.concept(&group, ConceptKind::OccupationGroup, Status::Released);
        builder.notation(group, code);
        let iri = Iri::parse(&format!("urn:x:o{at}")).unwrap();
        let occupation = builder.concept(&iri, ConceptKind::Occupation, Status::Released);
        builder.broader(occupation, group);
        for skill in [3 * at, 3 * at + 1, 3 * at + 2] {
            builder.requires(occupation, skills[skill], Importance::Essential);
        }
    }
    builder.build(Provenance::default()).0
}

fn edges() -> impl Strategy<Value = Vec<(usize, usize, u8)>> {
    prop::collection::vec((0..SKILLS, 0..SKILLS, 0..3u8), 0..20)
}

/// A skill, its proficiency and its assurance, by number.
type Held = (usize, u8, usize);

/// A person: skills, jobs (occupation, months), the level of German, an EQF
/// level, a destination.
#[derive(Clone, Debug)]
struct Person {
    held: Vec<Held>,
    jobs: Vec<(usize, i32)>,
    german: Option<CefrLevel>,
    eqf: Option<i64>,
    abroad: bool,
}

fn level() -> impl Strategy<Value = CefrLevel> {
    prop::sample::select(vec![CefrLevel::A1, CefrLevel::A2, CefrLevel::B1, CefrLevel::B2])
}

fn held() -> impl Strategy<Value = Vec<Held>> {
    prop::collection::vec((0..SKILLS, 0..5u8, 0..5usize), 0..8)
}

fn person() -> impl Strategy<Value = Person> {
    let jobs = prop::collection::vec((0..OCCUPATIONS, 1..60i32), 0..3);
    let others = (prop::option::of(level()), prop::option::of(1..9i64), any::<bool>());
    (held(), jobs, others).prop_map(|(held, jobs, (german, eqf, abroad))| Person {
        held,
        jobs,
        german,
        eqf,
        abroad,
    })
}

/// A post: requirements (skill, weight, minimum, must-have), its occupation,
/// and what else it asks for.
#[derive(Clone, Debug)]
struct Post {
    asked: Vec<(usize, u8, u8, bool)>,
    occupation: usize,
    months: Option<u16>,
    german: Option<CefrLevel>,
    eqf: Option<i64>,
    destination: bool,
    gates: bool,
}

fn post() -> impl Strategy<Value = Post> {
    let asked = prop::collection::vec((0..SKILLS, 1..6u8, 1..5u8, prop::bool::weighted(0.1)), 1..8);
    let others = (
        0..OCCUPATIONS,
        prop::option::of(1..48u16),
        prop::option::of(level()),
        prop::option::of(1..9i64),
        any::<bool>(),
        any::<bool>(),
    );
    (asked, others).prop_map(|(asked, (occupation, months, german, eqf, destination, gates))| {
        Post { asked, occupation, months, german, eqf, destination, gates }
    })
}

fn country() -> Country {
    "DE".parse().unwrap()
}

fn german() -> LanguageTag {
    "de".parse().unwrap()
}

fn occupation(taxonomy: &Taxonomy, at: usize) -> Occupation {
    Occupation::new(taxonomy, taxonomy.find_iri(&format!("urn:x:o{at}")).unwrap())
}

fn skill(taxonomy: &Taxonomy, (at, proficiency, assurance): Held) -> StatedSkill {
    StatedSkill {
        concept: taxonomy.find(&skill_iri(at)).unwrap(),
        resolved_by: ResolvedBy::Concept,
        proficiency: Proficiency::try_from(i64::from(proficiency)).ok(),
        assurance: Assurance::ALL[assurance],
        last_used: None,
    }
}

fn candidate(matcher: &Matcher<'_>, id: &str, person: &Person) -> Candidate {
    let taxonomy = matcher.taxonomy();
    let mut month = 24_000;
    let jobs = person.jobs.iter().map(|&(at, months)| {
        month += months;
        Job {
            occupation: Some(occupation(taxonomy, at)),
            resolved_by: Some(ResolvedBy::Concept),
            months: Some((month - months, month - 1)),
            hours_per_week: None,
        }
    });
    let language = |level| LanguageKnown {
        language: german(),
        level: Some(level),
        skills: CefrSkills::default(),
    };
    let qualification = |level| Qualification {
        concept: None,
        title: None,
        level: EqfLevel::try_from(level).ok(),
        basis: LevelBasis::Formal,
        field: None,
        country: None,
        assurance: Assurance::Certified,
    };
    matcher.candidate(ResolvedProfile {
        id: id.to_owned(),
        skills: person.held.iter().map(|&held| skill(taxonomy, held)).collect(),
        jobs: jobs.collect(),
        languages: person.german.map(language).into_iter().collect(),
        qualifications: person.eqf.map(qualification).into_iter().collect(),
        destinations: if person.abroad { vec![country()] } else { vec!["FR".parse().unwrap()] },
        ..ResolvedProfile::default()
    })
}

fn vacancy(matcher: &Matcher<'_>, id: &str, post: &Post) -> CompiledVacancy {
    let taxonomy = matcher.taxonomy();
    let requirements =
        post.asked.iter().map(|&(at, weight, minimum, must_have)| StatedRequirement {
            concept: taxonomy.find(&skill_iri(at)).unwrap(),
            resolved_by: ResolvedBy::Concept,
            importance: Importance::Essential,
            weight: Some(weight),
            minimum: Proficiency::try_from(i64::from(minimum)).ok(),
            must_have: must_have && post.gates,
        });
    let occupation = occupation(taxonomy, post.occupation);
    let vacancy = matcher.vacancy(ResolvedVacancy {
        id: id.to_owned(),
        occupation: Some(occupation),
        requirements: requirements.collect(),
        languages: post
            .german
            .map(|level| LanguageDemand {
                language: german(),
                asked: [Some(level); 5],
                gate: Some(post.gates),
            })
            .into_iter()
            .collect(),
        qualification: post.eqf.map(|level| QualificationDemand {
            level: EqfLevel::try_from(level).ok(),
            field: FieldDemand::Any,
            gate: Some(post.gates),
        }),
        experience: post.months.map(|months| ExperienceDemand {
            months,
            within: ExperienceIn::Occupation(occupation),
            gate: Some(post.gates),
        }),
        destination: (post.destination && post.gates).then(country),
        ..ResolvedVacancy::default()
    });
    vacancy.unwrap()
}

/// Σ weight · credit from the definition alone: every evidence tried for
/// every requirement, by the path between the two.
fn slow_credit_sum(matcher: &Matcher<'_>, candidate: &Candidate, vacancy: &CompiledVacancy) -> u64 {
    let policy = matcher.policy();
    let translator = Translator::new(matcher.taxonomy(), policy.evidence_priors.clone());
    let earned = vacancy.requirements().iter().map(|requirement| {
        let credits = candidate.skills().iter().filter_map(|skill| {
            let reach = matcher
                .taxonomy()
                .proximity(skill.concept, requirement.concept, &policy.proximity, &translator)?
                .reach;
            let held = skill.proficiency.unwrap_or(Proficiency::INDEPENDENT);
            let factors = [
                reach.proximity,
                reach.confidence,
                policy.sufficiency(held, requirement.minimum),
                skill.worth,
            ];
            Some(factors.into_iter().map(u64::from).product::<u64>() / 1_000_000)
        });
        u64::from(requirement.weight) * credits.max().unwrap_or(0)
    });
    earned.sum()
}

/// The total from the definition alone, in fractions of a common
/// denominator, floored once.
fn slow_score(person: &Person, post: &Post, credit_sum: u64) -> u64 {
    let mut weights: BTreeMap<usize, u64> = BTreeMap::new();
    for &(at, weight, ..) in &post.asked {
        let known = weights.entry(at).or_default();
        *known = (*known).max(u64::from(weight));
    }
    let weight: u64 = weights.values().sum();
    let months = post.months.map(|asked| {
        let groups = ["7212", "7213", "5120"];
        let relevance = |at: usize| {
            let (held, asked) = (groups[at], groups[post.occupation]);
            if held == asked {
                100
            } else if held[..3] == asked[..3] {
                70
            } else {
                0
            }
        };
        // Jobs follow one another: no month is in two of them.
        let sum: u64 =
            person.jobs.iter().map(|&(at, m)| relevance(at) * u64::try_from(m).unwrap()).sum();
        (sum / u64::from(asked)).min(100)
    });
    let qualification = post.eqf.map(|asked| {
        let short = person.eqf.map(|held| (asked - held).max(0));
        short.map_or(0, |short| u64::try_from((100 - 30 * short).max(0)).unwrap())
    });
    let language = post.german.map(|asked| {
        let short = person.german.map(|held| (asked as i32 - held as i32).max(0));
        short.map_or(0, |short| [100, 60, 20, 0, 0, 0][usize::try_from(short).unwrap()])
    });
    let shares = [
        (true, 70),
        (months.is_some(), 15),
        (qualification.is_some(), 10),
        (language.is_some(), 5),
    ];
    let all: u64 = shares.iter().filter(|(asked, _)| *asked).map(|(_, s)| s).sum();
    let mut cut = shares.map(|(asked, share)| if asked { 100 * share / all } else { 0 });
    let mut rest: Vec<(u64, usize)> = shares
        .iter()
        .enumerate()
        .map(|(at, &(asked, share))| (if asked { 100 * share % all } else { 0 }, at))
        .collect();
    rest.sort_by_key(|&(rest, at)| (std::cmp::Reverse(rest), at));
    let left = usize::try_from(100 - cut.iter().sum::<u64>()).unwrap();
    for &(_, at) in rest.iter().take(left) {
        cut[at] += 1;
    }
    let side = cut[1] * months.unwrap_or(0)
        + cut[2] * qualification.unwrap_or(0)
        + cut[3] * language.unwrap_or(0);
    100 * (cut[0] * credit_sum + weight * side) / weight
}

fn matcher(taxonomy: &Taxonomy) -> Matcher<'_> {
    Matcher::new(taxonomy, MatchingPolicy::default()).unwrap()
}

proptest! {
    #[test]
    fn scores_are_what_the_definition_says(edges in edges(), person in person(), post in post()) {
        let taxonomy = graph(&edges);
        let matcher = matcher(&taxonomy);
        let (candidate, vacancy) = (candidate(&matcher, "c", &person), vacancy(&matcher, "v", &post));
        let pair = matcher.score(&candidate, &vacancy);
        let sum = slow_credit_sum(&matcher, &candidate, &vacancy);
        prop_assert_eq!(pair.credit_sum, sum);
        prop_assert_eq!(u64::from(pair.score.millionths()), slow_score(&person, &post, sum));
        let names = Names::new(&taxonomy, &LanguageTag::english()).unwrap();
        let why = matcher.explain(&candidate, &vacancy, &names, Detail::Full);
        prop_assert_eq!(why.credit_sum, sum);
        let score: u64 = why.components.iter().map(|c| c.contribution).sum();
        prop_assert_eq!(score, u64::from(pair.score.millionths()));
        let fit: u64 = why.components.iter().map(|c| c.fit_contribution).sum();
        prop_assert_eq!(fit, u64::from(pair.fit.millionths()));
        let parts: u64 = why.requirements.iter().map(|r| r.contribution).sum();
        prop_assert_eq!(parts + why.remainder, why.components[0].contribution);
        let failed = why.gates.iter().filter(|g| g.outcome == passerelle_model::GateOutcome::Failed);
        prop_assert_eq!(u32::try_from(failed.count()).unwrap(), pair.gates.failed());
    }

    #[test]
    fn more_or_better_evidence_never_lowers_a_score(
        edges in edges(), person in person(), post in post(),
        extra in (0..SKILLS, 0..5u8, 0..5usize), job in (0..OCCUPATIONS, 1..60i32),
    ) {
        let taxonomy = graph(&edges);
        let matcher = matcher(&taxonomy);
        let vacancy = vacancy(&matcher, "v", &post);
        let score = |person: &Person| matcher.score(&candidate(&matcher, "c", person), &vacancy);
        let before = score(&person);
        let mut more = person.clone();
        more.held.push(extra);
        prop_assert!(score(&more).score >= before.score);
        more.jobs.push(job);
        prop_assert!(score(&more).score >= before.score);
        more.german = more.german.max(Some(CefrLevel::B1));
        more.eqf = more.eqf.max(Some(5));
        prop_assert!(score(&more).score >= before.score);
        prop_assert!(score(&more).gates.failed() <= before.gates.failed());
        let mut better = person.clone();
        better.held.iter_mut().for_each(|held| *held = (held.0, 4, 0));
        prop_assert!(score(&better).score >= before.score);
        // A skill that nothing leads to changes no score, and no gate.
        let mut unrelated = person.clone();
        unrelated.held.push((SKILLS, 4, 0));
        prop_assert_eq!(score(&unrelated).score, before.score);
        prop_assert_eq!(score(&unrelated).gates, before.gates);
    }

    #[test]
    fn the_order_of_requirements_changes_nothing(edges in edges(), person in person(), post in post()) {
        let taxonomy = graph(&edges);
        let matcher = matcher(&taxonomy);
        let candidate = candidate(&matcher, "c", &person);
        let mut reversed = post.clone();
        reversed.asked.reverse();
        let score = |post: &Post| matcher.score(&candidate, &vacancy(&matcher, "v", post));
        prop_assert_eq!(score(&post), score(&reversed));
    }

    #[test]
    fn a_gate_changes_eligibility_and_no_score(edges in edges(), person in person(), post in post()) {
        let taxonomy = graph(&edges);
        let matcher = matcher(&taxonomy);
        let candidate = candidate(&matcher, "c", &person);
        let with = |gates: bool| {
            let post = Post { gates, ..post.clone() };
            matcher.score(&candidate, &vacancy(&matcher, "v", &post))
        };
        let (open, gated) = (with(false), with(true));
        prop_assert_eq!((open.score, open.fit, open.credit_sum), (gated.score, gated.fit, gated.credit_sum));
        prop_assert_eq!(open.gates.failed(), 0);
    }

    #[test]
    fn inferred_evidence_never_beats_the_same_evidence_stated(
        edges in edges(), post in post(), at in 0..OCCUPATIONS, months in 1..100i32, assurance in 0..5usize,
    ) {
        let taxonomy = graph(&edges);
        let matcher = matcher(&taxonomy);
        let post = Post { months: None, ..post };
        let vacancy = vacancy(&matcher, "v", &post);
        let nobody = Person { held: vec![], jobs: vec![], german: None, eqf: None, abroad: true };
        let worker = Person { jobs: vec![(at, months)], ..nobody.clone() };
        let stated = (3 * at..3 * at + 3).map(|skill| (skill, 0, assurance)).collect();
        let teller = Person { held: stated, ..nobody };
        let (inferred, stated) = (
            matcher.score(&candidate(&matcher, "c", &worker), &vacancy),
            matcher.score(&candidate(&matcher, "c", &teller), &vacancy),
        );
        prop_assert!(inferred.score <= stated.score && inferred.fit <= stated.fit);
        prop_assert!(inferred.gates.failed() >= stated.gates.failed());
        prop_assert_eq!((inferred.inferred_sum, stated.inferred_sum), (inferred.credit_sum, 0));
    }

    #[test]
    fn the_order_of_input_the_runs_and_the_threads_leave_no_trace(
        edges in edges(),
        people in prop::collection::vec(person(), 1..100),
        posts in prop::collection::vec(post(), 1..6),
        seed in 0..3u64,
        cut in 1..40usize,
    ) {
        let taxonomy = graph(&edges);
        let matcher = matcher(&taxonomy);
        let named = |prefix: &str| -> Vec<Candidate> {
            let each = people.iter().enumerate();
            each.map(|(at, p)| candidate(&matcher, &format!("{prefix}{at}"), p)).collect()
        };
        let posts: Vec<CompiledVacancy> =
            posts.iter().enumerate().map(|(at, p)| vacancy(&matcher, &format!("v{at}"), p)).collect();
        let options = RankOptions { top: 3, near_misses: 2, seed, ..RankOptions::default() };
        let run = |people: &[Candidate], threads: usize, cut: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut ranker = Ranker::new(&matcher, &posts, options);
                let own: Vec<Ranking> = people.chunks(cut).flat_map(|run| ranker.rank(run)).collect();
                let ids = |list: &Ranking| {
                    let each = |r: &passerelle_matching::Ranked| (people[r.candidate].id().to_owned(), r.vacancy, r.pair);
                    let matches: Vec<_> = list.matches.iter().map(each).collect();
                    let near: Vec<_> = list.near_misses.iter().map(each).collect();
                    (matches, near, list.counts)
                };
                let by_candidate: BTreeMap<String, _> =
                    people.iter().zip(&own).map(|(c, list)| (c.id().to_owned(), ids(list))).collect();
                let counts = ranker.counts();
                (by_candidate, ranker.finish().iter().map(ids).collect::<Vec<_>>(), counts)
            })
        };
        let people_named = named("c");
        let expected = run(&people_named, 1, 1000);
        prop_assert_eq!(&run(&people_named, 2, cut), &expected);
        let reversed: Vec<Candidate> = people_named.iter().rev().cloned().collect();
        prop_assert_eq!(&run(&reversed, 2, 1000), &expected);
        // Each list holds the best of the eligible, in order; other names
        // change nothing but the order of equals.
        let renamed = run(&named("other"), 2, 1000);
        for (at, (matches, near, counts)) in expected.1.iter().enumerate() {
            let all: Vec<_> = people_named.iter().map(|c| matcher.score(c, &posts[at])).collect();
            let mut eligible: Vec<_> = all
                .iter()
                .filter(|p| p.gates.failed() == 0 && p.is_match)
                .map(|p| (p.score, p.evidenced()))
                .collect();
            eligible.sort_by(|a, b| b.cmp(a));
            eligible.truncate(3);
            let of = |list: &[(String, usize, passerelle_matching::PairScore)]| -> Vec<_> {
                list.iter().map(|(.., p)| (p.score, p.evidenced())).collect()
            };
            prop_assert_eq!(of(matches), eligible);
            prop_assert_eq!(of(&renamed.1[at].0), of(matches));
            prop_assert_eq!(of(&renamed.1[at].1), of(near));
            prop_assert_eq!(&renamed.1[at].2, counts);
            let failing = |n: u32| all.iter().filter(|p| p.gates.failed() == n).count() as u64;
            prop_assert_eq!((counts.eligible, counts.near_misses), (failing(0), failing(1)));
        }
    }
}

#[test]
fn a_must_have_needs_evidence_of_the_person() {
    // Skill 3 is narrower than skill 4, which is essential to occupation 1.
    let taxonomy = graph(&[(9, 4, 0), (10, 4, 1)]);
    let matcher = matcher(&taxonomy);
    let post = Post {
        asked: vec![(4, 2, 2, true)],
        occupation: 1,
        months: None,
        german: None,
        eqf: None,
        destination: false,
        gates: true,
    };
    let vacancy = vacancy(&matcher, "v", &post);
    let nobody = Person { held: vec![], jobs: vec![], german: None, eqf: None, abroad: true };
    let meets = |held: Vec<Held>, jobs: Vec<(usize, i32)>| {
        let person = Person { held, jobs, ..nobody.clone() };
        let pair = matcher.score(&candidate(&matcher, "c", &person), &vacancy);
        (pair.gates.failed() == 0, pair.credit_sum > 0)
    };
    assert_eq!(meets(vec![(4, 2, 4)], vec![]), (true, true), "the same");
    assert_eq!(meets(vec![(9, 2, 4)], vec![]), (true, true), "narrower");
    assert_eq!(meets(vec![(4, 1, 0)], vec![]), (false, true), "not well enough");
    assert_eq!(meets(vec![(10, 4, 0)], vec![]), (false, true), "near, and not the same");
    assert_eq!(meets(vec![], vec![(1, 48)]), (false, true), "inferred from a job");
}

#[test]
fn concepts_of_the_graph_are_what_the_laws_assume() {
    let taxonomy = graph(&[]);
    let group = |at: usize| -> Option<ConceptId> { occupation(&taxonomy, at).isco };
    assert_eq!(group(0).and_then(|g| taxonomy.notation(g)), Some("7212"));
}
