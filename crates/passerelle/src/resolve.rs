//! From the words of a record to concepts.

use passerelle_import::records::{Located, Records};
use passerelle_matching::{Candidate, CandidateSkill, CompiledVacancy, Requirement};
use passerelle_model::{
    Assurance, ConceptKind, Importance, Issue, LanguageTag, MatchingPolicy, Place, Proficiency,
    Profile, ResolvedBy, SkillRef, Vacancy, codes,
};
use passerelle_search::{Filter, Resolution, resolve_hits};
use passerelle_taxonomy::ConceptId;

use crate::engine::{Engine, Found};
use crate::error::Error;

/// A concept, or the issue why there is none.
type Named = Result<(ConceptId, ResolvedBy), Issue>;

impl Engine {
    /// Says which concept a text means: a skill proper, or where none fits a
    /// field or group of skills.
    ///
    /// Groups come second because many are named like the knowledge in them,
    /// and a person who says *mathematics* means the knowledge.
    ///
    /// # Errors
    /// Where labels or an index cannot be read.
    pub fn resolve(&self, text: &str, language: Option<&LanguageTag>) -> Result<Resolution, Error> {
        let among = |kinds: Vec<ConceptKind>| -> Result<Resolution, Error> {
            let filter = Filter { kinds, language: language.cloned(), scheme: None };
            Ok(resolve_hits(self.hits(text, &filter)?, &[]))
        };
        let meant = among(ConceptKind::SKILLS.to_vec())?;
        if let Resolution::NoMatch { .. } = meant {
            let group = among(vec![ConceptKind::SkillGroup, ConceptKind::Field])?;
            if let Resolution::Resolved { .. } = group {
                return Ok(group);
            }
        }
        Ok(meant)
    }

    /// The concept that an IRI or CURIE names.
    pub fn find(&self, iri_or_curie: &str) -> Option<ConceptId> {
        let taxonomy = self.taxonomy();
        taxonomy.find(&taxonomy.prefixes().expand(iri_or_curie)?)
    }

    /// Makes a candidate of a profile; what cannot be resolved is left out,
    /// with an issue.
    pub(crate) fn candidate(
        &self,
        file: &str,
        profile: &Located<Profile>,
        issues: &mut Vec<Issue>,
    ) -> Result<Candidate, Error> {
        let mut skills = Vec::with_capacity(profile.record.skills.len());
        for (at, evidence) in profile.record.skills.iter().enumerate() {
            let place = Place::file(file)
                .line(profile.line)
                .field(format!("skills[{at}]"))
                .about(profile.record.id.as_str());
            // Records with another number of names were rejected on reading.
            let Ok(skill) = evidence.skill() else { continue };
            match self.named(skill, evidence.language.as_ref(), place)? {
                Ok((concept, resolved_by)) => skills.push(CandidateSkill {
                    concept,
                    resolved_by,
                    proficiency: evidence.proficiency,
                    assurance: evidence.assurance.unwrap_or(Assurance::SelfDeclared),
                }),
                Err(issue) => issues.push(issue),
            }
        }
        Ok(Candidate::new(profile.record.id.as_str(), skills))
    }

    /// Compiles a vacancy; nothing, with an issue, where it asks for nothing
    /// that is known.
    pub(crate) fn compile(
        &self,
        file: &str,
        vacancy: &Located<Vacancy>,
        policy: &MatchingPolicy,
        issues: &mut Vec<Issue>,
    ) -> Result<Option<CompiledVacancy>, Error> {
        let record = &vacancy.record;
        let place = || Place::file(file).line(vacancy.line).about(record.id.as_str());
        let mut requirements = Vec::new();
        for (at, asked) in record.requirements.iter().enumerate() {
            let Ok(skill) = asked.skill() else { continue };
            let place = place().field(format!("requirements[{at}]"));
            match self.named(skill, asked.language.as_ref(), place)? {
                Ok((concept, resolved_by)) => {
                    let importance = asked.importance.unwrap_or(Importance::Essential);
                    requirements.push(Requirement {
                        concept,
                        resolved_by,
                        importance,
                        weight: asked.weight.unwrap_or_else(|| policy.weight.of(importance)),
                        minimum: asked.minimum_proficiency.unwrap_or(Proficiency::INDEPENDENT),
                    });
                }
                Err(issue) => issues.push(issue),
            }
        }
        if let Some(occupation) =
            record.occupation.as_deref().filter(|_| record.requirements.is_empty())
        {
            let essential = self.find(occupation).map_or(&[][..], |concept| {
                self.taxonomy().requires(concept, Importance::Essential)
            });
            if essential.is_empty() {
                let message = format!("`{occupation}` is unknown, or has no essential skills");
                let place = place().field("occupation");
                issues.push(Issue::new(codes::OCCUPATION_UNKNOWN, place, message));
            }
            requirements.extend(essential.iter().map(|&concept| Requirement {
                concept,
                resolved_by: ResolvedBy::Occupation,
                importance: Importance::Essential,
                weight: policy.weight.essential,
                minimum: Proficiency::INDEPENDENT,
            }));
        }
        if requirements.is_empty() {
            let message = "it asks for nothing that is known, and is rejected";
            issues.push(Issue::new(codes::VACANCY_ASKS_NOTHING, place(), message));
            return Ok(None);
        }
        Ok(Some(CompiledVacancy::new(record.id.as_str(), record.title.clone(), requirements)?))
    }

