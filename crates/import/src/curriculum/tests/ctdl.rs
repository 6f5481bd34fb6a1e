//! CTDL-ASN, as Turtle and as JSON-LD.

use serde_json::{Value, json};

use super::*;

const CONTEXT: &str = "https://credreg.net/ctdlasn/schema/context/json";

/// A framework `urn:F` of the items `urn:1` to `urn:3`.
fn framework() -> Value {
    json!([
        {
            "@id": "urn:F",
            "@type": "ceasn:CompetencyFramework",
            "ceasn:name": {"en-us": "Tiling", "de": "Fliesen"},
            "ceasn:inLanguage": {"@id": "http://id.loc.gov/vocabulary/iso639-2/eng"},
            "ceasn:hasTopChild": "urn:1",
        },
        {
            "@id": "urn:1",
            "@type": ["ceasn:Competency"],
            "ceasn:competencyText": {"en-US": ["Floors"], "de": "Böden"},
            "ceasn:hasChild": [{"@id": "urn:2"}],
            "ceasn:weight": "0.5",
        },
        {
            "@id": "urn:3",
            "@type": "ceasn:Competency",
            "ceasn:competencyText": {"@value": "grout", "@language": "en-us"},
            "ceasn:isChildOf": "urn:1",
            "ceasn:listID": 2,
            "ceasn:exactAlignment": "http://example.org/grout",
        },
        {
            "@id": "urn:2",
            "@type": "http://purl.org/ctdlasn/terms/Competency",
            "http://purl.org/ctdlasn/terms/competencyText": {"en-us": "screed"},
            "ceasn:listID": "10",
        },
    ])
}

fn turtle() -> String {
    "@prefix c: <http://purl.org/ctdlasn/terms/> .\n\
     <urn:2> a c:Competency ; c:competencyText \"screed\"@en-US ; c:listID \"10\" .\n\
     <urn:3> a c:Competency ; c:competencyText \"grout\"@en-us ; c:listID \"2\" ;\n\
     c:exactAlignment <http://example.org/grout> .\n\
     <urn:1> c:competencyText \"Böden\"@de, \"Floors\"@en-us ; c:hasChild <urn:3>, <urn:2> ;\n\
     c:isTopChildOf <urn:F> .\n\
     <urn:F> a c:CompetencyFramework ; c:name \"Fliesen\"@de, \"Tiling\"@en-us .\n"
        .to_owned()
}

fn document(graph: &Value) -> String {
    json!({"@context": CONTEXT, "@graph": graph}).to_string()
}

