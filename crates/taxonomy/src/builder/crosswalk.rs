//! Taking a crosswalk into the graph.

use std::rc::Rc;

use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping, NO_TERM_FOUND, Reviewed};
use passerelle_model::{
    ConceptKind, Direction, Iri, Issue, LabelRole, LanguageTag, Place, SchemeKind, Status, codes,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Builder, Handle, MappingDraft};
use crate::ids::SourceId;
use crate::mapping::{MappingSet, MappingSetId};
use crate::scheme::{FileDigest, Scheme, Source};

/// Where ESCO keeps its own concepts, and the scheme of each; ISCO-08's
/// groups have the IRIs that ESCO gave them.
const ESCO: [(&str, &str); 3] = [
    (
        "http://data.europa.eu/esco/occupation/",
        "http://data.europa.eu/esco/concept-scheme/occupations",
    ),
    ("http://data.europa.eu/esco/skill/", "http://data.europa.eu/esco/concept-scheme/skills"),
    ("http://data.europa.eu/esco/isco/C", "http://data.europa.eu/esco/concept-scheme/isco"),
];

/// One side of a crosswalk.
struct Side {
    what: &'static str,
    scheme: Option<Iri>,
    kind: ConceptKind,
    language: LanguageTag,
}

/// What a crosswalk says of a side, which makes it one.
struct Stated {
    what: &'static str,
    said: [String; 3],
}

/// The sides of a crosswalk that were met: two, or more where sets were
/// merged.
type Sides = Vec<(Stated, Rc<Side>)>;

impl Builder {
    /// Takes in a crosswalk: its mappings as a set, read as `reviewed` says,
    /// and the classification that is not ESCO as a scheme with its labels.
    ///
    /// Concepts of ESCO are expected from ESCO itself: where it is not
    /// loaded, or another version is, they stay with the status `not-loaded`.
    /// What the crosswalk calls them enters as alternative labels. Mappings
    /// that the graph has no place for are counted in an issue.
    ///
    /// `file` is what to call the crosswalk in issues.
    pub fn crosswalk(
        &mut self,
        crosswalk: &Crosswalk,
        reviewed: &Reviewed,
        file: &str,
    ) -> Vec<Issue> {
        let set = self.mapping_set(MappingSet {
            version: crosswalk.slot("mapping_set_version").unwrap_or_default().to_owned(),
            direction: reviewed.direction,
            ..MappingSet::new(
                crosswalk.id(),
                crosswalk.title(),
                "semapv:UnspecifiedMatching",
                reviewed.default_confidence,
            )
        });
        let source = self.source(source_of(crosswalk));
        let mut sides = Sides::default();
        let mut taken =
            Taken { source, set, concepts: FxHashSet::default(), preferred: FxHashMap::default() };
        let mut unused = 0u64;
        for mapping in &crosswalk.mappings {
            if !self.take(crosswalk, mapping, &mut sides, reviewed, &mut taken) {
                unused += 1;
            }
        }
        if unused == 0 {
            return Vec::new();
        }
        let message = format!("{unused} of {} mappings are left out", crosswalk.mappings.len());
        vec![Issue::new(codes::XWALK_UNUSED, Place::file(file), message)]
    }

