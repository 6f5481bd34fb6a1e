//! A proposal, from what the rules concluded.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{
    AgreementRoute, AnswerLeadsTo, Case, ComparisonShown, ConfidenceResult, Date, EquivalenceClass,
    EquivalenceOutcome, EquivalenceResult, FactBasis, FactConfidence, FactOrigin, FactUsed,
    LanguageAsked, LegalReference, LicenceOutcome, LicenceResult, MissingFact, ProfessionShown,
    Proposal, RouteStep, RuleTried, RuleVerdict, SCHEMA_VERSION,
};

use super::{Examined, licence_of};
use crate::derive::Evidence;
use crate::evaluate::Conclusion;
use crate::facts::{Domain, FactId};
use crate::law::{Agreement, Law, Rule, RuleEnd, RuleId};
use crate::points::points;

const NOTICE: &str =
    "A proposal for the authority that decides; it is no decision and no legal advice.";

pub(super) fn proposal(
    law: &Law,
    case: &Case,
    evidence: &Evidence,
    as_of: Date,
    best: &Examined<'_>,
    others: &[(Option<usize>, EquivalenceOutcome)],
) -> Proposal {
    let mut tried = best.known.tried(law.router, &best.equivalence);
    tried.extend(best.known.tried(law.licence, &best.licence));
    let equivalence = equivalence(law, evidence, best);
    let licence = licence(law, best);
    let facts = facts_used(law, best, &tried);
    let mut to_check = best.derived.to_check.clone();
    to_check.extend(rules(law, best.equivalence.path()).flat_map(|r| r.then.check.iter().cloned()));
    let presumed = presumed(&facts, law, best);
    for used in &presumed {
        let question = question(law, &used.fact);
        to_check.push(format!("presumed, for nobody said: {question} – {}", used.value));
    }
    for (lead, outcome) in others {
        let place = lead.map_or(0, |at| at + 1);
        to_check.push(format!("qualification {place} by itself leads to: {outcome}"));
    }
    Proposal {
        schema_version: SCHEMA_VERSION,
        case: case.id.clone(),
        as_of,
        destination: case.destination,
        profession: profession(case, best),
        confidence: confidence(law, best, &facts, !presumed.is_empty(), &equivalence.missing),
        agreements: agreements(law, case, as_of, best),
        immigration: points(law, case.destination, as_of, &best.known),
        references: references(law, &tried),
        what_if: Vec::new(),
        equivalence,
        licence,
        tried,
        facts,
        unused: evidence.unused.clone(),
        to_check,
        notice: NOTICE.to_owned(),
    }
}

fn rules<'l>(law: &'l Law, path: &'l [RuleId]) -> impl DoubleEndedIterator<Item = &'l Rule> {
    path.iter().filter_map(|&id| law.rule(id))
}

fn question<'l>(law: &'l Law, fact: &str) -> &'l str {
    let found = law.vocabulary.find(fact).and_then(|id| law.vocabulary.get(id));
    found.map_or("", |fact| fact.question.as_str())
}

fn profession(case: &Case, best: &Examined<'_>) -> ProfessionShown {
    let row = best.derived.profession;
    ProfessionShown {
        id: row.map(|row| row.id.clone()).or_else(|| case.target.profession.clone()),
        isco: case.target.isco.clone().or_else(|| row.map(|row| row.isco.clone())),
        regulated: best.derived.regulated,
        authority: row.filter(|r| !r.authority.is_empty()).map(|row| row.authority.clone()),
        confidence: row.map(|row| row.confidence),
    }
}

