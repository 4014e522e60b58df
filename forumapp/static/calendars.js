// The panels of calendars work without this file. It makes the shown address follow the choices at once.
import "./copying.js";

for (const panel of document.querySelectorAll(".own-calendar:has([data-copy])")) {
  const form = panel.querySelector("form");
  if (form) letChoose(panel, form, panel.querySelector(".address"), panel.querySelector("[role=status]"));
}

function letChoose(panel, form, shown, said) {
  const drawn = shown.textContent;  // what the picture says, which is not drawn anew here
  const change = () => {
    const chosen = new FormData(form);
    const address = new URL(form.querySelector("[name=entries]:checked").dataset.address);
    for (const name of ["deadlines", "cancelled"]) {
      if (chosen.has(name)) address.searchParams.set(name, chosen.get(name));
    }
    const webcal = address.href.replace(/^https?:/, "webcal:");
    for (const link of panel.querySelectorAll("[data-webcal]")) link.href = webcal;
    for (const link of panel.querySelectorAll("[data-web]")) {
      const web = new URL(link.href);
      web.searchParams.set("url", address.href);
      link.href = web.href;
    }
    panel.querySelector("[data-file]").href = address.href;
    panel.querySelector("[data-qr]").hidden = address.href !== drawn;
    shown.textContent = address.href;
    said.textContent = "";
  };

  form.querySelector("[type=submit]").hidden = true;
  form.addEventListener("change", change);
  // A browser that brings back a page brings back what was chosen, too.
  change();
}
