// <form data-uploads="/api/v1/uploads/"> sends its files in parts (protocol tus 1.0.0) before it sends itself: a line that
// breaks loses one part at most, each file shows how far it is and can be cancelled, a refused one says why. Without this
// script the form carries the files itself. Words stand in data-… of the list. With data-uploads-now a file goes as soon as
// it is chosen, while one types on, into the nearest list; the form then waits for what is still on its way.
const PART = 512 * 1024;
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); addEventListener("online", done, { once: true }); });

function request(method, url, headers, body, progress, signal) {
  return new Promise((done, fail) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.timeout = 120000;
    xhr.upload.onprogress = (event) => progress?.(event.loaded);
    xhr.onload = () => done(xhr);
    xhr.onerror = xhr.ontimeout = () => fail(new Error("line"));
    xhr.onabort = () => fail(new Error("cancelled"));
    signal?.addEventListener("abort", () => xhr.abort(), { once: true });
    xhr.send(body);
  });
}

function reason(xhr) {
  try { return JSON.parse(xhr.responseText).detail; } catch { return ""; }
}

function line(list, file) {
  const item = document.createElement("li");
  const bar = Object.assign(document.createElement("progress"), { max: file.size || 1, value: 0 });
  const name = Object.assign(document.createElement("span"), { textContent: file.name });
  const said = Object.assign(document.createElement("span"), { className: "meta" });
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: list.dataset.cancel });
  bar.setAttribute("aria-label", file.name);
  said.setAttribute("role", "status");
  item.append(name, bar, said, stop);
  list.append(item);
  return { item, bar, stop, say: (text) => { if (said.textContent !== text) said.textContent = text; } };
}

async function send(form, list, file) {
  const shown = line(list, file);
  const cancel = new AbortController();
  const token = { "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value || "" };
  const words = list.dataset;
  let url = "", at = 0, waits = 1000;
  shown.stop.onclick = () => { cancel.abort(); shown.item.remove(); if (url) request("DELETE", url, token); };
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  for (;;) {
    if (cancel.signal.aborted) return null;
    try {
      if (!url) {
        const begun = await request("POST", form.dataset.uploads, { ...token, "Upload-Length": file.size, "Upload-Metadata": `filename ${name}` });
        if (begun.status >= 500) throw new Error("server");
        if (begun.status !== 201) throw Object.assign(new Error("refused"), { text: reason(begun) });
        url = begun.getResponseHeader("Location");
      }
      while (at < file.size) {
        const part = file.slice(at, at + PART);
        const head = { ...token, "Upload-Offset": at, "Content-Type": "application/offset+octet-stream" };
        const sent = await request("PATCH", url, head, part, (done) => { shown.bar.value = at + done; shown.say(words.sending); }, cancel.signal);
        if (sent.status >= 500) throw new Error("server");
        if (sent.status !== 204 && sent.status !== 409) throw Object.assign(new Error("refused"), { text: reason(sent) });
        at = Number(sent.getResponseHeader("Upload-Offset"));
        shown.bar.value = at;
        waits = 1000;
      }
      shown.say(words.sent);
      if (!("uploadsNow" in form.dataset)) shown.stop.remove();
      return { id: url.split("/").pop(), item: shown.item };
    } catch (error) {
      if (cancel.signal.aborted) return null;
      if (error.message === "refused") {
        shown.say(error.text || words.failed);
        shown.item.classList.add("wrong");
        shown.stop.remove();
        return { failed: true };
      }
      shown.say(words.waiting);  // it goes on by itself, behind what has arrived
      await wait(waits);
      waits = Math.min(waits * 2, 15000);
      try {
        const stands = url && await request("HEAD", url, token);
        if (stands && stands.status === 200) at = Number(stands.getResponseHeader("Upload-Offset"));
        else if (stands && stands.status === 404) { url = ""; at = 0; }
      } catch { /* still away */ }
    }
  }
}

function hidden(input, id) {
  return Object.assign(document.createElement("input"), { type: "hidden", name: input.dataset.uploadName || "upload", value: id });
}

for (const form of document.querySelectorAll("form[data-uploads-now]")) {
  const waiting = new Set();
  const chosen = async (input) => {
    const list = (input.closest("[data-upload-slot]") || form).querySelector("[data-upload-list]");
    const files = [...input.files];
    input.value = "";
    for (const file of files) {
      const done = await send(form, list, file);
      if (done?.id) done.item.append(hidden(input, done.id));
    }
    if (files.length) form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.files.length) return;
    const going = chosen(event.target).finally(() => waiting.delete(going));
    waiting.add(going);
  });
  form.addEventListener("submit", async (event) => {
    if (!waiting.size) return;
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    while (waiting.size) await Promise.all(waiting);
    form.removeAttribute("aria-busy");
    if (!form.querySelector("[data-upload-list] .wrong")) form.requestSubmit(event.submitter || undefined);
  });
}

for (const form of document.querySelectorAll("form[data-uploads]:not([data-uploads-now])")) {
  const list = form.querySelector("[data-upload-list]");
  let busy = false;
  form.addEventListener("submit", async (event) => {
    const inputs = [...form.querySelectorAll("input[type=file]")].filter((input) => !input.disabled && input.files.length);
    if (!inputs.length) return;  // nothing chosen, or everything has been sent: the form goes on its way
    event.preventDefault();
    if (busy) return;
    busy = true;
    form.setAttribute("aria-busy", "true");
    list.replaceChildren();
    form.querySelectorAll("input[data-sent-upload]").forEach((input) => input.remove());
    let failed = false;
    for (const input of inputs) {
      for (const file of input.files) {
        const done = await send(form, list, file);
        failed ||= Boolean(done?.failed);
        if (done?.id) {
          const field = hidden(input, done.id);
          field.dataset.sentUpload = "";
          form.append(field);
        }
      }
    }
    busy = false;
    form.removeAttribute("aria-busy");
    if (failed || !form.querySelector("input[data-sent-upload]")) { list.querySelector(".wrong")?.scrollIntoView({ block: "nearest" }); return; }
    inputs.forEach((input) => { input.disabled = true; });
    form.requestSubmit(event.submitter || undefined);
  });
}
