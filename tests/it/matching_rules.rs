//! The rules of matching, one by one, on the embedded default and on ESCO.

use std::collections::BTreeMap;

use passerelle::model::{
    Component, ConceptKind, Date, Demand, EvidenceOrigin, Gate, GateOutcome, Importance,
    MatchExplanation, RankedMatch, ResolvedBy,
};
use passerelle::{Engine, MatchOptions, parse_profiles, parse_vacancies};

use crate::support::esco;

use Component::{Experience, Language, Qualification, Skills};
use GateOutcome::{Failed, Met, Undetermined};

/// Explains the pair of two records, given as JSON without their ids.
#[track_caller]
pub(crate) fn pair_on(engine: &Engine, profile: &str, vacancy: &str) -> RankedMatch {
    let profile = format!("{{\"id\":\"P\",{profile}}}");
    let vacancy = format!("{{\"id\":\"V\",{vacancy}}}");
    let profiles = parse_profiles("p", profile.as_bytes()).unwrap();
    let vacancies = parse_vacancies("v", vacancy.as_bytes()).unwrap();
    let options = MatchOptions { as_of: Some(Date::constant(2026, 11, 23)), ..Default::default() };
    let pair = engine.explain(&profiles, "P", &vacancies, "V", &options).unwrap();
    crate::corridor::assert_adds_up(&pair.found);
    pair.found
}

#[track_caller]
pub(crate) fn pair(profile: &str, vacancy: &str) -> RankedMatch {
    pair_on(&Engine::embedded().unwrap(), profile, vacancy)
}

pub(crate) fn why(found: &RankedMatch) -> &MatchExplanation {
    found.explanation.as_ref().unwrap()
}

/// The one gate of a kind.
#[track_caller]
fn gate(found: &RankedMatch, kind: Gate) -> GateOutcome {
    let of: Vec<_> = why(found).gates.iter().filter(|g| g.gate == kind).collect();
    assert_eq!(of.len(), 1, "{of:?}");
    of[0].outcome
}

#[track_caller]
fn value(found: &RankedMatch, component: Component) -> u8 {
    why(found).components.iter().find(|c| c.component == component).unwrap().value
}

const ASKS: &str = "\"requirements\":[{\"code\":\"W6.3\"}]";

#[test]
fn a_whole_asks_for_its_outcomes_by_hours() {
    let found = pair("\"skills\":[]", "\"requirements\":[{\"concept\":\"joint:plumber\"}]");
    let requirements = &why(&found).requirements;
    assert_eq!(requirements.iter().map(|r| u32::from(r.weight)).sum::<u32>(), 500);
    assert_eq!(why(&found).vacancy_weight, 500);
    // Within one of what its hours and its number of outcomes give each.
    let engine = Engine::embedded().unwrap();
    let taxonomy = engine.taxonomy();
    let plumber = engine.find("joint:plumber").unwrap();
    let hours = |c| f64::from(taxonomy.hours(c).unwrap());
    let all: f64 = taxonomy.parts(plumber).iter().map(|&unit| hours(unit)).sum();
    let mut outcomes = 0;
    for &unit in taxonomy.parts(plumber) {
        let parts = taxonomy.parts(unit);
        outcomes += parts.len();
        #[expect(clippy::cast_precision_loss, reason = "a handful of outcomes")]
        let fair = 500.0 * hours(unit) / all / parts.len() as f64;
        for &outcome in parts {
            let id = taxonomy.prefixes().compact_str(taxonomy.iri(outcome));
            let asked = requirements.iter().find(|r| r.skill.id == id).unwrap();
            assert!((f64::from(asked.weight) - fair).abs() < 1.0, "{id}: {} {fair}", asked.weight);
            assert_eq!(asked.resolved_by, ResolvedBy::Whole);
            let level = taxonomy.notation(taxonomy.level(outcome).unwrap()).unwrap();
            assert_eq!(asked.minimum_proficiency.level().to_string(), level);
        }
    }
    assert_eq!(outcomes, requirements.len());
}

