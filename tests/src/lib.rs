//! What the end-to-end tests share: the real data, where it is.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of real data: the one that `PASSERELLE_DATA` names, else
/// `../shared/data` from the project's root. Where neither is there, says so
/// on standard error and gives nothing.
#[expect(clippy::disallowed_methods, reason = "a test's edge: where the data lies")]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub fn data() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let named = env::var_os("PASSERELLE_DATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root.join("../shared/data"));
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no data in `{}` (set PASSERELLE_DATA)", folder.display());
    None
}

/// The two zips of an ESCO version, where the data is there.
pub fn esco(version: &str) -> Option<[PathBuf; 2]> {
    let folder = data()?.join("esco");
    Some([
        folder.join(format!("ESCO dataset - {version} - classification - en - csv.zip")),
        folder.join(format!("ESCO dataset - {version} - relations - csv.zip")),
    ])
}

/// The official mapping tables of a data folder, sorted by name.
///
/// # Panics
/// Where the folder cannot be read.
pub fn crosswalks(data: &Path) -> Vec<PathBuf> {
    let folder = data.join("crosswalks");
    let entries = std::fs::read_dir(&folder).expect("the folder of tables");
    let mut tables: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry of the folder").path()).collect();
    tables.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    tables.sort();
    tables
}
