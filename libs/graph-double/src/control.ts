/** How a test in another process changes the double: requests below `/double/`, which Graph does not have. */
import { X509Certificate } from 'node:crypto';
import { graphOperations, type Fault, type Faults, type GraphOperation } from './faults.js';
import { badRequest, notFound, parsed } from './graph-error.js';
import { graphPermissions, type DoublePerson, type PasskeyPolicy, type Tenant } from './tenant.js';

export const controlRoot = '/double/';

export interface ControlRequest {
  method: string;
  /** Behind `/double/`. */
  path: string;
  body: string;
}

/** The answer's body. Throws GraphError. */
export function control({ method, path, body }: ControlRequest, tenant: Tenant, faults: Faults): object {
  const [noun, id] = path.split('/');
  switch (`${method} ${noun}`) {
    case 'GET passkeys':
      return Object.fromEntries([...tenant.people.keys()].map((personId) => [personId, tenant.passkeysOf(personId)]));
    case 'PUT policy':
      tenant.policy = { ...tenant.policy, ...(parsed(body) as Partial<PasskeyPolicy>) };
      return tenant.policy;
    case 'PUT clients': {
      const { certificates } = parsed(body) as { certificates: string[] };
      tenant.addClient(id ?? '', certificatesOf(certificates), graphPermissions);
      return {};
    }
    case 'PUT people':
      tenant.addPerson({ ...(parsed(body) as Omit<DoublePerson, 'id'>), id: (id ?? '').toLowerCase() });
      return {};
    case 'POST faults': {
      const { operation, fault, times } = parsed(body) as { operation: GraphOperation; fault: Fault; times?: number };
      if (!graphOperations.includes(operation)) throw badRequest(`operation is one of ${graphOperations.join(', ')}.`);
      faults.add(operation, fault, times);
      return {};
    }
    case 'POST release':
      faults.release();
      return {};
    default:
      throw notFound(path);
  }
}

export function certificatesOf(pems: readonly string[]): X509Certificate[] {
  try {
    return pems.map((pem) => new X509Certificate(pem));
  } catch {
    throw badRequest('certificates is a list of certificates, PEM.');
  }
}
