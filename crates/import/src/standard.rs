//! Occupational standards in our own TOML: units, learning outcomes, and
//! what each corresponds to in ESCO, ISCO-08 and ISCED-F.
//!
//! The layout is described, with an example, in `taxonomies/README.md`.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{
    ConceptKind, Confidence, Importance, Iri, Issue, LabelRole, LanguageTag, MappingPredicate,
    Place, Proficiency, SchemeKind, Status, codes,
};
use passerelle_taxonomy::{
    Builder, Error as TaxonomyError, Handle, MappingSet, Scheme, SourceId, Taxonomy,
};
use serde::Deserialize;

/// The namespace of joint standards; `joint:` in a CURIE.
pub const JOINT_NAMESPACE: &str = "urn:passerelle:joint:";
const JOINT_SCHEME: &str = "urn:passerelle:joint";
const ESCO_SKILLS: &str = "http://data.europa.eu/esco/concept-scheme/skills";
const ESCO_OCCUPATIONS: &str = "http://data.europa.eu/esco/concept-scheme/occupations";
const ISCO_NAMESPACE: &str = "http://data.europa.eu/esco/isco/C";
const ISCED_NAMESPACE: &str = "http://data.europa.eu/esco/isced-f/";
const EQF_NAMESPACE: &str = "http://data.europa.eu/snb/eqf/";
const CEFR_NAMESPACE: &str = "urn:passerelle:cefr:";
const PROFICIENCY_NAMESPACE: &str = "urn:passerelle:proficiency:";

/// The least share of an ESCO occupation's essential skills that a standard
/// uses or excuses, in per cent.
const COVERAGE_NEEDED: usize = 80;
/// The greatest share of its outcomes that a standard has in common with
/// another beyond the units that both declare common, in per cent.
const OVERLAP_ALLOWED: usize = 30;

/// Titles or texts by language.
pub type Texts = BTreeMap<LanguageTag, String>;

/// A joint occupational standard.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// The last part of its IRI.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The day from which it holds, `2026-11-01`.
    pub valid_from: String,
    /// The ISCO-08 groups of the occupation; the first is that of
    /// `esco_occupation`.
    pub isco08: Vec<String>,
    /// The ISCED-F field.
    pub isced_f: String,
    /// The EQF level, 1 to 8.
    pub eqf_level: u8,
    /// Why this level.
    pub eqf_basis: String,
    /// The least CEFR level for work in the destination's language.
    pub language_minimum: String,
    /// The ESCO occupation that corresponds to it.
    pub esco_occupation: Counterpart,
    /// Its title by language.
    pub title: Texts,
    /// Its units.
    pub unit: Vec<Unit>,
    /// Essential skills of the ESCO occupation that it leaves out.
    #[serde(default)]
    pub excused: Vec<Excused>,
}

/// A unit of a standard.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its code, unique in the standard.
    pub code: String,
    /// Its notional learning hours.
    pub hours: u32,
    /// What it is called where several standards share it: such units may be
    /// alike.
    pub common: Option<String>,
    /// Its title by language.
    pub title: Texts,
    /// Its learning outcomes.
    pub outcome: Vec<Outcome>,
}

/// A learning outcome: one thing that a person can do or knows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its code, unique in the standard.
    pub code: String,
    /// What it is, by language.
    pub text: Texts,
    /// The proficiency that it asks for.
    pub level: Proficiency,
    /// The ESCO skills that it corresponds to.
    #[serde(default)]
    pub esco: Vec<Counterpart>,
    /// Why there is none.
    pub none: Option<String>,
}

/// A concept of ESCO, and how what is described relates to it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counterpart {
    /// Its URI.
    pub uri: Iri,
    /// Its preferred label in English.
    pub label: String,
    /// What it is; a skill where nothing is said.
    pub kind: Option<ConceptKind>,
    /// Read "what is described PREDICATE the ESCO concept".
    pub predicate: MappingPredicate,
    /// How sure that is, in per cent.
    pub confidence: Confidence,
}

/// A skill that a standard leaves out for a reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excused {
    /// Its URI.
    pub uri: Iri,
    /// Its preferred label in English.
    pub label: String,
    /// Why it is left out.
    pub reason: String,
}

/// Reads the TOML of a standard.
///
/// # Errors
/// An issue with the line where the text is not TOML, lacks a key or has an
/// unknown one.
pub fn parse_standard(name: &str, text: &str) -> Result<Standard, Issue> {
    toml::from_str(text).map_err(|error| {
        let place = crate::toml_place(name, text, error.span());
        Issue::new(codes::STANDARD_VALUE, place, error.message().replace('\n', " "))
    })
}

