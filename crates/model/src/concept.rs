//! The vocabulary of a concept graph.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares a closed set of names with their text and their stored number.
///
/// The number is part of the snapshot format: never reuse one.
macro_rules! names {
    (
        $(#[$meta:meta])* $name:ident, $what:literal {
            $($(#[$vmeta:meta])* $variant:ident = $number:literal, $text:literal;)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of its stored number.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name as written in files and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The number that stands for it in a snapshot.
            pub const fn number(self) -> u8 {
                match self { $(Self::$variant => $number),+ }
            }

            /// The value that a snapshot's number stands for.
            pub const fn from_number(number: u8) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(UnknownName {
                        what: $what,
                        text: text.chars().take(60).collect(),
                        known: &[$($text),+],
                    }),
                }
            }
        }
    };
}

/// A text that is none of the names of a closed set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {what}; known: {}", known.join(", "))]
pub struct UnknownName {
    /// What was expected, such as "concept kind".
    pub what: &'static str,
    /// The text as given, cut to 60 characters.
    pub text: String,
    /// Every name that is accepted.
    pub known: &'static [&'static str],
}

names! {
    /// What a concept stands for.
    ConceptKind, "concept kind" {
        /// A job title that people hold, such as ESCO's *welder*.
        Occupation = 0, "occupation";
        /// A group of occupations, such as ISCO-08's unit group 7212.
        OccupationGroup = 1, "occupation-group";
        /// The ability to do something (ESCO *skill/competence*).
        Skill = 2, "skill";
        /// A body of facts, principles and theories (ESCO *knowledge*).
        Knowledge = 3, "knowledge";
        /// A skill of use in any occupation (ESCO's transversal collection).
        TransversalSkill = 4, "transversal-skill";
        /// A natural language, or its use (ESCO's language collection).
        Language = 5, "language";
        /// A node above skills that groups them.
        SkillGroup = 6, "skill-group";
        /// A certificate, diploma or occupational standard as a whole.
        Qualification = 7, "qualification";
        /// A part of a qualification that is assessed on its own.
        Unit = 8, "unit";
        /// What a learner knows and can do after a unit.
        LearningOutcome = 9, "learning-outcome";
        /// A level of a framework, such as EQF 4 or CEFR B1.
        Level = 10, "level";
        /// A field of education, such as ISCED-F 0715.
        Field = 11, "field";
    }
}

impl ConceptKind {
    /// Whether a person can hold it as evidence and a vacancy can require it
    /// as a skill.
    pub const fn is_skill(self) -> bool {
        matches!(
            self,
            Self::Skill
                | Self::Knowledge
                | Self::TransversalSkill
                | Self::Language
                | Self::SkillGroup
                | Self::LearningOutcome
                | Self::Field
        )
    }

    /// What a person calls a skill, whatever its publisher calls it: every
    /// kind that can be held but groups and fields.
    pub const SKILLS: [Self; 5] = [
        Self::Skill,
        Self::Knowledge,
        Self::TransversalSkill,
        Self::Language,
        Self::LearningOutcome,
    ];

    /// Whether a sibling of it may stand in for it at all: a neighbour
    /// language, field or group says nothing about the one asked for.
    pub const fn has_siblings(self) -> bool {
        matches!(
            self,
            Self::Skill | Self::Knowledge | Self::TransversalSkill | Self::LearningOutcome
        )
    }
}

names! {
    /// Where a concept stands in its publisher's life cycle.
    Status, "status" {
        /// Published and in use.
        Released = 0, "released";
        /// Proposed, or known only at second hand.
        Provisional = 1, "provisional";
        /// Withdrawn; see `replaced_by` for what to use.
        Deprecated = 2, "deprecated";
        /// Named by a crosswalk, and in no taxonomy that is loaded: of
        /// another version as a rule.
        NotLoaded = 3, "not-loaded";
    }
}

names! {
    /// How widely a skill is used over occupations and sectors.
    ///
    /// # Source
    /// ESCO, column `reuseLevel` of the skills file.
    ReuseLevel, "reuse level" {
        /// Of use in almost every occupation.
        Transversal = 0, "transversal";
        /// Of use in several sectors.
        CrossSector = 1, "cross-sector";
        /// Of use within one sector.
        SectorSpecific = 2, "sector-specific";
        /// Of use in one occupation.
        OccupationSpecific = 3, "occupation-specific";
    }
}

names! {
    /// The three lexical labels of SKOS, in the order they are preferred.
    ///
    /// # Source
    /// SKOS Reference §5.
    LabelRole, "label role" {
        /// `skos:prefLabel`: at most one for each language.
        Preferred = 0, "preferred";
        /// `skos:altLabel`.
        Alternative = 1, "alternative";
        /// `skos:hiddenLabel`: found by search, never shown.
        Hidden = 2, "hidden";
    }
}

