//! A generated corridor as files, for trying the program at size.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use passerelle_benches::corridor;
use passerelle_taxonomy::Taxonomy;
use serde::Serialize;

/// Writes `profiles.jsonl` and `vacancies.jsonl` into a folder: the corridor
/// that the benchmarks match, made from the ESCO in a snapshot.
///
/// # Errors
/// Where the snapshot cannot be read or the folder not written.
pub fn write(
    snapshot: &Path,
    profiles: usize,
    vacancies: usize,
    seed: u64,
    out: &Path,
) -> Result<()> {
    let taxonomy = Taxonomy::load(snapshot)?;
    let (profiles, vacancies) = corridor(&taxonomy, profiles, vacancies, seed);
    fs::create_dir_all(out)?;
    lines(&out.join("profiles.jsonl"), &profiles)?;
    lines(&out.join("vacancies.jsonl"), &vacancies)
}

fn lines<T: Serialize>(path: &Path, records: &[T]) -> Result<()> {
    let mut file = BufWriter::new(fs::File::create(path)?);
    for record in records {
        serde_json::to_writer(&mut file, record)?;
        file.write_all(b"\n")?;
    }
    Ok(file.flush()?)
}
