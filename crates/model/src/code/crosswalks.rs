//! The codes of crosswalks and what is done with them: translation, lint,
//! migration.

use super::{Code, CodeInfo, Severity};

codes! {
    // Official mapping tables.
    XWALK_HEADER = "PS-XWALK-001" Error,
        "a mapping table has no header that is understood",
        "Nothing is read from it.",
        "Above the rows, within the first 60, there must be a header such as `Classification 1 URI, Classification 1 PrefLabel, Classification 2 ID, Classification 2 PrefLabel, Mapping relation`; docs/crosswalks/your-own-table.md says more.";

    XWALK_BLANK = "PS-XWALK-002" Info,
        "a row of a mapping table is blank",
        "The row is left out and counted.",
        "Nothing needs to be done.";

    XWALK_RELATION = "PS-XWALK-003" Warning,
        "a row states no relation that is known",
        "The row is left out.",
        "State exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch, exactISCO or `no relation`.";

    XWALK_IDENTIFIER = "PS-XWALK-004" Warning,
        "a row does not identify one of its two concepts",
        "The row is left out.",
        "Give the concept's URI, its UUID or its code; for codes of ESCO, load ESCO with `--taxonomy`.";

    XWALK_TWICE = "PS-XWALK-005" Info,
        "a mapping stands in a table twice",
        "The second row is left out; nothing is lost.",
        "Remove the row from the table.";

    XWALK_COLUMN = "PS-XWALK-006" Info,
        "a column of a mapping table is not understood",
        "The column is not used.",
        "Rename it after one of the official tables if it identifies or labels a concept.";

    XWALK_METADATA = "PS-XWALK-007" Warning,
        "the metadata of a mapping table lack something",
        "The table is read; what depends on it is marked as unknown.",
        "Add the row above the header, as the official tables have it.";

    XWALK_NOT_LOADED = "PS-XWALK-008" Info,
        "a crosswalk names concepts that no taxonomy which is loaded has",
        "The concepts are kept with the status `not-loaded`, their labels and mappings with them.",
        "Load the version that the crosswalk was made for, or bring the crosswalk to yours with `taxonomy migrate`.";

    XWALK_UNUSED = "PS-XWALK-009" Info,
        "mappings of a crosswalk have no place in the graph",
        "Mappings that are negated, of literals or of another vocabulary's predicates are left out of it.",
        "Nothing needs to be done: SKOS has no word for them.";

    XWALK_MANIFEST = "PS-XWALK-010" Error,
        "the manifest of crosswalks is not sound",
        "The command stops.",
        "Correct the entry; the manifest's first comment says what it holds.";

    // Translations.
    TRANSLATE_UNKNOWN = "PS-TRN-001" Warning,
        "what is to be translated is in no taxonomy that is loaded",
        "It is left out and counted.",
        "Check the identifier or code, and load its classification with `--taxonomy` or `--crosswalk`.";

    TRANSLATE_AMBIGUOUS = "PS-TRN-002" Warning,
        "a code to be translated is that of several concepts",
        "It is left out and counted.",
        "Say which classification the codes are of with `--from`, or give IRIs or CURIEs.";

    // RDF: SKOS vocabularies and mappings as Turtle or N-Triples.
    RDF_SYNTAX = "PS-RDF-001" Error,
        "a statement is not what its format allows",
        "The statement is left out; reading goes on after it.",
        "Correct the line, or export the file again as Turtle or N-Triples.";
    RDF_CUT_SHORT = "PS-RDF-002" Error,
        "a file of RDF is not read to its end",
        "What comes before is kept.",
        "Look for a quotation mark that is never closed, or for a file of another format.";
    RDF_NOTHING = "PS-RDF-003" Error,
        "a file of RDF holds no SKOS concept and no mapping",
        "Nothing is read from it.",
        "Check that the file is a SKOS vocabulary; other vocabularies must be converted first.";
    RDF_UNUSED = "PS-RDF-004" Info,
        "a file of RDF has statements that are not read",
        "They are counted by property and left out.",
        "None needed, unless the property says something that matching should know.";
    RDF_UNTAGGED = "PS-RDF-005" Info,
        "texts of a file of RDF name no language",
        "They are read as texts of the default language.",
        "None needed, where the default language is theirs; else name it as an option, or tag the texts.";
    RDF_LANGUAGE = "PS-RDF-006" Warning,
        "a text has a language tag that is not understood",
        "The text is left out.",
        "Write a tag of BCP 47: `en`, `pt-BR`.";
    RDF_BLANK = "PS-RDF-007" Warning,
        "a concept, scheme or collection of RDF is a blank node",
        "What is said of it is left out: nothing outside the file could name it.",
        "Give it an IRI.";
    RDF_OBJECT = "PS-RDF-008" Warning,
        "a statement has an object that its property cannot have",
        "The statement is left out.",
        "Correct the object: a label is a text, a relation leads to an IRI.";
    RDF_UNTYPED = "PS-RDF-009" Info,
        "concepts are not stated to be concepts",
        "They are read as concepts, for what is said of them can be said of concepts only.",
        "None needed; state `a skos:Concept` to make it plain.";
    RDF_NESTED = "PS-RDF-010" Info,
        "a collection is a member of a collection",
        "The concepts of the inner collection are not members of the outer one.",
        "State the members of each collection. SKOS Reference, section 9.";
    // Mapping sets.
    SSSOM_METADATA = "PS-SSSOM-001" Error,
        "the metadata of a mapping set is not YAML, or not of the expected shape",
        "What is wrong is left out; where nothing can be read of it, the mappings are read with the built-in prefixes only.",
        "Write the metadata as YAML: one `name: value` for each slot, without aliases.";
    SSSOM_JSON = "PS-SSSOM-002" Error,
        "a mapping set or mapping is not JSON, or not of the expected shape",
        "A mapping of the wrong shape is left out; of what is not JSON, nothing is read.",
        "Write one JSON object with a list `mappings`, each of them an object.";
    SSSOM_NO_MAPPINGS = "PS-SSSOM-003" Warning,
        "a mapping set has no table of mappings",
        "Only its metadata is read.",
        "Put the table behind the metadata; its header is needed even where no mapping follows.";
    SSSOM_INCOMPLETE = "PS-SSSOM-004" Warning,
        "a mapping set has no identifier or no licence",
        "The set is read; others cannot cite it, or do not know whether they may use it.",
        "State `mapping_set_id` and `license` in the metadata.";
    SSSOM_PREFIX = "PS-SSSOM-005" Warning,
        "a prefix cannot be declared as stated",
        "The declaration is left out; a built-in prefix keeps its meaning.",
        "Declare a name for an absolute IRI, and leave the built-in prefixes out.";
    SSSOM_UNKNOWN_PREFIX = "PS-SSSOM-006" Error,
        "a mapping's subject, predicate, object or justification has a prefix that is not declared",
        "The mapping is left out: what it is about is not known.",
        "Declare the prefix in `curie_map`.";
    SSSOM_REFERENCE = "PS-SSSOM-007" Error,
        "a mapping's subject, predicate, object or justification is not an identifier",
        "The mapping is left out: what it is about is not known.",
        "Write a CURIE, `skos:exactMatch` for instance; where there is no counterpart, `sssom:NoTermFound`.";
    SSSOM_SIDE_REFERENCE = "PS-SSSOM-008" Warning,
        "a side slot asks for an identifier and holds another text",
        "The value is kept as it stands; nothing can be looked up by it.",
        "Write a CURIE whose prefix is declared, or in a slot of URIs an absolute URI.";
    SSSOM_NEEDED = "PS-SSSOM-009" Error,
        "a mapping lacks a value that it needs",
        "The mapping is left out.",
        "State subject, predicate, object and justification; a literal has the type `rdfs literal` and a label instead of an identifier.";
    SSSOM_MODIFIER = "PS-SSSOM-010" Error,
        "the modifier of a predicate is not known",
        "The mapping is left out: without the modifier it might say the opposite.",
        "Write `Not`, or leave the slot empty.";
    SSSOM_IRI = "PS-SSSOM-011" Info,
        "an identifier is written in full",
        "It is read as it stands; told once for each slot.",
        "None needed; SSSOM asks for CURIEs in tables, and some tools refuse others.";
    SSSOM_EXTENSION = "PS-SSSOM-012" Warning,
        "the definition of a slot cannot be used",
        "The definition is left out; values of the slot are kept as text.",
        "Give `slot_name`, a name that the standard does not use, and `property` and `type_hint` as CURIEs; define each slot and property once.";
    SSSOM_UNDEFINED = "PS-SSSOM-013" Info,
        "a slot is neither of the standard nor defined in the set",
        "Its values are kept as text; told once for each slot.",
        "Define it in `extension_definitions`, or correct its name.";
    SSSOM_MISPLACED = "PS-SSSOM-014" Info,
        "a slot of mappings stands on the set, or the other way round",
        "Its values are kept where they stand; told once for each slot.",
        "Move it to where the standard has it.";
    SSSOM_TWICE = "PS-SSSOM-015" Warning,
        "a slot, column or prefix is stated twice",
        "The first one is used.",
        "Remove or rename one of them; a list belongs into one cell, separated by `|`.";
    SSSOM_VERSION = "PS-SSSOM-016" Info,
        "a set uses slots of a later version than it names",
        "They are read; a set that names no version is one of 1.0.",
        "State `sssom_version: \"1.1\"` in the metadata.";
    SSSOM_VOCABULARY = "PS-SSSOM-017" Warning,
        "an identifier is none of the standard's vocabulary",
        "It is kept as it stands.",
        "Use a term of the Semantic Mapping Vocabulary for a justification, and `sssom:NoTermFound` where there is no counterpart.";
    SSSOM_DOT = "PS-SSSOM-018" Info,
        "a cell holds a full stop and nothing else",
        "It is read as empty, except in a slot of free text; told once for each slot.",
        "Leave the cell empty.";
    SSSOM_SET_AND_MAPPING = "PS-SSSOM-019" Info,
        "a slot stands on the set and on some of its mappings",
        "Both are kept; a mapping's own value counts for it.",
        "State it on the set or on every mapping: other tools ignore the set's value where both are stated.";
    SSSOM_RECORD_TWICE = "PS-SSSOM-020" Warning,
        "two mappings have the same `record_id`",
        "Both are kept.",
        "Give every mapping an identifier of its own, or none.";
    SSSOM_SLOT_NAME = "PS-SSSOM-021" Warning,
        "a column or key cannot be the name of a slot",
        "Its values are not read.",
        "Begin the name with a letter and use letters, digits, `_`, `-` and `.` only.";
    // Operations on crosswalks.
    MAP_NOT_INVERTIBLE = "PS-MAP-001" Warning,
        "a mapping cannot be read from its object",
        "It is left out of the inverse: no predicate is known that says the same the other way round.",
        "Keep the set as published beside its inverse, or restate the mapping with a predicate of SKOS.";
    MAP_MERGE_CONFLICT = "PS-MAP-002" Warning,
        "two sets say different things of one pair",
        "Both mappings are kept; nothing is decided.",
        "Review the pair and delete the mapping that is wrong.";
    MAP_MERGE_SLOT = "PS-MAP-003" Info,
        "two sets differ in what they say of themselves",
        "The merged set does not state it; the two sets are named as its sources.",
        "State the slot for the merged set, its licence above all.";
    MAP_VERDICT_LOST = "PS-MAP-004" Warning,
        "the reviewed verdict on a set does not reach what is made of it",
        "Broad and narrow stay as published there, and whoever reads it takes them so.",
        "Write SSSOM, which keeps the set's identifier; merge sets of one direction only, and record a verdict for the new set.";
    MAP_NOT_SKOS = "PS-MAP-005" Warning,
        "SKOS has no place for a mapping",
        "It is left out: one of another vocabulary, one that does not hold, of a literal, or the statement that there is no counterpart.",
        "Write SSSOM (.sssom.tsv or .json), which has a place for all of them.";
    MAP_NOTHING_MET = "PS-MAP-006" Warning,
        "two crosswalks that were composed have nothing in common",
        "The composed set is empty.",
        "The objects of the first must be subjects of the second; turn one of them with `crosswalk invert`.";

    // The lint of crosswalks.
    LINT_INVERTED = "PS-LINT-001" Warning,
        "mappings point the wrong way",
        "They are used as published unless a reviewed verdict says otherwise.",
        "Ask the publisher which way the predicate is meant, and record the verdict for the set and version.";
    LINT_EXACT_MANY = "PS-LINT-002" Warning,
        "a concept is exactly the same as several",
        "Each is used; all but one are probably close, broad or narrow.",
        "Keep `exactMatch` for the one that fits, and restate the others.";
    LINT_CYCLE = "PS-LINT-003" Warning,
        "a concept is broader than itself",
        "A translation never visits a concept twice, but at least one step of the circle is wrong.",
        "Find the step that does not hold and delete or turn it.";
    LINT_CONFLICT = "PS-LINT-004" Warning,
        "one pair is mapped with predicates that exclude one another",
        "Each mapping is used as it stands, the best first.",
        "Decide which predicate holds, and delete the others.";
    LINT_DEPRECATED = "PS-LINT-005" Warning,
        "a mapping ends at a deprecated concept",
        "The mapping is used; what it leads to is out of use.",
        "Map to what replaced the concept.";
    LINT_UNKNOWN = "PS-LINT-006" Warning,
        "a mapping ends at a concept that its scheme does not have",
        "The mapping cannot be used.",
        "Check for a slip in the identifier, or load the version of the scheme that the set was made for.";
    LINT_COVERAGE = "PS-LINT-007" Info,
        "concepts of the mapped scheme have no mapping",
        "They translate to nothing, and nothing says that this is meant.",
        "Map them, or state `sssom:NoTermFound` for those without a counterpart.";
    LINT_DUPLICATE = "PS-LINT-008" Info,
        "a mapping is stated twice",
        "It counts once.",
        "Delete one of the two.";
    LINT_EXACT_LEVELS = "PS-LINT-009" Warning,
        "a single concept is exactly the same as a group",
        "It is used as stated; a group has other members, for whom it is wrong.",
        "Restate it as `broadMatch` where the object is the group, else as `narrowMatch`.";
    LINT_LABEL_SAME = "PS-LINT-010" Info,
        "labels say the same where the predicate does not",
        "It is used as stated.",
        "Check whether `exactMatch` is meant; where the schemes draw the concept apart, say so in a comment.";
    // Migration to another version of a taxonomy.
    MIGRATE_NO_SUCCESSOR = "PS-MIG-001" Error,
        "a record names a concept that is gone and has no successor",
        "The reference is left as written; nothing will be found under it.",
        "Look for its meaning with `taxonomy search` on the new snapshot, and name the concept found.";
    MIGRATE_SEVERAL_SUCCESSORS = "PS-MIG-002" Error,
        "a record names a concept that several others replace",
        "The reference is left as written: which of them is meant, only the record's owner knows.",
        "Name the one that is meant; the message lists them.";
    MIGRATE_SEVERAL_LABELS = "PS-MIG-003" Error,
        "a record names a concept that is gone, and several have its label now",
        "The reference is left as written.",
        "Name the one that is meant; the message lists them.";
    MIGRATE_CODE_REUSED = "PS-MIG-004" Error,
        "a record names a concept that is gone, and its code now stands beside another label",
        "The reference is left as written, for codes are given again to other meanings; one by code means the other concept from now on.",
        "Compare the two descriptions; where the meaning is the same, name the concept that the message gives.";
    MIGRATE_CIRCLE = "PS-MIG-005" Error,
        "the successors of a concept lead in a circle",
        "The reference is left as written.",
        "Correct `replaced_by` in the taxonomy, or name the concept that is meant.";
    MIGRATE_AMBIGUOUS_CODE = "PS-MIG-006" Error,
        "a record's code is that of several concepts of the old taxonomy",
        "The reference is left as written.",
        "Name the concept by its IRI.";
    MIGRATE_UNKNOWN = "PS-MIG-007" Warning,
        "a record names a concept that is in none of the loaded taxonomies",
        "The reference is left as written.",
        "Correct it, give the snapshot that it was written for with `--from`, or load its taxonomy with `--taxonomy`.";
    MIGRATE_BY_LABEL = "PS-MIG-008" Info,
        "a reference is moved because the labels are the same",
        "It is written with the concept that has the label now.",
        "None needed; look over the moves where much depends on them.";
}
