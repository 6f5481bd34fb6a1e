//! Any bytes as a zip archive of an ESCO bundle.
//!
//! What must hold:
//!
//! - The import gives a report, or an error in one line: the archive is none,
//!   or holds nothing of ESCO.
//! - In every file, rows are imported or left out, and each that is left out
//!   has an issue with its line; messages are one line.
//! - Whatever came into the builder builds.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line, assert_rows_add_up, scratch};
use passerelle_import::{Error, esco};
use passerelle_taxonomy::{Builder, Provenance};

static ARCHIVE: LazyLock<PathBuf> =
    LazyLock::new(|| scratch::folder().join("ESCO dataset - v1.1.1.zip"));

fuzz_target!(|data: &[u8]| {
    fs::write(ARCHIVE.as_path(), data).expect("the folder takes files");
    let mut builder = Builder::new();
    match esco::import(&[ARCHIVE.as_path()], &mut builder) {
        Ok(report) => {
            assert_rows_add_up(&report);
            let (_, issues) = builder.build(Provenance::default());
            assert_issues(&issues);
        }
        Err(error) => {
            let expected = matches!(error, Error::Zip { .. } | Error::NothingToImport { .. });
            assert!(expected, "{error}");
            assert_one_line(&error);
        }
    }
});
