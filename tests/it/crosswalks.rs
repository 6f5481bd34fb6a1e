//! Crosswalks from end to end: the manifest against its evidence, official
//! tables as one graph, and a profile of one national classification against
//! a vacancy of another.

use std::collections::BTreeMap;
use std::path::Path;

use passerelle::model::{Direction, MatchExplanation, MatchingPolicy, TranslationUse};
use passerelle::{
    Engine, MatchOptions, Scratch, crosswalk_manifest, parse_profiles, parse_vacancies,
    read_crosswalks, save_snapshot, taxonomy_of,
};
use passerelle_matching::{Job, Matcher, Occupation, ResolvedProfile, ResolvedVacancy};
use passerelle_model::{
    ConceptKind, Confidence, Detail, Importance, Iri, LanguageTag, MappingPredicate, SchemeKind,
    Status,
};
use passerelle_taxonomy::{Builder, MappingSet, Names, Provenance, Scheme};

/// A row of a sample: line, published predicate, verdict.
fn sample(name: &str) -> Vec<(u64, String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../taxonomies").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 6, "{name}: {line}");
        (fields[0].parse().unwrap(), fields[3].to_owned(), fields[4].to_owned())
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn the_manifest_says_what_its_samples_say() {
    assert_eq!(crosswalk_manifest().entries().count(), 13);
    for entry in crosswalk_manifest().entries() {
        let rows = sample(&entry.evidence.sample);
        let count = |broad: &str, narrow: &str| {
            let says = |(_, published, judged): &&(u64, String, String)| match published.as_str() {
                "broadMatch" => judged == broad,
                "narrowMatch" => judged == narrow,
                _ => false,
            };
            u32::try_from(rows.iter().filter(says).count()).unwrap()
        };
        let as_published = count("object-broader", "subject-broader");
        let inverted = count("subject-broader", "object-broader");
        let stated = &entry.evidence;
        assert_eq!(stated.rows as usize, rows.len(), "{}", entry.id);
        assert_eq!(
            (stated.as_published, stated.inverted),
            (as_published, inverted),
            "{}",
            entry.id
        );
        // A verdict is not given against its evidence.
        let (sound, against) = match entry.direction {
            Direction::AsPublished => (as_published, inverted),
            Direction::Inverted => (inverted, as_published),
        };
        assert!(sound >= 3 * against && sound >= 20, "{}", entry.id);
        assert_eq!(entry.default_confidence, lower_bound(&rows, entry.direction), "{}", entry.id);
    }
}

/// The lower end of the 95 per cent interval (Wilson) of the share of rows
/// that the verdict does not contradict, in whole per cent.
fn lower_bound(rows: &[(u64, String, String)], direction: Direction) -> u8 {
    let contrary = |published: &str| match (published, direction) {
        ("broadMatch", Direction::AsPublished) | ("narrowMatch", Direction::Inverted) => {
            "subject-broader"
        }
        _ => "object-broader",
    };
    let judged = rows.iter().filter(|(.., judged)| judged != "unclear");
    let (mut all, mut upheld) = (0.0, 0.0);
    for (_, published, judged) in judged {
        let stands = match published.as_str() {
            "exactMatch" => judged == "same" || judged == "close",
            "broadMatch" | "narrowMatch" => judged != "unrelated" && judged != contrary(published),
            _ => judged != "unrelated",
        };
        all += 1.0;
        upheld += if stands { 1.0 } else { 0.0 };
    }
    let z = 1.96;
    let share: f64 = upheld / all;
    let spread = z * ((share * (1.0 - share) + z * z / (4.0 * all)) / all).sqrt();
    let low: f64 = (share + z * z / (2.0 * all) - spread) / (1.0 + z * z / all);
    (0..=100u8).rev().find(|&percent| f64::from(percent) <= 100.0 * low).unwrap()
}

/// The official tables as one snapshot, loaded with the embedded default.
fn official() -> Option<(tempfile::TempDir, Engine)> {
    let tables = passerelle_tests::crosswalks(&passerelle_tests::data()?);
    let embedded = Engine::embedded().unwrap();
    let files = read_crosswalks(&tables, &embedded).unwrap();
    for file in &files {
        let id = file.crosswalk.id();
        let entry = crosswalk_manifest().entry(id).unwrap_or_else(|| panic!("{id} is reviewed"));
        // The sample is what its seed draws.
        let (few, many) = if entry.evidence.rows == 150 { (15, 60) } else { (10, 30) };
        let drawn = xtask::sample::directions(20_261_123, few, many, &file.crosswalk);
        let stated: Vec<u64> =
            sample(&entry.evidence.sample).into_iter().map(|(line, ..)| line).collect();
        assert_eq!(stated, drawn, "{id}");
        // The sample's rows are rows of the table, with their predicate.
        let by_line: BTreeMap<u64, _> =
            file.crosswalk.mappings.iter().map(|m| (m.line, m)).collect();
        for (line, published, _) in sample(&entry.evidence.sample) {
            let found = by_line.get(&line).and_then(|m| m.predicate_kind());
            assert_eq!(
                found.map(passerelle_model::MappingPredicate::as_str),
                Some(published.as_str()),
                "{id}: {line}"
            );
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("national.snapshot");
    save_snapshot(&taxonomy_of(&files).0, &path).unwrap();
    Some((folder, Engine::builder().snapshot(path).load().unwrap()))
}

#[test]
fn whole_classifications_translate_as_the_page_says() {
    let Some((_folder, engine)) = official() else { return };
    let policy = MatchingPolicy::default();
    // From, to, concepts, mapped: the figures of docs/crosswalks/README.md.
    for (from, to, concepts, mapped) in [
        ("de-kldb", "fr-rome", 4_377, 3_760),
        ("at-ams", "pl-kzis", 4_326, 4_060),
        ("pt-cpp", "es-sispe", 664, 638),
        ("us-onet", "de-kldb", 940, 916),
    ] {
        let translate =
            engine.translate(&engine.schemes_named(to), TranslationUse::People, &policy).unwrap();
        let own = translate.members(engine.schemes_named(from)[0]);
        let mut scratch = Scratch::default();
        let answers: Vec<_> = own.iter().map(|&c| translate.concept(c, &mut scratch)).collect();
        let found = answers.iter().filter(|answer| !answer.translations.is_empty()).count();
        assert_eq!((answers.len(), found), (concepts, mapped), "{from} to {to}");
        for answer in &answers {
            // Every answer is one, or says why it is none.
            assert_eq!(answer.translations.is_empty(), answer.not_mapped.is_some());
            for translation in &answer.translations {
                let worth = |of: fn(u32, u32) -> u32| {
                    let hop = |h: &passerelle::model::TranslationHop| {
                        of(u32::from(h.confidence), u32::from(h.prior))
                    };
                    translation.path.iter().map(hop).map(u64::from).product::<u64>()
                };
                let scale = 10_000u64.pow(u32::try_from(translation.path.len()).unwrap());
                let confidence = 100 * worth(|c, p| c * p) / scale;
                assert_eq!(u64::from(translation.confidence), confidence, "{}", answer.source.id);
            }
        }
    }
}

/// The two registers of the tour, with the embedded default.
fn registers() -> Engine {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/crosswalks");
    let builder = ["tour-handwerk.csv", "tour-metiers.csv"]
        .iter()
        .fold(Engine::builder(), |builder, name| builder.crosswalk(folder.join(name)));
    builder.load().unwrap()
}

fn explained(engine: &Engine, profile: &str, vacancy: &str) -> MatchExplanation {
    let profiles = parse_profiles("p", profile.as_bytes()).unwrap();
    let vacancies = parse_vacancies("v", vacancy.as_bytes()).unwrap();
    let run = engine.match_records(&profiles, &vacancies, &MatchOptions::default()).unwrap();
    // The tour's register has one row without a code.
    assert!(run.issues.iter().all(|i| i.code.id() == "PS-XWALK-004"), "{:?}", run.issues);
    let best = run.lists[0].matches.first().unwrap();
    best.explanation.clone().unwrap()
}

#[test]
fn a_profile_of_one_register_meets_a_vacancy_of_another() {
    let engine = registers();
    let vacancy = r#"{"id":"V","experience":{"months":24,"occupation":"M101"}}"#;
    let job = |code: &str| {
        format!(
            r#"{{"id":"P","experience":[{{"occupation":"{code}","from":"2020-01","to":"2021-12"}}]}}"#
        )
    };
    // Both registers map theirs exactly to ESCO's welder, with the confidence
    // that is assumed of sets nobody has reviewed: 70 · 70.
    let why = explained(&engine, &job("H 10-1"), vacancy);
    let counted = &why.experience.as_ref().unwrap().jobs[0];
    assert_eq!(counted.relevance, 49);
    let translated = counted.translated.as_ref().unwrap();
    assert_eq!((translated.to.label.as_str(), translated.confidence), ("welder", 70));
    assert_eq!(translated.path.len(), 1);
    assert!(translated.path[0].assumed);
    // The boiler welder's is a broad match: 85 of 100 for evidence.
    let why = explained(&engine, &job("H 10-2"), vacancy);
    let counted = &why.experience.as_ref().unwrap().jobs[0];
    assert_eq!(counted.translated.as_ref().unwrap().confidence, 59);
    assert_eq!(counted.relevance, 41);
}

#[test]
fn where_nothing_is_translated_nothing_is_lost() {
    // The same code on both sides is the same occupation, whatever it
    // translates to.
    let engine = registers();
    let profile =
        r#"{"id":"P","experience":[{"occupation":"H 10-2","from":"2020-01","to":"2021-12"}]}"#;
    let vacancy = r#"{"id":"V","experience":{"months":24,"occupation":"H 10-2"}}"#;
    let why = explained(&engine, profile, vacancy);
    assert_eq!(why.experience.unwrap().jobs[0].relevance, 100);
}

#[test]
fn a_profile_of_the_german_skills_meets_a_vacancy_of_esco() {
    let Some((_folder, engine)) = official() else { return };
    let profile =
        r#"{"id":"P","skills":[{"concept":"de-skills:K-0705-117","assurance":"verified"}]}"#;
    let haskell = "http://data.europa.eu/esco/skill/000f1d3d-220f-4789-9c0a-cc742521fb02";
    let vacancy = format!(r#"{{"id":"V","requirements":[{{"concept":"{haskell}"}}]}}"#);
    let why = explained(&engine, profile, &vacancy);
    let evidence = why.requirements[0].best_evidence.as_ref().unwrap();
    assert_eq!((why.requirements[0].credit, evidence.confidence), (91, 91));
    assert_eq!(evidence.translation.len(), 1);
    assert_eq!(evidence.translation[0].set, "ESCO - Kompetenzenzsystematik");
}

#[test]
fn the_same_national_occupation_on_both_sides_is_not_discounted() {
    let iri = |name: &str| Iri::parse(&format!("urn:x:{name}")).unwrap();
    let mut builder = Builder::new();
    let scheme = |builder: &mut Builder, name: &str| {
        builder.scheme(Scheme::new(iri(name), SchemeKind::ConceptScheme, name));
    };
    scheme(&mut builder, "joint");
    scheme(&mut builder, "national");
    let concept = |builder: &mut Builder, name: &str, kind, scheme: &str| {
        let handle = builder.concept(&iri(name), kind, Status::Released);
        builder.in_scheme(handle, &iri(scheme));
        handle
    };
    let welder = concept(&mut builder, "welder", ConceptKind::Occupation, "joint");
    let weld = concept(&mut builder, "weld", ConceptKind::Skill, "joint");
    builder.requires(welder, weld, Importance::Essential);
    let national = concept(&mut builder, "n1", ConceptKind::Occupation, "national");
    let set = builder.mapping_set(MappingSet::new("urn:x:set", "x", "x", Confidence::UNREVIEWED));
    builder.mapping(national, MappingPredicate::Exact, welder, None, set);
    let (taxonomy, _) = builder.build(Provenance::default());
    let matcher = Matcher::new(&taxonomy, MatchingPolicy::default()).unwrap();
    let occupation = |name: &str| Occupation::new(&taxonomy, taxonomy.find(&iri(name)).unwrap());
    let credit = |held: &str, asked: &str| {
        let job = Job {
            occupation: Some(occupation(held)),
            resolved_by: None,
            months: Some((24_000, 24_023)),
            hours_per_week: None,
        };
        let profile = ResolvedProfile { jobs: vec![job], ..ResolvedProfile::default() };
        let vacancy = ResolvedVacancy {
            occupation: Some(occupation(asked)),
            from_occupation: true,
            ..ResolvedVacancy::default()
        };
        let (candidate, vacancy) = (matcher.candidate(profile), matcher.vacancy(vacancy).unwrap());
        let scored = matcher.score(&candidate, &vacancy).credit_sum;
        let names = Names::new(&taxonomy, &LanguageTag::english()).unwrap();
        let why = matcher.explain(&candidate, &vacancy, &names, Detail::Full);
        assert_eq!(why.credit_sum, scored);
        why.requirements[0].credit
    };
    // Inferred evidence of two years is worth 50.
    assert_eq!(credit("welder", "welder"), 50);
    assert_eq!(credit("n1", "n1"), 50);
    assert_eq!(credit("n1", "welder"), 35);
    assert_eq!(credit("welder", "n1"), 35);
}
