//! Matching files: streaming, with bounded memory, rejects and a manifest.
//!
//! Profiles are read, scored and written as they come; memory holds the
//! vacancies, their lists and one batch of profiles. A record that cannot be
//! used costs only itself: it goes to the rejects file with its place, code
//! and reason. Output appears under its name when it is whole, or not at all.

mod output;

use std::io::Write;
use std::path::{Path, PathBuf};

use passerelle_import::records::{self, Batch, RecordReader, Records};
use passerelle_model::{
    Issue, Manifest, MatchList, Place, Profile, SCHEMA_VERSION, Severity, Vacancy,
};

use crate::engine::Engine;
use crate::error::Error;
use crate::match_run::{MatchOptions, Sink, Source, run};

pub use output::table_field;
use output::{Format, Output};

/// How many profiles are in memory at a time.
const PROFILES: usize = 4096;

/// The files of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The profiles: JSON lines, or CSV by its name.
    pub profiles: PathBuf,
    /// The vacancies: JSON lines, or CSV by its name.
    pub vacancies: PathBuf,
    /// Where the lists go: JSON lines, or CSV by its name. Absent for a
    /// stream.
    pub out: Option<PathBuf>,
    /// Where what was wrong with rejected records goes, as JSON lines; nowhere
    /// where absent.
    pub rejects: Option<PathBuf>,
    /// Where the manifest goes, as JSON; nowhere where absent.
    pub manifest: Option<PathBuf>,
}

impl Files {
    /// The files of a run that writes to `out`: `matches.rejects.jsonl` and
    /// `matches.manifest.json` stand beside `matches.jsonl`.
    pub fn beside(profiles: &Path, vacancies: &Path, out: &Path) -> Self {
        // A device or pipe has no beside.
        let is_file = !out.exists() || out.is_file();
        let beside = |extension: &str| is_file.then(|| out.with_extension(extension));
        Self {
            profiles: profiles.to_owned(),
            vacancies: vacancies.to_owned(),
            out: Some(out.to_owned()),
            rejects: beside("rejects.jsonl"),
            manifest: beside("manifest.json"),
        }
    }

    /// The files of a run that writes its lists to a stream.
    pub fn to_stream(profiles: &Path, vacancies: &Path) -> Self {
        Self {
            profiles: profiles.to_owned(),
            vacancies: vacancies.to_owned(),
            out: None,
            rejects: None,
            manifest: None,
        }
    }

    /// What to call the two inputs: by their names, or in full where those are
    /// the same.
    fn names(&self) -> (String, String) {
        let (profiles, vacancies) =
            (records::name_of(&self.profiles), records::name_of(&self.vacancies));
        if profiles == vacancies {
            (self.profiles.display().to_string(), self.vacancies.display().to_string())
        } else {
            (profiles, vacancies)
        }
    }
}

/// Refuses an output that would take the place of an input or of another
/// output; devices and pipes may be named more than once.
///
/// # Errors
/// [`Error::OutputIsInput`] for the first such output.
pub fn check_outputs(inputs: &[&Path], outputs: &[&Path]) -> Result<(), Error> {
    let mut taken: Vec<PathBuf> = inputs.iter().map(|path| whole(path)).collect();
    for path in outputs {
        let found = whole(path);
        // A device may be named twice; a folder is refused when it is opened.
        if taken.contains(&found) && (found.is_file() || !found.exists()) {
            return Err(Error::OutputIsInput { path: path.to_path_buf() });
        }
        taken.push(found);
    }
    Ok(())
}

