//! The 13 official tables as they are published, where the data is there.
//!
//! The numbers come from another reading, with Python's `csv` module.

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use passerelle_import::mapping_table::import;

/// The folder of tables: below the one that `PASSERELLE_DATA` names, else
/// below `../shared/data` from the project's root. Where neither is there,
/// says so on standard error and gives nothing.
#[expect(clippy::disallowed_methods, reason = "a test's edge: where the data lies")]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn tables() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = env::var_os("PASSERELLE_DATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root.join("../shared/data")).join("crosswalks");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no data in `{}` (set PASSERELLE_DATA)", folder.display());
    None
}

/// Rows, mappings by predicate, unmapped; then what is left out.
const EXPECTED: [(&str, &str); 13] = [
    (
        "AT_mapping.csv",
        "6628: exact 644, close 1716, broad 2634, narrow 1575, none 0; PS-XWALK-002 59",
    ),
    (
        "DE_Mapping_ESCO_Kompetenzen_220518_0.csv",
        "25592: exact 1292, close 8535, broad 3935, narrow 10703, none 1125; PS-CSV-002 2",
    ),
    ("DE_mapping_18.05.22.csv", "8735: exact 1253, close 1792, broad 1501, narrow 4189, none 0;"),
    ("DK_mapping_10.11.2021.csv", "4112: exact 1357, close 1256, broad 1292, narrow 207, none 0;"),
    ("EE_mapping_07.10.2021.csv", "4008: exact 502, close 411, broad 2473, narrow 622, none 0;"),
    ("ES_mapping_31.07.2021.csv", "4242: exact 825, close 489, broad 1665, narrow 1263, none 0;"),
    (
        "FR_20230607_mapping_esco_rome.csv",
        "11118: exact 1144, close 4597, broad 5086, narrow 291, none 0;",
    ),
    ("IT_mapping_23.04.2021.csv", "3240: exact 170, close 350, broad 2501, narrow 219, none 0;"),
    ("NL_mapping.csv", "5651: exact 990, close 148, broad 1964, narrow 2549, none 0;"),
    ("PL_mapping_31.10.2020.csv", "4696: exact 987, close 540, broad 2012, narrow 1157, none 0;"),
    ("PT_mapping_20.08.2021.csv", "3388: exact 269, close 516, broad 2420, narrow 183, none 0;"),
    ("RO_mapping_26.11.2021.csv", "6116: exact 883, close 1338, broad 1371, narrow 2514, none 10;"),
    ("onet_to_esco.csv", "4253: exact 541, close 1432, broad 2053, narrow 227, none 0;"),
];

#[test]
fn every_row_of_the_official_tables_is_accounted_for() {
    use passerelle_model::MappingPredicate::{Broad, Close, Exact, Narrow, Related};
    let Some(folder) = tables() else { return };
    for (name, expected) in EXPECTED {
        let file = std::fs::File::open(folder.join(name)).expect("the table is there");
        let read = import(name, file, &|_| None).expect("it is a table");
        let report = &read.report;
        let [exact, close, broad, narrow, related] = [Exact, Close, Broad, Narrow, Related]
            .map(|predicate| report.mapped.get(&predicate).copied().unwrap_or(0));
        let mut found = format!(
            "{}: exact {exact}, close {close}, broad {broad}, narrow {narrow}, none {};",
            report.rows, report.unmapped
        );
        for (code, count) in &report.left_out {
            write!(found, " {code} {count}").expect("a text takes it");
        }
        assert_eq!(found, expected, "{name}");
        assert_eq!(related, 0, "{name}");
        let left_out: u64 = report.left_out.values().sum();
        assert_eq!(report.mappings() + report.unmapped + left_out, report.rows, "{name}");
        let others = report.issues.iter().filter(|i| !report.left_out.contains_key(i.code.id()));
        assert_eq!(others.count(), 0, "{name}: {:?}", report.issues);
    }
}

#[test]
fn two_quotation_marks_out_of_place_cost_two_rows() {
    let Some(folder) = tables() else { return };
    let name = "DE_Mapping_ESCO_Kompetenzen_220518_0.csv";
    let file = std::fs::File::open(folder.join(name)).expect("the table is there");
    let read = import(name, file, &|_| None).expect("it is a table");
    let lines: Vec<_> = read.report.issues.iter().filter_map(|i| i.place.line).collect();
    assert_eq!(lines, [3698, 18_332]);
    for line in lines {
        // The line below is in place.
        assert!(read.crosswalk.mappings.iter().any(|mapping| mapping.line == line + 1));
    }
}
