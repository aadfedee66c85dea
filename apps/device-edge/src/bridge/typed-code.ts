/** A code that a person types into the portal: made up here, known to the server by its SHA-256, good once (docs/decisions/0012). */
import { createHash, randomBytes } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { makeTypedCode, typedCodeSeconds } from '@cardwright/contracts/workstation/typed-code';
import { say } from '@cardwright/contracts/words/say';

/** offer: tells the server. Throws what it answered, and AUTH_FORBIDDEN where it does not take it. */
export async function newTypedCode(
  offer: (code: { codeSha256Hex: string }) => Promise<{ accepted: boolean }>,
): Promise<{ code: string; seconds: number }> {
  const code = makeTypedCode(randomBytes(8));
  const codeSha256Hex = createHash('sha256').update(code).digest('hex').toUpperCase();
  if (!(await offer({ codeSha256Hex })).accepted) throw new CardwrightError('AUTH_FORBIDDEN', say('desk.no-code'));
  return { code, seconds: typedCodeSeconds };
}
