//! What the fuzz targets share: small valid inputs, forged snapshots, pairs to
//! be scored, and the laws that hold for every importer.
//!
//! A target is an input format, a call and what must hold after it; it stands
//! in one file of `fuzz_targets/`, and its doc comment says what must hold.
//! All else is here, so that `examples/seeds.rs` can write seeds that the
//! targets understand.
//!
//! What it deliberately does not do: check that a result is *right*. That is
//! the work of the crates' own tests; here every input is nonsense until
//! proved otherwise.

pub mod bundle;
pub mod forge;
pub mod lists;
pub mod pairs;
pub mod policies;
pub mod records;
pub mod sample;
pub mod scratch;

mod laws;

pub use laws::{Counts, assert_issues, assert_one_line, assert_rows_add_up, saved_and_loaded};
