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
const drop = (name, key) => ask(name, "readwrite", (all) => all.delete(key));
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

async function reasons(answer) {
  try {
    const told = await answer.json();
    return (told.errors || []).map((one) => one.message || one.detail).filter(Boolean).join(" ") || told.detail || told.title;
  } catch { return say("Broken"); }
}

async function fetchKit(device, count) {
  const sent = Date.now();
  const answer = await post(root.dataset.kit, { device, count }, kit?.csrf || root.querySelector("[name=csrfmiddlewaretoken]").value);
  if (!answer.ok) throw new Error(await reasons(answer));
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
  part("list").replaceChildren(...all.sort((a, b) => b.claimed_at.localeCompare(a.claimed_at)).map((one) => {
    const item = element("li", "", { className: "kept" });
    item.append(element("b", one.code, { className: "code" }), element("span", one.done ? "" : one.entry.name));
    const tone = one.done ? "Done" : one.refused ? "Refused" : "Pending";
    item.append(element("span", say(tone) + (one.refused ? ` ${one.refused}` : ""), { className: one.refused ? "error" : "meta" }));
    if (one.remarks?.length) item.append(element("span", `${say("Remark")} ${one.remarks.join(" ")}`, { className: "error" }));
    if (!one.done) {
      const row = element("span", "", { className: "actions" });
      row.append(
        element("button", say("Show"), { type: "button", className: "button quiet", onclick: () => showReceipt(one) }),
        element("button", say("Edit"), { type: "button", className: "button quiet", onclick: () => edit(one) }),
      );
      item.append(row);
    }
    return item;
  }));
}

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
  const code = editing?.code || (await free())[0]?.code;
  if (!code) wrong.push(say("NoCode"));
  part("wrong").textContent = wrong.join(" ");
  part("wrong").hidden = !wrong.length;
  if (wrong.length) return;
  const one = { code, session, device: kit.device, claimed_at: editing?.claimed_at || new Date().toISOString(), offset: kit.offset, entry };
  await keep("entries", one);
  editing = null;
  form.reset();
  form.elements.territory.value = kit.unit;
  showCases();
  await Promise.all([showForm(), showEntries()]);
  showReceipt(one);
}

async function send() {
  const waiting = (await entries()).filter((one) => !one.done);
  if (busy || !kit || !waiting.length) return;
  busy = true;
  part("said").textContent = say("Sending");
  let sent = 0;
  try {
    await fetchKit(kit.device, 0); // a fresh token, and whether we are still logged in
    for (const one of waiting) {
      const { code, device, claimed_at, offset, entry } = one;
      const answer = await post(root.dataset.sync, { code, device, claimed_at, offset, entry }, kit.csrf);
      if (answer.ok) {
        const { remarks } = await answer.json();
        await keep("entries", { code, session, claimed_at, done: true, remarks }); // what was personal leaves the device
        sent += 1;
      } else if (answer.status < 500) await keep("entries", { ...one, refused: await reasons(answer) });
      else throw new Error("line");
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
  await showForm();
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
await Promise.all([showForm(), showEntries()]);
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
