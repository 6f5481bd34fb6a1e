//! A proposal for the recognition of a qualification.

mod equivalence;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Country, Date, FactConfidence, FactValue};

pub use equivalence::{
    BetterReference, ComparisonShown, CompensationMeasure, EquivalenceClass, EquivalenceOutcome,
    EquivalenceResult, FindingBasis, MeasureChoice, RouteStep, SubstantialDifference,
};

/// What the rules lead to in a case, with every reason. It is a proposal to
/// the person who decides, never a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proposal {
    /// The version of this shape.
    pub schema_version: u32,
    /// The case.
    pub case: String,
    /// The day as of which law and periods are judged.
    pub as_of: Date,
    /// The country where recognition is sought.
    pub destination: Country,
    /// The profession aimed at.
    pub profession: ProfessionShown,
    /// Whether the qualification is equivalent, and by which route.
    pub equivalence: EquivalenceResult,
    /// Whether the person may practise: equivalence, language, good standing.
    pub licence: LicenceResult,
    /// Points and gates of immigration law, beside the recognition and never a
    /// part of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub immigration: Vec<PointsResult>,
    /// How much the conclusions bear.
    pub confidence: ConfidenceResult,
    /// Agreements between states that open a further route.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<AgreementRoute>,
    /// Every rule that was tried, in order, and why it did or did not apply.
    pub tried: Vec<RuleTried>,
    /// What the rules went by, by name.
    pub facts: Vec<FactUsed>,
    /// What of the case could not be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<String>,
    /// Single changes that would change an outcome, where that was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub what_if: Vec<WhatIf>,
    /// The law that the rules state.
    pub references: Vec<LegalReference>,
    /// What a human must still check.
    pub to_check: Vec<String>,
    /// What this is not.
    pub notice: String,
}

/// The profession that a case aims at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProfessionShown {
    /// Its id in the table of the destination; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its unit group of ISCO-08.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isco: Option<String>,
    /// Whether practising it in this form is regulated; absent where nobody
    /// can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulated: Option<bool>,
    /// Who decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// How sure the table is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<FactConfidence>,
}

/// The time an authority has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Months to acknowledge the file and say what is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledge_months: Option<u16>,
    /// Months to decide, from a complete file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_months: Option<u16>,
    /// Months by which that may be extended; 0 where it may not, absent where
    /// it may once without a stated length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension_months: Option<u16>,
    /// Until what it stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<String>,
    /// The fast track, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fast_track: Option<String>,
    /// The law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
}

/// Something that is not known and would decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingFact {
    /// Its name.
    pub fact: String,
    /// The question.
    pub question: String,
    /// How to answer it in a case.
    pub where_stated: String,
    /// What a table of low confidence says, which may warn and never decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What each answer would lead to.
    pub answers: Vec<AnswerLeadsTo>,
}

/// What an answer would lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerLeadsTo {
    /// The answer.
    pub answer: String,
    /// The outcome; undetermined where more is missing.
    pub outcome: EquivalenceOutcome,
    /// The route.
    pub route: String,
    /// What is then missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<Box<MissingFact>>,
}

/// Whether the person may practise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LicenceResult {
    /// What the rules lead to.
    pub outcome: LicenceOutcome,
    /// The rule.
    pub rule: String,
    /// Why.
    pub because: Vec<String>,
    /// The language that practising asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageAsked>,
}

/// Where the licence to practise stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LicenceOutcome {
    /// None is needed.
    NotRequired,
    /// Everything that these rules know is there.
    ConditionsMet,
    /// Equivalence is not there yet.
    WithheldUntilEquivalence,
    /// The language is not there yet; the equivalence stands.
    WithheldUntilLanguage,
    /// Good standing is not shown.
    WithheldUntilGoodStanding,
    /// Something that decides is not known.
    Undetermined,
}

impl LicenceOutcome {
    /// The word, as in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotRequired => "not_required",
            Self::ConditionsMet => "conditions_met",
            Self::WithheldUntilEquivalence => "withheld_until_equivalence",
            Self::WithheldUntilLanguage => "withheld_until_language",
            Self::WithheldUntilGoodStanding => "withheld_until_good_standing",
            Self::Undetermined => "undetermined",
        }
    }
}

