//! `passerelle level` and `passerelle language`.

use std::fmt::Write as _;

use anyhow::Result;
use passerelle::model::{FactSource, LanguageTestAnswer, LevelAnswer, LevelStep, TestScore};
use passerelle_model::one_line;

use super::engine;
use crate::args::{Common, LanguageCommand, LevelCommand};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn level(command: &LevelCommand, common: &Common, output: &Output) -> Result<Exit> {
    let engine = engine(common)?;
    let answer = engine.convert_level(&command.level, &command.to)?;
    output.result(&level_text(&answer)?, &answer)?;
    output.issues(engine.issues(), common)
}

pub(crate) fn language(
    command: &LanguageCommand,
    common: &Common,
    output: &Output,
) -> Result<Exit> {
    let engine = engine(common)?;
    let answer = engine.language_test(&command.test, command.result.as_deref())?;
    output.result(&language_text(&answer)?, &answer)?;
    output.issues(engine.issues(), common)
}

fn level_text(answer: &LevelAnswer) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let title = answer.title.as_ref().map_or(String::new(), |t| format!(" ({})", one_line(t)));
    if answer.corresponds.is_empty() {
        writeln!(text, "{}{title}: nothing in {} corresponds to it", answer.level, answer.to)?;
        return Ok(text);
    }
    for path in &answer.corresponds {
        let worth = if path.decides {
            "a decision may rest on it"
        } else if path.referencing.is_formal() && answer.corresponds.len() > 1 {
            "one of several: it may inform, and never decides"
        } else {
            "it may inform, and never decides"
        };
        writeln!(
            text,
            "{}{title} corresponds to {}: {}, {} confidence; {worth}",
            answer.level, path.level, path.referencing, path.confidence
        )?;
        for step in &path.steps {
            step_text(&mut text, step)?;
        }
    }
    Ok(text)
}

fn step_text(text: &mut String, step: &LevelStep) -> std::fmt::Result {
    let year = step.year.map_or(String::new(), |year| format!(" of {year}"));
    writeln!(
        text,
        "  {} → {}: {}{year}, as of {}",
        step.from, step.to, step.referencing, step.as_of
    )?;
    if !step.note.is_empty() {
        writeln!(text, "    {}", one_line(&step.note))?;
    }
    writeln!(text, "    {}", source(&step.fact))
}

fn language_text(answer: &LanguageTestAnswer) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for band in &answer.bands {
        let number = |score: Option<TestScore>| score.map(|s| s.to_string()).unwrap_or_default();
        let range = match (band.min_score, band.max_score) {
            (None, None) => String::new(),
            (min, max) => format!(" ({} to {})", number(min), number(max)),
        };
        writeln!(
            text,
            "{} {}, {} {}{range}: {} {}",
            one_line(&band.test),
            band.language,
            one_line(&band.component),
            one_line(&band.band),
            band.scale,
            band.level
        )?;
        if !band.note.is_empty() {
            writeln!(text, "    {}", one_line(&band.note))?;
        }
        writeln!(text, "    {}", source(&band.fact))?;
    }
    Ok(text)
}

/// Where a fact comes from and how sure it is.
fn source(fact: &FactSource) -> String {
    format!("{} ({}, {} confidence)", one_line(&fact.source), fact.basis, fact.confidence)
}
