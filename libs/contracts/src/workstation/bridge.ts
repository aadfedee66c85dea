/**
 * The workstation bridge: how the portal learns which agent sits at the computer of its browser (requirements C03 to C06, A21). Who says what to whom,
 * and why: docs/decisions/0012.
 */

/** Where agents listen whose port nobody sets: registered for nobody, and below the ports that systems give to outgoing connections. */
export const bridgePort = 27_432;
/** At the agent's door: `http://127.0.0.1:<port>/pair?challenge=<signed challenge>`. */
export const bridgeDoorPath = '/pair';
/** At the portal, with the code in the fragment, which no server and no log of one sees. */
export const bridgeLandingPath = '/paired';
/** Where agents fetch `BridgeKeys`, over the connection that they are enrolled for. */
export const bridgeKeysPath = '/api/v1/bridge/keys';
/** From when a challenge is made until an agent has answered it, and from there until the code is back. */
export const bridgeSeconds = 60;

/** What the gateway signs (sealing/bridge-challenge). It is good once; the record of issuance-svc says until when, by one clock for all. */
export interface BridgeChallenge {
  /** Origin of the portal. */
  iss: string;
  /** 256 random bits, base64url: what the record knows it by. */
  jti: string;
  /** Stands for the session that asked, and tells nothing of it. */
  sid: string;
  /** Seconds since 1970. */
  iat: number;
  exp: number;
}

/** Public keys (RFC 7517) by which challenges are verified now, and the one portal that agents of this server send browsers to. */
export interface BridgeKeys {
  portal: string;
  keys: Record<string, unknown>[];
}

/** `other-session`: the browser is not of whoever sits at the computer. `unknown-session`: nobody can say whose it is. */
export const bridgeRefusals = ['other-session', 'unknown-session'] as const;
export type BridgeRefusal = (typeof bridgeRefusals)[number];

/** codeSha256Hex: of the code that the browser brings back, as its text; in capitals. */
export type BridgeAnswer = { jti: string } & ({ codeSha256Hex: string } | { refused: BridgeRefusal });

/** What the server knows of whether this browser is beside an agent. */
export interface BridgeState {
  /** The workstation that this session is paired with; online: its agent answers now. */
  workstation: { workstationId: string; name: string; online: boolean } | null;
  /** The challenge that this session asked for last. */
  challenge: {
    /**
     * open: no agent has seen it yet, and one still may. over: none has, in its time. answered: an agent has, and the browser has not brought the code back
     * yet. paired: it has. refused: `cause` says why.
     */
    state: 'open' | 'over' | 'answered' | 'paired' | 'refused';
    /** `other-browser`: the code came back in a browser that had not asked. */
    cause: BridgeRefusal | 'other-browser' | null;
  } | null;
  /**
   * Where a browser of this person was last, as long as no agent has seen the challenge (open, over): not necessarily the computer of this one. gone: the
   * workstation has been shut out since. lastSeenAt: when its agent was heard last; null: never. outdated: as below, of this agent.
   */
  before: {
    name: string;
    online: boolean;
    gone: boolean;
    lastSeenAt: string | null;
    outdated: OutdatedAgent | null;
  } | null;
  /** The agent that is paired, or that saw the last challenge, is older than this server works with. */
  outdated: OutdatedAgent | null;
}

export interface OutdatedAgent {
  agentVersion: string | null;
  minimumAgentVersion: string;
}

/** What a window is sent to, once, within this time. */
export interface BridgeOffer {
  url: string;
  seconds: number;
}
