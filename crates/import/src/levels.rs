//! Tables of levels in the layout of `taxonomies/levels/`: frameworks, which
//! level corresponds to which, and what results of language tests say.
//!
//! Three CSV files, each with a row for each fact and with what the fact rests
//! on in the columns `source`, `basis` and `confidence`.

use std::io::Read;
use std::str::FromStr;

use passerelle_model::{
    FactBasis, FactConfidence, FactSource, Framework, Issue, LevelConversion, LevelTables, Place,
    Referencing, TestBand, TestScore, codes,
};

use crate::table::{Column, Row, ShortRows, Table};

/// Reads `frameworks.csv`: `id`, `country`, `region`, `title`.
pub fn read_frameworks(name: &str, reader: impl Read, into: &mut LevelTables) -> Vec<Issue> {
    let columns = ["id", "country", "region", "title"];
    read(name, reader, &columns, |row, _| {
        let [id, country, region, title] = row.texts()?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if id.is_empty() || !id.chars().all(allowed) {
            return Err(
                row.fault("id", format!("`{id}` has other characters than letters, digits and -"))
            );
        }
        let known = into.frameworks.binary_search_by(|f| f.id.as_str().cmp(&id));
        match known {
            Ok(_) => Err(row.fault("id", format!("`{id}` is there twice"))),
            Err(at) => {
                into.frameworks.insert(at, Framework { id, country, region, title });
                Ok(())
            }
        }
    })
}

/// Reads `conversions.csv`: `framework`, `level`, `title`, `to`, `to_levels`
/// (with blanks between them), `referencing`, `year`, `as_of`, `note`.
pub fn read_conversions(name: &str, reader: impl Read, into: &mut LevelTables) -> Vec<Issue> {
    let columns =
        ["framework", "level", "title", "to", "to_levels", "referencing", "year", "as_of", "note"];
    read(name, reader, &columns, |row, fact| {
        let [framework, level, title, to, to_levels, referencing, year, as_of, note] =
            row.texts()?;
        for (field, text) in [("framework", &framework), ("level", &level), ("to", &to)] {
            if text.is_empty() || text.contains(char::is_whitespace) {
                return Err(row.fault(field, format!("`{text}` is empty or has blanks")));
            }
        }
        let year = match year.as_str() {
            "" => None,
            text => Some(row.value("year", text, |y: &u16| (1960..=2100).contains(y))?),
        };
        let referencing = match referencing.as_str() {
            "formal_referencing" => Referencing::FormalReferencing,
            "comparison" => Referencing::Comparison,
            "indicative_estimate" => Referencing::IndicativeEstimate,
            other => return Err(row.fault("referencing", format!("`{other}` is no basis"))),
        };
        if as_of.is_empty() {
            return Err(row.fault("as_of", "it is empty".to_owned()));
        }
        let mut levels: Vec<String> = Vec::new();
        for level in to_levels.split_whitespace() {
            if !levels.iter().any(|known| known == level) {
                levels.push(level.to_owned());
            }
        }
        let to_levels = levels;
        let fact = fact()?;
        into.conversions.push(LevelConversion {
            framework,
            level,
            title,
            to,
            to_levels,
            referencing,
            year,
            as_of,
            note,
            fact,
        });
        Ok(())
    })
}

/// Reads `language-tests.csv`: `test`, `language`, `component`, `band`,
/// `min_score`, `max_score`, `scale`, `level`, `note`.
pub fn read_tests(name: &str, reader: impl Read, into: &mut LevelTables) -> Vec<Issue> {
    let columns = [
        "test",
        "language",
        "component",
        "band",
        "min_score",
        "max_score",
        "scale",
        "level",
        "note",
    ];
    read(name, reader, &columns, |row, fact| {
        let [test, language, component, band, min, max, scale, level, note] = row.texts()?;
        for (field, text) in
            [("test", &test), ("component", &component), ("band", &band), ("level", &level)]
        {
            if text.is_empty() {
                return Err(row.fault(field, "it is empty".to_owned()));
            }
        }
        let score = |field: &str, text: &str| match text {
            "" => Ok(None),
            stated => row.value(field, stated, |_: &TestScore| true).map(Some),
        };
        let (min_score, max_score) = (score("min_score", &min)?, score("max_score", &max)?);
        if min_score > max_score && max_score.is_some() {
            return Err(row.fault("max_score", format!("`{max}` is less than `{min}`")));
        }
        let fact = fact()?;
        into.tests.push(TestBand {
            test,
            language,
            component,
            band,
            min_score,
            max_score,
            scale,
            level,
            note,
            fact,
        });
        Ok(())
    })
}

/// A row with the columns that were asked for.
struct Fields<'a> {
    row: &'a Row,
    place: Place,
    columns: &'a [Column],
}

