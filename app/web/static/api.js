// Talks to the service. Every failure becomes a Problem with words for people; texts travel in bodies only.

/** What went wrong: a message for people; for bad input the fields (`[{pointer, message, …}]`) and lines of help. */
export class Problem extends Error {
  constructor(message, errors = [], support = []) {
    super(message);
    this.errors = errors;
    this.support = support;
  }
}

export const getTemplates = () => ask("v1/templates", {});
export const postReview = (body, signal) => post("v1/reviews", body, signal);
export const postDrafts = (body, signal) => post("v1/drafts", body, signal);

function post(path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store", signal });
}

async function ask(path, options) {
  let response;
  let answer;
  try {
    response = await fetch(path, options);
    answer = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    if (response && !response.ok) throw problemFrom(response, {});
    throw new Problem("The server can't be reached just now. What you wrote is still here; try again in a moment.");
  }
  if (!response.ok) throw problemFrom(response, answer);
  return answer;
}

function problemFrom(response, problem) {
  const errors = Array.isArray(problem.errors) ? problem.errors : [];
  if (errors.length) return new Problem("One thing needs another look before this can go on.", errors, problem.support);
  if (response.status === 429 || response.status === 503) {
    const seconds = Number(response.headers.get("Retry-After"));
    return new Problem(`The server is busy. Try again in ${seconds > 0 ? `${seconds} seconds` : "a moment"}.`);
  }
  return new Problem(problem.detail ?? "Something failed on the server. Try again in a moment.");
}
