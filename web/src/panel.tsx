import './styles/panel-page.css';
import { startPanel } from './panel/start-panel.tsx';

const root = document.querySelector('#root');
if (root) void startPanel(root, window);
