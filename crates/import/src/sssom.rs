//! Mapping sets in SSSOM: tables with metadata, and JSON.
//!
//! Reading keeps what others state, also where the standard has no place for
//! it, and says so; identifiers become whole IRIs. A mapping costs only
//! itself. Writing gives back what was read: nothing is propagated from the
//! set to its mappings, condensed, sorted or rounded.
//!
//! The slots of SSSOM 1.0 and 1.1 stand in one table in `slots.rs`. An empty
//! value says nothing: it is neither kept nor written.
//!
//! What it deliberately does not do: judge mappings, or guess what a
//! predicate that is no identifier may mean.

mod json;
mod names;
mod node;
mod read;
mod set;
mod slots;
mod values;
mod write;

pub use json::{read_json, write_json};
pub use read::read_tsv;
pub use write::write_tsv;

#[cfg(test)]
mod tests;
