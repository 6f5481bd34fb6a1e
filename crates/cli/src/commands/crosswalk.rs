//! `passerelle crosswalk`: mapping sets as files.

mod derive;
mod diff;
mod import;
mod lint;
mod stats;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use passerelle::crosswalk::{CrosswalkFormat, write_crosswalk, write_crosswalk_to};
use passerelle::model::crosswalk::Crosswalk;
use passerelle::{CrosswalkFile, Engine, Error, read_crosswalks};
use passerelle_model::Issue;

use super::engine;
use crate::args::{Common, CrosswalkCommand};
use crate::exit::Exit;
use crate::output::{Output, print};

pub(crate) fn run(command: &CrosswalkCommand, common: &Common, output: &Output) -> Result<Exit> {
    match command {
        CrosswalkCommand::Import { tables, out } => import::run(tables, out, common, output),
        CrosswalkCommand::Lint { files } => lint::run(files, common, output),
        CrosswalkCommand::Stats { files } => stats::run(files, common, output),
        CrosswalkCommand::Compose { first, second, out } => {
            derive::compose(first, second, &out.out, common, output)
        }
        CrosswalkCommand::Invert { file, out } => derive::invert(file, &out.out, common, output),
        CrosswalkCommand::Merge { files, out } => derive::merge(files, &out.out, common, output),
        CrosswalkCommand::Diff { old, new } => diff::run(old, new, common, output),
        CrosswalkCommand::Export { file, out } => derive::export(file, &out.out, common, output),
    }
}

/// Crosswalks as read, with what they were read by.
struct Loaded {
    engine: Engine,
    files: Vec<CrosswalkFile>,
    /// What was found in reading, in the order of the files.
    issues: Vec<Issue>,
}

impl Loaded {
    /// Reads crosswalks; what the common options load knows the codes of ESCO
    /// that tables without URIs have.
    fn new(paths: &[PathBuf], common: &Common) -> Result<Self, Error> {
        Self::with(engine(common)?, paths)
    }

    fn with(engine: Engine, paths: &[PathBuf]) -> Result<Self, Error> {
        let mut files = read_crosswalks(paths, &engine)?;
        let mut issues: Vec<Issue> = engine.issues().to_vec();
        for file in &mut files {
            issues.append(&mut file.issues);
        }
        Ok(Self { engine, files, issues })
    }
}

/// Where one crosswalk goes.
enum Target<'a> {
    File(&'a Path),
    /// Standard output, as SSSOM/TSV.
    Stdout,
}

impl<'a> Target<'a> {
    /// What a name stands for; refused where a crosswalk cannot be written
    /// under it.
    fn of(out: &'a Path) -> Result<Self, Error> {
        if out == Path::new("-") {
            return Ok(Self::Stdout);
        }
        CrosswalkFormat::of_output(out).map(|_| Self::File(out))
    }

    /// The file, if it is one.
    fn path(&self) -> Option<PathBuf> {
        match self {
            Self::File(path) => Some(path.to_path_buf()),
            Self::Stdout => None,
        }
    }

    /// Writes a crosswalk, a file whole or not at all.
    fn write(&self, crosswalk: &Crosswalk) -> Result<Vec<Issue>> {
        match self {
            Self::File(path) => write_crosswalk(crosswalk, path)
                .with_context(|| format!("cannot write `{}`", path.display())),
            Self::Stdout => {
                let mut text = Vec::new();
                let issues = write_crosswalk_to(crosswalk, CrosswalkFormat::SssomTsv, &mut text)?;
                print(&text)?;
                Ok(issues)
            }
        }
    }

    /// Where it went, for people.
    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdout => "standard output".to_owned(),
        }
    }
}
