//! The plain ranker: every pair by itself.

use passerelle_model::PairCounts;
use rayon::prelude::*;

use crate::candidate::Candidate;
use crate::counts::Counts;
use crate::credit::Credits;
use crate::list::{Entry, Tie, Top};
use crate::matcher::Matcher;
use crate::rank::{RankBy, RankOptions, Ranked, Ranking};
use crate::vacancy::CompiledVacancy;

/// How many candidates are scored before their results are merged.
const CHUNK: usize = 64;

/// Ranks candidates as [`Ranker`](crate::Ranker) does, one pair after the
/// other: the judge of what that computes, and far slower.
#[derive(Debug)]
pub struct ReferenceRanker<'m, 't> {
    matcher: &'m Matcher<'t>,
    vacancies: &'m [CompiledVacancy],
    options: RankOptions,
    ties: Vec<Tie>,
    by_vacancy: Vec<List>,
    counts: Counts,
    ranked: usize,
}

impl<'m, 't> ReferenceRanker<'m, 't> {
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

    /// How many candidates were ranked.
    pub fn ranked(&self) -> usize {
        self.ranked
    }

    /// What became of all pairs so far.
    pub fn counts(&self) -> PairCounts {
        self.counts.named()
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
            let kept = own.matches.0.iter().chain(&own.near_misses.0);
            let kept = kept.filter(|_| options.credits);
            let vacancies = kept.filter_map(|entry| self.vacancies.get(entry.ranked.vacancy));
            let matcher = self.matcher;
            own.credits = vacancies
                .flat_map(|vacancy| {
                    let same = Matcher::same_occupation(candidate, vacancy);
                    let credits = &credits;
                    vacancy.requirements().iter().map(move |requirement| {
                        matcher.earned(credits, candidate, same, requirement).credit
                    })
                })
                .collect();
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

/// The lists of one candidate or vacancy while they grow.
#[derive(Clone, Debug, Default)]
struct List {
    matches: Top,
    near_misses: Top,
    counts: Counts,
    /// What each requirement earns of each that is kept, once all are there.
    credits: Vec<u8>,
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
            counts: self.counts,
            credits: self.credits,
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
