import './styles/main.css';
import { startPage } from './shell/start-page.tsx';

const root = document.querySelector('#root');
if (root) void startPage(root, window);
