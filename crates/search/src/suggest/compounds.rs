//! Words written together, and their parts.

use rustc_hash::FxHashMap;

use crate::tokens::Tokeniser;

/// The shortest part of a compound, in letters: shorter ones are endings and
/// chance.
const SHORTEST: usize = 4;
/// How many words must have a part's stem for it to be one.
const LEAST_KNOWN: u32 = 2;
/// The most parts that a word is taken apart into.
const MOST_PARTS: usize = 3;
/// Longer words are not taken apart.
const LONGEST: usize = 64;

/// Takes compounds apart by the words that a language's labels use by
/// themselves.
///
/// A part is what has the stem of a known word, so that the linking `s` of
/// *Arbeitsplatz* and the `en` of *Fugenbreite* need no rule of their own. Of
/// several ways to split, the one whose parts are most usual stands: the
/// greatest geometric mean of their frequencies.
///
/// # Source
/// Koehn and Knight, *Empirical Methods for Compound Splitting*, EACL 2003.
#[derive(Clone, Debug, Default)]
pub(super) struct Compounds {
    /// How often each stem stands as a word; empty for a language that
    /// writes its compounds apart.
    known: FxHashMap<Box<str>, u32>,
}

impl Compounds {
    /// Whether a language, by its primary subtag, writes compounds together.
    pub(super) fn are_in(language: &str) -> bool {
        matches!(language, "da" | "de" | "fi" | "hu" | "nb" | "nl" | "nn" | "no" | "sv")
    }

    /// Counts a word that stands by itself.
    pub(super) fn learn(&mut self, stem: &str) {
        if let Some(count) = self.known.get_mut(stem) {
            *count += 1;
        } else {
            self.known.insert(stem.into(), 1);
        }
    }

    /// The stems of a word's parts, in order; none where it is not known to
    /// be a compound.
    pub(super) fn parts(&self, tokeniser: Tokeniser, word: &str) -> Vec<String> {
        if self.known.is_empty() || word.len() > LONGEST || !word.is_ascii() {
            return Vec::new();
        }
        self.best(tokeniser, word, MOST_PARTS).map(|(_, parts)| parts).unwrap_or_default()
    }

    /// The best way to take a word apart into two parts or more: the sum of
    /// the logarithms of the parts' frequencies, and the parts.
    fn best(&self, tokeniser: Tokeniser, word: &str, most: usize) -> Option<(f64, Vec<String>)> {
        let mut best: Option<(f64, Vec<String>)> = None;
        for at in SHORTEST..(word.len() + 1).saturating_sub(SHORTEST) {
            let (first, rest) = word.split_at(at);
            let Some((weight, first)) = self.part(tokeniser, first) else { continue };
            let mut offer = |sum: f64, behind: Vec<String>| {
                let mean =
                    |sum: f64, parts: usize| sum / f64::from(u32::try_from(parts).unwrap_or(1));
                let parts = behind.len() + 1;
                let beats = best
                    .as_ref()
                    .is_none_or(|(known, of)| mean(weight + sum, parts) > mean(*known, of.len()));
                if beats {
                    let mut all = vec![first.clone()];
                    all.extend(behind);
                    best = Some((weight + sum, all));
                }
            };
            if let Some((weight, last)) = self.part(tokeniser, rest) {
                offer(weight, vec![last]);
            }
            if most > 2
                && let Some((sum, parts)) = self.best(tokeniser, rest, most - 1)
            {
                offer(sum, parts);
            }
        }
        best
    }

    fn part(&self, tokeniser: Tokeniser, piece: &str) -> Option<(f64, String)> {
        let stem = tokeniser.stem(piece);
        let count = *self.known.get(stem.as_str())?;
        (count >= LEAST_KNOWN && stem.len() + 1 >= SHORTEST).then(|| (f64::from(count).ln(), stem))
    }
}

#[cfg(test)]
mod tests {
    use passerelle_model::LanguageTag;

    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &[&str]) {
        let tokeniser = Tokeniser::new(&LanguageTag::parse("de").unwrap());
        let mut compounds = Compounds::default();
        for known in ["arbeit", "platz", "fuge", "fugen", "breite", "schweissen", "naht", "schutz"]
        {
            for _ in 0..2 {
                compounds.learn(&tokeniser.stem(known));
            }
        }
        assert_eq!(compounds.parts(tokeniser, word), expected, "{word}");
    }

    #[test]
    fn words_are_taken_apart_into_words_that_are_known() {
        check("arbeitsplatz", &["arbeit", "platz"]);
        check("fugenbreiten", &["fug", "breit"]);
        check("schweissnaht", &["schweiss", "naht"]);
        check("arbeitsplatzschutz", &["arbeit", "platz", "schutz"]);
        check("arbeit", &[]);
        check("unbekannt", &[]);
        check("", &[]);
        check(&"platz".repeat(1000), &[]);
    }
}
