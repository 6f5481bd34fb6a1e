//! Anything is read, and no item of a framework is lost.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;

const NAMES: [&str; 7] = ["in.toml", "in.json", "in.jsonl", "in.csv", "in.tsv", "in.ttl", "in.nt"];

const SAMPLES: [&str; 7] = [
    TOML_TEMPLATE,
    JSON_TEMPLATE,
    CSV_TEMPLATE,
    include_str!("../../../../../fixtures/curricula/circle.case.json"),
    "{\"A\": {\"recs\": [{\"no\": \"1\", \"title\": \"a- b\", \"weeks\": 104, \"stmts\": [\"c\"]}]}}",
    "{\"@context\": {\"c\": \"http://purl.org/ctdlasn/terms/\"}, \"@graph\": [{\"@id\": \"urn:F\", \
     \"@type\": \"c:CompetencyFramework\", \"c:hasTopChild\": {\"@id\": \"urn:1\", \
     \"c:competencyText\": {\"en\": \"a\"}, \"c:hasChild\": [{\"c:competencyText\": \"b\"}]}}]}",
    "@prefix c: <http://purl.org/ctdlasn/terms/> .\n<urn:F> a c:CompetencyFramework .\n\
     <urn:1> c:competencyText \"a\"@en ; c:isTopChildOf <urn:F> ; c:hasChild <urn:2> .\n\
     <urn:2> c:competencyText \"b\" ; c:listID \"1\" ; c:exactAlignment <urn:x> .\n",
];

const WORDS: [&str; 12] =
    ["", " ", "\n", "\"", ",", "{", "[", "-1", "null", "\u{feff}", "\"id\": \"a\", ", "M1"];

/// A sample in which some places say something else.
fn changed() -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), 0..30_usize, prop::sample::select(&WORDS[..]));
    let changes = prop::collection::vec(change, 0..4);
    (prop::sample::select(&SAMPLES[..]), changes).prop_map(|(sample, changes)| {
        let mut text: Vec<char> = sample.chars().collect();
        for (at, len, word) in changes {
            let start = at.index(text.len() + 1);
            let end = (start + len).min(text.len());
            text.splice(start..end, word.chars());
        }
        text.into_iter().collect()
    })
}

fn assert_read(bytes: &[u8]) {
    for name in NAMES {
        let (curricula, issues) = parse_curricula(name, bytes);
        assert!(!(curricula.is_empty() && issues.is_empty()), "{name}");
        assert_eq!(parse_curricula(name, bytes), (curricula.clone(), issues), "{name}");
        if !curricula.is_empty() {
            let json = serde_json::to_vec(&curricula).unwrap();
            assert_eq!(parse_curricula("again.json", &json), (curricula, Vec::new()), "{name}");
        }
    }
}

proptest! {
    #[test]
    fn what_is_read_is_read_again_as_the_same(text in changed()) {
        assert_read(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        assert_read(&bytes);
    }

    #[test]
    fn no_item_is_lost(links in prop::collection::vec((0..6_usize, 0..7_usize), 0..12)) {
        let item = |at: usize| json!({"identifier": at, "fullStatement": format!("<{at}>")});
        let link = |(child, parent): &(usize, usize)| json!({
            "associationType": "isChildOf",
            "originNodeURI": child.to_string(),
            "destinationNodeURI": if *parent == 6 { "D".to_owned() } else { parent.to_string() },
        });
        let package = json!({
            "CFDocument": {"identifier": "D"},
            "CFItems": (0..6).map(item).collect::<Vec<_>>(),
            "CFAssociations": links.iter().map(link).collect::<Vec<_>>(),
        });
        let (curricula, _) = parse_curricula("p.json", package.to_string().as_bytes());
        let modules = || curricula.iter().flat_map(|curriculum| &curriculum.modules);
        let outcomes = modules().flat_map(|module| &module.outcomes);
        let titles = modules().filter_map(|module| module.title.as_ref());
        let texts = outcomes.filter_map(|outcome| outcome.text.as_ref()).chain(titles);
        let found: BTreeSet<&str> = texts.flat_map(|text| text.split(" / ")).collect();
        prop_assert_eq!(found.len(), 6, "{:?}", found);
    }
}
