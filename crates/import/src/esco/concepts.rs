//! The files that describe concepts.

use std::io::Read;

use passerelle_model::{
    Code, ConceptKind, Iri, Issue, LabelRole, LanguageTag, NoteKind, Place, ReuseLevel, SchemeKind,
    Status, codes,
};
use passerelle_taxonomy::{Handle, Scheme};

use super::bundle::{LANGUAGE_SCHEME, TRANSVERSAL_SCHEME};
use super::{ISCED_NAMESPACE, Import, Outcome};
use crate::table::{Column, Row, Table};

/// Reads one row of a table whose columns it knows.
pub(super) type RowReader<'a, 'b> = Box<dyn Fn(&mut Import<'b>, &Row, &Place) -> Outcome + 'a>;

/// The columns that all concept files share.
struct Common {
    uri: Column,
    preferred: Column,
    alternative: Option<Column>,
    hidden: Option<Column>,
    status: Option<Column>,
    in_scheme: Option<Column>,
    description: Option<Column>,
    definition: Option<Column>,
    scope_note: Option<Column>,
    code: Option<Column>,
}

impl Common {
    fn of<R: Read>(table: &Table<R>) -> Result<Self, Issue> {
        Ok(Self {
            uri: table.required("conceptUri")?,
            preferred: table.required("preferredLabel")?,
            alternative: table.optional("altLabels"),
            hidden: table.optional("hiddenLabels"),
            status: table.optional("status"),
            in_scheme: table.optional("inScheme"),
            description: table.optional("description"),
            definition: table.optional("definition"),
            scope_note: table.optional("scopeNote"),
            code: table.optional("code"),
        })
    }

    /// Declares the concept of a row with all that the shared columns say.
    fn declare(
        &self,
        import: &mut Import<'_>,
        row: &Row,
        place: &Place,
        kind: ConceptKind,
        language: &LanguageTag,
    ) -> Result<Handle, Issue> {
        let iri = iri(row, self.uri, "conceptUri", place)?;
        let stated = row.get_optional(self.status);
        let status = match stated.to_ascii_lowercase().as_str() {
            "deprecated" | "obsolete" => Status::Deprecated,
            "proposed" | "draft" => Status::Provisional,
            "" | "released" => Status::Released,
            _ => {
                let message = format!("`{stated}` is not a status; the concept counts as released");
                side_issue(import, codes::CSV_SIDE_VALUE, place, "status", message);
                Status::Released
            }
        };
        if import.builder.find(iri.as_str()).is_some_and(|h| import.described.contains(&h)) {
            let message = format!("`{iri}` is described before in this file");
            return Err(Issue::new(codes::ESCO_TWICE, place.clone().field("conceptUri"), message));
        }
        let concept = import.builder.concept(&iri, kind, status);
        import.described.insert(concept);
        import.builder.notation(concept, row.get_optional(self.code));
        let source = import.source;
        let mut labels = |role, text: &str| {
            import.builder.label(concept, language, role, text, source);
        };
        labels(LabelRole::Preferred, row.get(self.preferred));
        for text in row.get_optional(self.alternative).lines() {
            labels(LabelRole::Alternative, text);
        }
        for text in row.get_optional(self.hidden).lines() {
            labels(LabelRole::Hidden, text);
        }
        for (kind, column) in [
            (NoteKind::Description, self.description),
            (NoteKind::Definition, self.definition),
            (NoteKind::ScopeNote, self.scope_note),
        ] {
            import.builder.note(concept, language, kind, row.get_optional(column));
        }
        for scheme in schemes(row.get_optional(self.in_scheme)) {
            match Iri::parse(scheme) {
                Ok(scheme) => import.builder.in_scheme(concept, &scheme),
                Err(error) => {
                    let message = error.to_string();
                    side_issue(import, codes::CSV_SIDE_VALUE, place, "inScheme", message);
                }
            }
        }
        Ok(concept)
    }
}

/// Reports a field that is not understood, of a row that is kept without it.
fn side_issue(import: &mut Import<'_>, code: Code, place: &Place, field: &str, message: String) {
    import.report.issues.push(Issue::new(code, place.clone().field(field), message));
}

/// The IRIs of an `inScheme` field, which are separated by commas, line
/// feeds or both.
fn schemes(field: &str) -> impl Iterator<Item = &str> {
    field.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty())
}

