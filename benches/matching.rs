//! Matching on ESCO (size M): generated candidates against the occupations
//! as template vacancies, both directions, on one and on two threads.

use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use passerelle::import_esco;
use passerelle_benches::{candidates, template_occupations};
use passerelle_matching::{
    Candidate, CandidateSkill, CompiledVacancy, Matcher, RankOptions, Requirement,
};
use passerelle_model::{Assurance, Importance, MatchingPolicy, Proficiency, ResolvedBy};
use passerelle_taxonomy::Taxonomy;

fn people(taxonomy: &Taxonomy, count: usize) -> Vec<Candidate> {
    let skill = |iri: &str| CandidateSkill {
        concept: taxonomy.find_iri(iri).expect("a generated skill"),
        resolved_by: ResolvedBy::Concept,
        proficiency: Some(Proficiency::INDEPENDENT),
        assurance: Assurance::Certified,
    };
    candidates(taxonomy, count, 70, 20_261_123)
        .into_iter()
        .map(|made| {
            let skills = made.profile.skills.iter().filter_map(|s| s.concept.as_deref());
            Candidate::new(made.profile.id.as_str(), skills.map(skill).collect())
        })
        .collect()
}

fn posts(taxonomy: &Taxonomy) -> Vec<CompiledVacancy> {
    template_occupations(taxonomy)
        .into_iter()
        .map(|occupation| {
            let requirement = |&concept| Requirement {
                concept,
                resolved_by: ResolvedBy::Occupation,
                importance: Importance::Essential,
                weight: 2,
                minimum: Proficiency::INDEPENDENT,
            };
            let essential = taxonomy.requires(occupation, Importance::Essential).iter();
            let id = taxonomy.iri(occupation);
            CompiledVacancy::new(id, None, essential.map(requirement).collect())
                .expect("it has essential skills")
        })
        .collect()
}

fn benches(c: &mut Criterion) {
    let Some(zips) = passerelle_tests::esco("v1.1.1") else { return };
    let inputs: Vec<&Path> = zips.iter().map(AsRef::as_ref).collect();
    let taxonomy = import_esco(&inputs).expect("the official bundle").taxonomy;
    let matcher = Matcher::new(&taxonomy, MatchingPolicy::default()).expect("the default policy");
    let (people, posts) = (people(&taxonomy, 1_000), posts(&taxonomy));
    let options = RankOptions::default();
    // Also fills what the matcher keeps of each skill.
    let expected = matcher.rank(&people, &posts, &options);

    let mut group = c.benchmark_group("match 1,000 candidates with every occupation");
    group.sample_size(10);
    group.throughput(Throughput::Elements((people.len() * posts.len()) as u64));
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        assert!(pool.install(|| matcher.rank(&people, &posts, &options)) == expected);
        group.bench_function(format!("{threads} threads"), |b| {
            pool.install(|| b.iter(|| matcher.rank(&people, &posts, &options)));
        });
    }
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
