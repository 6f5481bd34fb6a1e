//! A recognition case: a person's evidence, a destination and a profession.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CefrLevel, CefrSkills, Country, Date, DayOrMonth, Employment, EqfLevel, LanguageTag,
    Referencing,
};

/// A case to be examined for recognition.
///
/// What is not stated is not known: a rule that needs it is then
/// *undetermined*, and says so. Lists of evidence are taken as complete: work
/// that is not listed counts as not evidenced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The case's id; the only part of a case that a log may hold.
    pub id: String,
    /// The day of the application: law, periods and ages are judged as of it.
    /// Where absent, the day of the run, or `--as-of`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// The country where recognition is sought.
    pub destination: Country,
    /// What recognition is sought for.
    #[serde(default)]
    pub purpose: Purpose,
    /// What the applicant asks for beyond what the purpose needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RecognitionRequest>,
    /// The profession aimed at.
    #[serde(default)]
    pub target: CaseTarget,
    /// The qualifications held, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub qualifications: Vec<CaseQualification>,
    /// The work done, in any order; periods may overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience: Vec<CaseExperience>,
    /// The languages known, by level or by the result of a test.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<CaseLanguage>,
    /// Other circumstances, by the names of `law show facts`: whether the home
    /// state regulates the profession, whether documents are missing. The
    /// answers are `true` and `false`, numbers or words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub circumstances: BTreeMap<String, FactValue>,
    /// What an authority has found. A finding takes the place of what would be
    /// derived, and is marked so in the result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<AuthorityFinding>,
    /// What only immigration law asks for, by the names of `law show facts`:
    /// age, livelihood. Nothing of it enters equivalence or licence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub immigration: BTreeMap<String, FactValue>,
}

/// What recognition is sought for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To practise the profession.
    #[default]
    Practice,
    /// To be employed, whatever the profession's rules.
    Employment,
    /// To be admitted to further study.
    Study,
    /// To bear an academic title.
    Title,
    /// To be given a visa or a residence permit.
    Visa,
}

impl Purpose {
    /// The word, as in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Employment => "employment",
            Self::Study => "study",
            Self::Title => "title",
            Self::Visa => "visa",
        }
    }
}

/// What an applicant asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecognitionRequest {
    /// A statement of equivalence, though the profession may be free.
    Equivalence,
}

/// The profession aimed at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseTarget {
    /// The profession by its id in the destination's table: `electrician`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profession: Option<String>,
    /// The unit group of ISCO-08, four digits, where `profession` is absent:
    /// `7411`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isco: Option<String>,
    /// For an employer, or on one's own account.
    #[serde(default)]
    pub form: Employment,
    /// The standard that the training is compared with, by IRI, CURIE or code:
    /// `de-ausbildung:ElekAusbV`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// How long the reference training takes, in months, full-time; that of
    /// the reference in the law tables where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_months: Option<u16>,
}

/// A qualification held.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct CaseQualification {
    /// Its title, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The state that issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// When it was awarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awarded: Option<DayOrMonth>,
    /// The standard behind it, by IRI, CURIE or code: `ph-tesda:ELCEIM213`. All
    /// its units count as held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    /// Units, outcomes or skills that it evidences beside `standard`, by IRI,
    /// CURIE or code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<String>,
    /// Its level in the European Qualifications Framework; that of `standard`
    /// where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eqf_level: Option<EqfLevel>,
    /// What that level rests on; formal referencing where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referencing: Option<Referencing>,
    /// Its level under Article 11 of Directive 2005/36/EC, as the home
    /// authority attests it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directive_level: Option<DirectiveLevel>,
    /// How long the training took, in months, full-time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u16>,
    /// When the training began; with `until`, its length where `months` is
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DayOrMonth>,
    /// When the training ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DayOrMonth>,
    /// Hours of the training as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Hours of theory among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theory_hours: Option<u32>,
    /// Hours of practice or clinical work among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice_hours: Option<u32>,
    /// Whether the state that issued it recognises it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_recognised: Option<bool>,
    /// What is known of the institution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionStatus>,
    /// Whether the title is one of those that Annex V of the Directive lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annex_v_title: Option<bool>,
    /// Member States that have recognised it, though a third country issued
    /// it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recognised_by: Vec<Country>,
}

