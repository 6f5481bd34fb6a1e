//! Which hours of a curriculum go to which unit, and which are missing.

use crate::coverage::{CellCoverage, Evidence, Used};
use crate::standard::{Cell, CompiledUnit};

/// A part of an hour, in 2^-32.
const HOUR: u128 = 1 << 32;

impl Evidence<'_> {
    /// The hours that the modules spend on each unit of a standard: those of
    /// an outcome go to the units that it serves best, as far as it is used.
    /// Nothing where a module that everybody takes states no hours.
    pub(crate) fn hours_given(&self, used: &Used, units: usize) -> Option<Vec<u32>> {
        let taken = || self.subject.modules.iter().filter(|m| !m.optional);
        if taken().next().is_none() || taken().any(|module| module.hours.is_none()) {
            return None;
        }
        let fractions = self.outcomes_used(used);
        let mut given = vec![0u128; units];
        let same = |a: &usize, b: &usize| {
            let key = |at: usize| self.pieces.get(at).map(|p| (p.module, p.outcome));
            key(*a) == key(*b)
        };
        let pieces: Vec<usize> = (0..self.pieces.len()).collect();
        for of_outcome in pieces.chunk_by(same) {
            let Some(piece) = of_outcome.first().and_then(|&at| self.pieces.get(at)) else {
                continue;
            };
            let Some(module) = self.subject.modules.get(piece.module as usize) else {
                continue;
            };
            let outcomes = fractions.get(piece.module as usize);
            let fraction = outcomes.and_then(|o| o.get(piece.outcome as usize)).map_or(0, |o| o.1);
            let hours = u128::from(module.hours.unwrap_or(0)) * HOUR * u128::from(fraction)
                / 1_000_000
                / module.outcomes.len().max(1) as u128;
            let served: Vec<usize> = of_outcome.iter().filter_map(|&at| used.unit(at)).collect();
            for &unit in &served {
                if let Some(sum) = given.get_mut(unit) {
                    *sum += hours / served.len() as u128;
                }
            }
        }
        let whole = |sum: u128| u32::try_from((sum + HOUR / 2) / HOUR).unwrap_or(u32::MAX);
        Some(given.into_iter().map(whole).collect())
    }
}

/// The hours of what is not covered of a unit, rounded up: a part of an hour is
/// to be taught all the same.
pub(crate) fn hours_missing(unit: &CompiledUnit, cells: &[CellCoverage]) -> Option<u32> {
    let hours = unit.hours?;
    let sure = |cell: &Cell| u64::from(cell.certainty);
    let certain: u64 = unit.cells.iter().map(sure).sum();
    let open = |(cell, found): (&Cell, &CellCoverage)| {
        u64::from(100 - found.confirmed.min(100)) * sure(cell)
    };
    let open: u64 = unit.cells.iter().zip(cells).map(open).sum();
    let missing = (u64::from(hours) * open).div_ceil(100 * certain.max(1));
    Some(u32::try_from(missing).unwrap_or(hours))
}
