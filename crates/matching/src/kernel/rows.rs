//! The table of a block: what 64 candidates earn for every skill that is asked
//! for, at every minimum that is asked for.
//!
//! It is built by rows, not by candidates: siblings earn the same, so that a
//! candidate writes one byte for a whole group, and the groups' rows are
//! merged into those of their members, 64 candidates at a time.
#![allow(
    clippy::indexing_slicing,
    reason = "rows are numbered by the plan, and a table has a place for each"
)]

use std::sync::OnceLock;

use passerelle_model::Proficiency;
use passerelle_taxonomy::{ConceptId, SiblingGroup};
use rustc_hash::FxHashMap;

use super::demands::Demands;
use super::lanes::{Lanes, prefetch};
use super::layout::{LANES, Row, lane};
use crate::candidate::{Candidate, Origin, Piece};
use crate::matcher::Matcher;
use crate::vacancy::{CompiledVacancy, Requirement};

/// How many pieces of evidence ahead memory is asked for.
const AHEAD: usize = 8;
/// How much of what each reaches is asked for: the rest follows by itself.
const CELLS: usize = 48;

/// Rows that follow one another: one for each minimum that is asked for of a
/// skill, or of a group's members.
#[derive(Clone, Copy, Debug, Default)]
struct Minima {
    first: u32,
    /// A bit for each minimum, 0 to 3.
    asked: u8,
}

impl Minima {
    /// The row of a minimum that is asked for.
    fn row(self, minimum: u8) -> u32 {
        self.first + (self.asked & ((1 << minimum) - 1)).count_ones()
    }
}

/// What evidence reaches: the rows of a skill or of a group, as [`Minima`], or an
/// outcome of a must-have.
#[derive(Clone, Copy, Debug)]
struct Cell {
    /// The first row, or the number of the outcome.
    first: u32,
    /// Proximity times confidence, at most 10,000.
    worth: u16,
    /// [`Minima::asked`], or the level that is asked for, 0 to 3.
    asked: u8,
}

impl Cell {
    /// Where anybody asks for it.
    fn new(rows: Minima, worth: u16) -> Option<Self> {
        let Minima { first, asked } = rows;
        (asked > 0).then_some(Self { first, worth, asked })
    }

    /// Each row with its credit, as [`credit`](crate::credit::credit), with what
    /// does not depend on the path at hand.
    fn earn(self, factors: &[u32; 4], mut reach: impl FnMut(u32, u8)) {
        let (mut row, mut left) = (self.first, self.asked);
        while left > 0 {
            let minimum = left.trailing_zeros() as usize;
            let product = u64::from(self.worth) * u64::from(factors[minimum]);
            reach(row, u8::try_from(product / 100_000_000).unwrap_or(100));
            row += 1;
            left &= left - 1;
        }
    }
}

/// Everything that one skill, as evidence, reaches in a block. There is one for
/// every concept, and none is at hand, so that it is small and in one piece: the
/// first two cells count those of groups and those of must-haves, which come
/// next; those of skills are last.
#[derive(Debug)]
struct Spread(Box<[Cell]>);

/// The parts of a [`Spread`].
struct Reached<'s> {
    groups: &'s [Cell],
    /// The outcomes of must-haves for which the skill is enough, with the level
    /// asked.
    must_haves: &'s [Cell],
    direct: &'s [Cell],
}

impl Spread {
    fn new(groups: &[Cell], must_haves: &[Cell], direct: impl Iterator<Item = Cell>) -> Self {
        let count = |cells: &[Cell]| Cell { first: number(cells.len()), worth: 0, asked: 0 };
        let counts = [count(groups), count(must_haves)];
        let some = counts.iter().chain(groups).chain(must_haves).copied();
        Self(some.chain(direct).collect())
    }

    fn reached(&self) -> Reached<'_> {
        let [of_groups, of_must_haves, cells @ ..] = &*self.0 else {
            return Reached { groups: &[], must_haves: &[], direct: &[] };
        };
        let (groups, cells) = cells.split_at(of_groups.first as usize);
        let (must_haves, direct) = cells.split_at(of_must_haves.first as usize);
        Reached { groups, must_haves, direct }
    }
}

