//! The law that ships, and law from a folder.

use std::collections::BTreeMap;
use std::path::Path;

use passerelle_model::{Issue, Severity};
use passerelle_recognition::Law;

use crate::error::Error;

/// The files of `taxonomies/law/` by their paths in it, as a JSON object; made
/// by `cargo xtask data`.
pub const LAW_FILES: &str = include_str!("../../data/law.json");

/// The law that ships.
///
/// # Errors
/// Only where the program itself is damaged.
pub fn embedded_law() -> Result<Law, Error> {
    let files: BTreeMap<String, String> = serde_json::from_str(LAW_FILES).unwrap_or_default();
    let (law, issues) = law_of(&files)?;
    sound(law, issues).map(|(law, _)| law)
}

/// Reads law from a folder that is laid out as `taxonomies/law/`. What is
/// wrong with single rules and rows comes as issues; whoever applies such a law
/// must look at them first.
///
/// # Errors
/// Where the folder cannot be read, or nothing can be made of it.
pub fn read_law(folder: &Path) -> Result<(Law, Vec<Issue>), Error> {
    let mut files = BTreeMap::new();
    gather(folder, "", &mut files)?;
    law_of(&files)
}

fn law_of(files: &BTreeMap<String, String>) -> Result<(Law, Vec<Issue>), Error> {
    Law::read(files).map_err(|unreadable| Error::Law { issues: unreadable.0.into() })
}

/// A law without an error.
///
/// # Errors
/// [`Error::Law`] with what is wrong.
pub(crate) fn sound(law: Law, issues: Vec<Issue>) -> Result<(Law, Vec<Issue>), Error> {
    if issues.iter().any(|issue| issue.severity == Severity::Error) {
        return Err(Error::Law { issues: issues.into() });
    }
    Ok((law, issues))
}

fn gather(folder: &Path, within: &str, files: &mut BTreeMap<String, String>) -> Result<(), Error> {
    let cannot_read =
        |source| passerelle_import::Error::CannotRead { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(cannot_read)? {
        let path = entry.map_err(cannot_read)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let inner = format!("{within}{name}");
        if path.is_dir() {
            gather(&path, &format!("{inner}/"), files)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            let text = std::fs::read_to_string(&path).map_err(|source| {
                passerelle_import::Error::CannotRead { path: path.clone(), source }
            })?;
            files.insert(inner, text);
        }
    }
    Ok(())
}