/// A path without links and detours, also where its last part is not there
/// yet.
fn whole(path: &Path) -> PathBuf {
    if let Ok(found) = std::fs::canonicalize(path) {
        return found;
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (std::fs::canonicalize(folder), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The profiles read so far.
    pub profiles: u64,
    /// The bytes of them.
    pub bytes: u64,
    /// All bytes of the profiles, where that is known.
    pub total_bytes: Option<u64>,
}

/// What watches a run.
pub trait Watch {
    /// Something was found; in the order of the vacancies, then the profiles.
    fn issue(&mut self, issue: &Issue);

    /// A list was written.
    fn list(&mut self, list: &MatchList);

    /// A batch of profiles is done.
    fn progress(&mut self, progress: Progress);
}

impl Engine {
    /// Matches two files and writes lists, rejects and manifest.
    ///
    /// `stream` takes the lists where `files.out` is absent, as JSON lines.
    /// More than `max_errors` rejected records stop the run: then the rejects
    /// are written, lists and manifest are not, and an earlier run's lists
    /// stay without a manifest.
    ///
    /// # Errors
    /// Where a file cannot be read or written, holds nothing that can be
    /// used, or more records are rejected than allowed.
    pub fn match_files(
        &self,
        files: &Files,
        options: &MatchOptions,
        max_errors: Option<u64>,
        stream: &mut dyn Write,
        watch: &mut dyn Watch,
    ) -> Result<Manifest, Error> {
        let outputs = [&files.out, &files.rejects, &files.manifest];
        let outputs: Vec<&Path> = outputs.into_iter().flatten().map(PathBuf::as_path).collect();
        check_outputs(&[&files.profiles, &files.vacancies], &outputs)?;
        if let Some(path) = files.out.as_ref().filter(|path| records::is_other_type(path)) {
            return Err(passerelle_import::Error::FileType { path: path.clone() }.into());
        }
        let (profiles, vacancies) = files.names();
        let vacancies: Records<Vacancy> = records::read(&files.vacancies, &vacancies)?;
        let mut source = FromFile(RecordReader::open(&files.profiles, &profiles)?);
        let format = files.out.as_deref().map_or(Format::JsonLines, Format::of);
        let mut sink = ToFiles {
            out: match &files.out {
                Some(path) => Output::file(path)?,
                None => Output::stream(stream),
            },
            format,
            rejects: files.rejects.as_deref().map(Output::file).transpose()?,
            watch,
            rejected: Rejected { count: 0, last: None, allowed: max_errors },
        };
        sink.out.write(format.header())?;
        let run = run(self, &mut source, &vacancies, options, &mut sink);
        let ToFiles { out, rejects, .. } = sink;
        // What was wrong is worth having above all where the run stops.
        let stopped = matches!(
            run,
            Ok(_) | Err(Error::TooManyRejected { .. } | Error::NothingToMatch { .. })
        );
        let rejects = rejects.filter(|_| stopped).map(Output::commit).transpose()?;
        if let (Err(_), true, Some(manifest)) = (&run, rejects.is_some(), &files.manifest) {
            // An earlier run's manifest no longer tells the truth of the rejects.
            match std::fs::remove_file(manifest) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error.into());
                }
                _ => {}
            }
        }
        let run = run?;
        let output = out.commit()?;
        let manifest = Manifest { schema_version: SCHEMA_VERSION, run, output, rejects };
        if let Some(path) = &files.manifest {
            let mut file = Output::file(path)?;
            let mut json = serde_json::to_vec_pretty(&manifest).map_err(std::io::Error::from)?;
            json.push(b'\n');
            file.write(&json)?;
            file.commit()?;
        }
        Ok(manifest)
    }
}

/// Profiles that are read as they are needed.
struct FromFile(RecordReader<'static, Profile>);

impl Source for FromFile {
    fn next(&mut self) -> Result<Option<Batch<Profile>>, Error> {
        Ok(self.0.next_batch(PROFILES).map_err(|source| {
            let path = PathBuf::from(self.0.name());
            passerelle_import::Error::CannotRead { path, source }
        })?)
    }

    fn name(&self) -> &str {
        self.0.name()
    }

    fn blake3(&self) -> &str {
        self.0.blake3().unwrap_or_default()
    }

    fn bytes(&self) -> (u64, Option<u64>) {
        (self.0.bytes_read(), self.0.len_bytes())
    }
}

/// Lists and rejects that are written as they come.
struct ToFiles<'a> {
    out: Output<'a>,
    format: Format,
    rejects: Option<Output<'static>>,
    watch: &'a mut dyn Watch,
    rejected: Rejected,
}

/// How many records were rejected, counted by their issues: those of one
/// record follow one another.
struct Rejected {
    count: u64,
    last: Option<Place>,
    allowed: Option<u64>,
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

impl Sink for ToFiles<'_> {
    type Maker = Format;

    fn maker(&self) -> Format {
        self.format
    }

    fn put(&mut self, (list, lines): (MatchList, Vec<u8>)) -> Result<(), Error> {
        self.watch.list(&list);
        self.out.write_list(&lines)
    }

    fn issues(&mut self, issues: Vec<Issue>) -> Result<(), Error> {
        // The issues of one record come together.
        self.rejected.last = None;
        for issue in issues {
            self.watch.issue(&issue);
            if issue.severity < Severity::Error {
                continue;
            }
            if let Some(rejects) = &mut self.rejects {
                let mut line = serde_json::to_vec(&issue).map_err(std::io::Error::from)?;
                line.push(b'\n');
                rejects.write_list(&line)?;
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
}