fn equivalence(law: &Law, evidence: &Evidence, best: &Examined<'_>) -> EquivalenceResult {
    let path = best.equivalence.path();
    let last = path.last().and_then(|&id| law.rule(id));
    let stage = match &best.equivalence {
        Conclusion::Reached { .. } => last.map(|rule| rule.stage),
        Conclusion::Open { stage, .. } | Conclusion::Stuck { stage, .. } => Some(*stage),
    };
    let stage = stage.and_then(|id| law.stage(id));
    let reached = matches!(best.equivalence, Conclusion::Reached { .. });
    let end = last.filter(|_| reached).map(|rule| &rule.then);
    let route = end.and_then(|then| then.route.clone());
    let steps = rules(law, path).map(|rule| RouteStep {
        rule: rule.id.clone(),
        leads_to: leads_to(law, rule),
        says: rule.then.says.clone(),
    });
    let mut options = end.map_or_else(Vec::new, |then| then.options.clone());
    if best.outcome == EquivalenceOutcome::NoRecognitionNeeded
        && let Some(row) = best.derived.profession
        && !row.condition.is_empty()
    {
        options.push(format!("in practice: {}", row.condition));
    }
    let comparison = best.lead.and_then(|at| evidence.comparisons.get(at)?.as_ref());
    let compares = !matches!(
        best.outcome,
        // Where contents must not be compared, or need not be, nothing is shown.
        EquivalenceOutcome::FullAutomatic | EquivalenceOutcome::NoRecognitionNeeded
    );
    EquivalenceResult {
        outcome: best.outcome,
        class: best.outcome.class(),
        route: route.unwrap_or_else(|| stage.map_or_else(String::new, |s| s.route.clone())),
        route_title: stage.map_or_else(String::new, |stage| stage.title.clone()),
        steps: steps.collect(),
        qualification: best.lead,
        labels: end.map_or_else(Vec::new, |then| then.labels.clone()),
        differences: if compares { best.derived.differences.clone() } else { Vec::new() },
        comparison: comparison.filter(|_| compares).map(|c| ComparisonShown {
            reference: c.reference.clone(),
            training: c.training,
            with_compensation: c.with_compensation,
            units: c.units.len(),
            undetermined: c.units.iter().filter(|u| u.with_compensation.in_full.is_none()).count(),
            better: c.better.clone(),
        }),
        measures: end.map_or_else(Vec::new, |then| then.measures.clone()),
        choice: end.and_then(|then| then.choice),
        notice_must_state: end.map_or_else(Vec::new, |then| then.notice_must_state.clone()),
        effects: end.map_or_else(Vec::new, |then| then.effects.clone()),
        options,
        fallback: end.and_then(|then| then.fallback.clone()),
        clock: stage.and_then(|stage| stage.clock.clone()),
        missing: missing(law, best, &best.equivalence).into_iter().collect(),
    }
}

fn leads_to(law: &Law, rule: &Rule) -> String {
    match (&rule.then.named, rule.end) {
        (Some(name), _) => name.clone(),
        (None, RuleEnd::Outcome(outcome)) => outcome.as_str().to_owned(),
        (None, RuleEnd::Licence(outcome)) => outcome.as_str().to_owned(),
        (None, RuleEnd::Go(stage)) => law.stage(stage).map_or_else(String::new, |s| s.id.clone()),
    }
}

/// What is not known and would decide, with what each answer leads to.
fn missing(law: &Law, best: &Examined<'_>, conclusion: &Conclusion) -> Option<MissingFact> {
    let Conclusion::Open { question, yes, no, .. } = conclusion else { return None };
    let fact = law.vocabulary.get(question.fact)?;
    let known = best.known.domain(question.fact);
    let answer = |holds: bool, conclusion: &Conclusion| AnswerLeadsTo {
        answer: fact.in_words(&question.narrow(known, holds)),
        outcome: best.known.outcome(conclusion),
        route: route_of(law, conclusion),
        then: missing(law, best, conclusion).map(Box::new),
    };
    Some(MissingFact {
        fact: fact.id.clone(),
        question: fact.question.clone(),
        where_stated: fact.group.where_stated().to_owned(),
        hint: best.derived.facts.hint(question.fact).map(str::to_owned),
        answers: vec![answer(true, yes), answer(false, no)],
    })
}

fn route_of(law: &Law, conclusion: &Conclusion) -> String {
    match conclusion {
        Conclusion::Reached { path } => {
            let last = path.last().and_then(|&id| law.rule(id));
            last.map_or_else(String::new, |rule| {
                let stage = law.stage(rule.stage).map_or("", |stage| stage.route.as_str());
                rule.then.route.as_deref().unwrap_or(stage).to_owned()
            })
        }
        Conclusion::Open { stage, .. } | Conclusion::Stuck { stage, .. } => {
            law.stage(*stage).map_or_else(String::new, |stage| stage.route.clone())
        }
    }
}

