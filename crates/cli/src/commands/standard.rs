//! `passerelle standard …` and `passerelle taxonomy import standard`.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use passerelle::model::{StandardListed, StandardShown, TranslationHop, UnitShown};
use passerelle::{STANDARD_TEMPLATE, StandardReport, save_snapshot};
use passerelle_model::{SCHEMA_VERSION, Severity, one_line};
use serde::Serialize;

use super::{counted, engine, number};
use crate::args::{Common, ImportStandardCommand, StandardCommand};
use crate::exit::Exit;
use crate::output::{Output, print};

#[derive(Serialize)]
struct Summary<'a> {
    schema_version: u32,
    files: Vec<FileRead<'a>>,
    issues: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

#[derive(Serialize)]
struct FileRead<'a> {
    file: &'a str,
    standards: usize,
    units: usize,
    outcomes: usize,
}

#[derive(Serialize)]
struct Written {
    schema_version: u32,
    file: String,
}

pub(crate) fn run(command: &StandardCommand, common: &Common, output: &Output) -> Result<Exit> {
    match command {
        StandardCommand::New { file } => new(file, output),
        StandardCommand::Check { files } => check(files, common, output),
        StandardCommand::Show { id } => show(id, common, output),
        StandardCommand::List { scheme } => list(scheme.as_deref(), common, output),
    }
}

/// `passerelle taxonomy import standard`.
pub(crate) fn import(
    command: &ImportStandardCommand,
    common: &Common,
    output: &Output,
) -> Result<Exit> {
    common.check_files(&command.files.iter().collect::<Vec<_>>(), &[Some(&command.out)])?;
    let files: Vec<&Path> = command.files.iter().map(PathBuf::as_path).collect();
    let imported = match engine(common)?.import_standards(&files) {
        Ok(imported) => imported,
        Err(error) => {
            output.issues(error.issues(), common)?;
            return Err(error.into());
        }
    };
    save_snapshot(&imported.taxonomy, &command.out)?;
    let value =
        summary(&imported.reports, imported.issues.len(), Some(imported.taxonomy.digest_hex()?));
    let mut text = files_text(&value)?;
    writeln!(text, "written to {}", command.out.display())?;
    output.result(&text, &value)?;
    let lost = imported.issues.iter().any(|issue| issue.severity == Severity::Error);
    let exit = output.issues(&imported.issues, common)?;
    Ok(if lost { Exit::Findings } else { exit })
}

fn new(file: &Path, output: &Output) -> Result<Exit> {
    if file == Path::new("-") {
        print(STANDARD_TEMPLATE.as_bytes())?;
        return Ok(Exit::Done);
    }
    let opened = OpenOptions::new().write(true).create_new(true).open(file);
    let name = one_line(&file.display().to_string()).into_owned();
    let mut opened = opened.with_context(|| {
        let there = if file.exists() { ": it is there already; name another file" } else { "" };
        format!("cannot write `{name}`{there}")
    })?;
    opened.write_all(STANDARD_TEMPLATE.as_bytes())?;
    let text = format!("{name}: fill it in, then `passerelle standard check {name}`\n");
    output.result(&text, &Written { schema_version: SCHEMA_VERSION, file: name })?;
    Ok(Exit::Done)
}

fn check(files: &[PathBuf], common: &Common, output: &Output) -> Result<Exit> {
    let engine = engine(common)?;
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let (reports, mut issues) = engine.check_standards(&files)?;
    issues.extend(engine.issues().iter().cloned());
    let value = summary(&reports, issues.len(), None);
    output.result(&files_text(&value)?, &value)?;
    let wrong = issues.iter().any(|issue| issue.severity == Severity::Error);
    let exit = output.issues(&issues, common)?;
    Ok(if wrong { Exit::Findings } else { exit })
}

fn summary(reports: &[StandardReport], issues: usize, digest: Option<String>) -> Summary<'_> {
    let files = reports.iter().map(|report| FileRead {
        file: &report.file,
        standards: report.standards,
        units: report.units,
        outcomes: report.outcomes,
    });
    Summary { schema_version: SCHEMA_VERSION, files: files.collect(), issues, digest }
}

fn files_text(summary: &Summary<'_>) -> Result<String> {
    let mut text = String::new();
    for file in &summary.files {
        writeln!(
            text,
            "{}: {}, {}, {}",
            one_line(file.file),
            counted(file.standards as u64, "standard", "standards"),
            counted(file.units as u64, "unit", "units"),
            counted(file.outcomes as u64, "outcome", "outcomes"),
        )?;
    }
    Ok(text)
}

fn list(scheme: Option<&str>, common: &Common, output: &Output) -> Result<Exit> {
    let engine = engine(common)?;
    let mut all = engine.standards()?;
    if let Some(text) = scheme {
        let schemes = engine.schemes_named(text);
        if schemes.is_empty() {
            bail!("no classification is called `{text}`");
        }
        let prefixes = engine.taxonomy().prefixes();
        all.standards.retain(|listed| {
            let iri = prefixes.expand(&listed.standard.id);
            let concept = iri.and_then(|iri| engine.taxonomy().find(&iri));
            let own = concept.map_or(&[][..], |c| engine.taxonomy().in_schemes(c));
            own.iter().any(|scheme| schemes.contains(scheme))
        });
    }
    let mut text = String::new();
    for listed in &all.standards {
        listed_text(&mut text, listed)?;
    }
    writeln!(text, "{}", counted(all.standards.len() as u64, "standard", "standards"))?;
    output.result(&text, &all)?;
    output.issues(engine.issues(), common)
}

