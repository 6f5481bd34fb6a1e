//! Suggesting: which concepts is a sentence about?
//!
//! A sentence and the title above it are taken for the runs of three to five
//! letters in their words, so that compounds and inflections meet their
//! parts; a rare run says more than a usual one. How like two texts are is the
//! cosine of the two vectors.

use passerelle_model::LanguageTag;
use passerelle_taxonomy::{ConceptId, Taxonomy};
use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::normalise::normalise;

/// Suggestions that are less like, in per cent, are none.
const LEAST: u8 = 10;
/// The runs of letters that are compared.
const RUNS: std::ops::RangeInclusive<usize> = 3..=5;
/// Longer texts are cut: no outcome is so long.
const MAX_CHARS: usize = 2_000;

/// Suggests which concepts a sentence is about, by how like it is to their
/// labels and to the titles above them.
///
/// Made once for some concepts and one language; may be shared between
/// threads. The same text has the same answer. A suggestion costs some tens of
/// microseconds for two thousand concepts.
#[derive(Clone, Debug)]
pub struct Suggester {
    /// Those that have a label.
    concepts: Vec<ConceptId>,
    runs: FxHashMap<u64, Run>,
    /// The rarity of a run that no label has.
    unknown: f64,
}

/// A run of letters.
#[derive(Clone, Debug)]
struct Run {
    rarity: f64,
    /// The labels that have it, ascending, and its weight in each.
    labels: Vec<(u32, f64)>,
}

/// A concept that a sentence may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The concept.
    pub concept: ConceptId,
    /// How like the sentence is to it, 10 to 99 per cent: a likeness of words
    /// and no probability.
    pub likeness: u8,
}

/// The words of a whole: what it is about.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    /// Weights of length 1 together, by run.
    weights: Vec<(u64, f64)>,
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
        let mut kept = Vec::new();
        let mut runs: FxHashMap<u64, Run> = FxHashMap::default();
        if let Some(labels) = taxonomy.labels(language)? {
            for &concept in concepts {
                let Some(label) = labels.preferred(concept) else { continue };
                let number = u32::try_from(kept.len()).unwrap_or(u32::MAX);
                kept.push(concept);
                let above = titles_above(taxonomy, concept);
                let above: Vec<&str> = above.iter().filter_map(|&c| labels.preferred(c)).collect();
                for (run, count) in counted([(label, above.join(" ").as_str())]) {
                    let known = runs.entry(run);
                    let known = known.or_insert_with(|| Run { rarity: 0.0, labels: Vec::new() });
                    known.labels.push((number, damped(count)));
                }
            }
        }
        let all = number(kept.len());
        let mut lengths = vec![0.0; kept.len()];
        let mut sorted: Vec<(&u64, &mut Run)> = runs.iter_mut().collect();
        // Sums are taken in one order, whatever order the map has.
        sorted.sort_by_key(|&(run, _)| *run);
        for (_, run) in &mut sorted {
            run.rarity = rarity(all, number(run.labels.len()));
            for (label, weight) in &mut run.labels {
                *weight *= run.rarity;
                lengths[*label as usize] += *weight * *weight;
            }
        }
        for (_, run) in sorted {
            for (label, weight) in &mut run.labels {
                *weight /= lengths[*label as usize].sqrt();
            }
        }
        Ok(Self { concepts: kept, runs, unknown: rarity(all, 0.0) })
    }

    /// The concepts that a sentence below a title may be about, the most like
    /// first, then by IRI; at most `limit`.
    pub fn suggest(&self, text: &str, title: &str, limit: usize) -> Vec<Suggestion> {
        let query = self.topic([(text, title)]);
        let mut likeness = vec![0.0; self.concepts.len()];
        for (run, weight) in &query.weights {
            let Some(run) = self.runs.get(run) else { continue };
            for &(label, there) in &run.labels {
                likeness[label as usize] += weight * there;
            }
        }
        let mut found: Vec<Suggestion> = self
            .concepts
            .iter()
            .zip(likeness)
            .map(|(&concept, likeness)| Suggestion { concept, likeness: percent(likeness) })
            .filter(|suggestion| suggestion.likeness >= LEAST)
            .collect();
        found.sort_by_key(|s| (std::cmp::Reverse(s.likeness), s.concept));
        found.truncate(limit);
        found
    }

    /// What texts, each with the title above it, are about together.
    pub fn topic<'t>(&self, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Topic {
        let mut weights: Vec<(u64, f64)> = counted(texts)
            .into_iter()
            .map(|(run, count)| {
                let rarity = self.runs.get(&run).map_or(self.unknown, |run| run.rarity);
                (run, damped(count) * rarity)
            })
            .collect();
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        for (_, weight) in &mut weights {
            *weight /= length;
        }
        Topic { weights }
    }
}

