//! Facts, from what a case states and what follows from it.

mod contents;
pub(crate) mod experience;
mod qualification;
mod regulation;

use passerelle_model::{
    AuthorityFinding, Case, CaseQualification, CefrLevel, Date, EqfLevel, FactConfidence,
    FactOrigin, FactValue, LanguageReached, Purpose, RecognitionPolicy, RecognitionRequest,
    SubstantialDifference,
};

use crate::comparison::Comparison;
use crate::facts::{Domain, FactGroup, FactId, FactStore, Known};
use crate::law::{Law, Profession};

/// What was looked up for a case: how its trainings compare with the
/// reference, and what its levels and languages come to.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// By qualification of the case: the comparison with the reference, where
    /// one could be made.
    pub comparisons: Vec<Option<Comparison>>,
    /// By qualification: its level, and whether it is formally referenced.
    pub levels: Vec<Option<(EqfLevel, bool)>>,
    /// The reference's level, and whether it is formally referenced.
    pub reference_level: Option<(EqfLevel, bool)>,
    /// The reference, as a CURIE.
    pub reference: Option<String>,
    /// The languages reached, tests included.
    pub languages: Vec<LanguageReached>,
    /// What of the case could not be used, in words.
    pub unused: Vec<String>,
}

/// Facts of a case with one of its qualifications in front.
#[derive(Debug)]
pub(crate) struct Derived<'l> {
    pub(crate) facts: FactStore,
    pub(crate) profession: Option<&'l Profession>,
    pub(crate) regulated: Option<bool>,
    pub(crate) differences: Vec<SubstantialDifference>,
    /// What a human must look at, whatever the outcome.
    pub(crate) to_check: Vec<String>,
}

/// Gathers facts for one case and one qualification in front.
pub(crate) struct Gather<'a> {
    pub(crate) law: &'a Law,
    pub(crate) policy: &'a RecognitionPolicy,
    pub(crate) case: &'a Case,
    pub(crate) evidence: &'a Evidence,
    pub(crate) as_of: Date,
    pub(crate) lead: Option<usize>,
    pub(crate) facts: FactStore,
}

