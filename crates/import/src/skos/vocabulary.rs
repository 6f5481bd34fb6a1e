//! The terms that are read and written, in one table.

use passerelle_model::{ConceptKind, Importance, LabelRole, MappingPredicate, NoteKind};

/// An IRI of a known namespace, as a constant.
macro_rules! term {
    (dc $local:literal) => {
        concat!("http://purl.org/dc/elements/1.1/", $local)
    };
    (dct $local:literal) => {
        concat!("http://purl.org/dc/terms/", $local)
    };
    (esco $local:literal) => {
        concat!("http://data.europa.eu/esco/model#", $local)
    };
    (foaf $local:literal) => {
        concat!("http://xmlns.com/foaf/0.1/", $local)
    };
    (owl $local:literal) => {
        concat!("http://www.w3.org/2002/07/owl#", $local)
    };
    (psr $local:literal) => {
        concat!("urn:passerelle:skos:", $local)
    };
    (rdf $local:literal) => {
        concat!("http://www.w3.org/1999/02/22-rdf-syntax-ns#", $local)
    };
    (rdfs $local:literal) => {
        concat!("http://www.w3.org/2000/01/rdf-schema#", $local)
    };
    (skos $local:literal) => {
        concat!("http://www.w3.org/2004/02/skos/core#", $local)
    };
    (skosxl $local:literal) => {
        concat!("http://www.w3.org/2008/05/skos-xl#", $local)
    };
    (vann $local:literal) => {
        concat!("http://purl.org/vocab/vann/", $local)
    };
    (xsd $local:literal) => {
        concat!("http://www.w3.org/2001/XMLSchema#", $local)
    };
}

pub(super) use term;

/// What a property means to the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    /// The class of something.
    Type,
    /// A lexical label: a text.
    Label(LabelRole),
    /// A lexical label of SKOS-XL: something that has a literal form.
    LabelNode(LabelRole),
    /// The text of a label or note that is something of its own.
    LiteralForm,
    /// The language of that text, where the text itself has no tag.
    LiteralLanguage,
    /// A text that explains, or something that has a literal form.
    Note(NoteKind),
    Notation,
    Broader,
    Narrower,
    Related,
    InScheme,
    TopConceptOf,
    HasTopConcept,
    Member,
    MemberList,
    ListFirst,
    ListRest,
    Mapping(MappingPredicate),
    Deprecated,
    ReplacedBy,
    Requires(Importance),
    RequiredBy(Importance),
    HasPart,
    IsPartOf,
    Kind,
    Status,
    SkillType,
    ReuseLevel,
    Hours,
    Level,
    /// A title; the smaller number is the better one.
    Title(u8),
    Name,
    Publisher,
    Licence,
    Version,
    Issued,
    Prefix,
    Namespace,
}

