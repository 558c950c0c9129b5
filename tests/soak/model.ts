import fc from 'fast-check';
import { stories } from '../link/model/stories.ts';
import { type Story, tell } from '../link/model/story.ts';
import { numberOf, type Soak, type SoakContext, type SoakOutcome } from './soak.ts';

const defaultStories = 5000;
/** Stories between two looks at the clock. */
const chapter = 20;

/** Tells stories of two portals in bad networks, and checks each time that they agree in the end. */
export const model: Soak = {
  summary: `two portals in random networks, restarts and rebinds: they always agree in the end, ${defaultStories} stories`,
  flags: { stories: { type: 'string' }, path: { type: 'string' } },
  usage: `  --stories N  how many; default ${defaultStories}, without end with --minutes
  --path PATH  with --seed: tells the one story that a report names`,
  run,
};

async function run({ flags, seed, seconds, progress }: SoakContext): Promise<SoakOutcome> {
  const asked = numberOf('stories', flags['stories'], 1, 1e9);
  const most = asked ?? (seconds === undefined ? defaultStories : Number.POSITIVE_INFINITY);
  const endMs = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000;
  const property = fc.property(stories, tell);
  if (typeof flags['path'] === 'string') return report(fc.check(property, { seed, path: flags['path'] }), 1);
  let told = 0;
  while (told < most && performance.now() < endMs) {
    const numRuns = Math.min(chapter, most - told);
    const details = fc.check(property, { seed: (seed + told) % 2 ** 31, numRuns });
    told += details.numRuns;
    if (details.failed) return report(details, told);
    progress(`${told} stories`);
    // Lets a signal through.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { problems: [], figures: { stories: told } };
}

function report(details: fc.RunDetails<[Story]>, told: number): SoakOutcome {
  const figures = { stories: told };
  if (!details.failed) return { problems: [], figures };
  const again = `npm run soak -- model --seed ${details.seed} --path ${details.counterexamplePath}`;
  const why =
    details.errorInstance instanceof Error ? details.errorInstance.stack : String(details.errorInstance);
  return { problems: [`${why}\nagain by: ${again}\n${JSON.stringify(details.counterexample)}`], figures };
}
