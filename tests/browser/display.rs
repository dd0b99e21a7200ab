//! How a display is set: colors, motion, size and zoom.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::customer::Customer;

/// Colors and motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Display {
    /// Whether the system is dark.
    pub(crate) is_dark: bool,
    /// Whether there are the system's few colors and no others.
    pub(crate) is_forced: bool,
    /// Whether nothing is to move.
    pub(crate) is_still: bool,
}

/// What displays are set to; the last is black, white and the system's few colors. What is still moving is none of a
/// test's that looks at colors.
pub(crate) const DISPLAYS: [Display; 3] = [
    Display { is_dark: false, is_forced: false, is_still: true },
    Display { is_dark: true, is_forced: false, is_still: true },
    Display { is_dark: true, is_forced: true, is_still: true },
];

impl Customer {
    /// Sets the screen, in Chromium: CSS media features and what they are.
    pub(crate) async fn sets_the_screen(&self, features: &[(&str, &str)]) {
        let features: Vec<Value> = features.iter().map(|(name, set)| json!({ "name": name, "value": set })).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Sets colors and motion, for this page and those to come.
    pub(crate) async fn sets_the_display(&self, Display { is_dark, is_forced, is_still }: Display) {
        match self.browser {
            Browser::Chromium => {
                self.sets_the_screen(&[
                    ("prefers-color-scheme", if is_dark { "dark" } else { "light" }),
                    ("forced-colors", if is_forced { "active" } else { "none" }),
                    ("prefers-reduced-motion", if is_still { "reduce" } else { "no-preference" }),
                ])
                .await;
            }
            Browser::Firefox => {
                // The few colors of a system are those of its owner: here, white on black where it is dark, and links to go with it.
                let (ground, ink, link) =
                    if is_dark { ("#000000", "#ffffff", "#8c8cff") } else { ("#ffffff", "#000000", "#0000ee") };
                let settings: [(&str, Value); 6] = [
                    ("layout.css.prefers-color-scheme.content-override", u8::from(!is_dark).into()),
                    ("browser.display.background_color", ground.into()),
                    ("browser.display.foreground_color", ink.into()),
                    ("browser.anchor_color", link.into()),
                    ("browser.display.document_color_use", if is_forced { 2 } else { 1 }.into()),
                    ("ui.prefersReducedMotion", u8::from(is_still).into()),
                ];
                let script = "for (const [name, set] of arguments[0])
                    typeof set == 'number' ? Services.prefs.setIntPref(name, set) : Services.prefs.setCharPref(name, set)";
                self.changes_firefox(script, vec![json!(settings)]).await;
            }
        }
        let query = format!(
            "matchMedia('(prefers-color-scheme: {})').matches && matchMedia('(forced-colors: active)').matches == {is_forced}
             && matchMedia('(prefers-reduced-motion: reduce)').matches == {is_still}",
            if is_dark { "dark" } else { "light" }
        );
        self.sees_that(&query).await;
    }

    /// Zooms pages `zoom` times, in a window that is so many pixels wide and high.
    pub(crate) async fn zooms(&self, [width, height]: [u32; 2], zoom: u32) {
        match self.browser {
            Browser::Chromium => {
                let metrics = json!({ "width": width / zoom, "height": height / zoom, "deviceScaleFactor": zoom, "mobile": false });
                self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
            }
            Browser::Firefox => {
                // Else each site would have a zoom of its own.
                let script = "const [width, height, zoom] = arguments
                    Services.prefs.setBoolPref('browser.zoom.siteSpecific', false)
                    const { selectedBrowser } = gBrowser
                    selectedBrowser.fullZoom = zoom
                    const { width: w, height: h } = selectedBrowser.getBoundingClientRect()
                    window.resizeTo(outerWidth + width - w, outerHeight + height - h)";
                self.changes_firefox(script, vec![width.into(), height.into(), zoom.into()]).await;
            }
        }
        let so = format!("Math.abs(innerWidth - {}) < 2", width / zoom);
        self.sees_that(&so).await;
    }
}
