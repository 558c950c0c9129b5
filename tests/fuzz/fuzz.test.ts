import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCorpus } from './engine/corpus.ts';
import { type Finding, replay, search } from './engine/search.ts';
import { targets } from './targets/all.ts';

/** The short form of `npm run soak -- fuzz`: what is worth it of a machine's time at every change. */
const seed = 20_261_123;
const parserRuns = 10_000;
/** Executions of targets that are whole endpoints take a thousand times longer. */
const endpointRuns = 400;

for (const target of targets) {
  const corpus = loadCorpus(target.name);

  test(`given what ${target.name} was fed before, when it is fed again, then nothing breaks and all goes the same way twice`, () => {
    assert.ok(corpus.length > 0, 'there is a corpus');
    for (const input of corpus) refuse(target.name, replay(target, input));
  });

  test(`given random changes to all that, when ${target.name} is fed with it, then it still holds: ${target.about}`, () => {
    const runs = target.batch >= 100 ? parserRuns : endpointRuns;
    const { finding } = search(target, runs, { seed, corpus });
    refuse(target.name, finding);
  });
}

function refuse(name: string, finding: Finding | undefined): void {
  if (finding === undefined) return;
  const input = Buffer.from(finding.input).toString('hex');
  const again = `npm run soak -- fuzz --target ${name} --input ${input}`;
  throw new Error(`${finding.error.message}; again by: ${again}`, { cause: finding.error });
}
