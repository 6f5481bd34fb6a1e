//! The official mapping tables between national classifications and ESCO,
//! exactly as they are published.
//!
//! Every table has rows of metadata on top, then a header, then one mapping a
//! row; no two look the same. Nothing here knows a country: what a column
//! holds is read from the header and the metadata, the separator and the
//! quoting from the text. `Classification 1` is the subject, `Classification
//! 2` the object, whichever of them is ESCO.
//!
//! Every row ends as one of three: a mapping, the statement that there is
//! none (`no relation`), or an issue with its line; [`TableReport`] counts
//! them, and the counts add up to the rows.
//!
//! Columns that identify nothing (a page's URL, a description, ESCO's code
//! beside its URI) are not used.

mod identify;
mod layout;
mod rows;
mod text;

use std::collections::BTreeMap;
use std::io::Read;

use passerelle_model::crosswalk::Crosswalk;
use passerelle_model::{Issue, LanguageTag, MappingPredicate, Place, codes};

use crate::Error;

/// More than any published table has (the largest has 4 MB).
const MAX_LEN: u64 = 256 << 20;

/// A table that was read.
#[derive(Debug)]
pub struct MappingTable {
    /// Its mappings, with what its metadata say.
    pub crosswalk: Crosswalk,
    /// What became of its rows.
    pub report: TableReport,
}

/// What became of the rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableReport {
    /// The rows below the header, blank ones included.
    pub rows: u64,
    /// The rows that are mappings, by predicate as published.
    pub mapped: BTreeMap<MappingPredicate, u64>,
    /// The rows that state that there is no counterpart.
    pub unmapped: u64,
    /// The rows that could not be used, by the code of their issue.
    pub left_out: BTreeMap<&'static str, u64>,
    /// What was found, each with its line: one for every row left out, and
    /// what is worth knowing of the table as a whole.
    pub issues: Vec<Issue>,
}

impl TableReport {
    /// How many rows are mappings.
    pub fn mappings(&self) -> u64 {
        self.mapped.values().sum()
    }

    fn leave_out(&mut self, issue: Issue) {
        *self.left_out.entry(issue.code.id()).or_default() += 1;
        self.issues.push(issue);
    }
}

/// Finds the IRI of a concept by ESCO's own code, `2654.1.7` for instance;
/// needs a loaded ESCO.
pub type FindCode<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads a table; `name` is what to call the file before the user.
///
/// # Errors
/// Where it cannot be read, or has no header that names two classifications
/// and their relation.
///
/// # Source
/// The mapping tables on the ESCO portal and its O\*NET crosswalk.
pub fn import(
    name: &str,
    mut reader: impl Read,
    find_code: FindCode<'_>,
) -> Result<MappingTable, Error> {
    let cannot_read = |source| Error::CannotRead { path: name.into(), source };
    let refused = |code, message: String| Error::Table {
        issue: Box::new(Issue::new(code, Place::file(name), message)),
    };
    let mut bytes = Vec::new();
    reader.by_ref().take(MAX_LEN + 1).read_to_end(&mut bytes).map_err(cannot_read)?;
    if bytes.len() as u64 > MAX_LEN {
        let message = format!("it has more than {} MiB", MAX_LEN >> 20);
        return Err(refused(codes::CSV_TOO_LONG, message));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Error::Utf16 { path: name.into() });
    }
    let digest = blake3::hash(&bytes).to_hex().to_string();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refused(codes::FILE_EMPTY, "there is nothing in it".to_owned()));
    }
    let Some(layout) = layout::find(bytes) else {
        let message = "there is no row that names two classifications and their relation";
        return Err(refused(codes::XWALK_HEADER, message.to_owned()));
    };
    let mut report = TableReport::default();
    let sides = identify::Sides::of(&layout, name, &mut report.issues);
    let mut crosswalk = sides.crosswalk(&layout, name, &digest);
    rows::read(bytes, &layout, &sides, name, find_code, &mut crosswalk, &mut report);
    sides.find_namespaces(&mut crosswalk);
    identify::define_extensions(&mut crosswalk);
    Ok(MappingTable { crosswalk, report })
}

/// The language that a table's metadata name: a tag, or the language's name
/// in English.
fn language(text: &str) -> Option<LanguageTag> {
    const NAMES: [(&str, &str); 29] = [
        ("arabic", "ar"),
        ("bulgarian", "bg"),
        ("croatian", "hr"),
        ("czech", "cs"),
        ("danish", "da"),
        ("dutch", "nl"),
        ("english", "en"),
        ("estonian", "et"),
        ("finnish", "fi"),
        ("french", "fr"),
        ("german", "de"),
        ("greek", "el"),
        ("hungarian", "hu"),
        ("icelandic", "is"),
        ("irish", "ga"),
        ("italian", "it"),
        ("latvian", "lv"),
        ("lithuanian", "lt"),
        ("maltese", "mt"),
        ("norwegian", "no"),
        ("polish", "pl"),
        ("portuguese", "pt"),
        ("romanian", "ro"),
        ("slovak", "sk"),
        ("slovene", "sl"),
        ("slovenian", "sl"),
        ("spanish", "es"),
        ("swedish", "sv"),
        ("ukrainian", "uk"),
    ];
    let text = text.trim().to_lowercase();
    if let Some((_, tag)) = NAMES.iter().find(|(name, _)| *name == text) {
        return LanguageTag::parse(tag).ok();
    }
    // A word of a header is no language: tags of two or three letters only,
    // with a region or script at most. `fi and sv` are two languages.
    let primary = text.split(['-', '_']).next().unwrap_or_default();
    let short = text != "and"
        && matches!(primary.len(), 2 | 3)
        && primary.chars().all(|c| c.is_ascii_lowercase());
    if short { LanguageTag::parse(&text.replace('_', "-")).ok() } else { None }
}

#[cfg(test)]
mod tests;
