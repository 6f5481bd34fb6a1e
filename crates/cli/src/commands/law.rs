//! `passerelle law …`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, bail};
use passerelle::model::Country;
use passerelle::{Error, Fact, Law, Profession, Rule, check_law, embedded_law, read_law};
use passerelle_model::{FactBasis, SCHEMA_VERSION, Severity};
use serde_json::{Value, json};

use super::counted;
use super::matching::today;
use super::recognise::law;
use crate::args::{Common, LawCommand};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(command: &LawCommand, common: &Common, output: &Output) -> Result<Exit> {
    match command {
        LawCommand::Check { folder, as_of } => {
            let read = match folder {
                Some(folder) => read_law(folder),
                None => embedded_law().map(|law| (law, Vec::new())),
            };
            let (law, mut issues) = match read {
                Ok(read) => read,
                Err(Error::Law { issues }) => {
                    let exit = output.issues(&issues, common)?;
                    return Ok(if exit == Exit::Done { Exit::Findings } else { exit });
                }
                Err(error) => return Err(error.into()),
            };
            issues.extend(check_law(&law, as_of.unwrap_or_else(today)));
            let faults = issues.iter().filter(|issue| issue.severity > Severity::Info).count();
            let text = format!(
                "{} in {}, {}: {}\n",
                counted(law.rules().len() as u64, "rule", "rules"),
                counted(law.stages().len() as u64, "stage", "stages"),
                counted(law.points_systems().count() as u64, "points system", "points systems"),
                if faults == 0 {
                    "sound".to_owned()
                } else {
                    counted(faults as u64, "fault", "faults")
                }
            );
            let value = json!({ "schema_version": SCHEMA_VERSION, "issues": issues });
            output.result(&text, &value)?;
            let exit = output.issues(&issues, common)?;
            Ok(if faults > 0 { Exit::Findings } else { exit })
        }
        LawCommand::List { law: folder } => {
            let law = law(folder.as_deref())?;
            let (text, value) = list(&law)?;
            output.result(&text, &value)?;
            Ok(Exit::Done)
        }
        LawCommand::Show { what, law: folder } => {
            let (text, value) = show(what, folder.as_deref())?;
            output.result(&text, &value)?;
            Ok(Exit::Done)
        }
    }
}

fn list(law: &Law) -> Result<(String, Value)> {
    let mut text = String::new();
    let mut stages = Vec::new();
    for stage in law.stages() {
        writeln!(text, "{}  {}", stage.id, stage.title)?;
        let mut rules = Vec::new();
        for rule in law.rules_of(stage) {
            writeln!(text, "  {}  {}", rule.id, rule.title)?;
            rules.push(json!({ "rule": rule.id, "title": rule.title, "law": rule.law }));
        }
        stages.push(json!({ "stage": stage.id, "title": stage.title, "rules": rules }));
    }
    let mut systems = Vec::new();
    for system in law.points_systems() {
        writeln!(
            text,
            "{}  {} ({}), as of {}, {} confidence",
            system.id, system.title, system.destination, system.vintage, system.confidence
        )?;
        systems.push(json!({ "system": system.id, "title": system.title, "destination": system.destination }));
    }
    let mut agreements = Vec::new();
    for (id, title, parties) in law.agreements() {
        let parties: Vec<String> = parties.iter().map(ToString::to_string).collect();
        writeln!(text, "{id}  {title} ({})", parties.join(" "))?;
        agreements.push(json!({ "agreement": id, "title": title, "parties": parties }));
    }
    let mut destinations = Vec::new();
    for (country, rows) in law.professions() {
        writeln!(text, "{country}  {}", counted(rows.len() as u64, "profession", "professions"))?;
        destinations.push(json!({ "destination": country, "professions": rows.len() }));
    }
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "stages": stages,
        "points": systems,
        "agreements": agreements,
        "destinations": destinations,
    });
    Ok((text, value))
}

