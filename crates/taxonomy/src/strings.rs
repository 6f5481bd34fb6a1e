//! Many texts in one allocation.

use crate::ids::id_of;

/// A list of texts, stored one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StringTable {
    blob: String,
    /// Where each text starts, and one more for the end of the last.
    /// INVARIANT: never empty, starts at 0, does not fall, ends at
    /// `blob.len()`, and every value lies between two characters.
    offsets: Vec<u32>,
}

impl Default for StringTable {
    fn default() -> Self {
        Self { blob: String::new(), offsets: vec![0] }
    }
}

impl StringTable {
    pub(crate) fn push(&mut self, text: &str) {
        self.blob.push_str(text);
        self.offsets.push(id_of(self.blob.len()));
    }

    pub(crate) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The text at a position.
    ///
    /// # Panics
    /// Where the position is not below `len`.
    pub(crate) fn get(&self, position: usize) -> &str {
        &self.blob[self.offsets[position] as usize..self.offsets[position + 1] as usize]
    }

    pub(crate) fn parts(&self) -> (&str, &[u32]) {
        (&self.blob, &self.offsets)
    }

    /// Puts a table together from what a snapshot holds, if it is one.
    pub(crate) fn from_parts(blob: String, offsets: Vec<u32>) -> Option<Self> {
        let sound = offsets.first() == Some(&0)
            && offsets.last().is_some_and(|&end| end as usize == blob.len())
            && offsets.windows(2).all(|pair| pair[0] <= pair[1])
            && offsets.iter().all(|&at| blob.is_char_boundary(at as usize));
        sound.then_some(Self { blob, offsets })
    }
}

impl<'a> FromIterator<&'a str> for StringTable {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut table = Self::default();
        for text in texts {
            table.push(text);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back() {
        let table: StringTable = ["a", "", "äö"].into_iter().collect();
        assert_eq!((table.get(0), table.get(1), table.get(2)), ("a", "", "äö"));
        let (blob, offsets) = table.parts();
        let again = StringTable::from_parts(blob.to_owned(), offsets.to_vec()).unwrap();
        assert_eq!(again, table);
    }

    #[test]
    fn unsound_parts_are_refused() {
        for offsets in [vec![], vec![0], vec![1, 2], vec![0, 2, 1, 2], vec![0, 1, 2]] {
            // The blob is one character of two bytes, so 1 is inside it.
            assert!(
                StringTable::from_parts("ä".to_owned(), offsets.clone()).is_none(),
                "{offsets:?}"
            );
        }
    }
}
