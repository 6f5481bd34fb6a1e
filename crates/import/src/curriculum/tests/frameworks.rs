//! Trees of items, whatever they are written in.

use serde_json::{Value, json};

use super::*;

/// A package with items `A`, `B` … that have their names as texts, and links
/// from child to parent; `D` is the document.
fn package(items: &str, links: &[&str]) -> Value {
    let item = |id: char| json!({"identifier": id, "uri": format!("urn:i:{id}"), "fullStatement": format!("text {id}")});
    let link = |link: &&str| {
        let (child, parent) = link.split_once('<').unwrap();
        json!({
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": child, "uri": format!("urn:i:{child}")},
            "destinationNodeURI": {"identifier": parent},
        })
    };
    json!({
        "CFDocument": {"identifier": "D", "title": "document"},
        "CFItems": items.chars().map(item).collect::<Value>(),
        "CFAssociations": links.iter().map(link).collect::<Value>(),
    })
}

#[track_caller]
fn check_package(items: &str, links: &[&str], expected: &str, issues: &[&str]) {
    let issues: Vec<String> = issues.iter().map(|code| format!("{code} 1")).collect();
    let issues: Vec<&str> = issues.iter().map(String::as_str).collect();
    check("p.json", package(items, links).to_string(), expected, &issues);
}

fn titles(value: &Value) -> Vec<String> {
    let (curricula, _) = parse_curricula("p.json", value.to_string().as_bytes());
    let modules = curricula.into_iter().flat_map(|curriculum| curriculum.modules);
    modules.map(|module| module.title.unwrap_or_default()).collect()
}

#[test]
fn what_has_outcomes_below_it_is_a_module() {
    check_package(
        "ABCDEF".replace('D', "G").as_str(),
        &["A<D", "B<A", "C<B", "G<B", "E<A", "F<D"],
        "D: A 1 B 2 F 1",
        &[],
    );
    assert_eq!(titles(&package("ABC", &["A<D", "B<A", "C<B"])), ["text A / text B"]);
    // Without any association, every item stands by itself.
    check_package("ABC", &[], "D: A 1 B 1 C 1", &[]);
    check_package("", &[], "", &["PS-CURR-003"]);
}

#[test]
fn numbers_order_what_is_below() {
    let mut value = package("ABCE", &["A<D", "B<D", "C<D", "E<D"]);
    for (at, number) in [(0, json!("10")), (1, json!(9)), (3, json!(1))] {
        value["CFAssociations"][at]["sequenceNumber"] = number;
    }
    assert_eq!(titles(&value), ["text E", "text B", "text A", "text C"]);
}

#[test]
fn a_circle_is_opened_and_nothing_is_lost() {
    // From the document down: C leads back to A.
    check_package(
        "ABCE",
        &["A<D", "B<A", "C<B", "A<C", "E<C"],
        "D: C 1",
        &["PS-CURR-010", "PS-CURR-005"],
    );
    // Nothing leads to the circle, nor to what is below it.
    check_package("EABC", &["E<C", "A<B", "B<C", "C<A"], "D: C 2", &["PS-CURR-005"]);
    check_package("A", &["A<A"], "D: A 1", &["PS-CURR-005"]);
    let found = messages("p.json", &package("AB", &["A<B", "B<A"]).to_string());
    assert_eq!(found, ["the item is part of itself: each is below the one before it in `A`, `B`"]);
}

#[test]
fn links_to_nothing_are_left_out() {
    check_package("AB", &["A<D", "B<X", "X<A"], "D: A 1 B 1", &["PS-CURR-006", "PS-CURR-006"]);
    check_package("A", &["D<A"], "D: A 1", &["PS-CURR-006"]);
    let mut value = package("AA", &["A<D"]);
    check("p.json", value.to_string(), "D: A 1", &["PS-CURR-004 1"]);
    value["CFAssociations"] = json!([3, {"associationType": "isChildOf"}]);
    check(
        "p.json",
        value.to_string(),
        "D: A 1",
        &["PS-CURR-004 1", "PS-CURR-006 1", "PS-CURR-006 1"],
    );
    value["CFAssociations"] = json!({});
    check("p.json", value.to_string(), "", &["PS-CURR-001 1"]);
}

#[test]
fn an_item_below_several_is_read_below_each() {
    check_package("ABCE", &["A<D", "B<D", "C<A", "C<B", "E<C"], "D: C 1 C#2 1", &["PS-CURR-010"]);
    check_package("ABC", &["A<D", "B<D", "C<A", "C<B", "C<A"], "D: A 1 B 1", &["PS-CURR-010"]);
}

