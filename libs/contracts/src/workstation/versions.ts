/**
 * Which agents and servers of different releases work together (requirement B12). A release raises a minimum when it asks the other side for
 * something that older ones do not answer. Versions follow Semantic Versioning 2.0.0.
 */

/** Of everything in this repository; a spec compares it with package.json. */
export const releaseVersion = '0.1.0';
/** The first agent that answers every request that today's services make. MINIMUM_AGENT_VERSION of a service may only raise it. */
export const minimumAgentVersion = '0.1.0';
/** The first server that answers every request that today's agent makes. */
export const minimumServerVersion = '0.1.0';

/** What a service says of itself to an agent. */
export interface ServerVersions {
  serverVersion: string;
  /** The oldest agent that it works with. */
  minimumAgentVersion: string;
}

/** Numbers of major, minor and patch that are missing count as 0; build metadata (`+...`) does not count. */
const shape =
  /^(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
const longest = 40;

interface Version {
  numbers: number[];
  /** Empty: a release, which is newer than each of its pre-releases. */
  preRelease: string[];
}

function parseVersion(text: unknown): Version | undefined {
  const match = typeof text === 'string' && text.length <= longest ? shape.exec(text) : null;
  if (match === null) return undefined;
  const [, major, minor = '0', patch = '0', preRelease] = match;
  return { numbers: [major, minor, patch].map(Number), preRelease: preRelease?.split('.') ?? [] };
}

export const isVersion = (text: unknown): text is string => parseVersion(text) !== undefined;

/** Whether what somebody reports is older than a version. What is absent, or no version, is: releases that say nothing are older than the question. */
export function isOlderThan(reported: unknown, version: string): boolean {
  const [has, needs] = [parseVersion(reported), parseVersion(version)];
  if (needs === undefined) throw new TypeError(`${version} is not a version`);
  if (has === undefined) return true;
  for (const [index, need] of needs.numbers.entries())
    if (has.numbers[index] !== need) return has.numbers[index]! < need;
  return comparePreReleases(has.preRelease, needs.preRelease) < 0;
}

/** SemVer 11.3 and 11.4. */
function comparePreReleases(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return other.length - one.length;
  for (const [index, part] of one.entries()) {
    const counterpart = other[index];
    if (counterpart === undefined) return 1;
    if (part === counterpart) continue;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(part), /^\d+$/.test(counterpart)];
    if (isNumber && isOtherNumber && Number(part) !== Number(counterpart)) return Number(part) - Number(counterpart);
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return part < counterpart ? -1 : 1;
  }
  return one.length - other.length;
}
