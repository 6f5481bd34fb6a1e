//! What can stop the engine.

use std::path::{Path, PathBuf};

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
    /// Files hold no standard that can be used.
    #[error("`{file}` holds no standard that can be used")]
    Standard {
        /// The files.
        file: String,
        /// What is wrong with it.
        issues: Box<[Issue]>,
    },
    /// A standard to align with is not known, or has nothing to align with.
    #[error("`{text}` is no standard to align with: {reason}")]
    NoSuchStandard {
        /// As asked for.
        text: String,
        /// Why not.
        reason: &'static str,
    },
    /// Law tables cannot be applied.
    #[error("the law tables cannot be applied{}", first(issues))]
    Law {
        /// What is wrong with them.
        issues: Box<[Issue]>,
    },
    /// A framework or level is unknown.
    #[error("no {what} is called `{text}`; known: {}", known.join(", "))]
    NoSuchLevel {
        /// What was looked for.
        what: &'static str,
        /// As asked for.
        text: String,
        /// What there is instead.
        known: Vec<String>,
    },
    /// A language test or its result is unknown.
    #[error(transparent)]
    NoBand(#[from] passerelle_taxonomy::NoBand),
    /// A policy has faults.
    #[error("`{file}` is no sound policy{}", first(issues))]
    Policy {
        /// The file.
        file: String,
        /// What is wrong with it.
        issues: Box<[Issue]>,
    },
    /// More records were rejected than allowed.
    #[error("the run stops at {rejected} rejected records, where {allowed} are allowed")]
    TooManyRejected {
        /// How many were rejected when the run stopped.
        rejected: u64,
        /// How many were allowed.
        allowed: u64,
    },
    /// A file of translations is to be of a type that is not written.
    #[error("translations are not written as `{}`: use .jsonl or .csv", path.display())]
    TranslationType {
        /// The file.
        path: PathBuf,
    },
    /// A run is to go on that was made of something else.
    #[error("the run that stopped cannot go on: {what} changed")]
    Changed {
        /// What is not the same.
        what: &'static str,
    },
    /// A run was stopped, and another is to begin in its place.
    #[error("`{}` holds a run that was stopped", path.display())]
    Unfinished {
        /// Its folder.
        path: PathBuf,
    },
    /// Another run is writing the same output.
    #[error("another run is at work in `{}`", path.display())]
    AtWork {
        /// Its folder.
        path: PathBuf,
    },
    /// A run that cannot be resumed or shared out.
    #[error("{what} needs {needs}")]
    Course {
        /// What was asked for.
        what: &'static str,
        /// What it needs.
        needs: &'static str,
    },
    /// A folder is not what a shard left.
    #[error("`{}` is no finished shard: {reason}", path.display())]
    NoShard {
        /// The folder.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Shards do not make one run.
    #[error("the shards are not those of one run: {reason}")]
    Shards {
        /// Why not.
        reason: String,
    },
    /// An output would take the place of an input or of another output.
    #[error("`{}` is an input or another output", path.display())]
    OutputIsInput {
        /// The output.
        path: PathBuf,
    },
    /// A file's name asks for no format that crosswalks are read or written
    /// in.
    #[error("`{}` has no name for a crosswalk, which ends in {endings}", path.display())]
    CrosswalkType {
        /// The file.
        path: PathBuf,
        /// How its name may end.
        endings: &'static str,
    },
    /// No usable record has the id asked for.
    #[error("`{file}` holds no usable {what} `{id}`")]
    NoSuchRecord {
        /// The file.
        file: String,
        /// The id.
        id: String,
        /// What it should be.
        what: &'static str,
        /// What was found in the file.
        issues: Box<[Issue]>,
    },
    /// Output cannot be written.
    #[error("cannot write the output")]
    Write(#[from] std::io::Error),
}

impl Error {
    /// The stable code of the error.
    pub fn code(&self) -> Code {
        match self {
            Self::Policy { issues, .. } | Self::Law { issues } if !issues.is_empty() => {
                issues[0].code
            }
            Self::Standard { .. } => codes::STANDARD_VALUE,
            Self::Law { .. } => codes::LAW_SHAPE,
            Self::NoSuchStandard { .. } => codes::STANDARD_UNKNOWN,
            Self::NoSuchLevel { .. } | Self::NoBand(_) => codes::LEVEL_UNKNOWN,
            Self::Import(error) => error.code(),
            Self::Taxonomy(error) => error.code(),
            Self::Search(error) => error.code(),
            Self::NoTaxonomy => codes::NO_TAXONOMY,
            Self::NothingToMatch { .. } => codes::NOTHING_TO_MATCH,
            Self::Matching(_) | Self::Policy { .. } => codes::POLICY_RANGE,
            Self::TooManyRejected { .. } => codes::TOO_MANY_REJECTED,
            Self::OutputIsInput { .. } => codes::OUTPUT_IS_INPUT,
            Self::Changed { .. } => codes::RUN_CHANGED,
            Self::Unfinished { .. } => codes::RUN_UNFINISHED,
            Self::AtWork { .. } => codes::RUN_AT_WORK,
            Self::Course { .. } => codes::RUN_COURSE,
            Self::NoShard { .. } | Self::Shards { .. } => codes::SHARDS,
            Self::CrosswalkType { .. } | Self::TranslationType { .. } => codes::FILE_TYPE,
            Self::NoSuchRecord { .. } => codes::NO_SUCH_RECORD,
            Self::Write(_) => codes::CANNOT_WRITE,
        }
    }

    /// What was found in the data that led to the error.
    pub fn issues(&self) -> &[Issue] {
        match self {
            Self::NothingToMatch { issues, .. }
            | Self::Standard { issues, .. }
            | Self::Law { issues }
            | Self::Policy { issues, .. }
            | Self::NoSuchRecord { issues, .. } => issues,
            _ => &[],
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        self.code().info().remedy
    }
}

/// That an output file cannot be written.
pub(crate) fn cannot_write(path: &Path, source: std::io::Error) -> Error {
    let path = path.to_owned();
    match source.kind() {
        std::io::ErrorKind::IsADirectory => passerelle_taxonomy::Error::IsDirectory { path }.into(),
        _ => passerelle_taxonomy::Error::CannotWrite { path, source }.into(),
    }
}

/// The first issue, as the end of a message.
fn first(issues: &[Issue]) -> String {
    issues.first().map(|issue| format!(": {}: {}", issue.place, issue.message)).unwrap_or_default()
}