#[test]
fn a_certificate_is_evidence_of_its_outcomes() {
    let whole = "\"requirements\":[{\"concept\":\"joint:welder\",\"must_have\":true}]";
    let with = |qualification: &str| pair(&format!("\"qualifications\":[{qualification}]"), whole);
    let full = with("{\"concept\":\"joint:welder\"}");
    assert_eq!(value(&full, Component::Skills), 95);
    assert_eq!(gate(&full, Gate::MustHave), GateOutcome::Met);
    assert_eq!(full.evidenced.millionths(), 1_000_000);
    let first = why(&full).requirements[0].best_evidence.as_ref().unwrap();
    let EvidenceOrigin::Certificate { through, .. } = &first.origin else { panic!("{first:?}") };
    let ids: Vec<&str> = through.iter().map(|t| t.id.as_str()).collect();
    assert_eq!(ids, ["joint:welder", "joint:welder/W1"]);

    let unit = with("{\"concept\":\"joint:welder/W6\",\"assurance\":\"verified\"}");
    assert_eq!(gate(&unit, Gate::MustHave), GateOutcome::Failed);
    let Demand::MustHave { missing, .. } = &unit.failed[0].demand else { panic!() };
    assert!(missing.iter().all(|m| !m.id.starts_with("joint:welder/W6.")) && missing.len() > 60);
    let of_unit = |r: &&passerelle::model::RequirementExplanation| r.skill.id.contains("/W6.");
    assert!(why(&unit).requirements.iter().filter(of_unit).all(|r| r.credit == 100));

    for status in ["in-progress", "interrupted", "withdrawn"] {
        let none = with(&format!("{{\"concept\":\"joint:welder\",\"status\":\"{status}\"}}"));
        assert_eq!(value(&none, Component::Skills), 0, "{status}");
    }
}

#[test]
fn shares_go_to_what_is_asked() {
    let shares = |vacancy: &str| -> Vec<(Component, u8)> {
        let found = pair("\"skills\":[]", vacancy);
        why(&found).components.iter().map(|c| (c.component, c.share)).collect()
    };
    assert_eq!(shares(ASKS), [(Skills, 100)]);
    let language = "\"languages\":[{\"language\":\"de\",\"level\":\"B1\"}]";
    assert_eq!(shares(&format!("{ASKS},{language}")), [(Skills, 93), (Language, 7)]);
    let experience = "\"experience\":{\"months\":12},\"qualification\":{\"eqf_level\":4}";
    assert_eq!(
        shares(&format!("{ASKS},{experience}")),
        [(Skills, 74), (Experience, 16), (Qualification, 10)]
    );
    // Without any skill the others are all there is.
    assert_eq!(shares(language), [(Language, 100)]);
}

#[test]
fn experience_counts_months_once_by_how_near_the_work_was() {
    let asked =
        format!("{ASKS},\"occupation\":\"7212\",\"experience\":{{\"months\":24,\"gate\":true}}");
    let check = |jobs: &str, months: u64, reached: u8, outcome: GateOutcome| {
        let found = pair(&format!("\"experience\":[{jobs}]"), &asked);
        let experience = why(&found).experience.as_ref().unwrap();
        assert_eq!(experience.weighted_hundredths, months, "{jobs}");
        assert_eq!(value(&found, Component::Experience), reached, "{jobs}");
        assert_eq!(gate(&found, Gate::Experience), outcome, "{jobs}");
    };
    let job = |occupation: &str, from: &str, to: &str| {
        format!("{{\"occupation\":\"{occupation}\",\"from\":\"{from}\",\"to\":\"{to}\"}}")
    };
    check(&job("isco:7212", "2020-01", "2021-12"), 2_400, 100, Met);
    check(&job("welder", "2020-01", "2021-11"), 2_300, 95, Failed);
    check(&job("7213", "2020-01", "2021-12"), 1_680, 70, Failed);
    check(&job("7233", "2020-01", "2021-12"), 960, 40, Failed);
    check(&job("5120", "2020-01", "2021-12"), 0, 0, Failed);
    let overlapping =
        [job("7213", "2020-01", "2021-12"), job("7212", "2021-01", "2022-06")].join(",");
    check(&overlapping, 12 * 70 + 18 * 100, 100, Met);
    // A job without an end goes on until the day of the run.
    check("{\"occupation\":\"7212\",\"from\":\"2026-01\"}", 1_100, 45, Failed);
}

