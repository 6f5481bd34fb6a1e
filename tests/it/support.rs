//! ESCO, imported once for all tests of this binary.

use std::path::Path;
use std::sync::OnceLock;

use passerelle::EscoImport;

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
