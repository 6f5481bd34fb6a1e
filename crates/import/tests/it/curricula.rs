//! Curricula as others publish them, where the data is there, and samples of
//! our own.

use std::env;
use std::path::{Path, PathBuf};

use passerelle_import::curriculum::{parse_curricula, read_curricula};
use passerelle_model::{Curriculum, Issue};

/// The folder of data: the one that `PASSERELLE_DATA` names, else
/// `../shared/data` from the project's root. Where neither is there, says so
/// on standard error and gives nothing.
#[expect(clippy::disallowed_methods, reason = "a test's edge: where the data lies")]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn data(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = env::var_os("PASSERELLE_DATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root.join("../shared/data")).join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no data in `{}` (set PASSERELLE_DATA)", folder.display());
    None
}

#[track_caller]
fn read(folder: &Path, name: &str) -> (Vec<Curriculum>, Vec<Issue>) {
    read_curricula(&folder.join(name), name).expect("the file can be read")
}

fn fixture(name: &str) -> (Vec<Curriculum>, Vec<Issue>) {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/curricula"), name)
}

/// The id, the modules and the outcomes of a curriculum.
fn counts(curriculum: &Curriculum) -> (&str, usize, usize) {
    let outcomes = curriculum.modules.iter().map(|module| module.outcomes.len());
    (&curriculum.id, curriculum.modules.len(), outcomes.sum())
}

fn told(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(ToString::to_string).collect()
}

#[test]
fn one_course_is_the_same_in_each_layout() {
    let (toml, issues) = fixture("welding-course.toml");
    assert_eq!(told(&issues), [""; 0]);
    assert_eq!(counts(&toml[0]), ("welding-course", 3, 6));
    for name in ["welding-course.json", "welding-course.csv"] {
        let (other, issues) = fixture(name);
        assert_eq!(told(&issues), [""; 0], "{name}");
        assert_eq!(other, toml, "{name}");
    }
}

#[test]
fn faults_cost_as_little_as_can_be() {
    let (curricula, issues) = fixture("negative-hours.csv");
    assert_eq!(counts(&curricula[0]), ("negative-hours", 3, 2));
    assert_eq!(
        told(&issues),
        ["error PS-CURR-002: `-8` is negative, and left out at negative-hours.csv:3 `hours`"]
    );
    let (curricula, issues) = fixture("empty.toml");
    assert_eq!(curricula, []);
    assert_eq!(
        told(&issues),
        ["error PS-CURR-003: no module of the curriculum has an outcome at empty.toml (empty)"]
    );
}

#[test]
fn a_framework_with_a_circle_loses_nothing() {
    let (curricula, issues) = fixture("circle.case.json");
    assert_eq!(counts(&curricula[0]), ("https://example.org/cf/documents/tiling", 2, 2));
    assert_eq!(curricula[0].modules[1].title.as_deref(), Some("Walls / Bathrooms"));
    assert_eq!(
        told(&issues),
        ["error PS-CURR-005: the item is part of itself: each is below the one before it in \
          `T2`, `T2.1` at circle.case.json:12 (i3)"]
    );
}

#[test]
fn a_context_that_is_not_built_in_is_not_fetched() {
    let (curricula, issues) = fixture("unknown-context.jsonld");
    assert_eq!(curricula, []);
    assert_eq!(
        told(&issues),
        ["error PS-CURR-007: the context `https://example.org/context/of-our-own.json` is not \
          built in, and not fetched at unknown-context.jsonld:1 `@context`"]
    );
}

#[test]
fn case_packages_are_read_whole() {
    let Some(folder) = data("formats/case") else { return };
    for (name, id, title, modules, outcomes, issues) in [
        (
            "ItemTypeTestFramework",
            "d0000000-0000-0000-0000-000000000000",
            "Item Type Test",
            1,
            1,
            0,
        ),
        (
            "MarkdownFramework",
            "d0000000-0000-0000-0000-000000000000",
            "Test Markdown Framework",
            2,
            2,
            0,
        ),
        (
            "Ordering",
            "a33fc64e-5c40-11e7-82c4-3d54268aa9ee",
            "ACT Holistic Framework, Math",
            1,
            24,
            0,
        ),
        (
            "SmartLevelFramework",
            "d0000000-0000-0000-0000-000000000000",
            "SmartLevel Test",
            2,
            12,
            0,
        ),
        ("Utf8TestFramework", "d0000000-0000-0000-0000-000000000000", "UTF8 𝑑 Test", 1, 1, 0),
        (
            "opensalt-framework",
            "20c5134f-423d-4097-a971-3dd5152bf507",
            "What Standards Could Be",
            4,
            12,
            1,
        ),
    ] {
        let (curricula, told) = read(&folder, &format!("{name}.json"));
        assert_eq!(curricula.len(), 1, "{name}: {told:?}");
        let (found, found_modules, found_outcomes) = counts(&curricula[0]);
        assert!(found.starts_with("http") && found.ends_with(id), "{name}: {found}");
        assert_eq!((found_modules, found_outcomes), (modules, outcomes), "{name}");
        assert_eq!(curricula[0].title.as_deref(), Some(title));
        assert_eq!(told.len(), issues, "{name}: {told:?}");
    }
    let (curricula, _) = read(&folder, "opensalt-framework.json");
    let module = &curricula[0].modules[1];
    assert_eq!(module.id, "CCSS.Math.Content.6.RP.A.3");
    assert_eq!(curricula[0].language.as_ref().map(ToString::to_string).as_deref(), Some("en"));
    // Each outcome matches one of another framework.
    let outcomes = || curricula[0].modules.iter().flat_map(|module| &module.outcomes);
    assert!(outcomes().all(|outcome| outcome.concept.is_some() && outcome.text.is_some()));
}

