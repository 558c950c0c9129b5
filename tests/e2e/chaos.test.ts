import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Rooms } from '../soak/chaos/rooms.ts';

const soak = fileURLToPath(new URL('../soak/run.ts', import.meta.url));

test('whatever a monkey breaks in half a minute is whole again, and nothing is left behind', async (t) => {
  const reason = Rooms.whyNot();
  if (reason !== undefined) return t.skip(reason);
  // How long it takes is for a machine that has nothing else to do: `npm run soak -- --chaos` judges that.
  const flags = ['chaos', '--minutes', '0.5', '--lenient'];
  const { stdout } = await promisify(execFile)(process.execPath, [soak, ...flags]);
  const report = JSON.parse(stdout) as {
    seed: number;
    passed: boolean;
    soaks: { chaos: { figures: { faults: number; kinds: Record<string, { mostMs: number }> } } };
  };
  const { faults, kinds } = report.soaks.chaos.figures;
  assert.ok(report.passed && faults > 0, stdout);
  const away = Object.entries(kinds).map(([kind, { mostMs }]) => `${kind} ${mostMs} ms`);
  t.diagnostic(`seed ${report.seed}: away for: ${away.join(', ')}`);
});
