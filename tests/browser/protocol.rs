//! What browsers are told for which fantoccini has no words.

use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

/// A command of Chromium's own protocol.
#[derive(Debug)]
pub(crate) struct DevTools {
    /// The command, `Domain.verb`.
    pub(crate) name: &'static str,
    /// Its parameters.
    pub(crate) params: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.name, "params": self.params }).to_string()))
    }
}

/// WebDriver's question for what assistive software is told of an element.
#[derive(Debug)]
pub(crate) struct Computed {
    /// The element, by WebDriver's name for it.
    pub(crate) element: String,
    /// `role` or `label`.
    pub(crate) part: &'static str,
}

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        let Self { element, part } = self;
        base.join(&format!("session/{}/element/{element}/computed{part}", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}

/// geckodriver's switch between the page, `content`, and the browser around it, `chrome`.
#[derive(Debug)]
pub(crate) struct Context(pub(crate) &'static str);

impl WebDriverCompatibleCommand for Context {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/moz/context", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "context": self.0 }).to_string()))
    }
}

/// Has Firefox do `method` of `WebDriver BiDi`, and returns what it says.
pub(crate) async fn bidi(window: &Client, method: &str, params: Value) -> Value {
    let address = window.capabilities().and_then(|all| all.get("webSocketUrl")).and_then(Value::as_str);
    let (mut socket, _) = tokio_tungstenite::connect_async(address.expect("it speaks BiDi")).await.unwrap();
    let command = json!({ "id": 1, "method": method, "params": params });
    socket.send(Message::text(command.to_string())).await.unwrap();
    let mut answer: Value = loop {
        let said = socket.next().await.unwrap().unwrap();
        if let Ok(text) = said.to_text()
            && let Ok(answer) = serde_json::from_str::<Value>(text)
            && answer["id"] == 1
        {
            break answer;
        }
    };
    assert_eq!(answer["type"], "success", "{answer}");
    answer["result"].take()
}
