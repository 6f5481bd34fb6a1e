//! The codes of profiles, vacancies and policies, and of runs.

use super::{Code, CodeInfo, Severity};

codes! {
    // Profiles and vacancies.
    RECORD_JSON = "PS-REC-001" Error,
        "a record is not JSON, or not of the expected shape",
        "The record is rejected; the run goes on.",
        "Write one JSON object on each line, as `passerelle schema profile` or `schema vacancy` says.";
    RECORD_UNKNOWN_FIELD = "PS-REC-002" Warning,
        "a record has a field that is not known",
        "The field is not used; the record is.",
        "Check the spelling against `passerelle schema profile` or `vacancy`.";
    RECORD_PROTECTED = "PS-REC-003" Warning,
        "a record carries a protected attribute",
        "It is not read, and enters no score.",
        "Leave it out of what you send to matching.";
    RECORD_DUPLICATE_ID = "PS-REC-004" Error,
        "two records have the same id",
        "The first is kept, the other rejected.",
        "Give each record an id of its own.";
    RECORD_TOO_LONG = "PS-REC-005" Error,
        "a record is longer than any real one",
        "The record is rejected without being kept in memory.",
        "Put one record on each line.";
    RECORD_VALUE = "PS-REC-006" Error,
        "a field of a record has a value out of range",
        "The record is rejected; the run goes on.",
        "Correct the value; the message says what is allowed.";
    RECORD_ENCODING = "PS-REC-007" Error,
        "a record is not UTF-8",
        "The record is rejected; the run goes on.",
        "Save the file as UTF-8.";
    RECORD_SKILL_REF = "PS-REC-008" Error,
        "a skill is named in no way, or in more than one",
        "The record is rejected; the run goes on.",
        "Give exactly one of `concept`, `code` and `text`.";
    SKILL_UNKNOWN = "PS-REC-009" Warning,
        "a skill's concept or code is in no loaded taxonomy",
        "The skill is left out of the record.",
        "Load its taxonomy with `--taxonomy`, or correct it.";
    SKILL_NOT_A_SKILL = "PS-REC-010" Warning,
        "a concept is no skill",
        "It is left out of the record.",
        "Name a skill, knowledge, language, skill group or learning outcome.";
    SKILL_AMBIGUOUS = "PS-REC-011" Warning,
        "a skill's text or code fits several concepts",
        "The skill is left out of the record; the candidates are named.",
        "Name the concept meant by its IRI.";
    SKILL_NO_MATCH = "PS-REC-012" Warning,
        "a skill's text fits no concept",
        "The skill is left out of the record.",
        "Reword it, name its language, or name a concept.";
    VACANCY_ASKS_NOTHING = "PS-REC-013" Error,
        "a vacancy asks for nothing that is known",
        "The vacancy is rejected: nothing can be scored against it.",
        "State requirements, or an occupation whose essential skills are known.";
    OCCUPATION_UNKNOWN = "PS-REC-014" Warning,
        "a vacancy's occupation is unknown, or has no essential skills",
        "It adds no requirements to the vacancy, which is rejected where it has none of its own.",
        "Name an ESCO occupation, with its taxonomy loaded.";
    NOTHING_TO_MATCH = "PS-REC-015" Error,
        "a file holds no usable record",
        "The command stops: there is nothing to match.",
        "Name another file, or correct the records that were rejected.";
    RECORD_PERIOD = "PS-REC-016" Error,
        "a period ends before it starts",
        "The record is rejected; the run goes on.",
        "Correct one of the two dates.";
    OCCUPATION_NOT_FOUND = "PS-REC-017" Warning,
        "an occupation is in no loaded taxonomy, or a job title fits none or several",
        "The job counts as work of an unknown occupation; a demand on experience or a licence in it cannot be decided.",
        "Give the code of its ISCO-08 group, or load the taxonomy it is from.";
    QUALIFICATION_UNKNOWN = "PS-REC-018" Warning,
        "a concept is no qualification or unit of a loaded taxonomy",
        "The qualification counts by its stated level and field, and is evidence of no skill.",
        "Load its taxonomy with `--taxonomy`, or correct it.";
    FIELD_UNKNOWN = "PS-REC-019" Warning,
        "a field of education is no code of ISCED-F 2013",
        "The qualification counts as one of an unknown field; for a vacancy, no field is the same.",
        "Give the code of two, three or four digits, `0715` for instance.";
    PARTS_DROPPED = "PS-REC-020" Info,
        "parts of a whole that a vacancy asks for weigh nothing",
        "They are not scored; where the whole is a must-have they still decide.",
        "None needed; name the parts that matter as requirements of their own to give them weight.";
    NO_AS_OF = "PS-REC-021" Warning,
        "a job has no end, and the run no date",
        "The job counts for no months.",
        "Give the day of the run (`--as-of`, or the option `as_of`), or the job's end.";
    JOB_IN_FUTURE = "PS-REC-022" Warning,
        "a job begins after the day of the run",
        "The job counts for no months.",
        "Correct its dates, or the day of the run.";
    RECORD_CELL = "PS-REC-023" Error,
        "a cell of a table does not have the form of its column",
        "The record is rejected; the run goes on.",
        "Separate entries by `|` and their parts by `;`: `W6.3;proficiency=3|W6.4`.";
    RECORD_COLUMN_TWICE = "PS-REC-024" Warning,
        "a table has a column twice",
        "The first one is read.",
        "Rename or remove one of them.";
    RECORD_COLUMN_TYPE = "PS-REC-027" Error,
        "a column is of a type that no field is read from",
        "The command stops: nothing of the file is read.",
        "Write texts, whole numbers, flags, dates, and lists and structures of them.";

    MUST_HAVE_UNKNOWN = "PS-REC-025" Error,
        "a must-have of a vacancy is not known",
        "The vacancy is rejected: without the must-have everybody would be eligible.",
        "Name the skill by its concept, or make it a requirement that is no must-have.";

    REQUIREMENT_TWICE = "PS-REC-026" Warning,
        "a vacancy asks for a skill more than once",
        "The requirements become one: the greatest weight and the highest minimum count, and one must-have makes a must-have.",
        "State each skill once.";

    // Policies.
    POLICY_SHAPE = "PS-POL-001" Error,
        "a policy is not TOML, has an unknown key, or a value of the wrong kind",
        "The command stops.",
        "Start from `passerelle policy show`, which documents every key.";
    POLICY_RANGE = "PS-POL-002" Error,
        "a number of a policy is out of its range",
        "The command stops.",
        "Correct the number; the message says what is allowed.";

    // Runs.
    TOO_MANY_REJECTED = "PS-RUN-001" Error,
        "more records were rejected than allowed",
        "The run stops and leaves no output; the rejects file says what was wrong with each.",
        "Correct the records, or allow more with `--max-errors`.";
    OUTPUT_IS_INPUT = "PS-RUN-002" Error,
        "an output would take the place of an input or of another output",
        "The command stops before anything is written.",
        "Give each file a name of its own.";
    NO_SUCH_RECORD = "PS-RUN-003" Error,
        "no usable record of a file has the id asked for",
        "The command stops.",
        "Check the id, and whether the record was rejected.";
    RUN_CHANGED = "PS-RUN-004" Error,
        "a run that stopped cannot go on with what has changed since",
        "The command stops; what the stopped run had finished stays as it is.",
        "Give the same files, taxonomies, policy, options and day as before, or begin anew after removing the folder beside the output that ends in `.run`.";
    RUN_UNFINISHED = "PS-RUN-005" Error,
        "a stopped run lies where another is to begin",
        "The command stops before anything is written: nothing that was finished is lost.",
        "Go on with `--resume`, or remove the folder to begin anew.";
    RUN_AT_WORK = "PS-RUN-006" Error,
        "another run is writing the same output",
        "The command stops before anything is written.",
        "Wait for the other run, or name another output.";
    RUN_COURSE = "PS-RUN-007" Error,
        "options of a run do not go together",
        "The command stops before anything is written.",
        "Give what the message asks for.";
    SHARDS = "PS-RUN-008" Error,
        "folders are not the finished shards of one run",
        "The command stops, and nothing is written.",
        "Name every shard of the run once, each finished with the same inputs and options.";
}
