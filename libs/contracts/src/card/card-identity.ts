/** How a card of a stock batch is named: `<scheme>:<value>`, or the value alone. What is read from a card is card-plan's. Pure. */
import type { IdentityScheme } from './card-model.js';

export const identitySchemes: readonly IdentityScheme[] = ['ykserial', 'cplc', 'cuid'];

/**
 * text: `12345678` or a whole identity; null is returned for anything else. of: the scheme of the model. Without it, the text names the
 * scheme, and a bare number counts as a serial number.
 */
export function identityIn(text: string, of: IdentityScheme | undefined): string | null {
  const given = text.trim();
  const named = identitySchemes.find((each) => given.startsWith(`${each}:`));
  const scheme = named ?? of ?? 'ykserial';
  if (of !== undefined && scheme !== of) return null;
  const value = named === undefined ? given : given.slice(named.length + 1);
  const shape = scheme === 'ykserial' ? /^[0-9]{1,10}$/ : /^(?:[0-9A-Fa-f]{2}){4,64}$/;
  if (!shape.test(value)) return null;
  return `${scheme}:${scheme === 'ykserial' ? String(Number(value)) : value.toUpperCase()}`;
}

/** In one import: with the sealed secrets they fit one NATS message. */
export const mostSerials = 10_000;

/** Bytes of a management key. */
export const managementKeyBytes = { '3DES': 24, AES128: 16, AES192: 24, AES256: 32 } as const;
/** Initial PIN and PUK of a batch: printable ASCII. */
export const initialPinShape = /^[\x20-\x7e]{4,8}$/;
