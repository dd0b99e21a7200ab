//! Triggers: page events that are interactions by themselves, so that a page is asked about without a line of code.
//!
//! A trigger tells of an interaction and nothing more: whether anybody is asked then is decided as for any other.

use serde::{Deserialize, Serialize};

use crate::survey::{Fault, Slug};

/// The most triggers of a survey.
pub const MAX_TRIGGERS: usize = 10;

/// The longest path and the longest selector, in bytes.
const MAX_TEXT_BYTES: usize = 256;

/// The longest delay, an hour: a page that is open for longer is one that nobody looks at.
const MAX_DELAY_S: u32 = 3600;

/// A trigger as the survey's owner writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TriggerDefinition {
    /// The touchpoint that it stands for, one of the survey's; may be left out where there is only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<Slug>,
    /// The pages that it watches, by the path of their address; `*` stands for anything. Without it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What has to happen there.
    pub after: PageEvent,
    /// Of a delay: how many seconds, 0 to 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_s: Option<u32>,
    /// Of scrolling: how far down, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scroll_percent: Option<u8>,
    /// Of a click: on what, as a CSS selector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
}

/// What can happen on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PageEvent {
    /// It was open for so many seconds.
    Delay,
    /// It was scrolled so far down.
    Scroll,
    /// The pointer leaves it, as if to close it.
    Exit,
    /// An element was clicked on.
    Click,
}

/// A page event that is an interaction by itself, as the loader is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trigger {
    /// The touchpoint that it stands for.
    pub touchpoint: String,
    /// The pages that it watches: their whole path, in which `*` stands for anything, also for nothing and for slashes.
    pub path: String,
    /// What has to happen there.
    pub after: PageEvent,
    /// Of a delay: how many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_s: Option<u32>,
    /// Of scrolling: how far down the page's end has to be seen, in percent of its height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scroll_percent: Option<u8>,
    /// Of a click: on what, as a CSS selector; what is inside of it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
}

/// Checks the triggers of a survey that asks at `touchpoints`.
pub(crate) fn read(definitions: &[TriggerDefinition], touchpoints: &[Slug]) -> Result<Vec<Trigger>, Fault> {
    if definitions.len() > MAX_TRIGGERS {
        return Err(Fault::of("trigger", format!("a survey has {MAX_TRIGGERS} triggers at most")));
    }
    let read = |(at, definition): (usize, &TriggerDefinition)| {
        definition.read(touchpoints).map_err(|(field, detail)| match field {
            "trigger" => Fault { field, pointer: format!("/trigger/{at}"), detail },
            _ => Fault::in_part(&format!("/trigger/{at}"), field, detail),
        })
    };
    definitions.iter().enumerate().map(read).collect()
}

impl TriggerDefinition {
    /// Checks one; a fault is the name of the field and what would be right.
    fn read(&self, touchpoints: &[Slug]) -> Result<Trigger, (&'static str, String)> {
        let touchpoint = match (&self.touchpoint, touchpoints) {
            (Some(named), _) if touchpoints.contains(named) => named,
            (None, [only]) => only,
            (Some(_), _) => return fault("touchpoint", "a trigger stands for one of the survey's touchpoints"),
            (None, _) => return fault("trigger", "a trigger names its touchpoint where the survey has several"),
        };
        let path = self.path.as_deref().unwrap_or("/*");
        let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'?' && byte != b'#';
        if !path.starts_with('/') || path.len() > MAX_TEXT_BYTES || !path.bytes().all(is_plain) {
            return fault(
                "path",
                "a path begins with / and has 256 characters at most, without spaces, ? and #, others escaped as in \
                 an address; * stands for anything: /pricing*",
            );
        }
        let Self { after, delay_s, scroll_percent, selector, .. } = self;
        let of = |event: PageEvent, field: &'static str, is_given: bool| match (*after == event, is_given) {
            (true, false) => fault("after", &format!("a trigger after this says {field}")),
            (false, true) => fault(field, &format!("{field} is of another trigger than this one says after what")),
            _ => Ok(()),
        };
        of(PageEvent::Delay, "delay_s", delay_s.is_some())?;
        of(PageEvent::Scroll, "scroll_percent", scroll_percent.is_some())?;
        of(PageEvent::Click, "selector", selector.is_some())?;
        if delay_s.is_some_and(|delay_s| delay_s > MAX_DELAY_S) {
            return fault("delay_s", "a delay has 0 to 3600 seconds");
        }
        if scroll_percent.is_some_and(|percent| !(1..=100).contains(&percent)) {
            return fault("scroll_percent", "a page is scrolled 1 to 100 percent");
        }
        // Whether it selects anything only the page knows.
        let is_line = |text: &String| !text.trim().is_empty() && !text.contains(char::is_control);
        if selector.as_ref().is_some_and(|text| text.len() > MAX_TEXT_BYTES || !is_line(text)) {
            return fault("selector", "a selector is CSS of 1 to 256 bytes on one line, such as .buy or #plans a");
        }
        Ok(Trigger {
            touchpoint: touchpoint.to_string(),
            path: path.to_owned(),
            after: *after,
            delay_s: *delay_s,
            scroll_percent: *scroll_percent,
            selector: selector.clone(),
        })
    }
}

fn fault<T>(field: &'static str, right: &str) -> Result<T, (&'static str, String)> {
    Err((field, right.to_owned()))
}

#[cfg(test)]
mod tests;
