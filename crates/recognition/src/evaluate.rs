//! Rules, tried one after another, on what is known.

use passerelle_model::{Date, EquivalenceOutcome, RuleTried, RuleVerdict};

use crate::condition::{Condition, Truth};
use crate::facts::{Domain, FactId, FactStore};
use crate::law::{Law, Rule, RuleEnd, RuleId, StageId};

/// How deep questions may follow one another before it is left at
/// *undetermined*.
pub(crate) const QUESTIONS: u32 = 6;

/// Where the rules lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Conclusion {
    /// A rule says so.
    Reached {
        /// The rules that applied, the last one with an end.
        path: Vec<RuleId>,
    },
    /// It depends on something that is not known.
    Open {
        /// The rules that applied until then.
        path: Vec<RuleId>,
        /// The stage in which it stopped.
        stage: StageId,
        /// What is not known.
        question: Condition,
        /// Where the rules lead if the condition holds.
        yes: Box<Conclusion>,
        /// Where they lead if it does not.
        no: Box<Conclusion>,
    },
    /// No rule of a stage applies, or questions went too deep.
    Stuck {
        /// The rules that applied until then.
        path: Vec<RuleId>,
        /// The stage.
        stage: StageId,
        /// Whether it was given up, though rules may apply.
        given_up: bool,
    },
}

impl Conclusion {
    pub(crate) fn path(&self) -> &[RuleId] {
        match self {
            Self::Reached { path } | Self::Open { path, .. } | Self::Stuck { path, .. } => path,
        }
    }
}

/// Tries rules on facts, as of a day.
#[derive(Clone, Debug)]
pub(crate) struct Evaluation<'l> {
    law: &'l Law,
    day: Date,
    domains: Vec<Domain>,
}

impl<'l> Evaluation<'l> {
    pub(crate) fn new(law: &'l Law, day: Date, facts: &FactStore) -> Self {
        let vocabulary = law.vocabulary.facts().iter();
        let domains = vocabulary.map(|fact| {
            let id = law.vocabulary.find(&fact.id);
            let known = id.and_then(|id| facts.get(id));
            known.map_or_else(|| fact.everything(), |known| known.domain.clone())
        });
        Self { law, day, domains: domains.collect() }
    }

    /// One on which nothing at all is known.
    pub(crate) fn of_nothing(law: &'l Law, day: Date) -> Self {
        Self::new(law, day, &FactStore::new(&law.vocabulary))
    }

    pub(crate) fn domain(&self, fact: FactId) -> &Domain {
        static NOTHING: Domain = Domain::Text(None);
        self.domains.get(fact.index()).unwrap_or(&NOTHING)
    }

    pub(crate) fn assume(&mut self, condition: &Condition, holds: bool) {
        if let Some(domain) = self.domains.get_mut(condition.fact.index()) {
            *domain = condition.narrow(domain, holds);
        }
    }

    pub(crate) fn know(&mut self, fact: FactId, domain: Domain) {
        if let Some(place) = self.domains.get_mut(fact.index()) {
            *place = domain;
        }
    }

    /// Goes through a stage and those it leads to. What is not known is asked;
    /// where every answer leads to the same, it is no question.
    pub(crate) fn run(&mut self, stage: StageId, questions: u32) -> Conclusion {
        self.from(stage, 0, Vec::new(), questions)
    }

