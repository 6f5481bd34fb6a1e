//! `passerelle crosswalk stats`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use passerelle::crosswalk::{CrosswalkStats, stats};
use passerelle_model::{SCHEMA_VERSION, one_line};
use serde::Serialize;

use super::super::number;
use super::Loaded;
use crate::args::Common;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Serialize)]
struct All<'a> {
    schema_version: u32,
    files: Vec<Counted<'a>>,
}

#[derive(Serialize)]
struct Counted<'a> {
    file: &'a str,
    id: &'a str,
    title: &'a str,
    stats: CrosswalkStats,
}

pub(super) fn run(files: &[PathBuf], common: &Common, output: &Output) -> Result<Exit> {
    common.check_files(&files.iter().collect::<Vec<_>>(), &[])?;
    let loaded = Loaded::new(files, common)?;
    let counted = loaded.files.iter().map(|file| Counted {
        file: &file.name,
        id: file.crosswalk.id(),
        title: file.crosswalk.title(),
        stats: stats(&file.crosswalk),
    });
    let value = All { schema_version: SCHEMA_VERSION, files: counted.collect() };
    let mut text = String::new();
    for file in &value.files {
        write(&mut text, file)?;
    }
    output.result(&text, &value)?;
    output.issues(&loaded.issues, common)
}

fn write(text: &mut String, file: &Counted<'_>) -> std::fmt::Result {
    let stats = &file.stats;
    writeln!(text, "{}: {}", one_line(file.file), one_line(file.title))?;
    let (whole, tenth) = (stats.exact_per_mille / 10, stats.exact_per_mille % 10);
    writeln!(text, "{:>10}  mappings, {whole}.{tenth} % exact", number(stats.rows))?;
    for (count, what) in [
        (stats.unmapped, "state that there is no counterpart"),
        (stats.negated, "state that a mapping does not hold"),
        (stats.confidence_stated, "state a confidence"),
    ] {
        if count > 0 {
            writeln!(text, "{:>10}  {what}", number(count))?;
        }
    }
    let row = |text: &mut String, counts: [u64; 5], name: &str| {
        for count in counts {
            write!(text, "{:>10}", number(count))?;
        }
        writeln!(text, "  {name}")
    };
    if !stats.by_predicate.is_empty() {
        writeln!(
            text,
            "{:>10}{:>10}{:>10}{:>10}{:>10}  predicate",
            "rows", "1:1", "1:n", "n:1", "n:n"
        )?;
    }
    for (name, &rows) in &stats.by_predicate {
        let pairs = stats.cardinality.get(name).copied().unwrap_or_default();
        let counts =
            [rows, pairs.one_to_one, pairs.one_to_many, pairs.many_to_one, pairs.many_to_many];
        row(text, counts, &one_line(name))?;
    }
    writeln!(
        text,
        "{:>10}{:>10}{:>10}{:>10}{:>10}  mapped with",
        "concepts", "one", "two", "3 to 5", "6 or more"
    )?;
    for (all, fan, name) in
        [(stats.subjects, stats.fan_out, "subjects"), (stats.objects, stats.fan_in, "objects")]
    {
        row(text, [all, fan.one, fan.two, fan.three_to_five, fan.six_or_more], name)?;
    }
    Ok(())
}
