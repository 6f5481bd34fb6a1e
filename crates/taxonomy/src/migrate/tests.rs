use passerelle_model::{Iri, LabelRole};

use super::*;
use crate::{Builder, Handle, Provenance, Source};

const SKILLS: &[ConceptKind] = &[ConceptKind::Skill];

/// A taxonomy from lines `name code label/alternative…`, a `!` before a name
/// that is deprecated, a `>` before what it is replaced by, `-` for no code.
fn of(lines: &[&str]) -> Taxonomy {
    let mut builder = Builder::new();
    let source = builder.source(Source::named("test"));
    let english = LanguageTag::english();
    let iri = |name: &str| Iri::parse(&format!("urn:x:{name}")).unwrap();
    let mut replaced: Vec<(Handle, String)> = Vec::new();
    for line in lines {
        let (line, successors) = line.split_once('>').unwrap_or((line, ""));
        let mut words = line.trim().splitn(3, ' ');
        let name = words.next().unwrap();
        let (name, status) = match name.strip_prefix('!') {
            Some(name) => (name, Status::Deprecated),
            None => (name, Status::Released),
        };
        let kind = if name.starts_with('K') { ConceptKind::Knowledge } else { ConceptKind::Skill };
        let concept = builder.concept(&iri(name), kind, status);
        if let Some(code) = words.next().filter(|code| *code != "-") {
            builder.notation(concept, code);
        }
        let mut role = LabelRole::Preferred;
        for label in words.next().into_iter().flat_map(|labels| labels.split('/')) {
            builder.label(concept, &english, role, label, source);
            role = LabelRole::Alternative;
        }
        replaced.extend(successors.split_whitespace().map(|s| (concept, s.to_owned())));
    }
    for (concept, successor) in replaced {
        let successor = builder.find(iri(&successor).as_str()).unwrap();
        builder.replaced_by(concept, successor);
    }
    builder.build(Provenance::default()).0
}

/// What becomes of a reference, in a few words.
fn outcome(old: &Taxonomy, new: &Taxonomy, text: &str, naming: Naming) -> String {
    let migration = Migration::between(old, new, &|text| text.to_lowercase()).unwrap();
    match migration.moved(Reference { text, naming, kinds: SKILLS }) {
        Move::Kept => "kept".to_owned(),
        Move::To { text, naming, way, .. } => format!("{naming:?} {text} by {way:?}"),
        Move::Stuck { obstacle, .. } => obstacle.code().to_string(),
        Move::NotOfOld => "not of old".to_owned(),
        Move::Words => "words".to_owned(),
    }
}

#[track_caller]
fn check(old: &[&str], new: &[&str], text: &str, expected: &str) {
    let naming = if text.contains(':') { Naming::Concept } else { Naming::Code };
    assert_eq!(outcome(&of(old), &of(new), text, naming), expected, "{text}");
}

#[test]
fn what_is_in_its_place_is_kept() {
    check(&["a S1 weld"], &["a S1 welding"], "urn:x:a", "kept");
    check(&["a S1 weld"], &["!a S1 weld"], "urn:x:a", "kept");
    check(&["a S1 weld"], &["a S1 weld"], " S1 ", "kept");
}

#[test]
fn successors_are_followed_in_either_taxonomy() {
    check(&["!a - weld > b", "b"], &["b"], "urn:x:a", "Concept urn:x:b by Successor");
    check(&["a - weld"], &["!a - weld > b", "b"], "urn:x:a", "Concept urn:x:b by Successor");
    let chain = ["!a > b", "b"];
    check(&chain, &["!b > c", "c"], "urn:x:a", "Concept urn:x:c by Successor");
    check(&chain, &["!b > c", "!c > d", "d"], "urn:x:a", "Concept urn:x:d by Successor");
    check(&chain, &["!b"], "urn:x:a", "Concept urn:x:b by Successor");
    // The successor is gone too, and found by its label.
    check(&["!a > b", "b - weld"], &["c - weld"], "urn:x:a", "Concept urn:x:c by Successor");
    check(&chain, &["c"], "urn:x:a", "PS-MIG-001");
    check(&["!a > b c", "b", "c"], &["b", "c"], "urn:x:a", "PS-MIG-002");
    check(&["!a > b", "!b > a"], &["c"], "urn:x:a", "PS-MIG-005");
}

