//! Points systems of immigration law.

use std::collections::{BTreeMap, HashSet};

use passerelle_model::{Country, Date, FactBasis, FactConfidence, Issue, codes};
use serde::Deserialize;

use super::rules::{day, is_points, read_conditions};
use super::{Law, issue, sources};
use crate::condition::{Conditions, WrittenConditions};

/// A points system.
#[derive(Clone, Debug)]
pub(crate) struct PointsTable {
    pub(crate) system: String,
    pub(crate) title: String,
    pub(crate) destination: Country,
    pub(crate) law: String,
    pub(crate) vintage: String,
    pub(crate) confidence: FactConfidence,
    pub(crate) valid_from: Option<Date>,
    pub(crate) valid_to: Option<Date>,
    pub(crate) pass_mark: Option<i32>,
    pub(crate) bypasses: Vec<PointsRow>,
    pub(crate) gates: Vec<PointsRow>,
    pub(crate) groups: Vec<PointsGroup>,
    pub(crate) items: Vec<PointsRow>,
}

/// An item, a gate or a bypass.
#[derive(Clone, Debug)]
pub(crate) struct PointsRow {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) points: i32,
    /// Its group, by place.
    pub(crate) group: Option<usize>,
    pub(crate) waived_by: Vec<String>,
    pub(crate) when: Conditions,
}

/// Items that count together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PointsGroup {
    id: String,
    pub(crate) take: Take,
    pub(crate) cap: Option<i32>,
}

/// How the items of a group count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Take {
    Best,
    Sum,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    system: String,
    title: String,
    destination: Country,
    law: String,
    vintage: String,
    #[serde(rename = "basis")]
    _basis: FactBasis,
    confidence: FactConfidence,
    #[serde(default)]
    valid_from: Option<toml::value::Datetime>,
    #[serde(default)]
    valid_to: Option<toml::value::Datetime>,
    #[serde(default)]
    pass_mark: Option<i32>,
    #[serde(default)]
    bypass: Vec<WrittenRow>,
    #[serde(default)]
    gate: Vec<WrittenRow>,
    #[serde(default)]
    group: Vec<WrittenGroup>,
    #[serde(default)]
    item: Vec<WrittenRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    #[serde(alias = "no")]
    id: String,
    title: String,
    #[serde(default)]
    points: Option<i32>,
    #[serde(default)]
    group: Option<String>,
    #[serde(default)]
    waived_by: Vec<String>,
    #[serde(default)]
    when: WrittenConditions,
    #[serde(default)]
    any: Vec<WrittenConditions>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenGroup {
    id: String,
    take: Take,
    #[serde(default)]
    cap: Option<i32>,
}

pub(super) fn read(files: &BTreeMap<String, String>, law: &mut Law, issues: &mut Vec<Issue>) {
    let mut systems = HashSet::new();
    for (path, text) in files.iter().filter(|(path, _)| is_points(path)) {
        let written: Written = match toml::from_str(text) {
            Ok(written) => written,
            Err(error) => {
                issues.push(issue(codes::LAW_SHAPE, path, "", error.to_string()));
                continue;
            }
        };
        if !systems.insert(written.system.clone()) {
            let message = format!("system `{}` stands twice", written.system);
            issues.push(issue(codes::LAW_DUPLICATE, path, "system", message));
            continue;
        }
        if !sources::is_cited(&law.acts, &written.law) {
            let message =
                format!("`{}` begins with no act that a `SOURCE.toml` names", written.law);
            issues.push(issue(codes::LAW_REFERENCE, path, "law", message));
            continue;
        }
        match compile(written, law, path, issues) {
            Ok(table) => law.points.push(table),
            Err(message) => issues.push(issue(codes::LAW_SHAPE, path, "", message)),
        }
    }
}

fn compile(
    written: Written,
    law: &Law,
    path: &str,
    issues: &mut Vec<Issue>,
) -> Result<PointsTable, String> {
    let groups: Vec<PointsGroup> = written
        .group
        .into_iter()
        .map(|g| PointsGroup { id: g.id, take: g.take, cap: g.cap })
        .collect();
    let numbers: HashSet<&str> = written.item.iter().map(|item| item.id.as_str()).collect();
    for row in written.gate.iter().flat_map(|gate| &gate.waived_by) {
        if !numbers.contains(row.as_str()) {
            return Err(format!("a gate is waived by item `{row}`, which is not there"));
        }
    }
    if numbers.len() != written.item.len() {
        return Err("two items have one number".to_owned());
    }
    let mut rows = |rows: Vec<WrittenRow>, with_points: bool| -> Result<Vec<PointsRow>, String> {
        let mut compiled = Vec::with_capacity(rows.len());
        for row in rows {
            if row.points.is_some() != with_points {
                return Err(format!("`{}`: items have `points`, and nothing else has", row.id));
            }
            let group = match &row.group {
                None => None,
                Some(name) => Some(
                    groups
                        .iter()
                        .position(|group| group.id == *name)
                        .ok_or_else(|| format!("`{}`: there is no group `{name}`", row.id))?,
                ),
            };
            let when = match read_conditions(&row.when, &row.any, &law.vocabulary) {
                Ok(when) => when,
                Err(message) => {
                    issues.push(issue(codes::LAW_CONDITION, path, &row.id, message));
                    continue;
                }
            };
            if when.each().next().is_none() {
                return Err(format!("`{}` has no condition", row.id));
            }
            compiled.push(PointsRow {
                id: row.id,
                title: row.title,
                points: row.points.unwrap_or(0),
                group,
                waived_by: row.waived_by,
                when,
            });
        }
        Ok(compiled)
    };
    Ok(PointsTable {
        bypasses: rows(written.bypass, false)?,
        gates: rows(written.gate, false)?,
        items: rows(written.item, true)?,
        system: written.system,
        title: written.title,
        destination: written.destination,
        law: written.law,
        vintage: written.vintage,
        confidence: written.confidence,
        valid_from: day(written.valid_from)?,
        valid_to: day(written.valid_to)?,
        pass_mark: written.pass_mark,
        groups,
    })
}
