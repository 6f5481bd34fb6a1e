//! PS-LINT-008.

use passerelle_model::{Code, Issue, codes};
use rustc_hash::FxHashMap;

use super::view::{Row, View};

/// # A mapping is stated twice
///
/// **What it checks.** Rows with the same subject, predicate and object; each
/// but the first is a finding, which names the line of the first.
///
/// **Why.** It changes no translation, but it is counted twice in every
/// figure about the table, and often the second one was meant for another
/// concept.
///
/// **Example.** None of the thirteen official tables repeats a row. Two rows
/// `welder` `closeMatch` `Schweißer` in a set kept by hand are one mapping.
///
/// **What to do.** Delete one of them, after checking whether a slip made
/// them the same.
pub(super) const CODE: Code = codes::LINT_DUPLICATE;

pub(super) fn check(view: &View<'_>, issues: &mut Vec<Issue>) {
    let mut first: FxHashMap<_, &Row<'_>> = FxHashMap::default();
    for row in &view.rows {
        let earlier = *first.entry((row.subject, row.object, row.predicate)).or_insert(row);
        if !std::ptr::eq(earlier, row) {
            let message = format!(
                "{} {} {} is stated in line {} already",
                view.name(row.subject),
                row.predicate,
                view.name(row.object),
                earlier.mapping.line
            );
            issues.push(view.on(row, CODE, message));
        }
    }
}
