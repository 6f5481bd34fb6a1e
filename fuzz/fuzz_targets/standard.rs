//! Any text as the TOML of a joint standard.
//!
//! What must hold:
//!
//! - Parsing gives a standard or one issue, in one line.
//! - What parses can be checked, alone and against ESCO, and put into a
//!   builder – also where the checks find it wrong: a caller may report
//!   everything at once.
//! - What was put there builds, checks, and survives saving.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line, lists, sample, saved_and_loaded};
use passerelle_import::standard::parse_standard;
use passerelle_search::normalise;
use passerelle_taxonomy::{Builder, Provenance, Source, Taxonomy};

/// Stands for ESCO: it knows the concepts that the seeds name.
static ESCO: LazyLock<Taxonomy> = LazyLock::new(sample::taxonomy);

fuzz_target!(|text: &str| {
    let standard = match parse_standard("in.toml", text) {
        Ok(standard) => standard,
        Err(issue) => {
            assert_issues(std::slice::from_ref(&issue));
            assert_one_line(&issue);
            return;
        }
    };
    assert_issues(&standard.check("in.toml"));
    let against = standard.check_against_esco("in.toml", &ESCO);
    assert_issues(&against.expect("its labels are in memory"));

    let mut builder = Builder::new();
    let ours = builder.source(Source::named("Passerelle"));
    let esco = builder.source(Source::named("ESCO"));
    assert!(lists::add_to(&mut builder, ours).is_empty());
    assert_issues(&standard.add_to("in.toml", &mut builder, ours, esco));
    let (taxonomy, issues) = builder.build(Provenance::default());
    assert_issues(&issues);
    assert_issues(&taxonomy.check(&normalise).expect("it was built in memory"));
    saved_and_loaded(&taxonomy);
});
