use std::collections::BTreeSet;

use passerelle_model::crosswalk::SlotValue;
use passerelle_model::{ConceptKind, Iri, LabelRole, LanguageTag, SchemeKind, Severity, Status};
use proptest::prelude::*;

use super::super::tests::crosswalk;
use super::*;
use crate::{Builder, Provenance, Scheme, Source};

/// The findings of a set of rows, without those of other codes, as
/// `line text`; the whole set is line 0. Labels may be given as
/// `concept=label with blanks`, `_` for a blank.
fn lint_rows(code: Code, rows: &[&str], taxonomy: Option<&Taxonomy>) -> Vec<String> {
    findings(code, &labelled(rows), taxonomy)
}

fn findings(code: Code, set: &Crosswalk, taxonomy: Option<&Taxonomy>) -> Vec<String> {
    let report = report(set, taxonomy);
    report
        .findings
        .iter()
        .filter(|issue| issue.code == code)
        .map(|issue| format!("{} {}", issue.place.line.unwrap_or(0), issue.message))
        .collect()
}

fn report(set: &Crosswalk, taxonomy: Option<&Taxonomy>) -> LintReport {
    let normalise = |text: &str| text.to_lowercase();
    let context = LintContext { file: Some("set.tsv"), taxonomy, normalise: &normalise };
    lint(set, &context)
}

/// As [`crosswalk`], with labels: `a=Arc_welder exactMatch b`.
fn labelled(rows: &[&str]) -> Crosswalk {
    let mut set = crosswalk("urn:set", rows);
    for mapping in &mut set.mappings {
        for (end, slot) in
            [(&mut mapping.subject, "subject_label"), (&mut mapping.object, "object_label")]
        {
            if let Some((iri, label)) = end.clone().split_once('=') {
                mapping.slots.insert(slot.into(), SlotValue::from(label.replace('_', " ")));
                iri.clone_into(end);
            }
            if let Some(isco) = end.strip_prefix("urn:isco:") {
                *end = format!("http://data.europa.eu/esco/isco/C{isco}");
            } else if let Some(esco) = end.strip_prefix("urn:esco:") {
                *end = format!("http://data.europa.eu/esco/occupation/{esco}");
            }
        }
    }
    set.slots.insert("ext_subject_language".into(), "en".into());
    set.slots.insert("ext_object_language".into(), "en".into());
    set
}

/// `s:1` under `s:top`; `s:old`, replaced by `s:1`; all in one scheme, as
/// occupations below a group of ISCO-08.
fn taxonomy() -> Taxonomy {
    let mut builder = Builder::new();
    let source = builder.source(Source::named("test"));
    let scheme = Iri::parse("urn:scheme").unwrap();
    builder.scheme(Scheme::new(scheme.clone(), SchemeKind::ConceptScheme, "Jobs"));
    let mut concept = |iri: &str, kind, status| {
        let handle = builder.concept(&Iri::parse(iri).unwrap(), kind, status);
        let label = iri.rsplit(':').next().unwrap();
        builder.label(handle, &LanguageTag::english(), LabelRole::Preferred, label, source);
        handle
    };
    let occupation = ConceptKind::Occupation;
    let isco = "http://data.europa.eu/esco/isco/C7";
    let group = concept(isco, ConceptKind::OccupationGroup, Status::Released);
    let top = concept("urn:s:top", occupation, Status::Released);
    let one = concept("urn:s:1", occupation, Status::Released);
    let two = concept("urn:s:2", occupation, Status::Released);
    let old = concept("urn:s:old", occupation, Status::Deprecated);
    for handle in [group, top, one, two, old] {
        builder.in_scheme(handle, &scheme);
    }
    builder.broader(one, top);
    builder.broader(two, top);
    builder.broader(top, group);
    builder.replaced_by(old, one);
    builder.build(Provenance::default()).0
}

#[test]
fn every_rule_has_a_code_of_its_own() {
    let mut known: Vec<&str> = RULES.iter().map(|(code, _)| code.id()).collect();
    known.push(inverted::CODE.id());
    known.sort_unstable();
    let all = passerelle_model::codes::ALL.iter().map(|code| code.id());
    let expected: Vec<&str> = all.filter(|id| id.starts_with("PS-LINT-")).collect();
    assert_eq!(known, expected);
}

