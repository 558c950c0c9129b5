import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NetlabError } from '../error.ts';
import { profile, profiles } from './profiles.ts';
import { unimpaired } from './settings.ts';

test('every profile has its own name, one line about it, and is found by its name', () => {
  assert.equal(new Set(profiles.map((each) => each.name)).size, profiles.length);
  for (const each of profiles) {
    assert.match(each.name, /^[a-z]+(-[a-z]+)*$/);
    assert.match(each.description, /^.{10,90}$/);
    assert.equal(profile(each.name), each);
  }
});

test('the perfect network does nothing', () => {
  assert.deepEqual(profile('perfect').up, unimpaired);
  assert.deepEqual(profile('perfect').down, unimpaired);
});

test('an unknown name is refused with the names there are', () => {
  assert.throws(
    () => profile('moon'),
    (error) => {
      assert.ok(error instanceof NetlabError);
      assert.equal(error.code, 'unknown-profile');
      for (const each of profiles) assert.ok(error.message.includes(each.name), each.name);
      return true;
    },
  );
});
