//! Curricula, standards and people, made ready to be aligned.

use std::collections::BTreeMap;

use passerelle_alignment::{CompiledStandard, Link, Subject, SubjectModule, SubjectOutcome};
use passerelle_import::records::Located;
use passerelle_matching::{Qualification, StatedSkill};
use passerelle_model::{
    CefrSkill, Curriculum, Issue, LanguageKnown, LanguageReached, LanguageTag, LevelBasis,
    LinkBasis, MappingPredicate, Module, ModuleOutcome, Place, Profile, Referencing, SubjectKind,
    TranslationPriors, codes,
};
use passerelle_taxonomy::{ConceptId, in_code_order, is_whole, level_of};

use super::links::{Known, can_be_learnt};
use super::suggestions::Suggestions;
use super::{AlignOptions, Linking};
use crate::engine::Engine;
use crate::error::Error;
use crate::resolve::Resolver;

impl Engine {
    /// Curricula, with their outcomes linked: as they state it, as people
    /// confirmed it, and as their words suggest it among the outcomes of
    /// `standards`. Each text is looked up once, and kept in the linking's
    /// cache.
    ///
    /// # Errors
    /// Where labels cannot be read.
    pub fn curricula_to_align(
        &self,
        file: &str,
        curricula: &[Curriculum],
        standards: &[ConceptId],
        linking: &mut Linking,
        options: &AlignOptions,
    ) -> Result<(Vec<Subject>, Vec<Issue>), Error> {
        let aligner = passerelle_alignment::Aligner::new(self.taxonomy(), &options.policy);
        let compiled: Vec<CompiledStandard> =
            standards.iter().filter_map(|&standard| aligner.compile(standard)).collect();
        let mut issues = Vec::new();
        let suggestions =
            Suggestions::find(self, file, curricula, &compiled, linking, &mut issues)?;
        let priors = &options.policy.evidence_priors;
        let mut subjects = Vec::with_capacity(curricula.len());
        for (number, curriculum) in curricula.iter().enumerate() {
            let language = language_of(curriculum);
            let mut modules = Vec::with_capacity(curriculum.modules.len());
            for (at, module) in curriculum.modules.iter().enumerate() {
                let link = |(number, outcome): (usize, &ModuleOutcome)| {
                    let field = format!("modules[{at}].outcomes[{number}]");
                    let place = Place::file(file).field(field).about(curriculum.id.as_str());
                    let links = self.stated(outcome, &place, &mut issues).unwrap_or_else(|| {
                        let text = outcome.text.as_deref().unwrap_or_default();
                        let title = module.title.as_deref();
                        linked(linking, &suggestions, (text, title), &language, priors)
                    });
                    SubjectOutcome { text: outcome.text.clone(), links }
                };
                let outcomes = module.outcomes.iter().enumerate().map(link).collect();
                modules.push(module_of(curriculum, module, outcomes));
            }
            let basis = match curriculum.referencing {
                None | Some(Referencing::FormalReferencing) => LevelBasis::Formal,
                Some(_) => LevelBasis::Estimated,
            };
            subjects.push(Subject {
                id: curriculum.id.clone(),
                title: curriculum.title.clone(),
                kind: SubjectKind::Curriculum,
                level: curriculum.eqf_level.map(|level| (level, basis)),
                hours: curriculum.learning_hours(),
                languages: reached(&curriculum.languages),
                topics: suggestions.topics_of(number),
                modules,
            });
        }
        Ok((subjects, issues))
    }

    /// The link that an outcome states; nothing where it states none that can
    /// be used.
    fn stated(
        &self,
        outcome: &ModuleOutcome,
        place: &Place,
        issues: &mut Vec<Issue>,
    ) -> Option<Vec<Link>> {
        let taxonomy = self.taxonomy();
        let concept = outcome.concept.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let code = outcome.code.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let (text, found): (&str, Vec<ConceptId>) = match (concept, code) {
            (Some(concept), _) => (concept, self.find(concept).into_iter().collect()),
            (None, Some(code)) => (code, taxonomy.find_notation(code).to_vec()),
            (None, None) => return None,
        };
        let fits: Vec<ConceptId> =
            found.iter().copied().filter(|&c| can_be_learnt(self, c)).collect();
        let message = match (fits.as_slice(), found.is_empty()) {
            (&[concept], _) => return Some(vec![Link::stated(concept)]),
            ([], true) => format!("`{text}` is in nothing that is loaded"),
            ([], false) => format!("`{text}` is nothing that is learnt"),
            (several, _) => {
                let named: Vec<&str> = several.iter().map(|&c| taxonomy.iri(c)).collect();
                format!("`{text}` is the code of {}", named.join(", "))
            }
        };
        let has_text = outcome.text.as_deref().is_some_and(|text| !text.trim().is_empty());
        let code = if has_text { codes::OUTCOME_BY_TEXT } else { codes::OUTCOME_UNKNOWN };
        issues.push(Issue::new(code, place.clone(), message));
        None
    }

