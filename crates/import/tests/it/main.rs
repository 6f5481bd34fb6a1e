//! Importers on files that others publish.

mod sssom;
