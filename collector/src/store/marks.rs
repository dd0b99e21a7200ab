//! Marks of sites.

use shared::survey::Slug;

use super::{Beside, Store, StoreError, postgres, sqlite};
use crate::marks::{Mark, Put};

impl Store {
    /// Puts a mark in place of the one of its name, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    pub async fn put_mark(&self, site: Slug, mark: Mark) -> Result<Put, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::marks::put(db, &site, &mark)).await,
            Beside::Postgres(pool) => postgres::marks::put(pool, &site, &mark).await,
        }
    }

    /// Lists a site's marks by day, then by name.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn marks(&self, site: Slug) -> Result<Vec<Mark>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::marks::list(db, &site)).await,
            Beside::Postgres(pool) => postgres::marks::list(pool, &site).await,
        }
    }

    /// Removes a mark; says whether there was one.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    pub async fn remove_mark(&self, site: Slug, name: Slug) -> Result<bool, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::marks::remove(db, &site, &name)).await,
            Beside::Postgres(pool) => postgres::marks::remove(pool, &site, &name).await,
        }
    }
}
