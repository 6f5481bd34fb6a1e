//! Protected attributes: what must not enter a score, by the names under
//! which registers keep it.

use super::json::shown_key;

/// Names under which registers keep what must not enter a score, as
/// [`letters_of`] writes them.
///
/// # Source
/// Charter of Fundamental Rights of the European Union, Article 21; ILO
/// Convention 111, Article 1.
const PROTECTED: [&str; 34] = [
    "age",
    "belief",
    "birthdate",
    "birthday",
    "birthplace",
    "caste",
    "citizenship",
    "colour",
    "dateofbirth",
    "disability",
    "dob",
    "ethnicity",
    "ethnicorigin",
    "familystatus",
    "gender",
    "geneticfeature",
    "health",
    "maritalstatus",
    "nationality",
    "placeofbirth",
    "politicalopinion",
    "pregnancy",
    "pregnant",
    "race",
    "religion",
    "religiousbelief",
    "sex",
    "sexualorientation",
    "skincolour",
    "socialorigin",
    "tradeunion",
    "tradeunionmembership",
    "yearofbirth",
    "yob",
];

/// A field's name as it is compared: `dateOfBirth`, `date_of_birth` and
/// `dates of birth` are one.
fn letters_of(name: &str) -> String {
    let letters: String =
        name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    match (letters.strip_suffix("ies"), letters.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) if !letters.ends_with("us") => stem.to_owned(),
        _ => letters,
    }
}

/// Whether a field or column of this name holds a protected attribute.
pub fn is_protected(name: &str) -> bool {
    PROTECTED.contains(&letters_of(name).as_str())
}

/// The paths of the protected attributes of a value, wherever they are.
pub(super) fn protected_fields(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let shown = shown_key(name);
                let path = if path.is_empty() { shown } else { format!("{path}.{shown}") };
                if is_protected(name) {
                    found.push(path);
                } else {
                    protected_fields(value, &path, found);
                }
            }
        }
        serde_json::Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                protected_fields(value, &format!("{path}[{at}]"), found);
            }
        }
        _ => {}
    }
}