/// What is known of an institution that awards qualifications.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum InstitutionStatus {
    /// Its state recognises or accredits it.
    Recognised,
    /// It is real, and no state recognises it.
    Unrecognised,
    /// It sells diplomas.
    Mill,
}

impl InstitutionStatus {
    /// The word, as in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recognised => "recognised",
            Self::Unrecognised => "unrecognised",
            Self::Mill => "mill",
        }
    }
}

/// A level of Article 11 of Directive 2005/36/EC, the lowest first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the article names its points so, and no more")]
pub enum DirectiveLevel {
    A,
    B,
    C,
    D,
    E,
}

impl DirectiveLevel {
    /// The letter, as in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
            Self::E => "e",
        }
    }
}

/// A period of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseExperience {
    /// The unit group of ISCO-08, four digits. Work in the unit group of the
    /// profession aimed at is work in that profession; other work counts only
    /// by its `outcomes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isco: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Its first day or month.
    pub from: DayOrMonth,
    /// Its last day or month; the day of the application where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DayOrMonth>,
    /// How much of full time, in per cent; 100 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub percent: Option<u8>,
    /// In what role; employed where absent.
    #[serde(default)]
    pub role: WorkRole,
    /// Whether the role brought technical duties and answering for at least
    /// one department.
    #[serde(default)]
    pub technical: bool,
    /// Whether an authority or the employer certifies it; yes where absent.
    #[serde(default = "yes")]
    pub certified: bool,
    /// What was done in it: units, outcomes or skills, by IRI, CURIE or code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<String>,
}

const fn yes() -> bool {
    true
}

/// The role in which somebody works.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum WorkRole {
    /// For an employer.
    #[default]
    Employed,
    /// On one's own account.
    SelfEmployed,
    /// As manager of an undertaking.
    Manager,
    /// In an executive position.
    Executive,
}

/// A language known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseLanguage {
    /// The language.
    pub language: LanguageTag,
    /// The level of every skill that `skills` does not state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<CefrLevel>,
    /// The levels of single skills.
    #[serde(default, skip_serializing_if = "CefrSkills::is_empty")]
    pub skills: CefrSkills,
    /// A test, by the name that `language` knows: `IELTS Academic/GT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
    /// Its result, as on the certificate: `6.5`, `B`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
}

/// What an authority has found.
///
/// Exactly one of `differences`, `covers` and `fact` with `value` says what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorityFinding {
    /// Who found it.
    pub author: String,
    /// When.
    pub date: Date,
    /// Its file number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// All substantial differences of content between the training and the
    /// reference; an empty list where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differences: Option<Vec<StatedDifference>>,
    /// Differences, by their topics, that experience, other certificates or
    /// lifelong learning make up for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Vec<String>>,
    /// Any other finding, by its name in `law show facts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// The answer to `fact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<FactValue>,
}

/// A difference as an authority states it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatedDifference {
    /// What is missing: words, or a unit of the reference.
    pub topic: String,
    /// How many hours of training it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Whether it is essential for practising the profession.
    #[serde(default = "yes")]
    pub essential: bool,
}

/// The answer to a question of law: yes or no, a number, or a word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FactValue {
    /// Yes or no.
    Flag(bool),
    /// A whole number, in the unit of the fact.
    Number(i32),
    /// A word, of those that the fact knows.
    Word(String),
}

impl fmt::Display for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(true) => f.write_str("yes"),
            Self::Flag(false) => f.write_str("no"),
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => f.write_str(word),
        }
    }
}
