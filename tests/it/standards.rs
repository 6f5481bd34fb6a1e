//! What standards must satisfy before they ship, shown on standards that do
//! not; and that what ships is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use passerelle::Engine;
use passerelle::model::crosswalk::Crosswalk;
use passerelle::model::{Issue, LanguageTag, Severity};
use passerelle_import::standard::{Standard, StandardFile, Unit, check_overlap};

use crate::support::esco;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn joint() -> Vec<(String, StandardFile)> {
    xtask::data::joint_standards(root()).unwrap()
}

fn to_esco() -> Crosswalk {
    let all = xtask::data::crosswalks(root()).unwrap();
    xtask::data::esco_crosswalk(&all).unwrap().clone()
}

/// The joint standards of each field that the corridors of labour need, those
/// of elementary and seasonal work among them.
const FIELDS: [(&str, &[&str]); 10] = [
    (
        "construction",
        &[
            "bricklayer",
            "carpenter",
            "concrete-worker",
            "construction-labourer",
            "painter",
            "plumber",
        ],
    ),
    (
        "metal and electrical",
        &[
            "electrician",
            "electronics-servicer",
            "machinist",
            "metal-fabricator",
            "refrigeration-mechanic",
            "welder",
        ],
    ),
    ("care and health", &["care-assistant", "nurse-general-care"]),
    ("hospitality and food", &["baker", "cook", "room-attendant", "waiter"]),
    ("agriculture", &["gardener", "livestock-worker", "seasonal-farm-worker"]),
    ("logistics and transport", &["delivery-driver", "lorry-driver", "warehouse-worker"]),
    ("domestic work and cleaning", &["building-cleaner", "domestic-worker"]),
    ("textiles", &["sewing-machine-operator", "tailor"]),
    ("information technology", &["it-support-technician"]),
    ("security", &["security-guard"]),
];

