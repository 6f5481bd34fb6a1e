//! Recognition: cases, made ready and put to the law.

mod evidence;
mod from_match;
mod law;
mod statement;

use std::path::Path;

use passerelle_import::case::Cases;
use passerelle_import::records::{Located, name_of};
use passerelle_model::{Case, Date, Issue, MatchingPolicy, Place, Proposal};
use passerelle_recognition::{Evidence, Law, Recogniser, can_be_examined, check_case, what_if};
use rayon::prelude::*;

use crate::engine::Engine;
use crate::error::Error;

use evidence::EvidenceFinder;
pub use from_match::case_of;
pub(crate) use from_match::unit_group;
pub use law::{LAW_FILES, embedded_law, read_law};
pub use statement::{markdown, statement};

/// How cases are examined.
#[derive(Clone, Debug)]
pub struct RecogniseOptions {
    /// The day of the application where a case states none.
    pub as_of: Date,
    /// Whether the day goes before what cases state.
    pub override_as_of: bool,
    /// Whether single changes are tried that would change the outcome.
    pub what_if: bool,
    /// The numbers.
    pub policy: MatchingPolicy,
}

/// Reads recognition cases: JSON lines where the name ends in `.jsonl`, else
/// one JSON object or a list.
///
/// # Errors
/// Where the file cannot be read; what is wrong with a case is an issue.
pub fn read_cases(path: &Path) -> Result<Cases, Error> {
    Ok(passerelle_import::case::read_cases(path, &name_of(path))?)
}

/// Makes a case of a European Learning Model credential, for a destination;
/// the profession aimed at, the reference and work are left to be added.
///
/// # Errors
/// Where the file cannot be read; what is wrong with it is an issue.
pub fn read_credential(
    path: &Path,
    destination: passerelle_model::Country,
) -> Result<(Case, Vec<Issue>), Error> {
    Ok(passerelle_import::elm::read_credential(path, &name_of(path), destination)?)
}

impl Engine {
    /// What the law leads to in each case, with every reason; in parallel, in
    /// the order given. A case that cannot be examined costs only itself: it
    /// has an issue instead of a proposal.
    ///
    /// # Errors
    /// Where labels or level tables cannot be read.
    pub fn recognise(
        &self,
        file: &str,
        law: &Law,
        cases: &[Located<Case>],
        options: &RecogniseOptions,
    ) -> Result<(Vec<Proposal>, Vec<Issue>), Error> {
        let mut issues = Vec::new();
        let mut usable: Vec<(&Located<Case>, Place)> = Vec::new();
        for case in cases {
            let place = Place::file(file).line(case.line);
            let found = check_case(law, &case.record, &place);
            if can_be_examined(&found) {
                usable.push((case, place));
            }
            issues.extend(found);
        }
        let policy = evidence::without_levels(&options.policy);
        let references = usable.iter().map(|(case, _)| &case.record);
        let finder = EvidenceFinder::new(self, &policy, references)?;
        let examine = |(case, place): &(&Located<Case>, Place)| {
            let case = &case.record;
            let day = match case.as_of {
                Some(day) if !options.override_as_of => day,
                _ => options.as_of,
            };
            let (found, issues) = finder.find(case, place, day);
            let policy = &options.policy.recognition;
            let mut proposal = Recogniser::new(law, policy).propose(case, &found, day);
            if options.what_if {
                proposal.what_if = what_if(law, policy, case, &found, day);
            }
            (proposal, issues)
        };
        let examined: Vec<(Proposal, Vec<Issue>)> = usable.par_iter().map(examine).collect();
        let mut proposals = Vec::with_capacity(examined.len());
        for (proposal, found) in examined {
            proposals.push(proposal);
            issues.extend(found);
        }
        Ok((proposals, issues))
    }

    /// What is to be known of a case before the law is applied to it.
    ///
    /// # Errors
    /// Where labels or level tables cannot be read.
    pub fn evidence_of(
        &self,
        case: &Case,
        as_of: Date,
        policy: &MatchingPolicy,
    ) -> Result<(Evidence, Vec<Issue>), Error> {
        let policy = evidence::without_levels(policy);
        let finder = EvidenceFinder::new(self, &policy, [case])?;
        Ok(finder.find(case, &Place::subject(case.id.as_str()), as_of))
    }
}
