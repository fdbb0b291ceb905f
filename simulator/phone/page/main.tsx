import { render } from 'preact';
import { App } from './app.tsx';
import { createModel } from './model.ts';

const speaker = new Audio();
speaker.autoplay = true;

const root = document.getElementById('app');
if (root) render(<App model={createModel(speaker)} />, root);
