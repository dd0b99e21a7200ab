//! What is issued for a request, and which fields are at fault.

use shared::wire::prompts::{Outcome, PastPrompt};

use super::*;
use crate::survey_file::SurveyFile;

const SURVEYS: &str = "
    [[survey]]
    slug = 'order'
    metric = 'csat'
    touchpoints = ['order_completed']
    attributes = ['plan']
    [[survey]]
    slug = 'chat'
    metric = 'ces'
    touchpoints = ['chat_closed']
    stage = 'support'
    attributes = ['agent']";

fn site() -> Site {
    Site::of(SurveyFile::parse(SURVEYS).unwrap().surveys().to_vec())
}

fn request(touchpoint: &str) -> PromptRequest {
    let attributes = [("plan", "pro"), ("agent", "eva")];
    PromptRequest {
        touchpoint: touchpoint.to_owned(),
        interaction_id: Some("order-1234".to_owned()),
        attributes: attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        history: Some(Vec::new()),
        ..PromptRequest::default()
    }
}

/// What is issued for a request, as its token says.
fn issued(request: PromptRequest) -> IssuedPrompt {
    let (site, now) = (site(), Timestamp::from_second(1_790_000_000).unwrap());
    let secret = Secret { key_id: 1, bytes: vec![7; 32] };
    let files = ["js", "wasm", "hash", "hash"].map(str::to_owned);
    let [js, wasm, js_sha384, wasm_sha384] = files;
    let widget = WidgetFiles { js, wasm, js_sha384, wasm_sha384 };
    let asking = Asking::new(request, &site, None).unwrap();
    let prompt = asking.decide(&site, &secret, &widget, now, [9; 10]).unwrap().prompt.unwrap();
    token::open(&prompt.token, &site.slug, &[secret], now).unwrap()
}

#[test]
fn a_prompt_is_counted_by_what_its_own_survey_declares() {
    let prompt = issued(request("order_completed"));
    assert_eq!(prompt.attributes, BTreeMap::from([("plan".parse().unwrap(), "pro".to_owned())]));
    assert_eq!((prompt.interaction_id.as_deref(), prompt.stage), (Some("order-1234"), None));
    assert_eq!(issued(request("chat_closed")).stage, Some("support".parse().unwrap()));
}

#[test]
fn who_asks_not_to_be_tracked_leaves_no_id_and_no_attributes() {
    let prompt = issued(PromptRequest { gpc: true, ..request("order_completed") });
    assert_eq!((prompt.interaction_id, prompt.attributes), (None, BTreeMap::new()));
}

#[test]
fn who_tries_a_site_out_is_asked_whatever_was_before() {
    let history = || Some(vec![PastPrompt { survey: "order".to_owned(), outcome: Outcome::OptedOut, age_s: 1 }]);
    let rehearsed = issued(PromptRequest { test: true, history: history(), ..request("order_completed") });
    assert!(rehearsed.is_test);
    assert!(!issued(request("order_completed")).is_test);
}

#[test]
fn fields_at_fault_are_named() {
    let long = "x".repeat(129);
    type Change<'a> = &'a dyn Fn(&mut PromptRequest);
    let cases: [(Change<'_>, &str); 9] = [
        (&|request| request.touchpoint = "Order completed".to_owned(), "/touchpoint"),
        (&|request| request.stage = Some(String::new()), "/stage"),
        (&|request| request.interaction_id = Some(long.clone()), "/interaction_id"),
        (&|request| request.interaction_id = Some("order\0".to_owned()), "/interaction_id"),
        (&|request| _ = request.attributes.insert("plan".to_owned(), "a\0b".to_owned()), "/attributes/plan"),
        (&|request| request.locales = vec!["en".to_owned(), "xx-<script>".to_owned()], "/locales/1"),
        (&|request| request.bucket = Some(100), "/bucket"),
        (&|request| _ = request.attributes.insert("shoe_size".to_owned(), "44".to_owned()), "/attributes"),
        (&|request| _ = request.attributes.insert("plan".to_owned(), "a\nb".to_owned()), "/attributes/plan"),
    ];
    for (change, pointer) in cases {
        let mut request = request("order_completed");
        change(&mut request);
        assert_eq!(Asking::new(request, &site(), None).unwrap_err().pointer, pointer);
    }
}
