//! What became of pairs.

use std::collections::BTreeMap;

use passerelle_model::{Gate, PairCounts};

use crate::gates::{GateTally, KINDS};

/// What became of pairs, as numbers that are quick to add and to copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pairs that fail no gate.
    pub eligible: u64,
    /// Pairs that fail exactly one.
    pub near_misses: u64,
    /// Pairs that fail more.
    pub ineligible: u64,
    pub(crate) failed: [u64; KINDS],
    pub(crate) undetermined: [u64; KINDS],
}

impl Counts {
    pub(crate) fn count(&mut self, tally: &GateTally) {
        match tally.failed() {
            0 => self.eligible += 1,
            1 => self.near_misses += 1,
            _ => self.ineligible += 1,
        }
        for (sum, &count) in self.failed.iter_mut().zip(&tally.failed) {
            *sum += u64::from(count);
        }
        for (sum, &count) in self.undetermined.iter_mut().zip(&tally.undetermined) {
            *sum += u64::from(count);
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.eligible += other.eligible;
        self.near_misses += other.near_misses;
        self.ineligible += other.ineligible;
        for (sum, count) in self.failed.iter_mut().zip(other.failed) {
            *sum += count;
        }
        for (sum, count) in self.undetermined.iter_mut().zip(other.undetermined) {
            *sum += count;
        }
    }

    /// The same with the kinds of gates named.
    pub fn named(&self) -> PairCounts {
        let named = |counts: [u64; KINDS]| -> BTreeMap<Gate, u64> {
            Gate::ALL.into_iter().zip(counts).filter(|&(_, count)| count > 0).collect()
        };
        PairCounts {
            eligible: self.eligible,
            near_misses: self.near_misses,
            ineligible: self.ineligible,
            failed: named(self.failed),
            undetermined: named(self.undetermined),
        }
    }
}
