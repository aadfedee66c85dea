/** `login` and `logout`: the device grant for people (RFC 8628), client credentials for scripts. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { CommandContext, Runner } from './context.js';
import { readSecretFromFd } from '../pin/pin-source.js';
import {
  clientCredentials,
  discoverIssuer,
  finishDeviceGrant,
  revoke,
  startDeviceGrant,
  type TokenAnswer,
} from '../sign-in/oauth.js';
import type { StoredSignIn } from '../sign-in/token-store.js';
import { fileDescriptor } from './options.js';

interface LoginOptions {
  clientCredentials?: boolean;
  clientId?: string;
  secretFile?: string;
  secretFd?: number;
}

export function signInCommands(program: Command, run: Runner): void {
  program
    .command('login')
    .description('sign in: opens a code to confirm in a browser, or uses client credentials')
    .option('--client-credentials', 'for scripts: sign in as a confidential client')
    .option('--client-id <id>', 'the client of --client-credentials', 'cardwright-scripts')
    .option('--secret-file <file>', 'file with the secret of that client')
    .option('--secret-fd <n>', 'open file descriptor with the secret of that client', fileDescriptor)
    .action(run(login));
  program.command('logout').description('end the sign-in at this gateway, here and at the issuer').action(run(logout));
}

async function login(context: CommandContext, options: LoginOptions): Promise<void> {
  const { api, output } = context;
  const { oidc } = await api.system();
  const endpoints = await discoverIssuer(oidc.issuer);
  const resource = { resource: oidc.audience };
  if (options.clientCredentials) {
    const client = { clientId: options.clientId!, clientSecret: secretOf(options) };
    const answer = await clientCredentials(endpoints.token, client, resource);
    return keep(context, oidc.issuer, client.clientId, { ...answer, refresh_token: undefined });
  }
  if (endpoints.deviceAuthorization === undefined)
    throw new CardwrightError(
      'REQUEST_SERVICE_UNAVAILABLE',
      onlyInEnglish('The issuer offers no sign-in for command lines'),
    );
  const client = { clientId: oidc.cliClientId };
  const scope = `${oidc.scope} offline_access`;
  const device = await startDeviceGrant(endpoints.deviceAuthorization, client, { scope, ...resource });
  const { verification_uri, verification_uri_complete, user_code } = device;
  if (output.json) output.line(JSON.stringify({ verification_uri, verification_uri_complete, user_code }));
  output.note(`Open  ${verification_uri_complete ?? verification_uri}`);
  output.note(`Code  ${user_code}`);
  const pause = (seconds: number) => delay(seconds * 1000, undefined, { signal: context.io.signal });
  await keep(context, oidc.issuer, client.clientId, await finishDeviceGrant(endpoints.token, client, device, pause));
}

async function keep(
  context: CommandContext,
  issuer: string,
  clientId: string,
  answer: Omit<TokenAnswer, 'refresh_token'> & { refresh_token?: string | undefined },
): Promise<void> {
  const { api, output, tokens } = context;
  tokens.put(api.url, {
    issuer,
    clientId,
    accessToken: answer.access_token,
    ...(answer.refresh_token ? { refreshToken: answer.refresh_token } : {}),
    expiresAt: Date.now() + (answer.expires_in ?? 300) * 1000,
  });
  const me = await api.get('/api/v1/me');
  output.result(me, () =>
    output.line(
      `Signed in at ${api.url} as ${me.identity.displayName ?? me.identity.subject} (${me.roles.join(', ') || 'no role'})`,
    ),
  );
}

/** Here first: an issuer that is away keeps nobody signed in on this machine. */
async function logout({ api, tokens, output }: CommandContext): Promise<void> {
  const known = tokens.get(api.url);
  const removed = tokens.remove(api.url);
  const ended = known === undefined ? true : await endAtIssuer(known);
  output.result({ removed, ended }, () => output.line(removed ? `Signed out of ${api.url}` : 'Nobody was signed in.'));
  if (!ended) output.note('The issuer could not be told: the sign-in ends there by itself.');
}

/** What keeps a sign-in alive is the refresh token; an access token lives for minutes and needs nobody's help to end. */
async function endAtIssuer({ issuer, clientId, refreshToken }: StoredSignIn): Promise<boolean> {
  if (refreshToken === undefined) return true;
  try {
    const { revocation } = await discoverIssuer(issuer);
    if (revocation === undefined) return false;
    await revoke(revocation, clientId, refreshToken);
    return true;
  } catch (error) {
    if (error instanceof CardwrightError) return false;
    throw error;
  }
}

function secretOf(options: LoginOptions): string {
  if (options.secretFd !== undefined) return readSecretFromFd(options.secretFd);
  if (options.secretFile === undefined)
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('Name the secret by --secret-file or --secret-fd'));
  try {
    return readFileSync(options.secretFile, 'utf8').trim();
  } catch (cause) {
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`Cannot read ${options.secretFile}`), {}, cause);
  }
}
