//! What a ranking is to hold, and what it holds.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::counts::Counts;
use crate::matcher::PairScore;

/// By which of the two numbers a list is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankBy {
    /// How well the candidate meets the vacancy.
    Score,
    /// How well the two fit one another.
    Fit,
}

/// What a ranking is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankOptions {
    /// How many matches each list has at most.
    pub top: usize,
    /// How many near misses each list has at most.
    pub near_misses: usize,
    /// Decides between equals, so that nobody wins by a low number: the
    /// order among them follows a digest of seed and id.
    pub seed: u64,
    /// Orders both views by one number; where absent, a candidate's list is
    /// ordered by fit and a vacancy's by score.
    pub rank_by: Option<RankBy>,
    /// Whether candidates get lists.
    pub by_candidate: bool,
    /// Whether vacancies get lists.
    pub by_vacancy: bool,
    /// Whether candidates' lists say what each requirement earns.
    pub credits: bool,
}

impl Default for RankOptions {
    fn default() -> Self {
        Self {
            top: 10,
            near_misses: 3,
            seed: 0,
            rank_by: None,
            by_candidate: true,
            by_vacancy: true,
            credits: false,
        }
    }
}

/// One match in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// The position of the candidate among all that were ranked.
    pub candidate: usize,
    /// The position of the vacancy among the vacancies.
    pub vacancy: usize,
    /// What the pair scores.
    pub pair: PairScore,
}

/// The lists of one candidate or vacancy. A pair that is no match is in none,
/// but counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    /// The best of those that fail no gate, the best first.
    pub matches: Vec<Ranked>,
    /// The best of those that fail exactly one.
    pub near_misses: Vec<Ranked>,
    /// What became of all pairs.
    pub counts: Counts,
    /// What each requirement of each match earns, then of each near miss: the
    /// credits of one after those of the other, in the order of the vacancy's
    /// requirements. Empty where nobody asks: candidates' lists have them by
    /// [`RankOptions::credits`], those of vacancies by
    /// [`Ranker::finish_with_credits`](crate::Ranker::finish_with_credits).
    pub credits: Vec<u8>,
}

/// What a [`Ranker`](crate::Ranker) knows after some candidates: enough for
/// another, with the same vacancies, policy and options, to go on with the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankerState {
    pub(crate) ranked: usize,
    /// The lists of each vacancy, of the eligible and of the near misses.
    pub(crate) lists: Vec<[Vec<Ranked>; 2]>,
    /// Pairs of each class of vacancies, and of each demand.
    pub(crate) of_class: Vec<[u64; 2]>,
    pub(crate) of_demand: Vec<[u64; 2]>,
}

impl RankerState {
    /// The positions of the candidates that are in the list of a vacancy.
    pub fn listed(&self) -> BTreeSet<usize> {
        let entries = self.lists.iter().flatten().flatten();
        entries.map(|ranked| ranked.candidate).collect()
    }

    /// How many candidates were ranked.
    pub fn ranked(&self) -> usize {
        self.ranked
    }
}

/// That a state is of other vacancies or candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the state is of other vacancies or candidates")]
pub struct OtherState;
