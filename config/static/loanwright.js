// Small comforts; every page works without this file.
"use strict";

(() => {
  const kept = "typed before the language changed";

  // A change of language keeps what was typed (never passwords or codes).
  document.querySelectorAll("form[data-language]").forEach((form) => {
    form.addEventListener("submit", () => {
      const typed = [];
      document.querySelectorAll("form[data-keep] [name]").forEach((input) => {
        if (["password", "hidden", "file"].includes(input.type) || input.autocomplete === "one-time-code") return;
        typed.push([input.name, input.value, ["checkbox", "radio"].includes(input.type) ? input.checked : null]);
      });
      try {
        sessionStorage.setItem(kept, JSON.stringify({ path: location.pathname, typed }));
      } catch (error) { /* storage is off: the page is loaded empty */ }
    });
  });
  try {
    const stored = JSON.parse(sessionStorage.getItem(kept) || "null");
    sessionStorage.removeItem(kept);
    if (stored && stored.path === location.pathname) {
      stored.typed.forEach(([name, value, checked]) => {
        document.querySelectorAll(`form[data-keep] [name="${CSS.escape(name)}"]`).forEach((input) => {
          if (checked === null) input.value = value;
          else if (input.value === value) input.checked = checked;
        });
      });
    }
  } catch (error) { /* storage is off */ }

  // A form is sent once; the button says that something is happening.
  document.querySelectorAll("form").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      const button = event.submitter;
      if (button) {
        button.setAttribute("aria-busy", "true");
        if (button.dataset.busy) button.textContent = button.dataset.busy;
      }
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // Passwords can be looked at while typing.
  document.querySelectorAll("[data-show-password]").forEach((button) => {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    if (!input) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const isShown = input.type === "text";
      input.type = isShown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!isShown));
      input.focus();
    });
  });

  // Another code can be asked for after a minute; before, the button says when.
  document.querySelectorAll("[data-wait-seconds]").forEach((button) => {
    const label = button.textContent;
    let left = Number(button.dataset.waitSeconds);
    const tick = () => {
      button.disabled = left > 0;
      button.textContent = left > 0 ? `${label} (${left})` : label;
      if (left > 0) { left -= 1; setTimeout(tick, 1000); }
    };
    tick();
  });

  // Long numbers are easier to check in groups of four; the blanks are taken out by the server.
  document.querySelectorAll("[data-group-digits]").forEach((input) => {
    const group = () => {
      const atEnd = input.selectionStart === input.value.length;
      if (atEnd) input.value = input.value.replace(/\D/g, "").replace(/(.{4})(?=.)/g, "$1 ");
    };
    input.addEventListener("input", group);
    group();
  });

  // Errors are met first: by the eye, the keyboard and the screen reader.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // A field is checked when it is left, in the words of its own hint.
  document.querySelectorAll("form[data-check] input").forEach((input) => {
    input.addEventListener("blur", () => {
      if (input.value && !input.validity.valid) input.setAttribute("aria-invalid", "true");
      else if (!input.dataset.refused) input.removeAttribute("aria-invalid");
    });
  });
})();