#[test]
fn qualifications_count_by_level_and_field_and_estimates_never_decide() {
    let asked =
        format!("{ASKS},\"qualification\":{{\"eqf_level\":4,\"field\":\"0715\",\"gate\":true}}");
    let check = |held: &str, reached: u8, outcome: GateOutcome| {
        let found = pair(&format!("\"qualifications\":[{held}]"), &asked);
        assert_eq!(value(&found, Component::Qualification), reached, "{held}");
        assert_eq!(gate(&found, Gate::EqfLevel), outcome, "{held}");
        assert_eq!(!found.undetermined.is_empty(), outcome == GateOutcome::Undetermined);
    };
    check("{\"eqf_level\":4,\"field\":\"0715\"}", 100, Met);
    check("{\"eqf_level\":5,\"field\":\"0714\"}", 80, Met);
    check("{\"eqf_level\":3,\"field\":\"0715\"}", 70, Failed);
    check("{\"eqf_level\":2,\"field\":\"0732\"}", 20, Failed);
    check("{\"eqf_level\":6,\"field\":\"0913\"}", 20, Met);
    check("{\"eqf_level\":1}", 2, Failed);
    let estimate = "\"referencing\":\"indicative_estimate\"";
    check(&format!("{{\"eqf_level\":4,\"field\":\"0715\",{estimate}}}"), 100, Undetermined);
    check(&format!("{{\"eqf_level\":2,\"field\":\"0715\",{estimate}}}"), 40, Undetermined);
    check("{\"title\":\"a diploma\",\"field\":\"0715\"}", 0, Undetermined);
    // Our joint standards' levels are estimates of our own, unless the record
    // knows better.
    check("{\"concept\":\"joint:welder\"}", 70, Undetermined);
    let formal = "\"referencing\":\"formal_referencing\"";
    check(&format!("{{\"concept\":\"joint:welder\",{formal}}}"), 70, Failed);
    check("{\"eqf_level\":4,\"field\":\"0715\",\"status\":\"in-progress\"}", 0, Failed);
    check("", 0, Failed);
    // The best of several counts; one that is enough decides.
    check("{\"title\":\"x\"},{\"eqf_level\":4,\"field\":\"0715\"}", 100, Met);
}

#[test]
fn a_language_is_as_good_as_its_worst_skill() {
    let check = |asked: &str, held: &str, reached: u8, failed: usize| {
        let vacancy = format!("{ASKS},\"languages\":[{asked}]");
        let found = pair(&format!("\"languages\":[{held}]"), &vacancy);
        assert_eq!(value(&found, Component::Language), reached, "{asked} {held}");
        assert_eq!(found.failed.len(), failed, "{asked} {held}");
    };
    let b1 = "{\"language\":\"de\",\"level\":\"B1\"}";
    check(b1, "{\"language\":\"de\",\"level\":\"C1\"}", 100, 0);
    check(b1, "{\"language\":\"de\",\"level\":\"B1\",\"skills\":{\"writing\":\"A2\"}}", 60, 1);
    check(b1, "{\"language\":\"de\",\"level\":\"A1\"}", 20, 1);
    check(b1, "{\"language\":\"de\",\"skills\":{\"listening\":\"C2\"}}", 0, 1);
    check(b1, "{\"language\":\"nl\",\"level\":\"C2\"}", 0, 1);
    check("{\"language\":\"de\",\"skills\":{\"listening\":\"B1\"}}", b1, 100, 0);
    check(b1, "{\"language\":\"de-AT\",\"level\":\"B1\"}", 100, 0);
    let two = format!("{b1},{{\"language\":\"en\",\"level\":\"A2\",\"gate\":false}}");
    check(&two, b1, 50, 0);
    check(&two, "{\"language\":\"en\",\"level\":\"A1\"}", 30, 1);
}

