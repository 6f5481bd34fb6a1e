//! Lists while they grow: the best so far in a total order, and counts.

use std::cmp::Ordering;

use passerelle_model::Score;

use crate::rank::{RankBy, Ranked};

/// What decides between equals: a digest of seed and id. Two ids with one
/// digest would break BLAKE3, so nothing is left to decide after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie([u8; 32]);

impl Tie {
    /// What decides between the candidate or vacancy with this id and its
    /// equals; the lower goes first.
    pub fn new(seed: u64, id: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(id.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }

    /// Its first bytes, which decide as it does unless they are equal.
    pub(crate) fn start(&self) -> u64 {
        self.0.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
    }
}

/// A match and its place in the order of a list. The order is total, so the
/// lists come out the same however the work was cut up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    number: Score,
    evidenced: Score,
    tie: Tie,
    pub(crate) ranked: Ranked,
}

impl Entry {
    pub(crate) fn new(by: RankBy, tie: Tie, ranked: Ranked) -> Self {
        let number = match by {
            RankBy::Score => ranked.pair.score,
            RankBy::Fit => ranked.pair.fit,
        };
        Self { number, evidenced: ranked.pair.evidenced(), tie, ranked }
    }

    /// The better entry first.
    fn order(&self, other: &Self) -> Ordering {
        (other.number, other.evidenced)
            .cmp(&(self.number, self.evidenced))
            .then_with(|| self.tie.cmp(&other.tie))
    }
}

/// The best entries of a list, the best first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Top(pub(crate) Vec<Entry>);

impl Top {
    pub(crate) fn offer(&mut self, entry: Entry, limit: usize) {
        let full = self.0.len() >= limit;
        if full && self.0.last().is_none_or(|worst| worst.order(&entry).is_le()) {
            return;
        }
        let at = self.0.partition_point(|known| known.order(&entry).is_le());
        self.0.insert(at, entry);
        self.0.truncate(limit);
    }

    pub(crate) fn into_ranked(self) -> Vec<Ranked> {
        self.0.into_iter().map(|entry| entry.ranked).collect()
    }
}
