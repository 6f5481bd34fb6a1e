//! Whether work is below what a person can do.

use passerelle_model::{Deskilling, Detail};
use passerelle_taxonomy::ConceptId;
use passerelle_taxonomy::Names;

use crate::candidate::Candidate;
use crate::isco::{Occupation, skill_level};
use crate::matcher::Matcher;
use crate::template;
use crate::vacancy::CompiledVacancy;

impl Matcher<'_> {
    /// Compares the level of skill that a person's qualifications and
    /// occupations stand for with that of a vacancy's occupation, and says
    /// which essential skills of the person's highest occupation nothing in
    /// the vacancy is near to.
    ///
    /// It never changes a score: it is for the person, and for those who
    /// decide, to see.
    pub fn deskilling(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
        detail: Detail,
    ) -> Deskilling {
        let own = candidate.skill_level();
        let highest = candidate.highest_occupation();
        let unused = highest.and_then(|occupation| self.unused(occupation, vacancy));
        Deskilling {
            candidate_level: own.map(|own| own.level),
            candidate_level_estimated: own.is_some_and(|own| own.estimated),
            vacancy_level: self.vacancy_level(vacancy),
            level_drop: level_drop(candidate, self.vacancy_level(vacancy)),
            highest_occupation: highest.map(|occupation| names.of(occupation.concept)),
            unused_share: unused.as_ref().map(share),
            unused: match (unused, detail) {
                (Some((unused, _)), Detail::Full) => {
                    unused.into_iter().map(|skill| names.of(skill)).collect()
                }
                _ => Vec::new(),
            },
        }
    }

    /// The level of skill of a vacancy's occupation, 1 to 4.
    pub fn vacancy_level(&self, vacancy: &CompiledVacancy) -> Option<u8> {
        let group = vacancy.vacancy().occupation.and_then(|occupation| occupation.isco)?;
        skill_level(self.taxonomy(), group)
    }

    /// The part of the essential skills of an occupation that a vacancy would
    /// leave unused, in per cent, as [`Matcher::deskilling`] says it.
    pub fn unused_share(&self, occupation: Occupation, vacancy: &CompiledVacancy) -> Option<u8> {
        self.unused(occupation, vacancy).as_ref().map(share)
    }

    /// The essential skills of an occupation that are near to nothing in a
    /// vacancy, and how many there are in all; nothing where it has none that
    /// are known, or where nothing is known of what the vacancy would use.
    fn unused(
        &self,
        occupation: Occupation,
        vacancy: &CompiledVacancy,
    ) -> Option<(Vec<ConceptId>, usize)> {
        let skills = template::skills(self.taxonomy(), occupation, self.policy());
        let used = vacancy.used();
        if skills.is_empty() || used.is_empty() {
            return None;
        }
        let all = skills.len();
        let is_used = |skill| self.near(skill).iter().any(|near| used.binary_search(near).is_ok());
        let unused = skills.into_iter().filter(|&skill| !is_used(skill));
        Some((unused.collect(), all))
    }
}

/// How many levels work lies below what a person can do.
pub fn level_drop(candidate: &Candidate, vacancy_level: Option<u8>) -> Option<u8> {
    let own = candidate.skill_level();
    own.zip(vacancy_level).map(|(own, asked)| own.level.saturating_sub(asked))
}

/// What is unused of all, in per cent.
fn share((unused, all): &(Vec<ConceptId>, usize)) -> u8 {
    u8::try_from(100 * unused.len() / (*all).max(1)).unwrap_or(100)
}
