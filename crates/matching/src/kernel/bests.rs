//! What the best posts of 64 candidates are worth, found in vectors among a
//! few: so that lists know what to leave out before they begin to fill.
#![allow(
    clippy::inline_always,
    reason = "loops become vectors only inside a function that has the feature"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "worth is at most 10,000, and the rest only makes it lower"
)]

use super::layout::{LANES, Numbers, Shape};

/// The best of the eligible, and of the near misses, for each of 64 candidates,
/// in hundredths of a per cent and the best first; 0 where there are fewer.
#[derive(Debug)]
pub(super) struct Bests {
    best: [Vec<Numbers>; 2],
    /// What each candidate's skills weigh.
    own: [f32; LANES],
}

/// From here on the last bit of a number is worth 1: added, it rounds, and
/// leaves the rounded number in the lowest bits. A conversion would check what
/// cannot be and become no vectors.
const WHOLE: f32 = 8_388_608.0;

impl Bests {
    pub(super) fn new(limits: [usize; 2]) -> Self {
        Self { best: limits.map(|limit| vec![Numbers::ZERO; limit]), own: [0.0; LANES] }
    }

    /// Begins with other candidates.
    pub(super) fn clear(&mut self, own: &[u64; LANES]) {
        self.best.iter_mut().for_each(|best| best.fill(Numbers::ZERO));
        self.own = own.map(|own| own as f32);
    }

    /// What the last of a list would have, in hundredths of a per cent: as many
    /// posts as it takes are worth that.
    pub(super) fn least(&self, which: usize, slot: usize) -> u16 {
        let last = self.best.get(which).and_then(|best| best.last());
        last.and_then(|last| last.0.get(slot)).copied().unwrap_or(0)
    }

    /// Puts a post into its place, for the slots of two masks.
    #[inline(always)]
    pub(super) fn sift(
        &mut self,
        post: &Shape,
        sums: &Numbers,
        sides: &Numbers,
        by_fit: bool,
        masks: [u64; 2],
    ) {
        let (share, weight) = (f32::from(post.skills_share), post.weight as f32);
        let mut worth = Numbers::ZERO;
        let each = worth.0.iter_mut().zip(&sums.0).zip(&sides.0).zip(&self.own);
        for (((worth, &sum), &side), &own) in each {
            let of_skills = if by_fit {
                2.0 * share * f32::from(sum) / (weight + own)
            } else {
                share * f32::from(sum) / weight
            };
            let most = 100.0 * share;
            let of_skills = if of_skills < most { of_skills } else { most };
            let rounded = (of_skills + WHOLE).to_bits() as u16;
            *worth = rounded.saturating_sub(1) + side;
        }
        for (best, mask) in self.best.iter_mut().zip(masks) {
            if mask == 0 {
                continue;
            }
            let mut new = Numbers::ZERO;
            for (at, eight) in mask.to_le_bytes().into_iter().enumerate() {
                for bit in 0..8 {
                    let is_in = 0_u16.wrapping_sub(u16::from(eight >> bit & 1));
                    let slot = 8 * at + bit;
                    if let (Some(new), Some(worth)) = (new.0.get_mut(slot), worth.0.get(slot)) {
                        *new = worth & is_in;
                    }
                }
            }
            for known in best {
                for (known, new) in known.0.iter_mut().zip(&mut new.0) {
                    (*known, *new) = ((*known).max(*new), (*known).min(*new));
                }
            }
        }
    }
}
