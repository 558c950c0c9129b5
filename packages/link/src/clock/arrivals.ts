/** Counts the packets of one instance of the peer by their numbers, which go on when the keys change. */
export class Arrivals {
  /** The highest number that came; −1 before the first. */
  highest = -1;
  /** How many came. */
  accepted = 0;

  /** Call with the number of the first packet before it is counted: numbers start anywhere. */
  begin(number: number): void {
    if (this.accepted === 0) this.highest = number - 1;
  }

  /** Counts an authentic packet. True when its number is the highest so far. */
  count(number: number): boolean {
    this.accepted++;
    if (number <= this.highest) return false;
    this.highest = number;
    return true;
  }
}
