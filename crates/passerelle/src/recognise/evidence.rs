//! What is to be known of a case before the law is applied to it: how its
//! trainings compare with the reference, what its levels and languages come
//! to.

use std::collections::BTreeMap;

use passerelle_alignment::{
    Aligner, CompiledStandard, Link, Subject, SubjectModule, SubjectOutcome,
};
use passerelle_model::{
    BetterReference, Case, CaseLanguage, CaseQualification, CefrLevel, CefrSkill, ConceptKind,
    Date, Detail, EqfLevel, Issue, LanguageReached, LevelBasis, MatchingPolicy, Place, Score,
    StandardCoverage, Status, SubjectKind, codes,
};
use passerelle_recognition::{Comparison, Evidence, counts_for_outcomes};
use passerelle_taxonomy::{ConceptId, Names, level_of};

use crate::engine::Engine;
use crate::error::Error;

/// How many better references are named.
const BETTER: usize = 3;

/// Finds what is to be known of cases. Made once for many of them.
#[derive(Debug)]
pub(crate) struct EvidenceFinder<'e> {
    engine: &'e Engine,
    policy: &'e MatchingPolicy,
    aligner: Aligner<'e>,
    names: Names<'e>,
    /// By what cases call them.
    references: BTreeMap<String, CompiledStandard>,
    /// What a standard teaches, by what cases call it.
    taught: BTreeMap<String, Vec<SubjectModule>>,
    /// The standards of each reference's scheme, to look for a better one.
    beside: BTreeMap<ConceptId, Vec<CompiledStandard>>,
}

/// A policy in which a level plays no part: level is no criterion of content.
pub(crate) fn without_levels(policy: &MatchingPolicy) -> MatchingPolicy {
    let mut policy = policy.clone();
    policy.alignment.level_sufficiency = [100; 4];
    policy.alignment.covered = policy.recognition.covered;
    policy
}