/// The IRI in a field.
pub(super) fn iri(row: &Row, column: Column, name: &str, place: &Place) -> Result<Iri, Issue> {
    Iri::parse(row.get(column))
        .map_err(|e| Issue::new(codes::GRAPH_IRI, place.clone().field(name), e.to_string()))
}

pub(super) fn scheme_rows<'a, 'b, R: Read>(
    table: &Table<R>,
    language: &'a LanguageTag,
) -> Result<RowReader<'a, 'b>, Issue> {
    let uri = table.required("conceptSchemeUri")?;
    let label = table.required("preferredLabel")?;
    Ok(Box::new(move |import, row, place| {
        let iri = iri(row, uri, "conceptSchemeUri", place)?;
        let title = [(language.clone(), row.get(label).to_owned())].into();
        let kind = SchemeKind::ConceptScheme;
        import.builder.scheme(Scheme { iri, kind, title, prefix: None });
        Ok(())
    }))
}

pub(super) fn isco_group_rows<'a, 'b, R: Read>(
    table: &Table<R>,
    language: &'a LanguageTag,
) -> Result<RowReader<'a, 'b>, Issue> {
    let common = Common::of(table)?;
    Ok(Box::new(move |import, row, place| {
        common.declare(import, row, place, ConceptKind::OccupationGroup, language)?;
        Ok(())
    }))
}

pub(super) fn occupation_rows<'a, 'b, R: Read>(
    table: &Table<R>,
    language: &'a LanguageTag,
) -> Result<RowReader<'a, 'b>, Issue> {
    let common = Common::of(table)?;
    let isco_group = table.optional("iscoGroup");
    Ok(Box::new(move |import, row, place| {
        let concept = common.declare(import, row, place, ConceptKind::Occupation, language)?;
        // v1.2 writes `C7212` where earlier versions write `7212`.
        let code = row.get_optional(isco_group).trim_start_matches('C');
        if !code.is_empty() {
            let place = place.clone().field("iscoGroup");
            import.unit_groups.push((concept, code.to_owned(), place));
        }
        Ok(())
    }))
}

pub(super) fn skill_group_rows<'a, 'b, R: Read>(
    table: &Table<R>,
    language: &'a LanguageTag,
) -> Result<RowReader<'a, 'b>, Issue> {
    let common = Common::of(table)?;
    Ok(Box::new(move |import, row, place| {
        // The knowledge part of the hierarchy is ISCED-F: its codes stand in
        // the URIs only.
        let field = row.get(common.uri).strip_prefix(ISCED_NAMESPACE);
        let kind = if field.is_some() { ConceptKind::Field } else { ConceptKind::SkillGroup };
        let concept = common.declare(import, row, place, kind, language)?;
        if let Some(code) = field {
            import.builder.notation(concept, code);
        }
        Ok(())
    }))
}

