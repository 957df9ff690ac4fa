// j/k: next, previous row; x: choose it; e: work on it ([data-edit]); Enter: open it; Ctrl+K: go anywhere.
// Nothing happens while somebody types or composes a letter.
const rows = () => [...document.querySelectorAll("[data-row]")];
const entry = (row) => row.querySelector("[data-open], a[href]") || row.querySelector(".pick");
const typing = (element) => element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const palette = document.getElementById("bang-lenh");

function move(step) {
  const all = rows();
  const at = all.indexOf(document.activeElement.closest("[data-row]"));
  const row = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  if (row) entry(row)?.focus();
}

function act(key) {
  const row = document.activeElement.closest("[data-row]");
  if (key === "j") return move(1), true;
  if (key === "k") return move(-1), true;
  if (key === "x" && row) return row.querySelector(".pick")?.click(), true;
  if (key === "e") {
    const link = (row || document).querySelector("[data-edit]") || (row && entry(row));
    return link?.click(), Boolean(link);
  }
  const named = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return named?.click(), Boolean(named);
}

addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k" && palette?.showModal) {
    event.preventDefault();
    if (!palette.open) palette.showModal();
    palette.querySelector("input").select();
    return filter();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || palette?.open) return;
  if (event.key.length === 1 && act(event.key)) event.preventDefault();
});

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
const links = () => [...palette.querySelectorAll("li a")].filter((link) => !link.parentElement.hidden);

function filter() {
  const wanted = fold(palette.querySelector("input").value);
  palette.querySelectorAll("li").forEach((item) => { item.hidden = !fold(item.textContent).includes(wanted); });
}

palette?.addEventListener("input", filter);
palette?.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const shown = links(), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const at = shown.indexOf(document.activeElement) + step;
    (shown[at] || palette.querySelector("input")).focus();
  } else if (event.key === "Enter" && event.target.matches("input") && event.target.value) {
    const named = shown.find((link) => fold(link.textContent.trim()).startsWith(fold(event.target.value)));
    if (!named) return; // the form searches for it
    event.preventDefault();
    named.click();
  }
});
palette?.addEventListener("click", (event) => {
  if (event.target === palette || event.target.closest("a")) palette.close();
});
