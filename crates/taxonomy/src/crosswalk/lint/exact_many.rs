//! PS-LINT-002.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{Code, Issue, MappingPredicate, codes};

use super::view::{NodeId, Row, View};

/// # A concept is exactly the same as several
///
/// **What it checks.** A subject with `exactMatch` to several objects, or an
/// object with `exactMatch` from several subjects; one finding for each such
/// concept.
///
/// **Why.** `exactMatch` is transitive: if A is exactly B and exactly C, then
/// B is exactly C, though one scheme keeps them apart. Translating there and
/// back then turns one into the other.
///
/// **Example.** `AT_mapping.csv`, lines 82, 106 and 122:
/// `Führungskraft für Tourismus`, `Destinationsmanager/Destinationsmanagerin`
/// and `Tourismusmanager/Tourismusmanagerin` are each `exactMatch` of
/// `Tourismusmanager/in` (460507). The third is; the first two are managers
/// in tourism, which ESCO keeps apart.
///
/// **What to do.** Keep the one that fits and restate the others as
/// `closeMatch`, `broadMatch` or `narrowMatch`.
pub(super) const CODE: Code = codes::LINT_EXACT_MANY;

/// Most concepts that a message names.
const NAMED: usize = 5;

pub(super) fn check(view: &View<'_>, issues: &mut Vec<Issue>) {
    type Side = fn(&Row<'_>) -> (NodeId, NodeId);
    let sides: [(Side, &str); 2] = [
        (|row| (row.subject, row.object), "is exactly"),
        (|row| (row.object, row.subject), "is exactly what each of"),
    ];
    for (side, words) in sides {
        let mut others: BTreeMap<NodeId, (&Row<'_>, BTreeSet<NodeId>)> = BTreeMap::new();
        for row in view.rows_with(&[MappingPredicate::Exact]) {
            let (one, other) = side(row);
            others.entry(one).or_insert_with(|| (row, BTreeSet::new())).1.insert(other);
        }
        for (one, (row, others)) in others.into_iter().filter(|(_, (_, others))| others.len() > 1) {
            let named: Vec<String> = others.iter().take(NAMED).map(|&o| view.name(o)).collect();
            let more = if others.len() > NAMED { ", …" } else { "" };
            let message =
                format!("{} {words} {}: {}{more}", view.name(one), others.len(), named.join(", "));
            issues.push(view.on(row, CODE, message));
        }
    }
}
