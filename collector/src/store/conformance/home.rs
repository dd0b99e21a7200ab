//! Where a ledger under test is kept, and how it is looked at behind the store's back.

use std::{
    any::Any,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use rusqlite::{Connection, types::ValueRef};
use tempfile::TempDir;
use tests::postgres::{Cluster, Options};
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};
use uuid::Uuid;

use crate::store::{batch::Engine, place::Place, postgres, sqlite};

/// The engine that a test is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    Sqlite,
    Postgres,
}

/// Runs each of these tests on every engine.
macro_rules! on_every_engine {
    ($($test:ident,)+) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test($crate::store::conformance::home::On::Sqlite).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test($crate::store::conformance::home::On::Postgres).await;
            })+
        }
    };
}
pub(super) use on_every_engine;

/// The server of this test process. Only what survives the process needs the disk.
static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// A database with nobody else's data in it.
pub(super) enum Home {
    Folder(TempDir),
    /// The address of a schema of its own.
    Schema(String),
}

impl Home {
    pub(super) async fn new(on: On) -> Self {
        match on {
            On::Sqlite => Self::Folder(tempfile::tempdir().unwrap()),
            On::Postgres => {
                let options = Options { fsync: false, ..Options::default() };
                let address = CLUSTER.get_or_init(|| Cluster::start(&options)).url("postgres");
                let schema = format!("ledger_{}", Uuid::now_v7().simple());
                connect(&address).await.batch_execute(&format!("create schema {schema}")).await.unwrap();
                Self::Schema(format!("{address}?options=-csearch_path%3D{schema}"))
            }
        }
    }

    pub(super) fn place(&self) -> Place {
        match self {
            Self::Folder(folder) => folder.path().into(),
            Self::Schema(address) => Place::Postgres(address.parse().unwrap()),
        }
    }

    /// The same database, as this role sees it.
    pub(super) fn place_of(&self, role: &str) -> Place {
        match self {
            Self::Folder(_) => unreachable!("a file has no roles"),
            Self::Schema(address) => {
                Place::Postgres(address.replace("postgres@", &format!("{role}@")).parse().unwrap())
            }
        }
    }

    /// A write side without the queue in front.
    pub(super) async fn engine(&self) -> Box<dyn Engine> {
        match self.place() {
            Place::Folder(folder) => Box::new(sqlite::Database::open(&folder).unwrap().writer().unwrap()),
            Place::Postgres(address) => Box::new(postgres::Database::open(&address).await.unwrap().writer()),
        }
    }

    /// Runs statements, and says how many rows the last one changed.
    pub(super) async fn execute(&self, statements: &str) -> u64 {
        match self {
            Self::Folder(folder) => {
                let db = sqlite(folder.path());
                db.execute_batch(statements).unwrap();
                db.changes()
            }
            Self::Schema(address) => {
                let messages = connect(address).await.simple_query(statements).await.unwrap();
                let changed = |message| if let SimpleQueryMessage::CommandComplete(rows) = message { rows } else { 0 };
                messages.into_iter().map(changed).last().unwrap_or(0)
            }
        }
    }

    /// Reads rows, each value as text.
    pub(super) async fn read(&self, query: &str) -> Vec<Vec<Option<String>>> {
        match self {
            Self::Folder(folder) => read_sqlite(&sqlite(folder.path()), query),
            Self::Schema(address) => {
                let messages = connect(address).await.simple_query(query).await.unwrap();
                let rows = messages.into_iter().filter_map(|message| match message {
                    SimpleQueryMessage::Row(row) => {
                        Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect())
                    }
                    _ => None,
                });
                rows.collect()
            }
        }
    }

    /// Somebody who reads until dropped.
    pub(super) async fn reader(&self) -> Box<dyn Any> {
        match self {
            Self::Folder(folder) => {
                let db = sqlite(folder.path());
                db.execute_batch("begin").unwrap();
                read_sqlite(&db, "select count(*) from responses");
                Box::new(db)
            }
            Self::Schema(address) => {
                let client = connect(address).await;
                client.batch_execute("begin; select count(*) from responses").await.unwrap();
                Box::new(client)
            }
        }
    }

    /// All that stands in the database's files, also where nothing is any more. The log first: what it had is moved
    /// into the database.
    pub(super) async fn bytes(&self) -> Vec<u8> {
        let files: Vec<PathBuf> = match self {
            Self::Folder(folder) => ["-wal", ""].map(|end| folder.path().join(format!("sondeo.db{end}"))).into(),
            Self::Schema(_) => {
                self.execute("checkpoint").await;
                let paths = "select pg_relation_filepath(file.oid) from pg_class as mine join pg_class as file \
                     on file.oid in (mine.oid, mine.reltoastrelid) \
                     where mine.relnamespace = current_schema()::regnamespace and mine.relkind in ('r', 'i')";
                let data = CLUSTER.get().unwrap().data();
                self.read(paths).await.into_iter().map(|row| data.join(row[0].as_ref().unwrap())).collect()
            }
        };
        files.iter().flat_map(|file| fs::read(file).unwrap_or_default()).collect()
    }

    /// A copy of all that is in a schema, as a dump has it.
    pub(super) async fn copy(&self) -> Self {
        let copy = Self::new(On::Postgres).await;
        let name = "select current_schema()";
        let [from, to] = [self.read(name).await, copy.read(name).await].map(|rows| rows[0][0].clone().unwrap());
        let tables = "select tablename from pg_tables where schemaname = current_schema()";
        for table in self.read(tables).await.into_iter().map(|mut row| row.remove(0).unwrap()) {
            self.execute(&format!(
                "create table {to}.{table} (like {from}.{table} including all); \
                 insert into {to}.{table} select * from {from}.{table}"
            ))
            .await;
        }
        copy
    }

    /// An id as this engine's SQL spells it.
    pub(super) fn id(&self, id: Uuid) -> String {
        match self {
            Self::Folder(_) => format!("x'{}'", id.simple()),
            Self::Schema(_) => format!("'{id}'"),
        }
    }

    /// Makes a table refuse rows, all or those of which `condition` is true.
    pub(super) async fn refuse(&self, table: &str, condition: Option<&str>) {
        let mut when = String::new();
        if let Some(condition) = condition {
            write!(when, "when ({condition})").unwrap();
        }
        let statements = match self {
            Self::Folder(_) => format!(
                "create trigger full_{table} before insert on {table} {when} begin select raise(abort, 'full'); end"
            ),
            Self::Schema(_) => format!(
                "create function full_{table}() returns trigger language plpgsql \
                     as $$ begin raise exception 'full'; end $$; \
                 create trigger full_{table} before insert on {table} for each row {when} \
                     execute function full_{table}()"
            ),
        };
        self.execute(&statements).await;
    }

    /// Makes a table take rows again.
    pub(super) async fn mend(&self, table: &str) {
        let on = if matches!(self, Self::Schema(_)) { format!("on {table}") } else { String::new() };
        self.execute(&format!("drop trigger full_{table} {on}")).await;
    }
}

fn sqlite(folder: &Path) -> Connection {
    Connection::open(folder.join("sondeo.db")).unwrap()
}

fn read_sqlite(db: &Connection, query: &str) -> Vec<Vec<Option<String>>> {
    let mut statement = db.prepare(query).unwrap();
    let columns = statement.column_count();
    let text = |value: ValueRef<'_>| match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        other => Some(other.as_str().unwrap().to_owned()),
    };
    let rows = statement.query_map([], |row| (0..columns).map(|at| Ok(text(row.get_ref(at)?))).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

async fn connect(address: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
    // It ends when the client is dropped.
    tokio::spawn(connection);
    client
}
