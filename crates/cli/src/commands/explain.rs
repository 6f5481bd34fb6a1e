//! `passerelle explain`.

use std::fmt::Write as _;

use anyhow::Result;
use passerelle::{Engine, Error, ExplainedPair, MatchOptions, read_profiles, read_vacancies};
use passerelle_model::{
    Deskilling, GateOutcome, MatchExplanation, RankedMatch, RequirementExplanation, Score, Terms,
    Vacancy,
};

use super::{engine, policy, words};
use crate::args::{Common, ExplainCommand};
use crate::exit::Exit;
use crate::output::Output;

/// How many missing things are told.
const MISSING: usize = 8;

pub(crate) fn run(command: &ExplainCommand, common: &Common, output: &Output) -> Result<Exit> {
    let engine: Engine = engine(common)?;
    let profiles = read_profiles(&command.files.profiles)?;
    let vacancies = read_vacancies(&command.files.vacancies)?;
    let options = MatchOptions {
        as_of: Some(command.files.as_of.unwrap_or_else(super::matching::today)),
        policy: policy(common)?,
        ..MatchOptions::default()
    };
    let explained =
        engine.explain(&profiles, &command.profile, &vacancies, &command.vacancy, &options);
    let ExplainedPair { found, issues } = match explained {
        Ok(explained) => explained,
        Err(error @ Error::NoSuchRecord { .. }) => {
            output.issues(error.issues(), common)?;
            return Err(error.into());
        }
        Err(error) => return Err(error.into()),
    };
    let vacancy = vacancies.records.iter().find(|r| r.record.id == command.vacancy);
    let text = text(&command.profile, &found, vacancy.map(|located| &located.record));
    output.result(&text, &found)?;
    output.issues(&issues, common)
}

/// A pair in words.
pub(super) fn text(profile: &str, found: &RankedMatch, vacancy: Option<&Vacancy>) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let title = found.title.as_deref().map(|t| format!(" ({})", words::short(t)));
    let _ = writeln!(
        text,
        "{} for {}{}",
        words::short(profile),
        words::short(&found.id),
        title.unwrap_or_default()
    );
    let _ = writeln!(text, "score {}, fit {}", found.score, found.fit);
    match found.failed.len() {
        0 => text.push_str("eligible\n"),
        1 => text.push_str("not eligible: one demand is not met\n"),
        n => {
            let _ = writeln!(text, "not eligible: {n} demands are not met");
        }
    }
    let Some(why) = &found.explanation else { return text };
    gates(&mut text, why);
    components(&mut text, found, why);
    if !why.requirements.is_empty() {
        text.push_str("\nskills asked for, each with what is credited of 100 and its weight\n");
        for requirement in &why.requirements {
            self::requirement(&mut text, requirement);
        }
    }
    if !why.missing.is_empty() {
        text.push_str("\nwhat is missing, and what it would add to the score\n");
        for missing in why.missing.iter().take(MISSING) {
            let what = match (&missing.skill, &missing.language) {
                (Some(skill), _) => words::named(skill),
                (None, Some(language)) => format!("language {language}"),
                (None, None) => missing.component.to_string(),
            };
            let _ = writeln!(text, "  +{:>8}  {what}", per_cent(missing.gain));
        }
        if why.missing.len() > MISSING {
            let _ = writeln!(text, "  … and {} more", why.missing.len() - MISSING);
        }
    }
    deskilling(&mut text, &why.deskilling);
    if let Some(terms) = vacancy.and_then(|vacancy| vacancy.terms.as_ref()) {
        self::terms(&mut text, terms);
    }
    text
}

fn gates(text: &mut String, why: &MatchExplanation) {
    for (outcome, word) in [
        (GateOutcome::Failed, "not met"),
        (GateOutcome::Undetermined, "to check"),
        (GateOutcome::Met, "met"),
    ] {
        for gate in why.gates.iter().filter(|gate| gate.outcome == outcome) {
            let _ = writeln!(text, "  {word:<8}  {}", words::demand(gate));
        }
    }
}

