//! A training held against a reference, unit by unit.

use passerelle_model::{BetterReference, Score, SkillNamed};

/// How a training compares with a reference, with and without what makes up
/// for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The reference.
    pub reference: SkillNamed,
    /// How much of it the training alone covers, weighted by hours.
    pub training: Score,
    /// How much of it is covered with everything else.
    pub with_compensation: Score,
    /// The part of it, by hours, of which nobody can say whether it is covered.
    pub undetermined: Score,
    /// Its units; each is taken as essential, for electives are no units of a
    /// reference.
    pub units: Vec<UnitCompared>,
    /// Standards of the same publisher that fit better, the best first.
    pub better: Vec<BetterReference>,
}

/// A unit of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitCompared {
    /// The unit.
    pub unit: SkillNamed,
    /// How far the training alone covers it, in per cent, and whether in every
    /// outcome.
    pub training: UnitState,
    /// The same with everything else.
    pub with_compensation: UnitState,
    /// The outcomes that remain, with everything else.
    pub remaining: Vec<SkillNamed>,
    /// The hours that these take.
    pub hours: Option<u32>,
    /// What covers some of it beside the training.
    pub by: Vec<String>,
}

/// How far a unit is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitState {
    /// The share of it, in per cent.
    pub covered: u8,
    /// Whether every outcome is covered; absent where nobody can say.
    pub in_full: Option<bool>,
}

impl Comparison {
    /// Whether a unit differs in the training alone; absent where no unit is
    /// known to differ and of some nobody can say.
    pub(crate) fn differs(&self) -> Option<bool> {
        some_unit(self.units.iter().map(|unit| unit.training.in_full))
    }

    /// Whether a unit still differs with everything else.
    pub(crate) fn differs_still(&self) -> Option<bool> {
        some_unit(self.units.iter().map(|unit| unit.with_compensation.in_full))
    }

    /// Whether the activities are comparable: at least so much is covered, by
    /// hours, or would be if what nobody can say were.
    pub(crate) fn is_comparable(&self, per_cent_at_least: u8) -> Option<bool> {
        let least = u64::from(per_cent_at_least) * 10_000;
        let covered = u64::from(self.with_compensation.millionths());
        let open = u64::from(self.undetermined.millionths());
        if covered >= least {
            Some(true)
        } else if covered + open >= least {
            None
        } else {
            Some(false)
        }
    }
}

/// Whether some unit is not covered in full; absent where none is known not to
/// be and of some nobody can say.
fn some_unit(in_full: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut answer = Some(false);
    for unit in in_full {
        match unit {
            Some(false) => return Some(true),
            None => answer = None,
            Some(true) => {}
        }
    }
    answer
}
