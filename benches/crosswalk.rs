//! Crosswalks: reading the thirteen official tables, with ESCO and without,
//! translating whole classifications, linting.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use passerelle::model::{MatchingPolicy, TranslationPriors, TranslationUse};
use passerelle::{
    CrosswalkFile, Engine, Scratch, import_esco, normalise, read_crosswalks, taxonomy_of,
};
use passerelle_taxonomy::crosswalk::{LintContext, lint};
use passerelle_taxonomy::{ConceptId, Outcome, Translator};

/// How many concepts of the classification that is translated are mapped, and
/// how many there are; they guard against timing the wrong thing.
const MAPPED: [(&str, &str, usize, usize); 4] = [
    ("de-kldb", "fr-rome", 3_760, 4_377),
    ("at-ams", "pl-kzis", 4_060, 4_326),
    ("pt-cpp", "es-sispe", 638, 664),
    ("us-onet", "de-kldb", 916, 940),
];

fn benches(c: &mut Criterion) {
    let Some(data) = passerelle_tests::data() else { return };
    let tables = passerelle_tests::crosswalks(&data);
    assert_eq!(tables.len(), 13);
    let embedded = Engine::embedded().expect("the default");
    let read = |paths: &[PathBuf]| read_crosswalks(paths, &embedded).expect("official tables");
    let files: Vec<CrosswalkFile> = read(&tables);
    let rows: u64 = files.iter().filter_map(|file| file.report.as_ref()).map(|r| r.rows).sum();
    assert_eq!(rows, 91_779);

    let mut group = c.benchmark_group("crosswalks");
    group.sample_size(10);
    group.throughput(Throughput::Elements(rows));
    group.bench_function("read all tables", |b| b.iter(|| read(&tables).len()));
    group.bench_function("tables to graph", |b| b.iter(|| taxonomy_of(&files).0.len()));
    if let Some(zips) = passerelle_tests::esco("v1.1.1") {
        let inputs: Vec<&Path> = zips.iter().map(AsRef::as_ref).collect();
        group.bench_function("all tables and ESCO", |b| {
            b.iter(|| {
                let esco = import_esco(&inputs).expect("the official bundle");
                let tables = taxonomy_of(&read(&tables)).0;
                let folder = tempfile::tempdir().expect("a temporary folder");
                let paths = ["esco", "national"].map(|name| folder.path().join(name));
                esco.save(&paths[0]).expect("a snapshot");
                tables.save(&paths[1]).expect("a snapshot");
                let [esco, national] = paths;
                Engine::builder()
                    .snapshot(esco)
                    .snapshot(national)
                    .load()
                    .expect("both")
                    .taxonomy()
                    .len()
            });
        });
    }
    group.bench_function("lint all tables", |b| {
        b.iter(|| {
            let found = files.iter().map(|file| {
                let context = LintContext { file: None, taxonomy: None, normalise: &normalise };
                lint(&file.crosswalk, &context).findings.len()
            });
            black_box(found.sum::<usize>())
        });
    });
    group.finish();

    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("national.snapshot");
    taxonomy_of(&files).0.save(&path).expect("a snapshot");
    let engine = Engine::builder().snapshot(&path).load().expect("a snapshot");
    let graph = engine.taxonomy();
    let mut group = c.benchmark_group("translate");
    group.bench_function("make ready", |b| {
        b.iter(|| Translator::new(graph, TranslationPriors::people()));
    });
    let translator = Translator::new(graph, TranslationPriors::people());
    for (from, to, mapped, all) in MAPPED {
        let from_schemes = engine.schemes_named(from);
        let target = translator.target(&engine.schemes_named(to));
        let concepts: Vec<ConceptId> = graph.members(from_schemes[0]).collect();
        let mut scratch = Scratch::default();
        let mut translated = || {
            let outcomes = concepts.iter().map(|&c| translator.translate(c, &target, &mut scratch));
            outcomes.filter(|outcome| matches!(outcome, Outcome::Mapped(_))).count()
        };
        assert_eq!((translated(), concepts.len()), (mapped, all), "{from} to {to}");
        group.throughput(Throughput::Elements(concepts.len() as u64));
        group.bench_function(format!("{from} to {to}"), |b| b.iter(&mut translated));
    }
    let shown = engine.translate(
        &engine.schemes_named("fr-rome"),
        TranslationUse::People,
        &MatchingPolicy::default(),
    );
    let shown = shown.expect("labels in memory");
    let concepts: Vec<ConceptId> = graph.members(engine.schemes_named("de-kldb")[0]).collect();
    let mut scratch = Scratch::default();
    group.throughput(Throughput::Elements(concepts.len() as u64));
    group.bench_function("de-kldb to fr-rome, with paths and labels", |b| {
        b.iter(|| {
            concepts
                .iter()
                .map(|&c| shown.concept(c, &mut scratch).translations.len())
                .sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
