//! Candidates made from an occupation's skills, for benchmarks and for tests
//! of quality. The same seed gives the same candidates for ever.

pub mod raw;
pub mod resolved;

use passerelle_model::{
    Assurance, CefrLevel, CefrSkills, ConceptKind, Country, DayOrMonth, EqfLevel,
    ExperienceRequirement, Importance, LanguageKnown, LanguageRequirement, LanguageTag,
    Proficiency, Profile, QualificationHeld, QualificationRequirement, SkillEvidence,
    SkillRequirement, Vacancy, WorkPeriod,
};
use passerelle_taxonomy::{ConceptId, Taxonomy};

/// A generator of numbers that will never change.
///
/// # Source
/// `SplitMix64`: Steele, Lea and Flood, *Fast splittable pseudorandom number
/// generators*, 2014.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator with a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A position below `len`, which must not be 0.
    pub fn below(&mut self, len: usize) -> usize {
        // The bias is below 2^-40 for any list in memory.
        usize::try_from(self.next_u64() % len as u64).unwrap_or(0)
    }

    /// The first `count` of a list, after shuffling it that far.
    pub fn choose<T: Copy>(&mut self, list: &[T], count: usize) -> Vec<T> {
        let mut list = list.to_vec();
        let count = count.min(list.len());
        for at in 0..count {
            let other = at + self.below(list.len() - at);
            list.swap(at, other);
        }
        list.truncate(count);
        list
    }
}

/// The occupations that have essential skills, in the order of their IRIs.
pub fn template_occupations(taxonomy: &Taxonomy) -> Vec<ConceptId> {
    taxonomy
        .concepts_of(ConceptKind::Occupation)
        .filter(|&c| !taxonomy.requires(c, Importance::Essential).is_empty())
        .collect()
}

/// A vacancy for each occupation with essential skills, with the
/// occupation's IRI as its id.
pub fn template_vacancies(taxonomy: &Taxonomy) -> Vec<Vacancy> {
    template_occupations(taxonomy)
        .into_iter()
        .map(|occupation| Vacancy {
            id: taxonomy.iri(occupation).to_owned(),
            occupation: Some(taxonomy.iri(occupation).to_owned()),
            ..Vacancy::default()
        })
        .collect()
}

/// A generated candidate and the occupation it was made from, which the
/// profile does not tell.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The occupation.
    pub occupation: ConceptId,
    /// The profile.
    pub profile: Profile,
}

/// How a generated candidate's own skills are stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    /// As the occupation has them.
    Same,
    /// Each by a skill near to it, where there is one: a narrower, a broader
    /// or one that requires it or is required by it.
    Near,
}

/// Candidates with `own` per cent of the essential skills of an occupation,
/// and so many skills from elsewhere that the own ones are `own` per cent of
/// all; every skill certified and independent.
pub fn candidates(
    taxonomy: &Taxonomy,
    count: usize,
    own: usize,
    stated: Stated,
    seed: u64,
) -> Vec<Generated> {
    let occupations = template_occupations(taxonomy);
    let skills: Vec<ConceptId> =
        taxonomy.concepts().filter(|&c| taxonomy.kind(c).has_siblings()).collect();
    let mut random = Random::new(seed);
    (0..count)
        .map(|number| {
            let occupation = occupations[random.below(occupations.len())];
            let essential = taxonomy.requires(occupation, Importance::Essential);
            let kept = (essential.len() * own).div_ceil(100).max(1);
            let mut chosen = random.choose(essential, kept);
            let all = (kept * 100).div_ceil(own);
            if stated == Stated::Near {
                for skill in &mut chosen {
                    let near = near(taxonomy, *skill);
                    if !near.is_empty() {
                        *skill = near[random.below(near.len())];
                    }
                }
            }
            while chosen.len() < all {
                let skill = skills[random.below(skills.len())];
                if !essential.contains(&skill) && !chosen.contains(&skill) {
                    chosen.push(skill);
                }
            }
            let skills = chosen
                .into_iter()
                .map(|skill| SkillEvidence {
                    concept: Some(taxonomy.iri(skill).to_owned()),
                    proficiency: Some(Proficiency::INDEPENDENT),
                    assurance: Some(Assurance::Certified),
                    ..SkillEvidence::default()
                })
                .collect();
            let id = format!("C{number:07}");
            Generated { occupation, profile: Profile { id, skills, ..Profile::default() } }
        })
        .collect()
}

