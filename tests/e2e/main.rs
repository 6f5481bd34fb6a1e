//! Runs of the program as its users run it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod align;
mod bad_input;
mod batch;
mod bundle;
mod crosswalk;
mod esco;
mod recognise;
mod scale;
mod schemas;
mod standards;
mod support;
mod translate;
mod versions;

/// The README's tour and the transcripts beside this file.
#[test]
fn transcripts_hold() {
    let root = support::root();
    std::env::set_current_dir(&root).unwrap();
    std::fs::create_dir_all(root.join("target")).unwrap();
    trycmd::TestCases::new()
        .register_bin("passerelle", std::path::Path::new(env!("CARGO_BIN_EXE_passerelle")))
        .case(root.join("README.md"))
        .case(root.join("docs/standards.md"))
        .case(root.join("docs/alignment.md"))
        .case(root.join("docs/recognition.md"))
        .case(root.join("docs/corridors.md"))
        .case(root.join("tests/e2e/*.md"));
}
