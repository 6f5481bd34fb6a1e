//! A crosswalk in numbers.

use std::collections::BTreeMap;

use passerelle_model::MappingPredicate;
use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping, NO_TERM_FOUND};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::{ends, predicate_name};

/// A crosswalk in numbers. Rows are mappings as the file has them,
/// repetitions and all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CrosswalkStats {
    /// Every row.
    pub rows: u64,
    /// Rows by predicate: its name in SKOS, else its IRI; without rows of
    /// what is unmapped or negated.
    pub by_predicate: BTreeMap<String, u64>,
    /// Rows that state that something has no counterpart.
    pub unmapped: u64,
    /// Rows that state that a mapping does not hold.
    pub negated: u64,
    /// Rows that state a confidence.
    pub confidence_stated: u64,
    /// The share of `exactMatch` in the rows that map something, in
    /// thousandths, rounded down.
    pub exact_per_mille: u64,
    /// Subjects that are mapped to something.
    pub subjects: u64,
    /// Objects that something is mapped to.
    pub objects: u64,
    /// To how many objects a subject is mapped.
    pub fan_out: Fan,
    /// From how many subjects an object is mapped.
    pub fan_in: Fan,
    /// Pairs by predicate and by how often its ends recur with it.
    pub cardinality: BTreeMap<String, Cardinality>,
}

/// Concepts by how many others they are mapped with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fan {
    /// With one.
    pub one: u64,
    /// With two.
    pub two: u64,
    /// With three to five.
    pub three_to_five: u64,
    /// With six or more.
    pub six_or_more: u64,
}

/// Pairs of one predicate by SSSOM's cardinality.
///
/// # Source
/// SSSOM, slot `mapping_cardinality`, with the predicate as its scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cardinality {
    /// Neither end recurs.
    #[serde(rename = "1:1")]
    pub one_to_one: u64,
    /// The subject recurs.
    #[serde(rename = "1:n")]
    pub one_to_many: u64,
    /// The object recurs.
    #[serde(rename = "n:1")]
    pub many_to_one: u64,
    /// Both recur.
    #[serde(rename = "n:n")]
    pub many_to_many: u64,
}

/// Counts what a crosswalk holds.
pub fn stats(crosswalk: &Crosswalk) -> CrosswalkStats {
    let mut stats = CrosswalkStats::default();
    let mut mapped: Vec<&CrosswalkMapping> = Vec::with_capacity(crosswalk.mappings.len());
    for mapping in &crosswalk.mappings {
        stats.rows += 1;
        stats.confidence_stated += u64::from(mapping.slot("confidence").is_some());
        if mapping.is_unmapped() {
            stats.unmapped += 1;
        } else if mapping.is_negated() {
            stats.negated += 1;
        } else {
            mapped.push(mapping);
            *stats.by_predicate.entry(predicate_name(mapping).to_owned()).or_default() += 1;
        }
    }
    let exact = stats.by_predicate.get(MappingPredicate::Exact.as_str()).copied().unwrap_or(0);
    let rows: u64 = stats.by_predicate.values().sum();
    stats.exact_per_mille = (exact * 1000).checked_div(rows).unwrap_or(0);

    let all: FxHashSet<(&str, &str)> = mapped.iter().map(|m| ends(m)).collect();
    let (out, into) = fans(&all);
    stats.subjects = out.len() as u64;
    stats.objects = into.len() as u64;
    stats.fan_out = Fan::of(&out);
    stats.fan_in = Fan::of(&into);

    for name in stats.by_predicate.keys() {
        let of_name = mapped.iter().filter(|m| predicate_name(m) == name);
        let pairs: FxHashSet<(&str, &str)> = of_name.map(|m| ends(m)).collect();
        let (out, into) = fans(&pairs);
        let mut cardinality = Cardinality::default();
        #[expect(clippy::iter_over_hash_type, reason = "counting does not depend on the order")]
        for (subject, object) in &pairs {
            *match (into[object] > 1, out[subject] > 1) {
                (false, false) => &mut cardinality.one_to_one,
                (false, true) => &mut cardinality.one_to_many,
                (true, false) => &mut cardinality.many_to_one,
                (true, true) => &mut cardinality.many_to_many,
            } += 1;
        }
        stats.cardinality.insert(name.clone(), cardinality);
    }
    debug_assert!(!all.iter().any(|&(s, o)| s == NO_TERM_FOUND || o == NO_TERM_FOUND));
    stats
}

/// With how many others each subject and each object is mapped.
type Fans<'a> = FxHashMap<&'a str, u64>;

fn fans<'a>(pairs: &FxHashSet<(&'a str, &'a str)>) -> (Fans<'a>, Fans<'a>) {
    let (mut out, mut into) = (Fans::default(), Fans::default());
    #[expect(clippy::iter_over_hash_type, reason = "counting does not depend on the order")]
    for &(subject, object) in pairs {
        *out.entry(subject).or_default() += 1;
        *into.entry(object).or_default() += 1;
    }
    (out, into)
}

impl Fan {
    fn of(fans: &Fans<'_>) -> Self {
        let mut fan = Self::default();
        #[expect(clippy::iter_over_hash_type, reason = "counting does not depend on the order")]
        for &with in fans.values() {
            *match with {
                0..=1 => &mut fan.one,
                2 => &mut fan.two,
                3..=5 => &mut fan.three_to_five,
                _ => &mut fan.six_or_more,
            } += 1;
        }
        fan
    }
}
