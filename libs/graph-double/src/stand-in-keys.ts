/** Keys that make a passkey for the page of the double in the place of the browser, which makes none for a name that is not that of its page. */
export interface StandInKeys {
  /** By which the page shows them. */
  names(): Promise<string[]>;
  /** Rejects where the key does not make one, with a reason for whoever is on the page. */
  make(name: string, asked: StandInRequest, pin: string): Promise<StandInAnswer>;
}

/** Bytes base64url. */
export interface StandInRequest {
  rpId: string;
  rpName: string;
  userId: string;
  userName: string;
  userDisplayName: string;
  /** COSE algorithms. */
  algorithms: number[];
  excludeCredentials: string[];
  clientDataJSON: string;
}

export interface StandInAnswer {
  credentialId: string;
  attestationObject: string;
}
