//! Tables of levels: which level of one framework corresponds to which of
//! another, and what a score in a language test says.
//!
//! Every row says what it rests on, from when it is and who says so. A row
//! that rests on an estimate may inform, and never decides.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Referencing;

/// A framework of levels: a national qualifications framework, a regional
/// one, or a classification with levels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Framework {
    /// What it is called in references, `PH-PQF`.
    pub id: String,
    /// The country, ISO 3166-1 or a part of one (`GB-SCT`); empty where it is
    /// of a region.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// The region; empty where it is of none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// What it calls itself.
    pub title: String,
}

/// Whether a fact was checked in the text that its source names.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum FactBasis {
    /// Checked.
    Verified,
    /// Not checked.
    Recalled,
    /// Our own text, of which we are the source.
    Authored,
}

impl fmt::Display for FactBasis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Verified => "verified",
            Self::Recalled => "recalled",
            Self::Authored => "authored",
        })
    }
}

/// How sure a fact is; what is low may warn, and never decides.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "three steps that need no words")]
pub enum FactConfidence {
    High,
    Medium,
    Low,
}

impl fmt::Display for FactConfidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        })
    }
}

/// Where a fact comes from and how sure it is.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct FactSource {
    /// The document or publisher.
    pub source: String,
    /// Whether it was checked there.
    pub basis: FactBasis,
    /// How sure it is.
    pub confidence: FactConfidence,
}

/// Which levels of one framework correspond to a level of another.
///
/// # Source
/// `taxonomies/levels/conversions.csv`, one row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct LevelConversion {
    /// The framework of `level`.
    pub framework: String,
    /// The level, as its framework writes it; a blank is `-`.
    pub level: String,
    /// What the level is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The framework of `to_levels`.
    pub to: String,
    /// What corresponds to it, lowest first; empty where the table says that
    /// nothing does.
    pub to_levels: Vec<String>,
    /// What that rests on.
    pub referencing: Referencing,
    /// The year of the act of referencing; absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// When the row was last looked at, `2026-11`.
    pub as_of: String,
    /// What else there is to know; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where it comes from.
    pub fact: FactSource,
}

/// A score in a test, in hundredths: `6.5` is 650.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct TestScore(pub u32);

/// A text that is no score.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a score between 0 and 100,000 with at most two decimals")]
pub struct InvalidTestScore(pub String);

impl FromStr for TestScore {
    type Err = InvalidTestScore;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidTestScore(text.chars().take(40).collect());
        // Most languages write a comma.
        let point = text.trim().replace(',', ".");
        let (whole, decimals) = point.split_once('.').unwrap_or((&point, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 5 || decimals.len() > 2 {
            return Err(invalid());
        }
        if !digits(whole) || !digits(decimals) || point.ends_with('.') {
            return Err(invalid());
        }
        let number: u32 = format!("{whole}{decimals:0<2}").parse().map_err(|_| invalid())?;
        Ok(Self(number))
    }
}

impl fmt::Display for TestScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            _ if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

/// What a result in a language test says.
///
/// # Source
/// `taxonomies/levels/language-tests.csv`, one row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct TestBand {
    /// The test.
    pub test: String,
    /// Its language.
    pub language: String,
    /// What of it is scored: `overall`, `reading`, `certificate`.
    pub component: String,
    /// The result in words: `5.5-6.5`, `pass`, `TDN 4`.
    pub band: String,
    /// The least score of the band; absent where it has no number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_score: Option<TestScore>,
    /// The greatest score of the band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_score: Option<TestScore>,
    /// The scale of `level`: `CEFR`, or `CLB` for the Canadian benchmarks.
    pub scale: String,
    /// The level on that scale; `below-A1` where it is under the lowest.
    pub level: String,
    /// What else there is to know; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where it comes from.
    pub fact: FactSource,
}

/// One step from a level of one framework to a level of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LevelStep {
    /// The level that is converted, `PH-PQF:4`.
    pub from: String,
    /// What corresponds to it, `EQF:4`.
    pub to: String,
    /// What that rests on.
    pub referencing: Referencing,
    /// The year of the act of referencing, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// When the row was last looked at.
    pub as_of: String,
    /// What else there is to know; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where it comes from.
    pub fact: FactSource,
}

/// A level that corresponds to another, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LevelPath {
    /// The level that was reached, `EQF:4`.
    pub level: String,
    /// What it rests on: the weakest of the steps.
    pub referencing: Referencing,
    /// How sure it is: the lowest of the steps.
    pub confidence: FactConfidence,
    /// Whether a decision may rest on it: every step is formal, none is of
    /// low confidence, and no other level corresponds as well.
    pub decides: bool,
    /// The steps, in order.
    pub steps: Vec<LevelStep>,
}

/// Every table of levels, without repetition once they are in a taxonomy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelTables {
    /// The frameworks, by id.
    pub frameworks: Vec<Framework>,
    /// The conversions, in the order of their files.
    pub conversions: Vec<LevelConversion>,
    /// What scores say, in the order of their files.
    pub tests: Vec<TestBand>,
}

impl LevelTables {
    /// Whether there is nothing in them.
    pub fn is_empty(&self) -> bool {
        self.frameworks.is_empty() && self.conversions.is_empty() && self.tests.is_empty()
    }

    /// Adds what other tables say; what is there already is not repeated.
    pub fn extend(&mut self, other: Self) {
        for framework in other.frameworks {
            if let Err(at) = self.frameworks.binary_search_by(|f| f.id.cmp(&framework.id)) {
                self.frameworks.insert(at, framework);
            }
        }
        let mut known: BTreeSet<LevelConversion> = self.conversions.iter().cloned().collect();
        let new = other.conversions.into_iter().filter(|row| known.insert(row.clone()));
        self.conversions.extend(new);
        let mut known: BTreeSet<TestBand> = self.tests.iter().cloned().collect();
        self.tests.extend(other.tests.into_iter().filter(|row| known.insert(row.clone())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_in_hundredths() {
        for (text, hundredths) in
            [("6.5", 650), ("7", 700), ("0", 0), ("114", 11400), ("6.25", 625)]
        {
            let score: TestScore = text.parse().unwrap();
            assert_eq!(score, TestScore(hundredths));
            assert_eq!(score.to_string(), text);
        }
        assert_eq!("6,5".parse(), Ok(TestScore(650)));
        for bad in ["", ".", "6,", "1,000.5", "6.", "-1", "B2", "1e9", "6.555", "123456", "٣"] {
            assert!(bad.parse::<TestScore>().is_err(), "{bad}");
        }
    }
}
