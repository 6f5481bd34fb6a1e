//! From a case to a proposal.

mod build;

use passerelle_model::{
    Case, Date, EquivalenceClass, EquivalenceOutcome, FactValue, LicenceOutcome, Proposal,
    RecognitionPolicy,
};

use crate::derive::{Derived, Evidence, Gather};
use crate::evaluate::{Conclusion, Evaluation, QUESTIONS};
use crate::facts::FactStore;
use crate::law::{Law, RuleEnd};

/// Applies the law to cases. May be shared between threads.
#[derive(Clone, Copy, Debug)]
pub struct Recogniser<'l> {
    law: &'l Law,
    policy: &'l RecognitionPolicy,
}

/// What the rules lead to, without the reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// For the equivalence.
    pub equivalence: EquivalenceOutcome,
    /// For the licence.
    pub licence: LicenceOutcome,
    /// Whether practising in this form is regulated; absent where nobody can
    /// say.
    pub regulated: Option<bool>,
}

/// One qualification of a case, examined in front of the others.
pub(crate) struct Examined<'l> {
    pub(crate) lead: Option<usize>,
    pub(crate) derived: Derived<'l>,
    pub(crate) equivalence: Conclusion,
    pub(crate) outcome: EquivalenceOutcome,
    pub(crate) licence: Conclusion,
    /// What is known, with the result of the equivalence.
    pub(crate) known: Evaluation<'l>,
}

impl<'l> Recogniser<'l> {
    /// A recogniser on a law and the engine's own measures.
    pub const fn new(law: &'l Law, policy: &'l RecognitionPolicy) -> Self {
        Self { law, policy }
    }

    /// What the rules lead to in a case, with every reason, as of a day.
    ///
    /// The case must have passed [`crate::check_case`]. Each qualification is
    /// examined in front of the others, which then count as other
    /// certificates; the best outcome is proposed. Cost: some microseconds a
    /// rule.
    pub fn propose(&self, case: &'l Case, evidence: &'l Evidence, as_of: Date) -> Proposal {
        let examined = self.examine(case, evidence, as_of);
        let others = examined.others;
        build::proposal(self.law, case, evidence, as_of, &examined.best, &others)
    }

    /// What the rules lead to, without the reasons; as [`Recogniser::propose`]
    /// would say it.
    pub fn outcome(&self, case: &'l Case, evidence: &'l Evidence, as_of: Date) -> Outcome {
        let best = self.examine(case, evidence, as_of).best;
        Outcome {
            equivalence: best.outcome,
            licence: licence_of(self.law, &best.licence),
            regulated: best.derived.regulated,
        }
    }

    fn examine(&self, case: &'l Case, evidence: &'l Evidence, as_of: Date) -> AllExamined<'l> {
        let mut leads: Vec<Option<usize>> = (0..case.qualifications.len()).map(Some).collect();
        // In activities of Annex IV work alone is evidence, whatever title stands
        // beside it.
        let target = &case.target;
        let of_annex_iv = self.law.professions.get(&case.destination).is_some_and(|rows| {
            rows.iter().any(|row| {
                let is_it = target
                    .profession
                    .as_ref()
                    .map_or_else(|| target.isco.as_ref() == Some(&row.isco), |id| *id == row.id);
                is_it && row.regime == "annex_iv"
            })
        });
        if leads.is_empty() || (of_annex_iv && !case.experience.is_empty()) {
            leads.push(None);
        }
        let mut best: Option<Examined<'l>> = None;
        let mut others = Vec::new();
        for lead in leads {
            let next = self.examine_one(case, evidence, as_of, lead);
            match &mut best {
                None => best = Some(next),
                Some(known) => {
                    if serves_better(case, evidence, &next, known) {
                        others.push((known.lead, known.outcome));
                        *known = next;
                    } else {
                        others.push((next.lead, next.outcome));
                    }
                }
            }
        }
        let best = best.unwrap_or_else(|| self.examine_one(case, evidence, as_of, None));
        AllExamined { best, others }
    }

    fn examine_one(
        &self,
        case: &'l Case,
        evidence: &'l Evidence,
        as_of: Date,
        lead: Option<usize>,
    ) -> Examined<'l> {
        let law = self.law;
        let facts = FactStore::new(&law.vocabulary);
        let policy = self.policy;
        let derived = Gather { law, policy, case, evidence, as_of, lead, facts }.all();
        let mut known = Evaluation::new(law, as_of, &derived.facts);
        let equivalence = known.run(law.router, QUESTIONS);
        let outcome = known.outcome(&equivalence);
        let class = law.vocabulary.get(law.engine.equivalence_class);
        let word = FactValue::Word(class_word(outcome.class()).to_owned());
        if let Some(domain) = class.and_then(|fact| fact.domain_of(&word)) {
            known.know(law.engine.equivalence_class, domain);
        }
        let licence = known.run(law.licence, QUESTIONS);
        Examined { lead, derived, equivalence, outcome, licence, known }
    }
}

struct AllExamined<'l> {
    best: Examined<'l>,
    others: Vec<(Option<usize>, EquivalenceOutcome)>,
}

/// Whether one qualification in front serves the person better than another:
/// by the outcome, then by what is covered, then by what is stated of it, so
/// that the order of the case decides nothing.
fn serves_better(
    case: &Case,
    evidence: &Evidence,
    one: &Examined<'_>,
    other: &Examined<'_>,
) -> bool {
    let covered = |examined: &Examined<'_>| {
        let comparison = examined.lead.and_then(|at| evidence.comparisons.get(at)?.as_ref());
        comparison.map(|c| (c.with_compensation, c.training))
    };
    let stated = |examined: &Examined<'_>| examined.lead.and_then(|at| case.qualifications.get(at));
    (rank(one.outcome), covered(one), stated(one))
        > (rank(other.outcome), covered(other), stated(other))
}

/// Which of two outcomes serves the person better; what is not needed best of
/// all, for nothing has to be shown.
pub(crate) fn rank(outcome: EquivalenceOutcome) -> (EquivalenceClass, bool) {
    (outcome.class(), outcome != EquivalenceOutcome::Undetermined)
}

pub(crate) const fn class_word(class: EquivalenceClass) -> &'static str {
    match class {
        EquivalenceClass::None => "none",
        EquivalenceClass::Open => "open",
        EquivalenceClass::Partial => "partial",
        EquivalenceClass::Conditional => "conditional",
        EquivalenceClass::Full => "full",
        EquivalenceClass::NotNeeded => "not_needed",
    }
}

/// The outcome for the licence.
pub(crate) fn licence_of(law: &Law, conclusion: &Conclusion) -> LicenceOutcome {
    let Conclusion::Reached { path } = conclusion else { return LicenceOutcome::Undetermined };
    match path.last().and_then(|&id| law.rule(id)).map(|rule| rule.end) {
        Some(RuleEnd::Licence(outcome)) => outcome,
        _ => LicenceOutcome::Undetermined,
    }
}
