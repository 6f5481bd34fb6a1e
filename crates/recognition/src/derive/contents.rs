//! What differs between the training and the reference, in content and length.

use passerelle_model::{FactConfidence, FactOrigin, FindingBasis, SubstantialDifference};

use super::Gather;
use super::experience::Work;
use crate::facts::Domain;
use crate::law::Profession;

impl Gather<'_> {
    /// The differences, and what a human must look at.
    pub(super) fn contents(
        &mut self,
        profession: Option<&Profession>,
    ) -> (Vec<SubstantialDifference>, Vec<String>) {
        self.article_10(profession);
        self.durations();
        let mut to_check = Vec::new();
        let hours = self.hours(profession);
        let found = self.found();
        if let Some((differences, note)) = found {
            let essential = |d: &&SubstantialDifference| d.essential;
            let differ = differences.iter().filter(essential).count() > 0;
            let remain = differences.iter().filter(essential).any(|d| !d.compensated);
            let engine = self.law.engine;
            let finding = FactOrigin::AuthorityFinding;
            let high = FactConfidence::High;
            self.set(engine.differences, Domain::flag(differ), finding, high, Some(note.clone()));
            self.set(engine.differences_remain, Domain::flag(remain), finding, high, Some(note));
            return (differences, to_check);
        }
        let comparison = self.lead.and_then(|at| self.evidence.comparisons.get(at)?.as_ref());
        let (mut differ, mut remain) = match comparison {
            Some(comparison) => (comparison.differs(), comparison.differs_still()),
            None => (None, None),
        };
        if !hours.is_empty() {
            differ = Some(true);
            if hours.iter().any(|difference| !difference.compensated) {
                remain = Some(true);
            }
        }
        let mut differences = hours;
        if let Some(comparison) = comparison {
            let differing =
                comparison.units.iter().filter(|unit| unit.training.in_full == Some(false));
            differences.extend(differing.map(|unit| SubstantialDifference {
                topic: unit.unit.label.clone(),
                unit: Some(unit.unit.clone()),
                essential: true,
                covered: Some(unit.training.covered),
                covered_with_compensation: Some(unit.with_compensation.covered),
                compensated: unit.with_compensation.in_full == Some(true),
                by: unit.by.clone(),
                outcomes: unit.remaining.clone(),
                hours: unit.hours,
                basis: FindingBasis::Derived,
            }));
            let open = comparison.units.iter().filter(|u| u.with_compensation.in_full.is_none());
            let open = open.count();
            if open > 0 {
                to_check.push(format!(
                    "{open} units of the reference that nobody can compare: only their titles are known"
                ));
            }
        }
        let engine = self.law.engine;
        let note = comparison.map(|c| format!("units compared with {}", c.reference.id));
        let note = note.or_else(|| differ.map(|_| "hours compared with the minimum".to_owned()));
        if let Some(differ) = differ {
            self.derive_flag(engine.differences, differ, note.clone());
        }
        if let Some(remain) = remain {
            self.derive_flag(engine.differences_remain, remain, note);
        }
        if let Some(comparable) = comparison.and_then(|c| c.is_comparable(self.policy.comparable)) {
            let note = format!("against {} % of the reference, by hours", self.policy.comparable);
            self.derive_flag(engine.comparable_activities, comparable, Some(note));
        }
        (differences, to_check)
    }

    /// The differences that an authority found, with what it found to cover
    /// them.
    fn found(&self) -> Option<(Vec<SubstantialDifference>, String)> {
        let findings = &self.case.findings;
        let stated = findings.iter().filter(|finding| finding.differences.is_some());
        // The latest finding is the one that stands.
        let finding = stated.max_by_key(|finding| (finding.date, *finding))?;
        let covers: Vec<(&str, String)> = findings
            .iter()
            .filter_map(|f| f.covers.as_ref().map(|covers| (covers, f)))
            .flat_map(|(covers, f)| {
                covers
                    .iter()
                    .map(move |topic| (topic.as_str(), format!("{}, {}", f.author, f.date)))
            })
            .collect();
        let basis =
            FindingBasis::AuthorityFinding { author: finding.author.clone(), date: finding.date };
        let differences = finding.differences.iter().flatten().map(|stated| {
            let mut by: Vec<String> = covers
                .iter()
                .filter(|(topic, _)| *topic == stated.topic)
                .map(|(_, by)| by.clone())
                .collect();
            by.sort_unstable();
            by.dedup();
            SubstantialDifference {
                topic: stated.topic.clone(),
                unit: None,
                essential: stated.essential,
                covered: None,
                covered_with_compensation: None,
                compensated: !by.is_empty(),
                by,
                outcomes: Vec::new(),
                hours: stated.hours,
                basis: basis.clone(),
            }
        });
        Some((differences.collect(), format!("{}, {}", finding.author, finding.date)))
    }

    /// Hours and months against the least that the Directive asks of an
    /// automatic profession; practice makes up for hours of practice.
    fn hours(&mut self, profession: Option<&Profession>) -> Vec<SubstantialDifference> {
        let law = self.law;
        let Some(lead) = self.lead() else { return Vec::new() };
        let minimum =
            profession.and_then(|p| law.minimum_training.iter().find(|m| m.profession == p.id));
        let Some(minimum) = minimum else { return Vec::new() };
        let isco = self.isco().map(str::to_owned);
        let work = Work::new(&self.case.experience, isco.as_deref(), self.as_of);
        let practised = u32::try_from(work.months(None, None, |_| true)).unwrap_or(0)
            * u32::from(self.policy.practice_hours_per_month);
        let mut found = Vec::new();
        let (mut known, mut short) = (0, false);
        let rows = [
            ("hours of the training", lead.hours, minimum.hours, 0),
            ("hours of theory", lead.theory_hours, minimum.theory_hours, 0),
            ("hours of practice", lead.practice_hours, minimum.practice_hours, practised),
        ];
        let asked = rows.iter().filter(|(_, _, least, _)| least.is_some()).count() + 1;
        for (topic, held, least, makes_up) in rows {
            let (Some(held), Some(least)) = (held, least) else { continue };
            known += 1;
            if held >= least {
                continue;
            }
            short = true;
            let compensated = held.saturating_add(makes_up) >= least;
            found.push(SubstantialDifference {
                topic: format!("{topic}: {held} of {least}"),
                unit: None,
                essential: true,
                covered: None,
                covered_with_compensation: None,
                compensated,
                by: if compensated {
                    vec!["practice in the profession".to_owned()]
                } else {
                    Vec::new()
                },
                outcomes: Vec::new(),
                hours: Some(least - held),
                basis: FindingBasis::Derived,
            });
        }
        let engine = law.engine;
        if let Some(months) = self.number(engine.training_months) {
            known += 1;
            short |= months < minimum.months;
        }
        let confidence = minimum.confidence;
        let note = Some(minimum.law.clone());
        if short || known == asked {
            let fact = engine.meets_minimum_training;
            self.set(fact, Domain::flag(!short), FactOrigin::Derived, confidence, note);
        }
        // Where the Directive forbids to compare contents, hours are content.
        let third = self
            .facts
            .get(engine.evidence_from)
            .is_some_and(|known| known.domain == Domain::Words(0b10));
        if third { found } else { Vec::new() }
    }

    fn durations(&mut self) {
        let law = self.law;
        let engine = law.engine;
        let stated = self.case.target.reference_months;
        let reference = stated.map(|months| (i32::from(months), FactConfidence::High));
        let reference = reference.or_else(|| {
            let id = self.evidence.reference.as_deref();
            let id = id.or(self.case.target.reference.as_deref());
            id.and_then(|id| law.reference_months.get(id).copied())
        });
        let Some((reference, confidence)) = reference else { return };
        let Some(held) = self.number(engine.training_months) else { return };
        let [numerator, denominator] = self.policy.duration_share.map(i32::from);
        let is_short =
            |months: i32| months.saturating_mul(denominator) < reference.saturating_mul(numerator);
        let practised = self.number(engine.experience_months).unwrap_or(0);
        let note =
            format!("{held} of {reference} months, {numerator}/{denominator} is the measure");
        let with = format!("{held} and {practised} months of work, of {reference}");
        let derived = FactOrigin::Derived;
        let short = Domain::flag(is_short(held));
        self.set(engine.duration_short, short, derived, confidence, Some(note));
        let still = Domain::flag(is_short(held.saturating_add(practised)));
        self.set(engine.duration_short_remains, still, derived, confidence, Some(with));
    }

    /// The point of Article 10 under which a case comes to the general system.
    fn article_10(&mut self, profession: Option<&Profession>) {
        let engine = self.law.engine;
        let Some(profession) = profession else { return };
        let third = self
            .facts
            .get(engine.evidence_from)
            .is_some_and(|known| known.domain == Domain::Words(0b10));
        let point = match (profession.regime.as_str(), profession.id.as_str(), third) {
            (_, _, true) => "g",
            ("annex_iv", ..) => "a",
            ("annex_v", "architect", _) => "c",
            ("annex_v", ..) => "b",
            _ => "none",
        };
        let (origin, confidence) = (FactOrigin::Derived, profession.confidence);
        self.word(engine.article_10_case, point, origin, confidence, None);
    }
}
