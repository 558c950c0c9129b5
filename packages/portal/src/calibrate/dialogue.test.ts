import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askMeasures, parseAnswer, type Terminal } from './dialogue.ts';
import { measureOf, type RoomMeasures } from './measures.ts';

const known: RoomMeasures = { screenWidthM: 1.2, screenBottomM: 0.3, cameraHeightM: 1.4, verticalFovDeg: 50 };

test('answers become measures; Enter keeps what is known, or what is usual', async () => {
  const { terminal, asked } = answering(['47 in', '68 cm', '', '', '', '43.5', '']);
  assert.deepEqual(await askMeasures(terminal, known), {
    screenWidthM: 1.1938,
    screenHeightM: 0.68,
    screenBottomM: 0.3,
    cameraHeightM: 1.4,
    personDistanceM: 2,
    verticalFovDeg: 43.5,
    eyeHeightM: 1.6,
  });
  assert.match(asked[0]!, /width of what it shows \[1.2 m\]: $/);
  assert.match(asked[1]!, /\[not known\]/);
});

test("the monitor's own size is offered where nothing else is known", async () => {
  const { terminal, asked } = answering(['', '', '', '', '', '', '']);
  const room = await askMeasures(terminal, known, { widthM: 0.6, heightM: 0.34 });
  assert.equal(room?.screenWidthM, 1.2);
  assert.equal(room?.screenHeightM, 0.34);
  assert.match(asked[1]!, /\[0.34 m\]/);
});

test('a bad answer is asked for again, with what is wrong', async () => {
  const { terminal, asked, said } = answering(['0', '1000 m', 'NaN', 'wide', '1.2', '', '', '', '', '', '']);
  assert.equal((await askMeasures(terminal, known))?.screenWidthM, 1.2);
  assert.equal(asked.filter((question) => question.startsWith('Screen: width')).length, 5);
  assert.match(
    said.join('\n'),
    /0 is out of range.*\n.*1000 m is out of range.*\n.*NaN is not a length.*\n.*wide is not/,
  );
});

test('a measure that nobody knows is left out', async () => {
  const { terminal } = answering(['-', '', '', '', '', '-', '-']);
  assert.deepEqual(await askMeasures(terminal, known), {
    screenBottomM: 0.3,
    cameraHeightM: 1.4,
    personDistanceM: 2,
  });
});

test('who stops answering changes nothing', async () => {
  const { terminal } = answering(['1 m', '1 m']);
  assert.equal(await askMeasures(terminal, known), undefined);
});

const fov = measureOf('vertical-fov-deg')!;

test('a sheet of paper tells the field of view', () => {
  // Half of the picture at 29.7 cm: the picture is 59.4 cm high there.
  assert.deepEqual(parseAnswer('29.7 cm, 29.7 cm, 50 %', fov), { value: 90 });
  assert.deepEqual(parseAnswer('29,7 cm; 29,7 cm; 50', fov), { value: 90 });
  assert.deepEqual(parseAnswer('11.7 in, 11.7 in, 50%', fov), { value: 90 });
});

const wrong: [string, RegExp][] = [
  ['29.7 cm, 50 cm, 0 %', /the share is 1 % to 100 %/],
  ['29.7 cm, 50 cm, 120 %', /the share is 1 % to 100 %/],
  ['29.7 cm, 0 m, 50 %', /the distance 0 m is out of range/],
  ['paper, 50 cm, 50 %', /the height paper is not a length/],
  ['29.7 cm, 50 cm, %', /the share is 1 %/],
  ['5 m, 5 cm, 50 %', /out of range, 5° to 150°/],
  ['29.7 cm, 50 cm, 50 %, 3', /HEIGHT, DISTANCE, SHARE/],
];
for (const [text, message] of wrong) {
  test(`a thing in the picture such as ${text} is refused`, () => {
    const parsed = parseAnswer(text, fov);
    assert.match('problem' in parsed ? parsed.problem : '', message);
  });
}

function answering(answers: readonly string[]): { terminal: Terminal; asked: string[]; said: string[] } {
  const left = [...answers];
  const asked: string[] = [];
  const said: string[] = [];
  const terminal: Terminal = {
    async ask(question) {
      asked.push(question);
      return left.shift();
    },
    say: (line) => said.push(line),
  };
  return { terminal, asked, said };
}
