// Signing with a passkey, and making one. The forms come hidden and stay so where the browser knows no passkeys.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// As PublicKeyCredential.parse…OptionsFromJSON and toJSON do; by hand, because not every browser has them, nor alike.
function parsed(options) {
  const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
  const found = { ...options, challenge: bytes(options.challenge) };
  if (options.user) found.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) found.excludeCredentials = keys(options.excludeCredentials);
  if (options.allowCredentials) found.allowCredentials = keys(options.allowCredentials);
  return found;
}

function written(made) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[part]) response[part] = text(made.response[part]);
  }
  return { id: made.id, rawId: text(made.rawId), type: made.type, response };
}

async function sign(form) {
  const question = await fetch(form.dataset.passkey, { method: "POST", body: new FormData(form) });
  // The proof has grown too old, or the sign-in has: the page itself knows where to go on.
  if (question.redirected) return location.reload();
  if (!question.ok) throw new Error(question.status);
  const publicKey = parsed(await question.json());
  const made = await navigator.credentials[publicKey.user ? "create" : "get"]({ publicKey });
  form.elements.credential.value = JSON.stringify(written(made));
  form.submit();
}

function wakePasskey(form) {
  const button = form.querySelector("button[type=submit]");
  const said = form.querySelector("[role=status]");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    button.disabled = true;
    said.textContent = "";
    sign(form)
      .catch((trouble) => {
        said.textContent = trouble.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed;
      })
      .finally(() => { button.disabled = false; });
  });
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("form[data-passkey]").forEach(wakePasskey);
  document.querySelectorAll("[data-no-passkeys]").forEach((note) => { note.hidden = true; });
}
