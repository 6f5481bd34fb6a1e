//! How like two texts are, word by word: the final ordering of search.

use strsim::{normalized_damerau_levenshtein, osa_distance};

use crate::tokens::Token;

/// A text taken apart for comparison.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    /// The normalised text.
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    /// What each token says about the text, by its rarity; as long as
    /// `tokens`.
    pub(crate) weights: Vec<f64>,
}

/// The best score of a text that is not equal to a label; equal ones score
/// 95 and 100.
pub(crate) const BEST_UNEQUAL: f64 = 94.0;

/// A word that is nothing like any other.
const UNLIKE: f64 = 0.0;
/// Below this, two words are different words.
const LEAST_LIKENESS: f64 = 0.72;

/// How like a query and a label are, 0 to `BEST_UNEQUAL`.
///
/// Both are compared as sets of words, so that reversed words cost little;
/// the likeness of the whole texts decides between labels of the same words.
/// What the query says must be found in the label; what the label says
/// beyond it costs less, for people type less than the whole.
pub(crate) fn similarity(query: &Words, label: &Words) -> f64 {
    let of_query = coverage(query, label);
    if of_query <= UNLIKE {
        return 0.0;
    }
    let of_label = coverage(label, query);
    let whole = normalized_damerau_levenshtein(&query.text, &label.text);
    BEST_UNEQUAL * (0.58 * of_query + 0.32 * of_label + 0.10 * whole)
}

/// The share of a text's words, by weight, that another has as well.
fn coverage(of: &Words, by: &Words) -> f64 {
    let (mut found, mut total) = (0.0, 0.0);
    for (at, (token, weight)) in of.tokens.iter().zip(&of.weights).enumerate() {
        total += weight;
        found += weight * best_likeness(of, at, token, by);
    }
    if total > 0.0 { found / total } else { 0.0 }
}

fn best_likeness(of: &Words, at: usize, token: &Token, by: &Words) -> f64 {
    let mut best = UNLIKE;
    for other in &by.tokens {
        best = best.max(likeness(token, other));
    }
    if best < 0.9 {
        // Written apart there, together here, or the reverse; or as an
        // abbreviation.
        let joined = |words: &[Token]| words.iter().map(|t| t.word.as_str()).collect::<String>();
        for pair in by.tokens.windows(2) {
            if joined(pair) == token.word || joined_stem(pair, token) {
                best = best.max(0.95);
            }
        }
        let neighbours = [at.checked_sub(1).map(|before| before..at + 1), Some(at..at + 2)];
        for range in neighbours.into_iter().flatten() {
            if let Some(pair) = of.tokens.get(range)
                && by
                    .tokens
                    .iter()
                    .any(|other| joined(pair) == other.word || joined_stem(pair, other))
            {
                best = best.max(0.95);
            }
        }
        if abbreviates(&token.word, &by.tokens) || abbreviated_by(of, at, &by.tokens) {
            best = best.max(0.92);
        }
    }
    best
}

fn joined_stem(pair: &[Token], whole: &Token) -> bool {
    match pair {
        [first, second] => {
            whole.stem.strip_prefix(first.word.as_str()) == Some(second.stem.as_str())
        }
        _ => false,
    }
}

/// Whether a word is the initials of a run of words.
fn abbreviates(word: &str, of: &[Token]) -> bool {
    let length = word.chars().count();
    (3..=5).contains(&length)
        && of.windows(length).any(|run| {
            run.iter().zip(word.chars()).all(|(token, initial)| token.word.starts_with(initial))
        })
}

/// Whether the word at a position is in a run whose initials the other text
/// has as a word.
fn abbreviated_by(of: &Words, at: usize, by: &[Token]) -> bool {
    by.iter().any(|other| {
        let length = other.word.chars().count();
        (3..=5).contains(&length)
            && (0..=at).rev().take(length).any(|start| {
                of.tokens.get(start..start + length).is_some_and(|run| {
                    run.iter()
                        .zip(other.word.chars())
                        .all(|(token, initial)| token.word.starts_with(initial))
                })
            })
    })
}

/// How like two words are, 0 to 1.
fn likeness(one: &Token, other: &Token) -> f64 {
    if one.word == other.word {
        return 1.0;
    }
    if one.stem == other.stem {
        return 0.98;
    }
    let (a, b) = (one.word.as_str(), other.word.as_str());
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let length = longer.chars().count();
    if length <= 3 {
        return UNLIKE;
    }
    let errors = osa_distance(a, b).min(osa_distance(&one.stem, &other.stem));
    #[expect(clippy::cast_precision_loss, reason = "lengths of words")]
    let typed = 1.0 - 0.85 * errors as f64 / length as f64;
    // A typing error is one or two letters; more is another word.
    let allowed = if length <= 5 {
        1
    } else if length <= 9 {
        2
    } else {
        3
    };
    let typed = if errors <= allowed { typed } else { UNLIKE };
    #[expect(clippy::cast_precision_loss, reason = "lengths of words")]
    let begun = if shorter.len() >= 4 && longer.starts_with(shorter) {
        0.6 + 0.3 * shorter.len() as f64 / longer.len() as f64
    } else {
        UNLIKE
    };
    let best = typed.max(begun);
    if best >= LEAST_LIKENESS { best } else { UNLIKE }
}

#[cfg(test)]
mod tests {
    use passerelle_model::LanguageTag;

    use super::*;
    use crate::normalise::normalise;
    use crate::tokens::Tokeniser;

    fn words(text: &str) -> Words {
        let text = normalise(text);
        let tokens = Tokeniser::new(&LanguageTag::english()).tokens(&text);
        let weights = vec![1.0; tokens.len()];
        Words { text, tokens, weights }
    }

    /// Asserts that the query is more like the first label than the second.
    #[track_caller]
    fn prefers(query: &str, better: &str, worse: &str) {
        let score = |label| similarity(&words(query), &words(label));
        assert!(score(better) > score(worse), "{query}: {} {}", score(better), score(worse));
    }

    #[test]
    fn likeness_orders_as_a_reader_would() {
        prefers("plumer", "plumber", "plume designer");
        prefers("driver lorry", "lorry driver", "lorry");
        prefers("forklift driver", "fork lift driver", "lift driver");
        prefers("fork lift driver", "forklift driver", "lift driver");
        prefers("SEO expert", "search engine optimisation expert", "export expert");
        prefers("welders", "welder", "wellness");
        prefers("cook", "cook", "book");
    }

    #[test]
    fn likeness_is_bounded_and_reflexive() {
        let same = similarity(&words("weld metal"), &words("weld metal"));
        assert!((same - BEST_UNEQUAL).abs() < 1e-9);
        let none = similarity(&words("weld"), &words("bake bread"));
        assert!(none.abs() < 1e-9);
    }
}
