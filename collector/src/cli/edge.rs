//! What the world may take of a collector: connections, and whose word counts.

use std::{net::IpAddr, num::NonZeroU32};

use collector::{
    bursts::{RATINGS_PER_RESPONDENT, Threshold},
    http::{self, BasePath, HostName, Hosts, Proxies, Rates, Room},
};
use ipnet::IpNet;

/// Limits for whoever calls.
#[derive(Debug, clap::Args)]
pub(super) struct Edge {
    /// A name that it is asked for by, such as feedback.example; may be repeated. With one, all others are refused (421).
    ///
    /// Whatever the port. Without it any name will do. /healthz and /readyz answer by any.
    #[arg(long = "host", env = "SONDEO_HOSTS", value_name = "NAME", value_delimiter = ',')]
    hosts: Vec<HostName>,
    /// How many connections are taken at a time; whoever comes beyond them is told to come again (503).
    ///
    /// Each takes a file descriptor: the most that the system lets a process have (`ulimit -Hn`) has to be 128 more.
    #[arg(long, env = "SONDEO_MAX_CONNECTIONS", value_name = "N", default_value_t = Room::default().connections,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) max_connections: u32,
    /// How many of them one address may have; more are closed at once. Trusted proxies have as many as they like.
    ///
    /// An address is an IPv4 address or a /64 of IPv6.
    #[arg(long, env = "SONDEO_CONNECTIONS_PER_ADDRESS", value_name = "N", default_value_t = Room::default().per_address,
        value_parser = clap::value_parser!(u32).range(1..))]
    connections_per_address: u32,
    /// A network of proxies, such as 10.0.0.0/8, whose X-Forwarded-For is believed; may be repeated.
    ///
    /// Behind a proxy name it, or all customers are one caller, the proxy. The client is the last address in the
    /// header that is not in such a network. Without it the header is ignored: anybody can write one.
    #[arg(long = "trusted-proxy", env = "SONDEO_TRUSTED_PROXIES", value_name = "CIDR", value_delimiter = ',',
        value_parser = network)]
    trusted_proxies: Vec<IpNet>,
    /// How many first ratings of one address count within the window; those on top are held back until the owner
    /// decides (`sondeo quarantine`). 0 holds nothing back.
    ///
    /// An office of a thousand people that is all asked within one hour, of whom a third answers, makes 56 in ten
    /// minutes. Behind a proxy name it with --trusted-proxy first.
    #[arg(long, env = "SONDEO_BURST_RATINGS", value_name = "N", default_value_t = Threshold::DEFAULT.ratings.get())]
    burst_ratings: u32,
    /// The window, in seconds.
    #[arg(long, env = "SONDEO_BURST_WINDOW_S", value_name = "S", default_value_t = Threshold::DEFAULT.window_s)]
    burst_window_s: NonZeroU32,
    /// How many first ratings of one address count a day, however patiently they come; those on top are held back, too.
    /// 0 is any number.
    ///
    /// That office makes 333. They drain one by one: of 400 every 216 seconds, so that a day that begins with none has
    /// 799 at most. Not heeded with --burst-ratings 0.
    #[arg(long, env = "SONDEO_RATINGS_PER_DAY", value_name = "N",
        default_value_t = Threshold::DEFAULT.per_day.map_or(0, NonZeroU32::get))]
    ratings_per_day: u32,
    /// How many first ratings of one respondent, whom the site's server vouches for, count a day, from any address;
    /// those on top are held back, too. 0 is any number.
    ///
    /// They drain one by one: of 20 every 72 minutes. Each of several collectors counts what comes to it.
    #[arg(long, env = "SONDEO_RATINGS_PER_RESPONDENT", value_name = "N", default_value_t = RATINGS_PER_RESPONDENT.get())]
    ratings_per_respondent: u32,
    /// How many prompts a minute one address may ask for (429 beyond); 0 is any number. So many may come at once.
    #[arg(long, env = "SONDEO_PROMPTS_PER_CALLER", value_name = "N", default_value_t = Rates::default().prompts_per_caller)]
    prompts_per_caller: u32,
    /// How many reports a minute one address may send; a prompt takes three or four. 0 is any number.
    #[arg(long, env = "SONDEO_RESPONSES_PER_CALLER", value_name = "N", default_value_t = Rates::default().responses_per_caller)]
    responses_per_caller: u32,
    /// How many prompts a minute are given for one site, so that none takes all of the collector; 0 is any number.
    #[arg(long, env = "SONDEO_PROMPTS_PER_SITE", value_name = "N", default_value_t = Rates::default().prompts_per_site)]
    prompts_per_site: u32,
    /// How many reports a minute are taken for one site; 0 is any number.
    #[arg(long, env = "SONDEO_RESPONSES_PER_SITE", value_name = "N", default_value_t = Rates::default().responses_per_site)]
    responses_per_site: u32,
}

impl Edge {
    /// The same for the collector, which is found below `base`.
    pub(super) fn settings(&self, base: BasePath) -> http::Edge {
        let room = Room { connections: self.max_connections, per_address: self.connections_per_address };
        let burst = NonZeroU32::new(self.burst_ratings);
        let per_day = NonZeroU32::new(self.ratings_per_day);
        let burst = burst.map(|ratings| Threshold { ratings, window_s: self.burst_window_s, per_day });
        let rates = Rates {
            prompts_per_caller: self.prompts_per_caller,
            responses_per_caller: self.responses_per_caller,
            prompts_per_site: self.prompts_per_site,
            responses_per_site: self.responses_per_site,
        };
        let per_respondent = NonZeroU32::new(self.ratings_per_respondent);
        let proxies = Proxies::new(self.trusted_proxies.clone());
        let hosts = Hosts::new(self.hosts.clone());
        http::Edge { base, hosts, room, proxies, burst, per_respondent, rates }
    }
}

fn network(text: &str) -> Result<IpNet, &'static str> {
    let one = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| one()).map_err(|_| "a network is written 10.0.0.0/8 or fd00::/8, one address as it is")
}
