//! A chart with its table: the same numbers twice, one at a time, and a switch between them.

use std::rc::Rc;

use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;
use yew::{AttrValue, Html, Properties, component, html, use_effect_with, use_mut_ref, use_node_ref, use_state};

use crate::{speech::use_speech, texts::parts::Parts, trend::Trend};

// It redraws by itself where the window, the theme or the paper has another size or color.
#[wasm_bindgen(raw_module = "./chart.js")]
extern "C" {
    type Chart;

    #[wasm_bindgen(constructor)]
    fn new(host: &HtmlElement, trend: &str) -> Chart;

    #[wasm_bindgen(method)]
    fn show(this: &Chart, trend: &str);

    #[wasm_bindgen(method)]
    fn remove(this: &Chart);
}

/// What a chart needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What it says in a sentence, for those who do not see it.
    pub(crate) label: AttrValue,
    /// What it draws.
    pub(crate) trend: Rc<Trend>,
    /// The same as a table.
    pub(crate) table: Html,
    /// What is to be said about it.
    #[prop_or_default]
    pub(crate) hint: AttrValue,
}

/// A chart with its table.
#[component]
pub(crate) fn ChartWithTable(props: &Props) -> Html {
    let texts = Parts::of(use_speech().lang);
    let is_table = use_state(|| false);
    let toggle = {
        let is_table = is_table.clone();
        move |_| is_table.set(!*is_table)
    };
    html! {
        <div class="chart">
            <div class="above">
                <p class="hint">{ &props.hint }</p>
                <button type="button" class="quiet small" onclick={toggle}>
                    { if *is_table { texts.as_chart } else { texts.as_table } }
                </button>
            </div>
            if *is_table {
                <div class="scroll" role="region" aria-label={props.label.clone()} tabindex="0">{ props.table.clone() }</div>
            } else {
                <Canvas label={props.label.clone()} trend={props.trend.clone()} />
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct CanvasProps {
    label: AttrValue,
    trend: Rc<Trend>,
}

#[component]
fn Canvas(props: &CanvasProps) -> Html {
    let host = use_node_ref();
    let chart = use_mut_ref(|| None::<Chart>);
    let (drawn, at) = (chart.clone(), host.clone());
    use_effect_with(props.trend.clone(), move |trend| {
        let trend = serde_json::to_string(&**trend).expect("a trend is texts and numbers");
        let mut drawn = drawn.borrow_mut();
        match (&*drawn, at.cast::<HtmlElement>()) {
            (Some(chart), _) => chart.show(&trend),
            (None, Some(host)) => *drawn = Some(Chart::new(&host, &trend)),
            (None, None) => {}
        }
    });
    use_effect_with((), move |()| {
        move || {
            if let Some(chart) = chart.borrow_mut().take() {
                chart.remove();
            }
        }
    });
    // Its place is kept by the style sheet, before anything is drawn.
    html! { <div class="canvas" ref={host} role="img" aria-label={props.label.clone()} /> }
}
