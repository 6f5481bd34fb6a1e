//! Demands that decide eligibility, and how they come out for a candidate.

use passerelle_model::{
    Country, Demand, EqfLevel, Gate, GateOutcome, GateResult, LevelBasis, LicenceStatus, Period,
    Proficiency,
};
use passerelle_taxonomy::ConceptId;
use passerelle_taxonomy::Names;
use serde::{Deserialize, Serialize};

use crate::candidate::{Candidate, ResolvedProfile};
use crate::credit::Credits;
use crate::experience::ExperienceIn;
use crate::isco::Occupation;
use crate::matcher::Matcher;
use crate::vacancy::{CompiledVacancy, GateDemand, LicenceDemand, MustHave};

/// How many kinds of gate there are.
pub(crate) const KINDS: usize = Gate::ALL.len();

/// Whether a candidate has evidence of a skill, at a proficiency, that is
/// enough for a must-have.
type Has<'a> = dyn Fn(ConceptId, Proficiency) -> bool + 'a;

impl GateDemand {
    pub(crate) const fn gate(&self) -> Gate {
        match self {
            Self::MustHave(_) => Gate::MustHave,
            Self::Language(_) => Gate::Language,
            Self::EqfLevel(_) => Gate::EqfLevel,
            Self::Experience(_) => Gate::Experience,
            Self::Licence(..) => Gate::Licence,
            Self::Destination(_) => Gate::Destination,
            Self::Dates(_) => Gate::Dates,
        }
    }

    /// How the demand comes out. `has` knows the candidate's evidence,
    /// `months` is the experience towards the vacancy in hundredths.
    fn outcome(&self, candidate: &Candidate, has: &Has<'_>, months: u64) -> GateOutcome {
        match self {
            Self::MustHave(demand) => decided(demand.missing(candidate, has).next().is_none()),
            Self::Experience(demand) if demand.within == ExperienceIn::UnknownOccupation => {
                GateOutcome::Undetermined
            }
            Self::Experience(demand) => decided(months >= 100 * u64::from(demand.months)),
            _ => self.by_record(candidate).unwrap_or(GateOutcome::Undetermined),
        }
    }

    /// How a demand comes out that languages, qualifications, licences or wishes
    /// decide; nothing where skills or months of work do.
    pub(crate) fn by_record(&self, candidate: &Candidate) -> Option<GateOutcome> {
        let profile = candidate.profile();
        Some(match self {
            Self::MustHave(_) | Self::Experience(_) => return None,
            Self::Language(demand) => decided(demand.is_met(profile)),
            Self::EqfLevel(asked) => eqf_level(*asked, profile),
            Self::Licence(demand, destination) => match licence(*demand, *destination, profile) {
                Some(LicenceStatus::Held) => GateOutcome::Met,
                // Where nobody knows whether a licence is needed, that one was
                // refused does not block either.
                Some(LicenceStatus::Refused) if demand.stated || demand.regulated == Some(true) => {
                    GateOutcome::Failed
                }
                _ => GateOutcome::Undetermined,
            },
            Self::Destination(country) => {
                let stated = &profile.destinations;
                decided(stated.is_empty() || stated.contains(country))
            }
            Self::Dates(asked) => decided(profile.availability.is_none_or(|a| covers(a, *asked))),
        })
    }

