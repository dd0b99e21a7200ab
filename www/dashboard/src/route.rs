//! Where somebody is, and how they go elsewhere: the address bar is the page's state.

use std::rc::Rc;

use gloo::{events::EventListener, utils::window};
use wasm_bindgen::JsValue;
use web_sys::MouseEvent;
use yew::{
    AttrValue, Callback, Classes, Html, Properties, component, hook, html, use_callback, use_context, use_effect_with,
    use_state_eq,
};

use crate::address::Address;

/// What is looked at, and the way to look at something else.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Route {
    /// What is looked at.
    pub(crate) address: Rc<Address>,
    /// Goes to another address, and remembers this one.
    pub(crate) go: Callback<Address>,
}

/// Returns where the page is.
#[hook]
pub(crate) fn use_route() -> Route {
    use_context().expect("the app provides the route")
}

/// Reads the address bar, and follows it: back and forward are the browser's.
#[hook]
pub(crate) fn use_address_bar() -> Route {
    let address = use_state_eq(|| Rc::new(here()));
    let set = address.setter();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&window(), "popstate", move |_| set.set(Rc::new(here())));
        move || drop(listener)
    });
    let go = use_callback(address.setter(), |address: Address, set| {
        if is_elsewhere(&address) {
            let _ = window().location().assign(&address.query());
            return;
        }
        if address != here()
            && let Ok(history) = window().history()
        {
            // Refused to whoever does it too often; the page goes there all the same.
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&address.query()));
        }
        set.set(Rc::new(address));
    });
    Route { address: (*address).clone(), go }
}

/// Says whether an address is of the other program, which has to be loaded.
fn is_elsewhere(address: &Address) -> bool {
    address.page.is_of_surveys() != here().page.is_of_surveys()
}

fn here() -> Address {
    Address::parse(&window().location().search().unwrap_or_default())
}

/// What a link needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Where it leads.
    pub(crate) to: Address,
    /// Its classes.
    #[prop_or_default]
    pub(crate) class: Classes,
    /// Its id, where something moves the focus to it.
    #[prop_or_default]
    pub(crate) id: Option<AttrValue>,
    /// Whether it leads to where one is.
    #[prop_or_default]
    pub(crate) is_current: bool,
    /// What it is called, where that is not what it shows.
    #[prop_or_default]
    pub(crate) label: Option<AttrValue>,
    /// Told when somebody goes there.
    #[prop_or_default]
    pub(crate) on_go: Callback<()>,
    /// What it shows.
    pub(crate) children: Html,
}

/// A link to a page: the browser's in all but that nothing is loaded that is there already.
#[component]
pub(crate) fn Go(props: &Props) -> Html {
    let Route { go, .. } = use_route();
    let (to, on_go) = (props.to.clone(), props.on_go.clone());
    let onclick = Callback::from(move |event: MouseEvent| {
        // A new tab or window is the browser's to open.
        if event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() && !event.alt_key() {
            on_go.emit(());
            if !is_elsewhere(&to) {
                event.prevent_default();
                go.emit(to.clone());
            }
        }
    });
    html! {
        <a
            href={props.to.query()} id={props.id.clone()} class={props.class.clone()} {onclick}
            aria-label={props.label.clone()} aria-current={props.is_current.then_some("page")}
        >
            { props.children.clone() }
        </a>
    }
}
