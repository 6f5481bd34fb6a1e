//! Levels of frameworks: which correspond, over which steps, and on what
//! basis; and what results of language tests say.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{
    FactConfidence, LevelConversion, LevelPath, LevelStep, LevelTables, Referencing, TestBand,
    TestScore, one_line,
};

use crate::graph::Taxonomy;
use crate::ids::ConceptId;

/// More steps than any sensible conversion has: to the European framework, on
/// to another country's, and one more for a level of skill or education.
const MAX_STEPS: usize = 3;

/// What the codes of a framework are put behind to make the IRIs of levels.
///
/// The European framework has its own IRIs; ISCO-08's levels of skill have a
/// code list of ours.
pub(crate) fn namespace(framework: &str) -> String {
    match framework {
        "EQF" => "http://data.europa.eu/snb/eqf/".to_owned(),
        "isco-skill-level" => "urn:passerelle:isco-skill-level:".to_owned(),
        _ => format!("urn:passerelle:level:{framework}:"),
    }
}

/// The IRI of a level: `EQF`, `4`.
pub fn level_iri(framework: &str, level: &str) -> String {
    format!("{}{level}", namespace(framework))
}

/// The mapping set for each basis of a conversion.
pub(crate) const fn set_of(referencing: Referencing) -> (&'static str, &'static str) {
    match referencing {
        Referencing::FormalReferencing => {
            ("urn:passerelle:mappings:levels:formal", "levels, formally referenced")
        }
        Referencing::Comparison => {
            ("urn:passerelle:mappings:levels:comparison", "levels, by official comparison")
        }
        Referencing::IndicativeEstimate => {
            ("urn:passerelle:mappings:levels:estimate", "levels, by indicative estimate")
        }
    }
}

/// A level of the European framework that a level corresponds to, and what
/// that rests on: of several the best based, then the lowest. A level of the
/// European framework itself is formal.
///
/// What is formal, but stated with low confidence, counts as an estimate: it
/// may warn, and never decides.
pub fn referencing_of(taxonomy: &Taxonomy, level: ConceptId) -> Option<(u8, Referencing)> {
    let number = |c: ConceptId| -> Option<u8> {
        taxonomy.iri(c).strip_prefix("http://data.europa.eu/snb/eqf/")?.parse().ok()
    };
    if let Some(own) = number(level) {
        return Some((own, Referencing::FormalReferencing));
    }
    let sets = taxonomy.mapping_sets();
    let found = taxonomy.mappings_from(level).filter_map(|mapping| {
        let set = sets[mapping.set.index()].id.as_str();
        let all = [
            Referencing::FormalReferencing,
            Referencing::Comparison,
            Referencing::IndicativeEstimate,
        ];
        let stated = all.into_iter().find(|&r| set_of(r).0 == set)?;
        let sure = taxonomy.mapping_confidence(mapping).percent() >= 80;
        let basis = if sure { stated } else { Referencing::IndicativeEstimate };
        Some((basis, number(mapping.object)?))
    });
    found.min().map(|(basis, level)| (level, basis))
}

/// The levels of a framework that correspond to a level of another, by the
/// fewest steps there are, each with how it is known; empty where nothing
/// corresponds. Ordered by basis, then level in the order of the tables.
///
/// A conversion is read in both directions. Of several ways to a level that
/// take the same number of steps the best based is followed.
pub fn convert_level(
    tables: &LevelTables,
    framework: &str,
    level: &str,
    to: &str,
) -> Vec<LevelPath> {
    let links = links(tables);
    // The best path to each level that so many steps reach, in the order in
    // which they are met.
    let mut reached: Vec<Vec<Link<'_>>> = vec![Vec::new()];
    for _ in 0..MAX_STEPS {
        let mut next: Vec<Vec<Link<'_>>> = Vec::new();
        let mut met: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for path in &reached {
            let at = path.last().map_or((framework, level), |link| link.to);
            let been: BTreeSet<&str> = path.iter().map(|link| link.from.0).chain([at.0]).collect();
            for link in links.get(&at).into_iter().flatten() {
                if been.contains(link.to.0) {
                    continue;
                }
                let longer = || path.iter().copied().chain([*link]).collect::<Vec<_>>();
                match met.get(&link.to) {
                    None => {
                        met.insert(link.to, next.len());
                        next.push(longer());
                    }
                    Some(&known) => {
                        let longer = longer();
                        if weakest(&longer) < weakest(&next[known]) {
                            next[known] = longer;
                        }
                    }
                }
            }
        }
        let found: Vec<&Vec<Link<'_>>> =
            next.iter().filter(|path| path.last().is_some_and(|link| link.to.0 == to)).collect();
        if !found.is_empty() {
            let alone = found.len() == 1;
            let mut paths: Vec<LevelPath> =
                found.into_iter().map(|path| shown(path, alone)).collect();
            paths.sort_by_key(|path| (path.referencing, path.confidence));
            return paths;
        }
        reached = next;
    }
    Vec::new()
}

/// What a path rests on: the weakest basis and the lowest confidence of its
/// steps.
fn weakest(path: &[Link<'_>]) -> (Option<Referencing>, Option<FactConfidence>) {
    let basis = path.iter().map(|link| link.row.referencing).max();
    let confidence = path.iter().map(|link| link.row.fact.confidence).max();
    (basis, confidence)
}

/// One way to read a row.
#[derive(Clone, Copy)]
struct Link<'a> {
    from: (&'a str, &'a str),
    to: (&'a str, &'a str),
    row: &'a LevelConversion,
}

