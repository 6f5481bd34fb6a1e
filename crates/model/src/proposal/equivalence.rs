//! What a proposal says of the equivalence of a qualification.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Clock, Date, MissingFact, Score, SkillNamed, UnknownName};

macro_rules! outcomes {
    ($($variant:ident = $word:literal $class:ident, $doc:literal;)+) => {
        /// What the rules lead to for the equivalence.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        pub enum EquivalenceOutcome {
            $(#[doc = $doc] #[serde(rename = $word)] $variant,)+
        }

        impl EquivalenceOutcome {
            /// Every outcome.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            const WORDS: &[&'static str] = &[$($word),+];

            /// The word, as in files.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $doc),+ }
            }

            /// How it compares with others.
            pub const fn class(self) -> EquivalenceClass {
                match self { $(Self::$variant => EquivalenceClass::$class),+ }
            }
        }
    };
}

outcomes! {
    FullAutomatic = "full_automatic" Full, "Recognised automatically, without any comparison of contents.";
    FullAcquiredRights = "full_acquired_rights" Full, "Recognised for rights that lawful practice has acquired.";
    FullExperience = "full_experience" Full, "Recognised for professional experience, without compensation measures.";
    Full = "full" Full, "Equivalent in full.";
    Compensation = "compensation" Conditional, "Recognised after a compensation measure.";
    Conditional = "conditional" Conditional, "Recognised once a named requirement is met.";
    Alternative = "alternative" Partial, "Recognised at another level or as another title.";
    Partial = "partial" Partial, "Recognised in part, as credit.";
    PartialAccess = "partial_access" Partial, "Access to a part of the profession, under the home title.";
    PartialEquivalence = "partial_equivalence" Partial, "Equivalent in part; formally a reasoned rejection of full equivalence.";
    NoRecognition = "no_recognition" None, "No recognition can be proposed.";
    RefusalPermitted = "refusal_permitted" None, "The law permits the host state to refuse.";
    RefusalAfterWarning = "refusal_after_warning" None, "The authority may reject after a warning and a deadline.";
    NoRecognitionNeeded = "no_recognition_needed" NotNeeded, "The profession may be practised without recognition.";
    SkillsAnalysis = "skills_analysis" Open, "What the person can do is to be found by a skills analysis.";
    BackgroundPaper = "background_paper_then_conditional" Open, "A background paper takes the place of documents; then conditional recognition.";
    AdvisoryStatement = "advisory_statement" Open, "An advisory statement, and recognition of prior learning.";
    WarningFirst = "warning_and_deadline_first" Open, "The authority must first warn in writing and set a deadline.";
    WrongReference = "wrong_reference_occupation" Open, "The reference occupation does not fit; another is to be chosen.";
    NotUnderDirective = "not_under_directive" Open, "Outside the Directive; an individual examination under the Treaty.";
    IndividualExamination = "individual_examination" Open, "To be examined individually under national law that these tables do not hold.";
    Undetermined = "undetermined" Open, "Something that decides is not known.";
}

impl std::fmt::Display for EquivalenceOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for EquivalenceOutcome {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|o| o.as_str() == text).ok_or_else(|| UnknownName {
            what: "outcome",
            text: text.chars().take(60).collect(),
            known: Self::WORDS,
        })
    }
}

/// How outcomes compare: full, then conditional, then partial, then none; what
/// is open or not needed compares with nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EquivalenceClass {
    /// Nothing can be recognised.
    None,
    /// Open: something is to be found out, or other law decides.
    Open,
    /// In part.
    Partial,
    /// Under a condition.
    Conditional,
    /// In full.
    Full,
    /// Not needed.
    NotNeeded,
}

/// Whether the qualification is equivalent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EquivalenceResult {
    /// What the rules lead to.
    pub outcome: EquivalenceOutcome,
    /// How that compares.
    pub class: EquivalenceClass,
    /// The law that was followed: `eu-general-system`, `de-pflbg`.
    pub route: String,
    /// What the route is called.
    pub route_title: String,
    /// The steps that led there, in order: each rule that fired, and what it
    /// says.
    pub steps: Vec<RouteStep>,
    /// Which qualification of the case the proposal rests on, by its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualification: Option<usize>,
    /// Other names of the outcome, all of which are to be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// The differences between the training and the reference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<SubstantialDifference>,
    /// How the training compares with the reference, where units were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<ComparisonShown>,
    /// The measures that would close what remains.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<CompensationMeasure>,
    /// Who chooses among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<MeasureChoice>,
    /// What the authority's notice must state.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notice_must_state: Vec<String>,
    /// What follows from the outcome elsewhere in law.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<String>,
    /// What else may be asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Where to go instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
    /// The time the authority has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// What is not known and would decide, the first needed first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingFact>,
}

/// A rule that fired on the way to an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RouteStep {
    /// The rule.
    pub rule: String,
    /// What it leads to: an outcome, `general_system`, the next stage.
    pub leads_to: String,
    /// What follows from it.
    pub says: String,
}

/// What is missing between the training and the reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SubstantialDifference {
    /// What it is about.
    pub topic: String,
    /// The unit of the reference, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<SkillNamed>,
    /// Whether it is essential for practising the profession.
    pub essential: bool,
    /// How far the training covers it, in per cent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered: Option<u8>,
    /// How far the training with everything else covers it, in per cent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered_with_compensation: Option<u8>,
    /// Whether something else makes up for it.
    pub compensated: bool,
    /// What was looked at to make up for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// What remains to be learnt, outcome by outcome.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<SkillNamed>,
    /// The hours that takes, where the reference says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// What it rests on.
    pub basis: FindingBasis,
}

/// What a difference rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum FindingBasis {
    /// It was derived from units, outcomes and mappings.
    Derived,
    /// An authority found it.
    AuthorityFinding {
        /// Who.
        author: String,
        /// When.
        date: Date,
    },
}

/// How a training compares with a reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparisonShown {
    /// The reference.
    pub reference: SkillNamed,
    /// How much of it the training covers, weighted by hours.
    pub training: Score,
    /// How much of it the training covers with everything else.
    pub with_compensation: Score,
    /// How many units it has.
    pub units: usize,
    /// How many of these nobody can compare.
    pub undetermined: usize,
    /// Standards of the same publisher that the training fits better, the best
    /// first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub better: Vec<BetterReference>,
}

/// A reference that fits better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BetterReference {
    /// The standard.
    pub standard: SkillNamed,
    /// How much of it is covered.
    pub covered: Score,
}

/// A measure that closes what remains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompensationMeasure {
    /// What it is: `adaptation_period`, `aptitude_test`.
    pub kind: String,
    /// What the law calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The longest it may take, in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months_at_most: Option<u16>,
    /// Within how many months it must be offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_within_months: Option<u16>,
    /// Whether it ends with an examination.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_examination: bool,
}

/// Who chooses among measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureChoice {
    /// The applicant.
    Applicant,
    /// The host state.
    Host,
    /// Nobody: there is one measure.
    OneMeasure,
}
