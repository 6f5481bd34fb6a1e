//! What curricula and standards cover, on the embedded default and on real
//! training regulations.

use std::collections::BTreeMap;

use passerelle::model::{Alignment, CoverageStatus, Curriculum, LinkBasis, Module, ModuleOutcome};
use passerelle::{AlignOptions, ConceptId, Detail, Engine, Linking, Links, read_curricula};
use passerelle_model::{LanguageTag, MatchingPolicy, Score};
use proptest::prelude::*;

fn options() -> AlignOptions {
    AlignOptions { detail: Some(Detail::Full), ..AlignOptions::default() }
}

fn ids(engine: &Engine, standards: &[&str]) -> Vec<ConceptId> {
    let named: Vec<String> = standards.iter().map(|&id| id.to_owned()).collect();
    engine.standards_to_align(&named).unwrap()
}

/// Aligns curricula; `links` is a links file.
fn align(
    engine: &Engine,
    curricula: &[Curriculum],
    standards: &[ConceptId],
    links: &str,
    suggest: bool,
) -> Vec<Alignment> {
    let (links, issues) = Links::read(engine, "links.csv", links.as_bytes()).unwrap();
    assert!(issues.is_empty(), "{issues:?}");
    let mut linking = Linking { links, suggest, ..Linking::default() };
    let (subjects, _) =
        engine.curricula_to_align("c", curricula, standards, &mut linking, &options()).unwrap();
    engine.align(&subjects, standards, &options()).unwrap()
}

/// A curriculum that teaches these outcomes of the joint welder, a module for
/// each unit.
fn welding(outcomes: &[(u8, u8)]) -> Curriculum {
    let mut modules: BTreeMap<u8, Module> = BTreeMap::new();
    for &(unit, number) in outcomes {
        let new = || Module { id: format!("M{unit}"), hours: Some(40), ..Module::default() };
        let module = modules.entry(unit).or_insert_with(new);
        let concept = Some(format!("joint:welder/W{unit}.{number}"));
        module.outcomes.push(ModuleOutcome { concept, ..ModuleOutcome::default() });
    }
    Curriculum { id: "c".into(), modules: modules.into_values().collect(), ..Curriculum::default() }
}

fn covered(alignment: &Alignment) -> BTreeMap<String, u8> {
    let units = alignment.standards.iter().flat_map(|standard| &standard.units);
    let outcomes = units.flat_map(|unit| &unit.outcomes);
    outcomes.map(|outcome| (outcome.outcome.id.clone(), outcome.covered)).collect()
}

#[test]
fn every_standard_covers_itself_and_nothing_is_missing() {
    let engine = Engine::embedded().unwrap();
    for scheme in ["joint", "ph-tesda", "de-ausbildung", "in-nsqf", "pk-navttc", "au-vet"] {
        for standard in ids(&engine, &[scheme]) {
            let subject = engine.standard_to_align(standard).unwrap();
            let alignment = &engine.align(&[subject], &[standard], &options()).unwrap()[0];
            let of = &alignment.standards[0];
            assert_eq!(of.coverage.confirmed, Score::MAX, "{}", of.standard.id);
            assert_eq!(of.used.confirmed, Score::MAX, "{}", of.standard.id);
            assert_eq!(of.undetermined, Score::default(), "{}", of.standard.id);
            assert!(
                alignment.missing.is_empty()
                    && alignment.modules.iter().all(|m| m.surplus.is_empty())
            );
        }
    }
}

#[test]
fn a_unit_known_by_its_title_alone_is_undetermined_for_others() {
    let engine = Engine::embedded().unwrap();
    let standards = ids(&engine, &["de-ausbildung"]);
    let alignments = align(&engine, &[welding(&[(1, 1)])], &standards, "text,verdict\n", false);
    let outcomes = alignments[0].standards.iter().flat_map(|s| &s.units).flat_map(|u| &u.outcomes);
    let open = outcomes.filter(|o| o.status == CoverageStatus::Undetermined).count();
    assert!(open > 0);
}

