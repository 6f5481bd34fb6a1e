//! The tantivy index of a taxonomy's labels.
//!
//! One document for each label. It holds nothing to be shown: two numbers
//! lead back to the concept and the label in the taxonomy.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use passerelle_model::LanguageTag;
use passerelle_taxonomy::{ConceptId, LabelTable, Taxonomy, atomic_file};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::columnar::Column;
use tantivy::directory::RamDirectory;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, WhitespaceTokenizer};
use tantivy::{Directory, Searcher, TantivyDocument};

use crate::error::Error;
use crate::normalise::normalise;
use crate::tokens::{Tokeniser, initials};

/// Rises whenever normalisation, tokens, stems or the schema change: an
/// index of another version is not used.
const INDEX_VERSION: u32 = 1;
/// The file of an index that tantivy does not count among its own.
const META: &str = "meta.json";
/// Memory for building; enough for ESCO in one language without a spill.
const BUILD_MEMORY: usize = 256 << 20;

/// What a stored index belongs to, and what it is made of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    taxonomy: String,
    languages: Vec<LanguageTag>,
    files: Vec<StoredFile>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredFile {
    name: String,
    len: usize,
    blake3: String,
}

impl Manifest {
    /// The manifest of an index over a taxonomy, as yet without files.
    fn of(taxonomy: &Taxonomy) -> Result<Self, Error> {
        Ok(Self {
            version: INDEX_VERSION,
            taxonomy: taxonomy.digest_hex()?,
            languages: taxonomy.languages().cloned().collect(),
            files: Vec::new(),
        })
    }
}

/// The files of a stored index, if they are whole and belong to the taxonomy
/// of `expected`.
fn unpack(bytes: &[u8], expected: &Manifest) -> Option<RamDirectory> {
    let end = bytes.iter().position(|&b| b == b'\n')?;
    let (header, mut rest) = (bytes.get(..end)?, bytes.get(end + 1..)?);
    let (digest, header) = std::str::from_utf8(header).ok()?.split_once(' ')?;
    if blake3::hash(header.as_bytes()).to_hex().as_str() != digest {
        return None;
    }
    let mut found: Manifest = serde_json::from_str(header).ok()?;
    let files = std::mem::take(&mut found.files);
    if found != *expected {
        return None;
    }
    let directory = RamDirectory::create();
    for file in files {
        let (content, behind) = rest.split_at_checked(file.len)?;
        rest = behind;
        if blake3::hash(content).to_hex().as_str() != file.blake3 {
            return None;
        }
        directory.atomic_write(Path::new(&file.name), content).ok()?;
    }
    rest.is_empty().then_some(directory)
}

/// The fields of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// The whole normalised label.
    pub(crate) exact: Field,
    /// Its words.
    pub(crate) words: Field,
    /// The stems of its words.
    pub(crate) stems: Field,
    /// The initials of its runs of words.
    pub(crate) initials: Field,
    concept: Field,
    label: Field,
}

const CONCEPT: &str = "concept";
const LABEL: &str = "label";
const ANALYSER: &str = "blanks";

fn schema() -> (Schema, Fields) {
    let text = |analyser: &str, record| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(analyser)
                .set_index_option(record)
                .set_fieldnorms(true),
        )
    };
    let number = NumericOptions::default() | FAST;
    let mut builder = Schema::builder();
    let fields = Fields {
        exact: builder.add_text_field("exact", text("raw", IndexRecordOption::Basic)),
        words: builder.add_text_field("words", text(ANALYSER, IndexRecordOption::WithFreqs)),
        stems: builder.add_text_field("stems", text(ANALYSER, IndexRecordOption::WithFreqs)),
        initials: builder.add_text_field("initials", text(ANALYSER, IndexRecordOption::Basic)),
        concept: builder.add_u64_field(CONCEPT, number.clone()),
        label: builder.add_u64_field(LABEL, number),
    };
    (builder.build(), fields)
}

/// A search index over one taxonomy.
///
/// It does not hold the taxonomy: every call takes the one that it was made
/// from.
pub struct Index {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    pub(crate) columns: Columns,
    /// The languages with labels, in the order of their numbers.
    pub(crate) languages: Vec<(LanguageTag, Tokeniser)>,
    /// How many labels have each stem.
    frequencies: OnceLock<FxHashMap<String, u32>>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("labels", &self.searcher.num_docs())
            .field("languages", &self.languages.len())
            .finish_non_exhaustive()
    }
}

/// What leads from a document back to the taxonomy.
pub(crate) struct Columns {
    pub(crate) concept: Option<Column<u64>>,
    pub(crate) label: Option<Column<u64>>,
}

/// Where a document's label stands: its language's number and its position
/// in that language's table.
pub(crate) fn pack_label(language: usize, position: usize) -> u64 {
    (language as u64) << 32 | position as u64
}

pub(crate) fn unpack_label(packed: u64) -> (usize, usize) {
    let low = packed & u64::from(u32::MAX);
    // Both halves were packed from positions, which fit.
    (
        usize::try_from(packed >> 32).unwrap_or(usize::MAX),
        usize::try_from(low).unwrap_or(usize::MAX),
    )
}

