//! Any bytes as a mapping table.
//!
//! The first byte chooses how its mappings are read. What must hold:
//!
//! - Reading gives a table or an error, in one line; issues are one line each.
//! - Every row is a mapping, the statement that there is none, or left out
//!   with an issue that has its line.
//! - Identifiers are IRIs, and every mapping has a predicate of SKOS.
//! - What was read goes into a graph, with the mappings and statements that
//!   it has; it builds, checks, survives saving, and translates. As published
//!   it is what it is without a review.

#![no_main]

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line, saved_and_loaded};
use passerelle_import::mapping_table::{self, MappingTable};
use passerelle_model::crosswalk::{Crosswalk, NO_TERM_FOUND, Reviewed};
use passerelle_model::{Direction, Iri, TranslationPriors};
use passerelle_search::normalise;
use passerelle_taxonomy::{Builder, Outcome, Provenance, Scratch, Taxonomy, Translator};

fuzz_target!(|data: &[u8]| {
    let Some((&choice, data)) = data.split_first() else { return };
    let find = |code: &str| {
        (code == "7112.1").then(|| "http://data.europa.eu/esco/occupation/1".to_owned())
    };
    let read = match mapping_table::import("in.csv", data, &find) {
        Ok(read) => read,
        Err(error) => return assert_one_line(&error),
    };
    assert_adds_up(&read);
    let crosswalk = &read.crosswalk;
    for mapping in &crosswalk.mappings {
        for iri in [&mapping.subject, &mapping.object] {
            assert!(iri == NO_TERM_FOUND || Iri::parse(iri).is_ok(), "{iri}");
        }
        assert!(mapping.predicate_kind().is_some(), "{}", mapping.predicate);
    }
    let direction = if choice % 2 == 0 { Direction::AsPublished } else { Direction::Inverted };
    let reviewed = Reviewed { direction, ..Reviewed::default() };
    let taxonomy = saved_and_loaded(&graph(crosswalk, &reviewed));
    translate_all(&taxonomy);
    let published = graph(crosswalk, &Reviewed::default());
    let same = taxonomy.into_published().same_content(&published);
    assert!(same.expect("both can be read"), "as published it says something else");
});

fn assert_adds_up(read: &MappingTable) {
    let report = &read.report;
    assert_issues(&report.issues);
    let left_out: u64 = report.left_out.values().sum();
    assert_eq!(report.mappings() + report.unmapped + left_out, report.rows);
    assert_eq!(report.mappings() + report.unmapped, read.crosswalk.mappings.len() as u64);
    for (code, count) in &report.left_out {
        let issues = report.issues.iter().filter(|issue| issue.code.id() == *code);
        assert_eq!(issues.filter(|issue| issue.place.line.is_some()).count() as u64, *count);
    }
}

fn graph(crosswalk: &Crosswalk, reviewed: &Reviewed) -> Taxonomy {
    let mut builder = Builder::new();
    assert_issues(&builder.crosswalk(crosswalk, reviewed, "in.csv"));
    let (taxonomy, issues) = builder.build(Provenance::default());
    assert_issues(&issues);
    assert_issues(&taxonomy.check(&normalise).expect("it was built in memory"));
    let unmapped = taxonomy.concepts().filter(|&c| !taxonomy.stated_unmapped(c).is_empty());
    let (unmapped, mapped) = (unmapped.count(), taxonomy.mappings().len());
    let stated = crosswalk.mappings.iter().filter(|mapping| mapping.is_unmapped()).count();
    assert!(unmapped <= stated, "{unmapped} of {stated}");
    assert_eq!(mapped, crosswalk.mappings.len() - stated);
    taxonomy
}

fn translate_all(taxonomy: &Taxonomy) {
    let translator = Translator::new(taxonomy, TranslationPriors::evidence());
    let homes = taxonomy.home_schemes();
    let mut scratch = Scratch::default();
    for concept in taxonomy.concepts() {
        for found in translator.translate_anywhere(concept, &mut scratch) {
            assert!((1..=100).contains(&found.confidence));
            let Some(home) = homes[found.target.index()] else { continue };
            let outcome = translator.translate(concept, &translator.target(&[home]), &mut scratch);
            let Outcome::Mapped(all) = outcome else { panic!("it translates anywhere but there") };
            assert!(all.iter().any(|one| one.target == found.target));
        }
    }
}
