//! Measures ranking at a size, beside the peers: `scale SIZE SNAPSHOT PYTHON
//! OUT`, with SIZE S, M or L, a snapshot of ESCO v1.1.1, and a Python that has
//! `benches/peers/requirements.txt`. Writes the raw figures to OUT, unless
//! kernel, reference and peer disagree on a sample of lists.

#![expect(clippy::print_stderr, reason = "what is measured takes minutes, and is told as it comes")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time, and says on which day")]

mod agreement;
mod peers;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use passerelle::Engine;
use passerelle_benches::raw::{Machine, Measured, Raw};
use passerelle_benches::resolved::{Density, Requirements, Semantics, people, policy, posts};
use passerelle_matching::{
    Candidate, CompiledVacancy, InstructionSet, Matcher, RankBy, RankOptions, Ranker,
};
use passerelle_taxonomy::Taxonomy;

// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Lists have so many matches.
const TOP: usize = 10;
const SEED: u64 = 7;
/// How many candidates come of a seed.
const SEEDED: usize = 8192;
/// How many candidates are made, and ranked, at a time: the rest is made while no
/// clock runs.
const AT_ONCE: usize = 65_536;

/// How much is measured.
struct Size {
    name: &'static str,
    candidates: usize,
    vacancies: usize,
    repeats: usize,
    /// How many candidates the peers get.
    of_peers: usize,
    /// Whether one thing after the other is varied.
    varied: bool,
}

const SIZES: [Size; 3] = [
    Size {
        name: "S",
        candidates: 8_192,
        vacancies: 1_000,
        repeats: 5,
        of_peers: 8_192,
        varied: true,
    },
    Size {
        name: "M",
        candidates: 65_536,
        vacancies: 10_000,
        repeats: 3,
        of_peers: 16_384,
        varied: true,
    },
    Size {
        name: "L",
        candidates: 1_000_000,
        vacancies: 10_000,
        repeats: 1,
        of_peers: 16_384,
        varied: false,
    },
];

/// One thing to measure.
#[derive(Clone, Copy)]
struct Case {
    density: Density,
    semantics: Semantics,
    by_candidate: bool,
    by_vacancy: bool,
    near_misses: usize,
    threads: usize,
    set: InstructionSet,
    candidates: usize,
    vacancies: usize,
    requirements: Requirements,
}

impl Case {
    fn options(self) -> RankOptions {
        RankOptions {
            top: TOP,
            near_misses: self.near_misses,
            seed: SEED,
            // Peers know one number.
            rank_by: (self.semantics == Semantics::Peers).then_some(RankBy::Score),
            by_candidate: self.by_candidate,
            by_vacancy: self.by_vacancy,
            credits: false,
        }
    }
}