names! {
    /// The kinds of text that explain a concept.
    ///
    /// # Source
    /// SKOS Reference §7; ESCO's columns `description`, `definition` and
    /// `scopeNote`.
    NoteKind, "note kind" {
        /// What the concept is, for readers.
        Description = 0, "description";
        /// What the concept is, exactly.
        Definition = 1, "definition";
        /// What it includes and excludes.
        ScopeNote = 2, "scope-note";
    }
}

names! {
    /// Whether a set of concepts is a scheme or a collection.
    ///
    /// # Source
    /// SKOS Reference §4 and §9.
    SchemeKind, "scheme kind" {
        /// `skos:ConceptScheme`.
        ConceptScheme = 0, "concept-scheme";
        /// `skos:Collection`: a selection, such as ESCO's green skills.
        Collection = 1, "collection";
    }
}

names! {
    /// How strongly an occupation or skill asks for another skill.
    Importance, "importance" {
        /// Asked for whoever the employer is.
        Essential = 0, "essential";
        /// Asked for by some employers or for some tasks.
        Optional = 1, "optional";
    }
}

names! {
    /// The predicates of a mapping, read "subject PREDICATE object": `S
    /// broadMatch O` says that O is broader than S.
    ///
    /// # Source
    /// SKOS Reference §10.
    MappingPredicate, "mapping predicate" {
        /// The two can be used for one another everywhere.
        Exact = 0, "exactMatch";
        /// The two can be used for one another in some uses.
        Close = 1, "closeMatch";
        /// The object is broader than the subject.
        Broad = 2, "broadMatch";
        /// The object is narrower than the subject.
        Narrow = 3, "narrowMatch";
        /// The two have to do with one another.
        Related = 4, "relatedMatch";
    }
}

names! {
    /// How the broad and narrow mappings of a set are read.
    ///
    /// `S broadMatch O` says that O is broader than S. Some sets mean the
    /// reverse throughout; then the two are swapped.
    Direction, "direction" {
        /// As SKOS has it.
        AsPublished = 0, "as-published";
        /// Broad for narrow and narrow for broad.
        Inverted = 1, "inverted";
    }
}

impl MappingPredicate {
    /// The same mapping read from its object.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Broad => Self::Narrow,
            Self::Narrow => Self::Broad,
            same => same,
        }
    }
}

/// How sure a mapping is, in whole per cent, 0 to 100.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "u8", into = "u8")]
#[schemars(with = "u8", extend("minimum" = 0, "maximum" = 100))]
pub struct Confidence(u8);

/// A confidence above 100 per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("confidence `{0}` is not between 0 and 100 per cent")]
pub struct ConfidenceOutOfRange(pub u8);

impl Confidence {
    /// Certain.
    pub const FULL: Self = Self(100);
    /// What is assumed of a mapping of a set that states no confidence and
    /// that nobody has reviewed: below every set that was (of which the lowest
    /// is 72 per cent).
    pub const UNREVIEWED: Self = Self(70);

    /// Checks a percentage.
    ///
    /// # Errors
    /// [`ConfidenceOutOfRange`] above 100.
    pub const fn new(percent: u8) -> Result<Self, ConfidenceOutOfRange> {
        if percent <= 100 { Ok(Self(percent)) } else { Err(ConfidenceOutOfRange(percent)) }
    }

    /// In whole per cent, 0 to 100.
    pub const fn percent(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Confidence {
    type Error = ConfidenceOutOfRange;

    fn try_from(percent: u8) -> Result<Self, Self::Error> {
        Self::new(percent)
    }
}

impl From<Confidence> for u8 {
    fn from(confidence: Confidence) -> Self {
        confidence.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_json_agree() {
        for &kind in ConceptKind::ALL {
            assert_eq!(kind.as_str().parse::<ConceptKind>().unwrap(), kind);
            assert_eq!(ConceptKind::from_number(kind.number()), Some(kind));
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json, format!("\"{kind}\""));
        }
        assert!(ConceptKind::from_number(200).is_none());
        let error = "job".parse::<ConceptKind>().unwrap_err().to_string();
        assert!(error.starts_with("`job` is not a concept kind; known: occupation, "), "{error}");
    }

    #[test]
    fn inverting_twice_is_the_identity() {
        for &predicate in MappingPredicate::ALL {
            assert_eq!(predicate.inverse().inverse(), predicate);
        }
        assert_eq!(MappingPredicate::Broad.inverse(), MappingPredicate::Narrow);
    }

    #[test]
    fn confidence_is_a_percentage() {
        assert!(Confidence::new(101).is_err());
        assert!(serde_json::from_str::<Confidence>("101").is_err());
        assert_eq!(serde_json::from_str::<Confidence>("85").unwrap().percent(), 85);
    }
}
