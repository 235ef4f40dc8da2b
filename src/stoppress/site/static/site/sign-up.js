// Tell of a mistyped address before the form is sent. Without this the server tells the same.
(() => {
  const field = document.getElementById("address");
  const message = document.getElementById("address-error");
  // Looser than the server on purpose: one @, something on each side, a dot in the domain. What is refused
  // here must be wrong beyond doubt, in any script; the rest the server decides.
  const plausible = (text) => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/u.test(text.trim());

  function show(wrong) {
    message.hidden = !wrong;
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  field.form.addEventListener("submit", (event) => {
    if (plausible(field.value)) return;
    event.preventDefault();
    show(true);
    field.focus();
  });
  field.addEventListener("input", () => {
    if (!message.hidden && plausible(field.value)) show(false);
  });
})();
