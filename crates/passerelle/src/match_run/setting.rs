//! Records made ready, and what all pairs of a run have in common.

use passerelle_import::records::Located;
use passerelle_matching::{Candidate, CompiledVacancy, Error as MatchingError, Matcher};
use passerelle_model::{Date, DayOrMonth, Issue, MatchBasis, Place, Profile, Vacancy, codes};
use passerelle_taxonomy::Names;
use rayon::prelude::*;

use super::MatchOptions;
use super::licences::Licences;
use crate::engine::Engine;
use crate::error::Error;
use crate::resolve::Resolver;

/// What all pairs of a run have in common.
pub(super) struct Setting<'e> {
    engine: &'e Engine,
    pub(super) matcher: Matcher<'e>,
    pub(super) names: Names<'e>,
    resolver: Resolver<'e>,
    pub(super) basis: MatchBasis,
    as_of: Option<Date>,
    pub(super) licences: Option<Licences>,
}

impl<'e> Setting<'e> {
    pub(super) fn new(engine: &'e Engine, options: &MatchOptions) -> Result<Self, Error> {
        Ok(Self {
            engine,
            matcher: Matcher::new(engine.taxonomy(), options.policy.clone())?,
            names: Names::new(engine.taxonomy(), engine.language())?,
            resolver: Resolver::new(engine),
            basis: MatchBasis {
                taxonomies: engine.digests()?,
                policy: crate::policy::digest(&options.policy),
                seed: options.seed,
                as_of: options.as_of.map(DayOrMonth::from),
                law: options.law.as_ref().map(|law| law.digest().to_owned()),
            },
            as_of: options.as_of,
            licences: options.law.clone().map(|law| Licences::new(law, options)),
        })
    }

    /// The language in which concepts are named.
    pub(super) fn language(&self) -> &str {
        self.engine.language().as_str()
    }

    pub(super) fn candidate(
        &self,
        file: &str,
        profile: &Located<Profile>,
        issues: &mut Vec<Issue>,
    ) -> Result<Candidate, Error> {
        let resolved = self.resolver.profile(file, profile, self.as_of, issues)?;
        Ok(self.matcher.candidate(resolved))
    }

    /// Compiles a vacancy; nothing, with an issue, where it cannot be scored
    /// against.
    pub(super) fn compile(
        &self,
        file: &str,
        vacancy: &Located<Vacancy>,
        issues: &mut Vec<Issue>,
    ) -> Result<Option<CompiledVacancy>, Error> {
        let record = &vacancy.record;
        let place = || Place::file(file).line(vacancy.line).about(record.id.as_str());
        let mut resolved = self.resolver.vacancy(file, vacancy, issues)?;
        if let Some(licences) = &self.licences {
            licences.add(&mut resolved, self.matcher.taxonomy());
        }
        let known = resolved.requirements.iter().filter(|r| r.must_have).count();
        if record.requirements.iter().filter(|r| r.must_have).count() > known {
            let message = "a must-have is not known, and without it everybody would be eligible";
            let place = place().field("requirements");
            issues.push(Issue::new(codes::MUST_HAVE_UNKNOWN, place, message));
            return Ok(None);
        }
        let nothing = |issues: &mut Vec<Issue>| {
            let message = "it asks for nothing that is known, and is rejected";
            issues.push(Issue::new(codes::VACANCY_ASKS_NOTHING, place(), message));
        };
        if !record.requirements.is_empty() && resolved.requirements.is_empty() {
            nothing(issues);
            return Ok(None);
        }
        // An occupation in place of requirements whose skills nobody knows would
        // leave the vacancy to whoever meets the rest.
        let of_occupation = resolved.from_occupation && record.occupation.is_some();
        let is_known = resolved.occupation.is_some();
        let compiled = match self.matcher.vacancy(resolved) {
            Ok(compiled) => Some(compiled),
            Err(MatchingError::AsksNothing { .. }) => None,
            Err(error) => {
                let place = place().field("requirements");
                issues.push(Issue::new(codes::RECORD_VALUE, place, error.to_string()));
                return Ok(None);
            }
        };
        let compiled = compiled.filter(|c| !of_occupation || !c.requirements().is_empty());
        if compiled.is_none() {
            if of_occupation && is_known {
                let message = "no essential skills of the occupation are known";
                let place = place().field("occupation");
                issues.push(Issue::new(codes::OCCUPATION_UNKNOWN, place, message));
            }
            nothing(issues);
        }
        let merged = compiled.as_ref().map_or(&[][..], CompiledVacancy::merged);
        if !merged.is_empty() {
            let named: Vec<String> = merged.iter().map(|&c| self.names.of(c).id).collect();
            let message = format!("they are {}", named.join(", "));
            let place = place().field("requirements");
            issues.push(Issue::new(codes::REQUIREMENT_TWICE, place, message));
        }
        let dropped = compiled.as_ref().map_or(&[][..], CompiledVacancy::dropped);
        if !dropped.is_empty() {
            let named: Vec<String> = dropped.iter().map(|&c| self.names.of(c).id).collect();
            let message = format!("they are {}", named.join(", "));
            let place = place().field("requirements");
            issues.push(Issue::new(codes::PARTS_DROPPED, place, message));
        }
        Ok(compiled)
    }

    /// Resolves records in parallel and keeps their order.
    pub(super) fn each<R: Send, U: Send>(
        records: impl IndexedParallelIterator<Item = R>,
        resolve: impl Fn(R, &mut Vec<Issue>) -> Result<U, Error> + Sync,
    ) -> Result<(Vec<U>, Vec<Issue>), Error> {
        let resolved: Vec<Result<(U, Vec<Issue>), Error>> = records
            .map(|record| {
                let mut issues = Vec::new();
                let found = resolve(record, &mut issues)?;
                Ok((found, issues))
            })
            .collect();
        let (mut found, mut issues) = (Vec::with_capacity(resolved.len()), Vec::new());
        for record in resolved {
            let (record, own) = record?;
            found.push(record);
            issues.extend(own);
        }
        Ok((found, issues))
    }
}
