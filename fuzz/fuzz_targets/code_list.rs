//! Any bytes as the CSV of a code list.
//!
//! What must hold:
//!
//! - Reading gives issues, each in one line, and never an error or a panic.
//! - Every code is a concept of the list's scheme, found by its notation.
//! - A level that a code states is one of the list of levels, read before.
//! - What was read builds, checks, and survives saving.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, lists, saved_and_loaded};
use passerelle_import::code_list::{self, CodeList};
use passerelle_search::normalise;
use passerelle_taxonomy::{Builder, Provenance, Source};

static LEVELS: LazyLock<(CodeList, &str)> = LazyLock::new(lists::skill_levels);
static LIST: LazyLock<CodeList> = LazyLock::new(|| lists::isco().0);

fuzz_target!(|data: &[u8]| {
    let (levels, csv) = &*LEVELS;
    let mut builder = Builder::new();
    let source = builder.source(Source::named("codes"));
    let before = code_list::import(levels, &levels.file, csv.as_bytes(), source, &mut builder);
    assert!(before.is_empty(), "{before:?}");
    assert_issues(&code_list::import(&LIST, "in.csv", data, source, &mut builder));
    let (taxonomy, issues) = builder.build(Provenance::default());
    assert_issues(&issues);
    assert_issues(&taxonomy.check(&normalise).expect("it was built in memory"));
    let taxonomy = saved_and_loaded(&taxonomy);
    let scheme = taxonomy.find_scheme(LIST.scheme.as_str());
    let is_level = |c| taxonomy.iri(c).starts_with(levels.namespace.as_str());
    for c in taxonomy.concepts().filter(|&c| !is_level(c)) {
        let code = taxonomy.notation(c).expect("a code is its notation");
        let found = taxonomy.find_notation(code).iter().copied();
        assert!(found.filter(|&c| !is_level(c)).eq([c]));
        assert_eq!(taxonomy.iri(c).strip_prefix(LIST.namespace.as_str()), Some(code));
        assert_eq!(taxonomy.in_schemes(c).first().copied(), scheme);
        assert!(taxonomy.level(c).is_none_or(is_level));
    }
});
