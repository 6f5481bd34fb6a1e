//! The corridor of `fixtures/`: what a placement officer expects of it, and
//! that every explanation adds up.

use std::collections::BTreeMap;
use std::path::Path;

use passerelle::model::{Component, Detail, Gate, MatchExplanation, RankedMatch, View};
use passerelle::{Engine, MatchOptions, Records, read_profiles, read_vacancies};
use passerelle_model::{Profile, Vacancy};
use serde::Deserialize;

/// What was written down before anything was matched.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectations {
    order: Vec<Order>,
    eligibility: Vec<Eligibility>,
    deskilling: Vec<Deskilling>,
    best: Vec<Best>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    vacancy: String,
    above: String,
    below: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Eligibility {
    candidate: String,
    vacancy: String,
    outcome: String,
    gate: Option<String>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deskilling {
    candidate: String,
    vacancy: String,
    level_drop: u8,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Best {
    candidate: String,
    vacancy: String,
    reason: String,
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/corridor"))
}

fn records() -> (Records<Profile>, Records<Vacancy>) {
    let profiles = read_profiles(&folder().join("profiles.jsonl")).unwrap();
    let vacancies = read_vacancies(&folder().join("vacancies.jsonl")).unwrap();
    (profiles, vacancies)
}

/// Every pair, explained, by candidate and vacancy.
fn pairs() -> BTreeMap<(String, String), RankedMatch> {
    let engine = Engine::embedded().unwrap();
    let (profiles, vacancies) = records();
    let options = MatchOptions::default();
    let mut pairs = BTreeMap::new();
    for profile in &profiles.records {
        for vacancy in &vacancies.records {
            let (p, v) = (&profile.record.id, &vacancy.record.id);
            let pair = engine.explain(&profiles, p, &vacancies, v, &options).unwrap();
            pairs.insert((p.clone(), v.clone()), pair.found);
        }
    }
    pairs
}

/// Asserts that a match's numbers are the sums of what it explains.
#[track_caller]
pub(crate) fn assert_adds_up(found: &RankedMatch) {
    let why = found.explanation.as_ref().unwrap();
    let sum = |f: fn(&MatchExplanation) -> u64| f(why);
    let score = sum(|w| w.components.iter().map(|c| c.contribution).sum());
    assert_eq!(score, u64::from(found.score.millionths()));
    let fit = sum(|w| w.components.iter().map(|c| c.fit_contribution).sum());
    assert_eq!(fit, u64::from(found.fit.millionths()));
    assert_eq!(why.components.iter().map(|c| u32::from(c.share)).sum::<u32>(), 100);
    if why.detail != Detail::Full {
        return;
    }
    let parts = sum(|w| w.requirements.iter().map(|r| r.contribution).sum());
    let skills = why.components.iter().find(|c| c.component == Component::Skills);
    assert_eq!(parts + why.remainder, skills.map_or(0, |c| c.contribution));
    assert!(why.remainder <= why.requirements.len() as u64);
    let earned: u64 =
        why.requirements.iter().map(|r| u64::from(r.weight) * u64::from(r.credit)).sum();
    assert_eq!(earned, why.credit_sum);
    let weight: u64 = why.requirements.iter().map(|r| u64::from(r.weight)).sum();
    assert_eq!(weight, why.vacancy_weight);
    for requirement in &why.requirements {
        let worth = requirement.best_evidence.as_ref().map_or(0, |e| {
            u64::from(e.proximity)
                * u64::from(e.confidence)
                * u64::from(e.sufficiency)
                * u64::from(e.assurance_worth)
                * u64::from(e.origin_confidence)
                / 100_000_000
        });
        // Cut once more where the requirement itself is not certain.
        let worth = worth * u64::from(requirement.confidence) / 100;
        assert_eq!(u64::from(requirement.credit), worth, "{requirement:?}");
    }
    let evidenced = found.evidenced.millionths() + found.inferred.millionths();
    assert_eq!(evidenced, if why.credit_sum == 0 { 0 } else { 1_000_000 });
}

#[test]
fn a_placement_officer_would_agree() {
    let text = std::fs::read_to_string(folder().join("expectations.toml")).unwrap();
    let expected: Expectations = toml::from_str(&text).unwrap();
    assert!(expected.order.len() >= 10 && expected.eligibility.len() >= 10);
    let pairs = pairs();
    let pair = |c: &String, v: &String| &pairs[&(c.clone(), v.clone())];
    let mut wrong = Vec::new();
    for Order { vacancy, above, below, reason } in &expected.order {
        let (above_score, below_score) = (pair(above, vacancy).score, pair(below, vacancy).score);
        if above_score <= below_score {
            wrong.push(format!(
                "{vacancy}: {above} {above_score} is not above {below} {below_score}: {reason}"
            ));
        }
    }
    for Eligibility { candidate, vacancy, outcome, gate, reason } in &expected.eligibility {
        let failed: Vec<Gate> = pair(candidate, vacancy).failed.iter().map(|g| g.gate).collect();
        let found = match failed.len() {
            0 => "eligible",
            1 => "near-miss",
            _ => "ineligible",
        };
        let gate_fits = gate.as_ref().is_none_or(|gate| failed.iter().any(|g| g.as_str() == gate));
        if found != outcome || !gate_fits {
            wrong.push(format!("{candidate} for {vacancy} is {found} ({failed:?}), not {outcome} ({gate:?}): {reason}"));
        }
    }
    for Deskilling { candidate, vacancy, level_drop, reason } in &expected.deskilling {
        let why = pair(candidate, vacancy).explanation.as_ref().unwrap();
        if why.deskilling.level_drop != Some(*level_drop) {
            wrong.push(format!(
                "{candidate} for {vacancy}: {:?}, not {level_drop}: {reason}",
                why.deskilling
            ));
        }
    }
    let engine = Engine::embedded().unwrap();
    let (profiles, vacancies) = records();
    let run = engine.match_records(&profiles, &vacancies, &MatchOptions::default()).unwrap();
    for Best { candidate, vacancy, reason } in &expected.best {
        let list =
            run.lists.iter().find(|l| l.view == View::Candidate && l.id == *candidate).unwrap();
        let first = list.matches.first().map(|m| m.id.as_str());
        if first != Some(vacancy) {
            wrong.push(format!("{candidate}: the best is {first:?}, not {vacancy}: {reason}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_explanation_adds_up_and_agrees_with_the_ranking() {
    let pairs = pairs();
    assert_eq!(pairs.len(), 600);
    for found in pairs.values() {
        assert_adds_up(found);
    }
    let engine = Engine::embedded().unwrap();
    let (profiles, vacancies) = records();
    let options = MatchOptions { top: 40, near_misses: 40, ..MatchOptions::default() };
    let run = engine.match_records(&profiles, &vacancies, &options).unwrap();
    assert!(
        run.issues.iter().all(|i| i.severity < passerelle::model::Severity::Warning),
        "{:#?}",
        run.issues
    );
    for list in &run.lists {
        let of = |found: &RankedMatch| match list.view {
            View::Candidate => (list.id.clone(), found.id.clone()),
            View::Vacancy => (found.id.clone(), list.id.clone()),
        };
        for found in list.matches.iter().chain(&list.near_misses) {
            let alone = &pairs[&of(found)];
            assert_eq!(
                (found.score, found.fit, &found.failed),
                (alone.score, alone.fit, &alone.failed)
            );
            assert_eq!(found.explanation, alone.explanation);
        }
        assert!(list.matches.iter().all(|m| m.failed.is_empty()));
        assert!(list.near_misses.iter().all(|m| m.failed.len() == 1));
        let sum = list.counts.eligible + list.counts.near_misses + list.counts.ineligible;
        let others = if list.view == View::Candidate { 15 } else { 40 };
        assert_eq!(sum, others);
    }
}

#[test]
fn tables_say_what_lines_say() {
    let (profiles, vacancies) = records();
    let from_table = read_profiles(&folder().join("profiles.csv")).unwrap();
    assert!(from_table.issues.is_empty(), "{:#?}", from_table.issues);
    for row in &from_table.records {
        let same = profiles.records.iter().find(|r| r.record.id == row.record.id).unwrap();
        assert_eq!(row.record, same.record);
    }
    let from_table = read_vacancies(&folder().join("vacancies.csv")).unwrap();
    assert!(from_table.issues.is_empty(), "{:#?}", from_table.issues);
    for row in &from_table.records {
        let same = vacancies.records.iter().find(|r| r.record.id == row.record.id).unwrap();
        assert_eq!(row.record, same.record);
    }
}
