//! Matching files: streaming, with bounded memory, rejects and a manifest.
//!
//! Profiles are read, scored and written as they come; memory holds the
//! vacancies, their lists and two batches of profiles. A record that cannot be
//! used costs only itself: it goes to the rejects file with its place, code
//! and reason. Output appears under its name when it is whole, or not at all.
//!
//! What a run has finished lies in a folder beside the output until then: a
//! run that is stopped, however, goes on from there, and a shard of a run is
//! such a folder, finished.
//!
//! | what | where |
//! |---|---|
//! | lists as text or columns | `lists`, `columns` |
//! | profiles and vacancies from columns | `rows` |
//! | where a run puts what it finds | `sink` |
//! | what is written: whole files, and a run's folder | `output`, `folder` |
//! | shards put together | `merge` |

#[cfg(feature = "parquet")]
mod columns;
mod folder;
mod lists;
mod merge;
mod output;
#[cfg(feature = "parquet")]
mod rows;
mod sink;

use std::io::Write;
use std::path::{Path, PathBuf};

use passerelle_import::records::{self, Batch, FileType, Format, Record, RecordReader, Records};
use passerelle_model::{
    Issue, Manifest, MatchList, MatchSummary, Profile, SCHEMA_VERSION, Vacancy, Written,
};
use passerelle_taxonomy::atomic_file::AtomicFile;

use crate::engine::Engine;
use crate::error::{Error, cannot_write};
pub use crate::match_run::{Clock, Spent};
use crate::match_run::{Course, MatchOptions, PART, Shard, Source, basis, run};

use folder::{Folder, Key};
use lists::Writer;
pub use merge::merge;
use output::Output;
pub use output::table_field;
use sink::{Lists, Rejected, ToFiles};

/// The files of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The profiles, of the type that the name says; `-` for standard input,
    /// as JSON lines.
    pub profiles: PathBuf,
    /// The vacancies, likewise.
    pub vacancies: PathBuf,
    /// Where the lists go, as the type that the name says. Absent for a
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
    /// `matches.manifest.json` stand beside `matches.jsonl` and
    /// `matches.jsonl.zst`.
    pub fn beside(profiles: &Path, vacancies: &Path, out: &Path) -> Self {
        let [rejects, manifest] = beside(out);
        Self {
            profiles: profiles.to_owned(),
            vacancies: vacancies.to_owned(),
            out: Some(out.to_owned()),
            rejects,
            manifest,
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
        let (profiles, vacancies) = (name_of(&self.profiles), name_of(&self.vacancies));
        if profiles == vacancies {
            (self.profiles.display().to_string(), self.vacancies.display().to_string())
        } else {
            (profiles, vacancies)
        }
    }
}

/// Where rejects and manifest stand that go with an output.
pub fn beside(out: &Path) -> [Option<PathBuf>; 2] {
    let inner = match out.extension().and_then(std::ffi::OsStr::to_str) {
        Some("gz" | "zst") => out.with_extension(""),
        _ => out.to_owned(),
    };
    // A device or pipe has no beside.
    let is_file = is_file(out);
    ["rejects.jsonl", "manifest.json"]
        .map(|extension| is_file.then(|| inner.with_extension(extension)))
}

/// Whether something is a file, or would be one.
fn is_file(path: &Path) -> bool {
    !path.exists() || path.is_file()
}

fn name_of(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { records::name_of(path) }
}

/// How a run of files goes, beside what it is to find.
#[derive(Clone, Copy, Default)]
pub struct BatchOptions<'c> {
    /// Stops the run when more records than this are rejected.
    pub max_errors: Option<u64>,
    /// How much memory the run may take, in bytes; profiles are worked on in
    /// smaller batches where it is little.
    pub memory: Option<u64>,
    /// Whether a run that was stopped goes on.
    pub resume: bool,
    /// Which part of the work is to be done, from 1, and of how many. The
    /// output is a folder then, which [`merge`] puts together with the others.
    pub shard: Option<(u64, u64)>,
    /// Tells the time, where the run is to say what it spent it on.
    pub clock: Option<Clock<'c>>,
}

