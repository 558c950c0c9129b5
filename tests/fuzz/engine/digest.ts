/** Condenses everything that could be seen from outside into one number (FNV-1a). */
export class Digest {
  value = 0x811c9dc5;

  add(...numbers: readonly number[]): void {
    for (const number of numbers) {
      this.#mix(number | 0);
      this.#mix(Math.floor(number / 2 ** 32) | 0);
    }
  }

  bytes(bytes: Uint8Array): void {
    this.#mix(bytes.length);
    for (const byte of bytes) this.#mix(byte);
  }

  text(text: string): void {
    this.bytes(Buffer.from(text));
  }

  #mix(word: number): void {
    this.value = Math.imul(this.value ^ word, 0x01000193) >>> 0;
  }
}
