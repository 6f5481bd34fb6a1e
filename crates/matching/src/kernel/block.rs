//! A block of 64 candidates: scored against every post, kept where a list
//! wants it.
#![allow(
    clippy::indexing_slicing,
    reason = "slots are below 64, and posts are numbered by the plan"
)]

use passerelle_model::Score;

use super::bests::Bests;
use super::demands::{ByKind, Masks, Planes, active};
use super::lanes::{Lanes, prefetch};
use super::layout::{Hits, LANES, Least, Lists, Numbers, Quad, Reached, Tile, Wanted, lane};
use super::plan::Plan;
use super::posts::{Best, Entry, PostLists, with};
use super::rows::Table;
use super::sides::SideRows;
use crate::candidate::Candidate;
use crate::counts::Counts;
use crate::gates::GateTally;
use crate::list::Tie;
use crate::matcher::{Matcher, PairScore, evidenced};
use crate::rank::{RankBy, RankOptions, Ranked, Ranking};

/// How many posts are scored before anything is put into lists.
const TILE: usize = 32;
/// One post of so many is looked at before the rest.
const SIFTED: usize = 8;
/// Longer lists would take too long to sift.
const MOST_SIFTED: usize = 32;

/// What a run needs to know everywhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'a, 't> {
    pub(super) matcher: &'a Matcher<'t>,
    pub(super) plan: &'a Plan,
    pub(super) options: &'a RankOptions,
    pub(super) lanes: Lanes,
    /// By post.
    pub(super) lists: &'a [PostLists],
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

    /// What the lists of a post have reached, in millionths.
    fn least(&self, lists: &[Best; 2]) -> [u32; 2] {
        let limits = self.limits();
        [0, 1].map(|which| lists[which].least(limits[which]).unwrap_or(0))
    }
}

/// One thread's tables and lists.
#[derive(Debug)]
pub(super) struct Worker {
    table: Table,
    sides: SideRows,
    masks: Masks,
    /// The slots that are eligible for a class of posts, and that fail one of
    /// its demands.
    of_classes: Vec<[u64; 2]>,
    /// What the lists of each post had reached when this thread last looked.
    reached: Vec<[Least; 2]>,
    /// The same in millionths.
    least: Vec<[u32; 2]>,
    /// How many pairs of each class are eligible, and near misses.
    pub(super) of_class: Vec<[u64; 2]>,
    /// How many candidates fail each demand, and for how many it is
    /// undetermined.
    pub(super) of_demand: Vec<[u64; 2]>,
    wanted: Vec<Wanted>,
    sums: Vec<Numbers>,
    hits: Vec<Hits>,
    bests: Option<Bests>,
    shortlists: Shortlists,
}

/// A pair in the list of a candidate.
#[derive(Clone, Copy, Debug)]
struct Short {
    /// What the list is ordered by, in millionths.
    number: u32,
    /// The evidenced share in millionths, once it had to be known.
    evidenced: u32,
    post: u32,
    numerator: u32,
}

/// That the evidenced share is not known yet.
const NOT_KNOWN: u32 = u32::MAX;

/// The lists of a block's candidates while they grow: of the eligible, and of
/// the near misses, the best first.
#[derive(Debug)]
struct Shortlists {
    limits: [usize; 2],
    entries: Vec<Short>,
    lens: [[usize; LANES]; 2],
}

impl Shortlists {
    fn new(limits: [usize; 2]) -> Self {
        let none = Short { number: 0, evidenced: NOT_KNOWN, post: 0, numerator: 0 };
        let entries = vec![none; LANES * (limits[0] + limits[1])];
        Self { limits, entries, lens: [[0; LANES]; 2] }
    }

    fn clear(&mut self) {
        self.lens = [[0; LANES]; 2];
    }

    fn start(&self, slot: usize, which: usize) -> usize {
        let [matches, near_misses] = self.limits;
        slot * (matches + near_misses) + which * matches
    }

    fn list(&self, slot: usize, which: usize) -> &[Short] {
        let start = self.start(slot, which);
        &self.entries[start..start + self.lens[which][slot]]
    }

