//! PS-LINT-005.

use passerelle_model::{Code, Issue, Status, codes};

use super::view::View;

/// # A mapping ends at a deprecated concept
///
/// **What it checks.** Either end of a mapping, against the status of the
/// concept in the loaded taxonomy; what replaced it is named where known.
///
/// **Why.** A translation would lead to what its publisher has withdrawn,
/// and which no profile or vacancy made since uses.
///
/// **Example.** A national table still ends at `electronics technician`,
/// which its scheme has withdrawn in favour of two occupations. ESCO's own
/// files list released concepts only, so there a withdrawn target is found as
/// PS-LINT-006.
///
/// **What to do.** Map to the successor, after checking that it covers the
/// same: concepts are often split or merged.
pub(super) const CODE: Code = codes::LINT_DEPRECATED;

pub(super) fn check(view: &View<'_>, issues: &mut Vec<Issue>) {
    let Some(taxonomy) = view.taxonomy else { return };
    for row in &view.rows {
        for (end, what) in [(row.subject, "subject"), (row.object, "object")] {
            let Some(concept) = view.node(end).concept else { continue };
            if taxonomy.status(concept) != Status::Deprecated {
                continue;
            }
            let successors: Vec<String> = taxonomy
                .replaced_by(concept)
                .iter()
                .map(|&successor| view.name_of(taxonomy, successor))
                .collect();
            let instead = if successors.is_empty() {
                "nothing is known to replace it".to_owned()
            } else {
                format!("replaced by {}", successors.join(", "))
            };
            let message = format!(
                "{} to {}: the {what} is deprecated; {instead}",
                view.name(row.subject),
                view.name(row.object)
            );
            issues.push(view.on(row, CODE, message));
        }
    }
}
