//! Resolving: which one concept does a text mean?

use passerelle_taxonomy::{ConceptId, Taxonomy};

use crate::error::Error;
use crate::index::Index;
use crate::lookup::{Filter, Hit};

/// The least score of a likeness that resolves.
const LEAST_SCORE: u8 = 85;
/// How far it must be ahead of the next.
const LEAST_LEAD: u8 = 5;
/// How many candidates an answer names.
const NAMED: usize = 5;

/// What a text means.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// One concept.
    Resolved {
        /// The concept.
        concept: ConceptId,
        /// 100 for a preferred label, 95 for an alternative one, 85 to 94 for
        /// a hidden one or a likeness.
        score: u8,
    },
    /// Several concepts that cannot be told apart.
    Ambiguous {
        /// They, the best first; at most five.
        candidates: Vec<Hit>,
    },
    /// None.
    NoMatch {
        /// The nearest ones, which are not near enough; at most five.
        nearest: Vec<Hit>,
    },
}

impl Index {
    /// Says which concept a text means; see [`resolve_hits`].
    ///
    /// # Errors
    /// Where the index or the labels cannot be read.
    pub fn resolve(
        &self,
        taxonomy: &Taxonomy,
        text: &str,
        filter: &Filter,
        own: &[ConceptId],
    ) -> Result<Resolution, Error> {
        Ok(resolve_hits(self.candidates(taxonomy, text, filter)?, own))
    }
}

/// Says which concept a text means, given what it is like, the best first.
///
/// A text that equals one concept's preferred label is that concept; else
/// one that equals one concept's alternative label; else the best likeness
/// of at least 85 that is at least 5 ahead of the next. Of several that tie,
/// the only one among `own` – the skills of the profile's own occupations –
/// is meant, if there is just one.
pub fn resolve_hits(mut hits: Vec<Hit>, own: &[ConceptId]) -> Resolution {
    let Some(best) = hits.first() else {
        return Resolution::NoMatch { nearest: hits };
    };
    let rivals = match best.score {
        score @ (95 | 100) => hits.iter().take_while(|hit| hit.score == score).count(),
        score if score >= LEAST_SCORE => {
            hits.iter().take_while(|hit| hit.score + LEAST_LEAD > score).count()
        }
        _ => 0,
    };
    let (tied, _) = hits.split_at(rivals);
    let mut among_own = tied.iter().filter(|hit| own.contains(&hit.concept));
    let resolved = match (tied, among_own.next(), among_own.next()) {
        ([], ..) => {
            hits.truncate(NAMED);
            return Resolution::NoMatch { nearest: hits };
        }
        ([only], ..) | (_, Some(only), None) => only,
        _ => {
            hits.truncate(rivals.min(NAMED));
            return Resolution::Ambiguous { candidates: hits };
        }
    };
    Resolution::Resolved { concept: resolved.concept, score: resolved.score }
}
