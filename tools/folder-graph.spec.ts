import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cycles, folderGraphs, packagesOf, textOf } from './folder-graph.mjs';
import { root } from './setup/run.mjs';

describe('folders of the tree', () => {
  it.each(packagesOf(root))('form no cycle in %s', (home) => {
    const graphs = [...folderGraphs(root, home)];
    for (const [folder, graph] of graphs) process.stderr.write(`${textOf(folder, graph)}\n`);
    expect(graphs.flatMap(([folder, graph]) => cycles(graph).map((ring) => `${folder}: ${ring.join(' ')}`))).toEqual(
      [],
    );
  });
});

describe('the graph of a package', () => {
  const graphsOf = (files: Record<string, string>) => {
    const checkout = mkdtempSync(join(tmpdir(), 'cardwright-graph-'));
    try {
      for (const [path, text] of Object.entries(files)) {
        const file = join(checkout, 'libs/some/src', path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      return folderGraphs(checkout, 'libs/some');
    } finally {
      rmSync(checkout, { recursive: true });
    }
  };

  it('shows a cycle by a type alone, between folders and between a folder and what lies beside it', () => {
    const graphs = graphsOf({
      'main.ts': "import './a/one.js';\nimport { two } from './b/two.js';\n",
      'a/one.ts': "import type { Two } from '../b/two.js';\n",
      'b/two.ts': "export * from '@cardwright/some/c/three';\n",
      'c/three.ts': "const one = await import('../a/one.js');\n",
      'c/deep/four.ts': "import { three } from '../three.js';\nimport { three } from '../three.js';\n",
      'c/five.ts': "import { four } from './deep/four.js';\n",
    });
    expect([...graphs].map(([folder, graph]) => textOf(folder, graph))).toEqual([
      [
        'libs/some/src',
        '  . -> a (1), b (1)',
        '  a -> b (1)',
        '  b -> c (1)',
        '  c -> a (1)',
        '  CYCLE a b c',
        '    a -> b: libs/some/src/a/one.ts:1 ../b/two.js',
        '    b -> c: libs/some/src/b/two.ts:1 @cardwright/some/c/three',
        '    c -> a: libs/some/src/c/three.ts:1 ../a/one.js',
      ].join('\n'),
      [
        'libs/some/src/c',
        '  . -> deep (1)',
        '  deep -> . (2)',
        '  CYCLE . deep',
        '    . -> deep: libs/some/src/c/five.ts:1 ./deep/four.js',
        '    deep -> .: libs/some/src/c/deep/four.ts:1 ../three.js',
        '    deep -> .: libs/some/src/c/deep/four.ts:2 ../three.js',
      ].join('\n'),
    ]);
  });

  it('has none where all arrows go down; what lies outside of src is no part of it', () => {
    const graphs = graphsOf({
      'main.ts': "import './a/one.js';\n",
      'a/one.ts':
        "import '../b/two.js';\nimport 'node:fs';\nimport '../../package.json';\nimport '../../../b/src/c.js';\n",
      'b/two.ts': "import '@cardwright/other/a/one';\n",
    });
    expect([...graphs].map(([folder, graph]) => textOf(folder, graph))).toEqual([
      ['libs/some/src', '  . -> a (1)', '  a -> b (1)', '  b'].join('\n'),
    ]);
    expect([...graphs.values()].flatMap((graph) => cycles(graph))).toEqual([]);
  });
});
