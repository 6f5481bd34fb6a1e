//! 256-bit vectors of x86-64: four for 64 numbers.

use std::arch::asm;
use std::arch::x86_64::{
    __m256i, _mm256_add_epi8, _mm256_add_epi16, _mm256_adds_epu16, _mm256_cmpeq_epi8,
    _mm256_cmpeq_epi16, _mm256_loadu_si256, _mm256_maddubs_epi16, _mm256_max_epu8,
    _mm256_max_epu16, _mm256_movemask_epi8, _mm256_mullo_epi16, _mm256_packs_epi16,
    _mm256_permute4x64_epi64, _mm256_set1_epi16, _mm256_setzero_si256, _mm256_storeu_si256,
    _mm256_subs_epu16, _mm256_unpackhi_epi8, _mm256_unpacklo_epi8,
};
use std::ptr;

use super::{Bests, Hits, Lists, Numbers, Row, Tile, Vector};

/// The low halves of all quarters in two vectors, then the high ones.
#[derive(Clone, Copy)]
struct Wide([__m256i; 4]);

impl Vector for Wide {
    #[inline(always)]
    unsafe fn zero() -> Self {
        // SAFETY: the caller's word that the processor has it; so in all
        // of these functions.
        Self([unsafe { _mm256_setzero_si256() }; 4])
    }

    #[inline(always)]
    unsafe fn splat(number: u16) -> Self {
        // SAFETY: as above.
        Self([unsafe { _mm256_set1_epi16(number.cast_signed()) }; 4])
    }

    #[inline(always)]
    unsafe fn load(numbers: &Numbers) -> Self {
        let start = ptr::from_ref(numbers).cast::<__m256i>();
        // SAFETY: as above; 64 numbers are four vectors.
        unsafe {
            Self([
                _mm256_loadu_si256(start),
                _mm256_loadu_si256(start.add(1)),
                _mm256_loadu_si256(start.add(2)),
                _mm256_loadu_si256(start.add(3)),
            ])
        }
    }

    #[inline(always)]
    unsafe fn store(self, numbers: &mut Numbers) {
        let start = ptr::from_mut(numbers).cast::<__m256i>();
        for (at, part) in self.0.into_iter().enumerate() {
            // SAFETY: as above; 64 numbers are four vectors.
            unsafe { _mm256_storeu_si256(start.add(at), part) };
        }
    }

    #[inline(always)]
    unsafe fn earn(self, rows: [*const Row; 4], weights: u16) -> Self {
        let Self([mut low, mut low_more, mut high, mut high_more]) = self;
        // SAFETY: as above; the rows are in the table, of 64 bytes each,
        // which are two vectors.
        unsafe {
            let weights = _mm256_set1_epi16(weights.cast_signed());
            let [a, b, c, d] = rows;
            for (half, low, high) in [(0, &mut low, &mut high), (1, &mut low_more, &mut high_more)]
            {
                let two = _mm256_add_epi8(part(a, half), part(b, half));
                let more = _mm256_add_epi8(part(c, half), part(d, half));
                let earned = _mm256_maddubs_epi16(_mm256_unpacklo_epi8(two, more), weights);
                *low = _mm256_add_epi16(*low, earned);
                let earned = _mm256_maddubs_epi16(_mm256_unpackhi_epi8(two, more), weights);
                *high = _mm256_add_epi16(*high, earned);
            }
        }
        Self([low, low_more, high, high_more])
    }

    #[inline(always)]
    unsafe fn bytes(row: &Row) -> Self {
        let start = ptr::from_ref(row).cast::<__m256i>();
        // SAFETY: as above; a row is two vectors.
        unsafe {
            let zero = _mm256_setzero_si256();
            let (a, b) = (_mm256_loadu_si256(start), _mm256_loadu_si256(start.add(1)));
            let (low, low_more) = (_mm256_unpacklo_epi8(a, zero), _mm256_unpacklo_epi8(b, zero));
            let (high, high_more) = (_mm256_unpackhi_epi8(a, zero), _mm256_unpackhi_epi8(b, zero));
            Self([low, low_more, high, high_more])
        }
    }

