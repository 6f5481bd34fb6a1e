//! What can stop an import.

use std::io;
use std::path::PathBuf;

use passerelle_model::{Code, Issue, codes};

/// An error of the import crate: nothing could be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be opened or read.
    #[error("cannot read `{}`", path.display())]
    CannotRead {
        /// The file or folder.
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
    /// The inputs hold no file that could be imported.
    #[error("there is nothing to import in {inputs}")]
    NothingToImport {
        /// The inputs, as given.
        inputs: String,
    },
    /// A file's name asks for a type that is not read or written.
    #[error("`{}` is of a type that is not read or written", path.display())]
    FileType {
        /// The file.
        path: PathBuf,
    },
    /// A file is UTF-16.
    #[error("`{}` is UTF-16", path.display())]
    Utf16 {
        /// The file.
        path: PathBuf,
    },
    /// Output cannot be written.
    #[error("cannot write the output")]
    CannotWrite {
        /// Why.
        source: io::Error,
    },
    /// A table has no header, or lacks a column that is needed.
    #[error("{}: {}", issue.place, issue.message)]
    Table {
        /// What is wrong with it.
        issue: Box<Issue>,
    },
    /// A zip archive is truncated or damaged.
    #[error("`{}` is not a whole zip archive: {reason}", path.display())]
    Zip {
        /// The archive.
        path: PathBuf,
        /// What the zip reader says.
        reason: String,
    },
    /// A taxonomy that was to be written cannot be read.
    #[error("cannot read the taxonomy")]
    Taxonomy {
        /// Why.
        #[from]
        source: passerelle_taxonomy::Error,
    },
}

impl Error {
    /// The stable code of the error.
    pub const fn code(&self) -> Code {
        match self {
            Self::CannotRead { .. } => codes::CANNOT_READ,
            Self::IsDirectory { .. } => codes::IS_DIRECTORY,
            Self::NothingToImport { .. } => codes::NOTHING_TO_IMPORT,
            Self::FileType { .. } => codes::FILE_TYPE,
            Self::Utf16 { .. } => codes::FILE_UTF16,
            Self::CannotWrite { .. } => codes::CANNOT_WRITE,
            Self::Table { issue } => issue.code,
            Self::Zip { .. } => codes::ZIP_UNREADABLE,
            Self::Taxonomy { source } => source.code(),
        }
    }

    /// What to do about it.
    pub const fn help(&self) -> &'static str {
        self.code().info().remedy
    }
}
