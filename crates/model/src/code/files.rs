//! The codes of files and tables, whatever is in them.

use super::{Code, CodeInfo, Severity};

codes! {
    // Files as a whole.
    CANNOT_READ = "PS-FILE-001" Error,
        "a file cannot be opened or read",
        "The command stops: nothing is known of the file's content.",
        "Check that the path is right and readable.";
    IS_DIRECTORY = "PS-FILE-002" Error,
        "a directory stands where a file is expected",
        "The command stops.",
        "Name a file; only `taxonomy import esco` also takes a directory.";
    CANNOT_WRITE = "PS-FILE-003" Error,
        "an output file cannot be written",
        "The command stops, and nothing is left under the file's name: output is written beside it and renamed when whole.",
        "Check free space and permissions of the output's folder.";
    FILE_EMPTY = "PS-FILE-004" Error,
        "a file is empty",
        "Nothing is read from it.",
        "Fetch or export the file again.";
    NOTHING_TO_IMPORT = "PS-FILE-009" Error,
        "the inputs hold no file of the bundle",
        "The command stops, and nothing is written.",
        "Name the zips as downloaded, or the folder that holds their CSV files.";
    FILE_TYPE = "PS-FILE-010" Error,
        "a file's name asks for a type that is not read or written",
        "The command stops before anything is written.",
        "Use .jsonl, .csv or .parquet for records and lists, the first two with .gz or .zst behind or not; .csv, .tsv, .json, .ttl or .nt for crosswalks; convert what is of another type.";
    FILE_UTF16 = "PS-FILE-011" Error,
        "a file is UTF-16",
        "The command stops: nothing of it is read.",
        "Save the file as UTF-8.";
    FILE_MISSING = "PS-FILE-005" Error,
        "a file of the bundle is missing",
        "The rest of the bundle is read; what the file would have said is absent.",
        "Add the file: ESCO's classification and relations are two downloads, and both are needed.";
    FILE_UNKNOWN = "PS-FILE-006" Info,
        "a file of the bundle is of no known kind",
        "The file is left unread.",
        "None needed, unless its name was changed.";
    FILE_TWICE = "PS-FILE-007" Warning,
        "the same file of the bundle is given twice",
        "The first one is read, the other left out.",
        "Give each file once, and do not mix versions of ESCO.";
    FILE_DAMAGED = "PS-FILE-008" Error,
        "a file of the bundle is damaged",
        "What could be read before the damage is kept.",
        "Fetch the bundle again and compare its size with the publisher's.";
    ZIP_UNREADABLE = "PS-ZIP-001" Error,
        "a zip archive is truncated or damaged",
        "The command stops: a zip lists its files at its end.",
        "Fetch the archive again.";

    // Tables.
    CSV_NO_COLUMN = "PS-CSV-001" Error,
        "a table lacks a column that is needed",
        "No row of the table is read.",
        "Export the table with the publisher's column names; those of profiles and vacancies are in `docs/records-csv.md`.";
    CSV_WIDTH = "PS-CSV-002" Warning,
        "a row has more or fewer fields than the header",
        "The row is left out; in a table of profiles or vacancies that is an error, and the record is rejected.",
        "Look for an unquoted delimiter or quotation mark in the row, or the one before.";
    CSV_DELIMITER = "PS-CSV-003" Warning,
        "a table uses another delimiter than the comma",
        "The table is read with the delimiter found.",
        "None needed; a spreadsheet program has probably saved it anew.";
    CSV_ENCODING = "PS-CSV-004" Warning,
        "a row is not UTF-8",
        "The row is left out; in a table of profiles or vacancies that is an error, and the record is rejected.",
        "Save the table as UTF-8; it is probably Latin-1 or Windows-1252.";
    CSV_TOO_LONG = "PS-CSV-005" Error,
        "a row is longer than any real one, or takes in the rest of the file",
        "Reading stops at this row; the rows before it are kept.",
        "Look for a quotation mark that is never closed.";
    CSV_VALUE = "PS-CSV-006" Warning,
        "a field holds a value that is not understood",
        "The row is left out.",
        "Correct the value, or report it where the publisher has a new one.";
    CSV_SIDE_VALUE = "PS-CSV-007" Warning,
        "a side field holds a value that is not understood",
        "The row is kept without the field.",
        "Correct the value, or report it where the publisher has a new one.";
}
