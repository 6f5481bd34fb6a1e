//! Ranking: the best vacancies of each candidate, and the reverse.

use std::cmp::Ordering;

use passerelle_model::Score;
use rayon::prelude::*;

use crate::candidate::Candidate;
use crate::credit::Credits;
use crate::matcher::{Matcher, PairScore};
use crate::vacancy::CompiledVacancy;

/// How many candidates are scored before their results are merged.
const CHUNK: usize = 64;

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
    /// Decides between equals, so that nobody wins by a low number: the
    /// order among them follows a digest of seed and id.
    pub seed: u64,
    /// Orders both views by one number; where absent, a candidate's list is
    /// ordered by fit and a vacancy's by score.
    pub rank_by: Option<RankBy>,
}

impl Default for RankOptions {
    fn default() -> Self {
        Self { top: 10, seed: 0, rank_by: None }
    }
}

/// One match in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// The position of the candidate among the candidates.
    pub candidate: usize,
    /// The position of the vacancy among the vacancies.
    pub vacancy: usize,
    /// What the pair scores.
    pub pair: PairScore,
}

/// The best matches in both directions; a pair that scores nothing is in
/// none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rankings {
    /// For each candidate, in the order given, its best vacancies.
    pub by_candidate: Vec<Vec<Ranked>>,
    /// For each vacancy, in the order given, its best candidates.
    pub by_vacancy: Vec<Vec<Ranked>>,
}

impl Matcher<'_> {
    /// Scores every candidate against every vacancy and keeps the best
    /// matches of each, in parallel on the current rayon pool.
    ///
    /// The result does not depend on the number of threads, nor on the order
    /// of candidates and vacancies. Time grows with candidates × the
    /// requirements of all vacancies, memory with the lists.
    pub fn rank(
        &self,
        candidates: &[Candidate],
        vacancies: &[CompiledVacancy],
        options: &RankOptions,
    ) -> Rankings {
        let vacancy_ties: Vec<Tie<'_>> =
            vacancies.iter().map(|v| Tie::new(options.seed, v.id())).collect();
        let for_candidate = options.rank_by.unwrap_or(RankBy::Fit);
        let for_vacancy = options.rank_by.unwrap_or(RankBy::Score);

        let lists = candidates
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(number, chunk)| {
                let mut credits = Credits::new(self.taxonomy().len());
                let mut lists = Lists::of(vacancies.len());
                for (candidate, position) in chunk.iter().zip(number * CHUNK..) {
                    let candidate_tie = Tie::new(options.seed, candidate.id());
                    credits.fill(self, candidate);
                    let mut own = Top::default();
                    let each = vacancies.iter().zip(&vacancy_ties).zip(&mut lists.by_vacancy);
                    for (at, ((vacancy, tie), list)) in each.enumerate() {
                        let pair = self.score_with(&credits, candidate, vacancy);
                        if pair.credit_sum == 0 {
                            continue;
                        }
                        let ranked = Ranked { candidate: position, vacancy: at, pair };
                        own.offer(Entry::new(for_candidate, *tie, ranked), options.top);
                        list.offer(Entry::new(for_vacancy, candidate_tie, ranked), options.top);
                    }
                    lists.by_candidate.push(own);
                }
                lists
            })
            .reduce(|| Lists::of(vacancies.len()), |a, b| a.merge(b, options.top));
        Rankings {
            by_candidate: lists.by_candidate.into_iter().map(Top::into_ranked).collect(),
            by_vacancy: lists.by_vacancy.into_iter().map(Top::into_ranked).collect(),
        }
    }
}

/// What decides between equals: a digest of seed and id, then the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tie<'a> {
    digest: [u8; 16],
    id: &'a str,
}

impl<'a> Tie<'a> {
    fn new(seed: u64, id: &'a str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(id.as_bytes());
        let mut digest = [0; 16];
        hasher.finalize_xof().fill(&mut digest);
        Self { digest, id }
    }
}

/// A match and its place in the order of a list. The order is total, so the
/// lists come out the same however the work was cut up.
#[derive(Clone, Copy, Debug)]
struct Entry<'a> {
    number: Score,
    tie: Tie<'a>,
    ranked: Ranked,
}

impl<'a> Entry<'a> {
    fn new(by: RankBy, tie: Tie<'a>, ranked: Ranked) -> Self {
        let number = match by {
            RankBy::Score => ranked.pair.score,
            RankBy::Fit => ranked.pair.fit,
        };
        Self { number, tie, ranked }
    }

    /// The better entry first.
    fn order(&self, other: &Self) -> Ordering {
        other.number.cmp(&self.number).then_with(|| self.tie.cmp(&other.tie))
    }
}

/// The best entries of a list, the best first.
#[derive(Clone, Debug, Default)]
struct Top<'a>(Vec<Entry<'a>>);

impl<'a> Top<'a> {
    fn offer(&mut self, entry: Entry<'a>, limit: usize) {
        let full = self.0.len() >= limit;
        if full && self.0.last().is_none_or(|worst| worst.order(&entry).is_le()) {
            return;
        }
        let at = self.0.partition_point(|known| known.order(&entry).is_le());
        self.0.insert(at, entry);
        self.0.truncate(limit);
    }

    fn into_ranked(self) -> Vec<Ranked> {
        self.0.into_iter().map(|entry| entry.ranked).collect()
    }
}

/// The lists of a run of candidates.
struct Lists<'a> {
    by_candidate: Vec<Top<'a>>,
    by_vacancy: Vec<Top<'a>>,
}

impl Lists<'_> {
    fn of(vacancies: usize) -> Self {
        Self { by_candidate: Vec::new(), by_vacancy: vec![Top::default(); vacancies] }
    }

    /// Joins the lists of two runs of candidates, the first before the
    /// second.
    fn merge(mut self, other: Self, limit: usize) -> Self {
        self.by_candidate.extend(other.by_candidate);
        for (list, more) in self.by_vacancy.iter_mut().zip(other.by_vacancy) {
            for entry in more.0 {
                list.offer(entry, limit);
            }
        }
        self
    }
}
