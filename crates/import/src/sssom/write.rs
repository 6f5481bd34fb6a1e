//! Writing SSSOM/TSV.

use std::collections::BTreeSet;
use std::io::{self, Write};

use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping, SlotValue, Slots};

use super::names::Names;
use super::set::ESSENTIAL;
use super::slots::{self, Kind, On, SLOTS, Values};
use super::values::join;

/// Writes a mapping set in SSSOM/TSV, the metadata before the table.
///
/// Slots come in the order of the standard, others after them by name;
/// identifiers are abbreviated by the declared and the built-in prefixes, the
/// longest namespace that fits, and written in full where none does. Every
/// declared prefix is written, mappings keep their order, and slots stay on
/// the set or on mappings as they are: what is read again is the same set,
/// but for [`CrosswalkMapping::line`]. Empty values are not written, as they
/// say nothing. The same set gives the same bytes.
///
/// # Errors
/// What `out` reports.
///
/// # Source
/// SSSOM, *Canonical SSSOM/TSV format*, but for its condensation, its sorting
/// of rows and its rounding of numbers, which would change the set.
pub fn write_tsv(set: &Crosswalk, out: &mut dyn Write) -> io::Result<()> {
    let names = Names::of(&set.prefixes);
    metadata(set, &names, out)?;

    let columns = columns(set);
    let mut table = csv::WriterBuilder::new()
        .delimiter(b'\t')
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(out);
    table.write_record(columns.iter().map(|column| column.name))?;
    for mapping in &set.mappings {
        table.write_record(columns.iter().map(|column| column.cell(mapping, &names)))?;
    }
    table.flush()
}

/// A slot that is written.
pub(super) struct Written<'s> {
    pub(super) name: &'s str,
    pub(super) kind: Kind,
    pub(super) values: Values,
}

impl Written<'_> {
    fn cell(&self, mapping: &CrosswalkMapping, names: &Names) -> String {
        let texts = self.texts(mapping, names);
        match self.values {
            Values::Many => join(texts.iter().map(String::as_str)),
            Values::One => texts.into_iter().next().unwrap_or_default(),
        }
    }

    /// The values of a mapping, abbreviated.
    pub(super) fn texts(&self, mapping: &CrosswalkMapping, names: &Names) -> Vec<String> {
        match essential(mapping, self.name) {
            Some("") => Vec::new(),
            Some(iri) => vec![names.abbreviate(iri)],
            None => mapping.slots.get(self.name).map_or_else(Vec::new, |v| self.of(v, names)),
        }
    }

    /// The values that say something, abbreviated where they are identifiers.
    pub(super) fn of(&self, value: &SlotValue, names: &Names) -> Vec<String> {
        let stated = value.values().iter().filter(|value| !value.is_empty());
        stated
            .map(|value| match self.kind {
                Kind::Reference => names.abbreviate(value),
                _ => value.clone(),
            })
            .collect()
    }
}

/// A slot of a mapping that is a field of its own.
fn essential<'m>(mapping: &'m CrosswalkMapping, name: &str) -> Option<&'m str> {
    Some(match name {
        "subject_id" => &mapping.subject,
        "predicate_id" => &mapping.predicate,
        "object_id" => &mapping.object,
        "mapping_justification" => &mapping.justification,
        _ => return None,
    })
}

/// The columns of a set: what any mapping states, and what every table has.
pub(super) fn columns(set: &Crosswalk) -> Vec<Written<'_>> {
    let mut stated: BTreeSet<&str> = set.mappings.iter().flat_map(|m| said(&m.slots)).collect();
    stated.extend(ESSENTIAL);
    in_order(set, stated, On::Mapping)
}

/// Slots with these names, in the order of the standard, the others after
/// them by name.
pub(super) fn in_order<'s>(
    set: &Crosswalk,
    mut stated: BTreeSet<&'s str>,
    owner: On,
) -> Vec<Written<'s>> {
    let mut ordered = Vec::with_capacity(stated.len());
    for slot in SLOTS.iter().filter(|slot| slot.on.includes(owner)) {
        if stated.remove(slot.name) {
            ordered.push(Written { name: slot.name, kind: slot.kind, values: slot.values });
        }
    }
    ordered.extend(stated.into_iter().map(|name| {
        let (kind, values) = match slots::find(name, owner) {
            Some(slot) => (slot.kind, slot.values),
            None => (super::set::kind_of(&set.extensions, name).unwrap_or(Kind::Text), Values::One),
        };
        Written { name, kind, values }
    }));
    ordered
}

