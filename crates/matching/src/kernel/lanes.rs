//! The vectors: 64 candidates side by side, one byte each.
//!
//! The only module with `unsafe`, with its parts: pointers to rows whose numbers the plan has
//! checked, and intrinsics behind a check of the processor. Everything else
//! is the same code for every instruction set.
#![allow(
    unsafe_code,
    clippy::indexing_slicing,
    reason = "vectors are reached by pointers; arrays here have 64 places, and slots are below 64"
)]
#![allow(
    clippy::inline_always,
    reason = "an intrinsic becomes one instruction only inside a function that has the feature"
)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "the high half of a product of two 16-bit numbers has 16 bits, and weights are checked"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod plain;

use super::bests::Bests;
use super::layout::{Hits, LANES, Lists, Numbers, Quad, Row, Shape, Tile, Wanted, lane};
use plain::Plain;

/// How many posts ahead memory is asked for.
const AHEAD: usize = 3;
/// What processors move at once, in bytes.
const LINE: usize = 64;

/// Asks for memory that will be read soon; nothing but the time depends on it.
pub(super) fn prefetch<T: ?Sized>(place: &T) {
    let lines = size_of_val(place).div_ceil(LINE);
    let start = std::ptr::from_ref(place).cast::<i8>();
    for line in 0..lines {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: every x86-64 processor has it, and no address is wrong for it.
        unsafe {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(LINE * line));
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = (start, line);
    }
}

/// A way to compute; all give the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstructionSet {
    /// What every processor has.
    Portable,
    /// 256-bit vectors of x86-64.
    Avx2,
    /// 512-bit vectors of x86-64.
    Avx512,
}

impl InstructionSet {
    /// Those that this processor has, the fastest last.
    pub fn available() -> Vec<Self> {
        #[cfg_attr(not(target_arch = "x86_64"), allow(unused_mut, reason = "nothing to add"))]
        let mut found = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                found.push(Self::Avx2);
            }
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") {
                found.push(Self::Avx512);
            }
        }
        found
    }

    /// The fastest that this processor has.
    pub fn best() -> Self {
        Self::available().pop().unwrap_or(Self::Portable)
    }

    /// Whether this processor has it.
    fn is_here(self) -> bool {
        Self::available().contains(&self)
    }
}

/// An instruction set that this processor has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lanes(InstructionSet);

impl Lanes {
    /// Falls back on the portable one where the processor has not the one
    /// wanted.
    pub(super) fn new(wanted: InstructionSet) -> Self {
        Self(if wanted.is_here() { wanted } else { InstructionSet::Portable })
    }

    /// Σ weight · credit of 64 candidates for each post, and the slots that are
    /// worth a closer look: never too few.
    ///
    /// # Panics
    /// Where a post names a row that is not there, or there is not a place in
    /// `sums` and `hits` for every post.
    pub(super) fn score(
        self,
        tile: &Tile<'_>,
        lists: &Lists,
        sums: &mut [Numbers],
        hits: &mut [Hits],
    ) {
        let count = tile.wanted.len();
        assert!(count <= sums.len() && count <= hits.len(), "a place for every post");
        tile.quads.check(tile.credits);
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `new` has seen that the processor has it, and `check`
            // that every row is in the table.
            InstructionSet::Avx512 => unsafe { avx512::score(tile, lists, sums, hits) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            InstructionSet::Avx2 => unsafe { avx2::score(tile, lists, sums, hits) },
            // SAFETY: every row is in the table.
            _ => unsafe { score::<Plain>(tile, lists, sums, hits) },
        }
    }

    /// Puts what posts are worth for 64 candidates into their best: never more
    /// than it is.
    ///
    /// # Panics
    /// As [`Lanes::score`].
    pub(super) fn sift(self, tile: &Tile<'_>, lists: &Lists, best: &mut Bests) {
        tile.quads.check(tile.credits);
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `score`.
            InstructionSet::Avx512 => unsafe { avx512::sift(tile, lists, best) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `score`.
            InstructionSet::Avx2 => unsafe { avx2::sift(tile, lists, best) },
            // SAFETY: as in `score`.
            _ => unsafe { sift::<Plain>(tile, lists, best) },
        }
    }

    /// Raises some rows of a table to what has been earned; marks, where asked
    /// to, the lanes that grew.
    pub(super) fn raise(
        self,
        earned: &Row,
        members: &[u32],
        table: &mut [Row],
        grown: Option<&mut [u64]>,
    ) {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `new` has seen that the processor has it.
            InstructionSet::Avx512 => unsafe { avx512::raise(earned, members, table, grown) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            InstructionSet::Avx2 => unsafe { avx2::raise(earned, members, table, grown) },
            // SAFETY: every processor has it.
            _ => unsafe { raise::<Plain>(earned, members, table, grown) },
        }
    }
}

