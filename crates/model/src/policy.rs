//! Every number of a score, as data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Assurance, Importance, MappingPredicate, Proficiency};

/// The numbers that matching uses; all are whole per cent unless said
/// otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MatchingPolicy {
    /// How near one skill is to another.
    pub proximity: ProximityPolicy,
    /// What evidence is worth for a shortfall of 0, 1, 2 and 3 levels of
    /// proficiency.
    pub sufficiency: [u8; 4],
    /// What evidence is worth by who vouches for it.
    pub assurance: AssurancePolicy,
    /// What a requirement weighs where it states no weight.
    pub weight: WeightPolicy,
    /// What a mapping keeps of evidence that passes through it.
    pub evidence_priors: TranslationPriors,
}

impl Default for MatchingPolicy {
    fn default() -> Self {
        Self {
            proximity: ProximityPolicy::default(),
            sufficiency: [100, 70, 40, 0],
            assurance: AssurancePolicy::default(),
            weight: WeightPolicy::default(),
            evidence_priors: TranslationPriors::evidence(),
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
#[serde(deny_unknown_fields)]
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

impl TranslationPriors {
    /// The priors for evidence: who can do the narrower thing can mostly do
    /// what the broader one asks, not the reverse.
    pub const fn evidence() -> Self {
        Self { exact: 100, close: 90, broad: 85, narrow: 50, related: 25 }
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
