//! Opening the embedded default; importing, opening and walking ESCO (size M:
//! one language).

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use passerelle::import_esco;
use passerelle_model::{LanguageTag, MatchingPolicy};
use passerelle_taxonomy::{Closure, ConceptId, Taxonomy, Translator, convert_level};

/// The embedded default: opened, and asked what a level corresponds to.
fn embedded(c: &mut Criterion) {
    let mut group = c.benchmark_group("embedded default");
    let default = passerelle::embedded_taxonomy().expect("a test opens it");
    group.bench_function("open", |b| {
        b.iter(|| passerelle::embedded_taxonomy().expect("as before"));
    });
    let tables = default.level_tables().expect("it is in memory");
    group.bench_function("convert a level over two steps", |b| {
        b.iter(|| convert_level(tables, black_box("PH-PQF"), "2", "DE-DQR"));
    });
    group.finish();
}

fn benches(c: &mut Criterion) {
    let Some(zips) = passerelle_tests::esco("v1.1.1") else { return };
    let inputs: Vec<&Path> = zips.iter().map(AsRef::as_ref).collect();
    let folder = std::env::temp_dir().join("passerelle-bench");
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let path = folder.join("esco.snapshot");
    let imported = import_esco(&inputs).expect("the official bundle");
    imported.save(&path).expect("a snapshot");
    assert_eq!(imported.report.left_out(), 69);

    let mut group = c.benchmark_group("esco");
    group.sample_size(10);
    group.throughput(Throughput::Elements(imported.report.rows()));
    group.bench_function("import", |b| b.iter(|| import_esco(&inputs).expect("as before")));
    group.throughput(Throughput::Elements(imported.taxonomy.len() as u64));
    group.bench_function("save", |b| b.iter(|| imported.taxonomy.save(&path).expect("as before")));
    group.finish();

    let english = LanguageTag::english();
    let mut group = c.benchmark_group("snapshot");
    group.bench_function("open", |b| b.iter(|| Taxonomy::load(&path).expect("a snapshot")));
    group.bench_function("open with labels", |b| {
        b.iter(|| {
            let taxonomy = Taxonomy::load(&path).expect("a snapshot");
            black_box(taxonomy.labels(&english).expect("labels").map(passerelle::LabelTable::len))
        });
    });
    group.finish();

    let taxonomy = Taxonomy::load(&path).expect("a snapshot");
    let policy = MatchingPolicy::default();
    let skills: Vec<ConceptId> = taxonomy
        .concepts()
        .filter(|&c| taxonomy.kind(c).has_siblings())
        .step_by(13)
        .take(1_000)
        .collect();
    assert_eq!(skills.len(), 1_000);
    let translator = Translator::new(&taxonomy, policy.evidence_priors.clone());
    let mut group = c.benchmark_group("graph");
    group.throughput(Throughput::Elements(taxonomy.len() as u64));
    group.bench_function("closure", |b| b.iter(|| Closure::of_broader(&taxonomy)));
    group.throughput(Throughput::Elements(skills.len() as u64));
    group.bench_function("reach", |b| {
        b.iter(|| {
            let reached = |&s| taxonomy.reach(s, &policy.proximity, &translator).len();
            skills.iter().map(reached).sum::<usize>()
        });
    });
    group.bench_function("proximity", |b| {
        b.iter(|| {
            let near = |pair: &[ConceptId]| {
                taxonomy.proximity(pair[0], pair[1], &policy.proximity, &translator).is_some()
            };
            skills.windows(2).filter(|pair| near(pair)).count()
        });
    });
    group.finish();
}

criterion_group!(all, embedded, benches);
criterion_main!(all);
