//! What a joint standard must satisfy before it ships, in the eyes of ESCO and
//! of the other joint standards.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::crosswalk::Crosswalk;
use passerelle_model::{Importance, Issue, LanguageTag, MappingPredicate, Place, codes};
use passerelle_taxonomy::{ConceptId, Error as TaxonomyError, Taxonomy};

use super::{Outcome, Standard, StandardFile, StandardScheme};

const ESCO: &str = "http://data.europa.eu/esco/";
/// The least share of an ESCO occupation's essential skills that a standard
/// uses or leaves out with a reason, in per cent.
const COVERAGE_NEEDED: usize = 80;
/// The greatest share of its outcomes that a standard has in common with
/// another beyond the units that both declare common, in per cent.
const OVERLAP_ALLOWED: usize = 30;

/// How many of an occupation's essential skills a standard uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Skills that an outcome corresponds to.
    pub used: usize,
    /// Skills that are left out with a reason.
    pub left_out: usize,
    /// All essential skills of the occupation.
    pub essential: usize,
}

/// The mappings of a crosswalk by subject: object and predicate.
struct ByOutcome<'a> {
    rows: BTreeMap<&'a str, Vec<(&'a str, Option<MappingPredicate>)>>,
}

impl<'a> ByOutcome<'a> {
    fn new(crosswalk: &'a Crosswalk) -> Self {
        let mut rows: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for m in &crosswalk.mappings {
            rows.entry(&m.subject).or_default().push((m.object.as_str(), m.predicate_kind()));
        }
        Self { rows }
    }

    fn of(&self, iri: &str) -> &[(&'a str, Option<MappingPredicate>)] {
        self.rows.get(iri).map_or(&[], Vec::as_slice)
    }
}

impl StandardFile {
    /// What is wrong with joint standards and their crosswalk to ESCO: an
    /// outcome that is neither mapped nor stated to be unmapped, a label that
    /// is not ESCO's, essential skills of the corresponding occupation that
    /// are neither used nor left out for a reason.
    ///
    /// # Errors
    /// Where the labels of `esco` cannot be read.
    pub fn check_against_esco(
        &self,
        name: &str,
        crosswalk: &Crosswalk,
        esco: &Taxonomy,
    ) -> Result<Vec<Issue>, TaxonomyError> {
        let mut issues = Vec::new();
        let labels = esco.labels(&LanguageTag::english())?;
        for standard in &self.standard {
            let place = || Place::file(name).about(standard.name());
            let named = standard.left_out.iter().map(|l| (l.uri.as_str(), l.label.as_str()));
            let prefix = self.scheme.standard_iri(standard);
            let inside = |iri: &str| iri == prefix || iri.starts_with(&format!("{prefix}/"));
            let mapped = crosswalk.mappings.iter().filter(|m| inside(&m.subject));
            let mapped = mapped
                .filter(|m| m.object.starts_with(ESCO))
                .filter_map(|m| Some((m.object.as_str(), m.slot("object_label")?)));
            for (uri, label) in named.chain(mapped) {
                let concept = esco.find_iri(uri);
                let found = concept.and_then(|c| labels.and_then(|table| table.preferred(c)));
                if found != Some(label) {
                    let found = found.unwrap_or("nothing");
                    let message = format!("ESCO calls `{uri}` `{found}`, not `{label}`");
                    issues.push(Issue::new(codes::STANDARD_LABEL, place().field("label"), message));
                }
            }
            let rows = ByOutcome::new(crosswalk);
            for unit in &standard.unit {
                for outcome in &unit.outcome {
                    let iri = self.scheme.outcome_iri(standard, unit, outcome);
                    if rows.of(&iri).is_empty() {
                        let message = format!("outcome `{}` is in no mapping", outcome.code);
                        issues.push(Issue::new(codes::STANDARD_OUTCOME, place(), message));
                    }
                }
            }
            let Some((coverage, missing)) = self.coverage_in(standard, &rows, esco) else {
                let message = "it corresponds to no ESCO occupation".to_owned();
                issues.push(Issue::new(codes::STANDARD_COVERAGE, place(), message));
                continue;
            };
            let covered = coverage.used + coverage.left_out;
            if covered * 100 < coverage.essential * COVERAGE_NEEDED {
                let missing: Vec<&str> = missing.iter().map(|&c| esco.iri(c)).collect();
                let message = format!(
                    "{covered} of {} essential skills are used or left out for a reason; \
                     missing: {}",
                    coverage.essential,
                    missing.join(", ")
                );
                issues.push(Issue::new(codes::STANDARD_COVERAGE, place(), message));
            }
        }
        Ok(issues)
    }

    /// How many of the essential skills of its ESCO occupation a standard
    /// uses; nothing where it corresponds to none that `esco` has.
    pub fn coverage(
        &self,
        standard: &Standard,
        crosswalk: &Crosswalk,
        esco: &Taxonomy,
    ) -> Option<Coverage> {
        Some(self.coverage_in(standard, &ByOutcome::new(crosswalk), esco)?.0)
    }

