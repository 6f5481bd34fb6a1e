//! The lists that matching writes: the best matches of one candidate or
//! vacancy, and what became of all the others.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    DayOrMonth, EquivalenceOutcome, FactConfidence, Gate, GateResult, LicenceOutcome,
    MatchExplanation, SafeguardWarning, Score,
};

/// Whose list it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// The vacancies of one candidate, ordered by `fit`.
    Candidate,
    /// The candidates of one vacancy, ordered by `score`.
    Vacancy,
}

impl View {
    /// The name as written in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Vacancy => "vacancy",
        }
    }
}

/// One line of a match file: the best matches of one candidate or vacancy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchList {
    /// The version of this shape.
    pub schema_version: u32,
    /// Whose list it is.
    pub view: View,
    /// The id of that candidate or vacancy.
    pub id: String,
    /// What the numbers rest on; the same in every line of a run.
    pub basis: MatchBasis,
    /// What became of all the pairs of this candidate or vacancy.
    pub counts: PairCounts,
    /// The eligible matches, the best first; empty where nothing matches at
    /// all. A pair that scores nothing is not listed.
    pub matches: Vec<RankedMatch>,
    /// The best of those that fail exactly one gate, each with what would
    /// close it.
    pub near_misses: Vec<RankedMatch>,
}

/// What the numbers of a run rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchBasis {
    /// The digests of the taxonomies, in the order of loading, in
    /// hexadecimal.
    pub taxonomies: Vec<String>,
    /// The digest of the policy, in hexadecimal.
    pub policy: String,
    /// What decided the order of equals.
    pub seed: u64,
    /// The day up to which jobs without an end were counted; absent where
    /// none was given, and such jobs count for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<DayOrMonth>,
    /// The digest of the law tables, in hexadecimal; absent where none were
    /// used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
}

/// What became of a number of pairs: nobody is silently absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PairCounts {
    /// Pairs that fail no gate.
    pub eligible: u64,
    /// Pairs that fail exactly one.
    pub near_misses: u64,
    /// Pairs that fail more.
    pub ineligible: u64,
    /// How many demands of each kind were failed; a pair may fail several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub failed: BTreeMap<Gate, u64>,
    /// How many demands of each kind could not be decided; they block nobody.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub undetermined: BTreeMap<Gate, u64>,
}

/// The way that recognition law leads in a match, as far as the two records
/// say. What they leave open a case of its own answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecognitionRoute {
    /// The profession, by its id in the law tables.
    pub profession: String,
    /// Whether it is regulated there in this form; absent where the tables
    /// cannot say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulated: Option<bool>,
    /// The law that is followed: `de-pflbg`.
    pub route: String,
    /// What it leads to.
    pub outcome: EquivalenceOutcome,
    /// Where the licence stands.
    pub licence: LicenceOutcome,
    /// The first question that decides and that the records leave open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// How sure it is.
    pub confidence: FactConfidence,
}

/// One match in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RankedMatch {
    /// The place in the list, from 1.
    pub rank: u32,
    /// The id of the vacancy (in a candidate's list) or of the candidate.
    pub id: String,
    /// The vacancy's title, in a candidate's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How well the candidate meets the vacancy, in millionths.
    pub score: Score,
    /// How well the two fit one another, in millionths: it also counts what
    /// the vacancy would leave unused of the candidate's skills.
    pub fit: Score,
    /// The part of the skills' credit that rests on evidence about the
    /// person, in millionths, cut; 0 where there is no credit.
    pub evidenced: Score,
    /// The part that is inferred from occupations, in millionths: the rest.
    pub inferred: Score,
    /// The demands that it fails: none among the matches, one for a near miss.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<GateResult>,
    /// The demands that could not be decided and that a person must check.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undetermined: Vec<GateResult>,
    /// The way to practise the profession at the destination, where the law
    /// tables know it; changes nothing in the score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recognition: Option<RecognitionRoute>,
    /// What recruiting this person for this post has to mind; changes nothing
    /// in the score.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<SafeguardWarning>,
    /// Why; absent where no explanation was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<MatchExplanation>,
}