impl<'e> EvidenceFinder<'e> {
    /// A finder for these cases; the references and standards that they name
    /// are made ready. Levels must play no part in `policy`.
    pub(crate) fn new<'c>(
        engine: &'e Engine,
        policy: &'e MatchingPolicy,
        cases: impl IntoIterator<Item = &'c Case>,
    ) -> Result<Self, Error> {
        let aligner = Aligner::new(engine.taxonomy(), policy);
        let names = Names::new(engine.taxonomy(), engine.language())?;
        let (mut references, mut taught) = (BTreeMap::new(), BTreeMap::new());
        let mut beside = BTreeMap::new();
        for case in cases {
            if let Some(text) = &case.target.reference
                && !references.contains_key(text)
                && let Ok(found) = engine.standards_to_align(std::slice::from_ref(text))
                && let [standard] = found[..]
                && let Some(compiled) = aligner.compile(standard)
            {
                beside.entry(standard).or_insert_with(|| siblings(engine, &aligner, standard));
                references.insert(text.clone(), compiled);
            }
            for text in case.qualifications.iter().filter_map(|held| held.standard.as_ref()) {
                if let Some(concept) = whole(engine, text)
                    && !taught.contains_key(text)
                {
                    taught.insert(text.clone(), engine.standard_to_align(concept)?.modules);
                }
            }
        }
        Ok(Self { engine, policy, aligner, names, references, taught, beside })
    }

    /// What is to be known of one case; what could not be used is an issue.
    pub(crate) fn find(&self, case: &Case, place: &Place, day: Date) -> (Evidence, Vec<Issue>) {
        let mut issues = Vec::new();
        let place = place.clone().about(case.id.as_str());
        let mut evidence = Evidence::default();
        let reference = case.target.reference.as_ref();
        let compiled = reference.and_then(|text| self.references.get(text));
        if let (Some(text), None) = (reference, compiled) {
            let message = format!("`{text}` is no standard with units that is loaded");
            let place = place.clone().field("target.reference");
            issues.push(Issue::new(codes::CASE_CONCEPT, place, message));
        }
        evidence.reference = compiled.map(|c| self.names.of(c.concept).id);
        let level = |level: Option<(EqfLevel, LevelBasis)>| {
            level.map(|(level, basis)| (level, basis == LevelBasis::Formal))
        };
        evidence.reference_level = level(compiled.and_then(|standard| standard.level));
        let parts: Vec<Vec<SubjectModule>> = (case.qualifications.iter().enumerate())
            .map(|(at, held)| {
                let place = place.clone().field(format!("qualifications[{at}]"));
                self.modules_of(held, at, &place, &mut issues)
            })
            .collect();
        let work = self.work(case, day, &place, &mut issues);
        for (at, held) in case.qualifications.iter().enumerate() {
            let standard = held.standard.as_deref().and_then(|text| self.engine.find(text));
            evidence.levels.push(level(standard.and_then(|s| level_of(self.engine.taxonomy(), s))));
            let compared = compiled.and_then(|reference| {
                let training = parts.get(at).filter(|modules| !modules.is_empty())?;
                let others = parts.iter().enumerate().filter(|&(other, _)| other != at);
                let mut all = training.clone();
                all.extend(others.flat_map(|(_, modules)| modules.iter().cloned()));
                all.extend(work.iter().cloned());
                Some(self.compare(reference, training.clone(), all, at))
            });
            evidence.comparisons.push(compared);
        }
        for (at, language) in case.languages.iter().enumerate() {
            match self.level_shown(language) {
                Ok(Some(level)) => evidence
                    .languages
                    .push(LanguageReached { language: language.language.clone(), level }),
                Ok(None) => {}
                Err(message) => {
                    let place = place.clone().field(format!("languages[{at}]"));
                    issues.push(Issue::new(codes::CASE_LANGUAGE, place, message));
                }
            }
        }
        evidence.unused = issues
            .iter()
            .map(|issue| {
                let field = issue.place.field.as_deref().unwrap_or_default();
                format!("{field}: {}", issue.message)
            })
            .collect();
        (evidence, issues)
    }

    /// What a qualification teaches, as modules; each is named after it.
    fn modules_of(
        &self,
        held: &CaseQualification,
        at: usize,
        place: &Place,
        issues: &mut Vec<Issue>,
    ) -> Vec<SubjectModule> {
        let mut modules = Vec::new();
        if let Some(text) = &held.standard {
            match self.taught.get(text) {
                Some(taught) => modules.extend(taught.iter().map(|module| SubjectModule {
                    id: format!("qualifications[{at}]: {}", module.id),
                    ..module.clone()
                })),
                None => issues.push(unknown(text, place)),
            }
        }
        modules.extend(self.listed(
            &held.outcomes,
            &format!("qualifications[{at}]"),
            place,
            issues,
        ));
        modules
    }

    /// What work makes up for: the outcomes that long enough periods list.
    fn work(
        &self,
        case: &Case,
        day: Date,
        place: &Place,
        issues: &mut Vec<Issue>,
    ) -> Vec<SubjectModule> {
        let mut modules = Vec::new();
        for (at, period) in case.experience.iter().enumerate() {
            let name = format!("experience[{at}]");
            let place = place.clone().field(name.as_str());
            let listed = self.listed(&period.outcomes, &name, &place, issues);
            if counts_for_outcomes(period, day, &self.policy.recognition) {
                modules.extend(listed);
            }
        }
        modules
    }

    /// Units, outcomes and skills that a record lists.
    fn listed(
        &self,
        outcomes: &[String],
        name: &str,
        place: &Place,
        issues: &mut Vec<Issue>,
    ) -> Option<SubjectModule> {
        let mut links = Vec::new();
        for text in outcomes {
            if let Some(concept) = learnt(self.engine, text) {
                links.push(SubjectOutcome { text: None, links: vec![Link::stated(concept)] });
            } else {
                issues.push(unknown(text, place));
            }
        }
        let module =
            SubjectModule { id: name.to_owned(), outcomes: links, ..SubjectModule::default() };
        (!module.outcomes.is_empty()).then_some(module)
    }

    fn compare(
        &self,
        reference: &CompiledStandard,
        training: Vec<SubjectModule>,
        all: Vec<SubjectModule>,
        lead: usize,
    ) -> Comparison {
        let align = |modules: Vec<SubjectModule>, detail: Detail| -> Option<StandardCoverage> {
            let subject = Subject::new("", SubjectKind::Curriculum, modules);
            let standards = std::slice::from_ref(reference);
            let aligned = self.aligner.align(&subject, standards, None, &self.names, Some(detail));
            aligned.standards.into_iter().next()
        };
        let everything = Subject::new("", SubjectKind::Curriculum, all.clone());
        let alone = align(training, Detail::Compact);
        let with = align(all, Detail::Full);
        let policy = &self.policy.recognition;
        let (Some(alone), Some(with)) = (alone, with) else {
            // One standard gives one coverage.
            return Comparison {
                reference: self.names.of(reference.concept),
                training: Score::from_millionths(0),
                with_compensation: Score::from_millionths(0),
                undetermined: Score::from_millionths(1_000_000),
                units: Vec::new(),
                better: Vec::new(),
            };
        };
        let own = format!("qualifications[{lead}]");
        let mut comparison =
            Comparison::new(&alone, &with, policy, |module| !module.starts_with(own.as_str()));
        let covered = u64::from(comparison.with_compensation.millionths());
        if covered < u64::from(policy.comparable) * 10_000 {
            comparison.better = self.better(reference, &everything, covered);
        }
        comparison
    }

    /// Standards of the reference's publisher that the evidence fits better.
    fn better(
        &self,
        reference: &CompiledStandard,
        everything: &Subject,
        covered: u64,
    ) -> Vec<BetterReference> {
        let Some(beside) = self.beside.get(&reference.concept) else { return Vec::new() };
        let figures = self.aligner.coverage(everything, beside);
        let mut better: Vec<(Score, ConceptId)> = beside
            .iter()
            .zip(&figures.standards)
            .map(|(standard, figures)| (figures.coverage.confirmed, standard.concept))
            .filter(|(score, _)| u64::from(score.millionths()) > covered)
            .collect();
        better.sort_by_key(|&(score, concept)| (std::cmp::Reverse(score), concept));
        better.truncate(BETTER);
        let named = better.into_iter().map(|(covered, standard)| BetterReference {
            standard: self.names.of(standard),
            covered,
        });
        named.collect()
    }

    /// The level of the weakest skill that is shown, by level or by test.
    fn level_shown(&self, known: &CaseLanguage) -> Result<Option<CefrLevel>, String> {
        let levels = CefrSkill::ALL.into_iter().map(|skill| known.skills.of(skill).or(known.level));
        let stated = levels.min().flatten();
        let Some(test) = &known.test else { return Ok(stated) };
        let answer = self
            .engine
            .language_test(test, known.score.as_deref())
            .map_err(|error| error.to_string())?;
        let tag = known.language.as_str();
        let levels = answer
            .bands
            .iter()
            .filter(|band| band.language.is_empty() || tag.starts_with(band.language.as_str()))
            .filter_map(|band| {
                CefrLevel::ALL.into_iter().find(|level| level.as_str() == band.level)
            });
        // Where a result is read in several ways, the lowest is sure.
        let shown = levels.min();
        if shown.is_none() {
            return Err(format!("`{test}` says nothing of {tag} in levels of the CEFR"));
        }
        Ok(shown.max(stated))
    }
}