/// A requirement whose credit is not that of its skill alone: it is not
/// certain itself, or rests on the occupation that a candidate may name too.
#[derive(Debug)]
struct Special {
    base: u32,
    requirement: Requirement,
    occupation: Option<ConceptId>,
}

/// What makes two requirements the same row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct SpecialKey {
    concept: ConceptId,
    minimum: Proficiency,
    confidence: u8,
    part_of: Option<ConceptId>,
    occupation: Option<ConceptId>,
}

/// The rows that the vacancies ask for. Row 0 earns nothing.
#[derive(Debug)]
pub(super) struct Rows {
    /// By concept.
    of_concept: Vec<Minima>,
    /// How many rows are of a skill and a minimum alone, row 0 among them.
    plain: usize,
    specials: Vec<Special>,
    keys: FxHashMap<SpecialKey, u32>,
    by_unit: FxHashMap<ConceptId, Vec<u32>>,
    by_occupation: FxHashMap<ConceptId, Vec<u32>>,
    /// The rows of groups, apart from those of skills.
    of_group: FxHashMap<SiblingGroup, Minima>,
    /// The plain rows of each group: where its part of `member_list` ends.
    member_ends: Vec<u32>,
    member_list: Vec<u32>,
    /// Sufficiency at the minima 1 to 4, by the level that is held.
    sufficiency: [[u32; 4]; 4],
    spreads: Vec<OnceLock<Spread>>,
}

/// 0 to 3.
fn level(of: Proficiency) -> u8 {
    (of.level() - 1) % 4
}

/// The occupation whose translation a vacancy's requirements rest on.
fn translated(vacancy: &CompiledVacancy) -> Option<ConceptId> {
    let asked = vacancy.vacancy();
    let occupation = asked.occupation.filter(|o| asked.from_occupation && o.confidence < 100)?;
    Some(occupation.concept)
}

