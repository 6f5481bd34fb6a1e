//! Candidates and vacancies as the matcher takes them, without records to read.

use passerelle_matching::{
    Candidate, CompiledVacancy, ExperienceDemand, ExperienceIn, FieldDemand, Job, LanguageDemand,
    Matcher, Occupation, Qualification, QualificationDemand, ResolvedProfile, ResolvedVacancy,
    StatedRequirement, StatedSkill,
};
use passerelle_model::{
    Assurance, CefrLevel, CefrSkills, Country, EqfLevel, Importance, LanguageKnown, LanguageTag,
    LevelBasis, MatchingPolicy, Proficiency, ResolvedBy, SharesPolicy,
};
use passerelle_taxonomy::ConceptId;

use crate::{Random, template_occupations};

/// How much of a skill group earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// Every sibling, in groups of any size.
    Full,
    /// Siblings in groups of at most 25.
    Cap,
    /// As the default policy has it.
    Policy,
}

/// What records say and vacancies ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Semantics {
    /// What peers can do as well: skills of one minimum and one assurance; a
    /// language and a level of qualification decide eligibility.
    Peers,
    /// Four components, minima 1 to 3, all assurances and proficiencies, skills
    /// inferred from an occupation, a must-have in one of four vacancies,
    /// destinations.
    Full,
}

/// The policy of a workload.
pub fn policy(density: Density, semantics: Semantics) -> MatchingPolicy {
    let mut policy = MatchingPolicy::default();
    let group_max = match density {
        Density::Full => Some(1_000),
        Density::Cap => Some(25),
        Density::Policy => None,
    };
    if let Some(group_max) = group_max {
        policy.proximity.sibling = 40;
        policy.proximity.sibling_group_max = group_max;
    }
    policy.gates.eqf_level = true;
    if semantics == Semantics::Peers {
        policy.shares = SharesPolicy { skills: 100, experience: 0, qualification: 0, language: 0 };
    }
    policy
}

fn language(random: &mut Random) -> LanguageTag {
    let tag = ["de", "it", "en", "es", "fr"][random.below(5)];
    LanguageTag::parse(tag).unwrap_or_else(|_| LanguageTag::english())
}

fn level(random: &mut Random, of: usize) -> Option<CefrLevel> {
    let levels = [CefrLevel::A1, CefrLevel::A2, CefrLevel::B1, CefrLevel::B2, CefrLevel::C1];
    levels.get(random.below(of)).copied()
}

fn eqf(random: &mut Random) -> Option<EqfLevel> {
    EqfLevel::try_from(i64::try_from(2 + random.below(5)).unwrap_or(2)).ok()
}

fn proficiency(random: &mut Random, least: i64, of: usize) -> Option<Proficiency> {
    let number = least + i64::try_from(random.below(of)).unwrap_or(0);
    Proficiency::try_from(number).ok()
}

fn countries() -> Vec<Country> {
    ["DE", "IT", "AT", "ES"].iter().filter_map(|code| code.parse().ok()).collect()
}

/// Candidates numbered from `first`, each with 23 skills, most of them of one
/// occupation, two languages and a level.
pub fn people(
    matcher: &Matcher<'_>,
    semantics: Semantics,
    count: usize,
    first: usize,
    seed: u64,
) -> Vec<Candidate> {
    let taxonomy = matcher.taxonomy();
    let full = semantics == Semantics::Full;
    let occupations = template_occupations(taxonomy);
    let skills: Vec<ConceptId> =
        taxonomy.concepts().filter(|&c| taxonomy.kind(c).has_siblings()).collect();
    let countries = countries();
    let mut random = Random::new(seed);
    (first..first + count)
        .map(|number| {
            let occupation = occupations[random.below(occupations.len())];
            let mut held = random.choose(taxonomy.requires(occupation, Importance::Essential), 16);
            while held.len() < 23 {
                held.push(skills[random.below(skills.len())]);
            }
            let skills = held
                .into_iter()
                .map(|concept| StatedSkill {
                    concept,
                    resolved_by: ResolvedBy::Concept,
                    proficiency: if full {
                        proficiency(&mut random, 0, 5)
                    } else {
                        Some(Proficiency::INDEPENDENT)
                    },
                    assurance: if full {
                        Assurance::ALL[random.below(5)]
                    } else {
                        Assurance::Verified
                    },
                    last_used: None,
                })
                .collect();
            let languages = (0..2)
                .map(|_| LanguageKnown {
                    language: language(&mut random),
                    level: level(&mut random, 5),
                    skills: CefrSkills::default(),
                })
                .collect();
            let qualifications = vec![Qualification {
                concept: None,
                title: None,
                level: eqf(&mut random),
                basis: LevelBasis::Formal,
                field: None,
                country: None,
                assurance: Assurance::Verified,
            }];
            let (mut jobs, mut destinations) = (Vec::new(), Vec::new());
            if full {
                let start = i32::try_from(24_000 + random.below(240)).unwrap_or(0);
                let months = i32::try_from(12 + random.below(36)).unwrap_or(0);
                jobs.push(Job {
                    occupation: Some(Occupation::new(taxonomy, occupation)),
                    resolved_by: Some(ResolvedBy::Concept),
                    months: Some((start, start + months)),
                    hours_per_week: None,
                });
                destinations = random.choose(&countries, 2);
            }
            matcher.candidate(ResolvedProfile {
                id: format!("C{number:07}"),
                skills,
                jobs,
                languages,
                qualifications,
                destinations,
                ..ResolvedProfile::default()
            })
        })
        .collect()
}

