//! How many connections there may be, of all and of one address, and who goes when another needs the place.

use std::{
    cmp::Reverse,
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::watch::Watch;

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
    /// How many had to make room since the start.
    sent_away: AtomicU64,
    /// Those that may have to make room: the connections of a proxy are the proxy's to close.
    addresses: Mutex<HashMap<IpAddr, Vec<Seat>>>,
    seats: AtomicU64,
}

/// A connection that was let in.
#[derive(Debug)]
struct Seat {
    number: u64,
    /// None where it was let in only to be told that there is no place: it has none to make room.
    watch: Option<Watch>,
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
    seat: Option<(IpAddr, u64)>,
    watch: Watch,
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
            sent_away: AtomicU64::new(0),
            addresses: Mutex::default(),
            seats: AtomicU64::new(0),
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

    /// How many connections had to make room since the start.
    pub fn sent_away(&self) -> u64 {
        self.sent_away.load(Ordering::Relaxed)
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

    /// Sends one away that would be missed least: who keeps us waiting before who is idle, of the address that has
    /// most, the longest of them. Says whether there is such a one.
    fn make_room(&self) -> bool {
        let addresses = self.addresses();
        let seats = addresses.values().flat_map(|seats| seats.iter().map(|seat| (seats.len(), seat)));
        let candidates = seats.filter_map(|(of_address, seat)| {
            let watch = seat.watch.as_ref()?;
            let (usefulness, since) = watch.usefulness()?;
            Some(((usefulness, Reverse(of_address), since), watch))
        });
        let Some((_, least)) = candidates.min_by_key(|(missed, _)| *missed) else { return false };
        least.go();
        self.sent_away.fetch_add(1, Ordering::Relaxed);
        true
    }

    fn addresses(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, Vec<Seat>>> {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Door {
    /// Lets in whoever comes.
    pub(super) fn open(self) -> Place {
        self.place()
    }

    /// Lets in somebody of this network, unless it has too many.
    pub(super) fn open_to(self, network: IpAddr) -> Option<Place> {
        let places = Arc::clone(&self.places);
        let of_network = places.addresses().get(&network).map_or(0, Vec::len);
        if of_network >= places.room.per_address as usize {
            places.shut_out.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        let mut place = self.place();
        let number = places.seats.fetch_add(1, Ordering::Relaxed);
        place.seat = Some((network, number));
        let watch = (!place.is_beyond).then(|| place.watch.clone());
        places.addresses().entry(network).or_default().push(Seat { number, watch });
        Some(place)
    }

    fn place(self) -> Place {
        let Self { places, permit } = self;
        let before = places.open.fetch_add(1, Ordering::Relaxed);
        let is_beyond = before >= places.room.connections as usize && !places.make_room();
        Place { places, seat: None, watch: Watch::default(), is_beyond, _door: permit }
    }
}

impl Place {
    /// Says whether it was let in only to be told that there is no place.
    pub(super) fn is_beyond(&self) -> bool {
        self.is_beyond
    }

    /// Hears what the connection does.
    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.open.fetch_sub(1, Ordering::Relaxed);
        let Some((network, number)) = self.seat else { return };
        let mut addresses = self.places.addresses();
        let Some(seats) = addresses.get_mut(&network) else { return };
        seats.retain(|seat| seat.number != number);
        if seats.is_empty() {
            addresses.remove(&network);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    #[tokio::test]
    async fn an_address_has_its_share_and_all_have_the_room() {
        let places = Places::new(Room { connections: 3, per_address: 2 });
        let door = async || Arc::clone(&places).door().await;
        let first = door().await.open_to(ip(1)).unwrap();
        let second = door().await.open_to(ip(1)).unwrap();
        assert!(door().await.open_to(ip(1)).is_none(), "a third of one address");
        assert_eq!(places.shut_out(), 1);
        let proxied = door().await.open();
        assert_eq!((places.open(), proxied.is_beyond()), (3, false));
        for place in [&first, &second, &proxied] {
            place.watch().request_came();
        }
        let beyond = door().await.open_to(ip(2)).unwrap();
        assert!(beyond.is_beyond(), "a fourth of all has no place: the others are answered");
        drop((first, second));
        assert!(!door().await.open_to(ip(1)).unwrap().is_beyond());
        drop((proxied, beyond));
        places.empty().await;
        assert!(places.addresses().is_empty(), "addresses are forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_full_house_those_make_room_that_would_be_missed_least() {
        let places = Places::new(Room { connections: 6, per_address: 50 });
        let door = async || Arc::clone(&places).door().await;
        let mut guests = Vec::new();
        for address in [1, 2, 2, 3, 3] {
            guests.push((address, door().await.open_to(ip(address)).unwrap()));
            tokio::time::advance(std::time::Duration::from_millis(300)).await;
        }
        // The first two were answered, the fourth is. A proxy's connection is the proxy's.
        guests[0].1.watch().is_answered();
        guests[1].1.watch().is_answered();
        guests[3].1.watch().request_came();
        let _proxied = door().await.open();
        tokio::time::advance(std::time::Duration::from_secs(2)).await;
        let mut gone = Vec::new();
        let mut late = Vec::new();
        for _ in 0..4 {
            let place = door().await.open_to(ip(9)).unwrap();
            assert!(!place.is_beyond());
            place.watch().request_came();
            late.push(place);
            let goes = |guest: &(u8, Place)| guest.1.watch().goes();
            gone.extend((0..guests.len()).filter(|at| goes(&guests[*at]) && !gone.contains(at)).collect::<Vec<_>>());
        }
        // Who says nothing before who is idle, and of the idle those of the address with more.
        assert_eq!(gone, [2, 4, 1, 0]);
        assert_eq!(places.sent_away(), 4);
        assert!(door().await.open_to(ip(9)).unwrap().is_beyond(), "the others are answered");
    }
}
