//! The least that a server of prompts can do: parse the request, answer as many bytes.

use anyhow::Result;
use axum::{Json, Router, http::header, routing::post};
use shared::wire::prompts::PromptRequest;
use tokio::net::TcpListener;

/// How large its answers are.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many bytes a body has.
    #[arg(long)]
    bytes: usize,
}

/// Serves until it is killed.
pub(crate) async fn run(args: Args) -> Result<()> {
    let body = "x".repeat(args.bytes);
    let answer = move |Json(_): Json<PromptRequest>| {
        let body = body.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], body) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().route("/v1/sites/{site}/prompts", post(answer))).await?;
    Ok(())
}
