// On every page. A refused form takes the reader to its summary; Enter that ends a composition
// (Telex, VNI, any input method) never sends a form; a sent form is not sent twice by a second press.
const summary = document.querySelector("[data-errors]");
if (summary) summary.focus();

// Back in a list: the row one came from is the one that keys go on from.
document.querySelector("[data-row]:target a[href]")?.focus({ preventScroll: true });

// Some browsers report the Enter that closes a composition as an ordinary one, with key code 229.
addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
}, true);

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && form.method === "post") event.preventDefault();
  else if (!event.defaultPrevented) {
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  }
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
