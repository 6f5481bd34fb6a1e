//! Recognition: cases put to the law, on one thread and on two: with all
//! reasons, and the outcomes alone; with differences that an authority found,
//! and with differences that are derived from units through the crosswalks.

use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use passerelle::model::{Case, EquivalenceOutcome, MatchingPolicy};
use passerelle::{
    Date, Engine, Evidence, Located, RecogniseOptions, Recogniser, embedded_law, read_cases,
};

/// How many cases: those of the fixture, over and over.
const CASES: usize = 2_000;

fn day() -> Date {
    Date::constant(2026, 8, 1)
}

fn options() -> RecogniseOptions {
    RecogniseOptions {
        as_of: day(),
        override_as_of: false,
        what_if: false,
        policy: MatchingPolicy::default(),
    }
}

fn benches(c: &mut Criterion) {
    let engine = Engine::embedded().expect("the embedded default");
    let law = embedded_law().expect("the law that ships");
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let read = read_cases(&root.join("fixtures/recognition/cases.jsonl")).expect("the fixture");
    let cases: Vec<Located<Case>> = read.cases.iter().cycle().take(CASES).cloned().collect();
    let compared = |is_compared: bool| -> Vec<Located<Case>> {
        let cases =
            read.cases.iter().filter(|case| case.record.target.reference.is_some() == is_compared);
        cases.cycle().take(CASES).cloned().collect()
    };
    let policy = MatchingPolicy::default();
    let recogniser = Recogniser::new(&law, &policy.recognition);

    let mut group = c.benchmark_group("recognition");
    group.sample_size(10).throughput(Throughput::Elements(CASES as u64));
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let run = |cases: &[Located<Case>]| {
            pool.install(|| engine.recognise("bench", &law, cases, &options()))
                .expect("sound cases")
                .0
        };
        assert_eq!(run(&cases).len(), CASES);
        for (name, cases) in
            [("with all reasons", &compared(false)), ("differences derived", &compared(true))]
        {
            group.bench_function(BenchmarkId::new(name, threads), |b| b.iter(|| run(cases)));
        }
    }
    let found = compared(false);
    let evidence: Vec<Evidence> = found
        .iter()
        .map(|case| engine.evidence_of(&case.record, day(), &policy).expect("sound cases").0)
        .collect();
    group.bench_function("the outcome alone/1", |b| {
        b.iter(|| {
            let outcomes = found.iter().zip(&evidence).filter(|(case, evidence)| {
                let outcome = recogniser.outcome(&case.record, evidence, day());
                outcome.equivalence != EquivalenceOutcome::Undetermined
            });
            outcomes.count()
        });
    });
    group.finish();
}

criterion_group!(recognition, benches);
criterion_main!(recognition);