/// 64 numbers of 16 bits.
///
/// # Safety
/// Every function needs the processor to have the instruction set; `load` of
/// rows needs them to be in the table.
trait Vector: Copy {
    unsafe fn zero() -> Self;
    unsafe fn splat(number: u16) -> Self;
    unsafe fn load(numbers: &Numbers) -> Self;
    unsafe fn store(self, numbers: &mut Numbers);
    /// Adds what four rows earn.
    unsafe fn earn(self, rows: [*const Row; 4], weights: u16) -> Self;
    /// The bytes of a row.
    unsafe fn bytes(row: &Row) -> Self;
    /// The low half of each product.
    unsafe fn mullo(self, other: Self) -> Self;
    /// The high half of each product.
    unsafe fn mulhi(self, other: Self) -> Self;
    /// Sums that stop at 65,535.
    unsafe fn adds(self, other: Self) -> Self;
    /// Differences that stop at 0.
    unsafe fn subs(self, other: Self) -> Self;
    /// The slots where `self` is not below `other`.
    unsafe fn ge(self, other: Self) -> u64;
    /// Raises a row to another, and gives the lanes that grew.
    unsafe fn raise(row: &mut Row, other: &Row) -> u64;
}

/// Raises some rows to what has been earned.
///
/// # Safety
/// As [`Vector`].
#[inline(always)]
unsafe fn raise<V: Vector>(
    earned: &Row,
    members: &[u32],
    table: &mut [Row],
    grown: Option<&mut [u64]>,
) {
    // SAFETY: the caller's word.
    unsafe {
        if let Some(grown) = grown {
            for &row in members {
                grown[row as usize] |= V::raise(&mut table[row as usize], earned);
            }
        } else {
            for &row in members {
                V::raise(&mut table[row as usize], earned);
            }
        }
    }
}

/// Σ weight · credit.
///
/// # Safety
/// As [`Vector`]; every row of the quads is in `rows`.
#[inline(always)]
unsafe fn sum<V: Vector>(quads: &[Quad], rows: &[Row]) -> V {
    let start = rows.as_ptr();
    // SAFETY: the caller's word.
    unsafe {
        let mut sum = V::zero();
        for quad in quads {
            let [a, b, c, d] = quad.rows;
            let rows = [
                start.add(a as usize),
                start.add(b as usize),
                start.add(c as usize),
                start.add(d as usize),
            ];
            sum = sum.earn(rows, quad.weights);
        }
        sum
    }
}

/// The part of the skills' share that is left for them once the sides have
/// added theirs, in 512ths.
///
/// A closure would not do, here and below: it has not the feature of the
/// function that it stands in, and intrinsics in it become calls.
///
/// # Safety
/// As for [`score`].
#[inline(always)]
unsafe fn fraction<V: Vector>(total: V, side: V, reciprocal: u16) -> V {
    // SAFETY: the caller's word.
    unsafe {
        let left = total.subs(side);
        let two = left.adds(left);
        let fraction = two.adds(two).mulhi(V::splat(reciprocal));
        fraction.adds(fraction)
    }
}

/// The sum from which a list by fit wants a pair: `half` is half the weight of
/// the post in 64ths, `own` what the candidate's weight adds.
///
/// # Safety
/// As for [`score`].
#[inline(always)]
unsafe fn by_fit<V: Vector>(fraction: V, own: V, half: u16) -> V {
    // SAFETY: the caller's word.
    unsafe { fraction.mulhi(V::splat(half)).adds(own) }
}

/// Posts go by once for each block, so none is at hand.
#[inline(always)]
fn prefetch_posts(tile: &Tile<'_>, at: usize) {
    if let Some(later) = tile.wanted.get(at + AHEAD) {
        prefetch(tile.quads.of(&tile.posts[later.post as usize]));
    }
    if let Some(later) = tile.wanted.get(at + 4 * AHEAD) {
        prefetch(&tile.posts[later.post as usize]);
    }
}

/// Σ weight · credit of a post, what its sides add, and the slots that have
/// anything to do with it.
///
/// # Safety
/// As [`sum`].
#[inline(always)]
unsafe fn earned<V: Vector>(tile: &Tile<'_>, post: &Shape) -> (V, V, u64) {
    // SAFETY: the caller's word.
    unsafe {
        let sum: V = sum(tile.quads.of(post), tile.credits);
        let mut some = sum.ge(V::splat(1));
        let mut side = V::zero();
        if post.is_sided() {
            for (&row, &share) in post.sides.iter().zip(&post.side_shares) {
                let worth = V::bytes(&tile.sides[row as usize]);
                side = side.adds(worth.mullo(V::splat(u16::from(share))));
            }
            some |= V::bytes(&tile.sides[post.sides[0] as usize]).ge(V::splat(1));
        }
        (sum, side, some)
    }
}

