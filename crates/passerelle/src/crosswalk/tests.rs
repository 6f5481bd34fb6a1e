use std::fs;

use passerelle_model::codes;

use super::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/crosswalks").join(name)
}

fn read(path: &Path) -> CrosswalkFile {
    read_crosswalk(path, &|_| None).unwrap()
}

fn graph(path: &Path) -> (String, Vec<String>) {
    let engine = Engine::builder().crosswalk(path).load().unwrap();
    let taxonomy = engine.taxonomy();
    let (mut mappings, prefixes) = (Vec::new(), taxonomy.prefixes());
    for concept in taxonomy.concepts() {
        for mapping in taxonomy.mappings_from(concept) {
            let [from, to] =
                [concept, mapping.object].map(|c| prefixes.compact_str(taxonomy.iri(c)));
            mappings.push(format!("{from} {} {to}", mapping.predicate));
        }
    }
    (engine.taxonomy().digest_hex().unwrap(), mappings)
}

#[test]
fn a_table_and_its_exports_give_the_same_graph() {
    let table = fixture("cli-berufe.csv");
    let (digest, mappings) = graph(&table);
    // Read as the manifest says: a house bricklayer is a bricklayer.
    let esco = "esco:occupation/00000000-0000-4000-8000-000000000001";
    assert!(mappings.contains(&format!("{esco} narrowMatch at-ams:160102")), "{mappings:#?}");
    let folder = tempfile::tempdir().unwrap();
    for name in ["x.sssom.tsv", "x.tsv", "x.JSON"] {
        let path = folder.path().join(name);
        assert!(write_crosswalk(&read(&table).crosswalk, &path).unwrap().is_empty());
        assert_eq!(graph(&path).0, digest, "{name}");
    }
}

#[test]
fn skos_keeps_mappings_and_labels_and_says_what_it_does_not() {
    let table = read(&fixture("cli-berufe.csv"));
    let folder = tempfile::tempdir().unwrap();
    for name in ["x.ttl", "x.nt"] {
        let path = folder.path().join(name);
        let issues = write_crosswalk(&table.crosswalk, &path).unwrap();
        let found: Vec<_> = issues.iter().map(|issue| issue.code).collect();
        assert_eq!(found, [codes::MAP_NOT_SKOS, codes::MAP_VERDICT_LOST]);
        assert_eq!(issues[0].message.as_ref(), "1 of 7 mappings are not written");
        let again = read(&path).crosswalk;
        assert_eq!(again.mappings.len(), 6);
        assert_eq!(again.mappings[0].slot("object_label"), Some("Hausmaurer/in"));
    }
}

#[test]
fn a_name_without_a_format_is_refused_before_anything_is_read() {
    for name in ["nowhere.xlsx", "nowhere", "nowhere.sssom", "nowhere.tsv.gz"] {
        let error = read_crosswalk(Path::new(name), &|_| None).unwrap_err();
        assert_eq!(error.code(), codes::FILE_TYPE, "{name}");
    }
    let written = write_crosswalk(&Crosswalk::default(), Path::new("nowhere/x.csv")).unwrap_err();
    assert_eq!(
        written.to_string(),
        "`nowhere/x.csv` has no name for a crosswalk, which ends in .sssom.tsv, .tsv, .json, .ttl \
         or .nt"
    );
}

#[test]
fn commas_are_read_and_faults_of_either_kind_told() {
    let found = read(&fixture("cli-with-commas.csv"));
    assert_eq!((found.crosswalk.mappings.len(), found.issues.len()), (2, 0));
    assert!(found.report.is_none());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    let error = |text: &str| {
        fs::write(&path, text).unwrap();
        read_crosswalk(&path, &|_| None).unwrap_err()
    };
    let lacking = error("\u{feff}# x: y\nsubject_id,predicate_id,object_id\n");
    assert!(lacking.to_string().contains("no column `mapping_justification`"), "{lacking}");
    assert_eq!(error("a,b\n1,2\n").code(), codes::XWALK_HEADER);
    assert_eq!(error("").code(), codes::FILE_EMPTY);
}

#[test]
fn metadata_may_stand_beside_a_table() {
    const TABLE: &str = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n\
                         x:1\tskos:exactMatch\tx:2\tsemapv:ManualMappingCuration\n";
    const METADATA: &str = "curie_map:\n  x: https://example.org/x/\nmapping_set_id: urn:beside\nlicense: https://example.org/free\n";
    let check = |table: &str, metadata: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(table), TABLE).unwrap();
        fs::write(folder.path().join(metadata), METADATA).unwrap();
        let found = read(&folder.path().join(table));
        assert!(found.issues.is_empty(), "{table} {metadata}: {:?}", found.issues);
        assert_eq!(found.crosswalk.id(), "urn:beside", "{table} {metadata}");
    };
    check("a.tsv", "a.yml");
    check("a.tsv", "a.yaml");
    check("a.tsv", "a.sssom.yml");
    check("a.sssom.tsv", "a.sssom.yml");
    check("a.sssom.tsv", "a.yml");
    check("a.csv", "a.yml");

    // What a table says of itself stands alone.
    let folder = tempfile::tempdir().unwrap();
    let own = METADATA.replace("beside", "own");
    let own: Vec<String> = own.lines().map(|line| format!("#{line}\n")).collect();
    fs::write(folder.path().join("a.tsv"), own.concat() + TABLE).unwrap();
    fs::write(folder.path().join("a.yml"), METADATA.replace("license", "comment")).unwrap();
    let found = read(&folder.path().join("a.tsv")).crosswalk;
    assert_eq!((found.id(), found.slot("comment")), ("urn:own", None));
}

#[test]
fn what_was_read_as_reviewed_is_not_turned_again() {
    let table = fixture("cli-berufe.csv");
    let mut file = read(&table);
    let verdict = reviewed(&file.crosswalk);
    assert_eq!(verdict.direction, Direction::Inverted);
    assert_eq!(read_as_reviewed(&mut file.crosswalk, &verdict), 3);
    let again = reviewed(&file.crosswalk);
    assert_eq!((again.direction, again.prefix), (Direction::AsPublished, verdict.prefix));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.tsv");
    write_crosswalk(&file.crosswalk, &path).unwrap();
    assert_eq!(graph(&path).1, graph(&table).1);
}

#[test]
fn merging_takes_every_file_and_tells_which_verdict_is_lost() {
    let files =
        ["cli-berufe.csv", "cli-metiers.csv", "cli-with-commas.csv"].map(|n| read(&fixture(n)));
    let (merged, issues) = merge(&files);
    assert_eq!(merged.mappings.len(), 7 + 3 + 2);
    let lost: Vec<_> = issues
        .iter()
        .filter(|issue| issue.code == codes::MAP_VERDICT_LOST)
        .map(|issue| issue.place.file.as_deref().unwrap_or_default())
        .collect();
    assert_eq!(lost, ["cli-berufe.csv", "cli-metiers.csv"]);
    let twice = [read(&fixture("cli-berufe.csv")), read(&fixture("cli-berufe.csv"))];
    let (merged, issues) = merge(&twice);
    assert_eq!((merged.mappings.len(), issues.len()), (7, 0));
}
