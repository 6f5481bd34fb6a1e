use MappingPredicate::{Broad, Close, Exact, Narrow, Related};
use passerelle_model::crosswalk::{NO_TERM_FOUND, SlotValue, predicate_iri};
use passerelle_model::{Direction, Issue, MappingPredicate};
use proptest::prelude::*;

use super::*;

/// A crosswalk from rows `subject predicate object confidence`; the
/// predicate is a name of SKOS or an IRI, `!` before it negates, the
/// confidence may be left out.
pub(super) fn crosswalk(id: &str, rows: &[&str]) -> Crosswalk {
    let mut set = Crosswalk::default();
    set.slots.insert("mapping_set_id".into(), id.into());
    for (at, row) in rows.iter().enumerate() {
        let parts: Vec<&str> = row.split(' ').collect();
        let name = parts[1].trim_start_matches('!');
        let end =
            |text: &str| if text == "none" { NO_TERM_FOUND.into() } else { format!("urn:{text}") };
        let mut mapping = CrosswalkMapping {
            subject: end(parts[0]),
            predicate: name.parse().map_or_else(|_| name.to_owned(), predicate_iri),
            object: end(parts[2]),
            justification: "semapv:ManualMappingCuration".into(),
            line: at as u64 + 2,
            ..Default::default()
        };
        mapping.set("subject_label", parts[0]);
        mapping.set("object_label", parts[2]);
        if name != parts[1] {
            mapping.set("predicate_modifier", "Not");
        }
        if let Some(confidence) = parts.get(3) {
            mapping.set("confidence", *confidence);
        }
        set.mappings.push(mapping);
    }
    set
}

/// The rows that [`crosswalk`] would make the mappings from, with the
/// concepts on the way.
fn rows(set: &Crosswalk) -> Vec<String> {
    set.mappings
        .iter()
        .map(|m| {
            let negated = if m.is_negated() { "!" } else { "" };
            let confidence = m.slot("confidence").map_or(String::new(), |c| format!(" {c}"));
            let via = m
                .slots
                .get(VIA)
                .map_or(String::new(), |v| format!(" via {}", v.values().join(",")));
            let (subject, object) = ends(m);
            format!("{subject} {negated}{} {object}{confidence}{via}", predicate_name(m))
                .replace("urn:", "")
        })
        .collect()
}

fn messages(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| format!("{} {}", issue.code, issue.message)).collect()
}

fn check_compose(first: &[&str], second: &[&str], expected: &[&str]) -> Composition {
    let composition = compose(&crosswalk("urn:set:a", first), &crosswalk("urn:set:b", second));
    assert_eq!(rows(&composition.crosswalk), expected);
    composition
}

#[test]
fn composing_multiplies_and_names_the_way() {
    let composition = check_compose(
        &["a1 exactMatch b1 0.9", "a2 broadMatch b1 0.58", "a3 closeMatch b2"],
        &["b1 broadMatch c1 0.5", "b2 exactMatch c2 0.8"],
        &[
            "a1 broadMatch c1 0.45 via b1",
            "a2 broadMatch c1 0.29 via b1",
            "a3 closeMatch c2 via b2",
        ],
    );
    let set = &composition.crosswalk;
    assert_eq!(set.slots["mapping_set_source"].values(), ["urn:set:a", "urn:set:b"]);
    assert_eq!(set.mappings[0].slot("ext_composed"), None);
    assert_eq!(set.mappings[1].slot("ext_composed"), Some("true"));
    assert!(set.mappings[0].justification.ends_with("MappingChaining"));
    assert_eq!(set.mappings[0].slot("subject_label"), Some("a1"));
    assert_eq!(set.mappings[0].slot("object_label"), Some("c1"));
}

#[test]
fn composing_leaves_out_what_says_nothing() {
    let composition = check_compose(
        &[
            "a1 broadMatch b1",
            "a2 !exactMatch b1",
            "a3 exactMatch none",
            "a4 exactMatch b9",
            "a5 related b1",
        ],
        &["b1 narrowMatch c1", "none exactMatch c2"],
        &[],
    );
    assert_eq!((composition.paths, composition.ended, composition.unmet), (1, 1, 1));
}