fn name(density: Density) -> &'static str {
    match density {
        Density::Full => "full",
        Density::Cap => "cap",
        Density::Policy => "policy",
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [size, snapshot, python, out] = arguments.as_slice() else {
        bail!("usage: scale S|M|L SNAPSHOT PYTHON OUT");
    };
    let size = SIZES.iter().find(|s| s.name == size).context("a size is S, M or L")?;
    let engine = Engine::open(Path::new(snapshot))?;
    let taxonomy = engine.taxonomy();
    let best = InstructionSet::best();
    let base = Case {
        density: Density::Full,
        semantics: Semantics::Peers,
        by_candidate: true,
        by_vacancy: true,
        near_misses: 0,
        threads: 1,
        set: best,
        candidates: size.candidates,
        vacancies: size.vacancies,
        requirements: Requirements::OfOccupation,
    };
    let mut raw = Raw {
        size: size.name.to_owned(),
        day: today()?,
        machine: machine(),
        peers: Vec::new(),
        agreement: Vec::new(),
        measured: Vec::new(),
    };
    for density in [Density::Full, Density::Cap] {
        let case = Case { density, ..base };
        let mut cases = beside(case);
        if size.varied && density == Density::Full {
            let others = InstructionSet::available().into_iter().filter(|&set| set != best);
            cases.extend(others.map(|set| Case { set, ..case }));
        }
        raw.measured.extend(measure(taxonomy, &cases, size.repeats)?);
        let found = peers::run(taxonomy, case, size, Path::new(python))?;
        raw.measured.extend(found.measured);
        raw.agreement.push(agreement::with_reference(taxonomy, case, agreement::SAMPLE)?);
        raw.agreement.push(agreement::with_peer(taxonomy, case, &found.lists)?);
        raw.peers = found.versions;
        refuse(&raw, size)?;
    }
    if size.name == "M" {
        // Every pair of it, with everything that there is to compute.
        let semantics = Semantics::Full;
        let case = Case { density: Density::Policy, semantics, near_misses: 3, ..base };
        raw.agreement.push(agreement::with_reference(taxonomy, case, size.candidates)?);
        refuse(&raw, size)?;
    }
    for cases in others(base, size) {
        raw.measured.extend(measure(taxonomy, &cases, size.repeats)?);
    }
    let mut json = serde_json::to_vec_pretty(&raw)?;
    json.push(b'\n');
    std::fs::write(out, json)?;
    Ok(())
}

/// Ends where lists disagree, or too few were compared.
fn refuse(raw: &Raw, size: &Size) -> Result<()> {
    for agreed in &raw.agreement {
        if agreed.differing > 0 || agreed.lists < agreement::SAMPLE.min(size.candidates) {
            bail!("the kernel and {} disagree: {agreed:?}", agreed.with);
        }
    }
    Ok(())
}

/// A case with what is told as a ratio to it: they take turns.
fn beside(case: Case) -> Vec<Case> {
    let full = Case { semantics: Semantics::Full, ..case };
    vec![
        case,
        Case { threads: 2, ..case },
        Case { near_misses: 3, ..case },
        full,
        Case { near_misses: 3, ..full },
    ]
}

/// What else is measured: each thing varied by itself.
fn others(base: Case, size: &Size) -> Vec<Vec<Case>> {
    let policy =
        Case { density: Density::Policy, semantics: Semantics::Full, near_misses: 3, ..base };
    let mut cases = vec![vec![policy, Case { threads: 2, ..policy }]];
    if !size.varied {
        return cases;
    }
    cases.push(vec![Case { by_vacancy: false, ..base }, Case { by_candidate: false, ..base }]);
    for part in [8, 4, 2] {
        cases.push(vec![Case { candidates: size.candidates / part, ..base }]);
        cases.push(vec![Case { vacancies: size.vacancies / part, ..base }]);
    }
    for exactly in [6, 12, 24, 48] {
        cases.push(vec![Case { requirements: Requirements::Exactly(exactly), ..base }]);
    }
    cases
}

/// The vacancies of a case.
fn vacancies(matcher: &Matcher<'_>, case: Case) -> Vec<CompiledVacancy> {
    posts(matcher, case.semantics, case.requirements, case.vacancies, SEED)
}

/// So many candidates of a case, from one on; the same whatever is asked for
/// at a time.
fn candidates(matcher: &Matcher<'_>, case: Case, first: usize, count: usize) -> Vec<Candidate> {
    let chunks = (first..first + count).step_by(SEEDED);
    let made = chunks.flat_map(|start| {
        let count = SEEDED.min(first + count - start);
        people(matcher, case.semantics, count, start, SEED + start as u64)
    });
    made.collect()
}

/// A case with what does not change while it is measured.
struct Workload<'t> {
    case: Case,
    matcher: Matcher<'t>,
    posts: Vec<CompiledVacancy>,
    pool: rayon::ThreadPool,
}

impl<'t> Workload<'t> {
    fn new(taxonomy: &'t Taxonomy, case: Case) -> Result<Self> {
        let matcher = Matcher::new(taxonomy, policy(case.density, case.semantics))?;
        let posts = vacancies(&matcher, case);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(case.threads).build()?;
        Ok(Self { case, matcher, posts, pool })
    }
}

