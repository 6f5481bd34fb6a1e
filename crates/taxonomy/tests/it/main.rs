//! What the taxonomy crate promises to the crates above it.

mod closure;
mod crosswalk_graph;
mod diff;
mod graph;
mod merge;
mod proximity;
mod skos;
mod snapshot;
mod statements;
mod translate;
