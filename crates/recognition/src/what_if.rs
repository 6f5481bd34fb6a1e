//! Which single change would change the outcome.

use passerelle_model::{
    AuthorityFinding, Case, CaseExperience, CefrLevel, Date, DayOrMonth, Employment, FactValue,
    FindingBasis, LanguageReached, LanguageTag, Proposal, SubstantialDifference, WhatIf, WorkRole,
};

use crate::check_case::states_finding;
use crate::comparison::UnitState;
use crate::derive::{Evidence, may_state};
use crate::facts::FactGroup;
use crate::law::Law;
use crate::recogniser::Recogniser;
use crate::time::shift_months;

/// How many months of practice a change adds.
const PRACTICE: i32 = 6;

/// A change of a case, in words, and what it makes of it.
struct Change {
    what: String,
    case: Case,
    evidence: Evidence,
    as_of: Date,
    /// The end of `what`, where it raises a level of language.
    language: Option<String>,
}

/// The single changes that would change the equivalence, the licence or the
/// points of a case: a certificate for a difference, six more months of
/// practice, a higher level of language, an answer to what is not known. In a
/// fixed order.
pub fn what_if(
    law: &Law,
    policy: &passerelle_model::RecognitionPolicy,
    case: &Case,
    evidence: &Evidence,
    as_of: Date,
) -> Vec<WhatIf> {
    let recogniser = Recogniser::new(law, policy);
    let now = recogniser.propose(case, evidence, as_of);
    let start = Change {
        what: String::new(),
        case: case.clone(),
        evidence: evidence.clone(),
        as_of,
        language: None,
    };
    let mut changes = certificates(&start, &now);
    changes.extend(practice(&start, &now));
    changes.extend(languages(law, &start, &now));
    changes.extend(answers(law, &start, &now));
    let mut found: Vec<WhatIf> = Vec::new();
    for change in changes {
        let then = recogniser.propose(&change.case, &change.evidence, change.as_of);
        if !differs(&now, &then) {
            continue;
        }
        let effect = WhatIf {
            change: change.what,
            equivalence: then.equivalence.outcome,
            licence: then.licence.outcome,
            points: points(&now, &then),
        };
        // Of the levels of one language the lowest with an effect says it all.
        let says_it = |before: &WhatIf| {
            let same = (before.equivalence, before.licence, &before.points)
                == (effect.equivalence, effect.licence, &effect.points);
            same && change.language.as_ref().is_some_and(|tag| before.change.ends_with(tag))
        };
        if !found.last().is_some_and(says_it) {
            found.push(effect);
        }
    }
    found
}

fn differs(now: &Proposal, then: &Proposal) -> bool {
    now.equivalence.outcome != then.equivalence.outcome
        || now.licence.outcome != then.licence.outcome
        || !points(now, then).is_empty()
}

/// The systems whose points or answer change.
fn points(now: &Proposal, then: &Proposal) -> Vec<String> {
    let mut changed = Vec::new();
    for after in &then.immigration {
        let before = now.immigration.iter().find(|before| before.system == after.system);
        if before.is_some_and(|before| (before.points, before.pass) == (after.points, after.pass)) {
            continue;
        }
        let pass = match after.pass {
            Some(true) => "passes",
            Some(false) => "does not pass",
            None => "open",
        };
        changed.push(format!("{}: {} points, {pass}", after.system, after.points));
    }
    changed
}

impl Change {
    fn like(&self, what: String) -> Self {
        let (case, evidence) = (self.case.clone(), self.evidence.clone());
        Self { what, case, evidence, as_of: self.as_of, language: None }
    }

    /// Makes up for a difference.
    fn cover(&mut self, difference: &SubstantialDifference, lead: usize) {
        if let FindingBasis::AuthorityFinding { author, date } = &difference.basis {
            self.case.findings.push(AuthorityFinding {
                author: author.clone(),
                date: *date,
                reference: None,
                differences: None,
                covers: Some(vec![difference.topic.clone()]),
                fact: None,
                value: None,
            });
            return;
        }
        let Some(unit) = &difference.unit else {
            // Hours: those that are short are made up.
            let Some(held) = self.case.qualifications.get_mut(lead) else { return };
            let more = difference.hours.unwrap_or(0);
            let field = match difference.topic.split(':').next() {
                Some("hours of theory") => &mut held.theory_hours,
                Some("hours of practice") => &mut held.practice_hours,
                _ => &mut held.hours,
            };
            *field = field.map(|hours| hours.saturating_add(more));
            return;
        };
        let Some(Some(comparison)) = self.evidence.comparisons.get_mut(lead) else { return };
        for compared in comparison.units.iter_mut().filter(|u| u.unit.id == unit.id) {
            compared.with_compensation = UnitState { covered: 100, in_full: Some(true) };
            compared.remaining.clear();
        }
    }
}