pub(super) fn skill_rows<'a, 'b, R: Read>(
    table: &Table<R>,
    language: &'a LanguageTag,
) -> Result<RowReader<'a, 'b>, Issue> {
    let common = Common::of(table)?;
    let skill_type = table.required("skillType")?;
    let reuse_level = table.optional("reuseLevel");
    Ok(Box::new(move |import, row, place| {
        let in_schemes: Vec<&str> = schemes(row.get_optional(common.in_scheme)).collect();
        let stated = match row.get(skill_type) {
            "knowledge" => ConceptKind::Knowledge,
            "skill/competence" | "skill" | "" => ConceptKind::Skill,
            other => {
                let message = format!("`{other}` is not a skill type");
                let place = place.clone().field("skillType");
                return Err(Issue::new(codes::CSV_VALUE, place, message));
            }
        };
        let kind = if in_schemes.contains(&LANGUAGE_SCHEME) {
            ConceptKind::Language
        } else if in_schemes.contains(&TRANSVERSAL_SCHEME) {
            ConceptKind::TransversalSkill
        } else {
            stated
        };
        let stated_level = row.get_optional(reuse_level);
        let level = stated_level.to_ascii_lowercase().replace(' ', "-").parse::<ReuseLevel>();
        if let (Err(error), false) = (&level, stated_level.is_empty()) {
            let message = error.to_string();
            side_issue(import, codes::CSV_SIDE_VALUE, place, "reuseLevel", message);
        }
        let concept = common.declare(import, row, place, kind, language)?;
        if let Ok(level) = level {
            import.builder.reuse_level(concept, level);
        }
        if row.get(skill_type).is_empty() {
            let place = place.clone().field("skillType").about(row.get(common.uri));
            let message =
                format!("`{}` has no type, and is read as skill", row.get(common.preferred));
            import.report.issues.push(Issue::new(codes::ESCO_NO_SKILL_TYPE, place, message));
        }
        Ok(())
    }))
}

/// The columns of one level of the hierarchy table.
struct Level {
    uri: Column,
    label: Column,
    code: Option<Column>,
}

pub(super) fn hierarchy_rows<'a, 'b, R: Read>(
    table: &Table<R>,
    language: &'a LanguageTag,
) -> Result<RowReader<'a, 'b>, Issue> {
    let levels = (0..4)
        .map(|n| {
            Ok(Level {
                uri: table.required(&format!("Level {n} URI"))?,
                label: table.required(&format!("Level {n} preferred term"))?,
                code: table.optional(&format!("Level {n} code")),
            })
        })
        .collect::<Result<Vec<_>, Issue>>()?;
    let description = table.optional("Description");
    let scope_note = table.optional("Scope note");
    Ok(Box::new(move |import, row, place| {
        let path: Vec<&Level> = levels.iter().take_while(|l| !row.get(l.uri).is_empty()).collect();
        let Some(last) = path.last() else {
            return Err(Issue::new(codes::CSV_VALUE, place.clone(), "the row names no group"));
        };
        let iri = iri(row, last.uri, "Level URI", place)?;
        let code = row.get_optional(last.code);
        let above = match path.as_slice() {
            [.., above, _] => {
                let above = row.get(above.uri);
                Some(import.builder.find(above).ok_or_else(|| {
                    let message = format!("`{above}`, the level above, is described in no file");
                    let place = place.clone().field("Level URI");
                    Issue::new(codes::ESCO_UNKNOWN_CONCEPT, place, message)
                })?)
            }
            _ => None,
        };
        let label = row.get(last.label);
        let group = import.builder.find(iri.as_str()).unwrap_or_else(|| {
            let group = import.builder.concept(&iri, ConceptKind::SkillGroup, Status::Provisional);
            import.from_hierarchy.insert(group);
            let message = format!("`{label}` ({code}) is in no other file");
            let place = place.clone().about(iri.as_str());
            import.report.issues.push(Issue::new(codes::ESCO_FROM_HIERARCHY, place, message));
            group
        });
        if import.from_hierarchy.contains(&group) {
            // In every language that has the table.
            for (kind, column) in
                [(NoteKind::Description, description), (NoteKind::ScopeNote, scope_note)]
            {
                import.builder.note(group, language, kind, row.get_optional(column));
            }
            import.builder.label(group, language, LabelRole::Preferred, label, import.source);
        }
        import.builder.notation(group, code);
        if let Some(above) = above {
            import.builder.broader(group, above);
        }
        Ok(())
    }))
}
