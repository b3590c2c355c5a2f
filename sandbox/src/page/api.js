// The sandbox's controls, and nothing else: what this page can do, a test can do.

/** The sandbox refused, in its own words. */
class Refused extends Error {}

async function call(method, path, body) {
  const response = await fetch(`/_sandbox/${path}`, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Refused(words(text) || `${response.status} ${response.statusText}`);
  return text ? JSON.parse(text) : {};
}

function words(text) {
  try {
    const answer = JSON.parse(text);
    return answer.error ?? answer.message ?? text;
  } catch {
    return text;
  }
}

export const dump = () => call("GET", "dump");
export const advance = (seconds) => call("POST", "clock", { advance_seconds: seconds });
export const addFault = (rule) => call("POST", "faults", rule);
export const removeFault = (id) => call("DELETE", `faults/${id}`);
export const clearFaults = () => call("DELETE", "faults");
export const setLatency = (ms) => call("POST", "latency", { ms });
export const setSearchLag = (seconds) => call("POST", "jira", { search_lag_seconds: seconds });
export const setService = (name, health) => call("POST", `services/${encodeURIComponent(name)}`, health);
export const reset = () => call("POST", "reset");

/** Does something in Slack as a person (`message`, `command`, `press`, `shortcut`, `submit`, `close`, `react`). */
export const act = (what, body) => call("POST", `act/${what}`, body);

/** Calls `onChange` at each change of the sandbox's world, `onState` with whether it can be reached. */
export function listen(onChange, onState) {
  const stream = new EventSource("/_sandbox/changes");
  stream.onopen = () => {
    onState(true);
    onChange();
  };
  stream.onerror = () => onState(false);
  stream.onmessage = onChange;
  return stream;
}
