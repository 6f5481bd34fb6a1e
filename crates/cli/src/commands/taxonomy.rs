//! `passerelle taxonomy …`.

mod concept;
mod diff;
mod import;
mod import_skos;
mod info;
mod migrate;
mod search;

use std::path::PathBuf;

use anyhow::Result;
use passerelle::{Engine, Error};

use super::engine;
use crate::args::{Common, ImportCommand, TaxonomyCommand};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(command: &TaxonomyCommand, common: &Common, output: &Output) -> Result<Exit> {
    match command {
        TaxonomyCommand::Import(ImportCommand::Esco { inputs, out, no_index }) => {
            import::esco(inputs, out, !no_index, common, output)
        }
        TaxonomyCommand::Import(ImportCommand::Skos(command)) => {
            import_skos::run(command, common, output)
        }
        TaxonomyCommand::Import(ImportCommand::Standard(command)) => {
            super::standard::import(command, common, output)
        }
        TaxonomyCommand::Info { file } => {
            info::run(opened(file.as_ref(), common)?.taxonomy(), output)
        }
        TaxonomyCommand::Check { file } => {
            info::check(opened(file.as_ref(), common)?.taxonomy(), common, output)
        }
        TaxonomyCommand::Concept { id } => concept::run(id, common, output),
        TaxonomyCommand::Search(command) => search::run(command, common, output),
        TaxonomyCommand::Diff { old, new } => diff::run(old, new, common, output),
        TaxonomyCommand::Migrate(command) => migrate::run(command, common, output),
    }
}

/// One snapshot alone, or all that the common options load.
fn opened(file: Option<&PathBuf>, common: &Common) -> Result<Engine, Error> {
    match file {
        Some(path) => Engine::open(path),
        None => engine(common),
    }
}
