//! Any bytes as a file of curricula, in each of its forms.
//!
//! What must hold, whatever the name ends in:
//!
//! - Reading gives curricula and issues, each in one line, and never a panic;
//!   reading again gives the same.
//! - A file that gives no curriculum has an issue.
//! - Ids of curricula are unique, and so are those of modules in each.
//! - Each has an outcome; every outcome has a text, a concept or a code, and
//!   no concept beside a code. No text is blank.
//! - Written as JSON and read again it is the same, without an issue.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::assert_issues;
use passerelle_import::curriculum::parse_curricula;
use passerelle_model::{Curriculum, ModuleOutcome};

const NAMES: [&str; 7] = ["in.toml", "in.json", "in.jsonl", "in.csv", "in.tsv", "in.ttl", "in.nt"];

fuzz_target!(|data: &[u8]| {
    for name in NAMES {
        let (curricula, issues) = parse_curricula(name, data);
        assert_issues(&issues);
        assert!(!(curricula.is_empty() && issues.is_empty()), "{name}");
        assert_eq!(parse_curricula(name, data), (curricula.clone(), issues), "{name}");
        let ids: BTreeSet<&str> =
            curricula.iter().map(|curriculum| curriculum.id.as_str()).collect();
        assert_eq!(ids.len(), curricula.len(), "{name}");
        curricula.iter().for_each(assert_sound);
        if curricula.is_empty() {
            continue;
        }
        let json = serde_json::to_vec(&curricula).expect("a curriculum can be written");
        assert_eq!(parse_curricula("again.json", &json), (curricula, Vec::new()), "{name}");
    }
});

fn assert_sound(curriculum: &Curriculum) {
    assert_text(&curriculum.id);
    curriculum.title.as_deref().into_iter().for_each(assert_text);
    let ids: BTreeSet<&str> = curriculum.modules.iter().map(|module| module.id.as_str()).collect();
    assert_eq!(ids.len(), curriculum.modules.len());
    assert!(curriculum.modules.iter().any(|module| !module.outcomes.is_empty()));
    for module in &curriculum.modules {
        assert_text(&module.id);
        module.title.as_deref().into_iter().for_each(assert_text);
        module.outcomes.iter().for_each(assert_outcome);
    }
}

fn assert_outcome(outcome: &ModuleOutcome) {
    let ModuleOutcome { concept, code, text } = outcome;
    assert!(concept.is_none() || code.is_none(), "{outcome:?}");
    let parts = [concept, code, text].into_iter().flatten();
    assert!(parts.clone().next().is_some());
    parts.for_each(|part| assert_text(part));
}

fn assert_text(text: &str) {
    assert!(!text.is_empty() && text.trim() == text, "{text:?}");
}
