//! `passerelle taxonomy import skos`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use passerelle::{SkosOptions, import_skos, save_snapshot};
use passerelle_model::SCHEMA_VERSION;
use serde::Serialize;

use super::super::{counted, number};
use crate::args::{Common, ImportSkosCommand};
use crate::exit::Exit;
use crate::output::Output;

#[derive(Serialize)]
struct Summary<'a> {
    schema_version: u32,
    files: Vec<FileRead<'a>>,
    concepts: usize,
    issues: usize,
    digest: String,
}

/// What became of a file: statements used, not read and left out add up to
/// all.
#[derive(Serialize)]
struct FileRead<'a> {
    file: &'a str,
    statements: u64,
    used: u64,
    not_read: u64,
    left_out: u64,
    concepts: u64,
    labels: u64,
    relations: u64,
    mappings: u64,
}

pub(super) fn run(command: &ImportSkosCommand, common: &Common, output: &Output) -> Result<Exit> {
    let files: Vec<&std::path::PathBuf> = command.files.iter().collect();
    common.check_files(&files, &[Some(&command.out)])?;
    let options = SkosOptions {
        kind: command.kind,
        language: command.lang.clone(),
        ..SkosOptions::default()
    };
    let paths: Vec<&Path> = command.files.iter().map(std::path::PathBuf::as_path).collect();
    let imported = import_skos(&paths, &options)?;
    save_snapshot(&imported.taxonomy, &command.out)?;
    let files = imported.reports.iter().map(|report| FileRead {
        file: &report.name,
        statements: report.triples,
        used: report.used,
        not_read: report.unused,
        left_out: report.left_out,
        concepts: report.concepts,
        labels: report.labels,
        relations: report.relations,
        mappings: report.mappings,
    });
    let value = Summary {
        schema_version: SCHEMA_VERSION,
        files: files.collect(),
        concepts: imported.taxonomy.len(),
        issues: imported.issues.len(),
        digest: imported.taxonomy.digest_hex()?,
    };
    output.result(&text(&value, &command.out)?, &value)?;
    output.issues(&imported.issues, common)
}

fn text(value: &Summary<'_>, out: &Path) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "{:>10} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}  file",
        "statements", "not read", "left out", "concepts", "labels", "relations", "mappings"
    )?;
    for file in &value.files {
        let [statements, not_read, left_out, concepts, labels, relations, mappings] = [
            file.statements,
            file.not_read,
            file.left_out,
            file.concepts,
            file.labels,
            file.relations,
            file.mappings,
        ]
        .map(number);
        writeln!(
            text,
            "{statements:>10} {not_read:>9} {left_out:>9} {concepts:>9} {labels:>9} \
             {relations:>9} {mappings:>9}  {}",
            file.file
        )?;
    }
    let concepts = counted(value.concepts as u64, "concept", "concepts");
    writeln!(text, "{concepts} written to {}", out.display())?;
    Ok(text)
}
