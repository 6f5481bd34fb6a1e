//! Does matching find the occupation that a candidate was made from?
//!
//! Candidates are generated from ESCO by a seed; the occupations' essential
//! skills are the vacancies. Every figure is printed; the numbers asked for
//! are asserted. TF-IDF cosine on the same data is the peer.

use std::collections::BTreeMap;

use passerelle::model::{Importance, MatchList, View};
use passerelle::{Engine, MatchOptions, RankBy, Records};
use passerelle_benches::{Generated, Stated, candidates, template_occupations, template_vacancies};
use passerelle_taxonomy::{ConceptId, Taxonomy};

use crate::support::esco;

const CANDIDATES: usize = 2_000;
const SEED: u64 = 20_261_123;
const TOP: usize = 10;

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

/// Occupations by their essential skills: those of one entry cannot be told
/// apart by skills.
struct Twins<'t>(BTreeMap<&'t [ConceptId], Vec<ConceptId>>, &'t Taxonomy);

impl<'t> Twins<'t> {
    fn of(taxonomy: &'t Taxonomy) -> Self {
        let mut by_skills: BTreeMap<&[ConceptId], Vec<ConceptId>> = BTreeMap::new();
        for occupation in template_occupations(taxonomy) {
            let skills = taxonomy.requires(occupation, Importance::Essential);
            by_skills.entry(skills).or_default().push(occupation);
        }
        Self(by_skills, taxonomy)
    }

    fn count(&self, occupation: ConceptId) -> usize {
        self.0[self.1.requires(occupation, Importance::Essential)].len()
    }
}

/// How well lists find what they should.
#[derive(Clone, Copy, Debug, Default)]
struct Quality {
    /// Candidates with the right occupation first, a tie of n counting 1/n,
    /// in ten-thousandths.
    first: usize,
    /// Σ 1 / log2(1 + place) of the right occupation in the first ten.
    ndcg: f64,
    /// Σ over the first ten of the steps to the right unit group: 0 the same,
    /// 1 the same minor group, …, 4 another major group.
    distance: usize,
    /// How many places were counted in `distance`.
    places: usize,
}

impl Quality {
    /// Counts one list of occupations with what each scored, the best first.
    fn count(&mut self, list: &[(ConceptId, u64)], wanted: ConceptId, twins: &Twins<'_>) {
        let taxonomy = twins.1;
        if let Some(&(_, best)) = list.first() {
            let tied = list.iter().filter(|(_, number)| *number == best);
            if tied.clone().any(|&(c, _)| c == wanted) {
                self.first += 10_000 / tied.count().max(twins.count(wanted));
            }
        }
        if let Some(place) = list.iter().position(|&(c, _)| c == wanted) {
            #[expect(clippy::cast_precision_loss, reason = "a place below ten")]
            let place = place as f64;
            self.ndcg += 1.0 / (place + 2.0).log2();
        }
        let code = |c: ConceptId| -> Vec<u8> {
            let above = taxonomy.ancestors(c).into_iter().filter_map(|a| taxonomy.notation(a));
            above.filter(|n| n.len() == 4 && !n.contains('.')).min().unwrap_or("").into()
        };
        let right = code(wanted);
        for &(found, _) in list {
            let same = code(found).iter().zip(&right).take_while(|(a, b)| a == b).count();
            self.distance += 4 - same;
            self.places += 1;
        }
    }

    fn shown(&self, candidates: usize) -> String {
        #[expect(clippy::cast_precision_loss, reason = "small numbers, for people")]
        let (n, first, distance, places) =
            (candidates as f64, self.first as f64, self.distance as f64, self.places as f64);
        format!(
            "first {:.2} %, nDCG {:.4}, ISCO distance {:.3}",
            first / n / 100.0,
            self.ndcg / n,
            distance / places
        )
    }
}

fn by_engine(engine: &Engine, made: &[Generated], by: RankBy, twins: &Twins<'_>) -> Quality {
    let taxonomy = engine.taxonomy();
    let people = Records::of("profiles", made.iter().map(|g| g.profile.clone()));
    let posts = Records::of("vacancies", template_vacancies(taxonomy));
    let options = MatchOptions {
        views: vec![View::Candidate],
        top: TOP,
        detail: None,
        rank_by: Some(by),
        ..MatchOptions::default()
    };
    let run = engine.match_records(&people, &posts, &options).unwrap();
    let mut quality = Quality::default();
    for (list, made) in run.lists.iter().zip(made) {
        assert_eq!(list.id, made.profile.id);
        let found: Vec<(ConceptId, u64)> = list
            .matches
            .iter()
            .map(|m| {
                let number = if by == RankBy::Fit { m.fit } else { m.score };
                (taxonomy.find_iri(&m.id).unwrap(), u64::from(number.millionths()))
            })
            .collect();
        quality.count(&found, made.occupation, twins);
    }
    quality
}