#[test]
fn confirmed_links_beat_suggested_ones_and_rejected_ones_go() {
    let engine = Engine::embedded().unwrap();
    let standards = ids(&engine, &["joint:welder"]);
    let text = "Place extraction hoods so that welding fume stays out of the breathing zone";
    let outcome = ModuleOutcome { text: Some(text.into()), ..ModuleOutcome::default() };
    let modules = vec![Module { id: "M".into(), outcomes: vec![outcome], ..Module::default() }];
    let curriculum = [Curriculum { id: "c".into(), modules, ..Curriculum::default() }];
    let run = |links: &str| align(&engine, &curriculum, &standards, links, true).remove(0);
    let of = |alignment: &Alignment, id: &str| {
        let units = &alignment.standards[0].units;
        let outcome = units.iter().flat_map(|u| &u.outcomes).find(|o| o.outcome.id == id).unwrap();
        (outcome.covered, outcome.with_suggested, outcome.evidence.first().map(|e| e.link))
    };
    let (right, wrong) = ("joint:welder/W1.2", "joint:welder/W5.4");
    let suggested = run("text,verdict\n");
    let (nothing, some, link) = of(&suggested, right);
    assert!(nothing == 0 && some > 30 && link == Some(LinkBasis::Suggested), "{some}");
    assert_eq!(suggested.standards[0].coverage.confirmed, Score::default());

    let header = "text,language,concept,predicate,verdict\n";
    let row = |concept: &str, predicate: &str, verdict: &str| {
        format!("{},en,{concept},{predicate},{verdict}\n", text.to_uppercase())
    };
    let confirmed = run(&format!("{header}{}", row(wrong, "close", "confirmed")));
    assert_eq!(of(&confirmed, wrong), (90, 90, Some(LinkBasis::Confirmed)));
    assert_eq!(of(&confirmed, right), (0, 0, None), "a suggestion for a text that is settled");

    let rejected = run(&format!("{header}{}", row(right, "", "rejected")));
    assert_eq!(of(&rejected, right), (0, 0, None));
    let waiting = run(&format!("{header}{}", row(right, "", "suggested")));
    assert_eq!(of(&waiting, right), of(&suggested, right));
}

#[test]
fn levels_that_are_short_lower_and_unknown_ones_do_not() {
    let engine = Engine::embedded().unwrap();
    let standards = ids(&engine, &["joint:welder"]);
    for (level, expected) in
        [(None, 100), (Some(4), 100), (Some(3), 100), (Some(2), 70), (Some(1), 40)]
    {
        let level = level.map(|level: i64| level.try_into().unwrap());
        let curriculum = Curriculum { eqf_level: level, ..welding(&[(1, 1)]) };
        let alignment =
            align(&engine, &[curriculum], &standards, "text,verdict\n", false).remove(0);
        assert_eq!(covered(&alignment)["joint:welder/W1.1"], expected, "{level:?}");
        assert!(
            alignment.standards[0].content.confirmed >= alignment.standards[0].coverage.confirmed
        );
    }
}

#[test]
fn the_units_that_help_most_fit_the_hours_and_beat_every_single_one() {
    let engine = Engine::embedded().unwrap();
    let standards = ids(&engine, &["joint:welder", "joint:metal-fabricator"]);
    for hours in [0, 79, 200, 5_000] {
        let options = AlignOptions { hours: Some(hours), ..options() };
        let mut linking = Linking::default();
        let (subjects, _) = engine
            .curricula_to_align("c", &[welding(&[(1, 1)])], &standards, &mut linking, &options)
            .unwrap();
        let plan =
            engine.align(&subjects, &standards, &options).unwrap().remove(0).supplement.unwrap();
        assert!(plan.hours <= hours && plan.before <= plan.after && plan.after <= plan.at_most);
        assert_eq!(plan.units.iter().map(|u| u.hours).sum::<u32>(), plan.hours);
        assert_eq!(plan.before + plan.units.iter().map(|u| u.adds).sum::<u64>(), plan.after);
        assert_eq!(hours < 79, plan.units.is_empty(), "{plan:?}");
        if hours == 5_000 {
            assert_eq!(plan.after, 1_000_000, "all units within the hours cover all");
        }
        // What a caller counts is what is chosen by.
        let places = |covered: &[ConceptId]| covered.len() as u64;
        let plan =
            engine.align_by(&subjects, &standards, &options, Some(&places)).unwrap().remove(0);
        let plan = plan.supplement.unwrap();
        assert!(plan.before == 1 && plan.after <= plan.at_most && plan.hours <= hours);
    }
}

