//! `passerelle crosswalk import`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use passerelle::{CrosswalkFile, crosswalk_manifest, read_crosswalks, save_snapshot, taxonomy_of};
use passerelle_model::{Issue, SCHEMA_VERSION};
use serde::Serialize;

use super::super::{counted, engine, number};
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
    concepts: usize,
    issues: usize,
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
    mappings: BTreeMap<&'static str, u64>,
    unmapped: u64,
    /// By the code of the issue.
    left_out: BTreeMap<&'static str, u64>,
}

impl<'a> TableRows<'a> {
    fn of(file: &'a CrosswalkFile) -> Option<Self> {
        let report = file.report.as_ref()?;
        let entry = crosswalk_manifest().entry(file.crosswalk.id());
        Some(Self {
            file: &file.name,
            id: file.crosswalk.id(),
            title: file.crosswalk.title(),
            prefix: entry.map(|entry| entry.prefix.as_str()),
            direction: entry.map(|entry| entry.direction.as_str()),
            rows: report.rows,
            mappings: report.mapped.iter().map(|(p, count)| (p.as_str(), *count)).collect(),
            unmapped: report.unmapped,
            left_out: report.left_out.clone(),
        })
    }
}

pub(super) fn run(
    tables: &[PathBuf],
    out: &Path,
    common: &Common,
    output: &Output,
) -> Result<Exit> {
    common.check_files(&tables.iter().collect::<Vec<_>>(), &[Some(&out.to_owned())])?;
    let spinner = output.spinner("importing crosswalks");
    let engine = engine(common)?;
    let mut files = read_crosswalks(tables, &engine)?;
    let mut issues: Vec<Issue> = engine.issues().to_vec();
    for file in &mut files {
        issues.append(&mut file.issues);
    }
    let (taxonomy, found) = taxonomy_of(&files);
    issues.extend(found);
    save_snapshot(&taxonomy, out)?;
    spinner.finish_and_clear();

    let tables: Vec<TableRows<'_>> = files.iter().filter_map(TableRows::of).collect();
    let sum = |of: &dyn Fn(&TableRows<'_>) -> u64| tables.iter().map(of).sum();
    let value = Summary {
        schema_version: SCHEMA_VERSION,
        rows: sum(&|t| t.rows),
        mappings: sum(&|t| t.mappings.values().sum()),
        unmapped: sum(&|t| t.unmapped),
        left_out: sum(&|t| t.left_out.values().sum()),
        concepts: taxonomy.len(),
        issues: issues.len(),
        digest: taxonomy.digest_hex()?,
        tables,
    };
    output.result(&text(&value, out)?, &value)?;
    output.issues(&issues, common)
}

fn text(value: &Summary<'_>, out: &Path) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "{:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>8}  {:<12}  table",
        "rows", "exact", "close", "broad", "narrow", "none", "left out", "read"
    )?;
    for table in &value.tables {
        let of = |name: &str| number(table.mappings.get(name).copied().unwrap_or(0));
        let left_out = number(table.left_out.values().sum());
        let (rows, none) = (number(table.rows), number(table.unmapped));
        let (exact, close) = (of("exactMatch"), of("closeMatch"));
        let (broad, narrow) = (of("broadMatch"), of("narrowMatch"));
        let read = table.direction.unwrap_or("not reviewed");
        writeln!(
            text,
            "{rows:>7} {exact:>7} {close:>7} {broad:>7} {narrow:>7} {none:>7} {left_out:>8}  \
             {read:<12}  {}",
            table.file
        )?;
    }
    let concepts = counted(value.concepts as u64, "concept", "concepts");
    let mappings = counted(value.mappings, "mapping", "mappings");
    writeln!(text, "{concepts} and {mappings} written to {}", out.display())?;
    Ok(text)
}
