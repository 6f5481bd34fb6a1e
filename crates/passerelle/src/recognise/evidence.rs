//! What is to be known of a case before the law is applied to it: how its
//! trainings compare with the reference, what its levels and languages come
//! to.

use std::collections::BTreeMap;

use passerelle_alignment::{
    Aligner, Cell, CompiledStandard, CompiledUnit, Link, StandardFigures, Subject, SubjectModule,
    SubjectOutcome,
};
use passerelle_model::{
    BetterReference, Case, CaseLanguage, CaseQualification, CefrLevel, CefrSkill, ConceptKind,
    Date, EqfLevel, Issue, LanguageReached, LevelBasis, MatchingPolicy, Place, Score, SkillNamed,
    Status, SubjectKind, codes,
};
use passerelle_recognition::{Comparison, Evidence, UnitCompared, UnitState, counts_for_outcomes};
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
    references: BTreeMap<String, Reference>,
    /// What a standard teaches, and its level, by what cases call it.
    taught: BTreeMap<String, Taught>,
    /// What is learnt, by what cases call it.
    learnt: BTreeMap<String, ConceptId>,
    /// The standards of each reference's scheme, to look for a better one.
    beside: BTreeMap<ConceptId, Vec<CompiledStandard>>,
}

/// What a standard teaches.
#[derive(Debug)]
struct Taught {
    modules: Vec<SubjectModule>,
    level: Option<(EqfLevel, LevelBasis)>,
}

/// A reference, with the names of its units and of what they ask for.
#[derive(Debug)]
struct Reference {
    standard: CompiledStandard,
    named: SkillNamed,
    names: Vec<(SkillNamed, Vec<SkillNamed>)>,
}

impl Reference {
    fn new(standard: CompiledStandard, names: &Names<'_>) -> Self {
        let of_unit = |unit: &CompiledUnit| {
            let cells = unit.cells.iter().map(|cell| names.of(cell.target)).collect();
            (names.of(unit.concept), cells)
        };
        Self {
            named: names.of(standard.concept),
            names: standard.units.iter().map(of_unit).collect(),
            standard,
        }
    }

