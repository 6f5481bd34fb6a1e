//! Whether and how a profession is regulated at the destination.

use passerelle_model::{Employment, FactConfidence, FactOrigin};

use super::Gather;
use crate::facts::Domain;
use crate::law::Profession;

impl<'a> Gather<'a> {
    /// The destination's row for the profession, and whether this form of
    /// practice is regulated.
    pub(super) fn regulation(&mut self) -> (Option<&'a Profession>, Option<bool>) {
        let law = self.law;
        let engine = law.engine;
        let case = self.case;
        let day = self.as_of;
        if let Some(state) = law.states.get(&case.destination) {
            let note = Some("table of states".to_owned());
            let table = FactOrigin::Table;
            let applies = Domain::flag(state.applies_directive(day));
            let confidence = state.confidence;
            self.set(engine.host_applies_directive, applies, table, confidence, note.clone());
            if let Some(party) = state.lisbon.flag() {
                self.set(engine.host_lisbon, Domain::flag(party), table, confidence, note.clone());
            }
            let origin = self.lead().and_then(|lead| lead.country);
            let origin = origin.and_then(|country| law.states.get(&country));
            let both = match (
                state.global_convention.flag(),
                origin.map(|o| o.global_convention.flag()),
            ) {
                (Some(false), _) | (_, Some(Some(false))) => Some(false),
                (Some(true), Some(Some(true))) => Some(true),
                _ => None,
            };
            if let Some(both) = both {
                self.set(
                    engine.both_global_convention,
                    Domain::flag(both),
                    table,
                    confidence,
                    note,
                );
            }
        }
        let rows = law.professions.get(&case.destination).map_or(&[][..], Vec::as_slice);
        let target = &case.target;
        let row = match (&target.profession, &target.isco) {
            (Some(id), _) => rows.iter().find(|row| row.id == *id),
            (None, Some(isco)) => rows.iter().find(|row| row.isco == *isco),
            (None, None) => None,
        };
        let Some(row) = row else { return (None, self.flag(engine.regulated)) };
        let table = FactOrigin::Table;
        let note = |what: &str| Some(format!("{what}, {}", row.source));
        let regulated = match target.form {
            Employment::Employed => row.regulation.employed,
            Employment::SelfEmployed => row.regulation.self_employed,
        };
        if let Some(regulated) = regulated {
            let note = note("table of professions");
            self.set(engine.regulated, Domain::flag(regulated), table, row.confidence, note);
        }
        self.word(engine.regime, &row.regime, table, row.confidence, note("table of professions"));
        self.word(
            engine.national_act,
            &row.act,
            table,
            row.confidence,
            note("table of professions"),
        );
        if let Some(level) = row.required_level {
            let note = note("table of professions");
            self.word(engine.required_level, level.as_str(), table, row.confidence, note);
        }
        let listed = law.annex_iv.iter().find(|(isco, ..)| row.isco.starts_with(isco.as_str()));
        let (list, confidence) =
            listed.map_or(("none", FactConfidence::High), |(_, list, sure)| (list, *sure));
        let note = Some("table of Annex IV, by ISCO-08".to_owned());
        self.word(engine.annex_iv_list, list, table, confidence, note);
        (Some(row), self.flag(engine.regulated))
    }
}
