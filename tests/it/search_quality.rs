//! Search on ESCO, judged by two lists of queries that were written before
//! the search was run. The validation list may be looked at to improve the
//! search; of the test list only the figure may be.

use std::collections::BTreeMap;
use std::path::Path;

use passerelle_model::ConceptKind;
use passerelle_search::{Filter, Index};
use passerelle_taxonomy::Taxonomy;

use crate::support::esco;

/// The kinds that a clerk means.
fn kinds(text: &str) -> Vec<ConceptKind> {
    match text {
        "occupation" => vec![ConceptKind::Occupation],
        "skill" => ConceptKind::SKILLS.to_vec(),
        _ => Vec::new(),
    }
}

fn run(taxonomy: &Taxonomy, index: &Index, file: &str, show: bool) -> (usize, usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let (mut found, mut all) = (0, 0);
    let mut by_variation: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for line in text.lines().skip(2) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [query, wanted, label, variation, kind] = fields[..] else { panic!("{line}") };
        let filter = Filter { kinds: kinds(kind), ..Filter::default() };
        let hits = index.search(taxonomy, query, &filter, 5).unwrap();
        let hit = hits.iter().any(|h| wanted.split(' ').any(|w| w == taxonomy.iri(h.concept)));
        found += usize::from(hit);
        all += 1;
        let counts = by_variation.entry(variation).or_default();
        counts.0 += u32::from(hit);
        counts.1 += 1;
        if show && !hit {
            let got: Vec<String> =
                hits.iter().map(|h| format!("{} {}", h.label, h.score)).collect();
            println!("miss: {query} ({variation}) wanted {label}; got {}", got.join(" | "));
        }
    }
    println!("{file}: {found} of {all}; {by_variation:?}");
    (found, all)
}

#[test]
fn wanted_concepts_are_among_the_first_five() {
    let Some(esco) = esco() else { return };
    let taxonomy = &esco.taxonomy;
    let index = Index::in_memory(taxonomy).unwrap();
    for (file, show) in [("search-validation.tsv", true), ("search-test.tsv", false)] {
        let (found, all) = run(taxonomy, &index, file, show);
        assert!(all >= 60, "{file} has {all} queries");
        assert!(found * 10 >= all * 9, "{file}: {found} of {all} found");
    }
}
