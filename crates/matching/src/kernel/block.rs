//! A block of 64 candidates: scored against every post, kept where a list
//! wants it.
#![allow(
    clippy::indexing_slicing,
    reason = "slots are below 64, and posts are numbered by the plan"
)]

use passerelle_model::Score;

use super::demands::{ByKind, Masks, Planes, active};
use super::lanes::{Hits, LANES, Lanes, Least, Lists, Numbers, Reached, Tile, lane};
use super::plan::{Plan, Post, Stretch};
use super::rows::Table;
use super::sides::SideRows;
use crate::candidate::Candidate;
use crate::gates::{GateTally, KINDS};
use crate::list::{Counts, Entry, Tie, Top};
use crate::matcher::{Matcher, PairScore};
use crate::rank::{RankBy, RankOptions, Ranked, Ranking};

/// How many posts are scored before anything is put into lists.
const TILE: usize = 32;

/// What a run needs to know everywhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'a, 't> {
    pub(super) matcher: &'a Matcher<'t>,
    pub(super) plan: &'a Plan,
    pub(super) options: &'a RankOptions,
    pub(super) lanes: Lanes,
}

impl Run<'_, '_> {
    pub(super) fn candidates_by(&self) -> RankBy {
        self.options.rank_by.unwrap_or(RankBy::Fit)
    }

    pub(super) fn vacancies_by(&self) -> RankBy {
        self.options.rank_by.unwrap_or(RankBy::Score)
    }

    /// How long the lists of the eligible, and of the near misses, may be.
    pub(super) fn limits(&self) -> [usize; 2] {
        [self.options.top, self.options.near_misses]
    }
}

/// What has been found for the posts since [`Worker::begin`].
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Posts with new entries.
    pub(super) touched: Vec<usize>,
    /// The lists of the eligible, and of the near misses, by post.
    pub(super) lists: Vec<[Top; 2]>,
}

/// One thread's tables and lists.
#[derive(Debug)]
pub(super) struct Worker {
    table: Table,
    sides: SideRows,
    masks: Masks,
    reached: Vec<[Least; 2]>,
    /// What the lists of each post have reached, in millionths.
    least: Vec<[u32; 2]>,
    pub(super) found: Found,
    /// How many pairs of each class are eligible, and near misses.
    pub(super) of_class: Vec<[u64; 2]>,
    /// How many candidates fail each demand, and for how many it is
    /// undetermined.
    pub(super) of_demand: Vec<[u64; 2]>,
    sums: Vec<Numbers>,
    hits: Vec<Hits>,
    /// The lists of a block's candidates, to be used again.
    short: Vec<[Vec<Short>; 2]>,
}

/// A pair in the list of a candidate.
#[derive(Clone, Copy, Debug)]
struct Short {
    /// What the list is ordered by, in millionths.
    number: u32,
    /// The evidenced share in millionths, once it had to be known.
    evidenced: Option<u32>,
    post: u32,
    numerator: u32,
}

/// A block while it is scored.
struct Block<'b> {
    candidates: &'b [&'b Candidate],
    positions: &'b [usize],
    /// What the skills of each weigh.
    own: [u64; LANES],
    lists: Box<Lists>,
    /// The lists of the eligible, and of the near misses, by slot.
    short: Vec<[Vec<Short>; 2]>,
    ties: [Option<Tie>; LANES],
}

impl Worker {
    pub(super) fn new(plan: &Plan) -> Self {
        let posts = plan.posts.len();
        Self {
            table: Table::new(&plan.rows),
            sides: SideRows::new(&plan.sides),
            masks: Masks::default(),
            reached: vec![[Least::default(); 2]; posts],
            least: vec![[0; 2]; posts],
            found: Found { touched: Vec::new(), lists: vec![<[Top; 2]>::default(); posts] },
            of_class: vec![[0; 2]; plan.demands.classes.len()],
            of_demand: vec![[0; 2]; plan.demands.len()],
            sums: vec![Numbers::ZERO; TILE],
            hits: vec![Hits::default(); TILE],
            short: vec![<[Vec<Short>; 2]>::default(); LANES],
        }
    }

    /// Takes over what the lists of all posts have reached.
    pub(super) fn begin(&mut self, run: Run<'_, '_>, lists: &[[Top; 2]]) {
        let limits = run.limits();
        for (at, tops) in lists.iter().enumerate() {
            for which in [0, 1] {
                let least = tops[which].least(limits[which]).unwrap_or(0);
                self.least[at][which] = least;
                self.reached[at][which] =
                    if limits[which] == 0 { Least::CLOSED } else { Least::of(least) };
            }
        }
    }

