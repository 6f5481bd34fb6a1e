//! Every number of a score, as data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Assurance, Importance, MappingPredicate, Proficiency};

/// The numbers that matching uses; all are whole per cent unless said
/// otherwise. `crates/passerelle/data/policy.toml` documents each where a
/// ministry edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MatchingPolicy {
    /// What its owner calls this version of the policy.
    pub version: String,
    /// The proficiency of evidence that states none; the least that is
    /// enough where a vacancy states none.
    pub assumed_proficiency: Proficiency,
    /// What evidence is worth for a shortfall of 0, 1, 2 and 3 levels of
    /// proficiency.
    pub sufficiency: [u8; 4],
    /// What each component of the total weighs.
    pub shares: SharesPolicy,
    /// What evidence is worth by who vouches for it.
    pub assurance: AssurancePolicy,
    /// Evidence that is derived from the jobs a person had.
    pub inferred: InferredPolicy,
    /// How near one skill is to another.
    pub proximity: ProximityPolicy,
    /// What a mapping keeps of evidence that passes through it.
    pub evidence_priors: TranslationPriors,
    /// What a mapping keeps of a translation that people read.
    #[serde(default = "TranslationPriors::people", deserialize_with = "people_priors")]
    pub people_priors: TranslationPriors,
    /// What a requirement weighs where it states no weight.
    pub weight: WeightPolicy,
    /// What an occupation asks for where it stands instead of requirements.
    pub template: TemplatePolicy,
    /// What a month of work is worth by how near its occupation is.
    pub experience: ExperiencePolicy,
    /// What a qualification is worth by level and field.
    pub qualification: QualificationPolicy,
    /// What a language is worth by how far it falls short.
    pub language: LanguagePolicy,
    /// Which demands decide eligibility where the vacancy does not say.
    pub gates: GatesPolicy,
    /// When work is below what a person can do.
    pub deskilling: DeskillingPolicy,
    /// When a standard is covered by a curriculum or by a person.
    pub alignment: AlignmentPolicy,
    /// When a training counts as equivalent to a reference.
    pub recognition: RecognitionPolicy,
}

impl Default for MatchingPolicy {
    fn default() -> Self {
        Self {
            version: "passerelle-2026.1".to_owned(),
            assumed_proficiency: Proficiency::INDEPENDENT,
            sufficiency: [100, 70, 40, 0],
            shares: SharesPolicy::default(),
            assurance: AssurancePolicy::default(),
            inferred: InferredPolicy::default(),
            proximity: ProximityPolicy::default(),
            evidence_priors: TranslationPriors::evidence(),
            people_priors: TranslationPriors::people(),
            weight: WeightPolicy::default(),
            template: TemplatePolicy::default(),
            experience: ExperiencePolicy::default(),
            qualification: QualificationPolicy::default(),
            language: LanguagePolicy::default(),
            gates: GatesPolicy::default(),
            deskilling: DeskillingPolicy::default(),
            alignment: AlignmentPolicy::default(),
            recognition: RecognitionPolicy::default(),
        }
    }
}

impl MatchingPolicy {
    /// What evidence of one proficiency is worth where another is asked.
    pub fn sufficiency(&self, held: Proficiency, asked: Proficiency) -> u8 {
        // A shortfall is 0 to 3 by the range of `Proficiency`.
        self.sufficiency[usize::from(held.shortfall(asked)).min(3)]
    }
}

/// What each component of the total weighs; together 100. A component that a
/// vacancy does not ask for is dropped, and the others share its part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SharesPolicy {
    /// Skills.
    pub skills: u8,
    /// Experience.
    pub experience: u8,
    /// Qualification.
    pub qualification: u8,
    /// Language.
    pub language: u8,
}

impl Default for SharesPolicy {
    fn default() -> Self {
        Self { skills: 70, experience: 15, qualification: 10, language: 5 }
    }
}

/// Evidence that is derived from the jobs a person had: the essential skills
/// of their occupations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InferredPolicy {
    /// What it is worth at most, after `full_months`.
    pub assurance: u8,
    /// The months after which it is worth that; before, a part of it.
    pub full_months: u16,
}

impl Default for InferredPolicy {
    fn default() -> Self {
        Self { assurance: 50, full_months: 24 }
    }
}

impl InferredPolicy {
    /// What evidence from so many months is worth.
    pub fn worth(&self, months: u32) -> u8 {
        let full = u64::from(self.full_months.max(1));
        let months = u64::from(months).min(full);
        // At most `assurance`, for months are at most full.
        u8::try_from(u64::from(self.assurance) * months / full).unwrap_or(self.assurance)
    }
}

/// What an occupation asks for where it stands instead of requirements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TemplatePolicy {
    /// A group of occupations asks for the skills that are essential in at
    /// least one of so many of its occupations.
    pub one_in: u32,
    /// The most skills that a group asks for.
    pub max_skills: u32,
    /// The weight, 1 to 5, of a skill that is essential in every occupation
    /// of a group; rarer ones weigh in proportion, rounded up.
    pub max_weight: u8,
    /// What the weights of a vacancy add up to that asks for a whole
    /// qualification or unit.
    pub whole_weight: u32,
}

