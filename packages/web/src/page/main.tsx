import { render } from 'preact';
import { openControl } from './connection/control.ts';
import { App } from './panels/app.tsx';
import { Door } from './state/door.ts';

const door = new Door();
const controls = openControl(door);
render(<App door={door} controls={controls} />, document.querySelector('#page')!);
