//! Does matching find the occupation that a candidate was made from?

use passerelle::model::{MatchList, View};
use passerelle::{Engine, MatchOptions};
use passerelle_benches::{candidates, template_occupations, template_vacancies};
use passerelle_taxonomy::Taxonomy;

use crate::support::{esco, profiles, vacancies};

const CANDIDATES: usize = 1_000;
const SEED: u64 = 20_261_123;

fn engine() -> Option<Engine> {
    let esco = esco()?;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("esco.snapshot");
    esco.taxonomy.save(&path).unwrap();
    // Labels are in the file, so it must stay until they are read.
    let engine = Engine::open(&path).unwrap();
    for tag in engine.taxonomy().languages() {
        engine.taxonomy().labels(tag).unwrap();
    }
    Some(engine)
}

/// Occupations that no list of skills can tell apart count 1/n.
fn same_skills(taxonomy: &Taxonomy, iri: &str) -> usize {
    let essential = |c| taxonomy.requires(c, passerelle::model::Importance::Essential);
    let own = essential(taxonomy.find_iri(iri).unwrap());
    template_occupations(taxonomy).into_iter().filter(|&c| essential(c) == own).count()
}

#[test]
fn the_right_occupation_comes_first_and_threads_leave_no_trace() {
    let Some(engine) = engine() else { return };
    let taxonomy = engine.taxonomy();
    let generated = candidates(taxonomy, CANDIDATES, 70, SEED);
    let people = profiles(generated.iter().map(|g| g.profile.clone()));
    let posts = vacancies(template_vacancies(taxonomy));
    let options = MatchOptions { top: 5, ..MatchOptions::default() };
    let on = |threads: usize| -> (Vec<u8>, Vec<MatchList>) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let run = engine.match_records(&people, &posts, &options).unwrap();
            let mut bytes = Vec::new();
            run.write(&mut bytes).unwrap();
            (bytes, run.lists().unwrap())
        })
    };
    let (one, lists) = on(1);
    let (two, _) = on(2);
    assert!(one == two, "one and two threads give different bytes");

    // In ten-thousandths of a candidate, so that ties can be shared.
    let mut first = 0;
    for (list, made) in lists.iter().zip(&generated) {
        assert_eq!((list.view, list.id.as_str()), (View::Candidate, made.profile.id.as_str()));
        let wanted = taxonomy.iri(made.occupation);
        let best = &list.matches[0];
        let tied: Vec<_> = list.matches.iter().filter(|m| m.fit == best.fit).collect();
        if tied.iter().any(|m| m.id == wanted) {
            first += 10_000 / tied.len().max(same_skills(taxonomy, wanted));
        }
    }
    println!("right occupation first by fit: {} of {CANDIDATES}", first / 10_000);
    assert!(first >= CANDIDATES * 9_600, "{first}");

    for list in &lists {
        for found in &list.matches {
            let why = &found.explanation;
            let parts: u64 = why.requirements.iter().map(|r| r.contribution).sum();
            assert_eq!(parts + why.remainder, u64::from(found.score.millionths()));
            let earned: u64 =
                why.requirements.iter().map(|r| u64::from(r.weight) * u64::from(r.credit)).sum();
            assert_eq!(earned, why.credit_sum);
            let both = why.vacancy_weight + why.candidate_weight;
            let fit = (20_000 * why.credit_sum / both).min(1_000_000);
            assert_eq!(u64::from(found.fit.millionths()), fit);
        }
    }
}