    /// Puts a pair into its place, if it has one; gives the number of the worst
    /// where the list has changed and is full.
    fn offer(
        &mut self,
        slot: usize,
        which: usize,
        mut new: Short,
        is_before: impl Fn(&mut Short, &mut Short) -> bool,
    ) -> Option<u32> {
        let (limit, start) = (self.limits[which], self.start(slot, which));
        let len = &mut self.lens[which][slot];
        let list = &mut self.entries[start..start + limit];
        let mut goes_before = |known: &mut Short| {
            new.number > known.number || new.number == known.number && is_before(&mut new, known)
        };
        let mut at = *len;
        if at == limit {
            at = at.checked_sub(1)?;
            if !goes_before(&mut list[at]) {
                return None;
            }
        } else {
            *len += 1;
        }
        while at > 0 && goes_before(&mut list[at - 1]) {
            list[at] = list[at - 1];
            at -= 1;
        }
        list[at] = new;
        (*len == limit).then(|| list[limit - 1].number)
    }
}

/// A block while it is scored.
struct Block<'b> {
    candidates: &'b [&'b Candidate],
    positions: &'b [usize],
    /// What the skills of each weigh.
    own: [u64; LANES],
    lists: Box<Lists>,
    ties: [Option<Tie>; LANES],
}

/// A pair that may enter a list.
#[derive(Clone, Copy)]
struct Offer {
    post: usize,
    slot: usize,
    numerator: u32,
    /// Whether it is a match, or a near miss.
    which: usize,
}

impl Worker {
    pub(super) fn new(run: Run<'_, '_>) -> Self {
        let plan = run.plan;
        let posts = plan.posts.len();
        let mut worker = Self {
            table: Table::new(&plan.rows),
            sides: SideRows::new(&plan.sides),
            masks: Masks::default(),
            of_classes: vec![[0; 2]; plan.demands.classes.len()],
            reached: vec![[Least::default(); 2]; posts],
            least: vec![[0; 2]; posts],
            of_class: vec![[0; 2]; plan.demands.classes.len()],
            of_demand: vec![[0; 2]; plan.demands.len()],
            wanted: Vec::with_capacity(posts),
            sums: vec![Numbers::ZERO; TILE],
            hits: vec![Hits::default(); TILE],
            bests: (run.options.by_candidate
                && run.limits().into_iter().max() <= Some(MOST_SIFTED))
            .then(|| Bests::new(run.limits())),
            // Nobody's list is longer than there are posts, whatever is asked for.
            shortlists: Shortlists::new(run.limits().map(|limit| limit.min(posts))),
        };
        for post in 0..posts {
            worker.look_at(run, post);
        }
        worker
    }

    /// Learns what the lists of a post have reached.
    fn look_at(&mut self, run: Run<'_, '_>, post: usize) {
        let least = with(&run.lists[post], |lists| run.least(lists));
        self.learn(run, post, least);
    }

