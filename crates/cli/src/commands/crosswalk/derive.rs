//! `passerelle crosswalk compose`, `invert`, `merge` and `export`: crosswalks
//! made of others.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use passerelle::crosswalk::{self, READ, read_as_reviewed, reviewed};
use passerelle::model::crosswalk::Crosswalk;
use passerelle::{CrosswalkFile, crosswalk_manifest};
use passerelle_model::{Issue, Place, SCHEMA_VERSION, codes, one_line};
use serde::Serialize;

use super::super::{counted, number};
use super::{Loaded, Target};
use crate::args::Common;
use crate::exit::Exit;
use crate::output::Output;

/// What was made.
#[derive(Serialize)]
struct Summary<'a> {
    schema_version: u32,
    /// The identifier of what was written.
    id: &'a str,
    title: &'a str,
    mappings: usize,
    sources: Vec<Part<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    composition: Option<Composed>,
    issues: usize,
}

/// One of the crosswalks that it was made of.
#[derive(Serialize)]
struct Part<'a> {
    file: &'a str,
    id: &'a str,
    mappings: usize,
    /// Whether anybody reviewed the set.
    reviewed: bool,
    /// How broad and narrow were read, in words; nothing where as published.
    read: Option<&'a str>,
    /// How many mappings changed by that.
    turned: u64,
}

/// What became of the paths of a composition.
#[derive(Serialize)]
struct Composed {
    paths: u64,
    /// Paths that say nothing: broad then narrow, for instance.
    ended: u64,
    /// Mappings of the first set that meet none of the second.
    unmet: u64,
}

pub(super) fn compose(
    first: &Path,
    second: &Path,
    out: &Path,
    common: &Common,
    output: &Output,
) -> Result<Exit> {
    let (target, mut loaded) = start(&[first.to_owned(), second.to_owned()], out, common)?;
    let mut turned = vec![0; loaded.files.len()];
    if !common.as_published {
        for (file, turned) in loaded.files.iter_mut().zip(&mut turned) {
            let verdict = reviewed(&file.crosswalk);
            *turned = read_as_reviewed(&mut file.crosswalk, &verdict);
        }
    }
    let mut parts = loaded.files.iter().map(|file| &file.crosswalk);
    let (Some(first), Some(second)) = (parts.next(), parts.next()) else {
        anyhow::bail!("two crosswalks are composed");
    };
    let composition = crosswalk::compose(first, second);
    let paths =
        Composed { paths: composition.paths, ended: composition.ended, unmet: composition.unmet };
    if composition.crosswalk.mappings.is_empty() {
        let message = "no object of the first that could be composed is a subject of the second";
        loaded.issues.push(Issue::new(codes::MAP_NOTHING_MET, Place::default(), message));
    }
    let made = Made { crosswalk: &composition.crosswalk, paths: Some(paths), turned };
    finish(made, loaded.issues, &loaded.files, &target, common, output)
}

pub(super) fn invert(file: &Path, out: &Path, common: &Common, output: &Output) -> Result<Exit> {
    let (target, mut loaded) = start(&[file.to_owned()], out, common)?;
    let (inverse, issues) = crosswalk::invert(&loaded.files[0].crosswalk);
    loaded.issues.extend(issues.into_iter().map(|issue| of_file(issue, &loaded.files[0])));
    finish(Made::of(&inverse), loaded.issues, &loaded.files, &target, common, output)
}

pub(super) fn merge(
    files: &[PathBuf],
    out: &Path,
    common: &Common,
    output: &Output,
) -> Result<Exit> {
    let (target, mut loaded) = start(files, out, common)?;
    let (merged, issues) = crosswalk::merge(&loaded.files);
    loaded.issues.extend(issues);
    finish(Made::of(&merged), loaded.issues, &loaded.files, &target, common, output)
}

