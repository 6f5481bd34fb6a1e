//! Links that words suggest: each text is looked up once.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_alignment::{CompiledStandard, Link};
use passerelle_model::{Curriculum, Issue, LanguageTag, LinkBasis, Module, Place, codes};
use passerelle_search::{Suggester, Suggestion, Topic, normalise};
use passerelle_taxonomy::ConceptId;
use rayon::prelude::*;

use super::Linking;
use super::cache::{Key, Suggested};
use super::links::Known;
use super::subjects::language_of;
use crate::engine::Engine;
use crate::error::Error;

/// How many outcomes of one standard are suggested for a text at most.
const SUGGESTED: u32 = 2;
/// How many concepts are looked at.
const LOOKED_AT: usize = 400;
/// What stands between a text and the title of its module.
const BEHIND: char = '\u{1f}';

/// What words suggest, by language and normalised text.
#[derive(Debug, Default)]
pub(super) struct Suggestions {
    of: BTreeMap<LanguageTag, BTreeMap<String, Vec<(ConceptId, u8)>>>,
    /// By curriculum and standard: how like their words are as wholes, in per
    /// cent of the mean over the standards.
    topics: Vec<BTreeMap<ConceptId, u32>>,
}

/// What may be suggested: the outcomes of the standards, by IRI, and the
/// standards that ask for each.
struct Targets {
    concepts: Vec<ConceptId>,
    standards: Vec<Vec<u32>>,
    count: usize,
}

impl Targets {
    fn new(standards: &[CompiledStandard]) -> Self {
        let mut of: BTreeMap<ConceptId, Vec<u32>> = BTreeMap::new();
        for (number, standard) in (0..).zip(standards) {
            for cell in standard.units.iter().flat_map(|unit| &unit.cells) {
                let of_cell = of.entry(cell.target).or_default();
                if of_cell.last() != Some(&number) {
                    of_cell.push(number);
                }
            }
        }
        let (concepts, of): (Vec<_>, Vec<_>) = of.into_iter().unzip();
        Self { concepts, standards: of, count: standards.len() }
    }

    /// The best of each standard: what one standard asks for takes no place
    /// from another.
    fn best(&self, hits: Vec<Suggestion>) -> Suggested {
        let mut counts = vec![0u32; self.count];
        let mut kept = Vec::new();
        for hit in hits {
            let Ok(at) = self.concepts.binary_search(&hit.concept) else { continue };
            let mut is_kept = false;
            for &standard in self.standards.get(at).into_iter().flatten() {
                if let Some(count) = counts.get_mut(standard as usize) {
                    is_kept |= *count < SUGGESTED;
                    *count += 1;
                }
            }
            if let (true, Ok(at)) = (is_kept, u32::try_from(at)) {
                kept.push((at, hit.likeness));
            }
        }
        kept
    }
}

impl Suggestions {
    /// Looks up every text of the curricula that nobody linked, among the
    /// outcomes of the standards.
    pub(super) fn find(
        engine: &Engine,
        file: &str,
        curricula: &[Curriculum],
        standards: &[CompiledStandard],
        linking: &mut Linking,
        issues: &mut Vec<Issue>,
    ) -> Result<Self, Error> {
        let mut found = Self { topics: vec![BTreeMap::new(); curricula.len()], ..Self::default() };
        if !linking.suggest {
            return Ok(found);
        }
        let mut texts: BTreeMap<LanguageTag, BTreeSet<String>> = BTreeMap::new();
        for curriculum in curricula {
            let of_language = texts.entry(language_of(curriculum)).or_default();
            for (text, module) in texts_of(curriculum) {
                if matches!(linking.links.of(text), Known::Open(_)) {
                    of_language.insert(in_context(text, module.title.as_deref()));
                }
            }
        }
        texts.retain(|_, texts| !texts.is_empty());
        let taxonomy = engine.taxonomy();
        let targets = Targets::new(standards);
        for (written, texts) in texts {
            // `en-US` is compared with labels in `en`.
            let loaded = taxonomy.languages().filter(|tag| tag.primary() == written.primary());
            let language = loaded.min_by_key(|&tag| (*tag != written, tag)).cloned();
            let language = language.unwrap_or_else(|| written.clone());
            let has_labels = match taxonomy.labels(&language)? {
                Some(labels) => targets.concepts.iter().any(|&c| labels.preferred(c).is_some()),
                None => false,
            };
            if !has_labels {
                let message = format!("no outcome of the standards has a text in `{written}`");
                let place = Place::file(file).field("language");
                issues.push(Issue::new(codes::OUTCOME_LANGUAGE, place, message));
                continue;
            }
            let key = Key::new(taxonomy, &targets.concepts, &targets.standards, &language)?;
            let suggester = Suggester::new(taxonomy, &targets.concepts, &language)?;
            let unknown: Vec<&String> =
                texts.iter().filter(|text| linking.cache.get(&key, text).is_none()).collect();
            let suggest = |both: &&String| {
                let (text, title) = both.split_once(BEHIND).unwrap_or((both, ""));
                targets.best(suggester.suggest(text, title, LOOKED_AT))
            };
            let made: Vec<Suggested> = unknown.par_iter().map(suggest).collect();
            for (text, made) in unknown.into_iter().zip(made) {
                linking.cache.put(&key, text, made);
            }
            let of_language = found.of.entry(written.clone()).or_default();
            for text in texts {
                let known = linking.cache.get(&key, &text).into_iter().flatten();
                let known = known.filter_map(|&(at, likeness)| {
                    Some((*targets.concepts.get(at as usize)?, likeness))
                });
                let known = known.collect();
                of_language.insert(text, known);
            }
            found.add_topics(engine, &suggester, (&written, &language), curricula, standards)?;
        }
        Ok(found)
    }

