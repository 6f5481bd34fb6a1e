//! Posts to be filled.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CefrLevel, CefrSkills, Country, Employment, EqfLevel, Importance, InvalidSkillRef, LanguageTag,
    Period, Proficiency, SkillRef,
};

/// A vacancy: what a post asks for.
///
/// A vacancy without requirements of its own may name an occupation: it then
/// asks for that occupation's essential skills (a *template vacancy*).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Vacancy {
    /// The record's id; unique within a file.
    pub id: String,
    /// The post's title, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The occupation: an IRI or CURIE, a code such as ISCO-08's `7212`, or a
    /// job title, which is resolved. Its essential skills are the
    /// requirements where `requirements` is empty; its ISCO-08 group is what
    /// experience and skill levels are compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// What the post asks for, in any order; where a skill is asked for
    /// twice, the greatest weight and the highest minimum count, and one
    /// must-have makes a must-have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<SkillRequirement>,
    /// The languages it asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<LanguageRequirement>,
    /// The level and field of qualification it asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualification: Option<QualificationRequirement>,
    /// The experience it asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experience: Option<ExperienceRequirement>,
    /// The licence it asks for, where the profession is regulated at the
    /// destination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<LicenceRequirement>,
    /// Where the work is; anywhere where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<Country>,
    /// How many posts there are; one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub places: Option<u32>,
    /// When the work is: a season from and to, or the start of lasting work
    /// (`from` alone); any time where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<Period>,
    /// What the worker is offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
}

/// One skill that a post asks for.
///
/// Exactly one of `concept`, `code` and `text` names the skill. A
/// qualification or a unit asks for all its learning outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SkillRequirement {
    /// The skill by IRI or CURIE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    /// The skill by its notation in a loaded taxonomy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The skill in words, to be resolved to a concept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The language of `text`; any loaded language where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// Essential (where absent) or optional; gives the weight where none is
    /// stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance: Option<Importance>,
    /// The requirement's weight, 1 to 5; where absent, the policy's weight
    /// for its importance (2 and 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    pub weight: Option<u8>,
    /// The least proficiency that is enough; 2 where absent, or for the
    /// outcomes of a whole their own level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_proficiency: Option<Proficiency>,
    /// Whether a candidate without it is not eligible, whatever the score.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_have: bool,
}

impl SkillRequirement {
    /// How the record names the skill.
    ///
    /// # Errors
    /// [`InvalidSkillRef`] unless exactly one way is given.
    pub fn skill(&self) -> Result<SkillRef<'_>, InvalidSkillRef> {
        SkillRef::from_fields(self.concept.as_deref(), self.code.as_deref(), self.text.as_deref())
    }
}

/// A language that a post asks for: one demand, with all its skills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LanguageRequirement {
    /// The language.
    pub language: LanguageTag,
    /// The least level of every skill that `skills` does not state; none for
    /// those where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<CefrLevel>,
    /// The least levels of single skills.
    #[serde(default, skip_serializing_if = "CefrSkills::is_empty")]
    pub skills: CefrSkills,
    /// Whether a candidate who falls short is not eligible; the policy's
    /// default (yes) where absent. The demand counts in the score either way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<bool>,
}

/// The level and field of qualification that a post asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationRequirement {
    /// The least level in the European Qualifications Framework.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eqf_level: Option<EqfLevel>,
    /// The field, as a code of ISCED-F 2013: `07` broad, `071` narrow, `0715`
    /// detailed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Whether a candidate below the level is not eligible; the policy's
    /// default (no) where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<bool>,
}

/// The experience that a post asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExperienceRequirement {
    /// Months of work in the occupation or one like it.
    #[schemars(range(min = 1, max = 600))]
    pub months: u16,
    /// The occupation it is asked in, as in [`Vacancy::occupation`]; the
    /// vacancy's own where absent, and work of any kind where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// Whether a candidate with less is not eligible; the policy's default
    /// (no) where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<bool>,
}

/// A licence that a post asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LicenceRequirement {
    /// The regulated profession, as in [`Vacancy::occupation`]; the vacancy's
    /// occupation where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profession: Option<String>,
    /// Employed work, where absent, or self-employed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employment: Option<Employment>,
}

/// What a worker is offered. It enters no score; a person deciding on an
/// offer needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Terms {
    /// The wage before tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wage: Option<Wage>,
    /// Hours a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 168))]
    pub hours_per_week: Option<u8>,
    /// Who bears the fees of recruitment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recruitment_fees: Option<FeesBorneBy>,
    /// Whether the worker may change employer without losing the right to
    /// stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_change_employer: Option<bool>,
}

impl Terms {
    /// The terms that are not stated, as the record names them; all where
    /// there are none.
    pub fn missing(terms: Option<&Self>) -> Vec<&'static str> {
        let none = Self::default();
        let terms = terms.unwrap_or(&none);
        let stated = [
            ("wage", terms.wage.is_some()),
            ("hours_per_week", terms.hours_per_week.is_some()),
            ("recruitment_fees", terms.recruitment_fees.is_some()),
            ("may_change_employer", terms.may_change_employer.is_some()),
        ];
        stated.into_iter().filter(|(_, stated)| !stated).map(|(name, _)| name).collect()
    }
}

/// A wage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wage {
    /// The amount in the currency's smallest unit: 1,550 for 15.50 EUR.
    pub minor_units: u64,
    /// The currency by its three letters of ISO 4217: `EUR`.
    #[schemars(regex(pattern = r"^[A-Z]{3}$"))]
    pub currency: String,
    /// What time it is paid for.
    pub per: WagePeriod,
}

/// What time a wage is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words say it")]
pub enum WagePeriod {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Who bears the fees of recruitment.
///
/// # Source
/// ILO, *General principles and operational guidelines for fair recruitment*,
/// 2019: they are the employer's to bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FeesBorneBy {
    /// The employer.
    Employer,
    /// The worker.
    Worker,
    /// Both, each a part.
    Shared,
}