    fn nothing_known(&self) -> Comparison {
        Comparison {
            reference: self.named.clone(),
            training: Score::from_millionths(0),
            with_compensation: Score::from_millionths(0),
            undetermined: Score::MAX,
            units: Vec::new(),
            better: Vec::new(),
        }
    }
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
        let (mut beside, mut known) = (BTreeMap::new(), BTreeMap::new());
        for case in cases {
            if let Some(text) = &case.target.reference
                && !references.contains_key(text)
                && let Ok(found) = engine.standards_to_align(std::slice::from_ref(text))
                && let [standard] = found[..]
                && let Some(compiled) = aligner.compile(standard)
            {
                beside.entry(standard).or_insert_with(|| siblings(engine, &aligner, standard));
                references.insert(text.clone(), Reference::new(compiled, &names));
            }
            for text in case.qualifications.iter().filter_map(|held| held.standard.as_ref()) {
                if let Some(concept) = whole(engine, text)
                    && !taught.contains_key(text)
                {
                    let modules = engine.standard_to_align(concept)?.modules;
                    let level = level_of(engine.taxonomy(), concept);
                    taught.insert(text.clone(), Taught { modules, level });
                }
            }
            let held = case.qualifications.iter().flat_map(|held| &held.outcomes);
            for text in held.chain(case.experience.iter().flat_map(|period| &period.outcomes)) {
                if !known.contains_key(text)
                    && let Some(concept) = learnt(engine, text)
                {
                    known.insert(text.clone(), concept);
                }
            }
        }
        Ok(Self { engine, policy, aligner, names, references, taught, learnt: known, beside })
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
        evidence.reference = compiled.map(|reference| reference.named.id.clone());
        let level = |level: Option<(EqfLevel, LevelBasis)>| {
            level.map(|(level, basis)| (level, basis == LevelBasis::Formal))
        };
        evidence.reference_level = level(compiled.and_then(|reference| reference.standard.level));
        let parts: Vec<Vec<SubjectModule>> = (case.qualifications.iter().enumerate())
            .map(|(at, held)| {
                let place = place.clone().field(format!("qualifications[{at}]"));
                self.modules_of(held, at, &place, &mut issues)
            })
            .collect();
        let work = self.work(case, day, &place, &mut issues);
        for (at, held) in case.qualifications.iter().enumerate() {
            let standard = held.standard.as_ref().and_then(|text| self.taught.get(text));
            evidence.levels.push(level(standard.and_then(|standard| standard.level)));
            let compared = compiled.and_then(|reference| {
                let training = parts.get(at).filter(|modules| !modules.is_empty())?;
                let others = parts.iter().enumerate().filter(|&(other, _)| other != at);
                let mut all = training.clone();
                all.extend(others.flat_map(|(_, modules)| modules.iter().cloned()));
                all.extend(work.iter().cloned());
                Some(self.compare(reference, training.clone(), all))
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
                Some(taught) => modules.extend(taught.modules.iter().map(|module| SubjectModule {
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
            if let Some(&concept) = self.learnt.get(text) {
                links.push(SubjectOutcome { text: None, links: vec![Link::stated(concept)] });
            } else {
                issues.push(unknown(text, place));
            }
        }
        let module =
            SubjectModule { id: name.to_owned(), outcomes: links, ..SubjectModule::default() };
        (!module.outcomes.is_empty()).then_some(module)
    }

    /// Holds a training against a reference, alone and with everything else, of
    /// which it is the first part.
    /// Levels play no part, for level is no criterion of content.
    fn compare(
        &self,
        reference: &Reference,
        training: Vec<SubjectModule>,
        all: Vec<SubjectModule>,
    ) -> Comparison {
        let standard = &reference.standard;
        let held = Subject::new("", SubjectKind::Curriculum, training);
        let everything = Subject::new("", SubjectKind::Curriculum, all);
        let figures = |subject: &Subject| {
            let mut figures = self.aligner.coverage(subject, std::slice::from_ref(standard));
            // One standard has one set of figures.
            figures.standards.pop()
        };
        let (alone, with) = (figures(&held), figures(&everything));
        let (Some(alone), Some(with)) = (alone, with) else { return reference.nothing_known() };
        let mut units = Vec::with_capacity(standard.units.len());
        let mut helped = false;
        for (at, unit) in standard.units.iter().enumerate() {
            let cells = |figures: &StandardFigures| -> Vec<u8> {
                figures.cells.get(at).map_or_else(Vec::new, |cells| {
                    cells.iter().map(|cell| cell.confirmed).collect()
                })
            };
            let (of_training, of_all) = (cells(&alone), cells(&with));
            helped |= of_training != of_all;
            let covered = |figures: &StandardFigures| {
                let unit = figures.units.get(at).map_or(0, |unit| unit.confirmed.millionths());
                u8::try_from(unit / 10_000).unwrap_or(100)
            };
            let state = |figures: &StandardFigures, cells: &[u8]| UnitState {
                covered: covered(figures),
                in_full: self.in_full(unit, cells),
            };
            let least = self.policy.recognition.covered;
            let cells = unit.cells.iter().zip(of_all.iter().copied()).enumerate();
            let open: Vec<(usize, &Cell, u8)> = cells
                .filter(|(_, (cell, covered))| {
                    !(cell.is_title && *covered == 0) && *covered < least
                })
                .map(|(place, (cell, covered))| (place, cell, covered))
                .collect();
            let named = reference.names.get(at);
            let hours = unit.hours.filter(|_| !open.is_empty()).map(|hours| {
                let missing = open.iter().map(|(_, cell, covered)| {
                    u64::from(cell.certainty) * u64::from(100 - (*covered).min(100))
                });
                let whole: u64 =
                    unit.cells.iter().map(|cell| u64::from(cell.certainty) * 100).sum();
                let missing = u64::from(hours) * missing.sum::<u64>();
                u32::try_from(missing.div_ceil(whole.max(1))).unwrap_or(hours)
            });
            let name = |cell: usize| named.and_then(|(_, cells)| cells.get(cell)).cloned();
            units.push(UnitCompared {
                unit: named.map_or_else(|| self.names.of(unit.concept), |(unit, _)| unit.clone()),
                training: state(&alone, &of_training),
                with_compensation: state(&with, &of_all),
                remaining: open.iter().filter_map(|(cell, ..)| name(*cell)).collect(),
                hours,
                by: Vec::new(),
            });
        }
        if helped {
            let aside = everything.modules.get(held.modules.len()..).unwrap_or_default();
            self.name_what_helped(standard, &held, &alone, aside, &mut units);
        }
        let covered = u64::from(with.coverage.confirmed.millionths());
        let too_little = covered < u64::from(self.policy.recognition.comparable) * 10_000;
        Comparison {
            reference: reference.named.clone(),
            training: alone.coverage.confirmed,
            with_compensation: with.coverage.confirmed,
            undetermined: with.undetermined,
            units,
            better: if too_little {
                self.better(standard, &everything, covered)
            } else {
                Vec::new()
            },
        }
    }

    /// Whether every outcome of a unit is covered; absent where none is known
    /// not to be and of some nobody can say.
    fn in_full(&self, unit: &CompiledUnit, cells: &[u8]) -> Option<bool> {
        let mut answer = Some(true);
        for (cell, &covered) in unit.cells.iter().zip(cells) {
            if cell.is_title && covered == 0 {
                answer = None;
            } else if covered < self.policy.recognition.covered {
                return Some(false);
            }
        }
        answer
    }

    /// Names what beside the training covers each unit: each piece of evidence
    /// with which the training covers more of an outcome than without it.
    fn name_what_helped(
        &self,
        standard: &CompiledStandard,
        held: &Subject,
        alone: &StandardFigures,
        aside: &[SubjectModule],
        units: &mut [UnitCompared],
    ) {
        let whose = |module: &SubjectModule| {
            module.id.split_once(": ").map_or(&*module.id, |(whose, _)| whose).to_owned()
        };
        for piece in aside.chunk_by(|a, b| whose(a) == whose(b)) {
            let mut subject = held.clone();
            subject.modules.extend_from_slice(piece);
            let mut figures = self.aligner.coverage(&subject, std::slice::from_ref(standard));
            let (Some(with), Some(first)) = (figures.standards.pop(), piece.first()) else {
                continue;
            };
            for (unit, (before, after)) in units.iter_mut().zip(alone.cells.iter().zip(&with.cells))
            {
                if before != after {
                    unit.by.push(whose(first));
                }
            }
        }
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
