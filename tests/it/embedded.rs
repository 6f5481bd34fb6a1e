//! The embedded default is what `taxonomies/` says, and what it says is so.

use std::path::Path;

use passerelle::Engine;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[test]
fn the_snapshot_is_what_taxonomies_say() {
    let built = xtask::data::build(root()).unwrap();
    let mut bytes = Vec::new();
    built.write_snapshot(&mut bytes).unwrap();
    let committed = std::fs::read(root().join(xtask::data::SNAPSHOT)).unwrap();
    assert!(bytes == committed, "run `cargo xtask data`");
}

#[test]
fn the_page_of_codes_is_what_the_code_says() {
    let committed = std::fs::read_to_string(root().join(xtask::docs::CODES)).unwrap();
    assert!(xtask::docs::codes_page() == committed, "run `cargo xtask docs`");
}

#[test]
fn what_ships_is_counted_as_it_is() {
    let committed = std::fs::read_to_string(root().join(xtask::content::CONTENT)).unwrap();
    assert!(xtask::content::page(root()).unwrap() == committed, "run `cargo xtask docs`");
    let Some(esco) = crate::support::esco() else { return };
    let committed = std::fs::read_to_string(root().join(xtask::content::COVERAGE)).unwrap();
    let page = xtask::content::coverage_page(root(), &esco.taxonomy).unwrap();
    assert!(page == committed, "run `cargo xtask coverage ESCO.snapshot`");
}

#[test]
fn a_snapshot_of_the_format_before_is_still_read() {
    let old = Engine::open(&root().join("fixtures/snapshots/format-2.snapshot")).unwrap();
    assert!(!old.taxonomy().is_empty());
    assert!(old.taxonomy().level_tables().unwrap().is_empty());
    // Saved again it says the same.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.snapshot");
    old.taxonomy().save(&path).unwrap();
    let new = Engine::open(&path).unwrap();
    assert!(new.taxonomy().same_content(old.taxonomy()).unwrap());
}

#[test]
fn code_lists_are_whole() {
    let engine = Engine::embedded().unwrap();
    let taxonomy = engine.taxonomy();
    let members = |scheme: &str| taxonomy.members(taxonomy.find_scheme(scheme).unwrap()).count();
    assert_eq!(members("http://data.europa.eu/esco/concept-scheme/isco"), 619);
    assert_eq!(members("http://data.europa.eu/esco/concept-scheme/isced-f"), 220);
    assert_eq!(members("urn:passerelle:cefr"), 6);
    assert_eq!(members("http://data.europa.eu/snb/eqf/25831c2"), 8);
}

#[test]
fn joining_esco_to_the_default_contradicts_nothing() {
    let Some(esco) = crate::support::esco() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("esco.snapshot");
    esco.taxonomy.save(&path).unwrap();
    let engine = Engine::builder().snapshot(&path).load().unwrap();
    assert!(
        engine.issues().iter().all(|i| i.severity < passerelle::model::Severity::Warning),
        "{:#?}",
        engine.issues()
    );
    // What ESCO describes is no longer known at second hand.
    let skill = engine.find("esco:skill/7f107a85-d6ac-410f-a995-d635c5aa418b").unwrap();
    assert_eq!(engine.taxonomy().status(skill), passerelle::model::Status::Released);
    assert!(!engine.taxonomy().broader(skill).is_empty());
}

#[test]
fn every_mutant_of_the_kernel_has_its_place() {
    xtask::mutants::check_places(root()).unwrap();
}

#[test]
fn results_are_made_of_the_raw_figures() {
    let (section, curve) = xtask::results::made(root()).unwrap();
    let page = std::fs::read_to_string(root().join(xtask::results::PAGE)).unwrap();
    let made = xtask::results::with_section(&page, &section).unwrap();
    assert!(made == page, "run `cargo xtask results`");
    let committed = std::fs::read_to_string(root().join(xtask::results::CURVE)).unwrap();
    assert!(committed == curve, "run `cargo xtask results`");
}
