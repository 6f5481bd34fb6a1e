//! Crosswalks as files, what is known of them, and what can be done with them.
//!
//! ```
//! use passerelle::crosswalk::{compose, invert, read_as_reviewed, reviewed};
//! use passerelle::model::crosswalk::Crosswalk;
//!
//! # fn national_to_national(mut from: Crosswalk, mut to: Crosswalk) -> Crosswalk {
//! // Both lead from ESCO to a national classification.
//! for set in [&mut from, &mut to] {
//!     let reviewed = reviewed(set);
//!     read_as_reviewed(set, &reviewed);
//! }
//! let (from, _issues) = invert(&from);
//! compose(&from, &to).crosswalk
//! # }
//! ```
//!
//! What it deliberately does not do: change what a publisher says. What was
//! found about a set stays with the manifest, and is applied where the set is
//! used.

mod check;
mod file;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use passerelle_import::crosswalk_manifest::CrosswalkManifest;
use passerelle_model::crosswalk::{Crosswalk, Reviewed};
use passerelle_model::{Direction, Issue, Place, codes};
use passerelle_search::Index;
use passerelle_taxonomy::{Builder, Taxonomy};
use rayon::prelude::*;

use crate::engine::Engine;
use crate::error::Error;
use crate::import_run::provenance;

pub use check::{Agreement, Checked, check_crosswalk};
pub use file::{CrosswalkFormat, read_crosswalk, write_crosswalk, write_crosswalk_to};
pub use passerelle_import::crosswalk_manifest::{Entry, Evidence};
pub use passerelle_import::mapping_table::{FindCode, TableReport};
pub use passerelle_import::skos::RdfFormat;
pub use passerelle_taxonomy::crosswalk::{
    Cardinality, Changed, Composition, CrosswalkDiff, CrosswalkStats, DiffMapping, DirectionReport,
    EvidenceKind, Example, Fan, LintReport, MappingField, READ, Verdict, Votes, compose, diff,
    invert, read_as_reviewed, stats,
};

/// The manifest that ships, as it stands in `taxonomies/`.
static MANIFEST: LazyLock<CrosswalkManifest> = LazyLock::new(|| {
    let text = include_str!("../../../taxonomies/crosswalk-manifest.toml");
    CrosswalkManifest::parse("crosswalk-manifest.toml", text)
        .expect("a test reads the manifest that ships")
});

/// What was found about the mapping sets that are known: above all, in which
/// direction they are to be read.
pub fn crosswalk_manifest() -> &'static CrosswalkManifest {
    &MANIFEST
}

/// How to read a set: as the manifest says, or as published where nobody
/// reviewed it or where it states [`READ`], and so was read already.
pub fn reviewed(crosswalk: &Crosswalk) -> Reviewed {
    let mut reviewed = crosswalk_manifest().reviewed(crosswalk.id());
    if crosswalk.slot(READ).is_some() {
        reviewed.direction = Direction::AsPublished;
        reviewed.parts.clear();
    }
    reviewed
}

/// Joins crosswalks as published, one after the other, as
/// [`passerelle_taxonomy::crosswalk::merge`] joins two.
///
/// The merged set has an identifier of its own, and so no verdict: an issue
/// names every set that would have been read otherwise by its own.
pub fn merge(files: &[CrosswalkFile]) -> (Crosswalk, Vec<Issue>) {
    let mut issues = Vec::new();
    let mut parts = files.iter();
    let mut merged = parts.next().map(|file| file.crosswalk.clone()).unwrap_or_default();
    for file in parts {
        let (joined, found) = passerelle_taxonomy::crosswalk::merge(&merged, &file.crosswalk);
        issues.extend(found);
        merged = joined;
    }
    let lost = files.iter().filter(|file| file.crosswalk.id() != merged.id());
    issues.extend(lost.filter_map(|file| {
        verdict_lost(&file.crosswalk, Place::file(&file.name), "the merged set is another")
    }));
    (merged, issues)
}

/// Says that the verdict on a set does not reach what is made of it, where
/// that makes a difference.
fn verdict_lost(crosswalk: &Crosswalk, place: Place, why: &str) -> Option<Issue> {
    let reviewed = reviewed(crosswalk);
    let turned = reviewed.direction == Direction::Inverted || !reviewed.parts.is_empty();
    let message = format!("the set is to be read as {}, and {why}", reviewed.direction);
    turned.then(|| Issue::new(codes::MAP_VERDICT_LOST, place, message))
}

/// A crosswalk that was read from a file.
#[derive(Debug)]
pub struct CrosswalkFile {
    /// What to call the file before the user.
    pub name: String,
    /// Its mappings, as published.
    pub crosswalk: Crosswalk,
    /// What became of the rows, where it is an official table.
    pub report: Option<TableReport>,
    /// What was found in it.
    pub issues: Vec<Issue>,
}

impl CrosswalkFile {
    /// Its classifications and mappings as a taxonomy of their own, read as
    /// the manifest says; to be joined with others.
    pub fn taxonomy(&self) -> (Taxonomy, Vec<Issue>) {
        taxonomy_of(std::slice::from_ref(self))
    }
}

/// Several crosswalks as one taxonomy, read as the manifest says.
pub fn taxonomy_of(crosswalks: &[CrosswalkFile]) -> (Taxonomy, Vec<Issue>) {
    let mut builder = Builder::new();
    let mut issues = Vec::new();
    for file in crosswalks {
        let reviewed = reviewed(&file.crosswalk);
        issues.extend(builder.crosswalk(&file.crosswalk, &reviewed, &file.name));
    }
    let titles: Vec<&str> = crosswalks.iter().map(|file| file.crosswalk.title()).collect();
    let (taxonomy, graph_issues) = builder.build(provenance(titles.join(" + ")));
    issues.extend(graph_issues);
    (taxonomy, issues)
}

/// Reads crosswalks side by side, on the current thread pool; codes of ESCO
/// are looked up in what the engine has loaded.
///
/// # Errors
/// The first, in the order of the paths, that cannot be read.
pub fn read_crosswalks(paths: &[PathBuf], engine: &Engine) -> Result<Vec<CrosswalkFile>, Error> {
    let find_code = |code: &str| esco_code(engine.taxonomy(), code);
    let read: Vec<Result<CrosswalkFile, Error>> =
        paths.par_iter().map(|path| read_crosswalk(path, &find_code)).collect();
    read.into_iter().collect()
}

/// The concept of ESCO that has a code.
pub(crate) fn esco_code(taxonomy: &Taxonomy, code: &str) -> Option<String> {
    let mut iris = taxonomy.find_notation(code).iter().map(|&concept| taxonomy.iri(concept));
    iris.find(|iri| iri.starts_with("http://data.europa.eu/esco/")).map(str::to_owned)
}

/// Saves a snapshot, whole or not at all, with its search index beside it.
///
/// # Errors
/// Where it cannot be written.
pub fn save_snapshot(taxonomy: &Taxonomy, path: &Path) -> Result<(), Error> {
    taxonomy.save(path)?;
    if path.is_file() {
        Index::store(taxonomy, &Index::file_beside(path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
