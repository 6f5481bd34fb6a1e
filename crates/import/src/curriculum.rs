//! Curricula of training institutes, in a layout of our own or as others
//! publish them.
//!
//! | name | content | becomes |
//! |---|---|---|
//! | `.toml` | a [`Curriculum`], its modules as `[[modules]]` | one curriculum |
//! | `.json` | a [`Curriculum`], or a list of them | one each |
//! | `.jsonl`, `.ndjson` | one [`Curriculum`] on each line | one each |
//! | `.csv`, `.tsv` | one outcome in each row | one for each id in column `curriculum` |
//! | `.json` | a CASE package of 1EdTech | one for its document |
//! | `.json`, `.jsonld`, `.ttl`, `.nt` | CTDL-ASN as JSON-LD or Turtle | one for each framework |
//! | `.json` | training regulations, `{key: {recs: […]}}` | one for each key |
//!
//! The content of a `.json` says which it is. Frameworks are trees without
//! modules: what has nothing below it is an outcome, and what has outcomes
//! directly below it is a module.
//!
//! What is wrong costs as little as can be: a curriculum of a list, a row of
//! a table, an item of a framework; each is an issue with its place. Nothing
//! is fetched that a file refers to.
//!
//! # Source
//! 1EdTech Competencies and Academic Standards Exchange (CASE) 1.0; Credential
//! Engine, CTDL Profile of ASN-DL (CTDL-ASN).

mod case;
mod check;
mod csv;
mod ctdl;
mod json;
mod jsonld;
mod regulations;
mod toml;
mod tree;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use passerelle_model::{Curriculum, Issue, Place, codes};
use rustc_hash::FxHashSet;

use crate::Error;
use crate::skos::RdfFormat;

/// A curriculum in TOML with every key and what it means, to be filled in. It
/// parses as it is.
pub const TOML_TEMPLATE: &str = include_str!("curriculum/template.toml");

/// A curriculum in JSON, to be filled in. It parses as it is.
pub const JSON_TEMPLATE: &str = include_str!("curriculum/template.json");

/// A curriculum as a table, one outcome in each row, to be filled in. It
/// parses as it is.
pub const CSV_TEMPLATE: &str = include_str!("curriculum/template.csv");

/// Longer than any real file of curricula, which is held in memory as a whole.
const MAX_FILE_LEN: u64 = 64 << 20;

/// The forms that a file's name tells apart; the others depend on the content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Toml,
    Json,
    JsonLines,
    Table,
    Rdf(RdfFormat),
}

impl Form {
    /// The form that a file's name asks for.
    fn of(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "toml" => Self::Toml,
            "json" | "jsonld" => Self::Json,
            "jsonl" | "ndjson" => Self::JsonLines,
            "csv" | "tsv" => Self::Table,
            "ttl" => Self::Rdf(RdfFormat::Turtle),
            "nt" => Self::Rdf(RdfFormat::NTriples),
            _ => return None,
        })
    }
}

/// Reads the curricula of a file; the form follows its name and what is in it.
///
/// `name` is what to call the file before the user. The curricula come in the
/// order of the file, each with an id of its own and at least one outcome;
/// their texts have no white space around them. The whole file is held in
/// memory; one of more than 64 MiB is not read, which is an issue.
///
/// # Errors
/// [`Error::CannotRead`], [`Error::IsDirectory`] or [`Error::Utf16`];
/// [`Error::FileType`] where the name ends in nothing that is read. Everything
/// else that is wrong is an issue.
///
/// # Examples
/// ```no_run
/// use std::path::Path;
///
/// let path = Path::new("welding-course.toml");
/// let (curricula, issues) = passerelle_import::curriculum::read_curricula(path, "welding-course.toml")?;
/// println!("{} read, {} issues", curricula.len(), issues.len());
/// # Ok::<(), passerelle_import::Error>(())
/// ```
pub fn read_curricula(path: &Path, name: &str) -> Result<(Vec<Curriculum>, Vec<Issue>), Error> {
    if path.is_dir() {
        return Err(Error::IsDirectory { path: path.to_owned() });
    }
    if Form::of(&path.to_string_lossy()).or_else(|| Form::of(name)).is_none() {
        return Err(Error::FileType { path: path.to_owned() });
    }
    let cannot_read = |source| Error::CannotRead { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot_read)?;
    file.take(MAX_FILE_LEN + 1).read_to_end(&mut bytes).map_err(cannot_read)?;
    if is_utf16(&bytes) {
        return Err(Error::Utf16 { path: path.to_owned() });
    }
    let form = Form::of(&path.to_string_lossy());
    Ok(parse(name, form.or_else(|| Form::of(name)), &bytes))
}

