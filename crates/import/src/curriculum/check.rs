//! What must hold of every curriculum, whatever it was read from.

use std::collections::BTreeSet;

use passerelle_model::{Code, Curriculum, Issue, ModuleOutcome, Place, codes};

use super::Reading;

/// More than any module has: ten years of full-time work.
pub(super) const MAX_MODULE_HOURS: u32 = 20_000;

/// Of how many faults of a curriculum the line is looked for, which reads the
/// curriculum again for each.
const LOCATED: usize = 100;

/// A part of the path of a field: `modules[2].text` has three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'f> {
    Key(&'f str),
    Index(usize),
}

/// The parts of the path of a field.
pub(super) fn steps(field: &str) -> impl Iterator<Item = Step<'_>> {
    let part = |part: &'_ str| part.strip_suffix(']').and_then(|index| index.parse().ok());
    field.split(['.', '[']).filter(|part| !part.is_empty()).map(move |text| match part(text) {
        Some(index) => Step::Index(index),
        None => Step::Key(text),
    })
}

/// Something wrong with a curriculum, and the path of the field.
struct Fault {
    code: Code,
    field: String,
    message: String,
}

impl Reading<'_> {
    /// Keeps a curriculum that can be used; of another it says everything
    /// that is wrong. `unknown` are fields that there are not; `line_of` gives
    /// the line of a field, where it is known.
    pub(super) fn add(
        &mut self,
        mut curriculum: Curriculum,
        unknown: Vec<String>,
        place: &Place,
        line_of: &dyn Fn(&str) -> Option<u64>,
    ) {
        tidy(&mut curriculum);
        let place = match curriculum.id.as_str() {
            "" => place.clone(),
            id => place.clone().about(id),
        };
        let is_empty = curriculum.modules.iter().all(|module| module.outcomes.is_empty());
        if is_empty {
            let message = if curriculum.modules.is_empty() {
                "the curriculum has no module"
            } else {
                "no module of the curriculum has an outcome"
            };
            self.issues.push(Issue::new(codes::CURRICULUM_EMPTY, place.clone(), message));
        }
        let mut faults = faults(&curriculum);
        faults.extend(unknown.into_iter().map(|field| Fault {
            code: codes::CURRICULUM_VALUE,
            field,
            message: "there is no such field".to_owned(),
        }));
        let is_usable = faults.is_empty() && !is_empty;
        faults.extend(repeated_modules(&curriculum));
        self.tell(faults, &place, line_of);
        if !is_usable {
            return;
        }
        if !self.ids.insert(curriculum.id.clone()) {
            let message = "an earlier curriculum of the file has this id";
            let place = place.field("id");
            self.issues.push(Issue::new(codes::CURRICULUM_DUPLICATE, place, message));
            return;
        }
        let mut seen = BTreeSet::new();
        curriculum.modules.retain(|module| seen.insert(module.id.clone()));
        self.curricula.push(curriculum);
    }

    fn tell(&mut self, faults: Vec<Fault>, place: &Place, line_of: &dyn Fn(&str) -> Option<u64>) {
        for (Fault { code, field, message }, told) in faults.into_iter().zip(0..) {
            let line = if told < LOCATED { line_of(&field) } else { None };
            let place = match line {
                Some(line) => place.clone().line(line),
                None => place.clone(),
            };
            self.issues.push(Issue::new(code, place.field(field), message));
        }
    }
}

/// Takes the white space away that stands around texts; one that has nothing
/// else is none.
fn tidy(curriculum: &mut Curriculum) {
    let trim = |text: &mut String| {
        if text.trim().len() != text.len() {
            *text = text.trim().to_owned();
        }
    };
    let trim_optional = |text: &mut Option<String>| {
        if let Some(text) = text {
            trim(text);
        }
        *text = text.take().filter(|text| !text.is_empty());
    };
    trim(&mut curriculum.id);
    trim_optional(&mut curriculum.title);
    trim_optional(&mut curriculum.source);
    for module in &mut curriculum.modules {
        trim(&mut module.id);
        trim_optional(&mut module.title);
        for outcome in &mut module.outcomes {
            trim_optional(&mut outcome.concept);
            trim_optional(&mut outcome.code);
            trim_optional(&mut outcome.text);
        }
    }
}

/// What makes a curriculum unusable.
fn faults(curriculum: &Curriculum) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |field: String, message: String| {
        faults.push(Fault { code: codes::CURRICULUM_VALUE, field, message });
    };
    if curriculum.id.is_empty() {
        fault("id".to_owned(), "the id is empty".to_owned());
    }
    for (field, value, most) in [
        ("hours_per_week", curriculum.hours_per_week, 168),
        ("hours_per_credit", curriculum.hours_per_credit, 60),
    ] {
        if let Some(value) = value.filter(|value| !(1..=most).contains(value)) {
            fault(field.to_owned(), format!("`{value}` is not between 1 and {most}"));
        }
    }
    for (at, module) in curriculum.modules.iter().enumerate() {
        if module.id.is_empty() {
            fault(format!("modules[{at}].id"), "the id is empty".to_owned());
        }
        if let Some(message) = module.hours.and_then(implausible_hours) {
            fault(format!("modules[{at}].hours"), message);
        }
        for (index, outcome) in module.outcomes.iter().enumerate() {
            if let Some(message) = outcome_fault(outcome) {
                fault(format!("modules[{at}].outcomes[{index}]"), message.to_owned());
            }
        }
    }
    faults
}

/// Why hours cannot be those of a module.
pub(super) fn implausible_hours(hours: u32) -> Option<String> {
    let message = || format!("`{hours}` hours of one module are not plausible: at most 20,000 are");
    (hours > MAX_MODULE_HOURS).then(message)
}

/// Why an outcome is none.
pub(super) fn outcome_fault(outcome: &ModuleOutcome) -> Option<&'static str> {
    match (&outcome.concept, &outcome.code, &outcome.text) {
        (None, None, None) => Some("the outcome has no concept, no code and no text"),
        (Some(_), Some(_), _) => Some("the outcome has both a concept and a code: one says it"),
        _ => None,
    }
}

fn repeated_modules(curriculum: &Curriculum) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let modules = curriculum.modules.iter().enumerate();
    let repeated =
        modules.filter(|(_, module)| !module.id.is_empty() && !seen.insert(module.id.as_str()));
    repeated
        .map(|(at, module)| Fault {
            code: codes::CURRICULUM_DUPLICATE,
            field: format!("modules[{at}].id"),
            message: format!(
                "an earlier module has the id `{}`; this one is left out with its {} outcomes",
                super::short(&module.id),
                module.outcomes.len()
            ),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_steps() {
        let found: Vec<Step<'_>> = steps("modules[2].outcomes[0].text").collect();
        let expected = [
            Step::Key("modules"),
            Step::Index(2),
            Step::Key("outcomes"),
            Step::Index(0),
            Step::Key("text"),
        ];
        assert_eq!(found, expected);
        assert_eq!(steps("").count(), 0);
    }
}