/// A certificate for each difference that remains, and for all of them.
fn certificates(start: &Change, now: &Proposal) -> Vec<Change> {
    let open: Vec<&SubstantialDifference> = now
        .equivalence
        .differences
        .iter()
        .filter(|difference| difference.essential && !difference.compensated)
        .collect();
    let lead = now.equivalence.qualification.unwrap_or(0);
    let mut changes = Vec::new();
    for difference in &open {
        let mut change = start.like(format!("a certificate for: {}", difference.topic));
        change.cover(difference, lead);
        changes.push(change);
    }
    if open.len() > 1 {
        let mut change = start.like(format!("certificates for all {} differences", open.len()));
        for difference in &open {
            change.cover(difference, lead);
        }
        changes.push(change);
    }
    changes
}

/// Six more months of practice, from the day of the application.
fn practice(start: &Change, now: &Proposal) -> Option<Change> {
    let isco = now.profession.isco.clone()?;
    let latest = start.case.experience.iter().max_by_key(|period| period.from);
    let role = latest.map_or_else(
        || match start.case.target.form {
            Employment::Employed => WorkRole::Employed,
            Employment::SelfEmployed => WorkRole::SelfEmployed,
        },
        |period| period.role,
    );
    let lead = now.equivalence.qualification.and_then(|at| start.case.qualifications.get(at));
    let country = latest.and_then(|period| period.country).or(lead.and_then(|q| q.country));
    let mut change = start.like(format!("{PRACTICE} more months of practice in the profession"));
    change.as_of = shift_months(start.as_of, PRACTICE);
    change.case.experience.push(CaseExperience {
        isco: Some(isco),
        country,
        from: DayOrMonth::from(start.as_of),
        to: None,
        percent: None,
        role,
        technical: latest.is_some_and(|period| period.technical),
        certified: true,
        outcomes: Vec::new(),
    });
    // An open-ended period ends where it did, or it would grow as well.
    for period in &mut change.case.experience {
        if period.to.is_none() && period.from.first_day() < start.as_of {
            period.to = Some(DayOrMonth::from(start.as_of));
        }
    }
    Some(change)
}

/// The levels of the languages of practising, and of those that points read,
/// above what is shown.
fn languages(law: &Law, start: &Change, now: &Proposal) -> Vec<Change> {
    let mut tags: Vec<String> =
        now.licence.language.as_ref().map_or_else(Vec::new, |asked| asked.languages.clone());
    if !now.immigration.is_empty() {
        let engine = law.engine;
        for (fact, tag) in [(engine.german, "de"), (engine.english, "en")] {
            let counts = law.points.iter().filter(|t| t.destination == now.destination);
            let mut rows = counts.flat_map(|table| table.items.iter().chain(&table.gates));
            if rows.any(|row| row.when.each().any(|c| c.fact == fact)) {
                tags.push(tag.to_owned());
            }
        }
    }
    tags.sort_unstable();
    tags.dedup();
    let mut changes = Vec::new();
    for tag in tags {
        let Ok(language) = tag.parse::<LanguageTag>() else { continue };
        let known = start.evidence.languages.iter().filter(|known| known.language == language);
        let held = known.map(|known| known.level).max();
        for level in CefrLevel::ALL.into_iter().filter(|&level| Some(level) > held) {
            let mut change = start.like(format!("{level} in {language}"));
            change.language = Some(format!("in {language}"));
            let reached = LanguageReached { language: language.clone(), level };
            change.evidence.languages.retain(|known| known.language != language);
            change.evidence.languages.push(reached);
            changes.push(change);
        }
    }
    changes
}

/// Answers to what is not known: to the first question, and to what points
/// would count.
fn answers(law: &Law, start: &Change, now: &Proposal) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut asked: Vec<&str> = now.equivalence.missing.iter().map(|m| m.fact.as_str()).collect();
    for system in &now.immigration {
        asked.extend(system.missing.iter().map(String::as_str));
    }
    asked.sort_unstable();
    asked.dedup();
    for name in asked {
        let Some(fact) = law.vocabulary.find(name).and_then(|id| law.vocabulary.get(id)) else {
            continue;
        };
        for flag in [true, false] {
            let value = FactValue::Flag(flag);
            if fact.domain_of(&value).is_none() {
                continue;
            }
            let mut change = start.like(format!("{}: {value}", fact.question));
            if may_state(fact.group, name, false) {
                change.case.circumstances.insert(name.to_owned(), value);
            } else if fact.group == FactGroup::Immigration {
                change.case.immigration.insert(name.to_owned(), value);
            } else if states_finding(fact.group) {
                change.case.findings.push(AuthorityFinding {
                    author: "assumed".to_owned(),
                    date: start.as_of,
                    reference: None,
                    differences: None,
                    covers: None,
                    fact: Some(name.to_owned()),
                    value: Some(value),
                });
            } else {
                continue;
            }
            changes.push(change);
        }
    }
    changes
}
