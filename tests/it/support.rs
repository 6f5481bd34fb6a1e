//! ESCO, imported once for all tests of this binary.

use std::path::Path;
use std::sync::OnceLock;

use passerelle::model::{Profile, Vacancy};
use passerelle::{EscoImport, Located, Records};

/// ESCO v1.1.1, where the data is there.
pub(crate) fn esco() -> Option<&'static EscoImport> {
    static ESCO: OnceLock<Option<EscoImport>> = OnceLock::new();
    ESCO.get_or_init(|| import("v1.1.1")).as_ref()
}

/// One version of ESCO, imported anew.
pub(crate) fn import(version: &str) -> Option<EscoImport> {
    let zips = passerelle_tests::esco(version)?;
    let inputs: Vec<&Path> = zips.iter().map(AsRef::as_ref).collect();
    Some(passerelle::import_esco(&inputs).unwrap())
}

fn records<T>(name: &str, records: impl IntoIterator<Item = T>) -> Records<T> {
    let records: Vec<Located<T>> =
        records.into_iter().zip(1..).map(|(record, line)| Located { line, record }).collect();
    Records {
        name: name.to_owned(),
        read: records.len() as u64,
        records,
        rejected: 0,
        issues: Vec::new(),
        blake3: String::new(),
    }
}

pub(crate) fn profiles(profiles: impl IntoIterator<Item = Profile>) -> Records<Profile> {
    records("profiles", profiles)
}

pub(crate) fn vacancies(vacancies: impl IntoIterator<Item = Vacancy>) -> Records<Vacancy> {
    records("vacancies", vacancies)
}
