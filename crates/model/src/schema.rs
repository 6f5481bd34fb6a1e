//! The JSON schemas of everything that is read or written.

use std::fmt;

use schemars::generate::SchemaSettings;
use schemars::{Schema, schema_for};

use crate::{
    Alignment, Case, Curriculum, Issue, LanguageTestAnswer, LevelAnswer, Manifest, MatchList,
    MatchingPolicy, Profile, Proposal, StandardList, StandardShown, TranslationAnswer, UnknownName,
    Vacancy,
};

/// The version of the shapes that are written; it rises when a field changes
/// its meaning or goes.
pub const SCHEMA_VERSION: u32 = 2;

/// A shape that has a published schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SchemaName {
    /// How far a curriculum or a person covers standards.
    Alignment,
    /// A recognition case.
    Case,
    /// A curriculum.
    Curriculum,
    /// One line of a file of profiles.
    Profile,
    /// What `recognise` proposes.
    Proposal,
    /// One line of a file of vacancies.
    Vacancy,
    /// One line of a match file.
    Match,
    /// An issue, as reported by every command.
    Issue,
    /// The manifest of a run of matching.
    Manifest,
    /// The policy of matching.
    Policy,
    /// One line of a file of translations.
    Translation,
    /// What `standard show` says.
    Standard,
    /// What `standard list` says.
    StandardList,
    /// What `level` says.
    Level,
    /// What `language` says.
    LanguageTest,
}

impl SchemaName {
    /// Every shape, by name.
    pub const ALL: [Self; 15] = [
        Self::Alignment,
        Self::Case,
        Self::Curriculum,
        Self::Issue,
        Self::LanguageTest,
        Self::Level,
        Self::Manifest,
        Self::Match,
        Self::Policy,
        Self::Profile,
        Self::Proposal,
        Self::Standard,
        Self::StandardList,
        Self::Translation,
        Self::Vacancy,
    ];

    const NAMES: [&'static str; 15] = [
        "alignment",
        "case",
        "curriculum",
        "issue",
        "language-test",
        "level",
        "manifest",
        "match",
        "policy",
        "profile",
        "proposal",
        "standard",
        "standard-list",
        "translation",
        "vacancy",
    ];

    /// The name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alignment => "alignment",
            Self::Case => "case",
            Self::Curriculum => "curriculum",
            Self::Issue => "issue",
            Self::Manifest => "manifest",
            Self::Match => "match",
            Self::Policy => "policy",
            Self::Profile => "profile",
            Self::Proposal => "proposal",
            Self::Translation => "translation",
            Self::Standard => "standard",
            Self::StandardList => "standard-list",
            Self::Level => "level",
            Self::LanguageTest => "language-test",
            Self::Vacancy => "vacancy",
        }
    }

    /// The JSON Schema (draft 2020-12), as indented text with a final line
    /// feed.
    ///
    /// # Examples
    /// ```
    /// use passerelle_model::SchemaName;
    ///
    /// assert!(SchemaName::Profile.to_json().contains("\"Profile\""));
    /// ```
    pub fn to_json(self) -> String {
        // What is written may leave fields out that are never empty when read.
        let mut written = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let schema: Schema = match self {
            Self::Alignment => written.root_schema_for::<Alignment>(),
            Self::Case => schema_for!(Case),
            Self::Curriculum => schema_for!(Curriculum),
            Self::Profile => schema_for!(Profile),
            Self::Proposal => written.root_schema_for::<Proposal>(),
            Self::Vacancy => schema_for!(Vacancy),
            Self::Match => written.root_schema_for::<MatchList>(),
            Self::Issue => written.root_schema_for::<Issue>(),
            Self::Manifest => written.root_schema_for::<Manifest>(),
            Self::Policy => schema_for!(MatchingPolicy),
            Self::Translation => written.root_schema_for::<TranslationAnswer>(),
            Self::Standard => written.root_schema_for::<StandardShown>(),
            Self::StandardList => written.root_schema_for::<StandardList>(),
            Self::Level => written.root_schema_for::<LevelAnswer>(),
            Self::LanguageTest => written.root_schema_for::<LanguageTestAnswer>(),
        };
        format!("{:#}\n", schema.as_value())
    }
}

impl fmt::Display for SchemaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for SchemaName {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|name| name.as_str() == text).ok_or_else(|| UnknownName {
            what: "schema",
            text: text.chars().take(60).collect(),
            known: &Self::NAMES,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_json_and_names_its_shape() {
        for (name, text) in SchemaName::ALL.into_iter().zip(SchemaName::NAMES) {
            assert_eq!(name.as_str(), text);
            assert_eq!(text.parse::<SchemaName>().unwrap(), name);
            let schema: serde_json::Value = serde_json::from_str(&name.to_json()).unwrap();
            assert!(schema["title"].is_string(), "{name}");
        }
    }
}
