//! Tests of the whole: real data, quality, laws that span crates, and the
//! rules of the workspace.

mod embedded;
mod esco_import;
mod layers;
mod match_quality;
mod matching_laws;
mod search_quality;
mod support;
