// AssemblyScript, built by `node setup/build-kernel.mjs` into src/fec/kernel-binary.ts.
//
// A product in GF(256) is the sum of the products of the two halves of a byte, and each half has sixteen values, so a
// table of them is one vector and a lookup of sixteen at once one instruction. Source: Plank, Greenan, Miller,
// "Screaming Fast Galois Field Arithmetic Using Intel SIMD Instructions", FAST 2013.
//
// Memory begins with 256 × 32 bytes: of each coefficient, its products with 0…15, then with 16 × 0…15.

const stripBytes: u32 = 32;

/** See Kernel in src/fec/kernel.ts. All places are absolute; up to a strip is read and written beyond `bytes`. */
export function combine(
  rows: u32,
  columns: u32,
  coefficients: u32,
  inputs: u32,
  inputStride: u32,
  outputs: u32,
  outputStride: u32,
  bytes: u32,
): void {
  while (rows >= 4) {
    combineRows(4, columns, coefficients, inputs, inputStride, outputs, outputStride, bytes);
    rows -= 4;
    coefficients += 4 * columns;
    outputs += 4 * outputStride;
  }
  if (rows == 3) combineRows(3, columns, coefficients, inputs, inputStride, outputs, outputStride, bytes);
  if (rows == 2) combineRows(2, columns, coefficients, inputs, inputStride, outputs, outputStride, bytes);
  if (rows == 1) combineRows(1, columns, coefficients, inputs, inputStride, outputs, outputStride, bytes);
}

/**
 * Up to four rows at once, strip by strip: the sums of a strip stay in registers while the inputs pass, and each input is
 * split into halves once for all rows. As `rows` is a constant of the call, what is not needed is not there.
 */
@inline
function combineRows(
  rows: u32,
  columns: u32,
  coefficients: u32,
  inputs: u32,
  inputStride: u32,
  outputs: u32,
  outputStride: u32,
  bytes: u32,
): void {
  const end = outputs + bytes;
  while (outputs < end) {
    const output1 = outputs + outputStride;
    const output2 = output1 + outputStride;
    const output3 = output2 + outputStride;
    let sum0 = v128.load(outputs);
    let sum0b = v128.load(outputs, 16);
    let sum1 = rows > 1 ? v128.load(output1) : sum0;
    let sum1b = rows > 1 ? v128.load(output1, 16) : sum0;
    let sum2 = rows > 2 ? v128.load(output2) : sum0;
    let sum2b = rows > 2 ? v128.load(output2, 16) : sum0;
    let sum3 = rows > 3 ? v128.load(output3) : sum0;
    let sum3b = rows > 3 ? v128.load(output3, 16) : sum0;

    let input = inputs;
    const lastCoefficient = coefficients + columns;
    for (let at = coefficients; at < lastCoefficient; at++) {
      const data = v128.load(input);
      const dataB = v128.load(input, 16);
      const low = lowHalves(data);
      const lowB = lowHalves(dataB);
      const high = highHalves(data);
      const highB = highHalves(dataB);

      const products0 = tableOf(at);
      sum0 = addProducts(sum0, products0, low, high);
      sum0b = addProducts(sum0b, products0, lowB, highB);
      if (rows > 1) {
        const products1 = tableOf(at + columns);
        sum1 = addProducts(sum1, products1, low, high);
        sum1b = addProducts(sum1b, products1, lowB, highB);
      }
      if (rows > 2) {
        const products2 = tableOf(at + 2 * columns);
        sum2 = addProducts(sum2, products2, low, high);
        sum2b = addProducts(sum2b, products2, lowB, highB);
      }
      if (rows > 3) {
        const products3 = tableOf(at + 3 * columns);
        sum3 = addProducts(sum3, products3, low, high);
        sum3b = addProducts(sum3b, products3, lowB, highB);
      }
      input += inputStride;
    }

    v128.store(outputs, sum0);
    v128.store(outputs, sum0b, 16);
    if (rows > 1) {
      v128.store(output1, sum1);
      v128.store(output1, sum1b, 16);
    }
    if (rows > 2) {
      v128.store(output2, sum2);
      v128.store(output2, sum2b, 16);
    }
    if (rows > 3) {
      v128.store(output3, sum3);
      v128.store(output3, sum3b, 16);
    }
    inputs += stripBytes;
    outputs += stripBytes;
  }
}

@inline
function lowHalves(data: v128): v128 {
  return v128.and(data, i8x16.splat(0x0f));
}

// In lanes of 16 bits, because x86 has no shift of bytes; the bits that come in from the neighbour are masked away.
@inline
function highHalves(data: v128): v128 {
  return v128.and(i16x8.shr_u(data, 4), i8x16.splat(0x0f));
}

@inline
function tableOf(coefficient: u32): u32 {
  return <u32>load<u8>(coefficient) << 5;
}

// The relaxed lookup spares an instruction on x86; for indices below 16 it is the same everywhere.
@inline
function addProducts(sum: v128, table: u32, low: v128, high: v128): v128 {
  const lowProducts = i8x16.relaxed_swizzle(v128.load(table), low);
  const highProducts = i8x16.relaxed_swizzle(v128.load(table, 16), high);
  return v128.xor(sum, v128.xor(lowProducts, highProducts));
}
