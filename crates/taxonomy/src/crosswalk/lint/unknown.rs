//! PS-LINT-006.

use passerelle_model::{Code, Issue, codes};
use rustc_hash::FxHashSet;

use super::view::View;

/// # A mapping ends at a concept that its scheme does not have
///
/// **What it checks.** Either end of a mapping that the loaded taxonomy does
/// not know, although it knows other concepts under the same namespace (the
/// IRI up to its last `/`, `#` or `:`). Where a whole scheme is not loaded
/// nothing is said.
///
/// **Why.** The identifier has a slip, or the table was made for another
/// version of the scheme. The mapping leads nowhere.
///
/// **Example.** `DK_mapping_10.11.2021.csv`, line 157, maps
/// `vindmølletekniker`
/// (`esco:occupation/98562ce3-9632-4226-b129-c67eb9c54f0f`) to
/// `Vindmølleoperatør`. The table was made for ESCO 1.0.8; ESCO 1.1.1 has no
/// concept with this IRI.
///
/// **What to do.** Compare the version that the table names with the loaded
/// one; look the label up; correct the identifier.
pub(super) const CODE: Code = codes::LINT_UNKNOWN;

pub(super) fn check(view: &View<'_>, issues: &mut Vec<Issue>) {
    let Some(taxonomy) = view.taxonomy else { return };
    let loaded: FxHashSet<&str> =
        taxonomy.concepts().map(|concept| namespace(taxonomy.iri(concept))).collect();
    for row in &view.rows {
        for (end, what) in [(row.subject, "subject"), (row.object, "object")] {
            let node = view.node(end);
            if node.concept.is_none() && loaded.contains(namespace(node.iri)) {
                let message = format!(
                    "{} to {}: the {what} is not in its scheme as loaded",
                    view.name(row.subject),
                    view.name(row.object)
                );
                issues.push(view.on(row, CODE, message));
            }
        }
    }
}

fn namespace(iri: &str) -> &str {
    iri.rfind(['/', '#', ':']).map_or(iri, |at| &iri[..=at])
}