#[test]
fn composing_keeps_the_best_way() {
    check_compose(
        &["a closeMatch b1 0.8", "a exactMatch b2 0.8", "a exactMatch b3 0.7", "a exactMatch b4"],
        &["b1 exactMatch c 1", "b2 exactMatch c 1", "b3 exactMatch c 1", "b4 exactMatch c 1"],
        &["a exactMatch c 0.8 via b2"],
    );
    check_compose(
        &["a exactMatch b2", "a exactMatch b1"],
        &["b1 exactMatch c", "b2 exactMatch c"],
        &["a exactMatch c via b1"],
    );
}

#[test]
fn a_composed_crosswalk_remembers_what_is_beyond_skos() {
    let [a, b, c] = ["a closeMatch b", "b closeMatch c", "c closeMatch d"]
        .map(|row| crosswalk("urn:set", &[row]));
    let ab = compose(&a, &b).crosswalk;
    assert_eq!(ab.mappings[0].slot("ext_beyond_skos"), Some("true"));
    assert_eq!(compose(&ab, &c).ended, 1);
    let bc = compose(&b, &c).crosswalk;
    assert_eq!(compose(&a, &bc).ended, 1);
}

#[test]
fn inverting_leaves_out_what_has_no_inverse() {
    let mut set = crosswalk(
        "urn:set",
        &[
            "a broadMatch b 0.5",
            "c http://www.w3.org/2002/07/owl#equivalentClass d",
            "e http://www.w3.org/2000/01/rdf-schema#subClassOf f",
            "g exactMatch none",
        ],
    );
    set.mappings[0].set("mapping_cardinality", "1:n");
    set.mappings[0].set("predicate_label", "has broader match");
    set.slots.insert("subject_source".into(), "urn:a".into());
    let (inverse, issues) = invert(&set);
    assert_eq!(
        rows(&inverse),
        [
            "b narrowMatch a 0.5",
            "d http://www.w3.org/2002/07/owl#equivalentClass c",
            "https://w3id.org/sssom/NoTermFound exactMatch g"
        ]
    );
    assert_eq!(inverse.mappings[0].slot("mapping_cardinality"), Some("n:1"));
    assert_eq!(inverse.mappings[0].slot("predicate_label"), Some("has narrower match"));
    assert_eq!(inverse.slot("object_source"), Some("urn:a"));
    assert_eq!(inverse.slot(INVERTED), Some("true"));
    assert_eq!(
        messages(&issues),
        [
            "PS-MAP-001 urn:e to urn:f: `http://www.w3.org/2000/01/rdf-schema#subClassOf` has no inverse"
        ]
    );
    assert_eq!(issues[0].place.line, Some(4));
}

#[test]
fn merging_keeps_both_and_decides_nothing() {
    let mut a = crosswalk("urn:set:a", &["a exactMatch b", "c broadMatch d", "e exactMatch f"]);
    let mut b = crosswalk("urn:set:b", &["a exactMatch b", "c narrowMatch d", "g exactMatch h"]);
    for (set, version) in [(&mut a, "1"), (&mut b, "2")] {
        set.slots.insert("license".into(), format!("urn:licence:{version}").into());
        set.slots.insert("subject_source".into(), "urn:esco".into());
        set.slots.insert("object_source".into(), "urn:n".into());
    }
    let (merged, issues) = merge(&a, &b);
    assert_eq!(
        rows(&merged),
        ["a exactMatch b", "c broadMatch d", "e exactMatch f", "c narrowMatch d", "g exactMatch h"]
    );
    assert_eq!(
        messages(&issues),
        [
            "PS-MAP-003 `license`: `urn:licence:1` and `urn:licence:2`",
            "PS-MAP-002 urn:c to urn:d: broadMatch and narrowMatch"
        ]
    );
    assert_eq!(merged.slot("subject_source"), Some("urn:esco"));
    assert_eq!(merged.slots["mapping_set_source"].values(), ["urn:set:a", "urn:set:b"]);

    b.slots.insert("object_source".into(), "urn:m".into());
    let (merged, _) = merge(&a, &b);
    assert_eq!(merged.slot("object_source"), None);
    let sources: Vec<_> = merged.mappings.iter().map(|m| m.slot("object_source")).collect();
    assert_eq!(sources, [&[Some("urn:n"); 3][..], &[Some("urn:m"); 3][..]].concat());
}

