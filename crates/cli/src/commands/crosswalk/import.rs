//! `passerelle crosswalk import`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use passerelle::crosswalk::stats;
use passerelle::{CrosswalkFile, Error, crosswalk_manifest, save_snapshot, taxonomy_of};
use passerelle_model::{SCHEMA_VERSION, one_line};
use serde::Serialize;

use super::super::{counted, number};
use super::{Loaded, Target};
use crate::args::Common;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Serialize)]
struct Summary<'a> {
    schema_version: u32,
    tables: Vec<TableRows<'a>>,
    rows: u64,
    mappings: u64,
    unmapped: u64,
    left_out: u64,
    /// What is in the snapshot, where it is one.
    snapshot: Option<Snapshot>,
    /// The files that were written.
    written: Vec<String>,
    issues: usize,
}

#[derive(Serialize)]
struct Snapshot {
    concepts: usize,
    digest: String,
}

/// What became of a table: mappings, statements of none and rows left out add
/// up to the rows.
#[derive(Serialize)]
struct TableRows<'a> {
    file: &'a str,
    id: &'a str,
    title: &'a str,
    prefix: Option<&'a str>,
    /// How broad and narrow are read, by the manifest; nothing where nobody
    /// reviewed the set.
    direction: Option<&'static str>,
    rows: u64,
    /// By predicate as published.
    mappings: BTreeMap<String, u64>,
    unmapped: u64,
    /// By the code of the issue; nothing where the format does not count
    /// them, and rows are those that were read.
    left_out: Option<&'a BTreeMap<&'static str, u64>>,
}

impl<'a> TableRows<'a> {
    fn of(file: &'a CrosswalkFile) -> Self {
        let counts = stats(&file.crosswalk);
        let entry = crosswalk_manifest().entry(file.crosswalk.id());
        let mut mappings = counts.by_predicate;
        if counts.negated > 0 {
            mappings.insert("not".to_owned(), counts.negated);
        }
        Self {
            file: &file.name,
            id: file.crosswalk.id(),
            title: file.crosswalk.title(),
            prefix: entry.map(|entry| entry.prefix.as_str()),
            direction: entry.map(|entry| entry.direction.as_str()),
            rows: file.report.as_ref().map_or(counts.rows, |report| report.rows),
            mappings,
            unmapped: counts.unmapped,
            left_out: file.report.as_ref().map(|report| &report.left_out),
        }
    }

    fn left_out(&self) -> u64 {
        self.left_out.map_or(0, |by_code| by_code.values().sum())
    }
}

/// What is made of the tables.
enum Product<'a> {
    Snapshot(&'a Path),
    One(Target<'a>),
    /// A file for each table.
    Each(&'a Path, Vec<PathBuf>),
}

/// How the names of outputs end.
const ENDINGS: &str = ".snapshot, .sssom.tsv, .tsv, .json, .ttl or .nt, or in / for a folder";

impl<'a> Product<'a> {
    /// What a name asks for.
    fn of(out: &'a Path, tables: &[PathBuf]) -> Result<Self> {
        let is_folder = out.is_dir() || out.as_os_str().as_encoded_bytes().ends_with(b"/");
        if is_folder {
            return Ok(Self::Each(out, tables.iter().map(|table| beside(out, table)).collect()));
        }
        let is_snapshot = |end: &OsStr| end.eq_ignore_ascii_case("snapshot");
        if out.extension().is_some_and(is_snapshot) {
            return Ok(Self::Snapshot(out));
        }
        let Ok(target) = Target::of(out) else {
            return Err(Error::CrosswalkType { path: out.to_owned(), endings: ENDINGS }.into());
        };
        if tables.len() > 1 {
            bail!(
                "`{}` holds one crosswalk, and {} tables are given: name a folder, with / at its \
                 end, or a snapshot",
                out.display(),
                tables.len()
            );
        }
        Ok(Self::One(target))
    }

    /// The files that are written.
    fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Snapshot(path) => vec![path.to_path_buf()],
            Self::One(target) => target.path().into_iter().collect(),
            Self::Each(_, paths) => paths.clone(),
        }
    }
}

