// Keys of the officers' desk: j and k walk the queue, a button's letter presses it, Escape goes back.
(() => {
  "use strict";
  const typing = (target) =>
    target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
  const walk = (step) => {
    const items = [...document.querySelectorAll("[data-queue-item]")];
    if (!items.length) return;
    const focused = items.indexOf(document.activeElement);
    const here = focused >= 0 ? focused : items.findIndex((item) => item.getAttribute("aria-current"));
    items[Math.min(items.length - 1, Math.max(0, here + step))].focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") return walk(1);
    if (event.key === "k") return walk(-1);
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector(".desk-refusal[role=alert]")?.focus();
    document.querySelectorAll("form.desk-form, .desk-buttons form").forEach((form) => {
      form.addEventListener("submit", (event) => {
        if (form.dataset.sent) event.preventDefault();
        form.dataset.sent = "yes";
      });
    });
  });
})();
