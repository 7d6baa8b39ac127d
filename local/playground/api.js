// Calls the data interface of `cargo local`.

/** A call that was refused. `lines` has the details, such as one line for each error in a file. */
export class Refusal extends Error {
  constructor(message, lines) {
    super(message);
    this.lines = lines;
  }
}

async function call(method, path, options = {}) {
  let response;
  try {
    response = await fetch(`/playground/api/${path}`, { method, cache: "no-store", ...options });
  } catch {
    throw new Refusal("cargo local does not answer. Is it still running?", []);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Refusal(body.error ?? `cargo local answered with the status ${response.status}.`, body.lines ?? []);
  }
  return body;
}

export const get = (path) => call("GET", path);
export const send = (method, path, body) =>
  call(method, path, { body: JSON.stringify(body), headers: { "content-type": "application/json" } });
export const upload = (path, file) => call("POST", path, { body: file, headers: { "content-type": "application/octet-stream" } });