#[test]
fn thirty_standards_ship_over_ten_fields_and_none_is_another() {
    let files = joint();
    let ids: BTreeSet<String> =
        files.iter().flat_map(|(_, f)| &f.standard).map(Standard::name).collect();
    let expected: BTreeSet<String> =
        FIELDS.iter().flat_map(|(_, ids)| ids.iter().map(|id| (*id).to_owned())).collect();
    assert_eq!(ids, expected);
    assert_eq!(check_overlap(&files, &to_esco()), []);
    // What a code stands for is clear without the standard's name.
    let units = files.iter().flat_map(|(_, f)| &f.standard).flat_map(|s| &s.unit);
    let mut codes: Vec<String> = units.map(Unit::name).collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

#[test]
fn joint_standards_have_the_shape_of_standards() {
    let languages = ["en", "de"].map(|tag| LanguageTag::parse(tag).unwrap());
    for (name, file) in joint() {
        for standard in &file.standard {
            assert!((5..=12).contains(&standard.unit.len()), "{name}");
            assert!(standard.language_minimum.is_some() && standard.level.is_some(), "{name}");
            let units = standard.unit.iter().map(|u| &u.title);
            let outcomes = standard.outcomes().map(|o| &o.text);
            for texts in units.chain(outcomes).chain([&standard.title]) {
                for language in &languages {
                    assert!(
                        texts.get(language).is_some_and(|t| !t.trim().is_empty()),
                        "{name} {texts:?}"
                    );
                }
                assert_ne!(texts[&languages[0]], texts[&languages[1]], "{name}: not translated");
            }
            for unit in &standard.unit {
                assert!((3..=10).contains(&unit.outcome.len()), "{name} {}", unit.name());
                assert!(unit.hours.is_some(), "{name} {}", unit.name());
            }
        }
    }
}

#[test]
fn joint_standards_call_esco_concepts_as_esco_does_and_cover_their_occupation() {
    let Some(esco) = esco() else { return };
    let crosswalk = to_esco();
    for (name, file) in joint() {
        let issues = file.check_against_esco(&name, &crosswalk, &esco.taxonomy).unwrap();
        assert!(issues.is_empty(), "{issues:#?}");
    }
}

#[test]
fn a_joint_standard_that_is_mostly_another_is_refused() {
    let crosswalk = to_esco();
    let mut files = joint();
    let of = |files: &[(String, StandardFile)], id: &str| {
        files.iter().find(|(_, f)| f.standard[0].name() == id).unwrap().clone()
    };
    let (_, plumber) = of(&files, "plumber");
    let (_, cook) = of(&files, "cook");
    // Half of the plumber's units under another name.
    let mut fitter = plumber.clone();
    let half = plumber.standard[0].unit.len() / 2;
    fitter.standard[0].code = Some("fitter".to_owned());
    fitter.standard[0].unit.truncate(half);
    fitter.standard[0].unit.extend(cook.standard[0].unit.iter().take(2).cloned());
    files.retain(|(_, f)| f.standard[0].name() != "cook");
    files.push(("fitter.toml".to_owned(), fitter));
    let found = check_overlap(&files, &crosswalk);
    let about: Vec<_> = found.iter().map(|i| (i.code.id(), i.place.subject.as_deref())).collect();
    assert!(about.contains(&("PS-STD-006", Some("fitter"))), "{about:?}");
    assert!(about.iter().all(|(code, _)| *code == "PS-STD-006"));
    // What both declare common does not count.
    for (_, file) in &mut files {
        if ["plumber", "fitter"].contains(&file.standard[0].name().as_str()) {
            for (unit, at) in file.standard[0].unit.iter_mut().zip(0..) {
                unit.common = Some(format!("shared-{at}"));
            }
        }
    }
    assert_eq!(check_overlap(&files, &crosswalk), []);
}

#[test]
fn a_joint_standard_that_leaves_out_its_occupation_is_refused() {
    let Some(esco) = esco() else { return };
    let (name, welder) =
        joint().into_iter().find(|(_, f)| f.standard[0].name() == "welder").unwrap();
    let codes = |file: &StandardFile, crosswalk: &Crosswalk| -> BTreeSet<String> {
        let issues = file.check_against_esco(&name, crosswalk, &esco.taxonomy).unwrap();
        issues.iter().map(|issue| issue.code.to_string()).collect()
    };
    let crosswalk = to_esco();
    assert!(codes(&welder, &crosswalk).is_empty());
    let mut short = welder.clone();
    short.standard[0].unit.truncate(2);
    assert_eq!(codes(&short, &crosswalk), BTreeSet::from(["PS-STD-001".to_owned()]));
    let mut other = crosswalk.clone();
    let first = other
        .mappings
        .iter_mut()
        .find(|m| m.subject.ends_with(":welder/W1.1") && m.slot("object_label").is_some());
    first.unwrap().set("object_label", "wear gloves");
    assert_eq!(codes(&welder, &other), BTreeSet::from(["PS-STD-005".to_owned()]));
    other = crosswalk;
    other.mappings.retain(|m| !m.subject.ends_with(":welder/W10.7"));
    assert_eq!(codes(&welder, &other), BTreeSet::from(["PS-STD-002".to_owned()]));
}

fn told(issues: &[Issue]) -> Vec<&Issue> {
    issues.iter().filter(|issue| issue.severity > Severity::Info).collect()
}

#[test]
fn every_standard_that_ships_is_without_fault() {
    let engine = Engine::embedded().unwrap();
    let national = xtask::data::national_standards(root()).unwrap();
    for (name, file) in joint().into_iter().chain(national) {
        assert!(told(&file.check(&name)).is_empty(), "{name}");
        assert_eq!(file.check_references(&name, engine.taxonomy()), [], "{name}");
    }
}

#[test]
fn every_national_unit_is_mapped_or_said_to_be_unmapped() {
    let engine = Engine::embedded().unwrap();
    let taxonomy = engine.taxonomy();
    let crosswalks = xtask::data::crosswalks(root()).unwrap();
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, crosswalk) in &crosswalks {
        for mapping in &crosswalk.mappings {
            *rows.entry(&mapping.subject).or_default() += 1;
            // Of every row both ends are known, and it says who vouches.
            assert!(taxonomy.find_iri(&mapping.subject).is_some(), "{name}: {}", mapping.subject);
            let known = mapping.is_unmapped() || taxonomy.find_iri(&mapping.object).is_some();
            assert!(known, "{name}: {}", mapping.object);
            assert!(mapping.confidence().is_some(), "{name}: {}", mapping.subject);
            assert!(mapping.justification.ends_with("ManualMappingCuration"), "{name}");
            let reviewer = mapping.slot("ext_reviewer_kind");
            assert!(
                matches!(reviewer, Some("none" | "project" | "expert" | "authority")),
                "{name}: {reviewer:?}"
            );
            if mapping.is_unmapped() {
                assert!(
                    mapping.slot("comment").is_some(),
                    "{name}: {} says no why",
                    mapping.subject
                );
            }
        }
    }
    for (name, file) in xtask::data::national_standards(root()).unwrap() {
        for standard in &file.standard {
            let own = file.scheme.standard_iri(standard);
            let units = standard.unit.iter().map(|unit| file.scheme.unit_iri(standard, unit));
            for iri in units.chain([own]) {
                assert!(rows.contains_key(iri.as_str()), "{name}: {iri} is in no crosswalk");
            }
        }
    }
}

