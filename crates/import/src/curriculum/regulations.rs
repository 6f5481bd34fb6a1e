//! German training regulations: `{key: {recs: [{no, title, weeks, stmts}]}}`.

use passerelle_model::{Curriculum, Issue, LanguageTag, Module, ModuleOutcome, Severity, codes};
use serde::Deserialize;

use super::Reading;
use super::json::{Member, Text, said};

/// The weeks of trainings of two, two and a half, three, and three and a half
/// years.
const TRAININGS: [u32; 4] = [104, 130, 156, 182];

/// What may follow the hyphen of a part of two words: `Ver- und Entsorgung`.
const AFTER_HYPHEN: [&str; 10] =
    ["und", "oder", "bzw.", "bzw", "beziehungsweise", "sowie", "bis", "mit", "während", "als"];

/// A regulation as it is published; what else it has is of no use here.
#[derive(Deserialize)]
struct Regulation {
    recs: Vec<Part>,
}

/// A part of a regulation.
#[derive(Deserialize)]
struct Part {
    no: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    weeks: u16,
    #[serde(default)]
    stmts: Vec<String>,
}

/// Reads a curriculum for each key.
pub(super) fn read(reading: &mut Reading<'_>, text: &Text<'_>, members: &[Member<'_>]) {
    let mut without_weeks = 0;
    for (key, value) in members {
        let line = text.line_of(value.get());
        let regulation: Regulation = match serde_json::from_str(value.get()) {
            Ok(regulation) => regulation,
            Err(error) => {
                let place = text.place(reading.name, value.get(), &error).about(super::short(key));
                let issue = Issue::new(codes::CURRICULUM_VALUE, place, said(&error));
                reading.issues.push(issue);
                continue;
            }
        };
        let weeks: u32 = regulation.recs.iter().map(|part| u32::from(part.weeks)).sum();
        let adds_up = TRAININGS.contains(&weeks);
        without_weeks += usize::from(!adds_up);
        let curriculum = Curriculum {
            id: key.clone(),
            language: LanguageTag::parse("de").ok(),
            country: "DE".parse().ok(),
            modules: modules(regulation, adds_up),
            ..Curriculum::default()
        };
        reading.add(curriculum, Vec::new(), &reading.place().line(line), &|_| Some(line));
    }
    if without_weeks > 0 {
        let message = format!(
            "the weeks of {without_weeks} of {} regulations do not add up to a training's length, \
             and are left out",
            members.len()
        );
        let issue = Issue::new(codes::CURRICULUM_HOURS, reading.place(), message);
        reading.issues.push(Issue { severity: Severity::Info, ..issue });
    }
}

/// The parts as modules. Numbers begin anew in every section, so that a part
/// is called by both.
fn modules(regulation: Regulation, has_weeks: bool) -> Vec<Module> {
    let (mut section, mut before) = (0, Vec::new());
    let mut modules = Vec::with_capacity(regulation.recs.len());
    for part in regulation.recs {
        let number = numbers(&part.no);
        if section == 0 || number <= before {
            section += 1;
        }
        before = number;
        let title = Some(tidy(&part.title)).filter(|title| !title.is_empty());
        let texts = part.stmts.iter().map(|text| tidy(text)).filter(|text| !text.is_empty());
        modules.push(Module {
            id: format!("{section}/{}", part.no.trim()),
            title,
            weeks: has_weeks.then_some(part.weeks),
            outcomes: texts
                .map(|text| ModuleOutcome { text: Some(text), ..ModuleOutcome::default() })
                .collect(),
            ..Module::default()
        });
    }
    modules
}

/// The numbers of a part's number: `5.12` has two.
fn numbers(no: &str) -> Vec<u64> {
    no.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

/// A text on one line: white space is one blank, and a word that was broken at
/// the end of a line is whole again.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let is_broken = tidy.ends_with('-')
            && tidy.trim_end_matches('-').ends_with(char::is_alphabetic)
            && word.starts_with(char::is_lowercase)
            && !AFTER_HYPHEN.contains(&word.trim_end_matches([',', ';']));
        if is_broken {
            tidy.pop();
        } else if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(tidy(text), expected);
        assert_eq!(tidy(expected), expected);
    }

    #[test]
    fn words_broken_at_the_end_of_a_line_are_whole() {
        check(" Gesundheits- schutz\n  beachten ", "Gesundheitsschutz beachten");
        check("Ver- und Entsorgung", "Ver- und Entsorgung");
        check("An- bzw. Abfuhr, Ein- sowie Ausgang", "An- bzw. Abfuhr, Ein- sowie Ausgang");
        check("Arbeits- und Umwelt- schutz", "Arbeits- und Umweltschutz");
        check("Soll- Ist-Vergleich - nennen", "Soll- Ist-Vergleich - nennen");
        check("1- mal", "1- mal");
    }

    #[test]
    fn numbers_begin_anew_in_a_section() {
        let part = |no: &str| Part {
            no: no.to_owned(),
            title: String::new(),
            weeks: 1,
            stmts: vec!["x".to_owned()],
        };
        let recs = ["1", "2.9", "2.10", "3", "1", "3", "3"].map(part).into();
        let ids: Vec<String> =
            modules(Regulation { recs }, false).into_iter().map(|module| module.id).collect();
        assert_eq!(ids, ["1/1", "1/2.9", "1/2.10", "1/3", "2/1", "2/3", "3/3"]);
    }
}
