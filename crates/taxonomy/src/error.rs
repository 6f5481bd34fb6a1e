//! What can stop work on a taxonomy.

use std::io;
use std::path::PathBuf;

use passerelle_model::{Code, codes};

/// An error of the taxonomy crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be opened or read.
    #[error("cannot read `{}`", path.display())]
    CannotRead {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A directory stands where a file is expected.
    #[error("`{}` is a directory", path.display())]
    IsDirectory {
        /// The directory.
        path: PathBuf,
    },
    /// An output file cannot be written.
    #[error("cannot write `{}`", path.display())]
    CannotWrite {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not a snapshot.
    #[error("{name} is not a Passerelle snapshot")]
    NotASnapshot {
        /// The file, or what stands for it.
        name: String,
    },
    /// A snapshot was written by a newer version.
    #[error("{name} has snapshot format {found}; this version reads up to {known}")]
    NewerSnapshot {
        /// The file, or what stands for it.
        name: String,
        /// The format that the file has.
        found: u32,
        /// The newest format that is known here.
        known: u32,
    },
    /// A snapshot ends too early.
    #[error("{name} is cut off: it ends at byte {length}, its {section} at byte {expected}")]
    Truncated {
        /// The file, or what stands for it.
        name: String,
        /// What is cut off.
        section: String,
        /// Where the file ends.
        length: u64,
        /// Where it should have ended.
        expected: u64,
    },
    /// A section of a snapshot does not hold what was written.
    #[error("{name} is damaged in its {section}: {reason}")]
    Damaged {
        /// The file, or what stands for it.
        name: String,
        /// Which section.
        section: String,
        /// What shows it.
        reason: &'static str,
    },
}

impl Error {
    /// The stable code of the error.
    pub const fn code(&self) -> Code {
        match self {
            Self::CannotRead { .. } => codes::CANNOT_READ,
            Self::IsDirectory { .. } => codes::IS_DIRECTORY,
            Self::CannotWrite { .. } => codes::CANNOT_WRITE,
            Self::NotASnapshot { .. } => codes::SNAPSHOT_NOT,
            Self::NewerSnapshot { .. } => codes::SNAPSHOT_NEWER,
            Self::Truncated { .. } => codes::SNAPSHOT_TRUNCATED,
            Self::Damaged { .. } => codes::SNAPSHOT_DAMAGED,
        }
    }

    /// What to do about it.
    pub const fn help(&self) -> &'static str {
        self.code().info().remedy
    }
}
