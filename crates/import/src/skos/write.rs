//! A taxonomy as SKOS.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use oxrdf::vocab::xsd;
use oxrdf::{LiteralRef, NamedNodeRef, TermRef, TripleRef};
use oxttl::ntriples::WriterNTriplesSerializer;
use oxttl::turtle::WriterTurtleSerializer;
use oxttl::{NTriplesSerializer, TurtleSerializer};
use passerelle_model::{
    Importance, LabelRole, LanguageTag, MappingPredicate, NoteKind, Prefix, ReuseLevel, SchemeKind,
    Status,
};
use passerelle_taxonomy::{ConceptId, LabelTable, NoteTable, Scheme, SchemeId, Taxonomy};

use super::RdfFormat;
use super::vocabulary::{REUSE_LEVEL, term};
use crate::Error;

/// What was written, and what could not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SkosWritten {
    /// The statements written.
    pub triples: u64,
    /// The statements that were left out: about or to an IRI that RDF does
    /// not allow, in a language that BCP 47 does not allow, and of one
    /// scheme those that lead out of it.
    pub left_out: u64,
}

/// Writes a taxonomy, or one of its schemes, as SKOS.
///
/// Of a scheme, its concepts are written and what is said between them, and
/// the mappings that have one of them at either end. The same taxonomy gives
/// the same bytes: schemes come first, then concepts, each by IRI.
/// [`import`](super::import) reads all of it again; what SKOS cannot state is
/// lost, which is the confidence and the set of a mapping and the source of a
/// label.
///
/// # Errors
/// [`Error::CannotWrite`] where the writer fails, [`Error::Taxonomy`] where a
/// section of the taxonomy cannot be read.
pub fn write_taxonomy(
    taxonomy: &Taxonomy,
    scheme: Option<SchemeId>,
    format: RdfFormat,
    out: &mut dyn Write,
) -> Result<SkosWritten, Error> {
    let mut labels = Vec::new();
    for language in taxonomy.languages() {
        if let Some(table) = taxonomy.labels(language)? {
            labels.push((language, table));
        }
    }
    let mut notes = Vec::new();
    for language in taxonomy.note_languages() {
        if let Some(table) = taxonomy.notes(language)? {
            notes.push((language, table));
        }
    }
    let prefixes = taxonomy.prefixes();
    let writing = Writing {
        taxonomy,
        scheme,
        labels,
        notes,
        out: Triples::new(format, prefixes.iter(), out),
    };
    writing.run().map_err(|source| Error::CannotWrite { source })
}

/// Writes triples in either format, and counts those that RDF refuses.
pub(super) struct Triples<'w> {
    writer: Serializer<'w>,
    written: SkosWritten,
}

