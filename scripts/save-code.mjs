// Runs the program once over the demo capture and saves the code that V8 made of it: `npm run build` ends with this.
import { fileURLToPath } from 'node:url';
import { loadProgram } from '../bin/program.js';

const demo = fileURLToPath(new URL('../fixtures/demo.pcap', import.meta.url));
const program = loadProgram();
process.argv.splice(2, Infinity, '--ndjson', '--no-payload', '--quiet', demo);
process.on('exit', program.saveCode);
program.start();