impl Rows {
    pub(super) fn new(matcher: &Matcher<'_>, vacancies: &[CompiledVacancy]) -> Self {
        let taxonomy = matcher.taxonomy();
        let policy = matcher.policy();
        let requirements = vacancies.iter().flat_map(CompiledVacancy::requirements);
        let mut asked: Vec<(ConceptId, u8)> =
            requirements.map(|asked| (asked.concept, level(asked.minimum))).collect();
        asked.sort_unstable();
        asked.dedup();
        let groups_of = |concept| taxonomy.sibling_groups(concept, &policy.proximity);
        // Members of a group stand together, so that merging goes straight on.
        asked.sort_by_cached_key(|&(concept, minimum)| {
            (groups_of(concept).next(), concept, minimum)
        });
        let mut of_concept = vec![Minima::default(); taxonomy.len()];
        let mut of_group: FxHashMap<SiblingGroup, Minima> = FxHashMap::default();
        let mut groups: Vec<SiblingGroup> = Vec::new();
        for (row, &(concept, minimum)) in (1..).zip(&asked) {
            let rows = &mut of_concept[concept.index()];
            rows.first = if rows.asked == 0 { row } else { rows.first };
            rows.asked |= 1 << minimum;
            for group in groups_of(concept) {
                let rows = of_group.entry(group).or_default();
                if rows.asked == 0 {
                    groups.push(group);
                }
                rows.asked |= 1 << minimum;
            }
        }
        let mut of_groups = 0;
        for group in groups {
            if let Some(rows) = of_group.get_mut(&group) {
                rows.first = of_groups;
                of_groups += rows.asked.count_ones();
            }
        }
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); of_groups as usize];
        for (row, &(concept, minimum)) in (1..).zip(&asked) {
            for rows in groups_of(concept).filter_map(|group| of_group.get(&group)) {
                members[rows.row(minimum) as usize].push(row);
            }
        }
        let (mut member_ends, mut member_list) = (vec![0], Vec::new());
        for members in members {
            member_list.extend(members);
            member_ends.push(number(member_list.len()));
        }
        let sufficiency = crate::credit::MINIMA.map(|held| {
            let worth = |asked| u32::from(policy.sufficiency(held, asked));
            crate::credit::MINIMA.map(worth)
        });
        let mut rows = Self {
            of_concept,
            plain: asked.len() + 1,
            specials: Vec::new(),
            keys: FxHashMap::default(),
            by_unit: FxHashMap::default(),
            by_occupation: FxHashMap::default(),
            of_group,
            member_ends,
            member_list,
            sufficiency,
            spreads: std::iter::repeat_with(OnceLock::new).take(taxonomy.len()).collect(),
        };
        for vacancy in vacancies {
            let occupation = translated(vacancy);
            for requirement in vacancy.requirements() {
                rows.add_special(requirement, occupation);
            }
        }
        rows
    }

    fn add_special(&mut self, requirement: &Requirement, occupation: Option<ConceptId>) {
        let Some(key) = SpecialKey::of(requirement, occupation) else { return };
        if self.keys.contains_key(&key) {
            return;
        }
        let at = number(self.specials.len());
        self.keys.insert(key, at);
        self.specials.push(Special {
            base: self.of_concept[requirement.concept.index()].row(level(requirement.minimum)),
            requirement: requirement.clone(),
            occupation,
        });
        if let Some(unit) = requirement.part_of {
            self.by_unit.entry(unit).or_default().push(at);
        }
        if let Some(occupation) = occupation {
            self.by_occupation.entry(occupation).or_default().push(at);
        }
    }

    /// The row of each requirement of a vacancy, in its order.
    pub(super) fn of<'v>(&'v self, vacancy: &'v CompiledVacancy) -> impl Iterator<Item = u32> + 'v {
        let occupation = translated(vacancy);
        vacancy.requirements().iter().map(move |requirement| {
            match SpecialKey::of(requirement, occupation).and_then(|key| self.keys.get(&key)) {
                Some(&special) => number(self.plain) + special,
                None => {
                    self.of_concept[requirement.concept.index()].row(level(requirement.minimum))
                }
            }
        })
    }

    fn len(&self) -> usize {
        self.plain + self.specials.len()
    }

    fn members(&self, group: usize) -> &[u32] {
        let (start, end) = (self.member_ends[group], self.member_ends[group + 1]);
        &self.member_list[start as usize..end as usize]
    }

    /// Sufficiency · assurance · confidence of a piece of evidence at the minima
    /// 1 to 4, at most 1,000,000.
    fn factors(&self, piece: Piece) -> [u32; 4] {
        let sure = u32::from(piece.worth) * u32::from(piece.confidence);
        self.sufficiency[usize::from(level(piece.proficiency))]
            .map(|sufficiency| sure * sufficiency)
    }

    /// Asks early for what the pieces ahead reach: it lies all over the memory,
    /// and to ask for much of it at once takes a fraction of the time.
    fn prefetch(&self, ahead: &[(usize, Piece)]) {
        if let Some((_, later)) = ahead.get(2 * AHEAD) {
            prefetch(&self.spreads[later.concept.index()]);
        }
        // The rest, once its beginning is there.
        if let Some((_, soon)) = ahead.get(AHEAD)
            && let Some(Spread(cells)) = self.spreads[soon.concept.index()].get()
        {
            prefetch(&cells[..cells.len().min(CELLS)]);
        }
    }

    /// What a skill reaches, found when it first comes.
    fn spread(&self, matcher: &Matcher<'_>, demands: &Demands, evidence: ConceptId) -> &Spread {
        self.spreads[evidence.index()].get_or_init(|| {
            let reached = matcher.reach_by_group(evidence);
            let groups = reached.groups.iter();
            let groups =
                groups.filter_map(|(group, worth)| Cell::new(*self.of_group.get(group)?, *worth));
            let groups: Vec<Cell> = groups.collect();
            let must_haves: Vec<Cell> = if demands.have_must_haves() {
                let met = demands.must_haves_met_by(matcher.strict_reach(evidence));
                let cell =
                    |(outcome, asked)| Cell { first: outcome, worth: 0, asked: level(asked) };
                met.map(cell).collect()
            } else {
                Vec::new()
            };
            let direct = reached.direct.iter().filter_map(|reach| {
                Cell::new(self.of_concept[reach.target.index()], reach.worth())
            });
            Spread::new(&groups, &must_haves, direct)
        })
    }

    /// Writes what a piece of evidence earns into the rows of the groups whose
    /// members it is a sibling of, and hands on what it earns in the rows of the
    /// skills that it reaches: row, lane, credit.
    fn scatter(
        &self,
        reached: &Reached<'_>,
        (slot, piece): (usize, Piece),
        groups: &mut Groups,
        mut reach: impl FnMut(u32, usize, u8),
    ) {
        let (factors, lane) = (self.factors(piece), lane(slot));
        for cell in reached.groups {
            cell.earn(&factors, |row, credit| groups.reach(row, credit, lane));
        }
        for cell in reached.direct {
            cell.earn(&factors, |row, credit| reach(row, lane, credit));
        }
    }
}

