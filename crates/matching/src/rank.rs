//! Ranking: the best vacancies of each candidate, and the reverse.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{Gate, PairCounts, Score};
use rayon::prelude::*;

use crate::candidate::Candidate;
use crate::credit::Credits;
use crate::gates::{GateTally, KINDS};
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
        }
    }
}

/// One match in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub counts: PairCounts,
}

/// Ranks candidates against the same vacancies, in as many runs as the
/// caller likes: memory holds the vacancies' lists and one run.
///
/// The result does not depend on the number of threads, on how candidates
/// are cut into runs, nor on the order of candidates and vacancies. Time
/// grows with candidates × the requirements of all vacancies.
#[derive(Debug)]
pub struct Ranker<'m, 't> {
    matcher: &'m Matcher<'t>,
    vacancies: &'m [CompiledVacancy],
    options: RankOptions,
    ties: Vec<Tie>,
    by_vacancy: Vec<List>,
    counts: Counts,
    ranked: usize,
}

impl<'m, 't> Ranker<'m, 't> {
    /// A ranker that has seen no candidate.
    pub fn new(
        matcher: &'m Matcher<'t>,
        vacancies: &'m [CompiledVacancy],
        options: RankOptions,
    ) -> Self {
        let ties = vacancies.iter().map(|v| Tie::new(options.seed, v.id())).collect();
        let by_vacancy = Self::lists(vacancies, &options);
        let counts = Counts::default();
        Self { matcher, vacancies, options, ties, by_vacancy, counts, ranked: 0 }
    }

    /// Scores more candidates against every vacancy, in parallel on the
    /// current rayon pool, and gives their lists, in their order; empty ones
    /// where candidates get none.
    pub fn rank(&mut self, candidates: &[Candidate]) -> Vec<Ranking> {
        let start = self.ranked;
        self.ranked += candidates.len();
        let this = &*self;
        let run = candidates
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(number, chunk)| this.run(chunk, start + number * CHUNK))
            .reduce(|| this.empty(), |a, b| a.merge(b, &this.options));
        let seen = std::mem::take(&mut self.by_vacancy);
        let seen = Run { by_candidate: Vec::new(), by_vacancy: seen, counts: self.counts };
        let merged = seen.merge(run, &self.options);
        self.by_vacancy = merged.by_vacancy;
        self.counts = merged.counts;
        merged.by_candidate.into_iter().map(List::into_ranking).collect()
    }

    /// The positions of the candidates that are in the list of a vacancy so
    /// far; nobody else is needed to explain those lists.
    pub fn listed(&self) -> BTreeSet<usize> {
        let lists = self.by_vacancy.iter().flat_map(|list| [&list.matches, &list.near_misses]);
        lists.flat_map(|top| top.0.iter().map(|entry| entry.ranked.candidate)).collect()
    }

    /// How many candidates were ranked.
    pub fn ranked(&self) -> usize {
        self.ranked
    }

    /// What became of all pairs so far.
    pub fn counts(&self) -> PairCounts {
        self.counts.into_pair_counts()
    }

    /// The lists of the vacancies, in their order; none where vacancies get
    /// none.
    pub fn finish(self) -> Vec<Ranking> {
        self.by_vacancy.into_iter().map(List::into_ranking).collect()
    }

    fn run(&self, chunk: &[Candidate], start: usize) -> Run {
        let options = &self.options;
        let for_candidate = options.rank_by.unwrap_or(RankBy::Fit);
        let for_vacancy = options.rank_by.unwrap_or(RankBy::Score);
        let mut credits = Credits::new(self.matcher.taxonomy().len());
        let mut run = self.empty();
        for (candidate, position) in chunk.iter().zip(start..) {
            let candidate_tie = Tie::new(options.seed, candidate.id());
            credits.fill(self.matcher, candidate);
            let mut own = List::default();
            let mut lists = run.by_vacancy.iter_mut();
            for (at, (vacancy, tie)) in self.vacancies.iter().zip(&self.ties).enumerate() {
                let pair = self.matcher.score_with(&mut credits, candidate, vacancy);
                let ranked = Ranked { candidate: position, vacancy: at, pair };
                run.counts.count(&pair.gates);
                if options.by_candidate {
                    own.offer(Entry::new(for_candidate, *tie, ranked), options);
                }
                if let Some(list) = lists.next() {
                    list.offer(Entry::new(for_vacancy, candidate_tie, ranked), options);
                }
            }
            run.by_candidate.push(own);
        }
        run
    }

    fn empty(&self) -> Run {
        Run {
            by_candidate: Vec::new(),
            by_vacancy: Self::lists(self.vacancies, &self.options),
            counts: Counts::default(),
        }
    }

    fn lists(vacancies: &[CompiledVacancy], options: &RankOptions) -> Vec<List> {
        let count = if options.by_vacancy { vacancies.len() } else { 0 };
        vec![List::default(); count]
    }
}

/// What decides between equals: a digest of seed and id. Two ids with one
/// digest would break BLAKE3, so nothing is left to decide after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tie([u8; 32]);

impl Tie {
    fn new(seed: u64, id: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(id.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }
}

/// A match and its place in the order of a list. The order is total, so the
/// lists come out the same however the work was cut up.
#[derive(Clone, Copy, Debug)]
struct Entry {
    number: Score,
    evidenced: Score,
    tie: Tie,
    ranked: Ranked,
}

impl Entry {
    fn new(by: RankBy, tie: Tie, ranked: Ranked) -> Self {
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
struct Top(Vec<Entry>);

impl Top {
    fn offer(&mut self, entry: Entry, limit: usize) {
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

/// What became of pairs, as numbers that are quick to add.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    eligible: u64,
    near_misses: u64,
    ineligible: u64,
    failed: [u64; KINDS],
    undetermined: [u64; KINDS],
}

impl Counts {
    fn count(&mut self, tally: &GateTally) {
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

    fn add(&mut self, other: &Self) {
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

    fn into_pair_counts(self) -> PairCounts {
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

/// The lists of one candidate or vacancy while they grow.
#[derive(Clone, Debug, Default)]
struct List {
    matches: Top,
    near_misses: Top,
    counts: Counts,
}

impl List {
    fn offer(&mut self, entry: Entry, options: &RankOptions) {
        let gates = &entry.ranked.pair.gates;
        self.counts.count(gates);
        if !entry.ranked.pair.is_match {
            return;
        }
        match gates.failed() {
            0 => self.matches.offer(entry, options.top),
            1 => self.near_misses.offer(entry, options.near_misses),
            _ => {}
        }
    }

    fn merge(&mut self, other: Self, options: &RankOptions) {
        self.counts.add(&other.counts);
        for entry in other.matches.0 {
            self.matches.offer(entry, options.top);
        }
        for entry in other.near_misses.0 {
            self.near_misses.offer(entry, options.near_misses);
        }
    }

    fn into_ranking(self) -> Ranking {
        Ranking {
            matches: self.matches.into_ranked(),
            near_misses: self.near_misses.into_ranked(),
            counts: self.counts.into_pair_counts(),
        }
    }
}

/// The lists of a run of candidates.
struct Run {
    by_candidate: Vec<List>,
    by_vacancy: Vec<List>,
    counts: Counts,
}

impl Run {
    /// Joins the lists of two runs of candidates, the first before the
    /// second.
    fn merge(mut self, other: Self, options: &RankOptions) -> Self {
        self.by_candidate.extend(other.by_candidate);
        for (list, more) in self.by_vacancy.iter_mut().zip(other.by_vacancy) {
            list.merge(more, options);
        }
        self.counts.add(&other.counts);
        self
    }
}
