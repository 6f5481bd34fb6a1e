//! `passerelle taxonomy diff`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use passerelle::{
    Change, ConceptChanged, ConceptNamed, Engine, Error, Taxonomy, TaxonomyDiff, diff,
};
use passerelle_model::{Prefixes, SCHEMA_VERSION, one_line};
use serde::Serialize;

use super::super::{counted, words};
use crate::args::Common;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Serialize)]
struct Compared<'a> {
    schema_version: u32,
    old: Side<'a>,
    new: Side<'a>,
    diff: &'a TaxonomyDiff,
}

#[derive(Serialize)]
struct Side<'a> {
    title: &'a str,
    concepts: usize,
    digest: String,
}

impl<'a> Side<'a> {
    fn of(taxonomy: &'a Taxonomy) -> Result<Self, Error> {
        let title = &taxonomy.provenance().title;
        Ok(Self { title, concepts: taxonomy.len(), digest: taxonomy.digest_hex()? })
    }
}

pub(super) fn run(old: &PathBuf, new: &PathBuf, common: &Common, output: &Output) -> Result<Exit> {
    common.check_files(&[old, new], &[])?;
    let (old, new) = (Engine::open(old)?, Engine::open(new)?);
    let (old, new) = (old.taxonomy(), new.taxonomy());
    let found = diff(old, new).map_err(Error::from)?;
    let compared = Compared {
        schema_version: SCHEMA_VERSION,
        old: Side::of(old)?,
        new: Side::of(new)?,
        diff: &found,
    };
    output.result(&text(&compared, &new.prefixes())?, &compared)?;
    let exit = output.issues(&[], common)?;
    Ok(if found.is_empty() { exit } else { Exit::Findings })
}

fn text(compared: &Compared<'_>, prefixes: &Prefixes) -> Result<String> {
    let found = compared.diff;
    let mut text = String::new();
    for (side, named) in [("old", &compared.old), ("new", &compared.new)] {
        let concepts = counted(named.concepts as u64, "concept", "concepts");
        writeln!(text, "{side}: {} ({concepts})", one_line(named.title))?;
    }
    if found.is_empty() {
        writeln!(text, "the same in every concept")?;
        return Ok(text);
    }
    writeln!(text, "{:>9} {:>9} {:>9} {:>9}  kind", "added", "removed", "changed", "unchanged")?;
    let row = |text: &mut String, counts: [u64; 4], name: &str| {
        let [added, removed, changed, unchanged] = counts;
        writeln!(text, "{added:>9} {removed:>9} {changed:>9} {unchanged:>9}  {name}")
    };
    let mut sum = [0; 4];
    for (kind, counts) in &found.kinds {
        let counts = [counts.added, counts.removed, counts.changed, counts.unchanged];
        for (sum, count) in sum.iter_mut().zip(counts) {
            *sum += count;
        }
        row(&mut text, counts, kind.as_str())?;
    }
    row(&mut text, sum, "together")?;
    if !found.changes.is_empty() {
        writeln!(text, "{:>9} {:>9} {:>9}  what changes", "concepts", "added", "removed")?;
    }
    for (part, counts) in &found.changes {
        let (concepts, added, removed) = (counts.concepts, counts.added, counts.removed);
        writeln!(text, "{concepts:>9} {added:>9} {removed:>9}  {part}")?;
    }
    for (title, concepts) in [("added", &found.added), ("removed", &found.removed)] {
        words::list(&mut text, title, concepts, |concept: &ConceptNamed| {
            let id = prefixes.compact_str(&concept.iri);
            format!("{id}  {}", words::short(&concept.label))
        })?;
    }
    words::list(&mut text, "changed", &found.changed, |concept: &ConceptChanged| {
        let id = prefixes.compact_str(&concept.iri);
        let mut parts: Vec<&str> = concept.changes.iter().map(Change::part).collect();
        parts.dedup();
        format!("{id}  {}: {}", words::short(&concept.label), parts.join(", "))
    })?;
    Ok(text)
}
