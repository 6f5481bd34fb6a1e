//! Whether kernel, reference and peer say the same of sampled candidates.

use anyhow::Result;
use passerelle_benches::raw::Agreement;
use passerelle_benches::resolved::policy;
use passerelle_matching::{Matcher, Ranker, ReferenceRanker};
use passerelle_taxonomy::Taxonomy;

use super::{AT_ONCE, Case, candidates, name, vacancies};

/// How many lists are compared.
pub(super) const SAMPLE: usize = 1000;

/// The lists of so many candidates, and of the vacancies among them, number
/// for number.
pub(super) fn with_reference(taxonomy: &Taxonomy, case: Case, count: usize) -> Result<Agreement> {
    let matcher = Matcher::new(taxonomy, policy(case.density, case.semantics))?;
    let posts = vacancies(&matcher, case);
    let mut kernel = Ranker::with(&matcher, &posts, case.options(), case.set);
    let mut reference = ReferenceRanker::new(&matcher, &posts, case.options());
    let count = count.min(case.candidates);
    let mut differing = 0;
    for first in (0..count).step_by(AT_ONCE) {
        let people = candidates(&matcher, case, first, AT_ONCE.min(count - first));
        let (of_kernel, of_reference) = (kernel.rank(&people), reference.rank(&people));
        differing += of_kernel.iter().zip(&of_reference).filter(|(a, b)| a != b).count();
    }
    let of_vacancies = kernel.finish().into_iter().zip(reference.finish());
    differing += of_vacancies.filter(|(a, b)| a != b).count();
    Ok(Agreement {
        density: name(case.density).to_owned(),
        with: "reference".to_owned(),
        lists: count,
        differing,
    })
}

/// The scores in the lists of candidates, without gates, which peers do not
/// know; ties may stand in any order.
pub(super) fn with_peer(
    taxonomy: &Taxonomy,
    case: Case,
    lists: &[Vec<(usize, f64)>],
) -> Result<Agreement> {
    let mut policy = policy(case.density, case.semantics);
    policy.gates.eqf_level = false;
    policy.gates.language = false;
    let matcher = Matcher::new(taxonomy, policy)?;
    let posts = vacancies(&matcher, case);
    let people = candidates(&matcher, case, 0, lists.len());
    let mut kernel = Ranker::with(&matcher, &posts, case.options(), case.set);
    let differs = |ranking: &passerelle_matching::Ranking, list: &[(usize, f64)]| {
        let same = |(own, &(_, score)): (&passerelle_matching::Ranked, &(usize, f64))| {
            // Scores are in millionths, cut; the peer adds 32-bit floats.
            (f64::from(own.pair.score.millionths()) - 10_000.0 * score).abs() < 20.0
        };
        ranking.matches.len() != list.len() || !ranking.matches.iter().zip(list).all(same)
    };
    let differing =
        kernel.rank(&people).iter().zip(lists).filter(|(own, list)| differs(own, list)).count();
    Ok(Agreement {
        density: name(case.density).to_owned(),
        with: "sparse_dot_topn".to_owned(),
        lists: lists.len(),
        differing,
    })
}
