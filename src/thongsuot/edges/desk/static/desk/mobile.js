// A mobile session on a device: the kit and every filing stay in the browser's own store until the server has said of
// each filing that it has it. Words stand in the page (data-say-…), never here.
const root = document.getElementById("luu-dong");
const say = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), root.dataset[`say${name}`] || "");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const form = part("form"), start = part("start");
const session = root.dataset.session;

const store = await new Promise((done, fail) => {
  const opening = indexedDB.open("thongsuot-luu-dong", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("kits", { keyPath: "id" });
    opening.result.createObjectStore("entries", { keyPath: "code" });
  };
  opening.onsuccess = () => done(opening.result);
  opening.onerror = () => fail(opening.error);
});
const ask = (name, mode, act) => new Promise((done, fail) => {
  const work = store.transaction(name, mode, { durability: "strict" });
  const asked = act(work.objectStore(name));
  work.oncomplete = () => done(asked.result); // only then is it on the disk
  work.onerror = work.onabort = () => fail(work.error);
});
const keep = (name, value) => ask(name, "readwrite", (all) => all.put(value));
// What the page knows of an entry may be old: it is read again where it is written, so that nothing saved meanwhile, here
// or in another window, is written over.
const change = (code, to) => ask("entries", "readwrite", (all) => {
  const asked = all.get(code);
  asked.onsuccess = () => asked.result && all.put(to(asked.result));
  return asked;
});
// The code is chosen where it is kept: two windows of this device never give the same one.
async function admit(one, instead) {
  let code;
  await ask("entries", "readwrite", (all) => {
    const asked = all.getAllKeys();
    asked.onsuccess = () => {
      code = kit.codes.find((known) => !asked.result.includes(known.code))?.code;
      if (code) all.add({ ...one, code });
      if (code && instead) all.put({ code: instead.code, session, claimed_at: instead.claimed_at, done: true, given_up: true });
    };
    return asked;
  });
  return code;
}
const mark = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
const entries = async () => (await ask("entries", "readonly", (all) => all.getAll())).filter((one) => one.session === session);
let kit = await ask("kits", "readonly", (all) => all.get(session));
let editing = null, busy = false;

function element(tag, text = "", more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, more);
}

async function post(address, body, token) {
  const answer = await fetch(address, {
    method: "POST", redirect: "manual", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
  });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Error("login");
  return answer;
}

async function refusal(answer) {
  try {
    const told = await answer.json();
    const said = (told.errors || []).map((one) => one.message || one.detail).filter(Boolean).join(" ");
    return { code: told.code, text: said || told.detail || told.title };
  } catch { return { code: "", text: say("Broken") }; }
}

async function fetchKit(device, count) {
  const sent = Date.now();
  const answer = await post(root.dataset.kit, { device, count }, kit?.csrf || root.querySelector("[name=csrfmiddlewaretoken]").value);
  if (!answer.ok) throw new Error((await refusal(answer)).text);
  const told = await answer.json();
  const offset = Math.round((Date.parse(told.now) - (sent + Date.now()) / 2) / 1000); // the server minus this device
  kit = { ...told, id: session, device, offset };
  await keep("kits", kit);
}

function options(select, given, chosen = "") {
  select.replaceChildren(...given.map(([value, text]) => element("option", text, { value, selected: value === chosen })));
}

const procedure = () => kit.procedures.find((one) => one.code === form.elements.procedure.value) || kit.procedures[0];
const chosenCase = () => procedure().cases.find((one) => one.name === form.elements.case.value) || procedure().cases[0];

function showPapers(ticked = []) {
  part("papers").replaceChildren(...(chosenCase()?.papers || []).map((one) => {
    const line = element("label", "", { className: "choice" });
    line.append(element("input", "", { type: "checkbox", name: "paper", value: one.id, checked: ticked.includes(one.id) }));
    const text = element("span", one.name);
    if (one.required) text.append(" ", element("span", say("Must"), { className: "must" }));
    line.append(text);
    return line;
  }));
}

function showCases(chosen = "") {
  const { cases } = procedure();
  options(form.elements.case, cases.map((one) => [one.name, one.name || say("Whole")]), chosen);
  part("case").hidden = cases.length < 2;
  showPapers();
}

async function free() {
  const used = new Set((await entries()).map((one) => one.code));
  return kit.codes.filter((one) => !used.has(one.code));
}

