/**
 * The REST API as an office uses it: each request is made by the one whose work it is, because no identity may hold every duty. Specs
 * and benchmarks only: the tokens are signed with the key of the development issuer.
 */
import type { Api, Installation } from './installation.js';
import { startScript } from './start-script.js';
import { accessToken } from './tokens.js';

type Role = 'issuance-operator' | 'system-administrator' | 'profile-administrator' | 'security-officer';

/** The first that fits; everything else is an operator's. Paths are those below /api/v1. */
const work: readonly [RegExp, Role][] = [
  [/^POST \/people\/import$/, 'system-administrator'],
  [/^(POST|PUT) \/people\/(imports|[^/]+\/photo$)/, 'system-administrator'],
  [/^POST \/workstations\/(enrolment-codes|[^/]+\/(revoke|allow-enrolment))$/, 'system-administrator'],
  [/^(GET|POST) \/deployment-codes/, 'system-administrator'],
  [/^(GET|POST) \/role-grants/, 'system-administrator'],
  [/^POST \/(profiles|profile-proposals|models|rollouts|campaigns)/, 'profile-administrator'],
  [/^(GET|POST) \/audit/, 'security-officer'],
  [/^POST \/devices\/[^/]+\/terminate$/, 'security-officer'],
  [/^POST \/sagas\/[^/]+\/reveal-initial-pin$/, 'security-officer'],
];
const tokenSeconds = 3600;

/** Throws Error with `code` and `answer`. */
export function officeApi(at: Pick<Installation, 'home' | 'issuerUrl' | 'httpPort'>): Api {
  const tokens = new Map<Role, { token: Promise<string>; until: number }>();
  const bearer = (method: string, path: string): Promise<string> => {
    const role = work.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1] ?? 'issuance-operator';
    const known = tokens.get(role);
    if (known !== undefined && Date.now() < known.until) return known.token;
    const client = 'cardwright-scripts';
    const exp = Math.floor(Date.now() / 1000) + tokenSeconds;
    const claims = { sub: client, client_id: client, external_id: undefined, name: undefined, roles: [role], exp };
    const token = accessToken({ home: at.home, at }, claims);
    tokens.set(role, { token, until: Date.now() + (tokenSeconds - 60) * 1000 });
    return token;
  };
  const api = startScript<{ restApi(at: object, bearer: unknown): Api }>('api').then(({ restApi }) =>
    restApi(at, bearer),
  );
  return async (method, path, body) => (await api)(method, path, body);
}
