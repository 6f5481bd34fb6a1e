//! Suggesting: which concepts is a sentence about?

mod compounds;
mod space;

use passerelle_model::LanguageTag;
use passerelle_taxonomy::{ConceptId, Taxonomy};

use crate::error::Error;
use crate::normalise::normalise;
use crate::tokens::Tokeniser;
use compounds::Compounds;
use space::{Bag, Space, bag};

/// Suggestions below this, in per cent, are none.
const LEAST: u8 = 20;
/// What a part of a compound counts beside the whole word.
const PART: f64 = 0.5;
/// Longer texts are cut: no outcome is so long.
const MAX_CHARS: usize = 2_000;

/// Suggests which concepts a sentence is about, by the words that it shares
/// with their labels: a rare word says more than a usual one, and a compound
/// is also its parts.
///
/// Made once for some concepts and one language; may be shared between
/// threads. The same text has the same answer.
#[derive(Clone, Debug)]
pub struct Suggester {
    concepts: Vec<ConceptId>,
    tokeniser: Tokeniser,
    compounds: Compounds,
    space: Space<String>,
}

/// A concept that a sentence may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The concept.
    pub concept: ConceptId,
    /// How like the sentence is to its label, 20 to 99.
    pub confidence: u8,
}

impl Suggester {
    /// Rises whenever the same text may get another answer.
    pub const VERSION: u32 = 1;

    /// A suggester of concepts by their labels in a language; those without
    /// one are never suggested.
    ///
    /// # Errors
    /// Where labels cannot be read.
    pub fn new(
        taxonomy: &Taxonomy,
        concepts: &[ConceptId],
        language: &LanguageTag,
    ) -> Result<Self, Error> {
        let tokeniser = Tokeniser::new(language);
        let mut compounds = Compounds::default();
        let (mut kept, mut texts) = (Vec::new(), Vec::new());
        if let Some(labels) = taxonomy.labels(language)? {
            for &concept in concepts {
                if let Some(label) = labels.preferred(concept) {
                    kept.push(concept);
                    texts.push(normalise(label));
                }
            }
            if Compounds::are_in(language.primary()) {
                for concept in taxonomy.concepts() {
                    for label in labels.of(concept) {
                        for token in tokeniser.tokens(&normalise(label.text)) {
                            compounds.learn(&token.stem);
                        }
                    }
                }
            }
        }
        let bags = texts.iter().map(|text| terms(tokeniser, &compounds, text)).collect();
        Ok(Self { concepts: kept, tokeniser, space: Space::new(bags), compounds })
    }

    /// The concepts that a sentence may be about, the likeliest first, then by
    /// IRI; at most `limit`.
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        let text: String = normalise(text).chars().take(MAX_CHARS).collect();
        let query = terms(self.tokeniser, &self.compounds, &text);
        let near = self.space.near(&query);
        let mut found: Vec<Suggestion> = self
            .concepts
            .iter()
            .zip(near.cosine)
            .map(|(&concept, cosine)| Suggestion { concept, confidence: percent(cosine) })
            .filter(|suggestion| suggestion.confidence >= LEAST)
            .collect();
        found.sort_by_key(|s| (std::cmp::Reverse(s.confidence), s.concept));
        found.truncate(limit);
        found
    }
}

/// The stems of a text, and those of the parts of its compounds.
fn terms(tokeniser: Tokeniser, compounds: &Compounds, text: &str) -> Bag<String> {
    let mut found = Vec::new();
    for token in tokeniser.tokens(text) {
        let parts = compounds.parts(tokeniser, &token.word);
        found.extend(parts.into_iter().map(|part| (part, PART)));
        found.push((token.stem, 1.0));
    }
    bag(found)
}

fn percent(likeness: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let percent = (likeness * 100.0).clamp(0.0, 99.0) as u8;
    percent
}
