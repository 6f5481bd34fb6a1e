//! The folder of a run: what it has finished, and how to go on.
//!
//! ```text
//! matches.jsonl.run/
//!   lock        held while a run is at work
//!   part-000000 the lists of the first part's candidates, as in the output
//!   rejects-…   what was wrong with the first part's records; `rejects-head`
//!               with the vacancies
//!   state       how to go on behind some part, packed JSON
//!   vacancies   the lists of vacancies
//!   shard.json  the run in numbers, once a shard is finished
//! ```
//!
//! Parts are never written to again once the state counts them. What lies
//! behind the state is written anew.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use passerelle_import::records::{self, ReadTo};
use passerelle_model::{MatchBasis, MatchSummary, RunOptions, Written};
use passerelle_taxonomy::atomic_file;
use serde::{Deserialize, Serialize};

#[cfg(feature = "parquet")]
use super::columns;
use super::lists::{Made, Writer};
use super::output::Output;
use crate::error::{Error, cannot_write};
use crate::match_run::{RunState, Shard, difference};

/// What has to be the same for a run to go on, beside what its numbers rest
/// on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) version: String,
    pub(super) options: RunOptions,
    /// The digest of the vacancies.
    pub(super) vacancies: String,
    /// The name of the output, which says its type.
    pub(super) file: String,
    /// How many profiles were worked on at a time: where the output is packed,
    /// its pieces follow it.
    pub(super) packed_in: usize,
    pub(super) shard: Shard,
}

impl Key {
    /// What differs from another's.
    fn difference(&self, other: &Self) -> Option<&'static str> {
        [
            (self.version != other.version, "the version of the program"),
            (self.vacancies != other.vacancies, "the vacancies"),
            (self.options != other.options, "an option of the run"),
            (self.file != other.file, "the output"),
            (self.packed_in != other.packed_in, "`--memory`"),
            (self.shard != other.shard, "`--shard`"),
        ]
        .into_iter()
        .find_map(|(differs, what)| differs.then_some(what))
    }
}

/// How many issues there are of each code.
type Counted = BTreeMap<String, u64>;

/// What is being written, until the part is whole and has a name.
const CURRENT: &str = "current";

/// What is counted in what is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sums {
    /// The lists.
    pub(super) lists: u64,
    /// The records that were rejected.
    pub(super) rejected: u64,
}

/// What stands in `state`.
#[derive(Serialize, Deserialize)]
struct State {
    key: Key,
    sums: Sums,
    /// The numbers of the parts that are whole.
    parts: Vec<u64>,
    run: RunState,
}

/// What stands in `shard.json`.
#[derive(Serialize, Deserialize)]
pub(super) struct Finished {
    pub(super) key: Key,
    pub(super) sums: Sums,
    pub(super) parts: Vec<u64>,
    pub(super) run: MatchSummary,
    /// The issues of taxonomies and vacancies, which every shard finds.
    pub(super) before: Counted,
}

/// A run's folder, with the part that is being written.
pub(super) struct Folder {
    path: PathBuf,
    key: Key,
    parts: Vec<u64>,
    current: PartFile,
    /// Parts written since the state was, and how large it was then.
    since: Vec<PathBuf>,
    bytes: u64,
    state_bytes: u64,
    before: Counted,
    /// Held as long as the run is at work; a run that is killed lets go of it.
    /// A finished shard needs none.
    _lock: Option<File>,
}

/// A file of lists that is being written.
pub(super) struct PartFile {
    path: PathBuf,
    content: Option<Content>,
}

enum Content {
    Text(BufWriter<File>),
    #[cfg(feature = "parquet")]
    Columns(Box<columns::ColumnWriter>),
}

