//! The lists of the vacancies while they grow: shared by all threads, each
//! behind a lock of its own, so that what one thread finds spares the others
//! a look.

use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

use crate::list::Tie;
use crate::rank::{RankBy, Ranked};

/// The lists of the eligible and of the near misses.
pub(super) type PostLists = Mutex<[Best; 2]>;

/// The best pairs of a list. What decides the order stands together and is
/// small; the rest of a pair is written once and stays where it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Best {
    /// The best first.
    keys: Vec<Key>,
    kept: Vec<(Ranked, Tie)>,
}

/// What decides the place of a pair.
#[derive(Clone, Copy, Debug)]
struct Key {
    /// What the list is ordered by, in millionths.
    number: u32,
    /// The evidenced share, in millionths.
    evidenced: u32,
    /// The beginning of what decides between equals.
    tie: u64,
    /// Where the pair is kept.
    at: u32,
}

/// A pair on its way into a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) number: u32,
    pub(super) tie: Tie,
    pub(super) ranked: Ranked,
}

impl Entry {
    pub(super) fn new(by: RankBy, tie: Tie, ranked: Ranked) -> Self {
        let number = match by {
            RankBy::Score => ranked.pair.score,
            RankBy::Fit => ranked.pair.fit,
        };
        Self { number: number.millionths(), tie, ranked }
    }
}

impl Best {
    /// Puts a pair into its place, if it has one.
    pub(super) fn offer(&mut self, entry: Entry, limit: usize) {
        let Entry { number, tie, ranked } = entry;
        let evidenced = ranked.pair.evidenced().millionths();
        let mut key = Key { number, evidenced, tie: tie.start(), at: 0 };
        let place = self.keys.partition_point(|known| self.order(known, &key, &tie).is_lt());
        if place >= limit {
            return;
        }
        let freed = if self.keys.len() == limit { self.keys.pop() } else { None };
        if let Some(worst) = freed {
            key.at = worst.at;
            if let Some(kept) = self.kept.get_mut(worst.at as usize) {
                *kept = (ranked, tie);
            }
        } else {
            key.at = u32::try_from(self.kept.len()).unwrap_or(u32::MAX);
            self.kept.push((ranked, tie));
        }
        self.keys.insert(place, key);
    }

    /// The better first.
    fn order(&self, known: &Key, new: &Key, tie: &Tie) -> Ordering {
        let whole = |known: &Key| self.kept.get(known.at as usize).map(|(_, tie)| tie);
        (new.number, new.evidenced)
            .cmp(&(known.number, known.evidenced))
            .then_with(|| known.tie.cmp(&new.tie))
            .then_with(|| whole(known).cmp(&Some(tie)))
    }

    /// The number of the worst of a full list: what a pair has to reach.
    pub(super) fn least(&self, limit: usize) -> Option<u32> {
        Some(self.keys.get(limit.checked_sub(1)?)?.number)
    }

    /// The pairs, the best first.
    pub(super) fn ranked(&self) -> impl Iterator<Item = &Ranked> {
        let kept = self.keys.iter().filter_map(|key| self.kept.get(key.at as usize));
        kept.map(|(ranked, _)| ranked)
    }
}

/// Looks at the lists of a post; a thread that panicked has left a list that
/// nobody will read.
pub(super) fn with<T>(lists: &PostLists, look: impl FnOnce(&mut [Best; 2]) -> T) -> T {
    look(&mut lists.lock().unwrap_or_else(PoisonError::into_inner))
}
