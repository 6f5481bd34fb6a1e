//! A crosswalk looked over, and what the manifest says of it.

use passerelle_import::crosswalk_manifest::Entry;
use passerelle_model::Direction;
use passerelle_taxonomy::Taxonomy;
use passerelle_taxonomy::crosswalk::{LintContext, LintReport, Verdict, lint};
use serde::Serialize;

use super::{CrosswalkFile, crosswalk_manifest, reviewed};

/// What looks wrong in a crosswalk, beside what was found by its review.
#[derive(Debug)]
pub struct Checked {
    /// What the lint found, by itself.
    pub report: LintReport,
    /// The reviewed verdict on the set, if anybody reviewed it.
    pub entry: Option<&'static Entry>,
    /// What the lint's verdict on the broad mappings says of the review's.
    pub broad: Agreement,
    /// What the lint's verdict on the narrow mappings says of the review's.
    pub narrow: Agreement,
}

/// What the verdict of the lint says of the reviewed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// Both are the same.
    Agrees,
    /// One is the opposite of the other.
    Contradicts,
    /// The lint comes to none: both readings occur, or there is too little to
    /// tell.
    Undecided,
    /// Nobody reviewed the set.
    NotReviewed,
}

impl Agreement {
    fn of(found: Verdict, reviewed: Option<Direction>) -> Self {
        match (found, reviewed) {
            (_, None) => Self::NotReviewed,
            (Verdict::Mixed | Verdict::Undetermined, _) => Self::Undecided,
            (Verdict::AsPublished, Some(Direction::AsPublished))
            | (Verdict::Inverted, Some(Direction::Inverted)) => Self::Agrees,
            (Verdict::AsPublished | Verdict::Inverted, Some(_)) => Self::Contradicts,
        }
    }
}

/// Looks for what seems wrong in a crosswalk; labels are compared as the
/// search compares them.
///
/// `taxonomy` is what is known of the concepts. Its schemes are taken to be
/// whole: what they do not have is unknown, and what the crosswalk does not
/// map of them is a hole.
///
/// The review plays no part in the findings. Its parts do not count in the
/// comparison: it is the verdict on the set as a whole that is compared.
pub fn check_crosswalk(file: &CrosswalkFile, taxonomy: Option<&Taxonomy>) -> Checked {
    let report = lint(
        &file.crosswalk,
        &LintContext { file: Some(&file.name), taxonomy, normalise: &passerelle_search::normalise },
    );
    let entry = crosswalk_manifest().entry(file.crosswalk.id());
    let direction = entry.map(|_| reviewed(&file.crosswalk).direction);
    let broad = Agreement::of(report.direction.broad.verdict, direction);
    let narrow = Agreement::of(report.direction.narrow.verdict, direction);
    Checked { report, entry, broad, narrow }
}
