/**
 * The one link of `npm start`: signs whoever opens it in as a demo cardholder, once, within a minute. The gateway (apps/gateway/src/lab/sign-in-links.ts)
 * takes it from a folder of this installation; there lies its SHA-256, never the link. Where the gateway was not told of the folder, as in production,
 * no link is good.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const linkSeconds = 60;

/** @param {string} home  CARDWRIGHT_HOME */
export const signInLinkDir = (home) => join(home, 'sign-in-links');

/** Claims as the development issuer gives them. He has no card yet, and the first card is Grace's. */
const alan = { sub: 'alan', external_id: 'E1003', name: 'Alan Turing', roles: ['cardholder'] };

/**
 * A new link, in the place of any other.
 * @param {string} home
 * @param {string} url  of the gateway
 * @param {number} [now]  milliseconds since 1970
 * @returns {Promise<string>} what is secret is in the fragment, which browsers send to nobody
 */
export async function newSignInLink(home, url, now = Date.now()) {
  const folder = signInLinkDir(home);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const older of await readdir(folder)) await rm(join(folder, older), { force: true });
  const token = randomBytes(16).toString('base64url');
  const file = join(folder, createHash('sha256').update(token).digest('hex'));
  await writeFile(file, JSON.stringify({ goodUntil: now + linkSeconds * 1000, claims: alan }), { mode: 0o600 });
  return `${url}/try#${token}`;
}

/** The same for a run that is on already, in any terminal. Throws where none is, or it has no simulated cards. @param {string} home */
export async function newSignInLinkOfRun(home) {
  const { url, signInLinks } = JSON.parse(await readFile(join(home, 'running.json'), 'utf8').catch(() => '{}'));
  if (!signInLinks) throw new Error('There is nobody to sign in: is `npm start` running, and not with --pcsc?');
  return newSignInLink(home, url);
}