    /// Scores the candidates of a block, gives their lists by slot where they
    /// get some, and puts pairs into the posts' lists.
    pub(super) fn block(
        &mut self,
        run: Run<'_, '_>,
        candidates: &[&Candidate],
        positions: &[usize],
    ) -> Vec<Ranking> {
        let Run { matcher, plan, options, .. } = run;
        plan.demands.clear(&mut self.masks);
        self.table.fill(&plan.rows, &plan.demands, matcher, candidates, &mut self.masks.met);
        self.sides.fill(&plan.sides, matcher, candidates);
        plan.demands.judge(candidates, &plan.sides, &self.sides, &mut self.masks);

        let short = std::mem::take(&mut self.short);
        let mut block = Block::new(run, candidates, positions, short);
        let active = active(candidates.len());
        let mut planes = [Planes::default(), Planes::default()];
        for stretch in &plan.stretches {
            let class = &plan.demands.classes[stretch.class];
            let mut masks = class.masks(&self.masks, active);
            for (which, mask) in masks.into_iter().enumerate() {
                self.of_class[stretch.class][which] += u64::from(mask.count_ones());
                if options.by_candidate {
                    planes[which].add(mask, class.posts);
                }
            }
            if options.near_misses == 0 {
                masks[1] = 0;
            }
            if masks != [0, 0] {
                self.stretch(run, &mut block, stretch, masks);
            }
        }
        for (of, (failed, undetermined)) in
            self.of_demand.iter_mut().zip(self.masks.failed.iter().zip(&self.masks.undetermined))
        {
            of[0] += u64::from(failed.count_ones());
            of[1] += u64::from(undetermined.count_ones());
        }
        let rankings = if options.by_candidate {
            self.rankings(run, &block, &planes)
        } else {
            vec![Ranking::default(); candidates.len()]
        };
        self.short = block.short;
        for list in self.short.iter_mut().flatten() {
            list.clear();
        }
        rankings
    }

    /// The lists of a block's candidates.
    fn rankings(&self, run: Run<'_, '_>, block: &Block<'_>, planes: &[Planes; 2]) -> Vec<Ranking> {
        let Run { plan, options, .. } = run;
        let counts = self.counts(plan, planes, block.candidates.len());
        let lists = block.short.iter().zip(counts).enumerate();
        lists
            .map(|(slot, ([matches, near_misses], counts))| {
                let ranked = |list: &[Short]| -> Vec<Ranked> {
                    list.iter().map(|short| self.ranked(plan, block, slot, short)).collect()
                };
                let mut credits = Vec::new();
                if options.credits {
                    for short in matches.iter().chain(near_misses) {
                        let rows = plan.posts[short.post as usize].rows.iter();
                        credits.extend(rows.map(|&(row, _)| self.table.credit(row, slot).0));
                    }
                }
                Ranking {
                    matches: ranked(matches),
                    near_misses: ranked(near_misses),
                    counts: counts.into_pair_counts(),
                    credits,
                }
            })
            .collect()
    }

    /// Scores the posts of one class.
    fn stretch(
        &mut self,
        run: Run<'_, '_>,
        block: &mut Block<'_>,
        stretch: &Stretch,
        masks: [u64; 2],
    ) {
        let Run { plan, lanes, .. } = run;
        let vectors = stretch.posts.start + stretch.in_vectors;
        let mut start = stretch.posts.start;
        while start < vectors {
            let end = vectors.min(start + TILE);
            let tile = Tile {
                quads: &plan.quads,
                posts: &plan.shapes[start..end],
                reached: &self.reached[start..end],
                masks,
                credits: self.table.credits(),
                sides: self.sides.rows(),
            };
            lanes.score(&tile, &block.lists, &mut self.sums, &mut self.hits);
            for at in 0..end - start {
                let hits = self.hits[at];
                if hits == Hits::default() {
                    continue;
                }
                for slot in slots(hits.candidate | hits.vacancy) {
                    let numerator = u32::from(self.sums[at].0[slot]);
                    let wanted = [hits.candidate, hits.vacancy].map(|mask| mask >> slot & 1 == 1);
                    self.offer(run, block, start + at, slot, numerator, masks, wanted);
                }
            }
            start = end;
        }
        for at in vectors..stretch.posts.end {
            for slot in slots(masks[0] | masks[1]) {
                let credit = |&(row, weight): &(u32, u16)| {
                    u32::from(weight) * u32::from(self.table.credit(row, slot).0)
                };
                let numerator = plan.posts[at].rows.iter().map(credit).sum();
                self.offer(run, block, at, slot, numerator, masks, [true, true]);
            }
        }
    }

