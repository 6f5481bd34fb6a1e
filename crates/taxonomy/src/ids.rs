//! Dense ids: positions in one graph, meaningless outside it.

/// A concept's position in one [`Taxonomy`](crate::Taxonomy).
///
/// Positions follow the order of the concepts' IRIs, so comparing two ids of
/// one graph compares their IRIs. Never stored without the digest of the
/// snapshot that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptId(pub(crate) u32);

/// A scheme's position in [`Taxonomy::schemes`](crate::Taxonomy::schemes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemeId(pub(crate) u32);

/// A source's position in [`Provenance::sources`](crate::Provenance).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(crate) u16);

impl ConceptId {
    /// The position as an index, for tables with one row for each concept.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The position as a number.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl SchemeId {
    /// The position as an index into the schemes.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl SourceId {
    /// The position as an index into the sources.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The ids of a graph are counted in 32 bits.
pub(crate) fn id_of(position: usize) -> u32 {
    u32::try_from(position).expect("a graph holds fewer than 2^32 concepts and strings")
}
