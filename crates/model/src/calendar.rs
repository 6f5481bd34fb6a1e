//! Days, months and periods as records state them.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A day, `2026-11-23`, or a month, `2026-11`: a register often knows no more.
///
/// # Examples
/// ```
/// use passerelle_model::DayOrMonth;
///
/// let month: DayOrMonth = "2024-02".parse()?;
/// assert_eq!(month.first_day().to_string(), "2024-02-01");
/// assert_eq!(month.last_day().to_string(), "2024-02-29");
/// # Ok::<(), passerelle_model::InvalidDate>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DayOrMonth {
    first: Date,
    is_month: bool,
}

/// A text that is neither a day nor a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a date is a day of the calendar, YYYY-MM-DD, or a month, YYYY-MM, from 1900 to 2199")]
pub struct InvalidDate;

impl DayOrMonth {
    /// The day that is so many days after 1 January 1970; that day itself
    /// where the calendar does not reach so far.
    pub fn from_days_since_1970(days: i64) -> Date {
        let first = Date::constant(1970, 1, 1);
        first.checked_add(jiff::Span::new().days(days.clamp(0, 100_000))).unwrap_or(first)
    }

    /// Its first day.
    pub const fn first_day(self) -> Date {
        self.first
    }

    /// Its last day; a day is its own.
    pub fn last_day(self) -> Date {
        if self.is_month { self.first.last_of_month() } else { self.first }
    }
}

impl From<Date> for DayOrMonth {
    fn from(day: Date) -> Self {
        Self { first: day, is_month: false }
    }
}

impl std::str::FromStr for DayOrMonth {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| -> Result<Option<i16>, InvalidDate> {
            let Some(part) = parts.next() else { return Ok(None) };
            if part.len() != digits || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(InvalidDate);
            }
            part.parse().map(Some).map_err(|_| InvalidDate)
        };
        let (Some(year @ 1900..=2199), Some(month), day) = (number(4)?, number(2)?, number(2)?)
        else {
            return Err(InvalidDate);
        };
        if parts.next().is_some() {
            return Err(InvalidDate);
        }
        let small = |n: i16| i8::try_from(n).map_err(|_| InvalidDate);
        let first = Date::new(year, small(month)?, small(day.unwrap_or(1))?);
        Ok(Self { first: first.map_err(|_| InvalidDate)?, is_month: day.is_none() })
    }
}

impl TryFrom<String> for DayOrMonth {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, InvalidDate> {
        text.parse()
    }
}

impl From<DayOrMonth> for String {
    fn from(date: DayOrMonth) -> Self {
        date.to_string()
    }
}

impl fmt::Display for DayOrMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_month {
            write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
        } else {
            write!(f, "{}", self.first)
        }
    }
}

impl JsonSchema for DayOrMonth {
    fn schema_name() -> Cow<'static, str> {
        "DayOrMonth".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A day, YYYY-MM-DD, or a month, YYYY-MM.",
            "type": "string",
            "pattern": "^(19|2[01])[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$",
        })
    }
}

/// A stretch of time; what is absent is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// Its first day or month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DayOrMonth>,
    /// Its last day or month, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DayOrMonth>,
}

impl Period {
    /// Whether it ends before it starts.
    pub fn is_reversed(&self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if to.last_day() < from.first_day())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) => write!(f, "{from} to {to}"),
            (Some(from), None) => write!(f, "from {from}"),
            (None, Some(to)) => write!(f, "until {to}"),
            (None, None) => f.write_str("any time"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_read_and_nothing_else() {
        for good in ["2026-11-23", "2026-11", "2024-02-29", "1900-01"] {
            let date: DayOrMonth = good.parse().unwrap();
            assert_eq!(date.to_string(), good);
        }
        for bad in [
            "",
            "2026",
            "2026-13",
            "2026-02-30",
            "2026-1-1",
            "23.11.2026",
            "2026-11-23T00",
            "0026-11",
            "+026-11",
            "2026-11-23-1",
        ] {
            assert!(bad.parse::<DayOrMonth>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_period_may_end_in_the_month_it_starts_in() {
        let period = |from: &str, to: &str| Period {
            from: Some(from.parse().unwrap()),
            to: Some(to.parse().unwrap()),
        };
        assert!(!period("2024-03-15", "2024-03").is_reversed());
        assert!(period("2024-03-15", "2024-03-14").is_reversed());
        assert!(period("2024-03", "2024-02").is_reversed());
    }
}
