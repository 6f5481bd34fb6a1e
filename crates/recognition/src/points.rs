//! Points of immigration law, beside the recognition and never a part of it.

use passerelle_model::{Country, Date, FactConfidence, PointsGate, PointsItem, PointsResult};

use crate::condition::{Conditions, Truth};
use crate::evaluate::Evaluation;
use crate::law::{Law, PointsRow, PointsTable, Take};

/// The points of every system of a destination that is in force on a day.
pub(crate) fn points(
    law: &Law,
    destination: Country,
    day: Date,
    facts: &Evaluation<'_>,
) -> Vec<PointsResult> {
    law.points
        .iter()
        .filter(|table| table.destination == destination)
        .filter(|table| table.valid_from.is_none_or(|from| from <= day))
        .filter(|table| table.valid_to.is_none_or(|to| day <= to))
        .map(|table| count(law, table, facts))
        .collect()
}

/// An item with what came of it.
struct Counted<'t> {
    row: &'t PointsRow,
    truth: Truth,
}

fn count(law: &Law, table: &PointsTable, facts: &Evaluation<'_>) -> PointsResult {
    let truth = |when: &Conditions| when.holds(|fact| facts.domain(fact));
    let items: Vec<Counted<'_>> =
        table.items.iter().map(|row| Counted { row, truth: truth(&row.when) }).collect();
    let (breakdown, points) = sum(table, &items, |truth| truth == Truth::Yes);
    let (_, at_most) = sum(table, &items, |truth| truth != Truth::No);
    let mut missing: Vec<String> = Vec::new();
    let mut ask = |when: &Conditions| {
        let unknown = when.first_unknown(|fact| facts.domain(fact));
        if let Some(fact) = unknown.and_then(|c| law.vocabulary.get(c.fact))
            && !missing.contains(&fact.id)
        {
            missing.push(fact.id.clone());
        }
    };
    for item in &items {
        if item.truth == Truth::Unknown {
            ask(&item.row.when);
        }
    }
    let has = |no: &str| breakdown.iter().any(|item| item.item == no);
    let mut gates = Vec::with_capacity(table.gates.len());
    for gate in &table.gates {
        let waived_by = gate.waived_by.iter().find(|no| has(no)).cloned();
        let met = match truth(&gate.when) {
            _ if waived_by.is_some() => Some(true),
            Truth::Yes => Some(true),
            Truth::No => Some(false),
            Truth::Unknown => {
                ask(&gate.when);
                None
            }
        };
        gates.push(PointsGate {
            gate: gate.id.clone(),
            title: gate.title.clone(),
            met,
            waived_by: waived_by.map(|no| format!("item {no}")),
        });
    }
    let bypass = table.bypasses.iter().find(|row| truth(&row.when) == Truth::Yes);
    let pass = table.pass_mark.and_then(|mark| {
        if bypass.is_some() {
            return Some(true);
        }
        let gates_failed = gates.iter().any(|gate| gate.met == Some(false));
        let gates_open = gates.iter().any(|gate| gate.met.is_none());
        if gates_failed || at_most < mark {
            Some(false)
        } else if gates_open || points < mark {
            None
        } else {
            Some(true)
        }
    });
    // A table of low confidence may inform, and never says who passes.
    let pass = pass.filter(|_| table.confidence != FactConfidence::Low);
    PointsResult {
        system: table.system.clone(),
        title: table.title.clone(),
        law: table.law.clone(),
        vintage: table.vintage.clone(),
        confidence: table.confidence,
        points,
        at_most,
        pass_mark: table.pass_mark,
        pass,
        bypass: bypass.map(|row| row.title.clone()),
        breakdown,
        gates,
        missing,
    }
}

/// The items that count, and their sum: of a group the best one, or all of them
/// up to its cap.
fn sum(
    table: &PointsTable,
    items: &[Counted<'_>],
    counts: impl Fn(Truth) -> bool,
) -> (Vec<PointsItem>, i32) {
    let counting = || items.iter().filter(|item| counts(item.truth));
    let mut breakdown = Vec::new();
    let mut total = 0;
    for item in counting().filter(|item| item.row.group.is_none()) {
        total += item.row.points;
        breakdown.push(item.row);
    }
    for (at, group) in table.groups.iter().enumerate() {
        let in_group = || counting().filter(move |item| item.row.group == Some(at));
        let points = match group.take {
            Take::Best => {
                // Of equal ones the first of the table.
                let best = in_group().rev_max();
                breakdown.extend(best);
                best.map_or(0, |row| row.points)
            }
            Take::Sum => {
                breakdown.extend(in_group().map(|item| item.row));
                in_group().map(|item| item.row.points).sum()
            }
        };
        total += group.cap.map_or(points, |cap| points.min(cap));
    }
    // As the table numbers them.
    let place = |row: &PointsRow| table.items.iter().position(|item| item.id == row.id);
    breakdown.sort_by_key(|row| place(row));
    let breakdown = breakdown
        .into_iter()
        .map(|row| PointsItem {
            item: row.id.clone(),
            title: row.title.clone(),
            points: row.points,
        })
        .collect();
    (breakdown, total)
}

/// The first of those with the most points.
trait First<'t> {
    fn rev_max(self) -> Option<&'t PointsRow>;
}

impl<'i, 't: 'i, I: Iterator<Item = &'i Counted<'t>>> First<'t> for I {
    fn rev_max(self) -> Option<&'t PointsRow> {
        self.map(|item| item.row).fold(None, |best: Option<&PointsRow>, row| match best {
            Some(best) if best.points >= row.points => Some(best),
            _ => Some(row),
        })
    }
}
