//! What texts suggested before, kept in a file between runs.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use passerelle_model::LanguageTag;
use passerelle_search::Suggester;
use passerelle_taxonomy::{ConceptId, Taxonomy};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// What a text suggests: the positions of concepts among those that were
/// looked at, and how like they are in per cent.
pub(super) type Suggested = Vec<(u32, u8)>;

/// What a suggestion depends on besides the text: the concepts that may be
/// suggested with their labels, how they are found, and how many are kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(String);

impl Key {
    pub(super) fn new(
        taxonomy: &Taxonomy,
        targets: &[ConceptId],
        standards: &[Vec<u32>],
        language: &LanguageTag,
    ) -> Result<Self, Error> {
        let mut hash = blake3::Hasher::new();
        let mut add = |text: &str| {
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        add(&Suggester::VERSION.to_string());
        add(language.as_str());
        let labels = taxonomy.labels(language)?;
        for (&target, standards) in targets.iter().zip(standards) {
            add(taxonomy.iri(target));
            add(&format!("{standards:?}"));
            let unit = taxonomy.part_of(target).first().copied();
            let whole = unit.and_then(|unit| taxonomy.part_of(unit).first().copied());
            for concept in [Some(target), unit, whole].into_iter().flatten() {
                add(labels.and_then(|labels| labels.preferred(concept)).unwrap_or_default());
            }
        }
        Ok(Self(hash.finalize().to_hex().to_string()))
    }
}

/// Suggestions that were made before, by what they depend on and by the
/// digest of the text. It changes the time that a run takes, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuggestionCache {
    of: BTreeMap<Key, BTreeMap<String, Suggested>>,
}

/// A line of the file: the key of those that follow, or a text.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Key(String),
    Text(String, Suggested),
}

impl SuggestionCache {
    /// Reads a cache; lines that are none are passed over, for they cost only
    /// the time to find them again, and so are likenesses beyond 100 %.
    ///
    /// # Errors
    /// What `reader` reports, and where the first line is none of a cache: such
    /// a file is somebody's own and must not be written over.
    pub fn read(reader: impl BufRead) -> std::io::Result<Self> {
        let mut cache = Self::default();
        let mut current = None;
        for (line, number) in reader.split(b'\n').zip(0_u64..) {
            match serde_json::from_slice::<Line>(&line?) {
                Ok(Line::Key(key)) => current = Some(Key(key)),
                Ok(Line::Text(_, to)) if to.iter().any(|&(_, likeness)| likeness > 100) => {}
                Ok(Line::Text(text, to)) => {
                    if let Some(key) = &current {
                        cache.of.entry(key.clone()).or_default().insert(text, to);
                    }
                }
                Err(_) if number == 0 => {
                    let message = "the file is no cache of suggestions, and is left as it is";
                    return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, message));
                }
                Err(_) => {}
            }
        }
        Ok(cache)
    }

    /// Writes a cache: a line of JSON for each text, in order.
    ///
    /// # Errors
    /// What `writer` reports.
    pub fn write(&self, mut writer: impl Write) -> std::io::Result<()> {
        let mut line = |line: &Line| -> std::io::Result<()> {
            serde_json::to_writer(&mut writer, line)?;
            writer.write_all(b"\n")
        };
        for (key, texts) in &self.of {
            line(&Line::Key(key.0.clone()))?;
            for (text, to) in texts {
                line(&Line::Text(text.clone(), to.clone()))?;
            }
        }
        Ok(())
    }

    /// How many texts are kept.
    pub fn len(&self) -> usize {
        self.of.values().map(BTreeMap::len).sum()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    pub(super) fn get(&self, key: &Key, text: &str) -> Option<&Suggested> {
        self.of.get(key)?.get(&digest(text))
    }

    pub(super) fn put(&mut self, key: &Key, text: &str, made: Suggested) {
        self.of.entry(key.clone()).or_default().insert(digest(text), made);
    }
}

/// The first half of the digest of a text: enough for a billion of them.
fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_other_lines_are_passed_over() {
        let (key, other) = (Key("a".into()), Key("b".into()));
        let mut cache = SuggestionCache::default();
        cache.put(&key, "one", vec![(3, 40), (1, 20)]);
        cache.put(&other, "one", vec![]);
        let mut written = Vec::new();
        cache.write(&mut written).unwrap();
        assert_eq!(SuggestionCache::read(written.as_slice()).unwrap(), cache);
        let spoilt = [&written, b"\xff{}\n{\"text\":[\"x\",[[1,255]]]}\n".as_slice()].concat();
        assert_eq!(SuggestionCache::read(spoilt.as_slice()).unwrap(), cache);
        // What is somebody's own is not taken for a cache.
        assert!(SuggestionCache::read(b"my notes\n".as_slice()).is_err());
        assert_eq!((cache.get(&key, "one").map(Vec::len), cache.get(&key, "two")), (Some(2), None));
    }
}
