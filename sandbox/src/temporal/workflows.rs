//! What is asked of a server that runs: over its HTTP API, so that nobody who asks has to link Temporal.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, Url};
use serde_json::{Value, json};

use super::{NAMESPACE, Server, http};

/// The namespace of a server, over HTTP.
#[derive(Clone, Debug)]
pub struct Workflows {
    client: Client,
    base: Url,
}

impl Server {
    /// Its workflows.
    ///
    /// # Errors
    /// For a given server without a known HTTP address.
    pub fn workflows(&self) -> Result<Workflows> {
        let address = self.http_address().context(
            "the HTTP address of the given Temporal server is not known: set MUSTER_TEMPORAL_HTTP_ADDRESS=host:port",
        )?;
        let base = Url::parse(&format!("http://{address}/api/v1/namespaces/{NAMESPACE}/"))?;
        Ok(Workflows { client: http::client()?, base })
    }
}

impl Workflows {
    /// Whether a worker polls this task queue.
    ///
    /// # Errors
    /// When the server does not answer as it should.
    pub async fn polled(&self, task_queue: &str) -> Result<bool> {
        let described = self.get(self.url(&["task-queues", task_queue])?).await?;
        Ok(described["pollers"].as_array().is_some_and(|pollers| !pollers.is_empty()))
    }

    /// The ids of those that run, as far as visibility knows already.
    ///
    /// # Errors
    /// When the server does not answer as it should.
    pub async fn running(&self) -> Result<Vec<String>> {
        let mut url = self.url(&["workflows"])?;
        url.query_pairs_mut().append_pair("query", "ExecutionStatus = 'Running'");
        let listed = self.get(url).await?;
        let executions = listed["executions"].as_array().into_iter().flatten();
        Ok(executions.filter_map(|one| Some(one["execution"]["workflowId"].as_str()?.to_owned())).collect())
    }

    /// Lets so much of a workflow's own time pass, and waits until it has; or until the workflow has ended.
    ///
    /// # Errors
    /// When the server cannot skip time.
    pub async fn pass_time(&self, workflow: &str, by: Duration) -> Result<()> {
        let id = format!("pass-{}", jiff::Timestamp::now().as_nanosecond());
        let config = json!({
            "enabled": true,
            "fastForwardConfig": {"id": id, "duration": format!("{}s", by.as_secs_f64())},
            "maxSessionSkipCount": 10_000,
        });
        let options = json!({
            "workflowExecutionOptions": {"timeSkippingConfig": config},
            "updateMask": "timeSkippingConfig",
        });
        let url = self.url(&["workflows", workflow, "update-options"])?;
        let answer = http::call(&self.client, Method::POST, url.as_str(), Some(&options)).await?;
        if answer.failure() == Some("NotFoundFailure") {
            return Ok(());
        }
        if !answer.status.is_success() {
            bail!("the time of {workflow} cannot be skipped: {}", answer.body);
        }
        self.passed(workflow, &id).await
    }

    async fn passed(&self, workflow: &str, id: &str) -> Result<()> {
        let mut url = self.url(&["workflows", workflow, "time-skipping", "poll"])?;
        url.query_pairs_mut().append_pair("fastForwardId", id);
        loop {
            // It answers once time has passed, or after a while to be asked again.
            let answer = http::long_call(&self.client, url.as_str()).await?;
            match answer.body["fastForwardPollingResult"].as_str().unwrap_or_default() {
                "FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED" => return Ok(()),
                "FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_FAILED" => {
                    if self.ends(workflow).await? {
                        return Ok(());
                    }
                    bail!("the time of {workflow} did not pass: {}", answer.body["failedReason"]);
                }
                _ if answer.failure() == Some("NotFoundFailure") => return Ok(()),
                _ if answer.status.is_success() => {}
                _ => bail!("the time of {workflow} cannot be followed: {}", answer.body),
            }
        }
    }

    /// Whether it ends within some seconds: when the time is up at which it does, it may still be about to.
    async fn ends(&self, workflow: &str) -> Result<bool> {
        for _ in 0..50 {
            if !self.runs(workflow).await? {
                return Ok(true);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(false)
    }

    pub(super) async fn runs(&self, workflow: &str) -> Result<bool> {
        let described = self.get(self.url(&["workflows", workflow])?).await?;
        Ok(described["workflowExecutionInfo"]["status"] == "WORKFLOW_EXECUTION_STATUS_RUNNING")
    }

    fn url(&self, segments: &[&str]) -> Result<Url> {
        let mut url = self.base.clone();
        match url.path_segments_mut() {
            Ok(mut path) => path.pop_if_empty().extend(segments),
            Err(()) => bail!("{} has no path", self.base),
        };
        Ok(url)
    }

    async fn get(&self, url: Url) -> Result<Value> {
        let answer = http::call(&self.client, Method::GET, url.as_str(), None).await?;
        if !answer.status.is_success() {
            bail!("Temporal answers {} to {url}: {}", answer.status, answer.body);
        }
        Ok(answer.body)
    }
}
