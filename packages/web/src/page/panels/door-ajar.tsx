import type { JSX } from 'preact';

/** A door ajar in a dark room, with light falling through: what a picture is before there is one. */
export function DoorAjar(): JSX.Element {
  return (
    <svg class="door-ajar" viewBox="0 0 160 90" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <defs>
        <linearGradient id="door-spill" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="#f6b765" stop-opacity="0.34" />
          <stop offset="1" stop-color="#f6b765" stop-opacity="0" />
        </linearGradient>
        <radialGradient id="door-glow" cx="0.5" cy="0.5" r="0.5">
          <stop offset="0" stop-color="#f6b765" stop-opacity="0.2" />
          <stop offset="1" stop-color="#f6b765" stop-opacity="0" />
        </radialGradient>
      </defs>
      <path d="M0 50h160v40H0z" fill="#0a0b0d" />
      <ellipse cx="84" cy="31" rx="46" ry="38" fill="url(#door-glow)" />
      <path class="door-light" d="M80 50h7.5L103 68H76z" fill="url(#door-spill)" />
      <path d="M70 11h17.5v39H70z" fill="#f6b765" />
      <path d="M70 11l10 2.5v39.5L70 50z" fill="#1c1f25" />
      <circle cx="78.2" cy="33" r="0.7" fill="#f6b765" />
    </svg>
  );
}
