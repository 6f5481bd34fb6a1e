//! Skills as people and vacancies name and grade them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How well a person does something, or must do it: 1 to 4.
///
/// | level | name | meaning |
/// |---|---|---|
/// | 1 | guided | does it with guidance |
/// | 2 | independent | does it without help in usual situations |
/// | 3 | adapts | adapts it to new situations |
/// | 4 | leads | leads and teaches others in it |
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "i64", into = "u8")]
#[schemars(with = "u8", extend("minimum" = 1, "maximum" = 4))]
pub struct Proficiency(u8);

/// A proficiency that is not 1, 2, 3 or 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("proficiency `{0}` is not 1 (guided), 2 (independent), 3 (adapts) or 4 (leads)")]
pub struct ProficiencyOutOfRange(pub i64);

impl Proficiency {
    /// Does it with guidance.
    pub const GUIDED: Self = Self(1);
    /// Does it without help; assumed where nothing is stated.
    pub const INDEPENDENT: Self = Self(2);
    /// Adapts it to new situations.
    pub const ADAPTS: Self = Self(3);
    /// Leads and teaches others in it.
    pub const LEADS: Self = Self(4);

    /// The level as a number, 1 to 4.
    pub const fn level(self) -> u8 {
        self.0
    }

    /// How many levels `self` is short of what is asked; 0 where it is
    /// enough.
    pub const fn shortfall(self, asked: Self) -> u8 {
        asked.0.saturating_sub(self.0)
    }
}

impl TryFrom<i64> for Proficiency {
    type Error = ProficiencyOutOfRange;

    fn try_from(level: i64) -> Result<Self, Self::Error> {
        match u8::try_from(level) {
            Ok(level @ 1..=4) => Ok(Self(level)),
            _ => Err(ProficiencyOutOfRange(level)),
        }
    }
}

impl From<Proficiency> for u8 {
    fn from(proficiency: Proficiency) -> Self {
        proficiency.0
    }
}

impl fmt::Display for Proficiency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self.0 {
            1 => "guided",
            2 => "independent",
            3 => "adapts",
            _ => "leads",
        })
    }
}

/// Who vouches for a piece of evidence.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// An authority or the engine's user has checked the document.
    Verified,
    /// A certificate is stated.
    Certified,
    /// A test of the skill is stated.
    Tested,
    /// An employer attests it.
    EmployerAttested,
    /// The person says so.
    SelfDeclared,
}

impl Assurance {
    /// Every kind, the strongest first.
    pub const ALL: [Self; 5] =
        [Self::Verified, Self::Certified, Self::Tested, Self::EmployerAttested, Self::SelfDeclared];

    /// The name as written in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Certified => "certified",
            Self::Tested => "tested",
            Self::EmployerAttested => "employer-attested",
            Self::SelfDeclared => "self-declared",
        }
    }
}

impl fmt::Display for Assurance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How a record names a skill: by concept, by code, or by text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkillRef<'a> {
    /// An IRI or CURIE.
    Concept(&'a str),
    /// A notation, such as `S1.2` or `W3.2`, of any loaded scheme.
    Code(&'a str),
    /// Words in some language, to be resolved.
    Text(&'a str),
}

/// A record names a skill in no way, or in several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given} of `concept`, `code` and `text` are given, exactly one is needed")]
pub struct InvalidSkillRef {
    /// How many are given.
    pub given: usize,
}

impl<'a> SkillRef<'a> {
    /// Chooses the one way that is given.
    ///
    /// # Errors
    /// [`InvalidSkillRef`] unless exactly one is present and not blank.
    pub fn from_fields(
        concept: Option<&'a str>,
        code: Option<&'a str>,
        text: Option<&'a str>,
    ) -> Result<Self, InvalidSkillRef> {
        let mut given = [concept.map(Self::Concept), code.map(Self::Code), text.map(Self::Text)]
            .into_iter()
            .flatten()
            .filter(|r| !r.as_str().trim().is_empty());
        match (given.next(), given.count()) {
            (Some(skill), 0) => Ok(skill),
            (first, more) => Err(InvalidSkillRef { given: usize::from(first.is_some()) + more }),
        }
    }

    /// What is given, as text.
    pub const fn as_str(self) -> &'a str {
        match self {
            Self::Concept(text) | Self::Code(text) | Self::Text(text) => text,
        }
    }
}

/// A score in millionths, 0 to 1,000,000, shown as per cent with two
/// decimals.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
#[schemars(with = "u32", extend("minimum" = 0, "maximum" = 1_000_000))]
pub struct Score(u32);

impl Score {
    /// The best score there is.
    pub const MAX: Self = Self(1_000_000);

    /// A score from its millionths; more than a million is a million.
    pub const fn from_millionths(millionths: u64) -> Self {
        if millionths >= 1_000_000 {
            Self::MAX
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "below a million")]
            Self(millionths as u32)
        }
    }

    /// In millionths, 0 to 1,000,000.
    pub const fn millionths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Score {
    /// Per cent with two decimals, cut, not rounded: `99.999` never reads as
    /// `100.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.0 / 100;
        f.pad(&format!("{}.{:02} %", hundredths / 100, hundredths % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proficiency_is_one_to_four() {
        assert!(serde_json::from_str::<Proficiency>("3").is_ok());
        for bad in ["0", "5", "-1", "\"high\"", "1.5"] {
            assert!(serde_json::from_str::<Proficiency>(bad).is_err(), "{bad}");
        }
        assert_eq!(Proficiency::GUIDED.shortfall(Proficiency::LEADS), 3);
        assert_eq!(Proficiency::LEADS.shortfall(Proficiency::GUIDED), 0);
    }

    #[test]
    fn exactly_one_way_names_a_skill() {
        assert_eq!(SkillRef::from_fields(None, None, Some("x")), Ok(SkillRef::Text("x")));
        assert_eq!(SkillRef::from_fields(None, None, Some(" ")).unwrap_err().given, 0);
        assert_eq!(SkillRef::from_fields(Some("a:b"), Some("c"), None).unwrap_err().given, 2);
    }

    #[test]
    fn scores_are_cut_not_rounded() {
        assert_eq!(Score::from_millionths(999_999).to_string(), "99.99 %");
        assert_eq!(Score::from_millionths(2_000_000), Score::MAX);
        assert_eq!(Score::from_millionths(70_500).to_string(), "7.05 %");
    }
}