impl Default for TemplatePolicy {
    fn default() -> Self {
        Self { one_in: 3, max_skills: 60, max_weight: 5, whole_weight: 500 }
    }
}

/// What a month of work is worth by how near its occupation is to the one
/// asked for, in ISCO-08.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExperiencePolicy {
    /// The same unit group, four digits.
    pub unit_group: u8,
    /// The same minor group, three digits.
    pub minor_group: u8,
    /// The same sub-major group, two digits.
    pub sub_major_group: u8,
}

impl Default for ExperiencePolicy {
    fn default() -> Self {
        Self { unit_group: 100, minor_group: 70, sub_major_group: 40 }
    }
}

/// What a qualification is worth by level and field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct QualificationPolicy {
    /// What each EQF level short takes off.
    pub level_short: u8,
    /// The field asked for, in ISCED-F 2013, or one inside it.
    pub field_same: u8,
    /// The same narrow field, where a detailed one is asked for.
    pub field_narrow: u8,
    /// The same broad field.
    pub field_broad: u8,
    /// Another field, or none that is known.
    pub field_other: u8,
}

impl Default for QualificationPolicy {
    fn default() -> Self {
        Self {
            level_short: 30,
            field_same: 100,
            field_narrow: 80,
            field_broad: 50,
            field_other: 20,
        }
    }
}

/// What a language is worth by how far its worst skill falls short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LanguagePolicy {
    /// For a shortfall of 0, 1, 2, … CEFR levels; beyond the list nothing.
    pub shortfall: Vec<u8>,
}

impl Default for LanguagePolicy {
    fn default() -> Self {
        Self { shortfall: vec![100, 60, 20] }
    }
}

/// Which demands decide eligibility where the vacancy does not say. A
/// must-have, a licence, a destination and dates always do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GatesPolicy {
    /// A language.
    pub language: bool,
    /// An EQF level.
    pub eqf_level: bool,
    /// Experience.
    pub experience: bool,
}

impl Default for GatesPolicy {
    fn default() -> Self {
        Self { language: true, eqf_level: false, experience: false }
    }
}

/// When work is below what a person can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeskillingPolicy {
    /// The ISCO skill level, 1 to 4, that the EQF levels 1 to 8 stand for.
    pub skill_level_of_eqf: [u8; 8],
    /// The months for which an occupation must have been held to count.
    pub occupation_months: u16,
    /// A skill is used where something in the vacancy is at least so near.
    pub used_from: u8,
}

impl Default for DeskillingPolicy {
    fn default() -> Self {
        Self { skill_level_of_eqf: [1, 2, 2, 2, 3, 4, 4, 4], occupation_months: 12, used_from: 40 }
    }
}

/// When a standard is covered by a curriculum or by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AlignmentPolicy {
    /// What a module is worth whose level is 0, 1, 2, 3 or more EQF levels
    /// short of the standard's.
    pub level_sufficiency: [u8; 4],
    /// An outcome is covered from here.
    pub covered: u8,
    /// It is covered in part from here, and missing below.
    pub partial: u8,
}

impl Default for AlignmentPolicy {
    fn default() -> Self {
        Self { level_sufficiency: [100, 70, 40, 0], covered: 80, partial: 40 }
    }
}

/// When a training counts as equivalent to a reference: the engine's own
/// measure where law says `essential` and leaves the measuring to authorities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecognitionPolicy {
    /// An outcome is covered from here; a unit, where every outcome is.
    pub covered: u8,
    /// Below this share of a reference, in per cent by hours, activities are not
    /// comparable: another reference is to be chosen.
    pub comparable: u8,
    /// A training is essentially shorter below this share of the reference, as
    /// numerator and denominator.
    pub duration_share: [u16; 2],
    /// Work makes up for outcomes that it lists from so many full-time months.
    pub work_months_for_outcomes: u16,
    /// A full-time month of practice makes up for so many hours of practical
    /// training.
    pub practice_hours_per_month: u16,
}

impl Default for RecognitionPolicy {
    fn default() -> Self {
        Self {
            covered: 80,
            comparable: 25,
            duration_share: [2, 3],
            work_months_for_outcomes: 6,
            practice_hours_per_month: 140,
        }
    }
}

/// How near evidence of one skill is to a requirement of another.
///
/// The relations are read from the evidence to the requirement. Every path
/// has steps of one kind only; a path longer than its list is worth nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProximityPolicy {
    /// The same concept.
    pub same: u8,
    /// The evidence is narrower than the requirement, by one hop, two, ….
    pub evidence_narrower: Vec<u8>,
    /// The evidence is broader than the requirement, by one hop, two, ….
    pub evidence_broader: Vec<u8>,
    /// The evidence essentially requires what is asked for.
    pub requires_essential: u8,
    /// What is asked for essentially requires the evidence.
    pub required_by_essential: u8,
    /// The evidence optionally requires what is asked for, or the reverse.
    pub optional: u8,
    /// Both are direct children of one concept, and of one kind.
    pub sibling: u8,
    /// The largest number of such children that still makes siblings alike:
    /// in larger groups they have too little in common.
    pub sibling_group_max: u32,
}

