//! Code lists in the layout of `taxonomies/codes/`: one CSV file for each,
//! which a table in `lists.toml` describes.
//!
//! The CSV has the columns `code`, `parent` (the code above, or empty) and
//! `title_en`, and may have titles in further languages (`title_de`) and a
//! `level`, the code of a list that came before. Codes keep their order and
//! their zeros: they are text.

use std::io::Read;

use passerelle_model::{
    ConceptKind, Iri, Issue, LabelRole, LanguageTag, SchemeKind, Status, codes,
};
use passerelle_taxonomy::{Builder, Scheme, SourceId};
use serde::Deserialize;

use crate::table::{Column, ShortRows, Table};

/// What a code list is, as `lists.toml` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// The CSV file, beside `lists.toml`.
    pub file: String,
    /// The IRI of the scheme.
    pub scheme: Iri,
    /// The scheme's title in English.
    pub title: String,
    /// What its codes stand for.
    pub kind: ConceptKind,
    /// The prefix of its CURIEs.
    pub prefix: String,
    /// What a code is put behind to make its IRI.
    pub namespace: String,
    /// What a code of the column `level` is put behind to make the IRI of a
    /// level, which must be known already.
    pub level_namespace: Option<String>,
}

/// A file of lists.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeLists {
    /// The lists, in any order.
    pub list: Vec<CodeList>,
}

/// Reads one list into a builder; gives what it could not use.
///
/// `name` is what to call the file before the user.
pub fn import(
    list: &CodeList,
    name: &str,
    reader: impl Read,
    source: SourceId,
    builder: &mut Builder,
) -> Vec<Issue> {
    let (mut table, mut issues) = match Table::open(name, reader, ShortRows::Refused) {
        Ok(opened) => opened,
        Err(issue) => return vec![issue],
    };
    let columns = (table.required("code"), table.required("parent"), table.required("title_en"));
    let (code, parent) = match columns {
        (Ok(code), Ok(parent), Ok(_)) => (code, parent),
        (Err(issue), _, _) | (_, Err(issue), _) | (_, _, Err(issue)) => return vec![issue],
    };
    let titles: Vec<(LanguageTag, Column)> = table
        .columns()
        .filter_map(|(header, column)| {
            Some((LanguageTag::parse(header.strip_prefix("title_")?).ok()?, column))
        })
        .collect();

    builder.scheme(Scheme {
        prefix: Some((list.prefix.clone(), list.namespace.clone())),
        ..Scheme::new(list.scheme.clone(), SchemeKind::ConceptScheme, &list.title)
    });
    let iri = |code: &str| Iri::parse(&format!("{}{code}", list.namespace));
    let level = table.optional("level");
    let mut above = Vec::new();
    while let Some(row) = table.next_row() {
        let row = match row {
            Ok(row) => row,
            Err(issue) => {
                issues.push(issue);
                continue;
            }
        };
        let place = table.place(&row).field("code");
        let iri = match iri(row.get(code)) {
            Ok(iri) if !row.get(code).is_empty() => iri,
            _ => {
                let message = format!("`{}` is not a code", row.get(code));
                issues.push(Issue::new(codes::CSV_VALUE, place, message));
                continue;
            }
        };
        if builder.find(iri.as_str()).is_some() {
            let message = format!("`{}` is there twice", row.get(code));
            issues.push(Issue::new(codes::GRAPH_SAME_NOTATION, place, message));
            continue;
        }
        let concept = builder.concept(&iri, list.kind, Status::Released);
        builder.in_scheme(concept, &list.scheme);
        builder.notation(concept, row.get(code));
        for (language, column) in &titles {
            builder.label(concept, language, LabelRole::Preferred, row.get(*column), source);
        }
        let stated = row.get_optional(level);
        if let Some(namespace) = list.level_namespace.as_ref().filter(|_| !stated.is_empty()) {
            if let Some(level) = builder.find(&format!("{namespace}{stated}")) {
                builder.level(concept, level);
            } else {
                let message = format!("there is no level `{stated}`");
                let place = place.clone().field("level");
                issues.push(Issue::new(codes::GRAPH_UNKNOWN_REFERENCE, place, message));
            }
        }
        if !row.get(parent).is_empty() {
            above.push((concept, row.get(parent).to_owned(), place));
        }
    }
    for (concept, parent, place) in above {
        if let Some(broader) = iri(&parent).ok().and_then(|iri| builder.find(iri.as_str())) {
            builder.broader(concept, broader);
        } else {
            let message = format!("there is no code `{parent}`");
            let place = place.field("parent");
            issues.push(Issue::new(codes::GRAPH_UNKNOWN_REFERENCE, place, message));
        }
    }
    issues
}

#[cfg(test)]
mod tests {
    use passerelle_taxonomy::{Provenance, Source};

    use super::*;

    #[test]
    fn codes_become_a_hierarchy_and_bad_rows_issues() {
        let list = CodeList {
            file: "x.csv".to_owned(),
            scheme: Iri::parse("urn:x:scheme").unwrap(),
            title: "X".to_owned(),
            kind: ConceptKind::Field,
            prefix: "x".to_owned(),
            namespace: "urn:x:".to_owned(),
            level_namespace: None,
        };
        let text = "code,parent,title_en,title_de\n\
            01,,one,eins\n011,01,one one,\n02,9,two,\n01,,again,\n,,none,\n";
        let mut builder = Builder::new();
        let source = builder.source(Source::named("x"));
        let issues = import(&list, "x.csv", text.as_bytes(), source, &mut builder);
        let found: Vec<(&str, Option<u64>)> =
            issues.iter().map(|i| (i.code.id(), i.place.line)).collect();
        assert_eq!(
            found,
            [("PS-GRAPH-010", Some(5)), ("PS-CSV-006", Some(6)), ("PS-GRAPH-009", Some(4))]
        );
        let (taxonomy, issues) = builder.build(Provenance::default());
        assert!(issues.is_empty());
        let child = taxonomy.find_iri("urn:x:011").unwrap();
        assert_eq!(taxonomy.notation(taxonomy.broader(child)[0]), Some("01"));
        assert_eq!(taxonomy.languages().count(), 2);
    }
}