impl Standard {
    /// What is wrong with the standard in itself.
    pub fn check(&self, name: &str) -> Vec<Issue> {
        let mut issues = Vec::new();
        let place = || Place::file(name).about(self.id.clone());
        let mut value = |field: &str, message: String| {
            issues.push(Issue::new(codes::STANDARD_VALUE, place().field(field), message));
        };
        if !(1..=8).contains(&self.eqf_level) {
            value("eqf_level", format!("`{}` is not between 1 and 8", self.eqf_level));
        }
        if self.isco08.is_empty() {
            value("isco08", "there is no ISCO-08 group".to_owned());
        }
        if !self.title.contains_key(&LanguageTag::english()) {
            value("title", "there is no English title".to_owned());
        }
        for unit in &self.unit {
            if !(1..=4000).contains(&unit.hours) {
                value("hours", format!("unit {} has {} hours", unit.code, unit.hours));
            }
        }
        let mut seen = BTreeSet::new();
        let all_codes = self
            .unit
            .iter()
            .flat_map(|u| std::iter::once(&u.code).chain(u.outcome.iter().map(|o| &o.code)));
        for code in all_codes {
            if !seen.insert(code) {
                let message = format!("`{code}` is used twice");
                issues.push(Issue::new(codes::STANDARD_CODE, place().field("code"), message));
            }
        }
        for outcome in self.outcomes() {
            if outcome.esco.is_empty() == outcome.none.is_none() {
                let message = format!("outcome {} needs `esco` or `none`, not both", outcome.code);
                issues.push(Issue::new(codes::STANDARD_OUTCOME, place().field("esco"), message));
            }
        }
        issues
    }

    /// What is wrong with the standard in the eyes of ESCO: labels that are
    /// not ESCO's, and essential skills of its occupation that it neither
    /// uses nor excuses.
    ///
    /// # Errors
    /// Where the labels of `esco` cannot be read.
    pub fn check_against_esco(
        &self,
        name: &str,
        esco: &Taxonomy,
    ) -> Result<Vec<Issue>, TaxonomyError> {
        let mut issues = Vec::new();
        let place = || Place::file(name).about(self.id.clone());
        let labels = esco.labels(&LanguageTag::english())?;
        let used = self.outcomes().flat_map(|o| &o.esco).map(|c| (&c.uri, &c.label, c.kind));
        let excused = self.excused.iter().map(|e| (&e.uri, &e.label, None));
        let occupation = &self.esco_occupation;
        let named = used.chain(excused).chain([(&occupation.uri, &occupation.label, None)]);
        let mut known = BTreeSet::new();
        for (uri, label, kind) in named {
            let concept = esco.find(uri);
            known.extend(concept);
            let found = concept.and_then(|c| labels.and_then(|table| table.preferred(c)));
            if found != Some(label) {
                let message =
                    format!("ESCO calls `{uri}` `{}`, not `{label}`", found.unwrap_or("nothing"));
                issues.push(Issue::new(codes::STANDARD_LABEL, place().field("label"), message));
            }
            if let (Some(kind), Some(concept)) = (kind, concept)
                && esco.kind(concept) != kind
            {
                let message =
                    format!("`{label}` is a {} in ESCO, not a {kind}", esco.kind(concept));
                issues.push(Issue::new(codes::STANDARD_LABEL, place().field("kind"), message));
            }
        }
        if let Some(occupation) = esco.find(&occupation.uri) {
            let above = esco.ancestors(occupation);
            let first = self.isco08.first();
            if !above.iter().any(|&group| esco.notation(group) == first.map(String::as_str)) {
                let message = "the first group is not that of the ESCO occupation".to_owned();
                issues.push(Issue::new(codes::STANDARD_VALUE, place().field("isco08"), message));
            }
            let essential = esco.requires(occupation, Importance::Essential);
            let missing: Vec<&str> =
                essential.iter().filter(|c| !known.contains(*c)).map(|&c| esco.iri(c)).collect();
            let covered = essential.len() - missing.len();
            if covered * 100 < essential.len() * COVERAGE_NEEDED {
                let message = format!(
                    "{covered} of {} essential skills are used or excused; missing: {}",
                    essential.len(),
                    missing.join(", ")
                );
                issues.push(Issue::new(codes::STANDARD_COVERAGE, place(), message));
            }
        }
        Ok(issues)
    }

