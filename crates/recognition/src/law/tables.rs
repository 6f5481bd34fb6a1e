//! Tables of states, professions, agreements and minima.

use std::collections::{BTreeMap, HashSet};

use passerelle_model::{
    CefrLevel, Country, Date, DirectiveLevel, FactBasis, FactConfidence, Issue, codes,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::rules::has_extension;
use super::{Law, issue, sources};

/// A state, as far as recognition law needs to know it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct State {
    #[serde(rename = "state")]
    country: Country,
    #[serde(deserialize_with = "blank")]
    pub(crate) directive_from: Option<Date>,
    #[serde(deserialize_with = "blank")]
    pub(crate) directive_to: Option<Date>,
    pub(crate) lisbon: Known,
    pub(crate) global_convention: Known,
    pub(crate) visa_needs_equivalence: Known,
    pub(crate) confidence: FactConfidence,
}

impl State {
    /// Whether it applies Directive 2005/36/EC on a day.
    pub(crate) fn applies_directive(&self, day: Date) -> bool {
        self.directive_from.is_some_and(|from| from <= day)
            && self.directive_to.is_none_or(|to| day <= to)
    }
}

/// Yes, no, or nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Known {
    Yes,
    No,
    Unknown,
}

impl Known {
    pub(crate) const fn flag(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Unknown => None,
        }
    }
}

/// A profession at a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profession {
    /// Its id, the same at every destination.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its unit group of ISCO-08.
    pub isco: String,
    /// Whether it is regulated for employees, and on one's own account.
    pub regulation: Regulation,
    /// Under which regime of the Directive it is.
    pub regime: String,
    /// The level of Article 11 that is required.
    pub required_level: Option<DirectiveLevel>,
    /// Which national act governs evidence from third countries.
    pub act: String,
    /// The languages of work, one of which is enough.
    pub languages: Vec<String>,
    /// The least level in one of them.
    pub level: Option<CefrLevel>,
    /// What is asked for beside the level, or how it is stated.
    pub level_note: String,
    /// Who decides.
    pub authority: String,
    /// How it is regulated, in a few words.
    pub condition: String,
    /// Where the row comes from.
    pub source: String,
    /// Whether it was checked there.
    pub basis: FactBasis,
    /// How sure it is.
    pub confidence: FactConfidence,
}

/// Whether a profession is regulated, by form of practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// For employees; absent where nobody can say.
    pub employed: Option<bool>,
    /// On one's own account; absent where nobody can say.
    pub self_employed: Option<bool>,
}

#[derive(Deserialize)]
struct ProfessionRow {
    profession: String,
    title: String,
    isco: String,
    employed: Known,
    self_employed: Known,
    regime: String,
    #[serde(deserialize_with = "blank")]
    required_level: Option<DirectiveLevel>,
    act: String,
    languages: String,
    #[serde(deserialize_with = "blank")]
    level: Option<CefrLevel>,
    level_note: String,
    authority: String,
    condition: String,
    source: String,
    basis: FactBasis,
    confidence: FactConfidence,
}

#[derive(Deserialize)]
struct AnnexIvRow {
    isco: String,
    list: String,
    confidence: FactConfidence,
}

#[derive(Deserialize)]
struct ReferenceDateRow {
    profession: String,
    state: Country,
    date: Date,
    confidence: FactConfidence,
}

#[derive(Deserialize)]
struct ReferenceMonthsRow {
    standard: String,
    months: i32,
    confidence: FactConfidence,
}

/// The least that a training of an automatic profession must have.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Minimum {
    pub(crate) profession: String,
    pub(crate) months: i32,
    #[serde(deserialize_with = "blank")]
    pub(crate) hours: Option<u32>,
    /// The least hours of theory.
    #[serde(deserialize_with = "blank")]
    pub(crate) theory_hours: Option<u32>,
    /// The least hours of practice.
    #[serde(deserialize_with = "blank")]
    pub(crate) practice_hours: Option<u32>,
    pub(crate) law: String,
    pub(crate) confidence: FactConfidence,
}

/// An agreement between states.
#[derive(Clone, Debug)]
pub(crate) struct Agreement {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) professions: Vec<String>,
    pub(crate) parties: Vec<Country>,
    pub(crate) conditions: String,
    pub(crate) min_practice_months: Option<i32>,
    pub(crate) effect: String,
    pub(crate) law: String,
    pub(crate) valid_from: Option<Date>,
    pub(crate) valid_to: Option<Date>,
    pub(crate) confidence: FactConfidence,
}

#[derive(Deserialize)]
struct AgreementRow {
    id: String,
    title: String,
    professions: String,
    parties: String,
    conditions: String,
    #[serde(deserialize_with = "blank")]
    min_practice_months: Option<i32>,
    effect: String,
    law: String,
    #[serde(deserialize_with = "blank")]
    valid_from: Option<Date>,
    #[serde(deserialize_with = "blank")]
    valid_to: Option<Date>,
    confidence: FactConfidence,
}

/// A cell that may be empty.
fn blank<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    let cell = csv::StringRecord::from(vec![text.as_str()]);
    // A level of the Directive stands in small letters, one of the framework of
    // languages in capitals: each type says how it is written.
    cell.deserialize::<(T,)>(None).map(|(value,)| Some(value)).map_err(serde::de::Error::custom)
}

