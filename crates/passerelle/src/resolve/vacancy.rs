//! Vacancies, resolved.

use passerelle_import::records::Located;
use passerelle_matching::{
    ExperienceDemand, ExperienceIn, LanguageDemand, LicenceDemand, Occupation, QualificationDemand,
    ResolvedVacancy, StatedRequirement,
};
use passerelle_model::{Importance, Issue, Place, Vacancy, codes};

use super::Resolver;
use super::names::Allowed;
use crate::error::Error;

impl Resolver<'_> {
    /// Resolves a vacancy; what cannot be resolved is left out, with an
    /// issue.
    pub(crate) fn vacancy(
        &self,
        file: &str,
        vacancy: &Located<Vacancy>,
        issues: &mut Vec<Issue>,
    ) -> Result<ResolvedVacancy, Error> {
        let record = &vacancy.record;
        let place = |field: &str| {
            Place::file(file).line(vacancy.line).field(field).about(record.id.as_str())
        };
        let mut requirements = Vec::new();
        for (at, asked) in record.requirements.iter().enumerate() {
            // Records with another number of names were rejected on reading.
            let Ok(skill) = asked.skill() else { continue };
            let place = place(&format!("requirements[{at}]"));
            let language = asked.language.as_ref();
            match self.skill(skill, language, &[], Allowed::SkillsAndWholes, &place)? {
                Ok((concept, resolved_by)) => requirements.push(StatedRequirement {
                    concept,
                    resolved_by,
                    importance: asked.importance.unwrap_or(Importance::Essential),
                    weight: asked.weight,
                    minimum: asked.minimum_proficiency,
                    must_have: asked.must_have,
                }),
                Err(issue) => issues.push(issue),
            }
        }
        let mut found = |text: Option<&str>, field: &str| -> Result<Option<Occupation>, Error> {
            let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Ok(None) };
            let named = self.occupation(text, &place(field))?;
            Ok(named.map(|(occupation, _)| occupation).map_err(|i| issues.push(i)).ok())
        };
        let occupation = found(record.occupation.as_deref(), "occupation")?;
        let experience = match &record.experience {
            None => None,
            Some(asked) => {
                let own = found(asked.occupation.as_deref(), "experience.occupation")?;
                let within = own.or(occupation);
                Some(ExperienceDemand {
                    months: asked.months,
                    within: within.map_or(ExperienceIn::AnyOccupation, ExperienceIn::Occupation),
                    gate: asked.gate,
                })
            }
        };
        let licence = match &record.licence {
            None => None,
            Some(asked) => {
                let profession = found(asked.profession.as_deref(), "licence.profession")?;
                let profession = profession.or(occupation);
                if profession.is_none() {
                    let message =
                        "the profession of the licence is not known: nobody's can be judged";
                    let place = place("licence");
                    issues.push(Issue::new(codes::OCCUPATION_NOT_FOUND, place, message));
                }
                Some(LicenceDemand { profession, employment: asked.employment.unwrap_or_default() })
            }
        };
        let qualification = record.qualification.as_ref().map(|asked| QualificationDemand {
            level: asked.eqf_level,
            field: asked.field.as_deref().and_then(|code| {
                self.field(code, &place("qualification.field")).map_err(|i| issues.push(i)).ok()
            }),
            gate: asked.gate,
        });
        let languages = record.languages.iter().map(|asked| LanguageDemand {
            language: asked.language.clone(),
            asked: asked.skills.all(asked.level),
            gate: asked.gate,
        });
        Ok(ResolvedVacancy {
            id: record.id.clone(),
            title: record.title.clone(),
            occupation,
            from_occupation: record.requirements.is_empty(),
            requirements,
            languages: languages.collect(),
            qualification,
            experience,
            licence,
            destination: record.destination,
            season: record.season,
        })
    }
}