#[test]
fn every_statement_of_the_german_regulations_is_read() {
    let Some(folder) = data("curricula") else { return };
    let (curricula, issues) = read(&folder, "de_ausbildungsrahmenplan.json");
    let outcomes = curricula.iter().map(|curriculum| counts(curriculum).2).sum::<usize>();
    let modules = curricula.iter().map(|curriculum| counts(curriculum).1).sum::<usize>();
    assert_eq!((curricula.len(), modules, outcomes), (237, 7361, 38_761));
    assert_eq!(
        told(&issues),
        ["info PS-CURR-009: the weeks of 208 of 237 regulations do not add up to a training's \
          length, and are left out at de_ausbildungsrahmenplan.json"]
    );
    let with_weeks = curricula.iter().filter(|c| c.modules.iter().any(|m| m.weeks.is_some()));
    assert_eq!(with_weeks.count(), 29);
    let texts = || curricula.iter().flat_map(|c| &c.modules).flat_map(|m| &m.outcomes);
    assert!(texts().all(|outcome| outcome.text.as_ref().is_some_and(|t| !t.contains("  "))));
}

/// Where the publisher's two files of a framework say different things: what
/// the Turtle says, and what the JSON-LD does.
const ASP: [(&str, &str); 1] = [(
    "Correlational statistics (e.g., Pearsonâ€™s r, Spearmanâ€™s rho)",
    "Correlational statistics (e.g., Pearsonâ€'s r, Spearman's rho)",
)];
const CHST: [(&str, &str); 5] = [
    ("\"Recognizing imminent danger\"", "\"Recognizing imminent danger - 21%\""),
    ("Industry and trade- related trends", "Industry and trade-related trends"),
    ("https://www.bcsp.org/chst", "http://njh.me/www.bcsp.org/chst"),
    (
        "CHST/058c8cae-acb8-4422-aa13-179320035a13> a ceasn:Competency",
        "CHST/058c8cae-acb8-4422-aa13-179320035a13> ceasn:hasChild \
         <http://www.bcsp.org/Portals/0/Assets/Competencies/CHST/98f5e52d-ecc4-4fda-8b3f-11b50d0bb6df>",
    ),
    (
        "CHST/e60211ca-16ff-43f8-8389-36955f15ea94> a ceasn:Competency",
        "CHST/e60211ca-16ff-43f8-8389-36955f15ea94> ceasn:hasChild \
         <http://www.bcsp.org/Portals/0/Assets/Competencies/CHST/394ea8e3-ed87-4f0e-87f0-6b735a120904>",
    ),
];

#[test]
fn a_framework_is_the_same_in_turtle_and_in_json_ld() {
    let Some(folder) = data("formats/ctdl-asn") else { return };
    let asp = ("bcsp-asp", "Associate Safety Professional (ASP)", (30, 133), (30, 133), &ASP[..]);
    let title = "Construction Health and Safety Technician (CHST)";
    let chst = ("bcsp-chst", title, (14, 159), (14, 161), &CHST[..]);
    for (name, title, in_turtle, in_json, differences) in [asp, chst] {
        let (turtle, issues) = read(&folder, &format!("{name}.ttl"));
        assert_eq!(told(&issues), [""; 0], "{name}");
        let (json, issues) = read(&folder, &format!("{name}.json"));
        // The JSON-LD has two items below two others each.
        assert!(issues.iter().all(|issue| issue.code.id() == "PS-CURR-010"), "{issues:?}");
        assert_eq!(issues.len(), in_json.1 - in_turtle.1, "{name}");
        for (curricula, expected) in [(&turtle, in_turtle), (&json, in_json)] {
            assert_eq!(curricula.len(), 1, "{name}");
            let (_, modules, outcomes) = counts(&curricula[0]);
            assert_eq!((modules, outcomes), expected, "{name}");
            assert_eq!(curricula[0].title.as_deref(), Some(title));
            let language = curricula[0].language.as_ref().map(ToString::to_string);
            assert_eq!(language.as_deref(), Some("en-us"));
        }
        let path = folder.join(format!("{name}.ttl"));
        let mut text = std::fs::read_to_string(path).expect("it was read before");
        for (says, other) in differences {
            assert_eq!(text.matches(says).count(), 1, "{says}");
            let other = match says.strip_suffix(" a ceasn:Competency") {
                Some(_) => format!("{other} ; a ceasn:Competency"),
                None => (*other).to_owned(),
            };
            text = text.replace(says, &other);
        }
        let (same, _) = parse_curricula("same.ttl", text.as_bytes());
        assert_eq!(same, json, "{name}");
    }
}
