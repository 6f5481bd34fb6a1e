//! The fast ranker is the plain one: over random graphs, policies, people and
//! posts that use everything there is, both give the same lists in every
//! number, on every instruction set.

use passerelle::model::{
    Assurance, CefrLevel, CefrSkills, ConceptKind, Confidence, Country, Direction, Employment,
    EqfLevel, Importance, Iri, LanguageKnown, LanguageTag, LevelBasis, LicenceStatus,
    MappingPredicate, MatchingPolicy, Period, Proficiency, ResolvedBy, Status, TranslationPriors,
};
use passerelle_matching::{
    Candidate, CompiledVacancy, ExperienceDemand, ExperienceIn, FieldDemand, InstructionSet, Job,
    LanguageDemand, Licence, LicenceDemand, Matcher, Occupation, Qualification,
    QualificationDemand, RankBy, RankOptions, Ranker, Ranking, ReferenceRanker, ResolvedProfile,
    ResolvedVacancy, StatedRequirement, StatedSkill, check_policy,
};
use passerelle_taxonomy::{Builder, ConceptId, Handle, MappingSet, Provenance, Taxonomy};
use proptest::prelude::*;

const SKILLS: usize = 40;

/// Numbers from a seed; proptest varies the seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    fn percent(&mut self) -> u8 {
        // The ends are where things break.
        match self.below(6) {
            0 => 0,
            1 => 100,
            _ => u8::try_from(self.below(101)).unwrap(),
        }
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Falling percentages.
    fn falling<const N: usize>(&mut self) -> [u8; N] {
        let mut values = [0; N];
        values.fill_with(|| self.percent());
        values.sort_unstable_by(|a, b| b.cmp(a));
        values
    }

    fn some<T>(&mut self, one_in: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(one_in).then(|| make(self))
    }
}

/// A policy in which every number that matching reads is thrown.
fn policy(dice: &mut Dice) -> MatchingPolicy {
    let mut policy = MatchingPolicy::default();
    if dice.one_in(4) {
        return policy;
    }
    policy.assumed_proficiency = proficiency(dice);
    policy.sufficiency = dice.falling();
    let skills = dice.pick(&[1, 30, 64, 65, 70, 99, 100]);
    let experience = u8::try_from(dice.below(usize::from(100 - skills) + 1)).unwrap();
    let qualification =
        u8::try_from(dice.below(usize::from(100 - skills - experience) + 1)).unwrap();
    policy.shares.skills = skills;
    policy.shares.experience = experience;
    policy.shares.qualification = qualification;
    policy.shares.language = 100 - skills - experience - qualification;
    let [verified, certified, tested, attested, declared] = dice.falling();
    policy.assurance.verified = verified;
    (policy.assurance.certified, policy.assurance.tested) = (certified, tested);
    (policy.assurance.employer_attested, policy.assurance.self_declared) = (attested, declared);
    policy.inferred.assurance = u8::try_from(dice.below(usize::from(declared) + 1)).unwrap();
    policy.inferred.full_months = u16::try_from(1 + dice.below(60)).unwrap();
    let near: [u8; 9] = dice.falling();
    policy.proximity.same = near[0];
    policy.proximity.evidence_narrower = near[1..=dice.below(4)].to_vec();
    policy.proximity.evidence_broader = near[3..3 + dice.below(4)].to_vec();
    policy.proximity.requires_essential = dice.pick(&near);
    policy.proximity.required_by_essential = dice.pick(&near);
    policy.proximity.optional = dice.pick(&near);
    policy.proximity.sibling = dice.pick(&near);
    policy.proximity.sibling_group_max = u32::try_from(dice.below(20)).unwrap();
    let [exact, close, related] = dice.falling();
    let (broad, narrow) = (dice.percent(), dice.percent());
    policy.evidence_priors = TranslationPriors { exact, close, broad, narrow, related };
    let weight = |dice: &mut Dice| u8::try_from(1 + dice.below(5)).unwrap();
    policy.weight.essential = weight(dice);
    policy.weight.optional = weight(dice);
    policy.weight.candidate_skill = weight(dice);
    policy.template.one_in = u32::try_from(1 + dice.below(4)).unwrap();
    policy.template.max_skills = u32::try_from(1 + dice.below(8)).unwrap();
    policy.template.max_weight = weight(dice);
    policy.template.whole_weight = u32::try_from(100 + dice.below(412)).unwrap();
    let [unit, minor, major] = dice.falling();
    policy.experience.unit_group = unit;
    (policy.experience.minor_group, policy.experience.sub_major_group) = (minor, major);
    policy.qualification.level_short = dice.percent();
    let [same, narrow, broad, other] = dice.falling();
    policy.qualification.field_same = same;
    (policy.qualification.field_narrow, policy.qualification.field_broad) = (narrow, broad);
    policy.qualification.field_other = other;
    policy.language.shortfall = dice.falling::<6>()[..=dice.below(6)].to_vec();
    policy.gates.language = dice.one_in(2);
    policy.gates.eqf_level = dice.one_in(2);
    policy.gates.experience = dice.one_in(2);
    assert_eq!(check_policy(&policy), []);
    policy
}