    /// The demand and what there is towards it, for people.
    fn describe(
        &self,
        candidate: &Candidate,
        has: &Has<'_>,
        months: u64,
        names: &Names<'_>,
    ) -> Demand {
        let profile = candidate.profile();
        match self {
            Self::MustHave(demand) => Demand::MustHave {
                skill: names.of(demand.what),
                missing: demand.missing(candidate, has).map(|concept| names.of(concept)).collect(),
            },
            Self::Language(demand) => {
                Demand::Language { language: demand.language.clone(), short: demand.short(profile) }
            }
            Self::EqfLevel(asked) => {
                let known = profile.qualifications.iter().filter_map(|q| Some((q.level?, q.basis)));
                let best = known.max_by_key(|&(level, basis)| (level, basis == LevelBasis::Formal));
                Demand::EqfLevel {
                    asked: *asked,
                    held: best.map(|(level, _)| level),
                    basis: best.map_or(LevelBasis::Unknown, |(_, basis)| basis),
                }
            }
            Self::Experience(demand) => {
                Demand::Experience { asked_months: demand.months, weighted_hundredths: months }
            }
            Self::Licence(demand, destination) => Demand::Licence {
                profession: demand.profession.map(|profession| names.of(profession.concept)),
                destination: *destination,
                employment: demand.employment,
                stated: demand.stated,
                regulated: demand.regulated,
                status: licence(*demand, *destination, profile),
            },
            Self::Destination(country) => {
                Demand::Destination { asked: *country, stated: profile.destinations.clone() }
            }
            Self::Dates(asked) => Demand::Dates { asked: *asked, stated: profile.availability },
        }
    }
}

fn decided(met: bool) -> GateOutcome {
    if met { GateOutcome::Met } else { GateOutcome::Failed }
}

impl MustHave {
    /// The skills of which there is no evidence that is enough.
    fn missing<'a>(
        &'a self,
        candidate: &'a Candidate,
        has: &'a Has<'_>,
    ) -> impl Iterator<Item = ConceptId> + 'a {
        let leaves = self.leaves.iter();
        let met = |&&(leaf, minimum): &&(ConceptId, Proficiency)| {
            has(leaf, minimum) || candidate.has_by(self.what, leaf, minimum)
        };
        leaves.filter(move |leaf| !met(leaf)).map(|&(leaf, _)| leaf)
    }
}

/// Met by a formal level that is high enough; undetermined where a level is
/// estimated or unknown, for it might be; failed otherwise, and also where no
/// qualification is stated at all.
fn eqf_level(asked: EqfLevel, profile: &ResolvedProfile) -> GateOutcome {
    let held = &profile.qualifications;
    if held.iter().any(|q| q.basis == LevelBasis::Formal && q.level >= Some(asked)) {
        GateOutcome::Met
    } else if held.iter().any(|q| q.basis != LevelBasis::Formal) {
        GateOutcome::Undetermined
    } else {
        GateOutcome::Failed
    }
}

/// Where a person stands with a licence: held before pending before refused,
/// where several are stated. A licence for a group of professions, or for one
/// of the group that is asked for, says neither that it is held nor refused.
fn licence(
    demand: LicenceDemand,
    destination: Option<Country>,
    profile: &ResolvedProfile,
) -> Option<LicenceStatus> {
    let asked = demand.profession?;
    let is_group = |o: Occupation| o.isco == Some(o.concept);
    let statuses: Vec<LicenceStatus> = profile
        .licences
        .iter()
        .filter(|l| destination.is_none_or(|country| country == l.destination))
        .filter(|l| l.employment.is_none_or(|employment| employment == demand.employment))
        .filter_map(|l| {
            let held = l.profession;
            if held.concept == asked.concept {
                return Some(l.status);
            }
            let may_be = held.isco == asked.isco && (is_group(held) || is_group(asked));
            may_be.then_some(LicenceStatus::Pending)
        })
        .collect();
    [LicenceStatus::Held, LicenceStatus::Pending, LicenceStatus::Refused]
        .into_iter()
        .find(|status| statuses.contains(status))
}

/// Whether somebody who is available in one period can work in another: from
/// its start, and to its end where it has one. A month stands for any of its
/// days.
fn covers(available: Period, asked: Period) -> bool {
    let starts_in_time = match (available.from, asked.from.or(asked.to)) {
        (Some(from), Some(start)) => from.first_day() <= start.last_day(),
        _ => true,
    };
    let stays_long_enough = match (available.to, asked.to.or(asked.from)) {
        (Some(to), Some(end)) => to.last_day() >= end.first_day(),
        _ => true,
    };
    starts_in_time && stays_long_enough
}

