//! Alignments in words and tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use passerelle::model::{
    Alignment, Covered, HoursCompared, LevelBasis, OutcomeCoverage, Score, StandardCoverage,
    Supplement, SupplementMethod,
};
use passerelle_model::one_line;
use serde::Serialize;

use crate::commands::{counted, number};

/// How many curricula are named for each standard.
const RANKED: usize = 3;
/// How many missing outcomes are named.
const MISSING: usize = 10;

/// The curricula that are most relevant to a standard.
#[derive(Serialize)]
pub(super) struct Ranking<'a> {
    standard: &'a str,
    label: &'a str,
    best: Vec<Ranked<'a>>,
}

/// A curriculum and how it fits a standard.
#[derive(Serialize)]
struct Ranked<'a> {
    subject: &'a str,
    coverage: Covered,
    used: Covered,
    relevance: u64,
}

/// For each standard the most relevant subjects; of equals the first by id.
pub(super) fn rankings(alignments: &[Alignment]) -> Vec<Ranking<'_>> {
    let mut by_standard: BTreeMap<&str, (&str, Vec<Ranked<'_>>)> = BTreeMap::new();
    for alignment in alignments {
        for standard in &alignment.standards {
            let named = (standard.standard.label.as_str(), Vec::new());
            let known = by_standard.entry(&standard.standard.id).or_insert(named);
            let &StandardCoverage { coverage, used, relevance, .. } = standard;
            known.1.push(Ranked { subject: &alignment.subject.id, coverage, used, relevance });
        }
    }
    let mut found = Vec::with_capacity(by_standard.len());
    for (standard, (label, mut best)) in by_standard {
        best.sort_by(|a, b| {
            let key = |r: &Ranked<'_>| std::cmp::Reverse((r.relevance, r.coverage));
            key(a).cmp(&key(b)).then_with(|| a.subject.cmp(b.subject))
        });
        best.truncate(RANKED);
        found.push(Ranking { standard, label, best });
    }
    found
}

