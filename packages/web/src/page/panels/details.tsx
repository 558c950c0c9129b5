import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Portal } from '../state/door.ts';
import { DETAILS } from './detail-rows.ts';

interface DetailsProps {
  readonly open: boolean;
  readonly portals: readonly Portal[];
  readonly close: () => void;
}

/** A drawer with every figure that the portals report. */
export function Details({ open, portals, close }: DetailsProps): JSX.Element {
  const closer = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const before = document.activeElement;
    closer.current?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [open]);

  return (
    <aside id="details" class="details" data-open={open} inert={!open} aria-labelledby="details-title">
      <div class="details-head">
        <h2 id="details-title">Details</h2>
        <button type="button" class="quiet" ref={closer} onClick={close}>
          Close
        </button>
      </div>
      {open && (
        <table>
          <thead>
            <tr>
              <td />
              {portals.map(({ info }) => (
                <th key={info.id} scope="col">
                  {info.name}
                </th>
              ))}
            </tr>
          </thead>
          {DETAILS.map(({ title, rows }) => (
            <tbody key={title}>
              <tr>
                <th class="details-group" scope="rowgroup" colSpan={portals.length + 1}>
                  {title}
                </th>
              </tr>
              {rows.map(([label, say]) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  {portals.map(({ info, stats }) => (
                    <td key={info.id}>{stats === null ? '–' : say(stats)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      )}
    </aside>
  );
}
