/** An agent, a CA and a vault that say what lets every check of a new saga pass, unless a spec has them say something else. */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import { factoryImage } from './factory-image.js';
import type { SagasService } from './sagas-service.js';

export interface Said {
  /** What the agent reads; default: the card that it is asked for. */
  inspected: (identityText: string) => CardImage;
  /** Whether the CA can sign. */
  usable: boolean;
}

/** A card of this identity as the factory left it. */
export const imageOf = (identity: string): CardImage =>
  factoryImage(identity.split(':')[1]!, { version: '5.7.1', managementKey: { algorithm: 'AES192', factory: true } });

/** What is answered from now on; a spec changes its members. */
export function letChecksPass(service: SagasService): Said {
  const said: Said = { inspected: imageOf, usable: true };
  Object.assign(service.records.vault, {
    'ca.check': () => ({
      issuers: [{ issuerId: 'issuing-1', usable: said.usable, notAfter: '2040-01-01T00:00:00.000Z' }],
    }),
    'ca.chain': () => ({ certificatesDerBase64: [] }),
    'profiles.list': () => ({ profiles: [{ name: 'piv-authentication', title: 'x', keyAlgorithms: [] }] }),
    'archive.list': () => ({ keys: [] }),
    'vault.key-set.get': () => ({ current: null, pending: null }),
  } as unknown as typeof service.records.vault);
  service.edge['card.inspect'] = ({ identityText }) => ({ image: said.inspected(identityText!) });
  service.edge['agent.status'] = () =>
    ({
      workstationId: 'ws-spec',
      agentVersion: '1.0.0',
      startedAt: new Date().toISOString(),
      pcsc: 'ok',
      readers: [{ readerName: 'Reader 0', cardPresent: true, atrHex: '3BFD', heldBy: null }],
      clock: new Date().toISOString(),
    }) satisfies AgentStatus;
  return said;
}
