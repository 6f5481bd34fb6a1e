//! The cases of `tests/recognition/`, executed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use passerelle::{Engine, embedded_law, read_law};
use serde_json::Value;
use xtask::law::{proposals, specified};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Whether a value holds what is expected: an object has at least these fields,
/// a list at least these members, `null` must not be there.
fn holds(value: Option<&Value>, expected: &Value) -> bool {
    match (value, expected) {
        (None | Some(Value::Null), Value::Null) => true,
        (Some(Value::Object(have)), Value::Object(want)) => {
            want.iter().all(|(key, want)| holds(have.get(key), want))
        }
        (Some(Value::Array(have)), Value::Array(want)) => {
            want.iter().all(|want| have.iter().any(|have| holds(Some(have), want)))
        }
        (Some(have), want) => have == want,
        (None, _) => false,
    }
}

#[test]
fn every_case_comes_out_as_specified() {
    let engine = Engine::embedded().unwrap();
    let law = embedded_law().unwrap();
    let cases = specified(root()).unwrap();
    let ids: BTreeSet<&str> = cases.iter().map(|s| s.case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len(), "an id stands twice");
    let proposals = proposals(&engine, &law, &cases).unwrap();
    let mut wrong = Vec::new();
    for (specified, proposal) in cases.iter().zip(&proposals) {
        let value = serde_json::to_value(proposal).unwrap();
        if !holds(Some(&value), &specified.expect) {
            wrong.push(format!(
                "{} {}: expected {:#}\ngot {}",
                specified.page,
                specified.case.id,
                specified.expect,
                passerelle::statement(proposal)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn the_law_that_ships_is_sound_and_the_pages_are_those_of_the_tables() {
    let (law, issues) = read_law(&root().join("taxonomies/law")).unwrap();
    assert!(issues.is_empty(), "{issues:#?}");
    let day = "2026-11-01".parse().unwrap();
    let found: Vec<String> = passerelle::check_law(&law, day)
        .iter()
        .filter(|issue| issue.severity > passerelle::model::Severity::Info)
        .map(|issue| issue.message.to_string())
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    let committed = std::fs::read_to_string(root().join(xtask::data::LAW)).unwrap();
    assert!(xtask::data::law(root()).unwrap() == committed, "run `cargo xtask data`");
    for (path, page) in xtask::law::pages(root()).unwrap() {
        let committed = std::fs::read_to_string(root().join(&path)).unwrap_or_default();
        assert!(page == committed, "{path}: run `cargo xtask docs`");
    }
}
#[test]
fn every_rule_has_a_case_in_which_it_applies_and_one_in_which_it_does_not() {
    let engine = Engine::embedded().unwrap();
    let law = embedded_law().unwrap();
    let cases = specified(root()).unwrap();
    let mut verdicts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for proposal in proposals(&engine, &law, &cases).unwrap() {
        for tried in proposal.tried {
            verdicts.entry(tried.rule).or_default().insert(format!("{:?}", tried.verdict));
        }
    }
    let mut lacking = Vec::new();
    for rule in law.rules() {
        let of = verdicts.get(&rule.id);
        let has = |verdict: &str| of.is_some_and(|of| of.contains(verdict));
        // A rule without conditions always applies; so does the last of a stage
        // that the rules before leave nothing else to.
        let (all, any) = rule.conditions(law.vocabulary());
        let is_last = |stage| law.rules_of(stage).last().is_some_and(|last| last.id == rule.id);
        let always = all.is_empty() && any.is_empty();
        let may_fail = !always && !law.stages().iter().any(is_last);
        if !has("Applies") || (may_fail && !has("DoesNotApply")) {
            lacking.push(format!("{}: {of:?}", rule.id));
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}
