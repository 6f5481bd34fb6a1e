//! What a taxonomy is made of, and where it comes from.

use std::collections::BTreeMap;

use passerelle_model::{Iri, LanguageTag, SchemeKind};
use serde::{Deserialize, Serialize};

/// A concept scheme or collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// Its IRI.
    pub iri: Iri,
    /// Scheme or collection.
    pub kind: SchemeKind,
    /// Its title by language; may be empty.
    pub title: BTreeMap<LanguageTag, String>,
    /// The prefix of its concepts' CURIEs and what it stands for, where it
    /// has one of its own.
    pub prefix: Option<(String, String)>,
}

impl Scheme {
    /// A scheme with a title in English.
    pub fn new(iri: Iri, kind: SchemeKind, title: &str) -> Self {
        let title = BTreeMap::from([(LanguageTag::english(), title.to_owned())]);
        Self { iri, kind, title, prefix: None }
    }

    /// The title in English, else in the first language, else the IRI.
    pub fn display_title(&self) -> &str {
        self.title
            .get(&LanguageTag::english())
            .or_else(|| self.title.values().next())
            .map_or(self.iri.as_str(), String::as_str)
    }
}

/// Where a part of a taxonomy comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// What it is called, `ESCO` for instance.
    pub name: String,
    /// Its version, `v1.1.1` for instance; empty where unknown.
    pub version: String,
    /// Who publishes it.
    pub publisher: String,
    /// Under what terms.
    pub licence: String,
    /// Where it is to be had.
    pub url: String,
    /// The files that were read.
    pub files: Vec<FileDigest>,
}

impl Source {
    /// A source of which only the name is known.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileDigest {
    /// Its name without folders.
    pub name: String,
    /// Its BLAKE3 digest in hexadecimal.
    pub blake3: String,
}

/// How a taxonomy came to be. Holds no date and no path, so that the same
/// input gives the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// What it calls itself.
    pub title: String,
    /// The program and version that made it.
    pub made_by: String,
    /// Where its parts come from; a label names one by position.
    pub sources: Vec<Source>,
    /// How many issues of each code were found while it was made.
    pub issues: BTreeMap<String, u64>,
}
