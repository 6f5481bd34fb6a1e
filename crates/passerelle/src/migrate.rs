//! Moving records and mapping sets from one version of a taxonomy to another.
//!
//! Every reference to a concept of the old version is looked up in the new
//! one; those that can be moved are written anew, and everything else is kept.
//! What cannot be moved is left as written and is an issue.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use passerelle_import::records::{self, Replacement};
use passerelle_model::crosswalk::{Crosswalk, NO_TERM_FOUND};
use passerelle_model::{Code, Issue, Place, Severity, codes};
use passerelle_taxonomy::atomic_file::AtomicFile;
use passerelle_taxonomy::{Migration, Move, Naming, Reference, Taxonomy, Way};
use serde::Serialize;

use crate::batch::check_outputs;
use crate::crosswalk::{CrosswalkFormat, read_crosswalk, write_crosswalk, write_crosswalk_to};
use crate::error::{Error, cannot_write};

/// What became of the references of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MigrationReport {
    /// How many records or mappings there are.
    pub records: u64,
    /// In how many of them something was written anew.
    pub changed: u64,
    /// The references, by what became of them.
    pub references: MoveCounts,
    /// Every move that was made, ordered by the old IRI, then by the new one.
    pub moves: Vec<MoveMade>,
    /// What could not be moved and why, what was moved by label, what could
    /// not be read; in the order of the file.
    pub issues: Vec<Issue>,
}

/// How many references there are of each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MoveCounts {
    /// They mean what they meant, as written.
    pub kept: u64,
    /// Moved to the successor that a taxonomy states.
    pub by_successor: u64,
    /// Moved to the concept that has the code and a label, or written with the
    /// new code of the same concept.
    pub by_code: u64,
    /// Moved to the only concept that has the label.
    pub by_label: u64,
    /// Left as written, for nothing leads on; each is an issue of severity
    /// error.
    pub not_moved: u64,
    /// Of another loaded taxonomy, or of the new one already: left as written.
    pub elsewhere: u64,
    /// Of no loaded taxonomy: left as written; each is an issue of severity
    /// warning.
    pub unknown: u64,
}

/// A move, and how often it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MoveMade {
    /// The IRI of the old concept.
    pub from: String,
    /// The IRI of the new concept; the same where only its code changed.
    pub to: String,
    /// Why.
    pub way: Way,
    /// How many references were moved so.
    pub references: u64,
}

impl MigrationReport {
    /// Whether everything could be read and moved.
    pub fn is_whole(&self) -> bool {
        !self.issues.iter().any(|issue| issue.severity == Severity::Error)
    }
}

/// Moves references, and counts what becomes of them.
struct Mover<'m> {
    migration: &'m Migration<'m>,
    /// Where to look for what is not of the old taxonomy; where absent, all of
    /// it is elsewhere.
    others: Option<&'m [&'m Taxonomy]>,
    counts: MoveCounts,
    moves: BTreeMap<(String, String, Way), u64>,
    issues: Vec<Issue>,
}

impl<'m> Mover<'m> {
    fn new(migration: &'m Migration<'m>, others: Option<&'m [&'m Taxonomy]>) -> Self {
        let (counts, moves, issues) = (MoveCounts::default(), BTreeMap::new(), Vec::new());
        Self { migration, others, counts, moves, issues }
    }

    /// What to write in place of a reference; nothing where it stays.
    fn decide(&mut self, place: &Place, reference: Reference<'_>) -> Option<Replacement> {
        match self.migration.moved(reference) {
            Move::Words => None,
            Move::Kept => {
                self.counts.kept += 1;
                None
            }
            Move::To { text, naming, way, from, to } => {
                *match way {
                    Way::Successor => &mut self.counts.by_successor,
                    Way::Code => &mut self.counts.by_code,
                    Way::Label => &mut self.counts.by_label,
                } += 1;
                if way == Way::Label {
                    let message = format!("{from} is moved to {to} by its label");
                    self.issue(codes::MIGRATE_BY_LABEL, place, message);
                }
                *self.moves.entry((from, to, way)).or_default() += 1;
                Some(Replacement { text, is_code: naming == Naming::Code })
            }
            Move::Stuck { from, obstacle } => {
                self.counts.not_moved += 1;
                let what = from.map(|from| format!("{from}: ")).unwrap_or_default();
                self.issue(obstacle.code(), place, format!("{what}{obstacle}"));
                None
            }
            Move::NotOfOld if self.is_known(reference) => {
                self.counts.elsewhere += 1;
                None
            }
            Move::NotOfOld => {
                self.counts.unknown += 1;
                // What is written may be a person's own words.
                let message = "it names no concept of a loaded taxonomy".to_owned();
                self.issue(codes::MIGRATE_UNKNOWN, place, message);
                None
            }
        }
    }

    fn is_known(&self, reference: Reference<'_>) -> bool {
        let Some(others) = self.others else { return true };
        others.iter().any(|taxonomy| {
            let iri = match reference.naming {
                Naming::Code => None,
                Naming::Concept | Naming::Any => taxonomy.prefixes().expand(reference.text),
            };
            iri.is_some_and(|iri| taxonomy.find(&iri).is_some())
                || (reference.naming != Naming::Concept
                    && !taxonomy.find_notation(reference.text.trim()).is_empty())
        })
    }

    fn issue(&mut self, code: Code, place: &Place, message: String) {
        self.issues.push(Issue::new(code, place.clone(), message));
    }

    fn report(self, records: u64, changed: u64, found: Vec<Issue>) -> MigrationReport {
        let moves = self.moves.into_iter();
        let mut issues = self.issues;
        issues.extend(found);
        // Issues of one line stay in their order.
        issues.sort_by_key(|issue| issue.place.line);
        MigrationReport {
            records,
            changed,
            references: self.counts,
            moves: moves
                .map(|((from, to, way), references)| MoveMade { from, to, way, references })
                .collect(),
            issues,
        }
    }
}

