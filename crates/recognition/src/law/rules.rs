//! Stages of rules.

use std::collections::{BTreeMap, HashMap, HashSet};

use passerelle_model::{
    Clock, CompensationMeasure, Date, EquivalenceOutcome, FactBasis, FactConfidence, Issue,
    LicenceOutcome, MeasureChoice, codes,
};
use serde::Deserialize;

use super::{issue, sources};
use crate::condition::{Conditions, WrittenConditions, read_all};
use crate::facts::Vocabulary;
use crate::law::Act;

/// A stage, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StageId(pub(crate) usize);

/// A rule, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RuleId(pub(crate) usize);

/// What a stage decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageGroup {
    /// Equivalence: no rule may read language, good standing or anything that
    /// only immigration law asks for.
    Equivalence,
    /// The licence, once equivalence is settled.
    Licence,
}

/// Rules that are tried one after another; the first that applies decides.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name, to which rules of other stages go.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it decides on.
    pub group: StageGroup,
    /// The route that a result of it is reported under.
    pub route: String,
    /// The time the authority has.
    pub clock: Option<Clock>,
    /// The file, by its path in the law.
    pub file: String,
    pub(crate) rules: Vec<RuleId>,
}

/// A rule of law.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id; unique, and never used again for something else.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The citations that it rests on.
    pub law: Vec<String>,
    /// Its first day as law.
    pub valid_from: Option<Date>,
    /// Its last day as law.
    pub valid_to: Option<Date>,
    /// Whether it was checked in the text of the law.
    pub basis: FactBasis,
    /// How sure it is; never low.
    pub confidence: FactConfidence,
    /// What it decides and why.
    pub why: String,
    /// A case in which it applies.
    pub example: String,
    /// What follows.
    pub then: RuleThen,
    pub(crate) stage: StageId,
    pub(crate) end: RuleEnd,
    pub(crate) when: Conditions,
}

impl Rule {
    /// Whether it is law on a day.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Its conditions in words: of all that must hold, and of the sets of which
    /// one must.
    pub fn conditions(&self, vocabulary: &Vocabulary) -> (Vec<String>, Vec<Vec<String>>) {
        let say = |condition: &crate::condition::Condition| {
            vocabulary.get(condition.fact).map_or_else(String::new, |fact| {
                format!("`{}` is {}", fact.id, condition.wanted(fact))
            })
        };
        let all = self.when.all.iter().map(say).collect();
        let any = self.when.any.iter().map(|set| set.iter().map(say).collect()).collect();
        (all, any)
    }
}

/// Where a rule leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleEnd {
    Outcome(EquivalenceOutcome),
    Licence(LicenceOutcome),
    Go(StageId),
}

/// What follows from a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleThen {
    /// The outcome for the equivalence.
    pub outcome: Option<EquivalenceOutcome>,
    /// The outcome for the licence.
    pub licence: Option<LicenceOutcome>,
    /// The stage where to go on.
    pub go: Option<String>,
    /// What going there is called in results, where not by the stage.
    #[serde(rename = "as")]
    pub named: Option<String>,
    /// The route it is reported under, where not the stage's.
    pub route: Option<String>,
    /// What follows, for people.
    pub says: String,
    /// Other names of the outcome.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The measures that would close what remains.
    #[serde(default)]
    pub measures: Vec<CompensationMeasure>,
    /// Who chooses among them.
    pub choice: Option<MeasureChoice>,
    /// What the authority's notice must state.
    #[serde(default)]
    pub notice_must_state: Vec<String>,
    /// What follows elsewhere in law.
    #[serde(default)]
    pub effects: Vec<String>,
    /// What else may be asked for.
    #[serde(default)]
    pub options: Vec<String>,
    /// Where to go instead.
    pub fallback: Option<String>,
    /// What a human must check.
    #[serde(default)]
    pub check: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStage {
    stage: String,
    title: String,
    group: StageGroup,
    #[serde(default)]
    route: Option<String>,
    #[serde(default)]
    clock: Option<Clock>,
    #[serde(default)]
    rule: Vec<WrittenRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    id: String,
    title: String,
    law: Vec<String>,
    #[serde(default)]
    valid_from: Option<toml::value::Datetime>,
    #[serde(default)]
    valid_to: Option<toml::value::Datetime>,
    basis: FactBasis,
    confidence: FactConfidence,
    why: String,
    example: String,
    #[serde(default)]
    when: WrittenConditions,
    #[serde(default)]
    any: Vec<WrittenConditions>,
    then: RuleThen,
}

/// A day that a file states; an error in words where it is no day.
pub(super) fn day(written: Option<toml::value::Datetime>) -> Result<Option<Date>, String> {
    let Some(written) = written else { return Ok(None) };
    let text = written.to_string();
    text.parse().map(Some).map_err(|_| format!("`{text}` is no day"))
}

pub(super) fn find_stage(stages: &[Stage], name: &str) -> Option<StageId> {
    stages.iter().position(|stage| stage.id == name).map(StageId)
}

/// Reads conditions and the sets of which one must hold.
pub(super) fn read_conditions(
    when: &WrittenConditions,
    any: &[WrittenConditions],
    vocabulary: &Vocabulary,
) -> Result<Conditions, String> {
    let all = read_all(when, vocabulary)?;
    let any = any.iter().map(|set| read_all(set, vocabulary)).collect::<Result<_, _>>()?;
    Ok(Conditions { all, any })
}

