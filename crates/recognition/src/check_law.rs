//! What is wrong with a law as a whole: gaps, rules that never apply, circles.

use std::collections::BTreeSet;

use passerelle_model::{Date, Issue, codes};

use crate::condition::{Condition, Truth};
use crate::evaluate::Evaluation;
use crate::facts::FactId;
use crate::law::{Law, RuleEnd, RuleId, Stage, StageId, issue};

/// How many cases of a stage are looked at before the rest is taken as sound.
const CASES: u32 = 400_000;

/// Checks a law as of a day: every stage has a rule for every case, every rule
/// can apply, every stage is reached, no stages go in a circle, every fact is
/// read.
///
/// Each stage is gone through with nothing known, every question answered both
/// ways: what no answer leads to is never reached, and where answers run out
/// there is a gap.
pub fn check_law(law: &Law, day: Date) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (at, stage) in law.stages.iter().enumerate() {
        let mut walk = Walk::new(law, StageId(at), day);
        walk.go(0);
        report(law, stage, day, &walk, &mut issues);
    }
    reachable(law, &mut issues);
    unread(law, &mut issues);
    for table in &law.points {
        let in_force = table.valid_from.is_none_or(|from| from <= day)
            && table.valid_to.is_none_or(|to| day <= to);
        if !in_force {
            let message = format!("points system `{}` is not in force on {day}", table.system);
            issues.push(issue(codes::LAW_NOT_IN_FORCE, &table.system, "valid_from", message));
        }
    }
    issues
}

/// Goes through a stage with every answer to every question.
struct Walk<'l> {
    law: &'l Law,
    stage: &'l [RuleId],
    day: Date,
    facts: Evaluation<'l>,
    applied: BTreeSet<RuleId>,
    /// The answers that lead to no rule, the first such case.
    gap: Option<Vec<(Condition, bool)>>,
    answers: Vec<(Condition, bool)>,
    left: u32,
}

impl<'l> Walk<'l> {
    fn new(law: &'l Law, stage: StageId, day: Date) -> Self {
        Self {
            law,
            stage: law.stage(stage).map_or(&[][..], |stage| stage.rules.as_slice()),
            day,
            facts: Evaluation::of_nothing(law, day),
            applied: BTreeSet::new(),
            gap: None,
            answers: Vec::new(),
            left: CASES,
        }
    }

    fn go(&mut self, from: usize) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        for (number, &id) in self.stage.iter().enumerate().skip(from) {
            let Some(rule) = self.law.rule(id) else { continue };
            if !rule.is_in_force(self.day) {
                continue;
            }
            match rule.when.holds(|fact| self.facts.domain(fact)) {
                Truth::No => {}
                Truth::Yes => {
                    self.applied.insert(id);
                    return;
                }
                Truth::Unknown => {
                    let open = rule.when.first_unknown(|fact| self.facts.domain(fact)).cloned();
                    let Some(question) = open else { return };
                    for holds in [true, false] {
                        let before = self.facts.domain(question.fact).clone();
                        self.facts.assume(&question, holds);
                        self.answers.push((question.clone(), holds));
                        self.go(number);
                        self.answers.pop();
                        self.facts.know(question.fact, before);
                    }
                    return;
                }
            }
        }
        if self.gap.is_none() {
            self.gap = Some(self.answers.clone());
        }
    }
}

fn report(law: &Law, stage: &Stage, day: Date, walk: &Walk<'_>, issues: &mut Vec<Issue>) {
    for &id in &stage.rules {
        let Some(rule) = law.rule(id) else { continue };
        let field = format!("rule {}", rule.id);
        if !rule.is_in_force(day) {
            let message = format!("rule `{}` is not in force on {day}", rule.id);
            issues.push(issue(codes::LAW_NOT_IN_FORCE, &stage.file, &field, message));
        } else if walk.left > 0 && !walk.applied.contains(&id) {
            let message =
                format!("rule `{}` never applies: the rules before it decide every case", rule.id);
            issues.push(issue(codes::LAW_NEVER, &stage.file, &field, message));
        }
    }
    if let Some(gap) = &walk.gap {
        let case: Vec<String> = gap
            .iter()
            .filter_map(|(condition, holds)| {
                let fact = law.vocabulary.get(condition.fact)?;
                let not = if *holds { "" } else { "not " };
                Some(format!("{} is {not}{}", fact.id, condition.wanted(fact)))
            })
            .collect();
        let message = format!("no rule of `{}` applies where {}", stage.id, case.join(", "));
        issues.push(issue(codes::LAW_GAP, &stage.file, "stage", message));
    }
}

/// Which stages are reached, and whether they go in a circle.
fn reachable(law: &Law, issues: &mut Vec<Issue>) {
    let mut reached = BTreeSet::new();
    let mut on_the_way = Vec::new();
    for start in [law.router, law.licence] {
        visit(law, start, &mut reached, &mut on_the_way, issues);
    }
    for (at, stage) in law.stages.iter().enumerate() {
        if !reached.contains(&StageId(at)) {
            let message = format!("no rule goes to stage `{}`", stage.id);
            issues.push(issue(codes::LAW_NEVER, &stage.file, "stage", message));
        }
    }
}

fn visit(
    law: &Law,
    at: StageId,
    reached: &mut BTreeSet<StageId>,
    on_the_way: &mut Vec<StageId>,
    issues: &mut Vec<Issue>,
) {
    let Some(stage) = law.stage(at) else { return };
    if on_the_way.contains(&at) {
        let message = format!("stage `{}` leads back to itself", stage.id);
        issues.push(issue(codes::LAW_STAGE, &stage.file, "stage", message));
        return;
    }
    if !reached.insert(at) {
        return;
    }
    on_the_way.push(at);
    for rule in stage.rules.iter().filter_map(|&id| law.rule(id)) {
        if let RuleEnd::Go(next) = rule.end {
            visit(law, next, reached, on_the_way, issues);
        }
    }
    on_the_way.pop();
}

fn unread(law: &Law, issues: &mut Vec<Issue>) {
    let rules = law.rules.iter().flat_map(|rule| rule.when.each());
    let rows = law.points.iter().flat_map(|table| {
        table
            .items
            .iter()
            .chain(&table.gates)
            .chain(&table.bypasses)
            .flat_map(|row| row.when.each())
    });
    let read: BTreeSet<FactId> = rules.chain(rows).map(|condition| condition.fact).collect();
    for fact in law.vocabulary.facts() {
        if law.vocabulary.find(&fact.id).is_some_and(|id| !read.contains(&id)) {
            let message = format!("no rule and no table reads `{}`", fact.id);
            issues.push(issue(codes::LAW_UNUSED_FACT, "facts.toml", &fact.id, message));
        }
    }
}
