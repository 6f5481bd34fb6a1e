//! `passerelle taxonomy …`.

mod concept;
mod import;
mod info;
mod search;

use std::path::PathBuf;

use anyhow::Result;
use passerelle::{Error, Taxonomy};

use crate::args::{Common, ImportCommand, TaxonomyCommand};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(command: &TaxonomyCommand, common: &Common, output: &Output) -> Result<Exit> {
    match command {
        TaxonomyCommand::Import(ImportCommand::Esco { inputs, out, no_index }) => {
            import::esco(inputs, out, !no_index, common, output)
        }
        TaxonomyCommand::Info { file } => info::run(&open(file.as_ref())?, output),
        TaxonomyCommand::Check { file } => info::check(&open(file.as_ref())?, common, output),
        TaxonomyCommand::Concept { id } => concept::run(id, common, output),
        TaxonomyCommand::Search(command) => search::run(command, common, output),
    }
}

/// One snapshot, or the embedded default.
fn open(file: Option<&PathBuf>) -> Result<Taxonomy, Error> {
    Ok(match file {
        Some(path) => Taxonomy::load(path)?,
        None => passerelle::embedded_taxonomy()?,
    })
}
