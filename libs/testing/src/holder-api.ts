/** The REST API as a cardholder uses it, who has no other role. Specs only: the tokens are signed with the key of the development issuer. */
import type { Api, TestSystem } from './installation.js';
import { startScript } from './start-script.js';
import { accessToken } from './tokens.js';

/** Throws Error with `code` and `answer`. */
export async function holderApi(
  system: TestSystem,
  { sub, externalId }: { sub: string; externalId: string },
): Promise<Api> {
  const { restApi } = await startScript<{ restApi(at: object, bearer: () => Promise<string>): Api }>('api');
  const claims = { sub, external_id: externalId, name: undefined, roles: ['cardholder'] };
  return restApi(system.at, () => accessToken(system, claims));
}
