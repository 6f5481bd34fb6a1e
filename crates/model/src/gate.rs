//! Demands that decide eligibility, and how they come out.
//!
//! A gate never changes a score: it says whether a pair is eligible, and if
//! not, what would make it so.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CefrLevel, CefrSkill, Country, Employment, EqfLevel, LanguageTag, LicenceStatus, Period,
    SkillNamed,
};

/// A kind of demand that decides eligibility.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// A skill without which nobody is eligible.
    MustHave,
    /// A language with all its skills.
    Language,
    /// A level of qualification.
    EqfLevel,
    /// Months of experience.
    Experience,
    /// A licence to practise.
    Licence,
    /// The country.
    Destination,
    /// The time.
    Dates,
}

impl Gate {
    /// Every kind, in the order in which they are explained.
    pub const ALL: [Self; 7] = [
        Self::MustHave,
        Self::Language,
        Self::EqfLevel,
        Self::Experience,
        Self::Licence,
        Self::Destination,
        Self::Dates,
    ];

    /// The name as written in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MustHave => "must-have",
            Self::Language => "language",
            Self::EqfLevel => "eqf-level",
            Self::Experience => "experience",
            Self::Licence => "licence",
            Self::Destination => "destination",
            Self::Dates => "dates",
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How one demand came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GateResult {
    /// The kind of demand.
    pub gate: Gate,
    /// How it came out.
    pub outcome: GateOutcome,
    /// What is asked and what there is, and so what would close the gap.
    pub demand: Demand,
}

/// How a demand comes out.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum GateOutcome {
    /// It is met.
    Met,
    /// It is not: the candidate is not eligible.
    Failed,
    /// It cannot be decided; it does not block, and a person must check.
    Undetermined,
}

/// A demand, and what a candidate has towards it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Demand {
    /// Evidence of a skill, or of every outcome of a whole: the same,
    /// narrower, exactly or closely mapped, at full proficiency and not
    /// inferred.
    MustHave {
        /// What is asked for.
        skill: SkillNamed,
        /// What of it is missing; empty where it is met.
        missing: Vec<SkillNamed>,
    },
    /// A language.
    Language {
        /// The language.
        language: LanguageTag,
        /// The skills that fall short; empty where it is met.
        short: Vec<LanguageShortfall>,
    },
    /// A level of qualification.
    EqfLevel {
        /// The level asked for.
        asked: EqfLevel,
        /// The highest level held, where any is known.
        held: Option<EqfLevel>,
        /// What that level rests on.
        basis: LevelBasis,
    },
    /// Experience.
    Experience {
        /// The months asked for.
        asked_months: u16,
        /// The months that count, in hundredths.
        weighted_hundredths: u64,
    },
    /// A licence to practise.
    Licence {
        /// The profession; absent where the vacancy's is not known.
        profession: Option<SkillNamed>,
        /// The country; absent where the vacancy names none.
        destination: Option<Country>,
        /// Employed or self-employed work.
        employment: Employment,
        /// Whether the vacancy states it; else the law tables ask for it.
        stated: bool,
        /// Whether the law tables say that the profession is regulated there in
        /// this form; absent where they cannot say.
        regulated: Option<bool>,
        /// Where the person stands; absent where nothing is known.
        status: Option<LicenceStatus>,
    },
    /// The country.
    Destination {
        /// Where the work is.
        asked: Country,
        /// Where the person would go; anywhere where empty.
        stated: Vec<Country>,
    },
    /// The time.
    Dates {
        /// When the work is.
        asked: Period,
        /// When the person could work; any time where absent.
        stated: Option<Period>,
    },
}

/// A skill of a language that falls short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LanguageShortfall {
    /// The skill.
    pub skill: CefrSkill,
    /// The level asked for.
    pub asked: CefrLevel,
    /// The level held; absent where none is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<CefrLevel>,
}

/// What a level of qualification rests on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum LevelBasis {
    /// Formal referencing of its framework.
    Formal,
    /// An estimate: it is used, and never decides.
    Estimated,
    /// No level is known.
    Unknown,
}
