// The frame: light and dark, keys, search suggestions, tooltips, what htmx could not do.
(() => {
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const root = document.documentElement;
    const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    localStorage.setItem("echeo-theme", next);
  });

  document.addEventListener("click", (event) => {
    event.target.closest("[data-close-callout]")?.closest(".echeo-callout").remove();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const search = document.getElementById("global-search") || document.querySelector(".echeo-q");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "c") {
      const create = document.querySelector("[data-quick-create]");
      if (create) {
        event.preventDefault();
        create.focus();
        create.click();
      }
    }
  });

  // Suggestions: arrows walk through them, Escape and a click elsewhere close them.
  const panel = () => document.querySelector("[data-suggestions]");
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("[data-global-search]");
    if (!form) return;
    const links = [...panel().querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      panel().replaceChildren();
      form.querySelector("input").focus();
    } else if (event.key === "ArrowDown" && links.length) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && links.length) {
      event.preventDefault();
      if (at <= 0) form.querySelector("input").focus();
      else links[at - 1].focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (panel() && !event.target.closest("[data-global-search]")) panel().replaceChildren();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "global-search" && !event.target.value.trim()) panel().replaceChildren();
  });

  const enliven = (root) => {
    const Tooltip = window.bootstrap && window.bootstrap.Tooltip;
    if (!Tooltip) return;
    for (const element of root.querySelectorAll("[data-bs-toggle='tooltip']")) Tooltip.getOrCreateInstance(element);
  };
  document.addEventListener("DOMContentLoaded", () => enliven(document));
  document.addEventListener("htmx:afterSettle", (event) => enliven(event.detail.elt));
  document.addEventListener("htmx:beforeSwap", () => {
    for (const tip of document.querySelectorAll(".tooltip")) tip.remove();
  });

  // A partial that fails is told in the page: the whole page is asked again, which shows the reason or the sign-in.
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (xhr.status === 401 || xhr.getResponseHeader("HX-Redirect")) return;
    if (requestConfig.verb === "get" && event.detail.boosted) location.assign(requestConfig.path);
  });
})();
