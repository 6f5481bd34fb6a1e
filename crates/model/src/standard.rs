//! Standards, levels and results of language tests, as they are shown.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{LevelPath, Proficiency, Referencing, SkillNamed, TestBand, TranslationHop};

/// A standard in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandardListed {
    /// The standard.
    pub standard: SkillNamed,
    /// The publisher's code; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The level in its own framework.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Learning hours of the whole, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// How many units it has.
    pub units: usize,
    /// How many outcomes it states.
    pub outcomes: usize,
    /// How many of its units, where they state no outcomes, or else of its
    /// outcomes, correspond to something of another scheme.
    pub mapped: usize,
    /// Whether something took its place.
    pub superseded: bool,
}

/// A list of standards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandardList {
    /// The version of this shape.
    pub schema_version: u32,
    /// The standards, by IRI.
    pub standards: Vec<StandardListed>,
}

/// A standard with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandardShown {
    /// The version of this shape.
    pub schema_version: u32,
    /// The standard, and how much there is of it.
    pub about: StandardListed,
    /// The level of the European Qualifications Framework, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eqf_level: Option<u8>,
    /// What that level rests on: an estimate may inform, and never decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eqf_referencing: Option<Referencing>,
    /// What it asks for in the language of work, `cefr:A2`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asks_for: Vec<SkillNamed>,
    /// What is known of it in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The document that its title comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What took its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced_by: Vec<SkillNamed>,
    /// What it corresponds to as a whole.
    pub corresponds: Vec<TranslationHop>,
    /// Its units, by code.
    pub parts: Vec<UnitShown>,
    /// Units that only some holders have, by code; the standard is no evidence
    /// of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub optional: Vec<UnitShown>,
}

/// A unit of a standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnitShown {
    /// The unit.
    pub unit: SkillNamed,
    /// The publisher's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Learning hours; absent where unknown: units then weigh the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// The document that its title comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What is known of it in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What it corresponds to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corresponds: Vec<TranslationHop>,
    /// Whether it is stated that nothing corresponds to it.
    pub stated_unmapped: bool,
    /// Its outcomes, by code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<OutcomeShown>,
}

/// A learning outcome of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutcomeShown {
    /// The outcome.
    pub outcome: SkillNamed,
    /// The proficiency that it asks for, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Proficiency>,
    /// Whether somebody else than the publisher added it.
    pub ours: bool,
    /// What it corresponds to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corresponds: Vec<TranslationHop>,
    /// Whether it is stated that nothing corresponds to it.
    pub stated_unmapped: bool,
}

/// What a level corresponds to in another framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LevelAnswer {
    /// The version of this shape.
    pub schema_version: u32,
    /// The level that was asked about, `PH-PQF:4`.
    pub level: String,
    /// The framework that was asked for, `EQF`.
    pub to: String,
    /// What the level is called, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What corresponds to it, best based first; empty where nothing does.
    pub corresponds: Vec<LevelPath>,
}

/// What a result in a language test says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LanguageTestAnswer {
    /// The version of this shape.
    pub schema_version: u32,
    /// What the result says, one for each test, component and scale of that
    /// name.
    pub bands: Vec<TestBand>,
}
