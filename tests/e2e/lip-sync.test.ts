import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLASH_EVERY_US, FLASH_US } from '@ajar/media';
import { BEEP_EVERY_US, BEEP_US } from '@ajar/sound';

test('synthetic rooms flash and beep at the same instants, for as long', () => {
  assert.equal(BEEP_EVERY_US, FLASH_EVERY_US);
  assert.equal(BEEP_US, FLASH_US);
});
