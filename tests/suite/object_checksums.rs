//! Responses are equal whether a stored object is copied or, for lack of a valid checksum, parsed and serialized again.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::data_model::{Item, scan, table_of};
use test_support::{TestApp, builders::start_with_every_field};

type Edit = fn(&mut Item);

const CHECKSUM: &str = "checksum";

fn is_object(item: &Item) -> bool {
    item.contains_key("object")
}

fn text(item: &Item) -> &str {
    item["object"].as_s().expect("a string")
}

async fn objects(app: &TestApp) -> Vec<(String, Item)> {
    let mut found = Vec::new();
    for table in ["organizations", "members"].map(table_of) {
        let items = scan(app, table).await.into_iter().filter(is_object);
        found.extend(items.map(|item| (table.name_in(&app.tables).to_owned(), item)));
    }
    found
}

/// Edits of an item, as made by hand or by a writer in another language.
const EDITS: [(&str, Edit); 5] = [
    ("no checksum", |item| {
        item.remove(CHECKSUM).expect("a checksum");
    }),
    ("a checksum that is not a number", |item| {
        item.insert(CHECKSUM.to_owned(), AttributeValue::S("1".to_owned()));
    }),
    ("a wrong checksum", |item| {
        item.insert(CHECKSUM.to_owned(), AttributeValue::N("1".to_owned()));
    }),
    ("additional white space, same checksum", |item| {
        let spaced = format!("{{ \n{} ", &text(item)[1..]);
        item.insert("object".to_owned(), AttributeValue::S(spaced));
    }),
    ("an unknown field, same checksum", |item| {
        let longer = format!("{{\"unknown\":1e3,{}", &text(item)[1..]);
        item.insert("object".to_owned(), AttributeValue::S(longer));
    }),
];

#[tokio::test]
async fn response_does_not_depend_on_stored_text() {
    let app = start_with_every_field().await;
    let response = app.discover("everything").await.snapshot();
    let stored = objects(&app).await;
    assert!(stored.len() >= 4, "{}", stored.len());
    for (name, edit) in EDITS {
        for (table, item) in &stored {
            let mut edited = item.clone();
            edit(&mut edited);
            assert_ne!(edited, *item, "{name}");
            app.client.put_item().table_name(table).set_item(Some(edited)).send().await.expect("an item");
        }
        assert_eq!(app.discover("everything").await.snapshot(), response, "{name}");
    }
}

/// The edited item keeps its checksum, which no longer matches.
#[tokio::test]
async fn manual_edit_appears_in_response() {
    let app = start_with_every_field().await;
    let (table, mut item) =
        objects(&app).await.into_iter().find(|(_, item)| text(item).contains(r#""name":"Ann"#)).expect("Ann");
    let renamed = text(&item).replace(r#""name":"Ann"#, r#""name":"Bea"#);
    item.insert("object".to_owned(), AttributeValue::S(renamed));
    app.client.put_item().table_name(table).set_item(Some(item)).send().await.expect("an item");
    let response = app.discover("everything").await;
    assert!(response.text().contains(r#""name":"Bea"#), "{}", response.text());
}

#[tokio::test]
async fn writer_stores_a_checksum_for_each_object() {
    let app = start_with_every_field().await;
    for (_, item) in objects(&app).await {
        // As specified in docs/data-model.md. A different serialized form needs a different version prefix: otherwise
        // stored objects in the old form would still be copied into responses.
        let expected = crc32fast::hash(format!("1:{}", text(&item)).as_bytes());
        assert_eq!(item[CHECKSUM], AttributeValue::N(expected.to_string()), "{}", text(&item));
    }
}

/// Checksums of objects with every field, serialized in version `1:`. If this test fails because responses have a new
/// field or serialize one differently, raise the version in `src/store/dynamodb/items/checksummed_object.rs` and
/// `docs/data-model.md`: objects that are already stored must no longer be copied into responses. If only the test data
/// changed, update the numbers here.
#[tokio::test]
async fn serialized_form_matches_checksum_version() {
    let stored = objects(&start_with_every_field().await).await;
    let mut checksums: Vec<_> =
        stored.iter().map(|(_, item)| crc32fast::hash(text(item).as_bytes())).collect();
    checksums.sort_unstable();
    let expected = [
        78_587_244,
        897_500_068,
        1_038_322_269,
        1_793_642_755,
        2_311_692_947,
        2_472_709_956,
        3_032_662_148,
        4_197_120_850,
    ];
    assert_eq!(checksums, expected);
}
