//! The safeguards that ship, and which of them a match concerns.

use std::sync::LazyLock;

use passerelle_import::safeguards::parse_safeguards;
use passerelle_matching::{Candidate, CompiledVacancy};
use passerelle_model::{Country, Safeguard, SafeguardWarning};
use passerelle_taxonomy::Taxonomy;

/// The safeguards that ship, as they stand in `taxonomies/`.
static SAFEGUARDS: LazyLock<Vec<Safeguard>> = LazyLock::new(|| {
    let text = include_str!("../../../taxonomies/safeguards.toml");
    parse_safeguards("safeguards.toml", text).expect("a test reads the safeguards that ship")
});

/// The safeguards that ship: for which occupations and origins a match carries
/// a warning. None of them changes a score or a gate.
pub fn safeguards() -> &'static [Safeguard] {
    &SAFEGUARDS
}

/// The safeguards that concern a post, whoever takes it.
pub(crate) fn of_post(vacancy: &CompiledVacancy, taxonomy: &Taxonomy) -> Vec<&'static Safeguard> {
    let occupation = vacancy.vacancy().occupation.and_then(|occupation| occupation.isco);
    let Some(code) = occupation.and_then(|group| taxonomy.notation(group)) else {
        return Vec::new();
    };
    let about = |s: &&Safeguard| s.isco08.iter().any(|group| code.starts_with(group.as_str()));
    safeguards().iter().filter(about).collect()
}

/// Those of a post's safeguards that concern a person, with the country of
/// training: the first that each names.
pub(crate) fn concerning<'s>(
    candidate: &'s Candidate,
    of_post: &'s [&'static Safeguard],
) -> impl Iterator<Item = (&'static Safeguard, Country)> + 's {
    of_post.iter().filter_map(|&safeguard| {
        let mut trained = candidate.profile().qualifications.iter().filter_map(|q| q.country);
        let origin = trained.find(|country| safeguard.origins.contains(country))?;
        Some((safeguard, origin))
    })
}

/// What a safeguard says before people.
pub(crate) fn warning((safeguard, origin): (&Safeguard, Country)) -> SafeguardWarning {
    SafeguardWarning {
        id: safeguard.id.clone(),
        origin,
        warning: safeguard.warning.clone(),
        source: safeguard.fact.source.clone(),
        date: safeguard.date.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_dated_sourced_and_about_known_groups() {
        let taxonomy = crate::embedded_taxonomy().unwrap();
        for safeguard in safeguards() {
            for code in &safeguard.isco08 {
                let iri = format!("http://data.europa.eu/esco/isco/C{code}");
                assert!(taxonomy.find_iri(&iri).is_some(), "{code}");
            }
            assert!(safeguard.date.starts_with("20"), "{}", safeguard.id);
        }
        // The list of 2023 has 55 countries, each once.
        let mut origins = safeguards()[0].origins.clone();
        origins.sort_unstable();
        origins.dedup();
        assert_eq!(origins.len(), 55);
    }
}
