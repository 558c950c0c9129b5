// `node setup/build-kernel.mjs`: builds the link's WebAssembly kernel from its AssemblyScript, into a module that holds
// it as text, so that it is there wherever the package is.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const link = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'link');
const source = join(link, 'assembly', 'kernel.as.ts');
const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'relaxed-simd'];
export const target = join(link, 'src', 'fec', 'kernel-binary.ts');

/**
 * The module as it has to be for the source as it is.
 * @returns {Promise<string>}
 */
export async function buildKernel() {
  const { main } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error } = await main([source, '--outFile', 'kernel.wasm', ...flags], {
    stderr: process.stderr,
    writeFile(name, contents) {
      if (name === 'kernel.wasm') binary = /** @type {Uint8Array} */ (contents);
    },
  });
  if (!binary) throw new Error(`${source} cannot be compiled`, { cause: error });
  return `/** What \`node setup/build-kernel.mjs\` made of assembly/kernel.as.ts: a WebAssembly module in base64. */
export const kernelBinary: string =
  '${Buffer.from(binary).toString('base64')}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await buildKernel());
