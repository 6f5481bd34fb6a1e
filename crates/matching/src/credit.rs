//! What evidence earns for a requirement.

use passerelle_model::{MatchingPolicy, Proficiency};
use passerelle_taxonomy::{ConceptId, Reach};

use crate::candidate::{Candidate, CandidateSkill};
use crate::matcher::Matcher;

/// ⌊proximity · confidence · sufficiency · assurance / 10⁶⌋, 0 to 100: four
/// percentages, and one floor.
pub(crate) fn credit(
    policy: &MatchingPolicy,
    evidence: &CandidateSkill,
    reach: Reach,
    asked: Proficiency,
) -> u8 {
    let product = u32::from(reach.proximity)
        * u32::from(reach.confidence)
        * u32::from(policy.sufficiency(evidence.counted_proficiency(), asked))
        * u32::from(policy.assurance.of(evidence.assurance));
    u8::try_from(product / 1_000_000).unwrap_or(100)
}

/// The best credit of a candidate for every skill and every minimum
/// proficiency; one allocation for any number of candidates.
#[derive(Debug)]
pub(crate) struct Credits {
    /// For each concept the credit for the minima 1 to 4.
    rows: Vec<[u8; 4]>,
    touched: Vec<ConceptId>,
}

impl Credits {
    pub(crate) fn new(concepts: usize) -> Self {
        Self { rows: vec![[0; 4]; concepts], touched: Vec::new() }
    }

    /// Fills the table for a candidate; what was in it before is gone.
    pub(crate) fn fill(&mut self, matcher: &Matcher<'_>, candidate: &Candidate) {
        for concept in self.touched.drain(..) {
            if let Some(row) = self.rows.get_mut(concept.index()) {
                *row = [0; 4];
            }
        }
        for evidence in candidate.skills() {
            for &reach in matcher.reach(evidence.concept) {
                let Some(row) = self.rows.get_mut(reach.target.index()) else { continue };
                if *row == [0; 4] {
                    self.touched.push(reach.target);
                }
                for (best, asked) in row.iter_mut().zip(MINIMA) {
                    *best = (*best).max(credit(matcher.policy(), evidence, reach, asked));
                }
            }
        }
    }

    pub(crate) fn of(&self, concept: ConceptId, asked: Proficiency) -> u8 {
        let level = usize::from(asked.level()) - 1;
        self.rows.get(concept.index()).and_then(|row| row.get(level)).copied().unwrap_or(0)
    }
}

const MINIMA: [Proficiency; 4] =
    [Proficiency::GUIDED, Proficiency::INDEPENDENT, Proficiency::ADAPTS, Proficiency::LEADS];
