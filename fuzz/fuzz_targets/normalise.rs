//! Any text as a label or a query.
//!
//! What must hold:
//!
//! - The normal form has no blanks but single ones inside, no upper case of
//!   ASCII, and is its own normal form.
//! - Searching, completing and resolving answer within the limit, with
//!   concepts of the taxonomy and scores up to 100, the best first.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::sample;
use passerelle_model::{ConceptKind, LanguageTag};
use passerelle_search::{Filter, Hit, Index, Resolution, normalise};
use passerelle_taxonomy::Taxonomy;

const LIMIT: usize = 3;

static WORLD: LazyLock<(Taxonomy, Index)> = LazyLock::new(|| {
    let taxonomy = sample::taxonomy();
    let index = Index::in_memory(&taxonomy).expect("a small index fits into memory");
    (taxonomy, index)
});

static FILTERS: LazyLock<[Filter; 2]> = LazyLock::new(|| {
    let german_skills = Filter {
        kinds: vec![ConceptKind::Skill],
        scheme: WORLD.0.find_scheme("urn:x:trades"),
        language: LanguageTag::parse("de").ok(),
    };
    [Filter::default(), german_skills]
});

fuzz_target!(|text: &str| {
    let normal = normalise(text);
    assert_eq!(normalise(&normal), normal, "not idempotent for {text:?}");
    assert!(!normal.contains("  ") && normal.trim() == normal, "{normal:?}");
    assert!(!normal.bytes().any(|b| b.is_ascii_uppercase()), "{normal:?}");

    let (taxonomy, index) = &*WORLD;
    // A look-up costs a thousand times what the normal form does, so each
    // text takes one of the ways only; its mutations take the others.
    let way = text.len();
    let filter = &FILTERS[way % FILTERS.len()];
    let found = index.search(taxonomy, text, filter, LIMIT).expect("the index is sound");
    assert!(found.is_sorted_by(|a, b| a.score >= b.score), "{found:?}");
    check(&found, LIMIT);
    let completed = index.complete(taxonomy, text, filter, LIMIT).expect("the index is sound");
    check(&completed, LIMIT);
    let all = taxonomy.concepts().collect::<Vec<_>>();
    let own = [&[], &all[..1], &all[..]][way % 3];
    match index.resolve(taxonomy, text, filter, own).expect("the index is sound") {
        Resolution::Resolved { concept, score } => {
            assert!((85..=100).contains(&score) && all.contains(&concept));
        }
        Resolution::Ambiguous { candidates } => {
            assert!(candidates.len() >= 2);
            check(&candidates, 5);
        }
        Resolution::NoMatch { nearest } => check(&nearest, 5),
    }
});

fn check(hits: &[Hit], limit: usize) {
    assert!(hits.len() <= limit);
    for hit in hits {
        assert!(hit.score <= 100 && !hit.label.is_empty(), "{hit:?}");
        assert_eq!(hit.language.is_some(), hit.role.is_some());
        assert!(WORLD.0.concept_at(hit.concept.number()).is_some());
    }
}