async function showForm() {
  start.hidden = Boolean(kit);
  form.hidden = !kit;
  if (!kit) return;
  const left = await free();
  part("left").textContent = say("Left", { n: left.length });
  part("more").hidden = left.length > 5;
  if (!form.elements.procedure.options.length) {
    options(form.elements.procedure, kit.procedures.map((one) => [one.code, one.name]));
    options(form.elements.territory, kit.units.map((one) => [one.code, one.name]), kit.unit);
    showCases();
  }
}

async function showEntries() {
  const all = await entries();
  part("count").textContent = say("Waiting", { n: all.filter((one) => !one.done).length });
  part("list").replaceChildren(...all.sort((a, b) => b.claimed_at.localeCompare(a.claimed_at)).map(shown));
}

const button = (text, onclick) => element("button", say(text), { type: "button", className: "button quiet", onclick });

function shown(one) {
  const item = element("li", "", { className: "kept" });
  item.append(element("b", one.code, { className: "code" }), element("span", one.entry?.name || ""));
  const tone = one.given_up ? "GivenUp" : one.done ? "Done" : one.refused ? "Refused" : one.edited ? "Edited" : "Pending";
  const said = [say(tone), one.refused, one.note].filter(Boolean).join(" ");
  item.append(element("span", said, { className: one.refused || one.note ? "error" : "meta" }));
  if (one.remarks?.length) item.append(element("span", `${say("Remark")} ${one.remarks.join(" ")}`, { className: "error" }));
  if (!one.entry) return item; // what was personal has left the device
  const row = element("span", "", { className: "actions" });
  row.append(button("Show", () => showReceipt(one)));
  if (!one.done) row.append(button("Edit", () => edit(one)));
  else row.append(
    element("a", say("Dossier"), { className: "button quiet", href: root.dataset.dossier.replace("CODE", encodeURIComponent(one.code)) }),
    button("Seen", async () => { await keep("entries", bare(one)); await showEntries(); }),
  );
  item.append(row);
  return item;
}

const bare = ({ code, claimed_at, remarks }) => ({ code, session, claimed_at, remarks, done: true });

function showReceipt(one) {
  const known = kit.codes.find((code) => code.code === one.code);
  part("receipt").hidden = false;
  part("receipt-code").textContent = one.code;
  part("receipt-name").textContent = one.entry.name;
  part("receipt-what").textContent = kit.procedures.find((p) => p.code === one.entry.procedure)?.name || one.entry.procedure;
  part("receipt-at").textContent = new Date(Date.parse(one.claimed_at) + kit.offset * 1000).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
  part("receipt-papers").replaceChildren(...one.entry.papers.map((p) => element("li", p.name)));
  const picture = known && new DOMParser().parseFromString(known.qr, "image/svg+xml").documentElement;
  picture?.setAttribute("viewBox", `0 0 ${picture.getAttribute("width")} ${picture.getAttribute("height")}`); // fills its box
  part("receipt-qr").replaceChildren(...(picture ? [picture] : []));
  part("receipt").focus();
}

function edit(one) {
  editing = one;
  for (const name of ["name", "citizen_id", "phone", "address", "summary", "procedure", "territory", "result_way"]) form.elements[name].value = one.entry[name];
  showCases(one.entry.case);
  showPapers(one.entry.papers.map((paper) => paper.id));
  form.elements.name.focus();
}

function filled() {
  const given = Object.fromEntries(["name", "citizen_id", "phone", "address", "summary", "procedure", "territory", "case", "result_way"].map((name) => [name, form.elements[name].value.trim().normalize("NFC")]));
  const ticked = [...form.querySelectorAll("[name=paper]:checked")].map((box) => Number(box.value));
  given.papers = (chosenCase()?.papers || []).filter((one) => ticked.includes(one.id)).map(({ id, name }) => ({ id, name }));
  return given;
}

function missing(entry) {
  const wanted = (chosenCase()?.papers || []).filter((one) => one.required && !entry.papers.some((p) => p.id === one.id));
  return [...(procedure().why ? [procedure().why] : []), ...(entry.name ? [] : [say("NoName")]), ...(wanted.length ? [say("NoPaper", { n: wanted.length })] : [])];
}

