//! Any bytes as one CSV file of an ESCO bundle, among valid others.
//!
//! The first byte chooses the file; its highest bit, whether the input stands
//! beside the valid file in another language, or in its place. What must
//! hold:
//!
//! - The import gives a report: a bad table is an issue, not an error.
//! - In every file, rows are imported or left out, and each that is left out
//!   has an issue with its line; messages are one line.
//! - Whatever came into the builder builds, checks, and survives saving.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_rows_add_up, bundle, saved_and_loaded, scratch};
use passerelle_import::esco;
use passerelle_search::normalise;
use passerelle_taxonomy::{Builder, Provenance};

/// The folder with the valid bundle, which every input finds and leaves.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = scratch::folder();
    for (name, content) in bundle::FILES {
        fs::write(folder.join(name), content).expect("the folder takes files");
    }
    folder
});

fuzz_target!(|data: &[u8]| {
    let Some((&choice, input)) = data.split_first() else { return };
    let (name, valid) = bundle::FILES[usize::from(choice & 0x7f) % bundle::FILES.len()];
    let beside = choice >> 7 == 1;
    let path = if beside {
        let stem = name.trim_end_matches(".csv").trim_end_matches("_en");
        FOLDER.join(format!("{stem}_de.csv"))
    } else {
        FOLDER.join(name)
    };
    fs::write(&path, input).expect("the folder takes files");

    let mut builder = Builder::new();
    let report = esco::import(&[FOLDER.as_path()], &mut builder).expect("every file can be read");
    assert_rows_add_up(&report);
    assert_eq!(report.files.len(), bundle::FILES.len() + usize::from(beside));
    let (taxonomy, issues) = builder.build(Provenance::default());
    assert_issues(&issues);
    assert_issues(&taxonomy.check(&normalise).expect("it was built in memory"));
    saved_and_loaded(&taxonomy);

    if beside {
        fs::remove_file(&path).expect("it was just written");
    } else {
        fs::write(&path, valid).expect("the folder takes files");
    }
});
