//! Crosswalks in files, by what the files are called.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use passerelle_import::mapping_table::{self, FindCode};
use passerelle_import::records::name_of;
use passerelle_import::skos::{self, RdfFormat};
use passerelle_import::sssom;
use passerelle_model::crosswalk::Crosswalk;
use passerelle_model::{Issue, Place, Prefix, codes};
use passerelle_taxonomy::atomic_file::AtomicFile;

use super::{CrosswalkFile, crosswalk_manifest, verdict_lost};
use crate::error::Error;

/// What an SSSOM table or its metadata may have at most; the rows are not
/// counted.
const MAX_METADATA_LEN: u64 = 4 << 20;

/// How the names of crosswalks end that are read.
const READ: &str = ".csv, .tsv, .json, .ttl or .nt";
/// How the names of crosswalks end that are written.
const WRITTEN: &str = ".sssom.tsv, .tsv, .json, .ttl or .nt";

/// How a crosswalk is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrosswalkFormat {
    /// An official mapping table, or SSSOM with commas; read only.
    Table,
    /// SSSOM/TSV.
    SssomTsv,
    /// SSSOM/JSON.
    SssomJson,
    /// SKOS: the mappings of SKOS and labels, nothing else.
    Skos(RdfFormat),
}

impl CrosswalkFormat {
    /// The format that a file's name asks for: `.csv`, `.tsv` (`.sssom.tsv`
    /// among them), `.json`, `.ttl` or `.nt`, in any case.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" => Some(Self::Table),
            "tsv" => Some(Self::SssomTsv),
            "json" => Some(Self::SssomJson),
            _ => RdfFormat::of_path(path).map(Self::Skos),
        }
    }

    /// The format that a crosswalk is written in under a name, by
    /// [`CrosswalkFormat::of_path`].
    ///
    /// # Errors
    /// [`Error::CrosswalkType`] where the name asks for none that is written.
    pub fn of_output(path: &Path) -> Result<Self, Error> {
        Self::of_path(path)
            .filter(|format| *format != Self::Table)
            .ok_or_else(|| Error::CrosswalkType { path: path.to_owned(), endings: WRITTEN })
    }
}

/// Reads a crosswalk, in the format that its name asks for
/// ([`CrosswalkFormat::of_path`]).
///
/// A `.csv` is an official mapping table, or SSSOM with commas where it has
/// SSSOM's columns. An SSSOM table without metadata has them from a file
/// beside it, if there is one: of the same name with `.yml` or `.yaml` in
/// place of `.tsv` or `.sssom.tsv`, or with `.sssom.yml`.
///
/// `find_code` finds concepts of ESCO by their code, for tables without URIs.
///
/// # Errors
/// [`Error::CrosswalkType`] where the name asks for no format that is read,
/// before anything is read; otherwise where nothing can be read.
pub fn read_crosswalk(path: &Path, find_code: FindCode<'_>) -> Result<CrosswalkFile, Error> {
    let Some(format) = CrosswalkFormat::of_path(path) else {
        return Err(Error::CrosswalkType { path: path.to_owned(), endings: READ });
    };
    let name = name_of(path);
    let (crosswalk, issues) = match format {
        CrosswalkFormat::Table => return table(path, name, find_code),
        CrosswalkFormat::SssomTsv => sssom_table(path, &name)?,
        CrosswalkFormat::SssomJson => sssom::read_json(&name, open(path)?)?,
        CrosswalkFormat::Skos(format) => skos::read_crosswalk(&name, open(path)?, format)?,
    };
    Ok(CrosswalkFile { name, crosswalk, report: None, issues })
}

/// Writes a crosswalk to a file, whole or not at all, in the format that its
/// name asks for; gives what the format has no place for.
///
/// SKOS has a place for its own mappings and labels only: what else a set and
/// its mappings say is lost in it.
///
/// # Errors
/// [`Error::CrosswalkType`], and where it cannot be written.
///
/// # Examples
/// ```
/// use passerelle::crosswalk::{read_crosswalk, write_crosswalk};
///
/// let folder = tempfile::tempdir()?;
/// let [tsv, json] = ["x.sssom.tsv", "x.json"].map(|name| folder.path().join(name));
/// std::fs::write(
///     &tsv,
///     "#curie_map:\n#  x: http://example.org/\n\
///      #mapping_set_id: http://example.org/set\n#license: http://example.org/free\n\
///      subject_id\tpredicate_id\tobject_id\tmapping_justification\n\
///      x:1\tskos:exactMatch\tx:2\tsemapv:ManualMappingCuration\n",
/// )?;
/// let read = read_crosswalk(&tsv, &|_| None)?;
/// assert!(write_crosswalk(&read.crosswalk, &json)?.is_empty());
/// let again = read_crosswalk(&json, &|_| None)?;
/// assert_eq!(again.crosswalk.mappings[0].object, "http://example.org/2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_crosswalk(crosswalk: &Crosswalk, path: &Path) -> Result<Vec<Issue>, Error> {
    let format = CrosswalkFormat::of_output(path)?;
    let mut file = AtomicFile::create(path)?;
    let issues = write_crosswalk_to(crosswalk, format, &mut file)?;
    file.commit()?;
    Ok(issues)
}