fn listed_text(text: &mut String, listed: &StandardListed) -> std::fmt::Result {
    write!(text, "{}  {}", listed.standard.id, one_line(&listed.standard.label))?;
    if let Some(level) = &listed.level {
        write!(text, ", {level}")?;
    }
    if let Some(hours) = listed.hours {
        write!(text, ", {} h", number(u64::from(hours)))?;
    }
    if listed.units == 0 {
        write!(text, ", no units")?;
    } else {
        write!(text, ", {}", counted(listed.units as u64, "unit", "units"))?;
        if listed.outcomes > 0 {
            write!(text, ", {}", counted(listed.outcomes as u64, "outcome", "outcomes"))?;
        }
        write!(text, ", {} mapped", number(listed.mapped as u64))?;
    }
    writeln!(text, "{}", if listed.superseded { ", superseded" } else { "" })
}

fn show(id: &str, common: &Common, output: &Output) -> Result<Exit> {
    let engine = engine(common)?;
    let found = engine.find_named(id, &[]);
    let mut shown = Vec::new();
    for &concept in &found {
        shown.extend(engine.standard(concept)?);
    }
    let [standard] = shown.as_slice() else {
        if shown.is_empty() {
            bail!("no standard is called `{id}`; `passerelle standard list` names them all");
        }
        let ids: Vec<&str> = shown.iter().map(|s| s.about.standard.id.as_str()).collect();
        bail!("`{id}` is the code of several standards: {}", ids.join(", "));
    };
    output.result(&shown_text(standard)?, standard)?;
    output.issues(engine.issues(), common)
}

fn shown_text(shown: &StandardShown) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let about = &shown.about;
    writeln!(text, "{}  {}", about.standard.id, one_line(&about.standard.label))?;
    let mut facts = Vec::new();
    if let Some(code) = &about.code {
        facts.push(format!("code {code}"));
    }
    if let Some(level) = &about.level {
        facts.push(format!("level {level}"));
    }
    if let (Some(level), Some(basis)) = (shown.eqf_level, shown.eqf_referencing) {
        let own = about.standard.id.starts_with("joint:");
        facts.push(if own {
            "our indication".to_owned()
        } else {
            format!("EQF {level} by {basis}")
        });
    }
    if let Some(hours) = about.hours {
        facts.push(format!("{} h", number(u64::from(hours))));
    }
    facts.extend(shown.asks_for.iter().map(|asked| format!("asks for {}", asked.id)));
    if !facts.is_empty() {
        writeln!(text, "  {}", facts.join("; "))?;
    }
    for note in &shown.notes {
        writeln!(text, "  {}", one_line(note))?;
    }
    if let Some(source) = &shown.source {
        writeln!(text, "  source: {}", one_line(source))?;
    }
    for successor in &shown.replaced_by {
        writeln!(text, "  replaced by {} {}", successor.id, one_line(&successor.label))?;
    }
    hops_text(&mut text, "  ", &shown.corresponds)?;
    for unit in &shown.parts {
        unit_text(&mut text, unit)?;
    }
    if !shown.optional.is_empty() {
        writeln!(text, "\nonly some holders have:")?;
    }
    for unit in &shown.optional {
        unit_text(&mut text, unit)?;
    }
    if shown.parts.is_empty() {
        writeln!(text, "\nno units are known: it says nothing of skills, only its level counts")?;
    } else if shown.parts.iter().any(|unit| unit.hours.is_none()) {
        writeln!(text, "\nunits without hours weigh the same")?;
    }
    Ok(text)
}

fn unit_text(text: &mut String, unit: &UnitShown) -> std::fmt::Result {
    write!(text, "\n{}", unit.unit.id)?;
    if let Some(hours) = unit.hours {
        write!(text, " ({hours} h)")?;
    }
    writeln!(text, "  {}", one_line(&unit.unit.label))?;
    for note in &unit.notes {
        writeln!(text, "  {}", one_line(note))?;
    }
    if unit.stated_unmapped {
        writeln!(text, "  nothing corresponds to it")?;
    }
    hops_text(text, "  ", &unit.corresponds)?;
    for outcome in &unit.outcomes {
        let level = outcome.level.map_or(String::new(), |level| format!(" ({level})"));
        let ours = if outcome.ours { " [added by Passerelle]" } else { "" };
        writeln!(
            text,
            "  {}{level}  {}{ours}",
            outcome.outcome.id,
            one_line(&outcome.outcome.label)
        )?;
        if outcome.stated_unmapped {
            writeln!(text, "      nothing corresponds to it")?;
        }
        hops_text(text, "      ", &outcome.corresponds)?;
    }
    Ok(())
}

fn hops_text(text: &mut String, indent: &str, hops: &[TranslationHop]) -> std::fmt::Result {
    for hop in hops {
        writeln!(
            text,
            "{indent}{} {} {} ({} %)",
            hop.predicate,
            hop.to.id,
            one_line(&hop.to.label),
            hop.confidence
        )?;
    }
    Ok(())
}
