//! What the concepts of a table are called: IRIs from URIs, bare UUIDs and
//! codes, and the prefixes that abbreviate them.

use std::collections::BTreeSet;

use passerelle_model::crosswalk::{Crosswalk, ExtensionDefinition, NO_TERM_FOUND, SlotValue};
use passerelle_model::{ConceptKind, Iri, Issue, LanguageTag, Place, Prefix, Prefixes, codes};

use super::FindCode;
use super::layout::{Classification, Holds, Layout, Role, Side};

/// Concepts of ESCO and ISCO-08; other classifications are published below
/// `http://data.europa.eu/esco/concept/`.
const ESCO_CONCEPTS: [&str; 3] = [
    "http://data.europa.eu/esco/occupation/",
    "http://data.europa.eu/esco/skill/",
    "http://data.europa.eu/esco/isco/",
];
/// Everything of ESCO is below this.
const ESCO: &str = "http://data.europa.eu/esco/";
const NATIONAL: &str = "urn:passerelle:national:";

/// What is known of one side before its rows are read.
#[derive(Debug)]
pub(super) struct SideInfo {
    pub(super) is_esco: bool,
    pub(super) kind: ConceptKind,
    /// What a code is put behind to make an IRI.
    namespace: String,
    scheme: String,
    prefix: String,
    uri: Option<usize>,
    code: Option<usize>,
    /// The label columns with their languages.
    pub(super) labels: Vec<(usize, LanguageTag)>,
}

/// Both sides of a table.
#[derive(Debug)]
pub(super) struct Sides([SideInfo; 2]);

impl Sides {
    pub(super) fn of(layout: &Layout, name: &str, issues: &mut Vec<Issue>) -> Self {
        let kinds = [0, 1].map(|at| kind(&layout.classifications[at].concept_type));
        let side = |at: usize, side: Side, issues: &mut Vec<Issue>| {
            let about = &layout.classifications[at];
            let kind = kinds[at].or(kinds[1 - at]).unwrap_or(ConceptKind::Occupation);
            SideInfo::of(layout, about, side, kind, name, issues)
        };
        for (at, holds) in layout.columns.iter().enumerate() {
            if let (Holds::Unknown, Some(header)) = (holds, layout.header.get(at))
                && !header.is_empty()
            {
                let place = Place::file(name).line(layout.header_line).field(header.as_str());
                let message = "nothing is known of this column, and it is not used";
                issues.push(Issue::new(codes::XWALK_COLUMN, place, message));
            }
        }
        Self([side(0, Side::Subject, issues), side(1, Side::Object, issues)])
    }

    pub(super) const fn get(&self, side: Side) -> &SideInfo {
        match side {
            Side::Subject => &self.0[0],
            Side::Object => &self.0[1],
        }
    }

    /// The crosswalk with what the metadata say, and no mapping yet.
    pub(super) fn crosswalk(&self, layout: &Layout, name: &str, digest: &str) -> Crosswalk {
        let mut crosswalk = Crosswalk::default();
        let version = [&layout.version, &layout.date]
            .into_iter()
            .find(|text| is_stated(text))
            .map_or(String::new(), |text| format!(":{}", slug(text)));
        let title = if layout.project.is_empty() { name } else { layout.project.as_str() };
        let mut set = |name: &str, value: &str| {
            if is_stated(value) {
                crosswalk.slots.insert(name.to_owned(), SlotValue::from(value));
            }
        };
        set("mapping_set_id", &format!("urn:passerelle:crosswalk:{}{version}", slug(title)));
        set("mapping_set_title", title);
        set("mapping_set_version", &layout.version);
        // A table says nothing of its licence, and the standard wants a word.
        set("license", "https://w3id.org/sssom/license/unspecified");
        if let Some(date) = unambiguous_date(&layout.date) {
            set("publication_date", &date);
        }
        set("ext_published", &layout.date);
        set("ext_file", name);
        set("ext_file_blake3", digest);
        for (side, what) in [(Side::Subject, "subject"), (Side::Object, "object")] {
            let (info, about) = (self.get(side), &layout.classifications[side as usize]);
            set(&format!("{what}_source"), &info.scheme);
            set(&format!("{what}_source_version"), &about.version);
            set(&format!("ext_{what}_classification"), &about.name);
            set(&format!("ext_{what}_kind"), info.kind.as_str());
            if let Some((_, language)) = info.labels.first() {
                set(&format!("ext_{what}_language"), language.as_str());
            }
        }
        if is_stated(&layout.author) {
            let author = SlotValue::Many(vec![layout.author.clone()]);
            crosswalk.slots.insert("creator_label".to_owned(), author);
        }
        let pages: Vec<String> = layout
            .classifications
            .iter()
            .map(|about| about.page.clone())
            .filter(|page| Iri::parse(page).is_ok())
            .collect();
        if !pages.is_empty() {
            crosswalk.slots.insert("see_also".to_owned(), SlotValue::Many(pages));
        }
        let mut prefixes = Prefixes::default();
        for known in
            Prefixes::builtin().iter().filter(|p| matches!(p.prefix.as_str(), "esco" | "isco"))
        {
            prefixes.declare(&known.prefix, &known.namespace);
        }
        for info in self.0.iter().filter(|info| !info.is_esco) {
            prefixes.declare(&info.prefix, &info.namespace);
        }
        crosswalk.prefixes = prefixes.iter().cloned().collect::<Vec<Prefix>>();
        crosswalk
    }
}

