//! What the vectors read and write, as it lies in memory.
//!
//! A **lane** is the place of a candidate in a row of bytes; a **slot** its
//! place once bytes have become 16-bit numbers, and its bit in a mask.
//! Unpacking within 128 bits makes the two differ: [`lane`] leads from slot to
//! lane.
#![allow(
    clippy::indexing_slicing,
    reason = "arrays here have 64 places, and slots are below 64; the plan numbers quads"
)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "the high half of a product of two 16-bit numbers has 16 bits, and shares are small"
)]

/// How many candidates a block has.
pub(super) const LANES: usize = 64;

/// A byte for each candidate of a block: one line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Row(pub(super) [u8; LANES]);

impl Row {
    pub(super) const ZERO: Self = Self([0; LANES]);

    /// A bit for each lane in which it is above another.
    pub(super) fn above(&self, other: &Self) -> u64 {
        let each = self.0.iter().zip(&other.0).enumerate();
        each.fold(0, |mask, (lane, (own, other))| mask | (u64::from(own > other) << lane))
    }
}

/// A 16-bit number for each candidate, by slot.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Numbers(pub(super) [u16; LANES]);

impl Numbers {
    pub(super) const ZERO: Self = Self([0; LANES]);
}

/// The lane of a slot.
pub(super) const fn lane(slot: usize) -> usize {
    // Groups of eight, as unpacking leaves them: the low halves of all
    // quarters, then the high ones.
    const EIGHTS: [usize; 8] = [0, 2, 4, 6, 1, 3, 5, 7];
    EIGHTS[slot / 8 % 8] * 8 + slot % 8
}

/// Four rows: the first two weigh the same, and so do the last two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quad {
    pub(super) rows: [u32; 4],
    /// The two weights, the first in the low byte. 200 times their sum is at
    /// most 32,767, where the products of bytes saturate.
    pub(super) weights: u16,
}

/// The quads of all posts.
#[derive(Clone, Debug, Default)]
pub(super) struct Quads {
    quads: Vec<Quad>,
    /// The greatest row that any of them names.
    greatest: u32,
}

impl Quads {
    pub(super) fn push(&mut self, quad: Quad) {
        self.greatest = quad.rows.into_iter().fold(self.greatest, u32::max);
        self.quads.push(quad);
    }

    pub(super) fn len(&self) -> usize {
        self.quads.len()
    }

    /// Those of a post.
    pub(super) fn of(&self, post: &Shape) -> &[Quad] {
        &self.quads[post.first_quad as usize..][..usize::from(post.quads)]
    }

    /// # Panics
    /// Where a quad may name a row that is not in the table.
    pub(super) fn check(&self, table: &[Row]) {
        assert!((self.greatest as usize) < table.len(), "a row for every requirement");
    }
}

/// A post as numbers: half a line of the cache, for every pair looks at it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// The first of its quads, and how many there are; none of a post that the
    /// vectors cannot score.
    pub(super) first_quad: u32,
    pub(super) quads: u16,
    /// 2²² by the share of skills, which is at least [`Shape::LEAST_SHARE`].
    pub(super) reciprocal: u16,
    /// Σ weight; 1 to 511 where the vectors can score it.
    pub(super) weight: u64,
    /// The rows of the components beside skills; that of experience first.
    pub(super) sides: [u32; 3],
    /// Their shares, in per cent.
    pub(super) side_shares: [u8; 3],
    /// The share of skills.
    pub(super) skills_share: u8,
}

impl Shape {
    /// The least share of skills whose reciprocal has 16 bits.
    pub(super) const LEAST_SHARE: u8 = 65;

    /// Whether it asks for anything beside skills.
    pub(super) const fn is_sided(&self) -> bool {
        self.skills_share < 100
    }
}

/// What the worst of a full list has reached, so that anything less need not be
/// looked at; 0 where the list has room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Least {
    /// In hundredths of a per cent, cut.
    pub(super) total: u16,
    /// The same in 1/512 of a per cent, cut.
    pub(super) fraction: u16,
}

impl Least {
    /// Of a list that takes nothing.
    pub(super) const CLOSED: Self = Self { total: u16::MAX, fraction: u16::MAX };

    /// Of a list whose worst has so many millionths.
    pub(super) fn of(millionths: u32) -> Self {
        let total = millionths / 100;
        // At most 10,000 and 51,200.
        Self { total: total as u16, fraction: (total * 512 / 100) as u16 }
    }
}

/// What the lists of 64 candidates have reached: of the eligible, or of the near
/// misses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    /// [`Least::total`] of each.
    pub(super) total: Numbers,
    /// [`Least::fraction`] of each.
    pub(super) fraction: Numbers,
    /// The high half of the fraction times [`Lists::own_weight`].
    pub(super) own: Numbers,
}

impl Reached {
    pub(super) const NOTHING: Self =
        Self { total: Numbers::ZERO, fraction: Numbers::ZERO, own: Numbers::ZERO };

    /// Learns what a list has reached, which never falls.
    pub(super) fn set(&mut self, slot: usize, least: Least, own_weight: &Numbers) {
        if least.total < self.total.0[slot] {
            return;
        }
        self.total.0[slot] = least.total;
        self.fraction.0[slot] = least.fraction;
        let own = u32::from(least.fraction) * u32::from(own_weight.0[slot]);
        self.own.0[slot] = (own >> 16) as u16;
    }
}

/// The lists of a block's candidates.
#[derive(Clone, Debug)]
pub(super) struct Lists {
    /// Of the eligible, and of the near misses.
    pub(super) reached: [Reached; 2],
    /// 64 times what each candidate's skills weigh, or as much as fits.
    pub(super) own_weight: Numbers,
    /// Whether candidates' lists, and vacancies', are by fit.
    pub(super) by_fit: [bool; 2],
}

/// A post that somebody in a block is wanted for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) post: u32,
    /// The slots that are eligible, and that fail one demand.
    pub(super) masks: [u64; 2],
}

/// Posts that are scored together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tile<'a> {
    pub(super) quads: &'a Quads,
    /// All posts.
    pub(super) posts: &'a [Shape],
    /// What the lists of each have reached.
    pub(super) reached: &'a [[Least; 2]],
    /// Those to score.
    pub(super) wanted: &'a [Wanted],
    pub(super) credits: &'a [Row],
    pub(super) sides: &'a [Row],
}

/// The slots that are worth a closer look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hits {
    pub(super) candidate: u64,
    pub(super) vacancy: u64,
}