/// A standard or a unit, all of which is held.
fn whole(engine: &Engine, text: &str) -> Option<ConceptId> {
    the_one(engine, text, |kind| matches!(kind, ConceptKind::Qualification | ConceptKind::Unit))
}

/// A standard, a unit, an outcome or a skill.
fn learnt(engine: &Engine, text: &str) -> Option<ConceptId> {
    the_one(engine, text, |kind| {
        kind.is_skill() || matches!(kind, ConceptKind::Qualification | ConceptKind::Unit)
    })
}

/// The one concept of such a kind that an IRI, a CURIE or a code names.
fn the_one(engine: &Engine, text: &str, fits: impl Fn(ConceptKind) -> bool) -> Option<ConceptId> {
    let taxonomy = engine.taxonomy();
    if let Some(concept) = engine.find(text) {
        return Some(concept).filter(|&c| fits(taxonomy.kind(c)));
    }
    let coded = taxonomy.find_notation(text.trim()).iter().copied();
    let mut fitting = coded.filter(|&c| fits(taxonomy.kind(c)));
    fitting.next().filter(|_| fitting.next().is_none())
}

fn unknown(text: &str, place: &Place) -> Issue {
    let message = format!("`{text}` is nothing to be learnt in what is loaded");
    Issue::new(codes::CASE_CONCEPT, place.clone(), message)
}

/// The other current standards with units of a standard's scheme.
fn siblings(engine: &Engine, aligner: &Aligner<'_>, standard: ConceptId) -> Vec<CompiledStandard> {
    let taxonomy = engine.taxonomy();
    let Some(&scheme) = taxonomy.in_schemes(standard).first() else { return Vec::new() };
    taxonomy
        .members(scheme)
        .filter(|&c| {
            c != standard
                && taxonomy.kind(c) == ConceptKind::Qualification
                && taxonomy.status(c) != Status::Deprecated
        })
        .filter_map(|c| aligner.compile(c))
        .collect()
}
