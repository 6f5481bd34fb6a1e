//! Small graphs in a few words.

use passerelle_model::{
    ConceptKind, Confidence, Importance, Iri, Issue, LabelRole, LanguageTag, MappingPredicate,
    SchemeKind, Status,
};
use passerelle_taxonomy::{
    Builder, ConceptId, Handle, MappingSet, MappingSetId, Provenance, Scheme, Source, SourceId,
    Taxonomy,
};

/// A builder that takes short sentences: `weld broader join`.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) builder: Builder,
    pub(crate) source: SourceId,
    pub(crate) set: MappingSetId,
}

/// The IRI that stands for a short name.
pub(crate) fn iri(name: &str) -> Iri {
    Iri::parse(&format!("urn:x:{name}")).expect("short names are plain words")
}

/// A concept by its short name.
pub(crate) fn id(taxonomy: &Taxonomy, name: &str) -> ConceptId {
    taxonomy.find(&iri(name)).unwrap_or_else(|| panic!("no concept `{name}`"))
}

/// The short names of concepts, in their order.
pub(crate) fn names<'t>(taxonomy: &'t Taxonomy, concepts: &[ConceptId]) -> Vec<&'t str> {
    concepts.iter().map(|&c| name(taxonomy, c)).collect()
}

pub(crate) fn name(taxonomy: &Taxonomy, concept: ConceptId) -> &str {
    taxonomy.iri(concept).trim_start_matches("urn:x:")
}

pub(crate) fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).expect("tests name real languages")
}

/// A mapping set whose mappings are certain unless they say otherwise.
pub(crate) fn certain_set(id: &str) -> MappingSet {
    let title = format!("the mappings of {id}");
    MappingSet::new(id, &title, "semapv:ManualMappingCuration", Confidence::FULL)
}

impl Graph {
    /// A graph of what a text states, from a source called `first`.
    pub(crate) fn read(text: &str) -> Self {
        Self::from_source("first", text)
    }

    pub(crate) fn from_source(source: &str, text: &str) -> Self {
        let mut builder = Builder::new();
        let source = builder.source(Source::named(source));
        let set = builder.mapping_set(certain_set("urn:x:set"));
        let mut graph = Self { builder, source, set };
        graph.say(text);
        graph
    }

    /// Adds statements, separated by commas.
    ///
    /// A name that is new becomes a released skill, called by its name in
    /// English, so that only what a test is about is out of order.
    ///
    /// `other default 70` declares a mapping set, which the mappings behind it
    /// belong to; `a unmapped nothing` says that it has nothing for `a`.
    pub(crate) fn say(&mut self, text: &str) {
        for statement in text.split(',').map(str::trim).filter(|s| !s.is_empty()) {
            let words: Vec<&str> = statement.split_whitespace().collect();
            let [subject, verb, object, rest @ ..] = words.as_slice() else {
                panic!("`{statement}` is no statement");
            };
            self.state(subject, verb, object, rest);
        }
    }

    fn state(&mut self, subject: &str, verb: &str, object: &str, rest: &[&str]) {
        if verb == "status" {
            let status: Status = object.parse().expect("a status");
            self.declare(subject, ConceptKind::Skill, status);
            return;
        }
        if verb == "default" {
            let percent = object.parse().expect("a number");
            let default_confidence = Confidence::new(percent).expect("a percentage");
            let set = MappingSet { default_confidence, ..certain_set(iri(subject).as_str()) };
            self.set = self.builder.mapping_set(set);
            return;
        }
        let from = self.concept(subject);
        match verb {
            "unmapped" => self.builder.unmapped(from, self.set),
            "is" => self.builder.set_kind(from, object.parse().expect("a concept kind")),
            "in" => self.builder.in_scheme(from, &iri(object)),
            "notation" => self.builder.notation(from, object),
            _ => {
                let to = self.concept(object);
                match verb {
                    "broader" => self.builder.broader(from, to),
                    "related" => self.builder.related(from, to),
                    "essential" => self.builder.requires(from, to, Importance::Essential),
                    "optional" => self.builder.requires(from, to, Importance::Optional),
                    "has-part" => self.builder.has_part(from, to),
                    "replaced-by" => self.builder.replaced_by(from, to),
                    _ => {
                        let predicate: MappingPredicate = verb.parse().expect("a known verb");
                        let confidence = rest.first().map(|text| {
                            let percent = text.parse().expect("a number");
                            Confidence::new(percent).expect("a percentage")
                        });
                        self.builder.mapping(from, predicate, to, confidence, self.set);
                    }
                }
            }
        }
    }

    /// The concept of a short name.
    pub(crate) fn concept(&mut self, name: &str) -> Handle {
        match self.builder.find(iri(name).as_str()) {
            Some(known) => known,
            None => self.declare(name, ConceptKind::Skill, Status::Released),
        }
    }

    fn declare(&mut self, name: &str, kind: ConceptKind, status: Status) -> Handle {
        let concept = self.builder.concept(&iri(name), kind, status);
        self.label(name, "en", LabelRole::Preferred, name);
        concept
    }

    pub(crate) fn label(&mut self, name: &str, language: &str, role: LabelRole, text: &str) {
        let concept = self.concept(name);
        self.builder.label(concept, &tag(language), role, text, self.source);
    }

    pub(crate) fn scheme(&mut self, name: &str, kind: SchemeKind) {
        self.builder.scheme(Scheme::new(iri(name), kind, name));
    }

    pub(crate) fn build(self) -> (Taxonomy, Vec<Issue>) {
        self.builder.build(Provenance::default())
    }

    /// The taxonomy, where nothing is expected to be wrong with it.
    pub(crate) fn taxonomy(self) -> Taxonomy {
        let (taxonomy, issues) = self.build();
        assert_eq!(issues, [], "the graph is not as clean as the test needs it");
        taxonomy
    }
}
