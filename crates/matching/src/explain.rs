//! Why a pair scores what it scores.

use passerelle_model::{
    Evidence, LanguageTag, MatchExplanation, PathStep, Prefixes, RequirementExplanation, SkillNamed,
};
use passerelle_taxonomy::{ConceptId, Error as TaxonomyError, LabelTable, Proximity, Taxonomy};

use crate::candidate::{Candidate, CandidateSkill};
use crate::credit::credit;
use crate::matcher::Matcher;
use crate::vacancy::{CompiledVacancy, Requirement};

/// What to call concepts before people.
#[derive(Debug)]
pub struct Names<'t> {
    taxonomy: &'t Taxonomy,
    prefixes: Prefixes,
    /// The labels to look into, in this order.
    tables: Vec<&'t LabelTable>,
}

impl<'t> Names<'t> {
    /// Names in a language, else in English, else in any.
    ///
    /// # Errors
    /// Where labels cannot be read.
    pub fn new(taxonomy: &'t Taxonomy, language: &LanguageTag) -> Result<Self, TaxonomyError> {
        let english = LanguageTag::english();
        let mut tables = Vec::new();
        for tag in [language, &english].into_iter().chain(taxonomy.languages()) {
            tables.extend(taxonomy.labels(tag)?);
        }
        Ok(Self { taxonomy, prefixes: taxonomy.prefixes(), tables })
    }

    /// A concept's CURIE and label.
    pub fn of(&self, concept: ConceptId) -> SkillNamed {
        let id = self.prefixes.compact_str(self.taxonomy.iri(concept));
        let label = self.tables.iter().find_map(|table| table.preferred(concept));
        SkillNamed { label: label.unwrap_or(&id).to_owned(), id }
    }
}

impl Matcher<'_> {
    /// Explains one pair, from first principles: it does not look at the
    /// tables that [`Matcher::rank`] works with, and comes to the same sum.
    pub fn explain(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
    ) -> MatchExplanation {
        let mut credit_sum = 0;
        let mut contributed = 0;
        let requirements = vacancy
            .requirements()
            .iter()
            .map(|requirement| {
                let best = self.best_evidence(candidate, requirement);
                let credit = best.as_ref().map_or(0, |(_, _, credit)| *credit);
                let earned = u64::from(requirement.weight) * u64::from(credit);
                let contribution = 10_000 * earned / vacancy.weight();
                credit_sum += earned;
                contributed += contribution;
                RequirementExplanation {
                    skill: names.of(requirement.concept),
                    resolved_by: requirement.resolved_by.clone(),
                    importance: requirement.importance,
                    weight: requirement.weight,
                    minimum_proficiency: requirement.minimum,
                    credit,
                    contribution,
                    best_evidence: best
                        .map(|(skill, path, _)| self.evidence(skill, &path, requirement, names)),
                }
            })
            .collect();
        let pair = self.pair(credit_sum, candidate, vacancy);
        MatchExplanation {
            credit_sum,
            vacancy_weight: vacancy.weight(),
            candidate_weight: self.candidate_weight(candidate),
            // Cutting each part can only lose against cutting the sum.
            remainder: u64::from(pair.score.millionths()).saturating_sub(contributed),
            requirements,
        }
    }

    /// The evidence that earns most; of equals the nearest, then the first
    /// in the order of the IRIs and of the profile.
    fn best_evidence<'c>(
        &self,
        candidate: &'c Candidate,
        requirement: &Requirement,
    ) -> Option<(&'c CandidateSkill, Proximity, u8)> {
        let policy = self.policy();
        let mut best: Option<(&CandidateSkill, Proximity, u8)> = None;
        for skill in candidate.skills() {
            let Some(path) = self.taxonomy().proximity(
                skill.concept,
                requirement.concept,
                &policy.proximity,
                &policy.evidence_priors,
            ) else {
                continue;
            };
            let credit = credit(policy, skill, path.reach, requirement.minimum);
            let better = best.as_ref().is_none_or(|(known, known_path, known_credit)| {
                credit
                    .cmp(known_credit)
                    .then(path.reach.worth().cmp(&known_path.reach.worth()))
                    .then(known.concept.cmp(&skill.concept))
                    .is_gt()
            });
            if better {
                best = Some((skill, path, credit));
            }
        }
        best
    }

    fn evidence(
        &self,
        skill: &CandidateSkill,
        path: &Proximity,
        requirement: &Requirement,
        names: &Names<'_>,
    ) -> Evidence {
        let policy = self.policy();
        let proficiency = skill.counted_proficiency();
        Evidence {
            skill: names.of(skill.concept),
            resolved_by: skill.resolved_by.clone(),
            path: path
                .path
                .iter()
                .map(|hop| PathStep { relation: hop.relation, to: names.of(hop.to) })
                .collect(),
            proximity: path.reach.proximity,
            confidence: path.reach.confidence,
            proficiency,
            proficiency_assumed: skill.proficiency.is_none(),
            sufficiency: policy.sufficiency(proficiency, requirement.minimum),
            assurance: skill.assurance,
            assurance_worth: policy.assurance.of(skill.assurance),
        }
    }
}
