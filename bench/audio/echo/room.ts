const rateHz = 48_000;
const soundSpeed = 343;

/** A place in a room, metres from a corner. */
export type Place = readonly [x: number, y: number, z: number];

/** A shoebox room. */
export interface Room {
  /** Metres. */
  readonly size: Place;
  /** Time in which sound decays by 60 dB, s. */
  readonly rt60: number;
}

/** A living room or small office. */
export const roomSize: Place = [5.2, 4.1, 2.7];

/**
 * The impulse response from one place to another, 48 kHz: every reflection as a mirror image of the source (Allen and Berkley 1979), walls
 * that absorb as much as the decay asks for (Sabine), each arrival spread over two samples. As long as 0.8 of the decay.
 */
export function impulseResponse({ size, rt60 }: Room, from: Place, to: Place): Float32Array {
  const [width, depth, height] = size;
  const surface = 2 * (width * depth + width * height + depth * height);
  const absorbed = Math.min(0.95, (0.161 * width * depth * height) / (surface * rt60));
  const reflected = Math.sqrt(1 - absorbed);
  const response = new Float32Array(Math.ceil(0.8 * rt60 * rateHz));
  const furthest = (response.length / rateHz) * soundSpeed;
  const orders = size.map((length) => Math.ceil(furthest / (2 * length)));
  for (let x = -orders[0]!; x <= orders[0]!; x++) {
    for (let y = -orders[1]!; y <= orders[1]!; y++) {
      for (let z = -orders[2]!; z <= orders[2]!; z++) {
        for (let corner = 0; corner < 8; corner++) {
          const u = corner & 1;
          const v = (corner >> 1) & 1;
          const w = corner >> 2;
          const dx = (1 - 2 * u) * from[0] + 2 * x * width - to[0];
          const dy = (1 - 2 * v) * from[1] + 2 * y * depth - to[1];
          const dz = (1 - 2 * w) * from[2] + 2 * z * height - to[2];
          const distance = Math.hypot(dx, dy, dz);
          const at = (distance / soundSpeed) * rateHz;
          const whole = Math.floor(at);
          if (whole + 1 >= response.length) continue;
          const bounces =
            Math.abs(x - u) + Math.abs(x) + Math.abs(y - v) + Math.abs(y) + Math.abs(z - w) + Math.abs(z);
          const strength = reflected ** bounces / Math.max(distance, 0.1);
          response[whole]! += strength * (whole + 1 - at);
          response[whole + 1]! += strength * (at - whole);
        }
      }
    }
  }
  return response;
}
