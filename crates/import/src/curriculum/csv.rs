//! Curricula as a table: one outcome in each row.

use std::collections::BTreeMap;
use std::path::Path;

use passerelle_model::{
    CreditPoints, Curriculum, EqfLevel, Issue, Module, ModuleOutcome, Place, Severity, codes,
};

use super::Reading;
use super::check::{Step, implausible_hours, outcome_fault, steps};
use crate::table::{Column, Row, ShortRows, Table};

/// The columns of a table of curricula.
const COLUMNS: [&str; 15] = [
    "curriculum",
    "curriculum_title",
    "language",
    "country",
    "curriculum_eqf_level",
    "module",
    "module_title",
    "hours",
    "credits",
    "weeks",
    "eqf_level",
    "optional",
    "concept",
    "code",
    "text",
];

/// Reads the curricula of a table, in the order of their first rows.
pub(super) fn read(reading: &mut Reading<'_>, bytes: &[u8]) {
    let name = reading.name;
    let (mut table, issues) = match Table::open(name, bytes, ShortRows::Allowed) {
        Ok(opened) => opened,
        Err(issue) => return reading.issues.push(issue),
    };
    let tabs = Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tsv"));
    reading.issues.extend(issues.into_iter().filter(|i| !(tabs && i.code == codes::CSV_DELIMITER)));
    let Some(columns) = columns(reading, &table) else { return };
    let mut drafts = Drafts { stem: reading.stem(), ..Drafts::default() };
    while let Some(row) = table.next_row() {
        match row {
            Ok(row) => {
                let place = table.place(&row);
                drafts.row(&Cells { row: &row, columns: &columns }, &place, &mut reading.issues);
            }
            Err(issue) => {
                // Whatever module the row was of, the next one may not be.
                drafts.current = None;
                reading.issues.push(Issue { severity: Severity::Error, ..issue });
            }
        }
    }
    if drafts.list.is_empty() {
        let message = "the table has no row that could be used";
        reading.issues.push(Issue::new(codes::CURRICULUM_EMPTY, reading.place(), message));
    }
    for draft in drafts.list {
        let place = reading.place().line(draft.line);
        let line_of = |field: &str| {
            let mut steps = steps(field);
            match (steps.next(), steps.next()) {
                (Some(Step::Key("modules")), Some(Step::Index(index))) => {
                    draft.modules.get(index).map(|module| module.line)
                }
                _ => Some(draft.line),
            }
        };
        reading.add(draft.curriculum, Vec::new(), &place, &line_of);
    }
}

/// Where the columns are; nothing where one is missing that is needed.
fn columns(reading: &mut Reading<'_>, table: &Table<&[u8]>) -> Option<Columns> {
    let mut columns = Columns::new();
    for (header, column) in table.columns() {
        let known = COLUMNS.iter().find(|name| name.eq_ignore_ascii_case(header));
        let message = match known {
            // A spreadsheet leaves empty columns behind the last one.
            None if header.is_empty() => continue,
            None => "a table of curricula has no such column; it is not read",
            Some(known) if columns.contains_key(known) => {
                "the column is there twice; the first is read"
            }
            Some(known) => {
                columns.insert(known, column);
                continue;
            }
        };
        let place = table.header_place().field(header);
        reading.issues.push(Issue::new(codes::CSV_SIDE_VALUE, place, message));
    }
    let outcome = ["concept", "code", "text"];
    let needed = match outcome.iter().find(|name| columns.contains_key(*name)) {
        Some(_) => table.required("module"),
        None => table.required("text"),
    };
    needed.map_err(|issue| reading.issues.push(issue)).ok().map(|_| columns)
}

type Columns = BTreeMap<&'static str, Column>;

/// The cells of a row by the names of their columns.
struct Cells<'r> {
    row: &'r Row,
    columns: &'r Columns,
}

impl Cells<'_> {
    /// A cell; empty where the table has no such column.
    fn get(&self, column: &str) -> &str {
        self.row.get_optional(self.columns.get(column).copied())
    }

    fn owned(&self, column: &str) -> Option<String> {
        Some(self.get(column).to_owned()).filter(|cell| !cell.is_empty())
    }
}

/// The curricula so far.
#[derive(Default)]
struct Drafts {
    /// The id where the rows name none.
    stem: String,
    list: Vec<Draft>,
    by_id: BTreeMap<String, usize>,
    /// The curriculum and the module of the row above.
    current: Option<(usize, usize)>,
}

/// A curriculum with what is known of its rows only.
#[derive(Default)]
struct Draft {
    curriculum: Curriculum,
    /// The line of its first row.
    line: u64,
    /// Of each of its modules.
    modules: Vec<ModuleRows>,
    by_id: BTreeMap<String, usize>,
}

#[derive(Default)]
struct ModuleRows {
    line: u64,
    optional: Option<bool>,
}