/// Ranks each case as often as asked, from candidates at hand to all lists. The
/// cases have as many candidates and take turns, each time some thousands of
/// candidates: a machine's speed changes from one minute to the next.
fn measure(taxonomy: &Taxonomy, cases: &[Case], repeats: usize) -> Result<Vec<Measured>> {
    let workloads: Vec<Workload<'_>> =
        cases.iter().map(|&case| Workload::new(taxonomy, case)).collect::<Result<_>>()?;
    let mut runs: Vec<(&Workload<'_>, Vec<(Ranker<'_, '_>, f64)>)> = workloads
        .iter()
        .map(|workload| {
            let Workload { case, matcher, posts, .. } = workload;
            let new = || (Ranker::with(matcher, posts, case.options(), case.set), 0.0);
            (workload, std::iter::repeat_with(new).take(repeats).collect())
        })
        .collect();
    let count = cases.iter().map(|case| case.candidates).max().unwrap_or(0);
    for first in (0..count).step_by(AT_ONCE) {
        let mut people: Vec<(Semantics, Vec<Candidate>)> = Vec::new();
        for Workload { case, matcher, .. } in &workloads {
            if people.iter().all(|&(semantics, _)| semantics != case.semantics) {
                let made = candidates(matcher, *case, first, AT_ONCE.min(count - first));
                people.push((case.semantics, made));
            }
        }
        for repeat in 0..repeats {
            for (Workload { case, pool, .. }, rankers) in &mut runs {
                let made = people.iter().find(|(semantics, _)| *semantics == case.semantics);
                let (_, made) = made.context("candidates of every kind")?;
                let (ranker, seconds) = &mut rankers[repeat];
                let start = Instant::now();
                pool.install(|| std::hint::black_box(ranker.rank(made)));
                *seconds += start.elapsed().as_secs_f64();
            }
        }
    }
    let measured = runs.into_iter().map(|(Workload { case, posts, .. }, rankers)| {
        let seconds = rankers.into_iter().map(|(ranker, seconds)| {
            let start = Instant::now();
            std::hint::black_box(ranker.finish());
            seconds + start.elapsed().as_secs_f64()
        });
        let measured = Measured {
            by: "passerelle".to_owned(),
            instruction_set: Some(format!("{:?}", case.set)),
            seconds: seconds.collect(),
            ..described(*case, posts)
        };
        eprintln!("{:.0} M pairs/s: {measured:?}", measured.rate());
        measured
    });
    Ok(measured.collect())
}

/// A case in words, without figures.
fn described(case: Case, posts: &[CompiledVacancy]) -> Measured {
    let lists = match (case.by_candidate, case.by_vacancy) {
        (true, true) => "both",
        (true, false) => "candidates",
        _ => "vacancies",
    };
    Measured {
        by: String::new(),
        density: name(case.density).to_owned(),
        semantics: if case.semantics == Semantics::Peers { "peers" } else { "full" }.to_owned(),
        lists: lists.to_owned(),
        near_misses: case.near_misses,
        threads: case.threads,
        instruction_set: None,
        candidates: case.candidates,
        vacancies: posts.len(),
        requirements: posts.iter().map(|post| post.requirements().len()).sum(),
        seconds: Vec::new(),
    }
}

fn machine() -> Machine {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    Machine {
        processor: model.map_or_else(|| "unknown".to_owned(), |(_, name)| name.to_owned()),
        threads: std::thread::available_parallelism().map_or(0, usize::from),
        instruction_sets: InstructionSet::available().iter().map(|s| format!("{s:?}")).collect(),
    }
}

fn today() -> Result<String> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let days = i64::try_from(since.as_secs() / 86_400)?;
    Ok(passerelle_model::DayOrMonth::from_days_since_1970(days).to_string())
}
