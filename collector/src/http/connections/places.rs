//! How many connections there may be, of all and of one address.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many are told at once, beyond those who have a place, that there is none. More wait in the system's queue.
const PORCH: usize = 64;

/// How many connections are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Of all addresses.
    pub connections: u32,
    /// Of one address: an IPv4 address, or the 64 bits that name the network of an IPv6 address.
    pub per_address: u32,
}

impl Default for Room {
    /// One at work takes some 10 KiB. A browser opens six to a collector at most, and keeps one or two.
    fn default() -> Self {
        Self { connections: 1_024, per_address: 50 }
    }
}

/// The places of a listener, and who has them.
#[derive(Debug)]
pub struct Places {
    room: Room,
    /// Everybody who was let in has one, with or without a place.
    doors: Arc<Semaphore>,
    open: AtomicUsize,
    /// How many were closed since the start because their address had its share.
    shut_out: AtomicU64,
    addresses: Mutex<HashMap<IpAddr, u32>>,
}

/// The right to let somebody in.
#[derive(Debug)]
pub(super) struct Door {
    places: Arc<Places>,
    permit: OwnedSemaphorePermit,
}

/// What a connection takes, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    network: Option<IpAddr>,
    is_beyond: bool,
    _door: OwnedSemaphorePermit,
}

impl Places {
    /// Nobody has one yet.
    pub fn new(room: Room) -> Arc<Self> {
        let doors = Arc::new(Semaphore::new(room.connections as usize + PORCH));
        Arc::new(Self {
            room,
            doors,
            open: AtomicUsize::new(0),
            shut_out: AtomicU64::new(0),
            addresses: Mutex::default(),
        })
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// How many connections were closed at once since the start: their address had its share.
    pub fn shut_out(&self) -> u64 {
        self.shut_out.load(Ordering::Relaxed)
    }

    /// Waits until one more can be let in.
    pub(super) async fn door(self: Arc<Self>) -> Door {
        let permit = Arc::clone(&self.doors).acquire_owned().await.expect("it is never closed");
        Door { places: self, permit }
    }

    /// Waits until nobody is left.
    pub(super) async fn empty(&self) {
        let all = u32::try_from(PORCH).unwrap_or(u32::MAX).saturating_add(self.room.connections);
        drop(self.doors.acquire_many(all).await);
    }

    fn addresses(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, u32>> {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Door {
    /// Lets in whoever comes.
    pub(super) fn open(self) -> Place {
        self.place(None)
    }

    /// Lets in somebody of this network, unless it has too many.
    pub(super) fn open_to(self, network: IpAddr) -> Option<Place> {
        let mut addresses = self.places.addresses();
        let count = addresses.entry(network).or_default();
        if *count >= self.places.room.per_address {
            self.places.shut_out.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        *count += 1;
        drop(addresses);
        Some(self.place(Some(network)))
    }

    fn place(self, network: Option<IpAddr>) -> Place {
        let Self { places, permit } = self;
        let before = places.open.fetch_add(1, Ordering::Relaxed);
        let is_beyond = before >= places.room.connections as usize;
        Place { places, network, is_beyond, _door: permit }
    }
}

impl Place {
    /// Says whether it was let in only to be told that there is no place.
    pub(super) fn is_beyond(&self) -> bool {
        self.is_beyond
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.open.fetch_sub(1, Ordering::Relaxed);
        let Some(network) = self.network else { return };
        let mut addresses = self.places.addresses();
        if let Some(count) = addresses.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                addresses.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_has_its_share_and_all_have_the_room() {
        let places = Places::new(Room { connections: 3, per_address: 2 });
        let door = async || Arc::clone(&places).door().await;
        let ip = |last| IpAddr::from([127, 0, 0, last]);
        let first = door().await.open_to(ip(1)).unwrap();
        let second = door().await.open_to(ip(1)).unwrap();
        assert!(door().await.open_to(ip(1)).is_none(), "a third of one address");
        assert_eq!(places.shut_out(), 1);
        let proxied = door().await.open();
        assert_eq!((places.open(), proxied.is_beyond()), (3, false));
        let beyond = door().await.open_to(ip(2)).unwrap();
        assert!(beyond.is_beyond(), "a fourth of all has no place");
        drop((first, second));
        assert!(!door().await.open_to(ip(1)).unwrap().is_beyond());
        drop((proxied, beyond));
        places.empty().await;
        assert!(places.addresses().is_empty(), "addresses are forgotten");
    }
}
