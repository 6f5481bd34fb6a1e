//! The safeguards that ship, and which of them a match concerns.

use std::sync::LazyLock;

use passerelle_import::safeguards::parse_safeguards;
use passerelle_matching::{Candidate, CompiledVacancy};
use passerelle_model::{Safeguard, SafeguardWarning};
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

/// The safeguards that concern a person trained in some country and a post:
/// one warning for each safeguard, for the first country that it names.
pub(crate) fn concerning(
    candidate: &Candidate,
    vacancy: &CompiledVacancy,
    taxonomy: &Taxonomy,
) -> Vec<SafeguardWarning> {
    let occupation = vacancy.vacancy().occupation.and_then(|occupation| occupation.isco);
    let Some(code) = occupation.and_then(|group| taxonomy.notation(group)) else {
        return Vec::new();
    };
    let trained = candidate.profile().qualifications.iter().filter_map(|q| q.country);
    let about = |s: &&Safeguard| s.isco08.iter().any(|group| code.starts_with(group.as_str()));
    safeguards()
        .iter()
        .filter(about)
        .filter_map(|safeguard| {
            let origin = trained.clone().find(|country| safeguard.origins.contains(country))?;
            Some(SafeguardWarning {
                id: safeguard.id.clone(),
                origin,
                warning: safeguard.warning.clone(),
                source: safeguard.fact.source.clone(),
                date: safeguard.date.clone(),
            })
        })
        .collect()
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
