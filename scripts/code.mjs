// Runs the program over the demo capture and writes the code that V8 has made of it until then beside it, for
// bin/msnscan.js. `npm run build` calls it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