/// Where the concepts of one taxonomy are in another, labels compared as
/// search compares them.
///
/// # Errors
/// Where the labels of either cannot be read.
pub fn migration<'t>(from: &'t Taxonomy, to: &'t Taxonomy) -> Result<Migration<'t>, Error> {
    Ok(Migration::between(from, to, &passerelle_search::normalise)?)
}

/// Moves a file of profiles or vacancies, JSON lines or a table by its name,
/// and writes it to `out`, whole or not at all; to `stream` where `out` is
/// absent.
///
/// Only references to concepts are written anew; free text, fields that are
/// not known, lines that are no record, the order of fields and columns and
/// the delimiter stay. `others` are the taxonomies in which a reference is
/// looked for that is not of the old one; the new one should be among them.
///
/// # Errors
/// Where the file cannot be read, is of a type that is not, or the output
/// cannot be written, is of another type, or is an input.
pub fn migrate_records(
    path: &Path,
    migration: &Migration<'_>,
    others: &[&Taxonomy],
    out: Option<&Path>,
    stream: &mut dyn Write,
) -> Result<MigrationReport, Error> {
    let name = records::name_of(path);
    let mut mover = Mover::new(migration, Some(others));
    let mut decide = |place: &Place, reference: Reference<'_>| mover.decide(place, reference);
    let done = match out {
        None => records::rewrite(path, &name, stream, &mut decide)?,
        Some(out) => {
            check_outputs(&[path], &[out])?;
            // The content keeps its type, so its name must; a device has none.
            let is_file = !out.exists() || out.is_file();
            let other = records::is_table(path) != records::is_table(out);
            if is_file && (other || records::is_plain(out).is_none()) {
                return Err(passerelle_import::Error::FileType { path: out.to_owned() }.into());
            }
            let mut file = AtomicFile::create(out).map_err(|source| cannot_write(out, source))?;
            let done = records::rewrite(path, &name, &mut file, &mut decide);
            let done = done.map_err(|error| match error {
                passerelle_import::Error::CannotWrite { source } => cannot_write(out, source),
                other => other.into(),
            })?;
            file.commit().map_err(|source| cannot_write(out, source))?;
            done
        }
    };
    Ok(mover.report(done.records, done.changed, done.issues))
}

/// Whether a file is a mapping set by its name, or a table that has SSSOM's
/// columns: those are moved by [`migrate_mapping_set`].
pub fn is_mapping_set(path: &Path) -> bool {
    match CrosswalkFormat::of_path(path) {
        None => false,
        Some(CrosswalkFormat::SssomTsv | CrosswalkFormat::Table) => {
            let mut start = Vec::new();
            let read = File::open(path).and_then(|file| file.take(1 << 16).read_to_end(&mut start));
            read.is_ok() && start.windows(10).any(|bytes| bytes == b"subject_id")
        }
        Some(_) => true,
    }
}

/// Moves the references of a file that is a mapping set from one taxonomy to
/// another, and writes it anew in the format that `out` asks for; in its own,
/// to `stream`, where `out` is absent.
///
/// # Errors
/// Where the file cannot be read or written, or the output is an input.
pub fn migrate_mapping_set(
    path: &Path,
    migration: &Migration<'_>,
    out: Option<&Path>,
    stream: &mut dyn Write,
) -> Result<MigrationReport, Error> {
    let mut file = read_crosswalk(path, &|_| None)?;
    let mut report = migrate_crosswalk(&mut file.crosswalk, &file.name, migration);
    let written = if let Some(out) = out {
        check_outputs(&[path], &[out])?;
        write_crosswalk(&file.crosswalk, out)?
    } else {
        let format = CrosswalkFormat::of_path(path).unwrap_or(CrosswalkFormat::SssomTsv);
        write_crosswalk_to(&file.crosswalk, format, stream)?
    };
    file.issues.append(&mut report.issues);
    file.issues.extend(written);
    Ok(MigrationReport { issues: file.issues, ..report })
}

/// Moves the subjects and objects of a mapping set; `name` is what to call it
/// in issues.
///
/// Labels and every other slot stay as they are. What is not of the old
/// taxonomy is taken to be the other side's.
pub fn migrate_crosswalk(
    crosswalk: &mut Crosswalk,
    name: &str,
    migration: &Migration<'_>,
) -> MigrationReport {
    let mut mover = Mover::new(migration, None);
    let mut changed = 0;
    for mapping in &mut crosswalk.mappings {
        let place = match mapping.line {
            0 => Place::file(name),
            line => Place::file(name).line(line),
        };
        let mut anew = false;
        for (field, iri) in
            [("subject_id", &mut mapping.subject), ("object_id", &mut mapping.object)]
        {
            if iri.is_empty() || iri == NO_TERM_FOUND {
                continue;
            }
            let place = place.clone().field(field).about(iri.as_str());
            if let Some(new) = mover.decide(&place, Reference::concept(iri)) {
                *iri = new.text;
                anew = true;
            }
        }
        changed += u64::from(anew);
    }
    mover.report(crosswalk.mappings.len() as u64, changed, Vec::new())
}

#[cfg(test)]
mod tests;