/// A corridor of candidates and vacancies that use everything a record may
/// hold: skills at all proficiencies and assurances, jobs, languages,
/// qualifications, destinations; must-haves, minima, weights and gates. About
/// 23 skills a candidate and 24 requirements a vacancy.
pub fn corridor(
    taxonomy: &Taxonomy,
    profiles: usize,
    vacancies: usize,
    seed: u64,
) -> (Vec<Profile>, Vec<Vacancy>) {
    let mut random = Random::new(seed ^ 0x0c0f_fee0);
    let occupations = template_occupations(taxonomy);
    let countries: Vec<Country> =
        ["DE", "IT", "AT", "ES"].iter().filter_map(|code| code.parse().ok()).collect();
    let levels = [CefrLevel::A1, CefrLevel::A2, CefrLevel::B1, CefrLevel::B2, CefrLevel::C1];
    let language = |random: &mut Random| -> LanguageTag {
        let tag = ["de", "it", "en", "es"][random.below(4)];
        LanguageTag::parse(tag).unwrap_or_else(|_| LanguageTag::english())
    };
    let number = |random: &mut Random, least: i64, len: usize| {
        least + i64::try_from(random.below(len)).unwrap_or(0)
    };
    let eqf = |random: &mut Random| EqfLevel::try_from(number(random, 1, 6)).ok();
    let people = candidates(taxonomy, profiles, 70, Stated::Same, seed)
        .into_iter()
        .map(|made| {
            let mut profile = made.profile;
            for skill in &mut profile.skills {
                skill.proficiency = Proficiency::try_from(number(&mut random, 0, 5)).ok();
                skill.assurance = Some(Assurance::ALL[random.below(5)]);
            }
            let year = 2005 + random.below(18);
            let job = WorkPeriod {
                occupation: Some(taxonomy.iri(made.occupation).to_owned()),
                from: month(year, 1 + random.below(12)),
                to: Some(month(year + 1 + random.below(2), 12)),
                hours_per_week: None,
            };
            profile.experience = vec![job];
            profile.languages = (0..2)
                .map(|_| LanguageKnown {
                    language: language(&mut random),
                    level: Some(levels[random.below(levels.len())]),
                    skills: CefrSkills::default(),
                })
                .collect();
            profile.qualifications =
                vec![QualificationHeld { eqf_level: eqf(&mut random), ..Default::default() }];
            profile.destinations = random.choose(&countries, 2);
            profile
        })
        .collect();
    let posts = (0..vacancies)
        .map(|at| {
            let occupation = occupations[random.below(occupations.len())];
            let essential = taxonomy.requires(occupation, Importance::Essential);
            let optional = taxonomy.requires(occupation, Importance::Optional);
            let mut asked = random.choose(essential, 18);
            asked.extend(random.choose(optional, 10));
            let mut requirements: Vec<SkillRequirement> = asked
                .iter()
                .map(|&skill| SkillRequirement {
                    concept: Some(taxonomy.iri(skill).to_owned()),
                    importance: Some(if essential.contains(&skill) {
                        Importance::Essential
                    } else {
                        Importance::Optional
                    }),
                    minimum_proficiency: Proficiency::try_from(number(&mut random, 1, 3)).ok(),
                    ..SkillRequirement::default()
                })
                .collect();
            requirements[0].must_have = random.below(4) == 0;
            Vacancy {
                id: format!("V{at:05}"),
                occupation: Some(taxonomy.iri(occupation).to_owned()),
                requirements,
                languages: vec![LanguageRequirement {
                    language: language(&mut random),
                    level: Some(levels[random.below(3)]),
                    skills: CefrSkills::default(),
                    gate: None,
                }],
                qualification: Some(QualificationRequirement {
                    eqf_level: eqf(&mut random),
                    field: None,
                    gate: Some(random.below(2) == 0),
                }),
                experience: Some(ExperienceRequirement {
                    months: 12,
                    occupation: None,
                    gate: None,
                }),
                destination: Some(countries[random.below(countries.len())]),
                ..Vacancy::default()
            }
        })
        .collect();
    (people, posts)
}

fn month(year: usize, month: usize) -> DayOrMonth {
    format!("{year}-{month:02}").parse().expect("a month of the calendar")
}

/// The skills near to one, sorted by IRI.
fn near(taxonomy: &Taxonomy, skill: ConceptId) -> Vec<ConceptId> {
    let mut near: Vec<ConceptId> = [
        taxonomy.narrower(skill),
        taxonomy.broader(skill),
        taxonomy.requires(skill, Importance::Essential),
        taxonomy.requires(skill, Importance::Optional),
        taxonomy.required_by(skill, Importance::Essential),
        taxonomy.required_by(skill, Importance::Optional),
    ]
    .concat();
    near.retain(|&c| taxonomy.kind(c).is_skill() && taxonomy.kind(c) != ConceptKind::Occupation);
    near.sort_unstable();
    near.dedup();
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_the_published_ones() {
        // Known answers for the seed 1234567.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(random.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn choosing_takes_each_once() {
        let mut chosen = Random::new(1).choose(&[1, 2, 3, 4, 5], 9);
        chosen.sort_unstable();
        assert_eq!(chosen, [1, 2, 3, 4, 5]);
    }
}
