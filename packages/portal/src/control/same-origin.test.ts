import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameOrigin } from './same-origin.ts';

test("the server's own page may connect, and programs that send no origin", () => {
  assert.equal(isSameOrigin({ host: 'localhost:8737', origin: 'http://localhost:8737' }), true);
  assert.equal(isSameOrigin({ host: '192.0.2.7:8737', origin: 'http://192.0.2.7:8737' }), true);
  assert.equal(isSameOrigin({ host: '[::1]:8737' }), true);
  assert.equal(isSameOrigin({ host: 'portal.local:8737', origin: 'http://portal.local:8737' }), true);
});

test('pages of other sites may not, nor foreign names that resolve to this machine', () => {
  assert.equal(isSameOrigin({ host: 'localhost:8737', origin: 'http://evil.example' }), false);
  assert.equal(isSameOrigin({ host: 'localhost:8737', origin: 'null' }), false);
  assert.equal(isSameOrigin({ host: 'evil.example:8737', origin: 'http://evil.example:8737' }), false);
  assert.equal(isSameOrigin({}), false);
});