    /// Puts a pair into the lists that want it: the candidate's, the vacancy's.
    #[expect(clippy::too_many_arguments, reason = "a pair, and where it is found")]
    fn offer(
        &mut self,
        run: Run<'_, '_>,
        block: &mut Block<'_>,
        at: usize,
        slot: usize,
        numerator: u32,
        masks: [u64; 2],
        [candidate, vacancy]: [bool; 2],
    ) {
        let Run { plan, options, .. } = run;
        let post = &plan.posts[at];
        let number_of_post = u32::try_from(at).unwrap_or(u32::MAX);
        let sides = self.worth(post, slot);
        if !post.is_match(numerator, sides) {
            return;
        }
        let which = usize::from(masks[0] >> slot & 1 == 0);
        let limit = run.limits()[which];
        let own = block.own[slot];
        let number = |by| post.total(by, numerator, own, sides);
        let of_candidate = number(run.candidates_by());
        if options.by_candidate && candidate {
            let short =
                Short { number: of_candidate, evidenced: None, post: number_of_post, numerator };
            self.offer_candidate(plan, block, slot, which, short, limit);
        }
        if !options.by_vacancy || !vacancy || limit == 0 {
            return;
        }
        let by = run.vacancies_by();
        let of_vacancy = if by == run.candidates_by() { of_candidate } else { number(by) };
        if of_vacancy >= self.least[at][which] {
            let short =
                Short { number: of_vacancy, evidenced: None, post: number_of_post, numerator };
            let ranked = self.ranked(plan, block, slot, &short);
            let tie = *block.ties[slot]
                .get_or_insert_with(|| Tie::new(options.seed, block.candidates[slot].id()));
            let found = &mut self.found;
            if found.lists[at].iter().all(|top| top.0.is_empty()) {
                found.touched.push(at);
            }
            let top = &mut found.lists[at][which];
            top.offer(Entry::new(by, tie, ranked), limit);
            if let Some(least) = top.least(limit) {
                let known = &mut self.least[at][which];
                *known = (*known).max(least);
                self.reached[at][which] = Least::of(*known);
            }
        }
    }

    fn offer_candidate(
        &mut self,
        plan: &Plan,
        block: &mut Block<'_>,
        slot: usize,
        which: usize,
        mut short: Short,
        limit: usize,
    ) {
        let worst = block.short[slot][which].get(limit.wrapping_sub(1));
        if worst.is_some_and(|worst| worst.number > short.number) {
            return;
        }
        let mut list = std::mem::take(&mut block.short[slot][which]);
        let mut at = list.len();
        while at > 0 && self.is_before(plan, slot, &mut short, &mut list[at - 1]) {
            at -= 1;
        }
        if at < limit {
            if list.len() == limit {
                list.pop();
            }
            list.insert(at, short);
            if let Some(worst) = list.get(limit - 1) {
                let Lists { reached, own_weight, .. } = &mut *block.lists;
                reached[which].set(slot, Least::of(worst.number), own_weight);
            }
        }
        block.short[slot][which] = list;
    }

    /// Whether the first of two pairs of a candidate goes before the second.
    fn is_before(&self, plan: &Plan, slot: usize, new: &mut Short, known: &mut Short) -> bool {
        if new.number != known.number {
            return new.number > known.number;
        }
        let evidenced = |short: &mut Short| {
            *short.evidenced.get_or_insert_with(|| {
                let inferred = self.inferred(&plan.posts[short.post as usize], slot);
                let whole = u64::from(short.numerator);
                let share = (1_000_000 * (whole - inferred)).checked_div(whole).unwrap_or(0);
                u32::try_from(share).unwrap_or(u32::MAX)
            })
        };
        let (of_new, of_known) = (evidenced(new), evidenced(known));
        let (tie, other) =
            (&plan.posts[new.post as usize].tie, &plan.posts[known.post as usize].tie);
        (of_new, other) > (of_known, tie)
    }

