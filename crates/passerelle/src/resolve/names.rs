//! The skills, occupations, qualifications and fields that records name.

use passerelle_matching::{Occupation, can_be_required};
use passerelle_model::{Code, ConceptKind, Issue, LanguageTag, Place, ResolvedBy, SkillRef, codes};
use passerelle_search::Resolution;
use passerelle_taxonomy::{ConceptId, is_whole};

use super::{Meant, Resolver};
use crate::engine::Found;
use crate::error::Error;

/// A concept, or the issue why there is none.
pub(super) type Named = Result<(ConceptId, ResolvedBy), Issue>;

/// Tells where something is named, once there is an issue to tell: most names
/// are known, and a register has millions.
pub(super) type At<'p> = dyn Fn() -> Place + 'p;

/// What may be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    /// Skills alone.
    Skills,
    /// Skills, and qualifications and units that have outcomes.
    SkillsAndWholes,
}

impl Resolver<'_> {
    /// The skill that a record names.
    pub(super) fn skill<'o>(
        &self,
        skill: SkillRef<'_>,
        language: Option<&LanguageTag>,
        own: &dyn Fn() -> &'o [ConceptId],
        allowed: Allowed,
        place: &At<'_>,
    ) -> Result<Named, Error> {
        let named = match skill {
            SkillRef::Concept(text) => self.by_concept(text, place),
            SkillRef::Code(code) => self.by_code(code, allowed, place),
            SkillRef::Text(text) => self.by_text(text, language, own, place)?,
        };
        Ok(named.and_then(|(concept, resolved_by)| {
            let taxonomy = self.engine.taxonomy();
            let kind = taxonomy.kind(concept);
            let fits = match allowed {
                Allowed::Skills => kind.is_skill(),
                Allowed::SkillsAndWholes => can_be_required(taxonomy, concept),
            };
            if fits {
                return Ok((concept, resolved_by));
            }
            let iri = taxonomy.iri(concept);
            let message = match allowed {
                Allowed::Skills if is_whole(kind) => {
                    format!("`{iri}` is a {kind}, which belongs under `qualifications`")
                }
                _ if is_whole(kind) => format!("`{iri}` is a {kind} without learning outcomes"),
                _ => format!("`{iri}` is of the kind {kind}"),
            };
            Err(Issue::new(codes::SKILL_NOT_A_SKILL, place(), message))
        }))
    }

    fn by_concept(&self, text: &str, place: &At<'_>) -> Named {
        self.find(text).map(|concept| (concept, ResolvedBy::Concept)).ok_or_else(|| {
            let message = format!("{} is in no loaded taxonomy", self.shown(text));
            Issue::new(codes::SKILL_UNKNOWN, nested(place, "concept"), message)
        })
    }

    fn by_code(&self, code: &str, allowed: Allowed, place: &At<'_>) -> Named {
        let taxonomy = self.engine.taxonomy();
        let held = taxonomy.find_notation(code.trim());
        let fits = |kind: ConceptKind| {
            kind.is_skill() || (allowed == Allowed::SkillsAndWholes && is_whole(kind))
        };
        let skills: Vec<ConceptId> =
            held.iter().copied().filter(|&c| fits(taxonomy.kind(c))).collect();
        match (skills.as_slice(), held) {
            (&[concept], _) | ([], &[concept, ..]) => Ok((concept, ResolvedBy::Code)),
            ([], []) => {
                let message = format!("{} is the code of no skill", self.shown(code));
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
    fn by_text<'o>(
        &self,
        text: &str,
        language: Option<&LanguageTag>,
        own: &dyn Fn() -> &'o [ConceptId],
        place: &At<'_>,
    ) -> Result<Named, Error> {
        let found = self.text(Meant::Skill, text, language, own)?;
        let code = match &found {
            Resolution::Ambiguous { .. } => codes::SKILL_AMBIGUOUS,
            _ => codes::SKILL_NO_MATCH,
        };
        Ok(self.meant(found, code, "skill", &|| nested(place, "text")))
    }

    /// The occupation that a record names by IRI, CURIE, code or job title.
    pub(super) fn occupation(
        &self,
        text: &str,
        place: &At<'_>,
    ) -> Result<Result<(Occupation, ResolvedBy), Issue>, Error> {
        let taxonomy = self.engine.taxonomy();
        let is_one = |&c: &ConceptId| {
            let kind = taxonomy.kind(c);
            matches!(
                kind,
                ConceptKind::Occupation | ConceptKind::OccupationGroup | ConceptKind::Qualification
            )
        };
        let named = if let Some(concept) = self.find(text) {
            Ok((concept, ResolvedBy::Concept))
        } else {
            let held = taxonomy.find_notation(text.trim());
            let fits: Vec<ConceptId> = held.iter().copied().filter(is_one).collect();
            let in_isco = |&&c: &&ConceptId| Occupation::new(taxonomy, c).isco == Some(c);
            match (fits.as_slice(), fits.iter().find(in_isco)) {
                // A bare number is a code of ISCO-08 before any other.
                (_, Some(&concept)) | (&[concept], None) => Ok((concept, ResolvedBy::Code)),
                ([], None) if self.is_identifier(text) => {
                    let message = format!("{} is in no loaded taxonomy", self.shown(text));
                    Err(Issue::new(codes::OCCUPATION_NOT_FOUND, place(), message))
                }
                ([], None) => {
                    let found = self.text(Meant::Occupation, text, None, &|| &[])?;
                    self.meant(found, codes::OCCUPATION_NOT_FOUND, "occupation", place)
                }
                (several, None) => {
                    let named: Vec<&str> = several.iter().map(|&c| taxonomy.iri(c)).collect();
                    let message = format!("it is the code of {}", named.join(", "));
                    Err(Issue::new(codes::OCCUPATION_NOT_FOUND, place(), message))
                }
            }
        };
        Ok(named.and_then(|(concept, resolved_by)| {
            if is_one(&concept) {
                return Ok((Occupation::new(taxonomy, concept), resolved_by));
            }
            let message =
                format!("`{}` is of the kind {}", taxonomy.iri(concept), taxonomy.kind(concept));
            Err(Issue::new(codes::OCCUPATION_NOT_FOUND, place(), message))
        }))
    }

    /// The qualification or unit that a profile names.
    pub(super) fn qualification(&self, text: &str, place: &At<'_>) -> Result<ConceptId, Issue> {
        let taxonomy = self.engine.taxonomy();
        let found = self.find(text).or_else(|| {
            let held = taxonomy.find_notation(text.trim());
            let mut fits = held.iter().copied().filter(|&c| is_whole(taxonomy.kind(c)));
            fits.next().filter(|_| fits.next().is_none())
        });
        match found {
            Some(concept) if is_whole(taxonomy.kind(concept)) => Ok(concept),
            Some(concept) => {
                let kind = taxonomy.kind(concept);
                let message = format!("`{}` is of the kind {kind}", taxonomy.iri(concept));
                Err(Issue::new(codes::QUALIFICATION_UNKNOWN, place(), message))
            }
            None => {
                let message = format!("{} is in no loaded taxonomy", self.shown(text));
                Err(Issue::new(codes::QUALIFICATION_UNKNOWN, place(), message))
            }
        }
    }

    /// The field of education that a record names by its code.
    pub(super) fn field(&self, code: &str, place: &At<'_>) -> Result<ConceptId, Issue> {
        let taxonomy = self.engine.taxonomy();
        let by_code = self.find(&format!("isced-f:{}", code.trim()));
        let found = by_code.or_else(|| self.find(code));
        found.filter(|&c| taxonomy.kind(c) == ConceptKind::Field).ok_or_else(|| {
            let message = format!("{} is no field of ISCED-F 2013", self.shown(code));
            Issue::new(codes::FIELD_UNKNOWN, place(), message)
        })
    }

    fn meant(&self, found: Resolution, code: Code, what: &str, place: &At<'_>) -> Named {
        let message = match found {
            Resolution::Resolved { concept, score } => {
                return Ok((concept, ResolvedBy::Text { score }));
            }
            Resolution::Ambiguous { candidates } => {
                format!("the text may mean {}", self.list(&candidates))
            }
            Resolution::NoMatch { nearest } if nearest.is_empty() => {
                format!("the text is like no known {what}")
            }
            Resolution::NoMatch { nearest } => {
                format!("the text fits no {what}; nearest: {}", self.list(&nearest))
            }
        };
        Err(Issue::new(code, place(), message))
    }

    /// Candidates as a text: label, id and score of each.
    fn list(&self, hits: &[Found]) -> String {
        let taxonomy = self.engine.taxonomy();
        let prefixes = taxonomy.prefixes();
        let each: Vec<String> = hits
            .iter()
            .map(|hit| {
                let id = prefixes.compact_str(taxonomy.iri(hit.concept));
                format!("`{}` ({id}, {})", hit.label, hit.score)
            })
            .collect();
        each.join(", ")
    }
}

impl Resolver<'_> {
    /// Whether a text is meant as an identifier, not as words.
    fn is_identifier(&self, text: &str) -> bool {
        let is_code = text.len() <= 12
            && text.contains(|c: char| c.is_ascii_digit())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        is_code || self.is_iri_or_curie(text)
    }

    fn is_iri_or_curie(&self, text: &str) -> bool {
        !text.contains(char::is_whitespace)
            && (text.contains("://")
                || text.starts_with("urn:")
                || self.engine.taxonomy().prefixes().expand(text).is_some())
    }

    /// An identifier as it is shown: what does not look like one may be a
    /// person's own words, or a number of theirs, and stays in the file.
    fn shown(&self, identifier: &str) -> String {
        let is_code = identifier.len() <= 8 && self.is_identifier(identifier);
        let is_name = identifier.len() <= 200 && self.is_iri_or_curie(identifier);
        if is_code || is_name { format!("`{identifier}`") } else { "what is given".to_owned() }
    }
}

/// A field inside the one that a place names.
pub(super) fn nested(place: &At<'_>, field: &str) -> Place {
    let place = place();
    let field = format!("{}.{field}", place.field.as_deref().unwrap_or_default());
    place.field(field)
}