/// Reads the curricula of a file's bytes; the form follows its name and what
/// is in it.
///
/// As [`read_curricula`], and nothing is an error: bytes that cannot be read
/// at all give no curriculum and an issue that says why.
///
/// # Examples
/// ```
/// use passerelle_import::curriculum::{TOML_TEMPLATE, parse_curricula};
///
/// let (curricula, issues) = parse_curricula("course.toml", TOML_TEMPLATE.as_bytes());
/// assert_eq!((curricula.len(), issues.len()), (1, 0));
///
/// let csv = "module,hours,text\nM1,40,weld fillet joints\nM2,-3,read drawings\n";
/// let (curricula, issues) = parse_curricula("course.csv", csv.as_bytes());
/// assert_eq!((curricula[0].id.as_str(), curricula[0].modules.len()), ("course", 2));
/// assert_eq!(issues[0].to_string(),
///     "error PS-CURR-002: `-3` is negative, and left out at course.csv:3 `hours`");
/// ```
pub fn parse_curricula(name: &str, bytes: &[u8]) -> (Vec<Curriculum>, Vec<Issue>) {
    parse(name, Form::of(name), bytes)
}

fn parse(name: &str, form: Option<Form>, bytes: &[u8]) -> (Vec<Curriculum>, Vec<Issue>) {
    let mut reading = Reading::new(name);
    let place = Place::file(name);
    if is_utf16(bytes) {
        reading.issues.push(Issue::new(codes::FILE_UTF16, place, "the file is UTF-16"));
        return reading.finish();
    }
    if bytes.len() as u64 > MAX_FILE_LEN {
        let message = format!("the file has more than {} MiB", MAX_FILE_LEN >> 20);
        reading.issues.push(Issue::new(codes::CURRICULUM_SHAPE, place, message));
        return reading.finish();
    }
    let content = bytes.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(bytes);
    if content.iter().all(u8::is_ascii_whitespace) {
        let message = "there is nothing in it";
        reading.issues.push(Issue::new(codes::FILE_EMPTY, place, message));
        return reading.finish();
    }
    match form {
        Some(Form::Toml) => toml::read(&mut reading, content),
        Some(Form::Json) => json::read(&mut reading, content),
        Some(Form::JsonLines) => json::read_lines(&mut reading, content),
        Some(Form::Table) => csv::read(&mut reading, bytes),
        Some(Form::Rdf(format)) => ctdl::read_rdf(&mut reading, bytes, format),
        None => {
            let message =
                "curricula are read from .toml, .json, .jsonl, .jsonld, .csv, .tsv, .ttl and .nt";
            reading.issues.push(Issue::new(codes::FILE_TYPE, place, message));
        }
    }
    reading.finish()
}

fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// The curricula of a file so far, and what was found.
struct Reading<'n> {
    /// What to call the file before the user.
    name: &'n str,
    curricula: Vec<Curriculum>,
    /// The ids of those that were kept.
    ids: FxHashSet<String>,
    issues: Vec<Issue>,
}

impl<'n> Reading<'n> {
    fn new(name: &'n str) -> Self {
        let ids = FxHashSet::default();
        Self { name, curricula: Vec::new(), ids, issues: Vec::new() }
    }

    /// The whole file as a place.
    fn place(&self) -> Place {
        Place::file(self.name)
    }

    /// What a curriculum is called that has no id: the file's name without
    /// its ending.
    fn stem(&self) -> String {
        let stem = Path::new(self.name).file_stem().unwrap_or_default();
        stem.to_string_lossy().trim().to_owned()
    }

    /// The bytes as text; where they are none, says so.
    fn text<'b>(&mut self, bytes: &'b [u8]) -> Option<&'b str> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) => {
                let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = before.split(|&byte| byte == b'\n').count() as u64;
                let message = "the line is not UTF-8";
                let place = self.place().line(line);
                self.issues.push(Issue::new(codes::CURRICULUM_SHAPE, place, message));
                None
            }
        }
    }

    fn finish(self) -> (Vec<Curriculum>, Vec<Issue>) {
        (self.curricula, self.issues)
    }
}

/// A text of a file, cut to what a message can hold.
fn short(text: &str) -> &str {
    text.char_indices().nth(100).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests;
