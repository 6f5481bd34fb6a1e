//! `passerelle taxonomy import`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use passerelle::import_esco;
use passerelle_model::{Issue, LanguageTag, Place, SCHEMA_VERSION, Severity};
use serde::Serialize;

use super::super::counted;
use crate::args::Common;
use crate::exit::Exit;
use crate::output::{Output, print};

#[derive(Serialize)]
struct Summary<'a> {
    schema_version: u32,
    version: &'a str,
    languages: Vec<&'a str>,
    files: Vec<FileRows<'a>>,
    rows: u64,
    imported: u64,
    left_out: u64,
    concepts: usize,
    issues: usize,
    digest: String,
}

#[derive(Serialize)]
struct FileRows<'a> {
    file: &'a str,
    rows: u64,
    imported: u64,
    left_out: u64,
}

pub(super) fn esco(
    inputs: &[PathBuf],
    out: &Path,
    index: bool,
    common: &Common,
    output: &Output,
) -> Result<Exit> {
    let to_stdout = out == Path::new("-");
    let written = (!to_stdout).then(|| out.to_owned());
    common.check_files(&inputs.iter().collect::<Vec<_>>(), &[written.as_ref()])?;
    let spinner = output.spinner("importing ESCO");
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    let imported = import_esco(&inputs)?;
    let mut no_index = None;
    if to_stdout {
        let mut snapshot = Vec::new();
        imported.write(&mut snapshot)?;
        print(&snapshot)?;
    } else {
        imported.save(out)?;
        // A snapshot without an index is whole: searching builds one.
        no_index = if index { imported.save_index(out).err() } else { None };
    }
    spinner.finish_and_clear();

    let report = &imported.report;
    let mut issues = [report.issues.as_slice(), &imported.graph_issues].concat();
    if let Some(error) = no_index {
        let mut issue = Issue::new(error.code(), Place::default(), error.to_string());
        issue.severity = Severity::Warning;
        issues.push(issue);
    }
    let files = report.files.iter().map(|f| FileRows {
        file: &f.name,
        rows: f.rows,
        imported: f.imported,
        left_out: f.left_out,
    });
    let value = Summary {
        schema_version: SCHEMA_VERSION,
        version: &report.version,
        languages: report.languages.iter().map(LanguageTag::as_str).collect(),
        files: files.collect(),
        rows: report.rows(),
        imported: report.rows() - report.left_out(),
        left_out: report.left_out(),
        concepts: imported.taxonomy.len(),
        issues: issues.len(),
        digest: imported.digest()?,
    };
    if to_stdout {
        output.result_aside(&text(&value, out)?, &value)?;
    } else {
        output.result(&text(&value, out)?, &value)?;
    }
    output.issues(&issues, common)
}

fn text(value: &Summary<'_>, out: &Path) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "{:>9} {:>9} {:>9}  file", "rows", "imported", "left out")?;
    for file in &value.files {
        // The archive's name is the same for many files.
        let name = file.file.rsplit(": ").next().unwrap_or(file.file);
        writeln!(text, "{:>9} {:>9} {:>9}  {name}", file.rows, file.imported, file.left_out)?;
    }
    writeln!(text, "{:>9} {:>9} {:>9}  together", value.rows, value.imported, value.left_out)?;
    let concepts = counted(value.concepts as u64, "concept", "concepts");
    writeln!(text, "{concepts} written to {}", out.display())?;
    Ok(text)
}
