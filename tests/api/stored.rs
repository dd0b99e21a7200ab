//! What lies in the store, read past the collector: it takes nobody's word.

use rusqlite::{Connection, OptionalExtension, params};
use tests::collector::Data;
use tokio_postgres::NoTls;
use uuid::Uuid;

/// A response's version of its survey and its comment, if there is such a response.
pub(crate) async fn response(data: &Data, site: &str, id: Uuid) -> Option<(i64, Option<String>)> {
    let Some(database) = data.database() else {
        let db = Connection::open(data.folder().join("sondeo.db")).unwrap();
        let query = "select version, comment from responses where site = ?1 and id = ?2";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        return db.query_row(query, params![site, id.as_bytes()], read).optional().unwrap();
    };
    let (client, connection) = tokio_postgres::connect(database, NoTls).await.unwrap();
    tokio::spawn(connection);
    let query = "select version::bigint, comment from responses where site = $1 and id = $2";
    client.query_opt(query, &[&site, &id]).await.unwrap().map(|row| (row.get(0), row.get(1)))
}

/// Lets the keys of this name have expired, long ago: the command line takes no day that is over.
pub(crate) async fn expire_key(data: &Data, name: &str) {
    let Some(database) = data.database() else {
        let db = Connection::open(data.folder().join("sondeo.db")).unwrap();
        assert_eq!(db.execute("update keys set expires_at = 1 where name = ?1", [name]).unwrap(), 1);
        return;
    };
    let (client, connection) = tokio_postgres::connect(database, NoTls).await.unwrap();
    tokio::spawn(connection);
    assert_eq!(client.execute("update keys set expires_at = 1 where name = $1", &[&name]).await.unwrap(), 1);
}

/// The number of the secret that tokens are signed with, and the secret.
pub(crate) async fn secret(data: &Data) -> (i64, Vec<u8>) {
    let query = "select key_id, secret from secrets order by key_id desc limit 1";
    let Some(database) = data.database() else {
        let db = Connection::open(data.folder().join("sondeo.db")).unwrap();
        return db.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    };
    let (client, connection) = tokio_postgres::connect(database, NoTls).await.unwrap();
    tokio::spawn(connection);
    let row = client.query_one(query, &[]).await.unwrap();
    (row.get::<_, i32>(0).into(), row.get(1))
}