#[test]
fn a_diff_tells_added_removed_and_changed() {
    let older = crosswalk("urn:set", &["a exactMatch b 0.5", "c broadMatch d", "e exactMatch f"]);
    let mut newer =
        crosswalk("urn:set", &["g exactMatch h", "c closeMatch d", "a exactMatch b 0.6"]);
    newer.mappings[2].set("object_label", "B");
    let found = diff(&older, &newer);
    let pairs =
        |list: &[DiffMapping]| -> Vec<String> { list.iter().map(|m| m.subject.clone()).collect() };
    assert_eq!(pairs(&found.added), ["urn:g"]);
    assert_eq!(pairs(&found.removed), ["urn:e"]);
    assert_eq!(found.same, 0);
    let json = serde_json::to_value(&found.changed).unwrap();
    assert_eq!(json[0]["fields"], serde_json::json!(["confidence", "object_label"]));
    assert_eq!(json[1]["fields"], serde_json::json!(["predicate"]));
    assert_eq!(json[1]["after"]["predicate"], "closeMatch");
}

#[test]
fn a_diff_pairs_what_is_stated_more_than_once() {
    let older = crosswalk("urn:set", &["a exactMatch b", "a broadMatch b"]);
    let newer = crosswalk("urn:set", &["a narrowMatch b", "a exactMatch b", "a relatedMatch b"]);
    let found = diff(&older, &newer);
    assert_eq!((found.same, found.changed.len(), found.added.len()), (1, 1, 1));
    assert_eq!(found.changed[0].after.predicate, "narrowMatch");
}

#[test]
fn stats_count_rows_concepts_and_fans() {
    let set = crosswalk(
        "urn:set",
        &[
            "a exactMatch x",
            "a exactMatch y",
            "b exactMatch y",
            "c broadMatch y 0.5",
            "d exactMatch none",
            "e !exactMatch x",
        ],
    );
    let stats = stats(&set);
    assert_eq!((stats.rows, stats.unmapped, stats.negated), (6, 1, 1));
    assert_eq!((stats.subjects, stats.objects, stats.confidence_stated), (3, 2, 1));
    assert_eq!(stats.exact_per_mille, 750);
    assert_eq!(stats.fan_out, Fan { one: 2, two: 1, ..Fan::default() });
    assert_eq!(stats.fan_in, Fan { one: 1, three_to_five: 1, ..Fan::default() });
    let json = serde_json::to_value(&stats).unwrap();
    assert_eq!(
        json["cardinality"]["exactMatch"],
        serde_json::json!({ "1:1": 0, "1:n": 1, "n:1": 1, "n:n": 1 })
    );
}

/// Sets over a few concepts, so that their mappings meet; no mapping twice.
fn any_crosswalk(from: &'static str, to: &'static str) -> impl Strategy<Value = Crosswalk> {
    let predicate = proptest::sample::select(MappingPredicate::ALL);
    let row = (0..5u8, predicate, 0..5u8, proptest::option::of(0..=100u8), any::<bool>());
    proptest::collection::vec(row, 0..12).prop_map(move |rows| {
        let mut rows: Vec<String> = rows
            .into_iter()
            .map(|(s, p, o, confidence, negated)| {
                let confidence =
                    confidence.map_or(String::new(), |c| format!(" {}", f64::from(c) / 100.0));
                let negated = if negated && s == 0 { "!" } else { "" };
                format!("{from}{s} {negated}{p} {to}{o}{confidence}")
            })
            .collect();
        rows.sort_unstable();
        rows.dedup();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut set = crosswalk("urn:set", &rows);
        set.slots.insert("subject_source".into(), SlotValue::from(from));
        set.slots.insert("ext_object_language".into(), SlotValue::from("de"));
        set
    })
}

