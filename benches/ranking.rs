//! The kernel by itself (size M): one minimum, no components beside skills,
//! gates, exact lists in both directions, from raw skills. Every sibling of a
//! group earns in `full`, those of groups of at most 25 in `cap`.

use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use passerelle::{Engine, import_esco};
use passerelle_benches::resolved::{Density, Requirements, Semantics, people, policy, posts};
use passerelle_matching::{InstructionSet, Matcher, RankBy, RankOptions, Ranker};

const SEED: u64 = 7;
const CANDIDATES: usize = 32_768;
const VACANCIES: usize = 10_000;

fn benches(c: &mut Criterion) {
    let Some(zips) = passerelle_tests::esco("v1.1.1") else { return };
    let inputs: Vec<&Path> = zips.iter().map(AsRef::as_ref).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let snapshot = folder.path().join("esco.snapshot");
    import_esco(&inputs).and_then(|esco| esco.save(&snapshot)).expect("the official bundle");
    let engine = Engine::open(&snapshot).expect("a snapshot just made");
    let options =
        RankOptions { near_misses: 0, rank_by: Some(RankBy::Score), ..RankOptions::default() };
    for (density, name) in [(Density::Full, "full"), (Density::Cap, "cap")] {
        let matcher = Matcher::new(engine.taxonomy(), policy(density, Semantics::Peers))
            .expect("a sound policy");
        let people = people(&matcher, Semantics::Peers, CANDIDATES, 0, SEED);
        let posts = posts(&matcher, Semantics::Peers, Requirements::OfOccupation, VACANCIES, SEED);
        let mut group = c.benchmark_group(format!("rank both ways, {name}"));
        group.sample_size(10);
        group.throughput(Throughput::Elements((people.len() * posts.len()) as u64));
        for set in InstructionSet::available() {
            for threads in [1, 2] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
                let pool = pool.expect("a pool");
                let id = BenchmarkId::new(format!("{set:?}"), format!("{threads} threads"));
                group.bench_function(id, |b| {
                    pool.install(|| {
                        b.iter(|| {
                            let mut ranker = Ranker::with(&matcher, &posts, options, set);
                            let lists: usize =
                                people.chunks(16_384).map(|run| ranker.rank(run).len()).sum();
                            lists + ranker.finish().len()
                        });
                    });
                });
            }
        }
        group.finish();
    }
}

criterion_group!(all, benches);
criterion_main!(all);
