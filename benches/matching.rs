//! Matching on ESCO (size M): a generated corridor with everything that a
//! record may hold, both directions, on one and on two threads, at three
//! sizes. The reference scorer: linear growth is what it is held to.

use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use passerelle::{Engine, MatchOptions, Records, import_esco};
use passerelle_benches::corridor;

const SEED: u64 = 20_261_123;
const VACANCIES: usize = 1_000;

fn benches(c: &mut Criterion) {
    let Some(zips) = passerelle_tests::esco("v1.1.1") else { return };
    let inputs: Vec<&Path> = zips.iter().map(AsRef::as_ref).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let snapshot = folder.path().join("esco.snapshot");
    import_esco(&inputs).and_then(|esco| esco.save(&snapshot)).expect("the official bundle");
    let engine = Engine::open(&snapshot).expect("a snapshot just made");
    let (profiles, vacancies) = corridor(engine.taxonomy(), 10_000, VACANCIES, SEED);
    let vacancies = Records::of("vacancies", vacancies);
    let options = MatchOptions { detail: None, ..MatchOptions::default() };
    let pool =
        |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    let mut group = c.benchmark_group("match both ways with 1,000 vacancies");
    group.sample_size(10);
    for candidates in [2_500, 5_000, 10_000] {
        let people = Records::of("profiles", profiles.iter().take(candidates).cloned());
        let run = || engine.match_records(&people, &vacancies, &options).expect("sound records");
        assert!(pool(1).install(run).lists == pool(2).install(run).lists);
        group.throughput(Throughput::Elements((candidates * VACANCIES) as u64));
        for threads in [1, 2] {
            let id =
                BenchmarkId::new(format!("{candidates} candidates"), format!("{threads} threads"));
            let pool = pool(threads);
            group.bench_function(id, |b| pool.install(|| b.iter(run)));
        }
    }
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
