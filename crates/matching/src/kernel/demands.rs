//! The demands that decide eligibility, for 64 candidates at a time: each
//! different demand is put to each candidate once, whoever makes it.
#![allow(
    clippy::indexing_slicing,
    reason = "demands are numbered by the plan, and masks have a place for each"
)]

use std::ops::Range;

use passerelle_model::{Gate, Proficiency};
use passerelle_taxonomy::ConceptId;
use rustc_hash::FxHashMap;

use super::sides::{SideRows, Sides};
use crate::candidate::{Candidate, Origin};
use crate::component::Held;
use crate::experience::ExperienceIn;
use crate::gates::KINDS;
use crate::vacancy::{CompiledVacancy, GateDemand};

/// A demand that any number of vacancies make.
#[derive(Debug)]
struct Distinct {
    demand: GateDemand,
    /// How often it is made.
    made: u64,
    /// The outcomes that a must-have consists of.
    leaves: Range<usize>,
}

/// Vacancies that make the same demands.
#[derive(Debug)]
pub(super) struct Class {
    /// Their numbers, sorted; one that is made twice is here twice.
    pub(super) demands: Box<[u32]>,
    /// How many vacancies.
    pub(super) posts: u64,
}

/// All different demands of a run.
#[derive(Debug, Default)]
pub(super) struct Demands {
    each: Vec<Distinct>,
    /// The kind of each.
    gates: Vec<Gate>,
    numbers: FxHashMap<GateDemand, u32>,
    pub(super) classes: Vec<Class>,
    leaves: usize,
    /// Outcomes of must-haves, by the skill.
    by_leaf: FxHashMap<ConceptId, Vec<(u32, Proficiency)>>,
    /// The same, by the whole that the must-have names.
    by_whole: FxHashMap<ConceptId, Vec<(u32, ConceptId, Proficiency)>>,
    /// Demands for a language, by the language alone.
    by_language: FxHashMap<String, Vec<u32>>,
    /// All others that a candidate's record decides.
    others: Vec<u32>,
    licences: Vec<u32>,
}

/// How the demands come out for a block: a bit for each slot.
#[derive(Debug, Default)]
pub(super) struct Masks {
    pub(super) failed: Vec<u64>,
    pub(super) undetermined: Vec<u64>,
    /// The outcomes of must-haves that are met.
    pub(super) met: Vec<u64>,
}

impl Demands {
    /// The demands of vacancies, and the class of each vacancy.
    pub(super) fn new(vacancies: &[CompiledVacancy]) -> (Self, Vec<u32>) {
        let mut demands = Self::default();
        let mut classes: FxHashMap<Box<[u32]>, u32> = FxHashMap::default();
        let mut of_vacancy = Vec::new();
        for vacancy in vacancies {
            let mut made: Vec<u32> = vacancy.gates().iter().map(|d| demands.number(d)).collect();
            made.sort_unstable();
            let next = u32::try_from(demands.classes.len()).unwrap_or(u32::MAX);
            let class = *classes.entry(made.clone().into()).or_insert(next);
            if class == next {
                demands.classes.push(Class { demands: made.into(), posts: 0 });
            }
            demands.classes[class as usize].posts += 1;
            of_vacancy.push(class);
        }
        (demands, of_vacancy)
    }

    fn number(&mut self, demand: &GateDemand) -> u32 {
        // Whether a demand gates is said already: it is here.
        let demand = match demand.clone() {
            GateDemand::Language(mut demand) => {
                demand.gate = None;
                GateDemand::Language(demand)
            }
            GateDemand::Experience(mut demand) => {
                demand.gate = None;
                GateDemand::Experience(demand)
            }
            other => other,
        };
        if let Some(&known) = self.numbers.get(&demand) {
            self.each[known as usize].made += 1;
            return known;
        }
        let number = u32::try_from(self.each.len()).unwrap_or(u32::MAX);
        let start = self.leaves;
        match &demand {
            GateDemand::MustHave(must) => {
                for &(leaf, asked) in &must.leaves {
                    let bit = u32::try_from(self.leaves).unwrap_or(u32::MAX);
                    self.by_leaf.entry(leaf).or_default().push((bit, asked));
                    self.by_whole.entry(must.what).or_default().push((bit, leaf, asked));
                    self.leaves += 1;
                }
            }
            GateDemand::Language(demand) => {
                let language = demand.language.primary().to_owned();
                self.by_language.entry(language).or_default().push(number);
            }
            GateDemand::Licence(..) => self.licences.push(number),
            _ => self.others.push(number),
        }
        self.numbers.insert(demand.clone(), number);
        self.gates.push(demand.gate());
        self.each.push(Distinct { demand, made: 1, leaves: start..self.leaves });
        number
    }

