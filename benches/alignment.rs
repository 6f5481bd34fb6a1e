//! Alignment: 1,000 generated curricula of 40 modules against 24 joint
//! standards, on one thread and on two, figures alone and with all that is
//! told of units; and the German training regulations against all joint
//! standards, with texts looked up anew and from the cache.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use passerelle::model::{Curriculum, Module, ModuleOutcome};
use passerelle::{AlignOptions, Detail, Engine, Linking, Subject, read_curricula};

const CURRICULA: usize = 1_000;
const MODULES: usize = 40;
const OUTCOMES: usize = 6;
const STANDARDS: usize = 24;

/// Curricula of outcomes, units and skills of the embedded default, drawn from
/// a seed.
fn curricula(engine: &Engine) -> Vec<Curriculum> {
    let taxonomy = engine.taxonomy();
    let teachable: Vec<&str> = taxonomy
        .concepts()
        .filter(|&c| taxonomy.kind(c).is_skill() || !taxonomy.parts(c).is_empty())
        .map(|c| taxonomy.iri(c))
        .collect();
    let mut state = 20_261_124u64;
    let mut draw = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut outcome = || ModuleOutcome {
        concept: Some(teachable[draw(teachable.len())].to_owned()),
        ..ModuleOutcome::default()
    };
    let mut module = |number: usize| Module {
        id: format!("M{number}"),
        hours: Some(40),
        outcomes: (0..OUTCOMES).map(|_| outcome()).collect(),
        ..Module::default()
    };
    (0..CURRICULA)
        .map(|number| Curriculum {
            id: format!("C{number}"),
            modules: (0..MODULES).map(&mut module).collect(),
            ..Curriculum::default()
        })
        .collect()
}

fn benches(c: &mut Criterion) {
    let engine = Engine::embedded().expect("the embedded default");
    let joint = engine.standards_to_align(&["joint".to_owned()]).expect("joint standards");
    let standards = &joint[..STANDARDS];
    let curricula = curricula(&engine);
    let options = |detail| AlignOptions { detail, ..AlignOptions::default() };
    let read = |engine: &Engine| -> Vec<Subject> {
        let mut linking = Linking::default();
        let made =
            engine.curricula_to_align("c", &curricula, standards, &mut linking, &options(None));
        made.expect("sound curricula").0
    };
    let pool =
        |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    let mut group = c.benchmark_group("align 1,000 curricula of 40 modules with 24 standards");
    group.sample_size(10);
    group.throughput(Throughput::Elements((CURRICULA * STANDARDS) as u64));
    for (detail, told) in [(None, "figures"), (Some(Detail::Compact), "units and what is missing")]
    {
        let run = || engine.align(&read(&engine), standards, &options(detail)).expect("aligned");
        assert_eq!(run().len(), CURRICULA);
        for threads in [1, 2] {
            let id = BenchmarkId::new(told, format!("{threads} threads"));
            let pool = pool(threads);
            group.bench_function(id, |b| pool.install(|| b.iter(run)));
        }
    }
    group.finish();

    let Some(data) = passerelle_tests::data() else { return };
    let file = data.join("curricula/de_ausbildungsrahmenplan.json");
    let (regulations, _) = read_curricula(&file).expect("the regulations");
    let options = options(None);
    let mut group = c.benchmark_group("align the German regulations with all joint standards");
    group.sample_size(10);
    let run = |linking: &mut Linking| {
        let made = engine.curricula_to_align("de", &regulations, &joint, linking, &options);
        engine.align(&made.expect("sound curricula").0, &joint, &options).expect("aligned").len()
    };
    let fresh = || Linking { suggest: true, ..Linking::default() };
    let mut kept = fresh();
    assert_eq!(run(&mut kept), regulations.len());
    let one = pool(1);
    group.bench_function("cold, 1 thread", |b| b.iter(|| one.install(|| run(&mut fresh()))));
    group.bench_function("warm, 1 thread", |b| b.iter(|| one.install(|| run(&mut kept))));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
