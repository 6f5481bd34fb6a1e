//! Tests of the whole: real data, quality, laws that span crates, and the
//! rules of the workspace.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test of quality prints its figure")]

mod alignment;
mod corridor;
mod crosswalks;
mod embedded;
mod esco_import;
mod esco_versions;
mod kernel;
mod layers;
mod levels;
mod match_quality;
mod matching_laws;
mod matching_rules;
mod recognition;
mod recognition_laws;
mod search_quality;
mod standards;
mod support;
mod through_standards;
