//! What all pages have: the way in, the site that is looked at, navigation, language.

mod frame;
mod icon;
mod navigation;
mod sign_in;

use std::rc::Rc;

use shared::wire::session::{SessionReply, SignedInSite};
use yew::{
    Callback, ContextProvider, Html, Properties, component, html, platform::spawn_local, use_callback, use_effect_with,
    use_memo, use_state, use_state_eq,
};

use crate::{
    address::{Address, Page},
    browser,
    client::{self, Client},
    loaded::use_loaded,
    parts::states::{Failed, Waiting},
    route::{Route, use_address_bar},
    speech::{self, Speech},
    trouble::Trouble,
    visit::Visit,
};
use frame::Frame;
pub(crate) use frame::TITLE;
use sign_in::{SignIn, Why};

/// How somebody stands with the collector.
#[derive(Clone, PartialEq)]
enum Session {
    /// That is being asked.
    Asked,
    /// These sites are open.
    Open(Rc<SessionReply>),
    /// A key is asked for, why, and what is open already.
    Wanted(Why, Option<Rc<SessionReply>>),
    /// It could not be asked.
    Troubled(Trouble),
}

impl Session {
    /// Reads what the collector says; `refused` is what is shown where a key was not taken.
    fn of(answer: Result<SessionReply, Trouble>, refused: Why) -> Self {
        match answer {
            Ok(reply) if reply.sites.is_empty() => Self::Wanted(Why::Nothing, None),
            Ok(reply) => Self::Open(Rc::new(reply)),
            Err(Trouble::SignedOut) => Self::Wanted(refused, None),
            Err(trouble) => Self::Troubled(trouble),
        }
    }
}

/// What a program is made of.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// Makes its pages.
    pub(crate) pages: Callback<Page, Html>,
}

/// A whole program.
#[component]
pub(crate) fn App(props: &Props) -> Html {
    let lang = use_state_eq(speech::preferred);
    let route = use_address_bar();
    let session = use_state(|| Session::Asked);

    use_effect_with(*lang, |lang| speech::declare(*lang));
    let set = lang.setter();
    let choose = use_callback((), move |lang, ()| {
        speech::keep(lang);
        set.set(lang);
    });
    let speech = Speech { lang: *lang, choose };

    let is_insecure = use_state_eq(|| false);
    let ask = use_callback((session.setter(), is_insecure.setter()), |(), (set, set_insecure)| {
        let (set, set_insecure, key) = (set.clone(), set_insecure.clone(), browser::take_key());
        spawn_local(async move {
            let (answer, refused) = match key {
                Some(key) => (client::sign_in(&key).await, Why::Refused),
                None => (client::session().await, Why::Nothing),
            };
            if let Ok(reply) = &answer {
                set_insecure.set(reply.insecure);
            }
            set.set(Session::of(answer, refused));
        });
    });
    let is_insecure = *is_insecure;
    let first = ask.clone();
    use_effect_with((), move |()| {
        first.emit(());
        let listener = gloo::events::EventListener::new(&gloo::utils::window(), "hashchange", move |_| first.emit(()));
        move || drop(listener)
    });
    let go = route.go.clone();
    let opened =
        use_callback((session.clone(), route.address.clone()), move |reply: SessionReply, (session, address)| {
            // Whoever asked for another site wants to see it.
            let is_another = matches!(&**session, Session::Wanted(Why::Another, _));
            if let Some(new) = reply.sites.last().filter(|_| is_another) {
                go.emit(address.at(&new.site));
            }
            session.set(Session::Open(Rc::new(reply)));
        });
    let wanted = use_callback(session.clone(), |why: Why, session| {
        let open = match &**session {
            Session::Open(reply) if why == Why::Another => Some(reply.clone()),
            _ => None,
        };
        session.set(Session::Wanted(why, open));
    });

    let named = route.address.site.clone();
    let content = match &*session {
        Session::Asked => html! { <div class="alone"><Waiting rows={3} /></div> },
        Session::Troubled(trouble) => {
            html! { <main class="alone"><Failed trouble={trouble.clone()} again={ask} /></main> }
        }
        Session::Wanted(why, open) => {
            let back = open.clone().map(|open| {
                let set = session.setter();
                Callback::from(move |()| set.set(Session::Open(open.clone())))
            });
            html! { <SignIn why={why.clone()} {is_insecure} {opened} {back} /> }
        }
        Session::Open(reply) => match site(reply, named.as_deref()) {
            Some(site) => {
                let name = site.site.clone();
                html! { <Inside key={name} reply={reply.clone()} {site} {wanted} pages={props.pages.clone()} /> }
            }
            None => {
                let why = Why::UnknownSite(named.unwrap_or_default());
                let (go, elsewhere) = (route.go.clone(), Address::default());
                let back = Callback::from(move |()| go.emit(elsewhere.clone()));
                html! { <SignIn {why} {is_insecure} {opened} {back} /> }
            }
        },
    };
    html! {
        <ContextProvider<Speech> context={speech}>
            <ContextProvider<Route> context={route}>{ content }</ContextProvider<Route>>
        </ContextProvider<Speech>>
    }
}

/// Returns the site that the address means.
fn site(reply: &SessionReply, named: Option<&str>) -> Option<Rc<SignedInSite>> {
    let site = match named {
        Some(named) => reply.sites.iter().find(|site| site.site == named),
        None => reply.sites.first(),
    };
    site.cloned().map(Rc::new)
}

/// What the inside needs.
#[derive(PartialEq, Properties)]
struct InsideProps {
    /// What is open.
    reply: Rc<SessionReply>,
    /// What is looked at.
    site: Rc<SignedInSite>,
    /// Told when a key is wanted.
    wanted: Callback<Why>,
    /// Makes the pages.
    pages: Callback<Page, Html>,
}

/// A site, once somebody is in.
#[component]
fn Inside(props: &InsideProps) -> Html {
    let ended = use_callback(props.wanted.clone(), |(), wanted| wanted.emit(Why::Ended));
    let client = use_memo((props.site.site.clone(), ended), |(site, ended)| Client::new(site.clone(), ended.clone()));
    let of_site = (*client).clone();
    let surveys = use_loaded(props.site.site.clone(), move |_| {
        let client = of_site.clone();
        async move { client.get::<shared::wire::surveys::SurveysReply>("surveys", &Vec::new()).await }
    });
    let route = crate::route::use_route();
    let page = match (&surveys.known, &surveys.trouble) {
        (Some(reply), _) => {
            let visit = Visit {
                site: props.site.clone(),
                client: (*client).clone(),
                surveys: Rc::new(reply.surveys.clone()),
                surveys_again: surveys.again.clone(),
            };
            let page = props.pages.emit(route.address.page);
            html! { <ContextProvider<Visit> context={visit}>{ page }</ContextProvider<Visit>> }
        }
        (None, Some(trouble)) => html! { <Failed trouble={trouble.clone()} again={surveys.again.clone()} /> },
        (None, None) => html! { <Waiting rows={4} /> },
    };
    html! { <Frame reply={props.reply.clone()} site={props.site.clone()} wanted={props.wanted.clone()}>{ page }</Frame> }
}
