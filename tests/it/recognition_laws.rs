//! Laws of recognition, over random cases and the law that ships.

use std::sync::LazyLock;

use passerelle::model::{
    AuthorityFinding, Case, CaseExperience, CaseQualification, CaseTarget, DirectiveLevel,
    EquivalenceClass, EquivalenceOutcome, FactConfidence, FactValue, InstitutionStatus,
    LanguageReached, Proposal, Purpose, RecognitionPolicy, RecognitionRequest, StatedDifference,
    WorkRole,
};
use passerelle::{Date, Evidence, Law, Recogniser, check_case, embedded_law};
use proptest::prelude::*;

static LAW: LazyLock<Law> = LazyLock::new(|| embedded_law().unwrap());
static POLICY: LazyLock<RecognitionPolicy> = LazyLock::new(RecognitionPolicy::default);

const DESTINATIONS: [&str; 5] = ["DE", "FR", "AT", "GB", "AE"];
const PROFESSIONS: [(&str, &str); 8] = [
    ("nurse", "2221"),
    ("doctor", "2211"),
    ("physiotherapist", "2264"),
    ("electrician", "7411"),
    ("hairdresser", "5141"),
    ("cook", "5120"),
    ("welder", "7212"),
    ("nursing-assistant", "5321"),
];
const ORIGINS: [&str; 5] = ["PH", "PL", "IT", "IN", "GB"];
const TOPICS: [&str; 3] = ["first topic", "second topic", "third topic"];

fn day() -> Date {
    Date::constant(2026, 8, 1)
}

fn propose(case: &Case, evidence: &Evidence) -> Proposal {
    let place = passerelle::model::Place::file("case");
    let issues = check_case(&LAW, case, &place);
    assert!(
        issues.iter().all(|issue| issue.severity < passerelle::model::Severity::Error),
        "{issues:#?}"
    );
    Recogniser::new(&LAW, &POLICY).propose(case, evidence, day())
}

fn qualification() -> impl Strategy<Value = CaseQualification> {
    let level = prop::option::of(prop::sample::select(vec![
        // (a) where (e) is required is the one level at which the law permits
        // to refuse what another law would grant; it has cases of its own.
        DirectiveLevel::B,
        DirectiveLevel::C,
        DirectiveLevel::D,
        DirectiveLevel::E,
    ]));
    let institution = prop::option::of(prop::sample::select(vec![
        InstitutionStatus::Recognised,
        InstitutionStatus::Unrecognised,
    ]));
    (
        0..ORIGINS.len(),
        prop::option::of(0..80_u16),
        prop::option::of(any::<bool>()),
        level,
        institution,
        prop::option::of(any::<bool>()),
        prop::option::of(1000..6000_u32),
        1995..2026_i16,
        any::<bool>(),
    )
        .prop_map(
            |(origin, months, annex, level, institution, recognised, hours, year, by_italy)| {
                CaseQualification {
                    country: ORIGINS[origin].parse().ok(),
                    months,
                    annex_v_title: annex,
                    directive_level: level,
                    institution,
                    state_recognised: recognised,
                    hours,
                    awarded: format!("{year}-06").parse().ok(),
                    recognised_by: if by_italy { vec!["IT".parse().unwrap()] } else { Vec::new() },
                    ..CaseQualification::default()
                }
            },
        )
}

fn work() -> impl Strategy<Value = CaseExperience> {
    let role = prop::sample::select(vec![
        WorkRole::Employed,
        WorkRole::SelfEmployed,
        WorkRole::Manager,
        WorkRole::Executive,
    ]);
    (
        0..PROFESSIONS.len(),
        0..ORIGINS.len(),
        2005..2026_i16,
        0..9_i16,
        1..=100_u8,
        role,
        any::<bool>(),
    )
        .prop_map(|(profession, origin, year, years, percent, role, technical)| {
            CaseExperience {
                isco: Some(PROFESSIONS[profession].1.to_owned()),
                country: ORIGINS[origin].parse().ok(),
                from: format!("{year}-03").parse().unwrap(),
                to: format!("{}-11", year + years).parse().ok(),
                percent: Some(percent),
                role,
                technical,
                certified: true,
                outcomes: Vec::new(),
            }
        })
}

fn fact(name: &str, value: FactValue) -> AuthorityFinding {
    AuthorityFinding {
        author: "authority".to_owned(),
        date: day(),
        reference: None,
        differences: None,
        covers: None,
        fact: Some(name.to_owned()),
        value: Some(value),
    }
}

