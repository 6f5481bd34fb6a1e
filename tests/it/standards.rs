//! What a joint standard must satisfy before it ships, shown on standards
//! that do not.

use std::path::Path;

use passerelle_import::standard::{Standard, check_overlap};

use crate::support::esco;

fn standards() -> Vec<(String, Standard)> {
    xtask::data::standards(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))).unwrap()
}

/// The codes of the issues of a welder that was changed.
#[track_caller]
fn check(change: impl FnOnce(&mut Standard), expected: &[&str]) {
    let (name, mut welder) = standards().into_iter().find(|(_, s)| s.id == "welder").unwrap();
    change(&mut welder);
    let codes: Vec<&str> = welder.check(&name).iter().map(|issue| issue.code.id()).collect();
    assert_eq!(codes, expected);
}

#[test]
fn eight_standards_ship_and_none_is_another() {
    let standards = standards();
    let ids: Vec<&str> = standards.iter().map(|(_, s)| s.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "bricklayer",
            "care-assistant",
            "cook",
            "electrician",
            "lorry-driver",
            "nurse-general-care",
            "plumber",
            "welder"
        ]
    );
    assert_eq!(check_overlap(&standards), []);
    // What a code stands for is clear without the standard's name.
    let mut codes: Vec<&str> =
        standards.iter().flat_map(|(_, s)| s.unit.iter().map(|unit| unit.code.as_str())).collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

#[test]
fn faults_in_a_standard_are_named() {
    check(|_| {}, &[]);
    check(|s| s.eqf_level = 9, &["PS-STD-004"]);
    check(|s| s.unit[0].hours = 0, &["PS-STD-004"]);
    check(|s| s.unit[1].code = s.unit[0].code.clone(), &["PS-STD-003"]);
    check(|s| s.unit[0].outcome[0].esco.clear(), &["PS-STD-002"]);
    check(|s| s.unit[0].outcome[0].none = Some("why".to_owned()), &["PS-STD-002"]);
}

#[test]
fn a_standard_that_is_mostly_another_is_refused() {
    let mut standards = standards();
    let (_, plumber) = standards.iter().find(|(_, s)| s.id == "plumber").unwrap().clone();
    // A third of the plumber's units under another name.
    let mut fitter = plumber.clone();
    fitter.id = "fitter".to_owned();
    let (_, cook) = standards.iter().find(|(_, s)| s.id == "cook").unwrap().clone();
    fitter.unit.truncate(plumber.unit.len() / 2);
    fitter.unit.extend(cook.unit.into_iter().take(2));
    standards.retain(|(_, s)| s.id != "cook");
    standards.push(("fitter.toml".to_owned(), fitter.clone()));
    let found = check_overlap(&standards);
    let about: Vec<_> = found.iter().map(|i| (i.code.id(), i.place.subject.as_deref())).collect();
    assert!(about.contains(&("PS-STD-006", Some("fitter"))), "{about:?}");
    assert!(about.iter().all(|(code, _)| *code == "PS-STD-006"));
    // What both declare common does not count.
    let declare = |standard: &mut Standard| {
        for (unit, at) in standard.unit.iter_mut().zip(0..) {
            unit.common = Some(format!("shared-{at}"));
        }
    };
    for (_, standard) in &mut standards {
        if ["plumber", "fitter"].contains(&standard.id.as_str()) {
            declare(standard);
        }
    }
    assert_eq!(check_overlap(&standards), []);
}

#[test]
fn a_standard_that_leaves_out_its_occupation_is_refused() {
    let Some(esco) = esco() else { return };
    let (name, mut welder) = standards().into_iter().find(|(_, s)| s.id == "welder").unwrap();
    let codes = |standard: &Standard| -> Vec<String> {
        let issues = standard.check_against_esco(&name, &esco.taxonomy).unwrap();
        issues.iter().map(|issue| issue.code.to_string()).collect()
    };
    assert!(codes(&welder).is_empty());
    welder.unit.truncate(2);
    assert_eq!(codes(&welder), ["PS-STD-001"]);
    welder.unit[0].outcome[0].esco[0].label = "wear gloves".to_owned();
    welder.isco08 = vec!["7213".to_owned()];
    assert_eq!(codes(&welder), ["PS-STD-005", "PS-STD-004", "PS-STD-001"]);
}