#[test]
fn a_licence_that_is_not_decided_blocks_nobody() {
    let asked =
        format!("{ASKS},\"destination\":\"DE\",\"licence\":{{\"profession\":\"isco:2221\"}}");
    let check = |licence: &str, outcome: GateOutcome| {
        let found = pair(&format!("\"licences\":[{licence}]"), &asked);
        assert_eq!(gate(&found, Gate::Licence), outcome, "{licence}");
    };
    let of = |destination: &str, status: &str, more: &str| {
        format!(
            "{{\"profession\":\"2221\",\"destination\":\"{destination}\",\"status\":\"{status}\"{more}}}"
        )
    };
    check(&of("DE", "held", ""), Met);
    check(&of("DE", "refused", ""), Failed);
    check(&of("DE", "pending", ""), Undetermined);
    check(&of("AT", "held", ""), Undetermined);
    check(&of("DE", "held", ",\"employment\":\"self-employed\""), Undetermined);
    check(&format!("{},{}", of("DE", "refused", ""), of("DE", "held", "")), Met);
    check("", Undetermined);
}

#[test]
fn destinations_and_dates_decide_where_they_are_stated() {
    let asked = format!(
        "{ASKS},\"destination\":\"IT\",\"season\":{{\"from\":\"2027-05\",\"to\":\"2027-09\"}}"
    );
    let failed = |profile: &str| -> Vec<Gate> {
        pair(profile, &asked).failed.iter().map(|g| g.gate).collect()
    };
    assert_eq!(failed("\"skills\":[]"), []);
    assert_eq!(failed("\"destinations\":[\"DE\",\"it\"]"), []);
    assert_eq!(failed("\"destinations\":[\"DE\"]"), [Gate::Destination]);
    let available = "\"availability\":{\"from\":\"2027-04\",\"to\":\"2027-08\"}";
    assert_eq!(failed(available), [Gate::Dates]);
    assert_eq!(failed("\"availability\":{\"from\":\"2027-05-12\"}"), []);
}

#[test]
fn work_below_ones_level_is_told() {
    let kitchen = format!("{ASKS},\"occupation\":\"9412\"");
    let drop = |profile: &str| why(&pair(profile, &kitchen)).deskilling.level_drop;
    let level = |eqf: u8| format!("\"qualifications\":[{{\"eqf_level\":{eqf}}}]");
    assert_eq!(
        [1, 2, 3, 4, 5, 6, 7, 8].map(|eqf| drop(&level(eqf))),
        [0, 1, 1, 1, 2, 3, 3, 3].map(Some)
    );
    let job = |occupation: &str, to: &str| {
        format!(
            "\"experience\":[{{\"occupation\":\"{occupation}\",\"from\":\"2020-01\",\"to\":\"{to}\"}}]"
        )
    };
    assert_eq!(drop(&job("2221", "2020-12")), Some(3));
    assert_eq!(drop(&job("2221", "2020-11")), None, "eleven months are too few");
    assert_eq!(drop("\"skills\":[]"), None);
    // Major groups 0 and 1 span several levels; their sub-major groups do not.
    assert_eq!(drop(&job("14", "2021-12")), Some(2));
    assert_eq!(drop(&job("1", "2021-12")), None);
}

/// An engine on ESCO and the embedded default.
fn with_esco() -> Option<(Engine, tempfile::TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("esco.snapshot");
    esco()?.taxonomy.save(&path).unwrap();
    Some((Engine::builder().snapshot(&path).load().unwrap(), folder))
}

const WELDER: &str = "esco:occupation/7aedaa07-3884-4c5b-88f9-80997b2aa54b";

#[test]
fn a_job_implies_skills_at_half_their_worth() {
    let Some((engine, _folder)) = with_esco() else { return };
    let vacancy = format!("\"occupation\":\"{WELDER}\"");
    let worth = |to: &str, skills: &str| {
        let job = format!("{{\"occupation\":\"{WELDER}\",\"from\":\"2020-01\",\"to\":\"{to}\"}}");
        let found =
            pair_on(&engine, &format!("\"experience\":[{job}],\"skills\":[{skills}]"), &vacancy);
        (value(&found, Component::Skills), found.inferred.millionths())
    };
    assert_eq!(worth("2021-12", ""), (50, 1_000_000));
    assert_eq!(worth("2025-12", ""), (50, 1_000_000));
    assert_eq!(worth("2020-12", ""), (25, 1_000_000));
    assert_eq!(worth("2020-01", ""), (2, 1_000_000));
    // What is stated counts beside it, and is told apart.
    let (value, inferred) = worth("2021-12", "{\"text\":\"apply arc welding techniques\"}");
    assert!(value >= 50 && inferred < 1_000_000, "{value} {inferred}");
}

