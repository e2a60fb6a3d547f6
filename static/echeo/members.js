// A member's rights: what the chosen role brings shows at once.
(() => {
  const form = document.querySelector("[data-member-rights]");
  if (!form) return;
  const bundles = JSON.parse(document.getElementById("role-bundles").textContent);
  const role = form.querySelector("[name=role]");
  const show = () => {
    const held = new Set(bundles[role.value] || []);
    for (const cell of form.querySelectorAll("[data-by-role]")) {
      const has = held.has(cell.dataset.byRole);
      cell.querySelector("[data-yes]").hidden = !has;
      cell.querySelector("[data-no]").hidden = has;
    }
  };
  role.addEventListener("change", show);
  show();
})();