#[test]
fn what_was_withdrawn_before_stays_as_it_was() {
    check(&["!a > b", "b"], &["!a > b", "b"], "urn:x:a", "kept");
    check(&["!a", "b"], &["!a > b", "b"], "urn:x:a", "Concept urn:x:b by Successor");
}

#[test]
fn a_code_counts_only_beside_a_label() {
    check(&["a S1 weld"], &["b S1 Weld"], "urn:x:a", "Concept urn:x:b by Code");
    check(&["a S1 weld"], &["b S1 join/weld"], "urn:x:a", "Concept urn:x:b by Code");
    check(&["a S1 weld/join"], &["b S1 join"], "urn:x:a", "Concept urn:x:b by Code");
    check(&["a S1 climb"], &["b S1 position"], "urn:x:a", "PS-MIG-004");
    // Another kind, and a concept that was there before, are not the same.
    check(&["a S1 weld"], &["Kb S1 weld"], "urn:x:a", "PS-MIG-001");
    check(&["a S1 climb", "b S2 move"], &["b S1 move"], "urn:x:a", "PS-MIG-004");
}

#[test]
fn a_label_counts_where_one_concept_has_it() {
    check(&["a S1 weld"], &["b S2 WELD", "c - join/weld"], "urn:x:a", "Concept urn:x:b by Label");
    check(&["a S1 weld"], &["b - join/weld", "c"], "urn:x:a", "Concept urn:x:b by Label");
    check(&["a - weld"], &["b - weld", "c - weld"], "urn:x:a", "PS-MIG-003");
    check(&["a - weld"], &["b - join/weld", "c - solder/weld"], "urn:x:a", "PS-MIG-003");
    check(&["a - weld"], &["Kb - weld"], "urn:x:a", "PS-MIG-001");
    check(&["a"], &["b"], "urn:x:a", "PS-MIG-001");
}

#[test]
fn codes_follow_their_concept() {
    check(&["a S1 weld"], &["b S1 weld"], "S1", "kept");
    check(&["a S1 weld"], &["a S2 weld"], "S1", "Code S2 by Code");
    check(&["a S1 weld", "b S2"], &["a S2 weld", "b S1"], "S1", "Code S2 by Code");
    check(&["a S1 weld"], &["a - weld"], "S1", "Concept urn:x:a by Code");
    check(&["a S1 weld"], &["a S2 weld", "b S2"], "S1", "Concept urn:x:a by Code");
    check(&["a S1 climb"], &["b S1 position"], "S1", "PS-MIG-004");
    check(&["!a S1 > b", "b"], &["b S3"], "S1", "Code S3 by Successor");
    check(&["a S1", "b S1"], &["a S1"], "S1", "PS-MIG-006");
}

#[test]
fn what_is_not_of_the_old_one_is_told_from_words() {
    let (old, new) = (of(&["a S1 weld"]), of(&["a S1 weld", "b S2"]));
    let found = |text, naming| outcome(&old, &new, text, naming);
    assert_eq!(found("urn:x:b", Naming::Concept), "not of old");
    assert_eq!(found("nowhere:b", Naming::Concept), "not of old");
    assert_eq!(found("S2", Naming::Code), "not of old");
    assert_eq!(found("7212", Naming::Any), "not of old");
    assert_eq!(found("welder", Naming::Any), "words");
    assert_eq!(found("driver: lorries", Naming::Any), "words");
    assert_eq!(found("S1", Naming::Any), "kept");
}