#[test]
fn a_group_asks_for_what_its_occupations_share() {
    let Some((engine, _folder)) = with_esco() else { return };
    let taxonomy = engine.taxonomy();
    let group = engine.find("isco:7212").unwrap();
    let members: Vec<_> = taxonomy
        .descendants(group)
        .into_iter()
        .filter(|&c| taxonomy.kind(c) == ConceptKind::Occupation)
        .collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for &occupation in &members {
        for &skill in taxonomy.requires(occupation, Importance::Essential) {
            let id = taxonomy.prefixes().compact_str(taxonomy.iri(skill));
            *counts.entry(id).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count * 3 >= members.len());
    assert!(counts.len() > 5 && counts.len() <= 60, "{}", counts.len());
    let found = pair_on(&engine, "\"skills\":[]", "\"occupation\":\"7212\"");
    let asked: BTreeMap<String, usize> = why(&found)
        .requirements
        .iter()
        .map(|r| (r.skill.id.clone(), usize::from(r.weight)))
        .collect();
    let expected: BTreeMap<String, usize> =
        counts.into_iter().map(|(id, count)| (id, (5 * count).div_ceil(members.len()))).collect();
    assert_eq!(asked, expected);
}

#[test]
fn skills_that_a_vacancy_leaves_unused_are_named() {
    let Some((engine, _folder)) = with_esco() else { return };
    let job = |of: &str| {
        format!(
            "\"experience\":[{{\"occupation\":\"{of}\",\"from\":\"2020-01\",\"to\":\"2023-12\"}}]"
        )
    };
    let unused = |profile: &str, vacancy: &str| {
        let found = pair_on(&engine, profile, &format!("\"occupation\":\"{vacancy}\""));
        let deskilling = &why(&found).deskilling;
        (deskilling.unused_share, deskilling.unused.len())
    };
    assert_eq!(unused(&job(WELDER), WELDER), (Some(0), 0));
    // The cook's own occupation, by the group that it is in.
    let (share, named) = unused(&job(WELDER), "5120");
    assert!(share > Some(60) && named > 10, "{share:?} {named}");
    assert_eq!(unused("\"skills\":[]", WELDER).0, None);
}

/// The issues that stop a vacancy.
#[track_caller]
fn refused(vacancy: &str) -> Vec<&'static str> {
    let engine = Engine::embedded().unwrap();
    let profiles = parse_profiles("p", &b"{\"id\":\"P\"}"[..]).unwrap();
    let vacancy = format!("{{\"id\":\"V\",{vacancy}}}");
    let vacancies = parse_vacancies("v", vacancy.as_bytes()).unwrap();
    let run = engine.match_records(&profiles, &vacancies, &MatchOptions::default());
    run.unwrap_err().issues().iter().map(|issue| issue.code.id()).collect()
}

#[test]
fn what_is_unknown_never_widens_a_demand() {
    let german = "\"languages\":[{\"language\":\"de\",\"level\":\"A1\"}]";
    // Without the nurse's skills everybody with some German would be one.
    let nurse = refused(&format!("\"occupation\":\"isco:2221\",{german}"));
    assert_eq!(nurse, ["PS-REC-014", "PS-REC-013"]);
    let typo = refused(&format!("\"occupation\":\"isco:22Z1\",{german}"));
    assert_eq!(typo, ["PS-REC-017", "PS-REC-013"]);
    let skills = "\"requirements\":[{\"code\":\"W99.9\"}]";
    assert_eq!(refused(&format!("{skills},{german}")), ["PS-REC-009", "PS-REC-013"]);
    let must = "\"requirements\":[{\"code\":\"W6.3\"},{\"code\":\"W99.9\",\"must_have\":true}]";
    assert_eq!(refused(must), ["PS-REC-009", "PS-REC-025"]);

    let cook = "\"experience\":[{\"occupation\":\"5120\",\"from\":\"2010-01\",\"to\":\"2019-12\"}]";
    let asked = "\"experience\":{\"months\":24,\"occupation\":\"isco:72Z2\",\"gate\":true}";
    let found = pair(cook, &format!("{ASKS},{asked}"));
    assert_eq!(value(&found, Experience), 0);
    assert_eq!(gate(&found, Gate::Experience), Undetermined);
    let asked = "\"occupation\":\"5120\",\"licence\":{\"profession\":\"isco:22Z1\"}";
    let licence =
        "\"licences\":[{\"profession\":\"5120\",\"destination\":\"DE\",\"status\":\"held\"}]";
    let found = pair(licence, &format!("{ASKS},{asked}"));
    assert_eq!(gate(&found, Gate::Licence), Undetermined);
    let found = pair(
        "\"qualifications\":[{\"eqf_level\":4,\"field\":\"0715\"}]",
        &format!("{ASKS},\"qualification\":{{\"eqf_level\":4,\"field\":\"0777\"}}"),
    );
    assert_eq!(value(&found, Qualification), 20);
}

