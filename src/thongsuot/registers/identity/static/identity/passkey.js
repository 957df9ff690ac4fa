// A passkey that is not there, or a dialogue that was closed, is no fault of the page: say what to do instead.
const failed = document.getElementById("passkey-failed");
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (failed) { failed.hidden = false; failed.focus(); }
});
if (!window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) { button.disabled = true; }
  const lacking = document.getElementById("passkey-lacking");
  if (lacking) { lacking.hidden = false; }
}
