//! Why a pair scores what it scores.

use passerelle_model::{
    Evidence, LanguageTag, MatchExplanation, PathStep, Prefixes, RequirementExplanation, SkillNamed,
};
use passerelle_taxonomy::{ConceptId, Error as TaxonomyError, LabelTable, Reach, Taxonomy};

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
    /// Explains one pair: for each requirement the best evidence, its path
    /// and what it earns. It goes from requirement to evidence, where
    /// [`Matcher::rank`] goes the other way, and comes to the same sum.
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
                let credit = best.map_or(0, |(_, credit)| credit);
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
                        .and_then(|(skill, _)| self.evidence(skill, requirement, names)),
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
    ) -> Option<(&'c CandidateSkill, u8)> {
        let mut best: Option<(&CandidateSkill, Reach, u8)> = None;
        for skill in candidate.skills() {
            let reached = self.reach(skill.concept);
            let at = reached.binary_search_by_key(&requirement.concept, |r| r.target);
            let Some(&reach) = at.ok().and_then(|at| reached.get(at)) else { continue };
            let credit = credit(self.policy(), skill, reach, requirement.minimum);
            let better = best.is_none_or(|(known, known_reach, known_credit)| {
                credit
                    .cmp(&known_credit)
                    .then(reach.worth().cmp(&known_reach.worth()))
                    .then(known.concept.cmp(&skill.concept))
                    .is_gt()
            });
            if better {
                best = Some((skill, reach, credit));
            }
        }
        best.map(|(skill, _, credit)| (skill, credit))
    }

    fn evidence(
        &self,
        skill: &CandidateSkill,
        requirement: &Requirement,
        names: &Names<'_>,
    ) -> Option<Evidence> {
        let policy = self.policy();
        let found = self.taxonomy().proximity(
            skill.concept,
            requirement.concept,
            &policy.proximity,
            &policy.evidence_priors,
        )?;
        let steps = found.path.iter();
        let proficiency = skill.counted_proficiency();
        Some(Evidence {
            skill: names.of(skill.concept),
            resolved_by: skill.resolved_by.clone(),
            path: steps
                .map(|hop| PathStep { relation: hop.relation, to: names.of(hop.to) })
                .collect(),
            proximity: found.reach.proximity,
            confidence: found.reach.confidence,
            proficiency,
            proficiency_assumed: skill.proficiency.is_none(),
            sufficiency: policy.sufficiency(proficiency, requirement.minimum),
            assurance: skill.assurance,
            assurance_worth: policy.assurance.of(skill.assurance),
        })
    }
}
