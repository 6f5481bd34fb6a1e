//! Ranking at scale: every pair scored, in vectors of 64 candidates.
//!
//! Nothing is approximate. Vectors compute Σ weight · credit of a vacancy for
//! 64 candidates and leave out the pairs that cannot enter a list, by a bound
//! that is never too high; what remains is decided by whole numbers, as
//! [`ReferenceRanker`](crate::ReferenceRanker) does for each pair.
//!
//! | what | where |
//! |---|---|
//! | what vacancies ask for, laid out | `plan` |
//! | what 64 candidates earn for each skill asked for | `rows` |
//! | … for experience, qualification, language | `sides` |
//! | … and which demands they meet | `demands` |
//! | what vectors read and write | `layout` |
//! | the vectors | `lanes` |
//! | what the best of some posts are worth | `bests` |
//! | a block of 64 from tables to lists | `block` |
//! | … and the lists of the vacancies | `posts` |

mod bests;
mod block;
mod demands;
mod lanes;
mod layout;
mod plan;
mod posts;
mod rows;
mod sides;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use passerelle_model::PairCounts;
use rayon::prelude::*;

use crate::candidate::Candidate;
use crate::counts::Counts;
use crate::list::Tie;
use crate::matcher::Matcher;
use crate::rank::{OtherState, RankBy, RankOptions, Ranked, RankerState, Ranking};
use crate::vacancy::CompiledVacancy;

use block::{Run, Worker};
pub use lanes::InstructionSet;
use lanes::Lanes;
use layout::LANES;
use plan::Plan;
use posts::{Best, Entry, PostLists, with};

/// Ranks candidates against the same vacancies, in as many runs as the
/// caller likes: memory holds the vacancies' lists and one run, and for each
/// thread a table of 64 bytes for every skill that is asked for.
///
/// The result does not depend on the number of threads, on the instruction
/// set, on how candidates are cut into runs, nor on the order of candidates
/// and vacancies. Time grows with candidates × the requirements of all
/// vacancies.
#[derive(Debug)]
pub struct Ranker<'m, 't> {
    matcher: &'m Matcher<'t>,
    options: RankOptions,
    lanes: Lanes,
    plan: Plan,
    /// By post of the plan.
    lists: Vec<PostLists>,
    workers: Vec<Mutex<Option<Worker>>>,
    ranked: usize,
    /// What an earlier ranker counted, by class and by demand.
    before: [Vec<[u64; 2]>; 2],
}

impl<'m, 't> Ranker<'m, 't> {
    /// A ranker that has seen no candidate, with the fastest instruction set
    /// of the processor.
    pub fn new(
        matcher: &'m Matcher<'t>,
        vacancies: &'m [CompiledVacancy],
        options: RankOptions,
    ) -> Self {
        Self::with(matcher, vacancies, options, InstructionSet::best())
    }

    /// The same with another instruction set; the portable one where the
    /// processor has not the one wanted.
    pub fn with(
        matcher: &'m Matcher<'t>,
        vacancies: &'m [CompiledVacancy],
        options: RankOptions,
        wanted: InstructionSet,
    ) -> Self {
        let plan = Plan::new(matcher, vacancies, options.seed);
        let lists = plan.posts.iter().map(|_| PostLists::default()).collect();
        let lanes = Lanes::new(wanted);
        let before =
            [plan.demands.classes.len(), plan.demands.len()].map(|count| vec![[0; 2]; count]);
        Self { matcher, options, lanes, plan, lists, workers: Vec::new(), ranked: 0, before }
    }

    /// What another ranker needs to go on from here.
    pub fn state(&self) -> RankerState {
        let [of_class, of_demand] = self.counted();
        let lists = self.lists.iter();
        RankerState {
            ranked: self.ranked,
            lists: lists.map(|lists| with(lists, |lists| lists.each_ref().map(ranked))).collect(),
            of_class,
            of_demand,
        }
    }