    fn from(
        &mut self,
        mut stage: StageId,
        mut at: usize,
        mut path: Vec<RuleId>,
        questions: u32,
    ) -> Conclusion {
        let law = self.law;
        // A stage is left forward only; more steps than stages are a circle.
        let mut steps = law.stages.len() + 1;
        'stage: while steps > 0 {
            let rules = law.stage(stage).map_or(&[][..], |stage| stage.rules.as_slice());
            for (number, &id) in rules.iter().enumerate().skip(at) {
                let Some(rule) = law.rule(id) else { continue };
                if !rule.is_in_force(self.day) {
                    continue;
                }
                match rule.when.holds(|fact| self.domain(fact)) {
                    Truth::No => {}
                    Truth::Yes => {
                        path.push(id);
                        match rule.end {
                            RuleEnd::Outcome(_) | RuleEnd::Licence(_) => {
                                return Conclusion::Reached { path };
                            }
                            RuleEnd::Go(next) => {
                                (stage, at) = (next, 0);
                                steps -= 1;
                                continue 'stage;
                            }
                        }
                    }
                    Truth::Unknown if questions == 0 => {
                        return Conclusion::Stuck { path, stage, given_up: true };
                    }
                    Truth::Unknown => {
                        return self.ask(rule, (stage, number), path, questions - 1);
                    }
                }
            }
            return Conclusion::Stuck { path, stage, given_up: false };
        }
        Conclusion::Stuck { path, stage, given_up: true }
    }

    /// Goes on with both answers to the first open condition of a rule.
    fn ask(
        &mut self,
        rule: &Rule,
        (stage, number): (StageId, usize),
        path: Vec<RuleId>,
        questions: u32,
    ) -> Conclusion {
        let Some(question) = rule.when.first_unknown(|fact| self.domain(fact)).cloned() else {
            return Conclusion::Stuck { path, stage, given_up: true };
        };
        let before = self.domain(question.fact).clone();
        let mut answer = |holds: bool| {
            self.assume(&question, holds);
            let conclusion = self.from(stage, number, path.clone(), questions);
            self.know(question.fact, before.clone());
            conclusion
        };
        let (yes, no) = (answer(true), answer(false));
        if self.is_same(&yes, &no) {
            return yes;
        }
        Conclusion::Open { path, stage, question, yes: Box::new(yes), no: Box::new(no) }
    }

    /// Whether two conclusions say the same to the person.
    fn is_same(&self, one: &Conclusion, other: &Conclusion) -> bool {
        let (Conclusion::Reached { path: one }, Conclusion::Reached { path: other }) = (one, other)
        else {
            return one == other;
        };
        let last = |path: &[RuleId]| path.last().and_then(|&id| self.law.rule(id));
        let (Some(one), Some(other)) = (last(one), last(other)) else { return false };
        let (a, b) = (&one.then, &other.then);
        one.end == other.end
            && a.measures == b.measures
            && a.choice == b.choice
            && a.labels == b.labels
            && a.fallback == b.fallback
            && self.route(one) == self.route(other)
    }

    pub(crate) fn route(&self, rule: &'l Rule) -> &'l str {
        let stage = self.law.stage(rule.stage);
        rule.then.route.as_deref().or(stage.map(|s| s.route.as_str())).unwrap_or_default()
    }

    /// The outcome of a conclusion.
    pub(crate) fn outcome(&self, conclusion: &Conclusion) -> EquivalenceOutcome {
        match conclusion {
            Conclusion::Reached { path } => {
                let rule = path.last().and_then(|&id| self.law.rule(id));
                match rule.map(|rule| rule.end) {
                    Some(RuleEnd::Outcome(outcome)) => outcome,
                    _ => EquivalenceOutcome::Undetermined,
                }
            }
            _ => EquivalenceOutcome::Undetermined,
        }
    }

    /// Every rule that was tried on the way to a conclusion, with the conditions
    /// that decided.
    pub(crate) fn tried(&self, stage: StageId, conclusion: &Conclusion) -> Vec<RuleTried> {
        let mut tried = Vec::new();
        let mut path = conclusion.path().iter();
        let mut next = path.next();
        let mut stage = stage;
        // As many stages as there are, at most.
        for _ in 0..=self.law.stages.len() {
            let mut went = None;
            let rules = self.law.stage(stage).map_or(&[][..], |s| s.rules.as_slice());
            for &id in rules {
                let Some(rule) = self.law.rule(id) else { continue };
                let applies = next == Some(&id);
                let truth = rule.when.holds(|fact| self.domain(fact));
                let verdict = match truth {
                    _ if !rule.is_in_force(self.day) => RuleVerdict::NotInForce,
                    _ if applies => RuleVerdict::Applies,
                    Truth::No => RuleVerdict::DoesNotApply,
                    Truth::Yes | Truth::Unknown => RuleVerdict::Undetermined,
                };
                let because = match verdict {
                    RuleVerdict::NotInForce => vec![in_force(rule)],
                    RuleVerdict::Applies => self.because(rule, Truth::Yes),
                    RuleVerdict::DoesNotApply => self.because(rule, Truth::No),
                    RuleVerdict::Undetermined => self.because(rule, Truth::Unknown),
                };
                tried.push(RuleTried { rule: rule.id.clone(), verdict, because });
                if applies {
                    went = Some(rule.end);
                    break;
                }
                if verdict == RuleVerdict::Undetermined && next.is_none() {
                    return tried;
                }
            }
            next = path.next();
            match went {
                Some(RuleEnd::Go(to)) => stage = to,
                _ => break,
            }
        }
        tried
    }

    /// The conditions of a rule that came out one way: asked for, and there.
    fn because(&self, rule: &Rule, wanted: Truth) -> Vec<String> {
        let mut reasons = Vec::new();
        for condition in rule.when.each() {
            let domain = self.domain(condition.fact);
            if condition.holds(domain) != wanted {
                continue;
            }
            let Some(fact) = self.law.vocabulary.get(condition.fact) else { continue };
            let there = match wanted {
                Truth::Unknown => "not known".to_owned(),
                _ => fact.in_words(domain),
            };
            let mut reason = String::with_capacity(fact.id.len() + there.len() + 24);
            reason.push_str(&fact.id);
            reason.push_str(": ");
            reason.push_str(&there);
            if wanted != Truth::Yes {
                reason.push_str("; asked for: ");
                reason.push_str(&condition.wanted(fact));
            }
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }
}

fn in_force(rule: &Rule) -> String {
    match (rule.valid_from, rule.valid_to) {
        (Some(from), Some(to)) => format!("in force from {from} to {to}"),
        (Some(from), None) => format!("in force from {from}"),
        (None, Some(to)) => format!("in force until {to}"),
        (None, None) => "in force".to_owned(),
    }
}