fn proficiency(dice: &mut Dice) -> Proficiency {
    dice.pick(&[
        Proficiency::GUIDED,
        Proficiency::INDEPENDENT,
        Proficiency::ADAPTS,
        Proficiency::LEADS,
    ])
}

/// A taxonomy and what of it people and posts may name.
struct World {
    taxonomy: Taxonomy,
    skills: Vec<ConceptId>,
    wholes: Vec<ConceptId>,
    occupations: Vec<Occupation>,
    fields: Vec<ConceptId>,
}

fn iri(text: &str) -> Iri {
    Iri::parse(text).unwrap()
}

/// Skills with every relation, in groups of siblings, some mapped to those of
/// another list; qualifications of units of outcomes, one whose unit is
/// known by a mapping alone; occupations, and a national one that
/// translates.
fn world(dice: &mut Dice) -> World {
    let mut builder = Builder::new();
    let mut make = |name: &str, kind: ConceptKind| {
        builder.concept(&iri(&format!("urn:x:{name}")), kind, Status::Released)
    };
    let skills: Vec<Handle> =
        (0..SKILLS).map(|at| make(&format!("s{at:02}"), ConceptKind::Skill)).collect();
    let others: Vec<Handle> =
        (0..8).map(|at| make(&format!("other{at}"), ConceptKind::Skill)).collect();
    let outcomes: Vec<Handle> =
        (0..6).map(|at| make(&format!("outcome{at}"), ConceptKind::LearningOutcome)).collect();
    let units: Vec<Handle> =
        (0..4).map(|at| make(&format!("unit{at}"), ConceptKind::Unit)).collect();
    let wholes: Vec<Handle> =
        (0..2).map(|at| make(&format!("whole{at}"), ConceptKind::Qualification)).collect();
    let occupations: Vec<Handle> =
        (0..4).map(|at| make(&format!("o{at}"), ConceptKind::Occupation)).collect();
    let national = make("national", ConceptKind::Occupation);
    for _ in 0..60 {
        let (from, to) = (dice.pick(&skills), dice.pick(&skills));
        if from != to {
            match dice.below(4) {
                // A few parents, so that there are groups of siblings.
                0 | 1 => builder.broader(from, skills[dice.below(4)]),
                2 => builder.requires(from, to, Importance::Essential),
                _ => builder.requires(from, to, Importance::Optional),
            }
        }
    }
    let set = builder.mapping_set(MappingSet {
        id: "set".to_owned(),
        title: "set".to_owned(),
        version: String::new(),
        justification: "semapv:ManualMappingCuration".to_owned(),
        default_confidence: Confidence::new(90).unwrap(),
        direction: Direction::AsPublished,
    });
    let predicates = [
        MappingPredicate::Exact,
        MappingPredicate::Close,
        MappingPredicate::Broad,
        MappingPredicate::Narrow,
        MappingPredicate::Related,
    ];
    let map = |builder: &mut Builder, dice: &mut Dice, from: Handle, to: Handle| {
        let sure = Confidence::new(u8::try_from(40 + dice.below(61)).unwrap());
        builder.mapping(from, dice.pick(&predicates), to, sure.ok(), set);
    };
    for &other in &others {
        let skill = skills[dice.below(SKILLS)];
        map(&mut builder, dice, other, skill);
    }
    for &outcome in &outcomes[..4] {
        let skill = skills[dice.below(SKILLS)];
        map(&mut builder, dice, outcome, skill);
    }
    for (at, &unit) in units[..3].iter().enumerate() {
        builder.has_part(unit, outcomes[2 * at]);
        builder.has_part(unit, outcomes[2 * at + 1]);
        builder.has_part(wholes[at % 2], unit);
    }
    // The last unit has no outcomes of its own.
    builder.has_part(wholes[0], units[3]);
    map(&mut builder, dice, units[3], units[1]);
    for (at, code) in ["7212", "7213", "7411", "5120"].into_iter().enumerate() {
        let group = iri(&format!("http://data.europa.eu/esco/isco/C{code}"));
        let group = builder.concept(&group, ConceptKind::OccupationGroup, Status::Released);
        builder.notation(group, code);
        builder.broader(occupations[at], group);
        for _ in 0..6 {
            let skill = skills[dice.below(SKILLS)];
            builder.requires(occupations[at], skill, Importance::Essential);
        }
    }
    map(&mut builder, dice, national, occupations[0]);
    for code in ["07", "071", "0711", "0732", "1013"] {
        let field = iri(&format!("urn:x:field:{code}"));
        let field = builder.concept(&field, ConceptKind::Field, Status::Released);
        builder.notation(field, code);
    }
    let (taxonomy, _) = builder.build(Provenance::default());
    let find = |name: String| taxonomy.find_iri(&format!("urn:x:{name}")).unwrap();
    let skills = (0..SKILLS)
        .map(|at| find(format!("s{at:02}")))
        .chain((0..8).map(|at| find(format!("other{at}"))))
        .chain((0..6).map(|at| find(format!("outcome{at}"))))
        .collect();
    let wholes = (0..2)
        .map(|at| find(format!("whole{at}")))
        .chain((0..4).map(|at| find(format!("unit{at}"))))
        .collect();
    let occupations: Vec<Occupation> = (0..4)
        .map(|at| find(format!("o{at}")))
        .chain([find("national".to_owned())])
        .map(|concept| Occupation::new(&taxonomy, concept))
        .collect();
    let group = taxonomy.find_iri("http://data.europa.eu/esco/isco/C7212").unwrap();
    let occupations = occupations.into_iter().chain([Occupation::new(&taxonomy, group)]).collect();
    let fields = ["07", "071", "0711", "0732", "1013"].map(|code| find(format!("field:{code}")));
    World { skills, wholes, occupations, fields: fields.to_vec(), taxonomy }
}