impl SpecialKey {
    /// Nothing for a requirement whose credit is that of its skill.
    fn of(requirement: &Requirement, occupation: Option<ConceptId>) -> Option<Self> {
        (requirement.confidence < 100 || occupation.is_some()).then_some(Self {
            concept: requirement.concept,
            minimum: requirement.minimum,
            confidence: requirement.confidence,
            part_of: requirement.part_of,
            occupation,
        })
    }
}

/// A count as 32 bits; a plan of more than four thousand million rows would
/// not fit into memory.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What a block's candidates earn.
#[derive(Debug)]
pub(super) struct Table {
    /// By evidence about the person and by what occupations imply.
    credits: Vec<Row>,
    /// A bit for each lane where nothing about the person earns as much.
    inferred: Vec<u64>,
    has_inferred: bool,
    groups: Groups,
    /// What special rows earn by evidence about the person alone.
    of_person: Vec<Row>,
    /// The evidence of a block, by slot.
    pieces: Vec<(usize, Piece)>,
}

/// What siblings earn in groups, until it is merged into the rows of their
/// members.
#[derive(Debug)]
struct Groups {
    rows: Vec<Row>,
    touched: Vec<bool>,
    /// Those that were touched.
    list: Vec<u32>,
}

impl Table {
    pub(super) fn new(rows: &Rows) -> Self {
        Self {
            credits: vec![Row::ZERO; rows.len()],
            inferred: vec![0; rows.len()],
            has_inferred: false,
            groups: Groups::new(rows),
            of_person: vec![Row::ZERO; rows.specials.len()],
            pieces: Vec::new(),
        }
    }

    /// What the block's candidates earn, by row.
    pub(super) fn credits(&self) -> &[Row] {
        &self.credits
    }

    /// What a candidate earns in a row, and whether nothing about the person
    /// earns as much.
    pub(super) fn credit(&self, row: u32, slot: usize) -> (u8, bool) {
        let (row, lane) = (row as usize, lane(slot));
        let is_inferred = self.has_inferred && self.inferred[row] >> lane & 1 == 1;
        (self.credits[row].0[lane], is_inferred)
    }

    /// Whether anybody in the block has inferred evidence.
    pub(super) fn has_inferred(&self) -> bool {
        self.has_inferred
    }

    /// Fills the table for the candidates of a block, by slot, and says which
    /// must-haves they meet.
    pub(super) fn fill(
        &mut self,
        rows: &Rows,
        demands: &Demands,
        matcher: &Matcher<'_>,
        lanes: Lanes,
        block: &[&Candidate],
        met: &mut [u64],
    ) {
        let Self { credits, inferred, has_inferred, groups, of_person: certain, pieces } = self;
        pieces.clear();
        for (slot, candidate) in block.iter().enumerate() {
            pieces.extend(candidate.pieces().iter().map(|&piece| (slot, piece)));
        }
        credits[..rows.plain].fill(Row::ZERO);
        let mut of_occupations = 0;
        for at in 0..pieces.len() {
            rows.prefetch(&pieces[at..]);
            let (slot, piece) = pieces[at];
            if !piece.is_evidenced {
                pieces[of_occupations] = (slot, piece);
                of_occupations += 1;
                continue;
            }
            let reached = rows.spread(matcher, demands, piece.concept).reached();
            if piece.is_strict {
                for leaf in reached.must_haves {
                    let is_met = level(piece.proficiency) >= leaf.asked;
                    met[leaf.first as usize] |= u64::from(is_met) << slot;
                }
            }
            rows.scatter(&reached, (slot, piece), groups, |row, lane, credit| {
                let byte = &mut credits[row as usize].0[lane];
                *byte = (*byte).max(credit);
            });
        }
        pieces.truncate(of_occupations);
        groups.merge(rows, |earned, members| lanes.raise(earned, members, credits, None));
        for (earns, special) in certain.iter_mut().zip(&rows.specials) {
            *earns = special.earns(&credits[special.base as usize]);
        }
        if *has_inferred {
            inferred.fill(0);
        }
        *has_inferred = !pieces.is_empty();
        if *has_inferred {
            for at in 0..pieces.len() {
                rows.prefetch(&pieces[at..]);
                let reached = rows.spread(matcher, demands, pieces[at].1.concept).reached();
                rows.scatter(&reached, pieces[at], groups, |row, lane, credit| {
                    // Whether it is more cannot be foreseen, so nothing branches on it.
                    let byte = &mut credits[row as usize].0[lane];
                    inferred[row as usize] |= u64::from(*byte < credit) << lane;
                    *byte = (*byte).max(credit);
                });
            }
            groups.merge(rows, |earned, members| {
                lanes.raise(earned, members, credits, Some(inferred));
            });
        }
        self.fill_specials(rows, matcher, block);
    }