impl Index {
    /// Builds an index in memory: about 10 µs a label.
    ///
    /// # Errors
    /// Where the labels cannot be read, or memory does not suffice.
    pub fn in_memory(taxonomy: &Taxonomy) -> Result<Self, Error> {
        let index = build(taxonomy, Box::new(RamDirectory::create()))?;
        Self::open(taxonomy, &index)
    }

    /// The file of the index that is stored beside a snapshot.
    pub fn file_beside(snapshot: &Path) -> PathBuf {
        let mut name = snapshot.as_os_str().to_owned();
        name.push(".index");
        PathBuf::from(name)
    }

    /// Builds an index and stores it in one file, whole or not at all.
    ///
    /// The file is a line that says what it belongs to and what follows – a
    /// digest, a blank, JSON –, then the index's own files one after the
    /// other.
    ///
    /// # Errors
    /// [`Error::CannotStore`], or what reading the labels reports.
    pub fn store(taxonomy: &Taxonomy, path: &Path) -> Result<(), Error> {
        let cannot_store = |error: &dyn std::fmt::Display| Error::CannotStore {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        let directory = RamDirectory::create();
        let index = build(taxonomy, Box::new(directory.clone()))?;
        let mut names: Vec<PathBuf> = index.directory().list_managed_files().into_iter().collect();
        names.push(PathBuf::from(META));
        names.sort();
        names.dedup();
        let mut manifest = Manifest::of(taxonomy)?;
        let mut contents = Vec::new();
        for name in &names {
            let read = directory.open_read(name).map_err(|e| cannot_store(&e))?;
            let bytes = read.read_bytes().map_err(|e| cannot_store(&e))?;
            manifest.files.push(StoredFile {
                name: name.to_string_lossy().into_owned(),
                len: bytes.len(),
                blake3: blake3::hash(&bytes).to_hex().to_string(),
            });
            contents.push(bytes);
        }
        let header = serde_json::to_string(&manifest).map_err(|e| cannot_store(&e))?;
        atomic_file::write(path, |out| {
            writeln!(out, "{} {header}", blake3::hash(header.as_bytes()).to_hex())?;
            contents.iter().try_for_each(|bytes| out.write_all(bytes))
        })
        .map_err(|e| cannot_store(&e))
    }

    /// Opens a stored index; nothing where there is none, or where it
    /// belongs to another taxonomy or version, or is damaged: an index can
    /// always be built anew.
    ///
    /// Reads the whole file into memory (7 MB for ESCO): it may be on a disk
    /// that cannot be written, and may be replaced while it is in use.
    ///
    /// # Errors
    /// Where the taxonomy cannot be read to tell whether they belong
    /// together.
    pub fn open_stored(taxonomy: &Taxonomy, path: &Path) -> Result<Option<Self>, Error> {
        let Ok(bytes) = fs::read(path) else { return Ok(None) };
        let Some(directory) = unpack(&bytes, &Manifest::of(taxonomy)?) else { return Ok(None) };
        let opened = tantivy::Index::open(directory).map_err(Error::from);
        Ok(opened.and_then(|index| Self::open(taxonomy, &index)).ok())
    }

    fn open(taxonomy: &Taxonomy, index: &tantivy::Index) -> Result<Self, Error> {
        let (_, fields) = schema();
        let reader: tantivy::IndexReader =
            index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let segment = searcher.segment_readers().first();
        let column = |name: &str| -> Result<Option<Column<u64>>, Error> {
            Ok(segment.map(|s| s.fast_fields().u64(name)).transpose()?)
        };
        let columns = Columns { concept: column(CONCEPT)?, label: column(LABEL)? };
        let languages =
            taxonomy.languages().map(|tag| (tag.clone(), Tokeniser::new(tag))).collect();
        Ok(Self { searcher, fields, columns, languages, frequencies: OnceLock::new() })
    }

    /// How many labels have a stem.
    ///
    /// A query asks for hundreds: when first called, all are read from the
    /// index, which takes a millisecond or two.
    pub(crate) fn stem_frequency(&self, stem: &str) -> Result<u32, Error> {
        if let Some(known) = self.frequencies.get() {
            return Ok(known.get(stem).copied().unwrap_or(0));
        }
        let mut all = FxHashMap::default();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.stems)?;
            let mut stems = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
            while stems.advance() {
                if let Ok(stem) = std::str::from_utf8(stems.key()) {
                    *all.entry(stem.to_owned()).or_default() += stems.value().doc_freq;
                }
            }
        }
        let known = self.frequencies.get_or_init(|| all);
        Ok(known.get(stem).copied().unwrap_or(0))
    }

    /// The labels of the language with a number.
    pub(crate) fn table<'t>(
        &self,
        taxonomy: &'t Taxonomy,
        language: usize,
    ) -> Result<Option<&'t LabelTable>, Error> {
        match self.languages.get(language) {
            Some((tag, _)) => Ok(taxonomy.labels(tag)?),
            None => Ok(None),
        }
    }
}

