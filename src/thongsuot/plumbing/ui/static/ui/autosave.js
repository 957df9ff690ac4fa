// <form data-autosave="key" data-owner="who" [data-version="n"] [data-autosave-url="/…"]> loses nothing typed: each
// keystroke goes to this browser's storage, pauses of 2 s to the server. A draft lives a day, or until a page carries
// data-autosave-done="key" ("a.*": all that begin so, "*": all, on sign-out), or the server has it. Passwords, files and data-private fields are never kept.
// Where a server keeps the draft, only what was touched here is kept here: another window may have answered the rest.
// data-asked: the page asks what counts, this window's words or another's.
const store = (() => { try { return localStorage; } catch { return null; } })();

for (const name of Object.keys(store || {}).filter((key) => key.startsWith("nhap:"))) {
  const done = [...document.querySelectorAll("[data-autosave-done]")].map((mark) => mark.dataset.autosaveDone);
  const ends = done.some((key) => (key.endsWith("*") ? name.includes(`:${key.slice(0, -1)}`) : name.endsWith(`:${key}`)));
  if (ends || Date.now() - JSON.parse(store[name]).at > 864e5) store.removeItem(name);
}

function fields(form) {
  return [...form.elements].filter((field) => field.name && !field.closest("[data-private]")
    && !/^(password|file|hidden|submit|button|reset|fieldset)$/.test(field.type));
}
const value = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked : field.value);
const time = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const { autosave, owner = "", version = "", autosaveUrl } = form.dataset;
  const key = `nhap:${owner}:${autosave}`;
  const said = form.querySelector("[data-saving]");
  const touched = new Set(), isAsked = "asked" in form.dataset;
  const mark = (name, value) => form.elements[name] && (form.elements[name].value = value);
  const marked = (name) => form.elements[name]?.value || "";
  let timer, isKept = true, typed = 0, sentUpTo = -1;
  const isSafe = () => isKept || sentUpTo === typed;

  // A failure is said once.
  const say = (state, at) => {
    if (state === "failed" && !isKept) state = "unkept";
    if (!said || (/^(failed|unkept)$/.test(state) && said.dataset.state === state)) return;
    said.dataset.state = state;
    said.textContent = /^(failed|unkept|conflict)$/.test(state) ? said.dataset[state] : `${said.dataset[state]} ${time(at)}`;
  };

  // Whoever logged in elsewhere has another token: this page's own is asked for anew.
  async function post() {
    const answer = await fetch(autosaveUrl, { method: "POST", body: new FormData(form), redirect: "error" });
    if (answer.status !== 403) return answer;
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const token = page.querySelector("main [name=csrfmiddlewaretoken]")?.value;
    if (!token) return answer;
    form.querySelector("[name=csrfmiddlewaretoken]").value = token;
    return fetch(autosaveUrl, { method: "POST", body: new FormData(form), redirect: "error" });
  }

  // What the server says it has (saved: true) need not stay here; what another window wrote meanwhile (409) is said at once.
  async function send(quiet) {
    clearTimeout(timer);
    timer = 0;
    const sent = store?.getItem(key), upTo = typed; // what is typed while the answer is on its way was not sent
    try {
      const answer = await post();
      if (answer.ok || answer.status === 409) sentUpTo = upTo;
      if (answer.status === 409) return say("conflict", Date.now());
      if (!answer.ok) throw answer.status;
      const told = await answer.json().catch(() => ({}));
      if (told.saved && upTo === typed) touched.clear();
      if (told.saved && sent && store.getItem(key) === sent) store.removeItem(key);
      if (quiet !== true) say("saved", Date.now());
    } catch {
      say("failed");
      timer ||= setTimeout(send, 10000);
    }
  }

  function keep({ target }) {
    touched.add(target.name);
    mark("_typed", ++typed); // what is late is told from what is new
    const mine = fields(form).filter((field) => !autosaveUrl || touched.has(field.name));
    const draft = {
      at: Date.now(), version, base: marked("_base"), windows: `${marked("_after")} ${marked("_window")}`.trim(),
      fields: mine.map((field) => [field.name, value(field)]),
    };
    try {
      store.setItem(key, JSON.stringify(draft));
      isKept = true;
      if (!autosaveUrl) say("saved", draft.at);
    } catch {
      isKept = false;
      if (!autosaveUrl) say("failed");
    }
    clearTimeout(timer);
    if (autosaveUrl) timer = setTimeout(send, 2000);
  }

  const draft = JSON.parse(store?.getItem(key) || "null");
  if (draft && draft.version === version) {
    const waiting = [...draft.fields];
    let changed = false;
    for (const field of fields(form)) {
      const at = waiting.findIndex(([name]) => name === field.name);
      if (at < 0) continue;
      const [[, kept]] = waiting.splice(at, 1);
      touched.add(field.name);
      if (value(field) === kept) continue;
      if (typeof kept === "boolean") field.checked = kept; else field.value = kept;
      changed = true;
    }
    if (!isAsked) { // else this page shows what the others wrote: what is sent from it is the answer
      mark("_base", draft.base || marked("_base"));
      mark("_after", draft.windows || "");
    }
    if (changed) say("restored", draft.at);
  }
  form.addEventListener("input", keep);
  if (autosaveUrl) {
    if (draft?.version === version && !isAsked) send(true);
    addEventListener("pagehide", () => timer && navigator.sendBeacon(autosaveUrl, new FormData(form)));
    // What this browser could not keep stays on the page until the server has it: a log-in on the way would drop it,
    // and so would closing the page, which the browser therefore asks about.
    addEventListener("beforeunload", (event) => isSafe() || event.preventDefault());
    form.addEventListener("submit", async (event) => {
      clearTimeout(timer);
      timer = 0;
      if (isSafe()) return;
      event.preventDefault();
      await send(true);
      if (isSafe()) form.requestSubmit(event.submitter);
    });
  }
  addEventListener("online", () => /^(failed|unkept)$/.test(said?.dataset.state) && autosaveUrl && send());
}
