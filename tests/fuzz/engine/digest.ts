const tailBytes = 32;

/** Condenses everything that could be seen from outside into one number (FNV-1a). */
export class Digest {
  value = 0x811c9dc5;

  add(...numbers: readonly number[]): void {
    for (const number of numbers) {
      this.#mix(number | 0);
      this.#mix(Math.floor(number / 2 ** 32) | 0);
    }
  }

  /** Takes the length and the end, which in what is sealed depends on everything before it. */
  bytes(bytes: Uint8Array): void {
    this.#mix(bytes.length);
    for (let at = Math.max(0, bytes.length - tailBytes); at < bytes.length; at++) this.#mix(bytes[at]!);
  }

  text(text: string): void {
    this.bytes(Buffer.from(text));
  }

  #mix(word: number): void {
    this.value = Math.imul(this.value ^ word, 0x01000193) >>> 0;
  }
}