const LEVELS: [CefrLevel; 5] =
    [CefrLevel::A1, CefrLevel::A2, CefrLevel::B1, CefrLevel::B2, CefrLevel::C1];

fn language(dice: &mut Dice) -> LanguageTag {
    dice.pick(&["de", "de-at", "it", "en"]).parse().unwrap()
}

fn country(dice: &mut Dice) -> Country {
    dice.pick(&["DE", "IT", "AT"]).parse().unwrap()
}

fn period(dice: &mut Dice) -> Period {
    let month = |dice: &mut Dice| format!("2027-{:02}", 1 + dice.below(12)).parse().unwrap();
    Period { from: dice.some(2, month), to: dice.some(2, month) }
}

fn eqf(dice: &mut Dice) -> EqfLevel {
    EqfLevel::try_from(i64::try_from(1 + dice.below(8)).unwrap()).unwrap()
}

fn employment(dice: &mut Dice) -> Employment {
    dice.pick(&[Employment::Employed, Employment::SelfEmployed])
}

fn person(dice: &mut Dice, world: &World, id: String) -> ResolvedProfile {
    let count = dice.below(12);
    let skills = (0..count).map(|_| StatedSkill {
        concept: dice.pick(&world.skills),
        resolved_by: ResolvedBy::Concept,
        proficiency: dice.some(2, proficiency),
        assurance: dice.pick(&Assurance::ALL),
        last_used: None,
    });
    let skills = skills.collect();
    let count = dice.below(4);
    let mut month = 24_000;
    let jobs = (0..count).map(|_| {
        let months = 1 + i32::try_from(dice.below(50)).unwrap();
        month += months - i32::try_from(dice.below(6)).unwrap();
        Job {
            occupation: dice.some(2, |dice| dice.pick(&world.occupations)),
            resolved_by: Some(ResolvedBy::Concept),
            months: Some((month - months, month - 1)),
            hours_per_week: None,
        }
    });
    let jobs = jobs.collect();
    let count = dice.below(3);
    let languages = (0..count)
        .map(|_| LanguageKnown {
            language: language(dice),
            level: dice.some(2, |dice| dice.pick(&LEVELS)),
            skills: CefrSkills {
                reading: dice.some(2, |dice| dice.pick(&LEVELS)),
                writing: dice.some(3, |dice| dice.pick(&LEVELS)),
                ..CefrSkills::default()
            },
        })
        .collect();
    let count = dice.below(3);
    let qualifications = (0..count)
        .map(|_| Qualification {
            concept: dice.some(2, |dice| dice.pick(&world.wholes)),
            title: None,
            level: dice.some(2, eqf),
            basis: dice.pick(&[LevelBasis::Formal, LevelBasis::Estimated, LevelBasis::Unknown]),
            field: dice.some(2, |dice| dice.pick(&world.fields)),
            country: None,
            assurance: dice.pick(&Assurance::ALL),
        })
        .collect();
    let count = if dice.one_in(3) { 1 + dice.below(2) } else { 0 };
    let licences = (0..count)
        .map(|_| Licence {
            profession: dice.pick(&world.occupations),
            destination: country(dice),
            employment: dice.some(2, employment),
            status: dice.pick(&[
                LicenceStatus::Held,
                LicenceStatus::Pending,
                LicenceStatus::Refused,
            ]),
        })
        .collect();
    let count = dice.below(3);
    let destinations = (0..count).map(|_| country(dice)).collect();
    let availability = dice.some(2, period);
    ResolvedProfile {
        id,
        skills,
        jobs,
        languages,
        qualifications,
        licences,
        destinations,
        availability,
    }
}

