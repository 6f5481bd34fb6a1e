//! The tasks of the project, as functions that tests call too.

pub mod content;
pub mod corridor;
pub mod data;
pub mod docs;
pub mod law;
pub mod mutants;
pub mod results;
pub mod sample;