fn licence(law: &Law, best: &Examined<'_>) -> LicenceResult {
    let outcome = licence_of(law, &best.licence);
    let last = best.licence.path().last().and_then(|&id| law.rule(id));
    let mut because: Vec<String> = last.map(|rule| rule.then.says.clone()).into_iter().collect();
    if let Conclusion::Open { question, .. } = &best.licence
        && let Some(fact) = law.vocabulary.get(question.fact)
    {
        because.push(format!("not known: {}", fact.question));
        if let Some(hint) = best.derived.facts.hint(question.fact) {
            because.push(format!("a table of low confidence says: {hint}"));
        }
    }
    let language = best.derived.profession.and_then(|row| {
        let level = row.level?;
        let known = best.derived.facts.get(law.engine.language_met);
        let note = known.and_then(|known| known.note.as_deref());
        let held = note
            .and_then(|note| note.rsplit_once(", "))
            .map(|(_, held)| held.trim_end_matches(" shown").to_owned());
        Some(LanguageAsked {
            languages: row.languages.clone(),
            level: level.as_str().to_owned(),
            held: held.filter(|held| held != "none"),
            confidence: row.confidence,
            note: Some(row.level_note.clone()).filter(|note| !note.is_empty()),
        })
    });
    let language = language.filter(|_| outcome != LicenceOutcome::NotRequired);
    LicenceResult {
        outcome,
        rule: last.map_or_else(String::new, |rule| rule.id.clone()),
        because,
        language,
    }
}

/// The facts that the rules went by, by name.
fn facts_used(law: &Law, best: &Examined<'_>, tried: &[RuleTried]) -> Vec<FactUsed> {
    let mut ids: BTreeSet<FactId> = BTreeSet::new();
    for rule in tried.iter().filter_map(|tried| law.find_rule(&tried.rule)) {
        ids.extend(rule.when.each().map(|condition| condition.fact));
    }
    let mut used: Vec<FactUsed> = ids
        .into_iter()
        .filter_map(|id| {
            let fact = law.vocabulary.get(id)?;
            let known = best.derived.facts.get(id)?;
            Some(FactUsed {
                fact: fact.id.clone(),
                value: fact.value_of(&known.domain),
                source: known.origin,
                confidence: known.confidence,
                note: known.note.as_deref().map(str::to_owned),
            })
        })
        .collect();
    used.sort_by(|a, b| a.fact.cmp(&b.fact));
    used
}

/// How sure it all is: as the weakest fact and rule that decided.
fn confidence(
    law: &Law,
    best: &Examined<'_>,
    facts: &[FactUsed],
    presumed: bool,
    missing: &[MissingFact],
) -> ConfidenceResult {
    let mut overall = FactConfidence::High;
    let mut because = Vec::new();
    let path = best.equivalence.path().iter().chain(best.licence.path());
    let mut deciding: BTreeSet<FactId> = BTreeSet::new();
    for rule in path.filter_map(|&id| law.rule(id)) {
        deciding.extend(rule.when.each().map(|condition| condition.fact));
        if rule.confidence > FactConfidence::High {
            because.push(format!("rule {} is of {} confidence", rule.id, rule.confidence));
            overall = overall.max(rule.confidence);
        }
    }
    for id in deciding {
        let Some(fact) = law.vocabulary.get(id) else { continue };
        if let Some(known) = best.derived.facts.get(id)
            && known.confidence > FactConfidence::High
        {
            because.push(format!("`{}` is of {} confidence", fact.id, known.confidence));
            overall = overall.max(known.confidence);
        }
    }
    let mut hints: Vec<String> = Vec::new();
    for asked in missing {
        if let Some(hint) = &asked.hint {
            hints.push(format!(
                "`{}`: a table of low confidence says {hint}, which decides nothing",
                asked.fact
            ));
        }
    }
    let found = facts.iter().any(|used| used.source == FactOrigin::AuthorityFinding);
    if found {
        because.push("it rests on findings of an authority, as the case states them".to_owned());
    }
    if presumed {
        because.push("it rests on what is presumed where nobody said".to_owned());
    }
    let row = best.derived.profession.map(|row| row.confidence);
    if row == Some(FactConfidence::Low) {
        because
            .push("the row of the profession is of low confidence, and decides nothing".to_owned());
    }
    let is_open = best.outcome.class() == EquivalenceClass::Open;
    if is_open {
        because.push("the outcome is open".to_owned());
    }
    let needs_review = overall > FactConfidence::High || !hints.is_empty() || presumed || is_open;
    because.extend(hints);
    ConfidenceResult { overall, needs_review, because }
}

