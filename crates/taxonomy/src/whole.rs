//! Wholes and their parts: what a qualification or a unit comprises, for whom
//! it is evidence and for whom it is a demand.

use std::collections::BTreeMap;

use crate::graph::Taxonomy;
use crate::ids::ConceptId;
use crate::levels::referencing_of;
use crate::mapping::Mapping;
use passerelle_model::{
    ConceptKind, EqfLevel, LevelBasis, MappingPredicate, Proficiency, Referencing,
    TranslationPriors,
};

const EQF: &str = "http://data.europa.eu/snb/eqf/";
const PROFICIENCY: &str = "urn:passerelle:proficiency:";

/// Weights inside a whole are fractions of 2^32.
const ONE: u128 = 1 << 32;

/// A learning outcome of a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The outcome.
    pub concept: ConceptId,
    /// From the whole down to the part that holds the outcome.
    pub through: Vec<ConceptId>,
    /// Its part of the whole, in 2^-32.
    pub part: u128,
    /// How it is known that the last part comprises the outcome, where that
    /// part states no outcomes of its own.
    pub by: Option<UnitMapping>,
}

impl Leaf {
    /// How sure it is that the whole comprises it, in per cent.
    pub fn confidence(&self) -> u8 {
        self.by.map_or(100, |by| by.confidence)
    }
}

/// A mapping that stands for the outcomes that a unit does not state: to an
/// outcome, or to a unit, whose outcomes it then stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitMapping {
    /// The mapping, read from the unit.
    pub mapping: Mapping,
    /// What it keeps, in per cent.
    pub keeps: u8,
    /// Its confidence times what it keeps, in per cent, cut.
    pub confidence: u8,
}

/// Whether a concept is made of parts rather than a skill itself.
pub fn is_whole(kind: ConceptKind) -> bool {
    matches!(kind, ConceptKind::Qualification | ConceptKind::Unit)
}

/// The outcomes of a whole, in the order of their codes within each part; each
/// weighs by the hours of the parts above it, or equally where a part beside
/// them states none.
///
/// A unit that states no outcomes stands for those that it is mapped to; one
/// that is not mapped either is left aside, and so is a qualification without
/// units.
pub fn leaves(taxonomy: &Taxonomy, whole: ConceptId, priors: &TranslationPriors) -> Vec<Leaf> {
    let mut found = Vec::new();
    collect(taxonomy, whole, priors, ONE, &mut Vec::new(), &mut found);
    found
}

/// What a part of a whole holds.
enum Held {
    Outcome,
    Parts,
    Mapped(BTreeMap<ConceptId, UnitMapping>),
}

fn collect(
    taxonomy: &Taxonomy,
    whole: ConceptId,
    priors: &TranslationPriors,
    share: u128,
    through: &mut Vec<ConceptId>,
    found: &mut Vec<Leaf>,
) {
    // A whole that is part of itself would have no end.
    if through.contains(&whole) {
        return;
    }
    if taxonomy.kind(whole) == ConceptKind::Unit && taxonomy.parts(whole).is_empty() {
        let mapped = mapped_outcomes(taxonomy, whole, priors);
        through.push(whole);
        push_mapped(&mapped, share, through, found);
        through.pop();
        return;
    }
    through.push(whole);
    let held = |c: ConceptId| {
        if taxonomy.kind(c).is_skill() {
            return Some(Held::Outcome);
        }
        if !taxonomy.parts(c).is_empty() {
            return Some(Held::Parts);
        }
        let mapped = mapped_outcomes(taxonomy, c, priors);
        (!mapped.is_empty()).then_some(Held::Mapped(mapped))
    };
    let mut parts: Vec<(ConceptId, Held)> =
        taxonomy.parts(whole).iter().filter_map(|&c| Some((c, held(c)?))).collect();
    parts.sort_by_cached_key(|&(part, _)| {
        (in_code_order(taxonomy.notation(part).unwrap_or("")), part)
    });
    let hours: Option<Vec<u32>> = parts.iter().map(|&(c, _)| taxonomy.hours(c)).collect();
    let weights: Vec<u128> = match hours {
        Some(hours) if hours.iter().any(|&h| h > 0) => hours.into_iter().map(u128::from).collect(),
        _ => vec![1; parts.len()],
    };
    let all: u128 = weights.iter().sum();
    for ((part, held), weight) in parts.into_iter().zip(weights) {
        let share = share * weight / all.max(1);
        match held {
            Held::Outcome => {
                let through = through.clone();
                found.push(Leaf { concept: part, through, part: share, by: None });
            }
            Held::Parts => collect(taxonomy, part, priors, share, through, found),
            Held::Mapped(mapped) => {
                through.push(part);
                push_mapped(&mapped, share, through, found);
                through.pop();
            }
        }
    }
    through.pop();
}

