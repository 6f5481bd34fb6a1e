//! Scoring a pair.

use std::sync::OnceLock;

use passerelle_model::{
    Component, MatchingPolicy, Proficiency, ProximityPolicy, Score, TranslationPriors,
};
use passerelle_taxonomy::{ConceptId, Reach, ReachByGroup, Taxonomy, Translator};
use serde::{Deserialize, Serialize};

use crate::candidate::{Candidate, ResolvedProfile};
use crate::component::language;
use crate::credit::{Credits, Earned, credit_at};
use crate::error::Error;
use crate::gates::GateTally;
use crate::policy::check;
use crate::vacancy::{CompiledVacancy, Requirement, ResolvedVacancy};

/// Scores candidates against vacancies by one policy on one taxonomy.
///
/// Keeps what each skill reaches from the first time that it is asked for;
/// may be shared between threads.
#[derive(Debug)]
pub struct Matcher<'t> {
    taxonomy: &'t Taxonomy,
    policy: MatchingPolicy,
    /// For what a person can do, and for what a vacancy asks.
    evidence: Translator<'t>,
    requirements: Translator<'t>,
    reach: Vec<OnceLock<Box<[Reach]>>>,
    strict: Strict<'t>,
    strict_reach: Vec<OnceLock<Box<[ConceptId]>>>,
    /// What makes use of a skill, in the eyes of the policy.
    near: Vec<OnceLock<Box<[ConceptId]>>>,
}

/// The paths that are enough for a must-have: the same skill, one narrower
/// than it, or one exactly or closely mapped to those.
#[derive(Debug)]
struct Strict<'t> {
    proximity: ProximityPolicy,
    translator: Translator<'t>,
}

impl<'t> Strict<'t> {
    fn of(taxonomy: &'t Taxonomy, policy: &MatchingPolicy) -> Self {
        // What a path is worth plays no part here, only whether it is one.
        let hops = policy.proximity.evidence_narrower.len();
        Self {
            proximity: ProximityPolicy {
                same: 100,
                evidence_narrower: vec![100; hops],
                evidence_broader: Vec::new(),
                requires_essential: 0,
                required_by_essential: 0,
                optional: 0,
                sibling: 0,
                sibling_group_max: 0,
            },
            translator: Translator::new(
                taxonomy,
                TranslationPriors { exact: 100, close: 100, broad: 0, narrow: 0, related: 0 },
            ),
        }
    }
}

/// What a pair scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairScore {
    /// How well the candidate meets the vacancy.
    pub score: Score,
    /// How well the two fit one another.
    pub fit: Score,
    /// Σ weight · credit over the requirements.
    pub credit_sum: u64,
    /// The part of it that is inferred from occupations.
    pub inferred_sum: u64,
    /// Whether the two have anything to do with one another: where skills are
    /// asked for, some credit or some experience, for a language alone makes
    /// nobody a match; else any score.
    pub is_match: bool,
    /// How the demands come out that decide eligibility.
    pub gates: GateTally,
}

impl PairScore {
    /// The part of `credit_sum` that rests on evidence about the person, cut;
    /// nothing where there is no credit.
    pub fn evidenced(&self) -> Score {
        evidenced(self.credit_sum, self.inferred_sum)
    }

    /// The part of `credit_sum` that is inferred: what the evidenced part
    /// leaves of the whole; nothing where there is no credit.
    pub fn inferred(&self) -> Score {
        let evidenced = u64::from(self.evidenced().millionths());
        Score::from_millionths(if self.credit_sum == 0 { 0 } else { 1_000_000 - evidenced })
    }
}

/// The part of Σ weight · credit that is not inferred, cut; nothing of nothing.
pub(crate) fn evidenced(credit_sum: u64, inferred_sum: u64) -> Score {
    Score::from_millionths(match (credit_sum, inferred_sum) {
        (0, _) => 0,
        // Most often, and a division takes its time.
        (_, 0) => 1_000_000,
        _ => 1_000_000 * (credit_sum - inferred_sum) / credit_sum,
    })
}

/// The numbers behind the total of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Σ weight · credit.
    pub(crate) credit_sum: u64,
    pub(crate) vacancy_weight: u64,
    pub(crate) candidate_weight: u64,
    /// What experience, qualification and language reach, 0 to 100; 0 where
    /// they are not asked for.
    pub(crate) sides: [(Component, u8); 3],
}

impl Parts {
    /// What the skills add to the score: ⌊100 · share · N / W⌋ millionths.
    pub(crate) fn skills_score(&self, share: u8) -> u64 {
        (100 * u64::from(share) * self.credit_sum).checked_div(self.vacancy_weight).unwrap_or(0)
    }

