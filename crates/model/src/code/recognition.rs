//! The codes of law tables and of recognition cases.

use super::{Code, CodeInfo, Severity};

codes! {
    LAW_SHAPE = "PS-LAW-001" Error,
        "a law table is not of its form",
        "The file, the rule or the row is left out; a law with errors is not used.",
        "Correct the place that the message names; `taxonomies/law/README.md` shows the forms.";
    LAW_CONDITION = "PS-LAW-002" Error,
        "a condition names no fact, or asks for what the fact cannot be",
        "The rule is left out; a law with errors is not used.",
        "Use a fact of `facts.toml` and a value that it may have, or add the fact there.";
    LAW_FORBIDDEN = "PS-LAW-003" Error,
        "a rule reads a fact that it may not read",
        "The rule is left out: language and good standing belong to the licence, and what only immigration law may ask to points.",
        "Move the condition to the licence stage or to a points table.";
    LAW_REFERENCE = "PS-LAW-004" Error,
        "a rule or table cites no law, or an act that no `SOURCE.toml` names",
        "The rule or table is left out.",
        "Cite the article, beginning with the name of an act, and name the act in the folder's `SOURCE.toml`.";
    LAW_DUPLICATE = "PS-LAW-005" Error,
        "two rules, stages or points systems have one id",
        "The later one is left out.",
        "Give each an id of its own; an id is never used again.";
    LAW_STAGE = "PS-LAW-006" Error,
        "a rule goes to a stage that is not there, or stages go in a circle",
        "The rule is left out, or the circle is reported.",
        "Name the stage as its file does, and let stages lead forward.";
    LAW_NEVER = "PS-LAW-007" Warning,
        "a rule can never apply, or a stage is never reached",
        "It changes nothing.",
        "Look at the rules before it: they decide every case that it would.";
    LAW_GAP = "PS-LAW-008" Error,
        "a stage has a case for which no rule applies",
        "Such a case is undetermined, and names no input that would decide.",
        "Add a rule for the case, or one without conditions at the end.";
    LAW_LOW_CONFIDENCE = "PS-LAW-009" Error,
        "a rule is of low confidence",
        "The rule is left out: nothing of low confidence may decide.",
        "Check it against the text of the law, or leave it out.";
    LAW_CONTRADICTION = "PS-LAW-010" Error,
        "two rows of a table say different things of one profession",
        "The later one is left out.",
        "Keep the right one.";
    LAW_NOT_IN_FORCE = "PS-LAW-011" Info,
        "a rule or table is not in force on the day",
        "It is passed over for cases of that day.",
        "None needed.";
    LAW_UNUSED_FACT = "PS-LAW-012" Info,
        "no rule and no table reads a fact",
        "It changes nothing.",
        "Remove it from `facts.toml`, or use it.";
    CASE_SHAPE = "PS-CASE-001" Error,
        "a case is not of its form",
        "The case is left out; others of the file are examined.",
        "Correct the place that the message names; `schema case` writes the schema, `docs/recognition.md` shows examples.";
    CASE_FACT = "PS-CASE-002" Error,
        "a case states a fact that is not known, or in the wrong place",
        "The case is left out.",
        "See `law show facts`: circumstances, findings and immigration each have their own.";
    CASE_VALUE = "PS-CASE-003" Error,
        "a fact of a case has a value that it cannot have",
        "The case is left out.",
        "Use `true` or `false`, a whole number that is not negative, or one of the fact's words.";
    CASE_FINDING = "PS-CASE-004" Error,
        "a finding says nothing, or several things at once",
        "The case is left out.",
        "State one of `differences`, `covers`, and `fact` with `value`, with author and date.";
    CASE_DATES = "PS-CASE-005" Error,
        "a period of a case ends before it begins",
        "The case is left out.",
        "Correct the dates.";
    CASE_CONCEPT = "PS-CASE-006" Warning,
        "a case names a standard, a unit or a skill that nothing loaded has",
        "It evidences nothing; the proposal says so.",
        "Correct the IRI, CURIE or code, or load its taxonomy with `--taxonomy`.";
    CASE_DUPLICATE = "PS-CASE-007" Error,
        "two cases of a file have one id",
        "The later one is left out.",
        "Give each an id of its own.";
    CASE_PROFESSION = "PS-CASE-008" Warning,
        "the destination's table does not have the profession",
        "Whether it is regulated is not known, and the proposal says so.",
        "Name it as `law show professions` does, or by its unit group of ISCO-08.";
    CASE_LANGUAGE = "PS-CASE-009" Warning,
        "the result of a language test cannot be read as a level",
        "It shows no level; the proposal says so.",
        "Name the test and its result as `language` knows them, or state the level.";
    CASE_CREDENTIAL = "PS-CASE-010" Error,
        "a European Learning Model credential cannot be read",
        "Nothing of it is used.",
        "Export it as JSON-LD of the European Learning Model, version 3.";
}
