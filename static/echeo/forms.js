// Forms: selects that search, the error summary, a word before typed text is left behind.
(() => {
  const LONG = 12;

  // Tom-select speaks English by itself; its words stand in the page's language at the body.
  const spoken = (words) => {
    const said = document.createElement("div");
    said.className = "no-results";
    said.textContent = words;
    return said;
  };

  const enhance = (select) => {
    const { removes, clears, nothing } = document.body.dataset;
    if (select.tomselect || !window.TomSelect) return;
    const remote = select.dataset.remote;
    if (!remote && select.options.length <= LONG && !select.multiple) return;
    const settings = {
      maxOptions: 200,
      allowEmptyOption: false,
      plugins: select.multiple
        ? { remove_button: { title: removes } }
        : select.required ? {} : { clear_button: { title: clears } },
      render: { no_results: () => spoken(nothing) },
      dropdownParent: "body",
      onInitialize() {
        // Its place is taken by a field with the same label; two would be read aloud.
        select.setAttribute("aria-hidden", "true");
        const described = select.getAttribute("aria-describedby");
        if (described) this.control_input.setAttribute("aria-describedby", described);
        if (select.getAttribute("aria-invalid")) this.control_input.setAttribute("aria-invalid", "true");
      },
    };
    if (remote) {
      Object.assign(settings, {
        preload: "focus",
        searchField: [],
        valueField: "value",
        labelField: "text",
        load(words, done) {
          fetch(`${remote}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } })
            .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
            .then((answer) => {
              this.clearOptions((option) => this.items.includes(option.value));
              done(answer.options);
            })
            .catch(() => done());
        },
        score: () => () => 1,
      });
    }
    new window.TomSelect(select, settings);
  };

  const enliven = (root) => {
    for (const select of root.querySelectorAll("select.form-select:not([data-plain])")) enhance(select);
  };
  document.addEventListener("DOMContentLoaded", () => {
    enliven(document);
    document.querySelector("[data-error-summary]")?.focus();
  });
  document.addEventListener("htmx:afterSettle", (event) => enliven(event.detail.elt));

  // The summary's links must reach the field, also one that tom-select replaced.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    if (field.tomselect) field.tomselect.focus();
    else (field.matches("input, select, textarea") ? field : field.querySelector("input, select") || field).focus();
    (document.getElementById(`${field.id}_field`) || field).scrollIntoView({ block: "center" });
  });

  let typed = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-form]")) typed = true;
  });
  document.addEventListener("submit", (event) => {
    typed = false;
    // A second click must not send the form twice.
    if (event.target.method !== "post" || event.target.matches("[hx-post]")) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
    setTimeout(() => delete event.target.dataset.sent, 5000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
})();