fn post(dice: &mut Dice, world: &World, id: String) -> ResolvedVacancy {
    let count = dice.pick(&[0, 1, 3, 8, 20]);
    let many = dice.one_in(12);
    let requirements: Vec<StatedRequirement> = (0..count)
        .map(|_| StatedRequirement {
            concept: if dice.one_in(6) {
                dice.pick(&world.wholes)
            } else {
                dice.pick(&world.skills)
            },
            resolved_by: ResolvedBy::Concept,
            importance: dice.pick(&[Importance::Essential, Importance::Optional]),
            weight: if many {
                Some(5)
            } else {
                dice.some(2, |d| 1 + u8::try_from(d.below(5)).unwrap())
            },
            minimum: dice.some(2, proficiency),
            must_have: dice.one_in(15),
        })
        .collect();
    let gate = |dice: &mut Dice| dice.some(2, |dice| dice.one_in(2));
    let count = dice.pick(&[0, 0, 1, 1, 2]);
    let languages = (0..count)
        .map(|_| {
            let level = dice.some(2, |dice| dice.pick(&LEVELS[..3]));
            LanguageDemand {
                language: language(dice),
                asked: std::array::from_fn(|_| {
                    if dice.one_in(3) {
                        dice.some(2, |dice| dice.pick(&LEVELS[..3]))
                    } else {
                        level
                    }
                }),
                gate: gate(dice),
            }
        })
        .collect();
    let qualification = dice.some(3, |dice| QualificationDemand {
        level: dice.some(2, eqf),
        field: match dice.below(4) {
            0 => FieldDemand::Any,
            1 => FieldDemand::Unknown,
            _ => FieldDemand::Field(dice.pick(&world.fields)),
        },
        gate: gate(dice),
    });
    let experience = dice.some(3, |dice| ExperienceDemand {
        months: u16::try_from(1 + dice.below(60)).unwrap(),
        within: match dice.below(4) {
            0 => ExperienceIn::AnyOccupation,
            1 => ExperienceIn::UnknownOccupation,
            _ => ExperienceIn::Occupation(dice.pick(&world.occupations)),
        },
        gate: gate(dice),
    });
    let licence = dice.some(5, |dice| LicenceDemand {
        profession: dice.some(2, |dice| dice.pick(&world.occupations)),
        employment: employment(dice),
        stated: dice.one_in(2),
        regulated: dice.some(2, |dice| dice.one_in(2)),
    });
    ResolvedVacancy {
        id,
        title: None,
        occupation: dice.some(2, |dice| dice.pick(&world.occupations)),
        from_occupation: requirements.is_empty(),
        requirements,
        languages,
        qualification,
        experience,
        licence,
        destination: dice.some(3, country),
        season: dice.some(4, period),
    }
}