/// The language that practising a profession asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LanguageAsked {
    /// The languages, one of which is enough.
    pub languages: Vec<String>,
    /// The least level.
    pub level: String,
    /// The level held in the best of them, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
    /// How sure the table is.
    pub confidence: FactConfidence,
    /// What the rule asks for beside the level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The points of one system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PointsResult {
    /// The system.
    pub system: String,
    /// What it is called.
    pub title: String,
    /// The law.
    pub law: String,
    /// As of when the table holds.
    pub vintage: String,
    /// How sure it is.
    pub confidence: FactConfidence,
    /// The points that are sure.
    pub points: i32,
    /// The points there would be if everything that is not known were
    /// favourable.
    pub at_most: i32,
    /// The points that are needed; absent where people are ranked only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass_mark: Option<i32>,
    /// Whether points and gates are met; absent where something is not known,
    /// or where the system only ranks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<bool>,
    /// Whether something takes the place of the points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bypass: Option<String>,
    /// The items that give points, by their number in the law.
    pub breakdown: Vec<PointsItem>,
    /// The gates.
    pub gates: Vec<PointsGate>,
    /// What is not known and would count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// Points for one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PointsItem {
    /// Its number in the law.
    pub item: String,
    /// What it is for.
    pub title: String,
    /// The points.
    pub points: i32,
}

/// A condition that points do not make up for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PointsGate {
    /// Its id.
    pub gate: String,
    /// What it asks for.
    pub title: String,
    /// Whether it is met; absent where something is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
    /// What waives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived_by: Option<String>,
}

/// How much the conclusions bear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConfidenceResult {
    /// That of the weakest fact or rule that the equivalence and the licence
    /// rest on.
    pub overall: FactConfidence,
    /// Whether a human must look before anything rests on it.
    pub needs_review: bool,
    /// Why.
    pub because: Vec<String>,
}

/// An agreement between states that opens a further route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AgreementRoute {
    /// The agreement.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it asks for that is not shown, or not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asks_for: Vec<String>,
    /// Whether its conditions are met; absent where something is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
    /// What it brings; never a licence by itself.
    pub effect: String,
    /// The law.
    pub law: String,
    /// How sure the row is.
    pub confidence: FactConfidence,
}

/// A rule that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleTried {
    /// The rule.
    pub rule: String,
    /// What came of it.
    pub verdict: RuleVerdict,
    /// The conditions that decided: what was asked for, and what was there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

/// What came of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleVerdict {
    /// It applies.
    Applies,
    /// It does not.
    DoesNotApply,
    /// Something that it asks for is not known.
    Undetermined,
    /// It was not law on that day.
    NotInForce,
}

/// A fact that a rule went by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FactUsed {
    /// Its name.
    pub fact: String,
    /// What it is in this case.
    pub value: FactValue,
    /// Where that comes from.
    pub source: FactOrigin,
    /// How sure it is.
    pub confidence: FactConfidence,
    /// How it came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactOrigin {
    /// The case states it.
    Stated,
    /// It was derived from the evidence.
    Derived,
    /// A law table says so.
    Table,
    /// An authority found it.
    AuthorityFinding,
    /// Nobody said, and the law presumes it.
    Presumed,
}

/// A place in law.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct LegalReference {
    /// The citation: `Directive 2005/36/EC, Art. 21(1)`.
    pub citation: String,
    /// The rules of this proposal that rest on it.
    pub rules: Vec<String>,
    /// How sure these tables are of it.
    pub confidence: FactConfidence,
    /// Whether it was checked against the text of the law.
    pub checked: bool,
}

/// A single change that would change an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhatIf {
    /// The change.
    pub change: String,
    /// The equivalence then.
    pub equivalence: EquivalenceOutcome,
    /// The licence then.
    pub licence: LicenceOutcome,
    /// The points that change, by system.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<String>,
}
