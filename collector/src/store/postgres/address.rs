//! Where a PostgreSQL server is, as people write it.

use std::{fmt, str::FromStr, time::Duration};

use tokio_postgres::{
    Config,
    config::{Host, SslMode, TargetSessionAttrs},
};

/// How long a connection may take to come about.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// A `postgres://USER@HOST/DB` address. Shown without its password, also in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Box<Config>);

/// What is wrong with an address. It never repeats the address, which may have a password in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// It is not the address of a PostgreSQL database.
    #[error(
        "the address of a store is written postgres://USER@HOST/DB, for example postgres://sondeo@127.0.0.1/sondeo"
    )]
    NotAnAddress,
    /// It names no user, host or database.
    #[error("the address of a store names a {0}: postgres://USER@HOST/DB")]
    Lacks(&'static str),
    /// It wants encryption.
    #[error(
        "this sondeo speaks plain TCP and Unix sockets only: leave sslmode out, and reach a server on another machine \
         through a private network or a tunnel"
    )]
    Encrypted,
}

impl Address {
    /// How to connect: a peer that fell silent is noticed within seconds, a server that cannot write is passed over.
    pub(super) fn config(&self) -> Config {
        let mut config = Config::clone(&self.0);
        config
            .application_name("sondeo")
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_user_timeout(Duration::from_secs(4))
            .keepalives(true)
            .keepalives_idle(Duration::from_secs(1))
            .keepalives_interval(Duration::from_secs(1))
            .keepalives_retries(3);
        if config.get_hosts().len() > 1 {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        config
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(InvalidAddress::NotAnAddress);
        }
        // The driver knows no verify-ca and verify-full.
        if text.contains("sslmode=verify") {
            return Err(InvalidAddress::Encrypted);
        }
        let config: Config = text.parse().map_err(|_| InvalidAddress::NotAnAddress)?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(InvalidAddress::Encrypted);
        }
        let there = |there: bool, what| if there { Ok(()) } else { Err(InvalidAddress::Lacks(what)) };
        there(!config.get_hosts().is_empty(), "host")?;
        there(config.get_user().is_some_and(|user| !user.is_empty()), "user")?;
        there(config.get_dbname().is_some_and(|name| !name.is_empty()), "database")?;
        Ok(Self(Box::new(config)))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts = self.0.get_hosts().iter().enumerate().map(|(at, host)| {
            let ports = self.0.get_ports();
            let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
            match host {
                Host::Tcp(name) => format!("{name}:{port}"),
                Host::Unix(folder) => format!("{}:{port}", folder.display()),
            }
        });
        let hosts = hosts.collect::<Vec<_>>().join(",");
        let [user, name] = [self.0.get_user(), self.0.get_dbname()].map(Option::unwrap_or_default);
        write!(f, "postgres://{user}@{hosts}/{name}")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (text, shown) in [
            ("postgres://ana:s3cret@db.example/shop", "postgres://ana@db.example:5432/shop"),
            ("postgresql://ana:s3cret@db:6432/shop?options=-csearch_path%3Dx", "postgres://ana@db:6432/shop"),
            ("postgres://ana@a,b/shop?password=s3cret", "postgres://ana@a:5432,b:5432/shop"),
            ("postgres://ana@%2Frun%2Fpostgresql/shop", "postgres:///run/postgresql:5432/shop"),
        ] {
            let address: Address = text.parse().unwrap();
            let shown = shown.replace("postgres:///", "postgres://ana@/");
            assert_eq!((address.to_string(), format!("{address:?}")), (shown.clone(), shown), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_right_is_refused_with_what_would_be_and_without_the_secret() {
        for (text, says) in [
            ("/var/lib/sondeo", "written postgres://USER@HOST/DB"),
            ("host=db user=ana password=s3cret", "written postgres://USER@HOST/DB"),
            ("postgres://ana:s3cret@db:port/shop", "written postgres://USER@HOST/DB"),
            ("postgres://ana:s3cret@db/shop?sslmode=s3cret", "written postgres://USER@HOST/DB"),
            ("postgres://:s3cret@db/shop", "names a user"),
            ("postgres://ana:s3cret@db", "names a database"),
            ("postgres:///shop?user=ana", "names a host"),
            ("postgres://ana:s3cret@db/shop?sslmode=require", "plain TCP"),
            ("postgres://ana:s3cret@db/shop?sslmode=verify-full", "plain TCP"),
        ] {
            let refused = text.parse::<Address>().unwrap_err().to_string();
            assert!(refused.contains(says) && !refused.contains("s3cret"), "{text}: {refused}");
        }
    }

    #[test]
    fn with_several_servers_the_one_that_can_write_is_meant() {
        let attributes = |text: &str| text.parse::<Address>().unwrap().config().get_target_session_attrs();
        assert_eq!(attributes("postgres://ana@a,b/shop"), TargetSessionAttrs::ReadWrite);
        assert_eq!(attributes("postgres://ana@a/shop"), TargetSessionAttrs::Any);
    }
}
