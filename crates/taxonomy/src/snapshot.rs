//! The snapshot: a taxonomy as one file that opens at once.
//!
//! ```text
//! header    8 bytes magic, u32 format version, u32 number of sections
//! table     one entry of 80 bytes for each section:
//!           u16 kind, u16 encoding (0 plain, 1 zstd), 20 bytes language tag,
//!           u64 offset, u64 stored length, u64 plain length, 32 bytes BLAKE3
//!           of the stored bytes
//! digest    32 bytes BLAKE3 of header and table: the digest of the taxonomy
//! sections  one after the other, in the order of the table
//! ```
//!
//! Numbers are little-endian. The core sections are read and checked when
//! the file is opened; labels and notes, each language in a section of its
//! own, when first asked for. The file is read, never mapped: a file that is
//! cut off or overwritten while open gives an error, not a crash.

mod codec;
mod read;
mod write;

pub(crate) use read::Stored;
pub(crate) use write::digest;

/// The newest format that this version reads, and the one it writes.
pub const FORMAT_VERSION: u32 = 3;

const MAGIC: &[u8; 8] = b"PSRLTAX\0";
const HEADER_LEN: usize = 16;
const ENTRY_LEN: usize = 80;
const LANGUAGE_LEN: usize = 20;
/// More sections than any file has: two for each language, and the core.
const MAX_SECTIONS: u32 = 4096;
/// Larger than any real section; keeps a forged length from taking all
/// memory.
const MAX_SECTION_LEN: u64 = 1 << 31;

/// What a section holds. The numbers are part of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SectionKind {
    Provenance = 1,
    Schemes = 2,
    Concepts = 3,
    Relations = 4,
    Mappings = 5,
    Labels = 6,
    Notes = 7,
    /// How mappings are read, and what has none; since format 2.
    Readings = 8,
    /// Tables of levels, where there are any; since format 3.
    Levels = 9,
}

impl SectionKind {
    const ALL: [Self; 9] = [
        Self::Provenance,
        Self::Schemes,
        Self::Concepts,
        Self::Relations,
        Self::Mappings,
        Self::Labels,
        Self::Notes,
        Self::Readings,
        Self::Levels,
    ];

    fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u16 == number)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Provenance => "provenance",
            Self::Schemes => "schemes",
            Self::Concepts => "concepts",
            Self::Relations => "relations",
            Self::Mappings => "mappings",
            Self::Labels => "labels",
            Self::Notes => "notes",
            Self::Readings => "readings",
            Self::Levels => "levels",
        }
    }
}

/// A section of a snapshot, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionInfo {
    /// What it holds, with the language where it has one: `labels en`.
    pub name: String,
    /// Its length in the file, in bytes.
    pub stored: u64,
    /// Its length in memory, in bytes.
    pub plain: u64,
}