fn links(tables: &LevelTables) -> BTreeMap<(&str, &str), Vec<Link<'_>>> {
    let mut links: BTreeMap<(&str, &str), Vec<Link<'_>>> = BTreeMap::new();
    for row in &tables.conversions {
        let one = (row.framework.as_str(), row.level.as_str());
        for level in &row.to_levels {
            let other = (row.to.as_str(), level.as_str());
            links.entry(one).or_default().push(Link { from: one, to: other, row });
            links.entry(other).or_default().push(Link { from: other, to: one, row });
        }
    }
    links
}

fn shown(path: &[Link<'_>], alone: bool) -> LevelPath {
    let name = |(framework, level): (&str, &str)| format!("{framework}:{level}");
    let steps: Vec<LevelStep> = path
        .iter()
        .map(|link| LevelStep {
            from: name(link.from),
            to: name(link.to),
            referencing: link.row.referencing,
            year: link.row.year,
            as_of: link.row.as_of.clone(),
            note: link.row.note.clone(),
            fact: link.row.fact.clone(),
        })
        .collect();
    let referencing =
        steps.iter().map(|s| s.referencing).max().unwrap_or(Referencing::IndicativeEstimate);
    let confidence = steps.iter().map(|s| s.fact.confidence).max().unwrap_or(FactConfidence::Low);
    LevelPath {
        level: steps.last().map(|step| step.to.clone()).unwrap_or_default(),
        referencing,
        confidence,
        decides: alone && referencing.is_formal() && confidence != FactConfidence::Low,
        steps,
    }
}

/// Why no band of a language test was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBand {
    /// No test is called so.
    #[error("no language test is called `{test}`; near ones: {}", near.join(", "))]
    Test {
        /// As asked for.
        test: String,
        /// Tests with a similar name, or every test's first word.
        near: Vec<String>,
    },
    /// The test has no such result.
    #[error("`{test}` has no result `{result}`; known: {}", bands.join(", "))]
    Result {
        /// The test.
        test: String,
        /// As asked for.
        result: String,
        /// Its results.
        bands: Vec<String>,
    },
}

/// What a result in a language test says: a row for each test of that name,
/// component and scale that has the result, in the order of the tables.
///
/// A test is found by its name or by the words that it starts with, whatever
/// their case (`IELTS`); a result by its number, or by its words (`pass`,
/// `TDN 4`). Without a result every certificate that is either passed or not
/// is taken as passed.
///
/// # Errors
/// [`NoBand`], with what is known.
pub fn find_test_bands<'a>(
    tables: &'a LevelTables,
    test: &str,
    result: Option<&str>,
) -> Result<Vec<&'a TestBand>, NoBand> {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let split = lower.split(|c: char| !c.is_alphanumeric() && c != '+');
        split.filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let asked = words(test);
    let exact: Vec<&TestBand> = tables.tests.iter().filter(|b| words(&b.test) == asked).collect();
    let of_test = if exact.is_empty() && !asked.is_empty() {
        tables.tests.iter().filter(|b| words(&b.test).starts_with(&asked)).collect()
    } else {
        exact
    };
    if of_test.is_empty() {
        return Err(NoBand::Test { test: shortened(test), near: near(tables, &asked, words) });
    }
    let score: Option<TestScore> = result.and_then(|text| text.parse().ok());
    let says = |band: &&TestBand| match (result, score) {
        (None, _) => {
            band.min_score.is_none() && !band.band.starts_with(|c: char| c.is_ascii_digit())
        }
        (Some(words_of), score) => {
            let in_range = score.is_some_and(|score| {
                band.min_score.is_some_and(|min| score >= min)
                    && band.max_score.is_none_or(|max| score <= max)
            });
            in_range || words(&band.band) == words(words_of)
        }
    };
    let found: Vec<&TestBand> = of_test.iter().copied().filter(says).collect();
    // A name that several certificates begin with is no answer without more.
    let tests: BTreeSet<&str> = found.iter().map(|b| b.test.as_str()).collect();
    if found.is_empty() || (result.is_none() && tests.len() > 1) {
        let mut bands: Vec<String> = Vec::new();
        for band in &of_test {
            let one =
                one_line(&format!("{} {}: {}", band.test, band.component, band.band)).into_owned();
            if !bands.contains(&one) {
                bands.push(one);
            }
        }
        let result = shortened(result.unwrap_or(""));
        return Err(NoBand::Result { test: shortened(test), result, bands });
    }
    Ok(found)
}

/// A text in one line, cut to 60 characters.
fn shortened(text: &str) -> String {
    one_line(text).chars().take(60).collect()
}

/// The tests that share most of the words asked for, else the first word of
/// every test.
fn near(
    tables: &LevelTables,
    asked: &[String],
    words: impl Fn(&str) -> Vec<String>,
) -> Vec<String> {
    let names: BTreeSet<&str> = tables.tests.iter().map(|b| b.test.as_str()).collect();
    let shared = |name: &&str| {
        let own = words(name);
        asked.iter().filter(|w| own.contains(w)).count()
    };
    let mut ranked: Vec<(Reverse<usize>, &str)> =
        names.iter().map(|name| (Reverse(shared(name)), *name)).collect();
    ranked.sort();
    if ranked.first().is_some_and(|(Reverse(n), _)| *n > 0) {
        return ranked
            .iter()
            .take_while(|(Reverse(n), _)| *n > 0)
            .take(8)
            .map(|(_, n)| one_line(n).into_owned())
            .collect();
    }
    let firsts: BTreeSet<&str> =
        names.iter().filter_map(|name| name.split_whitespace().next()).collect();
    firsts.into_iter().map(|first| one_line(first).into_owned()).collect()
}

#[cfg(test)]
mod tests;
