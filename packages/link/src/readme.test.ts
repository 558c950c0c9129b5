import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test('given the example of the README, when it is run, then the message comes through the door', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  assert.ok(example);
  const index = new URL('./index.ts', import.meta.url).href;
  const script = `${example.replace("'@ajar/link'", JSON.stringify(index))}
    while (!printed) await new Promise((done) => setImmediate(done));
    await Promise.all([here.close(), there.close()]);`;
  const watched = `let printed = false; const log = console.log; console.log = (...all) => { printed = true; log(...all); };\n`;
  const imports = script.slice(0, script.indexOf('\n') + 1);
  const body = watched + script.slice(imports.length);
  const output = await new Promise<string>((done, fail) => {
    execFile(process.execPath, ['--input-type=module', '--eval', imports + body], (error, stdout) => {
      if (error === null) done(stdout);
      else fail(error);
    });
  });
  assert.equal(output, 'the door is open\n');
});
