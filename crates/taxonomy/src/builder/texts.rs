//! The labels and notes of a builder as tables.

use passerelle_model::{Issue, LabelRole, LanguageTag, NoteKind, Place, codes};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Handle, LabelDraft};
use crate::graph::Core;
use crate::ids::{ConceptId, SourceId, id_of};
use crate::texts::{LabelTable, NoteTable, TextRows};

/// Orders the labels of a language and settles what SKOS does not allow.
pub(super) fn label_table(
    ids: &[ConceptId],
    mut drafts: Vec<LabelDraft>,
    language: &LanguageTag,
    core: &Core,
    issues: &mut Vec<Issue>,
) -> LabelTable {
    let id = |draft: &LabelDraft| ids[draft.concept.0 as usize];
    // Stable: of two preferred labels, the first stated comes first.
    drafts.sort_by_key(|draft| (id(draft), draft.role));
    let mut rows = TextRows::default();
    for group in drafts.chunk_by_mut(|a, b| a.concept == b.concept) {
        let concept = id(&group[0]);
        let place = || Place::subject(core.iris.get(concept.index())).field(language.as_str());
        let preferred: Option<(String, SourceId)> = group
            .first()
            .filter(|l| l.role == LabelRole::Preferred)
            .map(|l| (l.text.clone(), l.source));
        if let Some((text, source)) = &preferred {
            for other in &mut group[1..] {
                if other.role != LabelRole::Preferred || other.text == *text {
                    continue;
                }
                if other.source != *source && other.text.to_lowercase() == text.to_lowercase() {
                    // Two sources that differ in case only agree.
                    other.text.clone_from(text);
                } else {
                    let violated = if other.source == *source {
                        codes::SKOS_014
                    } else {
                        codes::GRAPH_LABEL_CONFLICT
                    };
                    issues.push(Issue::new(
                        violated,
                        place(),
                        format!("`{text}` is kept, `{}` becomes alternative", other.text),
                    ));
                    other.role = LabelRole::Alternative;
                }
            }
        }
        group.sort_by(|a, b| (a.role, &a.text, a.source).cmp(&(b.role, &b.text, b.source)));
        let mut seen: FxHashMap<&str, (LabelRole, SourceId)> = FxHashMap::default();
        let mut clashed: FxHashSet<&str> = FxHashSet::default();
        rows.offsets.resize(concept.index() + 1, id_of(rows.tags.len()));
        for label in group.iter() {
            if let Some(&(role, source)) = seen.get(label.text.as_str()) {
                // The same text in the same role is one label said twice; a
                // source that has another's preferred label beside its own
                // agrees with it.
                let clash = role != label.role && source == label.source;
                if clash && clashed.insert(label.text.as_str()) {
                    issues.push(Issue::new(
                        codes::SKOS_013,
                        place(),
                        format!("`{}` is a {role} and a {} label", label.text, label.role),
                    ));
                }
                continue;
            }
            seen.insert(&label.text, (label.role, label.source));
            rows.tags.push((label.role, label.source));
            rows.texts.push(&label.text);
        }
    }
    rows.offsets.resize(ids.len() + 1, id_of(rows.tags.len()));
    LabelTable(rows)
}

pub(super) fn note_table(ids: &[ConceptId], drafts: Vec<(Handle, NoteKind, String)>) -> NoteTable {
    let mut sorted: Vec<(ConceptId, NoteKind, String)> =
        drafts.into_iter().map(|(c, kind, text)| (ids[c.0 as usize], kind, text)).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut rows = TextRows::default();
    for (concept, kind, text) in &sorted {
        rows.offsets.resize(concept.index() + 1, id_of(rows.tags.len()));
        rows.tags.push(*kind);
        rows.texts.push(text);
    }
    rows.offsets.resize(ids.len() + 1, id_of(rows.tags.len()));
    NoteTable(rows)
}
