//! What a concept covers: itself, what it comprises, what is broader, and what
//! these are mapped to; never what is only beside it or related.

use passerelle_model::{MatchingPolicy, Proficiency, ProximityPolicy, TranslationPriors};
use passerelle_taxonomy::{
    ConceptId, Scratch, Taxonomy, Translator, UnitMapping, is_whole, leaves, proficiency_of,
};

/// What a concept covers.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConceptReach {
    /// The outcomes that it comprises; it alone where it is one.
    pub(crate) leaves: Vec<LeafReach>,
    /// The wholes that are had with it: itself and its parts, where it is one.
    pub(crate) held: Vec<ConceptId>,
    /// Wholes that it is mapped to, and how surely, in per cent.
    pub(crate) mapped: Vec<(ConceptId, u8)>,
}

/// What one outcome covers.
#[derive(Clone, Debug)]
pub(crate) struct LeafReach {
    pub(crate) concept: ConceptId,
    /// From the whole that was linked down to the part that holds it.
    pub(crate) through: Vec<ConceptId>,
    pub(crate) by: Option<UnitMapping>,
    /// The proficiency that it is taught to, where the taxonomy says.
    pub(crate) proficiency: Option<Proficiency>,
    /// What it covers, by IRI: proximity and confidence in per cent.
    pub(crate) targets: Vec<(ConceptId, u8, u8)>,
}

impl LeafReach {
    /// How sure it is that the whole comprises it, in per cent.
    pub(crate) fn origin_confidence(&self) -> u8 {
        self.by.map_or(100, |by| by.confidence)
    }
}

/// The proximities that count as coverage: the same and what is narrower.
pub(crate) fn covering(policy: &MatchingPolicy) -> ProximityPolicy {
    ProximityPolicy {
        evidence_broader: Vec::new(),
        requires_essential: 0,
        required_by_essential: 0,
        optional: 0,
        sibling: 0,
        ..policy.proximity.clone()
    }
}

/// What mappings keep; one that only relates keeps nothing.
pub(crate) fn priors(policy: &MatchingPolicy) -> TranslationPriors {
    TranslationPriors { related: 0, ..policy.evidence_priors.clone() }
}

pub(crate) fn reach(
    taxonomy: &Taxonomy,
    concept: ConceptId,
    proximity: &ProximityPolicy,
    translator: &Translator<'_>,
    priors: &TranslationPriors,
) -> ConceptReach {
    let targets = |leaf: ConceptId| {
        let reached = taxonomy.reach(leaf, proximity, translator);
        reached.into_iter().map(|r| (r.target, r.proximity, r.confidence)).collect()
    };
    if !is_whole(taxonomy.kind(concept)) {
        let leaf = LeafReach {
            concept,
            through: Vec::new(),
            by: None,
            proficiency: proficiency_of(taxonomy, concept),
            targets: targets(concept),
        };
        return ConceptReach { leaves: vec![leaf], ..ConceptReach::default() };
    }
    let comprised = leaves(taxonomy, concept, priors).into_iter();
    let leaves = comprised
        .map(|leaf| LeafReach {
            targets: targets(leaf.concept),
            proficiency: proficiency_of(taxonomy, leaf.concept),
            concept: leaf.concept,
            through: leaf.through,
            by: leaf.by,
        })
        .collect();
    let mut held = vec![concept];
    let mut at = 0;
    while let Some(&whole) = held.get(at) {
        at += 1;
        for &part in taxonomy.parts(whole) {
            if is_whole(taxonomy.kind(part)) && !held.contains(&part) {
                held.push(part);
            }
        }
    }
    let mut mapped: Vec<(ConceptId, u8)> = held
        .iter()
        .flat_map(|&whole| translator.translate_anywhere(whole, &mut Scratch::default()))
        .filter(|t| is_whole(taxonomy.kind(t.target)) && t.confidence > 0)
        .map(|t| (t.target, t.confidence))
        .collect();
    mapped.sort_unstable_by_key(|&(target, confidence)| (target, std::cmp::Reverse(confidence)));
    mapped.dedup_by_key(|&mut (target, _)| target);
    held.sort_unstable();
    ConceptReach { leaves, held, mapped }
}
