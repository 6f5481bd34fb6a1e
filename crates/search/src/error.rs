//! What can stop a search.

use std::path::PathBuf;

use passerelle_model::{Code, codes};

/// An error of the search crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The labels cannot be read.
    #[error(transparent)]
    Taxonomy(#[from] passerelle_taxonomy::Error),
    /// The index fails inside.
    #[error("the search index fails: {reason}")]
    Index {
        /// What the index library says.
        reason: String,
    },
    /// An index cannot be stored.
    #[error("cannot store the search index as `{}`: {reason}", path.display())]
    CannotStore {
        /// Its file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl Error {
    /// The stable code of the error.
    pub const fn code(&self) -> Code {
        match self {
            Self::Taxonomy(error) => error.code(),
            Self::Index { .. } | Self::CannotStore { .. } => codes::INDEX_UNUSABLE,
        }
    }

    /// What to do about it.
    pub const fn help(&self) -> &'static str {
        self.code().info().remedy
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index { reason: error.to_string() }
    }
}
