/**
 * Another program that holds the card in the reader named by its first argument, until it is ended. Says when it does. Second argument:
 * EXCLUSIVE (default) or SHARED. It is sent commands in hex and answers with what the card says or with the code of PC/SC; `begin` and `end`
 * are of a transaction, `reconnect` follows a reset by somebody else.
 */
import pcsc from 'pcsc-mini';

const { CardMode, CardDisposition } = pcsc;
const mode = CardMode[process.argv[3] ?? 'EXCLUSIVE'];
let transaction;

const ask = async (card, asked) => {
  if (asked === 'begin') transaction = await card.transaction();
  else if (asked === 'end') await transaction.end(CardDisposition.LEAVE);
  else if (asked === 'reconnect') await card.reconnect(mode, CardDisposition.LEAVE);
  else return Buffer.from(await card.transmit(Buffer.from(asked, 'hex'), new ArrayBuffer(65544))).toString('hex');
  return 'done';
};

const client = new pcsc.Client();
client.on('reader', (reader) => {
  if (reader.name() !== process.argv[2]) return;
  reader.on('change', async (status) => {
    if (!status.has(pcsc.ReaderStatus.PRESENT) || process.listenerCount('message') > 0) return;
    process.on('message', async (asked) => process.send(await ask(card, asked).catch(({ code }) => code)));
    const card = await reader.connect(mode);
    process.send('held');
  });
});
client.start();
