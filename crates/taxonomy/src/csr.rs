//! A relation as compressed sparse rows.

use crate::ids::{ConceptId, id_of};

/// For each concept, a sorted list of values without repetition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Csr<T> {
    /// INVARIANT: one more than there are rows, starting at 0, not falling,
    /// ending at `values.len()`.
    offsets: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Csr<T> {
    fn default() -> Self {
        Self { offsets: vec![0], values: Vec::new() }
    }
}

impl<T: Copy + Ord> Csr<T> {
    /// Makes the rows of `rows` concepts from pairs in any order.
    pub(crate) fn from_pairs(rows: usize, mut pairs: Vec<(ConceptId, T)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut offsets = vec![0; rows + 1];
        for (row, _) in &pairs {
            offsets[row.index() + 1] += 1;
        }
        let mut sum = 0;
        for offset in &mut offsets {
            sum += *offset;
            *offset = sum;
        }
        Self { offsets, values: pairs.into_iter().map(|(_, value)| value).collect() }
    }

    /// The values of a row, sorted.
    pub(crate) fn row(&self, row: ConceptId) -> &[T] {
        let at = row.index();
        &self.values[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }

    pub(crate) fn rows(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn parts(&self) -> (&[u32], &[T]) {
        (&self.offsets, &self.values)
    }

    /// Puts rows together from what a snapshot holds, if they are sound.
    pub(crate) fn from_parts(rows: usize, offsets: Vec<u32>, values: Vec<T>) -> Option<Self> {
        let sound = offsets.len() == rows + 1
            && offsets.first() == Some(&0)
            && offsets.last().is_some_and(|&end| end as usize == values.len())
            && offsets.windows(2).all(|pair| pair[0] <= pair[1])
            && offsets.windows(2).all(|pair| {
                values[pair[0] as usize..pair[1] as usize].windows(2).all(|v| v[0] < v[1])
            });
        sound.then_some(Self { offsets, values })
    }
}

impl Csr<ConceptId> {
    /// The same relation read backwards.
    pub(crate) fn inverse(&self) -> Self {
        let rows = self.rows();
        let mut offsets = vec![0u32; rows + 1];
        for value in &self.values {
            offsets[value.index() + 1] += 1;
        }
        let mut sum = 0;
        for offset in &mut offsets {
            sum += *offset;
            *offset = sum;
        }
        let mut next = offsets.clone();
        let mut values = vec![ConceptId(0); self.values.len()];
        // Rows are walked in order, so each inverse row comes out sorted.
        for row in 0..rows {
            let row = ConceptId(id_of(row));
            for value in self.row(row) {
                let at = &mut next[value.index()];
                values[*at as usize] = row;
                *at += 1;
            }
        }
        Self { offsets, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(n: u32) -> ConceptId {
        ConceptId(n)
    }

    #[test]
    fn rows_are_sorted_and_inverted() {
        let csr = Csr::from_pairs(3, vec![(c(2), c(0)), (c(0), c(2)), (c(0), c(1)), (c(0), c(1))]);
        assert_eq!(csr.row(c(0)), [c(1), c(2)]);
        assert_eq!(csr.row(c(1)), []);
        let inverse = csr.inverse();
        assert_eq!(inverse.row(c(0)), [c(2)]);
        assert_eq!(inverse.row(c(2)), [c(0)]);
        assert_eq!(inverse.inverse(), csr);
    }

    #[test]
    fn unsound_parts_are_refused() {
        let unsorted = Csr::from_parts(1, vec![0, 2], vec![c(1), c(0)]);
        let beyond = Csr::from_parts(1, vec![0, 3], vec![c(0), c(1)]);
        let rows = Csr::from_parts(2, vec![0, 2], vec![c(0), c(1)]);
        assert!(unsorted.is_none() && beyond.is_none() && rows.is_none());
    }
}
