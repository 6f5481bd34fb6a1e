//! Scoring a pair.

use std::sync::OnceLock;

use passerelle_model::{MatchingPolicy, Score};
use passerelle_taxonomy::{ConceptId, Reach, Taxonomy};

use crate::candidate::Candidate;
use crate::credit::Credits;
use crate::error::Error;
use crate::vacancy::CompiledVacancy;

/// Scores candidates against vacancies by one policy on one taxonomy.
///
/// Keeps what each skill reaches from the first time that it is asked for;
/// may be shared between threads.
#[derive(Debug)]
pub struct Matcher<'t> {
    taxonomy: &'t Taxonomy,
    policy: MatchingPolicy,
    reach: Vec<OnceLock<Box<[Reach]>>>,
}

/// What a pair scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairScore {
    /// How well the candidate meets the vacancy.
    pub score: Score,
    /// How well the two fit one another.
    pub fit: Score,
    /// Σ weight · credit over the requirements.
    pub credit_sum: u64,
}

impl<'t> Matcher<'t> {
    /// A matcher, once the policy has been checked.
    ///
    /// # Errors
    /// [`Error::Policy`] for a percentage above 100 or a weight that is not
    /// 1 to 5.
    pub fn new(taxonomy: &'t Taxonomy, policy: MatchingPolicy) -> Result<Self, Error> {
        check(&policy)?;
        let reach = std::iter::repeat_with(OnceLock::new).take(taxonomy.len()).collect();
        Ok(Self { taxonomy, policy, reach })
    }

    /// The taxonomy that it works on.
    pub fn taxonomy(&self) -> &'t Taxonomy {
        self.taxonomy
    }

    /// The policy that it works by.
    pub fn policy(&self) -> &MatchingPolicy {
        &self.policy
    }

    /// What evidence of a skill reaches.
    pub(crate) fn reach(&self, evidence: ConceptId) -> &[Reach] {
        let MatchingPolicy { proximity, evidence_priors, .. } = &self.policy;
        self.reach.get(evidence.index()).map_or(&[], |cell| {
            cell.get_or_init(|| {
                self.taxonomy.reach(evidence, proximity, evidence_priors).into_boxed_slice()
            })
        })
    }

    /// Scores one pair. For many, [`Matcher::rank`] does the candidate's
    /// part of the work once.
    pub fn score(&self, candidate: &Candidate, vacancy: &CompiledVacancy) -> PairScore {
        let mut credits = Credits::new(self.taxonomy.len());
        credits.fill(self, candidate);
        self.score_with(&credits, candidate, vacancy)
    }

    /// Scores a pair with the candidate's credits at hand.
    pub(crate) fn score_with(
        &self,
        credits: &Credits,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
    ) -> PairScore {
        let credit_sum = vacancy
            .requirements()
            .iter()
            .map(|r| u64::from(r.weight) * u64::from(credits.of(r.concept, r.minimum)))
            .sum();
        self.pair(credit_sum, candidate, vacancy)
    }

    /// ⌊10⁴ · N / W⌋ and ⌊10⁴ · 2N / (W + C)⌋ in millionths, where N is in
    /// per cent of weight and C the candidate's weight: the one floor of
    /// each.
    pub(crate) fn pair(
        &self,
        credit_sum: u64,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
    ) -> PairScore {
        let both = vacancy.weight() + self.candidate_weight(candidate);
        PairScore {
            score: Score::from_millionths(10_000 * credit_sum / vacancy.weight()),
            fit: Score::from_millionths(20_000 * credit_sum / both),
            credit_sum,
        }
    }

    /// The weight of a candidate's distinct skills, in the denominator of
    /// `fit`.
    pub(crate) fn candidate_weight(&self, candidate: &Candidate) -> u64 {
        u64::from(self.policy.weight.candidate_skill) * candidate.distinct_skills()
    }
}

fn check(policy: &MatchingPolicy) -> Result<(), Error> {
    let range = |field, value: u8, least: u32, most: u32| {
        let value = u32::from(value);
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            Err(Error::Policy { field, value, least, most })
        }
    };
    let MatchingPolicy { proximity, sufficiency, assurance, weight, evidence_priors } = policy;
    for &percent in proximity.evidence_narrower.iter().chain(&proximity.evidence_broader) {
        range("proximity", percent, 0, 100)?;
    }
    for &percent in sufficiency {
        range("sufficiency", percent, 0, 100)?;
    }
    for (field, percent) in [
        ("proximity.same", proximity.same),
        ("proximity.requires_essential", proximity.requires_essential),
        ("proximity.required_by_essential", proximity.required_by_essential),
        ("proximity.optional", proximity.optional),
        ("proximity.sibling", proximity.sibling),
        ("assurance.verified", assurance.verified),
        ("assurance.certified", assurance.certified),
        ("assurance.tested", assurance.tested),
        ("assurance.employer-attested", assurance.employer_attested),
        ("assurance.self-declared", assurance.self_declared),
        ("evidence_priors.exact", evidence_priors.exact),
        ("evidence_priors.close", evidence_priors.close),
        ("evidence_priors.broad", evidence_priors.broad),
        ("evidence_priors.narrow", evidence_priors.narrow),
        ("evidence_priors.related", evidence_priors.related),
    ] {
        range(field, percent, 0, 100)?;
    }
    for (field, value) in [
        ("weight.essential", weight.essential),
        ("weight.optional", weight.optional),
        ("weight.candidate_skill", weight.candidate_skill),
    ] {
        range(field, value, 1, 5)?;
    }
    Ok(())
}
