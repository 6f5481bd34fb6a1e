//! Vacancies, resolved.

use passerelle_import::records::Located;
use passerelle_matching::{
    ExperienceDemand, ExperienceIn, FieldDemand, LanguageDemand, LicenceDemand, Occupation,
    QualificationDemand, ResolvedVacancy, StatedRequirement,
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
            let place = || place(&format!("requirements[{at}]"));
            let language = asked.language.as_ref();
            match self.skill(skill, language, &|| &[], Allowed::SkillsAndWholes, &place)? {
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
        let mut found = |text: Option<&str>, field: &str| -> Result<Named, Error> {
            let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
                return Ok(Named::Nothing);
            };
            Ok(match self.occupation(text, &|| place(field))? {
                Ok((occupation, _)) => Named::Known(occupation),
                Err(issue) => {
                    issues.push(issue);
                    Named::Unknown
                }
            })
        };
        let occupation = found(record.occupation.as_deref(), "occupation")?;
        let experience = match &record.experience {
            None => None,
            Some(asked) => {
                let own = found(asked.occupation.as_deref(), "experience.occupation")?;
                Some(ExperienceDemand {
                    months: asked.months,
                    within: match own.or(occupation) {
                        Named::Nothing => ExperienceIn::AnyOccupation,
                        Named::Known(occupation) => ExperienceIn::Occupation(occupation),
                        Named::Unknown => ExperienceIn::UnknownOccupation,
                    },
                    gate: asked.gate,
                })
            }
        };
        let licence = match &record.licence {
            None => None,
            Some(asked) => {
                let own = found(asked.profession.as_deref(), "licence.profession")?;
                let profession = own.or(occupation).known();
                if profession.is_none() {
                    let message =
                        "the profession of the licence is not known: nobody's can be judged";
                    let place = place("licence");
                    issues.push(Issue::new(codes::OCCUPATION_NOT_FOUND, place, message));
                }
                let employment = asked.employment.unwrap_or_default();
                Some(LicenceDemand { profession, employment, stated: true, regulated: None })
            }
        };
        let qualification = record.qualification.as_ref().map(|asked| QualificationDemand {
            level: asked.eqf_level,
            field: match asked.field.as_deref().filter(|code| !code.trim().is_empty()) {
                None => FieldDemand::Any,
                Some(code) => match self.field(code, &|| place("qualification.field")) {
                    Ok(field) => FieldDemand::Field(field),
                    Err(issue) => {
                        issues.push(issue);
                        FieldDemand::Unknown
                    }
                },
            },
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
            occupation: occupation.known(),
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

/// An occupation that a vacancy may name. One that it names and nobody knows
/// must not widen a demand to any.
#[derive(Clone, Copy)]
enum Named {
    Nothing,
    Known(Occupation),
    Unknown,
}

impl Named {
    fn or(self, other: Self) -> Self {
        if let Self::Nothing = self { other } else { self }
    }

    fn known(self) -> Option<Occupation> {
        if let Self::Known(occupation) = self { Some(occupation) } else { None }
    }
}