impl Drafts {
    /// Takes a row into its module.
    fn row(&mut self, cells: &Cells<'_>, place: &Place, issues: &mut Vec<Issue>) {
        if COLUMNS.iter().all(|column| cells.get(column).is_empty()) {
            return;
        }
        let mut tell = |field: &str, message: &str| {
            let place = place.clone().field(field);
            issues.push(Issue::new(codes::CURRICULUM_VALUE, place, message));
        };
        let line = place.line.unwrap_or(1);
        let above = self.current.take();
        let named = cells.get("curriculum");
        let at = match (named, above) {
            ("", Some((at, _))) => at,
            ("", None) => self.curriculum(&self.stem.clone(), line),
            (id, _) => self.curriculum(id, line),
        };
        let Some(draft) = self.list.get_mut(at) else { return };
        let index = match (cells.get("module"), above) {
            // Spreadsheets merge the cells of rows that say the same.
            ("", Some((of, index))) if of == at => index,
            ("", _) => {
                tell("module", "the row names no module, and is left out: no row above it does");
                return;
            }
            (id, _) => draft.module(id, line),
        };
        self.current = Some((at, index));
        let is_first = draft.modules.get(index).is_some_and(|rows| rows.line == line);
        draft.properties(cells, &mut tell);
        let stated = draft.module_properties(index, cells, &mut tell);
        let Some(module) = draft.curriculum.modules.get_mut(index) else { return };
        let outcome = ModuleOutcome {
            concept: cells.owned("concept"),
            code: cells.owned("code"),
            text: cells.owned("text"),
        };
        match outcome_fault(&outcome) {
            None => module.outcomes.push(outcome),
            // The row is there for what it says of the module.
            Some(_) if outcome == ModuleOutcome::default() && (is_first || stated) => {}
            Some(fault) if outcome == ModuleOutcome::default() => tell("text", fault),
            Some(fault) => tell("concept", &format!("{fault}; the row is left out")),
        }
    }

    fn curriculum(&mut self, id: &str, line: u64) -> usize {
        if let Some(&at) = self.by_id.get(id) {
            return at;
        }
        let curriculum = Curriculum { id: id.to_owned(), ..Curriculum::default() };
        self.list.push(Draft { curriculum, line, ..Draft::default() });
        self.by_id.insert(id.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }
}

impl Draft {
    fn module(&mut self, id: &str, line: u64) -> usize {
        if let Some(&at) = self.by_id.get(id) {
            return at;
        }
        self.curriculum.modules.push(Module { id: id.to_owned(), ..Module::default() });
        self.modules.push(ModuleRows { line, optional: None });
        self.by_id.insert(id.to_owned(), self.modules.len() - 1);
        self.modules.len() - 1
    }

    /// Takes what a row says of the curriculum.
    fn properties(&mut self, cells: &Cells<'_>, tell: &mut dyn FnMut(&str, &str)) {
        let of = &mut self.curriculum;
        state(&mut of.title, cells, "curriculum_title", &text, tell);
        state(&mut of.language, cells, "language", &|cell| cell.parse().map_err(in_words), tell);
        state(&mut of.country, cells, "country", &|cell| cell.parse().map_err(in_words), tell);
        state(&mut of.eqf_level, cells, "curriculum_eqf_level", &level, tell);
    }

    /// Takes what a row says of its module; whether that is anything.
    fn module_properties(
        &mut self,
        index: usize,
        cells: &Cells<'_>,
        tell: &mut dyn FnMut(&str, &str),
    ) -> bool {
        let modules = self.curriculum.modules.get_mut(index);
        let (Some(of), Some(rows)) = (modules, self.modules.get_mut(index)) else { return false };
        let stated = [
            state(&mut of.title, cells, "module_title", &text, tell),
            state(&mut of.hours, cells, "hours", &hours, tell),
            state(&mut of.credits, cells, "credits", &credits, tell),
            state(&mut of.weeks, cells, "weeks", &whole, tell),
            state(&mut of.eqf_level, cells, "eqf_level", &level, tell),
            state(&mut rows.optional, cells, "optional", &flag, tell),
        ];
        of.optional = rows.optional.unwrap_or_default();
        stated.contains(&true)
    }
}

/// Takes a cell for a property; whether the cell says anything.
fn state<T: PartialEq>(
    property: &mut Option<T>,
    cells: &Cells<'_>,
    column: &str,
    parse: &dyn Fn(&str) -> Result<T, String>,
    tell: &mut dyn FnMut(&str, &str),
) -> bool {
    let cell = cells.get(column);
    if cell.is_empty() {
        return false;
    }
    match (parse(cell), &property) {
        (Ok(value), None) => *property = Some(value),
        (Ok(value), Some(stated)) if value == *stated => {}
        (Ok(_), Some(_)) => {
            let cell = super::short(cell);
            tell(column, &format!("`{cell}` is not what an earlier row says, which stands"));
        }
        (Err(message), _) => tell(column, &format!("{message}, and left out")),
    }
    true
}

#[expect(clippy::unnecessary_wraps, reason = "as the others that parse a cell")]
fn text(cell: &str) -> Result<String, String> {
    Ok(cell.to_owned())
}

fn in_words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A whole number that is not negative.
fn whole<T: TryFrom<i64>>(cell: &str) -> Result<T, String> {
    let short = super::short(cell);
    match cell.parse::<i64>() {
        Ok(number) if number < 0 => Err(format!("`{short}` is negative")),
        Ok(number) => number.try_into().map_err(|_| format!("`{short}` is too large")),
        Err(_) => Err(format!("`{short}` is not a whole number")),
    }
}

fn hours(cell: &str) -> Result<u32, String> {
    let hours = whole(cell)?;
    implausible_hours(hours).map_or(Ok(hours), Err)
}

fn level(cell: &str) -> Result<EqfLevel, String> {
    whole::<i64>(cell)?.try_into().map_err(in_words)
}

fn credits(cell: &str) -> Result<CreditPoints, String> {
    let number: f64 = cell
        .parse()
        .map_err(|_| format!("`{}` is not a number such as 2.5", super::short(cell)))?;
    number.try_into().map_err(in_words)
}

fn flag(cell: &str) -> Result<bool, String> {
    match cell.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(format!("`{}` is neither `yes` nor `no`", super::short(cell))),
    }
}