    /// Σ weight · credit that is inferred from occupations.
    fn inferred(&self, post: &Post, slot: usize) -> u64 {
        if !self.table.has_inferred() {
            return 0;
        }
        let inferred = |&(row, weight): &(u32, u16)| {
            let (credit, is_inferred) = self.table.credit(row, slot);
            if is_inferred { u64::from(weight) * u64::from(credit) } else { 0 }
        };
        post.rows.iter().map(inferred).sum()
    }

    /// What the components beside skills are worth for a candidate.
    fn worth(&self, post: &Post, slot: usize) -> [u8; 3] {
        if post.is_sided() { post.sides.map(|row| self.sides.worth(row, slot)) } else { [0; 3] }
    }

    /// Everything that is to be known of a pair that is kept.
    fn ranked(&self, plan: &Plan, block: &Block<'_>, slot: usize, short: &Short) -> Ranked {
        let post = &plan.posts[short.post as usize];
        let sides = self.worth(post, slot);
        let [score, fit] = [RankBy::Score, RankBy::Fit]
            .map(|by| post.total(by, short.numerator, block.own[slot], sides));
        let mut gates = GateTally::default();
        for &demand in &plan.demands.classes[post.class as usize].demands {
            let kind = plan.demands.gate(demand) as usize;
            let bit = |masks: &[u64]| (masks[demand as usize] >> slot & 1) as u16;
            let (failed, undetermined) = (bit(&self.masks.failed), bit(&self.masks.undetermined));
            gates.failed[kind] = gates.failed[kind].saturating_add(failed);
            gates.undetermined[kind] = gates.undetermined[kind].saturating_add(undetermined);
        }
        Ranked {
            candidate: block.positions[slot],
            vacancy: post.vacancy,
            pair: PairScore {
                score: Score::from_millionths(score.into()),
                fit: Score::from_millionths(fit.into()),
                credit_sum: short.numerator.into(),
                inferred_sum: self.inferred(post, slot),
                is_match: true,
                gates,
            },
        }
    }

    /// What became of all pairs of each candidate of a block.
    fn counts(&self, plan: &Plan, eligible: &[Planes; 2], candidates: usize) -> Vec<Counts> {
        let mut failed: ByKind<Planes> = std::array::from_fn(|_| Planes::default());
        let mut undetermined = failed.clone();
        let masks = self.masks.failed.iter().zip(&self.masks.undetermined);
        for ((gate, made), (&fail, &open)) in plan.demands.made().zip(masks) {
            failed[gate as usize].add(fail, made);
            undetermined[gate as usize].add(open, made);
        }
        let posts = plan.posts.len() as u64;
        (0..candidates)
            .map(|slot| {
                let [eligible, near_misses] = [0, 1].map(|which| eligible[which].of(slot));
                let mut counts = Counts {
                    eligible,
                    near_misses,
                    ineligible: posts - eligible - near_misses,
                    ..Counts::default()
                };
                for kind in 0..KINDS {
                    counts.failed[kind] = failed[kind].of(slot);
                    counts.undetermined[kind] = undetermined[kind].of(slot);
                }
                counts
            })
            .collect()
    }
}

impl<'b> Block<'b> {
    fn new(
        run: Run<'_, '_>,
        candidates: &'b [&'b Candidate],
        positions: &'b [usize],
        short: Vec<[Vec<Short>; 2]>,
    ) -> Self {
        let mut own = [0; LANES];
        let mut own_weight = Numbers::ZERO;
        let each = u64::from(run.matcher.policy().weight.candidate_skill);
        for (slot, candidate) in candidates.iter().enumerate() {
            own[slot] = each * candidate.distinct_skills();
            // Less than there is makes the bound lower, never wrong.
            own_weight.0[slot] = u16::try_from(own[slot].min(1_023) * 64).unwrap_or(u16::MAX);
        }
        let limits = run.limits();
        let mut lists = Box::new(Lists {
            reached: [Reached::NOTHING; 2],
            own_weight,
            by_fit: [run.candidates_by() == RankBy::Fit, run.vacancies_by() == RankBy::Fit],
        });
        for which in [0, 1] {
            if limits[which] == 0 || !run.options.by_candidate {
                for slot in 0..LANES {
                    lists.reached[which].set(slot, Least::CLOSED, &own_weight);
                }
            }
        }
        Self { candidates, positions, own, lists, short, ties: [None; LANES] }
    }
}

/// The slots of a mask.
fn slots(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let slot = mask.trailing_zeros();
        mask &= mask.checked_sub(1)?;
        Some(slot as usize)
    })
}

const _: () = assert!(lane(0) == 0, "an empty slot is an empty lane");
