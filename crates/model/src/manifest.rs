//! What a run of matching says of itself: enough to repeat it, to compare two
//! and to check its output.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{MatchBasis, PairCounts, View};

/// What stands in a manifest: enough to repeat a run and to check its output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// The version of this shape.
    pub schema_version: u32,
    /// The run in numbers.
    pub run: MatchSummary,
    /// The output.
    pub output: Written,
    /// The rejects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejects: Option<Written>,
}

/// A file that a run wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Written {
    /// The file; absent for a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its BLAKE3 digest, in hexadecimal.
    pub blake3: String,
    /// Its lists, or its issues.
    pub lines: u64,
}

/// How many records of a file there were, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordCounts {
    /// The file.
    pub file: String,
    /// Its BLAKE3 digest, in hexadecimal.
    pub blake3: String,
    /// The records read.
    pub read: u64,
    /// The records that could not be used.
    pub rejected: u64,
    /// The records that were matched.
    pub used: u64,
}

/// A run in numbers: enough to repeat it and to compare two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchSummary {
    /// The version of this shape.
    pub schema_version: u32,
    /// The version of the program.
    pub version: String,
    /// What the numbers rest on.
    pub basis: MatchBasis,
    /// What the policy's owner calls it.
    pub policy_version: String,
    /// How the run was asked for.
    pub options: RunOptions,
    /// The profiles.
    pub profiles: RecordCounts,
    /// The vacancies.
    pub vacancies: RecordCounts,
    /// How many pairs were scored.
    pub pairs: u64,
    /// What became of them, with the failures of each gate.
    pub outcomes: PairCounts,
    /// How many pairs in the lists each safeguard concerns, by its id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub safeguards: BTreeMap<String, u64>,
    /// The vacancies that do not state a term of work, by term, in the order
    /// of their file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub terms_missing: BTreeMap<String, Vec<String>>,
    /// How many issues there are of each code.
    pub issues: BTreeMap<String, u64>,
}

/// The options of a run, as they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunOptions {
    /// Whose lists were made.
    pub views: Vec<View>,
    /// The most matches of a list.
    pub top: usize,
    /// The most near misses of a list.
    pub near_misses: usize,
    /// The language in which concepts are named.
    pub language: String,
    /// How much each match explains: `full`, `compact` or `none`.
    pub explain: String,
    /// The number that orders every list, where it is one.
    pub rank: Option<String>,
}
