//! What an alignment says: how far a curriculum or a person covers standards,
//! and what is missing.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    CefrLevel, EqfLevel, LanguageTag, LevelBasis, PathStep, Proficiency, Score, SkillNamed,
    TranslationHop,
};

/// How far one curriculum, standard or person covers standards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Alignment {
    /// The version of this shape.
    pub schema_version: u32,
    /// Who or what was aligned.
    pub subject: AlignmentSubject,
    /// What it rests on.
    pub basis: AlignmentBasis,
    /// The standards, by IRI.
    pub standards: Vec<StandardCoverage>,
    /// The modules, in the order of the curriculum: what of each is used, and
    /// what is surplus. For a person, what the record states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<ModuleUse>,
    /// Pairs of modules that teach the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overlaps: Vec<ModuleOverlap>,
    /// Every outcome that is not covered by what is stated or confirmed: what
    /// most standards ask for first, then what takes the most hours.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingOutcome>,
    /// What would help most within a number of hours, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplement: Option<Supplement>,
}

/// Who or what is aligned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AlignmentSubject {
    /// Its id: of a curriculum, a standard, or a profile.
    pub id: String,
    /// What it is called; never a person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is.
    pub kind: SubjectKind,
}

/// What is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// A curriculum.
    Curriculum,
    /// A standard, read as what is taught.
    Standard,
    /// A person.
    Person,
}

/// What an alignment rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AlignmentBasis {
    /// The digests of the taxonomies, in the order of loading, in
    /// hexadecimal.
    pub taxonomies: Vec<String>,
    /// The digest of the policy, in hexadecimal.
    pub policy: String,
}

/// A figure twice: by what is stated or confirmed, and as it would be if every
/// suggested link were right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Covered {
    /// By what is stated or confirmed.
    pub confirmed: Score,
    /// With what is only suggested; never less.
    pub with_suggested: Score,
}

/// How far one standard is covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandardCoverage {
    /// The standard.
    pub standard: SkillNamed,
    /// How much of it is covered, weighted by hours.
    pub coverage: Covered,
    /// How much would be covered if no level were short: levels are often
    /// estimates.
    pub content: Covered,
    /// How much of what is taught it uses, weighted by hours.
    pub used: Covered,
    /// Both together, as the harmonic mean.
    pub fit: Covered,
    /// How like the words of the curriculum as a whole are to those of the
    /// standard, in per cent of the mean over the standards asked for; absent
    /// where no words were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<u32>,
    /// Orders curricula for one standard, and means nothing else: the F₂ mean of
    /// coverage and use with what is suggested, in millionths, times the square
    /// of `topic` as a part of one, where it is known.
    pub relevance: u64,
    /// How many outcomes are covered and how many are not.
    pub outcomes: OutcomeCounts,
    /// The part of the standard, by hours, of which nobody can say whether it
    /// is covered: units of which only the title is known.
    pub undetermined: Score,
    /// Its hours.
    pub hours: HoursCompared,
    /// Its level.
    pub level: LevelCompared,
    /// What it asks for in the language of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageCompared>,
    /// Its units, by code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitCoverage>,
}

/// How many outcomes are covered, by what is stated or confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutcomeCounts {
    /// Covered.
    pub covered: u32,
    /// Covered in part.
    pub partial: u32,
    /// Not covered.
    pub missing: u32,
    /// Nobody can say.
    pub undetermined: u32,
    /// How many would be in a better place with what is suggested.
    pub suggested: u32,
}

/// Hours asked for and given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HoursCompared {
    /// What the standard or the unit has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<u32>,
    /// What the modules spend on it, by their outcomes; with what is
    /// suggested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<u32>,
    /// The hours of what is not covered by what is stated or confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<u32>,
}

/// A level asked for and reached, in the European Qualifications Framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LevelCompared {
    /// The standard's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<EqfLevel>,
    /// What that rests on.
    pub asked_basis: LevelBasis,
    /// The curriculum's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<EqfLevel>,
    /// What that rests on.
    pub given_basis: LevelBasis,
    /// How many levels it is short; absent where one of them is unknown, which
    /// lowers nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short: Option<u8>,
}

/// The language of work, asked for and reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LanguageCompared {
    /// The least level in the language of work.
    pub asked: CefrLevel,
    /// The language of work, where it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// The levels reached, by language.
    pub reached: Vec<LanguageReached>,
    /// How many levels are short in the language of work; absent where that or
    /// the level reached in it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short: Option<u8>,
}

/// The level that somebody reaches in a language: that of the weakest skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LanguageReached {
    /// The language.
    pub language: LanguageTag,
    /// The level.
    pub level: CefrLevel,
}

/// How far a unit is covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnitCoverage {
    /// The unit.
    pub unit: SkillNamed,
    /// How much of it is covered.
    pub coverage: Covered,
    /// Its hours.
    pub hours: HoursCompared,
    /// Its outcomes, by code.
    pub outcomes: Vec<OutcomeCoverage>,
}

