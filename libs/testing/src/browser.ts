/**
 * A browser as far as signing in goes: follows redirects, keeps cookies per host and port, sends forms. No script runs in it: what
 * a page does is proven in Chromium. Specs only.
 */
export class PlainBrowser {
  private readonly cookies = new Map<string, Map<string, string>>();

  /** always: headers of every request. */
  constructor(private readonly always: Record<string, string> = {}) {}

  async open(url: string, init: RequestInit = {}): Promise<{ url: string; response: Response }> {
    const { host } = new URL(url);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...this.always, ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get('location');
    if (location === null || response.status < 300) return { url, response };
    return this.open(new URL(location, url).href);
  }

  submit(url: string, form: Record<string, string>): Promise<{ url: string; response: Response }> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.open(url, { method: 'POST', headers, body: new URLSearchParams(form).toString() });
  }

  cookie(url: string, name: string): string | undefined {
    return this.cookies.get(new URL(url).host)?.get(name);
  }

  /** As whoever can write a cookie for this host: another page of it, or a line without TLS. */
  plant(url: string, name: string, value: string): void {
    const { host } = new URL(url);
    this.cookies.set(host, (this.cookies.get(host) ?? new Map<string, string>()).set(name, value));
  }

  /** As browsers withhold a SameSite=Strict cookie where they come back from another site. */
  withhold(url: string, name: string): void {
    this.cookies.get(new URL(url).host)?.delete(name);
  }

  /** Signed in at the development issuer as one of its demo people. */
  static async signedIn(system: { url: string }, login: string): Promise<PlainBrowser> {
    const browser = new PlainBrowser();
    const page = await browser.open(`${system.url}/auth/login`);
    await browser.submit(page.url, { login });
    return browser;
  }
}

/** What a person does in the browser with the code that the command line shows (device grant): signs in at the development issuer. */
export async function confirmDevice(uri: string, login: string): Promise<string> {
  const browser = new PlainBrowser();
  let { response, url } = await browser.open(uri);
  for (let step = 0; step < 5; step++) {
    const html = await response.text();
    if (html.includes('You are signed in')) return html;
    const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
    if (action === undefined) throw new Error(`no form in ${html}`);
    const hidden = [...html.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map(([, name, value]) => [
      name!,
      value!,
    ]);
    const fields = html.includes('name="login"') ? { login } : Object.fromEntries(hidden);
    ({ response, url } = await browser.submit(new URL(action, url).href, fields));
  }
  throw new Error('the sign-in did not end');
}
