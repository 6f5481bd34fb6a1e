//! The tables of levels that ship: complete, in order, dated, and each
//! conversion with what it rests on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use passerelle::Engine;
use passerelle::model::{LevelTables, Referencing, TestScore};

fn tables() -> LevelTables {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let (tables, issues) = xtask::data::level_tables(root).unwrap();
    assert_eq!(issues, []);
    tables
}

/// A level, the European ones that it corresponds to, and on what basis.
type Row<'a> = (&'a str, &'a [String], Referencing);

/// The rows of each framework that lead to the European one.
fn to_eqf(tables: &LevelTables) -> BTreeMap<&str, Vec<Row<'_>>> {
    let mut of: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for row in tables.conversions.iter().filter(|row| row.to == "EQF") {
        let levels = row.to_levels.as_slice();
        of.entry(&row.framework).or_default().push((row.level.as_str(), levels, row.referencing));
    }
    of
}

#[test]
fn fifty_frameworks_are_referenced_or_estimated_and_each_is_described() {
    let tables = tables();
    let of = to_eqf(&tables);
    let described: BTreeSet<&str> = tables.frameworks.iter().map(|f| f.id.as_str()).collect();
    for framework in of.keys().filter(|f| **f != "isco-skill-level") {
        assert!(described.contains(framework), "{framework}");
    }
    let european = tables.frameworks.iter().filter(|f| f.region.is_empty()).count();
    assert_eq!(european, 50);
    assert_eq!(tables.frameworks.len(), 107);
}

#[test]
fn levels_rise_with_the_european_ones_and_none_is_passed_over() {
    let tables = tables();
    for (framework, rows) in to_eqf(&tables) {
        // Canada's TEER categories and France's old levels count downwards.
        let falls = ["CA-TEER", "FR-1969"].contains(&framework);
        let numbers: Vec<u8> = rows
            .iter()
            .filter_map(|(_, levels, _)| levels.first())
            .map(|level| level.parse().unwrap())
            .collect();
        assert!(numbers.iter().all(|n| (1..=8).contains(n)), "{framework}");
        let rises = numbers.windows(2).all(|pair| pair[0] <= pair[1]);
        let sinks = numbers.windows(2).all(|pair| pair[0] >= pair[1]);
        assert!(rises || (falls && sinks), "{framework}: {numbers:?}");
        // From the lowest that is reached to the highest, every one is.
        let reached: BTreeSet<u8> = rows
            .iter()
            .flat_map(|(_, levels, _)| levels.iter())
            .map(|level| level.parse().unwrap())
            .collect();
        let (low, high) = (*reached.first().unwrap(), *reached.last().unwrap());
        let gaps: Vec<u8> = (low..=high).filter(|n| !reached.contains(n)).collect();
        // Their lowest level spans two European ones, of which the table has
        // the lower; Canada's categories are of occupations.
        let spanning = ["CARICOM-QF", "HK-HKQF", "IS-ISQF"].contains(&framework);
        let expected: &[u8] = if spanning { &[2] } else { &[] };
        assert!(gaps == expected || framework == "CA-TEER", "{framework} passes over {gaps:?}");
        let levels: BTreeSet<&str> = rows.iter().map(|(level, ..)| *level).collect();
        assert_eq!(levels.len(), rows.len(), "{framework} has a level twice");
    }
}

#[test]
fn every_conversion_is_dated_sourced_and_says_what_it_rests_on() {
    let tables = tables();
    for row in &tables.conversions {
        let name = format!("{}:{} to {}", row.framework, row.level, row.to);
        assert!(row.as_of.starts_with("20") && !row.fact.source.is_empty(), "{name}");
        // A formal act has a year; that of Indonesia is not known.
        let unknown = row.framework == "ID-KKNI" && row.to == "AQRF";
        assert!(row.year.is_some() || !row.referencing.is_formal() || unknown, "{name}");
        assert!(row.year.is_none_or(|year| (1990..=2026).contains(&year)), "{name}");
    }
    let engine = Engine::embedded().unwrap();
    for framework in &tables.frameworks {
        let rows = tables.conversions.iter().filter(|row| row.framework == framework.id);
        for row in rows.filter(|row| !row.to_levels.is_empty()) {
            let level = format!("{}:{}", row.framework, row.level);
            let answer = engine.convert_level(&level, &row.to).unwrap();
            assert!(!answer.corresponds.is_empty(), "{level}");
            for path in &answer.corresponds {
                let weakest = path.steps.iter().map(|step| step.referencing).max();
                assert_eq!(weakest, Some(path.referencing), "{level}");
                assert!(!path.decides || path.referencing.is_formal(), "{level}");
                assert!(path.steps.iter().all(|step| !step.fact.source.is_empty()));
            }
        }
    }
}

#[test]
fn bands_of_language_tests_follow_one_another() {
    let tables = tables();
    let order = ["below-A1", "A1", "A2", "B1", "B2", "C1", "C2"];
    let rank =
        |level: &str| order.iter().position(|known| *known == level).or_else(|| level.parse().ok());
    let mut bands: BTreeMap<_, Vec<(TestScore, TestScore, usize)>> = BTreeMap::new();
    for band in &tables.tests {
        let rank = rank(&band.level).unwrap_or_else(|| panic!("{band:?}"));
        if let (Some(min), Some(max)) = (band.min_score, band.max_score) {
            let key = (&band.test, &band.component, &band.scale);
            bands.entry(key).or_default().push((min, max, rank));
        }
        assert!(!band.fact.source.is_empty());
    }
    for (test, mut bands) in bands {
        bands.sort();
        for pair in bands.windows(2) {
            assert!(pair[0].1 < pair[1].0, "{test:?} overlaps: {bands:?}");
            assert!(pair[0].2 <= pair[1].2, "{test:?} sinks: {bands:?}");
        }
    }
    assert_eq!(tables.tests.len(), 216);
}

#[test]
fn what_is_known_for_certain_is_answered_so() {
    let engine = Engine::embedded().unwrap();
    let check = |level: &str, to: &str, expected: &str, decides: bool| {
        let answer = engine.convert_level(level, to).unwrap();
        let best = &answer.corresponds[0];
        assert_eq!((best.level.as_str(), best.decides), (expected, decides), "{level}");
    };
    check("DE-DQR:4", "EQF", "EQF:4", true);
    check("de-dqr:4", "AT-NQR", "AT-NQR:4", true);
    check("IE-NFQ:6", "EQF", "EQF:5", true);
    check("PH-PQF:4", "EQF", "EQF:4", false);
    check("PH-PQF:4", "AQRF", "AQRF:4", true);
    check("GE-NQF:4", "EQF", "EQF:4", false);
    let test = |test: &str, result: &str| engine.language_test(test, Some(result)).unwrap();
    assert_eq!(test("IELTS", "6.5").bands[0].level, "B2");
    assert_eq!(test("TestDaF", "TDN 4").bands[0].level, "B2");
}
