//! Crosswalks as files, and what is known of them.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use passerelle_import::crosswalk_manifest::CrosswalkManifest;
use passerelle_import::mapping_table::{self, FindCode, TableReport};
use passerelle_import::records::name_of;
use passerelle_model::Issue;
use passerelle_model::crosswalk::Crosswalk;
use passerelle_search::Index;
use passerelle_taxonomy::{Builder, Provenance, Taxonomy};
use rayon::prelude::*;

use crate::engine::Engine;
use crate::error::Error;

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

/// Reads a crosswalk: an official mapping table where the name ends in
/// `.csv`.
///
/// `find_code` finds concepts of ESCO by their code, for tables without URIs.
///
/// # Errors
/// Where nothing can be read.
pub fn read_crosswalk(path: &Path, find_code: FindCode<'_>) -> Result<CrosswalkFile, Error> {
    let name = name_of(path);
    let file = open(path)?;
    let mut read = mapping_table::import(&name, file, find_code)?;
    let issues = std::mem::take(&mut read.report.issues);
    Ok(CrosswalkFile { name, crosswalk: read.crosswalk, report: Some(read.report), issues })
}

fn open(path: &Path) -> Result<BufReader<File>, Error> {
    if path.is_dir() {
        return Err(passerelle_import::Error::IsDirectory { path: path.to_owned() }.into());
    }
    let file = File::open(path)
        .map_err(|source| passerelle_import::Error::CannotRead { path: path.to_owned(), source })?;
    Ok(BufReader::new(file))
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
        let reviewed = crosswalk_manifest().reviewed(file.crosswalk.id());
        issues.extend(builder.crosswalk(&file.crosswalk, &reviewed, &file.name));
    }
    let titles: Vec<&str> = crosswalks.iter().map(|file| file.crosswalk.title()).collect();
    let provenance = Provenance {
        title: titles.join(" + "),
        made_by: concat!("passerelle ", env!("CARGO_PKG_VERSION")).to_owned(),
        ..Provenance::default()
    };
    let (taxonomy, graph_issues) = builder.build(provenance);
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
