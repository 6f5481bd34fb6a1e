//! What two versions say differently.

use passerelle_model::{ConceptKind, LabelRole, LanguageTag, NoteKind, ReuseLevel};
use passerelle_taxonomy::{Change, Taxonomy, TaxonomyDiff, diff};
use proptest::prelude::*;

use crate::graph::Graph;

fn of(text: &str) -> Taxonomy {
    Graph::read(text).build().0
}

fn compared(old: &Taxonomy, new: &Taxonomy) -> TaxonomyDiff {
    diff(old, new).expect("all is in memory")
}

/// The changes of the only concept that changes, in a few words each.
fn changes(found: &TaxonomyDiff) -> Vec<String> {
    let short = |texts: &[String]| texts.join("+").replace("urn:x:", "");
    let one = |change: &Change| match change {
        Change::Value { part, old, new } => {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            format!("{part} {}>{}", text(old), text(new)).replace("urn:x:", "")
        }
        Change::Texts { part, language, added, removed } => {
            format!("{part} {language} {}>{}", short(removed), short(added))
        }
        Change::Links { part, added, removed } => {
            format!("{part} {}>{}", short(removed), short(added))
        }
        Change::Turned { new, skills } => format!("turned {new} {}", short(skills)),
        Change::Mappings { added, removed } => {
            let text = |named: &[passerelle_taxonomy::MappingNamed]| {
                let each: Vec<String> =
                    named.iter().map(|m| format!("{} {:?}", m.predicate, m.confidence)).collect();
                each.join("+")
            };
            format!("mapping {}>{}", text(removed), text(added))
        }
    };
    found.changed.iter().flat_map(|c| &c.changes).map(one).collect()
}

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    let found = compared(&of(old), &of(new));
    assert!(found.added.is_empty() && found.removed.is_empty(), "{found:?}");
    assert_eq!(changes(&found), expected);
    assert_eq!(found.is_empty(), expected.is_empty());
}

#[test]
fn relations_are_compared() {
    let all = "a related z, b related z, c related z";
    let check = |old: &str, new: &str, expected: &[&str]| {
        check(&format!("{all}, {old}"), &format!("{all}, {new}"), expected);
    };
    check("a broader b", "a broader b", &[]);
    check("a broader b", "a broader c", &["broader b>c"]);
    check("a essential b", "a essential b, a optional c", &["requires-optional >c"]);
    check("a essential b", "a optional b", &["turned optional b"]);
    check(
        "a optional b, a essential c",
        "a essential b",
        &["requires-essential c>", "turned essential b"],
    );
    check("a has-part b", "a has-part c", &["has-part b>c"]);
    check("a replaced-by b", "", &["replaced-by b>"]);
    check("a related b", "", &["related b>", "related a>"]);
    check("a in s", "a in t", &["in-scheme s>t"]);
    check("a broadMatch b 80", "a broadMatch b", &["mapping broadMatch Some(80)>broadMatch None"]);
}

#[test]
fn values_are_compared() {
    check("a is skill", "a is knowledge", &["kind skill>knowledge"]);
    check("a status released", "a status deprecated", &["status released>deprecated"]);
    check("a notation S1", "a notation S2", &["notation S1>S2"]);
    check("a status released", "a notation S2", &["notation >S2"]);
    let rich = |change: bool| {
        let mut graph = Graph::read("l is level, m is level, a status released");
        let level = graph.concept(if change { "l" } else { "m" });
        let concept = graph.concept("a");
        graph.builder.level(concept, level);
        graph.builder.hours(concept, if change { 10 } else { 20 });
        let reuse = if change { ReuseLevel::Transversal } else { ReuseLevel::CrossSector };
        graph.builder.reuse_level(concept, reuse);
        graph.build().0
    };
    assert_eq!(
        changes(&compared(&rich(true), &rich(false))),
        ["reuse-level transversal>cross-sector", "hours 10>20", "level l>m"]
    );
}

#[test]
fn labels_and_notes_are_compared_by_language() {
    let of = |labels: &[(&str, LabelRole, &str)], notes: &[&str]| {
        let mut graph = Graph::read("a status released");
        for (language, role, text) in labels {
            graph.label("a", language, *role, text);
        }
        let concept = graph.concept("a");
        for note in notes {
            graph.builder.note(concept, &LanguageTag::english(), NoteKind::Description, note);
        }
        graph.build().0
    };
    let (preferred, other) = (LabelRole::Preferred, LabelRole::Alternative);
    let old = of(&[("de", preferred, "x"), ("en", other, "one"), ("en", other, "two")], &["old"]);
    let new = of(&[("fr", preferred, "y"), ("en", other, "two"), ("en", other, "six")], &["new"]);
    let found = compared(&old, &new);
    assert_eq!(
        changes(&found),
        [
            "preferred-label de x>",
            "preferred-label fr >y",
            "alternative-label en one>six",
            "description en old>new",
        ]
    );
    let counts = found.changes["preferred-label"];
    assert_eq!((counts.concepts, counts.added, counts.removed), (1, 1, 1));
}

#[test]
fn concepts_are_counted_by_kind_and_ordered_by_iri() {
    let old = of("a is skill, b is knowledge, c is skill, d notation S1");
    let new = of("b is skill, d notation S1, e is skill, f is language");
    let found = compared(&old, &new);
    let iris = |named: &[passerelle_taxonomy::ConceptNamed]| -> Vec<String> {
        named.iter().map(|n| n.iri.clone()).collect()
    };
    assert_eq!(iris(&found.removed), ["urn:x:a", "urn:x:c"]);
    assert_eq!(iris(&found.added), ["urn:x:e", "urn:x:f"]);
    let skills = found.kinds[&ConceptKind::Skill];
    assert_eq!((skills.added, skills.removed, skills.changed, skills.unchanged), (1, 2, 1, 1));
}

const VERBS: [&str; 7] =
    ["broader", "related", "essential", "optional", "has-part", "replaced-by", "closeMatch"];

proptest! {
    #[test]
    fn a_taxonomy_does_not_differ_from_itself_and_order_only_turns_the_sides(
        statements in prop::collection::vec((0..6_u8, 0..VERBS.len(), 0..6_u8, any::<bool>()), 0..24),
    ) {
        let text = |keep: &dyn Fn(bool) -> bool| -> String {
            let kept = statements.iter().filter(|(.., side)| keep(*side));
            kept.map(|(a, verb, b, _)| format!("c{a} {} c{b}", VERBS[*verb])).collect::<Vec<_>>().join(",")
        };
        let (all, some) = (of(&text(&|_| true)), of(&text(&|side| side)));
        prop_assert!(compared(&all, &all).is_empty());
        let (there, back) = (compared(&all, &some), compared(&some, &all));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.changed.len(), back.changed.len());
        prop_assert_eq!(there.is_empty(), all.same_content(&some).expect("all is in memory"));
    }
}