#[test]
fn what_is_shared_on_every_level_is_read_a_bounded_number_of_times() {
    // Thirty levels of two items, each below both of the level above.
    let mut links = Vec::new();
    let id = |level: u32, side: u32| char::from_u32(0x4e00 + 2 * level + side).unwrap();
    let items: String = (0..30).flat_map(|level| [id(level, 0), id(level, 1)]).collect();
    for level in 0..29 {
        for (up, down) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            links.push(format!("{}<{}", id(level + 1, down), id(level, up)));
        }
    }
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let (curricula, issues) =
        parse_curricula("p.json", package(&items, &links).to_string().as_bytes());
    let outcomes = curricula[0].modules.iter().flat_map(|module| &module.outcomes);
    let texts: std::collections::BTreeSet<_> = outcomes.filter_map(|o| o.text.as_ref()).collect();
    assert_eq!(texts.len(), 2);
    assert!(issues.last().unwrap().message.contains("left out"), "{:?}", issues.last());
    assert_eq!(issues.iter().filter(|issue| issue.code == codes::CURRICULUM_PARTS).count(), 59);
}

#[test]
fn a_deep_framework_does_not_overflow() {
    let id = |at: u32| char::from_u32(0x1_0000 + at).unwrap();
    let links: Vec<String> = (1..50_000).map(|at| format!("{}<{}", id(at), id(at - 1))).collect();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let items: String = (0..50_000).map(id).collect();
    let value = package(&items, &links);
    let (curricula, issues) = parse_curricula("p.json", value.to_string().as_bytes());
    assert_eq!((curricula[0].modules.len(), issues.len()), (1, 0));
    let title = curricula[0].modules[0].title.as_deref().unwrap();
    assert!(title.starts_with("… / text ") && title.split(" / ").count() == 10, "{title}");
}

#[test]
fn codes_name_modules_where_they_are_unique() {
    let mut value = package("ABC", &["A<D", "B<D", "C<D"]);
    for (at, code) in [(0, "X"), (1, "Y"), (2, "X")] {
        value["CFItems"][at]["humanCodingScheme"] = code.into();
    }
    check("p.json", value.to_string(), "D: A 1 Y 1 C 1", &[]);
}

#[test]
fn items_without_text_are_told() {
    let mut value = package("ABC", &["A<D", "B<A", "C<A"]);
    value["CFItems"][1]["fullStatement"] = " ".into();
    value["CFItems"][0]["fullStatement"] = json!({});
    check("p.json", value.to_string(), "D: A 1", &["PS-CURR-008 1", "PS-CURR-008 1"]);
    assert_eq!(titles(&value), [""]);
    value["CFItems"][1] = 3.into();
    check(
        "p.json",
        value.to_string(),
        "D: A 1",
        &["PS-CURR-008 1", "PS-CURR-006 1", "PS-CURR-008 1"],
    );
}

#[test]
fn matches_outside_of_the_document_are_concepts() {
    let mut value = package("AB", &["A<D", "B<A"]);
    let matched = |origin: &str, other: &str| {
        json!({
            "associationType": "exactMatchOf",
            "originNodeURI": origin,
            "destinationNodeURI": {"uri": other},
        })
    };
    let list = value["CFAssociations"].as_array_mut().unwrap();
    list.extend([
        matched("urn:i:B", "urn:x:2"),
        matched("urn:x:1", "urn:i:B"),
        matched("A", "urn:x:3"),
        matched("A", "urn:i:B"),
        matched("B", "no IRI"),
    ]);
    check(
        "p.json",
        value.to_string(),
        "D: A 1",
        &["PS-CURR-006 1", "PS-CURR-006 1", "PS-CURR-006"],
    );
    let (curricula, _) = parse_curricula("p.json", value.to_string().as_bytes());
    let outcome = &curricula[0].modules[0].outcomes[0];
    assert_eq!(outcome.concept.as_deref(), Some("urn:x:1"));
    assert_eq!(outcome.text.as_deref(), Some("text B"));
}

#[test]
fn the_language_is_that_of_the_document_or_of_all_items() {
    let language = |value: &Value| {
        let (curricula, issues) = parse_curricula("p.json", value.to_string().as_bytes());
        (curricula[0].language.as_ref().map(ToString::to_string), issues.len())
    };
    let mut value = package("AB", &[]);
    assert_eq!(language(&value), (None, 0));
    value["CFItems"][0]["language"] = "en-US".into();
    assert_eq!(language(&value), (None, 0));
    value["CFItems"][1]["language"] = "en-us".into();
    assert_eq!(language(&value), (Some("en-us".to_owned()), 0));
    value["CFDocument"]["language"] = "de".into();
    assert_eq!(language(&value), (Some("de".to_owned()), 0));
    value["CFDocument"]["language"] = "English".into();
    assert_eq!(language(&value), (None, 1));
}

#[test]
fn a_package_that_is_cut_off_is_not_read() {
    let text = package("AB", &["A<D"]).to_string();
    check("p.json", &text[..text.len() - 2], "", &["PS-CURR-001 1"]);
    check(
        "p.json",
        "{\"CFItems\": [{\"fullStatement\": \"x\"}]}",
        "p: item-1 1",
        &["PS-CURR-006 CFDocument"],
    );
    check("p.json", "{\"CFDocument\": 3}", "", &["PS-CURR-001 1"]);
}
