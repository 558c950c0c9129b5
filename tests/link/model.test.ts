import { test } from 'node:test';
import fc from 'fast-check';
import { stories } from './model/stories.ts';
import { tell } from './model/story.ts';

/** The same stories every time; `npm run soak -- model` tells many more, and others each time. */
const seed = 20_261_123;
const numRuns = 150;

test('given any network and any accidents, when the network is well again, then both portals agree about everything', () => {
  fc.assert(fc.property(stories, tell), { seed, numRuns });
});