    /// Its outcomes, unit by unit.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.unit.iter().flat_map(|unit| &unit.outcome)
    }

    /// Puts the standard into a builder: itself, its units and outcomes, and
    /// its ESCO counterparts as concepts known at second hand. The code
    /// lists must be there already.
    ///
    /// `ours` is the source of the standard's own texts, `esco` that of
    /// ESCO's labels. Gives an issue for every code that is unknown.
    pub fn add_to(
        &self,
        name: &str,
        builder: &mut Builder,
        ours: SourceId,
        esco: SourceId,
    ) -> Vec<Issue> {
        let mut adder = Adder { standard: self, name, builder, ours, esco, issues: Vec::new() };
        adder.add();
        adder.issues
    }
}

/// Which standards have too much in common to be two.
///
/// An outcome is shared where another standard has one of the same words, or
/// one with an exact or close counterpart in the same ESCO skill; units that
/// both standards declare common, under one name, are left aside.
pub fn check_overlap(standards: &[(String, Standard)]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (name, standard) in standards {
        for (_, other) in standards.iter().filter(|(other, _)| other != name) {
            let (shared, all) = standard.shared_with(other);
            if shared * 100 > all * OVERLAP_ALLOWED {
                let message =
                    format!("{shared} of {all} outcomes are also those of `{}`", other.id);
                let place = Place::file(name).about(standard.id.clone());
                issues.push(Issue::new(codes::STANDARD_OVERLAP, place, message));
            }
        }
    }
    issues
}

impl Standard {
    /// How many of its outcomes beyond common units another standard has too,
    /// and of how many.
    fn shared_with(&self, other: &Self) -> (usize, usize) {
        let common = |of: &Self| -> BTreeSet<String> {
            of.unit.iter().filter_map(|u| u.common.clone()).collect()
        };
        let both: BTreeSet<String> = common(self).intersection(&common(other)).cloned().collect();
        let own = |of: &Self| -> Vec<Outcome> {
            let units = of.unit.iter();
            let kept = units.filter(|u| u.common.as_ref().is_none_or(|name| !both.contains(name)));
            kept.flat_map(|u| u.outcome.iter().cloned()).collect()
        };
        let words = |outcome: &Outcome| -> Vec<String> {
            outcome.text.values().map(|text| text.trim().to_lowercase()).collect()
        };
        let skills = |outcome: &Outcome| -> Vec<Iri> {
            let near = |c: &&Counterpart| {
                matches!(c.predicate, MappingPredicate::Exact | MappingPredicate::Close)
            };
            outcome.esco.iter().filter(near).map(|c| c.uri.clone()).collect()
        };
        let theirs = own(other);
        let their_words: BTreeSet<String> = theirs.iter().flat_map(words).collect();
        let their_skills: BTreeSet<Iri> = theirs.iter().flat_map(skills).collect();
        let ours = own(self);
        let shared = ours.iter().filter(|outcome| {
            words(outcome).iter().any(|w| their_words.contains(w))
                || skills(outcome).iter().any(|s| their_skills.contains(s))
        });
        (shared.count(), ours.len())
    }
}

struct Adder<'a> {
    standard: &'a Standard,
    name: &'a str,
    builder: &'a mut Builder,
    ours: SourceId,
    esco: SourceId,
    issues: Vec<Issue>,
}

