//! The importers of Passerelle: one file for each foreign format.
//!
//! An importer reads what others publish, exactly as they publish it, and
//! says what it could not use: it returns values and [`Issue`]s, and an
//! [`Error`] only where nothing could be read at all. Text stays text here;
//! finding the concept that it means is the work of `search`.
//!
//! ```no_run
//! use std::path::Path;
//! use passerelle_taxonomy::{Builder, Provenance};
//!
//! let mut builder = Builder::new();
//! let report = passerelle_import::esco::import(
//!     &[Path::new("ESCO dataset - v1.1.1 - classification - en - csv.zip"),
//!       Path::new("ESCO dataset - v1.1.1 - relations - csv.zip")],
//!     &mut builder,
//! )?;
//! println!("{} rows, {} left out", report.rows(), report.left_out());
//! let (esco, issues) = builder.build(Provenance::default());
//! # Ok::<(), passerelle_import::Error>(())
//! ```
//!
//! What it deliberately does not do: guess. A row that cannot be used is an
//! issue with its file, line and reason.
//!
//! [`Issue`]: passerelle_model::Issue

pub mod case;
pub mod code_list;
pub mod crosswalk_manifest;
pub mod curriculum;
pub mod elm;
mod error;
pub mod esco;
pub mod levels;
pub mod links;
pub mod list;
pub mod mapping_table;
pub mod policy;
pub mod records;
pub mod safeguards;
pub mod skos;
pub mod sssom;
pub mod standard;
mod table;

pub use error::Error;

use std::ops::Range;

use passerelle_model::Place;

/// The place of a fault in a TOML text: the line where its span starts.
fn toml_place(name: &str, text: &str, span: Option<Range<usize>>) -> Place {
    let place = Place::file(name);
    match span.and_then(|span| text.get(..span.start)) {
        Some(before) => place.line(before.matches('\n').count() as u64 + 1),
        None => place,
    }
}
