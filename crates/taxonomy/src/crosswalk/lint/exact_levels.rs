//! PS-LINT-009.

use passerelle_model::{Code, Issue, MappingPredicate, codes};

use super::view::{Level, View};

/// # A single concept is exactly the same as a group
///
/// **What it checks.** `exactMatch` between a group of a classification and
/// a single occupation, skill or qualification. Groups are those of ISCO-08
/// and those that the loaded taxonomy says are groups; single concepts are
/// ESCO's occupations and what the taxonomy says is one.
///
/// **Why.** A group has other members: by `exactMatch`, each of them would be
/// the single concept.
///
/// **Example.** None of the thirteen official tables has such a row between
/// ESCO and ISCO-08. `welder` (an occupation of ESCO) `exactMatch`
/// `Welders and flame cutters` (`isco:7212`) would make every flame cutter a
/// welder.
///
/// **What to do.** Restate it as `broadMatch` where the object is the group,
/// as `narrowMatch` where the subject is.
pub(super) const CODE: Code = codes::LINT_EXACT_LEVELS;

pub(super) fn check(view: &View<'_>, issues: &mut Vec<Issue>) {
    for row in view.rows_with(&[MappingPredicate::Exact]) {
        let levels = (view.node(row.subject).level, view.node(row.object).level);
        let group = match levels {
            (Level::Group, Level::Single) => "subject",
            (Level::Single, Level::Group) => "object",
            _ => continue,
        };
        let message = format!(
            "{} exactMatch {}: the {group} is a group, the other end is not",
            view.name(row.subject),
            view.name(row.object)
        );
        issues.push(view.on(row, CODE, message));
    }
}
