//! What the qualification in front says of itself.

use passerelle_model::{DayOrMonth, FactConfidence, FactOrigin, WorkRole};

use super::Gather;
use super::experience::{Work, is_in, is_independent};
use crate::facts::Domain;
use crate::law::Profession;
use crate::time::{after, months_and_days};

impl Gather<'_> {
    pub(super) fn qualification(&mut self, profession: Option<&Profession>) {
        let engine = self.law.engine;
        let stated = (FactOrigin::Stated, FactConfidence::High);
        self.derive_flag(engine.evidence_present, self.lead.is_some(), None);
        self.origin();
        let Some(lead) = self.lead() else {
            // Work alone: no training is evidenced.
            self.derive_number(engine.training_months, 0, None);
            return;
        };
        let flags = [
            (engine.state_recognised, lead.state_recognised),
            (engine.annex_v_title, lead.annex_v_title),
        ];
        for (fact, flag) in flags {
            if let Some(flag) = flag {
                self.set(fact, Domain::flag(flag), stated.0, stated.1, None);
            }
        }
        if let Some(institution) = lead.institution {
            self.word(engine.institution, institution.as_str(), stated.0, stated.1, None);
        }
        if let Some(level) = lead.directive_level {
            self.word(engine.held_level, level.as_str(), stated.0, stated.1, None);
            // Such an attestation is what a home state issues that regulates.
            let note = "the home authority attests a level of Article 11".to_owned();
            if self.facts.get(engine.home_regulated).is_none() {
                self.derive_flag(engine.home_regulated, true, Some(note));
            }
        }
        let months = lead.months.map(i32::from).or_else(|| {
            let (from, until) = (lead.from?, lead.until?);
            Some(months_and_days(from.first_day(), after(until)).0)
        });
        if let Some(months) = months {
            let note = (lead.months.is_none()).then(|| "from the dates of the training".to_owned());
            self.derive_number(engine.training_months, months, note);
        }
        self.reference_date(profession);
        self.level(lead);
        self.recognised_elsewhere(lead);
    }

    /// Where the qualification, or without one the work, comes from.
    fn origin(&mut self) {
        let engine = self.law.engine;
        let law = self.law;
        let day = self.as_of;
        let is_member =
            |country| law.states.get(&country).map(|state| state.applies_directive(day));
        let from = if let Some(lead) = self.lead() {
            lead.country.map(|country| (country, "issued by"))
        } else {
            // Experience alone may be evidence of a Member State.
            let worked = self.case.experience.iter().filter_map(|period| period.country);
            let member = worked.clone().filter(|&country| is_member(country) == Some(true)).min();
            member.or_else(|| worked.min()).map(|country| (country, "work in"))
        };
        let Some((country, how)) = from else { return };
        let name = country.to_string();
        self.word(engine.origin, &name, FactOrigin::Stated, FactConfidence::High, None);
        let word = if is_member(country) == Some(true) { "member_state" } else { "third_country" };
        let note = Some(format!("{how} {country}"));
        self.word(engine.evidence_from, word, FactOrigin::Derived, FactConfidence::High, note);
    }

    fn reference_date(&mut self, profession: Option<&Profession>) {
        let engine = self.law.engine;
        let law = self.law;
        let Some(lead) = self.lead() else { return };
        let (Some(profession), Some(awarded), Some(country)) =
            (profession, lead.awarded, lead.country)
        else {
            return;
        };
        let Some(&(date, confidence)) = law.reference_dates.get(&(profession.id.clone(), country))
        else {
            return;
        };
        let later = if awarded.first_day() > date {
            true
        } else if awarded.last_day() <= date {
            false
        } else {
            return;
        };
        let note = Some(format!("awarded {awarded}, reference date {date}"));
        let fact = engine.after_reference_date;
        self.set(fact, Domain::flag(later), FactOrigin::Derived, confidence, note);
    }

    /// How many levels are short, where both rest on formal referencing.
    fn level(&mut self, lead: &passerelle_model::CaseQualification) {
        let at = self.lead.unwrap_or(0);
        let held = lead
            .eqf_level
            .map(|level| {
                (level, lead.referencing.is_none_or(passerelle_model::Referencing::is_formal))
            })
            .or_else(|| self.evidence.levels.get(at).copied().flatten());
        let (Some((held, true)), Some((asked, true))) = (held, self.evidence.reference_level)
        else {
            return;
        };
        let short = i32::from(asked.number()) - i32::from(held.number());
        let note = Some(format!("{held} held, {asked} asked for"));
        self.derive_number(self.law.engine.level_short, short, note);
    }

    /// Whether a Member State recognised a title of a third country, and how
    /// long the person has practised there since.
    fn recognised_elsewhere(&mut self, lead: &passerelle_model::CaseQualification) {
        let engine = self.law.engine;
        let law = self.law;
        let day = self.as_of;
        let states: Vec<_> = lead
            .recognised_by
            .iter()
            .copied()
            .filter(|c| law.states.get(c).is_some_and(|state| state.applies_directive(day)))
            .collect();
        self.derive_flag(engine.recognised_in_member_state, !states.is_empty(), None);
        let work = self.work();
        let months = states
            .iter()
            .map(|state| work.months(None, None, |p| p.certified && is_in(p, |c| c == *state)))
            .max();
        self.derive_number(engine.months_in_recognising_state, months.unwrap_or(0), None);
    }

    fn work(&self) -> Work<'_> {
        Work::new(&self.case.experience, self.isco(), self.as_of)
    }

    pub(super) fn isco(&self) -> Option<&str> {
        let known = self.facts.get(self.law.engine.isco)?;
        match &known.domain {
            Domain::Text(Some(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn experience(&mut self, profession: Option<&Profession>) {
        let engine = self.law.engine;
        let law = self.law;
        let day = self.as_of;
        let case = self.case;
        let isco = case.target.isco.clone().or_else(|| profession.map(|p| p.isco.clone()));
        let work = Work::new(&case.experience, isco.as_deref(), day);
        let any = |_: &passerelle_model::CaseExperience| true;
        let qualified = self.lead().and_then(|lead| lead.awarded).map(DayOrMonth::last_day);
        let member = |period: &passerelle_model::CaseExperience| {
            is_in(period, |c| law.states.get(&c).is_some_and(|s| s.applies_directive(day)))
        };
        let longest = |within, fits: &dyn Fn(&passerelle_model::CaseExperience) -> bool| {
            work.longest(within, fits).map_or(0, |spell| spell.length.months())
        };
        let independent = |p: &passerelle_model::CaseExperience| is_independent(p) && member(p);
        let of_role = |role: WorkRole, technical: bool| {
            longest(None, &|p| p.role == role && member(p) && (p.technical || !technical))
        };
        let numbers = [
            (engine.experience_months, work.months(None, None, any)),
            (engine.experience_months_in_10_years, work.months(Some(120), None, any)),
            (engine.experience_months_in_7_years, work.months(Some(84), qualified, any)),
            (engine.experience_months_in_5_years, work.months(Some(60), qualified, any)),
            (
                engine.consecutive_months_in_5_years,
                longest(Some(60), &|p| p.certified && member(p)),
            ),
            (engine.consecutive_months_in_10_years, longest(Some(120), &any)),
            (engine.self_employed_or_manager_months, longest(None, &independent)),
            (engine.self_employed_months, of_role(WorkRole::SelfEmployed, false)),
            (engine.executive_months, of_role(WorkRole::Executive, false)),
            (engine.executive_technical_months, of_role(WorkRole::Executive, true)),
            (engine.employed_months, of_role(WorkRole::Employed, false)),
        ];
        for (fact, months) in numbers {
            self.derive_number(fact, months, None);
        }
        let ended = work.last_end(independent).map(|until| work.ended_months_ago(until));
        // Who never worked so has nothing that could have ended in time.
        let ended = ended.unwrap_or(i32::MAX);
        self.derive_number(engine.self_employed_or_manager_ended_months_ago, ended, None);
    }
}
