//! PS-LINT-004.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{Code, Issue, MappingPredicate, codes};

use super::view::{NodeId, Row, View};

/// # One pair is mapped with predicates that exclude one another
///
/// **What it checks.** Two concepts with more than one predicate between
/// them, in either direction. Only `exactMatch` beside `closeMatch` is let
/// pass: the one says what the other says, and more.
///
/// **Why.** SKOS forbids `exactMatch` beside `broadMatch`, `narrowMatch` or
/// `relatedMatch` on one pair (S46), and nothing is broader and narrower than
/// the same thing. Close and related beside broad or narrow are not forbidden,
/// but only one of them was meant.
///
/// **Example.** None of the thirteen official tables states a pair twice. A
/// set that is put together from two may say `welder` `exactMatch`
/// `Schweißer` in one row and `welder` `broadMatch` `Schweißer` in another.
///
/// **What to do.** Decide which one holds and delete the others.
pub(super) const CODE: Code = codes::LINT_CONFLICT;

pub(super) fn check(view: &View<'_>, issues: &mut Vec<Issue>) {
    type Pair<'v, 'a> = (&'v Row<'a>, BTreeSet<MappingPredicate>);
    let mut pairs: BTreeMap<(NodeId, NodeId), Pair<'_, '_>> = BTreeMap::new();
    for row in &view.rows {
        let turned = row.object < row.subject;
        let (pair, predicate) = if turned {
            ((row.object, row.subject), row.predicate.inverse())
        } else {
            ((row.subject, row.object), row.predicate)
        };
        pairs.entry(pair).or_insert_with(|| (row, BTreeSet::new())).1.insert(predicate);
    }
    for ((one, other), (row, predicates)) in pairs {
        let harmless = [MappingPredicate::Exact, MappingPredicate::Close];
        if predicates.len() < 2 || predicates.iter().all(|p| harmless.contains(p)) {
            continue;
        }
        let names: Vec<&str> = predicates.iter().map(|p| p.as_str()).collect();
        let message =
            format!("{} to {}: {}", view.name(one), view.name(other), names.join(" and "));
        issues.push(view.on(row, CODE, message));
    }
}
