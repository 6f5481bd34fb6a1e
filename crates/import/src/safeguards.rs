//! Safeguards in the layout of `taxonomies/safeguards.toml`.

use std::collections::BTreeSet;

use passerelle_model::{Issue, Place, Safeguard, codes};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    safeguard: Vec<Safeguard>,
}

/// Reads a file of safeguards.
///
/// # Errors
/// An issue with the line where the text is not TOML, lacks a key or has an
/// unknown one; or one that names the safeguard where it says too little.
pub fn parse_safeguards(name: &str, text: &str) -> Result<Vec<Safeguard>, Issue> {
    let stated: Stated = toml::from_str(text).map_err(|error| {
        let place = crate::toml_place(name, text, error.span());
        Issue::new(codes::SAFEGUARD_VALUE, place, error.message().replace('\n', " "))
    })?;
    let mut ids = BTreeSet::new();
    for safeguard in &stated.safeguard {
        let fault = |field: &str, message: String| {
            let place = Place::file(name).about(safeguard.id.clone()).field(field);
            Err(Issue::new(codes::SAFEGUARD_VALUE, place, message))
        };
        let is_code = |code: &String| {
            (1..=4).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
        };
        if safeguard.id.is_empty() || !ids.insert(&safeguard.id) {
            return fault("id", format!("`{}` is empty or used twice", safeguard.id));
        }
        if let Some(code) = safeguard.isco08.iter().find(|code| !is_code(code)) {
            return fault("isco08", format!("`{code}` is no code of ISCO-08"));
        }
        for (field, empty) in [
            ("isco08", safeguard.isco08.is_empty()),
            ("origins", safeguard.origins.is_empty()),
            ("warning", safeguard.warning.trim().is_empty()),
            ("date", safeguard.date.trim().is_empty()),
            ("fact.source", safeguard.fact.source.trim().is_empty()),
        ] {
            if empty {
                return fault(field, "it is empty".to_owned());
            }
        }
    }
    Ok(stated.safeguard)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"
[[safeguard]]
id = "a"
title = "A"
isco08 = ["22"]
origins = ["NP"]
warning = "mind it"
date = "2023-03"
fact = { source = "a list", basis = "recalled", confidence = "medium" }
"#;

    #[track_caller]
    fn check(from: &str, to: &str, field: &str) {
        let issue = parse_safeguards("s.toml", &ONE.replace(from, to)).unwrap_err();
        assert_eq!(issue.place.field.as_deref().unwrap_or_default(), field, "{issue}");
    }

    #[test]
    fn a_safeguard_says_whom_it_concerns_and_who_says_so() {
        assert_eq!(parse_safeguards("s.toml", ONE).unwrap().len(), 1);
        assert!(parse_safeguards("s.toml", &format!("{ONE}{ONE}")).is_err());
        check("[\"22\"]", "[\"nurse\"]", "isco08");
        check("[\"22\"]", "[]", "isco08");
        check("\"mind it\"", "\" \"", "warning");
        check("\"NP\"", "\"Nepal\"", "");
        check("\"a list\"", "\"\"", "fact.source");
    }
}
