//! The files that relate concepts.

use std::io::Read;

use passerelle_model::{Importance, Iri, Issue, Place, codes};
use passerelle_taxonomy::Handle;

use super::concepts::{RowReader, iri};
use super::{Import, Outcome};
use crate::table::{Column, Row, Table};

/// The concept in a field, which a file before must have described.
fn known(
    import: &Import<'_>,
    row: &Row,
    column: Column,
    name: &str,
    place: &Place,
) -> Result<Handle, Issue> {
    let iri = iri(row, column, name, place)?;
    import.builder.find(iri.as_str()).ok_or_else(|| {
        let message = format!("`{iri}` is described in no file");
        Issue::new(codes::ESCO_UNKNOWN_CONCEPT, place.clone().field(name), message)
    })
}

fn itself(place: &Place, row: &Row, column: Column) -> Issue {
    let message = format!("`{}` is related to itself", row.get(column));
    Issue::new(codes::ESCO_SELF, place.clone(), message)
}

pub(super) fn broader_rows<'a, 'b, R: Read>(table: &Table<R>) -> Result<RowReader<'a, 'b>, Issue> {
    let concept = table.required("conceptUri")?;
    let broader = table.required("broaderUri")?;
    Ok(Box::new(move |import, row, place| {
        let below = known(import, row, concept, "conceptUri", place)?;
        let above = known(import, row, broader, "broaderUri", place)?;
        if below == above {
            return Err(itself(place, row, concept));
        }
        let stated = import.broader.entry(below).or_default();
        if stated.contains(&above) {
            let message = "the same relation is in an earlier row";
            return Err(Issue::new(codes::ESCO_REPEATED, place.clone(), message));
        }
        stated.push(above);
        import.builder.broader(below, above);
        Ok(())
    }))
}

pub(super) fn occupation_skill_rows<'a, 'b, R: Read>(
    table: &Table<R>,
) -> Result<RowReader<'a, 'b>, Issue> {
    requires_rows(table, "occupationUri", "skillUri")
}

pub(super) fn skill_skill_rows<'a, 'b, R: Read>(
    table: &Table<R>,
) -> Result<RowReader<'a, 'b>, Issue> {
    requires_rows(table, "originalSkillUri", "relatedSkillUri")
}

fn requires_rows<'a, 'b, R: Read>(
    table: &Table<R>,
    from: &'static str,
    to: &'static str,
) -> Result<RowReader<'a, 'b>, Issue> {
    let from_column = table.required(from)?;
    let to_column = table.required(to)?;
    let relation = table.required("relationType")?;
    Ok(Box::new(move |import, row, place| -> Outcome {
        let importance: Importance = row.get(relation).parse().map_err(|_| {
            let message = format!("`{}` is neither essential nor optional", row.get(relation));
            Issue::new(codes::CSV_VALUE, place.clone().field("relationType"), message)
        })?;
        let whole = known(import, row, from_column, from, place)?;
        let skill = known(import, row, to_column, to, place)?;
        if whole == skill {
            return Err(itself(place, row, from_column));
        }
        match import.required.insert((whole, skill), importance) {
            None => {
                import.builder.requires(whole, skill, importance);
                Ok(())
            }
            Some(before) if before == importance => {
                let message = "the same relation is in an earlier row";
                Err(Issue::new(codes::ESCO_REPEATED, place.clone(), message))
            }
            Some(before) => {
                // The builder lets essential stand over optional.
                import.builder.requires(whole, skill, importance);
                let message = format!("an earlier row says {before}, this one {importance}");
                Err(Issue::new(codes::ESCO_CONFLICT, place.clone(), message))
            }
        }
    }))
}

pub(super) fn collection_rows<'a, 'b, R: Read>(
    table: &Table<R>,
    scheme: &'static str,
) -> Result<RowReader<'a, 'b>, Issue> {
    let concept = table.required("conceptUri")?;
    Ok(Box::new(move |import, row, place| {
        let member = known(import, row, concept, "conceptUri", place)?;
        let scheme = Iri::parse(scheme)
            .map_err(|e| Issue::new(codes::GRAPH_IRI, place.clone(), e.to_string()))?;
        import.builder.in_scheme(member, &scheme);
        Ok(())
    }))
}
