//! What is asked: the surveys of sites, version by version.

use jiff::Timestamp;
use shared::survey::Slug;

use super::{Beside, Store, StoreError, postgres, query::VersionRow, sqlite};
use crate::{
    survey_file::SurveyFile,
    surveys::{Edit, SurveyChange, Wish},
};

impl Store {
    /// Makes an edit of a site's surveys, all or nothing, and says what became of each survey that it names. Of several
    /// at once each finds what the one before it left.
    ///
    /// # Errors
    /// [`StoreError::Unmade`] if it is not made, and why.
    pub async fn edit_surveys(&self, site: Slug, edit: Edit, now: Timestamp) -> Result<Vec<SurveyChange>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::surveys::edit(db, &site, &edit, now)).await,
            Beside::Postgres(pool) => postgres::surveys::edit(pool, &site, &edit, now).await,
        }
    }

    /// Makes a site's surveys what `file` says; surveys that it does not name stay.
    ///
    /// # Errors
    /// As [`Store::edit_surveys`].
    pub async fn apply_surveys(
        &self,
        site: Slug,
        file: SurveyFile,
        now: Timestamp,
    ) -> Result<Vec<SurveyChange>, StoreError> {
        self.edit_surveys(site, Edit::of(Wish::File(file)), now).await
    }

    /// Lists the versions of a survey, the first one first; none of a survey that there never was.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn survey_versions(&self, site: Slug, survey: Slug) -> Result<Vec<VersionRow>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::surveys::versions(db, &site, &survey)).await,
            Beside::Postgres(pool) => postgres::surveys::versions(pool, &site, &survey).await,
        }
    }
}
