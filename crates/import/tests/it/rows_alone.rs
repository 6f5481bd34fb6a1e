//! What a row of a mapping table does to the others: nothing.

use passerelle_import::mapping_table::{MappingTable, import};
use proptest::prelude::*;

const HEAD: &str = "Classification 1 Name,ESCO,,,,\nClassification 1 Language,fr,,,,\n\
    Classification 2 Name,Register,,,,\nClassification 2 Language,fr,,,,\n,,,,,\n\
    Classification 1 URI,Classification 1 PrefLabel,Classification 2 ID,\
    Classification 2 PrefLabel,Mapping relation,Editorial note\n";

/// A row, with `U` for a concept of ESCO and `N` for a code that no other row
/// has, and whether it is in order.
const ROWS: [(&[u8], bool); 24] = [
    (b"U,mason,N,mason,exactMatch,", true),
    (b"U,mason,N,mason,skos:broadMatch,sure", true),
    (b"U,\"mason, builder\",N,\"mason; \"\"all\"\"\",narrowMatch,", true),
    (b"U,\"mason\nbuilder\",N,mason,closeMatch,\"checked\ntwice\"", true),
    (b"U,,N,\"\",exactISCO", true),
    (b",,N,others,no relation,", true),
    (b"U,mason,,,,no relation", true),
    (b"\"U,mason,N,\"\"mason, builder\"\",relatedMatch,\"", true),
    (b"\"U,mason,N,mason,exactMatch,", true),
    (b"\"U\",\"mason\",\"N\",\"mason\",\"exactMatch\",\"\"", true),
    (b",,,,,", false),
    (b"   ", false),
    (b"U,mason,N", false),
    (b"U,mason,N,mason,exactMatch,,more", false),
    (b"U,mason,N,mason,sameAs,", false),
    (b"U,mason,,mason,exactMatch,", false),
    (b"U,mason,N,mason,no relation,", false),
    (b"no iri <x>,mason,N,mason,exactMatch,", false),
    (b"2654.1.7,mason,N,mason,exactMatch,", false),
    (b"U,mason,N,ma\xe7on,exactMatch,", false),
    (b"U,mason,N,\"mason,exactMatch,", false),
    (b"U,\"mason,N,mason,exactMatch,", false),
    (b"U,mason,N,\"mason\"\",exactMatch,", false),
    (b"total: 5", false),
];

fn row(at: usize, which: usize) -> Vec<u8> {
    let esco = "http://data.europa.eu/esco/occupation/f2cc5978-e45c-4f28-b859-7f89221b0505";
    let mut row = Vec::new();
    for &byte in ROWS[which].0 {
        match byte {
            b'U' => row.extend(format!("{esco}{at:03}").bytes()),
            b'N' => row.extend(format!("N-{at:03}").bytes()),
            other => row.push(other),
        }
    }
    row
}

fn read(rows: &[(usize, usize)], end: &str) -> MappingTable {
    let mut text = HEAD.replace('\n', end).into_bytes();
    for &(at, which) in rows {
        text.extend(row(at, which));
        text.extend(end.bytes());
    }
    import("t.csv", text.as_slice(), &|_| None).expect("it has a header")
}

/// All that rows became, but for their lines.
fn shown(table: &MappingTable) -> (Vec<String>, Vec<String>) {
    let mappings = table
        .crosswalk
        .mappings
        .iter()
        .map(|m| format!("{} {} {} {:?}", m.subject, m.predicate, m.object, m.slots));
    let issues = table.report.issues.iter().map(|i| format!("{}: {}", i.code, i.message));
    (mappings.collect(), issues.collect())
}

proptest! {
    #[test]
    fn a_row_at_fault_costs_itself_and_rows_add_up(
        drawn in prop::collection::vec(0..ROWS.len(), 0..12),
        end in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let rows: Vec<(usize, usize)> = drawn.into_iter().enumerate().collect();
        let whole = read(&rows, end);
        let report = &whole.report;
        let left_out: u64 = report.left_out.values().sum();
        prop_assert_eq!(report.rows, rows.len() as u64);
        prop_assert_eq!(report.mappings() + report.unmapped + left_out, report.rows);
        prop_assert_eq!(report.issues.len() as u64, left_out);
        prop_assert!(report.issues.iter().all(|issue| !issue.message.contains('\n')));
        let sound = rows.iter().filter(|(_, which)| ROWS[*which].1).count();
        prop_assert_eq!(whole.crosswalk.mappings.len(), sound);
        for at in (0..rows.len()).filter(|&at| !ROWS[rows[at].1].1) {
            let mut fewer = rows.clone();
            fewer.remove(at);
            let (mappings, issues) = shown(&read(&fewer, end));
            let (all, mut all_issues) = shown(&whole);
            prop_assert_eq!(mappings, all);
            let before = rows[..at].iter().filter(|(_, which)| !ROWS[*which].1).count();
            all_issues.remove(before);
            prop_assert_eq!(issues, all_issues);
        }
    }

    #[test]
    fn rows_add_up_whatever_stands_in_them(
        rows in "([UN,\"\n\r\u{2028}; é]|exactMatch|no relation|,){0,60}",
        bytes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let text = [HEAD.as_bytes(), rows.as_bytes(), &bytes].concat();
        let read = import("t.csv", text.as_slice(), &|_| None).expect("it has a header");
        let left_out: u64 = read.report.left_out.values().sum();
        prop_assert_eq!(
            read.report.mappings() + read.report.unmapped + left_out,
            read.report.rows
        );
        for issue in &read.report.issues {
            let lines = issue.to_string().split(['\n', '\r', '\u{b}', '\u{2028}']).count();
            prop_assert_eq!(lines, 1);
        }
    }
}
