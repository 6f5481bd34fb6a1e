//! The codes of curricula, and of links from their texts to standards.

use super::{Code, CodeInfo, Severity};

codes! {
    CURRICULUM_SHAPE = "PS-CURR-001" Error,
        "a file of curricula is not of its form",
        "Nothing behind the fault is read; what stands before it is kept where the form allows.",
        "Correct the place that the message names; `align --template` writes a file to fill in.";
    CURRICULUM_VALUE = "PS-CURR-002" Error,
        "a value of a curriculum is out of range or of the wrong kind",
        "The curriculum is left out; others of the file are read.",
        "Correct the value: hours are whole and not negative, EQF levels 1 to 8, languages tags such as `de`.";
    CURRICULUM_EMPTY = "PS-CURR-003" Error,
        "a curriculum has no module, or no module has an outcome",
        "The curriculum is left out: there is nothing to align.",
        "Add the modules and what is learnt in them.";
    CURRICULUM_DUPLICATE = "PS-CURR-004" Error,
        "two curricula of a file, or two modules of a curriculum, have one id",
        "The later one is left out.",
        "Give each an id of its own.";
    CURRICULUM_CYCLE = "PS-CURR-005" Error,
        "an item of a framework is part of itself",
        "The items of the circle are read as if the link that closes it were not there.",
        "Correct the association in the publisher's file, or tell the publisher.";
    CURRICULUM_REFERENCE = "PS-CURR-006" Warning,
        "a framework names an item that it does not have",
        "The link is left out; every item is kept.",
        "Export the framework as a whole, with all its items.";
    CURRICULUM_CONTEXT = "PS-CURR-007" Error,
        "a JSON-LD file needs a context that is not built in",
        "Nothing of the file is read, for its terms have no meaning without it; nothing is fetched.",
        "Export the framework as Turtle, or with the context written out, or with CTDL-ASN's own.";
    CURRICULUM_ITEM = "PS-CURR-008" Warning,
        "an item of a framework has no text",
        "The item is left out; what is below it is kept.",
        "Add the text in the publisher's file.";
    CURRICULUM_HOURS = "PS-CURR-009" Info,
        "the weeks of a regulation's parts do not add up to a training's length",
        "The weeks are left out, and its parts weigh by their outcomes.",
        "None needed; the hours may be stated in a file of one's own.";
    CURRICULUM_PARTS = "PS-CURR-010" Warning,
        "an item of a framework stands below several others",
        "It is read below each of them.",
        "None needed, if that is meant.";
    OUTCOME_UNKNOWN = "PS-CURR-011" Error,
        "an outcome names a concept that nothing loaded has, or that is none to learn",
        "The outcome has no link, and covers nothing.",
        "Correct the IRI, CURIE or code, or load its taxonomy with `--taxonomy`.";
    OUTCOME_LANGUAGE = "PS-CURR-012" Warning,
        "outcomes are written in a language that no standard asked for has texts in",
        "They are kept, and no link is suggested for them.",
        "Load a taxonomy with labels in that language, correct `language`, or link the outcomes by hand.";
    STANDARD_UNKNOWN = "PS-CURR-013" Error,
        "a standard to align with is not known",
        "The command stops.",
        "List the standards with `standard list`, or load the taxonomy that has it.";
    LINK_VALUE = "PS-CURR-014" Error,
        "a row of a links file cannot be used",
        "The row is left out; the others are used.",
        "Correct the value that the message names; the columns are in `docs/alignment.md`.";
    LINK_CONFLICT = "PS-CURR-015" Warning,
        "a links file both confirms and rejects a link",
        "The link counts as rejected.",
        "Keep one of the two rows.";
    LINK_UNUSED = "PS-CURR-016" Info,
        "a row of a links file is about a text that the curricula do not have",
        "The row has no effect.",
        "None needed, unless the text was changed.";
    OUTCOME_BY_TEXT = "PS-CURR-017" Warning,
        "an outcome with a text names a concept that nothing loaded has, or that is none to learn",
        "The outcome is taken by its text.",
        "Correct the IRI, CURIE or code, or load its taxonomy with `--taxonomy`.";
}
