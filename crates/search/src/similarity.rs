//! How like two texts are, word by word: the final ordering of search.

use strsim::{normalized_levenshtein, osa_distance};

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
    // The likeness of each word of the query (row) to each of the label.
    let mut table = Vec::with_capacity(query.tokens.len() * label.tokens.len());
    for token in &query.tokens {
        table.extend(label.tokens.iter().map(|other| likeness(token, other)));
    }
    let columns = label.tokens.len();
    let of_query = coverage(query, label, |row| {
        table[row * columns..(row + 1) * columns].iter().copied().fold(UNLIKE, f64::max)
    });
    if of_query <= UNLIKE {
        return 0.0;
    }
    let of_label = coverage(label, query, |column| {
        table[column..].iter().step_by(columns).copied().fold(UNLIKE, f64::max)
    });
    let whole = normalized_levenshtein(&query.text, &label.text);
    BEST_UNEQUAL * (0.58 * of_query + 0.32 * of_label + 0.10 * whole)
}

/// The share of a text's words, by weight, that another has as well; `best`
/// gives the likeness of the likest of its words.
fn coverage(of: &Words, by: &Words, best: impl Fn(usize) -> f64) -> f64 {
    let (mut found, mut total) = (0.0, 0.0);
    for (at, (token, weight)) in of.tokens.iter().zip(&of.weights).enumerate() {
        total += weight;
        let best = best(at);
        found += weight * if best < 0.9 { best.max(across(of, at, token, by)) } else { best };
    }
    if total > 0.0 { found / total } else { 0.0 }
}

/// The likeness of a word to several: written apart there and together here,
/// or the reverse, or as an abbreviation.
fn across(of: &Words, at: usize, token: &Token, by: &Words) -> f64 {
    let joins = |pair: &[Token], whole: &Token| match pair {
        [first, second] => {
            whole.word.strip_prefix(first.word.as_str()) == Some(second.word.as_str())
                || joined_stem(pair, whole)
        }
        _ => false,
    };
    let apart = by.tokens.windows(2).any(|pair| joins(pair, token));
    let neighbours = [at.checked_sub(1).map(|before| before..at + 1), Some(at..at + 2)];
    let together = neighbours.into_iter().flatten().any(|range| {
        of.tokens.get(range).is_some_and(|pair| by.tokens.iter().any(|other| joins(pair, other)))
    });
    if apart || together {
        0.95
    } else if abbreviates(token, &by.tokens) || abbreviated_by(of, at, &by.tokens) {
        0.92
    } else {
        UNLIKE
    }
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
fn abbreviates(token: &Token, of: &[Token]) -> bool {
    let (word, length) = (&token.word, token.length);
    (3..=5).contains(&length)
        && of.windows(length).any(|run| {
            run.iter().zip(word.chars()).all(|(token, initial)| token.word.starts_with(initial))
        })
}

/// Whether the word at a position is in a run whose initials the other text
/// has as a word.
fn abbreviated_by(of: &Words, at: usize, by: &[Token]) -> bool {
    by.iter().any(|other| {
        let length = other.length;
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
    let best = mistyped(one, other).max(begun(&one.word, &other.word));
    if best >= LEAST_LIKENESS { best } else { UNLIKE }
}

/// Whether one word is the other with a letter or two wrong: more is another
/// word.
fn mistyped(one: &Token, other: &Token) -> f64 {
    let length = one.length.max(other.length);
    let allowed = match length {
        0..=3 => return UNLIKE,
        4..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    // An error changes the length by one at most, and takes or brings one
    // letter; what is further apart need not be measured. Endings that a
    // stem lacks come on top.
    let apart = one.length.abs_diff(other.length);
    let letters = (one.letters ^ other.letters).count_ones() as usize;
    if apart > allowed + 3 || letters > 2 * allowed + 2 {
        return UNLIKE;
    }
    let near = |a: &str, b: &str| if a == b { 0 } else { osa_distance(a, b) };
    let errors = near(&one.word, &other.word).min(near(&one.stem, &other.stem));
    if errors > allowed {
        return UNLIKE;
    }
    #[expect(clippy::cast_precision_loss, reason = "lengths of words")]
    let typed = 1.0 - 0.85 * errors as f64 / length as f64;
    typed
}

/// Whether one word begins the other, as in an unfinished one.
fn begun(a: &str, b: &str) -> f64 {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if shorter.len() < 4 || !longer.starts_with(shorter) {
        return UNLIKE;
    }
    #[expect(clippy::cast_precision_loss, reason = "lengths of words")]
    let share = shorter.len() as f64 / longer.len() as f64;
    0.6 + 0.3 * share
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
