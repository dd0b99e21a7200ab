//! The database as its server shows it, read by this suite's own means: it takes nobody's word.

use tests::load::Row;
use tokio_postgres::NoTls;

/// Reads every stored response.
///
/// # Panics
/// If the server is not there or the table is not.
pub(crate) async fn rows(address: &str) -> Vec<Row> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
    let driving = tokio::spawn(connection);
    // In the order of pages: whatever an index says, each row is read once.
    let query = "select id, rev, rating from responses";
    client.batch_execute("set enable_indexscan = off; set enable_indexonlyscan = off").await.unwrap();
    let rows = client.query(query, &[]).await.unwrap();
    drop(client);
    driving.await.unwrap().unwrap();
    let read = |row: &tokio_postgres::Row| Row {
        id: row.get("id"),
        rev: row.get::<_, i32>("rev").try_into().unwrap(),
        rating: row.get::<_, Option<i16>>("rating").map(i64::from),
    };
    rows.iter().map(read).collect()
}
