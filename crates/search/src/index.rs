//! The tantivy index of a taxonomy's labels.
//!
//! One document for each label. It holds nothing to be shown: two numbers
//! lead back to the concept and the label in the taxonomy.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use passerelle_model::LanguageTag;
use passerelle_taxonomy::{ConceptId, LabelTable, Taxonomy};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::columnar::Column;
use tantivy::directory::{MmapDirectory, RamDirectory};
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
/// The file beside a stored index's own files that says what it belongs to.
const MANIFEST: &str = "passerelle.json";
/// Memory for building; enough for ESCO in one language without a spill.
const BUILD_MEMORY: usize = 256 << 20;

/// What a stored index belongs to.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    taxonomy: String,
    languages: Vec<LanguageTag>,
}

impl Manifest {
    fn of(taxonomy: &Taxonomy) -> Result<Self, Error> {
        Ok(Self {
            version: INDEX_VERSION,
            taxonomy: taxonomy.digest_hex()?,
            languages: taxonomy.languages().cloned().collect(),
        })
    }
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

    /// The folder of the index that is stored beside a snapshot.
    pub fn folder_beside(snapshot: &Path) -> PathBuf {
        let mut name = snapshot.as_os_str().to_owned();
        name.push(".index");
        PathBuf::from(name)
    }

    /// Builds an index and stores it in a folder, whole or not at all; an
    /// index that is there already is replaced.
    ///
    /// # Errors
    /// [`Error::CannotStore`], or what reading the labels reports.
    pub fn store(taxonomy: &Taxonomy, folder: &Path) -> Result<(), Error> {
        let cannot_store = |error: &dyn std::fmt::Display| Error::CannotStore {
            path: folder.to_owned(),
            reason: error.to_string(),
        };
        let parent = folder.parent().filter(|p| !p.as_os_str().is_empty());
        let beside = tempfile::Builder::new()
            .prefix(".passerelle-")
            .suffix(".part")
            .tempdir_in(parent.unwrap_or(Path::new(".")))
            .map_err(|e| cannot_store(&e))?;
        let directory = MmapDirectory::open(beside.path()).map_err(|e| cannot_store(&e))?;
        build(taxonomy, Box::new(directory)).map_err(|e| match e {
            Error::Index { reason } => cannot_store(&reason),
            other => other,
        })?;
        let manifest =
            serde_json::to_vec(&Manifest::of(taxonomy)?).map_err(|e| cannot_store(&e))?;
        fs::write(beside.path().join(MANIFEST), manifest).map_err(|e| cannot_store(&e))?;
        readable_alike(beside.path()).map_err(|e| cannot_store(&e))?;
        if folder.join(MANIFEST).exists() {
            fs::remove_dir_all(folder).map_err(|e| cannot_store(&e))?;
        }
        fs::rename(beside.path(), folder).map_err(|e| cannot_store(&e))?;
        // It has another name now, and there is nothing left to remove.
        let _ = beside.keep();
        Ok(())
    }

    /// Opens a stored index; nothing where there is none, or where it
    /// belongs to another taxonomy or version.
    ///
    /// # Errors
    /// [`Error::Index`] where it belongs to this taxonomy and cannot be
    /// opened.
    pub fn open_stored(taxonomy: &Taxonomy, folder: &Path) -> Result<Option<Self>, Error> {
        let Ok(manifest) = fs::read(folder.join(MANIFEST)) else { return Ok(None) };
        let fits = serde_json::from_slice::<Manifest>(&manifest)
            .is_ok_and(|m| Manifest::of(taxonomy).is_ok_and(|expected| m == expected));
        if !fits {
            return Ok(None);
        }
        let index = tantivy::Index::open_in_dir(folder)?;
        Self::open(taxonomy, &index).map(Some)
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

/// Gives every file of an index the permissions of its manifest: tantivy makes
/// some that only their owner may read, and a snapshot is shared.
fn readable_alike(folder: &Path) -> std::io::Result<()> {
    let permissions = fs::metadata(folder.join(MANIFEST))?.permissions();
    for entry in fs::read_dir(folder)? {
        fs::set_permissions(entry?.path(), permissions.clone())?;
    }
    Ok(())
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
