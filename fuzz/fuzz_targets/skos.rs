//! Any bytes as Turtle, and as N-Triples: as a vocabulary and as a crosswalk.
//!
//! What must hold:
//!
//! - Reading gives issues, each in one line, and never an error or a panic,
//!   but that the file is UTF-16.
//! - Every triple is used, not read, or left out.
//! - What was read builds, checks, and survives saving.
//! - Written in either format and read again, it is as large as before and
//!   gives the same bytes.
//! - A crosswalk that was read is written whole, and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line, saved_and_loaded};
use passerelle_import::Error;
use passerelle_import::skos::{self, RdfFormat, SkosOptions};
use passerelle_search::normalise;
use passerelle_taxonomy::{Builder, Provenance, Taxonomy};

const FORMATS: [RdfFormat; 2] = [RdfFormat::Turtle, RdfFormat::NTriples];

fuzz_target!(|data: &[u8]| {
    for format in FORMATS {
        vocabulary(data, format);
        crosswalk(data, format);
    }
});

fn vocabulary(data: &[u8], format: RdfFormat) {
    let Some(taxonomy) = read(data, format) else { return };
    assert_issues(&taxonomy.check(&normalise).expect("it was built in memory"));
    saved_and_loaded(&taxonomy);
    for format in FORMATS {
        let bytes = written(&taxonomy, format);
        let again = read(&bytes, format).expect("what is written is UTF-8");
        assert_eq!(again.len(), taxonomy.len());
        assert_eq!(again.relation_counts(), taxonomy.relation_counts());
        assert!(written(&again, format) == bytes, "written again, the bytes differ");
    }
}

fn read(data: &[u8], format: RdfFormat) -> Option<Taxonomy> {
    let mut builder = Builder::new();
    let options = SkosOptions::default();
    match skos::import("in.ttl", data, format, &options, &mut builder) {
        Ok((report, issues)) => {
            assert_issues(&issues);
            assert_eq!(report.triples, report.used + report.unused + report.left_out);
            let (taxonomy, issues) = builder.build(Provenance::default());
            assert_issues(&issues);
            Some(taxonomy)
        }
        Err(error) => {
            assert!(matches!(error, Error::Utf16 { .. }), "{error}");
            assert_one_line(&error);
            None
        }
    }
}

fn written(taxonomy: &Taxonomy, format: RdfFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let counts = skos::write_taxonomy(taxonomy, None, format, &mut bytes)
        .expect("memory takes what is written");
    assert_eq!(counts.left_out, 0, "RDF refuses what came out of RDF");
    bytes
}

fn crosswalk(data: &[u8], format: RdfFormat) {
    let Ok((crosswalk, issues)) = skos::read_crosswalk("in.ttl", data, format) else { return };
    assert_issues(&issues);
    for format in FORMATS {
        let mut bytes = Vec::new();
        let left_out = skos::write_crosswalk(&crosswalk, format, &mut bytes)
            .expect("memory takes what is written");
        assert_eq!(left_out, 0);
        let (again, issues) = skos::read_crosswalk("in.ttl", bytes.as_slice(), format)
            .expect("what is written is UTF-8");
        assert_issues(&issues);
        assert_eq!(again.mappings.len(), crosswalk.mappings.len());
    }
}
