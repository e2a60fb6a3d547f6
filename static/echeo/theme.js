// Runs before the first paint: the look the person chose, else the system's.
(() => {
  const wanted = localStorage.getItem("echeo-theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = (name) => document.documentElement.setAttribute("data-bs-theme", name);
  apply(wanted || (system.matches ? "dark" : "light"));
  system.addEventListener("change", () => {
    if (!localStorage.getItem("echeo-theme")) apply(system.matches ? "dark" : "light");
  });
})();
