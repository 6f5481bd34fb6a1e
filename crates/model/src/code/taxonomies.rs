//! The codes of taxonomies: their imports, their integrity, what ships, how
//! they are stored and searched.

use super::{Code, CodeInfo, Severity};

codes! {
    // ESCO.
    ESCO_UNKNOWN_CONCEPT = "PS-ESCO-001" Warning,
        "a relation names a concept that no file describes",
        "The row is left out: a concept without a label cannot be shown to anybody.",
        "Check that all files are of one version; the official bundles have a few such rows.";
    ESCO_TWICE = "PS-ESCO-002" Warning,
        "one URI is described twice in a file",
        "The first row is kept, the other left out.",
        "Remove one of the rows.";
    ESCO_FROM_HIERARCHY = "PS-ESCO-003" Info,
        "a skill group is described by the hierarchy table only",
        "The group is taken from there, with status provisional.",
        "None needed.";
    ESCO_NO_SKILL_TYPE = "PS-ESCO-004" Info,
        "a skill has no type",
        "It is read as skill, not knowledge.",
        "None needed.";
    ESCO_SELF = "PS-ESCO-005" Warning,
        "a relation leads from a concept to itself",
        "The row is left out: it says nothing.",
        "None needed.";
    ESCO_UNIT_GROUP = "PS-ESCO-006" Warning,
        "an occupation's ISCO group is not above it in the hierarchy",
        "The hierarchy is kept; the column is not used.",
        "Check that all files are of one version.";
    ESCO_REPEATED = "PS-ESCO-007" Info,
        "a row repeats what an earlier one said",
        "It is counted and adds nothing.",
        "None needed.";
    ESCO_CONFLICT = "PS-ESCO-008" Warning,
        "two rows say different things of the same relation",
        "The stronger one is kept.",
        "Remove one of the rows.";
    ESCO_VERSIONS = "PS-ESCO-009" Warning,
        "the inputs are of different versions",
        "All are read; relations to concepts of the other version are left out.",
        "Give classification and relations of one version.";

    // SKOS integrity conditions, numbered as in the SKOS Reference.
    SKOS_009 = "PS-SKOS-009" Error,
        "an IRI is both a concept and a concept scheme",
        "Both uses are kept apart by place, but other SKOS tools will reject the data.",
        "Give one of the two another IRI. SKOS Reference, S9.";
    SKOS_013 = "PS-SKOS-013" Info,
        "one text is both a preferred and an alternative or hidden label of a concept",
        "The weaker label is dropped: it adds nothing to search.",
        "None needed; ESCO repeats preferred labels among the alternative ones. SKOS Reference, S13.";
    SKOS_014 = "PS-SKOS-014" Warning,
        "a concept has two preferred labels in one language",
        "The first is kept, the other becomes an alternative label.",
        "Choose one. SKOS Reference, S14.";
    SKOS_027 = "PS-SKOS-027" Warning,
        "two concepts are both related and one above the other",
        "Both relations are kept; proximity takes the better.",
        "Remove the `related` statement. SKOS Reference, S27.";
    SKOS_037 = "PS-SKOS-037" Error,
        "an IRI is both a collection and a concept or concept scheme",
        "The first use is kept.",
        "Give one of the two another IRI. SKOS Reference, S37.";
    SKOS_046 = "PS-SKOS-046" Warning,
        "two concepts are mapped as exact and also as broad or related",
        "Both mappings are kept; the exact one wins in matching.",
        "Keep the one that is true. SKOS Reference, S46.";

    // The graph beyond SKOS.
    GRAPH_ORPHAN = "PS-GRAPH-001" Info,
        "a concept hangs in no hierarchy",
        "It is found by search, but no hierarchy makes it near to anything.",
        "Give it a broader concept, or a whole that it is part of.";
    GRAPH_CYCLE = "PS-GRAPH-002" Error,
        "a concept is above itself in the hierarchy",
        "The graph is kept; closures stop at a concept they have seen.",
        "Remove one of the statements of the cycle.";
    GRAPH_SAME_LABEL = "PS-GRAPH-003" Info,
        "two concepts of one scheme and kind share a preferred label",
        "A text equal to it is ambiguous and will not be resolved.",
        "Make the labels distinct.";
    GRAPH_NO_LABEL = "PS-GRAPH-004" Warning,
        "a concept has no label in any language",
        "It is shown by its IRI.",
        "Give it a preferred label.";
    GRAPH_NO_SUCCESSOR = "PS-GRAPH-005" Info,
        "a deprecated concept names no successor",
        "Data that uses it cannot be moved automatically.",
        "State `replaced_by`, where there is a successor.";
    GRAPH_KIND = "PS-GRAPH-006" Warning,
        "two sources give one concept different kinds",
        "The first is kept.",
        "Correct one of the sources.";
    GRAPH_LABEL_CONFLICT = "PS-GRAPH-007" Warning,
        "two taxonomies give one concept different preferred labels",
        "The label of the taxonomy loaded first is kept, the other becomes alternative.",
        "Load one version of the taxonomy only.";
    GRAPH_IRI = "PS-GRAPH-008" Warning,
        "an identifier is no absolute IRI",
        "What it names is left out.",
        "Write the whole IRI, or a CURIE with a known prefix.";
    GRAPH_UNKNOWN_REFERENCE = "PS-GRAPH-009" Error,
        "a statement names a concept that does not exist",
        "The statement is left out.",
        "Correct the identifier, or add the concept.";
    GRAPH_SAME_NOTATION = "PS-GRAPH-010" Warning,
        "two concepts of one scheme share a notation",
        "A look-up by that code is ambiguous.",
        "Correct one of the codes.";
    GRAPH_NOTATION_CONFLICT = "PS-GRAPH-011" Warning,
        "two sources give one concept different notations",
        "The first is kept.",
        "Correct one of the sources.";

    // The taxonomies that ship.
    STANDARD_COVERAGE = "PS-STD-001" Error,
        "a joint standard uses too few of its ESCO occupation's essential skills",
        "The standard does not ship.",
        "Map outcomes to the missing skills in its crosswalk, or name them under `left_out` with a reason.";
    STANDARD_OUTCOME = "PS-STD-002" Error,
        "a learning outcome of a joint standard is in no row of its crosswalk to ESCO",
        "The standard does not ship.",
        "Map it, or state `sssom:NoTermFound` with the reason as comment.";
    STANDARD_CODE = "PS-STD-003" Error,
        "a code is used twice in a standard",
        "The standard does not ship.",
        "Number standards, units and outcomes uniquely; one code has one title.";
    STANDARD_VALUE = "PS-STD-004" Error,
        "a value of a standard is missing or out of range",
        "The standard is not used before it is corrected.",
        "Correct the value; `passerelle standard new` writes a file that explains every key.";
    STANDARD_LABEL = "PS-STD-005" Error,
        "a standard gives an ESCO concept another label than ESCO",
        "The standard does not ship.",
        "Copy the preferred label of the ESCO version named in `SOURCE.toml`.";
    STANDARD_OVERLAP = "PS-STD-006" Error,
        "two joint standards have too many outcomes in common",
        "The standard does not ship.",
        "Declare the shared units `common` in both, or make one standard of the two.";

    STANDARD_SOURCE = "PS-STD-007" Error,
        "a part of a standard names a source that its file does not describe",
        "The standard is not used: every fact has a source.",
        "Add `[source.KEY]`, or name another.";
    STANDARD_HOURS = "PS-STD-008" Warning,
        "hours of a standard and its units contradict one another",
        "Units weigh by their own hours; of a shared unit those stated first count.",
        "Check the hours; mark electives `optional`.";
    STANDARD_NO_HOURS = "PS-STD-009" Info,
        "units of a standard state no hours",
        "They weigh the same in it.",
        "State the hours of every unit where they are known.";
    STANDARD_NO_UNITS = "PS-STD-010" Info,
        "a standard has no units",
        "It is a qualification that a person can hold, with its level; it says nothing of skills, and is never translated into outcomes.",
        "Add its units where they are known.";
    LEVEL_VALUE = "PS-STD-011" Error,
        "a value in a table of levels makes no sense",
        "The row is left out.",
        "Correct the value; `taxonomies/README.md` describes the columns.";

    LEVEL_UNKNOWN = "PS-STD-012" Error,
        "a framework, level, language test or result is unknown",
        "Nothing is converted.",
        "Use one of those named; more can be added to `taxonomies/levels/`.";

    SAFEGUARD_VALUE = "PS-STD-013" Error,
        "a value of a safeguard is missing or makes no sense",
        "The file is not used.",
        "Correct the value; `taxonomies/safeguards.toml` shows every key.";

    // Snapshots.
    SNAPSHOT_NOT = "PS-SNAP-001" Error,
        "a file is not a Passerelle snapshot",
        "The command stops.",
        "Name a file written by `passerelle taxonomy import`.";
    SNAPSHOT_NEWER = "PS-SNAP-002" Error,
        "a snapshot was written by a newer version",
        "The command stops.",
        "Update Passerelle, or import the source again with this version.";
    SNAPSHOT_TRUNCATED = "PS-SNAP-003" Error,
        "a snapshot ends too early",
        "The command stops.",
        "Copy the file again, or import its source anew.";
    SNAPSHOT_DAMAGED = "PS-SNAP-004" Error,
        "a section of a snapshot is damaged",
        "What needs the section fails; loaded alone, what needs others does not.",
        "Copy the file again, or import its source anew.";

    // Search.
    INDEX_UNUSABLE = "PS-INDEX-001" Error,
        "a search index cannot be built, stored or opened",
        "The command stops.",
        "Remove the `.index` file beside the snapshot, or import with `--no-index`: it is built in memory then.";
    NO_TAXONOMY = "PS-TAX-001" Error,
        "no taxonomy is loaded",
        "The command stops.",
        "Leave `--no-default` out, or name a snapshot with `--taxonomy`.";
}
