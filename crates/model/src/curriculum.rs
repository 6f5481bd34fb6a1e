//! Curricula: what a training institute teaches, module by module.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Country, EqfLevel, LanguageKnown, LanguageTag, Referencing};

/// Hours of learning that one ECTS credit point stands for at least: a year of
/// 60 credits has 1,500 to 1,800 hours.
///
/// # Source
/// ECTS Users' Guide 2015, section 2.
pub const HOURS_PER_CREDIT: u8 = 25;

/// A curriculum: modules with learning outcomes.
///
/// It says nothing of any person; its texts may be shown and logged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Curriculum {
    /// Its id; unique within a file.
    pub id: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The language that its outcomes are written in; English where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// The country that it is taught in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The level that it leads to, in the European Qualifications Framework;
    /// of every module that states none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eqf_level: Option<EqfLevel>,
    /// What that level rests on; formal referencing where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referencing: Option<Referencing>,
    /// Its learning hours as a whole; the sum of its modules' where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// How many hours a week of it has, for modules that state weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 168))]
    pub hours_per_week: Option<u8>,
    /// How many hours one of its ECTS credit points stands for; 25, the least
    /// that the ECTS Users' Guide has, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 60))]
    pub hours_per_credit: Option<u8>,
    /// The level in each language that those who complete it have reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<LanguageKnown>,
    /// The document that it is taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its modules, in any order; alignment does not depend on it.
    #[serde(default)]
    pub modules: Vec<Module>,
}

/// A part of a curriculum that is taught as one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Its id; unique within its curriculum.
    pub id: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its learning hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Its ECTS credit points, where it states no hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<CreditPoints>,
    /// Its length in weeks, where it states neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u16>,
    /// Its level in the European Qualifications Framework; that of the
    /// curriculum where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eqf_level: Option<EqfLevel>,
    /// Whether only some take it: an elective, or part of a specialisation.
    /// It is then no part of what everybody who completes the curriculum can
    /// do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What is learnt in it.
    #[serde(default)]
    pub outcomes: Vec<ModuleOutcome>,
}

/// One thing that is learnt in a module.
///
/// `concept` or `code` says what it is; `text` alone only suggests it.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct ModuleOutcome {
    /// An outcome, a skill, or a unit or qualification with all that it
    /// comprises, by IRI or CURIE: `joint:welder/W3.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    /// The same by its notation in a loaded taxonomy: `W3.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The outcome in the curriculum's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// ECTS credit points, in hundredths: 0.01 to 1,000.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "f64", into = "f64")]
#[schemars(with = "f64", extend("exclusiveMinimum" = 0, "maximum" = 1000))]
pub struct CreditPoints(u32);

/// Credit points that are none.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("credit points `{0}` are not above 0 and at most 1,000, with two decimals at most")]
pub struct InvalidCreditPoints(pub f64);

impl CreditPoints {
    /// The points in hundredths.
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// The whole hours that they stand for, cut.
    pub const fn hours(self, per_credit: u8) -> u32 {
        self.0 * per_credit as u32 / 100
    }
}

impl TryFrom<f64> for CreditPoints {
    type Error = InvalidCreditPoints;

    fn try_from(points: f64) -> Result<Self, Self::Error> {
        let hundredths = (points * 100.0).round();
        let near = (points * 100.0 - hundredths).abs() < 1e-6;
        if !(near && (1.0..=100_000.0).contains(&hundredths)) {
            return Err(InvalidCreditPoints(points));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
        let hundredths = hundredths as u32;
        Ok(Self(hundredths))
    }
}

impl From<CreditPoints> for f64 {
    fn from(points: CreditPoints) -> Self {
        Self::from(points.0) / 100.0
    }
}

impl fmt::Display for CreditPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ECTS", f64::from(*self))
    }
}

impl Module {
    /// Its learning hours: as stated, else of its credit points, else of its
    /// weeks where the curriculum says how many hours a week has.
    pub fn learning_hours(&self, of: &Curriculum) -> Option<u32> {
        let credits = || Some(self.credits?.hours(of.hours_per_credit.unwrap_or(HOURS_PER_CREDIT)));
        let weeks = || Some(u32::from(self.weeks?) * u32::from(of.hours_per_week?));
        self.hours.or_else(credits).or_else(weeks)
    }
}

impl Curriculum {
    /// Its learning hours as a whole: as stated, else the sum of its modules'
    /// where all that everybody takes have them.
    pub fn learning_hours(&self) -> Option<u32> {
        let taken: Vec<&Module> = self.modules.iter().filter(|module| !module.optional).collect();
        let sum = || {
            let mut hours = taken.iter().map(|module| module.learning_hours(self));
            hours.try_fold(0, |sum: u32, hours| Some(sum.saturating_add(hours?)))
        };
        self.hours.or_else(|| sum().filter(|_| !taken.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_points_have_two_decimals() {
        let points = |text: &str| serde_json::from_str::<CreditPoints>(text).ok();
        assert_eq!(points("2.5").map(|p| (p.hundredths(), p.hours(25))), Some((250, 62)));
        assert_eq!(points("60").map(|p| p.hours(HOURS_PER_CREDIT)), Some(1500));
        assert!(["0", "-1", "1001", "0.001", "\"3\""].iter().all(|text| points(text).is_none()));
    }

    #[test]
    fn hours_are_stated_or_made_of_credits_or_weeks() {
        let mut curriculum = Curriculum { hours_per_week: Some(40), ..Curriculum::default() };
        let module = |hours, weeks| Module { hours, weeks, ..Module::default() };
        curriculum.modules = vec![module(Some(10), Some(9)), module(None, Some(2))];
        assert_eq!(curriculum.learning_hours(), Some(90));
        curriculum.modules.push(module(None, None));
        assert_eq!(curriculum.learning_hours(), None);
        curriculum.modules[2].optional = true;
        assert_eq!(curriculum.learning_hours(), Some(90));
    }
}
