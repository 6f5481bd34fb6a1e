//! Levels of qualifications and of language skills.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A level of the European Qualifications Framework, 1 to 8.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "i64", into = "u8")]
#[schemars(with = "u8", extend("minimum" = 1, "maximum" = 8))]
pub struct EqfLevel(u8);

/// A level that the European Qualifications Framework does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("EQF level `{0}` is not between 1 and 8")]
pub struct EqfLevelOutOfRange(pub i64);

impl EqfLevel {
    /// The level as a number, 1 to 8.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for EqfLevel {
    type Error = EqfLevelOutOfRange;

    fn try_from(level: i64) -> Result<Self, EqfLevelOutOfRange> {
        match u8::try_from(level) {
            Ok(number @ 1..=8) => Ok(Self(number)),
            _ => Err(EqfLevelOutOfRange(level)),
        }
    }
}

impl From<EqfLevel> for u8 {
    fn from(level: EqfLevel) -> Self {
        level.0
    }
}

impl fmt::Display for EqfLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EQF {}", self.0)
    }
}

/// A level of the Common European Framework of Reference for Languages.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[expect(missing_docs, reason = "the framework names its levels so, and no more")]
pub enum CefrLevel {
    A1,
    A2,
    B1,
    B2,
    C1,
    C2,
}

impl CefrLevel {
    /// Every level, the lowest first.
    pub const ALL: [Self; 6] = [Self::A1, Self::A2, Self::B1, Self::B2, Self::C1, Self::C2];

    /// The name as the framework writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::B1 => "B1",
            Self::B2 => "B2",
            Self::C1 => "C1",
            Self::C2 => "C2",
        }
    }

    /// How many levels `self` is short of what is asked; 0 where it is
    /// enough.
    pub const fn shortfall(self, asked: Self) -> u8 {
        (asked as u8).saturating_sub(self as u8)
    }
}

impl fmt::Display for CefrLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One of the five skills that the framework grades apart.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the framework names them so")]
pub enum CefrSkill {
    Listening,
    Reading,
    SpokenInteraction,
    SpokenProduction,
    Writing,
}

impl CefrSkill {
    /// Every skill, in the order of the framework's self-assessment grid.
    pub const ALL: [Self; 5] = [
        Self::Listening,
        Self::Reading,
        Self::SpokenInteraction,
        Self::SpokenProduction,
        Self::Writing,
    ];
}

impl fmt::Display for CefrSkill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Listening => "listening",
            Self::Reading => "reading",
            Self::SpokenInteraction => "spoken interaction",
            Self::SpokenProduction => "spoken production",
            Self::Writing => "writing",
        })
    }
}

/// Levels of the single skills of a language, where they differ from its
/// level as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct CefrSkills {
    /// Understanding what is heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listening: Option<CefrLevel>,
    /// Understanding what is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<CefrLevel>,
    /// Talking with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken_interaction: Option<CefrLevel>,
    /// Talking at length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken_production: Option<CefrLevel>,
    /// Writing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writing: Option<CefrLevel>,
}

impl CefrSkills {
    /// The level of one skill as stated.
    pub const fn of(&self, skill: CefrSkill) -> Option<CefrLevel> {
        match skill {
            CefrSkill::Listening => self.listening,
            CefrSkill::Reading => self.reading,
            CefrSkill::SpokenInteraction => self.spoken_interaction,
            CefrSkill::SpokenProduction => self.spoken_production,
            CefrSkill::Writing => self.writing,
        }
    }

    /// The level of every skill, in the order of [`CefrSkill::ALL`]: as
    /// stated, or else `level`.
    pub fn all(&self, level: Option<CefrLevel>) -> [Option<CefrLevel>; 5] {
        CefrSkill::ALL.map(|skill| self.of(skill).or(level))
    }

    /// Whether no skill is stated.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_their_frameworks() {
        assert!(serde_json::from_str::<CefrLevel>("\"B3\"").is_err());
        assert_eq!(CefrLevel::A2.shortfall(CefrLevel::B2), 2);
        assert_eq!(CefrLevel::C1.shortfall(CefrLevel::B2), 0);
        for bad in ["0", "9", "-1"] {
            assert!(serde_json::from_str::<EqfLevel>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_single_skill_goes_before_the_level_of_the_whole() {
        let skills = CefrSkills { writing: Some(CefrLevel::A2), ..CefrSkills::default() };
        let all = skills.all(Some(CefrLevel::B1));
        assert_eq!(all[0], Some(CefrLevel::B1));
        assert_eq!(all[4], Some(CefrLevel::A2));
    }
}