/// How many requirements vacancies have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirements {
    /// 18 essential skills of an occupation at most and 10 optional ones: 24 on
    /// average in ESCO.
    OfOccupation,
    /// So many, filled up with any skills.
    Exactly(usize),
}

/// Vacancies, each of one occupation.
pub fn posts(
    matcher: &Matcher<'_>,
    semantics: Semantics,
    requirements: Requirements,
    count: usize,
    seed: u64,
) -> Vec<CompiledVacancy> {
    let taxonomy = matcher.taxonomy();
    let full = semantics == Semantics::Full;
    let occupations = template_occupations(taxonomy);
    let skills: Vec<ConceptId> =
        taxonomy.concepts().filter(|&c| taxonomy.kind(c).has_siblings()).collect();
    let countries = countries();
    let mut random = Random::new(seed);
    let posts = (0..count).filter_map(|number| {
        let occupation = occupations[random.below(occupations.len())];
        let essential = taxonomy.requires(occupation, Importance::Essential);
        let optional = taxonomy.requires(occupation, Importance::Optional);
        let (most_essential, most_optional) = match requirements {
            Requirements::OfOccupation => (18, 10),
            Requirements::Exactly(exactly) => (exactly - exactly / 3, exactly / 3),
        };
        let mut asked: Vec<(ConceptId, Importance)> = Vec::new();
        for (from, most, importance) in [
            (essential, most_essential, Importance::Essential),
            (optional, most_optional, Importance::Optional),
        ] {
            asked.extend(random.choose(from, most).into_iter().map(|skill| (skill, importance)));
        }
        if let Requirements::Exactly(exactly) = requirements {
            while asked.len() < exactly {
                let skill = skills[random.below(skills.len())];
                if asked.iter().all(|&(known, _)| known != skill) {
                    asked.push((skill, Importance::Essential));
                }
            }
        }
        let must_have = full && random.below(4) == 0;
        let requirements = asked
            .into_iter()
            .enumerate()
            .map(|(at, (concept, importance))| StatedRequirement {
                concept,
                resolved_by: ResolvedBy::Concept,
                importance,
                weight: None,
                minimum: if full { proficiency(&mut random, 1, 3) } else { None },
                must_have: must_have && at == 0,
            })
            .collect();
        let vacancy = matcher.vacancy(ResolvedVacancy {
            id: format!("V{number:05}"),
            occupation: full.then(|| Occupation::new(taxonomy, occupation)),
            requirements,
            languages: vec![LanguageDemand {
                language: language(&mut random),
                asked: [level(&mut random, 4); 5],
                gate: None,
            }],
            qualification: Some(QualificationDemand {
                level: eqf(&mut random),
                field: FieldDemand::Any,
                gate: None,
            }),
            experience: full.then(|| ExperienceDemand {
                months: 12,
                within: ExperienceIn::Occupation(Occupation::new(taxonomy, occupation)),
                gate: None,
            }),
            destination: full.then(|| countries[random.below(countries.len())]),
            ..ResolvedVacancy::default()
        });
        vacancy.ok()
    });
    posts.collect()
}