/// The rows of a table, with their lines; what cannot be read becomes an
/// issue.
fn rows<T: DeserializeOwned>(path: &str, text: &str, issues: &mut Vec<Issue>) -> Vec<(u64, T)> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let mut found = Vec::new();
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            issues.push(issue(codes::LAW_SHAPE, path, "", error.to_string()));
            return found;
        }
    };
    for record in reader.records() {
        let row = record.and_then(|record| {
            let line = record.position().map_or(0, csv::Position::line);
            record.deserialize(Some(&headers)).map(|row| (line, row))
        });
        match row {
            Ok(row) => found.push(row),
            Err(error) => issues.push(issue(codes::LAW_SHAPE, path, "", error.to_string())),
        }
    }
    found
}

/// Words parted by blanks.
fn list<T: std::str::FromStr>(text: &str) -> Result<Vec<T>, String> {
    text.split_whitespace()
        .map(|word| word.parse().map_err(|_| format!("`{word}` is not what stands in such a list")))
        .collect()
}

pub(super) fn read(files: &BTreeMap<String, String>, law: &mut Law, issues: &mut Vec<Issue>) {
    for (path, text) in files {
        let name = path.rsplit('/').next().unwrap_or(path);
        match name {
            "states.csv" => {
                for (_, state) in rows::<State>(path, text, issues) {
                    law.states.insert(state.country, state);
                }
            }
            "professions.csv" => professions(path, text, law, issues),
            "annex-iv.csv" => {
                let found = rows::<AnnexIvRow>(path, text, issues);
                law.annex_iv =
                    found.into_iter().map(|(_, r)| (r.isco, r.list, r.confidence)).collect();
                // The longest prefix says more.
                law.annex_iv.sort_by_key(|(isco, ..)| std::cmp::Reverse(isco.len()));
            }
            "reference-dates.csv" => {
                for (_, row) in rows::<ReferenceDateRow>(path, text, issues) {
                    law.reference_dates
                        .insert((row.profession, row.state), (row.date, row.confidence));
                }
            }
            "reference-months.csv" => {
                for (_, row) in rows::<ReferenceMonthsRow>(path, text, issues) {
                    law.reference_months.insert(row.standard, (row.months, row.confidence));
                }
            }
            "minimum-training.csv" => {
                law.minimum_training =
                    rows::<Minimum>(path, text, issues).into_iter().map(|(_, row)| row).collect();
            }
            "agreements.csv" => agreements(path, text, law, issues),
            _ if has_extension(name, "csv") => {
                let message = "no table of the law has this name; see the README beside".to_owned();
                issues.push(issue(codes::LAW_SHAPE, path, "", message));
            }
            _ => {}
        }
    }
}

fn professions(path: &str, text: &str, law: &mut Law, issues: &mut Vec<Issue>) {
    let folder = path.split('/').next().unwrap_or_default().to_uppercase();
    let Ok(country) = folder.parse::<Country>() else {
        let message = "the folder is no country by its two letters".to_owned();
        issues.push(issue(codes::LAW_SHAPE, path, "", message));
        return;
    };
    let (mut ids, mut groups) = (HashSet::new(), HashSet::new());
    let mut found = Vec::new();
    for (line, row) in rows::<ProfessionRow>(path, text, issues) {
        if !ids.insert(row.profession.clone()) || !groups.insert(row.isco.clone()) {
            let message = format!(
                "`{}` or ISCO-08 `{}` stands twice: one of the rows contradicts the other",
                row.profession, row.isco
            );
            let at = issue(codes::LAW_CONTRADICTION, path, "profession", message);
            issues.push(Issue { place: at.place.clone().line(line), ..at });
            continue;
        }
        let known = |fact: &str, word: &str| {
            let value = passerelle_model::FactValue::Word(word.to_owned());
            let fact = law.vocabulary.find(fact).and_then(|id| law.vocabulary.get(id));
            fact.is_some_and(|fact| fact.domain_of(&value).is_some())
        };
        if !known("regime", &row.regime) || !known("national_act", &row.act) {
            let message = format!("`{}` or `{}` is not known", row.regime, row.act);
            let at = issue(codes::LAW_CONDITION, path, "regime, act", message);
            issues.push(Issue { place: at.place.clone().line(line), ..at });
            continue;
        }
        found.push(Profession {
            id: row.profession,
            title: row.title,
            isco: row.isco,
            regulation: Regulation {
                employed: row.employed.flag(),
                self_employed: row.self_employed.flag(),
            },
            regime: row.regime,
            required_level: row.required_level,
            act: row.act,
            languages: row.languages.split_whitespace().map(str::to_owned).collect(),
            level: row.level,
            level_note: row.level_note,
            authority: row.authority,
            condition: row.condition,
            source: row.source,
            basis: row.basis,
            confidence: row.confidence,
        });
    }
    law.professions.insert(country, found);
}

fn agreements(path: &str, text: &str, law: &mut Law, issues: &mut Vec<Issue>) {
    for (line, row) in rows::<AgreementRow>(path, text, issues) {
        if !sources::is_cited(&law.acts, &row.law) {
            let message = format!("`{}` begins with no act that a `SOURCE.toml` names", row.law);
            let at = issue(codes::LAW_REFERENCE, path, "law", message);
            issues.push(Issue { place: at.place.clone().line(line), ..at });
            continue;
        }
        match list::<Country>(&row.parties) {
            Ok(parties) => law.agreements.push(Agreement {
                id: row.id,
                title: row.title,
                professions: row.professions.split_whitespace().map(str::to_owned).collect(),
                parties,
                conditions: row.conditions,
                min_practice_months: row.min_practice_months,
                effect: row.effect,
                law: row.law,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                confidence: row.confidence,
            }),
            Err(message) => issues.push(issue(codes::LAW_SHAPE, path, "parties", message)),
        }
    }
}
