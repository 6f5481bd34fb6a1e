//! Identifiers that are global: IRIs, and the CURIEs that abbreviate them.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An absolute IRI: the identity of a concept outside any one graph.
///
/// Compared byte by byte, as SKOS and RDF do; no normalisation is applied.
/// Never empty, always `scheme:rest` with both parts present, never with
/// white space or one of `<>"{}|\^` and `` ` ``.
///
/// # Source
/// RFC 3987, as restricted by RDF 1.1 Concepts §3.2.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Iri(String);

/// A text that is not an absolute IRI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an absolute IRI")]
pub struct InvalidIri {
    /// The text as given, cut to its first 200 characters.
    pub text: String,
}

impl Iri {
    /// Checks a text and keeps it as an IRI.
    ///
    /// # Errors
    /// [`InvalidIri`] where the text is relative, empty after its scheme, or
    /// holds a character that no IRI may hold.
    ///
    /// # Examples
    /// ```
    /// use passerelle_model::Iri;
    ///
    /// assert!(Iri::parse("http://data.europa.eu/esco/isco/C7212").is_ok());
    /// assert!(Iri::parse("welder").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidIri> {
        if is_absolute_iri(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidIri { text: text.chars().take(200).collect() })
        }
    }

    /// The IRI as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_absolute_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let mut letters = scheme.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && !rest.is_empty()
        && !rest.chars().any(|c| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
        })
}

impl fmt::Display for Iri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Iri {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Iri {
    type Error = InvalidIri;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if is_absolute_iri(&text) { Ok(Self(text)) } else { Self::parse(&text) }
    }
}

impl From<Iri> for String {
    fn from(iri: Iri) -> Self {
        iri.0
    }
}

/// A prefix and the namespace it stands for, `isco` and
/// `http://data.europa.eu/esco/isco/C` for instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Prefix {
    /// The part before the colon.
    pub prefix: String,
    /// What it abbreviates; need not end at a `/` or `#`.
    pub namespace: String,
}

/// The prefixes known in one place, for expanding and abbreviating IRIs.
///
/// Small by nature (tens), so look-ups walk the list. Kept sorted by prefix;
/// each prefix stands for one namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefixes(Vec<Prefix>);

/// Namespaces that need no declaration anywhere.
const BUILTIN: [(&str, &str); 6] = [
    ("cefr", "urn:passerelle:cefr:"),
    ("eqf", "http://data.europa.eu/snb/eqf/"),
    ("esco", "http://data.europa.eu/esco/"),
    ("isced-f", "http://data.europa.eu/esco/isced-f/"),
    ("isco", "http://data.europa.eu/esco/isco/C"),
    ("joint", "urn:passerelle:joint:"),
];

impl Prefixes {
    /// The prefixes that need no declaration: `cefr`, `eqf`, `esco`,
    /// `isced-f`, `isco` and `joint`.
    ///
    /// # Source
    /// ESCO, ISCO-08 and ISCED-F: the URIs of the ESCO classification. EQF:
    /// the authority list used by the European Learning Model. `cefr` and
    /// `joint` are URNs of our own, which promise no web page.
    pub fn builtin() -> Self {
        let mut prefixes = Self::default();
        for (prefix, namespace) in BUILTIN {
            prefixes.declare(prefix, namespace);
        }
        prefixes
    }

    /// Declares a prefix, replacing what it stood for before.
    pub fn declare(&mut self, prefix: &str, namespace: &str) {
        let entry = Prefix { prefix: prefix.to_owned(), namespace: namespace.to_owned() };
        match self.0.binary_search_by(|p| p.prefix.as_str().cmp(prefix)) {
            Ok(at) => self.0[at] = entry,
            Err(at) => self.0.insert(at, entry),
        }
    }

    /// Every prefix, sorted by its name.
    pub fn iter(&self) -> impl Iterator<Item = &Prefix> {
        self.0.iter()
    }

    /// The IRI that a text names: itself if it is one, else its CURIE
    /// expanded; nothing where the prefix is unknown.
    ///
    /// A blank in a notation is written `-` in a CURIE, and both are
    /// accepted.
    pub fn expand(&self, text: &str) -> Option<Iri> {
        let text = text.trim();
        let (prefix, rest) = text.split_once(':')?;
        let known = self.0.binary_search_by(|p| p.prefix.as_str().cmp(prefix));
        if let (Ok(at), false) = (known, rest.is_empty() || rest.starts_with("//")) {
            let local: Cow<'_, str> = if rest.contains(char::is_whitespace) {
                rest.split_whitespace().collect::<Vec<_>>().join("-").into()
            } else {
                rest.into()
            };
            return Iri::parse(&format!("{}{local}", self.0[at].namespace)).ok();
        }
        let absolute = rest.starts_with("//") || prefix == "urn" || prefix == "tag";
        if absolute { Iri::parse(text).ok() } else { None }
    }

    /// The shortest CURIE of an IRI, or the IRI itself where no namespace
    /// fits.
    ///
    /// # Examples
    /// ```
    /// use passerelle_model::{Iri, Prefixes};
    ///
    /// let iri = Iri::parse("http://data.europa.eu/esco/isced-f/0715")?;
    /// assert_eq!(Prefixes::builtin().compact(&iri), "isced-f:0715");
    /// # Ok::<(), passerelle_model::InvalidIri>(())
    /// ```
    pub fn compact(&self, iri: &Iri) -> String {
        self.compact_str(iri.as_str())
    }

    /// As [`Prefixes::compact`], for an IRI that is at hand as text.
    pub fn compact_str(&self, iri: &str) -> String {
        self.0
            .iter()
            .filter(|p| iri.len() > p.namespace.len() && iri.starts_with(&p.namespace))
            .max_by_key(|p| p.namespace.len())
            .map_or_else(
                || iri.to_owned(),
                |p| format!("{}:{}", p.prefix, &iri[p.namespace.len()..]),
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn expands(text: &str, expected: Option<&str>) {
        let iri = Prefixes::builtin().expand(text);
        assert_eq!(iri.as_ref().map(Iri::as_str), expected, "{text}");
    }

    #[test]
    fn curies_and_iris_expand() {
        expands("isco:7212", Some("http://data.europa.eu/esco/isco/C7212"));
        expands("esco:skill/1", Some("http://data.europa.eu/esco/skill/1"));
        expands(" http://example.org/a ", Some("http://example.org/a"));
        expands("urn:passerelle:joint:welder", Some("urn:passerelle:joint:welder"));
        expands("joint:A 1 b", Some("urn:passerelle:joint:A-1-b"));
    }

    #[test]
    fn what_is_no_iri_stays_unexpanded() {
        expands("welder", None);
        expands("nowhere:7212", None);
        expands("isco:", None);
        expands("http://a b", None);
        expands("", None);
    }

    #[test]
    fn compacting_prefers_the_longest_namespace() {
        let prefixes = Prefixes::builtin();
        let iri = Iri::parse("http://data.europa.eu/esco/isco/C7212").unwrap();
        assert_eq!(prefixes.compact(&iri), "isco:7212");
        let iri = Iri::parse("http://data.europa.eu/esco/skill/x").unwrap();
        assert_eq!(prefixes.compact(&iri), "esco:skill/x");
    }

    #[test]
    fn deserialising_checks() {
        assert!(serde_json::from_str::<Iri>("\"no iri\"").is_err());
        assert!(serde_json::from_str::<Iri>("\"urn:a:b\"").is_ok());
    }
}
