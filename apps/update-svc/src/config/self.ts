/** update-svc as whoever it asks, and as the audit has it. */
import type { Actor } from '@cardwright/contracts/nats/rpc';

export const self: Actor = { kind: 'system', iss: 'cardwright', sub: 'update-svc', roleClaims: [] };
