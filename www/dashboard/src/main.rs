//! The owner's page: what customers' ratings amount to, live, with how sure one can be of it.
//!
//! Every number comes from `GET /v1/scores`; here numbers are only rounded, put into words and
//! given a place on the page. What does so ([`axis`], [`days`], [`figures`], [`reading`],
//! [`standing`]) knows no browser; [`browser`] and [`scores`] are all that talks to one.

mod access;
mod axis;
mod days;
mod figures;
mod range;
mod reading;
mod standing;

mod browser;
mod scores;
mod watch;

mod view;

fn main() {
    let root = gloo::utils::document().get_element_by_id("page").unwrap_or_else(|| gloo::utils::body().into());
    yew::Renderer::<view::App>::with_root(root).render();
}