impl<'a> Gather<'a> {
    pub(crate) fn all(mut self) -> Derived<'a> {
        self.stated();
        let (profession, regulated) = self.regulation();
        self.case_fields(profession);
        self.qualification(profession);
        self.experience(profession);
        let (differences, to_check) = self.contents(profession);
        self.languages(profession);
        self.presumptions();
        Derived { facts: self.facts, profession, regulated, differences, to_check }
    }

    pub(crate) fn lead(&self) -> Option<&'a CaseQualification> {
        self.case.qualifications.get(self.lead?)
    }

    pub(crate) fn set(
        &mut self,
        fact: FactId,
        domain: Domain,
        origin: FactOrigin,
        confidence: FactConfidence,
        note: Option<String>,
    ) {
        let note = note.map(String::into_boxed_str);
        self.facts.set(&self.law.vocabulary, fact, Known { domain, origin, confidence, note });
    }

    pub(crate) fn derive_flag(&mut self, fact: FactId, flag: bool, note: Option<String>) {
        self.set(fact, Domain::flag(flag), FactOrigin::Derived, FactConfidence::High, note);
    }

    pub(crate) fn derive_number(&mut self, fact: FactId, number: i32, note: Option<String>) {
        let number = number.max(0);
        let domain = Domain::Range(number, number);
        self.set(fact, domain, FactOrigin::Derived, FactConfidence::High, note);
    }

    pub(crate) fn word(
        &mut self,
        fact: FactId,
        word: &str,
        origin: FactOrigin,
        confidence: FactConfidence,
        note: Option<String>,
    ) {
        let value = FactValue::Word(word.to_owned());
        let domain = self.law.vocabulary.get(fact).and_then(|fact| fact.domain_of(&value));
        if let Some(domain) = domain {
            self.set(fact, domain, origin, confidence, note);
        }
    }

    /// The number that a fact is, where it is known.
    pub(crate) fn number(&self, fact: FactId) -> Option<i32> {
        match self.facts.get(fact)?.domain {
            Domain::Range(number, _) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, fact: FactId) -> Option<bool> {
        match self.facts.get(fact)?.domain {
            Domain::Words(0b10) => Some(true),
            Domain::Words(0b01) => Some(false),
            _ => None,
        }
    }

    /// Findings first: nothing that is derived takes their place.
    fn stated(&mut self) {
        let case = self.case;
        // The latest stands, whatever the order in which they are listed.
        let mut findings: Vec<&AuthorityFinding> = case.findings.iter().collect();
        findings.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.cmp(b)));
        for finding in findings {
            let (Some(fact), Some(value)) = (&finding.fact, &finding.value) else { continue };
            let note = format!("{}, {}", finding.author, finding.date);
            self.state(fact, value, FactOrigin::AuthorityFinding, Some(note));
            // What an authority has settled counts for points as well.
            let engine = self.law.engine;
            if self.law.vocabulary.find(fact) == Some(engine.equivalence_found) {
                let settled = match value {
                    FactValue::Word(word) if word == "full" => engine.full_recognition,
                    FactValue::Word(word) if word == "partial" => engine.partial_recognition_notice,
                    _ => continue,
                };
                let finding = FactOrigin::AuthorityFinding;
                self.set(settled, Domain::flag(true), finding, FactConfidence::High, None);
            }
        }
        for (fact, value) in case.circumstances.iter().chain(&case.immigration) {
            self.state(fact, value, FactOrigin::Stated, None);
        }
    }

    fn state(&mut self, fact: &str, value: &FactValue, origin: FactOrigin, note: Option<String>) {
        let law = self.law;
        let Some(id) = law.vocabulary.find(fact) else { return };
        let Some(domain) = law.vocabulary.get(id).and_then(|fact| fact.domain_of(value)) else {
            return;
        };
        self.set(id, domain, origin, FactConfidence::High, note);
    }

    fn case_fields(&mut self, profession: Option<&Profession>) {
        let engine = self.law.engine;
        let case = self.case;
        let stated = (FactOrigin::Stated, FactConfidence::High);
        let host = case.destination.to_string();
        self.word(engine.host, &host, stated.0, stated.1, None);
        self.word(engine.purpose, case.purpose.as_str(), stated.0, stated.1, None);
        let form = match case.target.form {
            passerelle_model::Employment::Employed => "employed",
            passerelle_model::Employment::SelfEmployed => "self-employed",
        };
        self.word(engine.form, form, stated.0, stated.1, None);
        let asks = case.request == Some(RecognitionRequest::Equivalence);
        self.set(engine.request_equivalence, Domain::flag(asks), stated.0, stated.1, None);
        let isco = case.target.isco.as_deref().or(profession.map(|p| p.isco.as_str()));
        if let Some(isco) = isco {
            self.word(engine.isco, isco, stated.0, stated.1, None);
        }
        let id = profession.map(|p| p.id.as_str()).or(case.target.profession.as_deref());
        if let Some(id) = id {
            self.word(engine.profession, id, stated.0, stated.1, None);
        }
        if !matches!(case.purpose, Purpose::Visa) {
            return;
        }
        if let Some(state) = self.law.states.get(&case.destination)
            && let Some(needs) = state.visa_needs_equivalence.flag()
        {
            let note = Some("table of states".to_owned());
            let confidence = state.confidence;
            let fact = engine.visa_needs_equivalence;
            self.set(fact, Domain::flag(needs), FactOrigin::Table, confidence, note);
        }
    }

    /// What the language of practising asks for, and what is shown.
    fn languages(&mut self, profession: Option<&Profession>) {
        let engine = self.law.engine;
        for (fact, tag) in [(engine.german, "de"), (engine.english, "en")] {
            let level = self.reached(tag).map_or("none", CefrLevel::as_str);
            self.word(fact, level, FactOrigin::Derived, FactConfidence::High, None);
        }
        let Some(profession) = profession else { return };
        let Some(asked) = profession.level else { return };
        let met = profession.languages.iter().any(|tag| self.reached(tag) >= Some(asked));
        let held = profession.languages.iter().filter_map(|tag| self.reached(tag)).max();
        let note = format!(
            "{asked} in {} asked for, {} shown",
            profession.languages.join(" or "),
            held.map_or("none", CefrLevel::as_str)
        );
        let fact = engine.language_met;
        let (origin, confidence) = (FactOrigin::Derived, profession.confidence);
        self.set(fact, Domain::flag(met), origin, confidence, Some(note));
    }

    pub(crate) fn reached(&self, tag: &str) -> Option<CefrLevel> {
        let mut found = self.evidence.languages.iter().filter(|known| {
            let text = known.language.as_str();
            text == tag || text.strip_prefix(tag).is_some_and(|rest| rest.starts_with('-'))
        });
        found.by_ref().map(|known| known.level).max()
    }

    /// What the law presumes where nobody says.
    fn presumptions(&mut self) {
        let law = self.law;
        for fact in law.vocabulary.facts() {
            let Some(presumed) = &fact.presumed else { continue };
            let Some(id) = law.vocabulary.find(&fact.id) else { continue };
            if self.facts.get(id).is_some() {
                continue;
            }
            if let Some(domain) = fact.domain_of(presumed) {
                let note = Some("nobody said; this is presumed".to_owned());
                self.set(id, domain, FactOrigin::Presumed, FactConfidence::High, note);
            }
        }
    }
}

/// Which fields of a case may state a fact of a group.
pub(crate) fn may_state(group: FactGroup, fact: &str, in_immigration: bool) -> bool {
    match group {
        FactGroup::Circumstance => !in_immigration,
        FactGroup::Immigration => in_immigration,
        FactGroup::Licence => !in_immigration && fact == "good_standing",
        _ => false,
    }
}
