/** Which request is which operation, who may do it, and its answer. */
import type { GraphOperation } from './faults.js';
import { forbidden, GraphError, notFound, parsed } from './graph-error.js';
import type { Registration, RegistrationBody } from './registration.js';
import type { DoublePerson, GraphPermission, Tenant } from './tenant.js';
import type { Tokens } from './tokens.js';

export interface Asked {
  method: string;
  url: URL;
  body: string;
  authorization?: string;
}

export interface Answer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: object;
  /** In the place of a body: a page. */
  html?: string;
}

interface Parts {
  tenant: Tenant;
  tokens: Tokens;
  registration: Registration;
}

const methodsPath = /^\/(?:v1\.0|beta)\/users\/([^/]+)\/authentication\/fido2Methods(?:\/(.+))?$/i;
const policyPath =
  /^\/(?:v1\.0|beta)\/policies\/authenticationMethodsPolicy\/authenticationMethodConfigurations\/fido2$/i;
const optionsCall = /^creationOptions(?:\(challengeTimeoutInMinutes=(\d+)\))?$/i;
const tokenPath = /^\/([^/]+)\/oauth2\/v2\.0\/token$/;

/** undefined: nothing that the double knows. */
export function operationOf({ method, url }: Asked): GraphOperation | undefined {
  const path = decodeURIComponent(url.pathname);
  if (method === 'POST' && tokenPath.test(path)) return 'token';
  if (method === 'GET' && policyPath.test(path)) return 'policy';
  const [whole, , rest] = methodsPath.exec(path) ?? [];
  if (whole === undefined) return undefined;
  if (method === 'POST' && rest === undefined) return 'create';
  if (method === 'GET') return rest === undefined ? 'list' : optionsCall.test(rest) ? 'creationOptions' : undefined;
  return method === 'DELETE' && rest !== undefined ? 'delete' : undefined;
}

const permissionFor: Record<Exclude<GraphOperation, 'token'>, GraphPermission> = {
  policy: 'Policy.Read.AuthenticationMethod',
  creationOptions: 'UserAuthMethod-Passkey.ReadWrite.All',
  create: 'UserAuthMethod-Passkey.ReadWrite.All',
  list: 'UserAuthMethod-Passkey.ReadWrite.All',
  delete: 'UserAuthMethod-Passkey.ReadWrite.All',
};

/** Throws GraphError. */
export async function answerTo(asked: Asked, operation: GraphOperation | undefined, parts: Parts): Promise<Answer> {
  const { tenant, tokens, registration } = parts;
  const path = decodeURIComponent(asked.url.pathname);
  if (operation === undefined) throw new GraphError(404, 'BadRequest', 'Resource not found for the segment.');
  if (operation === 'token') {
    if (tokenPath.exec(path)![1] !== tenant.tenantId)
      throw new GraphError(400, 'invalid_request', 'AADSTS90002: The tenant was not found.');
    const body = await tokens.give(new URLSearchParams(asked.body), `${asked.url.origin}${asked.url.pathname}`);
    return { status: 200, body, headers: { 'cache-control': 'no-store' } };
  }
  const client = tokens.clientOf(asked.authorization);
  if (!client.permissions.has(permissionFor[operation])) throw forbidden('Request Authorization failed');
  if (operation === 'policy') return { status: 200, body: { id: 'Fido2', ...tenant.policy } };
  const [, personId, rest] = methodsPath.exec(path)!;
  const person = personOf(tenant, personId!);
  switch (operation) {
    case 'creationOptions': {
      const minutes = optionsCall.exec(rest!)?.[1];
      return {
        status: 200,
        body: registration.creationOptions(person, minutes === undefined ? undefined : Number(minutes)),
      };
    }
    case 'create':
      return { status: 201, body: await registration.create(person, parsed(asked.body) as RegistrationBody) };
    case 'list':
      return { status: 200, body: { value: tenant.passkeysOf(person.id) } };
    case 'delete':
      if (!tenant.remove(person.id, rest!)) throw notFound('The authentication method');
      return { status: 204 };
  }
}

/** By object id or user principal name. Throws GraphError. */
export function personOf(tenant: Tenant, id: string): DoublePerson {
  const found =
    tenant.people.get(id.toLowerCase()) ?? [...tenant.people.values()].find((each) => each.userPrincipalName === id);
  if (found === undefined) throw notFound('The user');
  return found;
}