    fn learn(&mut self, run: Run<'_, '_>, post: usize, least: [u32; 2]) {
        self.least[post] = least;
        for (which, limit) in run.limits().into_iter().enumerate() {
            let is_closed = limit == 0 || !run.options.by_vacancy;
            let least = Least::of(least[which]);
            self.reached[post][which] = if is_closed { Least::CLOSED } else { least };
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
        self.table(run, candidates);
        self.sides.fill(&plan.sides, matcher, candidates);
        plan.demands.judge(candidates, &plan.sides, &self.sides, &mut self.masks);

        let planes = self.judge_classes(run, active(candidates.len()));
        for (of, (failed, undetermined)) in
            self.of_demand.iter_mut().zip(self.masks.failed.iter().zip(&self.masks.undetermined))
        {
            of[0] += u64::from(failed.count_ones());
            of[1] += u64::from(undetermined.count_ones());
        }
        let mut block = Block::new(run, candidates, positions);
        self.shortlists.clear();
        self.score(run, &mut block);
        self.score_one_by_one(run, &mut block);
        if options.by_candidate {
            self.rankings(run, &block, planes)
        } else {
            vec![Ranking::default(); candidates.len()]
        }
    }

    /// Fills the table with what the candidates of a block earn.
    pub(super) fn table(&mut self, run: Run<'_, '_>, candidates: &[&Candidate]) {
        let Run { matcher, plan, lanes, .. } = run;
        fetch(candidates);
        plan.demands.clear(&mut self.masks);
        let met = &mut self.masks.met;
        self.table.fill(&plan.rows, &plan.demands, matcher, lanes, candidates, met);
    }

    /// What each requirement of a post earns.
    pub(super) fn credits(&self, run: Run<'_, '_>, post: usize, slot: usize) -> Vec<u8> {
        let rows = run.plan.posts[post].rows.iter();
        rows.map(|&(row, _)| self.table.credit(row, slot).0).collect()
    }

    /// Puts together what each class of posts demands, and counts; gives the
    /// counts by candidate.
    fn judge_classes(&mut self, run: Run<'_, '_>, active: u64) -> [Planes; 2] {
        let Run { plan, options, .. } = run;
        let mut planes = [Planes::default(), Planes::default()];
        let classes = plan.demands.classes.iter().zip(&mut self.of_classes);
        for ((class, masks), counts) in classes.zip(&mut self.of_class) {
            *masks = class.masks(&self.masks, active);
            for which in [0, 1] {
                counts[which] += u64::from(masks[which].count_ones());
                if options.by_candidate {
                    planes[which].add(masks[which], class.posts);
                }
            }
            if options.near_misses == 0 {
                masks[1] = 0;
            }
        }
        planes
    }

    /// The lists of a block's candidates.
    fn rankings(&self, run: Run<'_, '_>, block: &Block<'_>, planes: [Planes; 2]) -> Vec<Ranking> {
        let Run { plan, options, .. } = run;
        let counts = self.counts(plan, planes, block.candidates.len());
        counts
            .into_iter()
            .enumerate()
            .map(|(slot, counts)| {
                let lists = [0, 1].map(|which| self.shortlists.list(slot, which));
                // What is needed of posts is asked for at once.
                let posts = || lists.into_iter().flatten().map(|short| short.post as usize);
                posts().for_each(|at| prefetch(&plan.posts[at]));
                posts().for_each(|at| prefetch(&plan.shapes[at]));
                if options.credits {
                    posts().for_each(|at| prefetch(&*plan.posts[at].rows));
                }
                if self.table.has_inferred() {
                    posts().for_each(|at| prefetch(plan.quads.of(&plan.shapes[at])));
                }
                let mut credits = Vec::new();
                if options.credits {
                    for short in lists.into_iter().flatten() {
                        credits.extend(self.credits(run, short.post as usize, slot));
                    }
                }
                let [matches, near_misses] = [0, 1].map(|which| -> Vec<Ranked> {
                    let offer = |short: &Short| Offer {
                        post: short.post as usize,
                        slot,
                        numerator: short.numerator,
                        which,
                    };
                    lists[which].iter().map(|s| self.ranked(plan, block, offer(s))).collect()
                });
                Ranking { matches, near_misses, counts, credits }
            })
            .collect()
    }

    /// Scores the posts that the vectors can score.
    fn score(&mut self, run: Run<'_, '_>, block: &mut Block<'_>) {
        let Run { plan, lanes, .. } = run;
        let mut wanted = std::mem::take(&mut self.wanted);
        // Whether a post is wanted cannot be foreseen, so nothing branches on it.
        wanted.resize(plan.in_vectors, Wanted { post: 0, masks: [0, 0] });
        let mut count = 0;
        for (post, &class) in (0..).zip(&plan.classes[..plan.in_vectors]) {
            let masks = self.of_classes[class as usize];
            wanted[count] = Wanted { post, masks };
            count += usize::from(masks[0] | masks[1] != 0);
        }
        self.sift(run, block, &wanted[..count]);
        let (mut sums, mut hits) = (std::mem::take(&mut self.sums), std::mem::take(&mut self.hits));
        for wanted in wanted[..count].chunks(TILE) {
            lanes.score(&self.tile(plan, wanted), &block.lists, &mut sums, &mut hits);
            for (wanted, _) in wanted.iter().zip(&hits).filter(|(_, hits)| hits.vacancy != 0) {
                prefetch(&run.lists[wanted.post as usize]);
            }
            for (at, &Wanted { post, masks: [eligible, _] }) in wanted.iter().enumerate() {
                let hits = hits[at];
                let offer = |slot: usize, sums: &[Numbers]| Offer {
                    post: post as usize,
                    slot,
                    numerator: u32::from(sums[at].0[slot]),
                    which: usize::from(eligible >> slot & 1 == 0),
                };
                for slot in slots(hits.candidate) {
                    self.offer_candidate(run, block, offer(slot, &sums));
                }
                for slot in slots(hits.vacancy) {
                    self.offer_vacancy(run, block, offer(slot, &sums));
                }
            }
        }
        (self.wanted, self.sums, self.hits) = (wanted, sums, hits);
    }

    /// What there is to score of some posts.
    fn tile<'a>(&'a self, plan: &'a Plan, wanted: &'a [Wanted]) -> Tile<'a> {
        Tile {
            quads: &plan.quads,
            posts: &plan.shapes,
            reached: &self.reached,
            wanted,
            credits: self.table.credits(),
            sides: self.sides.rows(),
        }
    }

    /// Looks at some of the posts for what the candidates' lists will reach at
    /// least.
    fn sift(&mut self, run: Run<'_, '_>, block: &mut Block<'_>, wanted: &[Wanted]) {
        let Some(mut bests) = self.bests.take() else { return };
        bests.clear(&block.own);
        let some: Vec<Wanted> = wanted.iter().step_by(SIFTED).copied().collect();
        run.lanes.sift(&self.tile(run.plan, &some), &block.lists, &mut bests);
        let Lists { reached, own_weight, .. } = &mut *block.lists;
        for (which, reached) in reached.iter_mut().enumerate() {
            for slot in 0..block.candidates.len() {
                let least = 100 * u32::from(bests.least(which, slot));
                reached.set(slot, Least::of(least), own_weight);
            }
        }
        self.bests = Some(bests);
    }

    /// Scores the posts whose numbers do not fit into vectors.
    fn score_one_by_one(&mut self, run: Run<'_, '_>, block: &mut Block<'_>) {
        let plan = run.plan;
        for post in plan.in_vectors..plan.posts.len() {
            let rows = &plan.posts[post].rows;
            let [eligible, near_misses] = self.of_classes[plan.classes[post] as usize];
            for slot in slots(eligible | near_misses) {
                let credit = |&(row, weight): &(u32, u16)| {
                    u32::from(weight) * u32::from(self.table.credit(row, slot).0)
                };
                let numerator = rows.iter().map(credit).sum();
                let which = usize::from(eligible >> slot & 1 == 0);
                let offer = Offer { post, slot, numerator, which };
                self.offer_candidate(run, block, offer);
                self.offer_vacancy(run, block, offer);
            }
        }
    }

    /// Puts a pair into the candidate's list, if it is wanted there.
    fn offer_candidate(&mut self, run: Run<'_, '_>, block: &mut Block<'_>, offer: Offer) {
        let Run { plan, options, .. } = run;
        let Offer { post, slot, numerator, which } = offer;
        let shape = &plan.shapes[post];
        let sides = shape.worth(&self.sides, slot);
        if !options.by_candidate || !shape.is_match(numerator, sides) {
            return;
        }
        let number = shape.total(run.candidates_by(), numerator, block.own[slot], sides);
        let post = u32::try_from(post).unwrap_or(u32::MAX);
        let new = Short { number, evidenced: NOT_KNOWN, post, numerator };
        let table = &self.table;
        let least = self
            .shortlists
            .offer(slot, which, new, |new, known| is_before(plan, table, slot, new, known));
        if let Some(least) = least {
            let Lists { reached, own_weight, .. } = &mut *block.lists;
            reached[which].set(slot, Least::of(least), own_weight);
        }
    }

    /// Puts a pair into the vacancy's list, if it is wanted there.
    fn offer_vacancy(&mut self, run: Run<'_, '_>, block: &mut Block<'_>, offer: Offer) {
        let Run { plan, options, .. } = run;
        let Offer { post, slot, numerator, which } = offer;
        let (shape, limit) = (&plan.shapes[post], run.limits()[which]);
        let sides = shape.worth(&self.sides, slot);
        if !options.by_vacancy || limit == 0 || !shape.is_match(numerator, sides) {
            return;
        }
        let by = run.vacancies_by();
        if shape.total(by, numerator, block.own[slot], sides) < self.least[post][which] {
            return;
        }
        let ranked = self.ranked(plan, block, offer);
        let tie = *block.ties[slot]
            .get_or_insert_with(|| Tie::new(options.seed, block.candidates[slot].id()));
        let least = with(&run.lists[post], |lists| {
            lists[which].offer(Entry::new(by, tie, ranked), limit);
            run.least(lists)
        });
        self.learn(run, post, least);
    }

    /// Everything that is to be known of a pair that is kept.
    fn ranked(&self, plan: &Plan, block: &Block<'_>, offer: Offer) -> Ranked {
        let Offer { post: at, slot, numerator, .. } = offer;
        let (post, shape) = (&plan.posts[at], &plan.shapes[at]);
        let sides = shape.worth(&self.sides, slot);
        let [score, fit] = [RankBy::Score, RankBy::Fit]
            .map(|by| shape.total(by, numerator, block.own[slot], sides));
        let mut gates = GateTally::default();
        for &demand in &plan.demands.classes[plan.classes[at] as usize].demands {
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
                credit_sum: numerator.into(),
                inferred_sum: inferred(plan, &self.table, at, slot),
                is_match: true,
                gates,
            },
        }
    }

    /// What became of all pairs of each candidate of a block.
    fn counts(&self, plan: &Plan, eligible: [Planes; 2], candidates: usize) -> Vec<Counts> {
        let mut failed: ByKind<Planes> = std::array::from_fn(|_| Planes::default());
        let mut undetermined = failed.clone();
        let masks = self.masks.failed.iter().zip(&self.masks.undetermined);
        for ((gate, made), (&fail, &open)) in plan.demands.made().zip(masks) {
            failed[gate as usize].add(fail, made);
            undetermined[gate as usize].add(open, made);
        }
        let posts = plan.posts.len() as u64;
        let [eligible, near_misses] = eligible.map(Planes::counts);
        let [failed, undetermined] = [failed, undetermined].map(|kinds| kinds.map(Planes::counts));
        (0..candidates)
            .map(|slot| Counts {
                eligible: eligible[slot],
                near_misses: near_misses[slot],
                ineligible: posts - eligible[slot] - near_misses[slot],
                failed: failed.map(|counts| counts[slot]),
                undetermined: undetermined.map(|counts| counts[slot]),
            })
            .collect()
    }
}