    /// The skill that a record names.
    fn named(
        &self,
        skill: SkillRef<'_>,
        language: Option<&LanguageTag>,
        place: Place,
    ) -> Result<Named, Error> {
        let named = match skill {
            SkillRef::Concept(text) => self.by_concept(text, &place),
            SkillRef::Code(code) => self.by_code(code, &place),
            SkillRef::Text(text) => self.by_text(text, language, &place)?,
        };
        Ok(named.and_then(|(concept, resolved_by)| {
            let kind = self.taxonomy().kind(concept);
            if kind.is_skill() {
                return Ok((concept, resolved_by));
            }
            let iri = self.taxonomy().iri(concept);
            let message = format!("`{iri}` is of the kind {kind}");
            Err(Issue::new(codes::SKILL_NOT_A_SKILL, place, message))
        }))
    }

    fn by_concept(&self, text: &str, place: &Place) -> Named {
        self.find(text).map(|concept| (concept, ResolvedBy::Concept)).ok_or_else(|| {
            let message = format!("{} is in no loaded taxonomy", shown(text));
            Issue::new(codes::SKILL_UNKNOWN, nested(place, "concept"), message)
        })
    }

    fn by_code(&self, code: &str, place: &Place) -> Named {
        let taxonomy = self.taxonomy();
        let held = taxonomy.find_notation(code.trim());
        let skills: Vec<ConceptId> =
            held.iter().copied().filter(|&c| taxonomy.kind(c).is_skill()).collect();
        match (skills.as_slice(), held) {
            (&[concept], _) | ([], &[concept, ..]) => Ok((concept, ResolvedBy::Code)),
            ([], []) => {
                let message = format!("no skill has the code {}", shown(code));
                Err(Issue::new(codes::SKILL_UNKNOWN, nested(place, "code"), message))
            }
            (several, _) => {
                let named: Vec<&str> = several.iter().map(|&c| taxonomy.iri(c)).collect();
                let message = format!("it is the code of {}", named.join(", "));
                Err(Issue::new(codes::SKILL_AMBIGUOUS, nested(place, "code"), message))
            }
        }
    }

    /// The messages name what was found and never the text: a person's own
    /// words stay in the file, where the place leads to them.
    fn by_text(
        &self,
        text: &str,
        language: Option<&LanguageTag>,
        place: &Place,
    ) -> Result<Named, Error> {
        let (code, message) = match self.resolve(text, language)? {
            Resolution::Resolved { concept, score } => {
                return Ok(Ok((concept, ResolvedBy::Text { score })));
            }
            Resolution::Ambiguous { candidates } => {
                (codes::SKILL_AMBIGUOUS, format!("the text may mean {}", self.list(&candidates)))
            }
            Resolution::NoMatch { nearest } if nearest.is_empty() => {
                (codes::SKILL_NO_MATCH, "the text is like no known skill".to_owned())
            }
            Resolution::NoMatch { nearest } => {
                let nearest = self.list(&nearest);
                (codes::SKILL_NO_MATCH, format!("the text fits no skill; nearest: {nearest}"))
            }
        };
        Ok(Err(Issue::new(code, nested(place, "text"), message)))
    }

    /// Candidates as a text: label, id and score of each.
    fn list(&self, hits: &[Found]) -> String {
        let prefixes = self.taxonomy().prefixes();
        let each: Vec<String> = hits
            .iter()
            .map(|hit| {
                let id = prefixes.compact_str(self.taxonomy().iri(hit.concept));
                format!("`{}` ({id}, {})", hit.label, hit.score)
            })
            .collect();
        each.join(", ")
    }
}

/// An identifier as it is shown: what does not look like one may be a person's
/// own words, and stays in the file.
fn shown(identifier: &str) -> String {
    let is_one = identifier.len() <= 200
        && identifier.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '/'))
        && !identifier.contains(char::is_whitespace);
    if is_one { format!("`{identifier}`") } else { "given".to_owned() }
}

/// A field inside the one that a place names.
fn nested(place: &Place, field: &str) -> Place {
    let outer = place.field.as_deref().unwrap_or_default();
    place.clone().field(format!("{outer}.{field}"))
}

/// The candidates and vacancies of two files, resolved.
pub(crate) struct Resolved {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) vacancies: Vec<CompiledVacancy>,
    pub(crate) issues: Vec<Issue>,
}

impl Engine {
    /// Resolves the records of two files, in parallel on the current rayon
    /// pool; the result is in the order of the files.
    pub(crate) fn resolve_records(
        &self,
        profiles: &Records<Profile>,
        vacancies: &Records<Vacancy>,
        policy: &MatchingPolicy,
    ) -> Result<Resolved, Error> {
        use rayon::prelude::*;

        let mut issues: Vec<Issue> = Vec::new();
        let resolved: Vec<(Candidate, Vec<Issue>)> = profiles
            .records
            .par_iter()
            .map(|profile| {
                let mut found = Vec::new();
                let candidate = self.candidate(&profiles.name, profile, &mut found)?;
                Ok((candidate, found))
            })
            .collect::<Result<_, Error>>()?;
        let mut candidates = Vec::with_capacity(resolved.len());
        for (candidate, found) in resolved {
            candidates.push(candidate);
            issues.extend(found);
        }
        let resolved: Vec<(Option<CompiledVacancy>, Vec<Issue>)> = vacancies
            .records
            .par_iter()
            .map(|vacancy| {
                let mut found = Vec::new();
                let compiled = self.compile(&vacancies.name, vacancy, policy, &mut found)?;
                Ok((compiled, found))
            })
            .collect::<Result<_, Error>>()?;
        let mut compiled = Vec::with_capacity(resolved.len());
        for (vacancy, found) in resolved {
            compiled.extend(vacancy);
            issues.extend(found);
        }
        Ok(Resolved { candidates, vacancies: compiled, issues })
    }
}