/// The page of a finding, from the documentation of its code.
fn page(source: &str) -> (String, String) {
    let code = source.lines().next().unwrap().trim_start_matches("//! ").trim_end_matches('.');
    let text: Vec<&str> = source
        .lines()
        .skip_while(|line| !line.starts_with("/// # "))
        .map_while(|line| line.strip_prefix("///"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let title = text[0].trim_start_matches("# ");
    let (first, rest) = title.split_at(1);
    let heading = format!("# {code}: {}{rest}", first.to_lowercase());
    (code.to_owned(), format!("{heading}\n{}\n", text[1..].join("\n")))
}

#[test]
fn every_page_is_the_documentation_of_its_finding() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lint");
    let sources = [
        include_str!("inverted.rs"),
        include_str!("exact_many.rs"),
        include_str!("cycle.rs"),
        include_str!("conflict.rs"),
        include_str!("deprecated.rs"),
        include_str!("unknown.rs"),
        include_str!("coverage.rs"),
        include_str!("duplicate.rs"),
        include_str!("exact_levels.rs"),
        include_str!("label_same.rs"),
    ];
    assert_eq!(sources.len(), RULES.len() + 1);
    for source in sources {
        let (code, expected) = page(source);
        let found = std::fs::read_to_string(folder.join(format!("{code}.md"))).unwrap();
        assert_eq!(found, expected, "docs/lint/{code}.md");
        for part in ["**What it checks.**", "**Why.**", "**Example.**", "**What to do.**"] {
            assert!(found.contains(part), "docs/lint/{code}.md lacks {part}");
        }
    }
}

#[test]
fn a_sound_set_has_no_findings() {
    let rows =
        ["s:1 exactMatch b1", "s:2 broadMatch b2", "s:top narrowMatch b3", "s:2 closeMatch b1"];
    let found = report(&labelled(&rows), Some(&taxonomy()));
    assert_eq!(found.findings, []);
    assert!(found.counts.is_empty());
}

#[test]
fn findings_say_where_and_are_counted() {
    let found = report(&labelled(&["a=x exactMatch b=y", "a=x exactMatch b=y"]), None);
    assert_eq!(
        found.findings[0].to_string(),
        "info PS-LINT-008: `x` (urn:a) exactMatch `y` (urn:b) is stated in line 2 already at set.tsv:3 (urn:a)"
    );
    assert_eq!(found.counts, BTreeMap::from([("PS-LINT-008", 1)]));
    assert_eq!(found.findings[0].severity, Severity::Info);
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["direction"]["broad"]["verdict"], "undetermined");
    assert_eq!(json["direction"]["broad"]["evidence"][0]["kind"], "labels");
}

/// Rows of which the object has a longer label, and so is narrower.
fn longer(count: u32, predicate: &str) -> Vec<String> {
    (0..count).map(|at| format!("a{at}=welder{at} {predicate} b{at}=arc_welder{at}")).collect()
}

fn verdicts(rows: &[String]) -> (Verdict, Verdict) {
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let found = report(&labelled(&rows), None).direction;
    (found.broad.verdict, found.narrow.verdict)
}

#[test]
fn labels_tell_the_direction_of_each_predicate() {
    let mut rows = longer(20, "broadMatch");
    rows.extend((20..40).map(|at| format!("a{at}=welder{at} narrowMatch b{at}=arc_welder{at}")));
    assert_eq!(verdicts(&rows), (Verdict::Inverted, Verdict::AsPublished));
    assert_eq!(verdicts(&longer(19, "broadMatch")).0, Verdict::Undetermined);
}

#[test]
fn a_verdict_takes_three_quarters_of_the_votes() {
    let mixed = |published: u32| {
        let mut rows = longer(20, "broadMatch");
        rows.extend(
            (0..published).map(|at| format!("c{at}=arc_cutter{at} broadMatch d{at}=cutter{at}")),
        );
        verdicts(&rows).0
    };
    assert_eq!(mixed(6), Verdict::Inverted);
    assert_eq!(mixed(7), Verdict::Mixed);
    assert_eq!(mixed(60), Verdict::AsPublished);
}