/// The file of a table in a folder: `at.csv` becomes `at.sssom.tsv`.
fn beside(folder: &Path, table: &Path) -> PathBuf {
    let stem = table.file_stem().unwrap_or_default();
    let bare = Path::new(stem);
    let of_sssom = bare.extension().is_some_and(|end| end.eq_ignore_ascii_case("sssom"));
    let stem = if of_sssom { bare.file_stem().unwrap_or(stem) } else { stem };
    let mut name = stem.to_owned();
    name.push(".sssom.tsv");
    folder.join(name)
}

pub(super) fn run(
    tables: &[PathBuf],
    out: &Path,
    common: &Common,
    output: &Output,
) -> Result<Exit> {
    let product = Product::of(out, tables)?;
    let written = product.files();
    let outputs: Vec<Option<&PathBuf>> = written.iter().map(Some).collect();
    common.check_files(&tables.iter().collect::<Vec<_>>(), &outputs)?;
    let spinner = output.spinner("importing crosswalks");
    let Loaded { files, mut issues, .. } = Loaded::new(tables, common)?;
    let mut snapshot = None;
    match &product {
        Product::Snapshot(path) => {
            let (taxonomy, found) = taxonomy_of(&files);
            let taxonomy = if common.as_published { taxonomy.into_published() } else { taxonomy };
            issues.extend(found);
            save_snapshot(&taxonomy, path)?;
            snapshot = Some(Snapshot { concepts: taxonomy.len(), digest: taxonomy.digest_hex()? });
        }
        Product::One(target) => {
            for file in &files {
                issues.extend(target.write(&file.crosswalk)?);
            }
        }
        Product::Each(folder, paths) => {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
            for (file, path) in files.iter().zip(paths) {
                issues.extend(Target::File(path).write(&file.crosswalk)?);
            }
        }
    }
    spinner.finish_and_clear();

    let tables: Vec<TableRows<'_>> = files.iter().map(TableRows::of).collect();
    let sum = |of: &dyn Fn(&TableRows<'_>) -> u64| tables.iter().map(of).sum();
    let value = Summary {
        schema_version: SCHEMA_VERSION,
        rows: sum(&|t| t.rows),
        mappings: sum(&|t| t.mappings.values().sum()),
        unmapped: sum(&|t| t.unmapped),
        left_out: sum(&|t| t.left_out()),
        snapshot,
        written: written.iter().map(|path| path.display().to_string()).collect(),
        issues: issues.len(),
        tables,
    };
    let text = text(&value, out)?;
    if let Product::One(Target::Stdout) = product {
        output.result_aside(&text, &value)?;
    } else {
        output.result(&text, &value)?;
    }
    output.issues(&issues, common)
}

fn text(value: &Summary<'_>, out: &Path) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "{:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>8}  {:<12}  table",
        "rows", "exact", "close", "broad", "narrow", "other", "none", "left out", "read"
    )?;
    for table in &value.tables {
        let of = |name: &str| table.mappings.get(name).copied().unwrap_or(0);
        let [exact, close, broad, narrow] =
            ["exactMatch", "closeMatch", "broadMatch", "narrowMatch"].map(of);
        let other = table.mappings.values().sum::<u64>() - (exact + close + broad + narrow);
        for count in [table.rows, exact, close, broad, narrow, other, table.unmapped] {
            write!(text, "{:>7} ", number(count))?;
        }
        let left_out = table.left_out.map_or("–".to_owned(), |_| number(table.left_out()));
        let read = table.direction.unwrap_or("not reviewed");
        writeln!(text, "{left_out:>8}  {read:<12}  {}", one_line(table.file))?;
    }
    let mappings = counted(value.mappings, "mapping", "mappings");
    let to = if value.written.is_empty() { "standard output" } else { &*out.to_string_lossy() };
    if let Some(Snapshot { concepts, .. }) = &value.snapshot {
        let concepts = counted(*concepts as u64, "concept", "concepts");
        writeln!(text, "{concepts} and {mappings} written to {to}")?;
    } else {
        writeln!(text, "{mappings} written to {to}, as published")?;
    }
    Ok(text)
}
