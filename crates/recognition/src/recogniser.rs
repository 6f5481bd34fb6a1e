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
        let leads: Vec<Option<usize>> = match case.qualifications.len() {
            0 => vec![None],
            count => (0..count).map(Some).collect(),
        };
        let mut best: Option<Examined<'l>> = None;
        let mut others = Vec::new();
        for lead in leads {
            let next = self.examine_one(case, evidence, as_of, lead);
            match &mut best {
                None => best = Some(next),
                Some(known) => {
                    // The first of equals stands.
                    if rank(next.outcome) > rank(known.outcome) {
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