impl PartFile {
    /// A file that is made once there is something to write.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, content: None }
    }

    /// Writes some lists.
    pub(super) fn put(&mut self, writer: Writer, made: Vec<Made>) -> Result<(), Error> {
        let Self { path, content } = self;
        let failed = |source| cannot_write(path, source);
        let content = if let Some(content) = content {
            content
        } else {
            let file = File::create(&*path).map_err(failed)?;
            content.insert(match writer.file.format {
                #[cfg(feature = "parquet")]
                records::Format::Parquet => {
                    let columns = columns::ColumnWriter::new(file, writer.is_full)?;
                    Content::Columns(Box::new(columns))
                }
                _ => Content::Text(BufWriter::with_capacity(1 << 18, file)),
            })
        };
        match content {
            Content::Text(out) => out.write_all(&writer.packed(made)?).map_err(failed),
            #[cfg(feature = "parquet")]
            Content::Columns(out) => out.put(made.into_iter().map(|made| made.rows)),
        }
    }

    /// Ends the file, and gives its path.
    pub(super) fn close(self) -> Result<PathBuf, Error> {
        let Self { path, content } = self;
        let failed = |source| cannot_write(&path, source);
        match content {
            // A part may have no list: all its records were rejected.
            None => drop(File::create(&path).map_err(failed)?),
            Some(Content::Text(mut out)) => out.flush().map_err(failed)?,
            #[cfg(feature = "parquet")]
            Some(Content::Columns(out)) => out.close()?,
        }
        Ok(path)
    }
}

/// The state is written when that adds no more than a part of this to what is
/// written anyway.
const STATE_SHARE: u64 = 8;

/// The folder of a run that writes to a file, or of a shard of it.
pub(super) fn beside(out: &Path, shard: Option<Shard>) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    match shard {
        None => name.push(".run"),
        Some(shard) => name.push(format!(".shard-{}-of-{}", shard.index, shard.of)),
    }
    PathBuf::from(name)
}

impl Folder {
    fn new(path: PathBuf, key: Key, lock: Option<File>) -> Self {
        let current = PartFile::new(path.join(CURRENT));
        Self {
            path,
            key,
            parts: Vec::new(),
            current,
            since: Vec::new(),
            bytes: 0,
            state_bytes: 0,
            before: Counted::new(),
            _lock: lock,
        }
    }

    /// Begins a run, or takes up one that was stopped: then with what it knew
    /// behind its last whole part.
    pub(super) fn open(
        path: PathBuf,
        key: Key,
        resume: bool,
        profiles: &Path,
    ) -> Result<(Self, Option<(RunState, Sums)>), Error> {
        let failed = |source| cannot_write(&path, source);
        // Those above it have to be there.
        match fs::create_dir(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(failed(error));
            }
            _ => {}
        }
        let lock = File::create(path.join("lock")).map_err(failed)?;
        // Where a file system knows no locks, nobody is kept out.
        if let Err(fs::TryLockError::WouldBlock) = lock.try_lock() {
            return Err(Error::AtWork { path });
        }
        let state = match File::open(path.join("state")) {
            Ok(file) => Some(read_state(&path, file)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(cannot_write(&path, error)),
        };
        let finished = path.join("shard.json").exists();
        let mut folder = Self::new(path, key, Some(lock));
        match state {
            Some(_) if !resume && !finished => {
                // Not this run's to take away.
                Err(Error::Unfinished { path: folder.path })
            }
            Some(state) if resume && !finished => {
                if let Some(what) = state.key.difference(&folder.key) {
                    return Err(Error::Changed { what });
                }
                let ReadTo { bytes, blake3 } = &state.run.read_to;
                if !same_start(profiles, Some(*bytes), blake3)? {
                    return Err(Error::Changed { what: "the profiles" });
                }
                folder.parts = state.parts;
                folder.before.clone_from(&state.run.before);
                Ok((folder, Some((state.run, state.sums))))
            }
            _ => {
                folder.clear()?;
                Ok((folder, None))
            }
        }
    }

    /// The shard that a run is to do, where it has been finished already, as one
    /// that goes on finds it.
    pub(super) fn done_before(
        path: &Path,
        key: &Key,
        basis: &MatchBasis,
        profiles: &Path,
    ) -> Result<Option<MatchSummary>, Error> {
        if !path.join("shard.json").exists() {
            return Ok(None);
        }
        let (_, Finished { key: known, run, .. }) = Self::finished(path)?;
        let same = || same_start(profiles, None, &run.profiles.blake3);
        let changed = known.difference(key).or_else(|| difference(&run.basis, basis));
        match changed {
            Some(what) => Err(Error::Changed { what }),
            None if !same()? => Err(Error::Changed { what: "the profiles" }),
            None => Ok(Some(run)),
        }
    }

