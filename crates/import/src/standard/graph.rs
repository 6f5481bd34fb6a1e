//! Putting standards into a graph.

use std::fmt::Write;

use passerelle_model::{
    ConceptKind, Confidence, Importance, Iri, Issue, LabelRole, LanguageTag, MappingPredicate,
    NoteKind, Place, SchemeKind, Status, codes,
};
use passerelle_taxonomy::{Builder, Handle, MappingSet, Scheme, Source, SourceId, Taxonomy};

use super::{ADDED_BY_US, PartSource, Standard, StandardFile, Standing, Texts, Unit};

pub(super) const ISCO: &str = "http://data.europa.eu/esco/isco/C";
pub(super) const ISCED: &str = "http://data.europa.eu/esco/isced-f/";
/// How sure a standard's place in ISCO-08 and ISCED-F is: most publishers do
/// not state it themselves.
const CLASSIFIED: u8 = 80;
const PROFICIENCY: &str = "urn:passerelle:proficiency:";

impl StandardFile {
    /// Puts the standards into a builder: each with its units and outcomes,
    /// its level, its place in ISCO-08 and ISCED-F, and what is known of it in
    /// words. The code lists and levels must be there already.
    ///
    /// Gives an issue for every reference that is unknown.
    pub fn add_to(&self, name: &str, builder: &mut Builder) -> Vec<Issue> {
        let Ok(scheme) = Iri::parse(self.scheme.namespace().trim_end_matches(':')) else {
            // The prefix is an issue of `check` then.
            return Vec::new();
        };
        builder.scheme(Scheme {
            prefix: Some((self.scheme.prefix.clone(), self.scheme.namespace())),
            ..Scheme::new(scheme.clone(), SchemeKind::ConceptScheme, &self.scheme.title)
        });
        let mut adder = Adder { file: self, name, builder, scheme, issues: Vec::new() };
        // What took another's place may stand behind it.
        for standard in &self.standard {
            adder.standard(standard);
        }
        for standard in &self.standard {
            adder.replaced_by(standard);
        }
        adder.issues
    }

    /// Declares in a builder what the standards refer to and `known` has:
    /// levels, groups and fields, as its publisher has them.
    pub fn declare_references(&self, known: &Taxonomy, builder: &mut Builder) {
        let proficiency = (1..=4).map(|level| format!("{PROFICIENCY}{level}"));
        let stated = self.standard.iter().flat_map(|s| self.references(s)).map(|(_, iri)| iri);
        for iri in stated.chain(proficiency) {
            let Some(concept) = known.find_iri(&iri) else { continue };
            let Ok(iri) = Iri::parse(&iri) else { continue };
            let declared = builder.concept(&iri, known.kind(concept), known.status(concept));
            builder.notation(declared, known.notation(concept).unwrap_or_default());
            // Without its label nobody could read what it is; where labels cannot
            // be read, whoever loads both has them.
            let english = LanguageTag::english();
            if let Ok(Some(table)) = known.labels(&english)
                && let Some(label) = table.preferred(concept)
            {
                let source = builder.source(Source::named("code lists of the default"));
                builder.label(declared, &english, LabelRole::Preferred, label, source);
            }
            for scheme in known.in_schemes(concept) {
                builder.in_scheme(declared, &known.schemes()[scheme.index()].iri);
            }
        }
    }

    /// A source of the file as the graph keeps it, with what it rests on.
    fn source_of(&self, source: &PartSource) -> Source {
        Source {
            name: format!("{} ({}, {} confidence)", source.title, source.basis, source.confidence),
            version: source.date.clone().unwrap_or_default(),
            publisher: self.scheme.publisher.clone(),
            licence: source.licence.clone().unwrap_or_default(),
            ..Source::default()
        }
    }
}

struct Adder<'a> {
    file: &'a StandardFile,
    name: &'a str,
    builder: &'a mut Builder,
    scheme: Iri,
    issues: Vec<Issue>,
}

