//! PS-LINT-001.

use passerelle_model::{Code, Issue, MappingPredicate, codes};

use super::direction::{Direction, DirectionReport, EvidenceKind, Verdict, Votes, broader_end};
use super::view::View;

/// # Mappings point the wrong way
///
/// **What it checks.** `S broadMatch O` says that O is broader than S. For
/// the broad and the narrow rows of a set separately, four kinds of evidence
/// vote whether they mean that or the opposite: labels of which one says all
/// that the other says and more; concepts that several others, and only
/// these, are mapped to; groups of a classification against single concepts;
/// and the hierarchy of the loaded taxonomy. One finding tells the verdict
/// where it is *inverted* or *mixed*, with the votes; one for each row tells
/// where its own labels, groups or hierarchy contradict the rest of its set.
///
/// **Why.** An inverted set turns every welder into the whole of metal
/// working, or lets the part stand for the whole. Publishers disagree about
/// the reading of the two predicates, so this happens to official tables.
///
/// **Example.** `AT_mapping.csv` (ESCO to the Austrian AMS, V2.0), line 674:
/// `Maurer/Maurerin` `broadMatch` `Hausmaurer/in` (160102). A house
/// bricklayer is a bricklayer, not the reverse. Of the labels of its broad
/// rows 174 speak for the opposite reading and 2 for the published one; of
/// its narrow rows, 168 and none.
///
/// **What to do.** Ask the publisher. Record the verdict for this set and
/// version in the crosswalk manifest; do not edit the table.
pub(super) const CODE: Code = codes::LINT_INVERTED;

/// Evidence that tells of a single row.
const OF_A_ROW: [EvidenceKind; 3] =
    [EvidenceKind::Hierarchy, EvidenceKind::Groups, EvidenceKind::Labels];

pub(super) fn check(view: &View<'_>, report: &DirectionReport, issues: &mut Vec<Issue>) {
    for (predicate, direction) in
        [(&[MappingPredicate::Broad], &report.broad), (&[MappingPredicate::Narrow], &report.narrow)]
    {
        let [name] = predicate;
        match direction.verdict {
            Verdict::Inverted => {
                let message = format!("{name} rows read as inverted: {}", votes(direction));
                issues.push(Issue::new(CODE, view.whole(), message));
            }
            Verdict::Mixed => {
                let message = format!("{name} rows point both ways: {}", votes(direction));
                issues.push(Issue::new(CODE, view.whole(), message));
            }
            Verdict::AsPublished | Verdict::Undetermined => {}
        }
        let inverted = match direction.verdict {
            Verdict::Inverted => true,
            Verdict::AsPublished => false,
            // Without a majority nothing is against it.
            Verdict::Mixed | Verdict::Undetermined => continue,
        };
        for row in view.rows_with(predicate) {
            let told = OF_A_ROW
                .into_iter()
                .find_map(|kind| broader_end(view, row, kind).map(|broader| (kind, broader)));
            let Some((kind, broader)) = told else { continue };
            if broader.agrees_with(row.predicate) == inverted {
                let message = format!(
                    "{} {name} {}: {} say the opposite of the set's other rows",
                    view.name(row.subject),
                    view.name(row.object),
                    noun(kind)
                );
                issues.push(view.on(row, CODE, message));
            }
        }
    }
}

fn noun(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Labels => "labels",
        EvidenceKind::Fan => "fans",
        EvidenceKind::Groups => "groups",
        EvidenceKind::Hierarchy => "broader concepts",
    }
}

/// The votes in words: `labels 12 as published, 340 inverted; …`.
fn votes(direction: &Direction) -> String {
    let told = |votes: &&Votes| votes.as_published + votes.inverted > 0;
    let words = direction.evidence.iter().filter(told).map(|votes| {
        let Votes { kind, as_published, inverted, .. } = votes;
        format!("{} {as_published} as published, {inverted} inverted", noun(*kind))
    });
    words.collect::<Vec<_>>().join("; ")
}
