//! What the import crate promises of files as others publish them.

mod curricula;
mod mapping_tables;
mod official_tables;
mod rows_alone;
mod sssom;
