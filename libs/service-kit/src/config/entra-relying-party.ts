/** A tenant of Entra ID as a relying party: its row in RELYING_PARTIES. */
import { hostName, lower, matching, safeOrigin, safeUrl, uuid, type Given, type Problem } from './given-values.js';

/** A tenant of Entra ID and the app registration in it. */
export interface EntraRelyingParty {
  /** By which credential profiles name it. */
  id: string;
  kind: 'entra';
  /** Directory (tenant) id and application (client) id, UUIDs. */
  tenantId: string;
  clientId: string;
  /** Another app registration, which may read the policy and nothing else: as it the policy is read before a card is held. Absent: as clientId. */
  policyClientId?: string;
  /** Origins without a slash at the end. */
  graphUrl: string;
  loginUrl: string;
  /** The page on which people add a passkey by themselves, and how WebAuthn names the tenant there; null: nobody is sent to one. */
  securityInfo: { url: string; rpId: string } | null;
  /** So long after a registration Graph may not list it yet, or do what it left unanswered. */
  settlesSeconds: number;
}

export const entraMembers = [
  ...['tenantId', 'clientId', 'policyClientId', 'graphUrl', 'loginUrl', 'securityInfo', 'settlesSeconds'],
];

/** Graph says nowhere how long its computers take to agree. */
const usualSettlesSeconds = 120;
const mostSettlesSeconds = 3_600;

const globalCloud = {
  graphUrl: 'https://graph.microsoft.com',
  loginUrl: 'https://login.microsoftonline.com',
  securityInfo: { url: 'https://mysignins.microsoft.com/security-info', rpId: 'login.microsoft.com' },
};

export function readEntra(id: string, given: Given, problem: Problem): EntraRelyingParty {
  const [tenantId, clientId] = [given['tenantId'], given['clientId']].map((each) => matching(lower(each), uuid));
  if (tenantId === undefined || clientId === undefined) problem('needs tenantId and clientId, UUIDs');
  const policyClientId = matching(lower(given['policyClientId']), uuid);
  if (given['policyClientId'] !== undefined && policyClientId === undefined)
    problem('has a policyClientId that is no UUID');
  const graphUrl = safeOrigin(given['graphUrl'] ?? globalCloud.graphUrl);
  const loginUrl = safeOrigin(given['loginUrl'] ?? globalCloud.loginUrl);
  if (graphUrl === undefined || loginUrl === undefined)
    problem('has a graphUrl or loginUrl that is no https:// origin (http:// on loopback alone)');
  return {
    ...{ id, kind: 'entra', tenantId: tenantId ?? '', clientId: clientId ?? '' },
    ...(policyClientId !== undefined && { policyClientId }),
    ...{ graphUrl: graphUrl ?? '', loginUrl: loginUrl ?? '' },
    securityInfo: readSecurityInfo(given['securityInfo'], graphUrl, problem),
    settlesSeconds: readSettles(given['settlesSeconds'], problem),
  };
}

function readSettles(given: unknown = usualSettlesSeconds, problem: Problem): number {
  const seconds = Number.isInteger(given) ? (given as number) : -1;
  if (seconds < 0 || seconds > mostSettlesSeconds)
    problem(`has settlesSeconds that is no whole number from 0 to ${mostSettlesSeconds}`);
  return seconds;
}

/** Every cloud has a page of its own: that of the global one is right for that alone. */
function readSecurityInfo(
  given: unknown,
  graphUrl: string | undefined,
  problem: Problem,
): EntraRelyingParty['securityInfo'] {
  if (given === undefined) return graphUrl === globalCloud.graphUrl ? globalCloud.securityInfo : null;
  if (given === null) return null;
  const { url: address, rpId: name, ...unknown } = Object(given) as Given;
  const [url, rpId] = [safeUrl(address), matching(name, hostName)];
  if (url !== undefined && rpId !== undefined && Object.keys(unknown).length === 0) return { url, rpId };
  problem(
    'has a securityInfo that is not {"url", "rpId"}: an https:// address (http:// on loopback alone) and a host name',
  );
  return null;
}
