//! The widget in every state, without a collector: the front-end developer's loop.
//!
//! The page is a grid of frames; each frame is the same page again, with one state as its query.

mod frame;
mod overview;
mod sample;

fn main() {
    match gloo::utils::window().location().search() {
        Ok(query) if !query.is_empty() => frame::show(&query),
        _ => {
            yew::Renderer::<overview::Overview>::new().render();
        }
    }
}
