//! What a run writes: lists as JSON lines or as a table, each file with its
//! digest.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use passerelle_model::{MatchList, RankedMatch, Written};
use passerelle_taxonomy::atomic_file::AtomicFile;

use crate::error::{Error, cannot_write};
use crate::match_run::Maker;

/// How lists are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// One JSON object for each list, with everything in it.
    JsonLines,
    /// One row for each match, with the numbers.
    Csv,
}

/// The columns of a table of matches; numbers as in the JSON.
const COLUMNS: &str = "view,id,list,rank,match_id,title,score,fit,evidenced,inferred,failed,\
                       undetermined,level_drop,unused_share\n";

impl Format {
    /// The format that a file's name asks for.
    pub(super) fn of(path: &Path) -> Self {
        let is_csv = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
        if is_csv { Self::Csv } else { Self::JsonLines }
    }

    /// What stands before the lists.
    pub(super) const fn header(self) -> &'static [u8] {
        match self {
            Self::JsonLines => b"",
            Self::Csv => COLUMNS.as_bytes(),
        }
    }
}

impl Maker for Format {
    type Item = (MatchList, Vec<u8>);

    fn make(self, list: MatchList) -> Result<Self::Item, Error> {
        match self {
            Self::JsonLines => {
                let mut line = serde_json::to_vec(&list).map_err(std::io::Error::from)?;
                line.push(b'\n');
                Ok((list, line))
            }
            Self::Csv => {
                let mut rows = String::new();
                if list.matches.is_empty() && list.near_misses.is_empty() {
                    // Nobody is silently absent.
                    let (view, id) = (list.view.as_str(), table_field(&list.id));
                    let _ = writeln!(rows, "{view},{id},none,,,,,,,,,,,");
                }
                let lists = [("match", &list.matches), ("near-miss", &list.near_misses)];
                for (name, matches) in lists {
                    for found in matches {
                        row(&mut rows, &list, name, found);
                    }
                }
                Ok((list, rows.into_bytes()))
            }
        }
    }
}

fn row(rows: &mut String, list: &MatchList, name: &str, found: &RankedMatch) {
    let gates = |gates: &[passerelle_model::GateResult]| {
        let names: Vec<&str> = gates.iter().map(|g| g.gate.as_str()).collect();
        names.join("|")
    };
    let deskilling = found.explanation.as_ref().map(|why| &why.deskilling);
    let number = |value: Option<u8>| value.map_or_else(String::new, |v| v.to_string());
    // Writing to a String cannot fail.
    let _ = writeln!(
        rows,
        "{},{},{name},{},{},{},{},{},{},{},{},{},{},{}",
        list.view.as_str(),
        table_field(&list.id),
        found.rank,
        table_field(&found.id),
        table_field(found.title.as_deref().unwrap_or_default()),
        found.score.millionths(),
        found.fit.millionths(),
        found.evidenced.millionths(),
        found.inferred.millionths(),
        gates(&found.failed),
        gates(&found.undetermined),
        number(deskilling.and_then(|d| d.level_drop)),
        number(deskilling.and_then(|d| d.unused_share)),
    );
}

/// A field of a row, quoted where it must be.
///
/// A spreadsheet takes a field that begins like a formula for one: an
/// apostrophe keeps it a text.
pub fn table_field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !text.contains([',', '"', '\n', '\r']) {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// A file or stream that is being written.
pub(super) struct Output<'a> {
    target: Target<'a>,
    name: Option<String>,
    hasher: blake3::Hasher,
    lines: u64,
}

enum Target<'a> {
    File(Box<AtomicFile>, std::path::PathBuf),
    Stream(&'a mut dyn Write),
}

impl<'a> Output<'a> {
    pub(super) fn file(path: &Path) -> Result<Self, Error> {
        let file = AtomicFile::create(path).map_err(|source| cannot_write(path, source))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self::new(Target::File(Box::new(file), path.to_owned()), name))
    }

    pub(super) fn stream(stream: &'a mut dyn Write) -> Self {
        Self::new(Target::Stream(stream), None)
    }

    fn new(target: Target<'a>, name: Option<String>) -> Self {
        Self { target, name, hasher: blake3::Hasher::new(), lines: 0 }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.hasher.update(bytes);
        match &mut self.target {
            Target::File(file, path) => {
                file.write_all(bytes).map_err(|source| cannot_write(path, source))
            }
            Target::Stream(stream) => Ok(stream.write_all(bytes)?),
        }
    }

    /// Writes what one list, or one issue, became.
    pub(super) fn write_list(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.lines += 1;
        self.write(bytes)
    }

    /// Puts the file in its place.
    pub(super) fn commit(self) -> Result<Written, Error> {
        match self.target {
            Target::File(file, path) => {
                file.commit().map_err(|source| cannot_write(&path, source))?;
            }
            Target::Stream(stream) => stream.flush()?,
        }
        let blake3 = self.hasher.finalize().to_hex().to_string();
        Ok(Written { file: self.name, blake3, lines: self.lines })
    }
}

#[cfg(test)]
mod tests {
    use super::table_field;

    #[test]
    fn a_field_is_quoted_where_it_must_be_and_is_no_formula() {
        assert_eq!(table_field("Welder"), "Welder");
        assert_eq!(table_field("Welder, \"MAG\""), "\"Welder, \"\"MAG\"\"\"");
        assert_eq!(table_field("=1+1"), "\"'=1+1\"");
    }
}