    #[inline(always)]
    unsafe fn mullo(mut self, other: Self) -> Self {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            // SAFETY: as above.
            *own = unsafe { _mm256_mullo_epi16(*own, other) };
        }
        self
    }

    #[inline(always)]
    unsafe fn subs(mut self, other: Self) -> Self {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            // SAFETY: as above.
            *own = unsafe { _mm256_subs_epu16(*own, other) };
        }
        self
    }

    #[inline(always)]
    unsafe fn mulhi(mut self, other: Self) -> Self {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            // SAFETY: as above.
            *own = unsafe { mulhi(*own, other) };
        }
        self
    }

    #[inline(always)]
    unsafe fn adds(mut self, other: Self) -> Self {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            // SAFETY: as above.
            *own = unsafe { _mm256_adds_epu16(*own, other) };
        }
        self
    }

    #[inline(always)]
    unsafe fn ge(self, other: Self) -> u64 {
        let (own, other) = (self.0, other.0);
        // SAFETY: as above.
        unsafe {
            let low = mask(ge(own[0], other[0]), ge(own[1], other[1]));
            low | (mask(ge(own[2], other[2]), ge(own[3], other[3])) << 32)
        }
    }

    #[inline(always)]
    unsafe fn raise(row: &mut Row, other: &Row) -> u64 {
        let (row, other) = (ptr::from_mut(row), ptr::from_ref(other));
        let mut grown = 0;
        for half in 0..2 {
            // SAFETY: as above; a row is two vectors.
            unsafe {
                let known = part(row, half);
                let most = _mm256_max_epu8(known, part(other, half));
                _mm256_storeu_si256(row.cast::<__m256i>().add(half), most);
                let same = _mm256_movemask_epi8(_mm256_cmpeq_epi8(most, known)).cast_unsigned();
                grown |= u64::from(!same) << (32 * half);
            }
        }
        grown
    }
}

/// The high half of each product; the intrinsic would become several
/// instructions, as it does in 512 bits.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn mulhi(a: __m256i, b: __m256i) -> __m256i {
    let product;
    // SAFETY: as above; registers alone are read and written.
    unsafe {
        asm!(
            "vpmulhuw {product}, {a}, {b}",
            product = lateout(ymm_reg) product,
            a = in(ymm_reg) a,
            b = in(ymm_reg) b,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    product
}

/// Half of a row.
#[inline(always)]
unsafe fn part(row: *const Row, half: usize) -> __m256i {
    // SAFETY: as above; a row is two vectors.
    unsafe { _mm256_loadu_si256(row.cast::<__m256i>().add(half)) }
}

#[inline(always)]
unsafe fn ge(a: __m256i, b: __m256i) -> __m256i {
    // SAFETY: as above.
    unsafe { _mm256_cmpeq_epi16(_mm256_max_epu16(a, b), a) }
}

/// Two vectors of words become one of bytes, whose quarters the packing has
/// mixed.
#[inline(always)]
unsafe fn mask(a: __m256i, b: __m256i) -> u64 {
    // SAFETY: as above.
    unsafe {
        let bytes = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi16(a, b));
        u64::from(_mm256_movemask_epi8(bytes).cast_unsigned())
    }
}

/// # Safety
/// The processor has it, and every row of the quads is in the table.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn score(
    tile: &Tile<'_>,
    lists: &Lists,
    sums: &mut [Numbers],
    hits: &mut [Hits],
) {
    // SAFETY: the caller's word.
    unsafe { super::score::<Wide>(tile, lists, sums, hits) }
}

/// # Safety
/// As [`score`].
#[target_feature(enable = "avx2")]
pub(super) unsafe fn sift(tile: &Tile<'_>, lists: &Lists, best: &mut Bests) {
    // SAFETY: the caller's word.
    unsafe { super::sift::<Wide>(tile, lists, best) }
}

/// # Safety
/// The processor has it.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn raise(
    earned: &Row,
    members: &[u32],
    table: &mut [Row],
    grown: Option<&mut [u64]>,
) {
    // SAFETY: the caller's word.
    unsafe { super::raise::<Wide>(earned, members, table, grown) }
}