/// The presumed facts that a rule which applied rests on; that nothing was
/// forged, or that nobody decided before, is no more than the rule of the day.
fn presumed<'f>(facts: &'f [FactUsed], law: &Law, best: &Examined<'_>) -> Vec<&'f FactUsed> {
    let path = best.equivalence.path().iter().chain(best.licence.path());
    let read: BTreeSet<FactId> = path
        .filter_map(|&id| law.rule(id))
        .flat_map(|rule| rule.when.each().map(|condition| condition.fact))
        .collect();
    let reads =
        |used: &FactUsed| law.vocabulary.find(&used.fact).is_some_and(|id| read.contains(&id));
    facts.iter().filter(|used| used.source == FactOrigin::Presumed && reads(used)).collect()
}

fn references(law: &Law, tried: &[RuleTried]) -> Vec<LegalReference> {
    let mut found: BTreeMap<&str, LegalReference> = BTreeMap::new();
    let applied = tried.iter().filter(|tried| tried.verdict == RuleVerdict::Applies);
    for rule in applied.filter_map(|tried| law.find_rule(&tried.rule)) {
        for citation in &rule.law {
            let reference = found.entry(citation).or_insert_with(|| LegalReference {
                citation: citation.clone(),
                rules: Vec::new(),
                confidence: rule.confidence,
                checked: false,
            });
            reference.rules.push(rule.id.clone());
            reference.confidence = reference.confidence.min(rule.confidence);
            reference.checked |= rule.basis == FactBasis::Verified && law.is_checked(citation);
        }
    }
    found.into_values().collect()
}

/// Agreements between the origin and the destination for this profession.
fn agreements(law: &Law, case: &Case, day: Date, best: &Examined<'_>) -> Vec<AgreementRoute> {
    let Some(row) =
        best.derived.profession.map(|row| row.id.as_str()).or(case.target.profession.as_deref())
    else {
        return Vec::new();
    };
    let Some(origin) = best.lead.and_then(|at| case.qualifications.get(at)?.country) else {
        return Vec::new();
    };
    let applies = |agreement: &&Agreement| {
        agreement.professions.iter().any(|id| id == row)
            && agreement.parties.contains(&origin)
            && agreement.parties.contains(&case.destination)
            && origin != case.destination
            && agreement.valid_from.is_none_or(|from| from <= day)
            && agreement.valid_to.is_none_or(|to| day <= to)
    };
    law.agreements
        .iter()
        .filter(applies)
        .map(|agreement| {
            let practised = best.derived.facts.get(law.engine.consecutive_months_in_10_years);
            let practised = match practised.map(|known| &known.domain) {
                Some(&Domain::Range(months, _)) => Some(months),
                _ => None,
            };
            let met = match (agreement.min_practice_months, practised) {
                (Some(asked), Some(held)) if held < asked => Some(false),
                // What else it asks for is for its bodies to see.
                _ => None,
            };
            let mut asks_for = Vec::new();
            if let Some(months) = agreement.min_practice_months {
                asks_for.push(format!("{months} months of continuous practice"));
            }
            asks_for.push(agreement.conditions.clone());
            AgreementRoute {
                id: agreement.id.clone(),
                title: agreement.title.clone(),
                asks_for,
                met,
                effect: agreement.effect.clone(),
                law: agreement.law.clone(),
                confidence: agreement.confidence,
            }
        })
        .collect()
}
