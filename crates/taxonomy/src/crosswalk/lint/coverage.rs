//! PS-LINT-007.

use std::collections::BTreeMap;

use passerelle_model::crosswalk::NO_TERM_FOUND;
use passerelle_model::{Code, ConceptKind, Issue, SchemeKind, Status, codes};
use rustc_hash::FxHashSet;

use super::view::View;
use crate::graph::Taxonomy;
use crate::ids::{ConceptId, SchemeId};

/// # Concepts of the mapped scheme have no mapping
///
/// **What it checks.** The scheme that most subjects are in, where it is
/// loaded: its concepts of the kind that most subjects are of, deprecated
/// ones left out, that no row starts from. One finding gives the count, the
/// count for each major group of ISCO-08 where the hierarchy leads there, and
/// the first concepts. A row that states `sssom:NoTermFound` counts as a
/// mapping: it answers the question.
///
/// **Why.** What is not mapped translates to nothing, and a gap looks like
/// a considered *no* unless somebody says which it is. A gap that lies in one
/// major group is often a part of the table that was lost.
///
/// **Example.** `RO_mapping_26.11.2021.csv`, made for ESCO 1.0.8, against
/// ESCO 1.1.1: 89 of the 3,007 occupations have no mapping, among them all 21
/// of major group 0, the armed forces. The table was cut there, not
/// considered.
///
/// **What to do.** Map them, or state that they have no counterpart.
pub(super) const CODE: Code = codes::LINT_COVERAGE;

/// Most concepts that the message names.
const NAMED: usize = 5;
/// The namespace of ISCO-08's groups in ESCO; a major group has one digit
/// after it.
const ISCO: &str = "http://data.europa.eu/esco/isco/C";

pub(super) fn check(view: &View<'_>, issues: &mut Vec<Issue>) {
    let Some(taxonomy) = view.taxonomy else { return };
    let mapped: FxHashSet<ConceptId> = view
        .crosswalk
        .mappings
        .iter()
        .filter(|mapping| !mapping.is_negated() && mapping.subject != NO_TERM_FOUND)
        .filter_map(|mapping| taxonomy.find_iri(&mapping.subject))
        .collect();
    let Some((scheme, kind)) = mapped_part(taxonomy, &mapped) else { return };
    let wanted = || {
        taxonomy.members(scheme).filter(|&concept| {
            taxonomy.kind(concept) == kind && taxonomy.status(concept) != Status::Deprecated
        })
    };
    let missing: Vec<ConceptId> = wanted().filter(|concept| !mapped.contains(concept)).collect();
    if missing.is_empty() {
        return;
    }
    let mut groups: BTreeMap<&str, u64> = BTreeMap::new();
    for &concept in &missing {
        if let Some(group) = major_group(taxonomy, concept) {
            *groups.entry(group).or_default() += 1;
        }
    }
    let by_group = if groups.is_empty() {
        String::new()
    } else {
        let counts: Vec<String> =
            groups.iter().map(|(group, count)| format!("{group}: {count}")).collect();
        format!(" (by ISCO-08 major group {})", counts.join(", "))
    };
    let named: Vec<String> =
        missing.iter().take(NAMED).map(|&concept| view.name_of(taxonomy, concept)).collect();
    let more = if missing.len() > NAMED { ", …" } else { "" };
    let title = taxonomy
        .schemes()
        .get(scheme.index())
        .map_or_else(String::new, |scheme| scheme.display_title().to_owned());
    let message = format!(
        "{} of the {} concepts of kind {kind} in {title} have no mapping{by_group}: {}{more}",
        missing.len(),
        wanted().count(),
        named.join(", ")
    );
    issues.push(Issue::new(CODE, view.whole(), message));
}

/// The scheme and the kind that most of the subjects are of; of equals the
/// first by IRI.
fn mapped_part(
    taxonomy: &Taxonomy,
    mapped: &FxHashSet<ConceptId>,
) -> Option<(SchemeId, ConceptKind)> {
    let mut parts: BTreeMap<(SchemeId, ConceptKind), u64> = BTreeMap::new();
    #[expect(clippy::iter_over_hash_type, reason = "counting does not depend on the order")]
    for &concept in mapped {
        for &scheme in taxonomy.in_schemes(concept) {
            let is_scheme = |s: &crate::Scheme| s.kind == SchemeKind::ConceptScheme;
            if taxonomy.schemes().get(scheme.index()).is_some_and(is_scheme) {
                *parts.entry((scheme, taxonomy.kind(concept))).or_default() += 1;
            }
        }
    }
    let most = parts.values().copied().max()?;
    parts.into_iter().find_map(|(part, count)| (count == most).then_some(part))
}

/// The digit of the major group that a concept lies under.
fn major_group(taxonomy: &Taxonomy, concept: ConceptId) -> Option<&str> {
    let code = |concept: ConceptId| taxonomy.iri(concept).strip_prefix(ISCO);
    let own = code(concept).and_then(|code| code.get(..1));
    own.or_else(|| taxonomy.ancestors(concept).into_iter().find_map(|above| code(above)?.get(..1)))
}