    /// A standard, read as what is taught: its units are modules, with their
    /// hours, at its level; electives are optional.
    ///
    /// # Errors
    /// Where labels cannot be read.
    pub fn standard_to_align(&self, standard: ConceptId) -> Result<Subject, Error> {
        let taxonomy = self.taxonomy();
        let names = passerelle_taxonomy::Names::new(taxonomy, self.language())?;
        let wholes = |concepts: &[ConceptId]| -> Vec<ConceptId> {
            let mut units: Vec<ConceptId> =
                concepts.iter().copied().filter(|&c| is_whole(taxonomy.kind(c))).collect();
            units.sort_by_cached_key(|&c| (in_code_order(taxonomy.notation(c).unwrap_or("")), c));
            units
        };
        let module = |concept: ConceptId, optional: bool| SubjectModule {
            id: names.of(concept).id,
            title: Some(names.of(concept).label),
            hours: taxonomy.hours(concept),
            optional,
            outcomes: vec![SubjectOutcome { text: None, links: vec![Link::stated(concept)] }],
            ..SubjectModule::default()
        };
        let own = wholes(taxonomy.parts(standard));
        let electives = wholes(taxonomy.related(standard));
        let modules = if own.is_empty() {
            vec![module(standard, false)]
        } else {
            let own = own.into_iter().map(|unit| module(unit, false));
            own.chain(electives.into_iter().map(|unit| module(unit, true))).collect()
        };
        let itself = names.of(standard);
        Ok(Subject {
            id: itself.id,
            title: Some(itself.label),
            kind: SubjectKind::Standard,
            level: level_of(taxonomy, standard),
            hours: taxonomy.hours(standard),
            languages: Vec::new(),
            topics: BTreeMap::new(),
            modules,
        })
    }

    /// People, by what their records state of skills and completed
    /// qualifications. What follows from a job only is no evidence here.
    ///
    /// # Errors
    /// Where labels or an index cannot be read.
    pub fn people_to_align(
        &self,
        file: &str,
        profiles: &[Located<Profile>],
    ) -> Result<(Vec<Subject>, Vec<Issue>), Error> {
        let resolver = Resolver::new(self);
        let (mut subjects, mut issues) = (Vec::new(), Vec::new());
        for located in profiles {
            // What a job's title means does not matter here.
            let record = Profile { experience: Vec::new(), ..located.record.clone() };
            let located = Located { line: located.line, record };
            let profile = resolver.profile(file, &located, None, &mut issues)?;
            let skill = |(at, skill): (usize, &StatedSkill)| {
                let link = Link { proficiency: skill.proficiency, ..Link::stated(skill.concept) };
                part(format!("skills[{at}]"), link)
            };
            let held = |(at, held): (usize, &Qualification)| {
                Some(part(format!("qualifications[{at}]"), Link::stated(held.concept?)))
            };
            let skills = profile.skills.iter().enumerate().map(skill);
            let modules =
                skills.chain(profile.qualifications.iter().enumerate().filter_map(held)).collect();
            let levels = profile.qualifications.iter().filter_map(|q| Some((q.level?, q.basis)));
            let known = |&(level, basis): &(_, LevelBasis)| (basis == LevelBasis::Formal, level);
            subjects.push(Subject {
                level: levels.max_by_key(known),
                languages: reached(&profile.languages),
                ..Subject::new(profile.id, SubjectKind::Person, modules)
            });
        }
        Ok((subjects, issues))
    }
}

/// The language that a curriculum is written in.
pub(super) fn language_of(curriculum: &Curriculum) -> LanguageTag {
    curriculum.language.clone().unwrap_or_else(LanguageTag::english)
}

/// A part of a record as a module.
fn part(id: String, link: Link) -> SubjectModule {
    let outcomes = vec![SubjectOutcome { text: None, links: vec![link] }];
    SubjectModule { id, outcomes, ..SubjectModule::default() }
}

fn module_of(
    curriculum: &Curriculum,
    module: &Module,
    outcomes: Vec<SubjectOutcome>,
) -> SubjectModule {
    let basis = LevelBasis::Formal;
    SubjectModule {
        id: module.id.clone(),
        title: module.title.clone(),
        hours: module.learning_hours(curriculum),
        weeks: module.weeks.map(u32::from),
        level: module.eqf_level.map(|level| (level, basis)),
        optional: module.optional,
        outcomes,
    }
}

/// What people or words make of a text.
fn linked(
    linking: &Linking,
    suggestions: &Suggestions,
    (text, title): (&str, Option<&str>),
    language: &LanguageTag,
    priors: &TranslationPriors,
) -> Vec<Link> {
    let confirmed = |(concept, predicate): (ConceptId, MappingPredicate)| Link {
        concept,
        basis: LinkBasis::Confirmed,
        confidence: priors.of(predicate),
        proficiency: None,
    };
    match linking.links.of(text) {
        Known::Settled(found) => found.into_iter().map(confirmed).collect(),
        Known::Open(rejected) => {
            let is_open =
                |link: &Link| rejected.is_none_or(|rejected| !rejected.contains(&link.concept));
            suggestions.of(text, title, language).filter(is_open).collect()
        }
    }
}

/// The level of the weakest skill in each language, by tag; languages of which
/// no level is known are left out.
pub(crate) fn reached(languages: &[LanguageKnown]) -> Vec<LanguageReached> {
    let mut found: Vec<LanguageReached> = Vec::new();
    for known in languages {
        let levels = CefrSkill::ALL.into_iter().map(|skill| known.skills.of(skill).or(known.level));
        let Some(level) = levels.min().flatten() else { continue };
        match found.iter_mut().find(|f| f.language == known.language) {
            Some(best) => best.level = best.level.max(level),
            None => found.push(LanguageReached { language: known.language.clone(), level }),
        }
    }
    found.sort_by(|a, b| a.language.cmp(&b.language));
    found
}
