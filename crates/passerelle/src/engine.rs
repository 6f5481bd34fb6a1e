//! The engine: taxonomies and their indexes, loaded once.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use passerelle_model::{Issue, LanguageTag, Place, Severity, Status, codes};
use passerelle_search::{Filter, Hit, Index, merge_hits};
use passerelle_taxonomy::{Builder, ConceptId, Provenance, Taxonomy};
use rayon::prelude::*;

use crate::crosswalk::{esco_code, read_crosswalk};
use crate::error::Error;

/// The embedded default, made by `cargo xtask data` from `taxonomies/`.
static EMBEDDED: &[u8] = include_bytes!("../data/default.snapshot");

/// The embedded default as a taxonomy.
///
/// # Errors
/// Only where the program itself is damaged.
pub fn embedded_taxonomy() -> Result<Taxonomy, Error> {
    Ok(Taxonomy::from_bytes(EMBEDDED)?)
}

/// How an engine is loaded.
#[derive(Clone, Debug)]
pub struct EngineBuilder {
    embedded: bool,
    snapshots: Vec<PathBuf>,
    crosswalks: Vec<PathBuf>,
    as_published: bool,
    language: LanguageTag,
}

impl Default for EngineBuilder {
    fn default() -> Self {
        Self {
            embedded: true,
            snapshots: Vec::new(),
            crosswalks: Vec::new(),
            as_published: false,
            language: LanguageTag::english(),
        }
    }
}

impl EngineBuilder {
    /// Leaves the embedded default out, or takes it in again.
    #[must_use]
    pub fn embedded(mut self, embedded: bool) -> Self {
        self.embedded = embedded;
        self
    }

    /// Adds a snapshot. Identifiers unify with what is loaded already.
    #[must_use]
    pub fn snapshot(mut self, path: impl Into<PathBuf>) -> Self {
        self.snapshots.push(path.into());
        self
    }

    /// Adds a crosswalk: an official mapping table, SSSOM or SKOS. The
    /// classification that it maps becomes a scheme.
    #[must_use]
    pub fn crosswalk(mut self, path: impl Into<PathBuf>) -> Self {
        self.crosswalks.push(path.into());
        self
    }

    /// Reads every mapping as its publisher states it, whatever was found
    /// about the direction of its set.
    #[must_use]
    pub fn as_published(mut self, as_published: bool) -> Self {
        self.as_published = as_published;
        self
    }

    /// The language in which concepts are named in output.
    #[must_use]
    pub fn language(mut self, language: LanguageTag) -> Self {
        self.language = language;
        self
    }

    /// Opens everything and joins it into one graph.
    ///
    /// # Errors
    /// Where a snapshot cannot be opened, or there is nothing to load.
    pub fn load(self) -> Result<Engine, Error> {
        let mut parts = Vec::new();
        if self.embedded {
            parts.push(Part::new(embedded_taxonomy()?, None));
        }
        for path in self.snapshots {
            parts.push(Part::new(Taxonomy::load(&path)?, Some(path)));
        }
        let (crosswalks, mut issues) = crosswalk_parts(&self.crosswalks, &parts)?;
        parts.extend(crosswalks);
        let merged = match parts.len() {
            0 => return Err(Error::NoTaxonomy),
            1 if !self.as_published => None,
            _ => {
                let (merged, found) = merge(&mut parts)?;
                issues.extend(found);
                Some(if self.as_published { merged.into_published() } else { merged })
            }
        };
        let engine = Engine { parts, merged, issues: Vec::new(), language: self.language };
        issues.extend(engine.not_loaded());
        Ok(Engine { issues, ..engine })
    }
}

