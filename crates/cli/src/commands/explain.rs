//! `passerelle explain`.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::Result;
use passerelle::{
    Engine, Error, ExplainedPair, MatchOptions, embedded_law, read_profiles, read_vacancies,
};
use passerelle_model::{
    Component, Deskilling, GateOutcome, LevelBasis, MatchExplanation, RankedMatch,
    RequirementExplanation, SCHEMA_VERSION, Score, SkillNamed, Vacancy, one_line,
};
use serde_json::json;

use super::{engine, policy, words};
use crate::args::{Common, ExplainCommand};
use crate::exit::Exit;
use crate::output::Output;

/// How many missing things are told.
const MISSING: usize = 8;

pub(crate) fn run(command: &ExplainCommand, common: &Common, output: &Output) -> Result<Exit> {
    common.check_files(&[&command.files.profiles, &command.files.vacancies], &[])?;
    let engine: Engine = engine(common)?;
    let profiles = read_profiles(&command.files.profiles)?;
    let vacancies = read_vacancies(&command.files.vacancies)?;
    let options = MatchOptions {
        as_of: Some(command.files.as_of.unwrap_or_else(super::matching::today)),
        policy: policy(common)?,
        law: Some(Arc::new(embedded_law()?)),
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
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "profile": command.profile,
        "vacancy": command.vacancy,
        "match": found,
    });
    output.result(&text, &value)?;
    output.issues(&issues, common)
}

/// A pair in words.
pub(super) fn text(profile: &str, found: &RankedMatch, vacancy: Option<&Vacancy>) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let title = found.title.as_deref().map(|t| format!(" ({})", one_line(t)));
    let _ = writeln!(
        text,
        "{} for {}{}",
        one_line(profile),
        one_line(&found.id),
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
    requirements(&mut text, why);
    missing(&mut text, why);
    deskilling(&mut text, &why.deskilling);
    if let Some(way) = &found.recognition {
        let open =
            way.open.as_ref().map_or_else(String::new, |question| format!("; open: {question}"));
        let _ = writeln!(
            text,
            "  recognition: {} by {}, licence {}{open}",
            way.outcome,
            way.route,
            way.licence.as_str()
        );
    }
    for warning in &found.warnings {
        let _ = writeln!(
            text,
            "\nto mind, whatever the score: trained in {}: {}\n  {} ({})",
            warning.origin,
            one_line(&warning.warning),
            one_line(&warning.source),
            warning.date
        );
    }
    let terms = vacancy.and_then(|vacancy| vacancy.terms.as_ref()).and_then(words::terms);
    if let Some(terms) = terms {
        let _ = writeln!(text, "\nterms: {terms}");
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
            let told = words::demand(gate, |label| one_line(label).into_owned());
            let _ = writeln!(text, "  {word:<8}  {told}");
        }
    }
}

fn components(text: &mut String, found: &RankedMatch, why: &MatchExplanation) {
    text.push_str("\nhow the score adds up\n");
    for part in &why.components {
        let value = match part.component {
            Component::Skills => 100 * why.credit_sum / why.vacancy_weight.max(1),
            _ => 100 * u64::from(part.value),
        };
        let _ = writeln!(
            text,
            "  {:<13}  {:>6} of 100, weighs {:>3} %, adds {:>8}",
            part.component,
            words::hundredths(value),
            part.share,
            per_cent(part.contribution)
        );
        match part.component {
            Component::Skills => skills(text, found, why),
            Component::Experience => experience(text, why),
            Component::Qualification => qualification(text, why),
            Component::Language => {
                for language in &why.languages {
                    let short = words::shortfalls(&language.short);
                    let _ = writeln!(
                        text,
                        "    {}, {} of 100: {short}",
                        language.language, language.value
                    );
                }
            }
        }
    }
}

fn skills(text: &mut String, found: &RankedMatch, why: &MatchExplanation) {
    let (earned, asked, own) = (why.credit_sum, why.vacancy_weight, why.candidate_weight);
    let _ = writeln!(
        text,
        "    credits times weights add up to {earned}, of 100 × {asked}; for the fit they count \
         twice, of 100 × ({asked} + {own})"
    );
    if let Some(translated) = &why.occupation_translated {
        let read = words::translated(translated);
        let _ = writeln!(text, "    the vacancy's occupation is read as {read}");
    }
    if found.inferred > Score::default() {
        let _ = writeln!(
            text,
            "    {} of that rests on evidence about the person, the rest is inferred from occupations",
            found.evidenced
        );
    }
}

fn experience(text: &mut String, why: &MatchExplanation) {
    let Some(experience) = &why.experience else { return };
    let weighted = experience.weighted_hundredths;
    let apart: u64 =
        experience.jobs.iter().map(|j| u64::from(j.months) * u64::from(j.relevance)).sum();
    let once = if apart > weighted { ", overlapping ones once" } else { "" };
    let _ = writeln!(
        text,
        "    {} months asked, {} count{once}",
        experience.asked_months,
        words::hundredths(weighted)
    );
    for job in &experience.jobs {
        let name = job.occupation.as_ref().map_or("work", |o| o.label.as_str());
        let _ = writeln!(
            text,
            "    {} months as {}, each worth {} %",
            job.months,
            one_line(name),
            job.relevance
        );
        if let Some(translated) = &job.translated {
            let _ = writeln!(text, "      read as {}", words::translated(translated));
        }
    }
}

