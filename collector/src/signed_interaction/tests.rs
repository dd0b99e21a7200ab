//! What is taken, and all that is not (T4).

use serde_json::{Value, json};

use super::*;

const NOW: i64 = 1_790_000_000;
const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn site(secrets: &[&str]) -> Site {
    let signing_secrets = secrets.iter().map(|secret| SigningSecret::from((*secret).to_owned())).collect();
    Site { signing_secrets, ..Site::of(Vec::new()) }
}

fn sign(header: &[u8], payload: &[u8], secret: &str) -> String {
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!("{}.{}", encode(header), encode(payload));
    let keyed = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let mac = keyed.chain_update(&signed).finalize().into_bytes();
    format!("{signed}.{}", encode(&mac))
}

fn read(token: &str) -> Result<SignedInteraction, Unsigned> {
    open(token, &site(&["one", "two"]), "order_completed", Timestamp::from_second(NOW).unwrap())
}

/// What comes of claims that are signed as they should be.
fn claimed(payload: impl AsRef<[u8]>) -> Option<Unsigned> {
    read(&sign(HS256.as_bytes(), payload.as_ref(), "one")).err()
}

fn good() -> Value {
    json!({ "touchpoint": "order_completed", "interaction_id": "order-1", "respondent": "r-7",
        "attributes": { "plan": "pro" }, "exp": NOW + 600 })
}

#[test]
fn what_either_secret_signs_is_read() {
    for secret in ["one", "two"] {
        let read = read(&sign(HS256.as_bytes(), good().to_string().as_bytes(), secret)).unwrap();
        assert_eq!((read.interaction_id.as_deref(), read.respondent.as_deref()), (Some("order-1"), Some("r-7")));
        assert_eq!(read.attributes, Some(BTreeMap::from([("plan".to_owned(), "pro".to_owned())])));
    }
    let bare = json!({ "touchpoint": "order_completed", "exp": NOW + 600, "iat": NOW, "nbf": NOW, "site": "shop" });
    assert_eq!(claimed(bare.to_string()), None);
}

#[test]
fn without_a_touchpoint_it_says_who_the_customer_is_and_nothing_else() {
    let sign = |claims: Value| sign(HS256.as_bytes(), claims.to_string().as_bytes(), "one");
    let who = json!({ "respondent": "r-7", "exp": NOW + 600 });
    let read = read(&sign(who.clone())).unwrap();
    assert_eq!((read.respondent.as_deref(), read.is_of_interaction), (Some("r-7"), false));
    for (name, claim) in [("interaction_id", json!("order-1")), ("attributes", json!({}))] {
        let mut claims = who.clone();
        claims[name] = claim;
        assert_eq!(claimed(claims.to_string()), Some(Unsigned::Unclear), "{name}");
    }
}

