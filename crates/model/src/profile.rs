//! People, as far as matching may know them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Assurance, CefrLevel, CefrSkills, Country, DayOrMonth, EqfLevel, InvalidSkillRef, LanguageTag,
    Period, Proficiency, SkillRef,
};

/// A candidate: an id and the evidence of what the person can do.
///
/// There is no field for sex, age, nationality, religion or any other
/// protected attribute: what is not in the type cannot enter a score.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// The record's id in its register; unique within a file. It is the only
    /// part of a profile that a log may hold.
    pub id: String,
    /// The skills the person has, in any order. The same skill may be stated
    /// more than once: the best evidence counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<SkillEvidence>,
    /// The work the person has done, in any order; periods may overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience: Vec<WorkPeriod>,
    /// The languages the person knows, the first one included; of several
    /// statements of one language the best level of each skill counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<LanguageKnown>,
    /// The qualifications the person holds or works towards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub qualifications: Vec<QualificationHeld>,
    /// Licences to practise a regulated profession, held, refused or under
    /// way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licences: Vec<LicenceHeld>,
    /// The countries the person would work in; any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destinations: Vec<Country>,
    /// When the person could work; any time where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Period>,
}

/// One skill that a person has, and what stands behind it.
///
/// Exactly one of `concept`, `code` and `text` names the skill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SkillEvidence {
    /// The skill by IRI or CURIE: `esco:skill/…`, `joint:welder/W3.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    /// The skill by its notation in a loaded taxonomy: `W3.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The skill in words, to be resolved to a concept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The language of `text`; any loaded language where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// How well the person does it; the policy's assumption (2), and said to
    /// be assumed, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proficiency: Option<Proficiency>,
    /// Who vouches for it; self-declared where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
    /// When it was last used. It is shown beside the evidence and enters no
    /// score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<DayOrMonth>,
}

impl SkillEvidence {
    /// How the record names the skill.
    ///
    /// # Errors
    /// [`InvalidSkillRef`] unless exactly one way is given.
    pub fn skill(&self) -> Result<SkillRef<'_>, InvalidSkillRef> {
        SkillRef::from_fields(self.concept.as_deref(), self.code.as_deref(), self.text.as_deref())
    }
}

/// A job that a person had, or has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkPeriod {
    /// The occupation: an IRI or CURIE, a code such as ISCO-08's `7212`, or a
    /// job title, which is resolved. Work without one counts only where a
    /// vacancy asks for experience of any kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// Its first day or month.
    pub from: DayOrMonth,
    /// Its last day or month; the day of the run where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DayOrMonth>,
    /// Hours a week. They are shown beside the period and enter no score:
    /// matching counts months, whatever the hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 168))]
    pub hours_per_week: Option<u8>,
}

/// A language that a person knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct LanguageKnown {
    /// The language.
    pub language: LanguageTag,
    /// The level of every skill that `skills` does not state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<CefrLevel>,
    /// The levels of single skills.
    #[serde(default, skip_serializing_if = "CefrSkills::is_empty")]
    pub skills: CefrSkills,
}

/// A qualification that a person holds or works towards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationHeld {
    /// The qualification, or a unit of one, by IRI, CURIE or notation in a
    /// loaded taxonomy: `joint:welder`, `joint:welder/W5`. Once completed it
    /// is evidence of each of its learning outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    /// Its title, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its level in the European Qualifications Framework; that of `concept`
    /// where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eqf_level: Option<EqfLevel>,
    /// What the level rests on; formal referencing where absent, for that is
    /// how a level comes to stand on a certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referencing: Option<Referencing>,
    /// Its field, as a code of ISCED-F 2013 (`0715`); that of `concept` where
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The country that awarded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Whether it is completed, as where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<QualificationStatus>,
    /// When it was awarded; for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awarded: Option<DayOrMonth>,
    /// Who vouches for it; certified where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
}

/// What the correspondence of a level to one of another framework, the European
/// one as a rule, rests on; weakest last.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Referencing {
    /// The framework was referenced to the other by a formal act, or an
    /// official table says so.
    FormalReferencing,
    /// A comparison of two frameworks, without referencing.
    Comparison,
    /// Somebody's estimate.
    IndicativeEstimate,
}

impl Referencing {
    /// Whether a decision may rest on it; an estimate only warns.
    pub const fn is_formal(self) -> bool {
        matches!(self, Self::FormalReferencing)
    }
}

impl fmt::Display for Referencing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::FormalReferencing => "formal referencing",
            Self::Comparison => "comparison",
            Self::IndicativeEstimate => "indicative estimate",
        })
    }
}

/// How far a qualification has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QualificationStatus {
    /// It was awarded.
    Completed,
    /// The person works towards it; it counts for nothing yet.
    InProgress,
    /// It was begun and left; it counts for nothing.
    Interrupted,
    /// Its awarding body took it back; it counts for nothing.
    Withdrawn,
}

/// Where a person stands with a licence to practise a regulated profession.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LicenceHeld {
    /// The profession: an occupation by IRI, CURIE or code, as the vacancy
    /// names it.
    pub profession: String,
    /// The country that it is for.
    pub destination: Country,
    /// Whether it is for employed or self-employed work; both where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employment: Option<Employment>,
    /// Where it stands.
    pub status: LicenceStatus,
}

/// Where an application for a licence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LicenceStatus {
    /// The person may practise.
    Held,
    /// The authority has not decided yet.
    Pending,
    /// The authority has refused it, or taken it back.
    Refused,
}

/// How work is done in the eyes of the law of professions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Employment {
    /// For an employer.
    #[default]
    Employed,
    /// On one's own account.
    SelfEmployed,
}
