//! The acts that may be cited, from the `SOURCE.toml` of each folder.

use std::collections::BTreeMap;

use passerelle_model::{FactBasis, Issue, codes};
use serde::Deserialize;

use super::issue;

/// An act, or a document of like weight, that rules and tables cite.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What citations begin with: `PflBG`.
    pub name: String,
    /// Its full title, in its own language.
    pub title: String,
    /// Of which text these tables speak.
    pub version: String,
    /// Whether it was checked in that text.
    pub basis: FactBasis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    act: Vec<Act>,
    #[serde(default)]
    table: Vec<WrittenTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTable {
    file: String,
    #[serde(rename = "what")]
    _what: String,
    #[serde(rename = "origin")]
    _origin: String,
    #[serde(rename = "version")]
    _version: String,
    #[serde(rename = "licence")]
    _licence: String,
}

pub(super) fn read(files: &BTreeMap<String, String>, issues: &mut Vec<Issue>) -> Vec<Act> {
    let mut acts: Vec<Act> = Vec::new();
    for (path, text) in files {
        let Some(folder) = path.strip_suffix("SOURCE.toml") else { continue };
        match toml::from_str::<Written>(text) {
            Ok(written) => {
                acts.extend(written.act);
                for table in written.table {
                    if !files.contains_key(&format!("{folder}{}", table.file)) {
                        let message = format!("`{}` is not there", table.file);
                        issues.push(issue(codes::LAW_REFERENCE, path, "table", message));
                    }
                }
            }
            Err(error) => {
                let message = error.to_string();
                issues.push(issue(codes::LAW_SHAPE, path, "", message));
            }
        }
    }
    acts.sort();
    acts.dedup();
    acts
}

/// Whether a citation begins with the name of an act.
pub(super) fn is_cited(acts: &[Act], citation: &str) -> bool {
    cited(acts, citation).is_some()
}

/// The act whose name a citation begins with.
pub(super) fn cited<'a>(acts: &'a [Act], citation: &str) -> Option<&'a Act> {
    acts.iter().find(|act| {
        citation
            .strip_prefix(act.name.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([',', ' ']))
    })
}
