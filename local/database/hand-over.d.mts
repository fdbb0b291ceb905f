import type { Server } from 'node:http';
import type { EngineRequest, EngineResponse } from './short-wire.ts';

export function handOver(server: Server, request: EngineRequest): Promise<EngineResponse>;