    /// Whether there is any must-have.
    pub(super) fn have_must_haves(&self) -> bool {
        self.leaves > 0
    }

    /// The outcomes of must-haves that a skill is enough for, by what it
    /// reaches.
    pub(super) fn must_haves_met_by(
        &self,
        reached: &[ConceptId],
    ) -> impl Iterator<Item = (u32, Proficiency)> {
        reached.iter().filter_map(|target| self.by_leaf.get(target)).flatten().copied()
    }

    /// The kind of a demand.
    pub(super) fn gate(&self, demand: u32) -> Gate {
        self.gates[demand as usize]
    }

    /// How often each demand is made, in their order.
    pub(super) fn made(&self) -> impl Iterator<Item = (Gate, u64)> + '_ {
        self.gates.iter().zip(&self.each).map(|(&gate, distinct)| (gate, distinct.made))
    }

    pub(super) fn len(&self) -> usize {
        self.each.len()
    }

    /// Clears the masks for the next block.
    pub(super) fn clear(&self, masks: &mut Masks) {
        let Masks { failed, undetermined, met } = masks;
        for (mask, len) in [(failed, self.len()), (undetermined, self.len()), (met, self.leaves)] {
            mask.clear();
            mask.resize(len, 0);
        }
    }

    /// Puts every demand to the candidates of a block, by slot; `masks.met`
    /// knows which outcomes of must-haves evidence is enough for.
    pub(super) fn judge(
        &self,
        block: &[&Candidate],
        sides: &Sides,
        months: &SideRows,
        masks: &mut Masks,
    ) {
        let active = active(block.len());
        for (slot, candidate) in block.iter().enumerate() {
            self.by_certificate(candidate, slot, &mut masks.met);
        }
        for (at, distinct) in self.each.iter().enumerate() {
            let met = match &distinct.demand {
                GateDemand::MustHave(_) => {
                    masks.met[distinct.leaves.clone()].iter().fold(active, |all, met| all & met)
                }
                GateDemand::Experience(demand) => {
                    if demand.within == ExperienceIn::UnknownOccupation {
                        masks.undetermined[at] = active;
                        active
                    } else {
                        months.months_reach(sides, demand.within, demand.months)
                    }
                }
                GateDemand::Language(demand) if demand.asked.iter().any(Option::is_some) => 0,
                GateDemand::Licence(..) => {
                    masks.undetermined[at] = active;
                    active
                }
                _ => active,
            };
            masks.failed[at] = active & !met;
        }
        for (slot, candidate) in block.iter().enumerate() {
            self.put_to(candidate, slot, masks);
        }
    }

    /// Outcomes that a candidate has by holding the whole that is asked for.
    fn by_certificate(&self, candidate: &Candidate, slot: usize, met: &mut [u64]) {
        if self.by_whole.is_empty() {
            return;
        }
        for skill in candidate.skills() {
            let Origin::Certificate { through, .. } = &skill.origin else { continue };
            let wholes = through.iter().filter_map(|whole| self.by_whole.get(whole));
            for &(bit, leaf, asked) in wholes.flatten() {
                let has = leaf == skill.concept && candidate.proficiency(skill) >= asked;
                met[bit as usize] |= u64::from(has) << slot;
            }
        }
    }

    /// The demands that depend on what else the record says.
    fn put_to(&self, candidate: &Candidate, slot: usize, masks: &mut Masks) {
        let profile = candidate.profile();
        let bit = 1 << slot;
        for known in &profile.languages {
            let language = known.language.primary();
            let Some(asked) = self.by_language.get(language) else { continue };
            let held = Held::of(language, profile);
            for &at in asked {
                if let GateDemand::Language(demand) = &self.each[at as usize].demand
                    && demand.is_met_by(held)
                {
                    masks.failed[at as usize] &= !bit;
                }
            }
        }
        let licences = if profile.licences.is_empty() { &[][..] } else { &self.licences };
        for &at in self.others.iter().chain(licences) {
            let distinct = &self.each[at as usize];
            // Must-haves and experience have been judged.
            let Some(outcome) = distinct.demand.by_record(candidate) else { continue };
            let (failed, undetermined) =
                (&mut masks.failed[at as usize], &mut masks.undetermined[at as usize]);
            (*failed, *undetermined) = (*failed & !bit, *undetermined & !bit);
            match outcome {
                passerelle_model::GateOutcome::Met => {}
                passerelle_model::GateOutcome::Failed => *failed |= bit,
                passerelle_model::GateOutcome::Undetermined => *undetermined |= bit,
            }
        }
    }
}

