//! Lists as they are written: JSON lines, a table or columns, packed or not.

use std::fmt::Write as _;
use std::path::Path;

use passerelle_import::records::{FileType, Format, Packing, packed};
use passerelle_model::{Detail, GateResult, MatchList, RankedMatch};

use super::SHOWN;
use super::output::table_field;
use crate::error::Error;
#[cfg(feature = "parquet")]
use crate::match_run::Pair;
use crate::match_run::{Draft, Maker};

/// The type that the name of an output asks for.
///
/// # Errors
/// Where lists are not written in it.
pub(super) fn type_of(path: &Path) -> Result<FileType, Error> {
    let refused = || passerelle_import::Error::FileType { path: path.to_owned() };
    let of = FileType::of(path)?;
    let inner = match of.packing {
        Packing::None => path.to_owned(),
        Packing::Gzip | Packing::Zstd => path.with_extension(""),
    };
    // Lists hold commas, and none of the readers of tabs unquotes.
    let is_tsv = inner.extension().is_some_and(|e| e.eq_ignore_ascii_case("tsv"));
    if is_tsv || (of.format == Format::Parquet && !cfg!(feature = "parquet")) {
        return Err(refused().into());
    }
    Ok(of)
}

/// How lists are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer {
    pub(super) file: FileType,
    /// Whether there are explanations to write in full.
    pub(super) is_full: bool,
    /// Whether somebody watches, who is shown the first lists.
    pub(super) shows: bool,
}

/// Some lists, as they are written.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// How many.
    pub(super) lists: u64,
    /// The first of them, where they are to be shown.
    pub(super) shown: Vec<MatchList>,
    text: Vec<u8>,
    #[cfg(feature = "parquet")]
    pub(super) rows: super::columns::Rows,
}

/// The columns of a table of matches; numbers as in the JSON.
const COLUMNS: &str = "view,id,list,rank,match_id,title,score,fit,evidenced,inferred,failed,\
                       undetermined,level_drop,unused_share\n";

impl Writer {
    /// Keeps everything, to be read again.
    pub(super) const WHOLE: Self = Self { file: FileType::PLAIN, is_full: true, shows: false };

    pub(super) fn new(file: FileType, detail: Option<Detail>) -> Self {
        Self { file, is_full: detail == Some(Detail::Full), shows: true }
    }

    /// What stands before the lists.
    pub(super) fn header(self) -> Result<Vec<u8>, Error> {
        let header = if self.file.format == Format::Table { COLUMNS } else { "" };
        self.pack(header.as_bytes().to_vec())
    }

    /// Some lists as bytes, packed as a piece; not for columns.
    pub(super) fn packed(self, made: Vec<Made>) -> Result<Vec<u8>, Error> {
        let mut text = Vec::with_capacity(made.iter().map(|made| made.text.len()).sum());
        for made in made {
            text.extend(made.text);
        }
        self.pack(text)
    }

    fn pack(self, text: Vec<u8>) -> Result<Vec<u8>, Error> {
        if text.is_empty() { Ok(text) } else { Ok(packed(text, self.file.packing)?) }
    }
}

impl Maker for Writer {
    type Item = Made;

    fn add(self, made: &mut Made, list: &Draft<'_>) -> Result<(), Error> {
        #[cfg(feature = "parquet")]
        if self.file.format == Format::Parquet && list.pairs.iter().flatten().all(Pair::is_brief) {
            made.rows.add(list);
            made.lists += 1;
            if self.shows && made.shown.len() < SHOWN {
                made.shown.push(list.explained());
            }
            return Ok(());
        }
        self.add_explained(made, list.explained())
    }
}

impl Writer {
    /// Adds a list with everything that it explains.
    pub(super) fn add_explained(self, made: &mut Made, list: MatchList) -> Result<(), Error> {
        match self.file.format {
            #[cfg(feature = "parquet")]
            Format::Parquet => made.rows.add_explained(&list, self.is_full)?,
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => {}
            Format::JsonLines => {
                serde_json::to_writer(&mut made.text, &list).map_err(std::io::Error::from)?;
                made.text.push(b'\n');
            }
            Format::Table => made.text.extend(table(&list)),
        }
        made.lists += 1;
        if self.shows && made.shown.len() < SHOWN {
            made.shown.push(list);
        }
        Ok(())
    }
}

/// The rows of a list in a table.
fn table(list: &MatchList) -> Vec<u8> {
    let mut rows = String::new();
    if list.matches.is_empty() && list.near_misses.is_empty() {
        // Nobody is silently absent.
        let (view, id) = (list.view.as_str(), table_field(&list.id));
        let _ = writeln!(rows, "{view},{id},none,,,,,,,,,,,");
    }
    for (name, matches) in both(list) {
        for found in matches {
            row(&mut rows, list, name, found);
        }
    }
    rows.into_bytes()
}

/// The two parts of a list with what tables call them.
pub(super) fn both(list: &MatchList) -> [(&'static str, &[RankedMatch]); 2] {
    [("match", &list.matches), ("near-miss", &list.near_misses)]
}

fn row(rows: &mut String, list: &MatchList, name: &str, found: &RankedMatch) {
    let gates = |gates: &[GateResult]| {
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
