//! Candidates made from an occupation's skills, for benchmarks and for tests
//! of quality. The same seed gives the same candidates for ever.

use passerelle_model::{Assurance, Importance, Proficiency, Profile, SkillEvidence, Vacancy};
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
        .concepts_of(passerelle_model::ConceptKind::Occupation)
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
            title: None,
            occupation: Some(taxonomy.iri(occupation).to_owned()),
            requirements: Vec::new(),
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

/// Candidates with `own` per cent of the essential skills of an occupation,
/// and so many skills from elsewhere that the own ones are `own` per cent of
/// all; every skill certified and independent.
pub fn candidates(taxonomy: &Taxonomy, count: usize, own: usize, seed: u64) -> Vec<Generated> {
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
            Generated { occupation, profile: Profile { id: format!("C{number:07}"), skills } }
        })
        .collect()
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
