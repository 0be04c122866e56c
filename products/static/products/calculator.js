// The calculator answers while one types; without this file its button does the same.
"use strict";

(() => {
  const form = document.querySelector("form[data-calculator]");
  const result = document.getElementById("result");
  if (!form || !result) return;
  let timer = 0;
  let asked = 0;
  const amount = form.querySelector("[name=amount]");
  const slider = form.querySelector("[data-slider]");
  if (slider) {
    slider.hidden = false;
    slider.value = amount.value;
    slider.addEventListener("input", () => { amount.value = slider.value; later(); });
    amount.addEventListener("input", () => { slider.value = amount.value.replace(/[^\d.]/g, ""); });
  }
  const work = async () => {
    const query = new URLSearchParams(new FormData(form));
    const mine = ++asked;
    try {
      const answer = await fetch(`${form.getAttribute("action")}?${query}`, { headers: { "X-Fragment": "result" } });
      if (mine !== asked || ![200, 422].includes(answer.status)) return;
      result.innerHTML = await answer.text();
      if (answer.ok) history.replaceState(null, "", `?${query}`);
    } catch (error) { /* offline: the button still works */ }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(work, 150); };
  form.addEventListener("input", later);
})();
