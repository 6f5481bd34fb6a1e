//! `passerelle taxonomy migrate`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use passerelle::{
    Engine, Error, MigrationReport, embedded_taxonomy, is_mapping_set, migrate_mapping_set,
    migrate_records, migration,
};
use passerelle_model::SCHEMA_VERSION;
use serde::Serialize;

use super::super::{counted, number};
use crate::args::{Common, MigrateCommand};
use crate::exit::Exit;
use crate::output::Output;

#[derive(Serialize)]
struct Migrated<'a> {
    schema_version: u32,
    from: &'a str,
    to: &'a str,
    report: &'a MigrationReport,
}

pub(super) fn run(command: &MigrateCommand, common: &Common, output: &Output) -> Result<Exit> {
    let to_stdout = command.out == Path::new("-");
    let out = (!to_stdout).then_some(&command.out);
    common.check_files(&[&command.file, &command.from, &command.to], &[out])?;
    let (from, to) = (Engine::open(&command.from)?, Engine::open(&command.to)?);
    // What is of neither may be of another taxonomy that the records use.
    let mut others = Vec::new();
    if !common.no_default {
        others.push(embedded_taxonomy()?);
    }
    for path in &common.taxonomy {
        others.push(passerelle::Taxonomy::load(path).map_err(Error::from)?);
    }
    let others: Vec<_> = [to.taxonomy()].into_iter().chain(&others).collect();
    let moves = migration(from.taxonomy(), to.taxonomy())?;
    let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
    let path = out.map(std::path::PathBuf::as_path);
    let report = if is_mapping_set(&command.file) {
        migrate_mapping_set(&command.file, &moves, path, &mut stdout)?
    } else {
        migrate_records(&command.file, &moves, &others, path, &mut stdout)?
    };
    stdout.flush()?;
    drop(stdout);
    let value = Migrated {
        schema_version: SCHEMA_VERSION,
        from: &from.taxonomy().provenance().title,
        to: &to.taxonomy().provenance().title,
        report: &report,
    };
    let text = text(&report, path)?;
    if to_stdout {
        output.result_aside(&text, &value)?;
    } else {
        output.result(&text, &value)?;
    }
    output.issues(&report.issues, common)
}

fn text(report: &MigrationReport, out: Option<&Path>) -> Result<String> {
    let mut text = String::new();
    let records = counted(report.records, "record", "records");
    writeln!(text, "{records}, {} written anew", number(report.changed))?;
    let counts = report.references;
    for (count, name) in [
        (counts.kept, "kept as written"),
        (counts.by_successor, "moved to the successor"),
        (counts.by_code, "moved by code"),
        (counts.by_label, "moved by label"),
        (counts.not_moved, "not moved"),
        (counts.elsewhere, "of another taxonomy"),
        (counts.unknown, "unknown"),
    ] {
        writeln!(text, "{count:>9}  {name}")?;
    }
    if let Some(out) = out {
        writeln!(text, "written to {}", out.display())?;
    }
    Ok(text)
}
