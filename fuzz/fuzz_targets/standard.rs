//! Any text as the TOML of standards.
//!
//! What must hold:
//!
//! - Parsing gives a file of standards or one issue, in one line.
//! - What parses can be checked – alone, by the codes that are known, against
//!   ESCO and against itself – and put into a builder, also where the checks
//!   find it wrong: a caller may report everything at once.
//! - No more of an occupation's skills are used or left out than it has.
//! - Where the checks find no error, its references can be declared without
//!   the lists that they are from, and are known then; and each standard, unit
//!   and outcome that nothing is said against is in the graph.
//! - What was put there builds, checks, and survives saving.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line, lists, saved_and_loaded};
use passerelle_import::standard::{StandardFile, check_overlap, parse_standards};
use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping, NO_TERM_FOUND, predicate_iri};
use passerelle_model::{Issue, MappingPredicate, codes};
use passerelle_search::normalise;
use passerelle_taxonomy::{Builder, Provenance, Source, Taxonomy};

/// Stands for ESCO: it knows the concepts that the seeds name.
static ESCO: LazyLock<Taxonomy> = LazyLock::new(lists::esco);

fuzz_target!(|text: &str| {
    let file = match parse_standards("in.toml", text) {
        Ok(file) => file,
        Err(issue) => {
            assert_issues(std::slice::from_ref(&issue));
            assert_one_line(&issue);
            return;
        }
    };
    let alone = file.check("in.toml");
    let references = file.check_references("in.toml", &ESCO);
    assert_issues(&references);
    let is_sound = assert_issues(&alone).error == 0;
    check_crosswalk(&file);

    let mut builder = Builder::new();
    let source = builder.source(Source::named("Passerelle"));
    assert!(lists::add_to(&mut builder, source).is_empty());
    let added = file.add_to("in.toml", &mut builder);
    let taxonomy = built(builder, &added);
    if is_sound && added.is_empty() {
        assert_whole(&file, &taxonomy);
    }

    let mut builder = Builder::new();
    file.declare_references(&ESCO, &mut builder);
    let added = file.add_to("in.toml", &mut builder);
    built(builder, &added);
    if is_sound && references.is_empty() {
        let unknown = added.iter().find(|issue| issue.code == codes::GRAPH_UNKNOWN_REFERENCE);
        assert!(unknown.is_none(), "{unknown:?}");
    }
});

/// Builds what standards were added to, with these issues.
fn built(builder: Builder, added: &[Issue]) -> Taxonomy {
    assert_issues(added);
    let (taxonomy, issues) = builder.build(Provenance::default());
    assert_issues(&issues);
    assert_issues(&taxonomy.check(&normalise).expect("it was built in memory"));
    saved_and_loaded(&taxonomy)
}

/// Checks standards with the crosswalk that fits them.
fn check_crosswalk(file: &StandardFile) {
    let crosswalk = crosswalk(file);
    let against = file.check_against_esco("in.toml", &crosswalk, &ESCO);
    assert_issues(&against.expect("its labels are in memory"));
    for standard in &file.standard {
        if let Some(found) = file.coverage(standard, &crosswalk, &ESCO) {
            assert_eq!(found.essential, lists::ESCO_SKILLS.len());
            assert!(found.used + found.left_out <= found.essential, "{found:?}");
        }
    }
    let files = [("in.toml".to_owned(), file.clone()), ("too.toml".to_owned(), file.clone())];
    assert_issues(&check_overlap(&files, &crosswalk));
}

/// Maps each standard to an occupation, and its outcomes by turns to a skill,
/// to nothing, and not at all.
fn crosswalk(file: &StandardFile) -> Crosswalk {
    let mut mappings = Vec::new();
    let mut map = |subject: String, predicate, object: &str, label: &str| {
        let predicate = predicate_iri(predicate);
        let object = object.to_owned();
        let mut mapping =
            CrosswalkMapping { subject, predicate, object, ..CrosswalkMapping::default() };
        mapping.set("object_label", label);
        mappings.push(mapping);
    };
    for standard in &file.standard {
        let iri = file.scheme.standard_iri(standard);
        map(iri, MappingPredicate::Close, lists::ESCO_OCCUPATION, "welder");
        let outcomes = standard.unit.iter().flat_map(|u| u.outcome.iter().map(move |o| (u, o)));
        for (at, (unit, outcome)) in outcomes.enumerate() {
            let iri = file.scheme.outcome_iri(standard, unit, outcome);
            let skill = lists::ESCO_SKILLS[at / 3 % 3];
            match at % 3 {
                0 => map(iri, MappingPredicate::Exact, skill, "weld metal"),
                1 => map(iri, MappingPredicate::Broad, NO_TERM_FOUND, ""),
                _ => {}
            }
        }
    }
    Crosswalk { mappings, ..Crosswalk::default() }
}

/// Asserts that each part of a file is in a graph.
fn assert_whole(file: &StandardFile, taxonomy: &Taxonomy) {
    let scheme = &file.scheme;
    let known = |iri: String| assert!(taxonomy.find_iri(&iri).is_some(), "there is no `{iri}`");
    for standard in &file.standard {
        known(scheme.standard_iri(standard));
        for unit in &standard.unit {
            known(scheme.unit_iri(standard, unit));
            for outcome in &unit.outcome {
                known(scheme.outcome_iri(standard, unit, outcome));
            }
        }
    }
}
