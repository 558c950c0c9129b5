import { WebSocket } from 'ws';
import { ConfigError } from '../config/error.ts';
import { formatHostPort, type HostPort, parseHostPort, parseNumber } from '../config/values.ts';
import type { Measured } from '../measure/measurement.ts';
import { type MeasureNews, measureSeconds, readMeasureNews } from '../measure/news.ts';
import { measuredTable, whyNothing } from '../measure/report.ts';

interface MeasureFlags {
  readonly control: string;
  readonly seconds: string;
  readonly json?: boolean;
}

/** `ajar measure`: the delay from glass to glass of the door whose portal runs on this machine. */
export async function measure({ control, seconds, json = false }: MeasureFlags): Promise<number> {
  const address = checked('--control', control, parseHostPort(control));
  const { least, most } = measureSeconds;
  const length = checked('--seconds', seconds, parseNumber(seconds, 'seconds', least, most));
  const showsProgress = process.stderr.isTTY;
  const { measured, problem } = await ask(address, length, ({ shown, seen }) => {
    if (showsProgress) process.stderr.write(`\r${shown} flashes shown there, ${seen} seen here `);
  });
  if (showsProgress) process.stderr.write('\r\u001B[K');
  const failure = problem ?? (measured === null ? 'nothing was measured' : whyNothing(measured));
  if (json) process.stdout.write(`${JSON.stringify({ ...measured, problem: failure ?? null })}\n`);
  if (failure !== undefined) {
    process.stderr.write(`ajar: measure: ${failure}\n`);
    return 1;
  }
  if (!json) process.stdout.write(`${measuredTable(measured as Measured).join('\n')}\n`);
  return 0;
}

function checked<T>(flag: string, text: string, parsed: { value: T } | { problem: string }): T {
  if ('problem' in parsed) throw new ConfigError(`${flag}: ${JSON.stringify(text)} ${parsed.problem}`);
  return parsed.value;
}

type Progress = Extract<MeasureNews, { type: 'measuring' }>;
type Outcome = Omit<Extract<MeasureNews, { type: 'measured' }>, 'type'>;

function ask(address: HostPort, seconds: number, onProgress: (news: Progress) => void): Promise<Outcome> {
  const where = formatHostPort(address);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${where}/control`);
    let isAsked = false;
    socket.on('open', () => {
      isAsked = true;
      socket.send(JSON.stringify({ type: 'measure', seconds }));
    });
    socket.on('message', (data, isBinary) => {
      const news = isBinary ? undefined : readMeasureNews((data as Buffer).toString());
      if (news?.type === 'measuring') onProgress(news);
      if (news?.type !== 'measured') return;
      resolve(news);
      socket.close();
    });
    socket.on('error', (cause) => {
      reject(
        new ConfigError(
          `--control: no portal answers at ${where}; start one (ajar portal), or say where its page is (--control HOST:PORT)`,
          { cause },
        ),
      );
    });
    socket.on('close', () => {
      if (isAsked) resolve({ measured: null, problem: `the portal at ${where} ended` });
    });
  });
}
