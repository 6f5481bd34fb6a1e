//! Importing a taxonomy into a snapshot.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use passerelle_import::esco::{self, Report};
use passerelle_import::skos::{self, RdfFormat, SkosOptions, SkosReport};
use passerelle_model::{Issue, Severity};
use passerelle_search::Index;
use passerelle_taxonomy::{Builder, Provenance, Taxonomy};

use crate::error::Error;

/// An imported ESCO.
#[derive(Debug)]
pub struct EscoImport {
    /// The taxonomy.
    pub taxonomy: Taxonomy,
    /// What was read and what was left out.
    pub report: Report,
    /// What contradicted what when the graph was made, and what is wrong with
    /// it as a whole.
    pub graph_issues: Vec<Issue>,
}

/// Imported SKOS vocabularies.
#[derive(Debug)]
pub struct SkosImport {
    /// The taxonomy.
    pub taxonomy: Taxonomy,
    /// What was read, file by file.
    pub reports: Vec<SkosReport>,
    /// What was found in the files, and in the graph that they make.
    pub issues: Vec<Issue>,
}

/// Imports SKOS vocabularies and their mappings into one taxonomy.
///
/// # Errors
/// Where a file cannot be read, or its name ends neither in `.ttl` nor in
/// `.nt`.
pub fn import_skos(files: &[&Path], options: &SkosOptions) -> Result<SkosImport, Error> {
    let mut builder = Builder::new();
    let (mut reports, mut issues) = (Vec::new(), Vec::new());
    for path in files {
        let format = RdfFormat::of_path(path)
            .ok_or_else(|| passerelle_import::Error::FileType { path: path.to_path_buf() })?;
        let file = File::open(path).map_err(|source| passerelle_import::Error::CannotRead {
            path: path.to_path_buf(),
            source,
        })?;
        let name = passerelle_import::records::name_of(path);
        let (report, found) = skos::import(&name, file, format, options, &mut builder)?;
        reports.push(report);
        issues.extend(found);
    }
    let titles: Vec<&str> = reports.iter().map(|report| report.source.name.as_str()).collect();
    let (taxonomy, graph_issues) = builder.build(provenance(titles.join(" + ")));
    issues.extend(graph_issues);
    Ok(SkosImport { taxonomy, reports, issues })
}

/// Imports the official ESCO bundle: zips, folders or single files.
///
/// # Errors
/// Where an input cannot be read at all; what is wrong inside is in the
/// report.
pub fn import_esco(inputs: &[&Path]) -> Result<EscoImport, Error> {
    let mut builder = Builder::new();
    let report = esco::import(inputs, &mut builder)?;
    let mut provenance = provenance(format!("ESCO {}", report.version).trim().to_owned());
    for (code, count) in esco::count_by_code(&report.issues) {
        provenance.issues.insert(code.to_owned(), count);
    }
    let (taxonomy, mut graph_issues) = builder.build(provenance);
    // Cycles and the like are in nobody's row, and cost a few milliseconds to
    // find; what is merely worth knowing is left to `taxonomy check`.
    let found = taxonomy.check(&passerelle_search::normalise)?;
    graph_issues.extend(found.into_iter().filter(|issue| issue.severity > Severity::Info));
    Ok(EscoImport { taxonomy, report, graph_issues })
}

impl EscoImport {
    /// The digest of the taxonomy, in hexadecimal: that of its snapshot.
    ///
    /// # Errors
    /// Never for a taxonomy that was just imported.
    pub fn digest(&self) -> Result<String, Error> {
        Ok(self.taxonomy.digest_hex()?)
    }

    /// Saves the snapshot, whole or not at all.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        Ok(self.taxonomy.save(path)?)
    }

    /// Saves the search index beside a snapshot, whole or not at all; a device
    /// or a pipe has no beside.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn save_index(&self, snapshot: &Path) -> Result<(), Error> {
        if snapshot.is_file() {
            Index::store(&self.taxonomy, &Index::file_beside(snapshot))?;
        }
        Ok(())
    }

    /// Writes the snapshot.
    ///
    /// # Errors
    /// Where `out` fails.
    pub fn write(&self, out: &mut dyn Write) -> Result<(), Error> {
        Ok(self.taxonomy.write_snapshot(out)?)
    }
}

/// What a taxonomy that is made here says of how it came to be.
pub(crate) fn provenance(title: String) -> Provenance {
    Provenance {
        title,
        made_by: concat!("passerelle ", env!("CARGO_PKG_VERSION")).to_owned(),
        ..Provenance::default()
    }
}