impl Adder<'_> {
    fn add(&mut self) {
        let standard = self.standard;
        let (Some(scheme), Some(esco_skills), Some(esco_occupations)) =
            (self.iri(JOINT_SCHEME), self.iri(ESCO_SKILLS), self.iri(ESCO_OCCUPATIONS))
        else {
            return;
        };
        let kind = SchemeKind::ConceptScheme;
        self.builder.scheme(Scheme {
            prefix: Some(("joint".to_owned(), JOINT_NAMESPACE.to_owned())),
            ..Scheme::new(scheme.clone(), kind, "Passerelle joint occupational standards")
        });
        self.builder.scheme(Scheme::new(esco_skills.clone(), kind, "ESCO skills"));
        self.builder.scheme(Scheme::new(esco_occupations.clone(), kind, "ESCO Occupations"));
        let set = self.builder.mapping_set(MappingSet::new(
            "urn:passerelle:mappings:joint",
            "joint standards to ESCO, ISCO-08 and ISCED-F",
            "semapv:ManualMappingCuration",
            Confidence::FULL,
        ));

        let Some(whole) = self.concept(&standard.id, ConceptKind::Qualification, &scheme) else {
            return;
        };
        self.builder.notation(whole, &standard.id);
        // Hours out of range are an issue of `check`, not a wrong sum here.
        let hours = standard.unit.iter().fold(0, |sum: u32, unit| sum.saturating_add(unit.hours));
        self.builder.hours(whole, hours);
        self.labels(whole, &standard.title);
        let level = format!("{EQF_NAMESPACE}{}", standard.eqf_level);
        if let Some(level) = self.known("eqf_level", &level) {
            self.builder.level(whole, level);
        }
        self.known("language_minimum", &format!("{CEFR_NAMESPACE}{}", standard.language_minimum));
        let full = Some(Confidence::FULL);
        for code in &standard.isco08 {
            if let Some(group) = self.known("isco08", &format!("{ISCO_NAMESPACE}{code}")) {
                self.builder.mapping(whole, MappingPredicate::Broad, group, full, set);
            }
        }
        if let Some(field) =
            self.known("isced_f", &format!("{ISCED_NAMESPACE}{}", standard.isced_f))
        {
            self.builder.mapping(whole, MappingPredicate::Related, field, full, set);
        }
        let occupation = &standard.esco_occupation;
        let counterpart = self.counterpart(occupation, ConceptKind::Occupation, &esco_occupations);
        let confidence = Some(occupation.confidence);
        self.builder.mapping(whole, occupation.predicate, counterpart, confidence, set);
        // The first group is that of the ESCO occupation, so that its place
        // in ISCO-08 is known without ESCO.
        let group = standard.isco08.first().map(|code| format!("{ISCO_NAMESPACE}{code}"));
        if let Some(group) = group.and_then(|iri| self.builder.find(&iri)) {
            self.builder.broader(counterpart, group);
        }

        for unit in &standard.unit {
            let id = format!("{}/{}", standard.id, unit.code);
            let Some(part) = self.concept(&id, ConceptKind::Unit, &scheme) else { continue };
            self.builder.notation(part, &unit.code);
            self.builder.hours(part, unit.hours);
            self.labels(part, &unit.title);
            self.builder.has_part(whole, part);
            for outcome in &unit.outcome {
                let id = format!("{}/{}", standard.id, outcome.code);
                let Some(leaf) = self.concept(&id, ConceptKind::LearningOutcome, &scheme) else {
                    continue;
                };
                self.builder.notation(leaf, &outcome.code);
                self.labels(leaf, &outcome.text);
                self.builder.has_part(part, leaf);
                let level = format!("{PROFICIENCY_NAMESPACE}{}", outcome.level.level());
                if let Some(level) = self.known("level", &level) {
                    self.builder.level(leaf, level);
                }
                for skill in &outcome.esco {
                    let kind = skill.kind.unwrap_or(ConceptKind::Skill);
                    let object = self.counterpart(skill, kind, &esco_skills);
                    let confidence = Some(skill.confidence);
                    self.builder.mapping(leaf, skill.predicate, object, confidence, set);
                }
            }
        }
    }

    /// A concept of the standard, by the end of its IRI.
    fn concept(&mut self, id: &str, kind: ConceptKind, scheme: &Iri) -> Option<Handle> {
        let iri = self.iri(&format!("{JOINT_NAMESPACE}{id}"))?;
        let concept = self.builder.concept(&iri, kind, Status::Released);
        self.builder.in_scheme(concept, scheme);
        Some(concept)
    }

    fn iri(&mut self, text: &str) -> Option<Iri> {
        Iri::parse(text)
            .map_err(|e| {
                let place = Place::file(self.name).about(self.standard.id.clone());
                self.issues.push(Issue::new(codes::GRAPH_IRI, place, e.to_string()));
            })
            .ok()
    }

    fn labels(&mut self, concept: Handle, texts: &Texts) {
        for (language, text) in texts {
            self.builder.label(concept, language, LabelRole::Preferred, text, self.ours);
        }
    }

    fn counterpart(&mut self, of: &Counterpart, kind: ConceptKind, scheme: &Iri) -> Handle {
        let concept = self.builder.concept(&of.uri, kind, Status::Provisional);
        self.builder.in_scheme(concept, scheme);
        let english = LanguageTag::english();
        self.builder.label(concept, &english, LabelRole::Preferred, &of.label, self.esco);
        concept
    }

    fn known(&mut self, field: &str, iri: &str) -> Option<Handle> {
        let found = self.builder.find(iri);
        if found.is_none() {
            let place = Place::file(self.name).field(field).about(self.standard.id.clone());
            let message = format!("`{iri}` is in no code list");
            self.issues.push(Issue::new(codes::GRAPH_UNKNOWN_REFERENCE, place, message));
        }
        found
    }
}