/// Builds the one segment of an index. The same labels give the same
/// documents in the same order, so that equal scores fall the same way.
fn build(taxonomy: &Taxonomy, directory: Box<dyn Directory>) -> Result<tantivy::Index, Error> {
    let (schema, fields) = schema();
    let tokenizers = tantivy::tokenizer::TokenizerManager::default();
    tokenizers.register(ANALYSER, TextAnalyzer::from(WhitespaceTokenizer::default()));
    let mut writer = tantivy::Index::builder()
        .schema(schema)
        .tokenizers(tokenizers)
        .single_segment_index_writer::<TantivyDocument>(directory, BUILD_MEMORY)?;
    for (number, language) in taxonomy.languages().enumerate() {
        let Some(table) = taxonomy.labels(language)? else { continue };
        let tokeniser = Tokeniser::new(language);
        for concept in taxonomy.concepts() {
            for position in table.positions(concept) {
                let Some(label) = table.at(position) else { continue };
                let document =
                    document(&fields, tokeniser, label.text, concept, pack_label(number, position));
                writer.add_document(document)?;
            }
        }
    }
    Ok(writer.finalize()?)
}

fn document(
    fields: &Fields,
    tokeniser: Tokeniser,
    label: &str,
    concept: ConceptId,
    packed: u64,
) -> TantivyDocument {
    let normalised = normalise(label);
    let (mut words, mut stems) = (String::new(), String::new());
    for token in tokeniser.tokens(&normalised) {
        for (text, into) in [(&token.word, &mut words), (&token.stem, &mut stems)] {
            if !into.is_empty() {
                into.push(' ');
            }
            into.push_str(text);
        }
    }
    let mut document = TantivyDocument::new();
    document.add_text(fields.initials, initials(&normalised).join(" "));
    document.add_text(fields.exact, normalised);
    document.add_text(fields.words, words);
    document.add_text(fields.stems, stems);
    document.add_u64(fields.concept, u64::from(concept.number()));
    document.add_u64(fields.label, packed);
    document
}

#[cfg(test)]
mod tests {
    use passerelle_model::{ConceptKind, Iri, LabelRole, LanguageTag, Status};
    use passerelle_taxonomy::{Builder, Provenance, Source};

    use super::*;
    use crate::{Filter, Resolution};

    fn taxonomy(labels: &[(&str, LabelRole, &str)]) -> Taxonomy {
        let mut builder = Builder::new();
        let source = builder.source(Source::named("test"));
        for (id, role, label) in labels {
            let iri = Iri::parse(&format!("urn:x:{id}")).unwrap();
            let concept = builder.concept(&iri, ConceptKind::Skill, Status::Released);
            builder.notation(concept, id);
            builder.label(concept, &LanguageTag::english(), *role, label, source);
        }
        builder.build(Provenance::default()).0
    }

    #[test]
    fn what_is_stored_is_what_is_opened_and_what_is_damaged_is_not() {
        let first = taxonomy(&[("a", LabelRole::Preferred, "weld metal")]);
        let other = taxonomy(&[("a", LabelRole::Preferred, "cut metal")]);
        let folder = tempfile::tempdir().unwrap();
        let path = Index::file_beside(&folder.path().join("x.snapshot"));
        assert!(Index::open_stored(&first, &path).unwrap().is_none());
        Index::store(&first, &path).unwrap();
        let hits = |index: &Index| index.search(&first, "welding", &Filter::default(), 5).unwrap();
        let stored = Index::open_stored(&first, &path).unwrap().unwrap();
        let expected = hits(&Index::in_memory(&first).unwrap());
        assert_eq!((hits(&stored), expected.len()), (expected, 1));
        assert!(Index::open_stored(&other, &path).unwrap().is_none());

        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(7) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x11;
            fs::write(&path, &damaged).unwrap();
            assert!(Index::open_stored(&first, &path).unwrap().is_none(), "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(Index::open_stored(&first, &path).unwrap().is_none(), "cut at {at}");
        }
    }

    #[test]
    fn codes_and_hidden_labels_do_not_hide_labels() {
        let taxonomy = taxonomy(&[
            ("python", LabelRole::Preferred, "Python"),
            ("b", LabelRole::Preferred, "handle snakes"),
            ("b", LabelRole::Hidden, "snake charming"),
        ]);
        let index = Index::in_memory(&taxonomy).unwrap();
        let resolve = |text| index.resolve(&taxonomy, text, &Filter::default(), &[]).unwrap();
        let concept = |iri| taxonomy.find_iri(iri).unwrap();
        let python = Resolution::Resolved { concept: concept("urn:x:python"), score: 100 };
        assert_eq!(resolve("python"), python);
        let snakes = Resolution::Resolved { concept: concept("urn:x:b"), score: 94 };
        assert_eq!(resolve("snake charming"), snakes);
        let hits = index.search(&taxonomy, "snake charming", &Filter::default(), 5).unwrap();
        assert_eq!(hits[0].label, "handle snakes");
        // What is cut off must not make a text equal to a label.
        let long = format!("Python{}but never used it", " ".repeat(300));
        assert!(!matches!(resolve(&long), Resolution::Resolved { score: 95.., .. }));
    }
}
