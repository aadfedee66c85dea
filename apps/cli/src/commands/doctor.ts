/** What stands between this command line and a working request, looked at in the order in which it would fail. */
import { statSync } from 'node:fs';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { CommandContext } from './context.js';
import { discoverIssuer } from '../sign-in/oauth.js';
import { configDirectory } from '../sign-in/token-store.js';

export interface Finding {
  name: string;
  state: 'ok' | 'warning' | 'failed';
  text: string;
}
/** Tokens are good for seconds around their limits: more than this and sign-ins begin to fail. */
const clockToleranceMs = 5_000;

export async function examine(context: CommandContext): Promise<Finding[]> {
  const { api, io, tokens } = context;
  const findings: Finding[] = [];
  const check = async (name: string, work: () => Promise<string>): Promise<boolean> => {
    try {
      findings.push({ name, state: 'ok', text: await work() });
      return true;
    } catch (error) {
      if (!(error instanceof CardwrightError)) throw error;
      findings.push({ name, state: 'failed', text: `${error.message} ${error.row.fix}` });
      return false;
    }
  };
  const directory = configDirectory(io.env);
  findings.push({ name: 'configuration', state: 'ok', text: describeDirectory(directory) });
  if (!(await check('gateway', async () => `${api.url}, version ${(await api.system()).version}`))) return findings;
  await check('readiness', async () => {
    const response = await api.request('/readyz', {}, false);
    const { checks } = (await response.json()) as { checks: Record<string, string> };
    const text = Object.entries(checks)
      .map(([name, state]) => `${name} ${state}`)
      .join(', ');
    if (!response.ok) throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', onlyInEnglish(`Not ready: ${text}.`));
    return text;
  });
  await check('clock', async () => {
    const response = await api.request('/healthz', {}, false);
    const differenceMs = Math.abs(Date.parse(response.headers.get('date') ?? '') - io.now());
    // The header counts whole seconds.
    if (differenceMs > clockToleranceMs + 1000)
      throw new CardwrightError(
        'REQUEST_INVALID',
        onlyInEnglish(`This clock and the server's differ by ${Math.round(differenceMs / 1000)} s.`),
      );
    return "agrees with the server's";
  });
  await check('issuer', async () => {
    const { oidc } = await api.system();
    const { deviceAuthorization } = await discoverIssuer(oidc.issuer);
    return `${oidc.issuer}${deviceAuthorization ? '' : ', without device grant: only --client-credentials works'}`;
  });
  if (tokens.get(api.url) === undefined) {
    findings.push({ name: 'sign-in', state: 'warning', text: 'nobody is signed in: cardwright login' });
    return findings;
  }
  let duties: string | undefined;
  const signedIn = await check('sign-in', async () => {
    const me = await api.get('/api/v1/me');
    duties = me.separationOfDuties;
    return `${me.identity.subject}, roles ${me.roles.join(' ') || 'none'}`;
  });
  if (duties === 'single-operator')
    findings.push({
      name: 'separation of duties',
      state: 'warning',
      text: 'one person may hold every role (SEPARATION_OF_DUTIES=single-operator): not for production',
    });
  else if (duties !== undefined) findings.push({ name: 'separation of duties', state: 'ok', text: duties });
  if (signedIn)
    await check('workstations', async () => {
      const rows = await api.rows('/api/v1/workstations', {}, 1000);
      return `${rows.filter(({ online }) => online).length} of ${rows.length} online`;
    });
  return findings;
}

function describeDirectory(directory: string): string {
  try {
    return `${directory} (${(statSync(directory).mode & 0o777).toString(8)})`;
  } catch {
    return `${directory} (made at the first sign-in)`;
  }
}