/// As [`write_crosswalk`], to a writer.
///
/// # Errors
/// What `out` reports, and [`Error::CrosswalkType`] for
/// [`CrosswalkFormat::Table`], which is read only.
pub fn write_crosswalk_to(
    crosswalk: &Crosswalk,
    format: CrosswalkFormat,
    out: &mut dyn Write,
) -> Result<Vec<Issue>, Error> {
    let left_out = match format {
        CrosswalkFormat::Table => {
            return Err(Error::CrosswalkType { path: PathBuf::from("-"), endings: WRITTEN });
        }
        CrosswalkFormat::SssomTsv => sssom::write_tsv(crosswalk, out).map(|()| 0)?,
        CrosswalkFormat::SssomJson => sssom::write_json(crosswalk, out).map(|()| 0)?,
        CrosswalkFormat::Skos(format) => skos::write_crosswalk(crosswalk, format, out)?,
    };
    let place = Place::default().about(crosswalk.title());
    let mut issues = Vec::new();
    if left_out > 0 {
        let message =
            format!("{left_out} of {} mappings are not written", crosswalk.mappings.len());
        issues.push(Issue::new(codes::MAP_NOT_SKOS, place.clone(), message));
    }
    if matches!(format, CrosswalkFormat::Skos(_)) {
        issues.extend(verdict_lost(crosswalk, place, "SKOS has no place for its identifier"));
    }
    Ok(issues)
}

/// An official table, else SSSOM with commas.
fn table(path: &Path, name: String, find_code: FindCode<'_>) -> Result<CrosswalkFile, Error> {
    match mapping_table::import(&name, open(path)?, find_code) {
        Ok(mut read) => {
            let issues = std::mem::take(&mut read.report.issues);
            use_prefix(&mut read.crosswalk);
            Ok(CrosswalkFile { name, crosswalk: read.crosswalk, report: Some(read.report), issues })
        }
        Err(error) if error.code() == codes::XWALK_HEADER && has_sssom_columns(open(path)?) => {
            let (crosswalk, issues) = sssom_table(path, &name)?;
            Ok(CrosswalkFile { name, crosswalk, report: None, issues })
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives the national side of a table the prefix that the manifest has for it.
fn use_prefix(crosswalk: &mut Crosswalk) {
    let Some(entry) = crosswalk_manifest().entry(crosswalk.id()) else { return };
    let own = |p: &&mut Prefix| !matches!(p.prefix.as_str(), "esco" | "isco");
    if let Some(national) = crosswalk.prefixes.iter_mut().find(own) {
        national.prefix.clone_from(&entry.prefix);
    }
    crosswalk.prefixes.sort();
}

/// Whether the first line behind the metadata names a column of SSSOM that
/// every table of mappings has.
fn has_sssom_columns(reader: impl BufRead) -> bool {
    let lines = reader.take(MAX_METADATA_LEN).split(b'\n').map_while(Result::ok);
    let mut lines = lines.filter(|line| {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        !line.starts_with(b"#") && !line.iter().all(u8::is_ascii_whitespace)
    });
    let header = lines.next().unwrap_or_default();
    let header = header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&header);
    header.split(|byte| b",\t".contains(byte)).any(|name| {
        let name = name.trim_ascii();
        let name = name.strip_prefix(b"\"").and_then(|n| n.strip_suffix(b"\"")).unwrap_or(name);
        matches!(name, b"subject_id" | b"predicate_id" | b"object_id")
    })
}

/// An SSSOM table with its metadata, which may stand in a file beside it.
fn sssom_table(path: &Path, name: &str) -> Result<(Crosswalk, Vec<Issue>), Error> {
    let mut reader = open(path)?;
    let start = reader.fill_buf().map_err(|source| cannot_read(path, source))?;
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let beside = if start.trim_ascii_start().starts_with(b"#") {
        None
    } else {
        metadata_beside(path).map(|path| metadata(&path)).transpose()?
    };
    let beside = beside.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    Ok(sssom::read_tsv(name, reader, beside)?)
}

/// The file that may hold the metadata of a table.
fn metadata_beside(path: &Path) -> Option<PathBuf> {
    let stem = path.file_stem()?;
    let bare = Path::new(stem).extension().filter(|e| e.eq_ignore_ascii_case("sssom"));
    let bare = bare.and_then(|_| Path::new(stem).file_stem()).unwrap_or(stem);
    let in_folder = |stem: &OsStr, end: &str| {
        let mut name = stem.to_owned();
        name.push(end);
        path.with_file_name(name)
    };
    let names = [
        in_folder(stem, ".yml"),
        in_folder(stem, ".yaml"),
        in_folder(bare, ".sssom.yml"),
        in_folder(bare, ".yml"),
        in_folder(bare, ".yaml"),
    ];
    names.into_iter().find(|path| path.is_file())
}

fn metadata(path: &Path) -> Result<(String, String), Error> {
    let mut bytes = Vec::new();
    // One more than the reader takes, so that it says that it is too long.
    let mut reader = open(path)?.take(MAX_METADATA_LEN + 1);
    reader.read_to_end(&mut bytes).map_err(|source| cannot_read(path, source))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok((name_of(path), text.trim_start_matches('\u{feff}').to_owned()))
}

fn open(path: &Path) -> Result<BufReader<File>, Error> {
    if path.is_dir() {
        return Err(passerelle_import::Error::IsDirectory { path: path.to_owned() }.into());
    }
    File::open(path).map(BufReader::new).map_err(|source| cannot_read(path, source))
}

fn cannot_read(path: &Path, source: std::io::Error) -> Error {
    passerelle_import::Error::CannotRead { path: path.to_owned(), source }.into()
}
