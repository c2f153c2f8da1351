// Signs in, takes an invitation (`#invitation=TOKEN`), and sets up a second factor, by the routes under /auth.
"use strict";

const element = (id) => document.getElementById(id);
const invitation = new URLSearchParams(location.hash.slice(1)).get("invitation");
let csrf = "";

// The token stays out of the address bar and of the history.
if (invitation) history.replaceState(null, "", location.pathname);

const say = (text) => {
  element("said").textContent = text;
};

const show = (id) => {
  for (const one of ["invited", "entering", "enrolling", "signed"]) element(one).hidden = one !== id;
  const field = element(id).querySelector("input");
  if (field) field.focus();
};

const send = async (path, body) => {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
  const response = await fetch(`/auth/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
};

const on = (id, work) =>
  element(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.target.querySelector("button");
    button.disabled = true;
    say("");
    try {
      await work(Object.fromEntries(new FormData(event.target)));
    } catch {
      say("The service cannot be reached: try again.");
    }
    button.disabled = false;
  });

on("invited", async ({ password, again }) => {
  if (password !== again) return say("The two passwords are not the same.");
  const told = await send("invitations/accept", { token: invitation, password });
  if (told.errors) return say(told.errors[0].message);
  element("entering").elements.email.value = told.account.email;
  say("The password is set. Sign in with it.");
  show("entering");
});

on("entering", async ({ email, password, code }) => {
  const told = await send("sign-in", code ? { email, password, code } : { email, password });
  if (told.errors) {
    const needed = told.errors[0].code === "SECOND_FACTOR_NEEDED";
    if (needed) element("coded").hidden = false;
    return say(needed ? "Enter the code of your second factor, or a recovery code." : told.errors[0].message);
  }
  csrf = told.csrf;
  element("entering").reset();
  await (told.mustEnrol ? enrol() : entered());
});

on("enrolling", async ({ code }) => {
  const told = await send("second-factor/confirm", { code });
  if (told.errors) return say(told.errors[0].message);
  element("codes").textContent = told.recoveryCodes.join("\n");
  element("recovery").hidden = false;
  await entered();
});

const enrol = async () => {
  const told = await send("second-factor/begin", {});
  if (told.errors) {
    say(told.errors[0].message);
    return show("entering");
  }
  element("key").textContent = told.key;
  element("uri").href = told.uri;
  show("enrolling");
};

const entered = async () => {
  const response = await fetch("/auth/session");
  if (!response.ok) return show(invitation ? "invited" : "entering");
  const told = await response.json();
  csrf = told.csrf;
  if (told.secondFactor.mustEnrol) return enrol();
  element("email").textContent = told.account.email;
  show("signed");
};

element("out").addEventListener("click", async () => {
  await send("sign-out", {});
  csrf = "";
  element("recovery").hidden = true;
  show("entering");
});

if (invitation) show("invited");
else entered().catch(() => show("entering"));