impl Adder<'_> {
    fn standard(&mut self, standard: &Standard) {
        let status = match standard.status {
            Standing::Superseded => Status::Deprecated,
            Standing::Current | Standing::Unknown => Status::Released,
        };
        let iri = self.file.scheme.standard_iri(standard);
        let Some(whole) = self.concept(standard, &iri, ConceptKind::Qualification, status) else {
            return;
        };
        if let Some(code) = &standard.code {
            self.builder.notation(whole, code);
        }
        if let Some(hours) = standard.total_hours() {
            self.builder.hours(whole, hours);
        }
        let source = self.source(&standard.source);
        self.labels(whole, &standard.title, source);
        self.note(whole, &about(self.file, standard));

        let set = self.builder.mapping_set(MappingSet::new(
            &format!("urn:passerelle:mappings:{}:classification", self.file.scheme.prefix),
            &format!("{}: ISCO-08 and ISCED-F", self.file.scheme.title),
            "semapv:ManualMappingCuration",
            Confidence::new(CLASSIFIED).unwrap_or(Confidence::FULL),
        ));
        for (field, iri) in self.file.references(standard) {
            let Some(known) = self.known(standard, field, &iri) else { continue };
            match field {
                "level" => self.builder.level(whole, known),
                "language_minimum" => self.builder.requires(whole, known, Importance::Essential),
                "isco08" => {
                    self.builder.mapping(whole, MappingPredicate::Broad, known, None, set);
                }
                "isced_f" => {
                    self.builder.mapping(whole, MappingPredicate::Related, known, None, set);
                }
                _ => {}
            }
        }
        for unit in &standard.unit {
            self.unit(standard, whole, unit);
        }
    }

    fn unit(&mut self, standard: &Standard, whole: Handle, unit: &Unit) {
        let iri = self.file.scheme.unit_iri(standard, unit);
        let Some(part) = self.concept(standard, &iri, ConceptKind::Unit, Status::Released) else {
            return;
        };
        if let Some(code) = &unit.code {
            self.builder.notation(part, code);
        }
        if let Some(hours) = unit.hours {
            self.builder.hours(part, hours);
        }
        let source = self.source(unit.source.as_ref().unwrap_or(&standard.source));
        self.labels(part, &unit.title, source);
        if let Some(note) = &unit.note {
            self.note(part, note);
        }
        if unit.optional {
            self.builder.related(whole, part);
        } else {
            self.builder.has_part(whole, part);
        }
        for outcome in &unit.outcome {
            let iri = self.file.scheme.outcome_iri(standard, unit, outcome);
            let kind = ConceptKind::LearningOutcome;
            let Some(leaf) = self.concept(standard, &iri, kind, Status::Released) else { continue };
            self.builder.notation(leaf, &outcome.code);
            self.builder.has_part(part, leaf);
            if let Some(level) = outcome.level {
                let iri = format!("{PROFICIENCY}{}", level.level());
                if let Some(level) = self.known(standard, "level", &iri) {
                    self.builder.level(leaf, level);
                }
            }
            if outcome.ours && !self.file.scheme.is_joint() {
                let ours = self.builder.source(Source::named("Passerelle"));
                self.labels(leaf, &outcome.text, ours);
                self.note(leaf, ADDED_BY_US);
            } else {
                self.labels(leaf, &outcome.text, source);
            }
        }
    }

    fn replaced_by(&mut self, standard: &Standard) {
        let Some(id) = &standard.replaced_by else { return };
        let namespace = self.file.scheme.namespace();
        let old = self.builder.find(&self.file.scheme.standard_iri(standard));
        if let Some((old, new)) = old.zip(self.builder.find(&format!("{namespace}{id}"))) {
            self.builder.replaced_by(old, new);
        }
    }

    fn concept(
        &mut self,
        standard: &Standard,
        iri: &str,
        kind: ConceptKind,
        status: Status,
    ) -> Option<Handle> {
        match Iri::parse(iri) {
            Ok(iri) => {
                let concept = self.builder.concept(&iri, kind, status);
                self.builder.in_scheme(concept, &self.scheme);
                Some(concept)
            }
            Err(error) => {
                let place = Place::file(self.name).about(standard.name());
                self.issues.push(Issue::new(codes::GRAPH_IRI, place, error.to_string()));
                None
            }
        }
    }

    fn source(&mut self, key: &str) -> SourceId {
        let source = self.file.source.get(key).map(|source| self.file.source_of(source));
        // A key that is unknown is an issue of `check`.
        self.builder.source(source.unwrap_or_else(|| Source::named(&self.file.scheme.publisher)))
    }

    fn labels(&mut self, concept: Handle, texts: &Texts, source: SourceId) {
        for (language, text) in texts {
            self.builder.label(concept, language, LabelRole::Preferred, text, source);
        }
    }

    fn note(&mut self, concept: Handle, text: &str) {
        self.builder.note(concept, &LanguageTag::english(), NoteKind::ScopeNote, text);
    }

    fn known(&mut self, standard: &Standard, field: &str, iri: &str) -> Option<Handle> {
        let found = self.builder.find(iri);
        // What took its place may be declared later, and is looked for then.
        if found.is_none() && field != "replaced_by" {
            let place = Place::file(self.name).field(field).about(standard.name());
            let message = format!("`{iri}` is in no code list");
            self.issues.push(Issue::new(codes::GRAPH_UNKNOWN_REFERENCE, place, message));
        }
        found
    }
}

/// What is known of a standard that has no place of its own in the graph, in
/// words.
fn about(file: &StandardFile, standard: &Standard) -> String {
    let mut text = String::new();
    let mut say = |what: &str, value: &dyn std::fmt::Display| {
        let blank = if text.is_empty() { "" } else { "; " };
        // Writing into a string does not fail.
        let _ = write!(text, "{blank}{what} {value}");
    };
    say("published by", &file.scheme.publisher);
    if let Some(body) = &standard.awarding_body {
        say("awarded by", body);
    }
    if let Some(level) = &standard.level {
        say("level", level);
    }
    if let Some(basis) = &standard.level_basis {
        say("level because:", basis);
    }
    if let Some(months) = standard.duration_months {
        say("months of training:", &months);
    }
    if let Some(version) = &standard.version {
        say("version", version);
    }
    if let Some(date) = standard.valid_from {
        say("valid from", &date);
    }
    if let Some(date) = standard.valid_until {
        say("valid until", &date);
    }
    match standard.status {
        Standing::Current => say("status:", &"current"),
        Standing::Superseded => say("status:", &"superseded"),
        Standing::Unknown => say("status:", &"not known to be current"),
    }
    if let Some(note) = &standard.note {
        say("note:", note);
    }
    if standard.unit.is_empty() {
        say("units:", &"none known");
    }
    text
}