impl Topic {
    /// How like two topics are, in millionths.
    pub fn likeness(&self, other: &Self) -> u32 {
        let (mut one, mut two) = (self.weights.iter().peekable(), other.weights.iter().peekable());
        let mut sum = 0.0;
        while let (Some(a), Some(b)) = (one.peek(), two.peek()) {
            match a.0.cmp(&b.0) {
                std::cmp::Ordering::Less => _ = one.next(),
                std::cmp::Ordering::Greater => _ = two.next(),
                std::cmp::Ordering::Equal => {
                    sum += a.1 * b.1;
                    _ = (one.next(), two.next());
                }
            }
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let millionths = (sum * 1e6).clamp(0.0, 1e6) as u32;
        millionths
    }
}

/// The parts that a concept belongs to, the nearest first.
fn titles_above(taxonomy: &Taxonomy, concept: ConceptId) -> Vec<ConceptId> {
    let unit = taxonomy.part_of(concept).first().copied();
    let whole = unit.and_then(|unit| taxonomy.part_of(unit).first().copied());
    unit.into_iter().chain(whole).collect()
}

/// The runs of letters of texts and the titles above them, and how often each
/// is there; sorted.
fn counted<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Vec<(u64, u32)> {
    let mut runs = Vec::new();
    for text in texts.into_iter().flat_map(|(text, title)| [text, title]) {
        let text: String = normalise(text).chars().take(MAX_CHARS).collect();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let padded: Vec<char> = format!(" {word} ").chars().collect();
            for length in RUNS {
                if padded.len() < length {
                    // A shorter word is one run, whole.
                    runs.push(hash(&padded));
                    break;
                }
                runs.extend(padded.windows(length).map(hash));
            }
        }
    }
    runs.sort_unstable();
    runs.chunk_by(|a, b| a == b)
        .filter_map(|same| Some((*same.first()?, u32::try_from(same.len()).unwrap_or(u32::MAX))))
        .collect()
}

/// FNV-1a: the same on every machine.
fn hash(run: &[char]) -> u64 {
    run.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &letter| {
        (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What is there twice says little more than what is there once.
fn damped(count: u32) -> f64 {
    1.0 + f64::from(count).ln()
}

/// What a run says by how few labels have it.
fn rarity(all: f64, having: f64) -> f64 {
    ((1.0 + all) / (1.0 + having)).ln() + 1.0
}

fn number(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn percent(likeness: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let percent = (likeness * 100.0).clamp(0.0, 99.0) as u8;
    percent
}

#[cfg(test)]
mod tests {
    use passerelle_model::{ConceptKind, Iri, LabelRole, Status};
    use passerelle_taxonomy::{Builder, Provenance, Source};

    use super::*;

    const OUTCOMES: [&str; 4] = [
        "Arbeitsplatz einrichten und sichern",
        "Schweißnähte prüfen",
        "Fenster und Türen streichen",
        "Backwaren verkaufen",
    ];

    fn taxonomy() -> Taxonomy {
        let mut builder = Builder::new();
        let source = builder.source(Source::named("test"));
        let german = LanguageTag::parse("de").unwrap();
        for (number, label) in OUTCOMES.iter().enumerate() {
            let iri = Iri::parse(&format!("urn:x:{number}")).unwrap();
            let concept = builder.concept(&iri, ConceptKind::LearningOutcome, Status::Released);
            builder.label(concept, &german, LabelRole::Preferred, label, source);
        }
        builder.build(Provenance::default()).0
    }

    /// The labels that a text suggests.
    #[track_caller]
    fn check(text: &str, expected: Option<usize>) {
        let taxonomy = taxonomy();
        let concepts: Vec<ConceptId> = taxonomy.concepts().collect();
        let german = LanguageTag::parse("de").unwrap();
        let suggester = Suggester::new(&taxonomy, &concepts, &german).unwrap();
        let found = suggester.suggest(text, "", 3);
        assert_eq!(found.first().map(|s| s.concept.index()), expected, "{text:.60}: {found:?}");
        let mut turned = concepts.clone();
        turned.reverse();
        let turned = Suggester::new(&taxonomy, &turned, &german).unwrap();
        assert_eq!(turned.suggest(text, "", 3), found, "the order of concepts changes nothing");
    }

    #[test]
    fn a_text_suggests_what_shares_its_words_and_their_parts() {
        for (number, label) in OUTCOMES.iter().enumerate() {
            check(label, Some(number));
        }
        check("Prüfung einer Schweißnaht", Some(1));
        check("ARBEITSPLÄTZE ERGONOMISCH EINRICHTEN", Some(0));
        check("Fensterrahmen und Türblätter lackieren", Some(2));
        check("", None);
        check("q x y", None);
        check(&"zzz ".repeat(30_000), None);
    }

    #[test]
    fn a_language_without_labels_suggests_nothing() {
        let taxonomy = taxonomy();
        let concepts: Vec<ConceptId> = taxonomy.concepts().collect();
        let french = LanguageTag::parse("fr").unwrap();
        let suggester = Suggester::new(&taxonomy, &concepts, &french).unwrap();
        assert!(suggester.suggest(OUTCOMES[0], "", 3).is_empty());
        let (one, other) = (suggester.topic([]), suggester.topic([("Holz", "")]));
        assert_eq!((one.likeness(&other), other.likeness(&other)), (0, 1_000_000));
    }
}