/// How far an outcome is covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutcomeCoverage {
    /// The outcome; the unit itself where only its title is known.
    pub outcome: SkillNamed,
    /// How sure it is that the unit comprises it, in per cent: it weighs so
    /// much among the outcomes of its unit.
    pub certainty: u8,
    /// The mapping that says so, where the unit states no outcomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comprised: Option<TranslationHop>,
    /// Whether it is covered by what is stated or confirmed.
    pub status: CoverageStatus,
    /// How far, in per cent.
    pub covered: u8,
    /// How far with what is suggested, in per cent.
    pub with_suggested: u8,
    /// The hours of what is not covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_missing: Option<u32>,
    /// What covers it, the best first; at most three confirmed ones and three
    /// suggested ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<CoverageEvidence>,
}

/// Whether an outcome is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageStatus {
    /// It is.
    Covered,
    /// In part.
    Partial,
    /// It is not.
    Missing,
    /// Only a unit's title is known, and it corresponds to nothing: nobody can
    /// say.
    Undetermined,
}

impl CoverageStatus {
    /// The word, as in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Partial => "partial",
            Self::Missing => "missing",
            Self::Undetermined => "undetermined",
        }
    }
}

/// What covers an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoverageEvidence {
    /// The module, or the part of a record.
    pub module: String,
    /// The curriculum's own words; never a person's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What was linked to it.
    pub concept: SkillNamed,
    /// How that link came about.
    pub link: LinkBasis,
    /// What the link is worth, in per cent.
    pub link_confidence: u8,
    /// The wholes through which it was linked, from the top.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<SkillNamed>,
    /// The mapping by which the last of them comprises the outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comprised: Option<TranslationHop>,
    /// How sure that is, in per cent; 100 where it was linked itself.
    pub origin_confidence: u8,
    /// The way from there to the outcome; empty where they are the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<PathStep>,
    /// What the way is worth, in per cent.
    pub proximity: u8,
    /// How sure the mappings on it are, in per cent.
    pub confidence: u8,
    /// What the level is worth, in per cent: of the module against the
    /// standard's, or of a person's proficiency against the outcome's.
    pub sufficiency: u8,
    /// How many levels are short; absent where one is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels_short: Option<u8>,
    /// The proficiency of a person's evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proficiency: Option<Proficiency>,
    /// ⌊link · origin · proximity · confidence · sufficiency⌋, in per cent.
    pub covers: u8,
}

/// How an outcome of a curriculum came to a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkBasis {
    /// The curriculum or the record names it.
    Stated,
    /// Somebody confirmed it in a links file.
    Confirmed,
    /// Its words suggest it, and nobody confirmed it.
    Suggested,
}

impl LinkBasis {
    /// The word, as in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Confirmed => "confirmed",
            Self::Suggested => "suggested",
        }
    }
}

/// What of a module is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ModuleUse {
    /// The module.
    pub module: String,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its learning hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Whether only some take it: it then covers nothing.
    pub optional: bool,
    /// How many outcomes it has.
    pub outcomes: u32,
    /// How much of it some standard uses.
    pub used: Covered,
    /// The outcomes that no standard uses, in the curriculum's words or by the
    /// label of what they are linked to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub surplus: Vec<String>,
}

/// Two modules that teach the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ModuleOverlap {
    /// The modules, in the order of the curriculum.
    pub modules: [String; 2],
    /// What both cover, by IRI.
    pub outcomes: Vec<SkillNamed>,
    /// How many of these both cover by what is stated or confirmed.
    pub confirmed: u32,
}

/// An outcome that is not covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingOutcome {
    /// The outcome.
    pub outcome: SkillNamed,
    /// Where it is asked for, by standard.
    pub required_by: Vec<RequiredBy>,
}

/// Where an outcome is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RequiredBy {
    /// The standard.
    pub standard: String,
    /// The unit.
    pub unit: String,
    /// How far it is covered, in per cent.
    pub covered: u8,
    /// The hours of what is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
}

/// Which units would bring most within a number of hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Supplement {
    /// The hours there are.
    pub budget: u32,
    /// The hours that the chosen units take.
    pub hours: u32,
    /// The value without them: the mean coverage of the standards in
    /// millionths, or what the caller's function says.
    pub before: u64,
    /// The value with them.
    pub after: u64,
    /// No choice within the budget has a higher value.
    pub at_most: u64,
    /// How it was chosen.
    pub method: SupplementMethod,
    /// The units, in the order in which they bring most.
    pub units: Vec<SupplementUnit>,
    /// Units that could not be weighed, for their hours are unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_hours: Vec<SkillNamed>,
}

/// How units were chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SupplementMethod {
    /// Every choice was weighed: there is no better one.
    Exact,
    /// The better of two: what brings most an hour, one after another, and the
    /// best single unit. It brings at least 31 % of what the best would, where
    /// every unit brings less the more there is; `at_most` is usually nearer.
    Greedy,
}

/// A unit that is worth adding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SupplementUnit {
    /// The unit.
    pub unit: SkillNamed,
    /// The hours of what is missing of it.
    pub hours: u32,
    /// The value that it adds to what stands before it.
    pub adds: u64,
}