/// How the demands of a pair come out, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateTally {
    /// How many demands of each kind fail, in the order of [`Gate::ALL`].
    pub(crate) failed: [u16; KINDS],
    /// How many of each kind are undetermined.
    pub(crate) undetermined: [u16; KINDS],
}

impl GateTally {
    pub(crate) fn of(
        candidate: &Candidate,
        credits: &Credits,
        months: u64,
        vacancy: &CompiledVacancy,
    ) -> Self {
        let has = |concept, minimum| credits.has(concept, minimum);
        let mut tally = Self::default();
        for demand in vacancy.gates() {
            let counts = match demand.outcome(candidate, &has, months) {
                GateOutcome::Met => continue,
                GateOutcome::Failed => &mut tally.failed,
                GateOutcome::Undetermined => &mut tally.undetermined,
            };
            if let Some(count) = counts.get_mut(demand.gate() as usize) {
                *count = count.saturating_add(1);
            }
        }
        tally
    }

    /// The kinds of the demands that fail and of those that are undetermined, in
    /// the order of [`Gate::ALL`], each as often as there are demands of it.
    pub fn kinds(&self) -> [impl Iterator<Item = Gate>; 2] {
        [self.failed, self.undetermined].map(|counts| {
            let each = Gate::ALL.into_iter().zip(counts);
            each.flat_map(|(gate, count)| std::iter::repeat_n(gate, usize::from(count)))
        })
    }

    /// How many demands fail; a pair is eligible where none does.
    pub fn failed(&self) -> u32 {
        self.failed.iter().map(|&count| u32::from(count)).sum()
    }

    /// How many demands could not be decided.
    pub fn undetermined(&self) -> u32 {
        self.undetermined.iter().map(|&count| u32::from(count)).sum()
    }
}

impl Matcher<'_> {
    /// How every demand of a vacancy that decides eligibility comes out for a
    /// candidate, in the order of [`Gate::ALL`] and of the vacancy.
    pub fn gates(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
    ) -> Vec<GateResult> {
        self.gates_that(candidate, vacancy, names, |_| true)
    }

    /// As [`Matcher::gates`], without the demands that are met.
    pub fn gates_not_met(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
    ) -> Vec<GateResult> {
        self.gates_that(candidate, vacancy, names, |outcome| outcome != GateOutcome::Met)
    }

    fn gates_that(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
        wanted: impl Fn(GateOutcome) -> bool,
    ) -> Vec<GateResult> {
        if vacancy.gates().is_empty() {
            return Vec::new();
        }
        let months = self.months(candidate, vacancy);
        // From the demand to the evidence, where scoring goes the other way.
        let has = |concept: ConceptId, minimum: Proficiency| {
            candidate.skills().iter().any(|skill| {
                skill.is_strict()
                    && skill.counted_proficiency(self.policy()) >= minimum
                    && self.strict_reach(skill.concept).binary_search(&concept).is_ok()
            })
        };
        let demands = vacancy.gates().iter();
        demands
            .filter_map(|demand| {
                let outcome = demand.outcome(candidate, &has, months);
                wanted(outcome).then(|| GateResult {
                    gate: demand.gate(),
                    outcome,
                    demand: demand.describe(candidate, &has, months, names),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period { from: from.parse().ok(), to: to.parse().ok() }
    }

    #[test]
    fn a_season_must_be_covered_and_a_start_be_reached() {
        let season = period("2027-05", "2027-09");
        assert!(covers(period("2027-04-15", "2027-10"), season));
        assert!(covers(period("2027-05-10", "2027-09-10"), season));
        assert!(!covers(period("2027-06", "2027-10"), season));
        assert!(!covers(period("2027-04", "2027-08"), season));
        assert!(covers(period("", ""), season));
        let start = period("2027-05-01", "");
        assert!(covers(period("2027-01", ""), start));
        assert!(!covers(period("2027-05-02", ""), start));
        assert!(!covers(period("2026-01", "2027-04"), start));
        assert!(covers(period("2026-01", "2027-06"), start));
    }
}
