/** A statement for agents in its signed form (sealing/signed-statement), by one of the vault's keys. */
import { signedStatement, statementInput, type StatementKind } from '@cardwright/sealing/signed-statement';
import { readSequence } from '../der/der-reader.js';
import type { Signer } from '../signer/signer.port.js';
import type { CurrentSigner } from './signer-certificate.js';

/** Throws PKI_SIGNER_UNAVAILABLE. */
export async function signStatement(
  kind: StatementKind,
  claims: object,
  { keyId, chain }: CurrentSigner,
  signer: Signer,
): Promise<string> {
  const input = statementInput(
    kind,
    claims,
    chain.map((certificate) => certificate.toString('base64')),
  );
  return signedStatement(input, fixedLength(await signer.sign(keyId, Buffer.from(input, 'ascii'))));
}

/** From the DER of X.509 to r and s of 32 bytes each. */
function fixedLength(der: Buffer): Buffer {
  const numbers = readSequence(der).map(({ content }) => {
    const digits = content.length > 32 ? content.subarray(content.length - 32) : content;
    return Buffer.concat([Buffer.alloc(32 - digits.length), digits]);
  });
  return Buffer.concat(numbers);
}