fn push_mapped(
    mapped: &BTreeMap<ConceptId, UnitMapping>,
    share: u128,
    through: &[ConceptId],
    found: &mut Vec<Leaf>,
) {
    let count = mapped.len().max(1) as u128;
    found.extend(mapped.iter().map(|(&concept, &by)| Leaf {
        concept,
        through: through.to_vec(),
        part: share / count,
        by: Some(by),
    }));
}

/// What a unit that states no outcomes comprises by its mappings, each outcome
/// by the surest; empty for anything but a unit.
///
/// To an outcome: an exact, close or broad mapping keeps what its predicate
/// keeps; a narrow one says that the outcome is part of the unit, and keeps
/// all. To a unit: exact, close and narrow mappings stand for all its
/// outcomes; a broad one says only that the unit is somewhere in it. Related
/// ones give nothing.
fn mapped_outcomes(
    taxonomy: &Taxonomy,
    unit: ConceptId,
    priors: &TranslationPriors,
) -> BTreeMap<ConceptId, UnitMapping> {
    let mut found: BTreeMap<ConceptId, UnitMapping> = BTreeMap::new();
    if taxonomy.kind(unit) != ConceptKind::Unit {
        return found;
    }
    for mapping in taxonomy.mappings_from(unit) {
        let keeps = match mapping.predicate {
            MappingPredicate::Exact | MappingPredicate::Narrow => priors.exact,
            MappingPredicate::Close => priors.close,
            MappingPredicate::Broad => priors.broad,
            MappingPredicate::Related => continue,
        };
        let to = mapping.object;
        let outcomes: &[ConceptId] = if taxonomy.kind(to).is_skill() {
            &[to]
        } else if taxonomy.kind(to) == ConceptKind::Unit
            && mapping.predicate != MappingPredicate::Broad
        {
            taxonomy.parts(to)
        } else {
            continue;
        };
        let sure = u16::from(taxonomy.mapping_confidence(mapping).percent()) * u16::from(keeps);
        let confidence = u8::try_from(sure / 100).unwrap_or(100);
        let by = UnitMapping { mapping, keeps, confidence };
        for &outcome in outcomes.iter().filter(|&&c| taxonomy.kind(c).is_skill()) {
            let known = found.entry(outcome).or_insert(by);
            if by.confidence > known.confidence {
                *known = by;
            }
        }
    }
    found
}

/// A code as people order it: `P2` before `P10`; to be compared only.
pub fn in_code_order(code: &str) -> Vec<(String, u64)> {
    let mut pieces = Vec::new();
    let mut rest = code;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (text, more) = rest.split_at(digits);
        let end = more.find(|c: char| !c.is_ascii_digit()).unwrap_or(more.len());
        let (number, more) = more.split_at(end);
        pieces.push((text.to_owned(), number.parse().unwrap_or(u64::MAX)));
        rest = more;
    }
    pieces
}

/// The proficiency that an outcome is taught and asked to, where the
/// taxonomy says.
pub fn proficiency_of(taxonomy: &Taxonomy, outcome: ConceptId) -> Option<Proficiency> {
    number(taxonomy, outcome, PROFICIENCY).and_then(|n| Proficiency::try_from(n).ok())
}

/// The EQF level of a qualification, where the taxonomy has one, and what it
/// rests on: formal only where the level of its own framework is referenced
/// formally; a level that a standard claims directly is an estimate. A unit has
/// none: its level is that of the whole, which its holder has not reached.
pub fn level_of(taxonomy: &Taxonomy, concept: ConceptId) -> Option<(EqfLevel, LevelBasis)> {
    if taxonomy.kind(concept) != ConceptKind::Qualification {
        return None;
    }
    let level = taxonomy.level(concept)?;
    let (number, referencing) = referencing_of(taxonomy, level)?;
    let claimed = taxonomy.iri(level).starts_with(EQF);
    let basis = match referencing {
        Referencing::FormalReferencing if !claimed => LevelBasis::Formal,
        _ => LevelBasis::Estimated,
    };
    Some((EqfLevel::try_from(i64::from(number)).ok()?, basis))
}

fn number(taxonomy: &Taxonomy, concept: ConceptId, namespace: &str) -> Option<i64> {
    taxonomy.iri(taxonomy.level(concept)?).strip_prefix(namespace)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_ordered_as_people_do() {
        let mut codes = ["P10", "P2.1", "P2", "P1", "P2.10", "P2.9", "A"];
        codes.sort_by_key(|code| in_code_order(code));
        assert_eq!(codes, ["A", "P1", "P2", "P2.1", "P2.9", "P2.10", "P10"]);
    }
}
