//! The evidence of the specification, derived and replayed. The values on its way are checked in the library's tests.

use jiangheng::domain::draw::{Manifest, Reveals, evidence, replay};

use super::{reveals_of, vector_evidence, vector_file};

#[test]
fn the_whole_vector_is_derived_from_its_manifest_and_reveals() {
    let given = vector_evidence();
    let manifest = Manifest::parse(given["manifest"].to_string().as_bytes()).unwrap();
    let reveals = Reveals::parse(reveals_of(&given).to_string().as_bytes()).unwrap();
    assert_eq!(evidence(&manifest, &reveals).unwrap(), given);
}

#[test]
fn the_vector_replays() {
    let replayed = replay(&std::fs::read(vector_file()).unwrap()).unwrap();
    assert_eq!((replayed.papers, replayed.draws), (2, 1));
    assert!(replayed.is_publicly_random());
}

#[test]
fn the_vector_shows_what_it_is_there_for() {
    let given = vector_evidence();
    for paper in given["papers"].as_array().unwrap() {
        assert!(paper["attempt"].as_u64().unwrap() > 0, "a constraint that never fails shows nothing");
        for item in paper["sections"][0]["items"].as_array().unwrap() {
            assert_eq!(item["options"][3], "o4", "the fixed option keeps its place");
        }
    }
}