fn qualification(text: &mut String, why: &MatchExplanation) {
    let Some(qualification) = &why.qualification else { return };
    let mut asked = Vec::new();
    asked.extend(qualification.asked_level.map(|level| level.to_string()));
    asked.extend(qualification.asked_field.as_ref().map(|f| format!("field {}", f.label)));
    let _ = write!(text, "    asked: {}; ", asked.join(", "));
    let Some(best) = &qualification.best else {
        text.push_str("no completed qualification is stated\n");
        return;
    };
    let label = best.concept.as_ref().map(|concept| concept.label.as_str());
    let name = label.or(best.title.as_deref()).unwrap_or("a qualification");
    let level = match (best.level, best.level_basis) {
        (None, _) => "level unknown".to_owned(),
        (Some(level), LevelBasis::Formal) => level.to_string(),
        (Some(level), _) => format!("{level} by estimate"),
    };
    let field = best.field.as_ref().map_or("field unknown", |field| field.label.as_str());
    let _ = writeln!(
        text,
        "best: {}, {level} ({} %), {} ({} %)",
        one_line(name),
        best.level_worth,
        one_line(field),
        best.field_worth
    );
}

fn requirements(text: &mut String, why: &MatchExplanation) {
    if why.requirements.is_empty() {
        return;
    }
    text.push_str("\nskills asked for: credit of 100 × weight\n");
    let mut whole: Option<&SkillNamed> = None;
    for requirement in &why.requirements {
        if requirement.part_of.as_ref() != whole
            && let Some(part) = &requirement.part_of
        {
            let _ = writeln!(text, "  of {}", words::named(part));
        }
        whole = requirement.part_of.as_ref();
        self::requirement(text, requirement);
    }
}

fn requirement(text: &mut String, requirement: &RequirementExplanation) {
    let must = if requirement.must_have { " (must-have)" } else { "" };
    let none = if requirement.best_evidence.is_none() { " – no evidence" } else { "" };
    let _ = writeln!(
        text,
        "  {:>3} × {:<2} {}{must}{none}",
        requirement.credit,
        requirement.weight,
        words::named(&requirement.skill)
    );
    let Some(evidence) = &requirement.best_evidence else { return };
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
    if !evidence.translation.is_empty() {
        let _ = writeln!(text, "           by {}", words::hops(&evidence.translation));
    }
    // What is worth all it could be takes nothing away.
    let factors: Vec<String> = [
        ("nearness", evidence.proximity),
        ("mapping", evidence.confidence),
        ("proficiency", evidence.sufficiency),
        ("assurance", evidence.assurance_worth),
        (words::rests_on(evidence), evidence.origin_confidence),
        (
            if requirement.part_of.is_some() {
                "mapping of the unit asked for"
            } else {
                "translation of the vacancy's occupation"
            },
            requirement.confidence,
        ),
    ]
    .into_iter()
    .filter(|&(_, worth)| worth < 100)
    .map(|(name, worth)| format!("{name} {worth} %"))
    .collect();
    let gap = if factors.is_empty() { "" } else { ": " };
    let told = words::assurance(evidence, requirement.minimum_proficiency);
    let _ = writeln!(text, "           {told}{gap}{}", factors.join(" × "));
}

fn missing(text: &mut String, why: &MatchExplanation) {
    if why.missing.is_empty() {
        return;
    }
    text.push_str("\nwhat would raise the score, and by how much\n");
    for missing in why.missing.iter().take(MISSING) {
        let what = match (&missing.skill, &missing.language) {
            (Some(skill), _) => words::short(&words::named(skill)),
            (None, Some(language)) => format!("language {language}"),
            (None, None) => missing.component.to_string(),
        };
        let _ =
            writeln!(text, "  +{:>8}  {what} (has {} of 100)", per_cent(missing.gain), missing.has);
    }
    if why.missing.len() > MISSING {
        let _ = writeln!(text, "  … and {} more", why.missing.len() - MISSING);
    }
}

fn deskilling(text: &mut String, found: &Deskilling) {
    let level = |level: Option<u8>| level.map_or("unknown".to_owned(), |l| l.to_string());
    let estimate = if found.candidate_level_estimated { " by estimate" } else { "" };
    let _ = writeln!(
        text,
        "\nskill level (ISCO-08, 1 to 4): person {}{estimate}, work {}{}",
        level(found.candidate_level),
        level(found.vacancy_level),
        match found.level_drop {
            None | Some(0) => String::new(),
            Some(drop) => format!("; the work is {drop} below what the person can do"),
        }
    );
    if let (Some(share), Some(occupation)) = (found.unused_share, &found.highest_occupation) {
        let _ = writeln!(
            text,
            "  {share} % of the skills of {} would not be used",
            one_line(&occupation.label)
        );
    }
}

/// Millionths as per cent with two decimals.
fn per_cent(millionths: u64) -> String {
    Score::from_millionths(millionths).to_string()
}
