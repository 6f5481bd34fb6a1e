//! Passerelle: skills matching and qualification recognition across national
//! standards.
//!
//! An [`Engine`] is loaded once and asked many questions: what is this
//! concept, what do these words mean, whom does this vacancy suit and why.
//! It runs on data that it carries in itself – ISCO-08, ISCED-F, EQF and
//! CEFR levels, joint occupational standards –, on imported taxonomies such
//! as ESCO, or on both. It never touches the network.
//!
//! From profile to explained match:
//!
//! ```
//! use passerelle::{Engine, MatchOptions, parse_profiles, parse_vacancies};
//!
//! let engine = Engine::embedded()?;
//! let profiles = parse_profiles("p", r#"{"id":"P1","skills":[{"code":"W3.1"}]}"#.as_bytes())?;
//! let vacancies = parse_vacancies(
//!     "v",
//!     r#"{"id":"V1","requirements":[{"code":"W3.1"},{"code":"W3.2"}]}"#.as_bytes(),
//! )?;
//! let run = engine.match_records(&profiles, &vacancies, &MatchOptions::default())?;
//! let best = &run.lists[0].matches[0];
//! assert_eq!((best.id.as_str(), best.score.to_string()), ("V1", "35.00 %".to_owned()));
//! let why = best.explanation.as_ref().ok_or("no explanation was asked for")?;
//! assert_eq!(why.requirements[0].credit, 70);
//! let missing = why.missing[0].skill.as_ref().ok_or("no skill is missing")?;
//! assert_eq!(missing.id, "joint:welder/W3.2");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it deliberately does not do: print, read the clock or the
//! environment, or decide on a person.

mod align;
pub mod batch;
pub mod crosswalk;
mod engine;
mod error;
mod import_run;
mod level;
mod match_run;
mod migrate;
mod policy;
mod recognise;
mod resolve;
mod safeguard;
mod standard;
mod translate;

pub use align::{AlignOptions, LINK_COLUMNS, Linking, Links, SuggestionCache, links_table};
pub use crosswalk::{
    CrosswalkFile, crosswalk_manifest, read_crosswalk, read_crosswalks, save_snapshot, taxonomy_of,
};
pub use engine::{Engine, EngineBuilder, Found, embedded_taxonomy};
pub use error::Error;
pub use import_run::{EscoImport, SkosImport, import_esco, import_skos};
pub use match_run::{ExplainedPair, MatchOptions, MatchRun};
pub use migrate::{
    MigrationReport, MoveCounts, MoveMade, is_mapping_set, migrate_crosswalk, migrate_mapping_set,
    migrate_records, migration,
};
pub use passerelle_alignment::{Subject, Value};
pub use passerelle_import::list::{Entry, read_list};
pub use passerelle_import::records::{Located, Records};
pub use passerelle_import::skos::SkosOptions;
pub use passerelle_matching::RankBy;
pub use passerelle_model as model;
pub use passerelle_model::{Date, Detail, View};
pub use passerelle_recognition::{
    Comparison, Evidence, Fact, FactGroup, Law, Profession, Recogniser, Rule, Stage, check_case,
    check_law, what_if,
};
pub use passerelle_search::{Filter, Resolution, normalise};
pub use passerelle_taxonomy::{
    Change, ChangeCounts, ConceptChanged, ConceptId, ConceptNamed, Error as TaxonomyError,
    LabelTable, Migration, Scheme, SchemeId, Scratch, Taxonomy, TaxonomyDiff, Way, atomic_file,
    diff,
};
pub use policy::{DEFAULT_POLICY, parse_policy, policy_text, read_policy};
pub use recognise::{
    LAW_FILES, RecogniseOptions, case_of, embedded_law, markdown, read_cases, read_credential,
    read_law, statement,
};
pub use safeguard::safeguards;
pub use standard::{STANDARD_TEMPLATE, StandardImport, StandardReport};
pub use translate::Translate;

use std::io::BufRead;
use std::path::Path;

use passerelle_model::{Curriculum, Issue, Profile, Vacancy};

/// Reads profiles from a file: a table where its name ends in `.csv` or
/// `.tsv`, JSON lines otherwise.
///
/// # Errors
/// Where the file cannot be read; what is wrong with a record is in the
/// records' issues.
pub fn read_profiles(path: &Path) -> Result<Records<Profile>, Error> {
    Ok(passerelle_import::records::read(path, &passerelle_import::records::name_of(path))?)
}

/// A curriculum to fill in: in TOML with a comment on every key, in JSON, and as
/// a table in CSV.
pub const CURRICULUM_TEMPLATES: [&str; 3] = [
    passerelle_import::curriculum::TOML_TEMPLATE,
    passerelle_import::curriculum::JSON_TEMPLATE,
    passerelle_import::curriculum::CSV_TEMPLATE,
];

/// Reads curricula from a file: by its name and content TOML, JSON, a table, a
/// framework of others, or training regulations.
///
/// # Errors
/// Where the file cannot be read, or its name ends in nothing that is read;
/// what is wrong with a curriculum is an issue.
pub fn read_curricula(path: &Path) -> Result<(Vec<Curriculum>, Vec<Issue>), Error> {
    let name = passerelle_import::records::name_of(path);
    Ok(passerelle_import::curriculum::read_curricula(path, &name)?)
}

/// Reads vacancies from a file: a table where its name ends in `.csv` or
/// `.tsv`, JSON lines otherwise.
///
/// # Errors
/// As [`read_profiles`].
pub fn read_vacancies(path: &Path) -> Result<Records<Vacancy>, Error> {
    Ok(passerelle_import::records::read(path, &passerelle_import::records::name_of(path))?)
}

/// Reads profiles from lines of JSON; `name` is what to call them in issues.
///
/// # Errors
/// What `reader` reports.
pub fn parse_profiles(name: &str, reader: impl BufRead + Send) -> Result<Records<Profile>, Error> {
    parse(name, reader)
}

/// Reads vacancies from lines of JSON; `name` is what to call them in
/// issues.
///
/// # Errors
/// What `reader` reports.
pub fn parse_vacancies(name: &str, reader: impl BufRead + Send) -> Result<Records<Vacancy>, Error> {
    parse(name, reader)
}

fn parse<T: passerelle_import::records::Record>(
    name: &str,
    reader: impl BufRead + Send,
) -> Result<Records<T>, Error> {
    passerelle_import::records::parse_jsonl(name, reader).map_err(|source| {
        Error::Import(passerelle_import::Error::CannotRead { path: name.into(), source })
    })
}