enum Serializer<'w> {
    Turtle(Box<WriterTurtleSerializer<BufWriter<&'w mut dyn Write>>>),
    NTriples(WriterNTriplesSerializer<BufWriter<&'w mut dyn Write>>),
}

/// The prefixes of what is written in any case.
const PREFIXES: [(&str, &str); 8] = [
    ("dct", term!(dct "")),
    ("esco-model", term!(esco "")),
    ("owl", term!(owl "")),
    ("psr", term!(psr "")),
    ("rdfs", term!(rdfs "")),
    ("skos", term!(skos "")),
    ("vann", term!(vann "")),
    ("xsd", term!(xsd "")),
];

impl<'w> Triples<'w> {
    pub(super) fn new<'p>(
        format: RdfFormat,
        prefixes: impl Iterator<Item = &'p Prefix>,
        out: &'w mut dyn Write,
    ) -> Self {
        let out = BufWriter::new(out);
        let writer = match format {
            RdfFormat::NTriples => Serializer::NTriples(NTriplesSerializer::new().for_writer(out)),
            RdfFormat::Turtle => {
                let mut chosen: BTreeMap<&str, &str> = prefixes
                    .filter(|p| is_prefix(&p.prefix) && NamedNodeRef::new(&p.namespace).is_ok())
                    .map(|p| (p.prefix.as_str(), p.namespace.as_str()))
                    .collect();
                chosen.extend(PREFIXES);
                let mut serializer = TurtleSerializer::new();
                for (prefix, namespace) in chosen {
                    serializer = serializer
                        .with_prefix(prefix, namespace)
                        .expect("only namespaces that are IRIs were chosen");
                }
                Serializer::Turtle(Box::new(serializer.for_writer(out)))
            }
        };
        Self { writer, written: SkosWritten::default() }
    }

    /// Writes "subject predicate node".
    pub(super) fn node(&mut self, subject: &str, predicate: &str, object: &str) -> io::Result<()> {
        match NamedNodeRef::new(object) {
            Ok(object) => self.triple(subject, predicate, object.into()),
            Err(_) => self.leave_out(),
        }
    }

    /// Writes "subject predicate text".
    pub(super) fn text(
        &mut self,
        subject: &str,
        predicate: &str,
        text: &str,
        language: Option<&LanguageTag>,
    ) -> io::Result<()> {
        match language {
            None => self.triple(subject, predicate, LiteralRef::new_simple_literal(text).into()),
            Some(tag) => {
                // Its own constructor owns and checks the tag.
                match oxrdf::Literal::new_language_tagged_literal(text, tag.as_str()) {
                    Ok(literal) => self.triple(subject, predicate, literal.as_ref().into()),
                    Err(_) => self.leave_out(),
                }
            }
        }
    }

    fn typed(
        &mut self,
        subject: &str,
        predicate: &str,
        value: &str,
        datatype: NamedNodeRef<'_>,
    ) -> io::Result<()> {
        self.triple(subject, predicate, LiteralRef::new_typed_literal(value, datatype).into())
    }

    fn triple(&mut self, subject: &str, predicate: &str, object: TermRef<'_>) -> io::Result<()> {
        let Ok(subject) = NamedNodeRef::new(subject) else { return self.leave_out() };
        let triple = TripleRef::new(subject, NamedNodeRef::new_unchecked(predicate), object);
        self.written.triples += 1;
        match &mut self.writer {
            Serializer::Turtle(writer) => writer.serialize_triple(triple),
            Serializer::NTriples(writer) => writer.serialize_triple(triple),
        }
    }

    /// Counts what cannot be written.
    #[expect(clippy::unnecessary_wraps, reason = "stands where something is written")]
    pub(super) const fn leave_out(&mut self) -> io::Result<()> {
        self.written.left_out += 1;
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<SkosWritten> {
        let mut out = match self.writer {
            Serializer::Turtle(writer) => writer.finish()?,
            Serializer::NTriples(writer) => writer.finish(),
        };
        out.flush()?;
        Ok(self.written)
    }
}

/// Whether Turtle takes a name as a prefix; a safe part of what it takes.
fn is_prefix(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

struct Writing<'t, 'w> {
    taxonomy: &'t Taxonomy,
    scheme: Option<SchemeId>,
    labels: Vec<(&'t LanguageTag, &'t LabelTable)>,
    notes: Vec<(&'t LanguageTag, &'t NoteTable)>,
    out: Triples<'w>,
}

impl<'t> Writing<'t, '_> {
    fn run(mut self) -> io::Result<SkosWritten> {
        let taxonomy = self.taxonomy;
        let mut collections = BTreeMap::new();
        for scheme in taxonomy.schemes() {
            let id = taxonomy.find_scheme(scheme.iri.as_str());
            if let Some(id) = id.filter(|id| self.scheme.is_none_or(|only| only == *id)) {
                collections.insert(id, Vec::new());
            }
        }
        for concept in taxonomy.concepts() {
            for scheme in taxonomy.in_schemes(concept) {
                if let Some(members) = collections.get_mut(scheme)
                    && taxonomy.schemes()[scheme.index()].kind == SchemeKind::Collection
                {
                    members.push(concept);
                }
            }
        }
        for (id, members) in &collections {
            self.described_scheme(&taxonomy.schemes()[id.index()], members)?;
        }
        let mut mappings = taxonomy.mappings();
        for concept in taxonomy.concepts() {
            if self.is_written(concept) {
                self.concept(concept)?;
            }
            let own = mappings.partition_point(|m| m.subject <= concept);
            let mut own: Vec<(MappingPredicate, ConceptId)> = mappings
                .split_off(..own)
                .unwrap_or_default()
                .iter()
                .filter(|m| self.is_written(concept) || self.is_written(m.object))
                .map(|m| (m.predicate, m.object))
                .collect();
            own.sort_unstable();
            // One mapping may stand in several sets.
            own.dedup();
            for (predicate, object) in own {
                let iri = taxonomy.iri(object);
                self.out.node(taxonomy.iri(concept), mapping_iri(predicate), iri)?;
            }
        }
        self.out.finish()
    }

    fn is_written(&self, concept: ConceptId) -> bool {
        self.scheme.is_none_or(|s| self.taxonomy.in_schemes(concept).binary_search(&s).is_ok())
    }

    fn described_scheme(&mut self, scheme: &'t Scheme, members: &[ConceptId]) -> io::Result<()> {
        let iri = scheme.iri.as_str();
        let class = match scheme.kind {
            SchemeKind::ConceptScheme => term!(skos "ConceptScheme"),
            SchemeKind::Collection => term!(skos "Collection"),
        };
        self.out.node(iri, term!(rdf "type"), class)?;
        for (language, title) in &scheme.title {
            self.out.text(iri, term!(dct "title"), title, Some(language))?;
        }
        let sources = &self.taxonomy.provenance().sources;
        if let Some(source) = sources.iter().find(|source| source.url == iri) {
            let Self { out, .. } = self;
            if !source.publisher.is_empty() {
                out.text(iri, term!(dct "publisher"), &source.publisher, None)?;
            }
            if NamedNodeRef::new(&source.licence).is_ok() {
                out.node(iri, term!(dct "license"), &source.licence)?;
            } else if !source.licence.is_empty() {
                out.text(iri, term!(dct "license"), &source.licence, None)?;
            }
            if !source.version.is_empty() {
                out.text(iri, term!(owl "versionInfo"), &source.version, None)?;
            }
        }
        if let Some((prefix, namespace)) = &scheme.prefix {
            self.out.text(iri, term!(vann "preferredNamespacePrefix"), prefix, None)?;
            self.out.text(iri, term!(vann "preferredNamespaceUri"), namespace, None)?;
        }
        for &member in members {
            self.out.node(iri, term!(skos "member"), self.taxonomy.iri(member))?;
        }
        Ok(())
    }

    fn concept(&mut self, concept: ConceptId) -> io::Result<()> {
        let taxonomy = self.taxonomy;
        let iri = taxonomy.iri(concept);
        self.out.node(iri, term!(rdf "type"), term!(skos "Concept"))?;
        self.out.text(iri, term!(psr "kind"), taxonomy.kind(concept).as_str(), None)?;
        match taxonomy.status(concept) {
            Status::Released => {}
            Status::Deprecated => {
                self.out.typed(iri, term!(owl "deprecated"), "true", xsd::BOOLEAN)?;
            }
            status @ (Status::Provisional | Status::NotLoaded) => {
                self.out.text(iri, term!(psr "status"), status.as_str(), None)?;
            }
        }
        if let Some(notation) = taxonomy.notation(concept) {
            self.out.text(iri, term!(skos "notation"), notation, None)?;
        }
        if let Some(hours) = taxonomy.hours(concept) {
            self.out.typed(iri, term!(psr "hours"), &hours.to_string(), xsd::INTEGER)?;
        }
        if let Some(level) = taxonomy.reuse_level(concept) {
            let name = match level {
                ReuseLevel::CrossSector => "cross-sectoral",
                other => other.as_str(),
            };
            let level = format!("{REUSE_LEVEL}{name}");
            self.out.node(iri, term!(esco "skillReuseLevel"), &level)?;
        }
        self.schemes(concept)?;
        self.texts(concept)?;
        self.relations(concept)
    }

    fn schemes(&mut self, concept: ConceptId) -> io::Result<()> {
        let taxonomy = self.taxonomy;
        let schemes = || {
            taxonomy.in_schemes(concept).iter().filter(|&&id| {
                self.scheme.is_none_or(|only| only == id)
                    && taxonomy.schemes()[id.index()].kind == SchemeKind::ConceptScheme
            })
        };
        let within = |id| {
            let broader = taxonomy.broader(concept).iter();
            broader.copied().any(|b| taxonomy.in_schemes(b).binary_search(id).is_ok())
        };
        let of: Vec<(&str, bool)> =
            schemes().map(|id| (taxonomy.schemes()[id.index()].iri.as_str(), within(id))).collect();
        let iri = taxonomy.iri(concept);
        for (scheme, _) in &of {
            self.out.node(iri, term!(skos "inScheme"), scheme)?;
        }
        for (scheme, _) in of.iter().filter(|(_, within)| !within) {
            self.out.node(iri, term!(skos "topConceptOf"), scheme)?;
        }
        Ok(())
    }

    fn texts(&mut self, concept: ConceptId) -> io::Result<()> {
        let iri = self.taxonomy.iri(concept);
        for &role in LabelRole::ALL {
            let property = match role {
                LabelRole::Preferred => term!(skos "prefLabel"),
                LabelRole::Alternative => term!(skos "altLabel"),
                LabelRole::Hidden => term!(skos "hiddenLabel"),
            };
            for (language, table) in &self.labels {
                for label in table.of(concept).filter(|label| label.role == role) {
                    self.out.text(iri, property, label.text, Some(language))?;
                }
            }
        }
        for &kind in NoteKind::ALL {
            let property = match kind {
                NoteKind::Description => term!(dct "description"),
                NoteKind::Definition => term!(skos "definition"),
                NoteKind::ScopeNote => term!(skos "scopeNote"),
            };
            for (language, table) in &self.notes {
                for note in table.of(concept).filter(|note| note.kind == kind) {
                    self.out.text(iri, property, note.text, Some(language))?;
                }
            }
        }
        Ok(())
    }

    fn relations(&mut self, concept: ConceptId) -> io::Result<()> {
        let taxonomy = self.taxonomy;
        let iri = taxonomy.iri(concept);
        let level = taxonomy.level(concept);
        let essential = taxonomy.requires(concept, Importance::Essential);
        let optional = taxonomy.requires(concept, Importance::Optional);
        for (property, objects) in [
            (term!(skos "broader"), taxonomy.broader(concept)),
            (term!(skos "narrower"), taxonomy.narrower(concept)),
            (term!(skos "related"), taxonomy.related(concept)),
            (term!(esco "relatedEssentialSkill"), essential),
            (term!(esco "relatedOptionalSkill"), optional),
            (term!(dct "hasPart"), taxonomy.parts(concept)),
            (term!(dct "isReplacedBy"), taxonomy.replaced_by(concept)),
            (term!(psr "level"), level.as_slice()),
        ] {
            for &object in objects {
                if self.is_written(object) {
                    self.out.node(iri, property, taxonomy.iri(object))?;
                } else {
                    self.out.leave_out()?;
                }
            }
        }
        Ok(())
    }
}

/// The IRI of a mapping predicate.
pub(super) const fn mapping_iri(predicate: MappingPredicate) -> &'static str {
    match predicate {
        MappingPredicate::Exact => term!(skos "exactMatch"),
        MappingPredicate::Close => term!(skos "closeMatch"),
        MappingPredicate::Broad => term!(skos "broadMatch"),
        MappingPredicate::Narrow => term!(skos "narrowMatch"),
        MappingPredicate::Related => term!(skos "relatedMatch"),
    }
}