#[test]
fn what_the_site_did_not_sign_is_forged_whatever_it_says() {
    let payload = good().to_string();
    let payload = payload.as_bytes();
    let whole = sign(HS256.as_bytes(), payload, "one");
    let (signed, mac) = whole.rsplit_once('.').unwrap();
    let swapped = |header: &str| sign(header.as_bytes(), payload, "one");
    for (what, token) in [
        ("a third secret", sign(HS256.as_bytes(), payload, "three")),
        ("no secret", sign(HS256.as_bytes(), payload, "")),
        ("no signature", format!("{signed}.")),
        ("two parts", signed.to_owned()),
        ("four parts", format!("{whole}.{mac}")),
        ("half a signature", whole[..whole.len() - 20].to_owned()),
        ("padding", format!("{whole}=")),
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
        ("alg none", swapped(r#"{"alg":"none","typ":"JWT"}"#)),
        ("alg None", swapped(r#"{"alg":"None"}"#)),
        ("alg none, unsigned", format!("{}.", swapped(r#"{"alg":"none"}"#).rsplit_once('.').unwrap().0)),
        ("alg RS256", swapped(r#"{"alg":"RS256","typ":"JWT"}"#)),
        ("alg HS512", swapped(r#"{"alg":"HS512","typ":"JWT"}"#)),
        ("alg hs256", swapped(r#"{"alg":"hs256","typ":"JWT"}"#)),
        ("no alg", swapped(r#"{"typ":"JWT"}"#)),
        ("alg twice", swapped(r#"{"alg":"none","alg":"HS256"}"#)),
        ("alg as a list", swapped(r#"{"alg":["HS256"]}"#)),
        ("header as a list", swapped(r#"["HS256"]"#)),
        ("a key in the header", swapped(r#"{"alg":"HS256","jwk":{"k":"b25l"}}"#)),
        ("an address of keys", swapped(r#"{"alg":"HS256","jku":"https://evil.example"}"#)),
        ("critical extensions", swapped(r#"{"alg":"HS256","crit":["b64"],"b64":false}"#)),
        ("another type", swapped(r#"{"alg":"HS256","typ":"JWE"}"#)),
        ("a header that is not UTF-8", sign(b"{\"alg\":\"\xff\"}", payload, "one")),
        ("oversize", sign(HS256.as_bytes(), &vec![b' '; 4096], "one")),
        ("not ASCII", whole.replacen('.', "é.", 1)),
    ] {
        assert_eq!(read(&token).err(), Some(Unsigned::Forged), "{what}");
    }
    let mut bytes = whole.clone().into_bytes();
    for at in 0..bytes.len() {
        let was = std::mem::replace(&mut bytes[at], if whole.as_bytes()[at] == b'A' { b'B' } else { b'A' });
        assert!(read(std::str::from_utf8(&bytes).unwrap()).is_err(), "byte {at}");
        bytes[at] = was;
    }
    let kid = swapped(r#"{"alg":"HS256","kid":"2026"}"#);
    assert!(read(&kid).is_ok(), "a key id is not needed and does no harm");
}

#[test]
fn another_sites_secret_is_worth_nothing() {
    let token = sign(HS256.as_bytes(), good().to_string().as_bytes(), "one");
    let now = Timestamp::from_second(NOW).unwrap();
    assert_eq!(open(&token, &site(&["other"]), "order_completed", now), Err(Unsigned::Forged));
    assert_eq!(open(&token, &site(&[]), "order_completed", now), Err(Unsigned::NoSecret));
    assert_eq!(open(&token, &site(&["one"]), "account_viewed", now), Err(Unsigned::Elsewhere));
}

#[test]
fn claims_hold_for_their_time_and_place() {
    use Unsigned::{Early, Elsewhere, Endless, Expired, OddText};
    let day = 86_400;
    for (name, claim, want) in [
        ("exp", json!(NOW - 59), None),
        ("exp", json!(NOW - 60), Some(Expired)),
        ("exp", json!(0), Some(Expired)),
        ("exp", json!(i64::MIN), Some(Expired)),
        ("exp", json!(NOW + day + 60), None),
        ("exp", json!(NOW + day + 61), Some(Endless)),
        ("exp", json!(i64::MAX), Some(Endless)),
        ("nbf", json!(NOW + 60), None),
        ("nbf", json!(NOW + 61), Some(Early)),
        ("iat", json!(NOW + 61), Some(Early)),
        ("site", json!("shop"), None),
        ("site", json!("stranger"), Some(Elsewhere)),
        ("touchpoint", json!("account_viewed"), Some(Elsewhere)),
        ("respondent", json!(""), Some(OddText)),
        ("respondent", json!("r".repeat(128)), None),
        ("respondent", json!("r".repeat(129)), Some(OddText)),
        ("respondent", json!("r\u{0}"), Some(OddText)),
        ("interaction_id", json!("a\nb"), Some(OddText)),
        ("interaction_id", json!(null), None),
    ] {
        let mut claims = good();
        claims[name] = claim.clone();
        assert_eq!(claimed(claims.to_string()), want, "{name}: {claim}");
    }
}

#[test]
fn claims_that_are_not_on_the_list_or_not_as_they_should_be_are_refused() {
    let with = |name: &str, claim: Value| {
        let mut claims = good();
        claims[name] = claim;
        claims.to_string().into_bytes()
    };
    let twice = r#"{"touchpoint":"order_completed","exp":1790000600,"respondent":"a","respondent":"b"}"#;
    let attribute_twice = r#"{"touchpoint":"order_completed","exp":1790000600,"attributes":{"plan":"a","plan":"b"}}"#;
    for payload in [
        with("sub", json!("r-7")),
        with("verified", json!(true)),
        with("stage", json!("use")),
        with("exp", json!("1790000600")),
        with("exp", json!(1_790_000_600.5)),
        with("exp", json!(null)),
        with("respondent", json!(7)),
        with("interaction_id", json!(["order-1"])),
        with("attributes", json!([])),
        with("attributes", json!({ "plan": 1 })),
        json!({ "exp": NOW + 600 }).to_string().into_bytes(),
        json!({ "touchpoint": "order_completed" }).to_string().into_bytes(),
        json!(["shop", "order_completed", "order-1", "r-7", {}, NOW + 600]).to_string().into_bytes(),
        twice.into(),
        attribute_twice.into(),
        format!("{} {{}}", good()).into_bytes(),
        b"{".to_vec(),
        Vec::new(),
        b"\xef\xbb\xbf{}".to_vec(),
        good().to_string().replace("r-7", "\u{1}").into_bytes(),
        [&b"{\"touchpoint\":\"order_completed\",\"exp\":1790000600,\"respondent\":\""[..], b"\xff\"}"].concat(),
    ] {
        assert_eq!(claimed(&payload), Some(Unsigned::Unclear), "{}", String::from_utf8_lossy(&payload));
    }
}

#[test]
fn neither_secret_nor_claims_show_themselves() {
    let shop = site(&["one"]);
    let read = read(&sign(HS256.as_bytes(), good().to_string().as_bytes(), "one")).unwrap();
    assert_eq!(format!("{:?} {read:?}", shop.signing_secrets), "[SigningSecret(..)] SignedInteraction(..)");
}
