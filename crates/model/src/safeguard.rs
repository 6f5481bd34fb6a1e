//! Safeguards: what recruiting from a country for an occupation has to mind.
//!
//! A safeguard adds a warning for the people who decide. It never changes a
//! score or a gate: whoever applies is free to go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Country, FactSource};

/// A safeguard for occupations and origins.
///
/// # Source
/// `taxonomies/safeguards.toml`, one entry.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Safeguard {
    /// What it is called in output.
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// The groups of ISCO-08 that it is about, with all inside them.
    pub isco08: Vec<String>,
    /// The countries that it is about.
    pub origins: Vec<Country>,
    /// What to mind.
    pub warning: String,
    /// The date of the list or rule, `2023-03`.
    pub date: String,
    /// Where it comes from.
    pub fact: FactSource,
}

/// A safeguard that a match concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SafeguardWarning {
    /// What the safeguard is called.
    pub id: String,
    /// The country where the person was trained.
    pub origin: Country,
    /// What to mind.
    pub warning: String,
    /// The document that it comes from.
    pub source: String,
    /// Its date.
    pub date: String,
}