impl Sides {
    /// Gives a classification whose table has URIs of its own the prefix that
    /// they share.
    pub(super) fn find_namespaces(&self, crosswalk: &mut Crosswalk) {
        for (side, info) in [Side::Subject, Side::Object].into_iter().zip(&self.0) {
            let iris = crosswalk.mappings.iter().map(|m| match side {
                Side::Subject => m.subject.as_str(),
                Side::Object => m.object.as_str(),
            });
            let mut own = iris.filter(|iri| {
                let others = ESCO_CONCEPTS.iter().any(|namespace| iri.starts_with(namespace));
                !others && *iri != NO_TERM_FOUND
            });
            let Some(first) = own.next() else { continue };
            let Some(end) = first.rfind(['/', '#']).map(|at| at + 1) else { continue };
            let namespace = &first[..end];
            if info.is_esco || !own.all(|iri| iri.len() > end && iri.starts_with(namespace)) {
                continue;
            }
            let namespace = namespace.to_owned();
            if let Some(declared) = crosswalk.prefixes.iter_mut().find(|p| p.prefix == info.prefix)
            {
                declared.namespace = namespace;
            }
        }
    }
}

/// Defines the slots of ours that a crosswalk uses.
pub(super) fn define_extensions(crosswalk: &mut Crosswalk) {
    let of_mappings = crosswalk.mappings.iter().flat_map(|mapping| mapping.slots.keys());
    let used: BTreeSet<&String> =
        crosswalk.slots.keys().chain(of_mappings).filter(|name| name.starts_with("ext_")).collect();
    crosswalk.extensions = used
        .into_iter()
        .map(|name| ExtensionDefinition {
            slot_name: name.clone(),
            property: Some(format!("urn:passerelle:sssom:{}", &name[4..])),
            type_hint: None,
        })
        .collect();
}