#[test]
fn a_licence_is_for_one_profession() {
    let Some((engine, _folder)) = with_esco() else { return };
    let asked = |profession: &str| {
        format!("{ASKS},\"destination\":\"DE\",\"licence\":{{\"profession\":\"{profession}\"}}")
    };
    let check = |held: &str, asks: &str, outcome: GateOutcome| {
        let licence = format!(
            "\"licences\":[{{\"profession\":\"{held}\",\"destination\":\"DE\",\"status\":\"held\"}}]"
        );
        let found = pair_on(&engine, &licence, &asked(asks));
        assert_eq!(gate(&found, Gate::Licence), outcome, "{held} for {asks}");
    };
    check("occupational therapist", "occupational therapist", Met);
    check("chiropractor", "occupational therapist", Undetermined);
    // A licence for a group does not say for whom in it.
    check("2269", "occupational therapist", Undetermined);
}

#[test]
fn two_statements_of_a_skill_become_one_demand() {
    let engine = Engine::embedded().unwrap();
    let profiles =
        parse_profiles("p", &b"{\"id\":\"P\",\"skills\":[{\"code\":\"W1.1\"}]}"[..]).unwrap();
    let vacancy = b"{\"id\":\"V\",\"requirements\":[{\"code\":\"W1.1\",\"weight\":1,\"minimum_proficiency\":1},\
        {\"code\":\"W1.1\",\"weight\":5,\"minimum_proficiency\":4,\"must_have\":true}]}";
    let vacancies = parse_vacancies("v", &vacancy[..]).unwrap();
    let run = engine.match_records(&profiles, &vacancies, &MatchOptions::default()).unwrap();
    assert_eq!(run.issues.iter().map(|i| i.code.id()).collect::<Vec<_>>(), ["PS-REC-026"]);
    let found = &run.lists[0].near_misses[0];
    let requirement = &why(found).requirements[0];
    assert_eq!((requirement.weight, requirement.minimum_proficiency.level()), (5, 4));
    assert!(requirement.must_have);
}

#[test]
fn a_language_alone_makes_nobody_a_match() {
    let engine = Engine::embedded().unwrap();
    let german = "\"languages\":[{\"language\":\"de\",\"level\":\"B1\"}]";
    let lists = |profile: &str, vacancy: &str| {
        let profile = format!("{{\"id\":\"P\",{profile}}}");
        let vacancy = format!("{{\"id\":\"V\",{vacancy}}}");
        let profiles = parse_profiles("p", profile.as_bytes()).unwrap();
        let vacancies = parse_vacancies("v", vacancy.as_bytes()).unwrap();
        let run = engine.match_records(&profiles, &vacancies, &MatchOptions::default()).unwrap();
        (run.lists[0].matches.len(), run.lists[0].counts.eligible)
    };
    assert_eq!(lists(german, &format!("{ASKS},{german}")), (0, 1));
    // Unless it is all that is asked for, or there is work like the post's.
    assert_eq!(lists(german, german), (1, 1));
    let work = "\"experience\":[{\"occupation\":\"7212\",\"from\":\"2020-01\",\"to\":\"2020-12\"}]";
    let asked = "\"occupation\":\"7212\",\"experience\":{\"months\":24}";
    assert_eq!(lists(work, &format!("{ASKS},{asked}")), (1, 1));
}
