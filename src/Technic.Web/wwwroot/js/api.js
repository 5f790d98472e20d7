// Requests to Technic's own REST API. What goes wrong is a Problem with the server's one sentence.

export class Problem extends Error {
  constructor(status, sentence, document = {}) {
    super(sentence);
    this.status = status;
    this.document = document;
  }
}

/** The JSON at an address. */
export async function read(path, options) {
  return (await ask(path, options)).json();
}

/** A DELETE's answer; null where there is nothing to say. */
export async function remove(path) {
  const answer = await ask(path, { method: "DELETE" });
  return answer.status === 204 ? null : answer.json();
}

/** Begins a scan that the server keeps. @returns its status, with the id */
export async function beginScan(request) {
  const headers = { "Content-Type": "application/json", Prefer: "respond-async" };
  return (await ask("/api/scans", { method: "POST", headers, body: JSON.stringify(request) })).json();
}

/** How long it is waited before a lost connection is tried again, in milliseconds; every event begins anew. */
const pauses = [500, 1000, 2000, 4000, 8000, 15_000, 30_000];

/**
 * What a scan told and tells, as {id, type, data}; after a lost connection it goes on where it was.
 * @param {string} id the scan's
 * @param {{signal: AbortSignal, lost(): void}} options
 */
export async function* followScan(id, { signal, lost: tell }) {
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
      throw new Problem(0, "The server closed the connection before the scan had ended.");
    } catch (problem) {
      if (problem.status !== 0 || losses >= pauses.length) throw problem;
      tell();
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

/** Server-sent events. Not an EventSource: that cannot say why it was refused. */
async function* events(path, { signal, after }) {
  const answer = await ask(path, { signal, headers: after ? { "Last-Event-ID": String(after) } : {} });
  if (!answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = [];
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(lost);
      if (done) return;
      // An event may come in a thousand pieces: they are joined once, when it has ended.
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

async function ask(path, options) {
  const answer = await fetch(path, options).catch(lost);
  if (answer.ok) return answer;
  const document = await answer.json().catch(() => ({}));
  throw new Problem(answer.status, document.detail ?? `The server answered with status ${answer.status}.`, document);
}

function lost(error) {
  if (error.name === "AbortError") throw error;
  throw new Problem(0, "The server does not answer: it may have been stopped, or the network is down.");
}