/// Puts the posts of a tile into the best of 64 candidates.
///
/// # Safety
/// As [`sum`].
#[inline(always)]
unsafe fn sift<V: Vector>(tile: &Tile<'_>, lists: &Lists, best: &mut Bests) {
    for (at, wanted) in tile.wanted.iter().enumerate() {
        prefetch_posts(tile, at);
        let post = &tile.posts[wanted.post as usize];
        let (mut sums, mut sides) = (Numbers::ZERO, Numbers::ZERO);
        // SAFETY: the caller's word.
        let some = unsafe {
            let (sum, side, some) = earned::<V>(tile, post);
            sum.store(&mut sums);
            side.store(&mut sides);
            some
        };
        best.sift(post, &sums, &sides, lists.by_fit[0], wanted.masks.map(|mask| mask & some));
    }
}

/// Scores the posts of a tile.
///
/// # Safety
/// As [`sum`].
#[inline(always)]
unsafe fn score<V: Vector>(
    tile: &Tile<'_>,
    lists: &Lists,
    sums: &mut [Numbers],
    hits: &mut [Hits],
) {
    for (at, ((wanted, sums), hits)) in tile.wanted.iter().zip(sums).zip(hits).enumerate() {
        prefetch_posts(tile, at);
        // SAFETY: the caller's word.
        *hits = unsafe { score_post::<V>(tile, wanted, lists, sums) };
    }
}

