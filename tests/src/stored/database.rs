//! The database as its server shows it.

use tokio_postgres::NoTls;

use crate::load::Row;

/// Reads every stored response.
///
/// # Panics
/// If the server is not there or the table is not.
pub async fn rows(address: &str) -> Vec<Row> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.expect("PostgreSQL answers");
    let driving = tokio::spawn(connection);
    // In the order of pages: whatever an index says, each row is read once.
    let query = "select id, rev, rating from responses";
    client
        .batch_execute("set enable_indexscan = off; set enable_indexonlyscan = off")
        .await
        .expect("PostgreSQL answers");
    let rows = client.query(query, &[]).await.expect("PostgreSQL answers");
    drop(client);
    driving.await.expect("the connection ends").expect("it ends well");
    let read = |row: &tokio_postgres::Row| Row {
        id: row.get("id"),
        rev: row.get::<_, i32>("rev").try_into().expect("a revision is not below zero"),
        rating: row.get::<_, Option<i16>>("rating").map(i64::from),
    };
    rows.iter().map(read).collect()
}