impl std::fmt::Debug for BatchOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { max_errors, memory, resume, shard, clock: _ } = self;
        f.debug_struct("BatchOptions")
            .field("max_errors", max_errors)
            .field("memory", memory)
            .field("resume", resume)
            .field("shard", shard)
            .finish_non_exhaustive()
    }
}

/// What is set aside for a profile and what follows from it while they are
/// worked on, with the next that is read meanwhile: an allowance, generous for
/// 23 skills.
const PROFILE_BYTES: u64 = 32 << 10;

impl BatchOptions<'_> {
    /// How many profiles to work on at a time: the rest of the memory is for
    /// taxonomies, vacancies and lists.
    fn step(&self) -> Result<usize, Error> {
        let Some(memory) = self.memory else { return Ok(PART) };
        let fits = usize::try_from(memory / 4 / PROFILE_BYTES).unwrap_or(PART);
        let step = (0..=5).map(|halved| PART >> halved).find(|&step| step <= fits);
        step.ok_or(Error::Course { what: "`--memory`", needs: "at least 32 MiB" })
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

/// How many lists of each view somebody who watches a run is shown.
pub const SHOWN: usize = 8;

/// What watches a run.
pub trait Watch: Send {
    /// Something was found; in the order of the vacancies, then the profiles.
    fn issue(&mut self, issue: &Issue);

    /// One of the first [`SHOWN`] lists of a view was written.
    fn list(&mut self, list: &MatchList);

    /// A batch of profiles is done.
    fn progress(&mut self, progress: Progress);
}

/// What became of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Enough to repeat it; a shard states the same in its folder.
    pub manifest: Manifest,
    /// Where the lists are, unless they went to a stream: a file, or a shard's
    /// folder.
    pub out: Option<PathBuf>,
    /// What it spent its time on, by the clock that it was given.
    pub spent: Spent,
}

impl Outcome {
    fn of_shard(folder: &Path, run: MatchSummary, spent: Spent) -> Self {
        let output =
            Written { file: Some(records::name_of(folder)), blake3: String::new(), lines: 0 };
        let manifest = Manifest { schema_version: SCHEMA_VERSION, run, output, rejects: None };
        Self { manifest, out: Some(folder.to_owned()), spent }
    }
}

/// Reads all records of a file of the type that its name says.
fn read<T: Record>(path: &Path, name: &str) -> Result<Records<T>, Error> {
    let cannot_read =
        |source| passerelle_import::Error::CannotRead { path: path.to_owned(), source };
    Ok(open::<T>(path, name)?.read_all().map_err(cannot_read)?)
}

