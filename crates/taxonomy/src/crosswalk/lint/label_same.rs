//! PS-LINT-010.

use passerelle_model::{Code, Issue, MappingPredicate, codes};

use super::view::View;

/// # Labels say the same where the predicate does not
///
/// **What it checks.** Labels that are equal once case, diacritics and the
/// second gender form are left out, on a row with `broadMatch`, `narrowMatch`
/// or `relatedMatch`. Rows between a group and a single concept are let pass,
/// for groups often bear the name of their main member.
///
/// **Why.** Most such rows are `exactMatch` that slipped; some draw a line
/// that only the two definitions show.
///
/// **Example.** `AT_mapping.csv`, line 3248: `Fleischer/Fleischerin`
/// (`esco:occupation/37c7880e-cfee-4c41-a41b-061682fefde3`) `broadMatch`
/// `Fleischer/in` (366102).
///
/// **What to do.** Compare the definitions. Where the predicate is right, say
/// why in a comment of the mapping.
pub(super) const CODE: Code = codes::LINT_LABEL_SAME;

pub(super) fn check(view: &View<'_>, issues: &mut Vec<Issue>) {
    use MappingPredicate::{Broad, Narrow, Related};
    for row in view.rows_with(&[Broad, Narrow, Related]) {
        let (subject, object) = (view.node(row.subject), view.node(row.object));
        let apart = subject.level.has_members() != object.level.has_members();
        if apart || subject.wording.text.is_empty() || subject.wording.text != object.wording.text {
            continue;
        }
        let message = format!(
            "{} {} {}: the labels are the same",
            view.name(row.subject),
            row.predicate,
            view.name(row.object)
        );
        issues.push(view.on(row, CODE, message));
    }
}
