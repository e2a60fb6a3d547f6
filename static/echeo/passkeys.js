// Passkeys: say so when the browser could not use one, and do not offer them where the browser knows none.
(() => {
  const show = (hidden) => {
    for (const element of document.querySelectorAll("[data-passkey-problem]")) element.hidden = hidden;
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    show(false);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("button")) show(true);
  }, true);
  document.addEventListener("DOMContentLoaded", () => {
    if (window.PublicKeyCredential) return;
    for (const element of document.querySelectorAll("[data-passkey]")) element.hidden = true;
  });
})();
