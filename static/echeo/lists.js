// Lists: choosing rows, a clean address, exports of what is shown.
(() => {
  const contentOf = (element) => element.closest("[data-list]")?.querySelector("[data-list-content]");
  const shown = (content) => new URLSearchParams(content?.dataset.query || "");

  // Empty filters stay out of the address; sort and page size come from the table shown.
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches?.("[data-list-form]")) return;
    const now = shown(contentOf(form));
    const { parameters } = event.detail;
    for (const name of ["sort", "per_page"]) {
      delete parameters[name];
      const values = now.getAll(name);
      if (values.length) parameters[name] = values.length > 1 ? values : values[0];
    }
    for (const [name, value] of Object.entries({ ...parameters })) {
      if (value === "" || (Array.isArray(value) && value.every((each) => each === ""))) delete parameters[name];
    }
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-export]");
    if (!link) return;
    const query = shown(contentOf(link));
    query.delete("page");
    query.set("export", new URL(link.href).searchParams.get("export"));
    link.href = `${location.pathname === new URL(link.href).pathname ? location.pathname : new URL(link.href).pathname}?${query}`;
  });

  // Choosing rows.
  const count = (form) => {
    const boxes = [...form.querySelectorAll("[data-select-row]")];
    const chosen = boxes.filter((box) => box.checked);
    const bar = form.querySelector("[data-bulk-bar]");
    const label = form.querySelector("[data-bulk-count]");
    const all = form.querySelector("[data-bulk-all]");
    const page = form.querySelector("[data-select-page]");
    if (!bar) return;
    bar.hidden = !chosen.length;
    if (!chosen.length && all) all.checked = false;
    label.textContent = chosen.length === 1 ? label.dataset.one : label.dataset.many.replace("{count}", chosen.length);
    if (page) {
      page.checked = chosen.length === boxes.length;
      page.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    }
    for (const box of boxes) box.closest("tr")?.classList.toggle("echeo-chosen", box.checked);
  };
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-select-row]");
    if (!box) return;
    const form = box.closest("[data-bulk-form]");
    if (!form) return;
    const boxes = [...form.querySelectorAll("[data-select-row]")];
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
    count(form);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-bulk-form]");
    if (!form) return;
    if (event.target.matches("[data-select-page]")) {
      for (const box of form.querySelectorAll("[data-select-row]")) box.checked = event.target.checked;
    }
    count(form);
  });
  // After "back" the browser ticks the boxes again by itself.
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-bulk-form]").forEach(count));
})();
