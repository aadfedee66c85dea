/**
 * The few pages of the development issuer: choose a demo person, enter and confirm a device code. Plain HTML, no script, nothing
 * loaded from elsewhere.
 */
import type { DemoAccount } from './accounts.js';

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 0; display: grid; place-items: center; min-height: 100vh; background: light-dark(#f4f5f7, #15171c) }
  main { width: min(26rem, calc(100vw - 2rem)); padding: 2rem; border-radius: 12px; background: light-dark(#fff, #1f2229);
    box-shadow: 0 1px 3px #0003; box-sizing: border-box; margin: 1rem }
  h1 { font-size: 1.25rem; margin: 0 0 .25rem } p { margin: .25rem 0 1rem; color: light-dark(#4a4f5a, #b4bac6) }
  button, input { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem .8rem; border-radius: 8px;
    border: 1px solid light-dark(#c9ced8, #3a3f4a); background: transparent; color: inherit; text-align: left; margin-bottom: .5rem }
  button { cursor: pointer } button:hover { border-color: #2f6fed } button:focus-visible, input:focus-visible { outline: 3px solid #2f6fed88 }
  .primary { background: #2457c5; border-color: #2457c5; color: #fff; text-align: center; font-weight: 600 }
  small { display: block; color: light-dark(#5a606c, #a2a9b6) } code { font-size: 1.6rem; letter-spacing: .1em }
  .note { font-size: .85rem; border-top: 1px solid light-dark(#e3e6ec, #31353e); padding-top: .75rem; margin: 1rem 0 0 }
  .error { color: light-dark(#b3261e, #ff8a80) }`;

export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<title>${title}</title><style>${style}</style></head><body><main>${body}
<p class="note">Development issuer: no passwords, for evaluation on this machine only.</p></main></body></html>`;

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

export function loginPage(action: string, accounts: readonly DemoAccount[], client: string): string {
  const buttons = accounts.map(
    ({ login, name, about }) =>
      `<button name="login" value="${escapeHtml(login)}">${escapeHtml(name)}<small>${escapeHtml(about)}</small></button>`,
  );
  return page(
    'Sign in',
    `<h1>Sign in to ${escapeHtml(client)}</h1><p>Who are you today?</p>
<form method="post" action="${escapeHtml(action)}">${buttons.join('\n')}</form>`,
  );
}

export function deviceInputPage(form: string, wrong: boolean): string {
  const message = wrong
    ? '<p class="error">That code is not right. Try again.</p>'
    : '<p>Enter the code that the command line shows.</p>';
  return page(
    'Connect a command line',
    `<h1>Connect a command line</h1>${message}${form}<button class="primary" type="submit" form="op.deviceInputForm">Continue</button>`,
  );
}

export function deviceConfirmPage(form: string, client: string, userCode: string): string {
  return page(
    'Confirm',
    `<h1>${escapeHtml(client)}</h1><p>Is this the code that it shows? If you did not start this, abort.</p>
<p><code>${escapeHtml(userCode)}</code></p>${form}
<button class="primary" autofocus type="submit" form="op.deviceConfirmForm">Continue</button>
<button type="submit" form="op.deviceConfirmForm" value="yes" name="abort">Abort</button>`,
  );
}
