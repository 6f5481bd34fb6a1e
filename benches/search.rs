//! Searching ESCO (size M: 134,000 labels in one language).

use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use passerelle::import_esco;
use passerelle_model::ConceptKind;
use passerelle_search::{Filter, Index};

/// The queries of the validation list with the kinds that a clerk means.
fn queries() -> Vec<(String, Filter)> {
    let text = include_str!("../tests/data/search-validation.tsv");
    let queries = text.lines().skip(2).map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let kinds = match fields[4] {
            "occupation" => vec![ConceptKind::Occupation],
            "skill" => ConceptKind::SKILLS.to_vec(),
            _ => Vec::new(),
        };
        (fields[0].to_owned(), Filter { kinds, ..Filter::default() })
    });
    queries.collect()
}

fn benches(c: &mut Criterion) {
    let Some(zips) = passerelle_tests::esco("v1.1.1") else { return };
    let inputs: Vec<&Path> = zips.iter().map(AsRef::as_ref).collect();
    let taxonomy = import_esco(&inputs).expect("the official bundle").taxonomy;
    let index = Index::in_memory(&taxonomy).expect("an index");
    let queries = queries();
    assert_eq!(queries.len(), 70);

    // Criterion reports the mean over a list; the median of single queries is
    // what a person waits for, so it is measured here and printed.
    let mut times: Vec<std::time::Duration> = Vec::new();
    for round in 0..5 {
        for (text, filter) in &queries {
            #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
            let start = std::time::Instant::now();
            let hits = index.search(&taxonomy, text, filter, 5).expect("hits");
            assert!(!hits.is_empty(), "{text}");
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    times.sort();
    #[expect(clippy::print_stdout, reason = "a benchmark reports")]
    {
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!("single queries: median {:?}, 95 % {:?}, worst {:?}", at(50), at(95), at(100));
    }

    let mut group = c.benchmark_group("search");
    group.sample_size(10);
    group.throughput(Throughput::Elements(queries.len() as u64));
    group.bench_function("70 queries", |b| {
        b.iter(|| {
            let hits = |(text, filter): &(String, Filter)| {
                index.search(&taxonomy, text, filter, 5).expect("hits").len()
            };
            queries.iter().map(hits).sum::<usize>()
        });
    });
    group.bench_function("complete", |b| {
        b.iter(|| index.complete(&taxonomy, "weld", &Filter::default(), 10).expect("hits"));
    });
    group.throughput(Throughput::Elements(134_245));
    group.bench_function("index", |b| b.iter(|| Index::in_memory(&taxonomy).expect("an index")));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
