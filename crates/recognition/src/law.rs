//! The law as data: stages of rules, tables of states and professions,
//! agreements, points.

mod points;
mod rules;
mod sources;
mod tables;

use std::collections::BTreeMap;

use passerelle_model::{Code, Country, Date, Issue, Place, codes};

use crate::facts::{EngineFacts, Vocabulary};

pub(crate) use points::{PointsRow, PointsTable, Take};
pub use rules::{Rule, RuleThen, Stage, StageGroup};
pub(crate) use rules::{RuleEnd, RuleId, StageId};
pub use sources::Act;
pub(crate) use tables::{Agreement, Minimum, State};
pub use tables::{Profession, Regulation};

/// The law of recognition of every destination that the tables hold.
///
/// Read once, and then shared.
#[derive(Clone, Debug)]
pub struct Law {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) engine: EngineFacts,
    pub(crate) stages: Vec<Stage>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) router: StageId,
    pub(crate) licence: StageId,
    pub(crate) states: BTreeMap<Country, State>,
    pub(crate) professions: BTreeMap<Country, Vec<Profession>>,
    pub(crate) annex_iv: Vec<(String, String, passerelle_model::FactConfidence)>,
    pub(crate) reference_dates:
        BTreeMap<(String, Country), (Date, passerelle_model::FactConfidence)>,
    pub(crate) reference_months: BTreeMap<String, (i32, passerelle_model::FactConfidence)>,
    pub(crate) minimum_training: Vec<Minimum>,
    pub(crate) agreements: Vec<Agreement>,
    pub(crate) points: Vec<PointsTable>,
    pub(crate) acts: Vec<Act>,
    digest: String,
}

/// A law whose tables cannot be used at all.
#[derive(Debug)]
pub struct Unreadable(pub Vec<Issue>);

/// The digest of files, their paths included.
fn digest(files: &BTreeMap<String, String>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, text) in files {
        for part in [path, text] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// Where something of the law stands, for issues.
pub(crate) fn issue(code: Code, file: &str, field: &str, message: impl Into<String>) -> Issue {
    Issue::new(code, Place::file(file).field(field), message)
}

impl Law {
    /// Reads the files of `taxonomies/law/`, by their paths in it. What is
    /// wrong with single rules and rows comes as issues; they are left out.
    ///
    /// # Errors
    /// Where nothing can be built: the vocabulary, the router or the licence
    /// stage is missing or broken. All that was found comes with it.
    pub fn read(files: &BTreeMap<String, String>) -> Result<(Self, Vec<Issue>), Unreadable> {
        let mut issues = Vec::new();
        let broken = |mut issues: Vec<Issue>, file: &str, message: String| {
            issues.push(issue(codes::LAW_SHAPE, file, "", message));
            Unreadable(issues)
        };
        let Some(facts) = files.get("facts.toml") else {
            return Err(broken(issues, "facts.toml", "the file is missing".to_owned()));
        };
        let vocabulary = match Vocabulary::read(facts) {
            Ok(vocabulary) => vocabulary,
            Err(message) => return Err(broken(issues, "facts.toml", message)),
        };
        let engine = match EngineFacts::find(&vocabulary) {
            Ok(engine) => engine,
            Err(message) => return Err(broken(issues, "facts.toml", message)),
        };
        let acts = sources::read(files, &mut issues);
        let (stages, rules) = rules::read(files, &vocabulary, &acts, &mut issues);
        let find = |name: &str| rules::find_stage(&stages, name);
        let (Some(router), Some(licence)) = (find("router"), find("licence")) else {
            let message = "the stages `router` and `licence` are needed".to_owned();
            return Err(broken(issues, "router.toml", message));
        };
        let mut law = Self {
            vocabulary,
            engine,
            stages,
            rules,
            router,
            licence,
            states: BTreeMap::new(),
            professions: BTreeMap::new(),
            annex_iv: Vec::new(),
            reference_dates: BTreeMap::new(),
            reference_months: BTreeMap::new(),
            minimum_training: Vec::new(),
            agreements: Vec::new(),
            points: Vec::new(),
            acts,
            digest: digest(files),
        };
        tables::read(files, &mut law, &mut issues);
        points::read(files, &mut law, &mut issues);
        Ok((law, issues))
    }

    /// The facts that rules may ask for.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The stages, by the path of their file.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// Every rule, by stage and in the order in which they are tried.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules of a stage, in the order in which they are tried.
    pub fn rules_of<'l>(&'l self, stage: &'l Stage) -> impl Iterator<Item = &'l Rule> {
        stage.rules.iter().filter_map(|&id| self.rule(id))
    }

    /// A rule by its id.
    pub fn find_rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The destinations that have a table of professions, with its rows.
    pub fn professions(&self) -> impl Iterator<Item = (Country, &[Profession])> {
        self.professions.iter().map(|(&country, rows)| (country, rows.as_slice()))
    }

    /// A profession at a destination, by its unit group of ISCO-08.
    pub fn profession(&self, destination: Country, isco: &str) -> Option<&Profession> {
        self.professions.get(&destination)?.iter().find(|row| row.isco == isco)
    }

    /// The digest of the files that it was read from, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The acts that rules and tables may cite.
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// The points systems: id, title, destination, vintage and how sure.
    pub fn points_systems(&self) -> impl Iterator<Item = PointsSystem<'_>> {
        self.points.iter().map(|table| PointsSystem {
            id: &table.system,
            title: &table.title,
            destination: table.destination,
            law: &table.law,
            vintage: &table.vintage,
            confidence: table.confidence,
            pass_mark: table.pass_mark,
            items: table.items.len(),
        })
    }

    /// The agreements between states: id, title, parties.
    pub fn agreements(&self) -> impl Iterator<Item = (&str, &str, &[Country])> {
        self.agreements.iter().map(|a| (a.id.as_str(), a.title.as_str(), a.parties.as_slice()))
    }

    /// Whether the act that a citation begins with was checked in its text.
    pub(crate) fn is_checked(&self, citation: &str) -> bool {
        sources::cited(&self.acts, citation)
            .is_some_and(|act| act.basis == passerelle_model::FactBasis::Verified)
    }

    pub(crate) fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.rules.get(id.0)
    }

    pub(crate) fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.get(id.0)
    }
}

/// A points system, in short.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the fields are those of the file")]
pub struct PointsSystem<'l> {
    pub id: &'l str,
    pub title: &'l str,
    pub destination: Country,
    pub law: &'l str,
    pub vintage: &'l str,
    pub confidence: passerelle_model::FactConfidence,
    pub pass_mark: Option<i32>,
    pub items: usize,
}