pub(super) fn read(
    files: &BTreeMap<String, String>,
    vocabulary: &Vocabulary,
    acts: &[Act],
    issues: &mut Vec<Issue>,
) -> (Vec<Stage>, Vec<Rule>) {
    let mut written = Vec::new();
    for (path, text) in files {
        let is_toml = has_extension(path, "toml");
        let other = ["facts.toml", "SOURCE.toml"].iter().any(|name| path.ends_with(name));
        if !is_toml || other || is_points(path) {
            continue;
        }
        match toml::from_str::<WrittenStage>(text) {
            Ok(stage) => written.push((path.as_str(), stage)),
            Err(error) => {
                issues.push(issue(codes::LAW_SHAPE, path, "", error.to_string()));
            }
        }
    }
    let mut stages: Vec<Stage> = Vec::new();
    let mut ids: HashMap<String, StageId> = HashMap::new();
    let mut rules_of = Vec::new();
    for (path, stage) in written {
        let id = StageId(stages.len());
        if ids.insert(stage.stage.clone(), id).is_some() {
            let message = format!("stage `{}` stands twice", stage.stage);
            issues.push(issue(codes::LAW_DUPLICATE, path, "stage", message));
            continue;
        }
        stages.push(Stage {
            route: stage.route.unwrap_or_else(|| stage.stage.clone()),
            id: stage.stage,
            title: stage.title,
            group: stage.group,
            clock: stage.clock,
            file: path.to_owned(),
            rules: Vec::new(),
        });
        rules_of.push((path, id, stage.rule));
    }
    let mut rules: Vec<Rule> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for (path, stage, written) in rules_of {
        for rule in written {
            let field = format!("rule {}", rule.id);
            let group = stages.get(stage.0).map_or(StageGroup::Equivalence, |s| s.group);
            if !seen.insert(rule.id.clone()) {
                let message = format!("rule `{}` stands twice", rule.id);
                issues.push(issue(codes::LAW_DUPLICATE, path, &field, message));
                continue;
            }
            match compile(rule, stage, group, &ids, vocabulary, acts) {
                Ok(rule) => {
                    if let Some(stage) = stages.get_mut(stage.0) {
                        stage.rules.push(RuleId(rules.len()));
                    }
                    rules.push(rule);
                }
                Err((code, message)) => issues.push(issue(code, path, &field, message)),
            }
        }
    }
    (stages, rules)
}

/// Whether a path ends in an extension.
pub(super) fn has_extension(path: &str, extension: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|e| e == extension)
}

/// Whether a file is a points table, by its name.
pub(super) fn is_points(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("points-") && has_extension(name, "toml")
}

fn compile(
    rule: WrittenRule,
    stage: StageId,
    group: StageGroup,
    stages: &HashMap<String, StageId>,
    vocabulary: &Vocabulary,
    acts: &[Act],
) -> Result<Rule, (passerelle_model::Code, String)> {
    let shape = |message: String| (codes::LAW_SHAPE, message);
    if rule.confidence == FactConfidence::Low {
        let message = "a rule of low confidence could not decide; leave it out".to_owned();
        return Err((codes::LAW_LOW_CONFIDENCE, message));
    }
    if rule.law.is_empty() {
        return Err((codes::LAW_REFERENCE, "it cites no law".to_owned()));
    }
    if let Some(citation) = rule.law.iter().find(|citation| !sources::is_cited(acts, citation)) {
        let message = format!("`{citation}` begins with no act that a `SOURCE.toml` names");
        return Err((codes::LAW_REFERENCE, message));
    }
    let when = read_conditions(&rule.when, &rule.any, vocabulary)
        .map_err(|message| (codes::LAW_CONDITION, message))?;
    for condition in when.each() {
        let Some(fact) = vocabulary.get(condition.fact) else { continue };
        let allowed = match group {
            StageGroup::Equivalence => fact.group.is_for_equivalence(),
            StageGroup::Licence => fact.group != crate::facts::FactGroup::Immigration,
        };
        if !allowed {
            let message = format!("`{}`, of group {}, may not be read here", fact.id, fact.group);
            return Err((codes::LAW_FORBIDDEN, message));
        }
    }
    let then = rule.then;
    let end = match (group, then.outcome, then.licence, then.go.as_deref()) {
        (StageGroup::Equivalence, Some(outcome), None, None) => RuleEnd::Outcome(outcome),
        (StageGroup::Licence, None, Some(licence), None) => RuleEnd::Licence(licence),
        (_, None, None, Some(go)) => RuleEnd::Go(
            *stages
                .get(go)
                .ok_or_else(|| (codes::LAW_STAGE, format!("there is no stage `{go}`")))?,
        ),
        _ => {
            let message = "`then` names one of `outcome` and `go`, or for the licence `licence`";
            return Err(shape(message.to_owned()));
        }
    };
    let (valid_from, valid_to) =
        (day(rule.valid_from).map_err(shape)?, day(rule.valid_to).map_err(shape)?);
    if matches!((valid_from, valid_to), (Some(from), Some(to)) if to < from) {
        return Err(shape("it ends before it begins".to_owned()));
    }
    Ok(Rule {
        id: rule.id,
        title: rule.title,
        law: rule.law,
        valid_from,
        valid_to,
        basis: rule.basis,
        confidence: rule.confidence,
        why: rule.why,
        example: rule.example,
        then,
        stage,
        end,
        when,
    })
}
