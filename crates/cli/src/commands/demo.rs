//! `passerelle demo`: what the program does, on data that it carries.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use passerelle::{Engine, MatchOptions, View, parse_profiles, parse_vacancies};
use passerelle_model::{ConceptKind, SCHEMA_VERSION};
use serde_json::json;

use super::{counted, explain, matching};
use crate::args::Common;
use crate::exit::Exit;
use crate::output::Output;

/// The fixtures of the corridor, so that the demo needs no file.
const PROFILES: &str = include_str!("../../../../fixtures/corridor/profiles.jsonl");
const VACANCIES: &str = include_str!("../../../../fixtures/corridor/vacancies.jsonl");
/// The pair that is explained.
const EXPLAINED: (&str, &str) = ("P13", "V01");
/// How many lists of each view are shown.
const SHOWN: usize = 8;

pub(crate) fn run(common: &Common, output: &Output) -> Result<Exit> {
    let engine: Engine = super::engine(common)?;
    let profiles = parse_profiles("profiles.jsonl", PROFILES.as_bytes())?;
    let vacancies = parse_vacancies("vacancies.jsonl", VACANCIES.as_bytes())?;
    let options = MatchOptions { policy: super::policy(common)?, ..MatchOptions::default() };
    let run = engine.match_records(&profiles, &vacancies, &options)?;

    let taxonomy = engine.taxonomy();
    let of = |kind| taxonomy.concepts_of(kind).count() as u64;
    let mut text = String::new();
    writeln!(
        text,
        "On board: {}, {} with {}, each mapped to ESCO, ISCO-08 and ISCED-F.\n",
        counted(taxonomy.len() as u64, "concept", "concepts"),
        counted(of(ConceptKind::Qualification), "joint standard", "joint standards"),
        counted(of(ConceptKind::LearningOutcome), "learning outcome", "learning outcomes"),
    )?;
    let counts = &run.summary.outcomes;
    writeln!(
        text,
        "A corridor: {} from Manila to Tunis, {} from Vienna to Valencia.\n{}.\n",
        counted(run.summary.profiles.used, "candidate", "candidates"),
        counted(run.summary.vacancies.used, "vacancy", "vacancies"),
        matching::outcomes(counts).replace('\n', ".\n"),
    )?;
    for (view, title) in [
        (View::Candidate, "The best vacancy of each candidate, by how well the two fit"),
        (View::Vacancy, "The best candidate of each vacancy, by how much of it is met"),
    ] {
        writeln!(text, "{title}:")?;
        let lists: Vec<_> = run.lists.iter().filter(|list| list.view == view).collect();
        for list in lists.iter().take(SHOWN) {
            writeln!(text, "  {}", matching::line(list))?;
        }
        writeln!(text, "  … and {} more\n", lists.len().saturating_sub(SHOWN))?;
    }
    let (profile, vacancy) = EXPLAINED;
    let explained = engine.explain(&profiles, profile, &vacancies, vacancy, &options)?;
    let asked = vacancies.records.iter().find(|r| r.record.id == vacancy);
    let asked = &asked.context("the demo's vacancy is there")?.record;
    writeln!(text, "Every number says why. One pair:\n")?;
    text.push_str(&explain::text(profile, &explained.found, Some(asked)));
    text.push_str("\nIt proposes; people decide. Your own files: passerelle match --help\n");

    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "run": run.summary,
        "lists": run.lists,
        "explained": explained.found,
    });
    output.result(&text, &value)?;
    output.issues(&run.issues, common)
}
