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
    alike: RwLock<FxHashMap<Traits, Person>>,
    /// In parts by person, so that threads rarely wait for one another.
    known: [RwLock<FxHashMap<RouteKey, Arc<RecognitionRoute>>>; PARTS],
}

/// How many routes, and how many kinds of people, a run remembers.
const REMEMBERED: usize = 1 << 18;
const PARTS: usize = 32;

/// All of a person that a route depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Traits {
    qualifications: Vec<(Option<Country>, Option<EqfLevel>, LevelBasis)>,
    languages: Vec<LanguageKnown>,
}

/// All people who are alike in what a route depends on; nobody where a run
/// remembers no more of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Person(Option<u32>);

/// All of a vacancy that a route depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Practice<'l> {
    profession: &'l Profession,
    destination: Country,
    employment: Employment,
}

/// All that a route depends on beside law, policy and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct RouteKey {
    /// Where the profession stands in the law tables, which do not move.
    profession: usize,
    destination: Country,
    employment: Employment,
    person: u32,
}

impl Licences {
    pub(super) fn new(law: Arc<Law>, options: &MatchOptions) -> Self {
        Self {
            law,
            policy: options.policy.recognition.clone(),
            day: options.as_of,
            alike: RwLock::default(),
            known: Default::default(),
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

    /// What a vacancy is about, where the tables know it.
    pub(super) fn practice(
        &self,
        vacancy: &CompiledVacancy,
        taxonomy: &Taxonomy,
    ) -> Option<Practice<'_>> {
        let post = vacancy.vacancy();
        let profession = post.licence.map_or(post.occupation, |licence| licence.profession);
        Some(Practice {
            profession: self.row(profession, post.destination, taxonomy)?,
            destination: post.destination?,
            employment: post.licence.map_or_else(Employment::default, |l| l.employment),
        })
    }

    /// Who a candidate is alike with.
    pub(super) fn person(&self, candidate: &Candidate) -> Person {
        let profile = candidate.profile();
        let held = profile.qualifications.iter();
        let traits = Traits {
            qualifications: held.map(|held| (held.country, held.level, held.basis)).collect(),
            languages: profile.languages.clone(),
        };
        // A poisoned lock holds whole entries: they are inserted at once.
        let alike = self.alike.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(&person) = alike.get(&traits) {
            return person;
        }
        drop(alike);
        let mut alike = self.alike.write().unwrap_or_else(PoisonError::into_inner);
        if alike.len() >= REMEMBERED {
            return Person(None);
        }
        let next = Person(u32::try_from(alike.len()).ok());
        *alike.entry(traits).or_insert(next)
    }

    /// The way of recognition in a match, as far as the two records say.
    pub(super) fn route(
        &self,
        candidate: &Candidate,
        person: Person,
        practice: Practice<'_>,
    ) -> Option<Arc<RecognitionRoute>> {
        // Law is judged as of a day; without one there is no way to name.
        let day = self.day?;
        let Practice { profession: row, destination, employment } = practice;
        let key = person.0.map(|person| RouteKey {
            profession: std::ptr::from_ref(row).addr(),
            destination,
            employment,
            person,
        });
        let known = key.and_then(|key| Some((key, self.known.get(key.person as usize % PARTS)?)));
        if let Some((key, known)) = &known {
            let known = known.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(route) = known.get(key) {
                return Some(Arc::clone(route));
            }
        }
        let person = candidate.profile();
        let case = Case {
            id: String::new(),
            as_of: Some(day),
            destination,
            purpose: Purpose::Practice,
            request: None,
            target: CaseTarget {
                profession: Some(row.id.clone()),
                isco: Some(row.isco.clone()),
                form: employment,
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
        let route = Arc::new(route);
        if let Some((key, known)) = known {
            let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() < REMEMBERED / PARTS {
                known.insert(key, Arc::clone(&route));
            }
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
