//! Wholes and their parts: what a certificate is evidence of, and what a
//! vacancy asks for that asks for a whole.

use passerelle_model::{ConceptKind, EqfLevel, Proficiency};
use passerelle_taxonomy::{ConceptId, Taxonomy};

const EQF: &str = "http://data.europa.eu/snb/eqf/";
const PROFICIENCY: &str = "urn:passerelle:proficiency:";

/// Weights inside a whole are fractions of 2^32.
const ONE: u128 = 1 << 32;

/// A learning outcome of a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) concept: ConceptId,
    /// From the whole down to the part that holds the outcome.
    pub(crate) through: Vec<ConceptId>,
    /// Its part of the whole, in 2^-32.
    pub(crate) part: u128,
}

/// Whether a concept is made of parts rather than a skill itself.
pub fn is_whole(kind: ConceptKind) -> bool {
    matches!(kind, ConceptKind::Qualification | ConceptKind::Unit)
}

/// The outcomes of a whole, in the order of their codes within each part; each
/// weighs by the hours of the parts above it, or equally where a part beside
/// them states none. A part without outcomes is left aside.
pub(crate) fn leaves(taxonomy: &Taxonomy, whole: ConceptId) -> Vec<Leaf> {
    let mut found = Vec::new();
    collect(taxonomy, whole, ONE, &mut Vec::new(), &mut found);
    found
}

fn collect(
    taxonomy: &Taxonomy,
    whole: ConceptId,
    share: u128,
    through: &mut Vec<ConceptId>,
    found: &mut Vec<Leaf>,
) {
    // A whole that is part of itself would have no end.
    if through.contains(&whole) {
        return;
    }
    through.push(whole);
    let is_outcome = |c: ConceptId| taxonomy.kind(c).is_skill();
    let holds_any = |c: ConceptId| is_outcome(c) || !taxonomy.parts(c).is_empty();
    let mut parts: Vec<ConceptId> =
        taxonomy.parts(whole).iter().copied().filter(|&c| holds_any(c)).collect();
    parts.sort_by_cached_key(|&part| (numbered(taxonomy.notation(part).unwrap_or("")), part));
    let hours: Option<Vec<u32>> = parts.iter().map(|&c| taxonomy.hours(c)).collect();
    let weights: Vec<u128> = match hours {
        Some(hours) if hours.iter().any(|&h| h > 0) => hours.into_iter().map(u128::from).collect(),
        _ => vec![1; parts.len()],
    };
    let all: u128 = weights.iter().sum();
    for (&part, weight) in parts.iter().zip(weights) {
        let share = share * weight / all.max(1);
        if is_outcome(part) {
            found.push(Leaf { concept: part, through: through.clone(), part: share });
        } else {
            collect(taxonomy, part, share, through, found);
        }
    }
    through.pop();
}

/// A code as people order it: `P2` before `P10`.
fn numbered(code: &str) -> Vec<(String, u64)> {
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
pub(crate) fn proficiency_of(taxonomy: &Taxonomy, outcome: ConceptId) -> Option<Proficiency> {
    number(taxonomy, outcome, PROFICIENCY).and_then(|n| Proficiency::try_from(n).ok())
}

/// The EQF level of a qualification, where the taxonomy has one. A unit has
/// none: its level is that of the whole, which its holder has not reached.
pub(crate) fn level_of(taxonomy: &Taxonomy, concept: ConceptId) -> Option<EqfLevel> {
    if taxonomy.kind(concept) != ConceptKind::Qualification {
        return None;
    }
    number(taxonomy, concept, EQF).and_then(|n| EqfLevel::try_from(n).ok())
}

fn number(taxonomy: &Taxonomy, concept: ConceptId, namespace: &str) -> Option<i64> {
    taxonomy.iri(taxonomy.level(concept)?).strip_prefix(namespace)?.parse().ok()
}

/// Cuts a total into whole parts in proportion to weights, by largest
/// remainder; of equals the first wins. The parts add up to the total unless
/// every weight is 0.
pub(crate) fn largest_remainder(weights: &[u128], total: u32) -> Vec<u32> {
    let sum: u128 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let quota = |weight: u128| u128::from(total) * weight;
    // At most `total`, for a weight is at most the sum.
    let mut parts: Vec<u32> =
        weights.iter().map(|&w| u32::try_from(quota(w) / sum).unwrap_or(total)).collect();
    let left = total - parts.iter().sum::<u32>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(weights.get(at).map(|&w| quota(w) % sum)));
    for at in order.into_iter().take(left as usize) {
        if let Some(part) = parts.get_mut(at) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_ordered_as_people_do() {
        let mut codes = ["P10", "P2.1", "P2", "P1", "P2.10", "P2.9", "A"];
        codes.sort_by_key(|code| numbered(code));
        assert_eq!(codes, ["A", "P1", "P2", "P2.1", "P2.9", "P2.10", "P10"]);
    }

    #[test]
    fn parts_add_up_and_the_largest_remainder_wins() {
        assert_eq!(largest_remainder(&[70, 15, 10, 0], 100), [74, 16, 10, 0]);
        assert_eq!(largest_remainder(&[1, 1, 1], 100), [34, 33, 33]);
        assert_eq!(largest_remainder(&[0, 0], 100), [0, 0]);
        assert_eq!(largest_remainder(&[1, 999], 5), [0, 5]);
    }
}