fn show(what: &str, folder: Option<&Path>) -> Result<(String, Value)> {
    let law = law(folder)?;
    let mut text = String::new();
    if let Some(rule) = law.find_rule(what) {
        return Ok((rule_text(&law, rule)?, rule_value(&law, rule)));
    }
    if what == "facts" {
        let facts = law.vocabulary().facts();
        for fact in facts {
            writeln!(text, "{}  {} [{}: {}]", fact.id, fact.question, fact.group, fact.answers())?;
            if let Some(presumed) = &fact.presumed {
                writeln!(text, "  presumed where nobody says: {presumed}")?;
            }
        }
        let facts: Vec<Value> = facts.iter().map(fact_value).collect();
        return Ok((text, json!({ "schema_version": SCHEMA_VERSION, "facts": facts })));
    }
    if what == "acts" {
        let mut acts = Vec::new();
        for act in law.acts() {
            writeln!(text, "{}  {}, {}, {}", act.name, act.title, act.version, act.basis)?;
            acts.push(json!({ "act": act.name, "title": act.title, "version": act.version }));
        }
        return Ok((text, json!({ "schema_version": SCHEMA_VERSION, "acts": acts })));
    }
    let wanted: Option<Country> = what.parse().ok();
    let mut destinations = Vec::new();
    for (country, rows) in law.professions() {
        if what != "professions" && wanted != Some(country) {
            continue;
        }
        for row in rows {
            writeln!(text, "{country} {}", profession_text(row))?;
        }
        let rows: Vec<Value> = rows.iter().map(profession_value).collect();
        destinations.push(json!({ "destination": country, "professions": rows }));
    }
    if destinations.is_empty() {
        bail!(
            "`{what}` is no rule, no destination with a table, and none of `facts`, `acts`, `professions`; \
             `law list` lists the rules"
        );
    }
    Ok((text, json!({ "schema_version": SCHEMA_VERSION, "destinations": destinations })))
}

fn rule_text(law: &Law, rule: &Rule) -> Result<String> {
    let mut text = format!("{}  {}\n", rule.id, rule.title);
    writeln!(text, "  {}", rule.why)?;
    writeln!(text, "  for example: {}", rule.example)?;
    let (all, any) = rule.conditions(law.vocabulary());
    for condition in &all {
        writeln!(text, "  asks that {condition}")?;
    }
    for (at, set) in any.iter().enumerate() {
        let word = if at == 0 { "and that" } else { "or" };
        writeln!(text, "  {word} {}", set.join(" and "))?;
    }
    if let Some(outcome) = rule.then.outcome {
        writeln!(text, "  then {outcome}: {}", rule.then.says)?;
    } else if let Some(go) = &rule.then.go {
        writeln!(text, "  then on to {go}: {}", rule.then.says)?;
    } else if let Some(licence) = rule.then.licence {
        writeln!(text, "  then the licence is {}: {}", licence.as_str(), rule.then.says)?;
    }
    let from = rule.valid_from.map_or_else(|| "before these tables".to_owned(), |d| d.to_string());
    let to = rule.valid_to.map_or_else(String::new, |day| format!(" to {day}"));
    writeln!(text, "  law since {from}{to}: {}", rule.law.join("; "))?;
    let checked = if rule.basis == FactBasis::Verified { "checked" } else { "not checked" };
    writeln!(text, "  {} confidence, {checked} in the text", rule.confidence)?;
    Ok(text)
}

fn rule_value(law: &Law, rule: &Rule) -> Value {
    let (all, any) = rule.conditions(law.vocabulary());
    json!({
        "schema_version": SCHEMA_VERSION,
        "rule": rule.id,
        "title": rule.title,
        "why": rule.why,
        "example": rule.example,
        "law": rule.law,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
        "basis": rule.basis,
        "confidence": rule.confidence,
        "all": all,
        "any": any,
        "outcome": rule.then.outcome,
        "licence": rule.then.licence,
        "go": rule.then.go,
        "says": rule.then.says,
    })
}

fn fact_value(fact: &Fact) -> Value {
    json!({
        "fact": fact.id,
        "group": fact.group.as_str(),
        "question": fact.question,
        "answers": fact.answers(),
        "presumed": fact.presumed,
    })
}

fn regulated(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "regulated",
        Some(false) => "free",
        None => "not known",
    }
}

fn profession_text(row: &Profession) -> String {
    let mut text = format!(
        "{}  ISCO-08 {}: employed {}, self-employed {}; {} confidence",
        row.id,
        row.isco,
        regulated(row.regulation.employed),
        regulated(row.regulation.self_employed),
        row.confidence
    );
    if let Some(level) = row.level {
        let _ = write!(text, "; {level} in {}", row.languages.join(" or "));
    }
    if !row.authority.is_empty() {
        let _ = write!(text, "; {}", row.authority);
    }
    if !row.condition.is_empty() {
        let _ = write!(text, "; {}", row.condition);
    }
    text
}

fn profession_value(row: &Profession) -> Value {
    json!({
        "profession": row.id,
        "title": row.title,
        "isco": row.isco,
        "employed": row.regulation.employed,
        "self_employed": row.regulation.self_employed,
        "regime": row.regime,
        "act": row.act,
        "languages": row.languages,
        "level": row.level,
        "authority": row.authority,
        "condition": row.condition,
        "source": row.source,
        "basis": row.basis,
        "confidence": row.confidence,
    })
}