/// Every property that is read; several may mean the same.
pub(super) const PROPERTIES: &[(&str, Property)] = &[
    (term!(rdf "type"), Property::Type),
    (term!(skos "prefLabel"), Property::Label(LabelRole::Preferred)),
    (term!(skos "altLabel"), Property::Label(LabelRole::Alternative)),
    (term!(skos "hiddenLabel"), Property::Label(LabelRole::Hidden)),
    (term!(skosxl "prefLabel"), Property::LabelNode(LabelRole::Preferred)),
    (term!(skosxl "altLabel"), Property::LabelNode(LabelRole::Alternative)),
    (term!(skosxl "hiddenLabel"), Property::LabelNode(LabelRole::Hidden)),
    (term!(skosxl "literalForm"), Property::LiteralForm),
    (term!(rdf "value"), Property::LiteralForm),
    (term!(esco "nodeLiteral"), Property::LiteralForm),
    (term!(esco "language"), Property::LiteralLanguage),
    (term!(skos "note"), Property::Note(NoteKind::Description)),
    (term!(dct "description"), Property::Note(NoteKind::Description)),
    (term!(skos "definition"), Property::Note(NoteKind::Definition)),
    (term!(skos "scopeNote"), Property::Note(NoteKind::ScopeNote)),
    (term!(skos "notation"), Property::Notation),
    (term!(skos "broader"), Property::Broader),
    (term!(skos "narrower"), Property::Narrower),
    (term!(skos "related"), Property::Related),
    (term!(skos "inScheme"), Property::InScheme),
    (term!(skos "topConceptOf"), Property::TopConceptOf),
    (term!(skos "hasTopConcept"), Property::HasTopConcept),
    (term!(skos "member"), Property::Member),
    (term!(skos "memberList"), Property::MemberList),
    (term!(rdf "first"), Property::ListFirst),
    (term!(rdf "rest"), Property::ListRest),
    (term!(skos "exactMatch"), Property::Mapping(MappingPredicate::Exact)),
    (term!(skos "closeMatch"), Property::Mapping(MappingPredicate::Close)),
    (term!(skos "broadMatch"), Property::Mapping(MappingPredicate::Broad)),
    (term!(skos "narrowMatch"), Property::Mapping(MappingPredicate::Narrow)),
    (term!(skos "relatedMatch"), Property::Mapping(MappingPredicate::Related)),
    (term!(owl "deprecated"), Property::Deprecated),
    (term!(dct "isReplacedBy"), Property::ReplacedBy),
    (term!(esco "relatedEssentialSkill"), Property::Requires(Importance::Essential)),
    (term!(esco "relatedOptionalSkill"), Property::Requires(Importance::Optional)),
    (term!(esco "isEssentialSkillFor"), Property::RequiredBy(Importance::Essential)),
    (term!(esco "isOptionalSkillFor"), Property::RequiredBy(Importance::Optional)),
    (term!(dct "hasPart"), Property::HasPart),
    (term!(dct "isPartOf"), Property::IsPartOf),
    (term!(psr "kind"), Property::Kind),
    (term!(psr "status"), Property::Status),
    (term!(psr "hours"), Property::Hours),
    (term!(psr "level"), Property::Level),
    (term!(esco "skillType"), Property::SkillType),
    (term!(esco "skillReuseLevel"), Property::ReuseLevel),
    (term!(dct "title"), Property::Title(0)),
    (term!(dc "title"), Property::Title(1)),
    (term!(rdfs "label"), Property::Title(3)),
    (term!(foaf "name"), Property::Name),
    (term!(dct "publisher"), Property::Publisher),
    (term!(dct "license"), Property::Licence),
    (term!(owl "versionInfo"), Property::Version),
    (term!(dct "issued"), Property::Issued),
    (term!(vann "preferredNamespacePrefix"), Property::Prefix),
    (term!(vann "preferredNamespaceUri"), Property::Namespace),
];

/// What a class means to the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Concept(Option<ConceptKind>),
    Scheme,
    Collection,
    /// A label, note or list: what it is shows in its use.
    Helper,
}

/// Every class that is read.
const CLASSES: &[(&str, Class)] = &[
    (term!(skos "Concept"), Class::Concept(None)),
    (term!(skos "ConceptScheme"), Class::Scheme),
    (term!(skos "Collection"), Class::Collection),
    (term!(skos "OrderedCollection"), Class::Collection),
    (term!(skosxl "Label"), Class::Helper),
    (term!(rdf "List"), Class::Helper),
    (term!(esco "NodeLiteral"), Class::Helper),
    (term!(esco "MemberConcept"), Class::Concept(None)),
    (term!(esco "Occupation"), Class::Concept(Some(ConceptKind::Occupation))),
    (term!(esco "Skill"), Class::Concept(Some(ConceptKind::Skill))),
    (term!(esco "Qualification"), Class::Concept(Some(ConceptKind::Qualification))),
];

/// What a class means; nothing where it is not known.
pub(super) fn class_of(iri: &str) -> Option<Class> {
    CLASSES.iter().find(|(known, _)| *known == iri).map(|&(_, class)| class)
}

/// The individuals that say of an ESCO skill what it is.
pub(super) const SKILL_TYPE: &str = "http://data.europa.eu/esco/skill-type/";
/// The individuals that say how widely an ESCO skill is used.
pub(super) const REUSE_LEVEL: &str = "http://data.europa.eu/esco/skill-reuse-level/";

/// What the concepts of well-known namespaces are.
const NAMESPACES: &[(&str, ConceptKind)] = &[
    ("http://data.europa.eu/esco/isco/", ConceptKind::OccupationGroup),
    ("http://data.europa.eu/esco/isced-f/", ConceptKind::Field),
    ("http://data.europa.eu/esco/occupation/", ConceptKind::Occupation),
    ("http://data.europa.eu/esco/skill/", ConceptKind::Skill),
    ("http://data.europa.eu/snb/eqf/", ConceptKind::Level),
];

/// What a concept is, as far as its IRI shows.
pub(super) fn kind_of_iri(iri: &str) -> Option<ConceptKind> {
    NAMESPACES.iter().find(|(namespace, _)| iri.starts_with(namespace)).map(|&(_, kind)| kind)
}
