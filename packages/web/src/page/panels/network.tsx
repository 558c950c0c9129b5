import type { JSX } from 'preact';
import type { Controls } from '../connection/control.ts';
import { decimal } from '../format.ts';
import type { NetSetting, NetState } from '../protocol/control.ts';
import { BANDWIDTHS_MBPS, bandwidthAt, bandwidthPosition } from './bandwidth.ts';
import { Cut } from './cut.tsx';
import { Slider } from './slider.tsx';

interface NetworkProps {
  readonly net: NetState;
  readonly cutLeftS: number | null;
  readonly reachable: boolean;
  readonly controls: Controls;
}

const PERFECT = { delayMs: 0, jitterMs: 0, lossPct: 0, lossBurst: 1, bandwidthMbps: 0 } as const;

/** The sliders that make the network between the rooms worse: further to the right is always worse. */
export function Network({ net, cutLeftS, reachable, controls }: NetworkProps): JSX.Element {
  const set = (setting: NetSetting) => (value: number) => controls.setNet({ [setting]: value });
  const perfect = Object.entries(PERFECT).every(([setting, value]) => net[setting as NetSetting] === value);
  const disabled = !reachable;
  return (
    <section class="network" aria-labelledby="network-title">
      <div class="network-head">
        <h2 id="network-title">Network between the rooms</h2>
        <button
          type="button"
          class="quiet"
          data-testid="net-reset"
          disabled={disabled || perfect}
          onClick={() => controls.setNet(PERFECT)}
        >
          Reset to perfect
        </button>
      </div>
      <Slider
        id="net-delay"
        label="Delay"
        value={net.delayMs}
        min={0}
        max={300}
        step={5}
        disabled={disabled}
        say={(value) => [decimal(value, 0), 'ms']}
        change={set('delayMs')}
      />
      <Slider
        id="net-jitter"
        label="Jitter"
        value={net.jitterMs}
        min={0}
        max={100}
        step={1}
        disabled={disabled}
        say={(value) => [decimal(value, 0), 'ms']}
        change={set('jitterMs')}
      />
      <Slider
        id="net-loss"
        label="Loss"
        value={net.lossPct}
        min={0}
        max={20}
        step={0.5}
        disabled={disabled}
        say={(value) => [decimal(value, 1), '%']}
        change={set('lossPct')}
      />
      <Slider
        id="net-burst"
        label="Loss burst"
        value={net.lossBurst}
        min={1}
        max={20}
        step={1}
        disabled={disabled || net.lossPct === 0}
        say={(value) => [decimal(value, 0), value <= 1 ? 'packet' : 'packets']}
        change={set('lossBurst')}
      />
      <Slider
        id="net-bandwidth"
        label="Bandwidth"
        value={bandwidthPosition(net.bandwidthMbps)}
        min={0}
        max={BANDWIDTHS_MBPS.length - 1}
        step={1}
        disabled={disabled}
        say={(position) =>
          sayBandwidth(Number.isInteger(position) ? bandwidthAt(position) : net.bandwidthMbps)
        }
        change={(position) => controls.setNet({ bandwidthMbps: bandwidthAt(position) })}
      />
      <Cut leftS={cutLeftS} disabled={disabled} cut={controls.cut} />
    </section>
  );
}

function sayBandwidth(mbps: number): readonly [string, string] {
  return mbps === 0 ? ['unlimited', ''] : [String(mbps), 'Mbit/s'];
}