/// Reads crosswalks side by side; `loaded` knows the codes of ESCO.
fn crosswalk_parts(paths: &[PathBuf], loaded: &[Part]) -> Result<(Vec<Part>, Vec<Issue>), Error> {
    let find_code = |code: &str| loaded.iter().find_map(|part| esco_code(&part.taxonomy, code));
    let read = |path: &PathBuf| -> Result<(Part, Vec<Issue>), Error> {
        let mut file = read_crosswalk(path, &find_code)?;
        let (taxonomy, graph_issues) = file.taxonomy();
        let mut issues = std::mem::take(&mut file.issues);
        issues.extend(graph_issues);
        issues.retain(|issue| issue.severity > Severity::Info);
        Ok((Part { crosswalk: Some(file.name), ..Part::new(taxonomy, None) }, issues))
    };
    let read: Vec<(Part, Vec<Issue>)> = paths.par_iter().map(read).collect::<Result<_, _>>()?;
    let (parts, issues): (Vec<Part>, Vec<Vec<Issue>>) = read.into_iter().unzip();
    Ok((parts, issues.concat()))
}

/// Joins the parts and notes where each concept went.
fn merge(parts: &mut [Part]) -> Result<(Taxonomy, Vec<Issue>), Error> {
    let mut builder = Builder::new();
    for part in &*parts {
        builder.absorb(&part.taxonomy)?;
    }
    let titles: Vec<&str> = parts.iter().map(|p| p.taxonomy.provenance().title.as_str()).collect();
    let provenance = Provenance { title: titles.join(" + "), ..Provenance::default() };
    let (merged, mut issues) = builder.build(provenance);
    // What is merely worth knowing was known when each part was made.
    issues.retain(|issue| issue.severity > Severity::Info);
    for part in parts {
        part.into_merged =
            part.taxonomy.concepts().map(|c| merged.find_iri(part.taxonomy.iri(c))).collect();
    }
    Ok((merged, issues))
}

/// One taxonomy that was loaded, with its own index.
#[derive(Debug)]
struct Part {
    taxonomy: Taxonomy,
    path: Option<PathBuf>,
    /// What to call the crosswalk that it was made of.
    crosswalk: Option<String>,
    index: OnceLock<Index>,
    /// Where each concept is in the joined graph; empty where this is it.
    into_merged: Vec<Option<ConceptId>>,
}

impl Part {
    fn new(taxonomy: Taxonomy, path: Option<PathBuf>) -> Self {
        Self { taxonomy, path, crosswalk: None, index: OnceLock::new(), into_merged: Vec::new() }
    }

    /// The index stored beside the snapshot, or one built in memory.
    fn index(&self) -> Result<&Index, Error> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let stored = match &self.path {
            Some(path) => Index::open_stored(&self.taxonomy, &Index::file_beside(path))?,
            None => None,
        };
        let index = match stored {
            Some(index) => index,
            None => Index::in_memory(&self.taxonomy)?,
        };
        Ok(self.index.get_or_init(|| index))
    }

    /// What a filter on the joined graph means here; nothing where its
    /// scheme is not in this part.
    fn filter(&self, filter: &Filter, graph: &Taxonomy) -> Option<Filter> {
        let scheme = match filter.scheme {
            None => None,
            Some(id) => {
                let iri = graph.schemes().get(id.index())?.iri.as_str();
                Some(self.taxonomy.find_scheme(iri)?)
            }
        };
        Some(Filter { scheme, ..filter.clone() })
    }

    fn bring(&self, mut hit: Hit) -> Option<Hit> {
        if !self.into_merged.is_empty() {
            hit.concept = self.into_merged.get(hit.concept.index()).copied().flatten()?;
        }
        Some(hit)
    }
}

/// What a search found.
pub use passerelle_search::Hit as Found;

/// Taxonomies, loaded once, and everything that can be asked of them.
///
/// May be shared between threads by reference.
#[derive(Debug)]
pub struct Engine {
    parts: Vec<Part>,
    merged: Option<Taxonomy>,
    issues: Vec<Issue>,
    language: LanguageTag,
}

