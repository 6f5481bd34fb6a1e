//! Which units would bring most within a number of hours.

use std::collections::BTreeMap;

use passerelle_model::{Supplement, SupplementMethod, SupplementUnit};
use passerelle_taxonomy::{ConceptId, Names};
use rustc_hash::FxHashMap;

use crate::coverage::Aligner;
use crate::explain::is_full;
use crate::hours::hours_missing;
use crate::standard::CompiledStandard;
use crate::subject::Subject;

/// So many units or fewer are weighed in every combination.
const EXACT: usize = 20;
/// Weights of cells are parts of 2^32.
const ONE: u128 = 1 << 32;

/// What a caller makes of the outcomes that are covered, sorted by IRI, each
/// once: places that open, for instance. It must not fall when outcomes are
/// added.
pub type Value<'v> = &'v (dyn Fn(&[ConceptId]) -> u64 + Sync);

/// The units that were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplementPlan {
    /// They, with their hours and what each adds to those before it.
    pub units: Vec<(ConceptId, u32, u64)>,
    /// The value without and with them.
    pub before: u64,
    /// The value with them.
    pub after: u64,
    /// No choice has a higher value.
    pub at_most: u64,
    /// How they were chosen.
    pub method: SupplementMethod,
    /// Units that could not be weighed, for their hours are unknown.
    pub without_hours: Vec<ConceptId>,
}

/// A unit that may be added.
struct Choice {
    unit: ConceptId,
    hours: u32,
    /// Which cells it covers, and how far, in per cent.
    covers: Vec<(usize, u8)>,
}

/// What there is to gain.
struct Problem<'p> {
    /// By cell: its target and its weight over all standards.
    cells: Vec<(ConceptId, u128)>,
    /// The weights of all cells together.
    total: u128,
    covered_from: u8,
    value: Option<Value<'p>>,
}

impl Problem<'_> {
    /// What a state is worth; a state is how far each cell is covered.
    fn value(&self, state: &[u8]) -> u64 {
        if let Some(value) = self.value {
            let cells = self.cells.iter().zip(state);
            let covered = cells.filter(|&(_, &covered)| covered >= self.covered_from);
            let mut covered: Vec<ConceptId> = covered.map(|((target, _), _)| *target).collect();
            covered.sort_unstable();
            covered.dedup();
            return value(&covered);
        }
        let sum: u128 =
            self.cells.iter().zip(state).map(|((_, weight), &c)| weight * u128::from(c)).sum();
        u64::try_from(sum * 10_000 / self.total.max(1)).unwrap_or(u64::MAX)
    }

    /// The most that a state can come to with these choices and hours.
    fn bound(&self, state: &[u8], rest: &[&Choice], hours: u32) -> u64 {
        let now = self.value(state);
        if self.value.is_some() {
            // Of a value that need not shrink all that may be added is the
            // bound.
            let mut all = state.to_vec();
            for choice in rest.iter().filter(|choice| choice.hours <= hours) {
                apply(&mut all, choice);
            }
            return self.value(&all);
        }
        // Every unit brings at most what it brings now: fill the hours with
        // the best ones, the last one in part.
        let mut gains: Vec<(u64, u32)> = rest
            .iter()
            .filter(|choice| choice.hours <= hours)
            .map(|choice| {
                let mut then = state.to_vec();
                apply(&mut then, choice);
                // Values are cut; a gain may be one more.
                (self.value(&then) - now + 1, choice.hours.max(1))
            })
            .collect();
        gains.sort_by(|a, b| (u64::from(a.1) * b.0).cmp(&(u64::from(b.1) * a.0)));
        let (mut bound, mut left) = (now, u64::from(hours));
        for (gain, cost) in gains {
            let cost = u64::from(cost);
            if cost <= left {
                bound += gain;
                left -= cost;
            } else {
                bound += (gain * left).div_ceil(cost);
                break;
            }
        }
        bound
    }
}

fn apply(state: &mut [u8], choice: &Choice) {
    for &(cell, covers) in &choice.covers {
        if let Some(known) = state.get_mut(cell) {
            *known = (*known).max(covers);
        }
    }
}

