// The panels of calendars work without this file. It makes the shown address follow the choices at
// once, and copies it, saying so.
for (const form of document.querySelectorAll(".own-calendar form")) {
  const panel = form.closest(".own-calendar");
  const shown = panel.querySelector(".address");
  const copy = panel.querySelector("[data-copy]");
  const said = panel.querySelector("[role=status]");

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
    shown.textContent = address.href;
    said.textContent = "";
  };

  form.querySelector("[type=submit]").hidden = true;
  form.addEventListener("change", change);
  // A browser that brings back a page brings back what was chosen, too.
  change();

  copy.hidden = false;
  copy.addEventListener("click", async () => {
    let isCopied = false;
    try {
      await navigator.clipboard.writeText(shown.textContent);
      isCopied = true;
    } catch {
      getSelection().selectAllChildren(shown);
      isCopied = document.execCommand("copy");
    }
    said.textContent = "";
    setTimeout(() => { said.textContent = isCopied ? copy.dataset.copied : copy.dataset.selected; }, 50);
  });
}