/// Asks for what is to be read of candidates, all at once: one by one each
/// would be waited for.
fn fetch(candidates: &[&Candidate]) {
    for &candidate in candidates {
        prefetch(candidate);
    }
    for candidate in candidates {
        let profile = candidate.profile();
        prefetch(candidate.pieces());
        prefetch(&*profile.languages);
        prefetch(&*profile.qualifications);
        prefetch(&*profile.jobs);
        prefetch(&*profile.destinations);
    }
    let languages = candidates.iter().flat_map(|candidate| &candidate.profile().languages);
    languages.for_each(|known| prefetch(known.language.as_str()));
}

/// Whether the first of two pairs of a candidate goes before the second, where
/// both have the same number.
fn is_before(plan: &Plan, table: &Table, slot: usize, new: &mut Short, known: &mut Short) -> bool {
    for short in [&mut *new, &mut *known] {
        if short.evidenced == NOT_KNOWN {
            let inferred = inferred(plan, table, short.post as usize, slot);
            short.evidenced = evidenced(u64::from(short.numerator), inferred).millionths();
        }
    }
    let [of_new, of_known] = [&*new, &*known].map(|short| short.post as usize);
    // The beginning of a tie decides all but never.
    let tie = |post: usize| (plan.tie_starts[post], &plan.posts[post].tie);
    let [tie, other] = [tie(of_new), tie(of_known)];
    (new.evidenced, other) > (known.evidenced, tie)
}

/// Σ weight · credit that is inferred from occupations.
fn inferred(plan: &Plan, table: &Table, at: usize, slot: usize) -> u64 {
    if !table.has_inferred() {
        return 0;
    }
    let of = |row: u32, weight: u16| {
        // Whether it is cannot be foreseen, so nothing branches on it.
        let (credit, is_inferred) = table.credit(row, slot);
        u64::from(is_inferred) * u64::from(weight) * u64::from(credit)
    };
    if at >= plan.in_vectors {
        return plan.posts[at].rows.iter().map(|&(row, weight)| of(row, weight)).sum();
    }
    // The quads have just been used.
    let quads = plan.quads.of(&plan.shapes[at]).iter();
    let of_quad = |&Quad { rows: [a, b, c, d], weights }: &Quad| {
        let (first, second) = (weights & 0xff, weights >> 8);
        of(a, first) + of(b, first) + of(c, second) + of(d, second)
    };
    quads.map(of_quad).sum()
}

impl<'b> Block<'b> {
    fn new(run: Run<'_, '_>, candidates: &'b [&'b Candidate], positions: &'b [usize]) -> Self {
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
        Self { candidates, positions, own, lists, ties: [None; LANES] }
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