pub(super) fn export(file: &Path, out: &Path, common: &Common, output: &Output) -> Result<Exit> {
    let (target, loaded) = start(&[file.to_owned()], out, common)?;
    let made = Made::of(&loaded.files[0].crosswalk);
    finish(made, loaded.issues, &loaded.files, &target, common, output)
}

/// Reads what a crosswalk is made of, once it is clear where it may go.
fn start<'a>(files: &[PathBuf], out: &'a Path, common: &Common) -> Result<(Target<'a>, Loaded)> {
    let target = Target::of(out)?;
    common.check_files(&files.iter().collect::<Vec<_>>(), &[target.path().as_ref()])?;
    Ok((target, Loaded::new(files, common)?))
}

/// A finding on a crosswalk, with the file that it was read from.
fn of_file(mut issue: Issue, file: &CrosswalkFile) -> Issue {
    issue.place.file = Some(file.name.clone());
    issue
}

struct Made<'a> {
    crosswalk: &'a Crosswalk,
    paths: Option<Composed>,
    /// By source, how many mappings were read otherwise than published.
    turned: Vec<u64>,
}

impl<'a> Made<'a> {
    fn of(crosswalk: &'a Crosswalk) -> Self {
        Self { crosswalk, paths: None, turned: Vec::new() }
    }
}

/// Writes what was made and says what became of it.
fn finish(
    made: Made<'_>,
    mut issues: Vec<Issue>,
    files: &[CrosswalkFile],
    target: &Target<'_>,
    common: &Common,
    output: &Output,
) -> Result<Exit> {
    issues.extend(target.write(made.crosswalk)?);
    let turned = made.turned.into_iter().chain(std::iter::repeat(0));
    let sources = files.iter().zip(turned).map(|(file, turned)| Part {
        file: &file.name,
        id: file.crosswalk.id(),
        mappings: file.crosswalk.mappings.len(),
        reviewed: crosswalk_manifest().entry(file.crosswalk.id()).is_some(),
        read: file.crosswalk.slot(READ),
        turned,
    });
    let value = Summary {
        schema_version: SCHEMA_VERSION,
        id: made.crosswalk.id(),
        title: made.crosswalk.title(),
        mappings: made.crosswalk.mappings.len(),
        sources: sources.collect(),
        composition: made.paths,
        issues: issues.len(),
    };
    let text = text(&value, target)?;
    match target {
        Target::File(_) => output.result(&text, &value)?,
        Target::Stdout => output.result_aside(&text, &value)?,
    }
    output.issues(&issues, common)
}

fn text(value: &Summary<'_>, target: &Target<'_>) -> Result<String> {
    let mut text = String::new();
    for part in &value.sources {
        let mappings = counted(part.mappings as u64, "mapping", "mappings");
        write!(text, "{}: {mappings}", one_line(part.file))?;
        match (part.read, part.reviewed) {
            (Some(read), true) if part.turned > 0 => {
                let turned = number(part.turned);
                writeln!(text, ", read as reviewed: {}; {turned} turned", one_line(read))?;
            }
            (Some(read), true) => writeln!(text, ", read as reviewed: {}", one_line(read))?,
            (Some(_), false) => writeln!(text, ", as published: nobody reviewed the set")?,
            (None, _) => writeln!(text, ", as published")?,
        }
    }
    if let Some(Composed { paths, ended, unmet }) = value.composition {
        let met = counted(paths, "path", "paths");
        writeln!(text, "{met}, {} of them without an answer", number(ended))?;
        let unmet = counted(unmet, "mapping", "mappings");
        writeln!(text, "{unmet} of the first meet none of the second")?;
        if paths == 0 {
            let hint = "no object of the first is a subject of the second; `crosswalk invert` \
                        turns a set round";
            writeln!(text, "{hint}")?;
        }
    }
    let mappings = counted(value.mappings as u64, "mapping", "mappings");
    writeln!(text, "{mappings} written to {}", target.name())?;
    Ok(text)
}