    /// Compares curricula as wholes with standards as wholes.
    fn add_topics(
        &mut self,
        engine: &Engine,
        suggester: &Suggester,
        (written, language): (&LanguageTag, &LanguageTag),
        curricula: &[Curriculum],
        standards: &[CompiledStandard],
    ) -> Result<(), Error> {
        let taxonomy = engine.taxonomy();
        let Some(labels) = taxonomy.labels(language)? else { return Ok(()) };
        let label = |concept: ConceptId| labels.preferred(concept).unwrap_or_default();
        let topics: Vec<(ConceptId, Topic)> = standards
            .par_iter()
            .map(|standard| {
                let titled =
                    |unit: ConceptId| format!("{} {}", label(unit), label(standard.concept));
                let above: Vec<String> =
                    standard.units.iter().map(|unit| titled(unit.concept)).collect();
                let texts = standard.units.iter().zip(&above).flat_map(|(unit, title)| {
                    unit.cells.iter().map(move |cell| (label(cell.target), title.as_str()))
                });
                (standard.concept, suggester.topic(texts))
            })
            .collect();
        let own = |curriculum: &Curriculum| -> BTreeMap<ConceptId, u32> {
            if language_of(curriculum) != *written {
                return BTreeMap::new();
            }
            let texts = texts_of(curriculum);
            let own = suggester.topic(texts.map(|(t, m)| (t, m.title.as_deref().unwrap_or(""))));
            let likeness: Vec<(ConceptId, u64)> =
                topics.iter().map(|(c, topic)| (*c, own.likeness(topic).into())).collect();
            let sum: u64 = likeness.iter().map(|(_, likeness)| likeness).sum();
            let relative = |likeness: u64| likeness * 100 * topics.len() as u64 / sum.max(1);
            likeness
                .into_iter()
                .map(|(c, likeness)| (c, u32::try_from(relative(likeness)).unwrap_or(u32::MAX)))
                .collect()
        };
        let made: Vec<BTreeMap<ConceptId, u32>> = curricula.par_iter().map(own).collect();
        for (known, made) in self.topics.iter_mut().zip(made) {
            known.extend(made);
        }
        Ok(())
    }

    /// The links that a text suggests, the most like first.
    pub(super) fn of(
        &self,
        text: &str,
        title: Option<&str>,
        language: &LanguageTag,
    ) -> impl Iterator<Item = Link> {
        let found = self.of.get(language).and_then(|texts| texts.get(&in_context(text, title)));
        found.into_iter().flatten().map(|&(concept, confidence)| Link {
            concept,
            basis: LinkBasis::Suggested,
            confidence,
            proficiency: None,
        })
    }

    /// How like a curriculum, by its place in the file, is to each standard.
    pub(super) fn topics_of(&self, curriculum: usize) -> BTreeMap<ConceptId, u32> {
        self.topics.get(curriculum).cloned().unwrap_or_default()
    }
}

/// The texts of a curriculum that say what they are in no other way.
fn texts_of(curriculum: &Curriculum) -> impl Iterator<Item = (&str, &Module)> {
    let outcomes = curriculum.modules.iter().flat_map(|m| m.outcomes.iter().map(move |o| (o, m)));
    outcomes.filter_map(|(outcome, module)| Some((outcome.text.as_deref()?, module)))
}

/// A text with the title of its module behind it: what is looked up.
fn in_context(text: &str, title: Option<&str>) -> String {
    format!("{}{BEHIND}{}", normalise(text), normalise(title.unwrap_or_default()))
}