    /// What they add to the fit: ⌊100 · share · 2N / (W + C)⌋ millionths,
    /// where 2N / (W + C) is at most 100 (Sørensen and Dice).
    pub(crate) fn skills_fit(&self, share: u8) -> u64 {
        if self.vacancy_weight == 0 {
            return 0;
        }
        let both = self.vacancy_weight + self.candidate_weight;
        let shared = (2 * self.credit_sum).min(100 * both);
        100 * u64::from(share) * shared / both
    }
}

impl<'t> Matcher<'t> {
    /// A matcher, once the policy has been checked.
    ///
    /// # Errors
    /// [`Error::Policy`] where a number is out of its range.
    pub fn new(taxonomy: &'t Taxonomy, policy: MatchingPolicy) -> Result<Self, Error> {
        if let Some(error) = check(&policy).into_iter().next() {
            return Err(error);
        }
        let cells = taxonomy.len();
        Ok(Self {
            taxonomy,
            evidence: Translator::new(taxonomy, policy.evidence_priors.clone()),
            requirements: Translator::new(taxonomy, policy.evidence_priors.for_requirements()),
            strict: Strict::of(taxonomy, &policy),
            policy,
            reach: std::iter::repeat_with(OnceLock::new).take(cells).collect(),
            strict_reach: std::iter::repeat_with(OnceLock::new).take(cells).collect(),
            near: std::iter::repeat_with(OnceLock::new).take(cells).collect(),
        })
    }