impl Aligner<'_> {
    /// Chooses, among the units that are not covered, those that bring most
    /// within `budget` hours: the highest mean coverage of the standards by
    /// what is stated or confirmed, or the highest `value`.
    ///
    /// Of up to 20 units the best choice is found; of more the better of the
    /// greedy choice and the best single unit, which brings at least
    /// ½·(1 − 1/e), 31 %, of what the best would gain where gains shrink, as
    /// those of coverage do; for a caller's `value` there is no such promise.
    /// `at_most` bounds the best from above in any case.
    ///
    /// # Source
    /// S. Khuller, A. Moss and J. Naor, *The budgeted maximum coverage
    /// problem*, 1999.
    pub fn supplement(
        &self,
        subject: &Subject,
        standards: &[CompiledStandard],
        budget: u32,
        value: Option<Value<'_>>,
    ) -> SupplementPlan {
        let coverage = self.coverage(subject, standards);
        let (mut cells, mut state) = (Vec::new(), Vec::new());
        let mut by_target: FxHashMap<ConceptId, Vec<usize>> = FxHashMap::default();
        let mut hours: BTreeMap<ConceptId, Option<u32>> = BTreeMap::new();
        let mut own: BTreeMap<ConceptId, Vec<usize>> = BTreeMap::new();
        for (standard, figures) in standards.iter().zip(&coverage.standards) {
            let parts: u128 = standard.units.iter().map(|unit| unit.part).sum();
            let found = standard.units.iter().zip(&figures.units).zip(&figures.cells);
            for ((unit, covered), of_unit) in found {
                let certain: u128 = unit.cells.iter().map(|c| u128::from(c.certainty)).sum();
                for (cell, now) in unit.cells.iter().zip(of_unit) {
                    let weight = ONE * unit.part * u128::from(cell.certainty);
                    by_target.entry(cell.target).or_default().push(cells.len());
                    own.entry(unit.concept).or_default().push(cells.len());
                    cells.push((cell.target, weight / (parts.max(1) * certain.max(1))));
                    state.push(now.confirmed);
                }
                if !is_full(covered.confirmed) {
                    let missing = hours_missing(unit, of_unit);
                    let known = hours.entry(unit.concept).or_insert(missing);
                    *known = (*known).max(missing);
                }
            }
        }
        let mut choices: Vec<Choice> = Vec::new();
        let mut without_hours = Vec::new();
        for (unit, hours) in hours {
            let Some(hours) = hours else {
                without_hours.push(unit);
                continue;
            };
            let mut covers: BTreeMap<usize, u8> = BTreeMap::new();
            // The unit itself, and what its outcomes cover elsewhere.
            covers.extend(own.get(&unit).into_iter().flatten().map(|&cell| (cell, 100)));
            for leaf in &self.reach(unit).leaves {
                let origin = u32::from(leaf.origin_confidence());
                for &(target, proximity, confidence) in &leaf.targets {
                    let worth = u32::from(proximity) * u32::from(confidence) * origin / 10_000;
                    let worth = u8::try_from(worth).unwrap_or(100).min(100);
                    for &cell in by_target.get(&target).into_iter().flatten() {
                        let known = covers.entry(cell).or_default();
                        *known = (*known).max(worth);
                    }
                }
            }
            choices.push(Choice { unit, hours, covers: covers.into_iter().collect() });
        }
        let problem = Problem {
            total: cells.iter().map(|cell| cell.1).sum(),
            cells,
            covered_from: self.policy.alignment.covered,
            value,
        };
        let plan = choose(&problem, &state, &choices, budget);
        SupplementPlan { without_hours, ..plan }
    }
}

impl SupplementPlan {
    /// The plan as data for people.
    pub fn named(&self, budget: u32, names: &Names<'_>) -> Supplement {
        let unit = |&(unit, hours, adds): &(ConceptId, u32, u64)| SupplementUnit {
            unit: names.of(unit),
            hours,
            adds,
        };
        Supplement {
            budget,
            hours: self.units.iter().map(|unit| unit.1).sum(),
            before: self.before,
            after: self.after,
            at_most: self.at_most,
            method: self.method,
            units: self.units.iter().map(unit).collect(),
            without_hours: self.without_hours.iter().map(|&c| names.of(c)).collect(),
        }
    }
}