/// The slots of a block of so many candidates.
pub(super) fn active(candidates: usize) -> u64 {
    if candidates >= 64 { u64::MAX } else { (1 << candidates) - 1 }
}

impl Class {
    /// The slots that fail none of the demands, and those that fail exactly
    /// one.
    pub(super) fn masks(&self, masks: &Masks, active: u64) -> [u64; 2] {
        let (mut once, mut twice) = (0, 0);
        for &demand in &self.demands {
            let failed = masks.failed[demand as usize];
            twice |= once & failed;
            once |= failed;
        }
        [active & !once, active & once & !twice]
    }
}

/// Counts of 64 slots at once, a plane for each binary place.
#[derive(Clone, Debug, Default)]
pub(super) struct Planes {
    digits: [u64; 32],
    /// Masks that are to be added once, until there are eight.
    once: [u64; 8],
    waiting: usize,
}

impl Planes {
    /// Adds `times` to the slots of a mask.
    pub(super) fn add(&mut self, mask: u64, times: u64) {
        if times == 1 {
            self.once[self.waiting] = mask;
            self.waiting += 1;
            if self.waiting == self.once.len() {
                self.add_waiting();
            }
            return;
        }
        let mut left = times;
        while left > 0 {
            self.add_at(left.trailing_zeros() as usize, mask);
            left &= left - 1;
        }
    }

    /// Adds a mask at a place and on.
    fn add_at(&mut self, place: usize, mask: u64) {
        let mut carry = mask;
        for digit in &mut self.digits[place..] {
            if carry == 0 {
                return;
            }
            (*digit, carry) = (*digit ^ carry, *digit & carry);
        }
    }

    /// Adds the eight masks together first: that takes no decisions.
    fn add_waiting(&mut self) {
        let once = std::mem::take(&mut self.once);
        self.waiting = 0;
        let [ones, twos, fours, ..] = &mut self.digits;
        let of_ones: [u64; 4] =
            std::array::from_fn(|at| carry(ones, once[2 * at], once[2 * at + 1]));
        let of_twos = [0, 2].map(|at| carry(twos, of_ones[at], of_ones[at + 1]));
        let eights = carry(fours, of_twos[0], of_twos[1]);
        self.add_at(3, eights);
    }

    /// The counts of all slots.
    pub(super) fn counts(mut self) -> [u64; 64] {
        self.add_waiting();
        let used = self.digits.iter().rposition(|&plane| plane != 0).map_or(0, |last| last + 1);
        let mut counts = [0; 64];
        for (place, plane) in self.digits[..used].iter().enumerate() {
            for (slot, count) in counts.iter_mut().enumerate() {
                *count |= ((plane >> slot) & 1) << place;
            }
        }
        counts
    }
}

/// Adds two digits to a third, and gives what is carried.
fn carry(digit: &mut u64, a: u64, b: u64) -> u64 {
    let either = a ^ b;
    let carried = (a & b) | (*digit & either);
    *digit ^= either;
    carried
}

/// Counts by kind of gate.
pub(super) type ByKind<T> = [T; KINDS];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_count_every_slot_by_itself() {
        let mut planes = Planes::default();
        for (mask, times) in [(0b101, 3), (0b111, 1), (1 << 63, 1_000), (0b100, 6)] {
            planes.add(mask, times);
        }
        (0..11).for_each(|_| planes.add(0b11, 1));
        let counts = planes.counts();
        let counts = [0, 1, 2, 3, 63].map(|slot| counts[slot]);
        assert_eq!(counts, [15, 12, 10, 0, 1_000]);
    }
}