#[test]
fn fans_decide_where_nothing_else_does() {
    let fan_in = |count: u32| -> Vec<String> {
        (0..count).flat_map(|at| ["x", "y"].map(|s| format!("{s}{at} broadMatch b{at}"))).collect()
    };
    assert_eq!(verdicts(&fan_in(20)).0, Verdict::AsPublished);
    assert_eq!(verdicts(&fan_in(19)).0, Verdict::Undetermined);
    let mut rows = fan_in(40);
    rows.extend((0..20).map(|at| format!("l{at}=welder{at} broadMatch m{at}=arc_welder{at}")));
    assert_eq!(verdicts(&rows).0, Verdict::Inverted);
    // An object that shares a subject with another is no clear case.
    let tangled: Vec<String> = (0..40)
        .flat_map(|at| ["x", "y"].map(|s| [1, 2].map(|o| format!("{s}{at} broadMatch b{at}{o}"))))
        .flatten()
        .collect();
    assert_eq!(verdicts(&tangled).0, Verdict::Undetermined);
}

#[test]
fn groups_and_the_hierarchy_tell_the_direction() {
    let rows: Vec<String> = (0..20).map(|at| format!("isco:70{at} broadMatch b{at}")).collect();
    assert_eq!(verdicts(&rows).0, Verdict::Inverted);
    let parents: Vec<String> = (10..30)
        .flat_map(|at| [format!("a{at} broadMatch n:{at}"), format!("c{at} closeMatch n:{at}.1")])
        .collect();
    assert_eq!(verdicts(&parents).0, Verdict::AsPublished);

    let found =
        report(&labelled(&["s:1 broadMatch s:top", "s:top broadMatch s:2"]), Some(&taxonomy()));
    let votes = &found.direction.broad.evidence[3];
    assert_eq!((votes.kind, votes.as_published, votes.inverted), (EvidenceKind::Hierarchy, 1, 1));
    assert_eq!(votes.examples_inverted[0].line, 3);
}

#[test]
fn labels_of_two_languages_are_not_compared() {
    let rows = longer(20, "broadMatch");
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut set = labelled(&rows);
    set.slots.insert("ext_object_language".into(), "de".into());
    assert_eq!(report(&set, None).direction.broad.verdict, Verdict::Undetermined);
}

#[test]
fn an_inverted_set_and_a_row_against_the_majority_are_found() {
    let mut rows = longer(30, "broadMatch");
    let refs: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!(
        lint_rows(inverted::CODE, &refs, None),
        ["0 broadMatch rows read as inverted: labels 0 as published, 30 inverted"]
    );
    rows.push("c=arc_cutter broadMatch d=cutter".into());
    let refs: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!(
        lint_rows(inverted::CODE, &refs, None)[1],
        "32 `arc cutter` (urn:c) broadMatch `cutter` (urn:d): labels say the opposite of the set's other rows"
    );
    let sound = longer(30, "narrowMatch");
    let refs: Vec<&str> = sound.iter().map(String::as_str).collect();
    assert!(lint_rows(inverted::CODE, &refs, None).is_empty());
}

#[test]
fn exact_to_many_is_found_from_either_end() {
    let found =
        lint_rows(exact_many::CODE, &["a exactMatch x", "a exactMatch y", "b exactMatch y"], None);
    assert_eq!(
        found,
        [
            "2 `a` (urn:a) is exactly 2: `x` (urn:x), `y` (urn:y)",
            "3 `y` (urn:y) is exactly what each of 2: `a` (urn:a), `b` (urn:b)"
        ]
    );
    let close = ["a exactMatch x", "a closeMatch y", "a exactMatch x"];
    assert!(lint_rows(exact_many::CODE, &close, None).is_empty());
}

