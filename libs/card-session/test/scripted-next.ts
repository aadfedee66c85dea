/** The rest of a stack under a processor, for its spec: what is sent down as hex, answers from a list. */
import { encodeExtended, encodeShort } from '@cardwright/card-protocol/apdu/command-apdu';
import { decodeResponse } from '@cardwright/card-protocol/apdu/response-apdu';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import type { SendApdu } from '../src/apdu/apdu-processor.js';

export interface ScriptedNext {
  next: SendApdu;
  /** Extended ones begin with `x `. Whatever does not fit a short APDU and is not extended cannot be sent. */
  sent: string[];
}

/** answers: hex with the status word, or what it rejects with. */
export function scriptedNext(...answers: (string | Error)[]): ScriptedNext {
  const sent: string[] = [];
  const next: SendApdu = (apdu) => {
    sent.push(apdu.extended === true ? `x ${toHex(encodeExtended(apdu))}` : toHex(encodeShort(apdu)));
    const answer = answers.shift() ?? new TypeError(`no answer to ${sent.at(-1)}`);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(decodeResponse(fromHex(answer)));
  };
  return { next, sent };
}