impl Default for ProximityPolicy {
    fn default() -> Self {
        Self {
            same: 100,
            evidence_narrower: vec![90, 80],
            evidence_broader: vec![50, 25],
            requires_essential: 80,
            required_by_essential: 30,
            optional: 25,
            sibling: 20,
            sibling_group_max: 12,
        }
    }
}

/// What evidence is worth by who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct AssurancePolicy {
    /// Checked by an authority.
    pub verified: u8,
    /// A certificate is stated.
    pub certified: u8,
    /// A test is stated.
    pub tested: u8,
    /// An employer attests it.
    pub employer_attested: u8,
    /// The person says so.
    pub self_declared: u8,
}

impl Default for AssurancePolicy {
    fn default() -> Self {
        Self { verified: 100, certified: 95, tested: 95, employer_attested: 85, self_declared: 70 }
    }
}

impl AssurancePolicy {
    /// The worth of one kind of assurance.
    pub const fn of(&self, assurance: Assurance) -> u8 {
        match assurance {
            Assurance::Verified => self.verified,
            Assurance::Certified => self.certified,
            Assurance::Tested => self.tested,
            Assurance::EmployerAttested => self.employer_attested,
            Assurance::SelfDeclared => self.self_declared,
        }
    }
}

/// What a requirement weighs where it states no weight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WeightPolicy {
    /// An essential requirement, 1 to 5.
    pub essential: u8,
    /// An optional requirement, 1 to 5.
    pub optional: u8,
    /// Each distinct skill of a candidate, in the denominator of `fit`.
    pub candidate_skill: u8,
}

impl Default for WeightPolicy {
    fn default() -> Self {
        Self { essential: 2, optional: 1, candidate_skill: 2 }
    }
}

impl WeightPolicy {
    /// The weight of an importance.
    pub const fn of(&self, importance: Importance) -> u8 {
        match importance {
            Importance::Essential => self.essential,
            Importance::Optional => self.optional,
        }
    }
}

/// What a mapping keeps of what passes through it, by its predicate read in
/// the direction of travel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TranslationPriors {
    /// An exact match.
    pub exact: u8,
    /// A close match.
    pub close: u8,
    /// A broad match: the target is broader.
    pub broad: u8,
    /// A narrow match: the target is narrower.
    pub narrow: u8,
    /// A related match.
    pub related: u8,
}

/// Reads priors where an absent key has the default for people.
fn people_priors<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<TranslationPriors, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Stated {
        exact: Option<u8>,
        close: Option<u8>,
        broad: Option<u8>,
        narrow: Option<u8>,
        related: Option<u8>,
    }
    let stated = Stated::deserialize(deserializer)?;
    let default = TranslationPriors::people();
    Ok(TranslationPriors {
        exact: stated.exact.unwrap_or(default.exact),
        close: stated.close.unwrap_or(default.close),
        broad: stated.broad.unwrap_or(default.broad),
        narrow: stated.narrow.unwrap_or(default.narrow),
        related: stated.related.unwrap_or(default.related),
    })
}

impl Default for TranslationPriors {
    fn default() -> Self {
        Self::evidence()
    }
}

impl TranslationPriors {
    /// The priors for evidence: who can do the narrower thing can mostly do
    /// what the broader one asks, not the reverse.
    pub const fn evidence() -> Self {
        Self { exact: 100, close: 90, broad: 85, narrow: 50, related: 25 }
    }

    /// The priors for requirements: what is narrower than the one asked for
    /// meets it, so broad and narrow change places.
    #[must_use]
    pub const fn for_requirements(&self) -> Self {
        let &Self { exact, close, broad, narrow, related } = self;
        Self { exact, close, broad: narrow, narrow: broad, related }
    }

    /// The priors for people who read a translation: broad and narrow are
    /// worth the same, for the predicate is shown.
    pub const fn people() -> Self {
        Self { exact: 100, close: 90, broad: 70, narrow: 70, related: 25 }
    }

    /// The prior of one predicate.
    pub const fn of(&self, predicate: MappingPredicate) -> u8 {
        match predicate {
            MappingPredicate::Exact => self.exact,
            MappingPredicate::Close => self.close,
            MappingPredicate::Broad => self.broad,
            MappingPredicate::Narrow => self.narrow,
            MappingPredicate::Related => self.related,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sufficiency_falls_with_the_shortfall() {
        let policy = MatchingPolicy::default();
        let worth = |held, asked| policy.sufficiency(held, asked);
        assert_eq!(worth(Proficiency::LEADS, Proficiency::GUIDED), 100);
        assert_eq!(worth(Proficiency::INDEPENDENT, Proficiency::ADAPTS), 70);
        assert_eq!(worth(Proficiency::INDEPENDENT, Proficiency::LEADS), 40);
        assert_eq!(worth(Proficiency::GUIDED, Proficiency::LEADS), 0);
    }
}