#[test]
fn what_is_said_is_the_same_however_it_is_written() {
    let (expected, issues) = parse_curricula("f.ttl", turtle().as_bytes());
    assert_eq!(issues, []);
    assert_eq!(expected[0].title.as_deref(), Some("Tiling"));
    let outcomes: Vec<_> = expected[0].modules.iter().flat_map(|m| &m.outcomes).collect();
    let texts: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.text.as_deref()).collect();
    assert_eq!(texts, ["grout", "screed"]);
    assert_eq!(outcomes[0].concept.as_deref(), Some("http://example.org/grout"));

    let graph = framework();
    let mut turned = graph.clone();
    turned.as_array_mut().unwrap().reverse();
    // A node may stand within the one above it.
    let mut nested = graph.clone();
    let inner = nested.as_array_mut().unwrap().pop().unwrap();
    nested[1]["ceasn:hasChild"] = inner;
    // Terms of one's own.
    let own = json!({
        "@context": [CONTEXT, {
            "c": "http://purl.org/ctdlasn/terms/",
            "text": {"@id": "c:competencyText", "@container": "@language"},
            "@vocab": "http://purl.org/ctdlasn/terms/",
            "u": "urn:",
        }],
        "@graph": [
            {"@id": "u:F", "@type": "CompetencyFramework", "name": {"en-us": "Tiling"},
             "c:hasTopChild": {"@list": ["u:1"]}},
            {"@id": "u:1", "text": {"en-us": "Floors"}, "hasChild": ["u:2", "u:3"]},
            {"@id": "u:2", "text": {"en-us": "screed"}, "listID": {"@value": "10"}},
            {"@id": "u:3", "text": {"en-us": "grout"}, "listID": "2",
             "exactAlignment": {"@id": "http://example.org/grout"}},
        ],
    });
    for text in [
        document(&graph),
        document(&turned),
        document(&nested),
        graph.to_string(),
        json!({"@graph": graph}).to_string(),
        own.to_string(),
    ] {
        let (found, issues) = parse_curricula("f.json", text.as_bytes());
        assert_eq!(issues, [], "{text}");
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn other_contexts_are_not_read() {
    let with = |context: Value| json!({"@context": context, "@graph": framework()}).to_string();
    check("f.json", with(json!([CONTEXT, null])), "urn:F: urn:1 2", &[]);
    for context in [
        json!("https://example.org/context"),
        json!([CONTEXT, "https://example.org/context"]),
        json!({"@base": "urn:"}),
        json!({"ceasn": 3}),
        json!({"x": {"@reverse": "ceasn:hasChild"}}),
        json!(true),
    ] {
        check("f.json", with(context), "", &["PS-CURR-007 1 @context"]);
    }
    let mut graph = framework();
    graph[1]["@context"] = json!({"ceasn": "urn:other:"});
    check("f.json", document(&graph), "", &["PS-CURR-007 @context"]);
    let mut graph = framework();
    graph[1]["@reverse"] = json!({});
    check("f.json", document(&graph), "urn:F: urn:1 2", &["PS-CURR-001 @reverse"]);
}

#[test]
fn what_is_not_in_the_file_is_told() {
    let mut graph = framework();
    graph[1]["ceasn:hasChild"] = json!(["urn:2", "urn:9"]);
    graph[2]["ceasn:exactAlignment"] = "none".into();
    check("f.json", document(&graph), "urn:F: urn:1 2", &["PS-CURR-006", "PS-CURR-006"]);
    let without = |at: usize| {
        let mut graph = framework();
        graph.as_array_mut().unwrap().remove(at);
        document(&graph)
    };
    check("f.json", without(0), "f: urn:1 2", &["PS-CURR-006"]);
    check("f.json", document(&json!([])), "", &["PS-CURR-001"]);
    check("f.ttl", "<urn:a> a <urn:b> .", "", &["PS-CURR-001"]);
    let text = without(1);
    check("f.json", &text, "urn:F: urn:3 1 urn:2 1", &["PS-CURR-006", "PS-CURR-006"]);
    check("f.json", &text[..text.len() - 3], "", &["PS-CURR-001 1"]);
}

#[test]
fn items_are_shared_out_among_frameworks() {
    let head = "@prefix c: <http://purl.org/ctdlasn/terms/> .\n\
        <urn:F> a c:CompetencyFramework ; c:hasTopChild <urn:1> .\n\
        <urn:G> a c:CompetencyFramework .\n\
        <urn:1> c:competencyText \"a\" ; c:hasChild <urn:2> .\n\
        <urn:2> c:competencyText \"b\" .\n\
        <urn:3> c:competencyText \"c\" ; c:isPartOf <urn:G> .\n";
    check("f.ttl", head, "urn:F: urn:1 1; urn:G: urn:3 1", &[]);
    let more = "<urn:4> c:competencyText \"d\" .\n\
        <urn:3> c:isPartOf <urn:F> ; c:isChildOf <urn:1> .\n\
        <urn:5> c:competencyText \"e\" ; c:isPartOf <urn:G> ; c:isChildOf <urn:1> .\n";
    check(
        "f.ttl",
        format!("{head}{more}"),
        "urn:F: urn:1 2 urn:4 1; urn:G: urn:5 1",
        &["PS-CURR-006", "PS-CURR-006", "PS-CURR-006"],
    );
}

#[test]
fn nodes_without_a_name_are_read_the_same_each_time() {
    let text = "@prefix c: <http://purl.org/ctdlasn/terms/> .\n\
        <urn:F> a c:CompetencyFramework ; c:hasTopChild [ c:competencyText \"a\" ; \
        c:hasChild [ c:competencyText \"b\" ], [ c:competencyText \"c\" ] ] .\n";
    let once = parse_curricula("f.ttl", text.as_bytes());
    assert_eq!(once.0[0].modules[0].outcomes.len(), 2);
    assert_eq!(parse_curricula("f.ttl", text.as_bytes()), once);
    let json = json!({"@type": "ceasn:CompetencyFramework", "@id": "urn:F", "ceasn:hasTopChild":
        {"ceasn:competencyText": "a", "ceasn:hasChild": [{"ceasn:competencyText": "b"}]}});
    check("f.json", json.to_string(), "urn:F: _:unnamed-1 1", &[]);
}

#[test]
fn faults_of_turtle_cost_themselves_only() {
    let text = turtle();
    check(
        "f.ttl",
        format!("{text}<urn:4> c:competencyText \"x .\n"),
        "urn:F: urn:1 2",
        &["PS-RDF-001 8"],
    );
    check("f.ttl", "\u{feff}\n", "", &["PS-FILE-004"]);
    let twice = text.replace("\"screed\"@en-US", "\"screed\"@en-US, \"base\"@en-us");
    check("f.ttl", twice, "urn:F: urn:1 2", &["PS-CURR-002"]);
}