    /// What is known of a side of a mapping, by its own slots before the set's;
    /// its scheme is declared when first met.
    fn side(
        &mut self,
        what: &'static str,
        crosswalk: &Crosswalk,
        mapping: &CrosswalkMapping,
        reviewed: &Reviewed,
        sides: &mut Sides,
    ) -> Rc<Side> {
        let slots = [
            format!("{what}_source"),
            format!("ext_{what}_kind"),
            format!("ext_{what}_language"),
            format!("ext_{what}_classification"),
        ];
        let [source, kind, language, classification] =
            slots.each_ref().map(|name| crosswalk.slot_of(mapping, name).unwrap_or_default());
        let known = sides.iter().find(|(stated, _)| {
            stated.what == what
                && stated.said.iter().map(String::as_str).eq([source, kind, language])
        });
        if let Some((_, side)) = known {
            return Rc::clone(side);
        }
        let stated = Stated { what, said: [source, kind, language].map(str::to_owned) };
        let scheme = Iri::parse(source).ok();
        let kind = kind.parse().unwrap_or(ConceptKind::Occupation);
        let language = LanguageTag::parse(language).unwrap_or_else(|_| LanguageTag::undetermined());
        let is_esco = |iri: &Iri| ESCO.iter().any(|(_, scheme)| *scheme == iri.as_str());
        if let Some(iri) = scheme.as_ref().filter(|iri| !is_esco(iri)) {
            let title = if classification.is_empty() { iri.as_str() } else { classification };
            // The prefix is the one whose namespace the side's concepts have.
            let subject = what == "subject";
            let names = |m: &CrosswalkMapping, namespace: &str| {
                let iri = if subject { &m.subject } else { &m.object };
                iri.starts_with(namespace)
                    && crosswalk.slot_of(m, &slots[0]).is_some_and(|own| own == source)
            };
            let prefix = crosswalk
                .prefixes
                .iter()
                .filter(|p| !ESCO.iter().any(|(space, _)| space.starts_with(&p.namespace)))
                .find(|p| crosswalk.mappings.iter().any(|m| names(m, &p.namespace)));
            let mut scheme = Scheme::new(iri.clone(), SchemeKind::ConceptScheme, title);
            if language != LanguageTag::undetermined() {
                scheme.title = [(language.clone(), title.to_owned())].into();
            }
            scheme.prefix = prefix.map(|p| {
                let name = reviewed.prefix.clone().unwrap_or_else(|| p.prefix.clone());
                (name, p.namespace.clone())
            });
            self.scheme(scheme);
        }
        let side = Rc::new(Side { what, scheme, kind, language });
        sides.push((stated, Rc::clone(&side)));
        side
    }

    /// Takes in one mapping; says whether the graph has a place for it.
    fn take(
        &mut self,
        crosswalk: &Crosswalk,
        mapping: &CrosswalkMapping,
        sides: &mut Sides,
        reviewed: &Reviewed,
        taken: &mut Taken,
    ) -> bool {
        let [subject, object] =
            [("subject", &mapping.subject), ("object", &mapping.object)].map(|(what, iri)| {
                let side = self.side(what, crosswalk, mapping, reviewed, sides);
                self.mapped_concept(crosswalk, mapping, iri, &side, taken)
            });
        if mapping.is_negated() {
            return false;
        }
        if mapping.is_unmapped() {
            let Some(concept) = subject.or(object) else { return false };
            self.unmapped(concept, taken.set);
            return true;
        }
        let (Some(subject), Some(object), Some(published)) =
            (subject, object, mapping.predicate_kind())
        else {
            return false;
        };
        let inverted = reviewed.direction_of(mapping) == Direction::Inverted;
        let predicate = if inverted { published.inverse() } else { published };
        self.mappings.push(MappingDraft {
            subject,
            object,
            predicate,
            confidence: mapping.confidence(),
            set: taken.set,
            swapped: predicate != published,
        });
        true
    }

