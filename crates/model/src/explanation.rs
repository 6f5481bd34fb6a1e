//! What a match says of itself.
//!
//! A score is never given without these: every number in it can be added up
//! from the parts, in whole numbers, with one stated remainder.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{Assurance, Importance, Proficiency, Score};

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// The vacancies of one candidate, ordered by `fit`.
    Candidate,
    /// The candidates of one vacancy, ordered by `score`.
    Vacancy,
}

/// One line of a match file: the best matches of one candidate or vacancy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MatchList {
    /// The version of this shape.
    pub schema_version: u32,
    /// Whose list it is.
    pub view: View,
    /// The id of that candidate or vacancy.
    pub id: String,
    /// What the numbers rest on; the same in every line of a run.
    pub basis: MatchBasis,
    /// The matches, the best first; empty where nothing matches at all. A
    /// pair that scores nothing is not listed.
    pub matches: Vec<RankedMatch>,
}

/// What the numbers of a run rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MatchBasis {
    /// The digests of the taxonomies, in the order of loading, in
    /// hexadecimal.
    pub taxonomies: Vec<String>,
    /// The digest of the policy, in hexadecimal.
    pub policy: String,
    /// What decided the order of equals.
    pub seed: u64,
}

/// One match in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
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
    /// Why.
    pub explanation: MatchExplanation,
}

/// Why a pair scores what it scores.
///
/// `score` = Σ `contribution` + `remainder`
/// = ⌊10,000 · `credit_sum` / `vacancy_weight`⌋, and
/// `fit` = ⌊10,000 · 2 · `credit_sum` / (`vacancy_weight` +
/// `candidate_weight`)⌋, at most a million; both in millionths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MatchExplanation {
    /// Σ weight · credit over the requirements.
    pub credit_sum: u64,
    /// Σ weight over the requirements.
    pub vacancy_weight: u64,
    /// The weight of the candidate's distinct skills.
    pub candidate_weight: u64,
    /// What the contributions lack to the score through being cut to whole
    /// millionths; less than the number of requirements.
    pub remainder: u64,
    /// The requirements in the vacancy's order.
    pub requirements: Vec<RequirementExplanation>,
}

/// A skill by its id and its label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct SkillNamed {
    /// The CURIE, or the IRI where no prefix fits.
    pub id: String,
    /// The preferred label in the language of the run, or else in English, or
    /// else in any other, or else the id.
    pub label: String,
}

/// How one requirement is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RequirementExplanation {
    /// What is asked for.
    pub skill: SkillNamed,
    /// How the vacancy named it.
    pub resolved_by: ResolvedBy,
    /// Essential or optional.
    pub importance: Importance,
    /// Its weight, 1 to 5.
    pub weight: u8,
    /// The least proficiency that is enough.
    pub minimum_proficiency: Proficiency,
    /// What the best evidence earns, 0 to 100: ⌊proximity · confidence ·
    /// sufficiency · assurance / 10⁶⌋.
    pub credit: u8,
    /// ⌊10,000 · weight · credit / `vacancy_weight`⌋, in millionths.
    pub contribution: u64,
    /// The best evidence; absent where none has any proximity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_evidence: Option<Evidence>,
}

/// A piece of evidence and what it is worth for a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// The skill that the candidate has.
    pub skill: SkillNamed,
    /// How the profile named it.
    pub resolved_by: ResolvedBy,
    /// The way from the evidence to the requirement; empty where they are
    /// the same concept.
    pub path: Vec<PathStep>,
    /// How near the two are, in per cent.
    pub proximity: u8,
    /// How sure the mapping on the way is, in per cent; 100 without one.
    pub confidence: u8,
    /// How well the candidate does it.
    pub proficiency: Proficiency,
    /// Whether the proficiency is assumed, not stated.
    pub proficiency_assumed: bool,
    /// What this proficiency is worth here, in per cent.
    pub sufficiency: u8,
    /// Who vouches for it.
    pub assurance: Assurance,
    /// What this assurance is worth, in per cent.
    pub assurance_worth: u8,
}

/// One step from evidence to requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PathStep {
    /// How the step leads on.
    pub relation: Relation,
    /// Where it arrives.
    pub to: SkillNamed,
}

/// How a step leads from one skill to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// A mapping to an equal concept of another scheme.
    ExactMatch,
    /// A mapping to a nearly equal concept of another scheme.
    CloseMatch,
    /// A mapping to a broader concept of another scheme.
    BroadMatch,
    /// A mapping to a narrower concept of another scheme.
    NarrowMatch,
    /// A mapping to a related concept of another scheme.
    RelatedMatch,
    /// To a broader concept.
    Broader,
    /// To a narrower concept.
    Narrower,
    /// To a skill that it essentially requires.
    RequiresEssential,
    /// To a skill that essentially requires it.
    RequiredByEssential,
    /// To a skill that it optionally requires.
    RequiresOptional,
    /// To a skill that optionally requires it.
    RequiredByOptional,
    /// To another child of the same broader concept.
    Sibling,
}

/// How a record's words became a concept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ResolvedBy {
    /// The record names the concept.
    Concept,
    /// The record gives a code.
    Code,
    /// The record gives words; the number is how well they fit, 0 to 100.
    Text {
        /// 100 for a preferred label, 95 for an alternative one, less for a
        /// likeness.
        score: u8,
    },
    /// The skill comes from an occupation's essential skills.
    Occupation,
}
