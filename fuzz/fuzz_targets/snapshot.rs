//! Any bytes as a snapshot.
//!
//! The first byte says how the rest is read: as a file, as a file whose
//! digests are made right, as sections that replace those of a sound
//! snapshot, or as edits of it. What must hold:
//!
//! - Opening gives a taxonomy or an error that names the snapshot as none, as
//!   newer, cut off or damaged, in one line; never a panic, and never more
//!   memory than the file can hold.
//! - What opens can be used to the end – every relation, label and note,
//!   tables of levels, closures, proximity, look-ups, checks – or a section of
//!   labels, notes or levels is reported as damaged.
//! - What can be read can be saved; what was saved comes back and says the
//!   same, byte for byte when saved again.
//! - What can be read can be absorbed into a builder, and what that builds
//!   can be saved as well.

#![no_main]

use std::hint::black_box;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line, forge, saved_and_loaded};
use passerelle_model::{Importance, LanguageTag, ProximityPolicy, TranslationPriors, codes};
use passerelle_search::normalise;
use passerelle_taxonomy::{
    Builder, Closure, Error, Provenance, Taxonomy, Translator, convert_level, find_test_bands,
};

fuzz_target!(|data: &[u8]| {
    let Some((mode, rest)) = data.split_first() else { return };
    let bytes = match mode % 4 {
        0 => rest.to_vec(),
        1 => forge::repaired(rest),
        2 => forge::with_sections(rest),
        _ => forge::with_edits(rest),
    };
    let used = Taxonomy::from_bytes(bytes).and_then(|taxonomy| use_all(&taxonomy));
    if let Err(error) = used {
        assert_one_line(&error);
        let expected = [
            codes::SNAPSHOT_NOT,
            codes::SNAPSHOT_NEWER,
            codes::SNAPSHOT_TRUNCATED,
            codes::SNAPSHOT_DAMAGED,
        ];
        assert!(expected.contains(&error.code()), "{error}");
    }
});

fn use_all(taxonomy: &Taxonomy) -> Result<(), Error> {
    assert_issues(&taxonomy.check(&normalise)?);
    let german = LanguageTag::parse("de").expect("it is a tag");
    let policy = ProximityPolicy::default();
    let translator = Translator::new(taxonomy, TranslationPriors::evidence());
    let closure = Closure::of_broader(taxonomy);
    for c in taxonomy.concepts() {
        assert_eq!(taxonomy.find_iri(taxonomy.iri(c)), Some(c));
        assert_eq!(taxonomy.ancestors(c), closure.ancestors(c));
        for d in taxonomy.descendants(c) {
            assert!(closure.is_above(c, d));
        }
        for reach in taxonomy.reach(c, &policy, &translator) {
            let found = taxonomy.proximity(c, reach.target, &policy, &translator);
            assert_eq!(found.map(|p| p.reach.worth()), Some(reach.worth()));
        }
        if let Some(notation) = taxonomy.notation(c) {
            assert!(taxonomy.find_notation(notation).contains(&c));
        }
        assert!(taxonomy.find_notation("").is_empty());
        for importance in [Importance::Essential, Importance::Optional] {
            for &skill in taxonomy.requires(c, importance) {
                assert!(taxonomy.required_by(skill, importance).contains(&c));
            }
        }
        for &part in taxonomy.parts(c) {
            assert!(taxonomy.part_of(part).contains(&c));
        }
        for &broader in taxonomy.broader(c) {
            assert!(taxonomy.narrower(broader).contains(&c));
        }
        for &other in taxonomy.related(c).iter().chain(taxonomy.replaced_by(c)) {
            black_box((taxonomy.kind(other), taxonomy.status(other)));
        }
        if let Some(level) = taxonomy.level(c) {
            black_box(taxonomy.kind(level));
        }
        for &scheme in taxonomy.in_schemes(c) {
            assert!(taxonomy.members(scheme).any(|member| member == c));
            black_box(taxonomy.schemes()[scheme.index()].display_title());
        }
        for mapping in taxonomy.mappings_from(c) {
            assert_eq!(mapping.subject, c);
            black_box(taxonomy.mapping_confidence(mapping));
            black_box(&taxonomy.mapping_sets()[mapping.set.index()]);
        }
        black_box((taxonomy.reuse_level(c), taxonomy.hours(c)));
        assert!(!taxonomy.iri(c).is_empty());
        black_box(taxonomy.display_label(c, &german)?);
    }
    for language in taxonomy.languages() {
        let Some(table) = taxonomy.labels(language)? else { continue };
        for c in taxonomy.concepts() {
            assert!(table.positions(c).map(|at| table.at(at)).eq(table.of(c).map(Some)));
            for label in table.of(c) {
                black_box(&taxonomy.provenance().sources[label.source.index()]);
            }
        }
    }
    for language in taxonomy.note_languages() {
        let Some(table) = taxonomy.notes(language)? else { continue };
        assert_eq!(taxonomy.concepts().map(|c| table.of(c).count()).sum::<usize>(), table.len());
    }
    let tables = taxonomy.level_tables()?;
    for row in &tables.conversions {
        black_box(convert_level(tables, &row.framework, &row.level, &row.to));
    }
    for row in &tables.tests {
        black_box(find_test_bands(tables, &row.test, Some(&row.band)).is_ok());
    }
    for scheme in taxonomy.schemes() {
        let known = taxonomy.find_scheme(scheme.iri.as_str()).expect("schemes are sorted");
        black_box(taxonomy.top_concepts(known).count());
    }
    let prefixes = taxonomy.prefixes();
    for c in taxonomy.concepts() {
        black_box(prefixes.expand(&prefixes.compact_str(taxonomy.iri(c))));
    }
    black_box((taxonomy.relation_counts(), taxonomy.sections(), taxonomy.digest()?));

    saved_and_loaded(taxonomy);
    let mut builder = Builder::new();
    builder.absorb(taxonomy)?;
    let (absorbed, issues) = builder.build(Provenance::default());
    assert_issues(&issues);
    assert_eq!(absorbed.len(), taxonomy.len());
    let loaded = saved_and_loaded(&absorbed);
    assert_eq!(loaded.digest()?, absorbed.digest()?);
    Ok(())
}