fn lists(
    own: Vec<Ranking>,
    counts: passerelle::model::PairCounts,
    vacancies: Vec<Ranking>,
) -> (Vec<Ranking>, passerelle::model::PairCounts, Vec<Ranking>) {
    (own, counts, vacancies)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn vectors_and_the_plain_ranker_agree_in_every_number(
        seed in any::<u64>(), people in 1..200_usize, posts in 1..40_usize, cut in 1..150_usize,
    ) {
        let mut dice = Dice(seed);
        let world = world(&mut dice);
        let matcher = Matcher::new(&world.taxonomy, policy(&mut dice)).unwrap();
        let people: Vec<Candidate> = (0..people)
            .map(|at| matcher.candidate(person(&mut dice, &world, format!("c{at}"))))
            .collect();
        let posts: Vec<CompiledVacancy> = (0..posts)
            .filter_map(|at| matcher.vacancy(post(&mut dice, &world, format!("v{at}"))).ok())
            .collect();
        let options = RankOptions {
            top: dice.pick(&[0, 1, 3, 10, usize::MAX]),
            near_misses: dice.pick(&[0, 1, 3]),
            seed,
            rank_by: dice.pick(&[None, None, Some(RankBy::Score), Some(RankBy::Fit)]),
            by_candidate: !dice.one_in(5),
            by_vacancy: !dice.one_in(5),
            credits: !dice.one_in(3),
        };
        let mut plain = ReferenceRanker::new(&matcher, &posts, options);
        let own = people.chunks(cut).flat_map(|run| plain.rank(run)).collect();
        let expected = lists(own, plain.counts(), plain.finish());
        for set in InstructionSet::available() {
            let mut ranker = Ranker::with(&matcher, &posts, options, set);
            let own = people.chunks(cut).flat_map(|run| ranker.rank(run)).collect();
            let counts = ranker.counts();
            let mut of_vacancies = if options.credits {
                ranker.finish_with_credits(|at| people.get(at).cloned())
            } else {
                ranker.finish()
            };
            for (ranking, post) in of_vacancies.iter_mut().zip(&posts) {
                let credits = std::mem::take(&mut ranking.credits);
                let ranked = ranking.matches.iter().chain(&ranking.near_misses);
                let sums: Vec<u64> = ranked.map(|ranked| ranked.pair.credit_sum).collect();
                let weights = || post.requirements().iter().map(|asked| u64::from(asked.weight));
                let sum = |own: &[u8]| own.iter().zip(weights()).map(|(&c, w)| u64::from(c) * w).sum();
                let found: Vec<u64> = match weights().count() {
                    // There is nothing to earn.
                    0 => vec![0; sums.len()],
                    each => credits.chunks(each).map(sum).collect(),
                };
                prop_assert!(!options.credits || found == sums, "{:?} {:?}", found, sums);
            }
            let found = lists(own, counts, of_vacancies);
            prop_assert_eq!(&found, &expected, "{:?}", set);
        }
    }
}
