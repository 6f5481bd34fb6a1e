//! The labels and notes of one language.

use passerelle_model::{LabelRole, NoteKind};

use crate::ids::{ConceptId, SourceId};
use crate::strings::StringTable;

/// A label and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'a> {
    /// Preferred, alternative or hidden.
    pub role: LabelRole,
    /// The label itself.
    pub text: &'a str,
    /// Where it comes from.
    pub source: SourceId,
}

/// A text that explains a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// What sort of text it is.
    pub kind: NoteKind,
    /// The text itself; may have several lines.
    pub text: &'a str,
}

/// Rows of texts, for each concept any number, each with a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextRows<T> {
    /// INVARIANT: one more than there are concepts, starting at 0, not
    /// falling, ending at `tags.len()`, which is also `texts.len()`.
    pub(crate) offsets: Vec<u32>,
    pub(crate) tags: Vec<T>,
    pub(crate) texts: StringTable,
}

impl<T> Default for TextRows<T> {
    fn default() -> Self {
        Self { offsets: vec![0], tags: Vec::new(), texts: StringTable::default() }
    }
}

impl<T: Copy> TextRows<T> {
    fn row(&self, concept: ConceptId) -> impl DoubleEndedIterator<Item = (T, &str)> {
        let at = concept.index();
        (self.offsets[at] as usize..self.offsets[at + 1] as usize)
            .map(|i| (self.tags[i], self.texts.get(i)))
    }

    pub(crate) fn is_sound(&self, concepts: usize) -> bool {
        self.offsets.len() == concepts + 1
            && self.offsets.first() == Some(&0)
            && self.offsets.last().is_some_and(|&end| end as usize == self.tags.len())
            && self.offsets.windows(2).all(|pair| pair[0] <= pair[1])
            && self.texts.len() == self.tags.len()
    }
}

/// Every label of one language.
///
/// The labels of a concept are ordered by role, then text; no text stands
/// twice, and at most one is preferred.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelTable(pub(crate) TextRows<(LabelRole, SourceId)>);

impl LabelTable {
    /// The preferred label of a concept.
    pub fn preferred(&self, concept: ConceptId) -> Option<&str> {
        self.of(concept).next().filter(|l| l.role == LabelRole::Preferred).map(|l| l.text)
    }

    /// The labels of a concept, the preferred one first.
    pub fn of(&self, concept: ConceptId) -> impl DoubleEndedIterator<Item = Label<'_>> {
        self.0.row(concept).map(|((role, source), text)| Label { role, text, source })
    }

    /// The positions of a concept's labels in the table.
    pub fn positions(&self, concept: ConceptId) -> std::ops::Range<usize> {
        let at = concept.index();
        self.0.offsets[at] as usize..self.0.offsets[at + 1] as usize
    }

    /// The label at a position.
    pub fn at(&self, position: usize) -> Option<Label<'_>> {
        let &(role, source) = self.0.tags.get(position)?;
        Some(Label { role, text: self.0.texts.get(position), source })
    }

    /// How many labels there are.
    pub fn len(&self) -> usize {
        self.0.tags.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.tags.is_empty()
    }
}

/// Every note of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteTable(pub(crate) TextRows<NoteKind>);

impl NoteTable {
    /// The notes of a concept, ordered by kind, then text.
    pub fn of(&self, concept: ConceptId) -> impl DoubleEndedIterator<Item = Note<'_>> {
        self.0.row(concept).map(|(kind, text)| Note { kind, text })
    }

    /// How many notes there are.
    pub fn len(&self) -> usize {
        self.0.tags.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.tags.is_empty()
    }
}
