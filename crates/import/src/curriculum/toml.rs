//! A curriculum in TOML.

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue, Deserializer};
use passerelle_model::{Curriculum, Issue, codes};
use serde::Deserialize as _;
use serde::de::IgnoredAny;
use serde_path_to_error::Track;

use super::Reading;
use super::check::{Step, steps};
use crate::records::{field_path, in_words, tracked_path};

/// Reads the one curriculum of a file.
pub(super) fn read(reading: &mut Reading<'_>, bytes: &[u8]) {
    let Some(text) = reading.text(bytes) else { return };
    let (mut unknown, mut track) = (Vec::new(), Track::new());
    let parsed = Deserializer::parse(text).and_then(|toml| {
        let tracked = serde_path_to_error::Deserializer::new(toml, &mut track);
        let mut note = |path: serde_ignored::Path<'_>| unknown.push(field_path(&path));
        Curriculum::deserialize(serde_ignored::Deserializer::new(tracked, &mut note))
    });
    match parsed {
        Ok(curriculum) => {
            reading.add(curriculum, unknown, &reading.place(), &|field| line_of(text, field));
        }
        Err(error) => {
            let field = tracked_path(&track.path());
            let place = crate::toml_place(reading.name, text, error.span());
            let place = if field.is_empty() { place } else { place.field(field) };
            let is_toml = ::toml::from_str::<IgnoredAny>(text).is_ok();
            let code = if is_toml { codes::CURRICULUM_VALUE } else { codes::CURRICULUM_SHAPE };
            let message = in_words(&error.message().replace('\n', " "));
            reading.issues.push(Issue::new(code, place, message));
        }
    }
}

/// The line of a field, or of the nearest one around it that is there.
fn line_of(text: &str, field: &str) -> Option<u64> {
    let table = DeTable::parse(text).ok()?;
    let mut steps = steps(field);
    let Some(Step::Key(first)) = steps.next() else { return None };
    let mut value: &Spanned<DeValue<'_>> = table.get_ref().get(first)?;
    for step in steps {
        let inner = match (step, value.get_ref()) {
            (Step::Key(key), DeValue::Table(table)) => table.get(key),
            (Step::Index(index), DeValue::Array(list)) => list.get(index),
            _ => None,
        };
        let Some(inner) = inner else { break };
        value = inner;
    }
    let before = text.get(..value.span().start)?;
    Some(before.matches('\n').count() as u64 + 1)
}
