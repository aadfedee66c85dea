/** JWT and seed in the text of a NATS .creds file. */
export function parseCreds(creds: string): { jwt: string; seed: Buffer } {
  const [jwt, seed] = [...creds.matchAll(/-----BEGIN [A-Z ]+-----\s+(\S+)\s+-+END/g)].map((match) => match[1]!);
  return { jwt: jwt!, seed: Buffer.from(seed!) };
}
