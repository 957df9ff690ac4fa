// <div data-when='{"field": "kind", "is": ["b"]}'> is shown while it is so; also filled, at_least, all, any, not.
// Without this script the page asks again when it is sent.
const value = (form, name) => {
  const field = form.elements[name];
  if (!field) return "";
  if (field instanceof RadioNodeList) return field.value.trim();
  return (field.type === "checkbox" && !field.checked ? "" : field.value).trim();
};

function holds(form, when) {
  if (when.all) return when.all.every((part) => holds(form, part));
  if (when.any) return when.any.some((part) => holds(form, part));
  if (when.not) return !holds(form, when.not);
  const given = value(form, when.field);
  if (when.filled) return given !== "";
  if ("at_least" in when) return /^\d+$/.test(given) && Number(given) >= when.at_least;
  return when.is.includes(given);
}

for (const form of document.querySelectorAll("form")) {
  const asked = [...form.querySelectorAll("[data-when]")].map((box) => [box, JSON.parse(box.dataset.when)]);
  if (!asked.length) continue;
  const show = () => asked.forEach(([box, when]) => { box.hidden = !holds(form, when); });
  form.addEventListener("input", show);
  show();
}