fn covers(topic: usize) -> AuthorityFinding {
    AuthorityFinding {
        covers: Some(vec![TOPICS[topic].to_owned()]),
        fact: None,
        value: None,
        ..fact("", FactValue::Flag(true))
    }
}

fn differences(topics: &[usize]) -> AuthorityFinding {
    let of = |&topic: &usize| StatedDifference {
        topic: TOPICS[topic].to_owned(),
        hours: None,
        essential: true,
    };
    AuthorityFinding {
        differences: Some(topics.iter().map(of).collect()),
        fact: None,
        value: None,
        ..fact("", FactValue::Flag(true))
    }
}

fn case() -> impl Strategy<Value = Case> {
    let circumstances = prop::collection::btree_map(
        prop::sample::select(vec![
            "home_regulated",
            "entitled_at_home",
            "regulated_education",
            "fully_qualified_home",
            "documents_missing",
            "documents_own_fault",
            "displaced",
            "good_standing",
        ]),
        any::<bool>(),
        0..5,
    );
    let facts = prop::collection::btree_map(
        prop::sample::select(vec![
            "activity_separable",
            "measures_equal_full_training",
            "activities_gap",
        ]),
        any::<bool>(),
        0..2,
    );
    (
        (0..DESTINATIONS.len(), 0..PROFESSIONS.len(), any::<bool>(), any::<bool>(), 0..4_u8),
        prop::collection::vec(qualification(), 0..3),
        prop::collection::vec(work(), 0..4),
        circumstances,
        facts,
        prop::option::of(prop::collection::vec(0..TOPICS.len(), 0..3)),
        prop::option::of(20..60_u16),
    )
        .prop_map(
            |(target, qualifications, experience, circumstances, facts, topics, months)| {
                let (destination, profession, own, asks, purpose) = target;
                let mut findings: Vec<AuthorityFinding> = facts
                    .into_iter()
                    .map(|(name, flag)| fact(name, FactValue::Flag(flag)))
                    .collect();
                findings.extend(topics.map(|topics| differences(&topics)));
                Case {
                    id: "c".to_owned(),
                    as_of: None,
                    destination: DESTINATIONS[destination].parse().unwrap(),
                    purpose: [Purpose::Practice, Purpose::Practice, Purpose::Visa, Purpose::Study]
                        [usize::from(purpose)],
                    request: asks.then_some(RecognitionRequest::Equivalence),
                    target: CaseTarget {
                        profession: Some(PROFESSIONS[profession].0.to_owned()),
                        form: if own {
                            passerelle::model::Employment::SelfEmployed
                        } else {
                            passerelle::model::Employment::Employed
                        },
                        reference_months: months,
                        ..CaseTarget::default()
                    },
                    qualifications,
                    experience,
                    languages: Vec::new(),
                    circumstances: circumstances
                        .into_iter()
                        .map(|(name, flag)| (name.to_owned(), FactValue::Flag(flag)))
                        .collect(),
                    findings,
                    immigration: std::collections::BTreeMap::new(),
                }
            },
        )
}

/// Whether an outcome is no worse than another, as far as they compare.
fn no_worse(then: EquivalenceOutcome, before: EquivalenceOutcome) -> bool {
    let compares = |class| {
        matches!(
            class,
            EquivalenceClass::None
                | EquivalenceClass::Partial
                | EquivalenceClass::Conditional
                | EquivalenceClass::Full
        )
    };
    let (then, before) = (then.class(), before.class());
    !compares(then) || !compares(before) || then >= before
}