    fn fill_specials(&mut self, rows: &Rows, matcher: &Matcher<'_>, block: &[&Candidate]) {
        if rows.specials.is_empty() {
            return;
        }
        let Self { credits, inferred, of_person, .. } = self;
        for (row, special) in (rows.plain..).zip(&rows.specials) {
            credits[row] = special.earns(&credits[special.base as usize]);
        }
        let mut concerned: Vec<u32> = Vec::new();
        for (slot, candidate) in block.iter().enumerate() {
            concerned.clear();
            let jobs = candidate.profile().jobs.iter().filter_map(|job| job.occupation);
            let occupations = jobs.filter_map(|o| rows.by_occupation.get(&o.concept));
            concerned.extend(occupations.flatten());
            let units = candidate.skills().iter().filter_map(|skill| match &skill.origin {
                Origin::Certificate { through, by: Some(_) } => rows.by_unit.get(through.last()?),
                _ => None,
            });
            concerned.extend(units.flatten());
            concerned.sort_unstable();
            concerned.dedup();
            for &at in &concerned {
                let Special { requirement, occupation, .. } = &rows.specials[at as usize];
                let holds = |o: &ConceptId| {
                    let mut jobs = candidate.profile().jobs.iter().filter_map(|j| j.occupation);
                    jobs.any(|held| held.concept == *o)
                };
                let same = occupation.filter(holds);
                if same.is_none() && requirement.confidence == 100 {
                    continue;
                }
                let (at, lane) = (at as usize, lane(slot));
                let certain = matcher.certain_credit(candidate, same, requirement);
                if certain.evidenced {
                    let byte = &mut of_person[at].0[lane];
                    *byte = (*byte).max(certain.credit);
                }
                let byte = &mut credits[rows.plain + at].0[lane];
                *byte = (*byte).max(certain.credit);
            }
        }
        if self.has_inferred {
            for (row, of_person) in (rows.plain..).zip(of_person) {
                inferred[row] = credits[row].above(of_person);
            }
        }
    }
}

impl Special {
    /// What it earns where its skill alone earns this.
    fn earns(&self, of_skill: &Row) -> Row {
        Row(of_skill.0.map(|credit| self.requirement.earns(credit)))
    }
}

impl Groups {
    fn new(rows: &Rows) -> Self {
        let count = rows.member_ends.len() - 1;
        Self { rows: vec![Row::ZERO; count], touched: vec![false; count], list: Vec::new() }
    }

    fn reach(&mut self, group: u32, credit: u8, lane: usize) {
        let at = group as usize;
        if credit > 0 && !self.touched[at] {
            self.touched[at] = true;
            self.list.push(group);
        }
        let byte = &mut self.rows[at].0[lane];
        *byte = (*byte).max(credit);
    }

    /// Hands on the rows of groups with the rows of their members, and clears
    /// them.
    fn merge(&mut self, rows: &Rows, mut into: impl FnMut(&Row, &[u32])) {
        for group in self.list.drain(..) {
            let at = group as usize;
            let earned = std::mem::replace(&mut self.rows[at], Row::ZERO);
            self.touched[at] = false;
            into(&earned, rows.members(at));
        }
    }
}

const _: () = assert!(LANES == 64, "a mask has a bit for every slot");