impl Engine {
    /// An engine on the embedded default alone.
    ///
    /// # Errors
    /// Only where the program itself is damaged.
    pub fn embedded() -> Result<Self, Error> {
        EngineBuilder::default().load()
    }

    /// An engine on the embedded default and what is added to it.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// An engine on one snapshot, without the embedded default.
    ///
    /// # Errors
    /// Where the snapshot cannot be opened.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::builder().embedded(false).snapshot(path).load()
    }

    /// The graph: one for all that is loaded.
    pub fn taxonomy(&self) -> &Taxonomy {
        // There is a part at least, or there would be no engine.
        self.merged.as_ref().unwrap_or_else(|| &self.parts[0].taxonomy)
    }

    /// Which crosswalks name concepts that nothing loaded has.
    fn not_loaded(&self) -> Vec<Issue> {
        let graph = self.taxonomy();
        let missing = |part: &Part| {
            let iris = part.taxonomy.concepts().map(|c| part.taxonomy.iri(c));
            let concepts = iris.filter_map(|iri| graph.find_iri(iri));
            concepts.filter(|&c| graph.status(c) == Status::NotLoaded).count()
        };
        let crosswalks =
            self.parts.iter().filter_map(|part| Some((part, part.crosswalk.as_ref()?)));
        let counted = crosswalks.map(|(part, name)| (name, missing(part)));
        counted
            .filter(|(_, missing)| *missing > 0)
            .map(|(name, missing)| {
                let message = format!("{missing} concepts of ESCO that it names are not loaded");
                Issue::new(codes::XWALK_NOT_LOADED, Place::file(name), message)
            })
            .collect()
    }

    /// What contradicted what when the parts were joined.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The language in which concepts are named.
    pub fn language(&self) -> &LanguageTag {
        &self.language
    }

    /// The digests of what is loaded, in the order of loading, in
    /// hexadecimal.
    ///
    /// # Errors
    /// Where a section cannot be read.
    pub fn digests(&self) -> Result<Vec<String>, Error> {
        self.parts.iter().map(|p| Ok(p.taxonomy.digest_hex()?)).collect()
    }

    /// The concepts that words or a code may mean, the best first.
    ///
    /// Builds the index of a taxonomy without a stored one when first
    /// called.
    ///
    /// # Errors
    /// Where labels or an index cannot be read.
    pub fn search(&self, text: &str, filter: &Filter, limit: usize) -> Result<Vec<Found>, Error> {
        let mut hits = self.in_parts(filter, |part, filter| {
            Ok(part.index()?.search(&part.taxonomy, text, filter, limit)?)
        })?;
        hits.truncate(limit);
        Ok(hits)
    }

    /// The concepts with a label that starts as a text does.
    ///
    /// # Errors
    /// As [`Engine::search`].
    pub fn complete(&self, text: &str, filter: &Filter, limit: usize) -> Result<Vec<Found>, Error> {
        let mut hits = self.in_parts(filter, |part, filter| {
            Ok(part.index()?.complete(&part.taxonomy, text, filter, limit)?)
        })?;
        hits.truncate(limit);
        Ok(hits)
    }

    /// All that a text is like by its labels, the best first.
    pub(crate) fn hits(&self, text: &str, filter: &Filter) -> Result<Vec<Found>, Error> {
        self.in_parts(filter, |part, filter| {
            Ok(part.index()?.candidates(&part.taxonomy, text, filter)?)
        })
    }

    fn in_parts(
        &self,
        filter: &Filter,
        ask: impl Fn(&Part, &Filter) -> Result<Vec<Hit>, Error>,
    ) -> Result<Vec<Found>, Error> {
        let mut all = Vec::new();
        for part in &self.parts {
            if let Some(filter) = part.filter(filter, self.taxonomy()) {
                all.extend(ask(part, &filter)?.into_iter().filter_map(|hit| part.bring(hit)));
            }
        }
        if self.parts.len() == 1 { Ok(all) } else { Ok(merge_hits(all)) }
    }
}