/// A proposal without what names places in the case.
fn essence(proposal: &Proposal) -> String {
    let equivalence = &proposal.equivalence;
    let mut topics: Vec<(&str, bool)> =
        equivalence.differences.iter().map(|d| (d.topic.as_str(), d.compensated)).collect();
    topics.sort_unstable();
    format!(
        "{:?} {} {:?} {:?} {:?} {topics:?} {:?} {:?}",
        equivalence.outcome,
        equivalence.route,
        equivalence.steps,
        equivalence.measures,
        equivalence.missing,
        proposal.licence,
        proposal.immigration
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn more_evidence_never_worsens_equivalence(
        case in case(), more in qualification(), job in work(), topic in 0..TOPICS.len()
    ) {
        let none = Evidence::default();
        let before = propose(&case, &none).equivalence.outcome;
        let mut with = case.clone();
        with.qualifications.push(more);
        let then = propose(&with, &none).equivalence.outcome;
        prop_assert!(no_worse(then, before), "a qualification: {before} to {then}\n{with:#?}");
        let mut with = case.clone();
        with.experience.push(job);
        let then = propose(&with, &none).equivalence.outcome;
        prop_assert!(no_worse(then, before), "work: {before} to {then}\n{with:#?}");
        let mut with = case.clone();
        with.findings.push(covers(topic));
        let then = propose(&with, &none).equivalence.outcome;
        prop_assert!(no_worse(then, before), "made up for: {before} to {then}\n{with:#?}");
    }

    #[test]
    fn language_changes_the_licence_and_points_only(case in case(), level in 0..6_usize) {
        let none = Evidence::default();
        let before = propose(&case, &none);
        let languages = ["de", "fr", "en"].map(|tag| LanguageReached {
            language: tag.parse().unwrap(),
            level: passerelle::model::CefrLevel::ALL[level],
        });
        let evidence = Evidence { languages: languages.to_vec(), ..Evidence::default() };
        let then = propose(&case, &evidence);
        prop_assert_eq!(before.equivalence, then.equivalence);
    }

    #[test]
    fn what_only_immigration_law_may_ask_changes_points_only(case in case(), age in 18..60_i32) {
        let none = Evidence::default();
        let before = propose(&case, &none);
        let mut with = case.clone();
        with.immigration.insert("age".to_owned(), FactValue::Number(age));
        with.immigration.insert("livelihood".to_owned(), FactValue::Flag(true));
        let then = propose(&with, &none);
        prop_assert_eq!(before.equivalence, then.equivalence);
        prop_assert_eq!(before.licence, then.licence);
    }

    #[test]
    fn the_order_of_evidence_changes_nothing(case in case()) {
        let none = Evidence::default();
        let mut turned = case.clone();
        turned.qualifications.reverse();
        turned.experience.reverse();
        turned.findings.reverse();
        prop_assert_eq!(essence(&propose(&case, &none)), essence(&propose(&turned, &none)));
    }

    /// Neither a training that is a year shorter nor a level of another
    /// framework is a ground in the general system.
    #[test]
    fn length_and_framework_levels_decide_nothing_under_the_directive(
        case in case(), months in 1..100_u16, eqf in 1..=8_i64
    ) {
        let none = Evidence::default();
        let mut case = case;
        case.destination = "FR".parse().unwrap();
        case.purpose = Purpose::Practice;
        case.target.profession = Some("physiotherapist".to_owned());
        case.target.isco = None;
        for held in &mut case.qualifications {
            held.country = "PL".parse().ok();
        }
        let before = propose(&case, &none);
        prop_assume!(before.equivalence.route == "eu-general-system");
        let mut with = case.clone();
        with.target.reference_months = Some(months);
        let evidence = Evidence {
            levels: case.qualifications.iter().map(|_| Some((eqf.try_into().unwrap(), true))).collect(),
            reference_level: Some((8_i64.try_into().unwrap(), true)),
            ..Evidence::default()
        };
        let then = propose(&with, &evidence);
        prop_assert_eq!(before.equivalence.outcome, then.equivalence.outcome);
    }
}

#[test]
fn a_row_of_low_confidence_decides_nothing() {
    let mut seen = 0;
    for (country, rows) in LAW.professions() {
        for row in rows.iter().filter(|row| row.confidence == FactConfidence::Low) {
            let case = Case {
                id: "c".to_owned(),
                as_of: None,
                destination: country,
                purpose: Purpose::Practice,
                request: None,
                target: CaseTarget { profession: Some(row.id.clone()), ..CaseTarget::default() },
                qualifications: vec![CaseQualification {
                    country: "PH".parse().ok(),
                    ..CaseQualification::default()
                }],
                experience: Vec::new(),
                languages: Vec::new(),
                circumstances: std::collections::BTreeMap::new(),
                findings: Vec::new(),
                immigration: std::collections::BTreeMap::new(),
            };
            let proposal = propose(&case, &Evidence::default());
            assert_eq!(proposal.profession.regulated, None, "{country} {}", row.id);
            assert_eq!(proposal.equivalence.outcome, EquivalenceOutcome::Undetermined);
            assert!(proposal.confidence.needs_review, "{country} {}", row.id);
            let missing = proposal.equivalence.missing.first().unwrap();
            assert_eq!(missing.fact, "regulated");
            let known = row.regulation.employed.is_some();
            assert_eq!(missing.hint.is_some(), known, "{country} {}", row.id);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} rows of low confidence");
}
