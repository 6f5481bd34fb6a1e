//! SKOS vocabularies and mappings, as Turtle or N-Triples.
//!
//! | SKOS | becomes |
//! |---|---|
//! | `Concept`, and what is entailed to be one | a concept; its kind from `urn:passerelle:skos:kind`, ESCO's classes, its namespace, else the options |
//! | `ConceptScheme`, `Collection`, `OrderedCollection` | schemes and collections with titles |
//! | `inScheme`, `topConceptOf`, `hasTopConcept`, `member`, `memberList` | membership |
//! | `prefLabel`, `altLabel`, `hiddenLabel`, also of SKOS-XL | labels |
//! | `definition`, `scopeNote`, `note`, `dct:description` | notes |
//! | `notation` | the notation; the first stated stands |
//! | `broader`, `narrower`, `related`, `dct:isReplacedBy`, `dct:hasPart`, `dct:isPartOf` | relations |
//! | `exactMatch` … `relatedMatch` | mappings, in one set for each file |
//! | `owl:deprecated` | the status |
//! | `dct:title`, `dct:publisher`, `dct:license`, `owl:versionInfo`, `dct:issued` of the scheme | the source of the labels |
//!
//! Statements may come in any order. `broaderTransitive` is not read: what is
//! transitive is computed from `broader`. What is not read at all is counted
//! by property and told once.
//!
//! [`write_taxonomy`] writes what [`import`] reads. SKOS has no word for a
//! concept's kind and hours, so those are properties of our own, in
//! `urn:passerelle:skos:`; what an occupation asks for is said with ESCO's
//! properties.
//!
//! # Source
//! SKOS Reference, W3C Recommendation of 18 August 2009; RDF 1.1 Turtle and
//! N-Triples, W3C Recommendations of 25 February 2014; ESCO's model,
//! `http://data.europa.eu/esco/model#`.

mod crosswalk;
mod describe;
mod parse;
mod read;
mod schemes;
mod statements;
#[cfg(test)]
mod tests;
mod vocabulary;
mod write;

pub use crosswalk::{read_crosswalk, write_crosswalk};
pub(crate) use parse::read_triples;
pub use write::{SkosWritten, write_taxonomy};

use std::fmt;
use std::io::Read;
use std::path::Path;

use passerelle_model::{ConceptKind, Confidence, Issue, LanguageTag};
use passerelle_taxonomy::{Builder, Source};

use crate::Error;
use statements::Statements;

/// How RDF is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RdfFormat {
    /// Turtle: prefixes, and statements grouped by subject.
    Turtle,
    /// N-Triples: one statement on each line.
    NTriples,
}

impl RdfFormat {
    /// The format that a file's name asks for: `.ttl` or `.nt`, in any case.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?;
        if extension.eq_ignore_ascii_case("ttl") {
            Some(Self::Turtle)
        } else if extension.eq_ignore_ascii_case("nt") {
            Some(Self::NTriples)
        } else {
            None
        }
    }

    /// What the format is called.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Turtle => "Turtle",
            Self::NTriples => "N-Triples",
        }
    }
}

impl fmt::Display for RdfFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a vocabulary does not say of itself.
#[derive(Clone, Debug)]
pub struct SkosOptions {
    /// What concepts are of which nothing tells; skills by default.
    pub kind: ConceptKind,
    /// The language of texts without a tag; English by default.
    pub language: LanguageTag,
    /// How the mappings came to be, as a CURIE of the Semantic Mapping
    /// Vocabulary; unspecified by default.
    pub justification: String,
    /// The confidence of the mappings, which SKOS cannot state; 100 per cent
    /// by default.
    pub confidence: Confidence,
}

impl Default for SkosOptions {
    fn default() -> Self {
        Self {
            kind: ConceptKind::Skill,
            language: LanguageTag::english(),
            justification: "semapv:UnspecifiedMatching".to_owned(),
            confidence: Confidence::FULL,
        }
    }
}

/// What an import read: `triples` = `used` + `unused` + `left_out`.
#[derive(Clone, Debug, Default)]
pub struct SkosReport {
    /// The file as named to the user.
    pub name: String,
    /// What the file says it is; the source of its labels.
    pub source: Source,
    /// The languages of its labels, sorted.
    pub languages: Vec<LanguageTag>,
    /// The statements of the file that could be parsed.
    pub triples: u64,
    /// The statements that are in the taxonomy now, or told what others mean.
    pub used: u64,
    /// The statements of properties that are not read; counted in issues.
    pub unused: u64,
    /// The statements that could not be used; each is in an issue.
    pub left_out: u64,
    /// The schemes and collections.
    pub schemes: u64,
    /// The concepts, without those that are only the ends of mappings.
    pub concepts: u64,
    /// The statements that are labels.
    pub labels: u64,
    /// The statements that are relations between concepts.
    pub relations: u64,
    /// The statements that are mappings.
    pub mappings: u64,
}

/// Reads a vocabulary into a builder.
///
/// `name` is what to call the file before the user. Where statements
/// contradict one another, the first of the file stands. The ends of mappings
/// that neither the file describes nor the builder knows become concepts with
/// status `provisional`, which give way to what their publisher says.
///
/// Memory is proportional to the statements that are read; the file itself is
/// streamed, once.
///
/// # Errors
/// [`Error`] where the reader fails or the file is UTF-16. Everything else
/// that is wrong is an issue.
///
/// # Examples
/// ```
/// use passerelle_import::skos::{self, RdfFormat, SkosOptions};
/// use passerelle_taxonomy::{Builder, Provenance};
///
/// let turtle = r#"
///     @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
///     <urn:x:weld> a skos:Concept ; skos:prefLabel "weld"@en, "schweißen"@de .
/// "#;
/// let mut builder = Builder::new();
/// let (report, issues) = skos::import(
///     "x.ttl",
///     turtle.as_bytes(),
///     RdfFormat::Turtle,
///     &SkosOptions::default(),
///     &mut builder,
/// )?;
/// assert_eq!((report.concepts, report.labels, issues.len()), (1, 2, 0));
/// let (taxonomy, _) = builder.build(Provenance::default());
/// assert!(taxonomy.find_iri("urn:x:weld").is_some());
/// # Ok::<(), passerelle_import::Error>(())
/// ```
pub fn import(
    name: &str,
    reader: impl Read,
    format: RdfFormat,
    options: &SkosOptions,
    builder: &mut Builder,
) -> Result<(SkosReport, Vec<Issue>), Error> {
    let mut issues = Vec::new();
    let mut statements = Statements::new();
    let file = parse::read_triples(name, reader, format, &mut issues, &mut |triple, line| {
        statements.add(&triple, line);
    })?;
    let report = read::emit(name, file.blake3, &statements, options, builder, &mut issues);
    Ok((report, issues))
}

/// A text of a file, cut to what a message can hold.
fn short(text: &str) -> &str {
    text.char_indices().nth(200).map_or(text, |(end, _)| &text[..end])
}

/// How many there are of something, in words.
fn some(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
