import { test } from 'node:test';
import fc from 'fast-check';
import { stories } from './model/stories.ts';
import { tell } from './model/story.ts';

/** `npm run soak -- model` tells many more. */
const numRuns = 60;

test('given any network and any accidents, when the network is well again, then both portals agree about everything', () => {
  fc.assert(fc.property(stories, tell), { numRuns });
});