/// The gold list, written before the first run: standard → regulations.
fn counterparts() -> BTreeMap<String, Vec<String>> {
    let text = include_str!("../data/german-counterparts.tsv");
    let rows = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<&str>>());
    rows.filter(|row| !row[1].is_empty())
        .map(|row| {
            let also = row[3].split('|').filter(|key| !key.is_empty());
            (row[0].to_owned(), std::iter::once(row[1]).chain(also).map(str::to_owned).collect())
        })
        .collect()
}

/// The apprenticeship that is the counterpart of each joint standard comes
/// first for at least 80 % of them, and among the first three for 95 %.
#[test]
fn german_regulations_find_their_joint_standards() {
    let Some(data) = passerelle_tests::data() else { return };
    let engine = Engine::embedded().unwrap();
    let path = data.join("curricula/de_ausbildungsrahmenplan.json");
    let (curricula, _) = read_curricula(&path).unwrap();
    let statements = curricula.iter().flat_map(|c| &c.modules).map(|m| m.outcomes.len());
    assert_eq!((curricula.len(), statements.sum::<usize>()), (237, 38_761));
    let standards = ids(&engine, &["joint"]);
    let options = AlignOptions::default();
    let mut linking = Linking { suggest: true, ..Linking::default() };
    let mut run = || {
        let (subjects, _) = engine
            .curricula_to_align("de", &curricula, &standards, &mut linking, &options)
            .unwrap();
        engine.align(&subjects, &standards, &options).unwrap()
    };
    let alignments = run();
    assert_eq!(run(), alignments, "what is cached changes nothing");
    let gold = counterparts();
    let (mut first, mut third) = (0, 0);
    for (standard, regulations) in &gold {
        let mut ranked: Vec<(u64, &str)> = alignments
            .iter()
            .flat_map(|a| a.standards.iter().map(move |s| (s, a.subject.id.as_str())))
            .filter(|(s, _)| s.standard.id == *standard)
            .map(|(s, id)| (s.relevance, id))
            .collect();
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let rank = ranked.iter().position(|(_, id)| regulations.iter().any(|r| r == id)).unwrap();
        first += usize::from(rank == 0);
        third += usize::from(rank < 3);
    }
    assert!(first * 100 >= gold.len() * 80, "{first} of {} first", gold.len());
    assert!(third * 100 >= gold.len() * 95, "{third} of {} among three", gold.len());
}