/// The best for each standard, for people.
pub(super) fn ranked(rankings: &[Ranking<'_>], subjects: usize) -> Result<String> {
    let mut text = String::new();
    let standards = counted(rankings.len() as u64, "standard", "standards");
    writeln!(text, "{} against {standards}", counted(subjects as u64, "subject", "subjects"))?;
    writeln!(text, "by relevance; covered and used with what is suggested, confirmed in brackets")?;
    for ranking in rankings {
        writeln!(text, "{}  {}", ranking.standard, one_line(ranking.label))?;
        for ranked in &ranking.best {
            writeln!(
                text,
                "  covered {} ({}), uses {} ({})  {}",
                ranked.coverage.with_suggested,
                ranked.coverage.confirmed,
                ranked.used.with_suggested,
                ranked.used.confirmed,
                one_line(ranked.subject),
            )?;
        }
    }
    Ok(text)
}

/// A line for each standard, and where the rest is.
pub(super) fn brief(alignment: &Alignment, out: &Path) -> Result<String> {
    let mut text = head(alignment)?;
    for standard in &alignment.standards {
        writeln!(text, "{}  {}", standard.standard.id, figures(standard))?;
    }
    if out != Path::new("-") {
        writeln!(text, "written to {}", out.display())?;
    }
    Ok(text)
}

fn head(alignment: &Alignment) -> Result<String> {
    let mut text = String::new();
    match &alignment.subject.title {
        Some(title) => {
            writeln!(text, "{}  {}", one_line(&alignment.subject.id), one_line(title))?;
        }
        None => writeln!(text, "{}", one_line(&alignment.subject.id))?,
    }
    Ok(text)
}

fn figures(standard: &StandardCoverage) -> String {
    let both = |covered: Covered| {
        if covered.confirmed == covered.with_suggested {
            covered.confirmed.to_string()
        } else {
            format!("{} ({} with suggestions)", covered.confirmed, covered.with_suggested)
        }
    };
    let content = if standard.content == standard.coverage {
        String::new()
    } else {
        format!(", by content alone {}", both(standard.content))
    };
    let (coverage, used) = (both(standard.coverage), both(standard.used));
    format!("covered {coverage}{content}; uses {used} of what is taught")
}

/// Everything, for people.
pub(super) fn whole(alignment: &Alignment) -> Result<String> {
    let mut text = head(alignment)?;
    for standard in &alignment.standards {
        standard_text(&mut text, standard)?;
    }
    let unused: Vec<_> = alignment
        .modules
        .iter()
        .filter(|m| !m.optional && m.used.with_suggested == Score::default())
        .collect();
    if !unused.is_empty() {
        writeln!(text, "\nsurplus: modules that no standard uses")?;
        for module in unused {
            let title = module.title.as_deref().unwrap_or_default();
            writeln!(text, "  {}  {}", one_line(&module.module), one_line(title))?;
        }
    }
    if !alignment.overlaps.is_empty() {
        writeln!(text, "\nmodules that teach the same")?;
        for overlap in &alignment.overlaps {
            let [one, other] = overlap.modules.each_ref().map(|module| one_line(module));
            let count = counted(overlap.outcomes.len() as u64, "outcome", "outcomes");
            writeln!(text, "  {one} and {other}: {count}, {} confirmed", overlap.confirmed)?;
        }
    }
    if !alignment.missing.is_empty() {
        let count = counted(alignment.missing.len() as u64, "outcome is", "outcomes are");
        writeln!(text, "\n{count} not covered; first")?;
        for missing in alignment.missing.iter().take(MISSING) {
            let label = one_line(&missing.outcome.label);
            writeln!(text, "  {}  {label}", missing.outcome.id)?;
            for by in &missing.required_by {
                let hours = by.hours.map(|h| format!(", {h} h")).unwrap_or_default();
                writeln!(text, "    {}: covered {} %{hours}", by.unit, by.covered)?;
            }
        }
    }
    if let Some(supplement) = &alignment.supplement {
        supplement_text(&mut text, supplement)?;
    }
    Ok(text)
}

fn standard_text(text: &mut String, standard: &StandardCoverage) -> Result<()> {
    writeln!(text, "\n{}  {}", standard.standard.id, one_line(&standard.standard.label))?;
    writeln!(text, "  {}", figures(standard))?;
    let counts = standard.outcomes;
    write!(text, "  outcomes: {} covered, ", counts.covered)?;
    write!(text, "{} in part, {} missing", counts.partial, counts.missing)?;
    if counts.undetermined > 0 {
        write!(text, ", {} nobody can say", counts.undetermined)?;
    }
    writeln!(text, "; suggestions would change {}", counts.suggested)?;
    writeln!(text, "  level: {}", level(standard))?;
    if let Some(language) = &standard.language {
        let reached: Vec<String> =
            language.reached.iter().map(|r| format!("{} {}", r.language, r.level)).collect();
        let reached =
            if reached.is_empty() { "none stated".to_owned() } else { reached.join(", ") };
        let verdict = match (language.short, &language.language) {
            (Some(0), Some(tag)) => format!("; enough in {tag}"),
            (Some(short), Some(tag)) => format!("; {short} short in {tag}"),
            (None, Some(tag)) => format!("; unknown in {tag}"),
            (_, None) => String::new(),
        };
        writeln!(text, "  language: {} asked, {reached}{verdict}", language.asked)?;
    }
    if let Some(hours) = hours(&standard.hours) {
        writeln!(text, "  hours: {hours}")?;
    }
    for unit in &standard.units {
        let hours = hours(&unit.hours).map(|hours| format!("  {hours}")).unwrap_or_default();
        writeln!(
            text,
            "  {:>9} {:>9}  {}  {}{hours}",
            unit.coverage.confirmed.to_string(),
            format!("({})", unit.coverage.with_suggested),
            unit.unit.id,
            one_line(&unit.unit.label),
        )?;
        for outcome in &unit.outcomes {
            outcome_text(text, outcome)?;
        }
    }
    Ok(())
}

fn outcome_text(text: &mut String, outcome: &OutcomeCoverage) -> Result<()> {
    let suggested = match outcome.with_suggested {
        same if same == outcome.covered => String::new(),
        more => format!(" ({more} %)"),
    };
    writeln!(
        text,
        "      {:>12} {:>3} %{suggested}  {}  {}",
        outcome.status.as_str(),
        outcome.covered,
        outcome.outcome.id,
        one_line(&outcome.outcome.label),
    )?;
    if let Some(best) = outcome.evidence.first() {
        let words = best.text.as_deref().unwrap_or(&best.concept.label);
        writeln!(
            text,
            "                     {} by {}: {}",
            best.link.as_str(),
            one_line(&best.module),
            one_line(words)
        )?;
    }
    Ok(())
}

fn level(standard: &StandardCoverage) -> String {
    let level = &standard.level;
    let said = |value: Option<passerelle_model::EqfLevel>, basis: LevelBasis| match value {
        Some(value) if basis == LevelBasis::Estimated => format!("{value} (estimated)"),
        Some(value) => value.to_string(),
        None => "unknown".to_owned(),
    };
    let asked = said(level.asked, level.asked_basis);
    let given = said(level.given, level.given_basis);
    match level.short {
        Some(0) => format!("{asked} asked, {given} reached"),
        Some(short) => format!("{asked} asked, {given} reached, {short} short"),
        None => format!("{asked} asked, {given} reached, which lowers nothing"),
    }
}

fn hours(hours: &HoursCompared) -> Option<String> {
    let mut parts = Vec::new();
    parts.extend(hours.asked.map(|h| format!("{} h asked", number(h.into()))));
    parts.extend(hours.given.map(|h| format!("{} h given", number(h.into()))));
    parts.extend(hours.missing.map(|h| format!("{} h missing", number(h.into()))));
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn supplement_text(text: &mut String, supplement: &Supplement) -> Result<()> {
    let share = |value: u64| Score::from_millionths(value).to_string();
    writeln!(
        text,
        "\nwith {} hours more: {} hours bring the mean coverage from {} to {}",
        number(supplement.budget.into()),
        number(supplement.hours.into()),
        share(supplement.before),
        share(supplement.after),
    )?;
    match supplement.method {
        SupplementMethod::Exact => writeln!(text, "  no other choice brings more")?,
        SupplementMethod::Greedy => {
            writeln!(text, "  the best choice brings at most {}", share(supplement.at_most))?;
        }
    }
    for unit in &supplement.units {
        let label = one_line(&unit.unit.label);
        writeln!(text, "  +{} for {} h  {}  {label}", share(unit.adds), unit.hours, unit.unit.id)?;
    }
    if !supplement.without_hours.is_empty() {
        let count = counted(supplement.without_hours.len() as u64, "unit", "units");
        writeln!(text, "  {count} could not be weighed: their hours are unknown")?;
    }
    Ok(())
}

/// The columns of a table of outcomes.
const COLUMNS: &str = "subject,standard,unit,outcome,outcome_label,certainty,status,covered,\
                       with_suggested,hours_missing,module,link,text,concept,evidence_covers\n";

/// A row for each outcome, with the best evidence.
pub(super) fn table(alignments: &[Alignment]) -> Result<String> {
    let mut text = COLUMNS.to_owned();
    for alignment in alignments {
        for standard in &alignment.standards {
            for unit in &standard.units {
                for outcome in &unit.outcomes {
                    let best = outcome.evidence.first();
                    let of = |f: fn(&passerelle::model::CoverageEvidence) -> String| {
                        best.map(f).unwrap_or_default()
                    };
                    let cells = [
                        alignment.subject.id.clone(),
                        standard.standard.id.clone(),
                        unit.unit.id.clone(),
                        outcome.outcome.id.clone(),
                        outcome.outcome.label.clone(),
                        outcome.certainty.to_string(),
                        outcome.status.as_str().to_owned(),
                        outcome.covered.to_string(),
                        outcome.with_suggested.to_string(),
                        outcome.hours_missing.map(|h| h.to_string()).unwrap_or_default(),
                        of(|e| e.module.clone()),
                        of(|e| e.link.as_str().to_owned()),
                        of(|e| e.text.clone().unwrap_or_default()),
                        of(|e| e.concept.id.clone()),
                        of(|e| e.covers.to_string()),
                    ];
                    writeln!(text, "{}", cells.map(|value| cell(&value)).join(","))?;
                }
            }
        }
    }
    Ok(text)
}

/// A table in Markdown: a row for each unit.
pub(super) fn markdown(alignments: &[Alignment]) -> Result<String> {
    let mut text = String::new();
    for alignment in alignments {
        let title = alignment.subject.title.as_deref().unwrap_or(&alignment.subject.id);
        writeln!(text, "# {}\n", escaped(title))?;
        for standard in &alignment.standards {
            let label = escaped(&standard.standard.label);
            writeln!(text, "## {label} (`{}`)\n", standard.standard.id)?;
            writeln!(text, "{}. Level: {}.\n", figures(standard), level(standard))?;
            writeln!(text, "| unit | covered | with suggestions | hours asked | hours missing |")?;
            writeln!(text, "|---|---:|---:|---:|---:|")?;
            for unit in &standard.units {
                let of = |hours: Option<u32>| hours.map(|h| h.to_string()).unwrap_or_default();
                writeln!(
                    text,
                    "| {} (`{}`) | {} | {} | {} | {} |",
                    escaped(&unit.unit.label),
                    unit.unit.id,
                    unit.coverage.confirmed,
                    unit.coverage.with_suggested,
                    of(unit.hours.asked),
                    of(unit.hours.missing),
                )?;
            }
            writeln!(text)?;
        }
    }
    Ok(text)
}

fn escaped(text: &str) -> String {
    one_line(text).replace('|', "\\|")
}

/// A cell of a table, quoted where it must be.
pub(super) fn cell(value: &str) -> String {
    passerelle::batch::table_field(value)
}