/// Every concept of one end, exactly itself.
fn identity(concept: &str) -> Crosswalk {
    let rows: Vec<String> =
        (0..5).map(|at| format!("{concept}{at} exactMatch {concept}{at} 1")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    crosswalk("urn:identity", &rows)
}

/// What is left of rows when each pair has its best one only: composing
/// with the identity keeps one mapping for each pair.
fn best(set: &Crosswalk, after: bool) -> Vec<String> {
    let mut kept: Vec<&CrosswalkMapping> =
        set.mappings.iter().filter(|m| !m.is_negated()).collect();
    kept.retain(|m| !after || m.predicate_kind() != Some(Related));
    kept.sort_by_key(|m| {
        let confidence = std::cmp::Reverse(m.confidence());
        (m.subject.as_str(), m.object.as_str(), confidence, m.predicate_kind())
    });
    kept.dedup_by_key(|m| (m.subject.as_str(), m.object.as_str()));
    rows(&Crosswalk { mappings: kept.into_iter().cloned().collect(), ..Default::default() })
}

fn without_way(set: &Crosswalk) -> Vec<String> {
    rows(set).iter().map(|row| row.split(" via ").next().unwrap().to_owned()).collect()
}

proptest! {
    #[test]
    fn inverting_twice_is_the_identity(set in any_crosswalk("a", "b")) {
        let (inverse, issues) = invert(&set);
        prop_assert!(issues.is_empty());
        prop_assert_eq!(invert(&inverse).0, set);
    }

    #[test]
    fn composing_with_the_identity_changes_nothing_but_provenance(set in any_crosswalk("a", "b")) {
        // A mapping without stated confidence stays without: sorting last is
        // the same on both sides.
        let before = compose(&identity("a"), &set).crosswalk;
        prop_assert_eq!(without_way(&before), best(&set, false));
        // Nothing comes after related, not even the identity.
        let after = compose(&set, &identity("b")).crosswalk;
        prop_assert_eq!(without_way(&after), best(&set, true));
    }

    #[test]
    fn merging_with_itself_is_itself(set in any_crosswalk("a", "b")) {
        let (merged, issues) = merge(&set, &set);
        prop_assert!(issues.is_empty());
        let mut expected = set;
        for mapping in &mut expected.mappings {
            mapping.line = 0;
        }
        prop_assert_eq!(merged, expected);
    }

    #[test]
    fn a_diff_of_equal_sets_is_empty(set in any_crosswalk("a", "b")) {
        let mut turned = set.clone();
        turned.mappings.reverse();
        let found = diff(&set, &turned);
        prop_assert_eq!(found.same, set.mappings.len() as u64);
        prop_assert!(found.added.is_empty() && found.removed.is_empty() && found.changed.is_empty());
    }

    #[test]
    fn a_diff_leads_from_one_set_to_the_other(
        older in any_crosswalk("a", "b"), newer in any_crosswalk("a", "b"),
    ) {
        let found = diff(&older, &newer);
        let both = found.same + found.changed.len() as u64;
        prop_assert_eq!(both + found.removed.len() as u64, older.mappings.len() as u64);
        prop_assert_eq!(both + found.added.len() as u64, newer.mappings.len() as u64);
    }

    /// Along one path, cut anywhere: the predicate and the way are the same,
    /// and the confidence where no step has to round.
    /// Over whole sets this does not hold, for each step keeps the best of
    /// several ways, and what is best so far need not be the best to the end;
    /// nor where likeness follows likeness (see [`crate::Composed::then`]).
    #[test]
    fn composing_is_associative_along_a_path(
        p in proptest::sample::select(&[Exact, Close, Broad, Narrow, Related][..]),
        q in proptest::sample::select(&[Exact, Close, Broad, Narrow, Related][..]),
        r in proptest::sample::select(&[Exact, Close, Broad, Narrow, Related][..]),
    ) {
        let [a, b, c] = [format!("a {p} b 0.5"), format!("b {q} c 0.4"), format!("c {r} d 0.5")]
            .map(|row| crosswalk("urn:set", &[row.as_str()]));
        let left = compose(&compose(&a, &b).crosswalk, &c).crosswalk;
        let right = compose(&a, &compose(&b, &c).crosswalk).crosswalk;
        if !left.mappings.is_empty() && !right.mappings.is_empty() {
            prop_assert_eq!(rows(&left), rows(&right));
        }
    }
}

#[test]
fn sets_are_read_as_reviewed_once() {
    use passerelle_model::crosswalk::{Reviewed, ReviewedPart};
    let mut set = crosswalk(
        "urn:set:a",
        &["a1 broadMatch b1", "a2 narrowMatch b1", "a3 broadMatch b2", "a4 exactMatch b3"],
    );
    set.mappings[0].set("predicate_label", "broader");
    set.mappings[1].set("predicate_label", "unter");
    set.mappings[2].set("comment", "by group");
    let reviewed = Reviewed {
        direction: Direction::Inverted,
        parts: vec![ReviewedPart { comment: "by group".into(), direction: Direction::AsPublished }],
        ..Reviewed::default()
    };
    let mut read = set.clone();
    assert_eq!(read_as_reviewed(&mut read, &reviewed), 2);
    let expected =
        ["a1 narrowMatch b1", "a2 broadMatch b1", "a3 broadMatch b2", "a4 exactMatch b3"];
    assert_eq!(rows(&read), expected);
    assert_eq!(read.mappings[0].slot("predicate_label"), Some("narrower"));
    assert_eq!(read.mappings[1].slot("predicate_label"), None);
    let says = "inverted; as-published where the comment is `by group`";
    assert_eq!(read.slot(READ), Some(says));

    // Not a second time, and not otherwise after inverting.
    let twice = read.clone();
    assert_eq!(read_as_reviewed(&mut read, &reviewed), 0);
    assert_eq!(read, twice);
    let (mut inverse, _) = invert(&set);
    read_as_reviewed(&mut inverse, &reviewed);
    let (expected, _) = invert(&read);
    assert_eq!(rows(&inverse), rows(&expected));
    assert_eq!(inverse.slot(READ), expected.slot(READ));
}

#[test]
fn a_composed_set_tells_how_its_parts_were_read() {
    let mut first = crosswalk("urn:set:a", &["a1 broadMatch b1"]);
    let second = crosswalk("urn:set:b", &["b1 broadMatch c1"]);
    assert_eq!(compose(&first, &second).crosswalk.slot(READ), None);
    let reviewed = passerelle_model::crosswalk::Reviewed {
        direction: Direction::Inverted,
        ..Default::default()
    };
    read_as_reviewed(&mut first, &reviewed);
    let composition = compose(&first, &second);
    assert_eq!(composition.ended, 1);
    let composed = composition.crosswalk;
    assert_eq!(composed.slot(READ), Some("urn:set:a: inverted"));
    assert!(composed.extensions.iter().any(|e| e.slot_name == READ));
}

#[test]
fn inverting_turns_what_extensions_mean() {
    let mut set = crosswalk("urn:set:a", &["a1 exactMatch b1"]);
    let definition = |slot: &str, property: &str| ExtensionDefinition {
        slot_name: slot.into(),
        property: Some(property.into()),
        type_hint: None,
    };
    set.extensions = vec![
        definition("ext_subject_kind", "urn:slots:subject_kind"),
        definition("ext_object_kind", "urn:slots:object_kind"),
        definition("ext_subject_tone", "urn:slots:colour"),
    ];
    let (inverse, _) = invert(&set);
    let expected = [
        definition("ext_object_kind", "urn:slots:object_kind"),
        definition("ext_subject_kind", "urn:slots:subject_kind"),
        definition("ext_object_tone", "urn:slots:colour"),
    ];
    assert_eq!(inverse.extensions[..3], expected);
    assert_eq!(invert(&inverse).0, set);
}