#[test]
fn circles_are_found_in_the_set_and_with_the_hierarchy() {
    let rows = ["a broadMatch b", "c narrowMatch b", "c broadMatch a", "d broadMatch a"];
    assert_eq!(
        lint_rows(cycle::CODE, &rows, None),
        ["2 from narrower to broader in a circle: `b` (urn:b), `c` (urn:c), `a` (urn:a)"]
    );
    assert!(lint_rows(cycle::CODE, &rows[..2], None).is_empty());
    // One pair both ways is a conflict.
    assert!(lint_rows(cycle::CODE, &["a broadMatch b", "b broadMatch a"], None).is_empty());

    let rows = ["s:top broadMatch n", "n broadMatch s:1"];
    assert_eq!(
        lint_rows(cycle::CODE, &rows, Some(&taxonomy())),
        [
            "2 from narrower to broader in a circle: `n` (urn:n), `s:1` (urn:s:1), `s:top` (urn:s:top)"
        ]
    );
    assert!(
        lint_rows(cycle::CODE, &["s:1 broadMatch n", "n broadMatch s:top"], Some(&taxonomy()))
            .is_empty()
    );
}

/// A few concepts with steps between them, so that circles are frequent.
fn any_steps() -> impl Strategy<Value = Vec<(u8, u8)>> {
    proptest::collection::vec((0..8u8, 0..8u8), 0..14)
}

