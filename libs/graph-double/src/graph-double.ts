/**
 * A test double of the part of Microsoft Graph and of the token endpoint of Entra ID by which passkeys are registered for people: an HTTP server
 * on one port. It checks what the real service checks, as far as that is documented; what is assumed is in docs/graph-double.md.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { X509Certificate } from 'node:crypto';
import { control, controlRoot } from './control.js';
import { Faults, type Fault, type GraphOperation } from './faults.js';
import { GraphError, notFound } from './graph-error.js';
import { Registration } from './registration.js';
import { answerTo, operationOf, type Answer, type Asked } from './routes.js';
import { SecurityInfo, securityInfoPath } from './security-info.js';
import type { StandInKeys } from './stand-in-keys.js';
import { graphPermissions, Tenant, type DoublePerson, type GraphPermission } from './tenant.js';
import { Tokens } from './tokens.js';

export interface GraphDoubleOptions {
  tenantId: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any that is free. */
  port?: number;
  clients?: { clientId: string; certificates: X509Certificate[]; permissions?: readonly GraphPermission[] }[];
  people?: DoublePerson[];
  /** Default login.microsoft.com, as the real one. */
  relyingPartyId?: string;
  /** Whether the ids of excludeCredentials end with the digit that counts their padding. Default true. */
  paddingDigits?: boolean;
  /** Keys that make passkeys for its page in the place of the browser. Default: none. */
  keys?: StandInKeys;
  /** Default: the clock of the computer, in ms. */
  now?: () => number;
}

export interface SeenRequest {
  operation: GraphOperation;
  method: string;
  path: string;
}

export class GraphDouble {
  /** Requests so far, the ones that failed included. */
  readonly seen: SeenRequest[] = [];

  private constructor(
    readonly tenant: Tenant,
    readonly tokens: Tokens,
    readonly faults: Faults,
    /** Of Graph and of the token endpoint: `http://127.0.0.1:<port>`. */
    readonly url: string,
    readonly stop: () => Promise<void>,
  ) {}

  /** The page that plays `Security info`, by a name of this computer: browsers make no passkey for an address. */
  get securityInfo(): { url: string; rpId: string } {
    const { port } = new URL(this.url);
    return { url: `http://localhost:${port}${securityInfoPath}`, rpId: this.tenant.relyingPartyId };
  }

  static async start(options: GraphDoubleOptions): Promise<GraphDouble> {
    const { host = '127.0.0.1', port = 0, now = Date.now, paddingDigits = true } = options;
    const tenant = new Tenant(options.tenantId, options.relyingPartyId ?? 'login.microsoft.com');
    for (const { clientId, certificates, permissions = graphPermissions } of options.clients ?? [])
      tenant.addClient(clientId, certificates, permissions);
    for (const person of options.people ?? []) tenant.addPerson(person);
    const parts = {
      tenant,
      tokens: new Tokens(tenant, now),
      registration: new Registration(tenant, now, { paddingDigits }),
    };
    const faults = new Faults();
    const page = new SecurityInfo(tenant, parts.registration, options.keys);
    const server = createServer((request, response) => void serve(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    const url = `http://${host}:${(server.address() as AddressInfo).port}`;
    const double = new GraphDouble(tenant, parts.tokens, faults, url, async () => {
      faults.release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });

    async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const asked: Asked = {
        method: request.method ?? 'GET',
        url: new URL(request.url ?? '/', url),
        body: '',
        ...authorizationOf(request),
      };
      const operation = operationOf(asked);
      if (operation !== undefined) double.seen.push({ operation, method: asked.method, path: asked.url.pathname });
      const fault = operation && faults.next(operation);
      asked.body = await textOf(request);
      const answer = await faulty(fault, { operation, faults }, () => answered(asked, operation));
      if (answer === 'reset') return void request.socket.destroy();
      response.writeHead(answer.status, {
        'content-type': answer.html === undefined ? 'application/json' : 'text/html; charset=utf-8',
        date: new Date(now()).toUTCString(),
        ...answer.headers,
      });
      response.end(answer.html ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body)));
    }

    async function answered(asked: Asked, operation: GraphOperation | undefined): Promise<Answer> {
      try {
        if (asked.url.pathname.startsWith(controlRoot)) {
          const path = asked.url.pathname.slice(controlRoot.length);
          return { status: 200, body: control({ ...asked, path }, tenant, faults) };
        }
        if (asked.url.pathname.startsWith(securityInfoPath)) return await page.answer(asked);
        return await answerTo(asked, operation, parts);
      } catch (error) {
        const known = error instanceof GraphError ? error : new GraphError(500, 'generalException', String(error));
        return errorAnswer(known, operation);
      }
    }
    return double;
  }

  /** One request of this operation, or as many as `times` says, goes wrong in this way. */
  fault(operation: GraphOperation, fault: Fault, times = 1): void {
    this.faults.add(operation, fault, times);
  }

  /** Until a request is held back: a client that has given up by then has given up on that one. */
  held(): Promise<void> {
    return this.faults.someHeld();
  }

  /** What is held back goes on. */
  release(): void {
    this.faults.release();
  }
}

const errorAnswer = (error: GraphError, operation: GraphOperation | undefined): Answer => ({
  status: error.status,
  headers: error.headers,
  body: error.body(operation === 'token' ? 'oauth' : 'graph'),
});

async function faulty(
  fault: Fault | undefined,
  { operation, faults }: { operation: GraphOperation | undefined; faults: Faults },
  work: () => Promise<Answer>,
): Promise<Answer | 'reset'> {
  switch (fault?.kind) {
    case undefined:
      return work();
    case 'throttled':
      return errorAnswer(
        new GraphError(429, 'TooManyRequests', 'Too many requests.', {
          'retry-after': String(fault.retryAfterSeconds),
        }),
        undefined,
      );
    case 'refused':
      return errorAnswer(
        new GraphError(fault.status, fault.code ?? 'refused', fault.message ?? 'Refused.', {
          ...(fault.retryAfterSeconds !== undefined && { 'retry-after': String(fault.retryAfterSeconds) }),
        }),
        undefined,
      );
    case 'failed-after-success':
      await work();
      return errorAnswer(
        new GraphError(fault.status, 'generalException', 'An internal server error occurred.'),
        undefined,
      );
    case 'reset-after-success':
      await work();
      return 'reset';
    case 'late-answer': {
      const answer = await work();
      await faults.hold();
      return answer;
    }
    case 'late':
      await faults.hold();
      return work();
    case 'stale':
      if (operation === 'delete') return errorAnswer(notFound('The authentication method'), operation);
      return withoutNewest(await work());
  }
}

function withoutNewest({ body, ...answer }: Answer): Answer {
  const { value } = body as { value: readonly object[] };
  return { ...answer, body: { value: value.slice(0, -1) } };
}

const authorizationOf = ({ headers }: IncomingMessage): { authorization?: string } =>
  headers.authorization === undefined ? {} : { authorization: headers.authorization };

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
