//! Translations between classifications, as data.

use passerelle_model::{
    MatchingPolicy, NearestBroader, NotMappedReason, NotMappedShown, SCHEMA_VERSION, SkillNamed,
    TranslationAnswer, TranslationShown, TranslationUse,
};
use passerelle_taxonomy::{
    ConceptId, Names, NotMapped, Outcome, SchemeId, Scratch, Target, Translation, Translator,
};

use crate::engine::Engine;
use crate::error::Error;

/// Translates concepts into schemes for a use; made once, asked many times.
///
/// May be shared between threads.
#[derive(Debug)]
pub struct Translate<'e> {
    engine: &'e Engine,
    translator: Translator<'e>,
    names: Names<'e>,
    target: Target,
    titles: Vec<String>,
    purpose: TranslationUse,
}

impl Engine {
    /// The schemes that a text names: by prefix, IRI or title in any case.
    /// `esco` are ESCO's occupations and skills.
    pub fn schemes_named(&self, text: &str) -> Vec<SchemeId> {
        let taxonomy = self.taxonomy();
        let text = text.trim();
        if text.eq_ignore_ascii_case("esco") {
            let own = ["occupations", "skills"]
                .map(|name| format!("http://data.europa.eu/esco/concept-scheme/{name}"));
            return own.iter().filter_map(|iri| taxonomy.find_scheme(iri)).collect();
        }
        let named = taxonomy.schemes().iter().filter(|scheme| {
            scheme.iri.as_str() == text
                || scheme
                    .prefix
                    .as_ref()
                    .is_some_and(|(prefix, _)| prefix.eq_ignore_ascii_case(text))
                || scheme.title.values().any(|title| title.eq_ignore_ascii_case(text))
        });
        named.filter_map(|scheme| taxonomy.find_scheme(scheme.iri.as_str())).collect()
    }

    /// The concepts that an IRI, CURIE or code names, ordered by IRI; codes
    /// are looked for in `within` alone where it names schemes. In a code a
    /// `-` may stand for a blank.
    pub fn find_named(&self, text: &str, within: &[SchemeId]) -> Vec<ConceptId> {
        let taxonomy = self.taxonomy();
        if let Some(concept) = self.find(text) {
            return vec![concept];
        }
        let is_within = |concept: &ConceptId| {
            let schemes = taxonomy.in_schemes(*concept);
            within.is_empty() || within.iter().any(|scheme| schemes.contains(scheme))
        };
        let code = text.trim();
        let found = |code: &str| -> Vec<ConceptId> {
            taxonomy.find_notation(code).iter().copied().filter(is_within).collect()
        };
        let exact = found(code);
        if exact.is_empty() { found(&code.replacen('-', " ", 1)) } else { exact }
    }

    /// Makes ready to translate into schemes, by the priors of a policy.
    ///
    /// # Errors
    /// Where labels cannot be read.
    pub fn translate(
        &self,
        to: &[SchemeId],
        purpose: TranslationUse,
        policy: &MatchingPolicy,
    ) -> Result<Translate<'_>, Error> {
        let taxonomy = self.taxonomy();
        let priors = match purpose {
            TranslationUse::People => policy.people_priors.clone(),
            TranslationUse::Evidence => policy.evidence_priors.clone(),
            TranslationUse::Requirements => policy.evidence_priors.for_requirements(),
        };
        let schemes = taxonomy.schemes();
        let titles =
            to.iter().map(|scheme| schemes[scheme.index()].display_title().to_owned()).collect();
        let translator = Translator::new(taxonomy, priors);
        Ok(Translate {
            engine: self,
            target: translator.target(to),
            translator,
            names: Names::new(taxonomy, self.language())?,
            titles,
            purpose,
        })
    }
}

impl Translate<'_> {
    /// What a concept translates to.
    pub fn concept(&self, concept: ConceptId, scratch: &mut Scratch) -> TranslationAnswer {
        let outcome = self.translator.translate(concept, &self.target, scratch);
        let (translations, not_mapped) = match outcome {
            Outcome::Mapped(found) => (found.iter().map(|t| self.shown(t)).collect(), None),
            Outcome::NotMapped { reason, nearest } => {
                let nearest_broader = nearest.map(|nearest| NearestBroader {
                    concept: self.names.of(nearest.concept),
                    path: nearest.way.iter().flat_map(|way| self.names.path(way)).collect(),
                    fan_out: nearest.fan_out,
                });
                let reason = match reason {
                    NotMapped::Stated => NotMappedReason::StatedUnmapped,
                    NotMapped::NothingSaid => NotMappedReason::NothingSaid,
                    NotMapped::NoPath => NotMappedReason::NoPath,
                };
                (Vec::new(), Some(NotMappedShown { reason, nearest_broader }))
            }
        };
        TranslationAnswer {
            schema_version: SCHEMA_VERSION,
            source: self.names.of(concept),
            to: self.titles.clone(),
            purpose: self.purpose,
            translations,
            not_mapped,
        }
    }

    /// The answer for something that cannot be translated because it is not
    /// known, or is ambiguous.
    pub fn unknown(&self, text: &str, reason: NotMappedReason) -> TranslationAnswer {
        TranslationAnswer {
            schema_version: SCHEMA_VERSION,
            source: SkillNamed { id: text.to_owned(), label: text.to_owned() },
            to: self.titles.clone(),
            purpose: self.purpose,
            translations: Vec::new(),
            not_mapped: Some(NotMappedShown { reason, nearest_broader: None }),
        }
    }

    /// The concepts of a scheme, in the order of their IRIs.
    pub fn members(&self, scheme: SchemeId) -> Vec<ConceptId> {
        self.engine.taxonomy().members(scheme).collect()
    }

    fn shown(&self, translation: &Translation) -> TranslationShown {
        TranslationShown {
            target: self.names.of(translation.target),
            predicate: translation.meaning.predicate,
            confidence: translation.confidence,
            composed: translation.meaning.composed,
            beyond_skos: translation.meaning.beyond_skos,
            path: self.names.path(translation),
        }
    }
}