proptest! {
    /// The slow reference: who can be reached from whom, step by step.
    #[test]
    fn circles_are_found_where_something_is_above_itself(steps in any_steps()) {
        let steps: BTreeSet<(u8, u8)> = steps.into_iter().filter(|(a, b)| a != b).collect();
        let rows: Vec<String> = steps.iter().map(|(a, b)| format!("c{a} broadMatch c{b}")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut above = steps.clone();
        for _ in 0..8 {
            for (a, b) in above.clone() {
                above.extend(steps.iter().filter(|(from, _)| *from == b).map(|&(_, to)| (a, to)));
            }
        }
        // A knot is all that reach one another; one of two is a conflict.
        let mut knots: BTreeSet<Vec<u8>> = BTreeSet::new();
        for c in (0..8u8).filter(|&c| above.contains(&(c, c))) {
            knots.insert((0..8).filter(|&o| above.contains(&(c, o)) && above.contains(&(o, c))).collect());
        }
        let expected = knots.iter().filter(|knot| knot.len() > 2).count();
        let found = lint_rows(cycle::CODE, &rows, None);
        prop_assert_eq!(found.len(), expected, "{:?} {:?}", found, knots);
    }

    /// The slow reference: every row against every other.
    #[test]
    fn fans_are_concepts_that_others_are_mapped_to_alone(steps in any_steps()) {
        let steps: BTreeSet<(u8, u8)> = steps.into_iter().collect();
        let rows: Vec<String> = steps.iter().map(|(s, o)| format!("s{s} broadMatch o{o}")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let alone = |pairs: &BTreeSet<(u8, u8)>, end: u8| {
            let others: Vec<u8> = pairs.iter().filter(|p| p.1 == end).map(|p| p.0).collect();
            let only = |s: &u8| pairs.iter().filter(|p| p.0 == *s).count() == 1;
            others.len() > 1 && others.iter().all(only)
        };
        let turned: BTreeSet<(u8, u8)> = steps.iter().map(|&(s, o)| (o, s)).collect();
        let as_published = (0..8).filter(|&o| alone(&steps, o)).count() as u64;
        let inverted = (0..8).filter(|&s| alone(&turned, s)).count() as u64;
        let votes = &report(&labelled(&rows), None).direction.broad.evidence[1];
        prop_assert_eq!((votes.as_published, votes.inverted), (as_published, inverted));
    }

    /// Turning a whole set turns no verdict: what is broader stays broader.
    #[test]
    fn an_inverted_set_is_judged_as_before(steps in any_steps(), groups in 0..40u8) {
        let mut rows: Vec<String> = steps.iter().map(|(s, o)| format!("s{s} broadMatch o{o}")).collect();
        rows.extend((0..groups).map(|at| format!("g{at} broadMatch isco:7{at:03}")));
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let set = labelled(&rows);
        let (inverse, _) = super::super::invert(&set);
        let (before, after) = (report(&set, None).direction, report(&inverse, None).direction);
        prop_assert_eq!(before.broad.verdict, after.narrow.verdict);
        prop_assert_eq!(before.narrow.rows, after.broad.rows);
    }
}

#[test]
fn one_pair_with_two_predicates_is_found() {
    let rows = ["a exactMatch b", "a broadMatch b", "c broadMatch d", "d broadMatch c"];
    assert_eq!(
        lint_rows(conflict::CODE, &rows, None),
        [
            "2 `a` (urn:a) to `b` (urn:b): exactMatch and broadMatch",
            "4 `c` (urn:c) to `d` (urn:d): broadMatch and narrowMatch"
        ]
    );
    let sound = [
        "a exactMatch b",
        "a closeMatch b",
        "c broadMatch d",
        "d narrowMatch c",
        "e !exactMatch f",
        "e closeMatch f",
    ];
    assert!(lint_rows(conflict::CODE, &sound, None).is_empty());
}

#[test]
fn deprecated_ends_are_found_with_what_replaced_them() {
    assert_eq!(
        lint_rows(deprecated::CODE, &["n exactMatch s:old"], Some(&taxonomy())),
        [
            "2 `n` (urn:n) to `s:old` (urn:s:old): the object is deprecated; replaced by `1` (urn:s:1)"
        ]
    );
    assert!(lint_rows(deprecated::CODE, &["n exactMatch s:1"], Some(&taxonomy())).is_empty());
}

#[test]
fn unknown_ends_are_found_where_the_scheme_is_loaded() {
    let rows = ["s:9 exactMatch t:1", "s:1 exactMatch t:1"];
    assert_eq!(
        lint_rows(unknown::CODE, &rows, Some(&taxonomy())),
        ["2 `s:9` (urn:s:9) to `t:1` (urn:t:1): the subject is not in its scheme as loaded"]
    );
    assert!(lint_rows(unknown::CODE, &rows[1..], Some(&taxonomy())).is_empty());
    assert!(lint_rows(unknown::CODE, &rows, None).is_empty());
}

#[test]
fn concepts_without_a_mapping_are_counted_by_major_group() {
    assert_eq!(
        lint_rows(coverage::CODE, &["s:1 exactMatch n"], Some(&taxonomy())),
        [
            "0 2 of the 3 concepts of kind occupation in Jobs have no mapping (by ISCO-08 major group 7: 2): `2` (urn:s:2), `top` (urn:s:top)"
        ]
    );
    let rows = ["s:1 exactMatch n", "s:2 exactMatch none", "s:top closeMatch n"];
    assert!(lint_rows(coverage::CODE, &rows, Some(&taxonomy())).is_empty());
    assert!(lint_rows(coverage::CODE, &["x exactMatch s:1"], Some(&taxonomy())).is_empty());
}

#[test]
fn a_mapping_stated_twice_is_found() {
    let rows = ["a exactMatch b", "a exactMatch c", "a exactMatch b"];
    assert_eq!(
        lint_rows(duplicate::CODE, &rows, None),
        ["4 `a` (urn:a) exactMatch `b` (urn:b) is stated in line 2 already"]
    );
    assert!(lint_rows(duplicate::CODE, &["a exactMatch b", "a closeMatch b"], None).is_empty());
}

#[test]
fn exact_between_a_group_and_a_single_concept_is_found() {
    assert_eq!(
        lint_rows(exact_levels::CODE, &["esco:1=welder exactMatch isco:7212=Welders"], None),
        [
            "2 `welder` (esco:occupation/1) exactMatch `Welders` (isco:7212): the object is a group, the other end is not"
        ]
    );
    let sound =
        ["esco:1 broadMatch isco:7212", "n:7212 exactMatch isco:7212", "esco:1 exactMatch n:7212"];
    assert!(lint_rows(exact_levels::CODE, &sound, None).is_empty());
}

#[test]
fn equal_labels_with_another_predicate_are_found() {
    assert_eq!(
        lint_rows(label_same::CODE, &["a=Welder/welderess broadMatch b=welder"], None),
        ["2 `Welder/welderess` (urn:a) broadMatch `welder` (urn:b): the labels are the same"]
    );
    let sound = [
        "a=welder closeMatch b=Welder",
        "c=welder broadMatch d=cutter",
        "e=baker broadMatch isco:7512=Baker",
    ];
    assert!(lint_rows(label_same::CODE, &sound, None).is_empty());
}
