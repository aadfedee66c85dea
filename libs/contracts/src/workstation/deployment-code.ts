/** A code by which many workstations enrol themselves, as operators see it: the code itself is shown once (docs/agent.md). */
export interface DeploymentCode {
  deploymentCodeId: string;
  /** What its workstations belong to; null: no group. */
  group: string | null;
  /** Their names: `{host}` stands for the host name of the computer. */
  namePattern: string;
  /** How many workstations it enrols in all. */
  places: number;
  used: number;
  left: number;
  state: 'open' | 'used-up' | 'expired' | 'revoked';
  createdBy: string;
  createdAt: string;
  expiresAt: string;
  revokedAt: string | null;
}

export const mostPlaces = 10_000;
export const longestDays = 365;

/** Host names: letters, digits and hyphens, in parts between dots. */
const hostNameShape = /^(?=.{1,64}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
/** What a computer is called that nobody has named. */
const unnamed = /^localhost(\.|$)/;

/** As it counts here: in small letters, without a dot at the end. undefined: it names no computer. */
export function hostNameOf(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  return hostNameShape.test(name) && !unnamed.test(name) ? name : undefined;
}