async function save(event) {
  event.preventDefault();
  const entry = filled(), wrong = missing(entry);
  const one = { session, device: kit.device, claimed_at: editing?.claimed_at || new Date().toISOString(), offset: kit.offset, entry, filing_id: editing?.filing_id || mark(), version: mark() };
  if (!wrong.length) {
    one.code = editing && !editing.taken ? editing.code : await admit(one, editing);
    if (!one.code) wrong.push(say("NoCode"));
    else if (one.code === editing?.code) await keep("entries", one);
  }
  part("wrong").textContent = wrong.join(" ");
  part("wrong").hidden = !wrong.length;
  if (wrong.length) return;
  editing = null;
  form.reset();
  form.elements.territory.value = kit.unit;
  showCases();
  await Promise.all([showForm(), showEntries()]);
  showReceipt(one);
}

// What the entry becomes that stands there `now`, after the server has answered what was sent.
function answered(now, sent, told, remarks) {
  if (now.version !== sent.version) return { ...now, edited: true }; // saved while we waited: it stays, and is sent in its turn
  if (!told) return { ...bare(now), remarks }; // what was personal leaves the device
  if (told.code === "received_before") return { ...now, done: true, refused: "", note: told.text }; // stays until it was seen
  return { ...now, refused: told.text, taken: told.code === "code_used" };
}

async function deliver(one) {
  const { code, device, claimed_at, offset, entry, filing_id } = one;
  const answer = await post(root.dataset.sync, { code, device, claimed_at, offset, entry, filing_id }, kit.csrf);
  if (answer.status >= 500) throw new Error("line");
  const told = answer.ok ? null : await refusal(answer);
  const { remarks } = answer.ok ? await answer.json() : {};
  await change(code, (now) => answered(now, one, told, remarks));
  return answer.ok;
}

async function send() {
  const waiting = async () => (await entries()).filter((one) => !one.done);
  if (busy || !kit || !(await waiting()).length) return;
  busy = true;
  part("said").textContent = say("Sending");
  let sent = 0;
  try {
    await fetchKit(kit.device, 0); // a fresh token, and whether we are still logged in
    const tried = new Set(), name = (one) => `${one.code} ${one.version}`;
    for (let next; (next = (await waiting()).find((one) => !tried.has(name(one))));) {
      tried.add(name(next));
      sent += await deliver(next);
    }
    part("said").textContent = say("Sent", { n: sent });
  } catch (error) {
    part("said").textContent = error.message === "login" ? say("Login") : say("Offline");
  }
  busy = false;
  await Promise.all([showForm(), showEntries()]);
}

async function take(device, count) {
  try {
    await fetchKit(device, count);
    part("wrong-start").hidden = true;
  } catch (error) {
    part("wrong-start").textContent = error.message === "login" ? say("Login") : error.message;
    part("wrong-start").hidden = false;
  }
  await Promise.all([showForm(), promised()]);
}

// Without a promise a browser that runs short of room may throw away what was not sent yet.
async function promised() {
  if (!kit) return;
  const { storage } = navigator;
  part("unkept").hidden = Boolean(await storage?.persisted?.()) || Boolean(await storage?.persist?.());
}

part("take").addEventListener("submit", (event) => {
  event.preventDefault();
  take(event.target.elements.device.value, Number(event.target.elements.count.value));
});
part("more").addEventListener("click", () => take(kit.device, 20));
form.addEventListener("submit", save);
form.elements.procedure.addEventListener("change", () => showCases());
form.elements.case.addEventListener("change", () => showPapers());
part("send").addEventListener("click", send);
part("print").addEventListener("click", () => print());
addEventListener("online", send);
const line = () => { root.dataset.line = navigator.onLine ? "on" : "off"; part("line").textContent = say(navigator.onLine ? "Online" : "NoLine"); };
addEventListener("online", line);
addEventListener("offline", line);
line();
await Promise.all([showForm(), showEntries(), promised()]);
if (navigator.serviceWorker) {
  await navigator.serviceWorker.register(root.dataset.worker);
  await navigator.serviceWorker.ready;
  if (navigator.onLine) { // what this page consists of, for the day without a line
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
    const cache = await caches.open("luu-dong-1");
    await Promise.allSettled([location.href, ...parts, ...performance.getEntriesByType("resource").map((one) => one.name).filter((name) => /\.(js|css|svg|woff2?)/.test(name))].map((address) => cache.add(address)));
  }
  root.dataset.ready = "yes";
}
if (navigator.onLine) send();