fn open<T: Record>(path: &Path, name: &str) -> Result<RecordReader<'static, T>, Error> {
    #[cfg(feature = "parquet")]
    if path != Path::new("-") && FileType::of(path)?.format == Format::Parquet {
        return rows::open(path, name);
    }
    Ok(RecordReader::open(path, name)?)
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
    /// used, or more records are rejected than allowed; [`Error::Changed`],
    /// [`Error::Unfinished`], [`Error::AtWork`] and [`Error::Course`] where a
    /// run cannot go on or begin.
    pub fn match_files(
        &self,
        files: &Files,
        options: &MatchOptions,
        batch: &BatchOptions<'_>,
        stream: &mut (dyn Write + Send),
        watch: &mut dyn Watch,
    ) -> Result<Outcome, Error> {
        let outputs = [&files.out, &files.rejects, &files.manifest];
        let outputs: Vec<&Path> = outputs.into_iter().flatten().map(PathBuf::as_path).collect();
        check_outputs(&[&files.profiles, &files.vacancies], &outputs)?;
        let standard = Path::new("-");
        if files.profiles == standard && files.vacancies == standard {
            let needs = "a file for the vacancies or for the profiles";
            return Err(Error::Course { what: "standard input", needs });
        }
        let file_type = files.out.as_deref().map_or(Ok(FileType::PLAIN), lists::type_of)?;
        let shard = match batch.shard {
            None => Shard { index: 1, of: 1 },
            Some((index, of)) if (1..=of).contains(&index) => Shard { index, of },
            Some(_) => {
                return Err(Error::Course { what: "`--shard`", needs: "I/N with I from 1 to N" });
            }
        };
        let beside = files.out.as_deref().filter(|out| is_file(out));
        if (batch.resume || batch.shard.is_some())
            && (beside.is_none() || files.profiles == standard)
        {
            let what = if batch.resume { "`--resume`" } else { "`--shard`" };
            return Err(Error::Course { what, needs: "files for the profiles and for `--out`" });
        }
        if beside.is_none() && file_type.format == Format::Parquet {
            return Err(Error::Course { what: "Parquet", needs: "a file for `--out`" });
        }
        let (profiles, vacancies) = files.names();
        let vacancies: Records<Vacancy> = read(&files.vacancies, &vacancies)?;
        let step = batch.step()?;
        let key = Key {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            options: options.stated(self.language().as_str()),
            vacancies: vacancies.blake3.clone(),
            file: files.out.as_deref().map(records::name_of).unwrap_or_default(),
            packed_in: step,
            shard,
        };
        let (folder, resumed) = match beside {
            None => (None, None),
            Some(out) => {
                let path = folder::beside(out, batch.shard.map(|_| shard));
                if batch.resume {
                    let basis = basis(self, options)?;
                    let done = Folder::done_before(&path, &key, &basis, &files.profiles)?;
                    if let Some(summary) = done {
                        return Ok(Outcome::of_shard(&path, summary, Spent::default()));
                    }
                }
                let (folder, resumed) = Folder::open(path, key, batch.resume, &files.profiles)?;
                (Some(folder), resumed)
            }
        };
        let (state, sums) = match resumed {
            Some((state, sums)) => (Some(state), sums),
            None => (None, folder::Sums::default()),
        };
        let mut source = FromFile(open(&files.profiles, &profiles)?);
        let course = Course {
            step,
            shard,
            resume: state,
            clock: batch.clock.unwrap_or(&|| std::time::Duration::ZERO),
        };
        // Shards keep their lists of vacancies whole, to be put together.
        let writer = Writer::new(file_type, options.detail);
        let lists = match (folder, &files.out) {
            (Some(folder), _) => Lists::Folder(Box::new(folder)),
            (None, Some(path)) => Lists::Direct(Box::new(Output::file(path)?)),
            (None, None) => Lists::Direct(Box::new(Output::stream(stream))),
        };
        let direct = matches!(lists, Lists::Direct(_));
        let mut sink = ToFiles {
            lists,
            writer,
            is_shard: batch.shard.is_some(),
            rejects: match &files.rejects {
                Some(path) if direct => Some(Output::file(path)?),
                _ => None,
            },
            own: Vec::new(),
            watch,
            shown: 0,
            rejected: Rejected { count: sums.rejected, last: None, allowed: batch.max_errors },
            sums,
        };
        if let Lists::Direct(out) = &mut sink.lists {
            out.append(&sink.writer.header()?)?;
        }
        match run(self, &mut source, &vacancies, options, course, &mut sink) {
            Ok((summary, spent)) => sink.close(files, summary, spent),
            Err(error) => {
                if matches!(error, Error::TooManyRejected { .. } | Error::NothingToMatch { .. }) {
                    sink.stop(files)?;
                }
                Err(error)
            }
        }
    }
}

/// Profiles that are read as they are needed.
struct FromFile(RecordReader<'static, Profile>);

impl Source for FromFile {
    fn next(&mut self, limit: usize) -> Result<Option<Batch<Profile>>, Error> {
        Ok(self.0.next_batch(limit).map_err(|source| {
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

/// Writes a manifest, whole or not at all.
fn write_manifest(path: &Path, manifest: &Manifest) -> Result<(), Error> {
    let mut json = serde_json::to_vec_pretty(manifest).map_err(std::io::Error::from)?;
    json.push(b'\n');
    let written = AtomicFile::create(path).and_then(|mut file| {
        file.write_all(&json)?;
        file.commit()
    });
    written.map_err(|source| cannot_write(path, source))
}
