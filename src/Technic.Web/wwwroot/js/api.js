// The client of Technic's REST API. Errors are thrown as Problem with the message of the server.

export class Problem extends Error {
  constructor(status, message, document = {}) {
    super(message);
    this.status = status;
    this.document = document;
  }
}

/** Gets JSON. */
export async function read(path, options) {
  return (await send(path, options)).json();
}

/** Sends a DELETE request. @returns the JSON of the response, or null */
export async function remove(path) {
  const answer = await send(path, { method: "DELETE" });
  return answer.status === 204 ? null : answer.json();
}

/** Saves something under its address. @returns it as it was saved */
export const put = (path, body) => sendJson("PUT", path, body);

/** Sends a POST request. @returns the JSON of the response */
export const post = (path) => read(path, { method: "POST" });

/** Starts a scan on the server. @returns its status, with the id */
export const beginScan = (request) => sendJson("POST", "/api/scans", request, { Prefer: "respond-async" });

/** Starts a study on the server. @returns its status, with the id */
export const beginStudy = (request) => sendJson("POST", "/api/studies", request);

/** Gets CSV of dates, symbols and numbers, whose fields are not quoted. @returns an object a record; an empty field is null */
export async function readCsv(path) {
  const [head, ...lines] = (await (await send(path)).text()).split("\n").filter(Boolean);
  const names = head.split(",");
  const valueOf = (name, field) => (name === "date" || name === "symbol" ? field : field === "" ? null : Number(field));
  return lines.map((line) => {
    const fields = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, valueOf(name, fields[i])]));
  });
}

/** Checks a formula. @returns its type and the bars that it needs, or the problem with its position and suggestions */
export const checkFormula = (request) => sendJson("POST", "/api/formulas/check", request);

/** The delays before reconnecting, in milliseconds. Each event resets them. */
const pauses = [500, 1000, 2000, 4000, 8000, 15_000, 30_000];

/**
 * Streams past and new events of a scan as {id, type, data}. Reconnects after a lost connection and resumes after the last event.
 * @param {string} id the id of the scan
 * @param {{signal: AbortSignal, lost(): void}} options
 */
export async function* followScan(id, { signal, lost: onLost }) {
  let last = 0;
  let losses = 0;
  for (;;) {
    try {
      for await (const event of events(`/api/scans/${id}/stream`, { signal, after: last })) {
        last = event.id;
        losses = 0;
        yield event;
        if (event.type === "completed" || event.type === "problem") return;
      }
      throw new Problem(0, "The server closed the connection before the scan ended.");
    } catch (problem) {
      if (problem.status !== 0 || losses >= pauses.length) throw problem;
      onLost();
      await pause(pauses[losses++], signal);
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((done, failed) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      failed(signal.reason);
    }, { once: true });
  });
}

/** Reads server-sent events. EventSource does not report the reason of an error. */
async function* events(path, { signal, after }) {
  const answer = await send(path, { signal, headers: after ? { "Last-Event-ID": String(after) } : {} });
  if (!answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = [];
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(connectionLost);
      if (done) return;
      // Large events arrive in many chunks. They are joined once, at the end of the event.
      rest.push(value);
      if (!value.includes("\n\n") && !(value.startsWith("\n") && rest.length > 1)) continue;
      const blocks = rest.join("").split("\n\n");
      rest = [blocks.pop()];
      for (const block of blocks) {
        const event = parse(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  const event = { id: 0, type: "message", data: null };
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) event.type = line.slice(7);
    else if (line.startsWith("id: ")) event.id = Number(line.slice(4));
    else if (line.startsWith("data: ")) event.data = JSON.parse(line.slice(6));
  }
  return event.data && event;
}

const sendJson = (method, path, body, headers = {}) =>
  read(path, { method, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });

async function send(path, options) {
  const answer = await fetch(path, options).catch(connectionLost);
  if (answer.ok) return answer;
  const document = await answer.json().catch(() => ({}));
  throw new Problem(answer.status, document.detail ?? `The request failed with status ${answer.status}.`, document);
}

function connectionLost(error) {
  if (error.name === "AbortError") throw error;
  throw new Problem(0, "Cannot connect to the server. It may be stopped, or the network is down.");
}
