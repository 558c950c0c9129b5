import { surveyDevices } from '../devices/survey.ts';
import { deviceTable } from '../devices/table.ts';

/** `ajar devices`: the cameras, microphones, loudspeakers, monitors and codecs that this machine has. */
export async function devices({ json = false }: { readonly json?: boolean }): Promise<void> {
  const found = await surveyDevices();
  process.stdout.write(json ? `${JSON.stringify(found)}\n` : `${deviceTable(found).join('\n')}\n`);
}
