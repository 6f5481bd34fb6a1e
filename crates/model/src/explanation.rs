//! What a match says of itself.
//!
//! A score is never given without these: every number in it can be added up
//! from the parts, in whole numbers, with one stated remainder.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Assurance, DayOrMonth, EqfLevel, GateResult, Importance, LanguageShortfall, LanguageTag,
    LevelBasis, MappingPredicate, Proficiency, TranslationHop,
};

/// How much an explanation says.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Detail {
    /// Everything: for each requirement the best evidence and its path.
    Full,
    /// Components, gates, deskilling and what is missing, without the single
    /// requirements.
    Compact,
}

impl Detail {
    /// The name as written in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Compact => "compact",
        }
    }
}

/// A part of the total.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Component {
    /// The skills.
    Skills,
    /// The experience.
    Experience,
    /// The qualification.
    Qualification,
    /// The languages.
    Language,
}

impl Component {
    /// Every component, in the order in which they share out remainders.
    pub const ALL: [Self; 4] =
        [Self::Skills, Self::Experience, Self::Qualification, Self::Language];

    /// The name as written in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skills => "skills",
            Self::Experience => "experience",
            Self::Qualification => "qualification",
            Self::Language => "language",
        }
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a pair scores what it scores.
///
/// `score` = Σ `contribution` of the components, and `fit` = Σ their
/// `fit_contribution`, exactly. The contribution of the skills is
/// ⌊100 · share · `credit_sum` / `vacancy_weight`⌋, and is also the sum of
/// the requirements' contributions and `remainder`; their fit contribution is
/// ⌊100 · share · 2 · `credit_sum` / (`vacancy_weight` + `candidate_weight`)⌋,
/// at most 10,000 · share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchExplanation {
    /// How much it says.
    pub detail: Detail,
    /// The components that the vacancy asks for, with their shares.
    pub components: Vec<ComponentExplanation>,
    /// Σ weight · credit over the requirements.
    pub credit_sum: u64,
    /// Σ weight over the requirements.
    pub vacancy_weight: u64,
    /// The weight of the candidate's distinct skills.
    pub candidate_weight: u64,
    /// What the requirements' contributions lack to that of the skills
    /// through being cut to whole millionths; less than the number of
    /// requirements.
    pub remainder: u64,
    /// The requirements in the vacancy's order; left out in compact form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<RequirementExplanation>,
    /// What the vacancy's occupation stands for, where it is of a
    /// classification that knows no skills.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupation_translated: Option<OccupationTranslated>,
    /// The experience, where it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experience: Option<ExperienceExplanation>,
    /// The qualification, where it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualification: Option<QualificationExplanation>,
    /// The languages that are asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<LanguageExplanation>,
    /// Every demand that decides eligibility, met or not; left out in compact
    /// form, for what is not met stands in the match itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<GateResult>,
    /// Whether the work is below what the person can do.
    pub deskilling: Deskilling,
    /// What is missing, ordered by what it would add to the score; in compact
    /// form the three that would add most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
}

/// One component of the total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComponentExplanation {
    /// Which one.
    pub component: Component,
    /// Its share in per cent; the shares of a vacancy's components add up to
    /// 100.
    pub share: u8,
    /// What the candidate reaches, 0 to 100; for the skills the whole part of
    /// `credit_sum` / `vacancy_weight`.
    pub value: u8,
    /// What it adds to the score, in millionths.
    pub contribution: u64,
    /// What it adds to the fit, in millionths.
    pub fit_contribution: u64,
}

/// Something that would raise the score: a skill, language or component that
/// is not met, or not with the best evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Missing {
    /// The component that it belongs to.
    pub component: Component,
    /// The skill that is not or not fully met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<SkillNamed>,
    /// The language that falls short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// What the candidate reaches of it, 0 to 100.
    pub has: u8,
    /// What meeting it fully would add, in millionths, cut.
    pub gain: u64,
}

/// A skill by its id and its label.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct SkillNamed {
    /// The CURIE, or the IRI where no prefix fits.
    pub id: String,
    /// The preferred label in the language of the run, or else in English, or
    /// else in any other, or else the id.
    pub label: String,
}

/// How one requirement is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementExplanation {
    /// What is asked for.
    pub skill: SkillNamed,
    /// How the vacancy named it.
    pub resolved_by: ResolvedBy,
    /// The whole whose outcome it is, where the vacancy asks for a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<SkillNamed>,
    /// Essential or optional.
    pub importance: Importance,
    /// Whether a candidate without it is not eligible.
    pub must_have: bool,
    /// Its weight: 1 to 5, or its part of a whole.
    pub weight: u16,
    /// The least proficiency that is enough.
    pub minimum_proficiency: Proficiency,
    /// How sure it is that the vacancy asks for it, in per cent: less than 100
    /// only where its occupation was translated, or a unit that it asks for
    /// states no outcomes of its own.
    pub confidence: u8,
    /// What the best evidence earns, 0 to 100: ⌊proximity · confidence ·
    /// sufficiency · assurance · origin confidence / 10⁸⌋, and of that as
    /// much as the requirement is sure.
    pub credit: u8,
    /// ⌊100 · share · weight · credit / `vacancy_weight`⌋, in millionths.
    pub contribution: u64,
    /// The best evidence; absent where none has any proximity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_evidence: Option<Evidence>,
}