impl Fields<'_> {
    /// The texts of the columns.
    ///
    /// INVARIANT: `N` is the number of columns that were asked for.
    fn texts<const N: usize>(&self) -> Result<[String; N], Issue> {
        let texts: Vec<String> = self.columns.iter().map(|&c| self.row.get(c).to_owned()).collect();
        texts.try_into().map_err(|_| self.fault("", "the row is cut off".to_owned()))
    }

    fn fault(&self, field: &str, message: String) -> Issue {
        Issue::new(codes::LEVEL_VALUE, self.place.clone().field(field), message)
    }

    fn value<T: FromStr>(
        &self,
        field: &str,
        text: &str,
        allowed: impl Fn(&T) -> bool,
    ) -> Result<T, Issue> {
        let value = text.parse().ok().filter(allowed);
        value.ok_or_else(|| self.fault(field, format!("`{text}` makes no sense")))
    }
}

/// Reads a table: each row by `take`, which gets what the row rests on from
/// its second argument where its table has that.
fn read(
    name: &str,
    reader: impl Read,
    columns: &[&str],
    mut take: impl FnMut(&Fields<'_>, &dyn Fn() -> Result<FactSource, Issue>) -> Result<(), Issue>,
) -> Vec<Issue> {
    let (mut table, mut issues) = match Table::open(name, reader, ShortRows::Refused) {
        Ok(opened) => opened,
        Err(issue) => return vec![issue],
    };
    let found: Result<Vec<Column>, Issue> = columns.iter().map(|c| table.required(c)).collect();
    let found = match found {
        Ok(found) => found,
        Err(issue) => return vec![issue],
    };
    let facts = ["source", "basis", "confidence"].map(|column| table.optional(column));
    while let Some(row) = table.next_row() {
        let row = match row {
            Ok(row) => row,
            Err(issue) => {
                issues.push(issue);
                continue;
            }
        };
        let fields = Fields { row: &row, place: table.place(&row), columns: &found };
        let fact = || {
            let [source, basis, confidence] = facts.map(|column| row.get_optional(column));
            let basis = match basis {
                "verified" => FactBasis::Verified,
                "recalled" => FactBasis::Recalled,
                "authored" => FactBasis::Authored,
                other => return Err(fields.fault("basis", format!("`{other}` makes no sense"))),
            };
            let confidence = match confidence {
                "high" => FactConfidence::High,
                "medium" => FactConfidence::Medium,
                "low" => FactConfidence::Low,
                other => {
                    return Err(fields.fault("confidence", format!("`{other}` makes no sense")));
                }
            };
            if source.is_empty() {
                return Err(fields.fault("source", "it is empty".to_owned()));
            }
            Ok(FactSource { source: source.to_owned(), basis, confidence })
        };
        issues.extend(take(&fields, &fact).err());
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACT: &str = "a report,verified,high";

    #[track_caller]
    fn check(row: &str, expected: Result<usize, &str>) {
        let header = "framework,level,title,to,to_levels,referencing,year,as_of,note,\
                      source,basis,confidence";
        let text = format!("{header}\n{row}\n");
        let mut tables = LevelTables::default();
        let issues = read_conversions("c.csv", text.as_bytes(), &mut tables);
        match expected {
            Ok(levels) => {
                assert_eq!(issues, []);
                assert_eq!(tables.conversions[0].to_levels.len(), levels);
            }
            Err(field) => {
                assert_eq!(issues[0].place.field.as_deref(), Some(field), "{issues:?}");
                assert_eq!(issues[0].place.line, Some(2));
                assert!(tables.is_empty());
            }
        }
    }

    #[test]
    fn rows_are_read_or_are_issues() {
        check(&format!("A-QF,1,,EQF,1 2,indicative_estimate,,2026-11,,{FACT}"), Ok(2));
        check(&format!("A-QF,0,,EQF,,formal_referencing,2012,2026-11,,{FACT}"), Ok(0));
        check(&format!("A-QF,,,EQF,1,comparison,,2026-11,,{FACT}"), Err("level"));
        check(&format!("A-QF,1,,EQF,1,guess,,2026-11,,{FACT}"), Err("referencing"));
        check(&format!("A-QF,1,,EQF,1,comparison,12,2026-11,,{FACT}"), Err("year"));
        check(&format!("A-QF,1,,EQF,1,comparison,,,,{FACT}"), Err("as_of"));
        check("A-QF,1,,EQF,1,comparison,,2026-11,,,verified,high", Err("source"));
        check("A-QF,1,,EQF,1,comparison,,2026-11,,a,maybe,high", Err("basis"));
    }

    #[test]
    fn scores_are_in_order() {
        let text = "test,language,component,band,min_score,max_score,scale,level,note,source,basis,confidence\n\
            T,en,overall,5-6,5,6,CEFR,B1,,a,recalled,high\n\
            T,en,overall,7-6,7,6,CEFR,B2,,a,recalled,high\n\
            T,en,overall,x,x,6,CEFR,B2,,a,recalled,high\n";
        let mut tables = LevelTables::default();
        let issues = read_tests("t.csv", text.as_bytes(), &mut tables);
        let fields: Vec<_> = issues.iter().map(|i| i.place.field.as_deref().unwrap()).collect();
        assert_eq!(fields, ["max_score", "min_score"]);
        assert_eq!(tables.tests[0].max_score, Some(TestScore(600)));
    }
}
