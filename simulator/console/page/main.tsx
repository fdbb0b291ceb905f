import { render } from 'preact';
import { App } from './app.tsx';
import { createModel } from './model.ts';
import { connectServer } from './server.ts';

const root = document.getElementById('app');
if (root) render(<App model={createModel(connectServer())} />, root);