    /// The taxonomy that it works on.
    pub fn taxonomy(&self) -> &'t Taxonomy {
        self.taxonomy
    }

    /// The policy that it works by.
    pub fn policy(&self) -> &MatchingPolicy {
        &self.policy
    }

    /// Makes a candidate of a profile: adds the outcomes of its certificates
    /// and the skills that its occupations imply.
    pub fn candidate(&self, profile: ResolvedProfile) -> Candidate {
        Candidate::new(profile, &self.evidence, &self.policy)
    }

    /// Compiles a vacancy: takes wholes apart, fills in the skills of an
    /// occupation, shares out the components.
    ///
    /// # Errors
    /// [`Error::AsksNothing`] where there is nothing to score, and
    /// [`Error::Weight`] for a weight that is not 1 to 5.
    pub fn vacancy(&self, vacancy: ResolvedVacancy) -> Result<CompiledVacancy, Error> {
        CompiledVacancy::new(vacancy, &self.requirements, &self.policy)
    }

    /// What translates evidence.
    pub(crate) fn evidence_translator(&self) -> &Translator<'t> {
        &self.evidence
    }

    /// What translates requirements.
    pub(crate) fn requirement_translator(&self) -> &Translator<'t> {
        &self.requirements
    }

    /// What evidence of a skill reaches.
    pub(crate) fn reach(&self, evidence: ConceptId) -> &[Reach] {
        let proximity = &self.policy.proximity;
        self.reach.get(evidence.index()).map_or(&[], |cell| {
            cell.get_or_init(|| {
                self.taxonomy.reach(evidence, proximity, &self.evidence).into_boxed_slice()
            })
        })
    }

    /// What evidence of a skill reaches, siblings by their group.
    pub(crate) fn reach_by_group(&self, evidence: ConceptId) -> ReachByGroup {
        self.taxonomy.reach_by_group(evidence, &self.policy.proximity, &self.evidence)
    }

    /// The skills for which evidence of a skill is enough as a must-have.
    pub(crate) fn strict_reach(&self, evidence: ConceptId) -> &[ConceptId] {
        let Strict { proximity, translator } = &self.strict;
        self.strict_reach.get(evidence.index()).map_or(&[], |cell| {
            cell.get_or_init(|| {
                let reached = self.taxonomy.reach(evidence, proximity, translator);
                reached.into_iter().map(|reach| reach.target).collect()
            })
        })
    }

    /// The skills that a post has to ask for so that a skill is of use in it.
    pub(crate) fn near(&self, skill: ConceptId) -> &[ConceptId] {
        let enough = u16::from(self.policy.deskilling.used_from) * 100;
        self.near.get(skill.index()).map_or(&[], |cell| {
            cell.get_or_init(|| {
                let near = self.reach(skill).iter().filter(|reach| reach.worth() >= enough);
                near.map(|reach| reach.target).collect()
            })
        })
    }

    /// Scores one pair. For many, [`Ranker`](crate::Ranker) does the
    /// candidate's part of the work once.
    pub fn score(&self, candidate: &Candidate, vacancy: &CompiledVacancy) -> PairScore {
        let mut credits = Credits::new(self.taxonomy.len());
        credits.fill(self, candidate);
        self.score_with(&mut credits, candidate, vacancy)
    }

    /// What a candidate earns for each skill that anybody might ask for, with
    /// certainty and at a minimum: per cent, above 0, in the order of the
    /// skills.
    pub fn credits(&self, candidate: &Candidate, minimum: Proficiency) -> Vec<(ConceptId, u8)> {
        let mut credits = Credits::new(self.taxonomy.len());
        credits.fill(self, candidate);
        credits.at(minimum)
    }

    /// Scores a pair with the candidate's credits at hand.
    pub(crate) fn score_with(
        &self,
        credits: &mut Credits,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
    ) -> PairScore {
        let (mut credit_sum, mut inferred_sum) = (0, 0);
        let same = Self::same_occupation(candidate, vacancy);
        for requirement in vacancy.requirements() {
            let earned = self.earned(credits, candidate, same, requirement);
            let weighted = u64::from(requirement.weight) * u64::from(earned.credit);
            credit_sum += weighted;
            inferred_sum += if earned.evidenced { 0 } else { weighted };
        }
        let months = credits.months(self, candidate, vacancy);
        let parts = self.parts(credit_sum, months, candidate, vacancy);
        let side: u64 = parts.sides.iter().map(|&(c, v)| side(vacancy.share(c), v)).sum();
        let share = vacancy.share(Component::Skills);
        let [(_, experience), ..] = parts.sides;
        let score = parts.skills_score(share) + side;
        PairScore {
            is_match: score > 0 && (vacancy.weight() == 0 || credit_sum > 0 || experience > 0),
            score: Score::from_millionths(score),
            fit: Score::from_millionths(parts.skills_fit(share) + side),
            credit_sum,
            inferred_sum,
            gates: GateTally::of(candidate, credits, months, vacancy),
        }
    }

    /// What a requirement earns, with the candidate's credits at hand.
    pub(crate) fn earned(
        &self,
        credits: &Credits,
        candidate: &Candidate,
        same: Option<ConceptId>,
        requirement: &Requirement,
    ) -> Earned {
        let earned = credits.of(requirement);
        if same.is_none() && requirement.confidence == 100 {
            return earned;
        }
        earned.max(self.certain_credit(candidate, same, requirement))
    }

    /// The occupation that both name in the same national classification,
    /// where it had to be translated: what it asks for and what it implies is
    /// the same then, however sure the translation.
    pub(crate) fn same_occupation(
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
    ) -> Option<ConceptId> {
        let asked = vacancy.vacancy();
        let occupation =
            asked.occupation.filter(|o| asked.from_occupation && o.confidence < 100)?;
        let mut held = candidate.profile().jobs.iter().filter_map(|job| job.occupation);
        held.any(|held| held.concept == occupation.concept).then_some(occupation.concept)
    }

    /// What evidence earns for a requirement that rests on the same occupation,
    /// or on the same unit of a certificate: no translation stands between
    /// them, so none makes it less sure.
    pub(crate) fn certain_credit(
        &self,
        candidate: &Candidate,
        same: Option<ConceptId>,
        requirement: &Requirement,
    ) -> Earned {
        let implied =
            candidate.skills().iter().filter(|skill| skill.is_certain_for(requirement, same));
        let credits = implied.filter_map(|skill| {
            let reached = self.reach(skill.concept);
            let at = reached.binary_search_by_key(&requirement.concept, |r| r.target).ok()?;
            let reach = *reached.get(at)?;
            let credit = credit_at(&self.policy, skill, 100, reach, requirement.minimum);
            Some(Earned { credit, evidenced: skill.is_evidenced() })
        });
        credits.max().unwrap_or_default()
    }

    /// The experience of a candidate towards a vacancy, in hundredths of a
    /// month.
    pub(crate) fn months(&self, candidate: &Candidate, vacancy: &CompiledVacancy) -> u64 {
        vacancy.vacancy().experience.map_or(0, |demand| {
            let policy = &self.policy.experience;
            demand.within.weighted_hundredths(candidate.profile(), self.taxonomy, policy)
        })
    }

    /// The numbers behind the total; `months` are the experience towards the
    /// vacancy in hundredths.
    pub(crate) fn parts(
        &self,
        credit_sum: u64,
        months: u64,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
    ) -> Parts {
        let (profile, asked) = (candidate.profile(), vacancy.vacancy());
        let experience = asked.experience.map_or(0, |demand| {
            u8::try_from(months / u64::from(demand.months)).unwrap_or(100).min(100)
        });
        let qualification = asked.qualification.map_or(0, |demand| {
            let best = demand.best(profile, self.taxonomy, &self.policy);
            best.map_or(0, |(_, worth)| worth.total())
        });
        let language = language(&asked.languages, profile, &self.policy);
        Parts {
            credit_sum,
            vacancy_weight: vacancy.weight(),
            candidate_weight: u64::from(self.policy.weight.candidate_skill)
                * candidate.distinct_skills(),
            sides: [
                (Component::Experience, experience),
                (Component::Qualification, qualification),
                (Component::Language, language),
            ],
        }
    }
}

/// What a side component adds, in millionths.
pub(crate) fn side(share: u8, value: u8) -> u64 {
    100 * u64::from(share) * u64::from(value)
}
