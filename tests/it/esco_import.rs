//! The official bundles, whole: every row is imported or is an issue.

use std::collections::BTreeMap;

use passerelle::Taxonomy;
use passerelle::model::{ConceptKind, Importance, LanguageTag, Status, codes};
use passerelle_taxonomy::Closure;

use crate::support::{esco, import};

/// Rows read and left out by file, without the archive's name.
fn rows(import: &passerelle::EscoImport) -> BTreeMap<&str, (u64, u64)> {
    let files = import.report.files.iter();
    files
        .inspect(|f| assert_eq!(f.rows, f.imported + f.left_out, "{}", f.name))
        .map(|f| (f.name.rsplit(": ").next().unwrap(), (f.rows, f.left_out)))
        .collect()
}

#[test]
fn every_row_of_v1_1_1_is_imported_or_an_issue() {
    let Some(esco) = esco() else { return };
    let rows = rows(esco);
    for (file, read, left_out) in [
        ("skills_en.csv", 13_896, 0),
        ("skillGroups_en.csv", 640, 0),
        ("ISCOGroups_en.csv", 619, 0),
        ("occupations_en.csv", 3_007, 0),
        ("skillsHierarchy_en.csv", 647, 0),
        ("conceptSchemes_en.csv", 19, 0),
        // One occupation is in the relations and in no other file: a relation
        // above it and 67 to skills.
        ("broaderRelationsOccPillar.csv", 3_617, 1),
        ("broaderRelationsSkillPillar.csv", 20_656, 0),
        ("occupationSkillRelations.csv", 123_855, 67),
        // One skill is related to itself.
        ("skillSkillRelations.csv", 5_899, 1),
        ("digitalSkillsCollection_en.csv", 1_201, 0),
        ("greenSkillsCollection_en.csv", 570, 0),
        ("transversalSkillsCollection_en.csv", 96, 0),
        ("languageSkillsCollection_en.csv", 346, 0),
        ("researchSkillsCollection_en.csv", 40, 0),
        ("researchOccupationsCollection_en.csv", 122, 0),
        ("digCompSkillsCollection_en.csv", 26, 0),
    ] {
        assert_eq!(rows[file], (read, left_out), "{file}");
    }
    assert_eq!(rows.len(), 17);
    assert_eq!(esco.report.rows(), 175_256);
    assert_eq!(esco.report.version, "v1.1.1");

    let unknown: Vec<_> =
        esco.report.issues.iter().filter(|i| i.code == codes::ESCO_UNKNOWN_CONCEPT).collect();
    assert_eq!(unknown.len(), 68);
    for issue in unknown {
        assert!(issue.message.contains("a9e54177-a185-404d-b6e6-15663d31137e"), "{issue}");
        assert!(issue.place.file.is_some() && issue.place.line.is_some());
    }
}

#[test]
fn every_row_of_v1_1_0_is_imported_or_an_issue() {
    let Some(esco) = import("v1.1.0") else { return };
    let rows = rows(&esco);
    assert_eq!(rows["occupations_en.csv"], (3_008, 0));
    assert_eq!(rows["skills_en.csv"], (13_891, 0));
    assert_eq!(rows["occupationSkillRelations.csv"], (123_852, 0));
    assert_eq!(rows["ictSkillsCollection_en.csv"], (21, 0));
    assert_eq!(esco.report.left_out(), 1);
    assert!(esco.taxonomy.check(&passerelle::normalise).unwrap().is_empty());
}

#[test]
fn the_graph_is_what_the_files_say() {
    let Some(esco) = esco() else { return };
    let taxonomy = &esco.taxonomy;
    let count = |kind| taxonomy.concepts_of(kind).count();
    assert_eq!(count(ConceptKind::Occupation), 3_007);
    assert_eq!(count(ConceptKind::OccupationGroup), 619);
    assert_eq!(count(ConceptKind::Field), 220);
    // 420 groups of their own file and seven that only the hierarchy has.
    assert_eq!(count(ConceptKind::SkillGroup), 427);
    let provisional = taxonomy.concepts().filter(|&c| taxonomy.status(c) == Status::Provisional);
    assert_eq!(provisional.count(), 7);
    let skills = count(ConceptKind::Skill)
        + count(ConceptKind::Knowledge)
        + count(ConceptKind::TransversalSkill)
        + count(ConceptKind::Language);
    assert_eq!(skills, 13_896);
    let relations: BTreeMap<_, _> = taxonomy.relation_counts().into_iter().collect();
    assert_eq!(relations["broader"], 24_273 - 1);
    let requires = relations["requires essentially"] + relations["requires optionally"];
    assert_eq!(requires, 123_855 - 67 + 5_899 - 1);

    let welder = taxonomy
        .find_iri("http://data.europa.eu/esco/occupation/7aedaa07-3884-4c5b-88f9-80997b2aa54b")
        .unwrap();
    let labels = taxonomy.labels(&LanguageTag::english()).unwrap().unwrap();
    assert_eq!(labels.preferred(welder), Some("welder"));
    assert_eq!(taxonomy.requires(welder, Importance::Essential).len(), 36);
    let closure = Closure::of_broader(taxonomy);
    let craft = taxonomy.find_iri("http://data.europa.eu/esco/isco/C7").unwrap();
    assert!(closure.is_above(craft, welder));
    // The hierarchies have the tops that the concept schemes name.
    for (scheme, tops) in [("isco", 10), ("skills", 4), ("isced-f", 12), ("green", 481)] {
        let iri = format!("http://data.europa.eu/esco/concept-scheme/{scheme}");
        let scheme = taxonomy.find_scheme(&iri).unwrap();
        assert_eq!(taxonomy.top_concepts(scheme).count(), tops, "{iri}");
    }
}

#[test]
fn importing_saving_and_loading_is_the_identity_and_repeats_byte_by_byte() {
    let (Some(esco), Some(again)) = (esco(), import("v1.1.1")) else { return };
    let bytes = |taxonomy: &Taxonomy| {
        let mut bytes = Vec::new();
        taxonomy.write_snapshot(&mut bytes).unwrap();
        bytes
    };
    let first = bytes(&esco.taxonomy);
    assert!(first == bytes(&again.taxonomy), "two imports give different bytes");
    let loaded = Taxonomy::from_bytes(first.clone()).unwrap();
    assert!(loaded.same_content(&esco.taxonomy).unwrap());
    assert!(first == bytes(&loaded));
}
