//! Profiles, resolved.

use std::cell::OnceCell;

use passerelle_import::records::Located;
use passerelle_matching::{
    Job, Licence, Occupation, Qualification, ResolvedProfile, StatedSkill, month_number, months_of,
};
use passerelle_model::{
    Assurance, Date, Importance, Issue, LevelBasis, Place, Profile, QualificationHeld,
    QualificationStatus, WorkPeriod, codes,
};
use passerelle_taxonomy::ConceptId;

use super::Resolver;
use super::names::{Allowed, At, nested};
use crate::error::Error;

impl Resolver<'_> {
    /// Resolves a profile; what cannot be resolved is left out, with an
    /// issue.
    pub(crate) fn profile(
        &self,
        file: &str,
        profile: &Located<Profile>,
        as_of: Option<Date>,
        issues: &mut Vec<Issue>,
    ) -> Result<ResolvedProfile, Error> {
        let record = &profile.record;
        let place = |field: String| {
            Place::file(file).line(profile.line).field(field).about(record.id.as_str())
        };
        let mut jobs = Vec::with_capacity(record.experience.len());
        for (at, job) in record.experience.iter().enumerate() {
            jobs.push(self.job(job, as_of, &|| place(format!("experience[{at}]")), issues)?);
        }
        // Only words that may mean several skills ask for those.
        let own = OnceCell::new();
        let own = || own.get_or_init(|| self.skills_of(&jobs)).as_slice();
        let mut skills = Vec::with_capacity(record.skills.len());
        for (at, evidence) in record.skills.iter().enumerate() {
            // Records with another number of names were rejected on reading.
            let Ok(skill) = evidence.skill() else { continue };
            let place = || place(format!("skills[{at}]"));
            let language = evidence.language.as_ref();
            match self.skill(skill, language, &own, Allowed::Skills, &place)? {
                Ok((concept, resolved_by)) => skills.push(StatedSkill {
                    concept,
                    resolved_by,
                    proficiency: evidence.proficiency,
                    assurance: evidence.assurance.unwrap_or(Assurance::SelfDeclared),
                    last_used: evidence.last_used,
                }),
                Err(issue) => issues.push(issue),
            }
        }
        let mut qualifications = Vec::new();
        for (at, held) in record.qualifications.iter().enumerate() {
            // What was not completed proves nothing yet.
            if held.status.unwrap_or(QualificationStatus::Completed)
                == QualificationStatus::Completed
            {
                let place = |field: &str| place(format!("qualifications[{at}].{field}"));
                qualifications.push(self.held(held, place, issues));
            }
        }
        let mut licences = Vec::new();
        for (at, licence) in record.licences.iter().enumerate() {
            let place = || place(format!("licences[{at}].profession"));
            match self.occupation(&licence.profession, &place)? {
                Ok((profession, _)) => licences.push(Licence {
                    profession,
                    destination: licence.destination,
                    employment: licence.employment,
                    status: licence.status,
                }),
                Err(issue) => issues.push(issue),
            }
        }
        Ok(ResolvedProfile {
            id: record.id.clone(),
            skills,
            jobs,
            languages: record.languages.clone(),
            qualifications,
            licences,
            destinations: record.destinations.clone(),
            availability: record.availability,
        })
    }

    fn job(
        &self,
        job: &WorkPeriod,
        as_of: Option<Date>,
        place: &At<'_>,
        issues: &mut Vec<Issue>,
    ) -> Result<Job, Error> {
        let inner = |field: &str| nested(place, field);
        let named = match job.occupation.as_deref().filter(|text| !text.trim().is_empty()) {
            None => None,
            Some(text) => match self.occupation(text, &|| inner("occupation"))? {
                Ok(named) => Some(named),
                Err(issue) => {
                    issues.push(issue);
                    None
                }
            },
        };
        if job.to.is_none() && as_of.is_none() {
            let message = "the job has no end, and it is not known until when it counts";
            issues.push(Issue::new(codes::NO_AS_OF, inner("to"), message));
        }
        if as_of.is_some_and(|day| month_number(job.from.first_day()) > month_number(day)) {
            let message = format!("the job begins in {}", job.from);
            issues.push(Issue::new(codes::JOB_IN_FUTURE, inner("from"), message));
        }
        Ok(Job {
            occupation: named.map(|(occupation, _)| occupation),
            resolved_by: named.map(|(_, resolved_by)| resolved_by),
            months: months_of(job.from, job.to, as_of),
            hours_per_week: job.hours_per_week,
        })
    }

    /// The skills that the occupations of jobs ask for, sorted by IRI.
    fn skills_of(&self, jobs: &[Job]) -> Vec<ConceptId> {
        let taxonomy = self.engine.taxonomy();
        let occupations = jobs.iter().filter_map(|job| job.occupation);
        let mut skills: Vec<ConceptId> = occupations
            .flat_map(|Occupation { concept, .. }| {
                [Importance::Essential, Importance::Optional]
                    .into_iter()
                    .flat_map(move |importance| taxonomy.requires(concept, importance))
            })
            .copied()
            .collect();
        skills.sort_unstable();
        skills.dedup();
        skills
    }

    fn held(
        &self,
        held: &QualificationHeld,
        place: impl Fn(&str) -> Place,
        issues: &mut Vec<Issue>,
    ) -> Qualification {
        let mut found = |named: Result<ConceptId, Issue>| named.map_err(|i| issues.push(i)).ok();
        let concept = held.concept.as_deref();
        let field = held.field.as_deref();
        Qualification {
            concept: concept.and_then(|text| found(self.qualification(text, &|| place("concept")))),
            title: held.title.clone(),
            level: held.eqf_level,
            basis: match (held.referencing, held.eqf_level) {
                (Some(referencing), _) if !referencing.is_formal() => LevelBasis::Estimated,
                (None, None) => LevelBasis::Unknown,
                _ => LevelBasis::Formal,
            },
            field: field.and_then(|code| found(self.field(code, &|| place("field")))),
            country: held.country,
            assurance: held.assurance.unwrap_or(Assurance::Certified),
        }
    }
}