/// The peer: cosine of TF-IDF vectors of skills, idf over the occupations.
fn by_tf_idf(taxonomy: &Taxonomy, made: &[Generated], twins: &Twins<'_>) -> Quality {
    let occupations = template_occupations(taxonomy);
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); taxonomy.len()];
    for (at, &occupation) in occupations.iter().enumerate() {
        for skill in taxonomy.requires(occupation, Importance::Essential) {
            holders[skill.index()].push(at);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let idf: Vec<f64> = holders
        .iter()
        .map(|h| if h.is_empty() { 0.0 } else { (occupations.len() as f64 / h.len() as f64).ln() })
        .collect();
    let norm =
        |skills: &[ConceptId]| skills.iter().map(|s| idf[s.index()].powi(2)).sum::<f64>().sqrt();
    let norms: Vec<f64> =
        occupations.iter().map(|&o| norm(taxonomy.requires(o, Importance::Essential))).collect();
    let mut quality = Quality::default();
    for made in made {
        let mut dots = vec![0.0; occupations.len()];
        for skill in &made.profile.skills {
            let skill = taxonomy.find_iri(skill.concept.as_deref().unwrap()).unwrap();
            for &at in &holders[skill.index()] {
                dots[at] += idf[skill.index()].powi(2);
            }
        }
        let mut ranked: Vec<(usize, f64)> =
            dots.iter().zip(&norms).map(|(dot, norm)| dot / norm).enumerate().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 2^40")]
        let found: Vec<(ConceptId, u64)> = ranked
            .iter()
            .take(TOP)
            .filter(|(_, cosine)| *cosine > 0.0)
            .map(|&(at, cosine)| (occupations[at], (cosine * 1e9) as u64))
            .collect();
        quality.count(&found, made.occupation, twins);
    }
    quality
}

#[test]
fn the_right_occupation_comes_first() {
    let Some(engine) = engine() else { return };
    let taxonomy = engine.taxonomy();
    let twins = Twins::of(taxonomy);
    let alike: Vec<String> = twins
        .0
        .values()
        .filter(|twins| twins.len() > 1)
        .map(|twins| {
            let labels = taxonomy.labels(&"en".parse().unwrap()).unwrap().unwrap();
            let names: Vec<&str> = twins.iter().filter_map(|&c| labels.preferred(c)).collect();
            names.join(" = ")
        })
        .collect();
    println!("{} sets of skills belong to several occupations: {}", alike.len(), alike.join("; "));

    for (own, stated, least) in [
        (70, Stated::Same, 9_600),
        (50, Stated::Same, 9_400),
        (70, Stated::Near, 0),
        (50, Stated::Near, 0),
    ] {
        let made = candidates(taxonomy, CANDIDATES, own, stated, SEED);
        let fit = by_engine(&engine, &made, RankBy::Fit, &twins);
        let score = by_engine(&engine, &made, RankBy::Score, &twins);
        let peer = by_tf_idf(taxonomy, &made, &twins);
        println!("{own} % own skills, stated as {stated:?}:");
        println!("  fit    {}", fit.shown(CANDIDATES));
        println!("  score  {}", score.shown(CANDIDATES));
        println!("  tf-idf {}", peer.shown(CANDIDATES));
        assert!(fit.first >= CANDIDATES * least, "{own} {stated:?}: {fit:?}");
        // At most half a point behind the peer; where skills are near ones,
        // well before it, for the peer knows nothing of nearness.
        let ahead = if stated == Stated::Near { CANDIDATES * 1_000 } else { 0 };
        assert!(fit.first + CANDIDATES * 50 >= peer.first + ahead, "{fit:?} {peer:?}");
    }
}

#[test]
fn explanations_of_generated_pairs_add_up_and_threads_leave_no_trace() {
    let Some(engine) = engine() else { return };
    let taxonomy = engine.taxonomy();
    let made = candidates(taxonomy, 1_000, 70, Stated::Near, SEED + 1);
    let people = Records::of("profiles", made.into_iter().map(|g| g.profile));
    let posts = Records::of("vacancies", template_vacancies(taxonomy));
    let options = MatchOptions { views: vec![View::Candidate], top: 10, ..MatchOptions::default() };
    let on = |threads: usize| -> Vec<MatchList> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| engine.match_records(&people, &posts, &options).unwrap().lists)
    };
    let lists = on(1);
    assert!(lists == on(2), "one and two threads differ");
    let mut pairs = 0;
    for found in lists.iter().flat_map(|list| &list.matches) {
        crate::corridor::assert_adds_up(found);
        pairs += 1;
    }
    assert_eq!(pairs, 10_000);
}
