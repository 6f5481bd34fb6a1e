//! What can stop the engine.

use passerelle_model::{Code, Issue, codes};

/// An error of the façade.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An import cannot go on.
    #[error(transparent)]
    Import(#[from] passerelle_import::Error),
    /// A taxonomy cannot be used.
    #[error(transparent)]
    Taxonomy(#[from] passerelle_taxonomy::Error),
    /// A search cannot be made.
    #[error(transparent)]
    Search(#[from] passerelle_search::Error),
    /// Matching cannot begin.
    #[error(transparent)]
    Matching(#[from] passerelle_matching::Error),
    /// There is no taxonomy at all.
    #[error("no taxonomy is loaded")]
    NoTaxonomy,
    /// A file holds no record that can be used.
    #[error("`{file}` holds no usable {what}")]
    NothingToMatch {
        /// The file.
        file: String,
        /// What it should hold.
        what: &'static str,
        /// Why not, record by record.
        issues: Box<[Issue]>,
    },
    /// Output cannot be written.
    #[error("cannot write the output")]
    Write(#[from] std::io::Error),
}

impl Error {
    /// The stable code of the error.
    pub const fn code(&self) -> Code {
        match self {
            Self::Import(error) => error.code(),
            Self::Taxonomy(error) => error.code(),
            Self::Search(error) => error.code(),
            Self::Matching(_) => codes::RECORD_VALUE,
            Self::NoTaxonomy => codes::NO_TAXONOMY,
            Self::NothingToMatch { .. } => codes::NOTHING_TO_MATCH,
            Self::Write(_) => codes::CANNOT_WRITE,
        }
    }

    /// What to do about it.
    pub const fn help(&self) -> &'static str {
        self.code().info().remedy
    }
}
