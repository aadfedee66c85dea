/** Another program that holds the card in the reader named by its argument, until it is ended. Says when it does. */
import pcsc from 'pcsc-mini';

const client = new pcsc.Client();
client.on('reader', (reader) => {
  if (reader.name() !== process.argv[2]) return;
  reader.on('change', async (status) => {
    if (!status.has(pcsc.ReaderStatus.PRESENT)) return;
    await reader.connect(pcsc.CardMode.EXCLUSIVE);
    process.send('held');
  });
});
client.start();