/// A piece of evidence and what it is worth for a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The skill that the candidate has.
    pub skill: SkillNamed,
    /// How the profile named it, or what it comes from.
    pub resolved_by: ResolvedBy,
    /// Where the evidence comes from.
    pub origin: EvidenceOrigin,
    /// The way from the evidence to the requirement; empty where they are
    /// the same concept.
    pub path: Vec<PathStep>,
    /// The mappings that the path begins or ends with, and what each keeps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translation: Vec<TranslationHop>,
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
    /// Who vouches for it; absent where it is inferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
    /// What this assurance is worth, in per cent.
    pub assurance_worth: u8,
    /// How sure it is that the evidence is there at all, in per cent: the
    /// translation of the occupation that implies the skill, or the mapping of
    /// the unit that comprises it; 100 where there is neither.
    pub origin_confidence: u8,
    /// When it was last used, as stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used: Option<DayOrMonth>,
}

/// Where evidence comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceOrigin {
    /// The profile states the skill.
    Stated,
    /// The skill is an outcome of a qualification or unit that was completed.
    Certificate {
        /// From the whole down to the part that holds the skill.
        through: Vec<SkillNamed>,
        /// How it is known that the last part comprises the skill, where that
        /// part states no outcomes of its own: the mapping to the skill, or
        /// to a unit that holds it.
        #[serde(skip_serializing_if = "Option::is_none")]
        comprised: Option<TranslationHop>,
    },
    /// The skill is essential in an occupation that the person held.
    Inferred {
        /// The occupation.
        occupation: SkillNamed,
        /// The months it was held.
        months: u32,
        /// What it stands for, where it is of a classification that knows no
        /// skills.
        #[serde(skip_serializing_if = "Option::is_none")]
        translated: Option<OccupationTranslated>,
    },
}

/// What an occupation stands for that is of a classification which knows no
/// skills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OccupationTranslated {
    /// The occupation or group of ISCO-08 whose skills count.
    pub to: SkillNamed,
    /// What that is to the occupation: `broadMatch` says that it is broader.
    pub predicate: MappingPredicate,
    /// How sure that is, in per cent; what follows from it is worth so much
    /// less.
    pub confidence: u8,
    /// The hops, and what each keeps.
    pub path: Vec<TranslationHop>,
}

/// How the experience was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExperienceExplanation {
    /// The months asked for.
    pub asked_months: u16,
    /// The months that count, in hundredths: each month of the calendar once,
    /// at the highest relevance.
    pub weighted_hundredths: u64,
    /// The jobs, in the profile's order, of no relevance too; left out in
    /// compact form.
    pub jobs: Vec<JobCounted>,
}

/// One job and what its months are worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JobCounted {
    /// The occupation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupation: Option<SkillNamed>,
    /// How the profile named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_by: Option<ResolvedBy>,
    /// Its months of the calendar.
    pub months: u32,
    /// What the occupation stands for, where it was translated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translated: Option<OccupationTranslated>,
    /// What each is worth here, in per cent.
    pub relevance: u8,
    /// Hours a week, as stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_per_week: Option<u8>,
}

/// Which qualification counted, and what for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationExplanation {
    /// The level asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_level: Option<EqfLevel>,
    /// The field asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_field: Option<SkillNamed>,
    /// The best of the completed ones; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<QualificationCounted>,
}

/// A qualification and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationCounted {
    /// The qualification, where a taxonomy knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concept: Option<SkillNamed>,
    /// Its title, as stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its level; absent where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<EqfLevel>,
    /// What the level rests on.
    pub level_basis: LevelBasis,
    /// What the level is worth, in per cent.
    pub level_worth: u8,
    /// Its field; absent where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<SkillNamed>,
    /// What the field is worth, in per cent.
    pub field_worth: u8,
}

/// How one required language is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LanguageExplanation {
    /// The language.
    pub language: LanguageTag,
    /// What the worst of its skills is worth, 0 to 100.
    pub value: u8,
    /// The skills that fall short; empty where all are met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub short: Vec<LanguageShortfall>,
}

/// Whether work is below what a person can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deskilling {
    /// The ISCO skill level, 1 to 4, that the person's qualifications and
    /// occupations stand for; absent where undetermined.
    pub candidate_level: Option<u8>,
    /// Whether that level rests on an estimate.
    pub candidate_level_estimated: bool,
    /// The ISCO skill level of the vacancy's occupation; absent where
    /// undetermined.
    pub vacancy_level: Option<u8>,
    /// How many levels the work is below the person's; absent where one of
    /// the two is.
    pub level_drop: Option<u8>,
    /// The highest occupation held long enough to count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest_occupation: Option<SkillNamed>,
    /// The share of that occupation's essential skills, in per cent, cut,
    /// that nothing in the vacancy is near to; absent where undetermined.
    pub unused_share: Option<u8>,
    /// Those skills; left out in compact form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<SkillNamed>,
}

/// One step from evidence to requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PathStep {
    /// How the step leads on.
    pub relation: Relation,
    /// Where it arrives.
    pub to: SkillNamed,
}

impl Relation {
    /// Whether it is a mapping to another scheme.
    pub const fn is_mapping(self) -> bool {
        matches!(
            self,
            Self::ExactMatch
                | Self::CloseMatch
                | Self::BroadMatch
                | Self::NarrowMatch
                | Self::RelatedMatch
        )
    }
}

/// How a step leads from one skill to the next.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// The skill is an outcome of a qualification or unit that the record
    /// names.
    Whole,
}