fn choose(problem: &Problem<'_>, state: &[u8], choices: &[Choice], budget: u32) -> SupplementPlan {
    let all: Vec<&Choice> = choices.iter().filter(|choice| choice.hours <= budget).collect();
    let greedy = greedy(problem, state, &all, budget);
    let (chosen, method) = if all.len() <= EXACT {
        let mut search =
            Search { problem, best: worth_of(problem, state, &greedy), chosen: greedy };
        search.go(state, &all, budget, &mut Vec::new());
        (search.chosen, SupplementMethod::Exact)
    } else {
        (greedy, SupplementMethod::Greedy)
    };
    let before = problem.value(state);
    let (mut now, mut value, mut units) = (state.to_vec(), before, Vec::new());
    // In the order in which they bring most; of equals the first by IRI.
    let mut left = chosen;
    while !left.is_empty() {
        let gain = |choice: &Choice| {
            let mut then = now.clone();
            apply(&mut then, choice);
            problem.value(&then)
        };
        let best = left.iter().enumerate().max_by_key(|(at, c)| (gain(c), std::cmp::Reverse(*at)));
        let Some((at, _)) = best else { break };
        let choice = left.remove(at);
        let after = gain(choice);
        apply(&mut now, choice);
        units.push((choice.unit, choice.hours, after - value));
        value = after;
    }
    let at_most = match method {
        SupplementMethod::Exact => value,
        SupplementMethod::Greedy => {
            let from_here = problem.bound(&now, &all, budget);
            problem.bound(state, &all, budget).min(from_here).max(value)
        }
    };
    SupplementPlan { units, before, after: value, at_most, method, without_hours: Vec::new() }
}

fn worth_of(problem: &Problem<'_>, state: &[u8], chosen: &[&Choice]) -> (u64, u32) {
    let mut then = state.to_vec();
    for choice in chosen {
        apply(&mut then, choice);
    }
    let hours: u32 = chosen.iter().map(|choice| choice.hours).sum();
    (problem.value(&then), u32::MAX - hours)
}

/// The better of what brings most an hour, one after another, and the best
/// single unit.
fn greedy<'c>(
    problem: &Problem<'_>,
    state: &[u8],
    all: &[&'c Choice],
    budget: u32,
) -> Vec<&'c Choice> {
    let (mut now, mut left, mut hours) = (state.to_vec(), all.to_vec(), budget);
    let mut chosen = Vec::new();
    loop {
        left.retain(|choice| choice.hours <= hours);
        let value = problem.value(&now);
        let mut best: Option<(u64, u64, usize)> = None;
        for (at, choice) in left.iter().enumerate() {
            let mut then = now.clone();
            apply(&mut then, choice);
            let (gain, cost) = (problem.value(&then) - value, u64::from(choice.hours.max(1)));
            let better = best.is_none_or(|(known, of, _)| gain * of > known * cost);
            if gain > 0 && better {
                best = Some((gain, cost, at));
            }
        }
        let Some((.., at)) = best else { break };
        let choice = left.remove(at);
        apply(&mut now, choice);
        hours -= choice.hours;
        chosen.push(choice);
    }
    let single = all.iter().max_by_key(|choice| worth_of(problem, state, &[**choice]));
    match single {
        Some(&single)
            if worth_of(problem, state, &[single]) > worth_of(problem, state, &chosen) =>
        {
            vec![single]
        }
        _ => chosen,
    }
}

/// Weighs every choice, leaving out what cannot become better.
struct Search<'p, 'c> {
    problem: &'p Problem<'p>,
    /// The best value and, of equals, the fewest hours.
    best: (u64, u32),
    chosen: Vec<&'c Choice>,
}

impl<'c> Search<'_, 'c> {
    fn go(&mut self, state: &[u8], rest: &[&'c Choice], hours: u32, taken: &mut Vec<&'c Choice>) {
        let spent: u32 = taken.iter().map(|choice| choice.hours).sum();
        let worth = (self.problem.value(state), u32::MAX - spent);
        if worth > self.best {
            self.best = worth;
            self.chosen.clone_from(taken);
        }
        let Some((&first, rest)) = rest.split_first() else { return };
        let mut open = vec![first];
        open.extend_from_slice(rest);
        if self.problem.bound(state, &open, hours) < self.best.0 {
            return;
        }
        if first.hours <= hours {
            let mut then = state.to_vec();
            apply(&mut then, first);
            taken.push(first);
            self.go(&then, rest, hours - first.hours, taken);
            taken.pop();
        }
        self.go(state, rest, hours, taken);
    }
}
