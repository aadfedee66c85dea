/** The page itself: one form, and what it does with it. Pure. */

interface Shown {
  relyingPartyId: string;
  people: { id: string; name: string; passkeys: string[] }[];
  /** Of the keys that stand in for the browser. */
  keys: string[];
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign]!);

export const securityInfoHtml = ({ relyingPartyId, people, keys }: Shown): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Security info (a double)</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
  label, button, output { display: block; margin-top: 1rem; }
  select, input, button { font: inherit; padding: .4rem .6rem; }
</style>
<main>
  <h1>Security info</h1>
  <p>This page stands for <i>Security info</i> of a tenant of Entra ID, where people add a passkey by themselves. It is a double for development and
    tests: nobody signs in, and it forgets everything when it ends.</p>
  <form>
    <label>Who you are
      <select name="personId">${people.map(({ id, name }) => `<option value="${escaped(id)}">${escaped(name)}</option>`).join('')}</select></label>
    <button type="button" id="by-browser" hidden>Add a passkey by this browser</button>
    <p id="unfit" hidden>A browser makes no passkey for ${escaped(relyingPartyId)} on this page.</p>
    ${keys.length === 0 ? '' : keysPart(keys)}
    <output role="status"></output>
  </form>
  <h2>Passkeys</h2>
  <ul>${people.flatMap(({ name, passkeys }) => passkeys.map((each) => `<li>${escaped(name)}: ${escaped(each)}</li>`)).join('')}</ul>
</main>
<script type="module">
${script(relyingPartyId)}
</script>
</html>
`;

const keysPart = (keys: string[]): string => `
    <h2>A key that stands in for the browser</h2>
    <label>Key <select name="key">${keys.map((name) => `<option>${escaped(name)}</option>`).join('')}</select></label>
    <label>Its PIN for passkeys; one that has none gets this one <input name="pin" type="password" autocomplete="off"></label>
    <button type="button" id="by-key">Add a passkey by this key</button>`;

const script = (relyingPartyId: string): string => `
const rpId = ${JSON.stringify(relyingPartyId).replaceAll('<', '\\u003c')};
const form = document.querySelector('form');
const says = document.querySelector('output');
const given = (name) => form.elements[name].value;
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

async function send(what, body) {
  const answer = await fetch('/security-info/' + what, { method: 'POST', body: JSON.stringify({ personId: given('personId'), ...body }) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.error.message);
  return json;
}
async function byBrowser() {
  const options = await send('options', {});
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: options.excludeCredentials.map((each) => ({ ...each, id: bytes(each.id) })),
    },
  });
  const { clientDataJSON, attestationObject } = made.response;
  const response = { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) };
  await send('passkeys', { displayName: 'Made by a browser', publicKeyCredential: { id: made.id, response } });
}
const added = (add) => async () => {
  says.value = '';
  try {
    await add();
    says.value = 'The passkey was added.';
  } catch (error) {
    says.value = 'No passkey was added: ' + error.message;
  }
};
const fits = ('.' + location.hostname).endsWith('.' + rpId);
document.querySelector('#by-browser').hidden = !fits;
document.querySelector('#unfit').hidden = fits;
document.querySelector('#by-browser').addEventListener('click', added(byBrowser));
document.querySelector('#by-key')?.addEventListener('click', added(() => send('by-key', { key: given('key'), pin: given('pin') })));
`;
