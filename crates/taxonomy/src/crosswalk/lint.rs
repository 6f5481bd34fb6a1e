//! What looks wrong in a crosswalk.
//!
//! One finding, one file; its documentation is the page that users read
//! (`docs/lint`). [`RULES`] lists them all.

use std::collections::BTreeMap;

use passerelle_model::crosswalk::Crosswalk;
use passerelle_model::{Code, Issue};
use serde::Serialize;

use crate::graph::Taxonomy;

mod conflict;
mod coverage;
mod cycle;
mod deprecated;
mod direction;
mod duplicate;
mod exact_levels;
mod exact_many;
mod inverted;
mod label_same;
mod unknown;
mod view;
mod wording;

pub use direction::{Direction, DirectionReport, EvidenceKind, Example, Verdict, Votes};
use view::View;

/// What the lint may consult beside the crosswalk.
#[derive(Clone, Copy)]
pub struct LintContext<'a> {
    /// The file that the crosswalk was read from, as the findings name it.
    pub file: Option<&'a str>,
    /// What is known of the concepts at either end.
    pub taxonomy: Option<&'a Taxonomy>,
    /// When two labels are the same to a reader; search's own normalisation
    /// is meant.
    pub normalise: &'a dyn Fn(&str) -> String,
}

impl std::fmt::Debug for LintContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LintContext")
            .field("file", &self.file)
            .field("taxonomy", &self.taxonomy.is_some())
            .finish_non_exhaustive()
    }
}

/// What looks wrong in a crosswalk.
#[derive(Clone, Debug, Serialize)]
pub struct LintReport {
    /// Every finding: those on the whole set first, then by line, code and
    /// text.
    pub findings: Vec<Issue>,
    /// Which way its broad and narrow mappings point.
    pub direction: DirectionReport,
    /// How many findings there are of each code.
    pub counts: BTreeMap<&'static str, u64>,
}

/// A finding: its code, and what looks for it.
type Rule = (Code, fn(&View<'_>, &mut Vec<Issue>));

/// Every finding but the direction, which takes the evidence as well.
const RULES: [Rule; 9] = [
    (exact_many::CODE, exact_many::check),
    (cycle::CODE, cycle::check),
    (conflict::CODE, conflict::check),
    (deprecated::CODE, deprecated::check),
    (unknown::CODE, unknown::check),
    (coverage::CODE, coverage::check),
    (duplicate::CODE, duplicate::check),
    (exact_levels::CODE, exact_levels::check),
    (label_same::CODE, label_same::check),
];

/// Looks for what seems wrong in a crosswalk.
///
/// Nothing is corrected, and a finding need not be a mistake: it is what a
/// reviewer should look at. Mappings with literals at an end and predicates
/// of other vocabularies are not looked at. The languages of the labels are
/// taken from the slots `ext_subject_language` and `ext_object_language` of
/// the set.
///
/// Takes time in the number of mappings, plus the paths to the top of the
/// hierarchy for each concept that the taxonomy knows; every label is
/// normalised once or twice.
pub fn lint(crosswalk: &Crosswalk, context: &LintContext<'_>) -> LintReport {
    let view = View::new(crosswalk, context);
    let mut findings = Vec::new();
    let direction = direction::judge(&view);
    inverted::check(&view, &direction, &mut findings);
    for (_, check) in RULES {
        check(&view, &mut findings);
    }
    findings.sort_by(|a, b| {
        let key = |issue: &Issue| (issue.place.line, issue.code);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    let mut counts = BTreeMap::new();
    for finding in &findings {
        *counts.entry(finding.code.id()).or_default() += 1;
    }
    LintReport { findings, direction, counts }
}

#[cfg(test)]
mod tests;