/// Scores a post for 64 candidates and finds who is worth a closer look: by a
/// bound on Σ weight · credit that is never above the true one.
///
/// By score a list needs `least ≤ share · sum / weight + sides`, by fit
/// `least ≤ share · 2 · sum / (weight + own) + sides`. What is left of `least`
/// once the sides are taken off, by the share of skills, is the fraction that
/// skills have to reach; every product is cut, so that the bound comes out low.
///
/// # Safety
/// As [`sum`].
#[inline(always)]
unsafe fn score_post<V: Vector>(
    tile: &Tile<'_>,
    wanted: &Wanted,
    lists: &Lists,
    sums: &mut Numbers,
) -> Hits {
    let (post, reached) = (&tile.posts[wanted.post as usize], tile.reached[wanted.post as usize]);
    // SAFETY: the caller's word.
    unsafe {
        let (sum, side, some) = earned::<V>(tile, post);
        sum.store(sums);
        let weight = post.weight as u16;
        let (whole, half) = (weight << 7, weight << 6);
        let mut hits = Hits::default();
        for (which, mask) in wanted.masks.into_iter().enumerate() {
            let mask = mask & some;
            if mask == 0 {
                continue;
            }
            let of = &lists.reached[which];
            let bound = match (post.is_sided(), lists.by_fit[0]) {
                (false, true) => by_fit(V::load(&of.fraction), V::load(&of.own), half),
                (false, false) => V::load(&of.fraction).mulhi(V::splat(whole)),
                (true, true) => {
                    let fraction = fraction(V::load(&of.total), side, post.reciprocal);
                    by_fit(fraction, fraction.mulhi(V::load(&lists.own_weight)), half)
                }
                (true, false) => {
                    let fraction = fraction(V::load(&of.total), side, post.reciprocal);
                    fraction.mulhi(V::splat(whole))
                }
            };
            hits.candidate |= mask & sum.ge(bound);
            let least = reached[which];
            let fraction = if post.is_sided() {
                fraction(V::splat(least.total), side, post.reciprocal)
            } else {
                V::splat(least.fraction)
            };
            let bound = if lists.by_fit[1] {
                by_fit(fraction, fraction.mulhi(V::load(&lists.own_weight)), half)
            } else {
                fraction.mulhi(V::splat(whole))
            };
            hits.vacancy |= mask & sum.ge(bound);
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::{Least, Quads, Reached, Shape};
    use super::*;

    /// Rows and quads from a simple generator, with credits up to 100.
    fn sample(rows: u8, quads: u32) -> (Vec<Row>, Quads) {
        let mut state = 1_u32;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        let table = (0..rows).map(|_| Row(std::array::from_fn(|_| next(101) as u8))).collect();
        let quad = |_| Quad {
            rows: std::array::from_fn(|_| next(u32::from(rows))),
            weights: (next(5) as u16 + 1) | ((next(5) as u16 + 1) << 8),
        };
        let mut all = Quads::default();
        (0..quads).map(quad).for_each(|quad| all.push(quad));
        (table, all)
    }

    /// Two posts of all quads, one with components beside skills.
    fn posts(quads: &Quads) -> [Shape; 2] {
        [[0; 3], [15, 10, 5]].map(|side_shares| Shape {
            first_quad: 0,
            quads: quads.len() as u16,
            reciprocal: 59_918,
            weight: 72,
            sides: [3, 4, 5],
            side_shares,
            skills_share: 100 - side_shares.iter().sum::<u8>(),
        })
    }

    /// Those posts for 64 candidates.
    fn scored(set: InstructionSet, quads: u32, by_fit: [bool; 2]) -> ([Numbers; 2], [Hits; 2]) {
        let (rows, quads) = sample(37, quads);
        let numbers =
            |step: usize, most: usize| Numbers(std::array::from_fn(|at| (at * step % most) as u16));
        let mut lists =
            Lists { reached: [Reached::NOTHING; 2], own_weight: numbers(997, 30_000), by_fit };
        for slot in 0..LANES {
            for (which, step) in [9_973, 7_919].into_iter().enumerate() {
                let least = Least::of((slot * step % 500_000) as u32);
                lists.reached[which].set(slot, least, &lists.own_weight);
            }
        }
        let posts = posts(&quads);
        let tile = Tile {
            quads: &quads,
            posts: &posts,
            reached: &[[Least::of(123_400), Least::of(345_600)]; 2],
            wanted: &[0, 1]
                .map(|post| Wanted { post, masks: [0x0f0f_ffff_0000_aaaa, 0xf0f0_0000_ffff_5555] }),
            credits: &rows,
            sides: &rows,
        };
        let (mut sums, mut hits) = ([Numbers::ZERO; 2], [Hits::default(); 2]);
        Lanes::new(set).score(&tile, &lists, &mut sums, &mut hits);
        (sums, hits)
    }

    #[test]
    fn every_instruction_set_sums_as_one_by_one() {
        for count in [0, 1, 2, 7, 16] {
            let (rows, quads) = sample(37, count);
            for set in InstructionSet::available() {
                let (sums, _) = scored(set, count, [true, false]);
                for slot in 0..LANES {
                    let credit = |row: u32| u16::from(rows[row as usize].0[lane(slot)]);
                    let of_quad = |Quad { rows: [a, b, c, d], weights }: &Quad| {
                        (weights & 255) * (credit(*a) + credit(*b))
                            + (weights >> 8) * (credit(*c) + credit(*d))
                    };
                    let expected: u16 = quads.of(&posts(&quads)[0]).iter().map(of_quad).sum();
                    assert_eq!(sums.map(|s| s.0[slot]), [expected; 2], "{set:?}, slot {slot}");
                }
            }
        }
    }

    #[test]
    fn every_instruction_set_finds_the_same_slots() {
        for by_fit in [[true, false], [false, true], [true, true], [false, false]] {
            let (_, expected) = scored(InstructionSet::Portable, 6, by_fit);
            assert!(expected.iter().all(|hits| hits.candidate != 0 && hits.vacancy != 0));
            assert!(expected.iter().all(|hits| hits.candidate != u64::MAX), "some are left out");
            for set in InstructionSet::available() {
                assert_eq!(scored(set, 6, by_fit).1, expected, "{set:?}");
            }
        }
    }

    #[test]
    fn every_instruction_set_raises_and_marks_the_same_lanes() {
        let (rows, _) = sample(9, 0);
        let earned = rows[8];
        for set in InstructionSet::available() {
            let (mut table, mut grown) = (rows.clone(), vec![0; 9]);
            Lanes::new(set).raise(&earned, &[1, 3], &mut table, None);
            Lanes::new(set).raise(&earned, &[2, 4], &mut table, Some(&mut grown));
            for (at, (row, before)) in table.iter().zip(&rows).enumerate() {
                let is_member = (1..=4).contains(&at);
                let max = |lane: usize| before.0[lane].max(earned.0[lane]);
                let expected = if is_member { std::array::from_fn(max) } else { before.0 };
                assert_eq!(row.0, expected, "{set:?}, row {at}");
                let marked = if matches!(at, 2 | 4) { earned.above(before) } else { 0 };
                assert_eq!(grown[at], marked, "{set:?}, row {at}");
            }
        }
    }

    #[test]
    fn slots_and_lanes_are_the_same_places() {
        let mut seen: Vec<usize> = (0..LANES).map(lane).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..LANES).collect::<Vec<_>>());
    }
}