fn outcomes() -> impl Strategy<Value = Vec<(u8, u8)>> {
    proptest::collection::btree_set((1u8..=10, 1u8..=6), 1..20)
        .prop_map(|set| set.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Removing a module lowers exactly its outcomes, adding one never lowers
    /// any, and order changes nothing.
    #[test]
    fn modules_add_what_they_teach(taught in outcomes(), seed in any::<prop::sample::Index>()) {
        let engine = Engine::embedded().unwrap();
        let standards = ids(&engine, &["joint:welder"]);
        let run = |curriculum: &Curriculum| {
            let curricula = std::slice::from_ref(curriculum);
            align(&engine, curricula, &standards, "text,verdict\n", false).remove(0)
        };
        let whole = welding(&taught);
        let all = run(&whole);
        let before = covered(&all);
        let without = seed.index(whole.modules.len());
        let mut fewer = whole.clone();
        let gone = fewer.modules.remove(without);
        fewer.modules.reverse();
        let after = if fewer.modules.is_empty() { BTreeMap::new() } else { covered(&run(&fewer)) };
        for (outcome, covered) in &before {
            let is_gone = gone.outcomes.iter().any(|o| o.concept.as_ref() == Some(outcome));
            let now = after.get(outcome).copied().unwrap_or(0);
            prop_assert_eq!(now, if is_gone { 0 } else { *covered });
        }
        let mut turned = whole.clone();
        turned.modules.reverse();
        for module in &mut turned.modules {
            module.outcomes.reverse();
        }
        let turned = run(&turned);
        prop_assert_eq!(&turned.standards[0].coverage, &all.standards[0].coverage);
        prop_assert_eq!(&turned.standards[0].used, &all.standards[0].used);
        prop_assert_eq!(&turned.standards[0].hours, &all.standards[0].hours);
        prop_assert_eq!(turned.missing, all.missing);
    }
}

#[test]
fn a_language_that_is_not_loaded_is_said() {
    let engine = Engine::embedded().unwrap();
    let standards = ids(&engine, &["joint:welder"]);
    let outcome = ModuleOutcome { text: Some("souder".into()), ..ModuleOutcome::default() };
    let modules = vec![Module { id: "M".into(), outcomes: vec![outcome], ..Module::default() }];
    let language = Some(LanguageTag::parse("fr").unwrap());
    let curriculum = [Curriculum { id: "c".into(), language, modules, ..Curriculum::default() }];
    let mut linking = Linking { suggest: true, ..Linking::default() };
    let (subjects, issues) =
        engine.curricula_to_align("c", &curriculum, &standards, &mut linking, &options()).unwrap();
    assert_eq!(subjects.len(), 1);
    assert_eq!(issues[0].code.id(), "PS-CURR-012");
}

/// The cells that a reader judged keep the figures that they were judged with.
#[test]
fn judged_cells_have_the_figures_that_they_were_judged_by() {
    let engine = Engine::embedded().unwrap();
    let text = include_str!("../data/alignment-cells.tsv");
    let mut flat = MatchingPolicy::default();
    flat.alignment.level_sufficiency = [100; 4];
    let (mut cells, mut agreed) = (0, 0);
    let mut known = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cell: Vec<&str> = line.split('\t').collect();
        let [subject, standard, unit, outcome, covered, content, judged, verdict, _] = cell[..]
        else {
            panic!("{line}")
        };
        let figures = known.entry((subject, standard)).or_insert_with(|| {
            let subject = engine.standard_to_align(ids(&engine, &[subject])[0]).unwrap();
            [MatchingPolicy::default(), flat.clone()].map(|policy| {
                let options = AlignOptions {
                    detail: Some(Detail::Compact),
                    policy,
                    ..AlignOptions::default()
                };
                let subjects = std::slice::from_ref(&subject);
                engine.align(subjects, &ids(&engine, &[standard]), &options).unwrap().remove(0)
            })
        });
        for (alignment, said) in figures.iter().zip([covered, content]) {
            let unit = alignment.standards[0].units.iter().find(|u| u.unit.id == unit).unwrap();
            let cell = unit.outcomes.iter().find(|o| o.outcome.id == outcome).unwrap();
            assert_eq!(cell.covered.to_string(), said, "{line}");
        }
        let (content, judged): (i32, i32) = (content.parse().unwrap(), judged.parse().unwrap());
        let band = |value: i32| u8::from(value >= 25) + u8::from(value >= 80);
        let is_right = band(content) == band(judged) || (content - judged).abs() <= 20;
        assert_eq!(is_right, verdict == "agrees", "{line}");
        cells += 1;
        agreed += u32::from(is_right);
    }
    assert_eq!((cells, agreed), (60, 38));
}