fn components(text: &mut String, found: &RankedMatch, why: &MatchExplanation) {
    text.push_str("\nhow the score adds up\n");
    for part in &why.components {
        let _ = writeln!(
            text,
            "  {:<13}  {:>3} of 100, weighs {:>3} %, adds {:>8}",
            part.component,
            part.value,
            part.share,
            per_cent(part.contribution)
        );
    }
    if let Some(experience) = &why.experience {
        let _ = writeln!(
            text,
            "  experience: {} of {} months count",
            words::months(experience.weighted_hundredths),
            experience.asked_months
        );
        for job in &experience.jobs {
            let name = job.occupation.as_ref().map_or("work", |o| o.label.as_str());
            let _ = writeln!(
                text,
                "    {} months as {}, each worth {} %",
                job.months,
                words::short(name),
                job.relevance
            );
        }
    }
    if let Some(best) = why.qualification.as_ref().and_then(|q| q.best.as_ref()) {
        let label = best.concept.as_ref().map(|concept| concept.label.as_str());
        let name = label.or(best.title.as_deref()).unwrap_or("a qualification");
        let level = best.level.map_or("level unknown".to_owned(), |level| level.to_string());
        let _ = writeln!(
            text,
            "  qualification: {}, {level}; level {} %, field {} %",
            words::short(name),
            best.level_worth,
            best.field_worth
        );
    }
    if found.inferred > Score::default() {
        let _ = writeln!(
            text,
            "  of the skills' credit {} is evidenced, {} inferred from occupations",
            found.evidenced, found.inferred
        );
    }
}

fn requirement(text: &mut String, requirement: &RequirementExplanation) {
    let must = if requirement.must_have { ", must-have" } else { "" };
    let _ = writeln!(
        text,
        "  {:>3} × {:<2} {}{must}",
        requirement.credit,
        requirement.weight,
        words::named(&requirement.skill)
    );
    let Some(evidence) = &requirement.best_evidence else {
        text.push_str("           nothing near\n");
        return;
    };
    let mut way = String::new();
    if let Some((last, before)) = evidence.path.split_last() {
        way.push_str(&words::named(&evidence.skill));
        for step in before {
            let _ = write!(way, ", {} {}", words::relation(step.relation), words::named(&step.to));
        }
        let _ = write!(way, ", {} this", words::relation(last.relation));
    }
    if let Some(origin) = words::origin(evidence) {
        let gap = if way.is_empty() { "" } else { "; " };
        let _ = write!(way, "{gap}from {origin}");
    }
    if !way.is_empty() {
        let _ = writeln!(text, "           {way}");
    }
    // What is worth all it could be takes nothing away.
    let factors: Vec<String> = [
        ("nearness", evidence.proximity),
        ("mapping", evidence.confidence),
        ("proficiency", evidence.sufficiency),
        ("assurance", evidence.assurance_worth),
    ]
    .into_iter()
    .filter(|&(_, worth)| worth < 100)
    .map(|(name, worth)| format!("{name} {worth} %"))
    .collect();
    let gap = if factors.is_empty() { "" } else { ": " };
    let _ = writeln!(text, "           {}{gap}{}", words::assurance(evidence), factors.join(" × "));
}

fn deskilling(text: &mut String, found: &Deskilling) {
    let level = |level: Option<u8>| level.map_or("unknown".to_owned(), |l| l.to_string());
    let estimate = if found.candidate_level_estimated { " by estimate" } else { "" };
    let _ = writeln!(
        text,
        "\nskill level (ISCO-08, 1 to 4): the person's {}{estimate}, the work's {}{}",
        level(found.candidate_level),
        level(found.vacancy_level),
        match found.level_drop {
            None | Some(0) => String::new(),
            Some(drop) => format!(": {drop} below what the person can do"),
        }
    );
    if let (Some(share), Some(occupation)) = (found.unused_share, &found.highest_occupation) {
        let _ = writeln!(
            text,
            "  {share} % of the skills of {} would not be used",
            words::short(&occupation.label)
        );
    }
}

fn terms(text: &mut String, terms: &Terms) {
    let mut parts = Vec::new();
    if let Some(wage) = &terms.wage {
        let (whole, rest) = (wage.minor_units / 100, wage.minor_units % 100);
        let per = format!("{:?}", wage.per).to_lowercase();
        parts.push(format!("{whole}.{rest:02} {} a {per}", wage.currency));
    }
    if let Some(hours) = terms.hours_per_week {
        parts.push(format!("{hours} hours a week"));
    }
    if let Some(fees) = terms.recruitment_fees {
        parts.push(format!("recruitment fees borne by {fees:?}").to_lowercase());
    }
    if let Some(may) = terms.may_change_employer {
        let word = if may { "may" } else { "may not" };
        parts.push(format!("{word} change employer"));
    }
    if !parts.is_empty() {
        let _ = writeln!(text, "\nterms: {}", parts.join(", "));
    }
}

/// Millionths as per cent with two decimals.
fn per_cent(millionths: u64) -> String {
    Score::from_millionths(millionths).to_string()
}