/// A row of the table of national standards.
struct Fact {
    country: String,
    qualification: String,
    title: String,
    code: String,
    unit: String,
    hours: String,
}

#[test]
fn every_fact_of_an_occupation_with_a_joint_standard_is_carried_over() {
    let Some(data) = passerelle_tests::data() else { return };
    let path = data.join("facts/national_standards.csv");
    let mut table = csv::Reader::from_reader(File::open(path).unwrap());
    let header = table.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let columns = [
        "country",
        "qualification_code",
        "qualification_title",
        "unit_code",
        "unit_title",
        "unit_hours",
        "confidence",
    ]
    .map(at);
    // No occupation of theirs has a joint standard.
    let out_of_scope = ["SOCBKP308", "TRSEMS308"];
    let mut shipped: BTreeSet<(String, String, String)> = BTreeSet::new();
    let mut hours: BTreeMap<String, Option<u32>> = BTreeMap::new();
    let mut without_units = 0;
    for (name, file) in xtask::data::national_standards(root()).unwrap() {
        let country = file.scheme.country.unwrap().to_string();
        for standard in &file.standard {
            let title = standard.title.values().next().unwrap().clone();
            let is_indian = name.starts_with("in/");
            without_units += usize::from(is_indian && standard.unit.is_empty());
            for unit in &standard.unit {
                let code = unit.code.clone().unwrap_or_default();
                let unit_title = unit.title.values().next().unwrap().to_lowercase();
                let key = if code.is_empty() { unit_title } else { code.clone() };
                hours.insert(format!("{title}|{key}"), unit.hours);
                shipped.insert((country.clone(), title.clone(), key));
            }
        }
    }
    assert_eq!(without_units, 66);
    let (mut carried, mut missing) = (0, Vec::new());
    for row in table.records() {
        let row = row.unwrap();
        let [country, qualification, title, code, unit, unit_hours, confidence] =
            columns.map(|column| row[column].to_owned());
        let fact = Fact { country, qualification, title, code, unit, hours: unit_hours };
        if confidence == "low" || fact.unit.is_empty() {
            continue;
        }
        if out_of_scope.contains(&fact.qualification.as_str()) {
            continue;
        }
        // What a publisher says of the standing of a standard is no part of its
        // title.
        let cut = ["(superseded", "(legacy", "(2008, superseded"];
        let end = cut.iter().filter_map(|c| fact.title.find(c)).min();
        let title = fact.title[..end.unwrap_or(fact.title.len())].trim().to_owned();
        let code = if fact.code == "MWA" { String::new() } else { fact.code.clone() };
        let key = if code.is_empty() { fact.unit.to_lowercase() } else { code };
        if shipped.contains(&(fact.country.clone(), title.clone(), key.clone())) {
            carried += 1;
            let stated: Option<u32> = fact.hours.parse().ok();
            assert_eq!(hours[&format!("{title}|{key}")], stated, "{title} {key}");
        } else {
            missing.push(format!("{} {} {}", fact.country, title, key));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(carried > 450, "{carried}");
}
