//! Where a run of files puts what it finds.

use std::collections::BTreeMap;
use std::path::Path;

use passerelle_model::{Issue, Manifest, MatchSummary, Place, SCHEMA_VERSION, Severity, Written};

use super::folder::{self, Folder};
use super::lists::{Made, Writer};
use super::output::Output;
use super::{Files, Outcome, Progress, SHOWN, Watch, write_manifest};
use crate::error::Error;
use crate::match_run::{RunState, Sink, Spent};

/// Where lists go.
pub(super) enum Lists<'a> {
    /// To a stream or device, as they come.
    Direct(Box<Output<'a>>),
    /// To a folder, until they are whole.
    Folder(Box<Folder>),
}

/// Lists and rejects that are written as they come.
pub(super) struct ToFiles<'a> {
    pub(super) lists: Lists<'a>,
    pub(super) writer: Writer,
    pub(super) is_shard: bool,
    /// Where rejects go that have no folder.
    pub(super) rejects: Option<Output<'static>>,
    /// Those of the part at work, where they have one.
    pub(super) own: Vec<u8>,
    pub(super) watch: &'a mut dyn Watch,
    /// How many lists of the view at work were shown.
    pub(super) shown: usize,
    pub(super) rejected: Rejected,
    pub(super) sums: folder::Sums,
}

/// How many records were rejected, counted by their issues: those of one
/// record follow one another.
pub(super) struct Rejected {
    pub(super) count: u64,
    pub(super) last: Option<Place>,
    pub(super) allowed: Option<u64>,
}

impl Rejected {
    fn add(&mut self, issue: &Issue) -> Result<(), Error> {
        let Place { file, line, .. } = issue.place.clone();
        let place = Place { file, line, ..Place::default() };
        if self.last.as_ref() == Some(&place) {
            return Ok(());
        }
        self.last = Some(place);
        self.count += 1;
        match self.allowed {
            Some(allowed) if self.count > allowed => {
                Err(Error::TooManyRejected { rejected: self.count, allowed })
            }
            _ => Ok(()),
        }
    }
}

impl ToFiles<'_> {
    /// Puts what was written in its place.
    pub(super) fn close(
        mut self,
        files: &Files,
        summary: MatchSummary,
        spent: Spent,
    ) -> Result<Outcome, Error> {
        if let (true, Lists::Folder(folder)) = (self.is_shard, &mut self.lists) {
            folder.finish(&summary, &self.sums)?;
            return Ok(Outcome::of_shard(folder.path(), summary, spent));
        }
        let rejects = self.write_rejects(files)?;
        let (output, folder) = match self.lists {
            Lists::Direct(out) => (out.commit()?, None),
            Lists::Folder(mut folder) => {
                folder.end_part()?;
                let path = files.out.as_deref().unwrap_or(Path::new(""));
                let header = self.writer.header()?;
                let written = folder::assemble(&[&folder], path, &header, self.sums.lists, None)?;
                (written, Some(folder))
            }
        };
        let manifest = Manifest { schema_version: SCHEMA_VERSION, run: summary, output, rejects };
        if let Some(path) = &files.manifest {
            write_manifest(path, &manifest)?;
        }
        if let Some(folder) = folder {
            folder.remove()?;
        }
        Ok(Outcome { manifest, out: files.out.clone(), spent })
    }

    /// Ends a run that has nothing to write but what was wrong: that is worth
    /// having above all then.
    pub(super) fn stop(mut self, files: &Files) -> Result<(), Error> {
        let rejects = self.write_rejects(files)?;
        if let (Some(_), Some(manifest)) = (rejects, &files.manifest) {
            // An earlier run's manifest no longer tells the truth of the rejects.
            match std::fs::remove_file(manifest) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error.into());
                }
                _ => {}
            }
        }
        match self.lists {
            Lists::Folder(folder) => folder.remove(),
            Lists::Direct(_) => Ok(()),
        }
    }

    /// Writes what was wrong with records.
    fn write_rejects(&mut self, files: &Files) -> Result<Option<Written>, Error> {
        match &mut self.lists {
            Lists::Folder(folder) => {
                folder.reject(&self.own)?;
                let write = |path| folder::rejects_of(&[folder], path);
                files.rejects.as_deref().map(write).transpose()
            }
            Lists::Direct(_) => self.rejects.take().map(Output::commit).transpose(),
        }
    }
}

impl Sink for ToFiles<'_> {
    type Maker = Writer;

    fn maker(&self) -> Writer {
        let shows = self.writer.shows && self.shown < SHOWN;
        Writer { shows, ..self.writer }
    }

    fn put(&mut self, made: Vec<Made>) -> Result<(), Error> {
        for list in made.iter().flat_map(|made| &made.shown).take(SHOWN - self.shown) {
            self.shown += 1;
            self.watch.list(list);
        }
        let lists = made.iter().map(|made| made.lists).sum();
        self.sums.lists += lists;
        match &mut self.lists {
            Lists::Direct(out) => {
                out.count(lists);
                let bytes = self.writer.packed(made)?;
                out.append(&bytes)
            }
            Lists::Folder(folder) => folder.put(self.writer, made),
        }
    }

    fn issues(&mut self, issues: Vec<Issue>) -> Result<(), Error> {
        // The issues of one record come together.
        self.rejected.last = None;
        for issue in issues {
            self.watch.issue(&issue);
            if issue.severity < Severity::Error {
                continue;
            }
            let mut line = serde_json::to_vec(&issue).map_err(std::io::Error::from)?;
            line.push(b'\n');
            match (&mut self.rejects, &self.lists) {
                (Some(rejects), _) => {
                    rejects.count(1);
                    rejects.append(&line)?;
                }
                (None, Lists::Folder(_)) => self.own.extend(line),
                (None, Lists::Direct(_)) => {}
            }
            // What is wrong with a taxonomy has no line and costs no record.
            if issue.place.line.is_some() {
                self.rejected.add(&issue)?;
            }
        }
        Ok(())
    }

    fn progress(&mut self, progress: Progress) {
        self.watch.progress(progress);
    }

    fn part(&mut self, number: u64, state: &dyn Fn() -> RunState) -> Result<(), Error> {
        let Lists::Folder(folder) = &mut self.lists else { return Ok(()) };
        self.sums.rejected = self.rejected.count;
        folder.reject(&std::mem::take(&mut self.own))?;
        folder.part(number, &self.sums, state)
    }

    fn profiles(&mut self, before: &BTreeMap<String, u64>) -> Result<(), Error> {
        let Lists::Folder(folder) = &mut self.lists else { return Ok(()) };
        folder.head(&std::mem::take(&mut self.own), before)
    }

    fn vacancies(&mut self) -> Result<(), Error> {
        // A shard's are put together with those of the others first.
        if self.is_shard {
            self.writer = Writer { shows: self.writer.shows, ..Writer::WHOLE };
        }
        self.shown = 0;
        Ok(())
    }
}
