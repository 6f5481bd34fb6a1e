//! The licence table, and the way of recognition that a match names.

use std::sync::{Arc, PoisonError, RwLock};

use passerelle_matching::{Candidate, CompiledVacancy, LicenceDemand, Occupation, ResolvedVacancy};
use passerelle_model::{
    Case, CaseQualification, CaseTarget, Country, Date, Employment, EqfLevel, FactConfidence,
    LanguageKnown, LevelBasis, Purpose, RecognitionPolicy, RecognitionRoute, Referencing,
};
use passerelle_recognition::{Evidence, Law, Profession, Recogniser};
use passerelle_taxonomy::Taxonomy;
use rustc_hash::FxHashMap;

use super::MatchOptions;
use crate::align::reached;
use crate::recognise::unit_group;

/// What the law tables say of vacancies and of matches.
#[derive(Debug)]
pub(super) struct Licences {
    law: Arc<Law>,
    policy: RecognitionPolicy,
    day: Option<Date>,
    /// Registers hold many who differ in nothing that a route depends on.
    known: RwLock<FxHashMap<RouteKey, RecognitionRoute>>,
}

/// How many routes a run remembers.
const REMEMBERED: usize = 1 << 16;

/// All that a route depends on beside law, policy and day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct RouteKey {
    profession: String,
    destination: Country,
    employment: Employment,
    qualifications: Vec<(Option<Country>, Option<EqfLevel>, LevelBasis)>,
    languages: Vec<LanguageKnown>,
}

impl Licences {
    pub(super) fn new(law: Arc<Law>, options: &MatchOptions) -> Self {
        Self {
            law,
            policy: options.policy.recognition.clone(),
            day: options.as_of,
            known: RwLock::default(),
        }
    }

    /// Asks for a licence where the tables say that the profession is regulated
    /// at the destination, or cannot say. One that the vacancy states stays as
    /// it is.
    pub(super) fn add(&self, vacancy: &mut ResolvedVacancy, taxonomy: &Taxonomy) {
        let asked = vacancy.licence;
        let occupation = asked.map_or(vacancy.occupation, |licence| licence.profession);
        let employment = asked.map_or_else(Employment::default, |licence| licence.employment);
        let Some(row) = self.row(occupation, vacancy.destination, taxonomy) else { return };
        let regulated = regulated(row, employment);
        vacancy.licence = match (asked, regulated) {
            (Some(licence), _) => Some(LicenceDemand { regulated, ..licence }),
            (None, Some(false)) => None,
            (None, _) => {
                Some(LicenceDemand { profession: occupation, employment, stated: false, regulated })
            }
        };
    }

    /// The way of recognition in a match, as far as the two records say.
    pub(super) fn route(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        taxonomy: &Taxonomy,
    ) -> Option<RecognitionRoute> {
        // Law is judged as of a day; without one there is no way to name.
        let day = self.day?;
        let post = vacancy.vacancy();
        let destination = post.destination?;
        let profession = post.licence.map_or(post.occupation, |licence| licence.profession);
        let row = self.row(profession, Some(destination), taxonomy)?;
        let person = candidate.profile();
        let held = person.qualifications.iter();
        let key = RouteKey {
            profession: row.id.clone(),
            destination,
            employment: post.licence.map_or_else(Employment::default, |l| l.employment),
            qualifications: held.map(|held| (held.country, held.level, held.basis)).collect(),
            languages: person.languages.clone(),
        };
        // A poisoned lock holds whole entries: they are inserted at once.
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(route) = known.get(&key) {
            return Some(route.clone());
        }
        drop(known);
        let case = Case {
            id: String::new(),
            as_of: Some(day),
            destination,
            purpose: Purpose::Practice,
            request: None,
            target: CaseTarget {
                profession: Some(row.id.clone()),
                isco: Some(row.isco.clone()),
                form: post.licence.map_or_else(Employment::default, |l| l.employment),
                ..CaseTarget::default()
            },
            qualifications: person
                .qualifications
                .iter()
                .map(|held| CaseQualification {
                    country: held.country,
                    eqf_level: held.level,
                    referencing: match held.basis {
                        LevelBasis::Formal => Some(Referencing::FormalReferencing),
                        LevelBasis::Estimated | LevelBasis::Unknown => {
                            Some(Referencing::IndicativeEstimate)
                        }
                    },
                    ..CaseQualification::default()
                })
                .collect(),
            experience: Vec::new(),
            languages: Vec::new(),
            circumstances: std::collections::BTreeMap::new(),
            findings: Vec::new(),
            immigration: std::collections::BTreeMap::new(),
        };
        let languages = reached(&person.languages);
        let evidence = Evidence { languages, ..Evidence::default() };
        let proposal = Recogniser::new(&self.law, &self.policy).propose(&case, &evidence, day);
        let route = RecognitionRoute {
            profession: row.id.clone(),
            regulated: proposal.profession.regulated,
            route: proposal.equivalence.route,
            outcome: proposal.equivalence.outcome,
            licence: proposal.licence.outcome,
            open: proposal.equivalence.missing.first().map(|missing| missing.question.clone()),
            confidence: proposal.confidence.overall,
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < REMEMBERED {
            known.insert(key, route.clone());
        }
        Some(route)
    }

    fn row(
        &self,
        occupation: Option<Occupation>,
        destination: Option<Country>,
        taxonomy: &Taxonomy,
    ) -> Option<&Profession> {
        let group = unit_group(taxonomy.notation(occupation?.isco?)?)?;
        self.law.profession(destination?, &group)
    }
}

/// Whether a form of practice is regulated; a row of low confidence cannot say.
fn regulated(row: &Profession, employment: Employment) -> Option<bool> {
    let regulated = match employment {
        Employment::Employed => row.regulation.employed,
        Employment::SelfEmployed => row.regulation.self_employed,
    };
    regulated.filter(|_| row.confidence != FactConfidence::Low)
}
