/** Runs the development issuer from environment variables. Started by `npm start`; not for production. */
import { readFileSync } from 'node:fs';
import type { JWKS } from 'oidc-provider';
import { startDevIssuer } from './issuer.js';

const needed = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new TypeError(`${name} is not set`);
  return value;
};
const secretFile = (name: string): string => readFileSync(needed(name), 'utf8').trim();

const issuer = await startDevIssuer({
  port: Number(needed('HTTP_PORT')),
  publicUrls: needed('PUBLIC_URL').split(','),
  gatewaySecret: secretFile('OIDC_CLIENT_SECRET_FILE'),
  scriptsSecret: secretFile('OIDC_SCRIPTS_SECRET_FILE'),
  setupSecret: secretFile('OIDC_SETUP_SECRET_FILE'),
  cookieKey: secretFile('OIDC_COOKIE_KEY_FILE'),
  jwks: JSON.parse(secretFile('OIDC_JWKS_FILE')) as JWKS,
});
console.log(`development issuer at ${issuer.issuer}`);
const stop = (): void => void issuer.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
