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

/** A DELETE's answer. */
export async function remove(path) {
  return (await ask(path, { method: "DELETE" })).json();
}

/**
 * The server-sent events of an answer, as {type, data}. Not an EventSource: that can neither send a body nor say why it was refused.
 * @param {string} path
 * @param {{body?: object, signal?: AbortSignal}} options a body makes it a POST
 */
export async function* events(path, { body, signal } = {}) {
  const answer = await ask(path, {
    signal,
    ...(body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
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
  let type = "message";
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) type = line.slice(7);
    else if (line.startsWith("data: ")) data = line.slice(6);
  }
  return data && { type, data: JSON.parse(data) };
}

async function ask(path, options) {
  const answer = await fetch(path, { headers: {}, ...options }).catch(lost);
  if (answer.ok) return answer;
  const document = await answer.json().catch(() => ({}));
  throw new Problem(answer.status, document.detail ?? `The server answered with status ${answer.status}.`, document);
}

function lost(error) {
  if (error.name === "AbortError") throw error;
  throw new Problem(0, "The server does not answer: it may have been stopped, or the network is down.");
}