    /// A concept that a mapping names, with the labels that it gives it.
    fn mapped_concept(
        &mut self,
        crosswalk: &Crosswalk,
        mapping: &CrosswalkMapping,
        iri: &str,
        side: &Side,
        taken: &mut Taken,
    ) -> Option<Handle> {
        if iri == NO_TERM_FOUND {
            return None;
        }
        let iri = Iri::parse(iri).ok()?;
        let of_esco = ESCO.iter().find(|(namespace, _)| iri.as_str().starts_with(namespace));
        let concept = if let Some((namespace, scheme)) = of_esco {
            let known = self.find(iri.as_str());
            let kind = match *namespace {
                "http://data.europa.eu/esco/skill/" => ConceptKind::Skill,
                "http://data.europa.eu/esco/occupation/" => ConceptKind::Occupation,
                _ => ConceptKind::OccupationGroup,
            };
            known.unwrap_or_else(|| {
                let concept = self.concept(&iri, kind, Status::NotLoaded);
                if let Ok(scheme) = Iri::parse(scheme) {
                    self.in_scheme(concept, &scheme);
                }
                if let Some(code) = iri.as_str().strip_prefix("http://data.europa.eu/esco/isco/C") {
                    self.notation(concept, code);
                }
                concept
            })
        } else {
            let known = self.find(iri.as_str());
            let concept =
                known.unwrap_or_else(|| self.concept(&iri, side.kind, Status::Provisional));
            if taken.concepts.insert(concept) {
                if let Some(scheme) = &side.scheme {
                    self.in_scheme(concept, scheme);
                }
                let code = mapping.slot(&format!("ext_{}_code", side.what));
                // What an IRI ends with stands in for a code that nobody states.
                // A path is no code: it leads to a part of a standard.
                let derived =
                    || Some(notation_of(crosswalk, iri.as_str())).filter(|c| !c.contains('/'));
                let notation = code.or_else(derived).unwrap_or_default();
                if code.is_some() || self.concepts[concept.0 as usize].notation.is_empty() {
                    self.notation(concept, notation);
                }
            }
            concept
        };
        // What its publisher declared has its publisher's labels.
        if of_esco.is_none() && self.concepts[concept.0 as usize].status == Status::Released {
            return Some(concept);
        }
        let labels = mapping.slots.iter().filter_map(|(name, value)| {
            let language = if let Some(more) = name.strip_prefix("ext_") {
                let tag = more.strip_prefix(side.what)?.strip_prefix("_label_")?;
                LanguageTag::parse(tag).ok()?
            } else {
                name.strip_prefix(side.what).filter(|rest| *rest == "_label")?;
                side.language.clone()
            };
            Some((language, value.values().first()?))
        });
        for (language, label) in labels.collect::<Vec<_>>() {
            let mut role = LabelRole::Alternative;
            if of_esco.is_none() {
                // The first label that a row gives it; the others beside it.
                let preferred = taken.preferred.entry((concept, language.clone()));
                if preferred.or_insert_with(|| label.clone()) == label {
                    role = LabelRole::Preferred;
                }
            }
            self.label(concept, &language, role, label, taken.source);
        }
        Some(concept)
    }
}

/// What is known while the mappings of one crosswalk are taken in.
struct Taken {
    source: SourceId,
    set: MappingSetId,
    /// The concepts that are in their scheme.
    concepts: FxHashSet<Handle>,
    /// The preferred labels.
    preferred: FxHashMap<(Handle, LanguageTag), String>,
}

/// The code of a concept: what its IRI has behind a prefix of the crosswalk,
/// else behind its last `/` or `#`.
fn notation_of<'a>(crosswalk: &Crosswalk, iri: &'a str) -> &'a str {
    let namespace = crosswalk
        .prefixes
        .iter()
        .map(|p| p.namespace.as_str())
        .filter(|namespace| iri.starts_with(namespace))
        .max_by_key(|namespace| namespace.len());
    match namespace {
        Some(namespace) => &iri[namespace.len()..],
        None => iri.rsplit(['/', '#', ':']).next().unwrap_or(iri),
    }
}

fn source_of(crosswalk: &Crosswalk) -> Source {
    let slot = |name: &str| crosswalk.slot(name).unwrap_or_default().to_owned();
    let files = match (crosswalk.slot("ext_file"), crosswalk.slot("ext_file_blake3")) {
        (Some(name), Some(digest)) => {
            vec![FileDigest { name: name.to_owned(), blake3: digest.to_owned() }]
        }
        _ => Vec::new(),
    };
    Source {
        name: crosswalk.title().to_owned(),
        version: slot("mapping_set_version"),
        publisher: slot("creator_label"),
        licence: slot("license"),
        url: slot("see_also"),
        files,
    }
}
