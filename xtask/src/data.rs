//! The embedded default: `taxonomies/` as a snapshot.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use passerelle_import::code_list::{self, CodeLists};
use passerelle_import::standard::{self, Standard};
use passerelle_model::{Issue, Severity};
use passerelle_taxonomy::{Builder, Provenance, Source, Taxonomy};
use serde::Deserialize;

/// Where the snapshot lies, from the project's root.
pub const SNAPSHOT: &str = "crates/passerelle/data/default.snapshot";

/// What stands in a `SOURCE.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    source: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    what: String,
    origin: String,
    version: String,
    date: String,
    licence: String,
}

/// Writes the snapshot.
///
/// # Errors
/// Where a file of `taxonomies/` cannot be read or has an issue.
pub fn write(root: &Path) -> Result<()> {
    let taxonomy = build(root)?;
    let path = root.join(SNAPSHOT);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    taxonomy.save(&path)?;
    Ok(())
}

/// Builds the taxonomy that ships.
///
/// # Errors
/// Where a file of `taxonomies/` cannot be read, or has any issue: what
/// ships is without fault.
pub fn build(root: &Path) -> Result<Taxonomy> {
    let folder = root.join("taxonomies");
    let mut builder = Builder::new();
    let mut issues = add_codes(&folder.join("codes"), &mut builder)?;
    issues.extend(add_standards(&folder.join("joint"), &mut builder)?);
    let provenance = Provenance {
        title: "Passerelle default".to_owned(),
        made_by: "cargo xtask data".to_owned(),
        ..Provenance::default()
    };
    let (taxonomy, found) = builder.build(provenance);
    issues.extend(found);
    issues.extend(taxonomy.check(&|label| label.to_lowercase())?);
    issues.retain(|issue| issue.severity > Severity::Info);
    if issues.is_empty() {
        return Ok(taxonomy);
    }
    let lines: Vec<String> = issues.iter().map(ToString::to_string).collect();
    bail!("taxonomies/ has faults:\n{}", lines.join("\n"))
}

/// Every joint standard that ships, with the name of its file, sorted.
///
/// # Errors
/// Where one cannot be read.
pub fn standards(root: &Path) -> Result<Vec<(String, Standard)>> {
    let folder = root.join("taxonomies/joint");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml") && !p.ends_with("SOURCE.toml"));
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = read(path)?;
            match standard::parse_standard(&name, &text) {
                Ok(standard) => Ok((name, standard)),
                Err(issue) => bail!("{issue}"),
            }
        })
        .collect()
}

fn add_codes(folder: &Path, builder: &mut Builder) -> Result<Vec<Issue>> {
    let lists: CodeLists = toml::from_str(&read(&folder.join("lists.toml"))?)?;
    let mut issues = Vec::new();
    for list in &lists.list {
        let entries = sources(folder, &list.file)?;
        let [entry] = entries.as_slice() else { bail!("`{}` needs one source", list.file) };
        let source = builder.source(source(entry));
        let text = read(&folder.join(&list.file))?;
        issues.extend(code_list::import(list, &list.file, text.as_bytes(), source, builder));
    }
    Ok(issues)
}

fn add_standards(folder: &Path, builder: &mut Builder) -> Result<Vec<Issue>> {
    let root = folder.join("../..");
    let all = standards(&root)?;
    let mut issues = standard::check_overlap(&all);
    for (name, standard) in all {
        let entries = sources(folder, &name)?;
        let with = |what: &str| {
            let found = entries.iter().find(|e| e.origin.contains(what));
            found.with_context(|| format!("`{name}` has no source of `{what}`"))
        };
        let ours = builder.source(source(with("Passerelle")?));
        let esco = builder.source(source(with("ESCO")?));
        issues.extend(standard.check(&name));
        issues.extend(standard.add_to(&name, builder, ours, esco));
    }
    Ok(issues)
}

/// What a folder's `SOURCE.toml` says of a file.
fn sources(folder: &Path, file: &str) -> Result<Vec<Entry>> {
    let path = folder.join("SOURCE.toml");
    let all: Sources = toml::from_str(&read(&path)?).with_context(|| path.display().to_string())?;
    let found: Vec<Entry> = all.source.into_iter().filter(|e| e.file == file).collect();
    for entry in &found {
        if entry.what.is_empty() || entry.date.is_empty() || entry.licence.is_empty() {
            bail!("`{}` says too little of `{file}`", path.display());
        }
    }
    Ok(found)
}

fn source(entry: &Entry) -> Source {
    Source {
        name: entry.origin.clone(),
        version: entry.version.clone(),
        licence: entry.licence.clone(),
        ..Source::default()
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}
