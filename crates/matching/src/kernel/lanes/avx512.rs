//! 512-bit vectors of x86-64: two for 64 numbers.

use std::arch::asm;
use std::arch::x86_64::{
    __m512i, _mm512_add_epi8, _mm512_add_epi16, _mm512_adds_epu16, _mm512_cmpge_epu16_mask,
    _mm512_cmpgt_epu8_mask, _mm512_loadu_si512, _mm512_maddubs_epi16, _mm512_max_epu8,
    _mm512_mullo_epi16, _mm512_set1_epi16, _mm512_setzero_si512, _mm512_storeu_si512,
    _mm512_subs_epu16, _mm512_unpackhi_epi8, _mm512_unpacklo_epi8,
};
use std::ptr;

use super::{Bests, Hits, Lists, Numbers, Row, Tile, Vector};

/// The low halves of all quarters, then the high ones.
#[derive(Clone, Copy)]
struct Wide(__m512i, __m512i);

impl Vector for Wide {
    #[inline(always)]
    unsafe fn zero() -> Self {
        // SAFETY: the caller's word that the processor has it; so in all
        // of these functions.
        unsafe { Self(_mm512_setzero_si512(), _mm512_setzero_si512()) }
    }

    #[inline(always)]
    unsafe fn splat(number: u16) -> Self {
        // SAFETY: as above.
        let all = unsafe { _mm512_set1_epi16(number.cast_signed()) };
        Self(all, all)
    }

    #[inline(always)]
    unsafe fn load(numbers: &Numbers) -> Self {
        let start = ptr::from_ref(numbers).cast::<__m512i>();
        // SAFETY: as above; 64 numbers are two vectors.
        unsafe { Self(_mm512_loadu_si512(start), _mm512_loadu_si512(start.add(1))) }
    }

    #[inline(always)]
    unsafe fn store(self, numbers: &mut Numbers) {
        let start = ptr::from_mut(numbers).cast::<__m512i>();
        // SAFETY: as above; 64 numbers are two vectors.
        unsafe {
            _mm512_storeu_si512(start, self.0);
            _mm512_storeu_si512(start.add(1), self.1);
        }
    }

    #[inline(always)]
    unsafe fn earn(self, rows: [*const Row; 4], weights: u16) -> Self {
        // SAFETY: as above; the rows are in the table, of 64 bytes each.
        unsafe {
            let [a, b, c, d] = rows;
            let two = _mm512_add_epi8(whole(a), whole(b));
            let more = _mm512_add_epi8(whole(c), whole(d));
            let weights = _mm512_set1_epi16(weights.cast_signed());
            let low = _mm512_maddubs_epi16(_mm512_unpacklo_epi8(two, more), weights);
            let high = _mm512_maddubs_epi16(_mm512_unpackhi_epi8(two, more), weights);
            Self(_mm512_add_epi16(self.0, low), _mm512_add_epi16(self.1, high))
        }
    }

    #[inline(always)]
    unsafe fn bytes(row: &Row) -> Self {
        // SAFETY: as above; a row is one vector.
        unsafe {
            let bytes = _mm512_loadu_si512(ptr::from_ref(row).cast::<__m512i>());
            let zero = _mm512_setzero_si512();
            Self(_mm512_unpacklo_epi8(bytes, zero), _mm512_unpackhi_epi8(bytes, zero))
        }
    }

    #[inline(always)]
    unsafe fn mullo(self, other: Self) -> Self {
        // SAFETY: as above.
        unsafe { Self(_mm512_mullo_epi16(self.0, other.0), _mm512_mullo_epi16(self.1, other.1)) }
    }

    #[inline(always)]
    unsafe fn subs(self, other: Self) -> Self {
        // SAFETY: as above.
        unsafe { Self(_mm512_subs_epu16(self.0, other.0), _mm512_subs_epu16(self.1, other.1)) }
    }

    #[inline(always)]
    unsafe fn mulhi(self, other: Self) -> Self {
        // SAFETY: as above.
        unsafe { Self(mulhi(self.0, other.0), mulhi(self.1, other.1)) }
    }

    #[inline(always)]
    unsafe fn adds(self, other: Self) -> Self {
        // SAFETY: as above.
        unsafe { Self(_mm512_adds_epu16(self.0, other.0), _mm512_adds_epu16(self.1, other.1)) }
    }

    #[inline(always)]
    unsafe fn ge(self, other: Self) -> u64 {
        // SAFETY: as above.
        unsafe {
            let low = u64::from(_mm512_cmpge_epu16_mask(self.0, other.0));
            low | (u64::from(_mm512_cmpge_epu16_mask(self.1, other.1)) << 32)
        }
    }

    #[inline(always)]
    unsafe fn raise(row: &mut Row, other: &Row) -> u64 {
        // SAFETY: as above; a row is one vector.
        unsafe {
            let (known, other) = (whole(row), whole(other));
            let place = ptr::from_mut(row).cast::<__m512i>();
            _mm512_storeu_si512(place, _mm512_max_epu8(known, other));
            _mm512_cmpgt_epu8_mask(other, known)
        }
    }
}

/// The high half of each product. To the compiler the intrinsic is a product of
/// wider numbers, of which it finds the instruction again only where neither
/// side is the same number everywhere; here one mostly is.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
unsafe fn mulhi(a: __m512i, b: __m512i) -> __m512i {
    let product;
    // SAFETY: as above; registers alone are read and written.
    unsafe {
        asm!(
            "vpmulhuw {product}, {a}, {b}",
            product = lateout(zmm_reg) product,
            a = in(zmm_reg) a,
            b = in(zmm_reg) b,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    product
}

/// A row.
#[inline(always)]
unsafe fn whole(row: *const Row) -> __m512i {
    // SAFETY: as above; a row is one vector.
    unsafe { _mm512_loadu_si512(row.cast::<__m512i>()) }
}

/// # Safety
/// The processor has it, and every row of the quads is in the table.
#[target_feature(enable = "avx512f,avx512bw")]
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
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) unsafe fn sift(tile: &Tile<'_>, lists: &Lists, best: &mut Bests) {
    // SAFETY: the caller's word.
    unsafe { super::sift::<Wide>(tile, lists, best) }
}

/// # Safety
/// The processor has it.
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) unsafe fn raise(
    earned: &Row,
    members: &[u32],
    table: &mut [Row],
    grown: Option<&mut [u64]>,
) {
    // SAFETY: the caller's word.
    unsafe { super::raise::<Wide>(earned, members, table, grown) }
}
