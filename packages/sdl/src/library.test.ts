import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SdlError } from './error.ts';
import { installAdvice, libraryNames, loadSdl, openLibrary } from './library.ts';

test('a missing library is an error that names what to install', () => {
  assert.throws(
    () => openLibrary(['libajar-no-such-library.so']),
    (error) => error instanceof SdlError && error.code === 'missing' && error.cause instanceof Error,
  );
  assert.match(installAdvice('linux'), /libsdl2-2\.0-0/);
  assert.match(installAdvice('darwin'), /brew install sdl2/);
  assert.match(installAdvice('win32'), /SDL2\.dll/);
});

test('every platform has a name to look for, the usual one first', () => {
  assert.equal(libraryNames('linux')[0], 'libSDL2-2.0.so.0');
  assert.equal(libraryNames('win32')[0], 'SDL2.dll');
  assert.equal(libraryNames('darwin')[0], 'libSDL2.dylib');
});

test('the library', async (t) => {
  let library: ReturnType<typeof loadSdl>;
  try {
    library = loadSdl();
  } catch (error) {
    t.skip((error as Error).message);
    return;
  }

  await t.test('is loaded once and says its version', () => {
    assert.equal(loadSdl(), library);
    assert.match(library.version, /^2\.\d+\.\d+$/);
  });

  await t.test('binds a function once', () => {
    const prototype = 'int SDL_GetCPUCount()';
    const count = library.declare<() => number>(prototype);
    assert.ok(count() >= 1);
    assert.equal(library.declare(prototype), count);
  });

  await t.test('names a function that it lacks', () => {
    assert.throws(() => library.declare('int SDL_NoSuchFunction(int a)'), {
      code: 'missing',
      message: /SDL_NoSuchFunction.*install a newer SDL2/,
    });
  });

  await t.test("turns failures into errors with SDL's words", () => {
    const fail = library.declare<(format: string) => number>('int SDL_SetError(const char *format)');
    fail('the cat sat on it');
    assert.throws(() => library.check(-1, 'open the door'), {
      code: 'failed',
      message: 'SDL could not open the door: the cat sat on it',
    });
    assert.throws(() => library.checkPointer(null, 'open the door'), { code: 'failed' });
    assert.equal(library.check(3, 'count'), 3);
    assert.equal(library.checkPointer(5n, 'point'), 5n);
  });

  await t.test('leaves SIGINT and SIGTERM to Node', () => {
    const getHint = library.declare<(name: string) => string | null>(
      'const char *SDL_GetHint(const char *name)',
    );
    assert.equal(getHint('SDL_NO_SIGNAL_HANDLERS'), '1');
  });
});