    /// A finished shard.
    pub(super) fn finished(path: &Path) -> Result<(Self, Finished), Error> {
        let refused = |reason: String| Error::NoShard { path: path.to_owned(), reason };
        let text = fs::read(path.join("shard.json"))
            .map_err(|error| refused(format!("its `shard.json` cannot be read ({error})")))?;
        let finished: Finished = serde_json::from_slice(&text).map_err(|error| {
            refused(format!("its `shard.json` is of another version ({error})"))
        })?;
        let mut folder = Self::new(path.to_owned(), finished.key.clone(), None);
        folder.parts.clone_from(&finished.parts);
        Ok((folder, finished))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Takes away what an earlier run left. What counts the parts goes first: a
    /// run that is killed here must not leave a state whose parts are gone.
    fn clear(&self) -> Result<(), Error> {
        let failed = |source| cannot_write(&self.path, source);
        for name in ["state", "shard.json"] {
            match fs::remove_file(self.path.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_name() != "lock" {
                fs::remove_file(entry.path()).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Takes the folder away.
    pub(super) fn remove(self) -> Result<(), Error> {
        self.clear()?;
        let failed = |source| cannot_write(&self.path, source);
        fs::remove_file(self.path.join("lock")).map_err(failed)?;
        fs::remove_dir(&self.path).map_err(failed)
    }

    fn part_path(&self, number: u64) -> PathBuf {
        self.path.join(format!("part-{number:06}"))
    }

    fn rejects_path(&self, number: Option<u64>) -> PathBuf {
        match number {
            None => self.path.join("rejects-head"),
            Some(number) => self.path.join(format!("rejects-{number:06}")),
        }
    }

    /// Writes lists to the part.
    pub(super) fn put(&mut self, writer: Writer, made: Vec<Made>) -> Result<(), Error> {
        self.current.put(writer, made)
    }

    /// Ends what is being written, and gives it a name.
    fn end(&mut self, name: &Path) -> Result<(), Error> {
        let next = PartFile::new(self.path.join(CURRENT));
        let path = std::mem::replace(&mut self.current, next).close()?;
        let failed = |source| cannot_write(&path, source);
        self.bytes += fs::metadata(&path).map_err(failed)?.len();
        fs::rename(&path, name).map_err(failed)?;
        self.since.push(name.to_owned());
        Ok(())
    }

    /// Keeps what was wrong before the first profile, and how many issues of
    /// each code that were.
    pub(super) fn head(&mut self, lines: &[u8], before: &Counted) -> Result<(), Error> {
        self.before.clone_from(before);
        let path = self.rejects_path(None);
        fs::write(&path, lines).map_err(|source| cannot_write(&path, source))
    }

    /// Keeps what was wrong with records of the part at work.
    pub(super) fn reject(&mut self, lines: &[u8]) -> Result<(), Error> {
        let path = self.path.join("rejects");
        fs::write(&path, lines).map_err(|source| cannot_write(&path, source))
    }

    /// Ends a part, and says how to go on behind it where that is worth it.
    pub(super) fn part(
        &mut self,
        number: u64,
        sums: &Sums,
        state: &dyn Fn() -> RunState,
    ) -> Result<(), Error> {
        let name = self.part_path(number);
        self.end(&name)?;
        let rejects = self.rejects_path(Some(number));
        let path = self.path.join("rejects");
        fs::rename(&path, &rejects).map_err(|source| cannot_write(&path, source))?;
        self.since.push(rejects);
        self.parts.push(number);
        if self.bytes >= self.state_bytes * STATE_SHARE || self.state_bytes == 0 {
            let run = state();
            self.save(&State {
                key: self.key.clone(),
                sums: *sums,
                parts: self.parts.clone(),
                run,
            })?;
        }
        Ok(())
    }

    fn save(&mut self, state: &State) -> Result<(), Error> {
        let failed = |source| cannot_write(&self.path, source);
        // The disk has the parts before it has a state that counts them.
        for path in self.since.drain(..) {
            File::open(&path).and_then(|file| file.sync_data()).map_err(failed)?;
        }
        let path = self.path.join("state");
        let json = |out: &mut dyn Write| {
            let mut out = io::BufWriter::with_capacity(1 << 16, out);
            serde_json::to_writer(&mut out, state)?;
            out.flush()
        };
        atomic_file::write(&path, |out| records::pack(out, records::Packing::Zstd, json))
            .map_err(failed)?;
        self.state_bytes = fs::metadata(&path).map_err(failed)?.len();
        self.bytes = 0;
        Ok(())
    }

    /// Ends the lists of the vacancies.
    pub(super) fn end_part(&mut self) -> Result<(), Error> {
        let name = self.path.join("vacancies");
        self.end(&name)
    }

    /// Ends a shard.
    pub(super) fn finish(&mut self, run: &MatchSummary, sums: &Sums) -> Result<(), Error> {
        self.end_part()?;
        let finished = Finished {
            key: self.key.clone(),
            sums: *sums,
            parts: self.parts.clone(),
            run: run.clone(),
            before: self.before.clone(),
        };
        let path = self.path.join("shard.json");
        let json = serde_json::to_vec(&finished).map_err(io::Error::from)?;
        let written = atomic_file::write(&path, |out| out.write_all(&json));
        written.map_err(|source| cannot_write(&path, source))?;
        let state = self.path.join("state");
        match fs::remove_file(&state) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(cannot_write(&state, error))
            }
            _ => Ok(()),
        }
    }
}

/// The parts of some folders, in the order of the file.
fn parts<'f>(folders: &[&'f Folder]) -> Vec<(u64, &'f Folder)> {
    let mut parts: Vec<(u64, &Folder)> = folders
        .iter()
        .flat_map(|folder| folder.parts.iter().map(|&part| (part, *folder)))
        .collect();
    parts.sort_by_key(|&(part, _)| part);
    parts
}

/// Puts what was wrong with the records of some folders into one file.
pub(super) fn rejects_of(folders: &[&Folder], out: &Path) -> Result<Written, Error> {
    let mut output = Output::file(out)?;
    let mut paths: Vec<PathBuf> = Vec::new();
    paths.extend(folders.first().map(|folder| folder.rejects_path(None)));
    paths.extend(parts(folders).iter().map(|(part, folder)| folder.rejects_path(Some(*part))));
    // Of the part at which a run stopped, or before any.
    paths.extend(folders.iter().map(|folder| folder.path.join("rejects")));
    for path in paths {
        match fs::read(&path) {
            Ok(lines) => {
                output.count(lines.lines().count() as u64);
                output.append(&lines)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(cannot_write(&path, error)),
        }
    }
    output.commit()
}

/// Puts the lists of some folders into one file: those of candidates in the
/// order of the profiles, then those of vacancies, which `vacancies` holds
/// where there are several folders.
pub(super) fn assemble(
    folders: &[&Folder],
    out: &Path,
    header: &[u8],
    lists: u64,
    vacancies: Option<&Path>,
) -> Result<Written, Error> {
    let mut paths: Vec<PathBuf> =
        parts(folders).iter().map(|(part, folder)| folder.part_path(*part)).collect();
    match (vacancies, folders) {
        (Some(path), _) => paths.push(path.to_owned()),
        (None, [folder, ..]) => paths.push(folder.path.join("vacancies")),
        (None, []) => {}
    }
    let mut output = Output::file(out)?;
    output.count(lists);
    output.append(header)?;
    let is_columns =
        records::FileType::of(out).is_ok_and(|of| of.format == records::Format::Parquet);
    if is_columns {
        #[cfg(feature = "parquet")]
        return columns::join(&paths, output)?.commit();
    }
    for path in paths {
        let mut part = File::open(&path).map_err(|source| cannot_write(&path, source))?;
        io::copy(&mut part, &mut output).map_err(|source| cannot_write(out, source))?;
    }
    output.commit()
}

fn read_state(path: &Path, file: File) -> Result<State, Error> {
    // A state is written whole or not at all: another version's is no state.
    let unusable = |_| Error::Changed { what: "the version of the program" };
    let failed = |source| cannot_write(path, source);
    let mut json = Vec::new();
    let mut unpacked = records::unpacked(file, records::Packing::Zstd).map_err(failed)?;
    unpacked.read_to_end(&mut json).map_err(failed)?;
    serde_json::from_slice(&json).map_err(unusable)
}

/// Whether the first bytes of a file, or all, have a digest.
fn same_start(path: &Path, bytes: Option<u64>, blake3: &str) -> Result<bool, Error> {
    let failed = |source| passerelle_import::Error::CannotRead { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let mut hasher = blake3::Hasher::new();
    let start = file.take(bytes.unwrap_or(u64::MAX));
    io::copy(&mut io::BufReader::with_capacity(1 << 20, start), &mut hasher).map_err(failed)?;
    let is_long_enough = bytes.is_none_or(|bytes| hasher.count() == bytes);
    Ok(is_long_enough && hasher.finalize().to_hex().as_str() == blake3)
}
