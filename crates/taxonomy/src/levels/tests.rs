use passerelle_model::{FactBasis, FactSource, Framework};

use super::*;

fn fact(confidence: FactConfidence) -> FactSource {
    FactSource { source: "a report".to_owned(), basis: FactBasis::Verified, confidence }
}

fn row(from: &str, to: &str, referencing: Referencing) -> LevelConversion {
    let (framework, level) = from.split_once(':').unwrap();
    let (to, levels) = to.split_once(':').unwrap();
    LevelConversion {
        framework: framework.to_owned(),
        level: level.to_owned(),
        title: String::new(),
        to: to.to_owned(),
        to_levels: levels.split(' ').map(str::to_owned).collect(),
        referencing,
        year: Some(2012),
        as_of: "2026-11".to_owned(),
        note: String::new(),
        fact: fact(FactConfidence::High),
    }
}

fn tables() -> LevelTables {
    use Referencing::{FormalReferencing as Formal, IndicativeEstimate as Estimate};
    LevelTables {
        frameworks: vec![Framework {
            id: "DE-DQR".to_owned(),
            country: "DE".to_owned(),
            region: String::new(),
            title: "DQR".to_owned(),
        }],
        conversions: vec![
            row("DE-DQR:4", "EQF:4", Formal),
            row("PH-PQF:4", "AQRF:4", Formal),
            row("PH-PQF:4", "EQF:4", Estimate),
            row("isco-skill-level:2", "ISCED:2 3 4", Formal),
            row("isco-skill-level:2", "EQF:2 3 4", Estimate),
        ],
        tests: Vec::new(),
    }
}

#[track_caller]
fn check(from: &str, to: &str, expected: &[&str]) {
    let tables = tables();
    let (framework, level) = from.split_once(':').unwrap();
    let found: Vec<String> = convert_level(&tables, framework, level, to)
        .iter()
        .map(|p| {
            let decides = if p.decides { " decides" } else { "" };
            format!("{} {} {}{decides}", p.level, p.steps.len(), p.referencing)
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_level_is_converted_by_the_fewest_steps() {
    check("DE-DQR:4", "EQF", &["EQF:4 1 formal referencing decides"]);
    check("EQF:4", "DE-DQR", &["DE-DQR:4 1 formal referencing decides"]);
    check("PH-PQF:4", "EQF", &["EQF:4 1 indicative estimate"]);
    // The weakest step decides what the whole rests on.
    check("PH-PQF:4", "DE-DQR", &["DE-DQR:4 2 indicative estimate"]);
    check("PH-PQF:5", "EQF", &[]);
    check("DE-DQR:4", "XX", &[]);
}

#[test]
fn several_levels_decide_nothing() {
    let all = ["2", "3", "4"].map(|level| format!("EQF:{level} 2 indicative estimate"));
    check("ISCED:3", "EQF", &all.each_ref().map(String::as_str));
}

#[test]
fn a_level_of_low_confidence_decides_nothing() {
    let mut tables = tables();
    tables.conversions[0].fact.confidence = FactConfidence::Low;
    assert!(!convert_level(&tables, "DE-DQR", "4", "EQF")[0].decides);
}

fn band(test: &str, band: &str, range: Option<(u32, u32)>, level: &str) -> TestBand {
    TestBand {
        test: test.to_owned(),
        language: "en".to_owned(),
        component: "overall".to_owned(),
        band: band.to_owned(),
        min_score: range.map(|(min, _)| TestScore(min)),
        max_score: range.map(|(_, max)| TestScore(max)),
        scale: "CEFR".to_owned(),
        level: level.to_owned(),
        note: String::new(),
        fact: fact(FactConfidence::High),
    }
}

#[test]
fn results_of_tests_are_found_by_number_and_by_words() {
    let tables = LevelTables {
        tests: vec![
            band("IELTS Academic/GT", "4.0-5.0", Some((400, 500)), "B1"),
            band("IELTS Academic/GT", "5.5-6.5", Some((550, 650)), "B2"),
            band("TestDaF", "TDN 4", None, "B2"),
            band("Goethe-Zertifikat B1", "pass", None, "B1"),
            band("Goethe-Zertifikat B2", "pass", None, "B2"),
        ],
        ..LevelTables::default()
    };
    let level = |test: &str, result: Option<&str>| {
        find_test_bands(&tables, test, result).map(|bands| bands[0].level.clone())
    };
    assert_eq!(level("ielts", Some("6.5")).unwrap(), "B2");
    assert_eq!(level("IELTS academic", Some("4")).unwrap(), "B1");
    assert_eq!(level("TestDaF", Some("tdn 4")).unwrap(), "B2");
    assert_eq!(level("Goethe-Zertifikat B1", None).unwrap(), "B1");
    assert_eq!(level("goethe zertifikat b1", Some("pass")).unwrap(), "B1");
    // Between two bands, beyond the last, or of no certain test.
    for (test, result) in
        [("IELTS", Some("5.2")), ("IELTS", Some("9.5")), ("IELTS", None), ("Goethe", None)]
    {
        let error = level(test, result).unwrap_err();
        assert!(matches!(error, NoBand::Result { .. }), "{error}");
    }
    let error = level("Goethe-Zertifikat C3", None).unwrap_err().to_string();
    assert!(error.contains("near ones: Goethe-Zertifikat B1"), "{error}");
}
