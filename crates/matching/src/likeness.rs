//! Which candidates come out alike at the gates.

use passerelle_model::EqfLevel;

use crate::candidate::ResolvedProfile;

/// Some of a candidate's destinations, languages and level of qualification,
/// in bytes, what leaves most vacancies out first. Candidates with the same
/// come out alike at the gates. It decides nothing but speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Likeness([u8; 24]);

impl Likeness {
    pub(crate) fn of(profile: &ResolvedProfile) -> Self {
        let mut destinations: Vec<[u8; 2]> =
            profile.destinations.iter().map(|country| first(country.as_str())).collect();
        destinations.sort_unstable();
        let mut languages: Vec<([u8; 3], u8)> = profile
            .languages
            .iter()
            .map(|known| {
                let level = known.level.map_or(0, |level| 1 + level as u8);
                (first(known.language.primary()), level)
            })
            .collect();
        languages.sort_unstable();
        let level = profile.qualifications.iter().filter_map(|held| held.level).max();
        let level = level.map_or(0, EqfLevel::number);
        let destinations = destinations.into_iter().chain([[0; 2]; 4]).take(4).flatten();
        let names = languages.iter().map(|&(name, _)| name).chain([[0; 3]; 3]).take(3).flatten();
        let levels = languages.iter().map(|&(_, level)| level).chain([0; 3]).take(3);
        let mut likeness = [0; 24];
        let bytes = destinations.chain(names).chain([level]).chain(levels);
        for (place, byte) in likeness.iter_mut().zip(bytes) {
            *place = byte;
        }
        Self(likeness)
    }
}

/// The first bytes of a text, filled up with 0.
fn first<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = text.bytes();
    std::array::from_fn(|_| bytes.next().unwrap_or(0))
}
