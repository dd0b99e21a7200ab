use super::*;
use crate::catalog::{Scope, Site};

const NOW: i64 = 1_790_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn secret(key_id: u32) -> Secret {
    Secret { key_id, bytes: vec![7; 32] }
}

/// A catalog in which the site `s1` has the key `k1`, and so on, and `s1` also `other`.
fn catalog(sites: usize) -> Catalog {
    let mut catalog = Catalog::default();
    let grant =
        |site: &str| Grant { site: site.parse().unwrap(), scope: Scope::Read, expires_at: None, revoked_at: None };
    for n in 1..=sites {
        let slug: Slug = format!("s{n}").parse().unwrap();
        catalog.sites.insert(slug.clone(), Site { slug, ..Site::of(Vec::new()) });
        catalog.keys.insert(KeyHash::of(&format!("k{n}")), grant(&format!("s{n}")));
    }
    catalog.keys.insert(KeyHash::of("other"), grant("s1"));
    catalog
}

fn signed_in(keys: &[&str], catalog: &Catalog) -> Session {
    keys.iter().fold(Session::default(), |session, key| session.with(key, catalog, at(NOW)).unwrap())
}

fn keys<'a>(session: &'a Session, catalog: &'a Catalog, now: i64) -> Vec<&'a str> {
    session.openings(catalog, at(now)).into_iter().map(|opening| opening.key).collect()
}

#[test]
fn a_session_opens_what_was_sealed_for_twelve_hours() {
    let catalog = catalog(2);
    let first = signed_in(&["k1"], &catalog);
    let both = first.with("k2", &catalog, at(NOW + 3_600)).unwrap();
    let sealed = both.seal(&secret(1), [9; NONCE_BYTES]);
    for (now, want) in [
        (NOW, &["k1", "k2"][..]),
        (NOW + 12 * 3_600 - 1, &["k1", "k2"]),
        (NOW + 12 * 3_600, &["k2"]),
        (NOW + 13 * 3_600, &[]),
    ] {
        let opened = Session::open(&sealed, &[secret(1)], at(now)).unwrap();
        assert_eq!(keys(&opened, &catalog, now), want, "{now}");
    }
}

#[test]
fn a_site_has_one_key_and_the_last_one_counts() {
    let catalog = catalog(2);
    let session = signed_in(&["k1", "k2", "other"], &catalog);
    assert_eq!(keys(&session, &catalog, NOW), ["k2", "other"]);
    assert_eq!(session.opening(&"s1".parse().unwrap(), &catalog, at(NOW)).unwrap().key, "other");
    let left = session.without("s2", &catalog, at(NOW));
    assert_eq!(keys(&left, &catalog, NOW), ["other"]);
    assert_eq!(left.without("s1", &catalog, at(NOW)), Session::default());
}

#[test]
fn a_key_that_lapses_ends_its_part_at_once() {
    let mut catalog = catalog(3);
    let session = signed_in(&["k1", "k2", "k3"], &catalog);
    catalog.keys.get_mut(&KeyHash::of("k1")).unwrap().revoked_at = Some(NOW);
    catalog.keys.get_mut(&KeyHash::of("k2")).unwrap().expires_at = Some(NOW + 60);
    assert_eq!(keys(&session, &catalog, NOW + 59), ["k2", "k3"]);
    assert_eq!(keys(&session, &catalog, NOW + 60), ["k3"]);
    catalog.sites.remove(&"s3".parse::<Slug>().unwrap());
    assert_eq!(keys(&session, &catalog, NOW), ["k2"]);
}

#[test]
fn a_session_of_as_many_sites_as_it_may_hold_fits_in_a_cookie() {
    let catalog = catalog(MOST_SITES + 1);
    let named: Vec<String> = (1..=MOST_SITES).map(|n| format!("k{n}")).collect();
    let session = signed_in(&named.iter().map(String::as_str).collect::<Vec<_>>(), &catalog);
    assert_eq!(session.with("k21", &catalog, at(NOW)), Err(Full));
    assert!(session.with("other", &catalog, at(NOW)).is_ok(), "its site is in it");
    let long = session.0.iter().map(|held| Held { key: format!("sondeo_live_{}", "x".repeat(43)), ..held.clone() });
    let sealed = Session(long.collect()).seal(&secret(u32::MAX), [9; NONCE_BYTES]);
    assert!(sealed.len() < 3_000, "{}", sealed.len());
}

#[test]
fn whatever_was_not_sealed_by_this_store_opens_nothing() {
    let sealed = signed_in(&["k1"], &catalog(1)).seal(&secret(2), [9; NONCE_BYTES]);
    let open = |sealed: &str, secrets: &[Secret]| Session::open(sealed, secrets, at(NOW)).map(|_| ());
    assert_eq!(open(&sealed, &[secret(3), secret(2)]), Ok(()));
    assert_eq!(open(&sealed, &[secret(3)]), Err(TokenError::Foreign));
    assert_eq!(open(&sealed, &[secret(1)]), Err(TokenError::NewerSecret));
    assert_eq!(open(&sealed, &[Secret { key_id: 2, bytes: vec![8; 32] }]), Err(TokenError::Foreign));
    for at in 0..sealed.len() {
        let mut changed = sealed.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert_eq!(open(&changed, &[secret(2)]), Err(TokenError::Foreign), "byte {at}");
    }
    for odd in ["", ".", "2.", "2.AAAA", "2", "k1", "2.é"] {
        assert_eq!(open(odd, &[secret(2)]), Err(TokenError::Foreign), "{odd}");
    }
}

#[test]
fn neither_a_seal_nor_what_is_printed_has_the_key() {
    let catalog = catalog(1);
    let session = signed_in(&["k1"], &catalog);
    let printed = format!("{session:?} {:?}", session.openings(&catalog, at(NOW)));
    assert!(!printed.contains("k1"), "{printed}");
    let sealed = session.seal(&secret(1), [9; NONCE_BYTES]);
    assert_ne!(sealed, session.seal(&secret(1), [8; NONCE_BYTES]));
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed.split_once('.').unwrap().1).unwrap();
    assert!(!bytes.windows(2).any(|two| two == b"k1"));
}