/// The slots of the set that say something.
pub(super) fn set_slots(set: &Crosswalk) -> Vec<Written<'_>> {
    in_order(set, said(&set.slots).collect(), On::Set)
}

/// The names of slots that say something.
fn said(slots: &Slots) -> impl Iterator<Item = &str> {
    let says = |value: &SlotValue| value.values().iter().any(|value| !value.is_empty());
    slots.iter().filter(move |(_, value)| says(value)).map(|(name, _)| name.as_str())
}

fn metadata(set: &Crosswalk, names: &Names, out: &mut dyn Write) -> io::Result<()> {
    let mut slots = set_slots(set).into_iter().peekable();
    if let Some(version) = slots.next_if(|slot| slot.name == "sssom_version") {
        slot(set, names, &version, out)?;
    }
    if !names.declared().is_empty() {
        writeln!(out, "#curie_map:")?;
        for prefix in names.declared() {
            writeln!(out, "#  {}: {}", scalar(&prefix.prefix), scalar(&prefix.namespace))?;
        }
    }
    let mut others = Vec::new();
    for written in slots {
        if slots::find(written.name, On::Set).is_some() {
            slot(set, names, &written, out)?;
        } else {
            others.push(written);
        }
    }
    if !set.extensions.is_empty() {
        writeln!(out, "#extension_definitions:")?;
        for definition in &set.extensions {
            writeln!(out, "#  - slot_name: {}", scalar(&definition.slot_name))?;
            let parts = [("property", &definition.property), ("type_hint", &definition.type_hint)];
            for (part, iri) in parts {
                if let Some(iri) = iri {
                    writeln!(out, "#    {part}: {}", scalar(&names.abbreviate(iri)))?;
                }
            }
        }
    }
    for written in others {
        slot(set, names, &written, out)?;
    }
    Ok(())
}

fn slot(
    set: &Crosswalk,
    names: &Names,
    written: &Written<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(value) = set.slots.get(written.name) else { return Ok(()) };
    let texts = written.of(value, names);
    let text = |text: &str| match written.kind {
        // What is a number or a day is meant as one.
        Kind::Date | Kind::Share | Kind::Agreement => text.to_owned(),
        _ => scalar(text),
    };
    let name = scalar(written.name);
    match written.values {
        Values::One => {
            writeln!(out, "#{name}: {}", text(texts.first().map_or("", String::as_str)))
        }
        Values::Many => {
            writeln!(out, "#{name}:")?;
            texts.iter().try_for_each(|value| writeln!(out, "#  - {}", text(value)))
        }
    }
}

/// A text as a scalar of YAML: plain where every reader takes it for a text,
/// in quotation marks else.
fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // YAML takes some of these for the end of a line, and others for no
            // characters of its own.
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
                || matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff) =>
            {
                let code = u32::from(c);
                quoted.push_str("\\U");
                quoted.extend(
                    (0..8).rev().map(|digit| {
                        char::from_digit(code >> (4 * digit) & 0xf, 16).unwrap_or('0')
                    }),
                );
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn is_plain(text: &str) -> bool {
    const MEANING_OTHERS: [&str; 10] =
        ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan"];
    let begins = |c: char| c.is_ascii_alphabetic() || c == '_';
    let sound = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '_' | '-'
                    | '.'
                    | ','
                    | ';'
                    | '/'
                    | '('
                    | ')'
                    | ':'
                    | '#'
                    | ' '
                    | '+'
                    | '='
                    | '?'
                    | '&'
                    | '%'
                    | '~'
                    | '\''
                    | '@'
            )
    };
    text.starts_with(begins)
        && text.chars().all(sound)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !MEANING_OTHERS.iter().any(|word| text.eq_ignore_ascii_case(word))
}
