//! What every processor has.

use super::{LANES, Numbers, Row, Vector, lane};

/// What every processor has, shaped so that a compiler finds the vectors.
#[derive(Clone, Copy)]
pub(super) struct Plain(Numbers);

impl Vector for Plain {
    #[inline(always)]
    unsafe fn zero() -> Self {
        Self(Numbers::ZERO)
    }

    #[inline(always)]
    unsafe fn splat(number: u16) -> Self {
        Self(Numbers([number; LANES]))
    }

    #[inline(always)]
    unsafe fn load(numbers: &Numbers) -> Self {
        Self(*numbers)
    }

    #[inline(always)]
    unsafe fn store(self, numbers: &mut Numbers) {
        *numbers = self.0;
    }

    #[inline(always)]
    unsafe fn earn(mut self, rows: [*const Row; 4], weights: u16) -> Self {
        // SAFETY: the rows are in the table.
        let [a, b, c, d] = rows.map(|row| unsafe { &(*row).0 });
        let (first, second) = (weights & 0xff, weights >> 8);
        for eight in 0..LANES / 8 {
            let from = lane(8 * eight);
            for at in 0..8 {
                let two = u16::from(a[from + at]) + u16::from(b[from + at]);
                let more = u16::from(c[from + at]) + u16::from(d[from + at]);
                let number = &mut self.0.0[8 * eight + at];
                *number = number.wrapping_add(first * two + second * more);
            }
        }
        self
    }

    #[inline(always)]
    unsafe fn bytes(row: &Row) -> Self {
        Self(Numbers(std::array::from_fn(|slot| u16::from(row.0[lane(slot)]))))
    }

    #[inline(always)]
    unsafe fn mullo(mut self, other: Self) -> Self {
        for (number, other) in self.0.0.iter_mut().zip(other.0.0) {
            *number = number.wrapping_mul(other);
        }
        self
    }

    #[inline(always)]
    unsafe fn subs(mut self, other: Self) -> Self {
        for (number, other) in self.0.0.iter_mut().zip(other.0.0) {
            *number = number.saturating_sub(other);
        }
        self
    }

    #[inline(always)]
    unsafe fn mulhi(mut self, other: Self) -> Self {
        for (number, other) in self.0.0.iter_mut().zip(other.0.0) {
            *number = ((u32::from(*number) * u32::from(other)) >> 16) as u16;
        }
        self
    }

    #[inline(always)]
    unsafe fn adds(mut self, other: Self) -> Self {
        for (number, other) in self.0.0.iter_mut().zip(other.0.0) {
            *number = number.saturating_add(other);
        }
        self
    }

    #[inline(always)]
    unsafe fn ge(self, other: Self) -> u64 {
        let each = self.0.0.iter().zip(other.0.0).enumerate();
        each.fold(0, |mask, (slot, (&own, other))| mask | (u64::from(own >= other) << slot))
    }

    #[inline(always)]
    unsafe fn raise(row: &mut Row, other: &Row) -> u64 {
        let grown = other.above(row);
        for (own, &other) in row.0.iter_mut().zip(&other.0) {
            *own = (*own).max(other);
        }
        grown
    }
}
