//! The program on the real ESCO.

use serde_json::Value;

use crate::bundle::{Bundle, text};
use crate::support::run;

#[test]
fn esco_is_imported_searched_and_matched() {
    let Some(zips) = passerelle_tests::esco("v1.1.1") else { return };
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("esco.snapshot");
    let snapshot = snapshot.to_str().unwrap();
    let [classification, relations] = zips.each_ref().map(|zip| zip.to_str().unwrap());
    let import = ["taxonomy", "import", "esco", classification, relations, "--out", snapshot];
    let found = run(&import).exits(0).says(&["warning PS-ESCO-001 (68)", "and 65 more"]);
    assert!(found.out().contains("175256    175187        69  together"), "{}", found.out());

    let hits =
        run(&["taxonomy", "search", "HGV driver", "--taxonomy", snapshot, "--format", "json"]);
    let hits: Value = serde_json::from_str(&hits.exits(0).out()).unwrap();
    assert_eq!(hits["schema_version"], 2);
    assert_eq!(hits["hits"][0]["label"], "cargo vehicle driver");

    // One profile with ESCO's words against two occupations of ESCO.
    let profiles = folder.path().join("profiles.jsonl");
    let vacancies = folder.path().join("vacancies.jsonl");
    std::fs::write(
        &profiles,
        "{\"id\":\"P\",\"skills\":[{\"text\":\"read standard blueprints\"},{\"text\":\"operate soldering equipment\"},{\"text\":\"apply arc welding techniques\"}]}\n",
    )
    .unwrap();
    std::fs::write(
        &vacancies,
        "{\"id\":\"welder\",\"occupation\":\"esco:occupation/7aedaa07-3884-4c5b-88f9-80997b2aa54b\"}\n\
         {\"id\":\"lawyer\",\"occupation\":\"esco:occupation/e75305db-9011-4ee0-ab62-8d41a98f807e\"}\n\
         {\"id\":\"nobody\",\"occupation\":\"esco:occupation/nowhere\"}\n",
    )
    .unwrap();
    let found = run(&[
        "match",
        profiles.to_str().unwrap(),
        vacancies.to_str().unwrap(),
        "--taxonomy",
        snapshot,
        "--by",
        "candidate",
        "--out",
        "-",
    ])
    .exits(1)
    .says(&["error PS-REC-013 (1)", "vacancies.jsonl:3", "warning PS-REC-017 (1)"]);
    let list: Value = serde_json::from_str(&found.out()).unwrap();
    assert_eq!(list["matches"][0]["id"], "welder");
}

#[test]
fn several_languages_merge() {
    let bundle = Bundle::new()
        .with(
            "skills_de.csv",
            "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status,inScheme,description\n\
             KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/a,skill/competence,cross-sector,Metall schweißen,,released,,Schweißen.\n",
        )
        .with(
            "occupations_de.csv",
            "conceptType,conceptUri,iscoGroup,preferredLabel,status,code\n\
             Occupation,http://data.europa.eu/esco/occupation/w,7212,Schweißer/Schweißerin,released,7212.3\n",
        );
    assert_eq!(bundle.import().exits(0).err(), "");
    let snapshot = text(&bundle.out());
    let search = ["taxonomy", "search", "metall schweissen", "--lang", "de", "--format", "json"];
    let found = run(&[&search[..], &["--taxonomy", &snapshot, "--no-default"]].concat()).exits(0);
    let hits: Value = serde_json::from_str(&found.out()).unwrap();
    assert_eq!(
        (&hits["hits"][0]["label"], &hits["hits"][0]["score"]),
        (&"weld metal".into(), &100.into())
    );
}

#[test]
fn the_columns_of_v1_2_are_read() {
    let bundle = Bundle::new()
        .without("broaderRelationsOccPillar.csv")
        .without("occupationSkillRelations.csv")
        .with(
            "occupations_en.csv",
            "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,regulatedProfessionNote,scopeNote,definition,inScheme,description,code,naceCode\n\
             Occupation,http://data.europa.eu/esco/occupation/w,7212,welder,,,released,2024-05-10T00:00:00Z,,,,http://data.europa.eu/esco/concept-scheme/occupations,To weld.,7212.3,http://data.europa.eu/ux2/nace2.1/25\n",
        )
        .with(
            "broaderRelationsOccPillar_en.csv",
            "conceptType,conceptUri,conceptLabel,broaderType,broaderUri,broaderLabel\n\
             Occupation,http://data.europa.eu/esco/occupation/w,welder,ISCOGroup,http://data.europa.eu/esco/isco/C7212,Welders\n",
        )
        .with(
            "occupationSkillRelations_en.csv",
            "occupationUri,occupationLabel,relationType,skillType,skillUri,skillLabel\n\
             http://data.europa.eu/esco/occupation/w,welder,essential,skill/competence,http://data.europa.eu/esco/skill/a,weld metal\n",
        );
    let found = bundle.import().exits(0);
    assert_eq!(found.err(), "", "{}", found.out());
    let snapshot = text(&bundle.out());
    let shown = run(&["taxonomy", "concept", "7212.3", "--taxonomy", &snapshot, "--no-default"]);
    let shown = shown.exits(0).out();
    assert!(shown.contains("requires essentially (1)") && shown.contains("isco:7212"), "{shown}");
}