    /// Goes on where another ranker of the same vacancies, policy and options
    /// was; `id` gives the id of a candidate that is in a list.
    ///
    /// # Errors
    /// [`OtherState`] where it was one of others.
    pub fn restore<'i>(
        &mut self,
        state: RankerState,
        id: impl Fn(usize) -> Option<&'i str>,
    ) -> Result<(), OtherState> {
        let [of_class, of_demand] = &self.before;
        let known = [self.lists.len(), of_class.len(), of_demand.len()];
        if known != [state.lists.len(), state.of_class.len(), state.of_demand.len()] {
            return Err(OtherState);
        }
        let by = self.options.rank_by.unwrap_or(RankBy::Score);
        let entry = |ranked: Ranked| {
            let id = id(ranked.candidate).ok_or(OtherState)?;
            Ok(Entry::new(by, Tie::new(self.options.seed, id), ranked))
        };
        for (lists, state) in self.lists.iter().zip(state.lists) {
            let mut restored = <[Best; 2]>::default();
            for (best, ranked) in restored.iter_mut().zip(state) {
                let limit = ranked.len();
                for ranked in ranked {
                    best.offer(entry(ranked)?, limit);
                }
            }
            with(lists, |lists| *lists = restored);
        }
        self.ranked = state.ranked;
        self.before = [state.of_class, state.of_demand];
        Ok(())
    }

    /// Scores more candidates against every vacancy, in parallel on the
    /// current rayon pool, and gives their lists, in their order; empty ones
    /// where candidates get none.
    pub fn rank(&mut self, candidates: &[Candidate]) -> Vec<Ranking> {
        let start = self.ranked;
        self.ranked += candidates.len();
        let threads = rayon::current_num_threads().max(self.workers.len());
        self.workers.resize_with(threads, Mutex::default);
        let this = &*self;
        let run = this.run();
        // Candidates who come out alike at the gates stand together: then whole
        // blocks are left out.
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.par_sort_by_cached_key(|&at| (candidates.get(at).map(Candidate::likeness), at));
        let mut lists: Vec<OnceLock<Ranking>> = Vec::new();
        lists.resize_with(candidates.len(), OnceLock::new);
        order.par_chunks(LANES).for_each(|block| {
            let people: Vec<&Candidate> =
                block.iter().filter_map(|&at| candidates.get(at)).collect();
            let positions: Vec<usize> = block.iter().map(|at| start + at).collect();
            let mut worker = this.worker();
            let worker = worker.get_or_insert_with(|| Worker::new(run));
            let rankings = worker.block(run, &people, &positions);
            for (&at, ranking) in block.iter().zip(rankings) {
                // Nobody is in two blocks.
                if let Some(list) = lists.get(at) {
                    list.get_or_init(|| ranking);
                }
            }
        });
        lists.into_par_iter().map(|list| list.into_inner().unwrap_or_default()).collect()
    }

    /// The positions, from one on, of the candidates that are in the list of a
    /// vacancy so far, in order; nobody else is needed to explain those lists.
    pub fn listed_from(&self, start: usize) -> Vec<usize> {
        let mut listed: Vec<usize> = Vec::new();
        for lists in &self.lists {
            with(lists, |lists| {
                let ranked = lists.iter().flat_map(Best::ranked);
                let positions = ranked.map(|ranked| ranked.candidate);
                listed.extend(positions.filter(|&position| position >= start));
            });
        }
        listed.sort_unstable();
        listed.dedup();
        listed
    }

    /// How many candidates were ranked.
    pub fn ranked(&self) -> usize {
        self.ranked
    }

    /// What became of all pairs so far.
    pub fn counts(&self) -> PairCounts {
        let mut counts = Counts::default();
        for post in self.post_counts() {
            counts.add(&post);
        }
        counts.named()
    }

    /// As [`Ranker::finish`], with what each requirement earns; `candidate` gives
    /// the candidate at a position, as it was ranked. A list of which one is not
    /// to be had has no credits.
    pub fn finish_with_credits(
        mut self,
        candidate: impl Fn(usize) -> Option<Candidate> + Sync,
    ) -> Vec<Ranking> {
        let threads = rayon::current_num_threads().max(self.workers.len());
        self.workers.resize_with(threads, Mutex::default);
        // Whoever is in several lists is looked at once.
        let mut listed: Vec<(usize, usize, usize)> = Vec::new();
        for (post, lists) in self.lists.iter().enumerate() {
            with(lists, |lists| {
                let ranked = lists.iter().flat_map(Best::ranked).enumerate();
                listed.extend(ranked.map(|(place, ranked)| (ranked.candidate, post, place)));
            });
        }
        listed.sort_unstable();
        let people: Vec<&[(usize, usize, usize)]> =
            listed.chunk_by(|(one, ..), (other, ..)| one == other).collect();
        let (this, run) = (&self, self.run());
        let mut earned: Vec<(usize, usize, Vec<u8>)> = people
            .par_chunks(LANES)
            .flat_map_iter(|block| {
                let found = block.iter().filter_map(|lists| {
                    let &(position, ..) = lists.first()?;
                    Some((candidate(position)?, *lists))
                });
                let (candidates, lists): (Vec<Candidate>, Vec<_>) = found.unzip();
                let mut worker = this.worker();
                let worker = worker.get_or_insert_with(|| Worker::new(run));
                worker.table(run, &candidates.iter().collect::<Vec<_>>());
                let each = lists.into_iter().enumerate().flat_map(|(slot, lists)| {
                    lists.iter().map(move |&(_, post, place)| (slot, post, place))
                });
                let credits = |(slot, post, place)| (post, place, worker.credits(run, post, slot));
                each.map(credits).collect::<Vec<_>>()
            })
            .collect();
        earned.sort_unstable();
        let vacancies: Vec<usize> = self.plan.posts.iter().map(|post| post.vacancy).collect();
        let mut rankings = self.finish();
        for lists in earned.chunk_by(|(one, ..), (other, ..)| one == other) {
            let vacancy = lists.first().and_then(|&(post, ..)| vacancies.get(post));
            let ranking = vacancy.and_then(|&vacancy| rankings.get_mut(vacancy));
            if let Some(ranking) = ranking
                && ranking.matches.len() + ranking.near_misses.len() == lists.len()
            {
                ranking.credits = lists.iter().flat_map(|(.., own)| own).copied().collect();
            }
        }
        rankings
    }

    /// The lists of the vacancies, in their order; none where vacancies get
    /// none.
    pub fn finish(self) -> Vec<Ranking> {
        if !self.options.by_vacancy {
            return Vec::new();
        }
        let counts = self.post_counts();
        let posts = self.plan.posts.iter().zip(self.lists).zip(counts);
        let mut lists: Vec<(usize, Ranking)> = posts
            .map(|((post, lists), counts)| {
                let [matches, near_misses] = with(&lists, |lists| lists.each_ref().map(ranked));
                let ranking = Ranking { matches, near_misses, counts, credits: Vec::new() };
                (post.vacancy, ranking)
            })
            .collect();
        lists.sort_unstable_by_key(|&(at, _)| at);
        lists.into_iter().map(|(_, ranking)| ranking).collect()
    }

    fn run(&self) -> Run<'_, 't> {
        let Self { matcher, options, lanes, plan, lists, .. } = self;
        Run { matcher, plan, options, lanes: *lanes, lists }
    }

    /// The tables of the current thread; where another holds them, any that are
    /// free.
    fn worker(&self) -> MutexGuard<'_, Option<Worker>> {
        let own = rayon::current_thread_index().unwrap_or(0);
        let (before, from) = self.workers.split_at(own.min(self.workers.len()));
        let mut order = from.iter().chain(before);
        loop {
            // There is one for every thread of the pool; where a pool is shared
            // by more, one comes free.
            match order.find_map(|worker| worker.try_lock().ok()) {
                Some(free) => return free,
                None => order = from.iter().chain(before),
            }
        }
    }

    /// How many pairs of each class are eligible and near misses, and how many
    /// candidates fail each demand and leave it undetermined.
    fn counted(&self) -> [Vec<[u64; 2]>; 2] {
        let [mut of_class, mut of_demand] = self.before.clone();
        for worker in &self.workers {
            if let Some(worker) = &*lock(worker) {
                add(&mut of_class, &worker.of_class);
                add(&mut of_demand, &worker.of_demand);
            }
        }
        [of_class, of_demand]
    }

    /// What became of the pairs of each post.
    fn post_counts(&self) -> Vec<Counts> {
        let demands = &self.plan.demands;
        let [of_class, of_demand] = self.counted();
        let of_posts = demands.classes.iter().zip(of_class).map(|(class, [eligible, near])| {
            let mut counts = Counts {
                eligible,
                near_misses: near,
                ineligible: self.ranked as u64 - eligible - near,
                ..Counts::default()
            };
            for &demand in &class.demands {
                let kind = demands.gate(demand) as usize;
                let found = of_demand.get(demand as usize).copied().unwrap_or_default();
                for (sum, count) in
                    [&mut counts.failed, &mut counts.undetermined].into_iter().zip(found)
                {
                    if let Some(sum) = sum.get_mut(kind) {
                        *sum += count;
                    }
                }
            }
            counts
        });
        let of_class: Vec<Counts> = of_posts.collect();
        let class = |class: u32| of_class.get(class as usize).copied().unwrap_or_default();
        self.plan.classes.iter().map(|&of_post| class(of_post)).collect()
    }
}

fn ranked(best: &Best) -> Vec<Ranked> {
    best.ranked().copied().collect()
}

fn add(sums: &mut [[u64; 2]], counts: &[[u64; 2]]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        sum[0] += count[0];
        sum[1] += count[1];
    }
}

/// A thread that panicked has left counts that nobody will read.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
