import { describe, expect, it } from '@jest/globals';
import { JoinedStatement } from './joined-statement.js';

/** Statements that the spec answers: `sent` are the keys of each. */
function statements() {
  const sent: (readonly string[])[] = [];
  const ends: ((outcome: Error | readonly string[]) => void)[] = [];
  const joined = new JoinedStatement<string, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        sent.push(keys);
        ends.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
      }),
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  /** Asks in a turn of its own. */
  const ask = async (...keys: string[]) => {
    const answers = keys.map((key) => joined.of(key));
    for (const answer of answers) answer.catch(() => undefined);
    await turn();
    return answers;
  };
  return { sent, ends, ask, turn };
}

describe('a joined statement', () => {
  it('goes out once for all who ask in one turn, also after a few awaits, and gives each its own value', async () => {
    const { sent, ends, ask } = statements();
    const later = Promise.resolve().then(() => Promise.resolve());
    const [early, late] = [ask('a', 'b', 'a'), later.then(() => ask('c'))];
    const answers = [...(await early), ...(await late)];
    expect(sent).toEqual([['a', 'b', 'a', 'c']]);
    ends[0]!(['A', 'B', 'A', 'C']);
    expect(await Promise.all(answers)).toEqual(['A', 'B', 'A', 'C']);
  });

  it('is on its way four times at most; whoever asks meanwhile goes with the next one, as soon as one is back', async () => {
    const { sent, ends, ask, turn } = statements();
    const first = [await ask('a'), await ask('b'), await ask('c'), await ask('d')];
    const joined = [...(await ask('e')), ...(await ask('f', 'g'))];
    expect(sent).toEqual([['a'], ['b'], ['c'], ['d']]);
    ends[2]!(['C']);
    expect(await first[2]![0]).toBe('C');
    await turn();
    expect(sent.slice(4)).toEqual([['e', 'f', 'g']]);
    // The three before it are still away.
    ends[4]!(['E', 'F', 'G']);
    expect(await Promise.all(joined)).toEqual(['E', 'F', 'G']);
  });

  it('that fails tells everyone who asked for it, and nobody else; the next ones go on', async () => {
    const { ends, ask } = statements();
    const [failed, fine] = [await ask('a', 'b'), await ask('c')];
    ends[0]!(new Error('gone'));
    ends[1]!(['C']);
    expect((await Promise.allSettled([...failed, ...fine])).map((each) => each.status)).toEqual([
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    const [after] = await ask('d');
    ends[2]!(['D']);
    expect(await after).toBe('D');
  });

  it('takes 256 keys at most; the rest goes with the next one', async () => {
    const { sent, ask } = statements();
    const answers = await ask(...Array.from({ length: 300 }, (_, index) => String(index)));
    expect(answers.length).toBe(300);
    expect(sent.map(({ length }) => length)).toEqual([256, 44]);
  });

  it('that brings too few values answers nobody with the value of somebody else', async () => {
    const { ends, ask } = statements();
    const answers = await ask('a', 'b');
    ends[0]!(['B']);
    expect((await Promise.allSettled(answers)).map((each) => each.status)).toEqual(['rejected', 'rejected']);
  });
});
