//! What an occupation asks for where it stands instead of requirements.

use std::collections::BTreeMap;

use passerelle_model::{ConceptKind, Importance, MatchingPolicy, ResolvedBy};
use passerelle_taxonomy::{ConceptId, Taxonomy};

use crate::isco::Occupation;
use crate::vacancy::Requirement;

/// The requirements of an occupation: its essential skills. Those of a group
/// are the skills that are essential in enough of its occupations, each
/// weighing by how many.
pub(crate) fn of(
    taxonomy: &Taxonomy,
    occupation: Occupation,
    policy: &MatchingPolicy,
) -> Vec<Requirement> {
    let Occupation { stands_for: occupation, confidence, .. } = occupation;
    let requirement = |concept, weight| Requirement {
        concept,
        resolved_by: ResolvedBy::Occupation,
        part_of: None,
        importance: Importance::Essential,
        weight,
        minimum: policy.assumed_proficiency,
        must_have: false,
        confidence,
    };
    if taxonomy.kind(occupation) != ConceptKind::OccupationGroup {
        let weight = u16::from(policy.weight.essential);
        let essential = taxonomy.requires(occupation, Importance::Essential).iter();
        return essential.map(|&concept| requirement(concept, weight)).collect();
    }
    let (shared, members) = shared(taxonomy, occupation, policy);
    let weight = |count: u32| {
        let weight = (u32::from(policy.template.max_weight) * count).div_ceil(members.max(1));
        u16::try_from(weight.max(1)).unwrap_or(1)
    };
    shared.into_iter().map(|(concept, count)| requirement(concept, weight(count))).collect()
}

/// The skills of an occupation, sorted by IRI, as [`of`] finds them.
pub(crate) fn skills(
    taxonomy: &Taxonomy,
    occupation: Occupation,
    policy: &MatchingPolicy,
) -> Vec<ConceptId> {
    let mut skills: Vec<ConceptId> =
        of(taxonomy, occupation, policy).into_iter().map(|r| r.concept).collect();
    skills.sort_unstable();
    skills
}

/// The skills that enough occupations of a group share, with how many do; the
/// most shared first, then by IRI. And how many occupations there are.
fn shared(
    taxonomy: &Taxonomy,
    group: ConceptId,
    policy: &MatchingPolicy,
) -> (Vec<(ConceptId, u32)>, u32) {
    let mut members = 0;
    let mut counts: BTreeMap<ConceptId, u32> = BTreeMap::new();
    for concept in taxonomy.descendants(group) {
        if taxonomy.kind(concept) == ConceptKind::Occupation {
            members += 1;
            for &skill in taxonomy.requires(concept, Importance::Essential) {
                *counts.entry(skill).or_default() += 1;
            }
        }
    }
    let template = &policy.template;
    let mut shared: Vec<(ConceptId, u32)> = counts
        .into_iter()
        .filter(|&(_, count)| u64::from(count) * u64::from(template.one_in) >= u64::from(members))
        .collect();
    shared.sort_by_key(|&(concept, count)| (std::cmp::Reverse(count), concept));
    shared.truncate(template.max_skills as usize);
    (shared, members)
}