impl SideInfo {
    fn of(
        layout: &Layout,
        about: &Classification,
        side: Side,
        kind: ConceptKind,
        name: &str,
        issues: &mut Vec<Issue>,
    ) -> Self {
        // `Classification 2 ID` before `Classification 2 ISCO code`: whatever
        // qualifies a code makes it another's.
        let column = |role: &Role| {
            let columns = layout.columns.iter().enumerate();
            let fit = columns
                .filter(|(_, h)| matches!(h, Holds::Concept(of, r) if *of == side && r == role));
            fit.map(|(at, _)| at).min_by_key(|&at| layout.header.get(at).map_or(0, String::len))
        };
        let languages = about.languages();
        let mut unnamed = languages.iter();
        let labels = layout
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, holds)| match holds {
                Holds::Concept(of, Role::Label(stated)) if *of == side => {
                    let language =
                        stated.clone().or_else(|| unnamed.next().or(languages.first()).cloned());
                    Some((at, language))
                }
                _ => None,
            })
            .map(|(at, language)| {
                let language = language.unwrap_or_else(|| {
                    let place = Place::file(name).line(layout.header_line);
                    let place = match layout.header.get(at) {
                        Some(header) => place.field(header.as_str()),
                        None => place,
                    };
                    let message =
                        "nothing says what language its labels are in; they are marked `und`";
                    issues.push(Issue::new(codes::XWALK_METADATA, place, message));
                    LanguageTag::undetermined()
                });
                (at, language)
            })
            .collect();
        let is_esco = about.is_esco();
        let named = if about.name.is_empty() { name } else { about.name.as_str() };
        let country = languages.first().map_or("und", |language| language.as_str());
        let local = format!("{country}:{}", slug(named));
        let (namespace, scheme, prefix) = if is_esco {
            let scheme = match kind {
                ConceptKind::Skill => "http://data.europa.eu/esco/concept-scheme/skills",
                _ => "http://data.europa.eu/esco/concept-scheme/occupations",
            };
            (ESCO.to_owned(), scheme.to_owned(), "esco".to_owned())
        } else {
            let prefix = local.replace(':', "-");
            (format!("{NATIONAL}{local}:"), format!("{NATIONAL}{local}"), prefix)
        };
        Self {
            is_esco,
            kind,
            namespace,
            scheme,
            prefix,
            uri: column(&Role::Uri),
            code: column(&Role::Code),
            labels,
        }
    }

    /// The texts that may identify a row's concept: its URI, its code.
    fn stated<'a>(&self, fields: &'a [String]) -> [&'a str; 2] {
        [self.uri, self.code].map(|column| {
            let text = column.and_then(|at| fields.get(at)).map_or("", String::as_str);
            if is_stated(text) { text } else { "" }
        })
    }

    /// Whether a row says nothing of this side's concept.
    pub(super) fn is_blank(&self, fields: &[String]) -> bool {
        self.stated(fields).iter().all(|text| text.is_empty())
            && self.labels.iter().all(|(at, _)| fields.get(*at).is_none_or(|text| !is_stated(text)))
    }

    /// A row's code as published, where the end of its IRI is written
    /// otherwise.
    pub(super) fn code<'a>(&self, fields: &'a [String]) -> Option<&'a str> {
        let [uri, code] = self.stated(fields);
        (uri.is_empty() && !self.is_esco && local_part(code) != code).then_some(code)
    }

    /// The IRI of a row's concept; `Err` holds the column at fault and why.
    pub(super) fn concept(
        &self,
        fields: &[String],
        find_code: FindCode<'_>,
    ) -> Result<String, (Option<usize>, String)> {
        let [uri, code] = self.stated(fields);
        let (text, column) =
            if uri.is_empty() { (code, self.code.or(self.uri)) } else { (uri, self.uri) };
        if text.is_empty() {
            return Err((column, "the row names no concept here".to_owned()));
        }
        if text.contains("://") || text.starts_with("urn:") {
            let iri = text.replacen("https://data.europa.eu/esco/", ESCO, 1);
            return Iri::parse(&iri).map(String::from).map_err(|error| (column, error.to_string()));
        }
        let short = ["data.europa.eu/esco/", "esco:"].iter().find_map(|s| text.strip_prefix(s));
        if let Some(rest) = short {
            let iri = format!("{ESCO}{rest}");
            return Iri::parse(&iri).map(String::from).map_err(|error| (column, error.to_string()));
        }
        if !self.is_esco {
            return Ok(format!("{}{}", self.namespace, local_part(text)));
        }
        if is_uuid(text) {
            let folder = if self.kind == ConceptKind::Skill { "skill" } else { "occupation" };
            return Ok(format!("{ESCO}{folder}/{}", text.to_ascii_lowercase()));
        }
        let digits = text.strip_prefix(['C', 'c']).unwrap_or(text);
        if (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(format!("{ESCO}isco/C{digits}"));
        }
        find_code(text).ok_or_else(|| {
            (column, format!("`{text}` is a code of ESCO, and no ESCO that is loaded has it"))
        })
    }
}

fn kind(text: &str) -> Option<ConceptKind> {
    let text = text.to_lowercase();
    if text.contains("occupation") {
        Some(ConceptKind::Occupation)
    } else if text.contains("skill") || text.contains("competence") {
        Some(ConceptKind::Skill)
    } else {
        None
    }
}

/// Whether a value of the metadata says anything.
pub(super) fn is_stated(text: &str) -> bool {
    !text.is_empty() && !matches!(text, "N/A" | "n/a" | "-" | "default-author" | "unknown")
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A code as the end of an IRI: a blank becomes `-`, what no IRI may hold is
/// percent-encoded.
fn local_part(code: &str) -> String {
    let mut local = String::with_capacity(code.len());
    for c in code.split_whitespace().collect::<Vec<_>>().join("-").chars() {
        if c.is_alphanumeric() || "-._~/@!$&'()*+,;=:".contains(c) {
            local.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                local.push('%');
                for half in [byte >> 4, byte & 15] {
                    local.push(
                        char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase(),
                    );
                }
            }
        }
    }
    local
}

/// A text as part of an identifier: letters and digits in lower case, `-`
/// between them.
pub(super) fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '.')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// A date that can be read in one way only, as `2022-04-29`.
fn unambiguous_date(text: &str) -> Option<String> {
    let parts: Vec<u16> =
        text.split(['-', '/', '.']).map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if *year >= 1900 => (*year, *month, *day),
        // Either may be the month where neither is above 12.
        [day, month, year] if *year >= 1900 && (*day > 12 || day == month) => (*year, *month, *day),
        [month, day, year] if *year >= 1900 && *day > 12 => (*year, *month, *day),
        _ => return None,
    };
    let date = passerelle_model::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    date.ok().map(|date| date.to_string())
}
