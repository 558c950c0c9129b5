import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RowResult } from './video-path/measure-row.ts';

const pagePath = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const [begin, end] = ['<!-- video-path: stages -->', '<!-- end -->'];

/** Puts the stages of each row into `docs/performance.md`. */
export function refreshPage(rows: Readonly<Record<string, RowResult>>): void {
  const page = readFileSync(pagePath, 'utf8');
  writeFileSync(pagePath, withTable(page, stageTable(rows)));
}

/** The page with another table between its marks; as it was where it has none. */
export function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) return page;
  return `${page.slice(0, from)}${begin}\n\n${table}\n\n${page.slice(to)}`;
}

/** A column for each row of `video-path`, p50 / p99 in ms of each stage, and below what came of the whole. */
export function stageTable(rows: Readonly<Record<string, RowResult>>): string {
  const columns = Object.entries(rows);
  const stages = columns[0]?.[1].ajar.stages ?? [];
  const of = (name: string, cell: (result: RowResult) => string): string =>
    line([name, ...columns.map(([, result]) => cell(result))]);
  const cpu = (name: string): string =>
    of(`${name}, % of a core`, ({ ajar: { cpuPctOf } }) => String(cpuPctOf?.[name] ?? '–'));
  return [
    line(['p50 / p99, ms', ...columns.map(([name]) => name)]),
    line(['---', ...columns.map(() => '---')]),
    ...stages.map(({ name }, index) =>
      of(name, ({ ajar }) => `${ajar.stages?.[index]?.p50 ?? '–'} / ${ajar.stages?.[index]?.p99 ?? '–'}`),
    ),
    of('**whole**', ({ ajar: { p50, p99 } }) => `**${p50 ?? '–'} / ${p99 ?? '–'}**`),
    of('frames a second', ({ ajar }) => String(ajar.fps ?? '–')),
    of('lost, skipped', ({ ajar: { lost, skipped } }) => `${lost}, ${skipped}`),
    ...Object.keys(columns[0]?.[1].ajar.cpuPctOf ?? {}).map(cpu),
    of('libwebrtc p50 / p99', ({ webrtc }) => (webrtc ? `${webrtc.p50 ?? '–'} / ${webrtc.p99 ?? '–'}` : '–')),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
