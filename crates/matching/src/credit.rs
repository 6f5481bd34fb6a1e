//! What evidence earns for a requirement.

use passerelle_model::{MatchingPolicy, Proficiency};
use passerelle_taxonomy::{ConceptId, Reach};
use rustc_hash::FxHashMap;

use crate::candidate::{Candidate, CandidateSkill};
use crate::experience::ExperienceIn;
use crate::matcher::Matcher;
use crate::vacancy::{CompiledVacancy, Requirement};

/// ⌊proximity · confidence · sufficiency · assurance / 10⁶⌋, 0 to 100: four
/// percentages, and one floor; a fifth is how sure it is that the occupation
/// which implies the skill is the one meant.
pub(crate) fn credit(
    policy: &MatchingPolicy,
    evidence: &CandidateSkill,
    reach: Reach,
    asked: Proficiency,
) -> u8 {
    credit_at(policy, evidence, evidence.confidence, reach, asked)
}

/// As [`credit`], with another confidence of the occupation that implies the
/// skill.
pub(crate) fn credit_at(
    policy: &MatchingPolicy,
    evidence: &CandidateSkill,
    confidence: u8,
    reach: Reach,
    asked: Proficiency,
) -> u8 {
    let product = u64::from(reach.proximity)
        * u64::from(reach.confidence)
        * u64::from(policy.sufficiency(evidence.counted_proficiency(policy), asked))
        * u64::from(evidence.worth)
        * u64::from(confidence);
    u8::try_from(product / 100_000_000).unwrap_or(100)
}

/// What a candidate earns for one skill at the minima 1 to 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Row {
    /// By evidence about the person.
    evidenced: [u8; 4],
    /// By what occupations imply.
    inferred: [u8; 4],
    /// The highest proficiency of evidence that is enough for a must-have; 0
    /// without any.
    strict: u8,
}

/// What a requirement earns; of two the greater credit, and of equals the one
/// by evidence about the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Earned {
    /// The credit, 0 to 100.
    pub(crate) credit: u8,
    /// Whether evidence about the person earns it; else it is inferred.
    pub(crate) evidenced: bool,
}

/// The best credit of a candidate for every skill and every minimum
/// proficiency; one allocation for any number of candidates.
#[derive(Debug)]
pub(crate) struct Credits {
    rows: Vec<Row>,
    touched: Vec<ConceptId>,
    months: FxHashMap<ExperienceIn, u64>,
}

impl Credits {
    pub(crate) fn new(concepts: usize) -> Self {
        Self {
            rows: vec![Row::default(); concepts],
            touched: Vec::new(),
            months: FxHashMap::default(),
        }
    }

    /// Fills the table for a candidate; what was in it before is gone.
    pub(crate) fn fill(&mut self, matcher: &Matcher<'_>, candidate: &Candidate) {
        for concept in self.touched.drain(..) {
            if let Some(row) = self.rows.get_mut(concept.index()) {
                *row = Row::default();
            }
        }
        self.months.clear();
        for evidence in candidate.skills() {
            for &reach in matcher.reach(evidence.concept) {
                let Some(row) = self.rows.get_mut(reach.target.index()) else { continue };
                if *row == Row::default() {
                    self.touched.push(reach.target);
                }
                let kind =
                    if evidence.is_evidenced() { &mut row.evidenced } else { &mut row.inferred };
                for (best, asked) in kind.iter_mut().zip(MINIMA) {
                    *best = (*best).max(credit(matcher.policy(), evidence, reach, asked));
                }
            }
            if evidence.is_strict() {
                let level = evidence.counted_proficiency(matcher.policy()).level();
                for &target in matcher.strict_reach(evidence.concept) {
                    let Some(row) = self.rows.get_mut(target.index()) else { continue };
                    if *row == Row::default() {
                        self.touched.push(target);
                    }
                    row.strict = row.strict.max(level);
                }
            }
        }
    }

    /// What each skill earns at a minimum, in their order.
    pub(crate) fn at(&self, minimum: Proficiency) -> Vec<(ConceptId, u8)> {
        let at = usize::from(minimum.level()) - 1;
        let best = |kind: [u8; 4]| kind.get(at).copied().unwrap_or(0);
        let earned = |&skill: &ConceptId| {
            let row = self.rows.get(skill.index())?;
            let credit = best(row.evidenced).max(best(row.inferred));
            (credit > 0).then_some((skill, credit))
        };
        let mut earned: Vec<(ConceptId, u8)> = self.touched.iter().filter_map(earned).collect();
        earned.sort_unstable();
        earned
    }

    /// What a requirement earns; of evidence that earns the same, that about
    /// the person goes before what is inferred.
    pub(crate) fn of(&self, requirement: &Requirement) -> Earned {
        let at = usize::from(requirement.minimum.level()) - 1;
        let Some(row) = self.rows.get(requirement.concept.index()) else {
            return Earned::default();
        };
        let evidenced = requirement.earns(row.evidenced.get(at).copied().unwrap_or(0));
        let inferred = requirement.earns(row.inferred.get(at).copied().unwrap_or(0));
        Earned { credit: evidenced.max(inferred), evidenced: evidenced >= inferred }
    }

    /// Whether there is evidence of a skill that is enough for a must-have.
    pub(crate) fn has(&self, concept: ConceptId, asked: Proficiency) -> bool {
        self.rows.get(concept.index()).is_some_and(|row| row.strict >= asked.level())
    }

    /// The experience of the candidate that is in the table towards a
    /// vacancy, in hundredths of a month; vacancies that ask for the same are
    /// counted once.
    pub(crate) fn months(
        &mut self,
        matcher: &Matcher<'_>,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
    ) -> u64 {
        let Some(demand) = vacancy.vacancy().experience else { return 0 };
        *self.months.entry(demand.within).or_insert_with(|| matcher.months(candidate, vacancy))
    }
}

pub(crate) const MINIMA: [Proficiency; 4] =
    [Proficiency::GUIDED, Proficiency::INDEPENDENT, Proficiency::ADAPTS, Proficiency::LEADS];