    fn coverage_in(
        &self,
        standard: &Standard,
        rows: &ByOutcome<'_>,
        esco: &Taxonomy,
    ) -> Option<(Coverage, Vec<ConceptId>)> {
        let own = rows.of(&self.scheme.standard_iri(standard));
        let occupation = own
            .iter()
            .filter(|(object, _)| object.starts_with("http://data.europa.eu/esco/occupation/"))
            .find_map(|(object, _)| esco.find_iri(object))?;
        let used: BTreeSet<ConceptId> = standard
            .unit
            .iter()
            .flat_map(|unit| unit.outcome.iter().map(move |o| (unit, o)))
            .map(|(unit, outcome)| self.scheme.outcome_iri(standard, unit, outcome))
            .flat_map(|iri| rows.of(&iri).to_vec())
            .filter_map(|(object, _)| esco.find_iri(object))
            .collect();
        let left_out: BTreeSet<ConceptId> =
            standard.left_out.iter().filter_map(|l| esco.find(&l.uri)).collect();
        let essential = esco.requires(occupation, Importance::Essential);
        let missing: Vec<ConceptId> = essential
            .iter()
            .copied()
            .filter(|c| !used.contains(c) && !left_out.contains(c))
            .collect();
        let counted =
            |set: &BTreeSet<ConceptId>| essential.iter().filter(|c| set.contains(c)).count();
        let covered = counted(&used);
        let coverage = Coverage {
            used: covered,
            left_out: essential.len() - covered - missing.len(),
            essential: essential.len(),
        };
        Some((coverage, missing))
    }
}

/// Which joint standards have too much in common to be two.
///
/// An outcome is shared where another standard has one of the same words, or
/// one with an exact or close mapping to the same concept; units that both
/// standards declare common, under one name, are left aside.
pub fn check_overlap(files: &[(String, StandardFile)], crosswalk: &Crosswalk) -> Vec<Issue> {
    let rows = ByOutcome::new(crosswalk);
    let all: Vec<(&str, &StandardScheme, &Standard)> = files
        .iter()
        .flat_map(|(name, file)| {
            file.standard.iter().map(move |s| (name.as_str(), &file.scheme, s))
        })
        .collect();
    let mut issues = Vec::new();
    for &(name, scheme, standard) in &all {
        for &(_, _, other) in all.iter().filter(|(_, _, other)| other.name() != standard.name()) {
            let (shared, of) = shared(scheme, standard, other, &rows);
            if shared * 100 > of * OVERLAP_ALLOWED {
                let message =
                    format!("{shared} of {of} outcomes are also those of `{}`", other.name());
                let place = Place::file(name).about(standard.name());
                issues.push(Issue::new(codes::STANDARD_OVERLAP, place, message));
            }
        }
    }
    issues
}

/// How many outcomes of a standard beyond common units another has too, and
/// of how many.
fn shared(
    scheme: &StandardScheme,
    standard: &Standard,
    other: &Standard,
    rows: &ByOutcome<'_>,
) -> (usize, usize) {
    let common = |of: &Standard| -> BTreeSet<String> {
        of.unit.iter().filter_map(|u| u.common.clone()).collect()
    };
    let both: BTreeSet<String> = common(standard).intersection(&common(other)).cloned().collect();
    let own = |of: &Standard| -> Vec<(Outcome, BTreeSet<String>)> {
        let kept = of.unit.iter().filter(|u| u.common.as_ref().is_none_or(|n| !both.contains(n)));
        let outcomes = kept.flat_map(|u| u.outcome.iter().map(move |o| (u, o)));
        let near = |p: Option<MappingPredicate>| {
            matches!(p, Some(MappingPredicate::Exact | MappingPredicate::Close))
        };
        outcomes
            .map(|(unit, outcome)| {
                let iri = scheme.outcome_iri(of, unit, outcome);
                let objects = rows.of(&iri).iter().filter(|(_, p)| near(*p));
                (outcome.clone(), objects.map(|(object, _)| (*object).to_owned()).collect())
            })
            .collect()
    };
    let words = |outcome: &Outcome| -> Vec<String> {
        outcome.text.values().map(|text| text.trim().to_lowercase()).collect()
    };
    let theirs = own(other);
    let their_words: BTreeSet<String> = theirs.iter().flat_map(|(o, _)| words(o)).collect();
    let their_objects: BTreeSet<&String> = theirs.iter().flat_map(|(_, objects)| objects).collect();
    let ours = own(standard);
    let count = ours.iter().filter(|(outcome, objects)| {
        words(outcome).iter().any(|w| their_words.contains(w))
            || objects.iter().any(|o| their_objects.contains(o))
    });
    (count.count(), ours.len())
}
