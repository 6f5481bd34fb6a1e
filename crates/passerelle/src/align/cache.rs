//! What texts suggested before, kept in a file between runs.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use passerelle_model::LanguageTag;
use passerelle_search::Suggester;
use passerelle_taxonomy::{ConceptId, Taxonomy};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The concepts that a text suggests, and how surely.
pub(super) type Suggested = Vec<(ConceptId, u8)>;

/// What a suggestion depends on besides the text: the concepts that may be
/// suggested with their labels, and how they are found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(String);

impl Key {
    pub(super) fn new(
        taxonomy: &Taxonomy,
        targets: &[ConceptId],
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
        for &target in targets {
            add(taxonomy.iri(target));
            for label in labels.into_iter().flat_map(|labels| labels.of(target)) {
                add(label.text);
            }
        }
        Ok(Self(hash.finalize().to_hex().to_string()))
    }
}

/// Suggestions that were made before, by what they depend on and by the
/// digest of the text. It changes the time that a run takes, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuggestionCache {
    of: BTreeMap<Key, BTreeMap<String, Vec<(String, u8)>>>,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    key: String,
    text: String,
    to: Vec<(String, u8)>,
}

impl SuggestionCache {
    /// Reads a cache; lines that are none are passed over, for they cost only
    /// the time to find them again.
    ///
    /// # Errors
    /// What `reader` reports.
    pub fn read(reader: impl BufRead) -> std::io::Result<Self> {
        let mut cache = Self::default();
        for line in reader.split(b'\n') {
            let Ok(line) = serde_json::from_slice::<Line>(&line?) else { continue };
            cache.of.entry(Key(line.key)).or_default().insert(line.text, line.to);
        }
        Ok(cache)
    }

    /// Writes a cache: a line of JSON for each text, in order.
    ///
    /// # Errors
    /// What `writer` reports.
    pub fn write(&self, mut writer: impl Write) -> std::io::Result<()> {
        for (key, texts) in &self.of {
            for (text, to) in texts {
                let line = Line { key: key.0.clone(), text: text.clone(), to: to.clone() };
                serde_json::to_writer(&mut writer, &line)?;
                writer.write_all(b"\n")?;
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

    pub(super) fn get(&self, key: &Key, text: &str) -> Option<&[(String, u8)]> {
        Some(self.of.get(key)?.get(&digest(text))?.as_slice())
    }

    pub(super) fn put(&mut self, taxonomy: &Taxonomy, key: &Key, text: &str, made: &Suggested) {
        let to = made.iter().map(|&(concept, sure)| (taxonomy.iri(concept).to_owned(), sure));
        self.of.entry(key.clone()).or_default().insert(digest(text), to.collect());
    }
}

fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}
