//! What a server has done and used, as it and the system count it.

use std::fs;

use super::Cluster;

/// Ticks of the system's clock a second, in which it counts the time of processes.
const TICKS: f64 = 100.0;

/// What was used up to a moment. The difference of two is what was used between.
#[derive(Clone, Copy, Debug)]
pub struct Costs {
    /// Transactions, also those that only looked.
    pub commits: f64,
    /// Bytes of the write-ahead log.
    pub log_bytes: f64,
    /// Rows of tallies that were written.
    pub tally_rows: f64,
    /// Seconds of all its processes on a processor.
    pub cpu_s: f64,
}

impl Cluster {
    /// Waits until no collector is connected to `database` any more.
    ///
    /// # Panics
    /// If the server does not tell.
    pub fn is_left(&self, database: &str) {
        let guests = "select count(*) from pg_stat_activity where application_name = 'sondeo' \
            and datname = current_database()";
        while self.psql(database, guests) != "0" {}
    }

    /// What the server has used in all, of its rows those of `database`.
    ///
    /// What a connection has counted is there for certain only when it [has ended](Self::is_left).
    ///
    /// # Panics
    /// If it does not tell.
    pub fn costs(&self, database: &str) -> Costs {
        let figure = |of: &str| -> f64 {
            let said = self.psql(database, &format!("select {of}"));
            said.parse().unwrap_or_else(|_| panic!("{of} is {said}"))
        };
        Costs {
            commits: figure("xact_commit from pg_stat_database where datname = current_database()"),
            log_bytes: figure("pg_current_wal_lsn() - '0/0'::pg_lsn"),
            tally_rows: figure("n_tup_ins + n_tup_upd from pg_stat_user_tables where relname = 'tallies'"),
            cpu_s: self.cpu_s(),
        }
    }

    /// The bytes of a table with its indexes.
    ///
    /// # Panics
    /// If there is no such table.
    pub fn bytes(&self, database: &str, table: &str) -> f64 {
        self.psql(database, &format!("select pg_total_relation_size('{table}')")).parse().expect("a size is a number")
    }

    /// Seconds of all its processes on a processor: it is their parent, and inherits the times of those that have ended.
    ///
    /// # Panics
    /// If the server does not run.
    pub fn cpu_s(&self) -> f64 {
        let server = self.pid().expect("the server runs");
        let processes = fs::read_dir("/proc").expect("there is /proc").filter_map(Result::ok);
        let ticks = processes.filter_map(|process| {
            let line = fs::read_to_string(process.path().join("stat")).ok()?;
            // The name in brackets may have anything in it.
            let (pid, rest) = (line.split(' ').next()?, line.rsplit(") ").next()?);
            let fields: Vec<&str> = rest.split(' ').collect();
            let ticks = |from: usize, to: usize| -> Option<f64> {
                fields.get(from..to)?.iter().map(|field| field.parse::<f64>().ok()).sum()
            };
            match (pid == server, *fields.get(1)? == server) {
                (true, _) => ticks(11, 15),
                (_, true) => ticks(11, 13),
                _ => None,
            }
        });
        ticks.sum::<f64>() / TICKS
    }
}
